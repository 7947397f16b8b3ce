import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../src/embedded/postgres.js';
import { findTestServer } from '../../src/embedded/find-program.js';
import { startEmbeddedTemporal } from '../../src/embedded/temporal.js';
import { projectRoot } from '../../src/project-root.js';
import { compileInto } from './compiled.js';
import { fillDatabase } from './fill-database.js';

/** What the tests are told of the servers, as one line of JSON. */
export interface TestServers {
  /** Of a database that is migrated and seeded; each test file copies it. */
  templateUrl: string;
  temporalAddress: string;
  bundlePath: string;
  /** The service as it is built, with its bundle. */
  distFolder: string;
  /** The time-skipping server's program. */
  testServerPath: string;
}

/** The template's name; nobody may be connected to it while it is copied. */
const TEMPLATE = 'bihuan_template';

const quiet = (): void => undefined;
// Under /tmp, where the user that PostgreSQL runs as can reach it.
const folder = mkdtempSync('/tmp/bihuan-test-');
const distFolder = join(folder, 'dist');
const bundlePath = join(distFolder, 'workflow-bundle.js');
const bundled = promisify(execFile)(process.execPath, [join(projectRoot(), 'scripts', 'bundle.mjs'), bundlePath]);
compileInto(folder);
const [postgres, temporal] = await Promise.all([
  startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), port: 0, log: quiet }),
  startEmbeddedTemporal({ port: 0, headless: true, log: quiet }),
]);
const [templateUrl] = await Promise.all([makeTemplate(postgres.url), bundled]);
const servers: TestServers = {
  templateUrl,
  temporalAddress: temporal.address,
  bundlePath,
  distFolder,
  testServerPath: await findTestServer(),
};
console.log(JSON.stringify(servers));

process.stdin.resume();
process.stdin.once('end', () => {
  void (async () => {
    await temporal.stop();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
    process.exit(0);
  })();
});

async function makeTemplate(adminUrl: string): Promise<string> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${TEMPLATE}`);
  await admin.end();
  const url = new URL(adminUrl);
  url.pathname = `/${TEMPLATE}`;
  await fillDatabase(url.href);
  return url.href;
}
