import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { onDuty } from '../../src/store/roster.js';
import { openHttp, type Call } from '../support/http.js';
import { HAIBOWAN, openService, type TestService } from '../support/service.js';

let service: TestService;
let call: Call;
beforeAll(async () => {
  service = await openService();
  ({ call } = await openHttp(service));
  await service.db.pool.query('DELETE FROM duty_shifts');
});
afterAll(() => service.stop());

async function idOf(login: string): Promise<string> {
  const { rows } = await service.db.pool.query<{ id: string }>('SELECT id FROM accounts WHERE login = $1', [login]);
  return rows[0]?.id ?? '';
}

const put = (body: object) => call('directory-keeper-1', 'POST', '/v1/duty-shifts', { body });
const NIGHT = { startsAt: '2026-03-02T17:30:00+08:00', endsAt: '2026-03-03T08:30:00+08:00' };
const at = (time: string, recipient: string) =>
  onDuty(service.db, { district: HAIBOWAN, recipient, at: new Date(`2026-03-${time}+08:00`).toISOString() });

describe('the roster', () => {
  it('names who is on duty from the first to before the last moment; at other times the directory does', async () => {
    const { status, body } = await put({
      ...NIGHT,
      unit: 'housing',
      role: 'duty_officer',
      account: await idOf('housing.coordinator'),
    });
    expect(status).toBe(201);
    const recipient = 'unit:housing:duty_officer';
    expect(await at('02T17:29:59', recipient)).toEqual(['housing.duty']);
    expect(await at('02T17:30:00', recipient)).toEqual(['housing.coordinator']);
    expect(await at('03T08:29:59', recipient)).toEqual(['housing.coordinator']);
    expect(await at('03T08:30:00', recipient)).toEqual(['housing.duty']);
    expect(await at('02T20:00:00', 'unit:housing:head')).toEqual(['housing.head']);
    expect(await at('02T20:00:00', 'unit:sanitation:duty_officer')).not.toContain('housing.coordinator');
    expect((await call('directory-keeper-1', 'DELETE', `/v1/duty-shifts/${String(body['id'])}`)).status).toBe(204);
    expect(await at('02T20:00:00', recipient)).toEqual(['housing.duty']);
  });

  it('has a leader for the centre', async () => {
    const standing = await at('02T20:00:00', 'role:shift_leader');
    expect(standing).toContain('shift-leader-1');
    const { body: made } = await call('admin', 'POST', '/v1/accounts', {
      body: {
        ...{ login: 'shift-leader-by-night', displayName: '演示·值班长乙', unit: 'hotline-centre' },
        roles: [{ role: 'shift_leader', scopeKind: 'district', scopeCode: HAIBOWAN }],
      },
    });
    expect((await put({ ...NIGHT, role: 'shift_leader', account: made['id'] })).status).toBe(201);
    expect(await at('02T20:00:00', 'role:shift_leader')).toEqual(['shift-leader-by-night']);
    await service.db.pool.query(`UPDATE accounts SET disabled_at = now() WHERE login = 'shift-leader-by-night'`);
    expect(await at('02T20:00:00', 'role:shift_leader')).toEqual(standing);
    expect(await at('02T20:00:00', 'resident')).toEqual([]);
  });

  it('has somebody of every community for what is assigned to it', async () => {
    expect(await at('02T20:00:00', 'unit:haibei-01:coordinator')).toEqual(['haibei-01.clerk']);
    expect(await at('02T20:00:00', 'unit:haibei-01:duty_officer')).toEqual(['haibei-01.grid']);
    const { rows } = await service.db.pool.query(
      `SELECT code FROM units WHERE kind = 'community' AND district_code = $1 AND NOT EXISTS (
         SELECT 1 FROM duty_officers WHERE unit_code = code AND duty = 'coordinator')`,
      [HAIBOWAN],
    );
    expect(rows).toEqual([]);
  });

  it('is listed for a time and a unit, the earliest first', async () => {
    const account = await idOf('housing.head');
    await put({
      startsAt: '2026-03-05T00:00:00+08:00',
      endsAt: '2026-03-06T00:00:00+08:00',
      unit: 'housing',
      role: 'head',
      account,
    });
    await put({
      startsAt: '2026-03-04T00:00:00+08:00',
      endsAt: '2026-03-05T00:00:00+08:00',
      unit: 'housing',
      role: 'head',
      account,
    });
    const list = async (query: string) => {
      const { body } = await call('admin', 'GET', `/v1/duty-shifts?${query}`);
      return (body['shifts'] as { startsAt: string; unit: string | null }[]).map(
        ({ startsAt, unit }) => `${String(unit)} ${startsAt}`,
      );
    };
    expect(await list('from=2026-03-04T12:00:00Z&until=2026-03-07T00:00:00Z')).toEqual([
      'housing 2026-03-03T16:00:00.000Z',
      'housing 2026-03-04T16:00:00.000Z',
    ]);
    expect(await list('from=2026-03-01T00:00:00Z&until=2026-03-07T00:00:00Z&unit=sanitation')).toEqual([]);
  });

  it.each([
    ['somebody of another unit', 'clerk-2', { unit: 'housing', role: 'duty_officer' }],
    ['the head of another unit', 'water.head', { unit: 'housing', role: 'head' }],
    ['somebody of the unit who does not work for it', 'clerk-2', { unit: 'hotline-centre', role: 'duty_officer' }],
    ['somebody without the role', 'clerk-2', { role: 'shift_leader' }],
    ['somebody with another role', 'dispatcher-1', { role: 'shift_leader' }],
    ['a machine', 'hotline-12345', { unit: 'hotline-centre', role: 'duty_officer' }],
  ])('takes nobody whom the duty does not fit: %s', async (_who, login, duty) => {
    const shift = { ...NIGHT, ...duty, account: await idOf(login) };
    for (const [language, words] of Object.entries({ zh: /^须为.*账号/, en: /^must be an account/ })) {
      const { status, body } = await call('directory-keeper-1', 'POST', '/v1/duty-shifts', {
        body: shift,
        headers: { 'accept-language': language },
      });
      const errors = [{ pointer: '/account', detail: expect.stringMatching(words) }];
      expect([status, body]).toEqual([422, expect.objectContaining({ errors })]);
    }
  });

  it.each([
    ['shift-leader-1', { unit: 'hotline-centre', role: 'duty_officer' }],
    ['housing.duty', { unit: 'housing', role: 'deputy' }],
    ['dispatcher-2', { role: 'dispatcher' }],
  ])('takes whom it fits: %s', async (login, duty) => {
    const { status, body } = await put({ ...NIGHT, ...duty, account: await idOf(login) });
    expect(status).toBe(201);
    await call('directory-keeper-1', 'DELETE', `/v1/duty-shifts/${String(body['id'])}`);
  });

  it('takes no shift that ends before it begins, of another duty, or of nobody', async () => {
    const account = await idOf('housing.head');
    const wrong = async (more: object) => {
      const { status, body } = await put({ ...NIGHT, unit: 'housing', role: 'head', account, ...more });
      return [status, (body['errors'] as { pointer: string }[] | undefined)?.[0]?.pointer];
    };
    expect(await wrong({ endsAt: NIGHT.startsAt })).toEqual([422, '/endsAt']);
    expect(await wrong({ endsAt: '2026-04-01T00:00:00Z' })).toEqual([422, '/endsAt']);
    expect(await wrong({ role: 'shift_leader' })).toEqual([422, '/role']);
    expect(await wrong({ unit: undefined })).toEqual([422, '/role']);
    expect(await wrong({ unit: 'nowhere' })).toEqual([422, '/unit']);
    expect(await wrong({ account: '00000000-0000-4000-8000-000000000000' })).toEqual([422, '/account']);
  });
});
