import { dayOfInstant, localTime, parseInstant } from '../../local-time.js';
import { meets, starts, stops } from '../../case/clocks.js';
import { stopsAll } from '../clocks.js';
import type { RequestCommandBodies } from '../commands.js';
import { type ClockChange, openClock } from '../../case/clock.js';
import { CLOCKS } from '../../vocabulary.js';
import type { CallBackTry, ResidentRequest } from '../state.js';
import { recall, type Deciding, type Ruling } from './context.js';
import { handOverClocks } from './intake.js';
import { orderRework, settleJudgement } from './judgement.js';
import { BEFORE_DISPATCH } from './places.js';

/** 审核: passing completes the request (办结); a result that does not pass was no result, so its clock runs on. */
export function review(
  { write, state, terms, now }: Deciding,
  { passed, reason }: RequestCommandBodies['review'],
): Ruling {
  if (passed === 'yes') {
    const isFinding = state().received.origin === 'finding';
    const next = isFinding
      ? starts(state(), terms, 'call_back', now)
      : starts(state(), terms, 'reply', now, state().lead);
    write('completed', { clocks: [...meets(state(), 'review'), ...next] });
    return;
  }
  if (reason === undefined) return { code: 'reason_required' };
  const name = state().reworking === 'yes' ? 'rework_result' : 'result';
  const returned = state().clocks.findLast(({ clock }) => clock === name);
  const clocks = [
    ...meets(state(), 'review'),
    ...(returned === undefined ? [] : [{ change: 'returned', clock: name, n: returned.n } as const]),
    ...partsReturned(state()),
  ];
  write('review_returned', { reason, clocks });
}

/** A co-unit that had not replied when the result was approved owes its part again, unless it has come to lead since. */
function partsReturned(state: ResidentRequest): readonly ClockChange[] {
  const approvedAt = openClock(state, 'review')?.from;
  return state.clocks
    .filter(({ clock, status, stoppedAt, unit }) => {
      const isPart = CLOCKS[clock].holder === 'co_unit' && status === 'stopped' && stoppedAt === approvedAt;
      return isPart && state.coUnits?.some((one) => one.unit === unit) === true;
    })
    .map(({ clock, n }) => ({ change: 'returned', clock, n }));
}

/** 答复: the resident is told the result; from here the centre owes a call-back. A unit's own reply is contact too. */
export function reply({ write, state, terms, actor, now }: Deciding, body: RequestCommandBodies['reply']): Ruling {
  const { requester, contact, upstream, crisis } = state().received;
  if (upstream?.callBackBy === 'upstream') return { code: 'upstream_calls_back' };
  const byLead = actor.unit !== undefined && actor.unit === state().lead;
  const contacted = byLead ? meets(state(), 'first_contact') : stops(state(), 'first_contact');
  const replied = [...meets(state(), 'reply'), ...contacted];
  const isUnreachable = requester === 'anonymous' || contact === undefined;
  if (isUnreachable || crisis === 'yes') {
    // Nobody can be called back, or nobody may be asked how content they are: outside the satisfaction base, never
    // "satisfied by default".
    write('replied', { ...body, clocks: replied });
    const clocks = [...stopsAll(state()), ...starts(state(), terms, 'reopening', now)];
    write('closed', { outcome: 'not_judged', basis: isUnreachable ? 'no_call_back' : 'no_survey', clocks });
    return;
  }
  const started = [...starts(state(), terms, 'call_back', now), ...starts(state(), terms, 'reached', now)];
  write('replied', { ...body, clocks: [...replied, ...started] });
}

/**
 * 核实: a finding is held against the place by another person, in place of a call-back and within its limit (practice §2.9).
 * Not done, it is sent back as an unsatisfactory result is.
 */
