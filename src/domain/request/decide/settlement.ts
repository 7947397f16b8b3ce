import { extendedDue, parseLimit, unitsBetween, type Limit } from '../../calendar.js';
import { formatInstant, parseInstant } from '../../local-time.js';
import type { Terms } from '../../policy.js';
import type { Refusal } from '../../refusals.js';
import { isReported } from '../../reported.js';
import type { Referral } from '../../vocabulary.js';
import type { NewCase } from '../../case/case-ref.js';
import { numberOf } from '../../number.js';
import { meets, resumes, starts, startsWith, stops } from '../../case/clocks.js';
import { owesInterimReply, stopsCoUnits } from '../clocks.js';
import { isSameMatter } from '../../agenda-item/vocabulary.js';
import type { RequestCommandBodies, UnitFact } from '../commands.js';
import type { RequestRef } from '../events.js';
import type { ResidentRequest } from '../state.js';
import { capped, openClock, type Clock, type ClockChange } from '../../case/clock.js';
import {
  cannotLead,
  dispatchTo,
  innerDue,
  minutesUntil,
  recall,
  startsResult,
  type Deciding,
  type Ruling,
} from './context.js';

export function recordContact({ write, state, actor }: Deciding, body: RequestCommandBodies['recordContact']): Ruling {
  const { requester, contact } = state().received;
  if (requester !== 'named' || contact === undefined) return { code: 'nobody_to_contact' };
  const clocks = body.result === 'reached' ? meets(state(), 'first_contact') : [];
  write('contact_recorded', { ...body, unit: actor.unit ?? '', clocks });
}

/** 阶段性答复: the resident hears how it stands. It stops no other clock (practice §2.12), and is no first contact either. */
export function interimReply(
  { write, state, terms, actor, now }: Deciding,
  { text }: RequestCommandBodies['interimReply'],
): Ruling {
  const { requester, contact } = state().received;
  if (requester === 'anonymous' || contact === undefined) return { code: 'nobody_to_contact' };
  // 挂账: while it stands, the resident hears at least once a month how.
  const isParked = openClock(state(), 'parking_note') !== undefined;
  const monthly = isParked ? starts(state(), terms, 'parking_note', now) : [];
  write('interim_replied', {
    text,
    clocks: [...meets(state(), 'interim_reply', 'parking_note'), ...monthly],
    by: actor.unit !== undefined && actor.unit === state().lead ? 'lead_unit' : 'centre',
  });
}

/** Why a result clock can no longer be extended, if it cannot. */
function tooLate(
  clock: Clock,
  receivedAt: string,
  { askedBefore: before }: Terms['extensions'],
  lastHour: 'matters' | 'passed_already',
): Refusal | undefined {
  const closesAt =
    lastHour === 'matters' && clock.lastDay !== undefined
      ? formatInstant(parseInstant(`${clock.lastDay}T${before}:00+08:00`))
      : clock.at;
  // While the resident is waited for the clock stands still, and its old last day with it.
  const passed = clock.status === 'running' && receivedAt >= closesAt;
  return clock.breachedAt !== undefined || passed ? { code: 'extension_after_expiry', params: { before } } : undefined;
}

function longerThan(asked: Limit, original: Limit): boolean {
  const [a, o] = [parseLimit(asked), parseLimit(original)];
  return a.unit !== o.unit || a.amount > o.amount;
}

function addLimits(total: Limit, more: Limit): Limit {
  const [a, b] = [parseLimit(total), parseLimit(more)];
  return `${a.amount + b.amount}${a.unit}`;
}

