import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readContent } from '../../src/attachments/content.js';
import { BlobsAway, type Blobs } from '../../src/blobs/blobs.js';
import { openS3Blobs } from '../../src/blobs/s3.js';
import { API_PROBLEMS } from '../../src/api/problems.js';
import { attachmentIdOf } from '../../src/store/identity.js';
import { DOOR_FAULTS } from '../../src/commands/faults.js';
import { COMPLAINT, openHttp, type Call, type Reply, type Sending } from '../support/http.js';
import { startObjectStore } from '../support/object-store.js';
import { A_PDF, aPhoto, aPng, SAID, seen } from '../support/photos.js';
import { aKey, give as giveAt, openService, type TestService } from '../support/service.js';

let service: TestService;
let url: string;
let call: Call;
let seeds = 100;
/** A photo that no other test sends. */
const freshPhoto = (): Promise<Buffer> => aPhoto('jpeg', (seeds += 1));

beforeAll(async () => {
  service = await openService();
  await service.startWorker();
  ({ url, call } = await openHttp(service));
});
afterAll(() => service.stop());

async function submitted(more: object = {}): Promise<string> {
  const { body } = await call('clerk-1', 'POST', '/v1/requests', { body: { ...COMPLAINT, ...more } });
  return `/v1/requests/${String(body['number'])}`;
}

const UNIT = 'urban-management.coordinator';
const attachTo = (
  path: string,
  bytes: Buffer,
  { login = 'clerk-1', stage = 'before', ...sending }: Sending & { login?: string; stage?: string } = {},
): Promise<Reply> => call(login, 'POST', `${path}/attachments?stage=${stage}`, { bytes, ...sending });

type Listed = { id: string; stage: string; reusedFrom?: string }[];
async function listed(path: string, login = 'shift-leader-1'): Promise<Listed> {
  const { body } = await call(login, 'GET', `${path}/attachments`);
  return body['attachments'] as Listed;
}

/** Lets nobody on before so many have come. */
function gate(count: number): () => Promise<void> {
  let come = 0;
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return () => {
    if ((come += 1) === count) open();
    return opened;
  };
}

async function blobsOf(path: string): Promise<string[]> {
  return readdir(join(service.blobFolder, path.split('/').at(-1) ?? '')).catch(() => []);
}

