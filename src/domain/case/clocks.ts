import {
  dueOf,
  isDayUnit,
  parseLimit,
  unitsBetween,
  type Calendar,
  type Due,
  type Limit,
  type Pause,
} from '../calendar.js';
import { DAY_MS, formatInstant, parseInstant } from '../local-time.js';
import type { Terms } from '../policy.js';
import { CLOCKS, type ClockName } from '../vocabulary.js';
import { capped, openClock, openClocks, origin, type Clock, type ClockChange, type HasClocks } from './clock.js';

/** What a clock is started by: the limits that somebody was promised, and the days on which they are counted. */
export type ClockTerms = Pick<Terms, 'calendar' | 'limits' | 'ladder'>;

/** Starts a clock, if the terms give it a limit. `unit` is who is charged with it. */
export function starts(
  state: HasClocks,
  terms: ClockTerms,
  clock: ClockName,
  from: string,
  unit?: string,
): readonly ClockChange[] {
  const limit = terms.limits[clock];
  return limit === undefined ? [] : [startsWith(state, terms, clock, from, { limit }, unit)];
}

/** Starts a clock whose limit is its own and not the policy's, perhaps under a cap. */
export function startsWith(
  state: HasClocks,
  terms: ClockTerms,
  clock: ClockName,
  from: string,
  { limit, cap }: Allowance,
  unit?: string,
): ClockChange {
  const n = state.clocks.filter((one) => one.clock === clock).length + 1;
  const due = capped(dueOf(terms.calendar, from, limit), cap);
  return {
    ...{ change: 'started', clock, n, limit, from, ...due },
    ...(unit !== undefined && { unit }),
    ...(cap !== undefined && { cap }),
  };
}

/** The time somebody is given, and what it must never go beyond. */
export interface Allowance {
  limit: Limit;
  cap?: string;
}

/**
 * A share, in per cent, of the counted time that is left of a clock at an instant, rounded down to its own unit and never
 * beyond its due (design §3). Of nothing left it is a day for day terms, else the ladder's limit.
 */
export function shareOf(clock: Clock, terms: ClockTerms, now: string, percent: number): Allowance {
  const { unit } = parseLimit(clock.limit);
  // What stands still has as much left as when it stopped, and nobody knows its due yet.
  const left = unitsBetween(terms.calendar, clock.pausedAt ?? now, clock.at, unit);
  const share = Math.floor((left * percent) / 100);
  const least: Limit = isDayUnit(unit) ? `1${unit}` : terms.ladder;
  const limit: Limit = share > 0 ? `${share}${unit === 'h' ? 'min' : unit}` : least;
  const isAhead = clock.pausedAt === undefined && clock.breachedAt === undefined && clock.at > now;
  return { limit, ...(isAhead && { cap: clock.at }) };
}

/** The same as `meets` and `stops`, for the clocks of one unit among several. */
export function endsOf(
  state: HasClocks,
  unit: string,
  change: 'met' | 'stopped',
  ...names: readonly ClockName[]
): readonly ClockChange[] {
  return openClocks(state)
    .filter((clock) => clock.unit === unit && names.includes(clock.clock))
    .map(({ clock, n }) => ({ change, clock, n }));
}

/** The duty is done: in time or late, the breach if any stays. */
export function meets(state: HasClocks, ...names: ClockName[]): readonly ClockChange[] {
  return endings(state, 'met', names);
}

/** The duty fell away: nothing is owed any more. */
export function stops(state: HasClocks, ...names: ClockName[]): readonly ClockChange[] {
  return endings(state, 'stopped', names);
}

function endings(state: HasClocks, change: 'met' | 'stopped', names: readonly ClockName[]): readonly ClockChange[] {
  return names.flatMap((name) => {
    const clock = openClock(state, name);
    return clock === undefined ? [] : [{ change, clock: name, n: clock.n }];
  });
}

/** Everything stops: nothing changes any more. */
export function stopsForGood(state: HasClocks): readonly ClockChange[] {
  return openClocks(state).map(({ clock, n }) => ({ change: 'stopped', clock, n }));
}

/** Pauses clocks that run. What was missed stays missed. */
export function pauses(state: HasClocks, from: string, ...names: readonly ClockName[]): readonly ClockChange[] {
  return names.flatMap((name): readonly ClockChange[] => {
    const clock = openClock(state, name);
    if (clock === undefined || clock.status === 'paused' || clock.breachedAt !== undefined) return [];
    return [{ change: 'paused', clock: name, n: clock.n, from }];
  });
}

/** Runs paused clocks again; each due is computed anew from its start, its limit and its pauses. */
export function resumes(
  state: HasClocks,
  terms: ClockTerms,
  at: string,
  ...names: readonly ClockName[]
): readonly ClockChange[] {
  return names.flatMap((name): readonly ClockChange[] => {
    const clock = openClock(state, name);
    if (clock?.pausedAt === undefined) return [];
    const stood: readonly Pause[] = [...(clock.pauses ?? []), { from: clock.pausedAt, until: at }];
    return [{ change: 'resumed', clock: name, n: clock.n, ...dueAgain(terms.calendar, clock, stood) }];
  });
}