/** 延期: each at most the original limit, at most so many, none for critical, asked before the last hour of the last day. */
export function requestExtension(
  { write, state, terms, receivedAt }: Deciding,
  { limit, reason }: RequestCommandBodies['requestExtension'],
): Ruling {
  const { received, extension, extensionsGranted, parking } = state();
  if (received.urgency === 'critical') return { code: 'extension_not_for_critical' };
  if (extension !== undefined) return { code: 'extension_pending' };
  if (parking !== undefined) return { code: 'parking_pending' };
  const clock = openClock(state(), 'result');
  if (clock === undefined) return { code: 'no_result_clock' };
  if (extensionsGranted >= terms.extensions.atMost) {
    return { code: 'extensions_used_up', params: { most: terms.extensions.atMost } };
  }
  if (clock.cap !== undefined && clock.cap === clock.at) return { code: 'due_is_capped', params: { due: clock.at } };
  if (longerThan(limit, clock.limit)) return { code: 'extension_too_long', params: { limit: clock.limit } };
  const late = tooLate(clock, receivedAt, terms.extensions, 'matters');
  if (late) return late;
  write('extension_requested', { limit, reason });
}

/** Counted from the old last day, not from the ruling; an extension never revives a due that was missed. */
export function ruleOnExtension(
  { write, state, terms, now, receivedAt }: Deciding,
  { ruling, reason }: RequestCommandBodies['ruleOnExtension'],
): Ruling {
  const { extension } = state();
  if (extension === undefined) return { code: 'no_extension_pending' };
  if (ruling === 'refused') {
    write('extension_ruled', { ruling, reason });
    return;
  }
  const clock = openClock(state(), 'result');
  if (clock === undefined) return { code: 'no_result_clock' };
  const late = tooLate(clock, receivedAt, terms.extensions, 'passed_already');
  if (late) return late;
  if (clock.cap !== undefined && clock.cap === clock.at) return { code: 'due_is_capped', params: { due: clock.at } };
  const clocks = [extendedResult(clock, terms, extension.limit), ...owesInterimReply(state(), terms, now)];
  write('extension_ruled', { ruling, reason, clocks });
}

function extendedResult(clock: Clock, terms: Terms, by: Limit) {
  const due = capped(extendedDue(terms.calendar, clock, by, clock.pauses), clock.cap);
  return {
    change: 'extended',
    clock: clock.clock,
    n: clock.n,
    by,
    total: addLimits(clock.total, by),
    at: due.at,
    ...(due.lastDay !== undefined && { lastDay: due.lastDay }),
    ...(due.provisional !== undefined && { provisional: due.provisional }),
  } as const;
}

export function submitResult({ write, state, actor }: Deciding, body: RequestCommandBodies['submitResult']): Ruling {
  if (state().resultSubmitted === 'yes') return { code: 'result_already_submitted' };
  const photos = body.evidence?.length ?? 0;
  if (state().received.category.photoRequired === 'yes' && photos === 0) return { code: 'photo_required' };
  const silent = (state().coUnits ?? []).filter(({ replied }) => replied === undefined).map(({ unit }) => unit);
  if (silent.length > 0 && body.withoutCoUnits === undefined)
    return { code: 'co_units_open', params: { units: silent.join('、') } };
  write('result_submitted', { ...body, unit: actor.unit ?? '', clocks: meets(state(), 'inside') });
}

/** The head's approval meets the result clock: the first and only place where it is met. */
export function approveResult(
  { write, state, terms, actor, now }: Deciding,
  { approved, reason }: RequestCommandBodies['approveResult'],
): Ruling {
  if (state().resultSubmitted !== 'yes') return { code: 'no_result_submitted' };
  const unit = actor.unit ?? '';
  if (approved === 'no') {
    if (reason === undefined) return { code: 'reason_required' };
    write('result_returned', { unit, reason });
    return;
  }
  const { referral } = state();
  const clocks = [
    // Information no longer waited for must not leave the clock paused when it is met.
    ...resumes(state(), terms, now, 'result'),
    ...meets(state(), 'result', 'rework_result'),
    ...stops(state(), 'information', 'objection', 'termination_ruling', 'interim_reply', 'parking_ruling', 'inside'),
    ...stopsCoUnits(state()),
    ...starts(state(), terms, 'review', now),
  ];
  write('result_approved', { unit, clocks, ...(referral !== undefined && { overtakes: referral }) });
}

/** The units that a new case would call to it. */
function calledUnits({ body }: NewCase): readonly string[] {
  const { departments = [] } = body as { departments?: readonly { unit: string }[] };
  return departments.map(({ unit }) => unit);
}

