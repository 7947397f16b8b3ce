/**
 * npm run openapi        fails when docs/openapi.json differs from what the routes say
 * npm run openapi:write  writes it
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openApiDocument } from '../src/api/openapi.js';
import { projectRoot } from '../src/project-root.js';

const file = join(projectRoot(), 'docs', 'openapi.json');
const text = `${JSON.stringify(openApiDocument(), null, 2)}\n`;

if (process.argv.includes('--write')) {
  await writeFile(file, text);
} else if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
  console.error('docs/openapi.json does not say what the routes do: npm run openapi:write');
  process.exitCode = 1;
}
