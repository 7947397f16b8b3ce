import { isWorkingDay, type Calendar } from '../calendar.js';
import { formatDay, parseDay } from '../local-time.js';
import type { MeetingCadence } from '../vocabulary.js';

/** When a committee meets regularly. */
export interface Cadence {
  cadence: MeetingCadence;
  /** 1 to 28; in a quarter, of its first month. */
  regularDay: number;
  /** HH:MM at +08:00. */
  regularTime: string;
}

const FIRST_OF_QUARTER: readonly number[] = [1, 4, 7, 10];

/** A month later than every gap between two regular days. */
const FAR_DAYS = 200;

/**
 * The first regular day on or after a day 'YYYY-MM-DD', moved off holidays and weekends to the next working day, so that the
 * move, too, lies on or after it. RangeError if it is no day.
 */
export function regularDayFrom(
  calendar: Calendar,
  cadence: Pick<Cadence, 'cadence' | 'regularDay'>,
  from: string,
): string {
  const first = parseDay(from);
  // What was moved may have been due before.
  for (let day = first - FAR_DAYS; day <= first + FAR_DAYS; day += 1) {
    if (!isRegular(cadence, formatDay(day))) continue;
    const moved = nextWorkingDay(calendar, day);
    if (moved >= first) return formatDay(moved);
  }
  throw new RangeError(`nobody meets within ${String(FAR_DAYS)} days of ${from}`);
}

function isRegular({ cadence, regularDay }: Pick<Cadence, 'cadence' | 'regularDay'>, day: string): boolean {
  const [, month, date] = day.split('-').map(Number);
  return date === regularDay && (cadence === 'monthly' || FIRST_OF_QUARTER.includes(month ?? 0));
}

function nextWorkingDay(calendar: Calendar, day: number): number {
  let next = day;
  while (isDayOff(calendar, formatDay(next))) next += 1;
  return next;
}

/** Off in every year, published or not, on a date of the sun's calendar (全国年节及纪念日放假办法, 2024). */
const ALWAYS_OFF: readonly string[] = ['01-01', '05-01', '05-02', '10-01', '10-02', '10-03'];

/** Whether nobody works on a day 'YYYY-MM-DD': by the calendar, or, of a year that it does not have, on its fixed holidays. */
export function isDayOff(calendar: Calendar, day: string): boolean {
  return !isWorkingDay(calendar, day).working || ALWAYS_OFF.includes(day.slice(5));
}

/** On which day of which months a sitting is convened: at least a week before its regular day, whatever month that is. */
export function convenedOn({ cadence, regularDay }: Pick<Cadence, 'cadence' | 'regularDay'>): {
  dayOfMonth: number;
  months: readonly number[];
} {
  const months = cadence === 'monthly' ? Array.from({ length: 12 }, (_, index) => index + 1) : FIRST_OF_QUARTER;
  if (regularDay > WEEK) return { dayOfMonth: regularDay - WEEK, months };
  // Of the month before: no month has fewer than 28 days.
  return { dayOfMonth: regularDay + 28 - WEEK, months: months.map((month) => ((month + 10) % 12) + 1) };
}

const WEEK = 7;
