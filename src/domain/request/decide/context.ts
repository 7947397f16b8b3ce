import type { Actor } from '../../envelope.js';
import type { Terms } from '../../policy.js';
import type { Refusal } from '../../refusals.js';
import { isReported, type Against } from '../../reported.js';
import { parseLimit, type Limit } from '../../calendar.js';
import { DAY_MS, formatInstant, HOUR_MS, MINUTE_MS, parseInstant } from '../../local-time.js';
import { LEADING_UNIT_KINDS } from '../../vocabulary.js';
import { type ClockChange, openClock } from '../../case/clock.js';
import { endsOf, meets, resumes, starts, startsWith, stops } from '../../case/clocks.js';
import { stopsCoUnits, UNIT_CLOCKS } from '../clocks.js';
import type { UnitFact } from '../commands.js';
import type { RequestEventBodies, RequestEventType } from '../events.js';
import type { Author } from '../../case/sheet.js';
import type { RequestSheet } from '../sheet.js';
import type { ResidentRequest } from '../state.js';

/** What a rule sees and may write. A rule returns its refusal, or writes events and returns nothing. */
export interface Deciding {
  readonly terms: Terms;
  readonly actor: Actor;
  /** When it counts from here on: the receipt, or the event before it when that is later. */
  readonly now: string;
  /** When the door received it: by this, and nothing else, it is in time or late. */
  readonly receivedAt: string;
  readonly state: () => ResidentRequest;
  readonly write: <Type extends RequestEventType>(type: Type, body: RequestEventBodies[Type]) => void;
}

/** `void`, since with `undefined` every rule would have to end in an empty return. */
export type Ruling = Refusal | void;

/** A rule's view of a sheet: every event it writes is on the command's account and at the command's time. */
export function deciding(sheet: RequestSheet, terms: Terms, author: Author, receivedAt: string): Deciding {
  const { at } = sheet.state();
  const now = receivedAt > at ? receivedAt : at;
  return {
    terms,
    actor: author.actor,
    now,
    receivedAt,
    state: () => sheet.state(),
    write: (type, body) => {
      sheet.write(type, body, now, author);
    },
  };
}

/** Clocks the resident's request starts at receipt; they are never reset. */
export function receiptClocks({ state, terms, now }: Deciding): readonly ClockChange[] {
  return [
    ...starts(state(), terms, 'dispatch', now),
    ...startsResult(state(), terms, now),
    ...startsReturn(state(), terms, now),
    ...(state().received.crisis === 'yes' ? starts(state(), terms, 'look_in', now) : []),
  ];
}

/** The resident's clock, from receipt or reopening; never due after what an order from above leaves to the unit. */
export function startsResult(state: ResidentRequest, terms: Terms, from: string): readonly ClockChange[] {
  const dueAt = state.received.upstream?.dueAt;
  const { result: limit } = terms.limits;
  if (limit === undefined || dueAt === undefined || dueAt <= from) return starts(state, terms, 'result', from);
  return [startsWith(state, terms, 'result', from, { limit, cap: innerDue(from, dueAt, terms) })];
}

/** The answer is owed above by the time that the order named, if it is still to come. */
export function startsReturn(state: ResidentRequest, terms: Terms, from: string): readonly ClockChange[] {
  const dueAt = state.received.upstream?.dueAt;
  if (dueAt === undefined || dueAt <= from) return [];
  return [startsWith(state, terms, 'upstream_return', from, { limit: minutesUntil(from, dueAt), cap: dueAt })];
}

/** What an order from above leaves to the unit: its due less the reserve, or half the time where that is more. */
export function innerDue(now: string, outer: string, terms: Terms): string {
  const [from, until] = [parseInstant(now), parseInstant(outer)];
  const { amount, unit } = parseLimit(terms.upstreamReserve ?? '1min');
  const reserve = amount * (unit === 'min' ? MINUTE_MS : unit === 'h' ? HOUR_MS : DAY_MS);
  return formatInstant(Math.max(until - reserve, from + Math.floor((until - from) / 2)));
}

