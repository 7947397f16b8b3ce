import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { cacheFolder, findTemporalCli, findTestServer } from '../../src/embedded/find-program.js';
import { platformName, type Download } from '../../src/embedded/program-download.js';
import { TEMPORAL_CLI } from '../../src/embedded/programs.js';
import { withTemporaryFolder } from './temporary-folder.js';

const PINNED = TEMPORAL_CLI.version;

function fakeProgram(folder: string, name: string, version: string): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\necho 'temporal version ${version} (Server 1.32.0, UI 2.54.1)'\n`);
  chmodSync(file, 0o755);
  return file;
}

const never: Download = () => Promise.reject(new Error('nothing was to be fetched'));
const leadsNowhere: Download = () => Promise.resolve(undefined);
const brings: Download = (_program, into) => Promise.resolve(fakeProgram(into, 'unpacked', PINNED));

describe('the search for the program temporal', () => {
  it('takes the program named in TEMPORAL_CLI before all others', () =>
    withTemporaryFolder(async (folder) => {
      const named = fakeProgram(join(folder, 'own'), 'my-temporal', '0.0.1');
      fakeProgram(join(folder, 'bin'), 'temporal', PINNED);
      const env = { TEMPORAL_CLI: named, PATH: join(folder, 'bin') };
      await expect(findTemporalCli({ env, cache: join(folder, 'cache'), downloads: [never] })).resolves.toBe(named);
    }));

  it('refuses a TEMPORAL_CLI that is no program instead of quietly taking another', () =>
    withTemporaryFolder(async (folder) => {
      fakeProgram(join(folder, 'bin'), 'temporal', PINNED);
      const env = { TEMPORAL_CLI: join(folder, 'absent'), PATH: join(folder, 'bin') };
      await expect(findTemporalCli({ env })).rejects.toThrow(/TEMPORAL_CLI .*absent/);
    }));

  it('takes temporal on PATH when it has the version this project was tried with', () =>
    withTemporaryFolder(async (folder) => {
      const onPath = fakeProgram(join(folder, 'bin'), 'temporal', PINNED);
      const cache = join(folder, 'cache');
      fakeProgram(cache, `temporal-${PINNED}-${platformName()}`, PINNED);
      await expect(findTemporalCli({ env: { PATH: join(folder, 'bin') }, cache })).resolves.toBe(onPath);
    }));

  it('passes over temporal of another version on PATH and takes the cached one', () =>
    withTemporaryFolder(async (folder) => {
      fakeProgram(join(folder, 'bin'), 'temporal', '1.0.0');
      const cache = join(folder, 'cache');
      const cached = fakeProgram(cache, `temporal-${PINNED}-${platformName()}`, PINNED);
      const options = { env: { PATH: join(folder, 'bin') }, cache, downloads: [never] };
      await expect(findTemporalCli(options)).resolves.toBe(cached);
    }));

  it('fetches by the first way that leads to it, once, and leaves nothing half done in the cache', () =>
    withTemporaryFolder(async (folder) => {
      const cache = join(folder, 'cache');
      const found = await findTemporalCli({ env: { PATH: '' }, cache, downloads: [leadsNowhere, brings, never] });
      expect(found).toBe(join(cache, `temporal-${PINNED}-${platformName()}`));
      await expect(findTemporalCli({ env: { PATH: '' }, cache, downloads: [never] })).resolves.toBe(found);
      expect(readdirSync(cache)).toHaveLength(1);
    }));

  it('says what to do when there is no Python to fetch with', () =>
    withTemporaryFolder(async (folder) => {
      const options = { env: { PATH: join(folder, 'empty') }, cache: join(folder, 'cache') };
      await expect(findTestServer(options)).rejects.toThrow(/install python3.*TEMPORAL_TEST_SERVER/);
      expect(readdirSync(join(folder, 'cache'))).toEqual([]);
    }));

  it('says what to do when Python has no pip', () =>
    withTemporaryFolder(async (folder) => {
      const python = fakeProgram(join(folder, 'bin'), 'python3', '3.11');
      writeFileSync(python, '#!/bin/sh\n[ "$2" != pip ]\n');
      const options = { env: { PATH: join(folder, 'bin') }, cache: join(folder, 'cache') };
      await expect(findTestServer(options)).rejects.toThrow(/install python3-pip.*TEMPORAL_TEST_SERVER/);
    }));

  it("keeps its cache in the user's, so that clones share it", () =>
    withTemporaryFolder((folder) => {
      expect(cacheFolder({ XDG_CACHE_HOME: folder })).toBe(join(folder, 'bihuan'));
      expect(cacheFolder({ HOME: folder })).toBe(join(folder, '.cache', 'bihuan'));
      return Promise.resolve();
    }));
});
