import { dueOf } from '../../calendar.js';
import { meets, starts } from '../../case/clocks.js';
import type { RequestCommandBodies } from '../commands.js';
import type { Deciding, Ruling } from './context.js';

/** 满意度申诉: by the lead, on the last judgement, in time (practice §3). The judgement itself is never edited. */
export function appealJudgement(
  { write, state, terms, now, receivedAt }: Deciding,
  { ground, reason }: RequestCommandBodies['appealJudgement'],
): Ruling {
  const { rounds: round, judgedAt, appeal, appealed = [] } = state();
  if (judgedAt === undefined || terms.appeals === undefined) return { code: 'no_judgement' };
  if (appeal !== undefined) return { code: 'appeal_pending' };
  if (appealed.includes(round)) return { code: 'appealed_before' };
  const { at: due } = dueOf(terms.calendar, judgedAt, terms.appeals.within);
  if (receivedAt >= due) return { code: 'appeal_too_late', params: { due } };
  write('judgement_appealed', { round, ground, reason, clocks: starts(state(), terms, 'appeal_ruling', now) });
}

/** 剔除裁定: as many as the policy says must agree, each another, none of the lead's; one who does not ends it. */
export function ruleOnAppeal(
  { write, state, terms, actor }: Deciding,
  { ruling, reason }: RequestCommandBodies['ruleOnAppeal'],
): Ruling {
  const { appeal } = state();
  if (appeal === undefined) return { code: 'no_appeal_pending' };
  if (appeal.reviewers.includes(actor.account)) return { code: 'reviewed_before' };
  const { round } = appeal;
  write('appeal_reviewed', { round, ruling, reason });
  const isEnough = appeal.reviewers.length + 1 >= (terms.appeals?.reviewers ?? 1);
  if (ruling === 'exclude' && !isEnough) return;
  const clocks = meets(state(), 'appeal_ruling');
  write('appeal_ruled', { round, excluded: ruling === 'exclude' ? 'yes' : 'no', clocks });
}
