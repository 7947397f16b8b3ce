import { proxyActivities, sleep } from '@temporalio/workflow';
import { ringChain } from '../src/domain/notices.js';
import type { RingActivities } from '../activities/index.js';
import type { RingEnd, RingStart } from './contract/duty-ring.js';

// Whoever must be woken is woken, however long the database was away.
const ringing = proxyActivities<RingActivities>({
  startToCloseTimeout: '10 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '30 seconds' },
});

const MINUTE_MS = 60_000;

/** A critical duty that stays undone rings up the chain, step by step, until somebody takes it over. */
export async function dutyRing({ case: caseId, seq, ring, unit, since, afterMinutes }: RingStart): Promise<RingEnd> {
  const chain = ringChain(ring, unit);
  for (const [step, recipients] of chain.entries()) {
    const minutes = afterMinutes[step];
    if (minutes === undefined) return { rung: step };
    const waitMs = Date.parse(since) + minutes * MINUTE_MS - Date.now();
    if (waitMs > 0) await sleep(waitMs);
    if (!(await ringing.ringNext({ case: caseId, seq, ring, recipients }))) return { rung: step };
  }
  return { rung: chain.length };
}
