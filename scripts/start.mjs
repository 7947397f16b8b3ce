// `npm start`: sets up what a fresh clone lacks, then runs the whole service on this machine.
import { setUp } from './setup.mjs';

try {
  await setUp({ build: true, programs: ['cli'] });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
await import('../dist/src/start.js');
