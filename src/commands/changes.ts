import { calendarFor } from '../calendar-data.js';
import { localDay } from '../domain/calendar.js';
import type { RequestCommandBodies } from '../domain/request/commands.js';
import { concernsUnit } from '../domain/request/decide/adoption.js';
import type { ResidentRequest } from '../domain/request/state.js';
import type { ChangeKind } from '../domain/vocabulary.js';
import { unitFact, type Directory } from '../store/directory.js';
import { DoorFault } from './faults.js';
import { termsAt } from './submission.js';

type ChangeName = 'adoptCalendar' | 'adoptPolicy' | 'succeedUnit';

/** A change that reaches many running requests, as the command that each of them gets. */
export type Change = {
  [Name in ChangeName]: {
    name: Name;
    /** What one request is told; undefined for one that it does not concern. */
    bodyFor: (request: ResidentRequest) => RequestCommandBodies[Name] | undefined;
  };
}[ChangeName];

/** What a change means to each request, by the directory as it is now. Throws DoorFault unknown_unit. */
export function changeOf(kind: ChangeKind, params: Readonly<Record<string, string>>, directory: Directory): Change {
  switch (kind) {
    case 'adopt_calendar':
      return {
        name: 'adoptCalendar',
        // Of each request that of the year of its receipt, and of the next.
        bodyFor: ({ receivedAt }) => ({
          calendar: calendarFor(directory.calendar, Number(localDay(receivedAt).slice(0, 4))),
        }),
      };
    case 'adopt_policy':
      return {
        name: 'adoptPolicy',
        bodyFor: ({ receivedAt, received: { kind, urgency, category } }) => ({
          terms: termsAt(directory, receivedAt, { kind, urgency, category }),
        }),
      };
    case 'succeed_unit':
      return succession(directory, params['from'] ?? '', params['to'] ?? '');
  }
}

function succession(directory: Directory, from: string, to: string): Change {
  const next = directory.units.get(to);
  if (!directory.units.has(from)) throw new DoorFault('unknown_unit', '/from', { unit: from });
  if (!next) throw new DoorFault('unknown_unit', '/to', { unit: to });
  const body = { from, to: unitFact(next, new Date().toISOString()) };
  return {
    name: 'succeedUnit',
    bodyFor: (request) => (concernsUnit(request, from) ? body : undefined),
  };
}