export function verify(deciding: Deciding, { result, note }: RequestCommandBodies['verify']): Ruling {
  const { write, state, terms, actor, now } = deciding;
  const { finder, received, executor, coUnits = [] } = state();
  if (received.origin !== 'finding') return { code: 'not_a_finding' };
  const hasWorked = [executor, ...coUnits].some((one) => one?.unit !== undefined && one.unit === actor.unit);
  if (hasWorked && actor.unit !== undefined) return { code: 'own_work', params: { lead: actor.unit } };
  if (actor.account === finder) return { code: 'own_finding' };
  const met = meets(state(), 'call_back');
  if (result === 'confirmed') {
    write('verified', { result, note, clocks: met });
    const clocks = [...stopsAll(state()), ...starts(state(), terms, 'reopening', now)];
    write('closed', { outcome: 'solved', basis: 'verified', clocks });
    return;
  }
  const bySystem = state().reworks.system < terms.reworksBySystem;
  write('verified', { result, note, clocks: [...met, ...(bySystem ? [] : starts(state(), terms, 'ruling', now))] });
  if (bySystem) orderRework(deciding, 'system');
}

/**
 * 退回上级: what is not this district's goes back before anybody works on it, and is no end until it is taken; what is done
 * is reported there, and where the caller is called back from there, it is closed with that (practice §2.4).
 */
export function returnUpstream(deciding: Deciding, { why, text }: RequestCommandBodies['returnUpstream']): Ruling {
  const { write, state, terms, now } = deciding;
  const { received, returnedUpstream, position, handOver } = state();
  const { upstream } = received;
  if (upstream === undefined) return { code: 'no_upstream_order' };
  if (returnedUpstream === 'yes') return { code: 'returned_before' };
  const isEarly = [...BEFORE_DISPATCH, 'awaiting_sign_for'].some((one) => one === position);
  if (isEarly !== (why === 'not_ours')) return { code: 'wrong_return', params: { state: position } };
  if (why === 'not_ours') {
    if (handOver !== undefined) return { code: 'hand_over_open', params: { to: handOver.to } };
    recall(deciding, true);
    write('hand_over_asked', { to: 'upstream_platform', reason: text, clocks: handOverClocks(state(), terms, now) });
    return;
  }
  const { system, number, callBackBy } = upstream;
  const closes = callBackBy === 'upstream' && position === 'awaiting_reply';
  const clocks = meets(state(), 'upstream_return', ...(closes ? (['reply'] as const) : []));
  write('returned_upstream', { system, number, text, clocks });
  if (!closes) return;
  const ended = [...stopsAll(state()), ...starts(state(), terms, 'reopening', now)];
  write('closed', { outcome: 'not_judged', basis: 'returned_upstream', clocks: ended });
}

/** 三次回访未接通: enough calls, on enough days, one of them in the evening (practice §3). */
function isUnreached(tries: readonly CallBackTry[], { callBack }: Deciding['terms']): boolean {
  const days = new Set(tries.map(({ at }) => dayOfInstant(parseInstant(at))));
  const late = tries.some(({ at }) => localTime(at).slice(11, 16) >= callBack.lateFrom);
  return tries.length >= callBack.tries && days.size >= callBack.days && late;
}

/** 回访: a first real attempt meets its clock; a reached resident judges at once or asks for the link. */
export function recordCallBack(deciding: Deciding, body: RequestCommandBodies['recordCallBack']): Ruling {
  const { write, state, terms, now } = deciding;
  if (state().received.origin === 'finding') return { code: 'finding_is_verified' };
  const { result, means, callId, answers, linkInstead } = body;
  if (result === 'reached' && answers === undefined && linkInstead !== 'yes') return { code: 'judgement_needed' };
  if (result === 'unreached' && (answers !== undefined || linkInstead === 'yes')) return { code: 'nobody_reached' };
  const call = { result, ...(means && { means }), calledAt: now, ...(callId !== undefined && { callId }) };
  if (result === 'reached' && answers !== undefined) {
    write('call_back_recorded', { ...call, clocks: meets(state(), 'call_back', 'reached') });
    settleJudgement(deciding, answers, 'call_back');
    return;
  }
  const unreached = result === 'unreached' && isUnreached([...state().callBackTries, { at: now, result }], terms);
  if (result === 'unreached' && !unreached) {
    write('call_back_recorded', { ...call, clocks: meets(state(), 'call_back') });
    return;
  }
  // The link ends the search without a breach: the resident is reached, or was sought as the rule demands.
  const ended = result === 'reached' ? meets(state(), 'reached') : stops(state(), 'reached');
  const window = openClock(state(), 'judgement_window') ? [] : starts(state(), terms, 'judgement_window', now);
  write('call_back_recorded', { ...call, link: 'yes', clocks: [...meets(state(), 'call_back'), ...ended, ...window] });
}
