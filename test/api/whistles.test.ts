import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { verifyCase } from '../../src/audit/verify.js';
import { asked, openDesk, type Desk } from '../support/desk.js';
import { answered, openHttp, type Call, type Reply } from '../support/http.js';
import { until } from '../support/until.js';
import { aPhone, auditWith, openService, type TestService } from '../support/service.js';

/** Whistles through REST, against the engine: those who blow, those who come, those who rule. */
let service: TestService;
let call: Call;
let submitted: Desk['submitted'], show: Desk['show'];

beforeAll(async () => {
  service = await openService();
  await service.startWorker();
  service.startRelay();
  ({ call } = await openHttp(service));
  ({ submitted, show } = openDesk(service, call));
});
afterAll(() => service.stop());

const WHISTLE = {
  kind: 'joint_enforcement',
  text: '演示:夜间施工噪声,请到场联合处置',
  departments: [
    { unit: 'urban-management', reason: '演示:占道施工' },
    { unit: 'ecology', reason: '演示:噪声' },
  ],
  place: { subdistrict: 'haibei' },
  site: { latitude: 39.67, longitude: 106.82 },
};

const read = async (path: string, login = 'haibei.leader') => (await call(login, 'GET', path)).body;
const whistle = (number: string) => read(`/v1/whistles/${number}`);
const report = (number: string, login?: string) => read(`/v1/whistle-reports/${number}`, login);
const order = (login: string, number: string, verb: string, body: object = {}): Promise<Reply> =>
  answered(
    call,
    login,
    call(login, 'POST', `/v1/${number.split('-').length > 3 ? 'whistle-reports' : 'whistles'}/${number}/${verb}`, {
      body,
    }),
  );

/** What was accepted for a case that was opened a moment ago, once it is decided. */
const decided = (login: string, { headers }: Reply): Promise<Reply> =>
  until(async () => {
    const reply = await call(login, 'GET', headers.get('location') ?? '');
    return ['accepted', 'refused'].includes(String(reply.body['status'])) && reply;
  });

async function done(login: string, number: string, verb: string, body: object = {}): Promise<void> {
  const first = await order(login, number, verb, body);
  const { status, body: answer } = first.status === 202 ? await decided(login, first) : first;
  expect([verb, status, answer['detail'] ?? answer['code'], answer['errors']]).toEqual([
    verb,
    200,
    undefined,
    undefined,
  ]);
}

async function blow(login: string, more: object = {}): Promise<string> {
  const { status, body } = await call(login, 'POST', '/v1/whistles', { body: { ...WHISTLE, ...more } });
  expect([status, body['errors']]).toEqual([201, undefined]);
  return String(body['number']);
}

/** 29 minutes 50 ago: written down in time, and almost due. */
const justInTime = () => new Date(Date.now() - 1_790_000).toISOString();

/** What is counted of the whistles of a unit. */
async function blowerOf(unit: string): Promise<{ refused: number; settled: number } | undefined> {
  const { blowers } = (await read('/v1/figures/whistles', 'supervisor-1')) as {
    blowers: { unit: string; refused: number; settled: number }[];
  };
  return blowers.find((one) => one.unit === unit);
}

/** A department's report is opened by the whistle's own workflow. */
const isCalled = (number: string) => until(async () => (await report(number))['state'] === 'awaiting_sign_for');

async function isClean(number: string): Promise<void> {
  const { db, client } = service;
  const { findings } = await verifyCase({ db, client, number, ...auditWith(service) });
  expect([number, findings]).toEqual([number, []]);
}

