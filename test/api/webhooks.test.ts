import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { openHttp, type Call } from '../support/http.js';
import { openReceiver } from '../support/receiver.js';
import { openService, submitOne, type TestService } from '../support/service.js';
import { until } from '../support/until.js';

let service: TestService;
let call: Call;
let receiver: Awaited<ReturnType<typeof openReceiver>>;
let status = 204;
beforeAll(async () => {
  service = await openService();
  await service.startWorker();
  service.startSender({});
  ({ call } = await openHttp(service));
  receiver = await openReceiver(() => status);
  service.atStop(receiver.close);
});
afterAll(() => service.stop());

async function anEndpoint(more: object = {}): Promise<{ id: string; secret: string; path: string }> {
  const {
    status: code,
    body,
    headers,
  } = await call('admin', 'POST', '/v1/webhook-endpoints', {
    body: { url: receiver.url, description: '演示', ...more },
  });
  expect([code, headers.get('cache-control')]).toEqual([201, 'no-store']);
  const { id, secret } = body as { id: string; secret: string };
  return { id, secret, path: `/v1/webhook-endpoints/${id}` };
}

const deliveriesOf = async (path: string, query = ''): Promise<Record<string, unknown>[]> => {
  const { body } = await call('admin', 'GET', `${path}/deliveries${query}`);
  return body['deliveries'] as Record<string, unknown>[];
};

describe('an address that is told of events', () => {
  it('shows its secret once, and afterwards only what it is', async () => {
    const { id, secret } = await anEndpoint({ eventTypes: ['closed'] });
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const { body } = await call('admin', 'GET', '/v1/webhook-endpoints');
    expect(body['endpoints']).toContainEqual({
      ...{ id, url: receiver.url, description: '演示', eventTypes: ['closed'], createdAt: expect.any(String) },
      ...{ disabledAt: null, disabledBecause: null },
    });
    expect(JSON.stringify(body)).not.toContain('whsec_');
    const { rows } = await service.db.pool.query<{ secret: Buffer }>(
      'SELECT secret FROM webhook_endpoints WHERE id = $1',
      [id],
    );
    expect(rows[0]?.secret.includes(secret.slice(6))).toBe(false);
  });

  it('must be reachable safely: TLS unless it is allow-listed, no password, a type that there is', async () => {
    const wrong = async (more: object) => {
      const { status: code, body } = await call('admin', 'POST', '/v1/webhook-endpoints', {
        body: { url: 'https://example.org', description: 'x', ...more },
      });
      return [code, (body['errors'] as { pointer: string }[] | undefined)?.[0]?.pointer];
    };
    expect(await wrong({ url: 'http://example.org/' })).toEqual([422, '/url']);
    expect(await wrong({ url: 'https://me:secret@example.org/' })).toEqual([422, '/url']);
    expect(await wrong({ url: 'file:///etc/passwd' })).toEqual([422, '/url']);
    expect(await wrong({ url: 'https://10.0.0.1/' })).toEqual([422, '/url']);
    expect(await wrong({ url: 'https://[::1]/' })).toEqual([422, '/url']);
    expect(await wrong({ eventTypes: ['exploded'] })).toEqual([422, '/eventTypes/0']);
  });

  it('is told of what it subscribed to, listed with what it answered, and can be told again under the same id', async () => {
    const { path, secret } = await anEndpoint({ eventTypes: ['accepted'] });
    const before = receiver.sent.length;
    const { caseId } = await submitOne(service.door);
    const number = caseId.replace(/^request:(\d+):/, '$1-');
    const noted = await until(async () => (await deliveriesOf(path)).find((one) => one['status'] === 'delivered'));
    expect(noted).toMatchObject({ number, seq: 2, attempts: 1, lastCode: 204, lastFault: null });
    expect(await call('admin', 'POST', `${path}/replay`, { body: { number, seq: 2 } })).toMatchObject({
      status: 202,
      body: { replayed: 1 },
    });
    await until(async () => (await deliveriesOf(path))[0]?.['attempts'] === 2);
    const sent = receiver.sent.slice(before);
    expect(sent).toHaveLength(2);
    expect(new Set(sent.map(({ id }) => id)).size).toBe(1);
    for (const { body, headers } of sent) {
      expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toMatchObject({
        type: 'request.accepted',
        data: { number, seq: 2, version: 2, state: 'awaiting_dispatch', stage: 'dispatch' },
      });
    }
    expect((await call('admin', 'POST', `${path}/replay`, { body: { number, seq: 99 } })).status).toBe(404);
    expect((await call('admin', 'POST', `${path}/replay`, { body: {} })).status).toBe(422);
  });

  it('is told again of all that failed since a time, and of nothing else', async () => {
    const { id, path } = await anEndpoint({ eventTypes: ['closed'] });
    const { caseId } = await submitOne(service.door);
    await service.db.pool.query(
      `INSERT INTO webhook_deliveries (case_id, seq, endpoint_id, status, attempts, created_at) VALUES
         ($1, 1, $2, 'failed', 9, '2026-03-01'), ($1, 2, $2, 'failed', 9, '2026-03-03'), ($1, 3, $2, 'delivered', 1, '2026-03-03')`,
      [caseId, id],
    );
    const failedSince = '2026-03-02T00:00:00+08:00';
    expect((await call('admin', 'POST', `${path}/replay`, { body: { failedSince } })).body).toEqual({ replayed: 1 });
    await until(async () => (await deliveriesOf(path, '?status=delivered')).length === 2);
    expect((await deliveriesOf(path, '?status=failed')).map(({ seq }) => seq)).toEqual([1]);
    const first = await call('admin', 'GET', `${path}/deliveries?limit=2`);
    const rest = await deliveriesOf(path, `?limit=2&cursor=${String(first.body['nextCursor'])}`);
    expect(rest.map(({ seq }) => seq)).toEqual([1]);
    expect((await call('admin', 'GET', `${path}/deliveries?cursor=nonsense`)).status).toBe(422);
  });

  it('that answers 410 is disabled, and so is one that an administrator disables', async () => {
    const gone = await anEndpoint({ eventTypes: ['received'] });
    status = 410;
    await submitOne(service.door);
    const listed = async (id: string) =>
      ((await call('admin', 'GET', '/v1/webhook-endpoints')).body['endpoints'] as Record<string, unknown>[]).find(
        (one) => one['id'] === id,
      );
    await until(async () => (await listed(gone.id))?.['disabledBecause'] === 'gone');
    status = 204;
    const byHand = await anEndpoint();
    expect((await call('admin', 'DELETE', byHand.path)).status).toBe(204);
    expect(await listed(byHand.id)).toMatchObject({ disabledBecause: 'by_hand' });
    for (const { path } of [gone, byHand]) {
      expect((await call('admin', 'DELETE', path)).body).toMatchObject({ code: 'endpoint_disabled' });
      expect((await call('admin', 'POST', `${path}/rotate-secret`, { body: {} })).status).toBe(409);
      expect(
        (await call('admin', 'POST', `${path}/replay`, { body: { failedSince: '2026-01-01T00:00:00Z' } })).status,
      ).toBe(409);
    }
    const fresh = await anEndpoint();
    const rotated = await call('admin', 'POST', `${fresh.path}/rotate-secret`, { body: {} });
    expect(rotated.body['secret']).not.toBe(fresh.secret);
  });
});
