import { noticeId } from '../../src/domain/notices.js';

/** The workflow's type, as operators read it in Temporal's own UI. */
export const WEBHOOK_DELIVERY = 'webhookDelivery';

/** One system to be told of one event. Codes only: what is sent is read from the record with every try. */
export interface Delivery {
  case: string;
  seq: number;
  endpoint: string;
}

/** The `webhook-id`: the same with every try and every replay, so that the receiver can tell a repeat. */
export function webhookId({ endpoint, ...of }: Delivery): string {
  return noticeId({ ...of, recipient: `webhook:${endpoint}` });
}

/** One delivery is one workflow, however often it is started. */
export function deliveryWorkflowId(delivery: Delivery): string {
  return `webhook:${webhookId(delivery)}`;
}

// 5 s, 30 s, 3 min, 18 min, 2 h, then every 4 h: a system that is down for a working day misses nothing.
export const DELIVERY_BACKOFF = { firstMs: 5_000, factor: 6, longestMs: 4 * 3_600_000 } as const;

/** How long to wait after so many tries that were not taken, in ms. */
export function waitAfterMs(tries: number): number {
  const { firstMs, factor, longestMs } = DELIVERY_BACKOFF;
  return Math.min(firstMs * factor ** (tries - 1), longestMs);
}

/** `gone`: the endpoint answered 410; `disabled`: it was, before it could be told; `failed`: a day was not enough. */
export type DeliveryEnd = 'delivered' | 'gone' | 'disabled' | 'failed';
