import { dayOfInstant, localTime, parseInstant } from '../../local-time.js';
import { meets, starts, stops, stopsAll } from '../clocks.js';
import type { RequestCommandBodies } from '../commands.js';
import { openClock } from '../clock.js';
import type { CallBackTry } from '../state.js';
import type { Deciding, Ruling } from './context.js';
import { settleJudgement } from './judgement.js';

/** 审核: passing completes the request (办结); a result that does not pass was no result, so its clock runs on. */
export function review(
  { write, state, terms, now }: Deciding,
  { passed, reason }: RequestCommandBodies['review'],
): Ruling {
  if (passed === 'yes') {
    write('completed', {
      clocks: [...meets(state(), 'review'), ...starts(state(), terms, 'reply', now, state().lead)],
    });
    return;
  }
  if (reason === undefined) return { code: 'reason_required' };
  const name = state().reworking === 'yes' ? 'rework_result' : 'result';
  const returned = state().clocks.findLast(({ clock }) => clock === name);
  const clocks = [
    ...meets(state(), 'review'),
    ...(returned === undefined ? [] : [{ change: 'returned', clock: name, n: returned.n } as const]),
  ];
  write('review_returned', { reason, clocks });
}

/** 答复: the resident is told the result; from here the centre owes a call-back. A unit's own reply is contact too. */
export function reply({ write, state, terms, actor, now }: Deciding, body: RequestCommandBodies['reply']): Ruling {
  const { requester, contact } = state().received;
  const byLead = actor.unit !== undefined && actor.unit === state().lead;
  const contacted = byLead ? meets(state(), 'first_contact') : stops(state(), 'first_contact');
  const replied = [...meets(state(), 'reply'), ...contacted];
  if (requester === 'anonymous' || contact === undefined) {
    // Nobody can be called back: outside the satisfaction base, never "satisfied by default".
    write('replied', { ...body, clocks: replied });
    const clocks = [...stopsAll(state()), ...starts(state(), terms, 'reopening', now)];
    write('closed', { outcome: 'not_judged', basis: 'no_call_back', clocks });
    return;
  }
  const started = [...starts(state(), terms, 'call_back', now), ...starts(state(), terms, 'reached', now)];
  write('replied', { ...body, clocks: [...replied, ...started] });
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
  const { result, callId, answers, linkInstead } = body;
  if (result === 'reached' && answers === undefined && linkInstead !== 'yes') return { code: 'judgement_needed' };
  if (result === 'unreached' && (answers !== undefined || linkInstead === 'yes')) return { code: 'nobody_reached' };
  const call = { result, calledAt: now, ...(callId !== undefined && { callId }) };
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
