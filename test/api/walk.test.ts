import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { COMPLAINT, openHttp, type Call } from '../support/http.js';
import { aKey, openService, type TestService } from '../support/service.js';

let service: TestService;
let call: Call;
let url: string;
let cookieOf: (login: string) => Promise<string>;

async function submitted(): Promise<string> {
  const { body } = await call('clerk-1', 'POST', '/v1/requests', { body: COMPLAINT });
  return `/v1/requests/${String(body['number'])}`;
}

beforeAll(async () => {
  service = await openService();
  await service.startWorker();
  ({ call, cookieOf, url } = await openHttp(service));
});
afterAll(() => service.stop());

describe('a hotline', () => {
  it('gets a number, a place to look and a version, and the same again for the same key', async () => {
    const headers = { 'idempotency-key': 'call-4711' };
    const first = await call('clerk-1', 'POST', '/v1/requests', { body: COMPLAINT, headers });
    expect(first).toMatchObject({ status: 201, body: { status: 'accepted', state: 'awaiting_sign_for' } });
    expect(first.headers.get('location')).toBe(`/v1/requests/${String(first.body['number'])}`);
    expect(first.headers.get('etag')).toBe('"3"');
    const again = await call('clerk-1', 'POST', '/v1/requests', { body: COMPLAINT, headers });
    expect([again.status, again.body]).toEqual([201, first.body]);
    const other = await call('clerk-1', 'POST', '/v1/requests', { body: { ...COMPLAINT, text: '另一件' }, headers });
    expect(other).toMatchObject({ status: 422, body: { code: 'key_reused' } });
  });

  it('must bring a key of its own', async () => {
    const headers = { 'idempotency-key': '' };
    const answer = await call('clerk-1', 'POST', '/v1/requests', { body: COMPLAINT, headers });
    expect(answer).toMatchObject({ status: 400, body: { code: 'idempotency_key_required' } });
  });

  it('need not wait, and is told later what became of it', async () => {
    const headers = { prefer: 'respond-async' };
    const answer = await call('clerk-1', 'POST', '/v1/requests', { body: COMPLAINT, headers });
    expect(answer).toMatchObject({ status: 202, body: { status: 'queued' } });
    const later = answer.headers.get('location') ?? '';
    expect(await call('clerk-1', 'GET', later)).toMatchObject({ status: 200, body: { status: 'queued' } });
  });
});

