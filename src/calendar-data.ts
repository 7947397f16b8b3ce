/** Reads the day tables and office hours of data/calendars; whoever changes them raises their version. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Calendar, CalendarYear } from './domain/calendar.js';
import { isWeekend, parseDay } from './domain/local-time.js';

const version = z.int().positive();
const monthDays = z
  .array(z.string().regex(/^\d{2}-\d{2}$/, 'a day is written MM-DD'))
  .refine(isAscending, 'days must ascend, each once');

export const CalendarYearFileSchema = z
  .strictObject({
    year: z.int().min(1000).max(9999),
    version,
    /** The State Council notices the year follows. */
    source: z.array(z.url()).min(1),
    off: monthDays,
    work: monthDays,
  })
  .check(({ value, issues }) => {
    const refuse = (message: string) => issues.push({ code: 'custom', message, input: value });
    for (const monthDay of [...value.off, ...value.work]) {
      if (!isDay(value.year, monthDay)) refuse(`${value.year} has no day ${monthDay}`);
    }
    for (const monthDay of value.work.filter((each) => isDay(value.year, each))) {
      if (value.off.includes(monthDay)) refuse(`${monthDay} is both off and worked`);
      if (!isWeekend(parseDay(`${value.year}-${monthDay}`))) refuse(`${monthDay} is worked but no weekend day`);
    }
  });
export type CalendarYearFile = z.infer<typeof CalendarYearFileSchema>;

const timeOfDay = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'a time of day is written HH:MM');

const OfficeHoursFileSchema = z.strictObject({
  version,
  hours: z
    .array(z.tuple([timeOfDay, timeOfDay]))
    .min(1)
    .refine((hours) => isAscending(hours.flat()), 'office hours must ascend without overlapping'),
});

/**
 * Every year found in the folder (by default this package's data/calendars) and its office hours.
 * Throws an Error naming the file when one is missing, not JSON, or breaks a rule.
 */
export function loadCalendar(dir: string = calendarsFolder()): Calendar {
  const { hours } = readFile(join(dir, 'office-hours.json'), OfficeHoursFileSchema);
  const years: Record<string, CalendarYear> = {};
  for (const name of readdirSync(dir).filter((each) => /^\d{4}\.json$/.test(each))) {
    const { year, version, off, work } = readFile(join(dir, name), CalendarYearFileSchema);
    if (name !== `${year}.json`) throw new Error(`${join(dir, name)} holds the year ${year}`);
    years[year] = { version, off, work };
  }
  return { years, officeHours: hours };
}

/** What travels in a request's start arguments: the table of `year` and of the next, as far as they are published. */
export function calendarFor(calendar: Calendar, year: number): Calendar {
  const wanted = [String(year), String(year + 1)];
  const years = Object.fromEntries(Object.entries(calendar.years).filter(([each]) => wanted.includes(each)));
  return { years, officeHours: calendar.officeHours };
}

/** data/calendars beside package.json: two folders up in dist, one in the source tree. */
export function calendarsFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder);
  return join(folder, 'data', 'calendars');
}

function readFile<T>(path: string, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    const reason = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
    throw new Error(`${path} is no calendar data: ${reason}`, { cause });
  }
}

function isAscending(texts: readonly string[]): boolean {
  return texts.every((text, i) => i === 0 || (texts[i - 1] ?? '') < text);
}

function isDay(year: number, monthDay: string): boolean {
  return z.iso.date().safeParse(`${year}-${monthDay}`).success;
}

/** One year out of a file as those of data/calendars. Throws an Error naming the file when it breaks a rule. */
export function readCalendarYear(path: string): CalendarYear & { year: number } {
  const { year, version, off, work } = readFile(path, CalendarYearFileSchema);
  return { year, version, off, work };
}
