import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/embedded/postgres.js';
import { identify } from '../../src/embedded/process-identity.js';
import { projectRoot } from '../../src/project-root.js';
import { withTemporaryFolder } from './temporary-folder.js';

const LIMIT_MS = 60_000;

const PARENT = `
  const { startEmbeddedPostgres } = await import('./src/embedded/postgres.ts');
  const [dataDir] = process.argv.slice(1);
  const server = await startEmbeddedPostgres({ dataDir, port: 0, log: () => undefined });
  console.log(JSON.stringify({ url: server.url, pid: server.pid }));
  setInterval(() => undefined, 1000);
`;

describe('the embedded PostgreSQL', () => {
  it(
    'keeps its data and comes back by itself on the same port when it is killed',
    () =>
      withServer(async (server) => {
        await query(server.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
        const killed = server.pid;
        process.kill(killed, 'SIGKILL');
        while (server.pid === killed) await delay(50);
        expect(await answer(server.url)).toEqual([{ answer: 42 }]);
      }),
    LIMIT_MS,
  );

  it(
    'takes up the data of a start whose process and server were both killed',
    () =>
      withTemporaryFolder(async (folder) => {
        const parent = await startParent(join(folder, 'postgres'));
        await query(parent.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
        process.kill(parent.pid, 'SIGKILL');
        await kill(parent.process);
        await withServerIn(folder, async (server) => {
          expect(await answer(server.url)).toEqual([{ answer: 42 }]);
        });
      }),
    LIMIT_MS,
  );

  it(
    'ends the server that outlived its killed parent, and goes on with its data',
    () =>
      withTemporaryFolder(async (folder) => {
        const parent = await startParent(join(folder, 'postgres'));
        await query(parent.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
        await kill(parent.process);
        await withServerIn(folder, async (server) => {
          expect(identify(parent.pid)).toBeUndefined();
          expect(await answer(server.url)).toEqual([{ answer: 42 }]);
        });
      }),
    LIMIT_MS,
  );

  it(
    'refuses a folder that another start uses',
    () =>
      withTemporaryFolder((folder) =>
        withServerIn(folder, async () => {
          const second = startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), port: 0, log: () => undefined });
          await expect(second).rejects.toThrow(/正由进程 \d+ 使用.*in use by process \d+/);
        }),
      ),
    LIMIT_MS,
  );

  it(
    'finds words in Chinese by trigram, flushes to disk, and listens to this machine alone',
    () =>
      withServer(async ({ url }) => {
        await query(url, 'CREATE EXTENSION pg_trgm');
        const [row] = await query(
          url,
          `SELECT cardinality(show_trgm('小区')) > 0 AS trigrams, current_setting('fsync') AS fsync,
                current_setting('listen_addresses') AS addresses, current_setting('timezone') AS zone`,
        );
        expect(row).toEqual({ trigrams: true, fsync: 'on', addresses: '127.0.0.1', zone: 'UTC' });
      }),
    LIMIT_MS,
  );
});

function withServer(use: (server: EmbeddedPostgres) => Promise<void>): Promise<void> {
  return withTemporaryFolder((folder) => withServerIn(folder, use));
}

async function withServerIn(folder: string, use: (server: EmbeddedPostgres) => Promise<void>): Promise<void> {
  const dataDir = join(folder, 'postgres');
  const server = await startEmbeddedPostgres({ dataDir, port: 0, discard: true, log: () => undefined });
  try {
    await use(server);
  } finally {
    await server.stop();
  }
}

/** A process of its own that starts PostgreSQL and can be killed. */
async function startParent(dataDir: string): Promise<{ process: ChildProcess; url: string; pid: number }> {
  const args = ['--import', 'tsx', '--input-type=module', '--eval', PARENT, dataDir];
  const parent = spawn(process.execPath, args, { cwd: projectRoot(), stdio: ['ignore', 'pipe', 'inherit'] });
  const said = await new Promise<string>((resolve, reject) => {
    parent.stdout.once('data', (data: Buffer) => {
      resolve(data.toString());
    });
    parent.once('exit', () => {
      reject(new Error('the parent ended'));
    });
  });
  const { url, pid } = JSON.parse(said) as { url: string; pid: number };
  return { process: parent, url, pid };
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const result: pg.QueryResult<Record<string, unknown>> = await client.query(sql);
    return result.rows;
  } finally {
    await client.end();
  }
}

function answer(url: string): Promise<unknown[]> {
  return query(url, 'SELECT answer FROM kept');
}
