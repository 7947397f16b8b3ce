import { isDeepStrictEqual } from 'node:util';
import { commandIdOf } from '../../store/identity.js';
import type { Refusal } from '../../domain/refusals.js';
import type { CaseCommand, CaseEvent, CaseState, Decision } from '../../domain/case/lifecycle.js';
import { lifecycleOfCase } from '../../domain/procedures.js';
import type { CommandOutcome } from '../../store/inbox.js';
import type { Derived } from '../derive.js';
import type { Finding } from '../findings.js';
import type { CaseRecord, InboxEntry } from '../record.js';

/** Holds what the inbox says of each command and what became of it against the events and the rules. */
export function checkOutcomes({ inbox }: CaseRecord, derived: Derived): Finding[] {
  // They are numbered without a gap: whoever takes one out, also one that was refused, leaves a hole.
  const gap = inbox.findIndex(({ ordinal }, index) => ordinal !== index + 1);
  const hole: Finding[] = gap === -1 ? [] : [{ code: 'inbox_gap', params: { ordinal: gap + 1 } }];
  const found = inbox.flatMap((entry): Finding[] => {
    const { command_id: command, outcome } = entry;
    return [
      ...(isItsOwnId(entry) ? [] : [{ code: 'command_id_wrong', params: { command } } as const]),
      ...(outcome === null ? checkUndecided(entry, derived) : checkDecided(entry, outcome, derived)),
    ];
  });
  return [...hole, ...found];
}

/** A command's id is that of its client and key; a linked workflow's has its own. */
function isItsOwnId({ command_id, client, key }: InboxEntry): boolean {
  return client.startsWith('workflow:') ? key === command_id : commandIdOf(client, key) === command_id;
}

function checkUndecided({ command_id: command, received_at }: InboxEntry, { events, state }: Derived): Finding[] {
  const last = events.findLast((event) => event.commandId === command);
  // Who found it undecided does not write its outcome; whoever delivers it does, and the end writes all.
  // What came after the end is refused by whoever delivers it.
  if (state.ended === 'yes' && received_at.toISOString() < state.at)
    return [{ code: 'outcome_missing', params: { command } }];
  return last === undefined ? [] : [{ code: 'outcome_pending', seq: last.seq, params: { command } }];
}

function checkDecided(entry: InboxEntry, outcome: CommandOutcome, derived: Derived): Finding[] {
  const { events, states } = derived;
  const { command_id: command } = entry;
  const { version, state, refusal } = outcome;
  const own = events.filter((event) => event.commandId === command);
  const last = own.at(-1);
  if (refusal === undefined && last === undefined) return [{ code: 'outcome_without_events', params: { command } }];
  if (refusal !== undefined && last !== undefined) {
    return [{ code: 'refusal_with_events', seq: last.seq, params: { command } }];
  }
  const isItsOwn = last === undefined || last.seq === version;
  if (!isItsOwn || states[version - 1]?.state !== state)
    return [{ code: 'outcome_differs', ...(last && { seq: last.seq }), params: { command, version, state } }];
  return refusal === undefined ? [] : checkRefusal(entry, refusal, version, derived);
}

/** Decides a refused command again, on the state that it was refused on. */
function checkRefusal(entry: InboxEntry, refusal: Refusal, version: number, { states, terms }: Derived): Finding[] {
  const before = states[version - 1];
  const { command_id: command, kind, actor, body, received_at, expected_version } = entry;
  const receivedAt = received_at.toISOString();
  // What a sender had read is held against the state before time passed, which the refusal does not tell.
  if (refusal.code === 'version_conflict' ? expected_version !== null : before === undefined) return [];
  const caseId = before?.case ?? '';
  const message = { id: command, name: kind, actor, receivedAt, body } as CaseCommand;
  const inForce = terms[version - 1];
  const again =
    before && inForce && refusedAgain(() => lifecycleOfCase(caseId).decide(before, inForce, message, receivedAt));
  return isDeepStrictEqual(again, refusal)
    ? []
    : [{ code: 'refusal_unfounded', params: { command, refusal: refusal.code } }];
}

// A body that no rule can read is refused by none.
function refusedAgain(decideAgain: () => Decision<CaseState, CaseEvent>): Refusal | undefined {
  try {
    return decideAgain().refusal;
  } catch {
    return undefined;
  }
}
