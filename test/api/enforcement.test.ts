import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { verifyCase } from '../../src/audit/verify.js';
import {
  DISPATCHER,
  HOUR_MS,
  HOUSING,
  inDays,
  MARKET,
  now,
  openCrews,
  POLICE,
  URBAN,
  URBAN2,
  WEEKEND,
  type Crews,
} from '../support/crews.js';
import { asked, openDesk, type Desk } from '../support/desk.js';
import { openHttp, type Call } from '../support/http.js';
import { until } from '../support/until.js';
import { aKey, aPhone, auditWith, openService, type TestService } from '../support/service.js';

/** Enforcement dispatches through REST, against the engine: who dispatches, who goes, who is free. */
let service: TestService;
let call: Call;
let submitted: Desk['submitted'], show: Desk['show'];
let officers: Crews['officers'], crewOf: Crews['crewOf'], aTime: Crews['aTime'], asking: Crews['asking'];
let post: Crews['post'], dispatch: Crews['dispatch'], dispatched: Crews['dispatched'], read: Crews['read'];
let board: Crews['board'],
  order: Crews['order'],
  done: Crews['done'],
  isClean: Crews['isClean'],
  tasksOf: Crews['tasksOf'];

beforeAll(async () => {
  service = await openService();
  await service.startWorker();
  service.startRelay();
  ({ call } = await openHttp(service));
  ({ submitted, show } = openDesk(service, call));
  ({ officers, board, crewOf, aTime, asking, post, dispatch, dispatched, read, order, done, isClean, tasksOf } =
    await openCrews(service, call));
});
afterAll(() => service.stop());

const LOOKED = { order: 1, corrected: true, remark: '演示:已清理', evidence: ['演示·照片二'] };
const MEASURE = { power: 'UM-02', measure: 'order_to_correct', details: '演示:限期清理', evidence: ['演示·照片一'] };