describe('an attachment', () => {
  it('is known by its content, kept without what it said, and given back with care', async () => {
    const path = await submitted();
    const photo = await freshPhoto();
    const answer = await attachTo(path, photo, { headers: { 'content-type': 'text/html' } });
    const kept = await readContent(photo);
    expect(answer).toMatchObject({
      status: 201,
      body: {
        ...{ stage: 'before', mediaType: 'image/jpeg', sha256: kept.sha256, trailingBytes: 0 },
        ...{ bytes: kept.bytes.length, receivedBytes: photo.length, by: { role: 'hotline_clerk' } },
      },
    });
    const { id } = answer.body;
    expect(id).toBe(attachmentIdOf(path.replace(/.*\/(\d+)-/, 'request:$1:'), 'before', kept.sha256));
    expect(answer.headers.get('location')).toBe(`${path}/attachments/${String(id)}`);

    const got = await call('reviewer-1', 'GET', `${path}/attachments/${String(id)}`);
    expect(got.status).toBe(200);
    expect(got.bytes.equals(kept.bytes)).toBe(true);
    for (const word of [SAID.make, SAID.xmp]) expect(got.bytes.includes(word)).toBe(false);
    expect((await seen(got.bytes)).orientation).toBe(6);
    expect(got.headers.get('content-type')).toBe('image/jpeg');
    expect(got.headers.get('x-content-type-options')).toBe('nosniff');
    expect(got.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
    expect(got.headers.get('content-disposition')).toMatch(/^attachment; filename="[\d-]+-before-[0-9a-f]{8}\.jpg"$/);
    expect(got.headers.get('cache-control')).toBe('private, no-cache');
    expect(await blobsOf(path)).toEqual([kept.sha256]);
  });

  it('stands in the log of its district, once, with who brought it', async () => {
    const path = await submitted();
    const headers = { 'idempotency-key': aKey() };
    const photo = await freshPhoto();
    const { body } = await attachTo(path, photo, { headers });
    await attachTo(path, photo, { headers });
    const log = await call('auditor-1', 'GET', `/v1/district-log?type=attached&number=${path.split('/').at(-1) ?? ''}`);
    const { id: attachment, stage, sha256, at: attachedAt, by: actor } = body;
    expect(log.body['entries']).toMatchObject([
      { type: 'attached', actor, body: { attachment, stage, sha256, attachedAt } },
    ]);
    expect(log.body['entries']).toHaveLength(1);
  });

  it('can be a document', async () => {
    const path = await submitted();
    const { body } = await attachTo(path, A_PDF, { stage: 'other' });
    const got = await call('clerk-1', 'GET', `${path}/attachments/${String(body['id'])}`);
    expect(got.headers.get('content-type')).toBe('application/pdf');
    expect(got.bytes.equals(A_PDF)).toBe(true);
  });

  it('sent again under its key has the same answer and one effect, and another content under it none', async () => {
    const path = await submitted();
    const photo = await freshPhoto();
    const headers = { 'idempotency-key': aKey() };
    const answers = await Promise.all(Array.from({ length: 6 }, () => attachTo(path, photo, { headers })));
    for (const { status, body } of answers) expect([status, body]).toEqual([201, answers[0]?.body]);
    expect(await listed(path)).toHaveLength(1);
    const reused = { status: 422, body: { code: 'key_reused' } };
    expect(await attachTo(path, await freshPhoto(), { headers })).toMatchObject(reused);
    expect(await attachTo(path, photo, { headers, stage: 'after' })).toMatchObject(reused);
    expect(await attachTo(await submitted(), photo, { headers })).toMatchObject(reused);
    expect((await attachTo(path, photo, { headers: { 'idempotency-key': '' } })).body['code']).toBe(
      'idempotency_key_required',
    );
    expect(await listed(path)).toHaveLength(1);
  });

  it('leaves no bytes where it was refused, however late that is known', async () => {
    const paths = await Promise.all(Array.from({ length: 6 }, () => submitted()));
    const photo = await freshPhoto();
    const headers = { 'idempotency-key': aKey() };
    // All look before any is recorded: the bytes of each are kept by then.
    const waiting = gate(paths.length);
    const { call: late } = await openHttp(service, {
      attachments: {
        ...{ maxBytes: 1_024 * 1_024, maxPerSide: 4 },
        blobs: { ...service.blobs, put: (key, bytes) => service.blobs.put(key, bytes).then(waiting) },
      },
    });
    const answers = await Promise.all(
      paths.map((path) => late('clerk-1', 'POST', `${path}/attachments?stage=before`, { bytes: photo, headers })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(5).fill(422)]);
    for (const [index, path] of paths.entries()) {
      const isTaken = answers[index]?.status === 201;
      expect(await blobsOf(path)).toHaveLength(isTaken ? 1 : 0);
      expect(await listed(path)).toHaveLength(isTaken ? 1 : 0);
    }
  });

  it('keeps its bytes when another way to bring them was refused', async () => {
    const path = await submitted();
    const photo = await freshPhoto();
    const waiting = gate(6);
    const { call: late } = await openHttp(service, {
      attachments: {
        ...{ maxBytes: 1_024 * 1_024, maxPerSide: 4 },
        blobs: { ...service.blobs, put: (key, bytes) => service.blobs.put(key, bytes).then(waiting) },
      },
    });
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, n) =>
        late('clerk-1', 'POST', `${path}/attachments?stage=${n % 2 === 0 ? 'before' : 'after'}`, { bytes: photo }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(5).fill(409)]);
    expect(await blobsOf(path)).toHaveLength(1);
  });

  it('is kept again where its bytes were taken away just before it was recorded', async () => {
    const path = await submitted();
    const { call: late } = await openHttp(service, {
      attachments: {
        ...{ maxBytes: 1_024 * 1_024, maxPerSide: 4 },
        blobs: {
          ...service.blobs,
          async put(key, bytes) {
            await service.blobs.put(key, bytes);
            if ((puts += 1) === 1) await service.blobs.remove(key);
          },
        },
      },
    });
    let puts = 0;
    const { status } = await late('clerk-1', 'POST', `${path}/attachments?stage=before`, { bytes: await freshPhoto() });
    expect([status, await blobsOf(path)]).toMatchObject([201, [expect.any(String)]]);
  });

  it('is not taken twice by one request: how it was is not how it is now', async () => {
    const path = await submitted();
    const seed = (seeds += 1);
    const { body } = await attachTo(path, await aPhoto('jpeg', seed));
    const again = await attachTo(path, await aPhoto('jpeg', seed, { make: 'Other', orientation: 1 }), {
      stage: 'after',
    });
    expect(again).toMatchObject({ status: 409, body: { code: 'attachment_known' } });
    expect(String(again.body['title'])).toContain(String(body['id']));
  });
});

