import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { verifyCase } from '../../src/audit/verify.js';
import { API_PROBLEMS } from '../../src/api/problems.js';
import type { Blobs } from '../../src/blobs/blobs.js';
import { eraseOnce } from '../../src/commands/erase.js';
import { COMPLAINT, openHttp, type Call } from '../support/http.js';
import { aPhoto } from '../support/photos.js';
import { aPhone, auditWith, openService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';

/** 涉密: what is left of a request that is declined as a secret. */
let service: TestService;
let call: Call;

beforeAll(async () => {
  service = await openService();
  await service.startWorker();
  ({ call } = await openHttp(service));
});
afterAll(() => service.stop());

const caseOf = (number: string): string => number.replace(/^(\d+)-/, 'request:$1:');
const SECRET = '演示:不应保留';
const DECLINE = {
  ...{ reason: 'state_secret_or_privacy', explanation: '演示:请按保密规定办理' },
  ...{ article: '演示:保密规定', goTo: '演示:保密行政管理部门' },
};

async function give(login: string, number: string, verb: string, body: object = {}): Promise<void> {
  const answer = await call(login, 'POST', `/v1/requests/${number}/${verb}`, { body });
  expect([verb, answer]).toMatchObject([verb, { status: 200 }]);
}

/** With a text, a question and its answer, a comment, a contact and two attachments. */
async function aSecret(): Promise<string> {
  const said = { channel: 'web', text: `${SECRET}一`, place: { community: 'haibei-01', address: `${SECRET}二` } };
  const { body } = await call('clerk-1', 'POST', '/v1/requests', {
    body: { ...COMPLAINT, requester: { ...COMPLAINT.requester, phone: aPhone() }, ...said },
  });
  const number = String(body['number']);
  await give('clerk-1', number, 'ask-information', { question: `${SECRET}三` });
  await give('clerk-1', number, 'supplement', { text: `${SECRET}四` });
  await give('clerk-1', number, 'comment', { text: `${SECRET}五` });
  for (let n = 0; n < 2; n += 1) expect((await attach(number)).status).toBe(201);
  return number;
}

let photos = 700;
const attach = async (number: string) =>
  call('clerk-1', 'POST', `/v1/requests/${number}/attachments?stage=before`, {
    bytes: await aPhoto('jpeg', (photos += 1)),
  });

async function attachments(number: string): Promise<{ id: string; erasedAt?: string }[]> {
  const { body } = await call('clerk-1', 'GET', `/v1/requests/${number}/attachments`);
  return body['attachments'] as { id: string; erasedAt?: string }[];
}

/** What the vault still has of a request. */
async function kept(number: string) {
  const { pool } = service.db;
  const of = [caseOf(number)];
  const texts = await pool.query<{ text: string }>(
    'SELECT text FROM vault_texts WHERE case_id = $1 AND (text IS NOT NULL OR salt IS NOT NULL OR erased_at IS NULL) ORDER BY text',
    of,
  );
  const contacts = await pool.query(
    'SELECT ref FROM vault_contacts WHERE case_id = $1 AND (sealed IS NOT NULL OR salt IS NOT NULL OR caller_index IS NOT NULL)',
    of,
  );
  const index = await pool.query(
    'SELECT 1 FROM resident_requests WHERE case_id = $1 AND requester_index IS NOT NULL',
    of,
  );
  return { texts: texts.rows.map(({ text }) => text), contacts: contacts.rowCount, index: index.rowCount };
}
const WORDS = [DECLINE.article, DECLINE.explanation, DECLINE.goTo].sort();

const blobsOf = (number: string) => readdir(join(service.blobFolder, number)).catch(() => []);

async function audit(number: string) {
  const { db, client, blobs } = service;
  const { findings, warnings } = await verifyCase({ db, client, blobs, number, ...auditWith(service) });
  return { findings, warnings };
}
const CLEAN = { findings: [], warnings: [] };

/** Nobody waits to be told any more: there is no channel, and the sender says so. */
async function told(number: string): Promise<void> {
  const sender = service.startSender({});
  await until(async () => {
    const { rowCount } = await service.db.pool.query('SELECT 1 FROM notices WHERE case_id = $1 AND outcome IS NULL', [
      caseOf(number),
    ]);
    return rowCount === 0;
  });
  await sender.stop();
}

describe('a request that is declined as a secret', () => {
  it('keeps no words but those that tell why, and its contact only until the resident was told', async () => {
    const number = await aSecret();
    await give('clerk-1', number, 'decline', DECLINE);
    expect(await kept(number)).toEqual({ texts: WORDS, contacts: 1, index: 1 });
    await eraseOnce(service);
    expect(await kept(number)).toEqual({ texts: WORDS, contacts: 1, index: 1 });
    await told(number);
    await eraseOnce(service);
    expect(await kept(number)).toEqual({ texts: WORDS, contacts: 0, index: 0 });
    expect(await audit(number)).toEqual(CLEAN);
    // What the decline itself did not erase stands in the log of the district, once.
    await eraseOnce(service);
    const { body } = await call('auditor-1', 'GET', `/v1/district-log?type=erased&number=${number}`);
    expect(body['entries']).toMatchObject([{ actor: { account: 'system' }, body: { contacts: 1, texts: 0 } }]);
  });

  it('gives out none of its attachments from then on, and keeps their hashes without their bytes', async () => {
    const number = await aSecret();
    const [one] = await attachments(number);
    expect(one?.erasedAt).toBeUndefined();
    await give('clerk-1', number, 'decline', DECLINE);
    for (const language of ['zh', 'en'] as const) {
      const headers = { 'accept-language': language };
      const answer = await call('clerk-1', 'GET', `/v1/requests/${number}/attachments/${one?.id ?? ''}`, { headers });
      const { status, [language]: title } = API_PROBLEMS.attachment_erased;
      expect(answer).toMatchObject({ status, body: { code: 'attachment_erased', title } });
    }
    const erased = await attachments(number);
    expect(erased.map(({ erasedAt }) => typeof erasedAt)).toEqual(['string', 'string']);
    expect(await audit(number)).toEqual(CLEAN);
    await eraseOnce(service);
    expect(await blobsOf(number)).toEqual([]);
    expect(await audit(number)).toEqual(CLEAN);
    await eraseOnce(service);

    const { status, body } = await attach(number);
    expect([status, body['code']]).toEqual([409, 'request_erased']);
    expect(await blobsOf(number)).toEqual([]);
  });

  it('keeps nothing of what came in beside it or after it either', async () => {
    const number = await aSecret();
    await give('clerk-1', number, 'decline', DECLINE);
    await give('clerk-1', number, 'comment', { text: `${SECRET}六` });
    await service.db.pool.query('UPDATE attachments SET erased_at = NULL WHERE case_id = $1', [caseOf(number)]);
    await eraseOnce(service);
    expect((await kept(number)).texts).toEqual(WORDS);
    expect((await attachments(number)).every(({ erasedAt }) => erasedAt !== undefined)).toBe(true);
    expect(await blobsOf(number)).toEqual([]);
    expect(await audit(number)).toEqual(CLEAN);
  });

  it('loses its bytes also when who erases them dies in the middle', async () => {
    const number = await aSecret();
    await give('clerk-1', number, 'decline', DECLINE);
    const dying: Blobs = {
      ...service.blobs,
      async remove(key) {
        await service.blobs.remove(key);
        throw new Error('killed before it could be marked');
      },
    };
    await expect(eraseOnce({ db: service.db, blobs: dying })).rejects.toThrow('killed');
    expect(await blobsOf(number)).toHaveLength(1);
    expect(await audit(number)).toEqual(CLEAN);
    await eraseOnce(service);
    expect(await blobsOf(number)).toEqual([]);
    expect(await audit(number)).toEqual(CLEAN);
  });

  it('loses also the bytes of which the record never heard, for who brought them died before', async () => {
    const [number, other] = [await aSecret(), await aSecret()];
    const stray = `${number}/${'a'.repeat(64)}`;
    await service.blobs.put(stray, Buffer.from('演示:不应保留'));
    await writeFile(join(service.blobFolder, number, '.draft-of-a-dead-process'), 'half');
    await eraseOnce(service);
    expect(await blobsOf(number)).toHaveLength(4);
    await give('clerk-1', number, 'decline', DECLINE);
    await eraseOnce(service);
    expect(await blobsOf(number)).toEqual([]);
    // And what comes in after that, as long as it can; what was declined long ago is looked at no more.
    await service.blobs.put(stray, Buffer.from('演示:不应保留'));
    await eraseOnce(service, new Date(Date.now() + 60_000).toISOString());
    expect(await blobsOf(number)).toHaveLength(1);
    await eraseOnce(service, new Date(Date.now() - 600_000).toISOString());
    expect(await blobsOf(number)).toEqual([]);
    expect(await blobsOf(other)).toHaveLength(2);
    expect(await audit(number)).toEqual(CLEAN);
  });

  it('takes no attachment that was under way when it was declined, and keeps no bytes of it', async () => {
    const number = await aSecret();
    const before = await attachments(number);
    const { call: late } = await openHttp(service, {
      attachments: {
        ...{ maxBytes: 1_024 * 1_024, maxPerSide: 4 },
        blobs: {
          ...service.blobs,
          async put(key, bytes) {
            await service.blobs.put(key, bytes);
            await give('clerk-1', number, 'decline', DECLINE);
          },
        },
      },
    });
    const bytes = await aPhoto('jpeg', (photos += 1));
    const answer = await late('clerk-1', 'POST', `/v1/requests/${number}/attachments?stage=before`, { bytes });
    expect(answer).toMatchObject({ status: 409, body: { code: 'request_erased' } });
    expect(await attachments(number)).toHaveLength(before.length);
    await eraseOnce(service);
    expect(await blobsOf(number)).toEqual([]);
  });

  it('leaves bytes alone that another attachment stands for', async () => {
    const [number, other] = [await aSecret(), await aSecret()];
    await give('clerk-1', number, 'decline', DECLINE);
    const { pool } = service.db;
    await pool.query(
      `UPDATE attachments AS one SET blob_key = other.blob_key, content_hash = other.content_hash
       FROM (SELECT blob_key, content_hash FROM attachments WHERE case_id = $2 LIMIT 1) AS other WHERE id = (SELECT id FROM attachments WHERE case_id = $1 LIMIT 1)`,
      [caseOf(number), caseOf(other)],
    );
    await eraseOnce(service);
    expect(await blobsOf(other)).toHaveLength(2);
    expect(await audit(other)).toEqual(CLEAN);
  });

  it('that is taken up again keeps what is said from then on', async () => {
    const number = await aSecret();
    await give('clerk-1', number, 'decline', DECLINE);
    await eraseOnce(service);
    await give('clerk-1', number, 'reopen', { reason: '演示:并非涉密' });
    expect((await attach(number)).status).toBe(201);
    await eraseOnce(service);
    expect((await kept(number)).texts).toContain('演示:并非涉密');
    expect(await blobsOf(number)).toHaveLength(1);
    expect(await audit(number)).toEqual(CLEAN);
  });

  it('keeps nothing of the message that brought it', async () => {
    const number = await bySignedMessage('city-secrets', COMPLAINT.text);
    expect(await kept(number)).toMatchObject({ contacts: 2 });
    await give('shift-leader-1', number, 'decline', DECLINE);
    // The contact alone.
    expect(await kept(number)).toMatchObject({ contacts: 1, texts: WORDS });
    expect(await audit(number)).toEqual(CLEAN);
  });
});

describe('a split that was refused', () => {
  it('leaves no words or contact anywhere when the request is declined as a secret', async () => {
    const number = await aSecret();
    await give('clerk-1', number, 'accept');
    const parts = [
      { category: 'A0101', text: `${SECRET}丙`, place: { community: 'haibei-01', address: `${SECRET}丁` } },
    ];
    const body = { parts, reason: '演示:拆单' };
    const refused = await call('clerk-1', 'POST', `/v1/requests/${number}/split`, { body });
    expect(refused.body['code']).toBe('split_after_dispatch');
    expect(await audit(number)).toEqual(CLEAN);
    await give('clerk-1', number, 'decline', DECLINE);
    await told(number);
    await eraseOnce(service);
    const { rows } = await service.db.pool.query(
      `SELECT text FROM vault_texts WHERE text IN ($1, $2) UNION ALL SELECT ref::text FROM vault_contacts WHERE case_id = $3 AND sealed IS NOT NULL`,
      [`${SECRET}丙`, `${SECRET}丁`, caseOf(number)],
    );
    expect(rows).toEqual([]);
  });

  it('leaves to the parts of one that was taken what is theirs', async () => {
    const number = await aSecret();
    const parts = [{ category: 'A0101', text: '演示:另一件事' }];
    await give('clerk-1', number, 'split', { parts, reason: '演示:拆单' });
    const { body } = await call('clerk-1', 'GET', `/v1/requests/${number}`);
    const [part = ''] = body['parts'] as string[];
    await until(async () => (await call('clerk-1', 'GET', `/v1/requests/${part}`)).status === 200);
    await give('clerk-1', number, 'decline', DECLINE);
    await told(number);
    await eraseOnce(service);
    expect(await kept(part)).toMatchObject({ texts: [`${SECRET}二`, '演示:另一件事'].sort(), contacts: 1, index: 1 });
    const found = await call('clerk-1', 'GET', '/v1/requests?q=' + encodeURIComponent('另一件事'));
    expect((found.body['requests'] as { number: string }[]).map((one) => one.number)).toContain(part);
    expect((await audit(part)).findings).toEqual([]);
  });
});

describe('a request of which a part was a secret', () => {
  it('keeps the words that stay, and neither those that they replace nor the message that brought them', async () => {
    const number = await bySignedMessage('city-part-secret', `${SECRET}甲`);
    await give('clerk-1', number, 'correct', { text: `${SECRET}乙`, reason: '演示:改正' });
    expect((await kept(number)).texts).toContain(`${SECRET}甲`);
    const said = { secret: true, reason: '演示:涉密部分已拆出' };
    const wrong = await call('clerk-1', 'POST', `/v1/requests/${number}/correct`, {
      body: { confidential: true, ...said },
    });
    expect(wrong.body).toMatchObject({ errors: [{ pointer: '/text' }] });
    await give('clerk-1', number, 'correct', { text: '演示:其余诉求', ...said });
    const { texts, contacts } = await kept(number);
    expect(texts.filter((text) => text.startsWith(SECRET))).toEqual([]);
    expect([texts.includes('演示:其余诉求'), contacts]).toEqual([true, 1]);
    expect(await audit(number)).toEqual(CLEAN);
    const { body } = await call('auditor-1', 'GET', `/v1/requests/${number}/events`);
    expect(JSON.stringify(body)).not.toContain(SECRET);
  });
});

/** Handed in by another system, whose message is kept sealed beside it. */
async function bySignedMessage(name: string, words: string): Promise<string> {
  const { rows } = await service.db.pool.query<{ id: string }>(`SELECT id FROM accounts WHERE login = 'hotline-12345'`);
  const source = { name, account: rows[0]?.id };
  const { body: created } = await call('admin', 'POST', '/v1/hook-sources', { body: source });
  const text = JSON.stringify({ ...COMPLAINT, kind: 'tip_off', against: { unit: 'urban-management' }, text: words });
  const [id, at] = [`msg_${name}`, new Date()];
  const answer = await call(undefined, 'POST', `/v1/hooks/${source.name}`, {
    body: text,
    headers: {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
      'webhook-signature': new Webhook(String(created['secret'])).sign(id, at, text),
    },
  });
  expect(answer.status).toBe(201);
  return String(answer.body['number']);
}

describe('what an audit says of bytes that should be gone', () => {
  it('when they are back, as after a restore, and when nothing demanded that they go', async () => {
    const number = await aSecret();
    const [one] = await attachments(number);
    await service.db.pool.query('UPDATE attachments SET erased_at = now() WHERE id = $1', [one?.id]);
    expect((await audit(number)).findings).toEqual([{ code: 'erasure_unfounded', params: { id: one?.id } }]);
    await give('clerk-1', number, 'decline', DECLINE);
    await eraseOnce(service);
    const { rows } = await service.db.pool.query<{ blob_key: string }>(
      'SELECT blob_key FROM attachments WHERE id = $1',
      [one?.id],
    );
    await service.blobs.put(rows[0]?.blob_key ?? '', Buffer.from('restored'));
    expect((await audit(number)).findings).toEqual([{ code: 'blob_left', params: { id: one?.id } }]);
  });
});
