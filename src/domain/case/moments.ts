import { pointAt } from '../calendar.js';
import type { ProceedingTerms } from '../policy.js';
import type { Clock } from './clock.js';
import { isDuty } from './clocks.js';

/** Something that time alone brings about, and when. Of one instant the lower order comes first: warning, breach, rung, window. */
export interface Moment {
  at: string;
  order: 0 | 1 | 2 | 3;
}

/** What time brings about for a duty. */
export type DutyMoment =
  | { at: string; order: 0; what: 'warning'; clock: Clock; percent: number }
  | { at: string; order: 1; what: 'breach'; clock: Clock };

/** The warnings and the breach of a duty that is still to come; none where its clock stands still or was missed. */
export function dutyMoments(
  clock: Clock,
  terms: Pick<ProceedingTerms, 'calendar' | 'warnings'>,
): readonly DutyMoment[] {
  if (clock.status !== 'running' || !isDuty(clock.clock) || clock.breachedAt !== undefined) return [];
  const warnings = terms.warnings
    .filter((percent) => !clock.warned.includes(percent))
    .map((percent): DutyMoment => {
      const at = pointAt(terms.calendar, clock.from, clock.total, percent, clock.pauses);
      return { at, order: 0, what: 'warning', clock, percent };
    })
    // A due that moved is warned of anew, but never for a point that lay before it was moved.
    .filter(({ at }) => at < clock.at && at > clock.dueSetAt);
  return [...warnings, { at: clock.at, order: 1, what: 'breach', clock }];
}

/** What comes first; of one instant and order, what stands first. */
export function earliestMoment<Any extends Moment>(moments: readonly Any[]): Any | undefined {
  return moments.reduce<Any | undefined>((first, moment) => {
    if (first === undefined || moment.at < first.at) return moment;
    return moment.at === first.at && moment.order < first.order ? moment : first;
  }, undefined);
}
