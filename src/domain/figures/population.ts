import type { RequestEvent } from '../request/events.js';
import type { ResidentRequest } from '../request/state.js';
import type { RequestKind } from '../vocabulary.js';
import { isOf, type Life } from './life.js';

/** R: the kinds that the figures are about (practice §5); praise and other remarks carry no rates. */
export const COUNTED_KINDS = ['inquiry', 'help', 'complaint', 'suggestion', 'tip_off'] as const satisfies RequestKind[];

/** Requests so tagged try the service out. */
export const TEST_TAG = 'test';

/** A finding of patrols, couriers or cameras: verified by others, outside every base (practice §2.9). */
export function isFinding({ received }: ResidentRequest): boolean {
  return received.origin === 'finding';
}

/** 并单件: one of several callers about one matter; who was unmerged again, or goes on alone, is none. */
export function isFollower({ mergedInto }: ResidentRequest): boolean {
  return mergedInto !== undefined;
}

/** The kind a request was dispatched under: recoding it afterwards takes it out of no figure (practice §5). */
export function kindOf({ cohort, received }: ResidentRequest): RequestKind {
  return (cohort ?? received).kind;
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
  return events.filter(isOf('appeal_ruled')).some(({ body }) => body.round === round && body.excluded === 'yes');
}