/** What the refusals below name. */
const NAMED: Readonly<Record<string, string>> = {
  ...{ limit: '1 MiB', field: 'PNG IDAT', width: '0', height: '10' },
  ...{ maxSide: '20000', maxPixels: '89478485' },
};

describe('what is not taken', () => {
  it.each([
    ['nothing', '', 422, 'attachment_empty'],
    ['a page that is called a photo', '<html><script>alert(1)</script>', 415, 'attachment_type_refused'],
    ['half a photo', '\xff\xd8\xff\xe0\0\x10JFIF', 422, 'attachment_broken'],
    [
      'a photo that no viewer shows',
      aPng({ idat: Buffer.from('no photo') }).toString('latin1'),
      422,
      'attachment_undrawable',
    ],
    ['a photo of no size', aPng({ width: 0 }).toString('latin1'), 422, 'attachment_size_refused'],
    ['a document with a located photo', 'located', 422, 'attachment_holds_location'],
    ['too much', 'x'.repeat(1_024 * 1_024 + 1), 413, 'attachment_too_large'],
  ])('%s: refused in both languages, and nothing is kept', async (_what, text, status, code) => {
    const path = await submitted();
    const located = Buffer.concat([A_PDF.subarray(0, 60), await freshPhoto(), A_PDF.subarray(60)]);
    const bytes = text === 'located' ? located : Buffer.from(text, 'latin1');
    const titles = DOOR_FAULTS[code as keyof typeof DOOR_FAULTS];
    for (const [language, title] of Object.entries(titles)) {
      const headers = { 'accept-language': language, 'content-type': 'image/jpeg' };
      const { body, ...answer } = await attachTo(path, bytes, { headers });
      expect([answer.status, body['code']]).toEqual([status, code]);
      expect(body['title']).toBe(title.replace(/\{(\w+)\}/g, (_whole, name: string) => NAMED[name] ?? ''));
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
    }
    expect(await listed(path)).toEqual([]);
    expect(await blobsOf(path)).toEqual([]);
  });

  it('too much that does not say how much it is', async () => {
    const path = await submitted();
    const { cookieOf } = await openHttp(service);
    const endless = new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(300_000));
        if ((sent += 300_000) > 1_200_000) controller.close();
      },
    });
    let sent = 0;
    const answer = await fetch(`${url}${path}/attachments?stage=before`, {
      ...{ method: 'POST', body: endless, duplex: 'half' },
      headers: { cookie: await cookieOf('clerk-1'), 'idempotency-key': aKey() },
    });
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([413, 'attachment_too_large']);
  });

  it('another stage, or a field that is not known', async () => {
    const path = await submitted();
    for (const query of ['stage=during', '', 'stage=after&name=me']) {
      const answer = await call('clerk-1', 'POST', `${path}/attachments?${query}`, { bytes: await freshPhoto() });
      expect(answer).toMatchObject({ status: 422, body: { code: 'invalid_request' } });
    }
  });

  it('one more than a request takes, however many come at once', async () => {
    const path = await submitted();
    const photos = await Promise.all(Array.from({ length: 7 }, freshPhoto));
    const answers = await Promise.all(photos.map((photo) => attachTo(path, photo)));
    const codes = answers.map(({ status, body }) => (status === 201 ? 'taken' : body['code']));
    expect(codes.filter((code) => code === 'taken')).toHaveLength(4);
    expect(codes.filter((code) => code === 'attachments_too_many')).toHaveLength(3);
    expect(await listed(path)).toHaveLength(4);
  });

  it('one more of each side: what the centre brought leaves the unit its own', async () => {
    const path = await submitted();
    for (let n = 0; n < 4; n += 1) expect((await attachTo(path, await freshPhoto())).status).toBe(201);
    for (let n = 0; n < 4; n += 1) {
      expect((await attachTo(path, await freshPhoto(), { login: UNIT })).status).toBe(201);
    }
    for (const login of ['clerk-1', UNIT]) {
      const answer = await attachTo(path, await freshPhoto(), { login });
      expect(answer).toMatchObject({ status: 409, body: { code: 'attachments_too_many' } });
    }
  });

  it('anything while the store of blobs is away, or from a stranger', async () => {
    const path = await submitted();
    const away: Blobs = {
      prepare: () => Promise.resolve(),
      put: () => Promise.reject(new BlobsAway('away')),
      get: () => Promise.reject(new BlobsAway('away')),
      has: () => Promise.reject(new BlobsAway('away')),
      remove: () => Promise.reject(new BlobsAway('away')),
      removeUnder: () => Promise.reject(new BlobsAway('away')),
    };
    const attachments = { blobs: away, maxBytes: 1_024 * 1_024, maxPerSide: 4 };
    const lame = await openHttp(service, { attachments });
    const headers = { 'idempotency-key': aKey() };
    const bytes = await freshPhoto();
    const answer = await lame.call('clerk-1', 'POST', `${path}/attachments?stage=before`, { bytes, headers });
    expect(answer).toMatchObject({ status: 503, body: { code: 'unavailable', title: API_PROBLEMS.unavailable.zh } });
    expect(await listed(path)).toEqual([]);
    // The same again, when it is back.
    expect((await attachTo(path, bytes, { headers })).status).toBe(201);

    const stranger = await call(undefined, 'POST', `${path}/attachments?stage=before`, { bytes });
    expect(stranger).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
  });
});

