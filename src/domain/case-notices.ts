import type { CaseEvent, CaseState } from './case/lifecycle.js';
import { noticesOf, type Notice } from './notices.js';
import { kindOf } from './number.js';
import { proceedingNotices } from './proceeding-notices.js';
import type { Proceeding } from './case/proceeding.js';
import type { RequestEvent } from './request/events.js';
import type { ResidentRequest } from './request/state.js';

/** Who is to be told of a case's events, whatever kind it is. `before` is the state they follow, undefined for an opening. */
export function noticesOfCase(before: CaseState | undefined, events: readonly CaseEvent[]): readonly Notice[] {
  const [first] = events;
  if (first === undefined) return [];
  return kindOf(first.case) === 'request'
    ? noticesOf(before as ResidentRequest | undefined, events as readonly RequestEvent[])
    : proceedingNotices(before as Proceeding | undefined, events);
}