/** The whole time to an instant, in minutes or, where those would be too many, in hours: rounded up, the cap does the rest. */
export function minutesUntil(now: string, instant: string): Limit {
  const minutes = Math.max(1, Math.ceil((parseInstant(instant) - parseInstant(now)) / MINUTE_MS));
  return minutes <= 99_999 ? `${minutes}min` : `${Math.min(99_999, Math.ceil(minutes / 60))}h`;
}

/**
 * The clocks of a dispatch. Nobody can be contacted who left no contact or must not be known to the unit, and a unit that
 * is designated has no right to object whose end would have to be watched.
 */
export function dispatchClocks(
  { state, terms, now }: Deciding,
  unit: string,
  isDesignated: boolean,
): readonly ClockChange[] {
  const { requester, contact } = state().received;
  const runs = {
    sign_for: true,
    first_contact: requester === 'named' && contact !== undefined,
    objection: !isDesignated,
  } as const;
  return [
    ...stops(state(), ...UNIT_CLOCKS),
    ...UNIT_CLOCKS.filter((clock) => runs[clock]).flatMap((clock) => starts(state(), terms, clock, now, unit)),
  ];
}

/** Why a unit cannot lead, if it cannot. Communities and villages execute, they never lead (practice §2.6). */
export function cannotLead(unit: UnitFact, against?: Against): Refusal | undefined {
  const params = { unit: unit.code };
  if (isReported(unit, against)) return { code: 'reported_unit', params };
  if (unit.inForce === 'no') return { code: 'unit_not_in_force', params };
  if (unit.kind === 'community') return { code: 'community_cannot_lead', params };
  if (!LEADING_UNIT_KINDS.includes(unit.kind)) return { code: 'cannot_lead', params };
  return undefined;
}

/** Dispatches to a unit that can lead. Every change of lead counts as a transfer, designation too. */
export function dispatchTo(
  deciding: Deciding,
  unit: string,
  why: Pick<RequestEventBodies['dispatched'], 'basis' | 'ground' | 'reason'>,
): void {
  const { lead, dispatchedTo, transfers } = deciding.state();
  const { terms, now } = deciding;
  // Under the first rules what had been merged or taken back was dispatched as if nobody had had it.
  const last = terms.rules === 1 ? lead : (dispatchedTo ?? lead);
  deciding.write('dispatched', {
    unit,
    ...why,
    transfers: transfers + (last !== undefined && last !== unit ? 1 : 0),
    clocks: [
      // Who dispatches without the answer no longer waits for it.
      ...resumes(deciding.state(), terms, now, 'dispatch'),
      ...meets(deciding.state(), 'dispatch'),
      // Who proposed to end it has no say in what another lead does.
      ...stops(deciding.state(), 'termination_ruling', 'inside'),
      // Another lead's part is its own work now.
      ...endsOf(deciding.state(), unit, 'stopped', 'co_sign_for', 'co_part'),
      ...dispatchClocks(deciding, unit, why.basis === 'designated'),
    ],
  });
}

/**
 * 撤回派单: what has been dispatched is the centre's again, and no unit sees it any more; `owed`: the dispatch is owed anew.
 * Nothing where no unit has it.
 */
export function recall({ write, state, terms, now }: Deciding, owed: boolean, more: readonly ClockChange[] = []): void {
  const { lead } = state();
  if (lead === undefined) return;
  // What was parked runs again, unless the resident is waited for as well.
  const isWaiting = openClock(state(), 'information') !== undefined;
  const clocks = [
    ...(owed && !isWaiting ? resumes(state(), terms, now, 'result') : []),
    ...stops(
      state(),
      ...UNIT_CLOCKS,
      ...(['ruling', 'termination_ruling', 'parking_ruling', 'parking_note', 'interim_reply', 'inside'] as const),
      'rework_result',
    ),
    ...stopsCoUnits(state()),
    ...(owed ? starts(state(), terms, 'dispatch', now) : []),
    ...more,
  ];
  write('dispatch_recalled', { unit: lead, clocks });
}
