import { Command, InvalidArgumentError } from 'commander';
import { day } from '../commands/texts.js';
import { ABUSES } from '../domain/figures/abuses.js';
import { formulaOf } from '../domain/figures/figure.js';
import { dayAt, figureOf, latestSheet, type Told } from '../domain/figures/sheet.js';
import { localTime } from '../domain/local-time.js';
import type { Database } from '../store/database.js';
import { findAbuses, type FoundAbuse } from '../store/figures/abuses.js';
import { readMorningSheet, type MorningSheet } from '../store/figures/morning-sheet.js';
import { withDatabase, type FindConfig } from './deployment.js';

const MISUSE = 2;

interface FiguresOptions {
  date?: string;
  district?: string;
  json?: true;
}

/** `bihuan figures`: the morning sheet of a day, as a table or as JSON. Ends with 2 when no district can be meant. */
export function figuresCommand(findConfig: FindConfig): Command {
  const command = new Command('figures').description(
    '晨报 / the morning sheet: yesterday, the month to date, and what is open',
  );
  return asking(command, findConfig, async (db, asked, json) => {
    const sheet = await readMorningSheet(db, asked);
    return json ? JSON.stringify(sheet.rows, null, 2) : asTable(sheet);
  });
}

/** `bihuan abuses`: what looks like an abuse in the month to date. Ends with 2 when no district can be meant. */
export function abusesCommand(findConfig: FindConfig): Command {
  const command = new Command('abuses').description('疑似弄虚作假 / what looks like an abuse, in the month to date');
  return asking(command, findConfig, async (db, asked, json) => {
    const found = await findAbuses(db, asked);
    return json ? JSON.stringify(found, null, 2) : found.map(asLines).join('\n');
  });
}

type Answer = (db: Database, asked: { district: string; date: string; now: string }, json: boolean) => Promise<string>;

/** A command that asks about a day of a district, and prints what it is told. */
function asking(command: Command, findConfig: FindConfig, answer: Answer): Command {
  return command
    .option(
      '--date <day>',
      '日期,最晚为明天,默认今天 / YYYY-MM-DD, tomorrow at the latest: what its sheet says so far; default: today',
      readDay,
    )
    .option('--district <code>', '行政区划代码,只有一个区时可省略 / such as 150302; default: the only one')
    .option('--json', '输出 JSON / print JSON')
    .action(async ({ date, district, json }: FiguresOptions) => {
      await withDatabase(findConfig(), async (db) => {
        const now = new Date().toISOString();
        const of = await districtOf(db, district, command);
        process.stdout.write(`${await answer(db, { district: of, date: date ?? dayAt(now), now }, json === true)}\n`);
      });
    });
}

/** The code of the district that is named, or of the only one; ends the process where none can be meant. */
export async function districtOf({ prisma }: Database, named: string | undefined, command: Command): Promise<string> {
  const codes = (await prisma.district.findMany({ select: { code: true } })).map(({ code }) => code);
  if (named !== undefined && codes.includes(named)) return named;
  const [only, ...others] = codes;
  if (named === undefined && only !== undefined && others.length === 0) return only;
  const which = codes.join(', ') || '–';
  return command.error(`error: 请用 --district 指明区 / name the district with --district: ${which}`, {
    exitCode: MISUSE,
  });
}

/** A day whose sheet has begun at +08:00: tomorrow's tells of today. */
function readDay(text: string): string {
  const parsed = day.safeParse(text);
  if (parsed.success && parsed.data <= latestSheet(new Date().toISOString())) return parsed.data;
  throw new InvalidArgumentError('须为不晚于明天的日期,如 2026-09-28 / must be no later than tomorrow.');
}

// Numbers stand before words, so that no Chinese character has to be measured.
const CELL = 24;

function asTable({ date, yesterday, monthToDate, rows }: MorningSheet): string {
  const days = ({ from, until }: { from: string; until: string }) => `${localTime(from)} – ${localTime(until)}`;
  const lines = rows.map(({ name, yesterday: day, monthToDate: month, now, sameWeekdayMean }) => {
    const figure = figureOf(name);
    const mean = sameWeekdayMean === undefined ? '' : ` (4w ${sameWeekdayMean.toFixed(1)})`;
    const cells = now ? [cellText(now), ''] : [cellText(day) + mean, cellText(month)];
    return `${cells.map((cell) => cell.padEnd(CELL)).join(' ')} ${figure.zh} / ${figure.en} = ${formulaOf(figure, 'en')}`;
  });
  return [
    `晨报 / Morning sheet ${date}, ${localTime(yesterday.at)}`,
    `昨日 / yesterday      ${days(yesterday)}`,
    `本月 / month to date  ${days(monthToDate)}`,
    '',
    ...lines,
  ].join('\n');
}

function cellText(told: Told | undefined): string {
  if (told === undefined) return '';
  const { n, hits, rate, excluded, measure, warns } = told;
  const share = typeof rate === 'number' ? `${(rate * 100).toFixed(1)}%` : '–';
  return [
    hits === undefined ? String(n) : `${share} ${hits}/${n}`,
    ...(excluded > 0 ? [`-${excluded}`] : []),
    ...(measure === undefined ? [] : [`[${measure}]`]),
    ...(warns ? ['!'] : []),
  ].join(' ');
}

function asLines({ name, cases, truncated }: FoundAbuse): string {
  const { zh, en } = ABUSES[name];
  const lines = cases.map(
    ({ number, unit, reason }) => `  ${number ?? '–'} ${unit ?? '–'} ${reason.zh} / ${reason.en}`,
  );
  return [`${zh} / ${en}: ${cases.length}${truncated ? '+' : ''}`, ...lines].join('\n');
}
