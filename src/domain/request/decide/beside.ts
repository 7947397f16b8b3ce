import type { RequestCommandBodies } from '../commands.js';
import type { Deciding, Ruling } from './context.js';
import { ENDED } from './places.js';

/** What goes on for a request beside it, without a command of its own. */

/** 关联办理: it stands in its timeline, and hears when the request is over. */
export function noteOpened({ write, state }: Deciding, { opened }: RequestCommandBodies['noteOpened']): Ruling {
  if (state().ledTo?.includes(opened.number)) return { code: 'nothing_changes' };
  write('case_opened', { opened });
}

/**
 * 执法结果: what a crew that was dispatched for it has come to stands in its timeline, for its lead to go on with; also when it
 * has ended, as long as anything is taken. Before rules 6 only while it was open.
 */
export function noteEnforcement(
  { write, state, terms }: Deciding,
  body: RequestCommandBodies['noteEnforcement'],
): Ruling {
  const isOver = ENDED.some((end) => end === state().position);
  if (isOver && terms.rules < 6) return { code: 'wrong_state', params: { state: state().state } };
  write('enforcement_noted', body);
}
