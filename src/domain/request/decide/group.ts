import type { RequestCommandBodies } from '../commands.js';
import type { ResidentRequest } from '../state.js';
import type { Deciding, Ruling } from './context.js';

/** 群体性诉求: many called about it in one day, or others were merged into it. */
export function isGroup({ received, followers = [] }: ResidentRequest): boolean {
  return received.cluster !== undefined || followers.length > 0;
}

/** 推选代表: at most five speak for a group (practice §3); naming others replaces them. */
export function nameRepresentatives(
  { write, state }: Deciding,
  { representatives, reason }: RequestCommandBodies['nameRepresentatives'],
): Ruling {
  if (!isGroup(state())) return { code: 'not_a_group' };
  write('representatives_named', { representatives, reason });
}
