import type { RequestCommandBodies } from '../commands.js';
import type { Deciding, Ruling } from './context.js';

/** What goes on for a request beside it, without a command of its own. */

/** 关联办理: it stands in its timeline, and hears when the request is over. */
export function noteOpened({ write, state }: Deciding, { opened }: RequestCommandBodies['noteOpened']): Ruling {
  if (state().ledTo?.includes(opened.number)) return { code: 'nothing_changes' };
  write('case_opened', { opened });
}

/** 执法结果: what a crew that was dispatched for it has come to stands in its timeline, for its lead to go on with. */
export function noteEnforcement({ write }: Deciding, body: RequestCommandBodies['noteEnforcement']): Ruling {
  write('enforcement_noted', body);
}