describe('bad input', () => {
  it('names every field and its rule, in the language asked for, and keeps nothing', async () => {
    const count = async () => (await service.db.pool.query('SELECT 1 FROM inbox')).rowCount;
    const before = await count();
    const body = { ...COMPLAINT, kind: 'wish', text: 'a\u0000b', place: { subdistrict: 3 }, extra: 1 };
    const pointers = ['/kind', '/text', '/place/subdistrict', '/extra'];
    for (const [language, word] of [
      ['zh', '不得含有'],
      ['en', 'must not hold'],
    ] as const) {
      const answer = await call('clerk-1', 'POST', '/v1/requests', { body, headers: { 'accept-language': language } });
      expect(answer).toMatchObject({ status: 422, body: { code: 'invalid_request' } });
      expect(answer.headers.get('content-type')).toMatch('application/problem+json');
      const errors = answer.body['errors'] as { pointer: string; detail: string }[];
      expect(errors.map(({ pointer }) => pointer).sort()).toEqual([...pointers].sort());
      expect(errors.find(({ pointer }) => pointer === '/text')?.detail).toMatch(word);
    }
    expect(await count()).toBe(before);
  });

  it.each([
    ['/category', { category: 'Z9' }, 'unknown_category'],
    ['/place/community', { place: { community: 'nowhere' } }, 'unknown_place'],
    ['/place/subdistrict', { place: { community: 'haibei-01', subdistrict: 'xinhua' } }, 'place_mismatch'],
    ['/place/community', { place: { community: 'haibei' } }, 'place_of_other_kind'],
    ['/place/grid', { place: { grid: 'haibei-01' } }, 'place_of_other_kind'],
    ['/occurredAt', { occurredAt: '2199-01-01T00:00:00+08:00' }, 'occurred_in_future'],
    ['/occurredAt', { occurredAt: '0001-01-01T00:00:00+08:00' }, 'invalid_request'],
    ['/occurredAt', { occurredAt: '9999-12-31T23:59:59-08:00' }, 'invalid_request'],
    ['/external/0/id', { external: [{ system: 'city', id: '13000000001' }] }, 'invalid_request'],
    ['/external/0/id', { external: [{ system: 'city', id: '演示·某人' }] }, 'invalid_request'],
    ['/requester/mode', { requester: { mode: 'anonymous', phone: '13000000001' } }, 'invalid_request'],
    ['/requester/name', { requester: {} }, 'invalid_request'],
    ['/requester/phone', { requester: { phone: '-----' } }, 'invalid_request'],
    ['', '"words"', 'invalid_request'],
    ['/category', { category: undefined }, 'invalid_request'],
  ])('at %s is told by the directory or the clock', async (pointer, more, code) => {
    const body = typeof more === 'string' ? more : { ...COMPLAINT, ...more };
    const answer = await call('clerk-1', 'POST', '/v1/requests', { body });
    expect(answer).toMatchObject({ status: 422, body: { code, errors: [{ pointer }] } });
  });

  it.each([
    ['malformed JSON', '{"kind":', {}, 400, 'invalid_json'],
    ['another content type', 'kind=complaint', { 'content-type': 'text/plain' }, 415, 'unsupported_media_type'],
    ['a body too large', JSON.stringify({ text: 'x'.repeat(300_000) }), {}, 413, 'payload_too_large'],
  ])('of the kind “%s” is a problem, not a fault', async (_what, body, headers, status, code) => {
    expect(await call('clerk-1', 'POST', '/v1/requests', { body, headers })).toMatchObject({ status, body: { code } });
  });

  it('in another encoding than it says is refused, before what was written is lost', async () => {
    const cookie = await cookieOf('clerk-1');
    const send = async (body: Uint8Array<ArrayBuffer>, more: Record<string, string> = {}) => {
      const headers = { 'content-type': 'application/json', 'idempotency-key': aKey(), cookie, ...more };
      const answer = await fetch(`${url}/v1/requests`, { method: 'POST', headers, body });
      return [answer.status, ((await answer.json()) as { code: string }).code];
    };
    // 演示 in GBK.
    const text = JSON.stringify({ ...COMPLAINT, text: '?' });
    const [before = '', after = ''] = text.split('?');
    const gbk = Uint8Array.from([...Buffer.from(before), 0xd1, 0xdd, 0xca, 0xbe, ...Buffer.from(after)]);
    expect(await send(gbk)).toEqual([400, 'invalid_encoding']);
    expect(await send(Uint8Array.from(Buffer.from(text)), { 'content-encoding': 'gzip' })).toEqual([
      400,
      'malformed_request',
    ]);
  });

  it.each([
    ['/v1/requests/%00', 404],
    ['/v1/requests/150302-2026-000001%00', 404],
    ['/v1/requests/%E0%A4%A', 400],
    ['/v1/judgements/%E0%A4%A', 400],
    ['/v1/requests?dueBefore=0001-01-01T00:00:00%2B08:00', 422],
    [`/v1/requests?cursor=${Buffer.from('9999-99-99T99:99:99Z|150302-2026-000001').toString('base64url')}`, 422],
  ])('in the address %s is a problem, not a fault', async (path, status) => {
    expect((await call('clerk-1', 'GET', path)).status).toBe(status);
  });

  it('takes a phone number as people write it', async () => {
    for (const phone of ['(0473)2012345', '0473-2012345转801', '１３０００００００01', '+86 130 0000 0001']) {
      const answer = await call('clerk-1', 'POST', '/v1/requests', { body: { ...COMPLAINT, requester: { phone } } });
      expect([phone, answer.status]).toEqual([phone, 201]);
    }
  });

  it('that says it came by the hotline is believed of the hotline only', async () => {
    const place = { grid: 'haibei-01-g1' };
    const submit = (channel: string) =>
      call('haibei-01.grid', 'POST', '/v1/requests', { body: { ...COMPLAINT, place, channel } });
    expect(await submit('hotline')).toMatchObject({ status: 422, body: { errors: [{ pointer: '/channel' }] } });
    // The officer names the grid; the community that the right is held in follows from the directory.
    expect(await submit('grid')).toMatchObject({ status: 201, body: { state: 'received' } });
    const elsewhere = await call('haibei-01.grid', 'POST', '/v1/requests', {
      body: { ...COMPLAINT, channel: 'grid', place: { grid: 'haibei-02-g1' } },
    });
    expect(elsewhere).toMatchObject({
      status: 403,
      body: { code: 'place_out_of_scope', errors: [{ pointer: '/place' }] },
    });
  });

  it('takes Mongolian as it is written', async () => {
    const text = 'ᠮᠣᠩᠭᠣᠯ\u180E ᠬᠡᠯᠡ\u202F\u200D';
    const { body } = await call('clerk-1', 'POST', '/v1/requests', { body: { ...COMPLAINT, text } });
    const read = await call('clerk-1', 'GET', `/v1/requests/${String(body['number'])}`);
    expect(read.body['text']).toBe(text);
  });
});

