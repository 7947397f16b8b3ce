import { isDeepStrictEqual } from 'node:util';
import { canonicalJson } from '../../domain/canonical-json.js';
import type { Policy } from '../../domain/policy.js';
import type { CaseCommand, CaseEvent } from '../../domain/case/lifecycle.js';
import { lifecycleOfCase, proceedingOf } from '../../domain/procedures.js';
import { decideSubmit } from '../../domain/request/decide/index.js';
import type { RequestEvent } from '../../domain/request/events.js';
import { STARTS } from '../../store/inbox.js';
import type { Submitted } from '../../../workflows/contract/resident-request.js';
import type { Derived } from '../derive.js';
import type { Finding } from '../findings.js';
import type { CaseRecord, InboxEntry } from '../record.js';

/** Events that one command, or one passing of time, brought about together. */
interface Batch {
  commandId: string | undefined;
  /** Index of its first event. */
  from: number;
  events: readonly RequestEvent[];
}

/**
 * Decides the whole case again out of the record alone: what the inbox received, in the order of the events, and what
 * time brought about in between. It needs no history, so it also stands where retention has taken that.
 */
export function checkDecisions({ inbox, policies }: CaseRecord, derived: Derived): Finding[] {
  const policy = policies.get(derived.terms[0]?.policy ?? 0);
  const commands = new Map(inbox.map((entry) => [entry.command_id, entry]));
  const decided = batches(derived.events).flatMap((batch): Finding[] => {
    if (batch.commandId === undefined) return checkPassing(batch, derived);
    const command = commands.get(batch.commandId);
    const seq = batch.events[0]?.seq ?? 0;
    if (command === undefined) return [{ code: 'command_missing', seq, params: { command: batch.commandId } }];
    return batch.from === 0 ? checkOpening(batch, command, policy) : checkCommand(batch, command, derived);
  });
  return [...decided, ...judgedUnheard(inbox, derived)];
}

/** Whoever was received before a due is heard before it is judged: nothing judged may stand before what came in time. */
function judgedUnheard(inbox: readonly InboxEntry[], { events, states }: Derived): Finding[] {
  const judged = events.flatMap((event) => {
    if (event.type === 'clock_breached') return [{ seq: event.seq, due: event.body.due }];
    return event.type === 'ended' ? [{ seq: event.seq, due: event.at }] : [];
  });
  return inbox.flatMap(({ command_id: command, client, received_at, outcome, kind }): Finding[] => {
    // A linked workflow's command has the workflow's time, which nobody compares with the database's.
    if (STARTS.includes(kind) || client.startsWith('workflow:')) return [];
    if (outcome === null || states[outcome.version - 1] === undefined) return [];
    const heardAt = events.find(({ commandId }) => commandId === command)?.seq ?? outcome.version + 1;
    const before = judged.find(({ seq, due }) => seq < heardAt && received_at.toISOString() < due);
    return before ? [{ code: 'judged_unheard', seq: before.seq, params: { command, due: before.due } }] : [];
  });
}

function batches(events: readonly RequestEvent[]): Batch[] {
  const found: (Batch & { events: RequestEvent[] })[] = [];
  events.forEach((event, index) => {
    const last = found.at(-1);
    if (last && last.commandId === event.commandId) last.events.push(event);
    else found.push({ commandId: event.commandId, from: index, events: [event] });
  });
  return found;
}

/** The start is stored as it was sent; and what the door decided of it is decided again, of what event 1 says was received. */
function checkOpening({ commandId = '', events }: Batch, command: InboxEntry, policy: Policy | undefined): Finding[] {
  const { opening } = command.body as Partial<Submitted>;
  const [first] = events;
  const isReceipt =
    first === undefined ||
    (isDeepStrictEqual(command.actor, first.actor) &&
      command.received_at.toISOString() === (first.receivedAt ?? first.at));
  const changed: Finding[] = isReceipt ? [] : [{ code: 'command_changed', params: { command: commandId } }];
  const again = decidedBy(() => openAgain(events, commandId, policy));
  const found = [...compare(events, opening ?? [], commandId), ...compare(events, again, commandId)];
  return [...changed, ...found.filter(({ seq }, index) => found.findIndex((one) => one.seq === seq) === index)];
}

function openAgain(events: readonly RequestEvent[], id: string, policy: Policy | undefined): readonly RequestEvent[] {
  const [first] = events;
  if (first === undefined) return [];
  if (first.type !== 'received') return openProceedingAgain(first, id);
  const { clocks: _clocks, ...received } = first.body;
  const sent = events.find((event) => event.type === 'dispatched')?.body;
  const { district, actor, at, receivedAt = at } = first;
  const accepted = events.some(({ type }) => type === 'accepted');
  // A part of a split is trusted as it was taken out: what belongs to a statutory channel is accepted by hand.
  const trusted =
    policy && received.splitFrom === undefined
      ? received.provenance === 'imported' || policy.trustedChannels.includes(received.channel)
      : accepted;
  return decideSubmit({
    ...{ id, district, case: first.case, actor, receivedAt },
    body: {
      received,
      trusted: trusted ? 'yes' : 'no',
      // What the directory said of the unit is not kept; that it could lead is what the event says.
      ...(sent && {
        proposal: {
          unit: { code: sent.unit, kind: 'bureau', inForce: 'yes' },
          basis: sent.basis === 'on_arrival' ? 'on_arrival' : 'catalogue',
          ground: sent.ground ?? '',
        },
      }),
    },
  }).events;
}

