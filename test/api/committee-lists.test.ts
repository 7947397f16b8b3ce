import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { verifyDistrictLogs } from '../../src/audit/district-logs.js';
import { openHttp, type Call } from '../support/http.js';
import { aKey, HAIBOWAN, openService, type TestService } from '../support/service.js';

/** 需求清单、资源清单、项目清单 through REST: two-way claiming, also by many at once. */
let service: TestService;
let call: Call;

beforeAll(async () => {
  service = await openService();
  ({ call } = await openHttp(service));
});
afterAll(() => service.stop());

const LISTS = '/v1/committees/haibei-01';
const MEMBER = 'haibei-01.committee-4';
const OTHER = 'haibei-01.committee-6';
const SECRETARY = 'haibei-01.secretary';

const entry = (title: string) => ({ title, detail: '演示:详情', organisation: '演示·单位' });

async function entered(login: string, list: 'needs' | 'resources', title = '演示:课后托管场地'): Promise<string> {
  const { status, body } = await call(login, 'POST', `${LISTS}/${list}`, { body: entry(title) });
  expect([status, body['errors']]).toEqual([201, undefined]);
  return String(body['id']);
}

const claim = (login: string, list: 'needs' | 'resources', id: string, other: string, key = aKey()) =>
  call(login, 'POST', `${LISTS}/${list}/${id}/claim`, {
    body: list === 'needs' ? { resource: other } : { need: other },
    headers: { 'idempotency-key': key },
  });

async function rowOf(list: string, id: string): Promise<Record<string, unknown> | undefined> {
  const { body } = await call(SECRETARY, 'GET', `${LISTS}/${list}`);
  return ((body['entries'] ?? body['projects']) as Record<string, unknown>[]).find((one) => one['id'] === id);
}

const code = async (answer: Promise<{ status: number; body: Record<string, unknown> }>) => {
  const { status, body } = await answer;
  return [status, body['code']];
};

