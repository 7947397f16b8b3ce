import { meets, starts } from '../../case/clocks.js';
import { stopsAll } from '../clocks.js';
import type { RequestCommandBodies } from '../commands.js';
import type { JudgementAnswers } from '../events.js';
import { outcomeOf } from '../lapse.js';
import { dispatchClocks, startsResult, startsReturn, type Deciding, type Ruling } from './context.js';

/**
 * 评价: solved at least in part and satisfied closes. Otherwise the system sends it back for rework, once; after that the
 * shift leader orders rework or closes it with a reason, and owes that ruling in time (design §3). A judgement is never
 * edited.
 */
export function settleJudgement(deciding: Deciding, answers: JudgementAnswers, by: 'call_back' | 'link'): void {
  const { write, state, terms, now } = deciding;
  const content = answers.solved !== 'not' && answers.satisfaction >= terms.satisfiedFrom;
  const bySystem = state().reworks.system < terms.reworksBySystem;
  const owed = content || bySystem ? [] : starts(state(), terms, 'ruling', now);
  const round = state().rounds + 1;
  write('judged', { ...answers, by, round, clocks: [...meets(state(), 'judgement_window'), ...owed] });
  if (content) {
    const clocks = [...stopsAll(state()), ...starts(state(), terms, 'reopening', now)];
    write('closed', { outcome: outcomeOf(answers.solved), basis: 'judged', clocks });
  } else if (bySystem) {
    orderRework(deciding, 'system');
  }
}

/** The unit does it again. */
export function orderRework(
  { write, state, terms, now }: Deciding,
  by: 'system' | 'shift_leader',
  reason?: RequestCommandBodies['rework']['reason'],
): void {
  const unit = state().lead ?? '';
  const clocks = [...meets(state(), 'ruling'), ...starts(state(), terms, 'rework_result', now, unit)];
  write('rework_ordered', { by, unit, clocks, ...(reason !== undefined && { reason }) });
}

/** By the one-time link: it lasts until it is used or its window ends. */
export function judge(deciding: Deciding, answers: RequestCommandBodies['judge']): Ruling {
  if (deciding.state().linkOpen !== 'yes') return { code: 'no_link_open' };
  settleJudgement(deciding, answers, 'link');
}

/** Whether the resident has judged and the answer waits for the shift leader. */
export function isUnsatisfied({ state }: Deciding): boolean {
  const { position, linkOpen, judgements, refuted } = state();
  if (position !== 'awaiting_judgement' || linkOpen !== undefined) return false;
  return judgements.length > 0 || refuted === 'yes';
}

export function rework(deciding: Deciding, { reason }: RequestCommandBodies['rework']): Ruling {
  if (!isUnsatisfied(deciding)) return { code: 'not_unsatisfied' };
  orderRework(deciding, 'shift_leader', reason);
}

export function close(deciding: Deciding, { reason }: RequestCommandBodies['close']): Ruling {
  if (!isUnsatisfied(deciding)) return { code: 'not_unsatisfied' };
  const { write, state, terms, now } = deciding;
  const outcome = outcomeOf(state().judgements.at(-1)?.solved ?? 'not');
  const clocks = [
    ...meets(state(), 'ruling'),
    ...stopsAll(state(), 'ruling'),
    ...starts(state(), terms, 'reopening', now),
  ];
  write('closed', { outcome, basis: 'shift_leader', reason, clocks });
}

/** 重开, until its window ends with the request: a second result clock with the full limit and new unit clocks; the first stays as it is (design §3). */
export function reopen(deciding: Deciding, { reason }: RequestCommandBodies['reopen']): Ruling {
  const { write, state, terms, now } = deciding;
  const { lead, designated } = state();
  const clocks = [
    ...meets(state(), 'reopening'),
    ...startsResult(state(), terms, now),
    // What was returned upward is owed there again; what was not is still watched.
    ...(state().returnedUpstream === 'yes' ? startsReturn(state(), terms, now) : []),
    ...(lead === undefined
      ? starts(state(), terms, 'dispatch', now)
      : dispatchClocks(deciding, lead, designated === 'yes')),
  ];
  write('reopened', { reason, clocks });
}
