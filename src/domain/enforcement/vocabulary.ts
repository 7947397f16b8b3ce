import type { CaseRef } from '../case/case-ref.js';

/** Where an enforcement dispatch stands. */
export const ENFORCEMENT_STATES = ['dispatched', 'on_site', 'correcting', 'ended', 'cancelled'] as const;
export type EnforcementState = (typeof ENFORCEMENT_STATES)[number];

/** 处置结果 */
export const ENFORCEMENT_RESULTS = ['settled', 'not_settled', 'nothing_found'] as const;
export type EnforcementResult = (typeof ENFORCEMENT_RESULTS)[number];

/** 执法结果: what a dispatch tells the whistle and the request that it was made on. */
export interface EnforcementNote {
  dispatch: CaseRef;
  result: EnforcementResult | 'cancelled';
}

/** How far an officer of a crew has come. */
export const CREW_STEPS = ['booked', 'on_the_way', 'on_site', 'released'] as const;
export type CrewStep = (typeof CREW_STEPS)[number];

/** Where an order to correct stands. */
export const ORDER_STATES = ['open', 'due', 'corrected', 'not_corrected'] as const;
export type OrderState = (typeof ORDER_STATES)[number];
