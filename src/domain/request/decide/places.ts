import { POSITIONS, STATES_BY_STAGE } from '../../vocabulary.js';

/** Groups of positions at which the same may be asked. */

const { ended } = STATES_BY_STAGE;
export const ENDED = ended;
export const OPEN = POSITIONS.filter((state) => !ended.some((end) => end === state));
export const DISPATCHED = ['awaiting_sign_for', 'objected', 'handling', 'parked', 'rework'] as const;
/** What has been judged or waits for that is answered to the end, never terminated. */
export const TERMINABLE = ['awaiting_dispatch', 'awaiting_sign_for', 'objected', 'handling', 'parked'] as const;
export const AT_WORK = ['handling', 'rework'] as const;
export const BEFORE_DISPATCH = ['received', 'awaiting_information', 'awaiting_dispatch'] as const;
/** From the unit's work to the resident's word. */
export const AFTER_DISPATCH = [
  'awaiting_sign_for',
  'handling',
  'parked',
  'rework',
  'in_review',
  'awaiting_reply',
  'awaiting_judgement',
] as const;
