import { ApplicationFailure } from '@temporalio/common';
import type { Database } from '../src/store/database.js';
import { disableEndpoint, findEndpoint, noteAttempt, noteEnd } from '../src/store/webhooks.js';
import type { Keys } from '../src/store/vault.js';
import { readOccasion } from '../src/notify/compose.js';
import { EgressFault, post, type Egress } from '../src/notify/egress.js';
import { sign } from '../src/notify/standard-webhooks.js';
import { webhookPayload } from '../src/notify/webhook-payload.js';
import { webhookId } from '../workflows/contract/webhook-delivery.js';
import type { DeliveryActivities } from './index.js';

export interface DeliveryDeps {
  db: Database;
  keys: Keys;
  egress: Egress;
}

const GONE = 410;

/** The activities of telling systems outside. */
export function createDeliveryActivities({ db, keys, egress }: DeliveryDeps): DeliveryActivities {
  return {
    async deliverWebhook(delivery) {
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
      await noteAttempt(db, delivery, { ...answer, status: isDelivered ? 'delivered' : isGone ? 'gone' : 'pending' });
      if (isDelivered) return 'delivered';
      if (isGone) {
        await disableEndpoint(db, delivery.endpoint, 'gone');
        return 'gone';
      }
      // What the other side answered stays there: its status is all that is kept.
      throw ApplicationFailure.retryable(`not delivered: ${answer.fault ?? String(answer.code)}`, 'not_delivered');
    },

    async giveUpWebhook(delivery) {
      await noteEnd(db, delivery, 'failed');
    },
  };
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
