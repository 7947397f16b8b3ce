import type { Allowance } from '../case/clocks.js';
import { HOUR_MS, MINUTE_MS, parseInstant } from '../local-time.js';

/** A limit has five digits at most. */
const MOST = 99_999;

/**
 * The time from one instant (ISO 8601) to a later one, so that warnings fall within it and the due is never beyond: in minutes,
 * or in hours where that would be too many; eleven years at most. RangeError if either is no instant.
 */
export function allowanceUntil(now: string, due: string): Allowance {
  const ms = Math.max(1, parseInstant(due) - parseInstant(now));
  const minutes = Math.ceil(ms / MINUTE_MS);
  if (minutes <= MOST) return { limit: `${minutes}min`, cap: due };
  return { limit: `${Math.min(MOST, Math.ceil(ms / HOUR_MS))}h`, cap: due };
}
