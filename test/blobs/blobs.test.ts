import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BlobsAway, type Blobs } from '../../src/blobs/blobs.js';
import { openFolderBlobs } from '../../src/blobs/folder.js';
import { openBlobs } from '../../src/blobs/open.js';
import { openS3Blobs } from '../../src/blobs/s3.js';
import { ConfigFault, readConfig } from '../../src/config.js';
import { freePort } from '../../src/embedded/ports.js';
import { startObjectStore, type ObjectStore } from '../support/object-store.js';

let folder: string;
let store: ObjectStore;
const places: { folder: Blobs; s3: Blobs } = {} as { folder: Blobs; s3: Blobs };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bihuan-blobs-'));
  places.folder = openFolderBlobs(join(folder, 'made', 'anew'));
  store = await startObjectStore();
  places.s3 = openS3Blobs(store.options);
});
afterAll(async () => {
  await store.stop();
  await rm(folder, { recursive: true, force: true });
});

let blobs = 0;
function aKey(): string {
  blobs += 1;
  return `150302-2026-000001/${blobs.toString(16).padStart(64, '0')}`;
}

describe.each(['folder', 's3'] as const)('blobs in %s', (kind) => {
  const place = (): Blobs => places[kind];

  it('have a place when it was prepared, and preparing again changes nothing', async () => {
    await place().prepare();
    const key = aKey();
    await place().put(key, Buffer.from('kept'));
    await place().prepare();
    expect((await place().get(key))?.toString()).toBe('kept');
  });

  it.each([0, 1, 12_000_000])('come back to the byte: %d bytes', async (size) => {
    const key = aKey();
    const bytes = randomBytes(size);
    await place().put(key, bytes);
    expect((await place().get(key))?.equals(bytes)).toBe(true);
  });

  it('are none where none were put', async () => {
    expect(await place().get(aKey())).toBeUndefined();
  });

  it('are gone when they were removed, and removing again changes nothing', async () => {
    const [key, other] = [aKey(), aKey()];
    for (const one of [key, other]) await place().put(one, Buffer.from('kept'));
    for (let times = 0; times < 2; times += 1) await place().remove(key);
    await place().remove(`150302-2026-999999/${'0'.repeat(64)}`);
    expect(await place().get(key)).toBeUndefined();
    expect((await place().get(other))?.toString()).toBe('kept');
    await place().put(key, Buffer.from('again'));
    expect((await place().get(key))?.toString()).toBe('again');
  });

  it('are known to be there without being read', async () => {
    const key = aKey();
    expect(await place().has(key)).toBe(false);
    await place().put(key, Buffer.from('kept'));
    expect(await place().has(key)).toBe(true);
  });

  it('go all together that lie under one prefix, but those to keep', async () => {
    const hash = (n: number): string => n.toString(16).padStart(64, '0');
    const under = [1, 2, 3].map((n) => `150302-2026-000077/${hash(n)}`);
    const beside = [`150302-2026-0000771/${hash(1)}`, `150302-2026-000078/${hash(1)}`];
    for (const key of [...under, ...beside]) await place().put(key, Buffer.from('kept'));
    const there = () => Promise.all([...under, ...beside].map((key) => place().has(key)));
    for (let times = 0; times < 2; times += 1) {
      await place().removeUnder('150302-2026-000077', new Set([under[1] ?? '', ...beside]));
      expect(await there()).toEqual([false, true, false, true, true]);
    }
    await place().removeUnder('150302-2026-000077', new Set());
    await place().removeUnder('150302-2026-000099', new Set());
    expect(await there()).toEqual([false, false, false, true, true]);
    await expect(place().removeUnder('../elsewhere', new Set())).rejects.toThrow(RangeError);
  });

  it('can be put again, also by several at once', async () => {
    const key = aKey();
    const bytes = randomBytes(100_000);
    await Promise.all(Array.from({ length: 6 }, () => place().put(key, bytes)));
    await place().put(key, bytes);
    expect((await place().get(key))?.equals(bytes)).toBe(true);
  });

  it.each(['../secret', '/etc/passwd', 'a//b', 'a/../b', '.draft', 'a/.draft', 'A', 'a b', ''])(
    'have no key such as %j',
    async (key) => {
      await expect(place().put(key, Buffer.from('x'))).rejects.toThrow(RangeError);
      await expect(place().get(key)).rejects.toThrow(RangeError);
      await expect(place().remove(key)).rejects.toThrow(RangeError);
    },
  );
});