describe('a blob', () => {
  it('that is gone or changed is never given out', async () => {
    const path = await submitted();
    const { body } = await attachTo(path, await freshPhoto());
    const at = join(service.blobFolder, path.split('/').at(-1) ?? '', String(body['sha256']));
    const get = () => call('clerk-1', 'GET', `${path}/attachments/${String(body['id'])}`);
    await writeFile(at, 'another photo');
    expect(await get()).toMatchObject({ status: 500, body: { code: 'internal' } });
    await rm(at);
    expect(await get()).toMatchObject({ status: 500, body: { code: 'internal' } });
  });
});

describe('a photo that serves two requests', () => {
  it('is flagged to the district’s own staff, whatever its EXIF says, and to nobody else', async () => {
    const [first, second] = [await submitted(), await submitted()];
    const seed = (seeds += 1);
    await attachTo(first, await aPhoto('jpeg', seed), { login: UNIT, stage: 'after' });
    const other = { make: 'Other', latitude: '1/1 1/1 1/1', orientation: 3 };
    const again = await attachTo(second, await aPhoto('jpeg', seed, other), { login: UNIT, stage: 'after' });
    expect(again.status).toBe(201);
    expect(again.body['reusedFrom']).toBeUndefined();

    const number = first.split('/').at(-1);
    expect((await listed(second)).map(({ reusedFrom }) => reusedFrom)).toEqual([number]);
    expect((await listed(first)).map(({ reusedFrom }) => reusedFrom)).toEqual([undefined]);
    expect(await listed(second, UNIT)).toMatchObject([{ stage: 'after' }]);
    expect((await listed(second, UNIT))[0]).not.toHaveProperty('reusedFrom');

    const { body } = await call('supervisor-1', 'GET', '/v1/reused-photos');
    const [latest] = body['photos'] as { lastUsedAt: string; uses: { number: string; unit: string }[] }[];
    expect(latest?.uses.map((use) => [use.number, use.unit])).toEqual([
      [number, 'urban-management'],
      [second.split('/').at(-1), 'urban-management'],
    ]);
    const before = encodeURIComponent(latest?.lastUsedAt ?? '');
    const earlier = await call('supervisor-1', 'GET', `/v1/reused-photos?before=${before}`);
    expect(JSON.stringify(earlier.body['photos'])).not.toContain(number);
    expect((await call(UNIT, 'GET', '/v1/reused-photos')).status).toBe(403);
  });

  it('is flagged also when all send it at once: each but the first', async () => {
    const paths = await Promise.all(Array.from({ length: 5 }, () => submitted()));
    const photo = await freshPhoto();
    await Promise.all(paths.map((path) => attachTo(path, photo)));
    const flags = (await Promise.all(paths.map((path) => listed(path)))).map(([one]) => one?.reusedFrom);
    const first = flags.indexOf(undefined);
    expect(flags.filter((flag) => flag === undefined)).toHaveLength(1);
    expect(new Set(flags.filter((flag) => flag !== undefined))).toEqual(new Set([paths[first]?.split('/').at(-1)]));
  });

  it('is a document’s no matter: the same form goes with many requests', async () => {
    const paths = [await submitted(), await submitted()];
    for (const path of paths) await attachTo(path, A_PDF, { stage: 'other' });
    for (const path of paths) expect((await listed(path))[0]).not.toHaveProperty('reusedFrom');
  });
});

