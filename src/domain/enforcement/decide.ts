import { latestClock, openClocks, type ClockChange } from '../case/clock.js';
import { meets, starts, startsWith, stops } from '../case/clocks.js';
import { goesBy, stopsBut, successorOf, type Acting, type Rule, type Ruling } from '../case/proceeding.js';
import type { Actor } from '../envelope.js';
import { formatInstant, localDay, parseDay, parseInstant, startOfDay } from '../local-time.js';
import type { Refusal } from '../refusals.js';
import { isReported, type Against } from '../reported.js';
import { isOutside } from '../site.js';
import type { EnforcementMeasure } from '../vocabulary.js';
import type {
  Booking,
  CrewMember,
  Dispatched,
  EnforcementBodies,
  EnforcementCommands,
  EnforcementDispatch,
  Officer,
  Order,
} from './dispatch.js';

type Act = Acting<EnforcementDispatch, EnforcementBodies>;

/** 一次派遣: the crew is sent as one, each of its units owing its arrival from the planned time on. */
export function dispatchCrew({ write, state, terms, now }: Act, body: Dispatched): Ruling {
  const twice = body.crew.find(({ officer }, index) => body.crew.findIndex((one) => one.officer === officer) !== index);
  if (twice) return { code: 'officer_in_crew', params: { unit: twice.unit } };
  const units = unitsOf(body.crew);
  if (!units.includes(body.lead)) return { code: 'lead_without_officer', params: { unit: body.lead } };
  for (const one of body.crew) {
    const reported = isKeptOut(one, body.against, body.terms);
    if (reported) return reported;
  }
  write('crew_dispatched', { ...body, clocks: awaited({ state, terms, now }, units, body.booking.from) });
}

/**
 * 回避: who is reported does not come to look into it, nor anybody of a unit that is. Whoever dispatches reads nothing of the
 * request, and is told no more than that they cannot come.
 */
function isKeptOut({ officer, unit }: Officer, against: Against, by: { rules?: number }): Refusal | undefined {
  const isSaid = !goesBy(by, 4);
  if (isReported({ code: unit }, against)) {
    return { code: isSaid ? 'reported_unit' : 'unit_cannot_come', params: { unit } };
  }
  if (against?.account !== officer) return undefined;
  return { code: isSaid ? 'reported_officer' : 'officer_cannot_come' };
}

export function unitsOf(crew: readonly Pick<CrewMember, 'unit'>[]): readonly string[] {
  return [...new Set(crew.map(({ unit }) => unit))];
}

/** The arrival of units is owed from the planned time on, or from now where that is past. */
function awaited(
  { state, terms, now }: Pick<Act, 'state' | 'terms' | 'now'>,
  units: readonly string[],
  planned: string,
): readonly ClockChange[] {
  const from = planned > now ? planned : now;
  const started = units.flatMap((unit) => starts(state(), terms, 'crew_arrival', from, unit));
  // Clocks of one name are counted, and these start together.
  return started.map((change, index) => ({ ...change, n: change.n + index }));
}

const here = ({ crew }: Pick<EnforcementDispatch, 'crew'>) => crew.filter(({ step }) => step !== 'released');
const find = (state: EnforcementDispatch, officer: string) => here(state).find((one) => one.officer === officer);

/** The unit that stands in the place of one by now: whoever has come after it has its powers, its officers and its duties. */
function presentUnit(state: EnforcementDispatch, unit: string): string {
  return goesBy(state, 3) ? successorOf(state, unit) : unit;
}

const isOf = (state: EnforcementDispatch, unit: string) => (one: { unit?: string }) =>
  one.unit !== undefined && presentUnit(state, one.unit) === presentUnit(state, unit);
const hasArrived = (state: EnforcementDispatch, unit: string) =>
  here(state)
    .filter(isOf(state, unit))
    .some(({ step }) => step === 'on_site');

/** What becomes of the arrival that a unit owes. */
function endsArrival(state: EnforcementDispatch, unit: string, change: 'met' | 'stopped'): readonly ClockChange[] {
  const owed = openClocks(state).filter(isOf(state, unit));
  return owed.flatMap(({ clock, n }) => (clock === 'crew_arrival' ? [{ change, clock, n }] : []));
}

/** Their time is booked already: the door does that with the receipt, or refuses. */
function book({ write, state, terms, now }: Act, body: EnforcementCommands['bookOfficer']): Ruling {
  const { officer, unit, offDutyReason } = body;
  if (find(state(), officer) !== undefined) return { code: 'officer_in_crew', params: { unit } };
  const reported = isKeptOut(body, state().opened.against, state());
  if (reported) return reported;
  // Nobody's time is held by a time that is over.
  const { until } = state().booking;
  if (goesBy(state(), 3) && until <= now) return { code: 'booking_is_over', params: { since: until } };
  const isNew = !here(state()).some(isOf(state(), unit));
  const clocks = isNew ? awaited({ state, terms, now }, [unit], state().booking.from) : [];
  write('officer_booked', { officer, unit, ...(offDutyReason && { offDutyReason }), clocks });
}

