import { ADOPTED_PATHS } from './adopted.js';
import { AGENDA_PATHS } from './agenda.js';
import { BESIDE_PATHS } from './beside.js';
import { DISPATCH_PATHS } from './dispatch.js';
import { END_PATHS } from './ends.js';
import { INTAKE_PATHS } from './intake.js';
import { JUDGEMENT_PATHS } from './judgement.js';
import { SETTLEMENT_PATHS } from './settlement.js';
import { LATER_PATHS } from './later.js';
import { LINKED_PATHS } from './linked.js';
import type { Path } from './steps.js';
import { TIME_PATHS } from './time.js';
import { TOGETHER_PATHS } from './together.js';

/** Every way a request can go. The place in this list is the number of the path's request: new paths come last. */
export const PATHS: readonly Path[] = [
  ...INTAKE_PATHS,
  ...DISPATCH_PATHS,
  ...SETTLEMENT_PATHS,
  ...JUDGEMENT_PATHS,
  ...TIME_PATHS,
  ...END_PATHS,
  ...TOGETHER_PATHS,
  ...LATER_PATHS,
  ...LINKED_PATHS,
  ...ADOPTED_PATHS,
  ...AGENDA_PATHS,
  ...BESIDE_PATHS,
];
