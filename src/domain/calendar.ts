/**
 * When something is due. Day terms (wd, d): the start day does not count and the last day ends at 24:00 at +08:00
 * (Civil Code arts. 201, 203); hour terms (min, h, wh) run from the moment. Every result depends on the arguments alone,
 * so a due can be recomputed from events, policy and calendar at any later time.
 */
import {
  UNIT_MS,
  consult,
  countedSpans,
  isDayUnit,
  passDays,
  passTime,
  pausedDays,
  rollOver,
  timeWithin,
} from './counted-time.js';
import type { Pause } from './counted-time.js';
import { parseLimit, type Limit, type LimitUnit } from './limits.js';
import { DAY_MS, dayOfInstant, formatDay, formatInstant, parseDay, parseInstant, startOfDay } from './local-time.js';
import { dayVerdict, type Calendar, type DayOff } from './working-days.js';

// Deadlines are asked for in one place, whatever file counts them.
export { isDayUnit, type Pause } from './counted-time.js';
export { isLimit, parseLimit, type Limit, type LimitUnit } from './limits.js';
export { localDay } from './local-time.js';
export { isWorkingDay, type Calendar, type CalendarYear } from './working-days.js';

export interface Due {
  /** The first instant that is late, ISO 8601 UTC in milliseconds: on time ⇔ received before it. */
  at: string;
  /** Day terms only: the last day, 'YYYY-MM-DD', at whose end `at` lies. */
  lastDay?: string;
  /** A day of a year without a published table had a part in it. */
  provisional?: 'yes';
}

export interface SkippedDay {
  day: string;
  why: DayOff;
}

/**
 * The due of a term begun at `from`. `d` rolls its last day over non-working days; `wd` counts working days only;
 * `wh` runs inside office hours of working days, and a due at closing time stays there.
 * Pauses: hour terms do not count paused time. Day terms count the day of pausing as used and not the day of resuming;
 * a pause within one day therefore gains nothing, and a pause met while `d` rolls over is rolled over too.
 * A pause that begins at or after the due leaves it as it is.
 * RangeError for a bad limit or instant, and for working hours without office hours.
 */
export function dueOf(calendar: Calendar, from: string, limit: Limit, pauses: readonly Pause[] = []): Due {
  const { amount, unit } = parseLimit(limit);
  const start = parseInstant(from);
  const table = consult(calendar);
  if (!isDayUnit(unit)) {
    const at = passTime(countedSpans(table, start, unit, pauses), amount * UNIT_MS[unit]);
    return { at: formatInstant(at), ...table.mark() };
  }
  const paused = pausedDays(pauses);
  const counted = passDays(table, dayOfInstant(start), amount, unit, paused);
  const last = unit === 'd' ? rollOver(table, counted, paused) : counted;
  return { at: formatInstant(startOfDay(last + 1)), lastDay: formatDay(last), ...table.mark() };
}

/**
 * The due after an extension, counted from the old last day or, for hour terms, from the old due: never from the ruling.
 * A day extension of an hour term counts from the day of the old due. An extension of a provisional due is provisional.
 * Whether it was asked for in time is not judged here. RangeError as `dueOf`.
 */
export function extendedDue(calendar: Calendar, due: Due, limit: Limit, pauses: readonly Pause[] = []): Due {
  const lastDay = isDayUnit(parseLimit(limit).unit) ? due.lastDay : undefined;
  const from = lastDay === undefined ? due.at : formatInstant(startOfDay(parseDay(lastDay)));
  const extended = dueOf(calendar, from, limit, pauses);
  return due.provisional === undefined ? extended : { ...extended, provisional: due.provisional };
}

/**
 * The due of a term that begins when another has lapsed at `lapsedAt`. A term that lapsed at 24:00 lapsed on the day that
 * ended there: that day is the start day, and a working day later means the end of the next one. RangeError as `dueOf`.
 */
export function dueAfter(calendar: Calendar, lapsedAt: string, limit: Limit): Due {
  const endsADay = parseInstant(lapsedAt) === startOfDay(dayOfInstant(parseInstant(lapsedAt)));
  const from = endsADay && isDayUnit(parseLimit(limit).unit) ? formatInstant(parseInstant(lapsedAt) - 1) : lapsedAt;
  return dueOf(calendar, from, limit);
}

/**
 * The earliest instant at which `percent` (0 to 100) of the counted time has passed. Day terms count whole days of 24
 * hours from 00:00 of the first counted day. 100 % is the due; for `d` the end of the last counted day, before it rolls
 * over, so that the roll-over does not put off a warning. In day terms the point may fall into the rest of the day of
 * pausing, which counts as used. RangeError for another percentage, and as `dueOf`.
 */
export function pointAt(
  calendar: Calendar,
  from: string,
  limit: Limit,
  percent: number,
  pauses: readonly Pause[] = [],
): string {
  if (!(percent >= 0 && percent <= 100)) throw new RangeError(`not a percentage from 0 to 100: ${percent}`);
  const { amount, unit } = parseLimit(limit);
  const start = parseInstant(from);
  const table = consult(calendar);
  const countedMs = Math.floor((amount * UNIT_MS[unit] * percent) / 100);
  if (!isDayUnit(unit)) return formatInstant(passTime(countedSpans(table, start, unit, pauses), countedMs));
  const days = Math.max(1, Math.ceil(countedMs / DAY_MS));
  const day = passDays(table, dayOfInstant(start), days, unit, pausedDays(pauses));
  return formatInstant(startOfDay(day) + countedMs - (days - 1) * DAY_MS);
}

/**
 * How much of a unit is counted from an instant to a due: whole days for day terms, the day of `from` not among them, whole
 * minutes for hours, whole hours for working hours. 0 when the due has passed.
 */
export function unitsBetween(calendar: Calendar, from: string, due: string, unit: LimitUnit): number {
  const [start, end] = [parseInstant(from), parseInstant(due)];
  if (end <= start) return 0;
  const table = consult(calendar);
  if (!isDayUnit(unit)) {
    const counted = timeWithin(countedSpans(table, start, unit, []), end);
    return Math.floor(counted / UNIT_MS[unit === 'h' ? 'min' : unit]);
  }
  // A due ends the day before it.
  const last = dayOfInstant(end - 1);
  let days = 0;
  for (let day = dayOfInstant(start) + 1; day <= last; day += 1) if (unit === 'd' || table.isWorking(day)) days += 1;
  return days;
}

/** The non-working days a term passes over: not counted (wd, wh) or rolled over at its end (d). RangeError as `dueOf`. */
export function skippedDays(calendar: Calendar, from: string, limit: Limit): SkippedDay[] {
  const { amount, unit } = parseLimit(limit);
  if (unit === 'min' || unit === 'h') return [];
  const start = dayOfInstant(parseInstant(from));
  const first = { wh: start, wd: start + 1, d: start + amount }[unit];
  // A due is the end of what it counts, so the millisecond before it lies in the last day, also when that ends at 24:00.
  const last = dayOfInstant(parseInstant(dueOf(calendar, from, limit).at) - 1);
  const skipped: SkippedDay[] = [];
  for (let day = first; day <= last; day += 1) {
    const { working, why } = dayVerdict(calendar, day);
    if (!working && why !== undefined && why !== 'make_up') skipped.push({ day: formatDay(day), why });
  }
  return skipped;
}
