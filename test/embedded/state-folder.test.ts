import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { assertPortFree } from '../../src/embedded/ports.js';
import { identify, isRunning, writeIdentity } from '../../src/embedded/process-identity.js';
import { readConnection, writeConnection } from '../../src/embedded/settings.js';
import { openStateFolder, stateFolderPath } from '../../src/embedded/state-folder.js';
import { projectRoot } from '../../src/project-root.js';
import { withTemporaryFolder } from './temporary-folder.js';

const CONTENDER = `
  const { tryLock } = await import('./src/embedded/lock.ts');
  const attempt = tryLock(process.argv[1]);
  console.log(attempt.held ? 'held' : 'refused');
  await new Promise((resolve) => setTimeout(resolve, 3000));
`;

describe('the state folder', () => {
  it('tells the command line how to reach the service, and where attachments lie', async () => {
    await withTemporaryFolder((folder) => {
      const connection = {
        DATABASE_URL: 'a',
        TEMPORAL_ADDRESS: 'b',
        BIHUAN_SECRET: 'c',
        BLOB_FOLDER: join(folder, 'd'),
      };
      writeConnection(folder, connection);
      expect(readConnection(folder)).toEqual(connection);
      return Promise.resolve();
    });
  });

  it('refuses a second start while the first runs, in both languages, and opens once it was killed', () =>
    withTemporaryFolder(async (folder) => {
      const first = spawn('sleep', ['60'], { stdio: 'ignore' });
      try {
        const identity = identify(first.pid ?? 0);
        if (identity === undefined) throw new Error('the other process is not there');
        mkdirSync(join(folder, 'lock'));
        writeIdentity(join(folder, 'lock', '1'), identity);
        expect(() => openStateFolder(folder)).toThrow(
          new RegExp(`正由进程 ${first.pid} 使用.*in use by process ${first.pid}`),
        );

        first.kill('SIGKILL');
        while (isRunning(identity)) await delay(10);
        openStateFolder(folder).release();
      } finally {
        first.kill('SIGKILL');
      }
    }));

  it('is not fooled when the number of a dead holder was given to another process', () =>
    withTemporaryFolder((folder) => {
      mkdirSync(join(folder, 'lock'));
      writeIdentity(join(folder, 'lock', '1'), { pid: process.pid, bornAt: 'before the machine was started' });
      expect(() => openStateFolder(folder)).not.toThrow();
      return Promise.resolve();
    }));

  it('opens again after it was released, and not before', () =>
    withTemporaryFolder((folder) => {
      const first = openStateFolder(folder);
      expect(() => openStateFolder(folder)).toThrow(/in use/);
      first.release();
      openStateFolder(folder).release();
      return Promise.resolve();
    }));

  it(
    'goes to one of several that start at the same time after a kill',
    () =>
      withTemporaryFolder(async (folder) => {
        const lock = join(folder, 'lock');
        mkdirSync(lock);
        writeIdentity(join(lock, '7'), { pid: process.pid, bornAt: 'killed long ago' });
        const answers = await Promise.all(Array.from({ length: 5 }, () => contend(lock)));
        expect(answers.sort()).toEqual(['held', 'refused', 'refused', 'refused', 'refused']);
      }),
    30_000,
  );

  it('lies where BIHUAN_STATE_DIR says, else in the project', () => {
    expect(stateFolderPath({ BIHUAN_STATE_DIR: '/srv/bihuan' })).toBe('/srv/bihuan');
    expect(stateFolderPath({})).toBe(join(projectRoot(), '.bihuan'));
  });
});

describe('a fixed port', () => {
  it('gives one line naming who wants it and how to move it when it is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) =>
      other.listen(0, '127.0.0.1', () => {
        resolve();
      }),
    );
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    try {
      const line = new RegExp(
        `^PostgreSQL.*${port}.*BIHUAN_POSTGRES_PORT.* / Port ${port}, wanted for PostgreSQL, is taken.*$`,
      );
      await expect(assertPortFree(port, 'PostgreSQL', 'BIHUAN_POSTGRES_PORT')).rejects.toThrow(line);
    } finally {
      other.close();
    }
  });
});

/** Answers as soon as it knows, and then stays a while, so that the lock is held when the others try. */
function contend(lock: string): Promise<string> {
  const args = ['--import', 'tsx', '--input-type=module', '--eval', CONTENDER, lock];
  const child = spawn(process.execPath, args, { cwd: projectRoot(), stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (data: Buffer) => (said += data.toString()));
    child.on('error', reject);
    child.on('close', () => {
      resolve(said.trim());
    });
  });
}