function release({ write, state }: Act, { officer, reason }: EnforcementCommands['releaseOfficer']): Ruling {
  const member = find(state(), officer);
  if (member === undefined) return { code: 'officer_not_in_crew' };
  const { unit } = member;
  const isTheirs = isOf(state(), unit);
  const isLast = here(state()).filter(isTheirs).length === 1;
  if (isLast && isTheirs({ unit: state().opened.lead })) return { code: 'lead_without_officer', params: { unit } };
  // Nobody else could say what became of what it ordered.
  const order = state().orders.findIndex((one) => isTheirs(one) && isOpen(one));
  if (isLast && order !== -1)
    return { code: 'order_open', params: { order: order + 1, day: state().orders[order]?.on ?? '' } };
  write('officer_released', {
    officer,
    unit,
    reason,
    clocks: isLast ? endsArrival(state(), unit, 'stopped') : [],
  });
}

/** Another time for all of them: who is not there yet is awaited from then on. What was missed stays missed. */
function replan({ write, state, terms, now }: Act, body: EnforcementCommands['replanDispatch']): Ruling {
  const { booking, reason, offDutyReason } = body;
  const units = new Set(here(state()).map(({ unit }) => presentUnit(state(), unit)));
  const waited = [...units].filter((unit) => !hasArrived(state(), unit));
  const stopped = waited.flatMap((unit) => endsArrival(state(), unit, 'stopped'));
  const clocks = [...stopped, ...awaited({ state, terms, now }, waited, booking.from)];
  write('crew_replanned', { booking, reason, ...(offDutyReason && { offDutyReason }), clocks });
}

function setOut({ write, state, actor }: Act): Ruling {
  const { officer, unit } = acting(state(), actor);
  write('officer_set_out', { officer, unit });
}

/** 到场 as at a whistle: the first of a unit has come for all of it. */
function arrive(acted: Act, body: EnforcementCommands['arriveOnSite']): Ruling {
  const { write, state, actor } = acted;
  const { officer, unit } = acting(state(), actor);
  const refusal = isNotThere(state(), body);
  if (refusal) return refusal;
  const isFirst = state().state === 'dispatched';
  const owed = isFirst ? owesConclusion(acted) : [];
  write('officer_arrived', { officer, unit, ...body, clocks: [...endsArrival(state(), unit, 'met'), ...owed] });
}

/**
 * Who has dispatched owes what it came to: whoever waits for a crew waits for nothing without a date. It counts from when the
 * crew's time is over, which is all taken up by the work that it was booked for; where that lies ahead, it takes as long from
 * now on, so that another time does not put it off.
 */
function owesConclusion({ state, terms, now }: Pick<Act, 'state' | 'terms' | 'now'>): readonly ClockChange[] {
  if (!goesBy(state(), 4)) return [];
  const { booking, opened } = state();
  const until = booking.from > now ? laterBy(now, booking) : booking.until;
  const from = until > now ? until : now;
  return starts(state(), terms, 'crew_conclusion', from, presentUnit(state(), opened.by));
}

/** The end of a booking's length from an instant on. */
function laterBy(now: string, { from, until }: Booking): string {
  return formatInstant(parseInstant(now) + parseInstant(until) - parseInstant(from));
}

/** Within the radius, or where else and why; where no site was named, a place that can be asked after. */
function isNotThere(state: EnforcementDispatch, body: EnforcementCommands['arriveOnSite']): Refusal | undefined {
  const { metres, position, where, explanation } = body;
  const { site } = state.opened;
  // An explanation excuses the distance, never the place.
  if (site === undefined || explanation !== undefined) {
    const isSaid = position !== undefined || where !== undefined;
    return isSaid || !goesBy(state, 3) ? undefined : { code: 'place_required' };
  }
  return isOutside(site, metres);
}

function recordFindings({ write, state, actor }: Act, { findings }: EnforcementCommands['recordFindings']): Ruling {
  const { officer, unit } = acting(state(), actor);
  write('findings_recorded', { officer, unit, findings });
}

