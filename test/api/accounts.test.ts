import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { COMPLAINT, openHttp, type Call } from '../support/http.js';
import { HAIBOWAN, openService, type TestService } from '../support/service.js';

let service: TestService;
let call: Call;

beforeAll(async () => {
  service = await openService();
  ({ call } = await openHttp(service));
});
afterAll(() => service.stop());

const FIRST = 'demo only, the first';
const SECOND = 'demo only, the second';
const CLERK = { role: 'hotline_clerk', scopeKind: 'district', scopeCode: HAIBOWAN };
let accounts = 0;

function anAccount(more: object = {}) {
  accounts += 1;
  const login = `made.${String(accounts)}`;
  const body = { login, displayName: '演示·新账号', password: FIRST, roles: [CLERK], ...more };
  return call('admin', 'POST', '/v1/accounts', { body });
}

const logIn = (login: unknown, password: string) =>
  call(undefined, 'POST', '/v1/sessions', { body: { login, password } });
const cookieOf = ({ headers }: { headers: Headers }) => ({ cookie: headers.get('set-cookie')?.split(';')[0] ?? '' });
const whoAmI = async (headers: Record<string, string>) =>
  (await call(undefined, 'GET', '/v1/sessions/current', { headers })).status;

describe('an account', () => {
  it.each([
    ['a unit', { unit: 'nobody' }, 'unknown_unit', '/unit'],
    [
      'a unit as scope',
      { unit: 'nobody', roles: [{ role: 'unit_head', scopeKind: 'unit', scopeCode: 'nobody' }] },
      'unknown_unit',
      '/unit',
    ],
    ['a district', { roles: [{ ...CLERK, scopeCode: '440310' }] }, 'unknown_district'],
    // It is there, and a community.
    [
      'a subdistrict',
      { roles: [{ role: 'subdistrict_clerk', scopeKind: 'subdistrict', scopeCode: 'haibei-01' }] },
      'unknown_place',
    ],
  ])('is not bound to %s that is not there', async (_what, more, code, pointer = '/roles/0/scopeCode') => {
    expect(await anAccount(more)).toMatchObject({ status: 422, body: { code, errors: [{ pointer }] } });
  });

  it.each([
    // Its own work would pass through its own hands.
    ['a reviewer of one unit', [{ role: 'reviewer', scopeKind: 'unit', scopeCode: 'housing' }], '/roles/0/scopeKind'],
    [
      'an administrator of one community',
      [{ role: 'system_admin', scopeKind: 'community', scopeCode: 'haibei-01' }],
      '/roles/0/scopeKind',
    ],
    [
      'a coordinator of a unit that is not its own',
      [{ role: 'unit_coordinator', scopeKind: 'unit', scopeCode: 'housing' }],
      '/unit',
    ],
  ])('is never that of %s', async (_what, roles, pointer) => {
    const made = await anAccount({ unit: 'urban-management', roles });
    expect(made).toMatchObject({ status: 422, body: { code: 'invalid_request', errors: [{ pointer }] } });
  });

  it('is listed with its roles, and where they count', async () => {
    const HEAD = { role: 'unit_head', scopeKind: 'unit', scopeCode: 'housing' };
    const made = await anAccount({ unit: 'housing', roles: [HEAD, CLERK, CLERK] });
    expect(made.body['roles']).toEqual([HEAD, CLERK]);
    const { body } = await call('admin', 'GET', '/v1/accounts');
    const listed = body['accounts'] as { id: string; login: string; roles: unknown }[];
    expect(listed.find(({ id }) => id === made.body['id'])?.roles).toEqual([CLERK, HEAD]);
    const machine = { role: 'hotline_system', scopeKind: 'district', scopeCode: HAIBOWAN };
    expect(listed.find(({ login }) => login === 'hotline-12345')?.roles).toEqual([machine]);
  });

  it('takes a role that is named twice as once, is not disabled by itself, and gets no key once it is disabled', async () => {
    const { id } = (await anAccount({ roles: [CLERK, CLERK] })).body;
    expect((await call('admin', 'DELETE', `/v1/accounts/${String(id)}`)).status).toBe(204);
    const key = await call('admin', 'POST', '/v1/api-keys', { body: { account: id, label: '演示·迟到' } });
    expect(key.status).toBe(404);
    const { body } = await call('admin', 'GET', '/v1/accounts');
    const admin = (body['accounts'] as { id: string; login: string }[]).find(({ login }) => login === 'admin');
    for (const id of [String(admin?.id), String(admin?.id).toUpperCase()]) {
      const own = await call('admin', 'DELETE', `/v1/accounts/${id}`);
      expect(own).toMatchObject({ status: 409, body: { code: 'own_account' } });
    }
  });

  it('can be that of a town or a village, which stand where a subdistrict and a community do', async () => {
    for (const [role, scopeKind, scopeCode] of [
      ['subdistrict_clerk', 'subdistrict', 'qianlishan'],
      ['community_clerk', 'community', 'qianlishan-03'],
    ]) {
      expect((await anAccount({ roles: [{ role, scopeKind, scopeCode }] })).status).toBe(201);
    }
  });

  it('that holds two roles acts in the one that fits', async () => {
    const { login } = (
      await anAccount({ roles: [CLERK, { role: 'community_clerk', scopeKind: 'community', scopeCode: 'haibei-01' }] })
    ).body;
    const headers = cookieOf(await logIn(login, FIRST));
    for (const [channel, role] of [
      ['hotline', 'hotline_clerk'],
      ['window', 'community_clerk'],
    ]) {
      const { status, body } = await call(undefined, 'POST', '/v1/requests', {
        headers,
        body: { ...COMPLAINT, channel },
      });
      expect([channel, status]).toEqual([channel, 201]);
      const { rows } = await service.db.pool.query<{ role: string }>(
        `SELECT actor->>'role' AS role FROM inbox WHERE command_id = $1`,
        [body['commandId']],
      );
      expect(rows).toEqual([{ role }]);
    }
  });

  it('has no session left when its password was reset while somebody was logging in with the old one', async () => {
    const { login, id } = (await anAccount()).body;
    const path = `/v1/accounts/${String(id)}/password`;
    const [session] = await Promise.all([
      logIn(login, FIRST),
      call('admin', 'POST', path, { body: { password: SECOND } }),
    ]);
    if (session.status === 201) expect(await whoAmI(cookieOf(session))).toBe(401);
    else expect(session.status).toBe(401);
  });

  it('has a login of its own, also when two are made at once', async () => {
    const made = await Promise.all([1, 2, 3].map(() => anAccount({ login: 'made.twice' })));
    expect(made.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  });

  it('changes its own password with the present one, and is logged in nowhere afterwards', async () => {
    const { login } = (await anAccount()).body;
    const session = cookieOf(await logIn(login, FIRST));
    const change = (current: string) =>
      call(undefined, 'POST', '/v1/sessions/current/password', {
        headers: session,
        body: { current, password: SECOND },
      });
    expect(await change('wrong')).toMatchObject({ status: 401, body: { code: 'invalid_credentials' } });
    expect((await change(FIRST)).status).toBe(204);
    expect(await whoAmI(session)).toBe(401);
    expect((await logIn(login, FIRST)).status).toBe(401);
    expect((await logIn(login, SECOND)).status).toBe(201);
  });

  it('is given another password by the administrator, which lifts its lock', async () => {
    const { login, id } = (await anAccount()).body;
    const session = cookieOf(await logIn(login, FIRST));
    for (let guess = 0; guess < 5; guess += 1) await logIn(login, 'wrong');
    expect((await logIn(login, FIRST)).status).toBe(403);
    const path = `/v1/accounts/${String(id)}/password`;
    expect((await call('admin', 'POST', path, { body: { password: 'short' } })).status).toBe(422);
    expect((await call('admin', 'POST', path, { body: { password: SECOND } })).status).toBe(204);
    expect(await whoAmI(session)).toBe(401);
    expect((await logIn(login, SECOND)).status).toBe(201);
  });

  it('has keys that can be listed and revoked, and never read again', async () => {
    const { login, id } = (await anAccount({ password: undefined })).body;
    const made = await call('admin', 'POST', '/v1/api-keys', { body: { account: id, label: '演示·热线' } });
    const mine = async () => {
      const { body } = await call('admin', 'GET', '/v1/api-keys');
      return (body['keys'] as { login: string }[]).filter((key) => key.login === login);
    };
    expect(await mine()).toMatchObject([{ id: made.body['id'], label: '演示·热线', revokedAt: null }]);
    expect(JSON.stringify(await mine())).not.toContain(made.body['key']);
    const headers = { authorization: `Bearer ${String(made.body['key'])}` };
    expect(await whoAmI(headers)).toBe(200);
    expect((await call('admin', 'DELETE', `/v1/api-keys/${String(made.body['id'])}`)).status).toBe(204);
    expect(await whoAmI(headers)).toBe(401);
    expect(await mine()).toMatchObject([{ revokedAt: expect.any(String) }]);
  });
});
