/** How time is counted towards a term: which days, which spans of hours, and what a pause takes out of them. */
import type { LimitUnit } from './limits.js';
import { DAY_MS, HOUR_MS, MINUTE_MS, dayOfInstant, parseInstant, startOfDay } from './local-time.js';
import { dayVerdict, type Calendar } from './working-days.js';

/** A stretch in which a clock stands still: [from, until), instants. One that ends before it begins pauses nothing. */
export interface Pause {
  from: string;
  until: string;
}

type DayUnit = 'wd' | 'd';

/** Half-open: milliseconds [from, until), or the day numbers after `from` up to and including `until`. */
interface Span {
  from: number;
  until: number;
}

export const UNIT_MS = { min: MINUTE_MS, h: HOUR_MS, wh: HOUR_MS, wd: DAY_MS, d: DAY_MS } as const satisfies Record<
  LimitUnit,
  number
>;

export function isDayUnit(unit: LimitUnit): unit is DayUnit {
  return unit === 'wd' || unit === 'd';
}

interface DayTable {
  isWorking: (dayNumber: number) => boolean;
  officeHours: Calendar['officeHours'];
  /** What the due has to say about the days asked for so far. */
  mark: () => { provisional?: 'yes' };
}

// Only a day that was asked for makes a due provisional: a calendar-day term that merely runs through an unpublished
// year does not depend on its holidays.
export function consult(calendar: Calendar): DayTable {
  let provisional = false;
  return {
    isWorking: (dayNumber) => {
      const verdict = dayVerdict(calendar, dayNumber);
      provisional ||= verdict.provisional;
      return verdict.working;
    },
    officeHours: calendar.officeHours,
    mark: () => (provisional ? { provisional: 'yes' } : {}),
  };
}

/** The day on which the term's last unit is counted; `start` itself never counts. */
export function passDays(
  table: DayTable,
  start: number,
  amount: number,
  unit: DayUnit,
  paused: readonly Span[],
): number {
  let day = start;
  let left = amount;
  while (left > 0) {
    day += 1;
    if (!isPaused(paused, day) && (unit === 'd' || table.isWorking(day))) left -= 1;
  }
  return day;
}

/** The first working, unpaused day from `last` on. */
export function rollOver(table: DayTable, last: number, paused: readonly Span[]): number {
  let day = last;
  while (isPaused(paused, day) || !table.isWorking(day)) day += 1;
  return day;
}

function isPaused(paused: readonly Span[], day: number): boolean {
  return paused.some(({ from, until }) => day > from && day <= until);
}

/** In day terms: the day of pausing is used, the days after it up to the day of resuming do not count. */
export function pausedDays(pauses: readonly Pause[]): Span[] {
  return pausedTime(pauses).map(({ from, until }) => ({ from: dayOfInstant(from), until: dayOfInstant(until) }));
}

function pausedTime(pauses: readonly Pause[]): Span[] {
  return pauses
    .map(({ from, until }) => ({ from: parseInstant(from), until: parseInstant(until) }))
    .filter(({ from, until }) => from < until)
    .sort((a, b) => a.from - b.from);
}

/** The time that counts in an hour term, endless and in order. */
export function countedSpans(
  table: DayTable,
  start: number,
  unit: Exclude<LimitUnit, DayUnit>,
  pauses: readonly Pause[],
): Iterable<Span> {
  const running = unit === 'wh' ? officeSpans(table, start) : [{ from: start, until: Infinity }];
  return withoutPauses(running, pausedTime(pauses));
}

function* officeSpans(table: DayTable, start: number): Generator<Span> {
  const hours = table.officeHours.map(([open, close]) => ({ open: clockMs(open), close: clockMs(close) }));
  if (!hours.some(({ open, close }) => open < close)) throw new RangeError('working hours need office hours');
  for (let day = dayOfInstant(start); ; day += 1) {
    if (!table.isWorking(day)) continue;
    for (const { open, close } of hours) {
      const from = Math.max(start, startOfDay(day) + open);
      const until = startOfDay(day) + close;
      if (from < until) yield { from, until };
    }
  }
}

function clockMs(time: string): number {
  const [, hour, minute] = /^(\d{2}):(\d{2})$/.exec(time) ?? [];
  if (hour === undefined || minute === undefined) throw new RangeError(`not a time of day such as 08:30: ${time}`);
  return Number(hour) * HOUR_MS + Number(minute) * MINUTE_MS;
}

/** Pauses come in order of their beginning; they may overlap or lie in one another. */
function* withoutPauses(spans: Iterable<Span>, pauses: readonly Span[]): Generator<Span> {
  for (const span of spans) {
    let cursor = span.from;
    for (const pause of pauses) {
      if (pause.until <= cursor) continue;
      if (pause.from >= span.until) break;
      if (pause.from > cursor) yield { from: cursor, until: pause.from };
      cursor = pause.until;
    }
    if (cursor < span.until) yield { from: cursor, until: span.until };
  }
}

// `<=`: time used up exactly at the end of a span ends there, not at the beginning of the next one.
export function passTime(spans: Iterable<Span>, countedMs: number): number {
  let left = countedMs;
  for (const { from, until } of spans) {
    if (left <= until - from) return from + left;
    left -= until - from;
  }
  throw new RangeError('the counted time never passes');
}

/** How much of the spans lies before an instant, in milliseconds. */
export function timeWithin(spans: Iterable<Span>, end: number): number {
  let counted = 0;
  for (const { from, until } of spans) {
    if (from >= end) break;
    counted += Math.min(until, end) - from;
    if (until >= end) break;
  }
  return counted;
}
