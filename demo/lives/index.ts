import type { Life } from '../life.js';
import { INTAKE } from './intake.js';
import { JUDGEMENT } from './judgement.js';
import { LEFT } from './left.js';
import { SETTLEMENT } from './settlement.js';
import { SITUATIONS } from './situations.js';
import { TIME } from './time.js';

/** The lives that are played in Haibowan whatever the seed; those that wait come first. */
export const SCRIPTED: readonly Life[] = [...TIME, ...SITUATIONS, ...INTAKE, ...SETTLEMENT, ...JUDGEMENT, ...LEFT];
