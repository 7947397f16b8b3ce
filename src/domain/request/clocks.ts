import { openClock, openClocks, type Clock, type ClockChange } from '../case/clock.js';
import { starts } from '../case/clocks.js';
import type { Terms } from '../policy.js';
import { CLOCKS, type ClockName } from '../vocabulary.js';
import type { ResidentRequest } from './state.js';

/** The clock by which the lead's work is due just now: its rework's, or its result's. */
export function workClock(state: ResidentRequest): Clock | undefined {
  return openClock(state, 'rework_result') ?? openClock(state, 'result');
}

/** What every co-unit still owes falls away. */
export function stopsCoUnits(state: ResidentRequest): readonly ClockChange[] {
  return openClocks(state)
    .filter(({ clock }) => CLOCKS[clock].holder === 'co_unit')
    .map(({ clock, n }) => ({ change: 'stopped', clock, n }));
}

/** What is still owed when a request has come to an end: to who appealed, to who gave the order, to who is in danger. */
const OWED_PAST_THE_END = ['appeal_ruling', 'upstream_return', 'look_in'] as const satisfies readonly ClockName[];

/** Every clock stops that has no meaning past the end, but for one met in the same step. */
export function stopsAll(state: ResidentRequest, except?: ClockName): readonly ClockChange[] {
  return openClocks(state)
    .filter(({ clock }) => clock !== except && !OWED_PAST_THE_END.some((owed) => owed === clock))
    .map(({ clock, n }) => ({ change: 'stopped', clock, n }));
}

/** The clocks that charge the lead unit for this dispatch; another dispatch starts new ones. */
export const UNIT_CLOCKS = ['sign_for', 'first_contact', 'objection'] as const satisfies readonly ClockName[];

/** Nobody is late for waiting on the resident: neither who has to dispatch nor who has to bring a result. */
export const WAITS_FOR_RESIDENT = ['dispatch', 'result'] as const satisfies readonly ClockName[];

/** What runs again when the resident is no longer waited for, and does not stand for something else too. */
export function waitedForResident(state: ResidentRequest): readonly ClockName[] {
  const standsForHandOver = openClock(state, 'hand_over')?.n === 1;
  const standsForParking = state.parking?.step === 'parked';
  return WAITS_FOR_RESIDENT.filter((name) => (name === 'dispatch' ? !standsForHandOver : !standsForParking));
}

/**
 * 阶段性答复 is owed at every extension, parking, whistle, mediation and meeting (practice §2.12): once until it is given, and
 * where there is somebody to hear it.
 */
export function owesInterimReply(state: ResidentRequest, terms: Terms, at: string): readonly ClockChange[] {
  return !hearsReplies(state) || openClock(state, 'interim_reply') ? [] : starts(state, terms, 'interim_reply', at);
}

/** Whether there is somebody to hear an interim reply, or a parked request's monthly note. */
export function hearsReplies({ received: { requester, contact } }: ResidentRequest): boolean {
  return requester !== 'anonymous' && contact !== undefined;
}
