import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { loadCalendar } from '../../src/calendar-data.js';
import {
  dueOf,
  extendedDue,
  localDay,
  pointAt,
  skippedDays,
  type Calendar,
  type Limit,
  type LimitUnit,
  type Pause,
} from '../../src/domain/calendar.js';

export const calendar: Calendar = loadCalendar();

/** 'YYYY-MM-DD' → W, E, H, S, M or ?, as fixtures/README.md tells. */
export const dayLetters: ReadonlyMap<string, string> = new Map(
  readFileSync(new URL('fixtures/days_2018_2026.csv', import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .flatMap((row) => {
      const [month = '', days = ''] = row.split(',');
      return Array.from(days, (letter, i): [string, string] => [`${month}-${String(i + 1).padStart(2, '0')}`, letter]);
    }),
);

export function isWorked(day: string): boolean {
  const letter = dayLetters.get(day);
  if (letter === undefined) throw new Error(`the fixture ends before ${day}`);
  return letter === 'W' || letter === 'M';
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

export function endOf(day: string): string {
  return new Date(`${addDays(day, 1)}T00:00:00+08:00`).toISOString();
}

export function later(instant: string, minutes: number): string {
  return new Date(Date.parse(instant) + minutes * 60_000).toISOString();
}

/** Whole minutes within [from, until), early enough that no term below leaves the fixture. */
export function anInstant(from = '2018-01-01', until = '2026-06-01'): fc.Arbitrary<string> {
  const minutes = (Date.parse(`${until}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 60_000;
  return fc.integer({ min: 0, max: minutes - 1 }).map((each) => later(`${from}T00:00:00.000Z`, each));
}

const MOST: Record<LimitUnit, number> = { min: 20_000, h: 300, wh: 60, wd: 20, d: 40 };

export function aLimit(...units: LimitUnit[]): fc.Arbitrary<Limit> {
  return fc
    .constantFrom(...units)
    .chain((unit) => fc.integer({ min: 1, max: MOST[unit] }).map((amount): Limit => `${amount}${unit}`));
}

/** Up to four pauses from two days before `from` to thirty after it: apart, overlapping or nested as chance has it. */
export function somePauses(from: string): fc.Arbitrary<Pause[]> {
  const pause = fc
    .tuple(fc.integer({ min: -2 * 1440, max: 30 * 1440 }), fc.integer({ min: 1, max: 10 * 1440 }))
    .map(([start, minutes]) => ({ from: later(from, start), until: later(from, start + minutes) }));
  return fc.array(pause, { maxLength: 4 });
}

export interface Term {
  from: string;
  limit: Limit;
  pauses: Pause[];
}

export function aTerm(...units: LimitUnit[]): fc.Arbitrary<Term> {
  return anInstant().chain((from) =>
    fc.record({ from: fc.constant(from), limit: aLimit(...units), pauses: somePauses(from) }),
  );
}

/** Everything the calendar says of some terms, as JSON; also computed by processes in other time zones. */
export function answersFor(terms: readonly Term[]): string {
  return JSON.stringify(
    terms.map(({ from, limit, pauses }) => [
      dueOf(calendar, from, limit, pauses),
      pointAt(calendar, from, limit, 80, pauses),
      extendedDue(calendar, dueOf(calendar, from, limit), limit),
      skippedDays(calendar, from, limit),
      localDay(from),
    ]),
  );
}
