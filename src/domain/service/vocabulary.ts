/** Where a service request stands. */
export const SERVICE_STATES = [
  'received',
  'awaiting_materials',
  'accepted',
  'decided',
  'delivered',
  'ended',
  'withdrawn',
  'lapsed',
] as const;
export type ServiceState = (typeof SERVICE_STATES)[number];

/** 准予 / 不予 */
export const SERVICE_DECISIONS = ['granted', 'refused'] as const;
export type ServiceDecision = (typeof SERVICE_DECISIONS)[number];

/** How a result reaches who applied. */
export const DELIVERY_MEANS = ['window', 'post', 'online'] as const;
export type DeliveryMeans = (typeof DELIVERY_MEANS)[number];
