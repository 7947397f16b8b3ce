import { isDeepStrictEqual } from 'node:util';
import type { CommandDecision } from '../../../workflows/contract/case.js';
import { STARTS, type CommandOutcome } from '../../store/inbox.js';
import { isOver } from '../../domain/case/lifecycle.js';
import type { Asked } from '../history.js';
import type { Finding } from '../findings.js';
import type { CaseRecord, InboxEntry } from '../record.js';
import type { Told } from './history.js';

/** Holds the inbox against what the history says was asked of the workflow, and what it answered. */
export function checkAnswers({ inbox }: CaseRecord, { history, testimony }: Told): Finding[] {
  const known = new Set(inbox.map(({ command_id }) => command_id));
  // A command is in the inbox before Temporal hears of it.
  const lost = [...testimony.decisions.keys()].filter((command) => !known.has(command));
  const found = inbox.flatMap((entry): Finding[] => {
    const params = { command: entry.command_id };
    const answer = testimony.decisions.get(entry.command_id);
    const asked = testimony.asked.get(entry.command_id);
    const isUnheard = asked === undefined && history.fromTheBeginning && mustHaveBeenHeard(entry);
    return [
      ...(answer && entry.outcome && !isSame(entry.outcome, answer)
        ? [{ code: 'outcome_changed', params } as const]
        : []),
      ...(asked && !isAsAsked(entry, asked) ? [{ code: 'command_changed', params } as const] : []),
      ...(isUnheard ? [{ code: 'command_unheard', params } as const] : []),
    ];
  });
  return [...lost.map((command): Finding => ({ code: 'command_lost', params: { command } })), ...found];
}

/** The start is told by the history's beginning; and that a case has ended the door says without asking. */
function mustHaveBeenHeard({ kind, outcome }: InboxEntry): boolean {
  const wasOver = outcome?.refusal !== undefined && isOver(outcome.refusal);
  return !STARTS.includes(kind) && outcome !== null && !wasOver;
}

function isAsAsked(entry: InboxEntry, { name, actor, body, receivedAt, expectedVersion }: Asked): boolean {
  // A signal carries no receipt: it is received when the workflow reads it.
  const received = receivedAt === undefined || entry.received_at.toISOString() === receivedAt;
  const asked = [name, actor, body, expectedVersion ?? null];
  return received && isDeepStrictEqual([entry.kind, entry.actor, entry.body, entry.expected_version], asked);
}

function isSame(outcome: CommandOutcome, { id: _id, ...decision }: CommandDecision): boolean {
  return isDeepStrictEqual(JSON.parse(JSON.stringify(outcome)), JSON.parse(JSON.stringify(decision)));
}
