import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DELIVERY_SLOTS, SLOTS_PER_ENDPOINT } from '../../activities/deliver-webhook.js';
import { newSecret } from '../../src/notify/standard-webhooks.js';
import { addEndpoint } from '../../src/store/webhooks.js';
import { deliveryWorkflowId, WEBHOOK_DELIVERY } from '../../workflows/contract/webhook-delivery.js';
import { openReceiver, openSilentReceiver } from '../support/receiver.js';
import { HAIBOWAN, openService, submitOne, TEST_KEYS, type TestService } from '../support/service.js';
import { until } from '../support/until.js';

let service: TestService;
let slow: Awaited<ReturnType<typeof openSilentReceiver>>;
beforeEach(async () => {
  service = await openService();
  slow = await openSilentReceiver();
  await service.startWorker();
  // Before the worker, which waits for what is under way.
  service.atStop(slow.close);
});
afterEach(() => service.stop());

const endpointAt = (url: string): Promise<string> =>
  addEndpoint(service.db, TEST_KEYS, { district: HAIBOWAN, url, description: '', eventTypes: [] }, newSecret());

/** What a request that nobody answers to was begun with: received, accepted, dispatched. */
const SEQS = [1, 2, 3];

async function tellAll(cases: readonly string[], endpoints: readonly string[]): Promise<void> {
  for (const endpoint of endpoints) {
    await Promise.all(cases.flatMap((id) => SEQS.map((seq) => service.errands.deliver({ case: id, seq, endpoint }))));
  }
}

describe('subscribers that never answer', () => {
  it('keep no ring waiting, however many they are', async () => {
    const { db, door, errands } = service;
    const { caseId } = await submitOne(door, { urgency: 'critical' });
    // Together they want three times what there is.
    const endpoints = await Promise.all(Array.from({ length: DELIVERY_SLOTS }, () => endpointAt(slow.url)));
    await tellAll([caseId], endpoints);
    await until(() => Promise.resolve(slow.waiting() >= DELIVERY_SLOTS));
    await errands.ring({
      ...{ case: caseId, seq: 3, ring: 'sign_for', unit: 'urban-management' },
      ...{ since: new Date(Date.now() - 600_000).toISOString(), afterMinutes: [10] },
    });
    await until(async () => (await db.prisma.notice.count({ where: { caseId, template: 'ringing' } })) === 1);
    // It waited for no slot of theirs: three times as many deliveries were there before it.
    expect(slow.abandoned()).toBeLessThan(DELIVERY_SLOTS);
  });

  it('have a few deliveries under way each, and the others are told meanwhile', async () => {
    const { door } = service;
    const quick = await openReceiver();
    service.atStop(quick.close);
    const cases: string[] = [];
    // Of one endpoint more than there are slots in all.
    while (cases.length * SEQS.length <= DELIVERY_SLOTS)
      cases.push((await submitOne(door, { requester: ANYBODY })).caseId);
    await tellAll(cases, [await endpointAt(slow.url)]);
    await until(() => Promise.resolve(slow.waiting() >= SLOTS_PER_ENDPOINT));
    await tellAll(cases.slice(0, 1), [await endpointAt(quick.url)]);
    await until(() => Promise.resolve(quick.sent.length >= SEQS.length));
    expect(slow.mostWaiting()).toBe(SLOTS_PER_ENDPOINT);
  });
});

describe('a delivery that was started before deliveries had a queue of their own', () => {
  it('is seen through where it is', async () => {
    const quick = await openReceiver();
    service.atStop(quick.close);
    const { caseId } = await submitOne(service.door);
    const delivery = { case: caseId, seq: 1, endpoint: await endpointAt(quick.url) };
    const workflowId = deliveryWorkflowId(delivery);
    const start = { workflowId, taskQueue: service.taskQueue, args: [delivery] };
    expect(await service.client.workflow.execute(WEBHOOK_DELIVERY, start)).toBe('delivered');
    expect(quick.sent).toHaveLength(1);
  });
});

const ANYBODY = { mode: 'anonymous' } as const;