/** 职权法定: whatever the crew does as one, each measure stands on a power of the very bureau that takes it. */
function takeMeasure(acted: Act, body: EnforcementCommands['takeMeasure']): Ruling {
  const { write, state, actor } = acted;
  const { power, measure, details, evidence, reinspectOn } = body;
  const { officer, unit } = acting(state(), actor);
  if (power.unit !== unit) return { code: 'power_of_another', params: { power: power.code, unit: power.unit } };
  if (power.inForce === 'no') return { code: 'power_not_in_force', params: { power: power.code } };
  if (!power.measures.includes(measure))
    return { code: 'measure_not_in_power', params: { measure, power: power.code } };
  const wrong = reinspectOn === undefined ? undefined : wrongDay(acted, reinspectOn);
  if (wrong) return wrong;
  write('measure_taken', {
    ...{ officer, unit, power: power.code, measure, rule: power.rule, details, evidence },
    ...(reinspectOn !== undefined && { reinspectOn, clocks: ordersUntil(acted, reinspectOn) }),
  });
}

/** So far ahead a day of re-inspection may lie. */
const DAYS_AHEAD = 365;

function daysUntil({ now }: Pick<Act, 'now'>, day: string): number {
  return parseDay(day) - parseDay(localDay(now));
}

function wrongDay({ now }: Pick<Act, 'now'>, day: string): Refusal | undefined {
  const days = daysUntil({ now }, day);
  return days < 1 || days > DAYS_AHEAD ? { code: 'reinspection_day', params: { day, most: DAYS_AHEAD } } : undefined;
}

/** The time to correct ends where the named day begins. */
function runsUntil({ state, terms, now }: Act, day: string): readonly ClockChange[] {
  const cap = formatInstant(startOfDay(parseDay(day)));
  return [startsWith(state(), terms, 'correction', now, { limit: `${daysUntil({ now }, day)}d`, cap })];
}

/** Nobody can conclude it while there is time to correct. */
function ordersUntil(acted: Act, day: string): readonly ClockChange[] {
  return [...stops(acted.state(), 'crew_conclusion'), ...runsUntil(acted, day)];
}

/** Whoever came before the order was given, or on another day, has not come to look at it. */
function hasComeAgain({ arrivedAt }: CrewMember, { setAt }: Order, now: string): boolean {
  return arrivedAt !== undefined && arrivedAt > (setAt ?? '') && localDay(arrivedAt) === localDay(now);
}

/**
 * 复查 by the unit that gave the order, since only it has the power to say what became of it (职权法定); whoever leads may
 * be there, and decides nothing of it. Early, where it is put right early.
 */
function reinspect(acted: Act, body: EnforcementCommands['reinspect']): Ruling {
  const { write, state, actor, now } = acted;
  const { order: number, corrected, remark, evidence, reinspectOn } = body;
  const member = acting(state(), actor);
  const { officer, unit } = member;
  const order = state().orders[number - 1];
  if (order === undefined || !isOpen(order)) return { code: 'no_order_open', params: { order: number } };
  if (!isOf(state(), unit)(order)) return { code: 'order_of_another', params: { order: number, unit: order.unit } };
  if (goesBy(state(), 4) && !hasComeAgain(member, order, now)) return { code: 'arrive_again' };
  const wrong = reinspectOn === undefined ? undefined : wrongDay(acted, reinspectOn);
  if (wrong) return wrong;
  const isLast = state().orders.every((one) => one === order || !isOpen(one));
  const closed = isLast ? owesConclusion(acted) : [];
  const again = reinspectOn === undefined ? closed : runsUntil(acted, reinspectOn);
  write('reinspected', {
    ...{ officer, unit, order: number, corrected, remark },
    ...(evidence !== undefined && { evidence }),
    ...(reinspectOn !== undefined && { reinspectOn }),
    clocks: [...endsOfOrder(state(), order), ...again],
  });
}

export function isOpen({ state }: Pick<Order, 'state'>): boolean {
  return state === 'open' || state === 'due';
}

function endsOfOrder(state: EnforcementDispatch, { correction, reinspection }: Order): readonly ClockChange[] {
  return openClocks(state).flatMap(({ clock, n }): readonly ClockChange[] => {
    if (clock === 'correction' && n === correction) return [{ change: 'stopped', clock, n }];
    return clock === 'reinspection' && n === reinspection ? [{ change: 'met', clock, n }] : [];
  });
}

/** The named day has come: the unit that gave the order owes a look. */
export function remind({ write, state, terms, now }: Act, correction: number): void {
  const { orders } = state();
  const order = orders.findIndex((one) => one.state === 'open' && one.correction === correction);
  const { unit } = orders[order] ?? {};
  write('reinspection_due', {
    order: order + 1,
    clocks: [
      { change: 'met', clock: 'correction', n: correction },
      ...starts(state(), terms, 'reinspection', now, unit && presentUnit(state(), unit)),
    ],
  });
}

/** Measures that say nothing of what was found. */
const NEUTRAL: readonly EnforcementMeasure[] = ['inspect', 'emergency_rescue'];

