import { isDeepStrictEqual } from 'node:util';
import { SYSTEM_ACTOR } from '../../domain/envelope.js';
import { messagesOf } from '../../domain/procedures.js';
import { isUnheardKey } from '../../store/identity.js';
import type { Derived } from '../derive.js';
import type { Finding } from '../findings.js';
import type { CaseRecord, SentEntry } from '../record.js';

/** Holds what a case told others, as their inboxes have it, against what its events tell. */
export function checkMessages({ caseId, sent }: CaseRecord, { events }: Derived): Finding[] {
  // What nobody heard comes back under the name of the case that was to hear it; whoever hears that is audited for it.
  const told = new Map(sent.filter(({ key }) => !isUnheardKey(key)).map((entry) => [entry.key, entry]));
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
  ];
}

function isSame({ case_id, kind, body, actor }: SentEntry, message: readonly unknown[]): boolean {
  return isDeepStrictEqual([case_id, kind, body, actor], JSON.parse(JSON.stringify([...message, SYSTEM_ACTOR])));
}
