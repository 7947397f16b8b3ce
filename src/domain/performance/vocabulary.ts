/** 履行: the words of how an agreement is performed. `../mediation/glossary.ts` says what they mean. */

/** Where the performance of an agreement stands. */
export const PERFORMANCE_STATES = ['performing', 'breached', 'performed', 'closed'] as const;
export type PerformanceState = (typeof PERFORMANCE_STATES)[number];

/** 司法确认: how far the joint application has come. */
export const CONFIRMATIONS = ['applied', 'accepted', 'not_accepted', 'confirmed', 'refused'] as const;
export type Confirmation = (typeof CONFIRMATIONS)[number];

/** 法院答复: the clocks that remind whoever mediated to ask the court. They judge nobody. */
export const COURT_CLOCKS = ['court_acceptance', 'court_ruling'] as const;
export type CourtClock = (typeof COURT_CLOCKS)[number];

/** 履行终结事由: it is watched no longer, although not all of it was performed. */
export const CLOSE_REASONS = ['sued', 'new_agreement', 'enforcement', 'released'] as const;
export type CloseReason = (typeof CLOSE_REASONS)[number];

/** 救济途径: what can be done where a term is not performed. */
export const REMEDIES = ['urge', 'sue', 'apply_for_confirmation', 'apply_for_enforcement'] as const;
export type Remedy = (typeof REMEDIES)[number];
