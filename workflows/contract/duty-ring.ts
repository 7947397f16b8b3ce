import type { Ring } from '../../src/domain/notices.js';

/** The workflow's type, as operators read it in Temporal's own UI. */
export const DUTY_RING = 'dutyRing';

/** A critical request's duty that rings until somebody takes it over. */
export interface RingStart {
  case: string;
  /** Of the event that began the duty. */
  seq: number;
  ring: Ring;
  /** Who owes it, where a unit does. */
  unit?: string;
  /** When it began, ISO 8601. */
  since: string;
  /** After how many minutes each step of the chain is told. */
  afterMinutes: readonly number[];
}

/** One duty rings once, however often it is started. */
export function ringWorkflowId({ case: caseId, seq }: RingStart): string {
  return `ring:${caseId}:${String(seq)}`;
}

/** How many steps were rung before somebody took it over, or before the chain was at its end. */
export interface RingEnd {
  rung: number;
}