describe('the lists of a committee', () => {
  it('have nothing in the name of an organisation that sits there but from its own seat or the office', async () => {
    const { rows } = await service.db.pool.query<{ organisation: string }>(
      `SELECT organisation FROM committee_members JOIN accounts ON id = delegate_account_id WHERE login = $1`,
      [OTHER],
    );
    const organisation = rows[0]?.organisation ?? '';
    const enter = (login: string) =>
      call(login, 'POST', `${LISTS}/needs`, { body: { ...entry('演示:场地'), organisation } });
    const refused = await enter(MEMBER);
    expect([refused.status, refused.body['code']]).toEqual([422, 'organisation_has_a_seat']);
    expect(refused.body['errors']).toMatchObject([{ pointer: '/organisation' }]);
    for (const login of [OTHER, SECRETARY]) expect([login, (await enter(login)).status]).toEqual([login, 201]);
  });

  it.each(['needs', 'resources'] as const)(
    'bring a need and a resource together, claimed from the %s',
    async (list) => {
      const need = await entered(MEMBER, 'needs');
      const resource = await entered(OTHER, 'resources');
      const [owner, target, other] = list === 'needs' ? [OTHER, need, resource] : [MEMBER, resource, need];
      const { status, body } = await claim(owner, list, target, other);
      expect(status).toBe(201);
      const project = String(body['id']);
      expect(await rowOf('projects', project)).toMatchObject({
        ...{ need: { id: need }, resource: { id: resource }, state: 'under_way' },
        claimedBy: list === 'needs' ? 'resource' : 'need',
      });
      expect((await rowOf('needs', need))?.['project']).toBe(project);
      expect((await rowOf('resources', resource))?.['project']).toBe(project);
    },
  );

  it('let one come through, of many who claim the same at once', async () => {
    const need = await entered(MEMBER, 'needs');
    const resources = await Promise.all(Array.from({ length: 6 }, () => entered(OTHER, 'resources')));
    const claims = await Promise.all(resources.map((resource) => claim(OTHER, 'needs', need, resource)));
    expect(claims.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
    const { body } = await call(SECRETARY, 'GET', `${LISTS}/projects`);
    const ofNeed = (body['projects'] as { need: { id: string } }[]).filter((one) => one.need.id === need);
    expect(ofNeed).toHaveLength(1);
  });

  it('let both sides claim each other at once without standing still: one project', async () => {
    const need = await entered(MEMBER, 'needs');
    const resource = await entered(OTHER, 'resources');
    const both = await Promise.all([claim(OTHER, 'needs', need, resource), claim(MEMBER, 'resources', resource, need)]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  it('have one answer for one key', async () => {
    const body = entry('演示:一次');
    const send = (more: object, key: string) =>
      call(MEMBER, 'POST', `${LISTS}/needs`, { body: { ...body, ...more }, headers: { 'idempotency-key': key } });
    const key = aKey();
    const [first, again] = [await send({}, key), await send({}, key)];
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect(await code(send({ title: '演示:另一' }, key))).toEqual([422, 'key_reused']);
    const resource = await entered(OTHER, 'resources');
    const claiming = aKey();
    const claims = [1, 2].map(() => claim(OTHER, 'needs', String(first.body['id']), resource, claiming));
    expect((await Promise.all(claims)).map(({ status }) => status)).toEqual([201, 201]);
  });

  it('are changed by whose an entry is, or by the office', async () => {
    const need = await entered(MEMBER, 'needs');
    const resource = await entered(OTHER, 'resources');
    expect(await code(claim(MEMBER, 'needs', need, resource))).toEqual([403, 'not_yours']);
    expect(await code(call(OTHER, 'DELETE', `${LISTS}/needs/${need}`))).toEqual([403, 'not_yours']);
    expect((await call(SECRETARY, 'DELETE', `${LISTS}/needs/${need}`)).status).toBe(204);
    expect(await rowOf('needs', need)).toBeUndefined();
    expect(await code(claim(OTHER, 'needs', need, resource))).toEqual([409, 'entry_withdrawn']);
    expect(await code(claim(OTHER, 'needs', resource, need))).toEqual([404, 'not_found']);
    const elsewhere = await call('haibei-02.clerk', 'GET', `${LISTS}/needs`);
    expect([elsewhere.status, elsewhere.body['code']]).toEqual([403, 'place_out_of_scope']);
    // The place stands in the path: there is no field at fault.
    expect(elsewhere.body).not.toHaveProperty('errors');
  });

  it('free both sides of a project that is given up, and keep those of one that is done', async () => {
    const need = await entered(MEMBER, 'needs');
    const resource = await entered(OTHER, 'resources');
    const end = (project: string, state: string, login = OTHER) =>
      call(login, 'POST', `${LISTS}/projects/${project}/end`, { body: { state } });
    const first = String((await claim(OTHER, 'needs', need, resource)).body['id']);
    expect(await code(call(MEMBER, 'DELETE', `${LISTS}/needs/${need}`))).toEqual([409, 'entry_taken']);
    expect(await code(end(first, 'given_up', 'haibei-01.committee-8'))).toEqual([403, 'not_yours']);
    expect((await end(first, 'given_up')).status).toBe(204);
    expect((await end(first, 'given_up')).status).toBe(204);
    expect(await code(end(first, 'done'))).toEqual([409, 'project_ended']);
    const second = String((await claim(SECRETARY, 'resources', resource, need)).body['id']);
    expect((await end(second, 'done', SECRETARY)).status).toBe(204);
    expect(await rowOf('projects', second)).toMatchObject({ state: 'done', claimedBy: 'need' });
    expect(await code(claim(OTHER, 'needs', need, resource))).toEqual([409, 'entry_taken']);
  });

  it('stand in the district’s log, whose chain holds', async () => {
    const { body } = await call('auditor-1', 'GET', '/v1/district-log?limit=200');
    const types = new Set((body['entries'] as { type: string }[]).map(({ type }) => type));
    expect([...types]).toEqual(
      expect.arrayContaining(['list_claimed', 'list_entered', 'list_withdrawn', 'project_ended']),
    );
    expect(JSON.stringify(body)).not.toContain('课后托管');
    const [log] = await verifyDistrictLogs(service.db, HAIBOWAN);
    expect(log?.findings).toEqual([]);
  });
});