describe('the folder', () => {
  it('never shows what a crash left half written', async () => {
    const key = aKey();
    const at = join(folder, 'made', 'anew', ...key.split('/'));
    await mkdir(join(at, '..'), { recursive: true });
    await writeFile(join(at, '..', '.draft-of-a-dead-process'), 'half');
    expect(await places.folder.get(key)).toBeUndefined();
    await places.folder.put(key, Buffer.from('whole'));
    expect((await places.folder.get(key))?.toString()).toBe('whole');
  });

  it('keeps no draft of what could not be put, and whatever was there before', async () => {
    const key = aKey();
    const parent = join(folder, 'made', 'anew', key.split('/')[0] ?? '');
    await mkdir(join(parent, key.split('/')[1] ?? ''), { recursive: true });
    const before = await readdir(parent);
    await expect(places.folder.put(key, Buffer.from('x'))).rejects.toThrow();
    expect(await readdir(parent)).toEqual(before);
  });

  it('lets nobody else look in', async () => {
    const key = aKey();
    await places.folder.put(key, Buffer.from('x'));
    const file = join(folder, 'made', 'anew', ...key.split('/'));
    expect((await stat(file)).mode & 0o077).toBe(0);
    expect((await stat(join(file, '..'))).mode & 0o077).toBe(0);
  });
});

describe('the object store', () => {
  it('lists page by page: of more than a thousand none stays', async () => {
    const keys = Array.from({ length: 1_005 }, (_, n) => `150302-2026-000066/${n.toString(16).padStart(64, '0')}`);
    for (let at = 0; at < keys.length; at += 50) {
      await Promise.all(keys.slice(at, at + 50).map((key) => places.s3.put(key, Buffer.from('x'))));
    }
    const [kept = ''] = keys;
    await places.s3.removeUnder('150302-2026-000066', new Set([kept]));
    const left = await Promise.all([0, 1, 500, 999, 1_000, 1_004].map((n) => places.s3.has(keys[n] ?? '')));
    expect(left).toEqual([true, false, false, false, false, false]);
  }, 120_000);

  it('refuses wrong keys, which is a fault of ours and not an absence', async () => {
    const wrong = openS3Blobs({ ...store.options, secretAccessKey: 'wrong' });
    await expect(wrong.put(aKey(), Buffer.from('x'))).rejects.toThrow('403 SignatureDoesNotMatch');
    await expect(wrong.get(aKey())).rejects.toThrow('403 SignatureDoesNotMatch');
  });

  it('without its bucket has a fault, not an absence', async () => {
    const unmade = openS3Blobs({ ...store.options, bucketUrl: `${store.options.bucketUrl}-unmade` });
    await expect(unmade.get(aKey())).rejects.toThrow('404 NoSuchBucket');
    await expect(unmade.has(aKey())).rejects.toThrow('404');
    await expect(unmade.removeUnder('a', new Set())).rejects.toThrow('404 NoSuchBucket');
  });

  it('that does not answer is away, and the words of it hold no keys', async () => {
    const bucketUrl = `http://127.0.0.1:${String(await freePort())}/attachments`;
    const away = openS3Blobs({ ...store.options, bucketUrl });
    const fault = await away.put(aKey(), Buffer.from('x')).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(BlobsAway);
    expect(String(fault)).not.toContain(store.options.secretAccessKey);
  });
});

describe('the configuration', () => {
  const base = {
    DATABASE_URL: 'postgresql://localhost/bihuan',
    BIHUAN_SECRET: Buffer.alloc(32).toString('base64'),
  };

  it('names a folder, or a bucket, which goes before it', async () => {
    const named = join(folder, 'named');
    const inFolder = openBlobs(readConfig({ ...base, BLOB_FOLDER: named }));
    await inFolder.prepare();
    expect(existsSync(named)).toBe(true);
    const { bucketUrl, accessKeyId, secretAccessKey } = store.options;
    const both = { BLOB_FOLDER: join(folder, 'unused'), S3_BUCKET_URL: `${bucketUrl}/` };
    const keys = { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey };
    const inBucket = openBlobs(readConfig({ ...base, ...both, ...keys }));
    await inBucket.prepare();
    await inBucket.put('a/b', Buffer.from('x'));
    expect((await openS3Blobs(store.options).get('a/b'))?.toString()).toBe('x');
    expect(existsSync(both.BLOB_FOLDER)).toBe(false);
  });

  it('that names no place, or no keys to it, is not complete', () => {
    expect(() => openBlobs(readConfig(base))).toThrow(ConfigFault);
    expect(() => openBlobs(readConfig({ ...base, S3_BUCKET_URL: 'https://s3.example/b' }))).toThrow(ConfigFault);
    expect(() => readConfig({ ...base, S3_BUCKET_URL: 'ftp://s3.example/b' })).toThrow(ConfigFault);
  });
});
