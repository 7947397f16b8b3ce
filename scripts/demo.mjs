// `npm run demo`: sets up what a fresh clone lacks, then plays the demo on the running service, or on one that it starts.
import { setUp } from './setup.mjs';

try {
  await setUp({ build: true, programs: ['cli'] });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
await import('../dist/demo/main.js');
