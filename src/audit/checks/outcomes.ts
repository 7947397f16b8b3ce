import { isDeepStrictEqual } from 'node:util';
import type { CommandDecision } from '../../../workflows/contract/resident-request.js';
import type { CommandOutcome } from '../../store/inbox.js';
import type { Derived } from '../derive.js';
import type { Finding } from '../findings.js';
import type { CaseRecord, InboxEntry } from '../record.js';

/** Holds what the inbox says became of each command against the events, and against the answers in the history. */
export function checkOutcomes(
  { inbox }: CaseRecord,
  derived: Derived,
  answered: ReadonlyMap<string, CommandDecision>,
): Finding[] {
  const known = new Set(inbox.map(({ command_id }) => command_id));
  // A command is in the inbox before Temporal hears of it.
  const lost = [...answered.keys()].filter((command) => !known.has(command));
  const found = inbox.flatMap((entry): Finding[] => {
    const { command_id: command, outcome } = entry;
    if (outcome === null) return checkUndecided(entry, derived);
    const decision = answered.get(command);
    return [
      ...checkDecided(command, outcome, derived),
      ...(decision === undefined || isSame(outcome, decision)
        ? []
        : [{ code: 'outcome_changed', params: { command } } as const]),
    ];
  });
  return [...lost.map((command): Finding => ({ code: 'command_lost', params: { command } })), ...found];
}

function checkUndecided({ command_id: command }: InboxEntry, { events, state }: Derived): Finding[] {
  const last = events.findLast((event) => event.commandId === command);
  // Who found it undecided does not write its outcome; whoever delivers it does, and the end writes all.
  if (state.ended === 'yes') return [{ code: 'outcome_missing', params: { command } }];
  return last === undefined ? [] : [{ code: 'outcome_pending', seq: last.seq, params: { command } }];
}

function checkDecided(command: string, outcome: CommandOutcome, { events, states }: Derived): Finding[] {
  const { version, state, refusal } = outcome;
  const own = events.filter((event) => event.commandId === command);
  const last = own.at(-1);
  if (refusal === undefined && last === undefined) return [{ code: 'outcome_without_events', params: { command } }];
  if (refusal !== undefined && last !== undefined) {
    return [{ code: 'refusal_with_events', seq: last.seq, params: { command } }];
  }
  const isItsOwn = last === undefined || last.seq === version;
  return isItsOwn && states[version - 1]?.state === state
    ? []
    : [{ code: 'outcome_differs', ...(last && { seq: last.seq }), params: { command, version, state } }];
}

function isSame(outcome: CommandOutcome, { id: _id, ...decision }: CommandDecision): boolean {
  return isDeepStrictEqual(JSON.parse(JSON.stringify(outcome)), JSON.parse(JSON.stringify(decision)));
}