describe('an enforcement dispatch', () => {
  it('goes its whole way: booked, on site, found, measured by each bureau’s own powers, looked at again, concluded', async () => {
    const site = { latitude: 39.67, longitude: 106.82 };
    const number = await dispatched({ ...now(), site });
    expect(number).toMatch(/^D150302-\d{4}-\d{6,}$/);
    expect(await read(number)).toMatchObject({
      ...{ state: 'dispatched', by: 'haibei', task: '演示:占道经营集中整治', equipment: ['演示·执法记录仪'] },
      crew: [
        { unit: 'urban-management', step: 'booked' },
        { unit: 'market-regulation', step: 'booked' },
      ],
    });
    expect(await tasksOf(URBAN)).toMatchObject([{ number, state: 'dispatched' }]);

    await done(URBAN, number, 'set-out');
    expect((await order(URBAN, number, 'arrive')).body).toMatchObject({ code: 'position_required' });
    const there = { position: { latitude: 39.6701, longitude: 106.8201 } };
    expect((await order(URBAN, number, 'arrive', { explanation: '.' })).status).toBe(422);
    await done(URBAN, number, 'arrive', there);
    expect((await read(number, URBAN))['allowed']).toEqual(expect.not.arrayContaining(['setOut', 'arriveOnSite']));
    await done(MARKET, number, 'arrive', there);
    expect((await order(POLICE, number, 'arrive', there)).status).toBe(404);
    expect((await order(URBAN2, number, 'arrive', there)).body).toMatchObject({ code: 'not_in_crew' });
    await done(URBAN, number, 'findings', { findings: '演示:店外堆放,未亮照' });

    const measure = { ...MEASURE, reinspectOn: inDays(3) };
    expect((await order(MARKET, number, 'take-measure', measure)).body).toMatchObject({ code: 'power_of_another' });
    expect((await order(URBAN, number, 'take-measure', { ...MEASURE, measure: 'warn' })).body).toMatchObject({
      code: 'measure_not_in_power',
    });
    expect((await order(URBAN, number, 'take-measure', MEASURE)).status).toBe(422);
    expect((await order(URBAN, number, 'take-measure', { ...measure, power: 'none' })).body).toMatchObject({
      code: 'unknown_power',
    });
    await done(URBAN, number, 'take-measure', measure);
    await done(MARKET, number, 'take-measure', { ...MEASURE, power: 'MR-03', measure: 'seal_or_seize' });
    expect(await read(number)).toMatchObject({
      state: 'correcting',
      measures: [{ unit: 'urban-management' }, { unit: 'market-regulation', rule: expect.any(String) as unknown }],
      orders: [{ order: 1, state: 'open' }],
    });

    const concluding = { result: 'settled', summary: '演示:已整改' };
    expect((await order(DISPATCHER, number, 'conclude', concluding)).body).toMatchObject({ code: 'order_open' });
    expect((await order(MARKET, number, 'reinspect', { ...LOOKED, remark: '演示' })).body).toMatchObject({
      code: 'order_of_another',
    });
    // Who gave the order was there before it: they say that they have come again.
    expect((await order(URBAN, number, 'reinspect', LOOKED)).body).toMatchObject({ code: 'arrive_again' });
    await done(URBAN, number, 'arrive', there);
    expect((await read(number))['crew']).toMatchObject([
      { step: 'on_site', arrivedAt: expect.any(String) as unknown },
      {},
    ]);
    await done(URBAN, number, 'reinspect', LOOKED);
    await done(DISPATCHER, number, 'conclude', concluding);
    expect(await read(number)).toMatchObject({ state: 'ended', ended: true, result: 'settled', allowed: [] });
    expect(await tasksOf(URBAN)).toEqual([]);
    await isClean(number);
  });

  it('shows in the request or in the whistle that it was made on, with how it ended', async () => {
    const request = await submitted(asked(aPhone(), { place: { subdistrict: 'haibei' } }));
    const alone = await dispatched({ request, crew: crewOf(POLICE), lead: 'police' });
    expect((await show(request))['linked']).toMatchObject([{ number: alone, kind: 'enforcement_dispatch' }]);
    // A dispatcher may name a request of the place, and is shown nothing of it.
    expect((await call(DISPATCHER, 'GET', `/v1/requests/${request}`)).status).toBe(404);
    expect(await read(alone)).toMatchObject({ request });

    const blown = await post('haibei.leader', `/v1/requests/${request}/blow-whistle`, {
      ...{ kind: 'joint_enforcement', reason: '演示', departments: [{ unit: 'police', reason: '演示' }] },
    });
    expect([blown.status, blown.body['errors']]).toEqual([200, undefined]);
    const blownFor = async () =>
      ((await show(request))['linked'] as { number: string; kind: string }[]).find(({ kind }) => kind === 'whistle');
    await until(async () => (await blownFor()) !== undefined);
    const whistle = (await blownFor())?.number ?? '';
    const number = await dispatched({ whistle, crew: crewOf(POLICE), lead: 'police' });
    expect(await read(number, 'haibei.leader')).toMatchObject({ whistle, request });
    const crews = async () => (await call('haibei.leader', 'GET', `/v1/whistles/${whistle}`)).body['enforcement'];
    expect(await crews()).toEqual([{ dispatch: number, state: 'dispatched' }]);
    for (const one of [alone, number]) await done(DISPATCHER, one, 'cancel', { reason: '演示:下雨' });
    expect(await crews()).toEqual([{ dispatch: number, state: 'cancelled' }]);
    // Both hear of it in their own timelines: the request of either crew, the whistle of its own.
    const notedIn = async (path: string) => {
      const { events } = (await call('haibei.leader', 'GET', `${path}/events`)).body;
      const all = events as { type: string; body: { dispatch: { number: string }; result: string } }[];
      const noted = all.filter(({ type }) => type === 'enforcement_noted').map(({ body }) => body);
      return noted.map(({ dispatch: { number: told }, result }) => `${told} ${result}`).sort();
    };
    await until(async () => (await notedIn(`/v1/requests/${request}`)).length === 2);
    expect(await notedIn(`/v1/requests/${request}`)).toEqual([alone, number].map((one) => `${one} cancelled`).sort());
    await until(async () => (await notedIn(`/v1/whistles/${whistle}`)).length === 1);
    expect(await notedIn(`/v1/whistles/${whistle}`)).toEqual([`${number} cancelled`]);
    for (const one of [request, whistle, alone, number]) await isClean(one);
    expect((await dispatch({ ...aTime(), request: '150302-2026-999999' })).body).toMatchObject({
      code: 'unknown_request',
    });
    expect((await dispatch({ ...aTime(), whistle: number })).body).toMatchObject({ code: 'unknown_whistle' });
  });

  it('takes nobody on a day on which the board has them off duty, by no command, unless somebody says why', async () => {
    // The roster of these two has no Sunday: two of those days, far enough that nobody is booked then.
    const sunday = (weeks: number) => {
      const day = Date.now() + 8 * HOUR_MS;
      const ahead = (7 - new Date(day).getUTCDay()) % 7;
      const midnight = Math.floor(day / (24 * HOUR_MS)) * 24 * HOUR_MS + (ahead + 7 * weeks) * 24 * HOUR_MS;
      const from = midnight + 2 * HOUR_MS;
      return { from: new Date(from).toISOString(), until: new Date(from + HOUR_MS).toISOString() };
    };
    const [first, second] = [sunday(4), sunday(5)];
    const crew = crewOf(URBAN);
    const people = await call(DISPATCHER, 'GET', '/v1/subdistricts/haibei/board');
    const name = (people.body['units'] as { officers: { login: string; displayName: string }[] }[])
      .flatMap(({ officers: of }) => of)
      .find(({ login }) => login === URBAN)?.displayName;
    const refused = await dispatch({ ...first, crew, offDutyReason: undefined });
    expect([refused.status, refused.body['code'], refused.body['errors']]).toMatchObject([
      409,
      'officer_off_duty',
      [{ pointer: '/crew/0' }],
    ]);
    expect(refused.body['title']).toContain(name);
    expect(refused.body['title']).toContain(first.from.slice(0, 10));
    const number = await dispatched({ ...first, crew });
    expect(await read(number)).toMatchObject(WEEKEND);

    const moving = { ...second, reason: '演示:改期' };
    const moved = await order(DISPATCHER, number, 'replan', moving);
    expect([moved.status, moved.body['code'], moved.body['errors']]).toMatchObject([
      409,
      'officer_off_duty',
      [{ pointer: '/from' }],
    ]);
    await done(DISPATCHER, number, 'replan', { ...moving, ...WEEKEND });
    const [officer] = crewOf(MARKET);
    const booked = await order(DISPATCHER, number, 'book-officer', { officer });
    expect([booked.status, booked.body['code'], booked.body['errors']]).toMatchObject([
      409,
      'officer_off_duty',
      [{ pointer: '/officer' }],
    ]);
    await done(DISPATCHER, number, 'book-officer', { officer, ...WEEKEND });
    const { events } = (await call(DISPATCHER, 'GET', `/v1/enforcement-dispatches/${number}/events`)).body;
    const kept = (events as { body: object }[]).filter(({ body }) => 'offDutyReason' in body);
    expect(kept).toHaveLength(3);
    await done(DISPATCHER, number, 'cancel', { reason: '演示' });
    await isClean(number);
  });

  it('is made by who commands the place, of those who are stationed there, for a time ahead', async () => {
    const refused = async (more: object, login = DISPATCHER) => {
      const { status, body } = await dispatch({ ...aTime(), ...more }, login);
      return [status, body['code']];
    };
    expect(await refused({ crew: crewOf('urban-management.officer-3') })).toEqual([422, 'not_stationed']);
    expect(await refused({ place: { subdistrict: 'xinhua' } })).toEqual([403, 'place_out_of_scope']);
    expect(await refused({}, 'haibei.clerk')).toEqual([403, 'forbidden']);
    expect(await refused({ lead: 'police' })).toEqual([409, 'lead_without_officer']);
    expect(await refused({ lead: 'nobody' })).toEqual([422, 'unknown_unit']);
    expect(await refused({ crew: crewOf(URBAN, URBAN) })).toEqual([409, 'officer_in_crew']);
    expect(await refused({ from: inDays(1) })).toEqual([422, 'invalid_request']);
    const { from } = aTime();
    expect(await refused({ from, until: from })).toEqual([422, 'invalid_request']);
    const past = { from: '2026-01-05T01:00:00Z', until: '2026-01-05T02:00:00Z' };
    expect(await refused(past)).toEqual([422, 'booking_over']);
    const far = new Date(Date.now() + 100 * 24 * HOUR_MS);
    const late = { from: far.toISOString(), until: new Date(far.getTime() + HOUR_MS).toISOString() };
    expect(await refused(late)).toEqual([422, 'booking_too_far']);
    expect(await refused({ offDutyReason: '.' })).toEqual([422, 'invalid_request']);
    const long = { from, until: new Date(Date.parse(from) + 9 * 24 * HOUR_MS).toISOString() };
    expect(await refused(long)).toEqual([422, 'booking_too_long']);
    const { rows } = await service.db.pool.query('SELECT 1 FROM crew_bookings');
    expect(rows).toEqual([]);
  });
});

