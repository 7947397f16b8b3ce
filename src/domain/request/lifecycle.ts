import { isOver, type Lifecycle } from '../case/lifecycle.js';
import type { Terms } from '../policy.js';
import type { RequestCommand } from './commands.js';
import { allowedCommands, decide, REQUEST_COMMANDS } from './decide/index.js';
import { termsAfter, type RequestEvent } from './events.js';
import { evolve } from './evolve.js';
import { lapse, nextWake } from './lapse.js';
import { messagesOf, sequelsOf } from './sequels.js';
import type { ResidentRequest } from './state.js';

const HARMLESS: ReadonlySet<RequestEvent['type']> = new Set(['clock_warned', 'urged']);

/** 群众诉求, from its receipt until it can no longer be reopened. */
export const REQUEST_LIFECYCLE: Lifecycle<ResidentRequest, RequestEvent, Terms> = {
  commands: REQUEST_COMMANDS,
  evolve,
  termsOf([received]) {
    if (received?.type !== 'received') throw new Error('a request opens with its receipt');
    return received.body.terms;
  },
  termsAfter,
  decide: (state, terms, command: RequestCommand, now) => decide(state, terms, command, now),
  lapse,
  nextWake,
  isHarmless: ({ type }) => HARMLESS.has(type),
  allowedCommands,
  messagesOf,
  sequelsOf,
  // A follower without its leader goes on alone, as if the leader had said so itself.
  unheard({ mergedInto: leader }, { to, name }, refusal) {
    if (name !== 'takeFollower' || leader?.case !== to || !isOver(refusal)) return undefined;
    return { name: 'followLeader', body: { leader, step: 'ended', unit: '' } };
  },
};
