import { activityInfo } from '@temporalio/activity';
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { Database } from '../src/store/database.js';
import { disableEndpoint, findEndpoint, noteAttempt, noteEnd } from '../src/store/webhooks.js';
import type { Keys } from '../src/store/vault.js';
import { readOccasion } from '../src/notify/compose.js';
import { EgressFault, post, type Egress } from '../src/notify/egress.js';
import { sign } from '../src/notify/standard-webhooks.js';
import { webhookPayload } from '../src/notify/webhook-payload.js';
import { waitAfterMs, webhookId, type Delivery } from '../workflows/contract/webhook-delivery.js';
import type { DeliveryActivities } from './index.js';

export interface DeliveryDeps {
  db: Database;
  keys: Keys;
  egress: Egress;
}

const GONE = 410;

/** Deliveries under way at once in one process, and how many of them may be to one endpoint. */
export const DELIVERY_SLOTS = 100;
export const SLOTS_PER_ENDPOINT = 5;

/** The activities of telling systems outside. */
export function createDeliveryActivities({ db, keys, egress }: DeliveryDeps): DeliveryActivities {
  const underWay = new Map<string, number>();

  /** One try among the few that one endpoint may have at a time: what is slow keeps its own waiting, and nobody else's. */
  async function inItsShare<Result>({ endpoint }: Delivery, trying: () => Promise<Result>): Promise<Result> {
    const taken = underWay.get(endpoint) ?? 0;
    if (taken >= SLOTS_PER_ENDPOINT) throw comeBack();
    underWay.set(endpoint, taken + 1);
    try {
      return await trying();
    } finally {
      const left = (underWay.get(endpoint) ?? 1) - 1;
      if (left > 0) underWay.set(endpoint, left);
      else underWay.delete(endpoint);
    }
  }

  return {
    deliverWebhook: (delivery) => inItsShare(delivery, () => deliver(delivery)),

    async giveUpWebhook(delivery) {
      await noteEnd(db, delivery, 'failed');
    },
  };

  async function deliver(delivery: Delivery): Promise<'delivered' | 'gone' | 'disabled'> {
    const endpoint = await findEndpoint(db, keys, delivery.endpoint);
    if (endpoint === undefined) {
      await noteEnd(db, delivery, 'disabled');
      return 'disabled';
    }
    const body = JSON.stringify(webhookPayload(await readOccasion(db, delivery)));
    const id = webhookId(delivery);
    const timestamp = Math.floor(Date.now() / 1_000);
    const signatures = endpoint.secrets.map((secret) => sign(secret, { id, timestamp }, Buffer.from(body)));
    const answer = await attempt(egress, endpoint.url, {
      body,
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': signatures.join(' '),
      },
    });
    const isDelivered = answer.code !== undefined && answer.code >= 200 && answer.code < 300;
    const isGone = answer.code === GONE;
    const tries = await noteAttempt(db, delivery, {
      ...answer,
      status: isDelivered ? 'delivered' : isGone ? 'gone' : 'pending',
    });
    if (isDelivered) return 'delivered';
    if (isGone) {
      await disableEndpoint(db, delivery.endpoint, 'gone');
      return 'gone';
    }
    // What the other side answered stays there: its status is all that is kept.
    throw ApplicationFailure.create({
      message: `not delivered: ${answer.fault ?? String(answer.code)}`,
      type: 'not_delivered',
      // What was put off was not tried, and what is told again begins anew: the lesser of the two counts is right.
      nextRetryDelay: waitAfterMs(Math.min(tries, activityInfo().attempt)),
    });
  }
}

const PUT_OFF_MS = 1_000;
const LONGEST_PUT_OFF_MS = 60_000;

/** Nothing has failed: its endpoint is busy with others. Spread out, and the more rarely the longer it waits. */
function comeBack(): ApplicationFailure {
  const waitMs = Math.min(PUT_OFF_MS * activityInfo().attempt, LONGEST_PUT_OFF_MS);
  return ApplicationFailure.create({
    message: 'the endpoint has as many deliveries under way as it may',
    type: 'endpoint_busy',
    nextRetryDelay: Math.round(waitMs * (0.5 + Math.random())),
    category: ApplicationFailureCategory.BENIGN,
  });
}

/** The status of the answer, or why there was none. A redirect is an answer: it is not followed. */
async function attempt(
  egress: Egress,
  url: string,
  sending: Parameters<typeof post>[2],
): Promise<{ code?: number; fault?: string }> {
  try {
    return { code: await post(egress, url, sending) };
  } catch (error) {
    if (error instanceof EgressFault) return { fault: error.code };
    throw error;
  }
}
