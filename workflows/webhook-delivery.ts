import { ActivityFailure, proxyActivities } from '@temporalio/workflow';
import type { DeliveryActivities } from '../activities/index.js';
import { DELIVERY_BACKOFF, type Delivery, type DeliveryEnd } from './contract/webhook-delivery.js';

// Every try is the same event under the same id.
const delivering = proxyActivities<Pick<DeliveryActivities, 'deliverWebhook'>>({
  startToCloseTimeout: '30 seconds',
  scheduleToCloseTimeout: '24 hours',
  retry: {
    initialInterval: DELIVERY_BACKOFF.firstMs,
    backoffCoefficient: DELIVERY_BACKOFF.factor,
    maximumInterval: DELIVERY_BACKOFF.longestMs,
  },
});
const settling = proxyActivities<Pick<DeliveryActivities, 'giveUpWebhook'>>({ startToCloseTimeout: '10 seconds' });

/** Tells a system outside of one event, for about a day; what could not be told is listed, and can be replayed. */
export async function webhookDelivery(delivery: Delivery): Promise<DeliveryEnd> {
  try {
    return await delivering.deliverWebhook(delivery);
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    await settling.giveUpWebhook(delivery);
    return 'failed';
  }
}
