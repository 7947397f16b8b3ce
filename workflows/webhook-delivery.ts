import { ActivityFailure, proxyActivities } from '@temporalio/workflow';
import type { DeliveryActivities } from '../activities/index.js';
import type { Delivery, DeliveryEnd } from './contract/webhook-delivery.js';

// 5 s, 30 s, 3 min, 18 min, 2 h, then every 4 h: a system that is down for a working day misses nothing. Every try is the
// same event under the same id.
const delivering = proxyActivities<Pick<DeliveryActivities, 'deliverWebhook'>>({
  startToCloseTimeout: '30 seconds',
  scheduleToCloseTimeout: '24 hours',
  retry: { initialInterval: '5 seconds', backoffCoefficient: 6, maximumInterval: '4 hours' },
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
