import { dayOfInstant, formatDay, formatInstant, HOUR_MS, parseDay, parseInstant, startOfDay } from '../local-time.js';
import { byCode, type Figure, type Tally, type Window } from './figure.js';
import { OPEN } from './open.js';
import { RECEIVED } from './received.js';
import { RESULTS } from './results.js';
import { TIMELINESS } from './timeliness.js';

/** 晨报: every figure of practice §5 that this release's events can tell, in its order. */
export const MORNING_SHEET = {
  received: RECEIVED.received,
  callers: RECEIVED.callers,
  answered_at_once: RECEIVED.answered_at_once,
  dispatched_on_time: TIMELINESS.dispatched_on_time,
  signed_for_on_time: TIMELINESS.signed_for_on_time,
  response_rate: TIMELINESS.response_rate,
  completed_on_time: TIMELINESS.completed_on_time,
  completed_without_extensions: TIMELINESS.completed_without_extensions,
  late_entries: TIMELINESS.late_entries,
  overdue_open: OPEN.overdue_open,
  due_today: OPEN.due_today,
  due_today_not_signed_for: OPEN.due_today_not_signed_for,
  due_today_not_contacted: OPEN.due_today_not_contacted,
  critical_open: OPEN.critical_open,
  urgent_open: OPEN.urgent_open,
  resolution_rate_first: RESULTS.resolution_rate_first,
  resolution_rate_latest: RESULTS.resolution_rate_latest,
  satisfaction_rate_first: RESULTS.satisfaction_rate_first,
  satisfaction_rate_latest: RESULTS.satisfaction_rate_latest,
  valid_call_backs: TIMELINESS.valid_call_backs,
  rework_rate: RESULTS.rework_rate,
  wrong_dispatch: RESULTS.wrong_dispatch,
  repeats: RECEIVED.repeats,
  clusters: RECEIVED.clusters,
  parked: OPEN.parked,
} as const satisfies Record<string, Figure>;

export type FigureName = keyof typeof MORNING_SHEET;
export const FIGURE_NAMES = Object.keys(MORNING_SHEET) as readonly FigureName[];

/** The entry of a name. */
export const figureOf = (name: FigureName): Figure => MORNING_SHEET[name];

/** The hour of the sheet, at +08:00. */
export const SHEET_HOUR = 8;

/** Units with fewer cases than this are never held against others (practice §5). */
export const FEWEST_TO_RANK = 30;

/** The mean of the same weekday is taken over so many weeks. */
export const WEEKS_COMPARED = 4;

/** Listed numbers of one figure, at most. */
const MOST_LISTED = 200;

export interface Windows {
  yesterday: Window;
  monthToDate: Window;
  /** The weekday of yesterday in the weeks before, the nearest first. */
  sameWeekday: readonly Window[];
}

/**
 * What a day's sheet is asked of: the day before, and the month of that day until its end. `date` is YYYY-MM-DD at +08:00.
 * The sheet is of 08:00, or of `now` if that is earlier. RangeError for what is no day.
 */
export function windowsOf(date: string, now: string): Windows {
  const today = parseDay(date);
  const eight = formatInstant(startOfDay(today) + SHEET_HOUR * HOUR_MS);
  const moment = { at: eight < now ? eight : now, dayEnd: formatInstant(startOfDay(today + 1)) };
  const days = (from: number, until: number): Window => ({
    from: formatInstant(startOfDay(from)),
    until: formatInstant(startOfDay(until)),
    ...moment,
  });
  const monthStart = parseDay(`${formatDay(today - 1).slice(0, 7)}-01`);
  return {
    yesterday: days(today - 1, today),
    monthToDate: days(monthStart, today),
    sameWeekday: Array.from({ length: WEEKS_COMPARED }, (_, week) => {
      const day = today - 1 - 7 * (week + 1);
      return days(day, day + 1);
    }),
  };
}

/** The local day an instant belongs to, for whom "today" means at +08:00. */
export function dayAt(now: string): string {
  return formatDay(dayOfInstant(parseInstant(now)));
}

/** The last day whose sheet has anything to tell: tomorrow, which tells of today as far as it has gone. */
export function latestSheet(now: string): string {
  return formatDay(parseDay(dayAt(now)) + 1);
}

/** What a figure came to in all, or for one unit. */
export interface Cell {
  n: number;
  /** Of a rate: the numerator, and the rate with four decimals, null where nothing is counted. */
  hits?: number;
  rate?: number | null;
  excluded: number;
  measure?: number;
  warns?: true;
}

/** `small`: too few cases to be held against other units. */
export interface UnitCell extends Cell {
  unit: string | null;
  small: boolean;
}

/** What a figure came to: all in all, and by unit where units answer for it. */
export interface Told extends Cell {
  numbers?: readonly string[];
  units?: readonly UnitCell[];
}

function cellOf(figure: Figure, tallies: readonly Tally[]): Cell {
  const sum = (of: 'n' | 'hits' | 'excluded') => tallies.reduce((total, one) => total + one[of], 0);
  const [n, hits] = [sum('n'), sum('hits')];
  const measures = tallies.flatMap(({ measure }) => measure ?? []);
  const rate = n === 0 ? null : Math.round((hits / n) * 1e4) / 1e4;
  const warns = figure.warnsBelow !== undefined && rate !== null && rate < figure.warnsBelow;
  return {
    n,
    ...(figure.numerator && { hits, rate }),
    excluded: sum('excluded'),
    ...(figure.measure && measures.length > 0 && { measure: Math[figure.measure.fold](...measures) }),
    ...(warns && { warns }),
  };
}

/** What a figure's tallies say, of all units or of some only. Units stand in the order of their codes: nobody is ranked. */
export function told(figure: Figure, tallies: readonly Tally[], only?: readonly string[]): Told {
  const shown = only ? tallies.filter(({ unit }) => unit !== undefined && only.includes(unit)) : tallies;
  const numbers = figure.lists && { numbers: shown.flatMap((one) => one.numbers).slice(0, MOST_LISTED) };
  const all = { ...cellOf(figure, shown), ...numbers };
  if (figure.by === 'district') return all;
  const each = [...shown].sort((a, b) => byCode(a.unit, b.unit));
  const units = each.map((one) => ({
    unit: one.unit ?? null,
    ...cellOf(figure, [one]),
    small: one.n < FEWEST_TO_RANK,
  }));
  return { ...all, units };
}
