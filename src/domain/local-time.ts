/**
 * Days and instants at +08:00. The district has one time, without summer time since 1991, so the offset is a constant
 * and neither Intl nor the process time zone has a say.
 */

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
const OFFSET_MS = 8 * HOUR_MS;

const INSTANT = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/** Milliseconds since the epoch. A zone is required: without one the process time zone would decide. RangeError otherwise. */
export function parseInstant(instant: string): number {
  const date = INSTANT.exec(instant)?.[1];
  const ms = Date.parse(instant);
  if (date === undefined || Number.isNaN(ms) || !isRealDate(date)) {
    throw new RangeError(`not an instant with a zone, such as 2026-09-28T02:00:00.000Z: ${instant}`);
  }
  return ms;
}

/** ISO 8601 UTC in milliseconds. RangeError outside the years 0 to 9999, where the text would not sort as the time does. */
export function formatInstant(ms: number): string {
  const text = new Date(ms).toISOString();
  if (!/^\d/.test(text)) throw new RangeError('a time outside the years 0 to 9999');
  return text;
}

/** The number of the day an instant falls on at +08:00, counted from 1970-01-01. */
export function dayOfInstant(ms: number): number {
  return Math.floor((ms + OFFSET_MS) / DAY_MS);
}

/** 00:00 at +08:00 of a numbered day, in milliseconds since the epoch. */
export function startOfDay(dayNumber: number): number {
  return dayNumber * DAY_MS - OFFSET_MS;
}

/** 'YYYY-MM-DD' to its number; RangeError for anything that is not a day of the calendar. */
export function parseDay(day: string): number {
  if (!isRealDate(day)) throw new RangeError(`not a day such as 2026-09-28: ${day}`);
  return Date.parse(`${day}T00:00:00Z`) / DAY_MS;
}

/** 'YYYY-MM-DD'. RangeError outside the years 0 to 9999. */
export function formatDay(dayNumber: number): string {
  return formatInstant(dayNumber * DAY_MS).slice(0, 10);
}

/** Saturday or Sunday; day 2, 1970-01-03, was the first Saturday. */
export function isWeekend(dayNumber: number): boolean {
  const sinceSaturday = (((dayNumber - 2) % 7) + 7) % 7;
  return sinceSaturday < 2;
}

/** The day an instant falls on at +08:00, as 'YYYY-MM-DD'. RangeError if it is no instant. */
export function localDay(instant: string): string {
  return formatDay(dayOfInstant(parseInstant(instant)));
}

/** An instant as people here read it: '2026-10-11T00:00:00+08:00'; below the second is cut off. RangeError if it is no instant. */
export function localTime(instant: string): string {
  return `${formatInstant(parseInstant(instant) + OFFSET_MS).slice(0, 19)}+08:00`;
}

// The engine turns 30 February into 2 March; only a date that comes back unchanged is real.
function isRealDate(day: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return false;
  const ms = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day);
}
