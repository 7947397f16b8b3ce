import { formatDay, parseDay, isWeekend } from './local-time.js';

/**
 * One year of the State Council's holiday notice. `off` are the days it declares off, weekend days inside a holiday
 * among them (so that a skipped day can be called a holiday); `work` the weekend days worked in exchange. 'MM-DD'.
 */
export interface CalendarYear {
  version: number;
  off: readonly string[];
  work: readonly string[];
}

/** What deadlines are computed from; plain data, since it travels in a request's start arguments. */
export interface Calendar {
  years: Readonly<Record<string, CalendarYear>>;
  /** Opening and closing times at +08:00 in ascending order, 'HH:MM', the same on every working day. */
  officeHours: readonly (readonly [string, string])[];
}

export type DayOff = 'weekend' | 'holiday';

interface DayVerdict {
  working: boolean;
  /** The day's year has no table yet: weekends are off, holidays are not known. */
  provisional: boolean;
  /** Absent for an ordinary working day. `make_up` is a weekend day worked in exchange for a holiday (调休). */
  why?: DayOff | 'make_up';
}

/** Whether people work on a day 'YYYY-MM-DD'. RangeError if it is no day. */
export function isWorkingDay(calendar: Calendar, day: string): DayVerdict {
  return dayVerdict(calendar, parseDay(day));
}

/** The same by day number, for walking along the calendar. RangeError past the year 9999. */
export function dayVerdict(calendar: Calendar, dayNumber: number): DayVerdict {
  const day = formatDay(dayNumber);
  const table = calendar.years[day.slice(0, 4)];
  const provisional = table === undefined;
  const weekend = isWeekend(dayNumber);
  if (table?.off.includes(day.slice(5))) return { working: false, provisional, why: 'holiday' };
  if (!weekend) return { working: true, provisional };
  if (table?.work.includes(day.slice(5))) return { working: true, provisional, why: 'make_up' };
  return { working: false, provisional, why: 'weekend' };
}
