// Bundles the compiled workflows into dist/workflow-bundle.js, the only thing a worker in production runs them from.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const sources = join(root, 'workflows', 'index.ts');
const target = process.argv[2] ?? join(root, 'dist', 'workflow-bundle.js');
if (!existsSync(sources)) throw new Error(`${sources} is missing`);

const quiet = () => undefined;
const logger = { log: quiet, trace: quiet, debug: quiet, info: quiet, warn: console.warn, error: console.error };
const { code } = await bundleWorkflowCode({ workflowsPath: sources, logger });
mkdirSync(dirname(target), { recursive: true });
writeFileSync(target, code);
