import { calendarFor } from '../calendar-data.js';
import { localDay } from '../domain/calendar.js';
import { reports, type Proceeding } from '../domain/case/proceeding.js';
import { proceedingOf } from '../domain/procedures.js';
import type { RequestCommandBodies } from '../domain/request/commands.js';
import { concernsUnit } from '../domain/request/decide/adoption.js';
import type { ResidentRequest } from '../domain/request/state.js';
import type { ChangeKind } from '../domain/vocabulary.js';
import { unitFact, type Directory } from '../store/directory.js';
import type { OpenCase, Reach } from '../store/jobs.js';
import { isRequest } from '../store/view.js';
import { DoorFault } from './faults.js';
import { present, termsAt } from './submission.js';

type ChangeName = 'adoptCalendar' | 'adoptPolicy' | 'succeedUnit';

/** A change that reaches many running requests, as the command that each of them gets. */
export type Change = {
  [Name in ChangeName]: {
    name: Name;
    reach: Reach;
    /** What one case within its reach is told; undefined for one that it does not concern. */
    readonly bodyFor: (one: OpenCase) => RequestCommandBodies[Name] | undefined;
  };
}[ChangeName];

/** Whom a kind of change reaches. */
export function reachOf(kind: ChangeKind): Reach {
  return kind === 'adopt_policy' ? 'requests' : 'every_case';
}

/** What a change means to each case within its reach, by the directory as it is now. Throws DoorFault unknown_unit. */
export function changeOf(kind: ChangeKind, params: Readonly<Record<string, string>>, directory: Directory): Change {
  switch (kind) {
    case 'adopt_calendar':
      return {
        name: 'adoptCalendar',
        reach: reachOf(kind),
        // Of each case that of the year of its receipt, and of the next.
        bodyFor: ({ receivedAt }) => ({
          calendar: calendarFor(directory.calendar, Number(localDay(receivedAt).slice(0, 4))),
        }),
      };
    case 'adopt_policy':
      return {
        name: 'adoptPolicy',
        reach: reachOf(kind),
        bodyFor: ofRequests(({ receivedAt, received: { kind, urgency, category } }) => ({
          terms: termsAt(directory, receivedAt, { kind, urgency, category }),
        })),
      };
    case 'succeed_unit':
      return succession(directory, params['from'] ?? '', params['to'] ?? '');
  }
}

/** Of what reaches requests only every case is one. */
function ofRequests<Body>(bodyFor: (request: ResidentRequest) => Body): (one: OpenCase) => Body {
  return (one) => bodyFor(one as ResidentRequest);
}

/** Whether a unit works on a case, and nobody has come after it yet; or is whom the case is about. */
function hasUnit(one: Proceeding, unit: string): boolean {
  const isAtWork = one.successors?.[unit] === undefined && proceedingOf(one.case).units(one).includes(unit);
  return isAtWork || reports(one, unit);
}

function succession(directory: Directory, from: string, to: string): Change {
  const next = directory.units.get(to);
  if (!directory.units.has(from)) throw new DoorFault('unknown_unit', '/from', { unit: from });
  if (!next) throw new DoorFault('unknown_unit', '/to', { unit: to });
  const body = { from, to: unitFact(next, new Date().toISOString()), ...present('place', next.placeCode ?? undefined) };
  return {
    name: 'succeedUnit',
    reach: reachOf('succeed_unit'),
    bodyFor: (one) =>
      (isRequest(one) ? concernsUnit(one, from) : hasUnit(one as OpenCase & Proceeding, from)) ? body : undefined,
  };
}