function refer(to: Referral) {
  return ({ write, state, terms, now }: Deciding, { reason, opens }: RequestCommandBodies['blowWhistle']): Ruling => {
    const { referral, received } = state();
    if (referral !== undefined) return { code: 'referral_open', params: { referral } };
    const reported = opens && calledUnits(opens).find((unit) => isReported({ code: unit }, received.against));
    if (reported !== undefined) return { code: 'reported_unit', params: { unit: reported } };
    const reference = opens && numberOf(opens.case);
    const clocks = owesInterimReply(state(), terms, now);
    write('referred', { to, by: 'staff', reason, ...(reference !== undefined && { reference }), clocks });
  };
}

/** 吹哨, 调解, 联席会议: difficulty climbs coordination. Otherwise than by a ruling, none of them pauses a clock. */
export const blowWhistle = refer('whistle');
export const openMediation = refer('mediation');
export const referToMeeting = refer('joint_meeting');

/**
 * 随调解、会议延期: consent to a mediation, or a referral screened onto an agenda, carries one ruled extension to its date
 * (design §3); it never revives a due that was missed, and danger waits for nobody.
 */
export function carryReferral(
  { write, state, terms, now }: Deciding,
  { referral, until, from }: RequestCommandBodies['carryReferral'],
): Ruling {
  if (!isOpenReferral(state(), referral, from)) return { code: 'no_referral_open', params: { referral } };
  if (state().referralCarried === 'yes') return { code: 'referral_carried_before' };
  if (state().received.urgency === 'critical') return { code: 'extension_not_for_critical' };
  const clock = openClock(state(), 'result');
  if (clock === undefined) return { code: 'no_result_clock' };
  const late = tooLate(clock, now, terms.extensions, 'passed_already');
  if (late) return late;
  if (clock.cap !== undefined && clock.cap === clock.at) return { code: 'due_is_capped', params: { due: clock.at } };
  const by = untilDate(clock, terms, until);
  if (by === undefined) return { code: 'nothing_changes' };
  // Under the first rules the resident was owed nothing for the longer wait.
  const owed = terms.rules > 3 ? owesInterimReply(state(), terms, now) : [];
  write('referral_carried', { referral, until, clocks: [extendedResult(clock, terms, by), ...owed] });
}

/** Whether a referral is the open one; and, where a case says so, that it is the case it has led to. */
function isOpenReferral({ referral, referredTo }: ResidentRequest, named: Referral, from: string | undefined): boolean {
  const isThat = from === undefined || referredTo === undefined || isSameMatter(referredTo, from);
  return referral === named && isThat;
}

/** How much more a clock needs to be due no earlier than a date, in its own unit; undefined where it is not due before. */
function untilDate(clock: Clock, { calendar }: Terms, until: string): Limit | undefined {
  if (clock.at >= until) return undefined;
  const { unit } = parseLimit(clock.total);
  const from = clock.lastDay === undefined ? clock.at : formatInstant(parseInstant(clock.at) - 1);
  // Hours are counted in minutes.
  const counted = unitsBetween(calendar, from, until, unit === 'min' ? 'h' : unit);
  let more = Math.max(1, unit === 'h' ? Math.ceil(counted / 60) : counted);
  // The date may lie on a day that is not counted.
  while (extendedDue(calendar, clock, `${more}${unit}`, clock.pauses).at < until) more += 1;
  return `${more}${unit}`;
}

/**
 * 议定事项 is an assignment order: who owns it leads from here on and cannot return it, and the date decided is the due
 * (practice §2.16). Whatever the former lead had under way is over with that. Where it is deferred or undone and decided
 * anew, by the same committee or the one above, the new decision takes its place.
 */
