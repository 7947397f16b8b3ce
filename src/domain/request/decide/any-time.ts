import { starts, stopsAll } from '../clocks.js';
import type { RequestCommandBodies } from '../commands.js';
import type { Deciding, Ruling } from './context.js';

/** 撤回: by the resident only; a clerk acting for them names the call in which they said so. */
export function withdraw(
  { write, state, terms, actor, now }: Deciding,
  body: RequestCommandBodies['withdraw'],
): Ruling {
  if (actor.role !== 'resident' && body.callId === undefined) return { code: 'only_requester_withdraws' };
  write('withdrawn', { ...body, clocks: [...stopsAll(state()), ...starts(state(), terms, 'reopening', now)] });
}

/** 催办 by a person; the ladder urges by itself at a breach. */
export function urge({ write, actor }: Deciding, body: RequestCommandBodies['urge']): Ruling {
  const byResident = actor.role === 'resident' || actor.role === 'hotline_system' || actor.role === 'hotline_clerk';
  write('urged', { by: byResident ? 'resident' : 'staff', ...body });
}

/** 督办 by a person, on any rung above urging. */
export function supervise({ write }: Deciding, body: RequestCommandBodies['supervise']): Ruling {
  write('supervised', { by: 'staff', ...body });
}

export function comment({ write }: Deciding, body: RequestCommandBodies['comment']): Ruling {
  write('commented', body);
}