describe('a whistle', () => {
  it('goes its whole way: approved, signed for, on site, worked, released, marked both ways; and the record holds', async () => {
    const number = await blow('haibei.clerk');
    expect(number).toMatch(/^W150302-\d{4}-\d{6,}$/);
    expect((await whistle(number))['state']).toBe('awaiting_approval');
    await done('haibei.leader', number, 'approve');
    const [urban, ecology] = [`${number}-urban-management`, `${number}-ecology`];
    await isCalled(urban);
    await isCalled(ecology);
    await done('urban-management.head', urban, 'sign-for');
    const there = { how: 'on_site', person: '演示·执法员甲', position: { latitude: 39.6701, longitude: 106.8201 } };
    await done('urban-management.head', urban, 'report-in', there);
    const bare = { ...there, position: undefined, explanation: '。' };
    expect((await order('ecology.head', ecology, 'report-in', bare)).body).toMatchObject({
      errors: [{ pointer: '/explanation' }],
    });
    const far = { ...there, position: { latitude: 39.7, longitude: 106.82 } };
    expect((await order('ecology.head', ecology, 'report-in', far)).body).toMatchObject({ code: 'too_far_from_site' });
    await done('ecology.head', ecology, 'report-in', there);
    for (const [login, own] of [
      ['urban-management.head', urban],
      ['ecology.head', ecology],
    ] as const) {
      await done(login, own, 'result', { summary: '演示:已责令停工' });
    }
    for (const unit of ['urban-management', 'ecology'])
      await done('haibei.clerk', number, 'release-department', { unit, reason: '演示:处置完毕' });
    await done('haibei.leader', number, 'conclude', { result: 'settled', summary: '演示:已停工' });
    await until(async () => (await report(urban))['state'] === 'released');
    await until(async () => (await report(ecology))['state'] === 'released');
    for (const unit of ['urban-management', 'ecology']) {
      await done(`${unit}.head`, `${number}-${unit}`, 'rate', { justified: true });
      await done('haibei.clerk', number, 'rate-department', { unit, arrival: 5, result: 4, attitude: 5 });
    }
    await until(async () => (await whistle(number))['state'] === 'ended');
    expect((await whistle(number))['departments']).toMatchObject([{ justified: true }, { justified: true }]);
    const { events } = await read(`/v1/whistles/${number}/events`);
    expect((events as { type: string }[]).map(({ type }) => type)).toEqual(
      expect.arrayContaining(['blown', 'approved', 'department_released', 'whistle_concluded', 'whistle_closed']),
    );
    for (const one of [number, urban, ecology]) await isClean(one);
    expect((await order('haibei.leader', number, 'cancel', { reason: '演示' })).body).toMatchObject({
      code: 'case_ended',
    });
  });

  it('on a request shows in it, and the request goes on when the whistle is over', async () => {
    const request = await submitted(asked(aPhone(), { place: { subdistrict: 'haibei' } }));
    await call('housing.clerk', 'POST', `/v1/requests/${request}/sign-for`, { body: {} });
    const blown = await call('haibei.leader', 'POST', `/v1/requests/${request}/blow-whistle`, {
      body: {
        kind: 'residents_request',
        reason: '演示:需多部门到场',
        departments: [{ unit: 'ecology', reason: '演示' }],
      },
    });
    expect([blown.status, blown.body['errors']]).toEqual([200, undefined]);
    expect(await show(request)).toMatchObject({ state: 'whistled', referral: 'whistle' });
    const number = await until(async () => ((await show(request))['linked'] as { number: string }[])[0]?.number);
    await until(async () => (await whistle(number))['state'] === 'working');
    expect(await whistle(number)).toMatchObject({ request, text: '演示:需多部门到场' });
    await isCalled(`${number}-ecology`);
    await done('haibei.leader', number, 'release-department', { unit: 'ecology', reason: '演示:已由街道自行解决' });
    await done('haibei.leader', number, 'conclude', { result: 'settled', summary: '演示' });
    await until(async () => (await show(request))['referral'] === undefined);
    for (const one of [request, number, `${number}-ecology`]) await isClean(one);
  });

  it('that would not open is refused where it is asked for, and the request stays as it was', async () => {
    const request = await submitted(asked(aPhone(), { place: { subdistrict: 'haibei' } }));
    const blow = (departments: readonly object[]) =>
      call('haibei.leader', 'POST', `/v1/requests/${request}/blow-whistle`, {
        body: { kind: 'residents_request', reason: '演示', departments },
      });
    const own = await blow([{ unit: 'haibei', reason: '演示' }]);
    expect([own.status, own.body['code']]).toEqual([409, 'not_a_department']);
    const ecology = { unit: 'ecology', reason: '演示' };
    const twice = await blow([ecology, ecology]);
    expect([twice.status, twice.body['code']]).toEqual([409, 'department_named_before']);
    expect((await show(request))['referral']).toBeUndefined();
  });

  it('is blown by whom policy lets blow, for whom it is named, with a reason', async () => {
    const refused = async (login: string, more: object) => {
      const { status, body } = await call(login, 'POST', '/v1/whistles', { body: { ...WHISTLE, ...more } });
      return [status, body['code']];
    };
    expect(await refused('haibei.leader', { departments: [{ unit: 'ecology' }] })).toEqual([422, 'ground_required']);
    expect(await refused('haibei.leader', { departments: [{ unit: 'nobody', reason: '演示' }] })).toEqual([
      422,
      'unknown_unit',
    ]);
    expect(await refused('haibei.leader', { departments: [{ unit: 'haibei', reason: '演示' }] })).toEqual([
      409,
      'not_a_department',
    ]);
    expect(await refused('haibei.leader', { place: { subdistrict: 'xinhua' } })).toEqual([403, 'place_out_of_scope']);
    expect(await refused('haibei.leader', { phonedAt: '2026-01-01T00:00:00Z' })).toEqual([422, 'invalid_request']);
    const yesterday = new Date(Date.now() - 25 * 3_600_000).toISOString();
    expect(await refused('haibei.leader', { kind: 'emergency', phonedAt: yesterday })).toEqual([
      422,
      'phoned_too_long_ago',
    ]);
    expect(await refused('haibei.head', { place: { subdistrict: 'xinhua' } })).toEqual([422, 'not_own_place']);
    for (const login of ['heating.head', 'tax.head'])
      expect([login, await refused(login, { place: {} })]).toEqual([login, [403, 'not_a_blower']]);
    const hotline = { departments: [{ unit: 'hotline-centre', reason: '演示' }] };
    expect(await refused('haibei.leader', hotline)).toEqual([409, 'not_a_department']);
    const nowhere = await blow('haibei.clerk', { place: {} });
    expect(await whistle(nowhere)).toMatchObject({ subdistrict: 'haibei' });
    const unread = await call('ecology.head', 'GET', `/v1/whistles/${nowhere}`);
    expect(unread.status).toBe(404);
    const ownPlace = { place: { community: 'haibei-01' } };
    expect(await refused('haibei-01.clerk', ownPlace)).toEqual([422, 'only_own_subdistrict']);
    const number = await blow('haibei-01.clerk', { ...ownPlace, departments: [{ unit: 'haibei', reason: '演示' }] });
    expect(await whistle(number)).toMatchObject({ blower: 'community', by: 'haibei-01' });
    const named = await order('haibei-01.clerk', number, 'name-department', { unit: 'police', reason: '演示' });
    expect([named.status, named.body['code']]).toEqual([409, 'only_own_subdistrict']);
  });

  it('is not taken back when somebody has come, and marks whoever has: their reports have told it', async () => {
    const number = await blow('haibei.leader');
    const urban = `${number}-urban-management`;
    await isCalled(urban);
    const there = { how: 'on_site', person: '演示·执法员甲', position: { latitude: 39.6701, longitude: 106.8201 } };
    await done('urban-management.head', urban, 'report-in', there);
    const back = await order('haibei.leader', number, 'cancel', { reason: '演示' });
    expect([back.status, back.body['code']]).toEqual([409, 'department_on_site']);
    for (const unit of ['urban-management', 'ecology'])
      await done('haibei.leader', number, 'release-department', { unit, reason: '演示' });
    await done('haibei.leader', number, 'conclude', { result: 'settled', summary: '演示' });
    const marks = { arrival: 5, result: 4, attitude: 5 };
    expect((await whistle(number))['state']).toBe('rating');
    const absent = await order('haibei.leader', number, 'rate-department', { unit: 'ecology', ...marks });
    expect([absent.status, absent.body['code']]).toEqual([409, 'not_marked']);
    await done('haibei.leader', number, 'rate-department', { unit: 'urban-management', ...marks });
    await until(async () => (await whistle(number))['state'] === 'ended');
    await until(async () => (await report(urban))['state'] === 'released');
    for (const one of [number, urban, `${number}-ecology`]) await isClean(one);
  });

  it('of an emergency is answered for afterwards, or its departments are called off', async () => {
    const number = await blow('haibei.clerk', { kind: 'emergency' });
    expect(await whistle(number)).toMatchObject({ state: 'working' });
    expect((await whistle(number))['allowed']).toContain('approveWhistle');
    await isCalled(`${number}-ecology`);
    await done('haibei.leader', number, 'refuse', { reason: '演示:不属紧急情形' });
    await until(async () => (await report(`${number}-ecology`))['stoodDown'] === 'cancelled');
    await until(async () => (await whistle(number))['state'] === 'refused');
    for (const one of [number, `${number}-ecology`]) await isClean(one);
  });

  it('of an emergency that nobody answers for goes on with who has come, and counts as refused alone', async () => {
    const before = await blowerOf('haibei');
    const number = await blow('haibei.clerk', { kind: 'emergency', site: undefined });
    const ecology = `${number}-ecology`;
    await isCalled(ecology);
    await done('ecology.head', ecology, 'report-in', { how: 'on_site', person: '演示·甲', where: '演示:工地门口' });
    await done('haibei.leader', number, 'refuse', { reason: '演示:不属紧急情形' });
    expect(await whistle(number)).toMatchObject({ state: 'working', answer: 'refused' });
    await done('haibei.clerk', number, 'release-department', { unit: 'ecology', reason: '演示' });
    await until(async () => (await report(`${number}-urban-management`))['stoodDown'] === 'cancelled');
    await done('haibei.clerk', number, 'conclude', { result: 'settled', summary: '演示' });
    expect((await whistle(number))['state']).toBe('rating');
    expect(await blowerOf('haibei')).toMatchObject({ refused: (before?.refused ?? 0) + 1, settled: before?.settled });
    for (const one of [number, ecology]) await isClean(one);
  });

  it('that is taken back while a department reports in is lost to neither: it is over, or it goes on', async () => {
    const number = await blow('haibei.leader', { site: undefined });
    const ecology = `${number}-ecology`;
    await isCalled(ecology);
    await isCalled(`${number}-urban-management`);
    await Promise.all([
      order('ecology.head', ecology, 'report-in', { how: 'on_site', person: '演示·甲', where: '演示:工地门口' }),
      order('haibei.leader', number, 'cancel', { reason: '演示' }),
    ]);
    const settled = await until(async () => {
      const { state } = await whistle(number);
      return state !== 'calling_off' && state;
    });
    const { arrival, state } = await report(ecology, 'ecology.head');
    expect([
      ['cancelled', undefined],
      ['working', 'on_site'],
    ]).toContainEqual([settled, arrival]);
    if (settled === 'working') {
      expect(state).toBe('on_site');
      for (const unit of ['ecology', 'urban-management'])
        await order('haibei.leader', number, 'release-department', { unit, reason: '演示' });
      await done('haibei.leader', number, 'conclude', { result: 'settled', summary: '演示' });
      await done('haibei.leader', number, 'rate-department', { unit: 'ecology', arrival: 5, result: 4, attitude: 5 });
    }
    for (const one of [number, ecology]) await isClean(one);
  });

  it('shows a department what is said of itself, and its whole answer under one ETag', async () => {
    const number = await blow('haibei.leader', { site: undefined });
    const there = { how: 'on_site', person: '演示·甲', where: '演示:工地门口' };
    const units = ['urban-management', 'ecology'];
    const path = `/v1/whistles/${number}`;
    const first = (await call('haibei.leader', 'GET', path)).headers.get('etag') ?? '';
    for (const unit of units) {
      await isCalled(`${number}-${unit}`);
      await done(`${unit}.head`, `${number}-${unit}`, 'sign-for');
    }
    // It is at the same version, and shows how far its departments have come.
    const ifNoneMatch = (etag: string) => call('haibei.leader', 'GET', path, { headers: { 'if-none-match': etag } });
    const later = await ifNoneMatch(first);
    expect([later.status, later.body['version']]).toEqual([200, Number(/\d+/.exec(first)?.[0])]);
    const etag = later.headers.get('etag') ?? '';
    expect((await ifNoneMatch(etag)).status).toBe(304);
    const early = { body: { unit: 'ecology', reason: '演示' }, headers: { 'if-match': `"1-${'x'.repeat(16)}"` } };
    expect((await call('haibei.leader', 'POST', `${path}/release-department`, early)).status).toBe(412);
    for (const unit of units) await done(`${unit}.head`, `${number}-${unit}`, 'report-in', there);
    await until(async () => (await whistle(number))['version'] === 4);
    const now = (await call('haibei.leader', 'GET', path)).headers.get('etag') ?? '';
    const given = { body: { unit: 'ecology', reason: '演示' }, headers: { 'if-match': now } };
    const released = call('haibei.leader', 'POST', `${path}/release-department`, given);
    expect((await answered(call, 'haibei.leader', released)).status).toBe(200);
    await done('haibei.leader', number, 'release-department', { unit: 'urban-management', reason: '演示' });
    for (const unit of units) {
      const marks = { unit, arrival: 5, result: 4, attitude: 3, remark: `演示:评价${unit}` };
      await done('haibei.leader', number, 'rate-department', marks);
    }
    const shown = async (login: string) => {
      const { departments } = await read(path, login);
      const { events, texts } = await read(`${path}/events`, login);
      const rated = (events as { type: string; body: object }[]).filter(({ type }) => type === 'department_rated');
      return {
        marked: (departments as { unit: string; marks?: object }[]).flatMap(({ unit, marks }) => (marks ? [unit] : [])),
        told: rated.map(({ body }) => 'arrival' in body),
        remarks: Object.values(texts as Record<string, string>).filter((one) => one.startsWith('演示:评价')),
      };
    };
    const all = { marked: units, told: [true, true], remarks: units.map((unit) => `演示:评价${unit}`) };
    for (const login of ['haibei.leader', 'supervisor-1']) {
      const { remarks, ...rest } = await shown(login);
      expect({ ...rest, remarks: remarks.sort() }).toEqual({ ...all, remarks: all.remarks.sort() });
    }
    expect(await shown('ecology.head')).toEqual({
      ...{ marked: ['ecology'], told: [false, true], remarks: ['演示:评价ecology'] },
    });
  });

  it('lets a department stay away only when who commands says so', async () => {
    const number = await blow('haibei.leader', { site: undefined });
    const ecology = `${number}-ecology`;
    await isCalled(ecology);
    await done('ecology.head', ecology, 'report-in', { how: 'absent', explanation: '演示:人员均在处置另一起事件' });
    expect(await report(ecology)).toMatchObject({ state: 'absent', absence: 'open' });
    expect((await report(ecology))['allowed']).toContain('ruleOnAbsence');
    const bare = await order('haibei.clerk', ecology, 'rule-on-absence', { ruling: 'rejected' });
    expect(bare.body).toMatchObject({ errors: [{ pointer: '/remark' }] });
    const own = await order('ecology.head', ecology, 'rule-on-absence', { ruling: 'accepted' });
    expect([own.status, own.body['code']]).toEqual([409, 'not_the_commander']);
    await done('haibei.clerk', ecology, 'rule-on-absence', { ruling: 'rejected', remark: '演示:请到场' });
    expect(await report(ecology)).toMatchObject({ state: 'signed_for', absence: 'rejected' });
    for (const one of [number, ecology]) await isClean(one);
  });

  it('has one answer for one key, and none of its own for another body', async () => {
    const key = `whistle-${String(process.pid)}`;
    const send = (text: string) =>
      call('haibei.leader', 'POST', '/v1/whistles', {
        body: { ...WHISTLE, text },
        headers: { 'idempotency-key': key },
      });
    const first = await send('演示:一');
    const again = await send('演示:一');
    expect(again.body['number']).toBe(first.body['number']);
    expect((await send('演示:二')).body).toMatchObject({ code: 'key_reused' });
  });

  it('is read by who has to do with it, and by nobody else', async () => {
    const number = await blow('haibei.leader');
    const status = async (login: string) => (await call(login, 'GET', `/v1/whistles/${number}`)).status;
    expect(
      await Promise.all(['haibei.clerk', 'ecology.head', 'supervisor-1', 'housing.head', 'xinhua.leader'].map(status)),
    ).toEqual([200, 200, 200, 404, 404]);
    // Whoever is called is offered nothing of what who commands it does.
    expect((await read(`/v1/whistles/${number}`, 'ecology.head'))['allowed']).toEqual([]);
    expect((await whistle(number))['allowed']).toContain('releaseDepartment');
    const { cases } = await read('/v1/whistles?state=working&subdistrict=haibei');
    expect((cases as { number: string }[]).map((one) => one.number)).toContain(number);
  });

  it.each(['whistles', 'whistle-reports', 'agenda-items', 'joint-meetings', 'mediations', 'performances'])(
    'is not listed by what is no code: %s',
    async (path) => {
      const login = path === 'mediations' || path === 'performances' ? 'supervisor-1' : 'haibei.leader';
      for (const field of ['state', 'sort', 'unit', 'subdistrict']) {
        const { status, body } = await call(login, 'GET', `/v1/${path}?${field}=%00`);
        expect([status, body['errors']]).toMatchObject([422, [{ pointer: `/${field}` }]]);
      }
    },
  );

  it('lets nobody stay longer than sixty working days without another ruling', async () => {
    const number = await blow('haibei.leader');
    const rule = async (limit: string) => {
      const body = { ruling: 'stay', reason: '演示', limit };
      const answer = await order('supervisor-1', number, 'rule-on-stay', body);
      return [answer.status, answer.body['code']];
    };
    for (const limit of ['61wd', '99999wh', '85d']) expect(await rule(limit)).toEqual([422, 'invalid_request']);
    expect(await rule('60wd')).toEqual([409, 'not_at_this_stage']);
  });

  it('counts: who blew what, who came in time, what each says of the other', async () => {
    const blowXinhua = (more: object) =>
      blow('xinhua.leader', {
        ...{ place: { subdistrict: 'xinhua' }, site: undefined },
        departments: ['transport', 'civil-affairs'].map((unit) => ({ unit, reason: '演示' })),
        ...more,
      });
    const number = await blowXinhua({ kind: 'emergency', phonedAt: justInTime() });
    const refused = await blowXinhua({ kind: 'key_work' });
    await done('xinhua.leader', refused, 'cancel', { reason: '演示:已自行解决' });
    const late = `${number}-transport`;
    await until(async () => {
      const clocks = (await report(late, 'xinhua.leader'))['clocks'] as
        { clock: string; breachedAt?: string }[] | undefined;
      return clocks?.some(({ clock, breachedAt }) => clock === 'report_in' && breachedAt !== undefined);
    });
    await done('transport.head', late, 'report-in', { how: 'on_site', person: '演示·甲', where: '演示:新华街道路口' });
    for (const unit of ['transport', 'civil-affairs'])
      await done('xinhua.leader', number, 'release-department', { unit, reason: '演示' });
    await done('xinhua.leader', number, 'conclude', { result: 'not_settled', summary: '演示' });
    await done('xinhua.leader', number, 'rate-department', { unit: 'transport', arrival: 1, result: 2, attitude: 4 });
    await until(async () => (await report(late, 'xinhua.leader'))['state'] === 'released');
    await done('transport.head', late, 'rate', { justified: false, remark: '演示:非本单位事项' });
    await submitted(asked(aPhone(), { place: { subdistrict: 'xinhua' } }));

    const figures = await read('/v1/figures/whistles', 'supervisor-1');
    const of = (name: string, field: string, value: string) =>
      (figures[name] as Record<string, unknown>[]).find((one) => one[field] === value);
    expect(of('blowers', 'unit', 'xinhua')).toMatchObject({
      ...{ blown: { emergency: 1, joint_enforcement: 0, key_work: 1, residents_request: 0 }, cancelled: 1 },
      ...{ refused: 0, settled: 0, notSettled: 1, writtenLate: 0, calledWrongly: 0, justified: { yes: 0, no: 1 } },
    });
    expect(of('rates', 'subdistrict', 'xinhua')).toMatchObject({ whistles: 2, requests: 1, perThousand: 2000 });
    expect(of('departments', 'unit', 'transport')).toMatchObject({
      ...{ called: 2, onSite: 1, inTime: 0, late: 1, rated: 1 },
      marks: { arrival: 1, result: 2, attitude: 4 },
    });
    const own = await read('/v1/figures/whistles');
    expect((own['rates'] as { subdistrict: string }[]).map(({ subdistrict }) => subdistrict)).toEqual(['haibei']);
    // A department that whistles in a subdistrict's place does not whistle for it.
    const before = of('rates', 'subdistrict', 'xinhua')?.['whistles'];
    await blow('ecology.head', {
      ...{ place: { subdistrict: 'xinhua' }, site: undefined, kind: 'emergency' },
      ...{
        phonedAt: new Date(Date.now() - 3_600_000).toISOString(),
        departments: [{ unit: 'police', reason: '演示' }],
      },
    });
    const again = await read('/v1/figures/whistles', 'xinhua.leader');
    expect(again['rates']).toEqual([expect.objectContaining({ subdistrict: 'xinhua', whistles: before })]);
    const blower = (again['blowers'] as { unit: string; writtenLate: number }[]).find(({ unit }) => unit === 'ecology');
    expect(blower?.writtenLate).toBe(1);
    // Of a unit its head is told what the unit itself did, and what is said of it.
    const head = await read('/v1/figures/whistles', 'transport.head');
    expect((head['departments'] as { unit: string }[]).map(({ unit }) => unit)).toEqual(['transport']);
    expect(head['rates']).toEqual([]);
    const wrong = await call('supervisor-1', 'GET', '/v1/figures/whistles?from=2026-02-02&until=2026-02-01');
    expect(wrong.body).toMatchObject({ errors: [{ pointer: '/until' }] });
  });

  it('counts no marks of a department that need not have been called, also when that is found after the whistle is over', async () => {
    const ratedOf = async () => {
      const { departments } = await read('/v1/figures/whistles', 'supervisor-1');
      const found = (departments as { unit: string; rated: number; marks: object }[]).find(
        ({ unit }) => unit === 'ecology',
      );
      return [found?.rated, found?.marks];
    };
    const before = await ratedOf();
    const number = await blow('haibei.leader', {
      ...{ site: undefined, departments: [{ unit: 'ecology', reason: '演示:噪声' }] },
    });
    const own = `${number}-ecology`;
    await isCalled(own);
    await done('ecology.head', own, 'report-in', { how: 'on_site', person: '演示·甲', where: '演示:工地门口' });
    await done('ecology.head', own, 'object', { reason: '演示:不属本单位职责' });
    await done('haibei.leader', number, 'release-department', { unit: 'ecology', reason: '演示' });
    await done('haibei.leader', number, 'conclude', { result: 'settled', summary: '演示' });
    await done('haibei.leader', number, 'rate-department', { unit: 'ecology', arrival: 1, result: 1, attitude: 1 });
    await until(async () => (await whistle(number))['ended']);
    expect(await ratedOf()).not.toEqual(before);
    await done('supervisor-1', own, 'rule-on-objection', { ruling: 'upheld', reason: '演示:确非其职责' });
    expect(await ratedOf()).toEqual(before);
    for (const one of [number, own]) await isClean(one);
  });
});
