import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MOST_FILTERS } from '../../src/store/filters.js';
import { openHttp, type Call } from '../support/http.js';
import { HAIBOWAN, openService, submitOne, type TestService } from '../support/service.js';

let service: TestService;
let call: Call;
const numbers: string[] = [];

beforeAll(async () => {
  service = await openService();
  ({ call } = await openHttp(service));
  for (const more of [{ kind: 'help' as const }, {}, { text: '演示:路灯不亮' }]) {
    const { caseId } = await submitOne(service.door, more);
    numbers.push(caseId.replace(/^request:(\d+):/, '$1-'));
  }
});
afterAll(() => service.stop());

const COORDINATOR = 'urban-management.coordinator';
const HEAD = 'urban-management.head';
const OF_UNIT = { kind: 'unit', code: 'urban-management' };

let made = 0;
function save(login: string, more: object = {}) {
  made += 1;
  const body = { name: `演示·筛选${String(made)}`, query: { kind: 'complaint' }, ...more };
  return call(login, 'POST', '/v1/filters', { body });
}

const namesFor = async (login: string) => {
  const { body } = await call(login, 'GET', '/v1/filters');
  return (body['filters'] as { name: string }[]).map(({ name }) => name);
};
const numbersIn = (body: Record<string, unknown>) =>
  (body['requests'] as { number: string }[]).map(({ number }) => number).sort();

describe('a saved filter', () => {
  it('narrows a list as its query would, and what is asked beside it goes first', async () => {
    const { status, headers, body } = await save('clerk-1', {
      query: { kind: 'complaint', q: '路灯', overdue: 'false' },
    });
    expect([status, headers.get('location')]).toEqual([201, `/v1/filters/${String(body['id'])}`]);
    const list = (more: string) => call('clerk-1', 'GET', `/v1/requests?filter=${String(body['id'])}${more}`);
    expect(numbersIn((await list('')).body)).toEqual([numbers[2]]);
    expect(numbersIn((await list(`&q=${encodeURIComponent('占道')}`)).body)).toEqual([numbers[1]]);
    expect(numbersIn((await list('&overdue=true')).body)).toEqual([]);
  });

  it('is carried on from page to page', async () => {
    const { body } = await save('clerk-1');
    const first = await call('clerk-1', 'GET', `/v1/requests?limit=1&filter=${String(body['id'])}`);
    const next = /<([^>]+)>/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
    const second = await call('clerk-1', 'GET', next);
    expect([...numbersIn(first.body), ...numbersIn(second.body)].sort()).toEqual(numbers.slice(1));
  });

  it('is its owner’s alone until it is shared, and the owner’s to change then, too', async () => {
    const { body } = await save(COORDINATOR, { name: '演示·本单位' });
    const path = `/v1/filters/${String(body['id'])}`;
    expect(await namesFor(HEAD)).not.toContain('演示·本单位');
    expect((await call(HEAD, 'GET', path)).status).toBe(404);
    const shared = { name: '演示·本单位', query: { urgency: 'critical' }, sharedWith: OF_UNIT };
    const written = await call(COORDINATOR, 'PUT', path, { body: shared });
    expect(written).toMatchObject({ status: 200, body: { ...shared, own: true } });
    expect(await call(HEAD, 'GET', path)).toMatchObject({ status: 200, body: { ...shared, own: false } });
    expect(await namesFor('housing.head')).not.toContain('演示·本单位');
    expect((await call(HEAD, 'PUT', path, { body: shared })).status).toBe(404);
    expect((await call(HEAD, 'DELETE', path)).status).toBe(404);
    expect((await call(COORDINATOR, 'DELETE', path)).status).toBe(204);
    expect((await call(COORDINATOR, 'DELETE', path)).status).toBe(404);
  });

  it('can be shared with the whole district by the shift leader', async () => {
    await save('shift-leader-1', { name: '演示·全区', sharedWith: { kind: 'district', code: HAIBOWAN } });
    expect(await namesFor('housing.head')).toContain('演示·全区');
  });

  it.each([
    ['with the district by a unit', COORDINATOR, { kind: 'district', code: HAIBOWAN }, '/sharedWith'],
    ['with another unit', COORDINATOR, { kind: 'unit', code: 'housing' }, '/sharedWith'],
    ['by a clerk', 'clerk-1', { kind: 'district', code: HAIBOWAN }, '/sharedWith'],
    ['with a unit that is none', COORDINATOR, { kind: 'unit', code: 'nobody' }, '/sharedWith/code'],
    ['with another district', 'shift-leader-1', { kind: 'district', code: '999999' }, '/sharedWith/code'],
  ])('is not shared %s', async (_how, login, sharedWith, pointer) => {
    const { status, body } = await save(login, { sharedWith });
    expect([status, (body['errors'] as { pointer: string }[])[0]?.pointer]).toEqual([422, pointer]);
  });

  it.each([
    [{ kind: 'wish' }, '/query/kind'],
    [{ colour: 'red' }, '/query/colour'],
    [{ cursor: 'x' }, '/query/cursor'],
    [{ q: '13000000001' }, '/query/q'],
    [{}, '/query'],
  ])('does not keep the query %j', async (query, pointer) => {
    const { status, body } = await save('clerk-1', { query });
    expect([status, (body['errors'] as { pointer: string }[])[0]?.pointer]).toEqual([422, pointer]);
  });

  it('has a name of its own', async () => {
    await save('clerk-2', { name: '演示·同名' });
    expect(await save('clerk-2', { name: '演示·同名' })).toMatchObject({
      status: 409,
      body: { code: 'filter_name_taken', title: '您已有名为“演示·同名”的筛选' },
    });
    const { body } = await save('clerk-2');
    const renamed = { name: '演示·同名', query: { kind: 'help' } };
    expect((await call('clerk-2', 'PUT', `/v1/filters/${String(body['id'])}`, { body: renamed })).status).toBe(409);
    // Another's name is another's.
    expect((await save('clerk-1', { name: '演示·同名' })).status).toBe(201);
  });

  it('is refused by name where it is none of the caller’s, or no longer fits the list', async () => {
    const { body } = await save(COORDINATOR);
    const id = String(body['id']);
    const asOther = await call('clerk-1', 'GET', `/v1/requests?filter=${id}`);
    expect([asOther.status, asOther.body['errors']]).toMatchObject([422, [{ pointer: '/filter' }]]);
    await service.db.pool.query(`UPDATE saved_filters SET query = '{"kind":"abolished"}' WHERE id = $1`, [id]);
    const outdated = await call(COORDINATOR, 'GET', `/v1/requests?filter=${id}`);
    expect([outdated.status, outdated.body['errors']]).toMatchObject([422, [{ pointer: '/filter/kind' }]]);
  });

  it('is one of a hundred at most', async () => {
    await service.db.pool.query(
      `INSERT INTO saved_filters (id, district_code, account_id, name, query)
       SELECT gen_random_uuid(), district_code, id, 'n' || i, '{}' FROM accounts, generate_series(1, $1::int) AS i WHERE login = 'reviewer-1'`,
      [MOST_FILTERS],
    );
    expect(await save('reviewer-1')).toMatchObject({ status: 409, body: { code: 'too_many_filters' } });
  });
});
