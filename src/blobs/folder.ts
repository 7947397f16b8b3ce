import { randomUUID } from 'node:crypto';
import { access, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { assertKey, type Blobs } from './blobs.js';

/**
 * Blobs as files below a folder. A file is written under another name, brought to the disk and only then renamed, so that
 * no key ever shows half a blob; names of such drafts begin with a dot, which no key does.
 */
export function openFolderBlobs(folder: string): Blobs {
  const root = resolve(folder);
  const fileOf = (key: string): string => {
    assertKey(key);
    return join(root, ...key.split('/'));
  };
  return {
    async prepare() {
      await mkdir(root, { recursive: true, mode: 0o700 });
    },
    async put(key, bytes) {
      const file = fileOf(key);
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      const draft = join(dirname(file), `.${randomUUID()}`);
      try {
        await write(draft, bytes);
        await rename(draft, file);
      } catch (error) {
        await rm(draft, { force: true });
        throw error;
      }
      // The names are on the disk only when their folders are.
      for (let parent = dirname(file); parent.startsWith(root); parent = dirname(parent)) await syncFolder(parent);
    },
    async get(key) {
      try {
        return await readFile(fileOf(key));
      } catch (error) {
        if (isAbsence(error)) return undefined;
        throw error;
      }
    },
    async has(key) {
      try {
        await access(fileOf(key));
        return true;
      } catch (error) {
        if (isAbsence(error)) return false;
        throw error;
      }
    },
    async remove(key) {
      const file = fileOf(key);
      await rm(file, { force: true });
      await syncFolder(dirname(file)).catch((error: unknown) => {
        // Nothing was ever kept there.
        if (!isAbsence(error)) throw error;
      });
    },
    async removeUnder(prefix, keep) {
      const kept = new Set([...keep].map(fileOf));
      await removeIn(fileOf(prefix), kept);
    },
  };
}

const isAbsence = (error: unknown): boolean => (error as { code?: unknown }).code === 'ENOENT';

/** Drafts of the dead go as well: they hold what was to be kept. */
async function removeIn(folder: string, kept: ReadonlySet<string>): Promise<void> {
  let entries;
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (isAbsence(error)) return;
    throw error;
  }
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await removeIn(path, kept);
    else if (!kept.has(path)) await rm(path, { force: true });
  }
  await syncFolder(folder);
}

async function write(file: string, bytes: Buffer): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
