import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { mapHook } from '../../src/commands/hook-mapping.js';
import { queryCode } from '../../src/store/query-code.js';
import { openEvidence } from '../../src/store/vault.js';
import { COMPLAINT, openHttp, type Call } from '../support/http.js';
import { openService, TEST_KEYS, type TestService } from '../support/service.js';

let service: TestService;
let call: Call;
let account: string;
beforeAll(async () => {
  service = await openService();
  await service.startWorker();
  ({ call } = await openHttp(service));
  const { rows } = await service.db.pool.query<{ id: string }>(`SELECT id FROM accounts WHERE login = 'hotline-12345'`);
  account = rows[0]?.id ?? '';
});
afterAll(() => service.stop());

let names = 0;
/** Registers a source, and gives what signs and sends as it. */
async function aSource(mapping?: unknown) {
  names += 1;
  const name = `city-${String(names)}`;
  const created = await call('admin', 'POST', '/v1/hook-sources', {
    body: { name, account, ...(mapping !== undefined && { mapping }) },
  });
  expect(created.status).toBe(201);
  const secret = String(created.body['secret']);
  const send = (
    text: string,
    { id = `msg_${String(Math.random()).slice(2)}`, at = new Date(), by = secret, altered = text } = {},
  ) =>
    call(undefined, 'POST', `/v1/hooks/${name}`, {
      body: altered,
      headers: {
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
        'webhook-signature': new Webhook(by).sign(id, at, text),
      },
    });
  return { name, secret, send };
}

const counts = async () => {
  const { rows } = await service.db.pool.query(
    'SELECT (SELECT count(*) FROM inbox) AS inbox, (SELECT count(*) FROM vault_contacts) AS sealed',
  );
  return rows[0] as unknown;
};

