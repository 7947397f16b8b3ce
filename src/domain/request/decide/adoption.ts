import { capped, openClocks, type Clock } from '../clock.js';
import { dueUnder, relimitsLater } from '../clocks.js';
import type { Calendar } from '../../calendar.js';
import type { RequestCommandBodies } from '../commands.js';
import type { ClockChange } from '../events.js';
import type { Deciding, Ruling } from './context.js';

/**
 * A calendar that was published or amended reaches a running request: a provisional due takes the day it turns out to be, a
 * published one only moves later, and what was missed stays missed (design §3).
 */
export function adoptCalendar(
  { write, state, terms }: Deciding,
  { calendar }: RequestCommandBodies['adoptCalendar'],
): Ruling {
  if (isSame(terms.calendar, calendar)) return { code: 'nothing_changes' };
  const clocks = openClocks(state()).flatMap((clock) => recalculated(clock, calendar));
  write('calendar_adopted', { calendar, clocks });
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

/** 单位撤并: what a unit that is abolished leads or takes part in is its successor's, with all that it still owes. */
export function succeedUnit({ write, state }: Deciding, { from, to }: RequestCommandBodies['succeedUnit']): Ruling {
  const { lead, coUnits = [], executor } = state();
  const isIn = lead === from || executor?.unit === from || coUnits.some(({ unit }) => unit === from);
  if (!isIn) return { code: 'not_of_unit', params: { unit: from } };
  if (to.inForce === 'no') return { code: 'unit_not_in_force', params: { unit: to.code } };
  write('unit_succeeded', { from, to: to.code });
}
