import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DISPATCHER, HOUSING, MARKET, now, openCrews, POLICE, URBAN, WEEKEND, type Crews } from '../support/crews.js';
import { openDesk, type Desk } from '../support/desk.js';
import { openHttp, type Call } from '../support/http.js';
import { aPhone, openService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';

/** On what a crew is dispatched, and whom that keeps out of it. */
let service: TestService;
let call: Call;
let submitted: Desk['submitted'];
let crews: Crews;

beforeAll(async () => {
  service = await openService();
  await service.startWorker();
  service.startRelay();
  ({ call } = await openHttp(service));
  ({ submitted } = openDesk(service, call));
  crews = await openCrews(service, call);
});
afterAll(() => service.stop());

/** What haibei is told of somebody in confidence. */
const tipOff = (against: object, more: object = {}) =>
  submitted({
    ...{ kind: 'tip_off', against, place: { subdistrict: 'haibei' } },
    requester: { mode: 'confidential', name: '演示·举报人', phone: aPhone() },
    ...more,
  });

/** The numbers of the dispatches that somebody is shown. */
async function listed(login: string): Promise<readonly string[]> {
  const { body } = await call(login, 'GET', '/v1/enforcement-dispatches');
  return (body['cases'] as { number: string }[]).map(({ number }) => number);
}

describe('who is reported', () => {
  it('sends nobody to look into it, and neither reads nor hears of who does', async () => {
    const request = await tipOff({ unit: 'urban-management' });
    const refused = await crews.dispatch({ ...crews.aTime(), request });
    expect([refused.status, refused.body['code']]).toEqual([409, 'unit_cannot_come']);
    // A dispatcher reads nothing of the request, and not from the refusal either what it is about.
    expect(JSON.stringify(refused.body)).not.toMatch(/reported|举报|反映|投诉/);
    expect((await call(DISPATCHER, 'GET', `/v1/requests/${request}`)).status).toBe(404);
    const crew = crews.crewOf(MARKET);
    const number = await crews.dispatched({ request, crew, lead: 'market-regulation' });
    const [officer] = crews.crewOf(URBAN);
    const booking = await crews.order(DISPATCHER, number, 'book-officer', { officer, ...WEEKEND });
    expect([booking.status, booking.body['code']]).toEqual([409, 'unit_cannot_come']);
    for (const login of ['urban-management.head', 'urban-management.coordinator', URBAN]) {
      expect((await call(login, 'GET', `/v1/enforcement-dispatches/${number}`)).status).toBe(404);
      expect(await listed(login)).toEqual([]);
    }
    expect(await listed('market-regulation.head')).toEqual([number]);
    await crews.done(DISPATCHER, number, 'cancel', { reason: '演示' });
  });

  it('does not come in person, though others of the unit may', async () => {
    const request = await tipOff({ unit: 'urban-management', staff: true, login: URBAN }, { kind: 'complaint' });
    const refused = await crews.dispatch({ ...crews.aTime(), request, crew: crews.crewOf(URBAN, MARKET) });
    expect([refused.status, refused.body['code']]).toEqual([409, 'officer_cannot_come']);
    const number = await crews.dispatched({ request, crew: crews.crewOf('urban-management.officer-2', MARKET) });
    const [officer] = crews.crewOf(URBAN);
    const booking = await crews.order(DISPATCHER, number, 'book-officer', { officer, ...WEEKEND });
    expect([booking.status, booking.body['code']]).toEqual([409, 'officer_cannot_come']);
    expect((await call(URBAN, 'GET', `/v1/enforcement-dispatches/${number}`)).status).toBe(404);
    await crews.done(DISPATCHER, number, 'cancel', { reason: '演示' });
  });
});

describe('what a crew is dispatched on', () => {
  const refused = async (more: object) => {
    const { status, body } = await crews.dispatch({ ...crews.aTime(), ...more });
    return [status, body['code'], (body['errors'] as { pointer: string }[] | undefined)?.[0]?.pointer];
  };
  /** A whistle of haibei, of its clerk's hand. */
  const blown = async (more: object = {}) => {
    const { status, body } = await call('haibei.clerk', 'POST', '/v1/whistles', {
      body: {
        ...{ kind: 'joint_enforcement', text: '演示:联合整治', departments: [{ unit: 'police', reason: '演示' }] },
        ...more,
      },
    });
    expect([status, body['errors']]).toEqual([201, undefined]);
    return String(body['number']);
  };

  it('is a whistle at work: approved, or an emergency that runs at once; and not concluded', async () => {
    const whistle = await blown();
    const police = { crew: crews.crewOf(POLICE), lead: 'police' };
    expect(await refused({ whistle, ...police })).toEqual([409, 'whistle_not_at_work', '/whistle']);
    expect((await call('haibei.leader', 'POST', `/v1/whistles/${whistle}/approve`, { body: {} })).status).toBe(200);
    const numbers = [await crews.dispatched({ whistle, ...police })];
    const emergency = await blown({ kind: 'emergency', text: '演示:道路塌陷' });
    await until(
      async () => (await call('haibei.leader', 'GET', `/v1/whistles/${emergency}`)).body['state'] === 'working',
    );
    numbers.push(await crews.dispatched({ whistle: emergency, ...police }));
    const off = await blown();
    const why = { body: { reason: '演示' } };
    expect((await call('haibei.leader', 'POST', `/v1/whistles/${off}/refuse`, why)).status).toBe(200);
    expect(await refused({ whistle: off, ...police })).toEqual([409, 'whistle_not_at_work', '/whistle']);
    for (const one of numbers) await crews.done(DISPATCHER, one, 'cancel', { reason: '演示' });
    // The whistle hears of the crew's end by a message.
    const command = async (name: string, body: object) =>
      (await call('haibei.leader', 'POST', `/v1/whistles/${whistle}/${name}`, { body })).status;
    expect(await command('release-department', { unit: 'police', reason: '演示' })).toBe(200);
    await until(async () => (await command('conclude', { result: 'settled', summary: '演示' })) === 200);
    expect(await refused({ whistle, ...police })).toEqual([409, 'whistle_not_at_work', '/whistle']);
  });

  it('is a request that is not over', async () => {
    const request = await submitted({ place: { subdistrict: 'haibei' } });
    const over = await call('clerk-1', 'POST', `/v1/requests/${request}/withdraw`, { body: { callId: 'call-1' } });
    expect([over.status, over.body['errors']]).toEqual([200, undefined]);
    expect(await refused({ request })).toEqual([409, 'request_over', '/request']);
  });

  it('is one matter in one place: the whistle that was blown for the request, and both where the crew goes', async () => {
    const [first, second] = [await submitted({ place: { subdistrict: 'haibei' } }), await submitted()];
    const asked = { kind: 'emergency', reason: '演示', departments: [{ unit: 'police', reason: '演示' }] };
    const blow = await call('haibei.leader', 'POST', `/v1/requests/${first}/blow-whistle`, { body: asked });
    expect([blow.status, blow.body['errors']]).toEqual([200, undefined]);
    const whistle = await until(async () => {
      const { body } = await call('shift-leader-1', 'GET', `/v1/requests/${first}`);
      return (body['linked'] as { number: string; kind: string }[]).find(({ kind }) => kind === 'whistle')?.number;
    });
    await until(
      async () => (await call('haibei.leader', 'GET', `/v1/whistles/${whistle}`)).body['state'] === 'working',
    );
    expect(await refused({ request: second, whistle })).toEqual([409, 'grounds_apart', '/whistle']);
    const number = await crews.dispatched({ request: first, whistle });
    await crews.done(DISPATCHER, number, 'cancel', { reason: '演示' });
  });
});

describe('who dispatches in two subdistricts', () => {
  it('sends nobody to one of them for what lies in the other', async () => {
    const { db } = service;
    const { rows } = await db.pool.query<{ id: string }>('SELECT id FROM accounts WHERE login = $1', [DISPATCHER]);
    await db.pool.query(
      `INSERT INTO account_roles (account_id, role, scope_kind, scope_code) VALUES ($1, 'enforcement_dispatcher', 'subdistrict', 'xinhua')`,
      [rows[0]?.id],
    );
    const request = await submitted({ place: { subdistrict: 'haibei' } });
    const there = { place: { subdistrict: 'xinhua' }, crew: crews.crewOf(HOUSING), lead: 'housing' };
    const answer = await crews.dispatch({ ...crews.aTime(), ...there, request });
    expect([answer.status, answer.body['code']]).toEqual([409, 'ground_elsewhere']);
  });
});

describe('what a crew of its own has not settled', () => {
  it('is an item before the committee of the subdistrict, with what the crew was to do', async () => {
    const number = await crews.dispatched(now());
    await crews.done(URBAN, number, 'arrive', { where: '演示·立春路口' });
    await crews.done(URBAN, number, 'findings', { findings: '演示:反复占道' });
    await crews.done(DISPATCHER, number, 'conclude', { result: 'not_settled', summary: '演示:需多部门协调' });
    const item = await until(async () => {
      const { body } = await call('haibei.secretary', 'GET', '/v1/agenda-items');
      const [first] = body['cases'] as { number: string }[];
      return first && (await call('haibei.secretary', 'GET', `/v1/agenda-items/${first.number}`)).body;
    });
    expect(item).toMatchObject({ source: 'enforcement', about: number, subdistrict: 'haibei' });
    expect(item['matter']).toMatchObject({ result: 'not_settled', task: '演示:占道经营集中整治' });
    await crews.isClean(number);
    await crews.isClean(String(item['number']));
  });
});