describe('a request that another system signed', () => {
  it('is received as any other, with the bytes that were sent as sealed evidence', async () => {
    const { name, send } = await aSource();
    // Blanks and order belong to the evidence.
    const text = `  ${JSON.stringify({ ...COMPLAINT, external: [{ system: 'city', id: 'C-1' }] })}\n`;
    const answer = await send(text, { id: 'msg_first' });
    expect(answer.status).toBe(201);
    const number = String(answer.body['number']);
    expect(answer.body['code']).toBe(queryCode(TEST_KEYS, number));
    const { rows } = await service.db.pool.query<{ system: string; id: string; case_id: string }>(
      `SELECT system, id, case_id FROM external_ids WHERE case_id = $1 ORDER BY system`,
      [number.replace(/^(\d+)-/, 'request:$1:')],
    );
    const sha256 = createHash('sha256').update(text).digest('hex');
    expect(rows.map(({ system, id }) => [system, id])).toEqual([
      ['city', 'C-1'],
      [`hook.${name}`, `${String(answer.body['commandId'])}:sha256:${sha256}`],
    ]);
    const sealed = await service.db.pool.query<{ ref: string; key_id: string; sealed: Buffer }>(
      'SELECT ref, key_id, sealed FROM vault_contacts WHERE case_id = $1',
      [rows[0]?.case_id],
    );
    const opened = sealed.rows.map(({ ref, key_id: keyId, sealed: bytes }) =>
      openEvidence(TEST_KEYS, { ref, keyId, sealed: bytes }).toString(),
    );
    expect(opened).toContain(text);
    expect(sealed.rows.some((row) => row.sealed.includes('13000000001'))).toBe(false);
    const { body } = await call('clerk-1', 'GET', `/v1/requests/${number}/events`);
    expect((body['events'] as { actor: object }[])[0]?.actor).toEqual({ account, role: 'hotline_system' });
  });

  it('has the same answer when it comes again, and is another request under another id', async () => {
    const { send } = await aSource();
    const text = JSON.stringify(COMPLAINT);
    const first = await send(text, { id: 'msg_same' });
    const before = await counts();
    const again = await send(text, { id: 'msg_same' });
    expect([again.status, again.body['number']]).toEqual([201, first.body['number']]);
    expect(await counts()).toEqual(before);
    expect((await send(JSON.stringify({ ...COMPLAINT, text: '演示:另一件' }), { id: 'msg_same' })).body).toMatchObject({
      code: 'key_reused',
    });
    const other = await send(text, { id: 'msg_other' });
    expect(other.status).toBe(201);
    expect(other.body['number']).not.toBe(first.body['number']);
  });

  it('is refused when its source, signature, bytes or time is wrong, and nothing of it is kept', async () => {
    const { send, name } = await aSource();
    const other = await aSource();
    const text = JSON.stringify(COMPLAINT);
    const before = await counts();
    const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000);
    const refused = await Promise.all([
      send(text, { by: other.secret }),
      send(text, { altered: text.replace('13000000001', '13000000002') }),
      send(text, { at: ago(400) }),
      send(text, { at: ago(-400) }),
      call(undefined, 'POST', `/v1/hooks/${name}`, { body: COMPLAINT }),
      call(undefined, 'POST', '/v1/hooks/nobody', { body: COMPLAINT }),
    ]);
    for (const { status, body } of refused) expect([status, body['code']]).toEqual([401, 'invalid_signature']);
    expect(await counts()).toEqual(before);
    expect((await send(text, { at: ago(200) })).status).toBe(201);
  });

  it('is told what is wrong with it once it is known to be the source’s', async () => {
    const { send } = await aSource();
    expect((await send('{"kind":')).body).toMatchObject({ code: 'invalid_json' });
    expect((await send(JSON.stringify({ ...COMPLAINT, category: 'Z9999' }))).body).toMatchObject({
      code: 'unknown_category',
    });
    const { status, body } = await send(JSON.stringify({ ...COMPLAINT, surprise: 1 }));
    expect([status, body['errors']]).toEqual([422, [expect.objectContaining({ pointer: '/surprise' })]]);
  });

  it('may come in the source’s own words, where its mapping says what they mean', async () => {
    const { send } = await aSource({
      fields: {
        '/kind': { from: '/order/type', values: { '03': 'complaint' } },
        '/channel': { value: 'city_platform' },
        '/category': { from: '/order/code', values: { 17: 'A0101' } },
        '/text': { from: '/order/content' },
        '/place/community': { from: '/where/0' },
        '/requester/phone': { from: '/caller~1phone' },
      },
    });
    const message = {
      order: { type: '03', code: 17, content: '演示:路边摊占道' },
      where: ['haibei-01'],
      'caller/phone': '13000000001',
      more: 1,
    };
    const answer = await send(JSON.stringify(message));
    expect(answer.status).toBe(201);
    const { body } = await call('clerk-1', 'GET', `/v1/requests/${String(answer.body['number'])}`);
    expect(body).toMatchObject({
      kind: 'complaint',
      channel: 'city_platform',
      category: 'A0101',
      community: 'haibei-01',
    });
    const unknown = await send(JSON.stringify({ ...message, order: { ...message.order, type: '99' } }));
    expect(unknown.body['errors']).toEqual([expect.objectContaining({ pointer: '/kind' })]);
  });

  it('is taken under the secret before for a day after it was rotated, and under the one before that no more', async () => {
    const { name, secret, send } = await aSource();
    const rotate = async () => {
      const answer = await call('admin', 'POST', `/v1/hook-sources/${name}/rotate-secret`, { body: {} });
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
      return String(answer.body['secret']);
    };
    const second = await rotate();
    const takenBy = async (by: string) => (await send(JSON.stringify(COMPLAINT), { by })).status;
    expect(second).not.toBe(secret);
    expect([await takenBy(secret), await takenBy(second)]).toEqual([201, 201]);
    // The same message under either is one message.
    const text = JSON.stringify(COMPLAINT);
    const numbers = await Promise.all(
      [secret, second].map(async (by) => (await send(text, { id: 'msg_rotated', by })).body['number']),
    );
    expect(numbers[0]).toBe(numbers[1]);
    await service.db.pool.query('UPDATE hook_sources SET previous_until = clock_timestamp() WHERE name = $1', [name]);
    expect([await takenBy(secret), await takenBy(second)]).toEqual([401, 201]);
    await rotate();
    const fourth = await rotate();
    expect([await takenBy(second), await takenBy(fourth)]).toEqual([401, 201]);

    expect((await call('clerk-1', 'POST', `/v1/hook-sources/${name}/rotate-secret`, { body: {} })).status).toBe(403);
    await call('admin', 'DELETE', `/v1/hook-sources/${name}`);
    expect((await call('admin', 'POST', `/v1/hook-sources/${name}/rotate-secret`, { body: {} })).status).toBe(404);
  });

  it('is taken from nobody any more when the source or its account is disabled', async () => {
    const { name, send } = await aSource();
    expect((await call('admin', 'DELETE', `/v1/hook-sources/${name}`)).status).toBe(204);
    expect((await send(JSON.stringify(COMPLAINT))).status).toBe(401);
    expect((await call('admin', 'DELETE', `/v1/hook-sources/${name}`)).status).toBe(404);
    expect((await call('admin', 'POST', '/v1/hook-sources', { body: { name, account } })).body).toMatchObject({
      code: 'source_taken',
    });
    const { rows } = await service.db.pool.query<{ id: string }>(`SELECT id FROM accounts WHERE login = 'clerk-1'`);
    const clerk = { name: 'not-a-machine', account: rows[0]?.id };
    expect((await call('admin', 'POST', '/v1/hook-sources', { body: clerk })).status).toBe(404);
    const listed = await call('admin', 'GET', '/v1/hook-sources');
    expect(JSON.stringify(listed.body)).not.toMatch(/whsec_|secret/);
    expect(listed.body['sources']).toContainEqual(expect.objectContaining({ name, disabledAt: expect.any(String) }));
  });
});

describe('a mapping', () => {
  it('reads own fields only, and leaves out what is not there', () => {
    const fields = {
      '/text': { from: '/constructor/name' },
      '/kind': { from: '/a/b/c' },
      '/place/grid': { value: 'g' },
    };
    expect(mapHook({ fields }, { a: 'x' })).toEqual({ place: { grid: 'g' } });
  });
});
