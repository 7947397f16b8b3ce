import { dueOf, type Calendar, type Due, type Pause } from '../calendar.js';
import { DAY_MS, formatInstant, parseInstant } from '../local-time.js';
import type { Terms } from '../policy.js';
import { CLOCKS, type ClockName } from '../vocabulary.js';
import type { ClockChange } from './events.js';
import { openClock, openClocks, type Clock, type ResidentRequest } from './state.js';

/** Starts a clock, if the terms give it a limit. `unit` is who is charged with it. */
export function starts(
  state: ResidentRequest,
  terms: Terms,
  clock: ClockName,
  from: string,
  unit?: string,
): readonly ClockChange[] {
  const limit = terms.limits[clock];
  if (limit === undefined) return [];
  const n = state.clocks.filter((one) => one.clock === clock).length + 1;
  const due = dueOf(terms.calendar, from, limit);
  return [{ change: 'started', clock, n, limit, from, ...due, ...(unit !== undefined && { unit }) }];
}

/** The duty is done: in time or late, the breach if any stays. */
export function meets(state: ResidentRequest, ...names: ClockName[]): readonly ClockChange[] {
  return endings(state, 'met', names);
}

/** The duty fell away: nothing is owed any more. */
export function stops(state: ResidentRequest, ...names: ClockName[]): readonly ClockChange[] {
  return endings(state, 'stopped', names);
}

function endings(
  state: ResidentRequest,
  change: 'met' | 'stopped',
  names: readonly ClockName[],
): readonly ClockChange[] {
  return names.flatMap((name) => {
    const clock = openClock(state, name);
    return clock === undefined ? [] : [{ change, clock: name, n: clock.n }];
  });
}

/** Every open clock stops, but for one met in the same step: the request has come to an end. */
export function stopsAll(state: ResidentRequest, except?: ClockName): readonly ClockChange[] {
  return openClocks(state)
    .filter(({ clock }) => clock !== except)
    .map(({ clock, n }) => ({ change: 'stopped', clock, n }));
}

/** The clocks that charge the lead unit for this dispatch; another dispatch starts new ones. */
export const UNIT_CLOCKS = ['sign_for', 'first_contact', 'objection'] as const satisfies readonly ClockName[];

/** Nobody is late for waiting on the resident: neither who has to dispatch nor who has to bring a result. */
export const WAITS_FOR_RESIDENT = ['dispatch', 'result'] as const satisfies readonly ClockName[];

/** What runs again when the resident is no longer waited for: the dispatch only if it does not stand for a hand-over too. */
export function waitedForResident(state: ResidentRequest): readonly ClockName[] {
  return openClock(state, 'hand_over')?.n === 1 ? ['result'] : WAITS_FOR_RESIDENT;
}

/** Pauses clocks that run. What was missed stays missed. */
export function pauses(state: ResidentRequest, from: string, ...names: readonly ClockName[]): readonly ClockChange[] {
  return names.flatMap((name): readonly ClockChange[] => {
    const clock = openClock(state, name);
    if (clock === undefined || clock.status === 'paused' || clock.breachedAt !== undefined) return [];
    return [{ change: 'paused', clock: name, n: clock.n, from }];
  });
}

/** Runs paused clocks again; each due is computed anew from its start, its limit and its pauses. */
export function resumes(
  state: ResidentRequest,
  terms: Terms,
  at: string,
  ...names: readonly ClockName[]
): readonly ClockChange[] {
  return names.flatMap((name): readonly ClockChange[] => {
    const clock = openClock(state, name);
    if (clock?.pausedAt === undefined) return [];
    const stood: readonly Pause[] = [...(clock.pauses ?? []), { from: clock.pausedAt, until: at }];
    const due = resumedDue(terms.calendar, clock, stood);
    return [{ change: 'resumed', clock: name, n: clock.n, ...due }];
  });
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

/** Whether missing this clock is a breach. */
export function isDuty(clock: ClockName): boolean {
  return CLOCKS[clock].nature === 'duty';
}
