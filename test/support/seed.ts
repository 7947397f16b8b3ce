/** Properties draw by the run's seed, so that a gate fails only for what was changed; `npm run test:deep` draws anew. */
import fc from 'fast-check';
import { SEED } from './random.js';

fc.configureGlobal({ seed: SEED });
