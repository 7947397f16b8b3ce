import type { Tally, Window } from '../../domain/figures/figure.js';
import {
  FIGURE_NAMES,
  figureOf,
  told,
  windowsOf,
  type FigureName,
  type Told,
  type Windows,
} from '../../domain/figures/sheet.js';
import type { Database, Queries } from '../database.js';
import { CLOCK_QUERIES, OPEN_QUERIES } from './clocks.js';
import { named } from './query.js';
import { REQUEST_QUERIES } from './requests.js';

/** One query for each figure: the items that `domain/figures` finds in the events, as the record has them. */
const QUERIES: { readonly [name in FigureName]: string } = { ...CLOCK_QUERIES, ...OPEN_QUERIES, ...REQUEST_QUERIES };

interface TallyRow {
  unit: string | null;
  n: number;
  hits: number;
  excluded: number;
  measure: number | null;
  numbers: string[] | null;
}

/** The statement of a figure: its items, counted by unit. */
function statementOf(name: FigureName): string {
  const { measure, lists } = figureOf(name);
  const counted = 'FILTER (WHERE NOT excluded)';
  const hits = 'FILTER (WHERE hit AND NOT excluded)';
  return `SELECT unit, count(*) ${counted} ::int AS n, count(*) ${hits} ::int AS hits, count(*) FILTER (WHERE excluded) ::int AS excluded,
      ${measure ? `${measure.fold}(measure) ${counted}` : 'NULL'} AS measure,
      ${lists ? `array_agg(DISTINCT number ORDER BY number) ${hits}` : 'NULL'} AS numbers
    FROM (${QUERIES[name]}) AS item GROUP BY unit ORDER BY unit COLLATE "C"`;
}

/** What the record says of a figure in a window, by unit. */
export async function countFigure(
  db: Queries,
  name: FigureName,
  { district, window }: { district: string; window: Window },
): Promise<readonly Tally[]> {
  const instant = (value: string) => ({ value, type: 'timestamptz' });
  const { rows } = await db.query<TallyRow>(
    named(statementOf(name), {
      district: { value: district, type: 'text' },
      from: instant(window.from),
      until: instant(window.until),
      at: instant(window.at),
      dayEnd: instant(window.dayEnd),
    }),
  );
  return rows.map(({ unit, measure, numbers, ...counts }) => ({
    ...counts,
    unit: unit ?? undefined,
    ...(measure !== null && { measure }),
    numbers: numbers ?? [],
  }));
}

/** A figure as the sheet tells it: of yesterday and the month, or of the moment. */
export interface SheetRow {
  name: FigureName;
  yesterday?: Told;
  monthToDate?: Told;
  now?: Told;
  /** Of what was received: the mean of the same weekday over the weeks before, with one decimal. */
  sameWeekdayMean?: number;
}

export interface MorningSheet extends Windows {
  date: string;
  rows: readonly SheetRow[];
}

/** Whose sheet, of which day; `units` narrows it to what those units answer for. */
export interface Asked {
  district: string;
  date: string;
  now: string;
  units?: readonly string[] | undefined;
}

/** The morning sheet of a day, read in one snapshot. RangeError for what is no day. */
export function readMorningSheet(db: Database, { district, date, now, units }: Asked): Promise<MorningSheet> {
  const windows = windowsOf(date, now);
  const names = FIGURE_NAMES.filter((name) => units === undefined || figureOf(name).by === 'unit');
  return db.transaction(async (tx) => {
    await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    const ask = async (name: FigureName, window: Window) =>
      told(figureOf(name), await countFigure(tx, name, { district, window }), units);
    const rows: SheetRow[] = [];
    for (const name of names) {
      if (figureOf(name).over === 'moment') {
        rows.push({ name, now: await ask(name, windows.yesterday) });
        continue;
      }
      const yesterday = await ask(name, windows.yesterday);
      const monthToDate = await ask(name, windows.monthToDate);
      rows.push({ name, yesterday, monthToDate });
    }
    const weeks: number[] = [];
    for (const window of windows.sameWeekday) weeks.push((await ask('received', window)).n);
    const mean = Math.round((weeks.reduce((sum, n) => sum + n, 0) / weeks.length) * 10) / 10;
    return {
      date,
      ...windows,
      rows: rows.map((row) => (row.name === 'received' ? { ...row, sameWeekdayMean: mean } : row)),
    };
  });
}
