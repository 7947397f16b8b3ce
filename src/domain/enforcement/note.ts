import type { EnforcementResult } from './vocabulary.js';

/** What a dispatch, by its number, tells the whistle that it was made on. */
export type EnforcementNote =
  | { dispatch: string; step: 'dispatched' | 'cancelled' }
  | { dispatch: string; step: 'concluded'; result: EnforcementResult };