describe('a confidence', () => {
  it('is kept: units see what they brought themselves, the centre sees all', async () => {
    const path = await submitted({ requester: { mode: 'confidential', name: '演示', phone: '13000000002' } });
    const { body: theirs } = await attachTo(path, await freshPhoto());
    const { body: own } = await attachTo(path, await freshPhoto(), { login: UNIT, stage: 'after' });
    expect((await listed(path)).map(({ id }) => id)).toEqual([theirs['id'], own['id']]);
    // The head did not bring it, but it is of the unit.
    for (const login of [UNIT, 'urban-management.head']) {
      expect((await listed(path, login)).map(({ id }) => id)).toEqual([own['id']]);
      expect((await call(login, 'GET', `${path}/attachments/${String(theirs['id'])}`)).status).toBe(404);
      expect((await call(login, 'GET', `${path}/attachments/${String(own['id'])}`)).status).toBe(200);
    }
  });
});

describe('the evidence of a result', () => {
  async function handled(category?: string): Promise<string> {
    const path = await submitted(category === undefined ? {} : { category });
    await call(UNIT, 'POST', `${path}/sign-for`, { body: {} });
    await call(UNIT, 'POST', `${path}/record-contact`, { body: { means: 'phone', result: 'reached' } });
    return path;
  }
  const submitResult = (path: string, evidence?: unknown[]) =>
    call(UNIT, 'POST', `${path}/submit-result`, { body: { summary: '演示', ...(evidence && { evidence }) } });
  const ofUnit = async (path: string, stage: string, bytes?: Buffer): Promise<string> =>
    String((await attachTo(path, bytes ?? (await freshPhoto()), { login: UNIT, stage })).body['id']);

  it('must be attachments of this very request, named by pointer otherwise', async () => {
    const path = await handled();
    const own = await ofUnit(path, 'after');
    const elsewhere = await ofUnit(await submitted(), 'after');
    expect(await submitResult(path, [own, elsewhere])).toMatchObject({
      status: 422,
      body: { code: 'unknown_attachment', errors: [{ pointer: '/evidence/1' }] },
    });
    expect(await submitResult(path, ['photo-1'])).toMatchObject({
      status: 422,
      body: { code: 'invalid_request', errors: [{ pointer: '/evidence/0' }] },
    });
  });

  it('where a photo is required, is a photo of how it is now, and the history holds it', async () => {
    const path = await handled();
    for (const none of [undefined, []]) {
      expect(await submitResult(path, none)).toMatchObject({ status: 409, body: { code: 'photo_required' } });
    }
    const wrong = [await ofUnit(path, 'before'), await ofUnit(path, 'after', A_PDF)];
    expect(await submitResult(path, wrong)).toMatchObject({
      status: 422,
      body: { code: 'after_photo_required', errors: [{ pointer: '/evidence' }] },
    });
    const after = await ofUnit(path, 'after');
    expect((await submitResult(path, [...wrong, after, after.toUpperCase()])).status).toBe(200);
    const { body } = await call('auditor-1', 'GET', `${path}/events`);
    const events = body['events'] as { type: string; body: { evidence?: string[] } }[];
    const result = events.find(({ type }) => type === 'result_submitted');
    expect(result?.body.evidence).toEqual([...wrong, after]);
  });
});

