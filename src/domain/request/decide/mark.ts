import type { RequestCommandBodies } from '../commands.js';
import type { Deciding, Ruling } from './context.js';

/** So many outside the unit must agree (practice §3). */
const REVIEWERS = 2;

/** 恶意、无理诉求: proposed by the lead, once. It is handled to its end all the same: a mark blocks nothing. */
export function proposeMark({ write, state }: Deciding, { mark, reason }: RequestCommandBodies['proposeMark']): Ruling {
  if (state().mark !== undefined) return { code: 'mark_proposed_before' };
  write('mark_proposed', { mark, reason });
}

/** 认定: two must agree, each another, none of the lead's; one who does not ends it. The person is told of a mark. */
export function ruleOnMark(
  { write, state, actor }: Deciding,
  { ruling, reason }: RequestCommandBodies['ruleOnMark'],
): Ruling {
  const { mark } = state();
  if (mark?.step !== 'proposed') return { code: 'no_mark_proposed' };
  if (mark.reviewers.includes(actor.account)) return { code: 'reviewed_before' };
  write('mark_reviewed', { ruling, reason });
  if (ruling === 'agree' && mark.reviewers.length + 1 < REVIEWERS) return;
  write('mark_ruled', { mark: mark.mark, marked: ruling === 'agree' ? 'yes' : 'no' });
}
