import { lifecycleOfCase } from '../../domain/procedures.js';
import { openingKey } from '../../store/identity.js';
import type { Derived } from '../derive.js';
import type { Finding } from '../findings.js';
import type { CaseRecord } from '../record.js';

/** How long what an event opens may take to be on record: its workflow does it by itself, after the event. */
const FRESH_MS = 60_000;

/** Holds the cases that events have opened against those that are on record as opened by them. */
export function checkOpened(
  { caseId, inbox, opened }: Pick<CaseRecord, 'caseId' | 'inbox' | 'opened'>,
  { events, states, terms }: Derived,
  now = Date.now(),
): Finding[] {
  const known = new Set(opened.map(({ key, case_id }) => `${key} ${case_id}`));
  const lifecycle = lifecycleOfCase(caseId);
  return events.flatMap((event, index): Finding[] => {
    const [state, inForce] = [states[index], terms[index]];
    if (state === undefined || inForce === undefined || Date.parse(event.at) > now - FRESH_MS) return [];
    const ids = lifecycle.sequelsOf(event, state, inForce).flatMap((sequel) => {
      if ('opens' in sequel) return [sequel.opens.case];
      if (!('opensFor' in sequel)) return [];
      const command = inbox.find(({ command_id }) => command_id === sequel.opensFor);
      const { opens } = (command?.body ?? {}) as { opens?: { case: string } };
      return opens ? [opens.case] : [];
    });
    return ids
      .filter((id) => !known.has(`${openingKey(event.seq, id)} ${id}`))
      .map((id): Finding => ({ code: 'opened_missing', seq: event.seq, params: { case: id } }));
  });
}
