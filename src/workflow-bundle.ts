import { existsSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WorkerOptions } from '@temporalio/worker';

const here = dirname(fileURLToPath(import.meta.url));

/**
 * The workflows a worker runs: the prebuilt bundle in a build, the sources in development. A build without its bundle is
 * broken and must not quietly bundle something else.
 */
export function workflowSource(): Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'> {
  if (extname(import.meta.url) === '.ts') return { workflowsPath: join(here, '../workflows/index.ts') };
  const codePath = join(here, '../workflow-bundle.js');
  if (!existsSync(codePath)) throw new Error(`${codePath} is missing: run npm run build`);
  return { workflowBundle: { codePath } };
}
