import type { RequestCommandBodies } from '../commands.js';
import type { Deciding, Ruling } from './context.js';

/** 执法结果: what a crew that was dispatched for it has come to stands in its timeline, for its lead to go on with. */
export function noteEnforcement({ write }: Deciding, body: RequestCommandBodies['noteEnforcement']): Ruling {
  write('enforcement_noted', body);
}