/** What event 1 of a proceeding says is what it was opened with. */
function openProceedingAgain({ case: caseId, district, actor, at, receivedAt = at, body }: CaseEvent, id: string) {
  const { clocks: _clocks, ...facts } = body as { clocks?: unknown };
  const { events } = proceedingOf(caseId).open({ ...{ id, district, case: caseId, actor, receivedAt }, body: facts });
  return events as readonly RequestEvent[];
}

function checkCommand({ commandId, from, events }: Batch, command: InboxEntry, derived: Derived): Finding[] {
  const { states, terms } = derived;
  const [first] = events;
  const before = states[from - 1];
  const inForce = terms[from - 1];
  if (first === undefined || before === undefined || inForce === undefined) return [];
  const receivedAt = command.received_at.toISOString();
  const state = { ...before, run: first.run };
  const lifecycle = lifecycleOfCase(first.case);
  const lapsed = lifecycle.lapse(state, inForce, receivedAt).events as readonly RequestEvent[];
  if (lapsed.length > 0) return lapsed.map((event) => missing(event, first.seq));
  const message = {
    id: command.command_id,
    name: command.kind,
    actor: command.actor,
    receivedAt,
    body: command.body,
    ...(isOvertaken(command, from, derived) && { expectedVersion: command.expected_version }),
  } as CaseCommand;
  return compare(
    events,
    decidedBy(() => lifecycle.decide(state, inForce, message, receivedAt).events as readonly RequestEvent[]),
    commandId ?? '',
  );
}

/**
 * Whether another command came in between what the sender had read and this one. What time brought about in the same step
 * does not count: the version is held against the state before.
 */
function isOvertaken({ expected_version: expected }: InboxEntry, from: number, { events }: Derived): boolean {
  if (expected === null) return false;
  return expected > from || events.slice(expected, from).some(({ commandId }) => commandId !== undefined);
}

// A body that no rule can read decides nothing; that its event is there all the same is then the finding.
function decidedBy(decideAgain: () => readonly RequestEvent[]): readonly RequestEvent[] {
  try {
    return decideAgain();
  } catch {
    return [];
  }
}

function compare(recorded: readonly RequestEvent[], decided: readonly RequestEvent[], command: string): Finding[] {
  const findings = recorded
    .filter((event, index) => textOf(event) !== textOf(decided[index]))
    .map(({ seq }): Finding => ({ code: 'decision_differs', seq, params: { command } }));
  if (decided.length <= recorded.length) return findings;
  return [...findings, { code: 'decision_differs', seq: recorded.at(-1)?.seq ?? 0, params: { command } }];
}

/** Every event that has no command must be the next thing that time alone brings about. */
function checkPassing({ from, events }: Batch, { states, terms }: Derived): Finding[] {
  const findings: Finding[] = [];
  for (let done = 0; done < events.length;) {
    const next = events[done];
    const before = states[from + done - 1];
    const inForce = terms[from + done - 1];
    if (next === undefined || before === undefined || inForce === undefined) break;
    const lapsed = lifecycleOfCase(next.case).lapse({ ...before, run: next.run }, inForce, next.at)
      .events as readonly RequestEvent[];
    // One moment can write several events, and one waking several moments; they are told one after another.
    const same = lapsed.findIndex((event, index) => textOf(event) !== textOf(events[done + index]));
    const told = same === -1 ? lapsed.length : same;
    const expected = lapsed[told];
    if (told === 0 && expected !== undefined && expected.at < next.at) findings.push(missing(expected, next.seq));
    else if (told === 0) findings.push({ code: 'time_event_unfounded', seq: next.seq, params: { type: next.type } });
    // A breach and its urge stand or fall together; any other moment may still have been to come.
    else if (expected?.type === 'urged' && lapsed[told - 1]?.type === 'clock_breached')
      findings.push(missing(expected, next.seq + told - 1));
    done += Math.max(1, told);
  }
  return findings;
}

function missing(event: RequestEvent, seq: number): Finding {
  const { type, at } = event;
  if (type !== 'clock_breached') return { code: 'time_event_missing', seq, params: { type, at } };
  const { clock, n, due } = event.body;
  return { code: 'breach_missing', seq, params: { clock, n, due } };
}

function textOf(event: RequestEvent | undefined): string {
  try {
    return event === undefined ? '' : canonicalJson(event);
  } catch {
    return '';
  }
}