describe('the board', () => {
  it('shows what somebody is booked for to who reads it, a taken time to the place and the bureau, and nothing to others', async () => {
    const time = aTime();
    const number = await dispatched({ ...time, crew: crewOf(URBAN, HOUSING) });
    const there = { place: { subdistrict: 'xinhua' }, crew: crewOf('urban-management.officer-3'), ...aTime() };
    const elsewhere = await dispatch(there, 'xinhua.enforcement-dispatcher');
    expect(elsewhere.status).toBe(201);
    const seenBy = async (login: string, place = 'haibei') =>
      (await board(place, login)).flatMap(({ tasks }) => tasks).sort((a, b) => (a.from < b.from ? -1 : 1));
    const whole = { ...time, number, state: 'dispatched' };
    for (const login of [DISPATCHER, 'urban-management.coordinator', URBAN2, 'supervisor-1']) {
      expect([login, await seenBy(login)]).toEqual([login, [whole, whole]]);
    }
    for (const login of ['heating.coordinator', 'police.coordinator', 'market-regulation.head']) {
      expect([login, await seenBy(login)]).toEqual([login, []]);
    }
    // Who sends people of the same roster in another place knows when they are taken.
    expect(await seenBy('xinhua.enforcement-dispatcher', 'xinhua')).toEqual([
      time,
      { ...{ from: there.from, until: there.until }, number: elsewhere.body['number'], state: 'dispatched' },
    ]);
    await done(DISPATCHER, number, 'cancel', { reason: '演示' });
    await done('xinhua.leader', String(elsewhere.body['number']), 'cancel', { reason: '演示' });
  });

  it('shows a bureau that its officer is taken, whoever of it asks', async () => {
    const time = aTime();
    const number = await dispatched({ ...time, crew: crewOf(URBAN, MARKET) });
    const seen = async (login: string) => (await board('haibei', login)).flatMap(({ tasks }) => tasks);
    expect(await seen('haibei.committee-3')).toEqual([time]);
    await done(DISPATCHER, number, 'cancel', { reason: '演示' });
  });
});