/** The due of a paused clock when it runs again: an extension from a day that had rolled is not lost by a pause. */
export function dueAgain(calendar: Calendar, clock: Clock, pauses: readonly Pause[]): Due {
  const due = capped(resumedDue(calendar, clock, pauses), clock.cap);
  if (due.at > clock.at) return due;
  const { at, lastDay, provisional } = clock;
  return { at, ...(lastDay !== undefined && { lastDay }), ...(provisional !== undefined && { provisional }) };
}

/**
 * The due of a clock that runs again, of its start, its limit and its pauses. In day terms the day of pausing is used up:
 * a clock paused on its last day would be missed by the very resuming. It has until the end of that day, or of the next
 * working day (decision 7).
 */
export function resumedDue(
  calendar: Calendar,
  { from, total }: Pick<Clock, 'from' | 'total'>,
  pauses: readonly Pause[],
): Due {
  const due = dueOf(calendar, from, total, pauses);
  const resumed = pauses.at(-1)?.until;
  if (resumed === undefined || due.at > resumed) return due;
  return dueOf(calendar, formatInstant(parseInstant(resumed) - DAY_MS), '1d');
}

/**
 * The clocks of a new classification. A limit counts from the clock's first start, with the extensions that were granted in
 * its own unit; where that would be past already, from now, but no later than it was due. What was missed stays as it is; a
 * clock without a limit falls away.
 */
export function relimits(
  state: HasClocks,
  terms: ClockTerms,
  now: string,
  ...names: readonly ClockName[]
): readonly ClockChange[] {
  return names.flatMap((name): readonly ClockChange[] => {
    const clock = openClock(state, name);
    const limit = terms.limits[name];
    if (clock === undefined || clock.breachedAt !== undefined || limit === clock.limit) return [];
    if (limit === undefined) return [{ change: 'stopped', clock: name, n: clock.n }];
    const total = withExtensions(limit, clock);
    const own = origin(clock);
    const due = capped(dueOf(terms.calendar, own.from, total, own.pauses), own.cap);
    const change = { change: 'relimited', clock: name, n: clock.n, limit, total } as const;
    if (clock.status !== 'running' || due.at > now) return [{ ...change, from: own.from, ...due }];
    const anew = capped(dueOf(terms.calendar, now, total), own.cap);
    const isLater = anew.at > clock.at;
    return [{ ...change, from: now, ...(isLater && { cap: clock.at }), ...capped(anew, clock.at) }];
  });
}

/** The due of a running clock under a calendar: of its start, its limit and its pauses. */
export function dueUnder(calendar: Calendar, { from, total, pauses }: Clock): Due {
  return pauses === undefined ? dueOf(calendar, from, total) : resumedDue(calendar, { from, total }, pauses);
}

/** What another calendar does to the clocks that run; undefined where it is the same one. */
export function recalculations(
  state: HasClocks,
  before: Calendar,
  calendar: Calendar,
): readonly ClockChange[] | undefined {
  return isSame(before, calendar) ? undefined : openClocks(state).flatMap((clock) => recalculated(clock, calendar));
}

const versions = ({ years }: Calendar) =>
  Object.entries(years)
    .map(([year, { version }]) => `${year} v${String(version)}`)
    .sort()
    .join();

const isSame = (a: Calendar, b: Calendar) => versions(a) === versions(b);

function recalculated(clock: Clock, calendar: Calendar): readonly ClockChange[] {
  // What stands still gets its due when it runs again, under the calendar of then.
  if (clock.breachedAt !== undefined || clock.status !== 'running') return [];
  const due = capped(dueUnder(calendar, clock), clock.cap);
  const isOther = due.at !== clock.at || due.provisional !== clock.provisional;
  const mayMove = clock.provisional === 'yes' ? isOther : due.at > clock.at;
  return mayMove ? [{ change: 'recalculated', clock: clock.clock, n: clock.n, ...due }] : [];
}

/** The clocks that another policy gives more time: the same start, a longer limit. None gets less (design §2.9). */
export function relimitsLater(state: HasClocks, terms: ClockTerms, now: string): readonly ClockChange[] {
  const names = [...new Set(openClocks(state).map(({ clock }) => clock))];
  return relimits(state, terms, now, ...names).filter((change) => {
    const clock = openClock(state, change.clock);
    if (change.change !== 'relimited' || clock === undefined) return false;
    return change.at > clock.at && change.from === origin(clock).from;
  });
}

function withExtensions(limit: Limit, clock: Clock): Limit {
  const [next, before, total] = [parseLimit(limit), parseLimit(clock.limit), parseLimit(clock.total)];
  return next.unit === before.unit ? `${next.amount + total.amount - before.amount}${next.unit}` : limit;
}

/** Whether missing this clock is a breach. */
export function isDuty(clock: ClockName): boolean {
  return CLOCKS[clock].nature === 'duty';
}
