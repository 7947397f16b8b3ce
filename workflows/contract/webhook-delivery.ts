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

/** `gone`: the endpoint answered 410; `disabled`: it was, before it could be told; `failed`: a day was not enough. */
export type DeliveryEnd = 'delivered' | 'gone' | 'disabled' | 'failed';