export function takeDecision(deciding: Deciding, { item, owner, due }: RequestCommandBodies['takeDecision']): Ruling {
  const { write, state, terms, now } = deciding;
  if (!awaitsDecision(state(), item)) return { code: 'no_referral_open', params: { referral: 'joint_meeting' } };
  const { against } = state().received;
  // A community carries it out, and its subdistrict leads (practice §2.6).
  const executor = owner.kind === 'community' && owner.of !== undefined ? owner : undefined;
  const lead: UnitFact =
    executor?.of === undefined ? owner : { code: executor.of, kind: 'subdistrict', inForce: owner.inForce };
  const reported = executor && isReported(executor, against);
  const refusal = reported
    ? { code: 'reported_unit' as const, params: { unit: owner.code } }
    : cannotLead(lead, against);
  if (refusal) return refusal;
  if (due <= now) return { code: 'decision_due_past', params: { due } };
  recall(deciding, true);
  const cap = decidedDue(state(), terms, { due, now });
  const allowance = { limit: minutesUntil(now, cap), cap };
  const task = startsWith(state(), terms, 'result', now, allowance);
  write('decision_taken', { item, owner: owner.code, due, clocks: [...stops(state(), 'result'), task] });
  dispatchTo(deciding, lead.code, { basis: 'designated', ground: item.number });
  if (executor === undefined) return;
  const inside = startsWith(state(), terms, 'inside', now, allowance, executor.code);
  write('assigned_inside', { executor: 'community', unit: executor.code, clocks: [inside] });
}

/**
 * It waits for the committees, or has its task of one and is told another by the same or the one above, or (rules 5) goes on
 * while one deals with what did not settle it.
 */
function awaitsDecision(
  { rules = 1, referral, referredTo, decidedBy, ledTo = [] }: ResidentRequest,
  { number }: RequestRef,
): boolean {
  if (rules >= 5 && referral === undefined && decidedBy === undefined) return ledTo.includes(number);
  const known = referral === 'joint_meeting' ? (referredTo ?? number) : decidedBy;
  return known !== undefined && isSameMatter(known, number);
}

/**
 * 复议: it waits for the meeting again, whose next word takes the place of the first. Who leads goes on until then, in the
 * usual time instead of what was decided, and as long as nothing is decided they are designated by nobody. What has come to
 * its result waits for nothing, and is free of the decision all the same.
 */
export function awaitDecision(deciding: Deciding, { item }: RequestCommandBodies['awaitDecision']): Ruling {
  const { write, state } = deciding;
  const { decidedBy, referral } = state();
  const isTheirs = decidedBy !== undefined && isSameMatter(decidedBy, item.number);
  if (!isTheirs || referral !== undefined) return { code: 'no_referral_open', params: { referral: 'joint_meeting' } };
  write('decision_reconsidered', { item, clocks: undecidedTime(deciding) });
}

/** Nobody lengthens the time of what is critical; what stands still goes on standing. */
function undecidedTime({ state, terms, now }: Deciding): readonly ClockChange[] {
  const inside = stops(state(), 'inside');
  const clock = openClock(state(), 'result');
  if (clock === undefined || state().received.urgency === 'critical') return inside;
  const started = startsResult(state(), terms, now);
  const stood = clock.status === 'paused' ? started.map(({ n }) => pausedFrom(now, n)) : [];
  return [...inside, ...stops(state(), 'result'), ...started, ...stood];
}

const pausedFrom = (from: string, n: number): ClockChange => ({ change: 'paused', clock: 'result', n, from });

/** What was decided, but for an order from above, which caps it, and for danger, whose time nobody lengthens (design §3). */
function decidedDue(state: ResidentRequest, terms: Terms, { due, now }: { due: string; now: string }): string {
  const { upstream, urgency } = state.received;
  const outer = upstream?.dueAt;
  const standing = openClock(state, 'result')?.at;
  const bounds = [
    ...(outer !== undefined && outer > now ? [innerDue(now, outer, terms)] : []),
    ...(urgency === 'critical' && standing !== undefined && standing > now ? [standing] : []),
  ];
  return bounds.reduce((first, bound) => (bound < first ? bound : first), due);
}

/** Ends the one it names: what came too late for a whistle must not end the meeting that followed it. */
export function concludeReferral(
  { write, state }: Deciding,
  { from, ...said }: RequestCommandBodies['concludeReferral'],
): Ruling {
  const { referral } = said;
  if (!isOpenReferral(state(), referral, from)) return { code: 'no_referral_open', params: { referral } };
  write('referral_concluded', said);
}
