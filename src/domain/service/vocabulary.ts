/** Where a service request stands. */
export const SERVICE_STATES = [
  'received',
  'awaiting_materials',
  'accepted',
  'decided',
  'delivered',
  'rectifying',
  'ended',
  'withdrawn',
  'lapsed',
] as const;
export type ServiceState = (typeof SERVICE_STATES)[number];

/** 不齐全 / 不符合法定形式 (行政许可法 art. 32(4)): why a material is asked for. */
export const MATERIAL_FAULTS = ['missing', 'defective'] as const;
export type MaterialFault = (typeof MATERIAL_FAULTS)[number];

/** 准予 / 不予 */
export const SERVICE_DECISIONS = ['granted', 'refused'] as const;
export type ServiceDecision = (typeof SERVICE_DECISIONS)[number];

/** How a result reaches who applied. */
export const DELIVERY_MEANS = ['window', 'post', 'online'] as const;
export type DeliveryMeans = (typeof DELIVERY_MEANS)[number];
