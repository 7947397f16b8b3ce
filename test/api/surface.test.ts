import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROUTES } from '../../src/api/routes/index.js';
import { COMPLAINT, openHttp, type Call, type Reply } from '../support/http.js';
import { undecidedCount } from '../support/record.js';
import { aKey, aPhone, openService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';

let service: TestService;
let call: Call;

beforeAll(async () => {
  service = await openService();
  await service.startWorker();
  ({ call } = await openHttp(service));
});
afterAll(() => service.stop());

async function submitted(more: object = {}): Promise<string> {
  const { body } = await call('clerk-1', 'POST', '/v1/requests', {
    body: { ...COMPLAINT, requester: { ...COMPLAINT.requester, phone: aPhone() }, ...more },
  });
  return `/v1/requests/${String(body['number'])}`;
}

const UNIT = 'urban-management.coordinator';

describe('what anybody may read', () => {
  it.each(['/metrics/', '/METRICS', '//metrics', '/healthz/'])(
    'shows figures under their own path only, not under %s',
    async (path) => {
      const { status, body } = await call(undefined, 'GET', path);
      expect([status, body['code']]).toEqual([404, 'not_found']);
    },
  );

  it.each(['/healthz', '/readyz', '/metrics', '/', '/docs', '/docs/problems', '/openapi.json'])(
    '%s answers',
    async (path) => {
      expect((await call(undefined, 'GET', path)).status).toBe(200);
    },
  );

  it('has pages that fetch nothing from outside', async () => {
    for (const path of ['/', '/docs', '/docs/problems', '/docs/start.js', '/docs/ui/swagger-ui.css']) {
      const { body } = await call(undefined, 'GET', path);
      const text = String(body['text']).replaceAll('http://www.w3.org/', '');
      expect(text.match(/(?:src|href|url)\s*[=(]\s*["']?(?:https?:)?\/\/[^"')\s]+/g) ?? []).toEqual([]);
    }
    const { headers } = await call(undefined, 'GET', '/docs');
    expect(headers.get('content-security-policy')).toContain("default-src 'self'");
  });

  it('describes every route, each with the ways it can fail, and every reference leads somewhere', async () => {
    const { body: api } = await call(undefined, 'GET', '/openapi.json');
    const paths = api['paths'] as Record<
      string,
      Record<string, { operationId: string; responses: Record<string, unknown> }>
    >;
    const operations = Object.values(paths).flatMap((path) => Object.values(path));
    const ids = operations.map(({ operationId }) => operationId);
    expect([...ids].sort()).toEqual(ROUTES.map(({ operationId }) => operationId).sort());
    for (const { responses } of operations) expect(Object.keys(responses).length).toBeGreaterThan(1);
    const references = [...JSON.stringify(api).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = '']) => path);
    expect(references.length).toBeGreaterThan(20);
    const lost = references.filter((path) => {
      let at: unknown = api;
      for (const step of path.split('/')) at = (at as Record<string, unknown> | undefined)?.[step];
      return at === undefined;
    });
    expect(lost).toEqual([]);
  });
});

describe('a command', () => {
  it.each(['3', 'W/"3"', '"three"', '"1", "3"'])('with If-Match: %s is told what an ETag is', async (ifMatch) => {
    const path = await submitted();
    const answer = await call(UNIT, 'POST', `${path}/sign-for`, { body: {}, headers: { 'if-match': ifMatch } });
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_if_match' } });
  });

  it('with If-Match: * takes any version that there is', async () => {
    const path = await submitted();
    const headers = { 'if-match': '*' };
    expect((await call(UNIT, 'POST', `${path}/sign-for`, { body: {}, headers })).status).toBe(200);
  });

  it('has one effect, however many send it at once under one key', async () => {
    const path = await submitted();
    const headers = { 'idempotency-key': aKey() };
    const send = () => call('clerk-1', 'POST', `${path}/comment`, { body: { text: '演示:同一条' }, headers });
    const answers = await Promise.all(Array.from({ length: 8 }, send));
    for (const { status } of answers) expect([200, 202]).toContain(status);
    const ids = new Set(answers.map(({ body }) => body['commandId']));
    expect(ids.size).toBe(1);
    await until(async () => (await undecidedCount(service.db)) === 0);
    const { body } = await call('auditor-1', 'GET', `${path}/events`);
    expect((body['events'] as { type: string }[]).filter(({ type }) => type === 'commented')).toHaveLength(1);
    const other = await call('clerk-1', 'POST', `${path}/comment`, { body: { text: '演示:另一条' }, headers });
    expect(other).toMatchObject({ status: 422, body: { code: 'key_reused' } });
  });

  it('under the same key of another account is another command', async () => {
    const path = await submitted();
    const headers = { 'idempotency-key': aKey() };
    const ids = await Promise.all(
      ['clerk-1', 'clerk-2'].map(async (login) => {
        const { body } = await call(login, 'POST', `${path}/comment`, { body: { text: '演示' }, headers });
        return body['commandId'];
      }),
    );
    expect(new Set(ids).size).toBe(2);
  });

  it('has the same answer for ever, also when it took the request out of its sender’s sight', async () => {
    const path = await submitted();
    const headers = { 'idempotency-key': 'objected once' };
    const object = () => call(UNIT, 'POST', `${path}/object`, { body: { reason: '演示:不属本单位' }, headers });
    const first = await object();
    expect(first).toMatchObject({ status: 200, body: { state: 'objected' } });
    const upheld = { ruling: 'upheld', unit: 'housing', reason: '演示:改派' };
    await call('shift-leader-1', 'POST', `${path}/rule-on-objection`, { body: upheld });
    expect((await call(UNIT, 'GET', path)).status).toBe(404);
    const again = await object();
    expect([again.status, again.body]).toEqual([200, first.body]);
    const asked = await call(UNIT, 'GET', `/v1/commands/${String(first.body['commandId'])}`);
    expect(asked).toMatchObject({ status: 200, body: { status: 'accepted' } });
    // Another key is another command, and the request is out of sight.
    expect((await call(UNIT, 'POST', `${path}/object`, { body: { reason: '演示' } })).status).toBe(404);
  });

  it('that was refused offers what its sender may do, and leaves nothing of its words in what happened', async () => {
    const path = await submitted();
    const early = await call(UNIT, 'POST', `${path}/submit-result`, { body: { summary: '演示:还没签收' } });
    expect(early).toMatchObject({ status: 409, body: { code: 'wrong_state' } });
    expect(early.body['allowed']).toContain('signFor');
    expect(early.body['allowed']).not.toContain('withdraw');
    expect(JSON.stringify((await call('auditor-1', 'GET', `${path}/events`)).body)).not.toContain('还没签收');
  });

  it('that need not be waited for is decided by the relay, and its outcome can be asked for', async () => {
    const path = await submitted();
    const headers = { prefer: 'respond-async' };
    const queued = await call(UNIT, 'POST', `${path}/sign-for`, { body: {}, headers });
    expect(queued).toMatchObject({ status: 202, body: { status: 'queued' } });
    service.startRelay();
    const location = queued.headers.get('location') ?? '';
    let last: Reply | undefined;
    await until(async () => {
      last = await call(UNIT, 'GET', location);
      return last.body['status'] !== 'queued';
    });
    expect(last).toMatchObject({ status: 200, body: { status: 'accepted', state: 'handling' } });
  });

  it('is an object, also where it may be an empty one', async () => {
    const path = await submitted();
    for (const body of ['null', '[]', '3', '"x"']) {
      expect([body, (await call(UNIT, 'POST', `${path}/sign-for`, { body })).status]).toEqual([body, 422]);
    }
  });

  it('by a path that is none, or with a method that is none, is told so', async () => {
    const path = await submitted();
    expect(await call('clerk-1', 'POST', `${path}/no-such-command`, { body: {} })).toMatchObject({ status: 404 });
    const deleted = await call('clerk-1', 'DELETE', path);
    expect(deleted).toMatchObject({ status: 405, body: { code: 'method_not_allowed' } });
    expect(deleted.headers.get('allow')).toBe('GET');
    expect((await call('clerk-1', 'GET', '/v1/requests/150302-2026-999999999')).status).toBe(404);
    expect((await call('clerk-1', 'GET', '/v1/commands/none')).status).toBe(404);
  });
});

describe('what is personal', () => {
  it('is masked for all, and hidden from the unit when the resident asked for confidence', async () => {
    const requester = { mode: 'confidential', name: '演示乙', phone: '13000000002' };
    const path = await submitted({ requester });
    const centre = await call('clerk-1', 'GET', path);
    expect(centre.body['requester']).toEqual({ mode: 'confidential', name: '演**', phone: '130****0002' });
    expect((await call(UNIT, 'GET', path)).body['requester']).toEqual({ mode: 'confidential' });
  });

  it('is kept by no proxy, and said in no error', async () => {
    const path = await submitted();
    expect((await call('clerk-1', 'GET', path)).headers.get('cache-control')).toBe('private, no-cache');
    const requester = { mode: 'named', name: '演示丙', phone: 'abc13000000003' };
    const refused = await call('clerk-1', 'POST', '/v1/requests', { body: { ...COMPLAINT, requester } });
    expect(refused.status).toBe(422);
    expect(JSON.stringify(refused.body)).not.toMatch(/演示丙|13000000003/);
  });

  it('has a cookie that no script reads and no other site sends', async () => {
    const body = { login: 'clerk-2', password: 'bihuan-demo-only' };
    const { headers } = await call(undefined, 'POST', '/v1/sessions', { body });
    expect(headers.get('set-cookie')).toMatch(
      /^bihuan_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Expires=/,
    );
    expect(headers.get('cache-control')).toBe('no-store');
  });
});
