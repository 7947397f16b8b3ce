import { endsOf, recalculations, relimitsLater } from '../../case/clocks.js';
import type { RequestCommandBodies } from '../commands.js';
import type { ResidentRequest } from '../state.js';
import { isReported } from '../../reported.js';
import { cannotLead, recall, startsResult, type Deciding, type Ruling } from './context.js';
import { DISPATCHED } from './places.js';

/**
 * A calendar that was published or amended reaches a running request: a provisional due takes the day it turns out to be, a
 * published one only moves later, and what was missed stays missed (design §3).
 */
export function adoptCalendar(
  { write, state, terms }: Deciding,
  { calendar }: RequestCommandBodies['adoptCalendar'],
): Ruling {
  const clocks = recalculations(state(), terms.calendar, calendar);
  if (clocks === undefined) return { code: 'nothing_changes' };
  write('calendar_adopted', { calendar, clocks });
}

/** A new policy applied to a running request: everything after goes by it, and a running clock only gets longer (design §2.9). */
export function adoptPolicy(
  { write, state, terms: before, now }: Deciding,
  { terms }: RequestCommandBodies['adoptPolicy'],
): Ruling {
  if (terms.policy === before.policy) return { code: 'nothing_changes' };
  // The calendar comes by its own way.
  const next = { ...terms, calendar: before.calendar };
  write('policy_adopted', { terms: next, clocks: relimitsLater(state(), next, now) });
}

/**
 * 单位撤并: what a unit that is abolished leads or takes part in is its successor's, with all that it still owes; and what
 * reports it is kept from its successor. What the successor would lead although it is reported is dispatched anew; a part of
 * it, or what is past its result, stays where it was.
 */
export function succeedUnit(deciding: Deciding, { from, to, place }: RequestCommandBodies['succeedUnit']): Ruling {
  const { write, state, terms, now } = deciding;
  if (!concernsUnit(state(), from)) return { code: 'not_of_unit', params: { unit: from } };
  if (to.inForce === 'no') return { code: 'unit_not_in_force', params: { unit: to.code } };
  const { against } = state().received;
  const kept = against?.unit === from ? { ...against, unit: to.code } : against;
  const isKept = (unit = '') => isReported({ code: unit === from ? to.code : unit }, kept);
  const { position } = state();
  if (isKept(state().lead) && DISPATCHED.some((one) => one === position)) {
    // What was done anew is a result's work again, with its full limit.
    recall(deciding, true, position === 'rework' ? startsResult(state(), terms, now) : []);
  }
  // What it led was all that it had, unless it is itself the one reported.
  if (position !== state().position && against?.unit !== from) return;
  if (unitsOf(state()).some(isKept)) return { code: 'reported_unit', params: { unit: to.code } };
  const { lead, coUnits = [] } = state();
  const refusal = lead === from ? cannotLead(to) : undefined;
  if (refusal) return refusal;
  // Who leads it owes no part of it beside that.
  const leads = lead === from || lead === to.code;
  const parts = leads ? coUnits.filter(({ unit }) => unit === from || unit === to.code) : [];
  const clocks = parts.flatMap(({ unit }) => endsOf(state(), unit, 'stopped', 'co_sign_for', 'co_part'));
  const isElsewhere = place !== undefined && against?.unit === from && (state().rules ?? 1) >= 6;
  write('unit_succeeded', { from, to: to.code, ...(isElsewhere && { place }), ...(clocks.length > 0 && { clocks }) });
}

/** The units that have a hand in a request. */
const unitsOf = ({ lead, coUnits = [], executor }: ResidentRequest): readonly string[] =>
  [lead, executor?.unit, ...coUnits.map(({ unit }) => unit)].filter((unit) => unit !== undefined);

/** Whether a unit has a hand in a request, was named for it, or is reported by it. */
export function concernsUnit(request: ResidentRequest, unit: string): boolean {
  const { lead, designee, dispatchedTo, received } = request;
  const had = lead === undefined && dispatchedTo === unit;
  return unitsOf(request).includes(unit) || had || designee === unit || received.against?.unit === unit;
}
