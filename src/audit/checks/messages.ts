import { isDeepStrictEqual } from 'node:util';
import { SYSTEM_ACTOR } from '../../domain/envelope.js';
import { lifecycleOfCase, messagesOf } from '../../domain/procedures.js';
import { isUnheardKey, unheardKey } from '../../store/identity.js';
import type { Derived } from '../derive.js';
import type { Finding } from '../findings.js';
import type { CaseRecord, SentEntry } from '../record.js';

/** Holds what a case told others, as their inboxes have it, against what its events tell. */
export function checkMessages({ caseId, sent, inbox }: CaseRecord, { events, state }: Derived): Finding[] {
  // What nobody heard comes back under the name of the case that was to hear it; whoever hears that is audited for it.
  const told = new Map(sent.filter(({ key }) => !isUnheardKey(key)).map((entry) => [entry.key, entry]));
  const lifecycle = lifecycleOfCase(caseId);
  const due = messagesOf(caseId, events);
  const keys = new Set(due.map(({ key }) => key));
  return [
    ...due.flatMap(({ key, message: { to, name, body } }): Finding[] => {
      const entry = told.get(key);
      const seq = Number.parseInt(key);
      if (entry === undefined) return [{ code: 'message_missing', seq, params: { to, name } }];
      return isSame(entry, [to, name, body]) ? [] : [{ code: 'message_changed', seq, params: { to, name } }];
    }),
    ...[...told.values()]
      .filter(({ key }) => !keys.has(key))
      .map(({ case_id: to, kind: name }): Finding => ({ code: 'message_unfounded', params: { to, name } })),
    ...[...told.values()].flatMap(({ case_id: to, kind: name, body, outcome, command_id: id }): Finding[] => {
      const refusal = outcome?.refusal;
      if (refusal === undefined || lifecycle.unheard(state, { to, name, body }, refusal) === undefined) return [];
      const hasHeard = inbox.some(({ key }) => key === unheardKey(id));
      return hasHeard ? [] : [{ code: 'unheard_missing', params: { to, name } }];
    }),
  ];
}

function isSame({ case_id, kind, body, actor }: SentEntry, message: readonly unknown[]): boolean {
  return isDeepStrictEqual([case_id, kind, body, actor], JSON.parse(JSON.stringify([...message, SYSTEM_ACTOR])));
}
