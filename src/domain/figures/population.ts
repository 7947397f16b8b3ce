import type { RequestEvent } from '../request/events.js';
import type { ResidentRequest } from '../request/state.js';
import type { RequestKind } from '../vocabulary.js';
import type { Life } from './life.js';

/** R: the kinds that the figures are about (practice §5); praise and other remarks carry no rates. */
export const COUNTED_KINDS = ['inquiry', 'help', 'complaint', 'suggestion', 'tip_off'] as const satisfies RequestKind[];

/** Requests so tagged try the service out. */
export const TEST_TAG = 'test';

/**
 * Facts that other releases of the events write, read by their shape: an origin at receipt, the cohort a request was
 * dispatched in, a follower's state, the ruling on an appeal. Their counterparts in SQL stand in `store/figures/population.ts`.
 */
interface Foreseen {
  received: { origin?: unknown };
  cohort?: { kind?: unknown };
}

/** A finding of patrols, couriers or cameras: verified by others, outside every base (practice §2.9). */
export function isFinding(state: ResidentRequest): boolean {
  return (state as Foreseen).received.origin === 'finding';
}

/** 并单件: one of several callers about one matter, as long as it waits for its lead. The one place that says so. */
export function isFollower({ state }: ResidentRequest): boolean {
  return state === 'merged';
}

/** The kind a request was dispatched under: recoding it afterwards takes it out of no figure (practice §5). */
export function kindOf(state: ResidentRequest): unknown {
  return (state as Foreseen).cohort?.kind ?? state.received.kind;
}

/** R and those who follow its matters: everybody who called about something that counts. */
export function isCaller({ state }: Life): boolean {
  const isTest = state.received.tags?.includes(TEST_TAG) === true;
  return COUNTED_KINDS.some((kind) => kind === kindOf(state)) && !isTest && !isFinding(state);
}

/** R: one matter each. */
export function isMatter(life: Life): boolean {
  return isCaller(life) && !isFollower(life.state);
}

/** Whether an approved appeal takes the judgement of a round out of the base; the judgement itself stays as it is. */
export function isExcluded(events: readonly RequestEvent[], round: number): boolean {
  const rulings = events.filter(({ type }) => (type as string) === 'appeal_ruled');
  return rulings.some(({ body }) => {
    const ruling = body as { round?: unknown; excluded?: unknown };
    return ruling.round === round && ruling.excluded === 'yes';
  });
}
