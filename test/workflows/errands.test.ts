import { BlockList } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createDeliveryActivities } from '../../activities/deliver-webhook.js';
import { createRingActivities } from '../../activities/ring.js';
import { newSecret } from '../../src/notify/standard-webhooks.js';
import { addEndpoint } from '../../src/store/webhooks.js';
import { ringWorkflowId } from '../../workflows/contract/duty-ring.js';
import type { DeliveryActivities } from '../../activities/index.js';
import { deliveryWorkflowId, type Delivery } from '../../workflows/contract/webhook-delivery.js';

import { DELIVERY, RING, withErrands } from '../replay/errands-theatre.js';
import { openReceiver, type Sent } from '../support/receiver.js';
import {
  HAIBOWAN,
  LOOPBACK,
  openService,
  quietRuntime,
  submitOne,
  TEST_KEYS,
  type TestService,
  testServers,
} from '../support/service.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

quietRuntime();
const bundle = { codePath: testServers().bundlePath };
let service: TestService;
beforeAll(async () => {
  service = await openService();
});
afterAll(() => service.stop());

const tried = (activities: DeliveryActivities, delivery: Delivery, attempt = 1) =>
  new MockActivityEnvironment({ attempt }).run((one: Delivery) => activities.deliverWebhook(one), delivery);

/** What a receiver that answers so is sent of one event, and what is noted down of it. */
async function delivered(statusOf: (sent: Sent, earlier: number) => number) {
  const { db, door } = service;
  const receiver = await openReceiver(statusOf);
  try {
    const endpoint = await addEndpoint(
      db,
      TEST_KEYS,
      { district: HAIBOWAN, url: receiver.url, description: '', eventTypes: [] },
      newSecret(),
    );
    const { caseId } = await submitOne(door);
    const delivery = { case: caseId, seq: 1, endpoint };
    const activities = createDeliveryActivities({ db, keys: TEST_KEYS, egress: LOOPBACK });
    const { end, hours } = await withErrands(bundle, activities, async ({ env, errands, ...stage }) => {
      // However often it is asked for.
      for (let i = 0; i < 3; i += 1) await errands.deliver(delivery);
      const came = await stage.end(deliveryWorkflowId(delivery));
      // The server's clock runs on to the next timer, whatever that is: only the history tells when it ended.
      const { startTime, closeTime } = await env.client.workflow.getHandle(deliveryWorkflowId(delivery)).describe();
      return { end: came, hours: (Number(closeTime) - Number(startTime)) / HOUR_MS };
    });
    const noted = await db.prisma.webhookDelivery.findFirst({ where: { caseId, endpointId: endpoint } });
    const row = await db.prisma.webhookEndpoint.findUnique({ where: { id: endpoint } });
    return { end, hours, noted, disabled: row?.disabledBecause, sent: receiver.sent, delivery, activities };
  } finally {
    await receiver.close();
  }
}