/** 未发现违法 stands against no order and no sanction: whoever was fined had done something. */
function conclude({ write, state }: Act, { result, summary }: EnforcementCommands['concludeEnforcement']): Ruling {
  const order = state().orders.findIndex(isOpen);
  if (order !== -1) return { code: 'order_open', params: { order: order + 1, day: state().orders[order]?.on ?? '' } };
  if (state().findings === 0) return { code: 'findings_required' };
  // What was ordered and not done stands: nobody can say that it was put right, or that nothing was found.
  const undone = state().orders.findIndex((one) => one.state === 'not_corrected');
  if (undone !== -1 && result !== 'not_settled') return { code: 'order_not_corrected', params: { order: undone + 1 } };
  const found = state().measures.find(({ measure }) => !NEUTRAL.includes(measure));
  if (result === 'nothing_found' && found && goesBy(state(), 3))
    return { code: 'measure_was_taken', params: { measure: found.measure } };
  const clocks = [...meets(state(), 'crew_conclusion'), ...stopsBut(state(), 'crew_conclusion')];
  write('enforcement_concluded', { result, summary, clocks });
}

function cancel({ write, state }: Act, { reason }: EnforcementCommands['cancelEnforcement']): Ruling {
  write('enforcement_cancelled', { reason, clocks: stopsBut(state()) });
}

function hearWhistleEnd({ write }: Act): Ruling {
  write('whistle_over', {});
}

/** Whom nobody has dispatched does nothing here, whatever bureau they are of. */
function notInCrew(state: EnforcementDispatch, { account }: Actor): Refusal | undefined {
  return find(state, account) === undefined ? { code: 'not_in_crew' } : undefined;
}

/** Whoever has set out, or come, does not set out. */
function hasSetOut(state: EnforcementDispatch, actor: Actor): Refusal | undefined {
  const isGone = find(state, actor.account)?.step !== 'booked';
  return notInCrew(state, actor) ?? (isGone ? { code: 'set_out_before' } : undefined);
}

/** Who is there does not arrive; while there is something to look at again they may have gone, and come back. */
function isThere(state: EnforcementDispatch, actor: Actor): Refusal | undefined {
  const isOnSite = find(state, actor.account)?.step === 'on_site';
  const mayBeBack = state.state === 'correcting' && goesBy(state, 4);
  return notInCrew(state, actor) ?? (isOnSite && !mayBeBack ? { code: 'on_site_before' } : undefined);
}

function notThere(state: EnforcementDispatch, actor: Actor): Refusal | undefined {
  const isOnSite = find(state, actor.account)?.step === 'on_site';
  return notInCrew(state, actor) ?? (isOnSite ? undefined : { code: 'not_on_site' });
}

/** 复查 is done on site, too; under the rules before it could be done from the desk. */
function cannotLook(state: EnforcementDispatch, actor: Actor): Refusal | undefined {
  return goesBy(state, 3) ? notThere(state, actor) : notInCrew(state, actor);
}

/** Who acts, as the crew has them, for the unit that they are of by now. Barred before, where they are not in it. */
function acting(state: EnforcementDispatch, { account }: Actor): CrewMember {
  const member = find(state, account);
  if (member === undefined) throw new Error(`${state.case} has another crew`);
  return { ...member, unit: presentUnit(state, member.unit) };
}

/** The count of the newest clock of a name. */
export function newest(state: EnforcementDispatch, clock: 'correction' | 'reinspection'): number {
  return latestClock(state, clock)?.n ?? 0;
}

const THERE = ['on_site', 'correcting'] as const;
const ANYWHERE = ['dispatched', ...THERE] as const;

export const ENFORCEMENT_RULES: {
  readonly [Name in keyof EnforcementCommands]: Rule<EnforcementDispatch, EnforcementBodies, EnforcementCommands[Name]>;
} = {
  bookOfficer: { at: ANYWHERE, decide: book },
  releaseOfficer: { at: ANYWHERE, decide: release },
  replanDispatch: { at: ANYWHERE, decide: replan },
  setOut: { at: ANYWHERE, barred: hasSetOut, decide: setOut },
  arriveOnSite: { at: ANYWHERE, barred: isThere, decide: arrive },
  recordFindings: { at: THERE, barred: notThere, decide: recordFindings },
  takeMeasure: { at: THERE, barred: notThere, decide: takeMeasure },
  reinspect: { at: THERE, barred: cannotLook, offered: ({ orders }) => orders.some(isOpen), decide: reinspect },
  concludeEnforcement: {
    at: THERE,
    offered: ({ orders, findings }) => findings > 0 && !orders.some(isOpen),
    decide: conclude,
  },
  cancelEnforcement: { at: ['dispatched'], decide: cancel },
  hearWhistleEnd: { at: [], decide: hearWhistleEnd },
};
