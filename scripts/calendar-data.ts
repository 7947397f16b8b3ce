/**
 * Turns the JSON files of NateScarlet/holiday-cn into data/calendars/<year>.json:
 *   npx tsx scripts/calendar-data.ts <folder with holiday-cn's 2018.json …>
 * A year whose days change gets the next version number; an unchanged one stays as it is.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { CalendarYearFileSchema, calendarsFolder, type CalendarYearFile } from '../src/calendar-data.js';
import { isWeekend, parseDay } from '../src/domain/local-time.js';

const NoticeSchema = z.object({
  year: z.int(),
  papers: z.array(z.string()),
  days: z.array(z.object({ date: z.iso.date(), isOffDay: z.boolean() })),
});

function readNotices(folder: string): z.infer<typeof NoticeSchema>[] {
  return readdirSync(folder)
    .filter((name) => /^\d{4}\.json$/.test(name))
    .sort()
    .map((name) => NoticeSchema.parse(JSON.parse(readFileSync(join(folder, name), 'utf8'))));
}

// A notice reaches into December of the year before it (2019's made 2018-12-29 a workday), so days go by their own date.
function tableOf(year: number, notices: z.infer<typeof NoticeSchema>[]): Omit<CalendarYearFile, 'version'> {
  const isOff = new Map<string, boolean>();
  const source = new Set<string>();
  for (const { papers, days } of notices) {
    for (const { date, isOffDay } of days.filter((day) => day.date.startsWith(`${year}-`))) {
      const monthDay = date.slice(5);
      if ((isOff.get(monthDay) ?? isOffDay) !== isOffDay) throw new Error(`two notices disagree on ${date}`);
      isOff.set(monthDay, isOffDay);
      papers.forEach((paper) => source.add(paper));
    }
  }
  const marked = (off: boolean) => [...isOff].flatMap(([monthDay, each]) => (each === off ? [monthDay] : [])).sort();
  // Some notices name the Monday on which work begins again (2020-02-03); it is a working day anyhow.
  const work = marked(false).filter((monthDay) => isWeekend(parseDay(`${year}-${monthDay}`)));
  return { year, source: [...source], off: marked(true), work };
}

function versionOf(path: string, { off, work }: Pick<CalendarYearFile, 'off' | 'work'>): number {
  if (!existsSync(path)) return 1;
  const old = CalendarYearFileSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  return isDeepStrictEqual([old.off, old.work], [off, work]) ? old.version : old.version + 1;
}

const [input] = process.argv.slice(2);
if (input === undefined) throw new Error('usage: tsx scripts/calendar-data.ts <folder of holiday-cn JSON files>');
const output = calendarsFolder();
mkdirSync(output, { recursive: true });
const notices = readNotices(input);
for (const { year } of notices) {
  const path = join(output, `${year}.json`);
  const { source, off, work } = tableOf(year, notices);
  const file = CalendarYearFileSchema.parse({ year, version: versionOf(path, { off, work }), source, off, work });
  writeFileSync(path, `${JSON.stringify(file, null, 2)}\n`);
  process.stdout.write(`${path}: version ${file.version}, ${off.length} days off, ${work.length} worked\n`);
}
copyFileSync(join(input, 'LICENSE'), join(output, 'LICENSE'));
