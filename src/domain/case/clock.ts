import type { Due, Limit } from '../calendar.js';
import type { ClockName } from '../vocabulary.js';

/** What happened to clocks, told by the event that caused it. `n` counts the clocks of one name, from 1. */
export type ClockChange =
  /** `cap`: never due after this, whatever is counted. */
  | ({ change: 'started'; clock: ClockName; n: number; limit: Limit; from: string; unit?: string; cap?: string } & Due)
  | { change: 'met' | 'stopped' | 'returned'; clock: ClockName; n: number }
  | { change: 'paused'; clock: ClockName; n: number; from: string }
  | ({ change: 'resumed'; clock: ClockName; n: number } & Due)
  | ({ change: 'extended'; clock: ClockName; n: number; by: Limit; total: Limit } & Due)
  | { change: 'shortened'; clock: ClockName; n: number; at: string }
  /** Another calendar: the same term ends on another day. */
  | ({ change: 'recalculated'; clock: ClockName; n: number } & Due)
  /**
   * Another classification: another limit, from the same start or, where that would be past already, from now, but then
   * never beyond the due that stood: its `cap`.
   */
  | ({
      change: 'relimited';
      clock: ClockName;
      n: number;
      limit: Limit;
      total: Limit;
      from: string;
      cap?: string;
    } & Due);

/** One clock: what started it, when it is due, what became of it. A breach stays for ever. */
export interface Clock extends Due {
  clock: ClockName;
  n: number;
  limit: Limit;
  /** The limit with its extensions. */
  total: Limit;
  from: string;
  unit?: string;
  /** Never due after this, whatever is counted: an order from above, or the lead's own due. */
  cap?: string;
  status: 'running' | 'paused' | 'met' | 'stopped';
  pausedAt?: string;
  /** The pauses so far, so that warnings fall in counted time. */
  pauses?: readonly { from: string; until: string }[];
  /** What it counted by before a reclassification set it anew: another one counts by this again. */
  before?: Pick<Clock, 'from' | 'pauses' | 'cap'>;
  stoppedAt?: string;
  breachedAt?: string;
  /** A late entry was proven: it was done in time, and written down after the due. The breach stays beside it. */
  provenAt?: string;
  /** Whose command met it after its breach: not who proves that it was done in time. */
  metLateBy?: string;
  /** How often the due was set, from 1; a warning fires once per (clock, this, per cent). */
  dueVersion: number;
  dueSetAt: string;
  /** Per cents already warned of for this `dueVersion`. */
  warned: readonly number[];
}

/** Which duty is late, or soon will be, and which unit owes it; no unit stands where the owner of the case owes. */
export interface Lateness {
  clock: ClockName;
  n: number;
  unit?: string;
}

/** What has clocks. */
export interface HasClocks {
  clocks: readonly Clock[];
}

const isUnmet = (clock: Clock) => clock.status === 'running' || clock.status === 'paused';

/** A due under a cap. */
export function capped(due: Due, cap: string | undefined): Due {
  return cap !== undefined && cap < due.at ? { at: cap } : due;
}

/** The newest clock of a name, whatever its status. */
export function latestClock(state: HasClocks, name: ClockName): Clock | undefined {
  return state.clocks.findLast((clock) => clock.clock === name);
}

/** The clock of a name that still runs or is paused. */
export function openClock(state: HasClocks, name: ClockName): Clock | undefined {
  return state.clocks.findLast((clock) => clock.clock === name && isUnmet(clock));
}

/** All clocks that still run or are paused. */
export function openClocks(state: HasClocks): readonly Clock[] {
  return state.clocks.filter(isUnmet);
}

/** What a clock counts by that no reclassification has set anew: all its pauses, and the cap that it was given. */
export function origin({ from, pauses = [], cap, before }: Clock): Pick<Clock, 'from' | 'pauses' | 'cap'> {
  const all = [...(before?.pauses ?? []), ...pauses];
  const given = before ? before.cap : cap;
  return {
    from: before?.from ?? from,
    ...(all.length > 0 && { pauses: all }),
    ...(given !== undefined && { cap: given }),
  };
}

function changeClock(clock: Clock, change: ClockChange, at: string, account: string): Clock {
  switch (change.change) {
    case 'met':
      return {
        ...{ ...clock, status: 'met', stoppedAt: at },
        ...(clock.breachedAt !== undefined && { metLateBy: account }),
      };
    case 'stopped':
      return { ...clock, status: 'stopped', stoppedAt: at };
    case 'returned': {
      const { stoppedAt: _stoppedAt, ...running } = clock;
      // What it would have been warned of meanwhile is past.
      return { ...running, status: 'running', dueSetAt: at };
    }
    case 'paused':
      return { ...clock, status: 'paused', pausedAt: change.from };
    case 'resumed': {
      const { pausedAt, ...running } = clock;
      const pauses =
        pausedAt === undefined ? (clock.pauses ?? []) : [...(clock.pauses ?? []), { from: pausedAt, until: at }];
      return { ...running, ...moved(clock, change, at), pauses, status: 'running' };
    }
    case 'recalculated': {
      const { lastDay: _lastDay, provisional: _provisional, ...rest } = clock;
      return { ...rest, ...moved(clock, change, at) };
    }
    case 'extended':
      return { ...clock, ...moved(clock, change, at), total: change.total };
    case 'shortened': {
      const { lastDay: _lastDay, provisional: _provisional, ...rest } = clock;
      const before = clock.before && { before: { ...clock.before, cap: change.at } };
      return { ...rest, ...before, ...moved(clock, { at: change.at }, at), cap: change.at };
    }
    case 'relimited': {
      const { lastDay: _last, provisional: _provisional, pauses: _pauses, cap: _cap, before: _before, ...rest } = clock;
      const { limit, total, from } = change;
      const own = origin(clock);
      // What stood still before a new start does not count from there.
      const counted = from === own.from ? own : { before: own };
      const cap = change.cap ?? own.cap;
      return {
        ...rest,
        ...counted,
        ...moved(clock, change, at),
        limit,
        total,
        from,
        ...(cap !== undefined && { cap }),
      };
    }
    case 'started':
      return clock;
  }
}

function moved(clock: Clock, due: Due, at: string): Pick<Clock, keyof Due | 'dueVersion' | 'dueSetAt' | 'warned'> {
  return {
    at: due.at,
    ...(due.lastDay !== undefined && { lastDay: due.lastDay }),
    ...(due.provisional !== undefined && { provisional: due.provisional }),
    dueVersion: clock.dueVersion + 1,
    dueSetAt: at,
    warned: [],
  };
}

/** The clocks after what an event did to them. */
export function applyClockChanges(
  clocks: readonly Clock[],
  changes: readonly ClockChange[],
  at: string,
  account: string,
): readonly Clock[] {
  return changes.reduce<readonly Clock[]>((all, change) => {
    if (change.change === 'started') {
      const { change: _change, ...started } = change;
      return [...all, { ...started, total: started.limit, status: 'running', dueVersion: 1, dueSetAt: at, warned: [] }];
    }
    return all.map((clock) =>
      clock.clock === change.clock && clock.n === change.n ? changeClock(clock, change, at, account) : clock,
    );
  }, clocks);
}

/** The clocks with one of them changed. */
export function editClock(
  state: HasClocks,
  name: ClockName,
  n: number,
  edit: (clock: Clock) => Clock,
): readonly Clock[] {
  return state.clocks.map((clock) => (clock.clock === name && clock.n === n ? edit(clock) : clock));
}
