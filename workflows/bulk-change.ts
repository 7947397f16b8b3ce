import { continueAsNew, proxyActivities, sleep } from '@temporalio/workflow';
import type { JobActivities } from '../activities/index.js';
import type { BulkChangeStart } from './contract/bulk-change.js';

// Whatever is away comes back: a change that has begun reaches everybody.
const giving = proxyActivities<JobActivities>({
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
});

/** A history stays short enough to read: about ten events a page. */
const PAGES_A_RUN = 500;

/** Gives every request that a change concerns its command, a page at a time, so that nobody at the door waits for it. */
export async function bulkChange({ job }: BulkChangeStart): Promise<void> {
  for (let page = 0; page < PAGES_A_RUN; page += 1) {
    if ((await giving.giveSome(job)) === 'all_given') return;
    await sleep('1 second');
  }
  await continueAsNew<typeof bulkChange>({ job });
}