describe('a crew', () => {
  it('is booked by one of twenty who ask at once, and by another when that one is over', async () => {
    const time = aTime();
    const crew = crewOf(URBAN, MARKET, HOUSING);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => {
        // Each in an order of its own: nobody waits for anybody in a circle.
        const shuffled = crew.map((_one, at) => crew[(at + index) % crew.length] ?? '');
        return dispatch({ ...time, crew: shuffled }, index % 2 === 0 ? DISPATCHER : 'haibei.leader');
      }),
    );
    const won = answers.filter(({ status }) => status === 201);
    expect([won.length, answers.filter(({ status }) => status === 409).length]).toEqual([1, 19]);
    for (const { body } of answers.filter(({ status }) => status === 409)) {
      expect(body).toMatchObject({
        code: 'officer_booked',
        errors: [{ pointer: expect.stringMatching(/^\/crew\/\d$/) as unknown }],
      });
      const local = new Date(Date.parse(time.until) + 8 * HOUR_MS).toISOString().slice(0, 16).replace('T', ' ');
      expect(body['title']).toContain(local);
    }
    const { rows } = await service.db.pool.query("SELECT 1 FROM inbox WHERE kind = 'open' AND outcome IS NULL");
    expect(rows).toEqual([]);

    const number = String(won[0]?.body['number']);
    await done(DISPATCHER, number, 'cancel', { reason: '演示:另行安排' });
    const again = await dispatched({ ...time, crew });
    await done(DISPATCHER, again, 'cancel', { reason: '演示' });
    for (const one of [number, again]) await isClean(one);
  });

  it('is booked once by who clicks twice, and each click gets the same answer', async () => {
    const key = aKey();
    const body = asking(aTime());
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => post(DISPATCHER, '/v1/enforcement-dispatches', body, { 'idempotency-key': key })),
    );
    const numbers = new Set(answers.map((one) => one.body['number']));
    expect(numbers.size).toBe(1);
    expect(answers.every(({ status }) => status === 201 || status === 202)).toBe(true);
    const late = await post(DISPATCHER, '/v1/enforcement-dispatches', body, { 'idempotency-key': key });
    expect([late.status, late.body['number']]).toEqual([201, [...numbers][0]]);
    await done(DISPATCHER, String([...numbers][0]), 'cancel', { reason: '演示' });
  });

  it('takes in nobody who is booked elsewhere, by no command, and keeps what it had', async () => {
    const [early, late] = [aTime(), aTime()];
    const first = await dispatched({ ...early, crew: crewOf(URBAN, MARKET) });
    const second = await dispatched({ ...late, crew: crewOf(URBAN, POLICE) });
    const [officer] = crewOf(POLICE);
    // Free at that time: taken. Booked for another time: not moved onto it.
    await done(DISPATCHER, first, 'book-officer', { officer, ...WEEKEND });
    const moved = await order(DISPATCHER, second, 'replan', { ...early, reason: '演示:提前', ...WEEKEND });
    expect([moved.status, moved.body['code']]).toEqual([409, 'officer_booked']);
    expect(await read(second)).toMatchObject(late);
    const [market] = crewOf(MARKET);
    await done(DISPATCHER, first, 'release-officer', { officer: market, reason: '演示:另有任务' });
    expect(
      (await order(DISPATCHER, first, 'release-officer', { officer: crewOf(URBAN)[0], reason: '演示' })).body,
    ).toMatchObject({ code: 'lead_without_officer' });
    const third = await dispatched({ ...early, crew: [market], lead: 'market-regulation' });
    const booked = await order(DISPATCHER, first, 'book-officer', { officer: market, ...WEEKEND });
    expect([booked.status, booked.body['code'], booked.body['errors']]).toMatchObject([
      409,
      'officer_booked',
      [{ pointer: '/officer' }],
    ]);
    // What was refused by the procedure itself holds nobody: urban management is in the crew already.
    expect((await order(DISPATCHER, first, 'book-officer', { officer, ...WEEKEND })).body).toMatchObject({
      code: 'officer_in_crew',
    });
    await done(DISPATCHER, third, 'cancel', { reason: '演示' });
    await done(DISPATCHER, first, 'book-officer', { officer: market, ...WEEKEND });
    const later = aTime();
    await done(DISPATCHER, first, 'replan', { ...later, reason: '演示:改期', ...WEEKEND });
    await done(DISPATCHER, second, 'replan', { ...early, reason: '演示:提前', ...WEEKEND });
    const { rows } = await service.db.pool.query<{ case_id: string; rows: number }>(
      'SELECT case_id, count(*)::int AS rows FROM crew_bookings WHERE case_id LIKE ANY($1) GROUP BY case_id ORDER BY case_id',
      [[first, second, third].map((number) => `%${number.slice(8)}`)],
    );
    expect(rows.map((one) => one.rows)).toEqual([3, 2]);
    for (const one of [first, second]) await done(DISPATCHER, one, 'cancel', { reason: '演示' });
    for (const one of [first, second, third]) await isClean(one);
    expect((await service.db.pool.query('SELECT 1 FROM crew_bookings')).rows).toEqual([]);
  });

  it('is held before anybody has decided, and in whatever subdistrict somebody asks for it', async () => {
    const time = aTime();
    const body = asking({ ...time, crew: crewOf(HOUSING), lead: 'housing' });
    const first = await post(DISPATCHER, '/v1/enforcement-dispatches', body, { prefer: 'respond-async' });
    expect(first.status).toBe(202);
    const there = { ...body, place: { subdistrict: 'xinhua' }, lead: 'housing' };
    const elsewhere = () => post('xinhua.enforcement-dispatcher', '/v1/enforcement-dispatches', there);
    const refused = await elsewhere();
    expect([refused.status, refused.body['code']]).toEqual([409, 'officer_booked']);
    const number = String(first.body['number']);
    await until(async () => (await order(DISPATCHER, number, 'cancel', { reason: '演示' })).status === 200);
    const taken = await elsewhere();
    expect(taken.status).toBe(201);
    const second = String(taken.body['number']);
    expect((await order('xinhua.leader', second, 'cancel', { reason: '演示' })).status).toBe(200);
  });

  it('whose bookings were tampered with is found by an audit', async () => {
    const number = await dispatched({ crew: crewOf(URBAN, MARKET) });
    const { db, client } = service;
    const codes = async () =>
      (await verifyCase({ db, client, number, ...auditWith(service) })).findings.map(({ code }) => code).sort();
    expect(await codes()).toEqual([]);
    await db.pool.query('UPDATE crew_bookings SET officer = $1 WHERE officer = $2', [
      officers[POLICE],
      officers[MARKET],
    ]);
    expect(await codes()).toEqual(['booking_extra', 'booking_missing']);
    // Whatever a hand has done to it, the end gives everybody's time back.
    await done(DISPATCHER, number, 'cancel', { reason: '演示' });
    expect(await codes()).toEqual([]);
  });

  it('is never booked twice by those who book and move at once', async () => {
    const time = aTime();
    const numbers = await Promise.all(
      [URBAN, MARKET, HOUSING].map((login, index) =>
        dispatched({ ...(index === 0 ? time : aTime()), crew: crewOf(login), lead: login.split('.')[0] }),
      ),
    );
    const [officer] = crewOf(POLICE);
    const answers = await Promise.all(
      numbers.flatMap((number) => [
        order(DISPATCHER, number, 'book-officer', { officer, ...WEEKEND }),
        order('haibei.leader', number, 'replan', { ...time, reason: '演示', ...WEEKEND }),
      ]),
    );
    expect(answers.map(({ status }) => status).filter((status) => ![200, 202, 409].includes(status))).toEqual([]);
    const { db } = service;
    await until(async () => (await db.pool.query('SELECT 1 FROM inbox WHERE outcome IS NULL')).rows.length === 0);
    const { rows } = await service.db.pool.query(
      `SELECT 1 FROM crew_bookings AS one JOIN crew_bookings AS other USING (officer)
       WHERE one.case_id <> other.case_id
         AND tstzrange(one.booked_from, one.booked_until) && tstzrange(other.booked_from, other.booked_until)`,
    );
    expect(rows).toEqual([]);
    // Whoever the record says is in a crew is booked for its time, and nobody else is.
    for (const number of numbers) {
      const { crew, from } = (await read(number)) as { crew: { officer: string; step: string }[]; from: string };
      const { rows: booked } = await service.db.pool.query<{ officer: string; booked_from: Date }>(
        'SELECT DISTINCT officer, booked_from FROM crew_bookings WHERE case_id LIKE $1 ORDER BY officer',
        [`%${number.slice(8)}`],
      );
      expect(booked.map((row) => [row.officer, row.booked_from.toISOString()])).toEqual(
        crew.map((one) => [one.officer, from]).sort(),
      );
      await isClean(number);
    }
  });
});