describe('a request', () => {
  it('is seen by its own, and by nobody else', async () => {
    const path = await submitted();
    const status = async (login?: string) => (await call(login, 'GET', path)).status;
    expect(await status()).toBe(401);
    expect(await status('urban-management.coordinator')).toBe(200);
    expect(await status('housing.coordinator')).toBe(404);
    expect(await status('haibei.clerk')).toBe(200);
    expect(await status('xinhua.clerk')).toBe(404);
    expect(await status('auditor-1')).toBe(200);
  });

  it('shows its caller masked, and offers what the position and the role allow', async () => {
    const path = await submitted();
    const seen = await call('urban-management.coordinator', 'GET', path);
    expect(seen.body).toMatchObject({ requester: { mode: 'named', name: '斯琴·**', phone: '130****0001' } });
    expect(seen.body['allowed']).toEqual(expect.arrayContaining(['signFor', 'object']));
    expect(seen.body['allowed']).not.toContain('review');
    const unchanged = await call('clerk-1', 'GET', path, { headers: { 'if-none-match': '"3"' } });
    expect(unchanged.status).toBe(304);
  });

  it('refuses with its state and what that allows, and to those who read an older version', async () => {
    const path = await submitted();
    const unit = 'urban-management.coordinator';
    const stale = await call(unit, 'POST', `${path}/sign-for`, { body: {}, headers: { 'if-match': '"2"' } });
    expect(stale).toMatchObject({ status: 412, body: { code: 'version_conflict', version: 3 } });
    const signed = await call(unit, 'POST', `${path}/sign-for`, { body: {}, headers: { 'if-match': '"3"' } });
    expect(signed).toMatchObject({ status: 200, body: { state: 'handling', version: 4 } });
    const twice = await call(unit, 'POST', `${path}/sign-for`, { body: {} });
    expect(twice).toMatchObject({ status: 409, body: { code: 'wrong_state', state: 'handling', version: 4 } });
    expect(twice.body['allowed']).toContain('submitResult');
    expect((await call('clerk-1', 'POST', `${path}/sign-for`, { body: {} })).status).toBe(403);
  });

  it('tells its story with the texts beside it', async () => {
    const path = await submitted();
    await call('clerk-1', 'POST', `${path}/comment`, { body: { text: '演示备注' } });
    const { body } = await call('auditor-1', 'GET', `${path}/events`);
    const events = body['events'] as { type: string; body: { text?: { ref: string } } }[];
    expect(events.map(({ type }) => type)).toEqual(['received', 'accepted', 'dispatched', 'commented']);
    const ref = events.at(-1)?.body.text?.ref ?? '';
    expect((body['texts'] as Record<string, string>)[ref]).toBe('演示备注');
  });
});

describe('a list', () => {
  it('pages through everything once, also while new requests come in', async () => {
    const seen: string[] = [];
    let path = '/v1/requests?limit=3&kind=complaint';
    for (;;) {
      const { body } = await call('clerk-1', 'GET', path);
      seen.push(...(body['requests'] as { number: string }[]).map(({ number }) => number));
      await submitted();
      const { nextCursor } = body;
      if (typeof nextCursor !== 'string') break;
      path = `/v1/requests?limit=3&kind=complaint&cursor=${nextCursor}`;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThan(6);
  });

  it('holds for a unit what it leads on, and for another nothing', async () => {
    await submitted();
    const own = await call('urban-management.coordinator', 'GET', '/v1/requests?stage=dispatch');
    expect(
      (own.body['requests'] as { leadUnit: string }[]).every(({ leadUnit }) => leadUnit === 'urban-management'),
    ).toBe(true);
    expect((own.body['requests'] as unknown[]).length).toBeGreaterThan(0);
    expect((await call('tax.coordinator', 'GET', '/v1/requests')).body['requests']).toEqual([]);
    expect((await call('clerk-1', 'GET', '/v1/requests?overdue=true')).body['requests']).toEqual([]);
    expect((await call('clerk-1', 'GET', '/v1/requests?cursor=x')).status).toBe(422);
  });
});

describe('an account', () => {
  it('is locked by five failures, for the right password too', async () => {
    const attempt = (password: string) =>
      call(undefined, 'POST', '/v1/sessions', { body: { login: 'dispatcher-2', password } });
    for (let i = 1; i < 5; i += 1) expect((await attempt('wrong')).status).toBe(401);
    expect(await attempt('wrong')).toMatchObject({ status: 403, body: { code: 'account_locked' } });
    expect(await attempt('bihuan-demo-only')).toMatchObject({ status: 403, body: { code: 'account_locked' } });
  });

  it('is forgotten at the next request when its session ends or its key is revoked', async () => {
    const cookie = await cookieOf('reviewer-1');
    expect((await call('reviewer-1', 'GET', '/v1/sessions/current')).status).toBe(200);
    await call('reviewer-1', 'DELETE', '/v1/sessions/current');
    expect((await call(undefined, 'GET', '/v1/sessions/current', { headers: { cookie } })).status).toBe(401);

    const { body } = await call('admin', 'GET', '/v1/accounts');
    const machine = (body['accounts'] as { id: string; login: string }[]).find(
      ({ login }) => login === 'hotline-12345',
    );
    const made = await call('admin', 'POST', '/v1/api-keys', { body: { account: machine?.id, label: 'test' } });
    const { id, key } = made.body as { id: string; key: string };
    const headers = { authorization: `Bearer ${key}` };
    expect((await call(undefined, 'GET', '/v1/requests', { headers })).status).toBe(200);
    const { rows } = await service.db.pool.query<{ text: string }>('SELECT api_keys::text AS text FROM api_keys');
    expect(rows.some(({ text }) => text.includes(key))).toBe(false);
    expect((await call('admin', 'DELETE', `/v1/api-keys/${id}`)).status).toBe(204);
    expect((await call(undefined, 'GET', '/v1/requests', { headers })).status).toBe(401);
  });
});