describe('where a photo is required, the work of this round must be shown', () => {
  const HEAD = 'urban-management.head';
  const SUBMIT = { summary: '演示' };
  const give = async (login: string, path: string, verb: string, body: object = {}) => {
    expect([verb, await call(login, 'POST', `${path}/${verb}`, { body })]).toMatchObject([verb, { status: 200 }]);
  };
  const photoOf = async (login: string, path: string): Promise<string> =>
    String((await attachTo(path, await freshPhoto(), { login, stage: 'after' })).body['id']);
  async function signed(): Promise<string> {
    const path = await submitted();
    await give(UNIT, path, 'sign-for');
    await give(UNIT, path, 'record-contact', { means: 'phone', result: 'reached' });
    return path;
  }
  async function isRefused(path: string, evidence: readonly string[]): Promise<void> {
    for (const [language, words] of Object.entries(DOOR_FAULTS.after_photo_of_round_required)) {
      const headers = { 'accept-language': language };
      const { status, body } = await call(UNIT, 'POST', `${path}/submit-result`, {
        body: { ...SUBMIT, evidence },
        headers,
      });
      expect([status, body]).toMatchObject([
        422,
        { code: 'after_photo_of_round_required', errors: [{ pointer: '/evidence' }] },
      ]);
      expect(String(body['title']).startsWith(words.slice(0, words.indexOf('{')))).toBe(true);
    }
  }

  it('by those who work on it: what the centre brought is none', async () => {
    const path = await signed();
    const theirs = await photoOf('clerk-1', path);
    await isRefused(path, [theirs]);
    await give(UNIT, path, 'submit-result', { ...SUBMIT, evidence: [theirs, await photoOf(UNIT, path)] });
  });

  it('or by a co-unit', async () => {
    const path = await signed();
    await give('dispatcher-1', path, 'add-co-unit', { unit: 'housing', task: '演示' });
    const theirs = await photoOf('housing.coordinator', path);
    await give(UNIT, path, 'submit-result', { ...SUBMIT, evidence: [theirs], withoutCoUnits: '演示' });
  });

  it('after the rework was ordered, however much was attached before', async () => {
    const path = await signed();
    const old: string[] = [];
    for (let n = 0; n < 4; n += 1) old.push(await photoOf(UNIT, path));
    const headers = { 'idempotency-key': aKey() };
    const first = () => call(UNIT, 'POST', `${path}/submit-result`, { body: { ...SUBMIT, evidence: old }, headers });
    const { status, body } = await first();
    expect(status).toBe(200);
    await give(HEAD, path, 'approve-result', { approved: true });
    await give('reviewer-1', path, 'review', { passed: true });
    await give(UNIT, path, 'reply', { reply: '演示' });
    const answers = { contacted: true, solved: 'not', satisfaction: 1 };
    await give('call-back-1', path, 'record-call-back', { result: 'reached', answers });
    expect((await call(UNIT, 'GET', path)).body['state']).toBe('rework');
    await isRefused(path, old);
    // What was taken under its key has its answer for ever.
    expect(await first()).toMatchObject({ status, body });
    const fresh = await photoOf(UNIT, path);
    await give(UNIT, path, 'submit-result', { ...SUBMIT, evidence: [...old.slice(0, 1), fresh] });
  });

  it('or by a unit whose work has gone over to its successor', async () => {
    const path = await signed();
    const theirs = await photoOf(UNIT, path);
    const caseId = path.replace(/.*\/(\d+)-/, 'request:$1:');
    const to = { code: 'housing', kind: 'bureau', inForce: 'yes' } as const;
    const succession = { from: 'urban-management', to };
    const answer = await giveAt(service.door, caseId, 'succeedUnit', succession, { role: 'system' });
    expect(answer).not.toHaveProperty('outcome.refusal');
    await give('housing.coordinator', path, 'submit-result', { ...SUBMIT, evidence: [theirs] });
  });

  it('after it came to this unit, not while another had it', async () => {
    const path = await submitted();
    const mine = await photoOf(UNIT, path);
    await give('dispatcher-1', path, 'dispatch', { unit: 'housing', reason: '演示' });
    await give('dispatcher-1', path, 'dispatch', { unit: 'urban-management', reason: '演示' });
    await give(UNIT, path, 'sign-for');
    await isRefused(path, [mine]);
  });
});

describe('in a real object store', () => {
  it('it is all the same', async () => {
    const store = await startObjectStore();
    service.atStop(() => store.stop());
    const blobs = openS3Blobs(store.options);
    await blobs.prepare();
    const attachments = { blobs, maxBytes: 10 * 1_024 * 1_024, maxPerSide: 4 };
    const there = await openHttp(service, { attachments });
    const path = await submitted();
    const photo = await freshPhoto();
    const { body } = await there.call('clerk-1', 'POST', `${path}/attachments?stage=before`, { bytes: photo });
    const got = await there.call('clerk-1', 'GET', `${path}/attachments/${String(body['id'])}`);
    expect(got.bytes.equals((await readContent(photo)).bytes)).toBe(true);
    expect(await blobsOf(path)).toEqual([]);
    expect((await blobs.get(`${path.split('/').at(-1) ?? ''}/${String(body['sha256'])}`))?.equals(got.bytes)).toBe(
      true,
    );
  });
});
