#!/usr/bin/env node
// `npx bihuan …` on a fresh clone sets up first; afterwards that is checked in an instant.
import { setUp } from '../scripts/setup.mjs';

try {
  await setUp({ build: true });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
await import('../dist/src/cli.js');
