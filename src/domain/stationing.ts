/** 进驻: who of a subdistrict's roster is there at an instant. */
import { dayOfInstant, formatDay, parseDay, parseInstant, startOfDay, MINUTE_MS } from './local-time.js';
import { isInForceOn } from './validity.js';
import type { Presence, StationingMode } from './vocabulary.js';
import { dayVerdict, type Calendar } from './working-days.js';

/** What a roster says of one officer. */
export interface Post {
  mode: StationingMode;
  /** ISO 8601: 1 is Monday, 7 Sunday. Of who accompanies, empty: when called. */
  weekdays: readonly number[];
  /** The first day, and the first day no longer: 'YYYY-MM-DD' at +08:00. */
  validFrom: string;
  validUntil?: string | undefined;
}

/**
 * Where an officer is at an instant (ISO 8601). On duty: in the district's office hours of a day of the roster. A weekday that
 * is listed counts unless it is a holiday, a listed Saturday or Sunday too; on a weekend day worked in exchange for a holiday
 * (调休) whoever is standing is there, whatever is listed. On call: who accompanies, at any hour but those on duty. Outside the
 * validity of the post everybody is off duty. RangeError if it is no instant.
 */
export function presenceOf(post: Post, calendar: Calendar, at: string): Presence {
  const now = parseInstant(at);
  const day = dayOfInstant(now);
  if (!isInForceOn(post, formatDay(day))) return 'off_duty';
  if (isRostered(post, calendar, day) && isOfficeHour(calendar, day, now)) return 'on_duty';
  return post.mode === 'accompanying' ? 'on_call' : 'off_duty';
}

/** Whether an officer is of the roster of a day, at whatever hour, or can be called on it. */
export function isThereOn(post: Post, calendar: Calendar, day: string): boolean {
  const isCalled = post.mode === 'accompanying' || isRostered(post, calendar, parseDay(day));
  return isInForceOn(post, day) && isCalled;
}

function isRostered({ mode, weekdays }: Post, calendar: Calendar, day: number): boolean {
  const { why } = dayVerdict(calendar, day);
  if (why === 'holiday') return false;
  if (why === 'make_up' && mode === 'standing') return true;
  return weekdays.includes(isoWeekday(day));
}

function isOfficeHour(calendar: Calendar, day: number, now: number): boolean {
  const minute = Math.floor((now - startOfDay(day)) / MINUTE_MS);
  return calendar.officeHours.some(([from, until]) => minuteOf(from) <= minute && minute < minuteOf(until));
}

function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

/** Day 0, 1970-01-01, was a Thursday. */
function isoWeekday(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}
