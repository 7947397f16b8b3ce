import { meets, starts } from '../../case/clocks.js';
import { stopsAll } from '../clocks.js';
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

/** 终止: proposed by one and ruled on by another (design §3). */
export function terminate(
  { write, state, terms, now }: Deciding,
  { ground, reason }: RequestCommandBodies['terminate'],
): Ruling {
  if (state().termination !== undefined) return { code: 'termination_pending' };
  if (state().resultSubmitted === 'yes') return { code: 'result_already_submitted' };
  write('termination_proposed', { ground, reason, clocks: starts(state(), terms, 'termination_ruling', now) });
}

/** Granted, it has ended with an explanation that the resident can read; refused, it goes on. */
export function ruleOnTermination(
  { write, state, terms, actor, now }: Deciding,
  { ruling, explanation }: RequestCommandBodies['ruleOnTermination'],
): Ruling {
  const { termination } = state();
  if (termination === undefined) return { code: 'no_termination_pending' };
  if (termination.by === actor.account) return { code: 'own_proposal' };
  if (ruling === 'granted' && state().resultSubmitted === 'yes') return { code: 'result_already_submitted' };
  const met = meets(state(), 'termination_ruling');
  if (ruling === 'refused') {
    write('termination_refused', { explanation, clocks: met });
    return;
  }
  const clocks = [...met, ...stopsAll(state(), 'termination_ruling'), ...starts(state(), terms, 'reopening', now)];
  write('terminated', { ground: termination.ground, explanation, clocks });
}

/** 回头看: who spoke of death or was in danger is looked after again, whatever became of the request (practice §3). */
export function lookIn({ write, state }: Deciding, { note }: RequestCommandBodies['lookIn']): Ruling {
  const met = meets(state(), 'look_in');
  if (met.length === 0) return { code: 'nobody_to_look_in_on' };
  write('looked_in', { note, clocks: met });
}

export function comment({ write }: Deciding, body: RequestCommandBodies['comment']): Ruling {
  write('commented', body);
}
