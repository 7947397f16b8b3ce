#!/usr/bin/env node
// `npx bihuan …` on a fresh clone sets up first; afterwards that is checked in an instant. An image holds no sources.
import { existsSync } from 'node:fs';
import { setUp } from '../scripts/setup.mjs';

try {
  if (existsSync(new URL('../src', import.meta.url))) await setUp({ build: true });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
await import('../dist/src/cli.js');
