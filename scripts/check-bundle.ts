/** Fails when anything reaches the workflow bundle that may not be replayed, or when it has grown out of proportion. */
import { bundleWorkflowCode } from '@temporalio/worker';
import { join } from 'node:path';
import { projectRoot } from '../src/project-root.js';

const FORBIDDEN = /node_modules\/(zod|@prisma|pg|pino|express|prom-client)\/|src\/(store|commands|api|generated)\//;
/** With their source map the SDK and what all share take 2.1 MB, each procedure some 0.15; zod alone would add one. */
const LIMIT_BYTES = 3_700_000;

const quiet = (): void => undefined;
const logger = { log: quiet, trace: quiet, debug: quiet, info: quiet, warn: console.warn, error: console.error };
const { code } = await bundleWorkflowCode({ workflowsPath: join(projectRoot(), 'workflows', 'index.ts'), logger });
const modules = [...code.matchAll(/^\/\*\*\*\/ "(\.[^"]+)"/gm)].map((match) => match[1] ?? '');
const strangers = modules.filter((name) => FORBIDDEN.test(name));
if (modules.length === 0) throw new Error('the bundle names no modules: the check has lost its eyes');
if (strangers.length > 0) {
  console.error(`In the workflow bundle, and not allowed there:\n  ${strangers.join('\n  ')}`);
  process.exitCode = 1;
}
if (code.length > LIMIT_BYTES) {
  console.error(`The workflow bundle has ${code.length} bytes, more than ${LIMIT_BYTES}`);
  process.exitCode = 1;
}
console.log(`workflow bundle: ${modules.length} modules, ${Math.round(code.length / 1024)} KiB`);