describe('a delivery', () => {
  it('is tried again until it is taken, each time under the same id', async () => {
    const { end, noted, sent, hours } = await delivered((_sent, earlier) => (earlier < 4 ? 503 : 200));
    expect(end).toBe('delivered');
    expect(new Set(sent.map(({ id }) => id)).size).toBe(1);
    expect(new Set(sent.map(({ body }) => body)).size).toBe(1);
    expect(noted).toMatchObject({ status: 'delivered', attempts: 5, lastCode: 200 });
    expect(sent).toHaveLength(5);
    expect(hours).toBeLessThan(4);
  });

  it('is given up after about a day, and listed as failed; a refusal is no reason to stop earlier', async () => {
    const { end, noted, hours } = await delivered(() => 404);
    expect(end).toBe('failed');
    expect(noted).toMatchObject({ status: 'failed', lastCode: 404 });
    expect(noted?.attempts).toBeGreaterThan(7);
    expect(hours).toBeGreaterThan(18);
    expect(hours).toBeLessThan(25);
  });

  it('ends with 410, and with it everything else to this endpoint', async () => {
    const { end, noted, disabled, sent, delivery, activities } = await delivered(() => 410);
    expect([end, disabled]).toEqual(['gone', 'gone']);
    expect(noted).toMatchObject({ status: 'gone', attempts: 1, lastCode: 410 });
    const later = { ...delivery, seq: 2 };
    expect(await tried(activities, later)).toBe('disabled');
    expect(sent).toHaveLength(1);
  });

  it('waits as long as it was tried, not as often as it was put off or tried before it was asked for again', async () => {
    const { db } = service;
    const receiver = await openReceiver(() => 503);
    const endpoint = await addEndpoint(
      db,
      TEST_KEYS,
      { district: HAIBOWAN, url: receiver.url, description: '', eventTypes: [] },
      newSecret(),
    );
    const { caseId } = await submitOne(service.door);
    const activities = createDeliveryActivities({ db, keys: TEST_KEYS, egress: LOOPBACK });
    const waits = async (attempt: number): Promise<unknown> => {
      const fault = await tried(activities, { case: caseId, seq: 1, endpoint }, attempt).catch((e: unknown) => e);
      return (fault as { nextRetryDelay: unknown }).nextRetryDelay;
    };
    // Its first try, after it was put off eight times; its second; and then it was asked for again.
    expect([await waits(9), await waits(10), await waits(1), await waits(12)]).toEqual([
      5_000, 30_000, 5_000, 1_080_000,
    ]);
    await receiver.close();
  });

  it('follows no redirect', async () => {
    const { end, noted, sent } = await delivered((_sent, earlier) => (earlier === 0 ? 302 : 204));
    expect(end).toBe('delivered');
    expect(noted?.attempts).toBe(2);
    expect(sent).toHaveLength(2);
  });

  it('to an address that is not public is not even tried', async () => {
    const { db } = service;
    const receiver = await openReceiver();
    const url = receiver.url.replace('http:', 'https:');
    const endpoint = await addEndpoint(
      db,
      TEST_KEYS,
      { district: HAIBOWAN, url, description: '', eventTypes: [] },
      newSecret(),
    );
    const { caseId } = await submitOne(service.door);
    const inside = createDeliveryActivities({
      db,
      keys: TEST_KEYS,
      egress: { ...LOOPBACK, addresses: new BlockList() },
    });
    await expect(tried(inside, { case: caseId, seq: 1, endpoint })).rejects.toThrow(ApplicationFailure);
    expect(await db.prisma.webhookDelivery.findFirst({ where: { endpointId: endpoint } })).toMatchObject({
      status: 'pending',
      lastCode: null,
      lastFault: 'refused_address',
    });
    expect(receiver.sent).toEqual([]);
    await receiver.close();
  });

  it('that was given up can be asked for again, and then runs once more under the same id', async () => {
    let works = false;
    const tries: string[] = [];
    const fakes = {
      deliverWebhook: () => {
        tries.push(works ? 'taken' : 'not taken');
        return works ? Promise.resolve('delivered' as const) : Promise.reject(ApplicationFailure.nonRetryable('no'));
      },
      giveUpWebhook: () => Promise.resolve(),
    };
    await withErrands(bundle, fakes, async ({ errands, end }) => {
      await errands.deliver(DELIVERY);
      expect(await end(deliveryWorkflowId(DELIVERY))).toBe('failed');
      works = true;
      await errands.deliver(DELIVERY);
      expect(await end(deliveryWorkflowId(DELIVERY))).toBe('failed');
      await errands.deliverAgain(DELIVERY);
      expect(await end(deliveryWorkflowId(DELIVERY))).toBe('delivered');
    });
    expect(tries).toEqual(['not taken', 'taken']);
  });
});

describe('a critical duty', () => {
  it('rings at 10, 20 and 30 minutes, and no longer than it is undone', async () => {
    for (const [steps, rung] of [
      [3, 3],
      [1, 1],
      [0, 0],
    ] as const) {
      const rings: [number, readonly string[]][] = [];
      const end = await withErrands(
        bundle,
        {
          ringNext: async ({ recipients }) => {
            const minutes = Math.round(((await now()) - since) / MINUTE_MS);
            const isUndone = rings.length < steps;
            if (isUndone) rings.push([minutes, recipients]);
            return isUndone;
          },
        },
        async ({ env, errands, end: ended }) => {
          now = () => env.currentTimeMs();
          since = await now();
          const start = { ...RING, since: new Date(since).toISOString() };
          for (let i = 0; i < 2; i += 1) await errands.ring(start);
          return ended(ringWorkflowId(start));
        },
      );
      expect(end).toEqual({ rung });
      const chain = [
        [10, ['unit:housing:duty_officer']],
        [20, ['unit:housing:head']],
        [30, ['role:shift_leader', 'role:district_leader']],
      ];
      expect(rings).toEqual(chain.slice(0, steps));
    }
  });
  let now: () => Promise<number>;
  let since: number;

  it('tells each of the chain once, of a unit who leads by now, and nobody after it was signed for or dispatched anew', async () => {
    const { db, door } = service;
    const { ringNext } = createRingActivities(db);
    const { caseId } = await submitOne(door, { urgency: 'critical' });
    const step = { case: caseId, seq: 3, ring: 'sign_for', recipients: ['unit:housing:duty_officer'] } as const;
    const told = async () =>
      (await db.prisma.notice.findMany({ where: { caseId, template: 'ringing' }, orderBy: { recipient: 'asc' } })).map(
        ({ seq, recipient }) => `${String(seq)} ${recipient}`,
      );
    expect(await ringNext(step)).toBe(true);
    expect(await ringNext(step)).toBe(true);
    expect(await told()).toEqual(['3 unit:urban-management:duty_officer']);
    expect(await ringNext({ ...step, ring: 'dispatch' })).toBe(false);
    // It was dispatched again after the event that this ring is about.
    expect(await ringNext({ ...step, seq: 2 })).toBe(false);
    await db.pool.query(
      `UPDATE resident_requests SET snapshot = jsonb_set(snapshot, '{position}', '"handling"') WHERE case_id = $1`,
      [caseId],
    );
    expect(await ringNext({ ...step, recipients: ['unit:housing:head'] })).toBe(false);
    expect(await told()).toEqual(['3 unit:urban-management:duty_officer']);
  });
});
