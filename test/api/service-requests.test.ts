import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { verifyCase } from '../../src/audit/verify.js';
import { openHttp, type Call } from '../support/http.js';
import { auditWith, openService, type TestService } from '../support/service.js';

/** Service requests through REST, against the engine: the windows, who decides, who applied. */
let service: TestService;
let call: Call;

beforeAll(async () => {
  service = await openService();
  await service.startWorker();
  service.startRelay();
  ({ call } = await openHttp(service));
});
afterAll(() => service.stop());

const UNIT = 'market-regulation.coordinator';
const WINDOW = 'haibei.clerk';
/** Four materials, all of them required; four steps; ten working days. */
const LICENCE = {
  ...{ matter: 'S02', place: { subdistrict: 'haibei' }, text: '演示:新开小餐馆' },
  ...{ applicant: { name: '演示·申请人甲', phone: '13000000001' }, materials: ['m1', 'm2'] },
};

const post = (login: string, path: string, body: object = {}) => call(login, 'POST', path, { body });
const order = (login: string, number: string, verb: string, body: object = {}) =>
  post(login, `/v1/service-requests/${number}/${verb}`, body);

async function applied(more: object = {}, login = WINDOW): Promise<string> {
  const { status, body } = await post(login, '/v1/service-requests', { ...LICENCE, ...more });
  expect([status, body['code'], body['errors']]).toEqual([201, undefined, undefined]);
  return String(body['number']);
}

async function done(login: string, number: string, verb: string, body: object = {}): Promise<void> {
  const { status, body: answer } = await order(login, number, verb, body);
  expect([verb, status, answer['title'], answer['errors']]).toEqual([verb, 200, undefined, undefined]);
}

const codeOf = async (login: string, number: string, verb: string, body: object = {}) =>
  (await order(login, number, verb, body)).body['code'];

const read = async (number: string, login = WINDOW) =>
  (await call(login, 'GET', `/v1/service-requests/${number}`)).body;

async function isClean(number: string): Promise<void> {
  const { db, client } = service;
  const { findings } = await verifyCase({ db, client, number, ...auditWith(service) });
  expect([number, findings]).toEqual([number, []]);
}

describe('a service request', () => {
  it('goes its whole way: told once what is missing, accepted, step by step, granted, delivered, judged', async () => {
    const number = await applied();
    expect(number).toMatch(/^S150302-\d{4}-\d{6,}$/);
    expect(await read(number)).toMatchObject({
      ...{ state: 'received', unit: 'market-regulation', by: 'haibei', text: '演示:新开小餐馆', deemed: false },
      matter: { code: 'S02', promised: '10wd' },
      clocks: [{ clock: 'service_check', status: 'running', unit: 'market-regulation' }],
    });
    expect(await codeOf(UNIT, number, 'accept')).toBe('materials_missing');
    expect(await codeOf(UNIT, number, 'tell-missing', { materials: ['m3'] })).toBe('telling_incomplete');
    await done(UNIT, number, 'tell-missing', { materials: ['m3', 'm4'], note: '演示:缺布局图和制度' });
    expect(await read(number)).toMatchObject({
      state: 'awaiting_materials',
      clocks: [{ clock: 'service_check', status: 'paused' }, { clock: 'service_supplement' }],
    });
    expect(await codeOf(WINDOW, number, 'supplement', { materials: ['m1'] })).toBe('material_not_asked_for');
    await done(WINDOW, number, 'supplement', { materials: ['m3'] });
    expect((await read(number))['state']).toBe('awaiting_materials');
    await done(WINDOW, number, 'supplement', { materials: ['m4'] });
    expect(await codeOf(UNIT, number, 'tell-missing', { materials: ['m1'] })).toBe('missing_told_before');
    await done(UNIT, number, 'accept');
    expect(await codeOf(UNIT, number, 'do-step', { step: 2 })).toBe('step_out_of_order');
    await done(UNIT, number, 'do-step', { step: 1 });
    expect(await codeOf(UNIT, number, 'decide', { decision: 'granted' })).toBe('step_open');
    for (const step of [2, 3, 4]) await done(UNIT, number, 'do-step', { step, note: '演示' });
    await done(UNIT, number, 'decide', { decision: 'granted' });
    await done(WINDOW, number, 'deliver', { means: 'window' });
    expect(await codeOf(WINDOW, number, 'judge', { satisfaction: 5 })).toBe('own_service');
    await done('call-back-1', number, 'judge', { satisfaction: 5, remark: '演示:很快' });
    expect(await read(number)).toMatchObject({
      ...{ state: 'ended', ended: true, decision: 'granted', satisfaction: 5, allowed: [] },
      materials: ['m1', 'm2', 'm3', 'm4'].map((code) => ({ code, brought: true })),
    });
    await isClean(number);
  });

  it('is told once of what is defective, too, which counts as not brought', async () => {
    const number = await applied();
    const telling = [{ material: 'm1', why: 'defective' }, 'm3', { material: 'm4', why: 'missing' }];
    expect(await codeOf(UNIT, number, 'tell-missing', { materials: [{ material: 'm1', why: 'ugly' }] })).toBe(
      'invalid_request',
    );
    expect(await codeOf(UNIT, number, 'tell-missing', { materials: ['m1', 'm3', 'm4'] })).toBe('material_there');
    await done(UNIT, number, 'tell-missing', { materials: telling, note: '演示:身份证复印件不清晰' });
    expect((await read(number))['materials']).toMatchObject([
      { code: 'm1', brought: false, told: true, defective: true },
      { code: 'm2', brought: true, told: false, defective: false },
      { code: 'm3', brought: false, told: true, defective: false },
      { code: 'm4', brought: false, told: true, defective: false },
    ]);
    await done(WINDOW, number, 'supplement', { materials: ['m3', 'm4'] });
    expect((await read(number))['state']).toBe('awaiting_materials');
    await done(WINDOW, number, 'supplement', { materials: ['m1'] });
    await done(UNIT, number, 'accept');
    await isClean(number);
  });

  it('is told of by the unit that decides, and brought where it was taken in: no other window speaks for either', async () => {
    const number = await applied();
    const missing = { materials: ['m3', 'm4'] };
    for (const login of [WINDOW, 'clerk-1']) {
      expect([login, await codeOf(login, number, 'tell-missing', missing)]).toEqual([login, 'forbidden']);
    }
    await done(UNIT, number, 'tell-missing', missing);
    expect(await codeOf('clerk-1', number, 'supplement', missing)).toBe('not_the_window');
    await done(WINDOW, number, 'supplement', missing);
    await isClean(number);
  });

  it('is refused with the reason and the remedy, or taken back before it is decided', async () => {
    const all = { materials: ['m1', 'm2', 'm3', 'm4'] };
    const refused = await applied(all);
    await done(UNIT, refused, 'accept');
    expect((await order(UNIT, refused, 'decide', { decision: 'refused' })).status).toBe(422);
    await done(UNIT, refused, 'decide', {
      decision: 'refused',
      reason: '演示:不符合条件',
      remedy: '演示:六十日内复议',
    });
    await done(UNIT, refused, 'deliver', { means: 'post' });
    // 差评必改: it is open until the unit says what it has put right.
    await done('call-back-1', refused, 'judge', { satisfaction: 1 });
    expect(await read(refused, UNIT)).toMatchObject({ state: 'rectifying', allowed: ['rectifyService'] });
    expect((await order(UNIT, refused, 'rectify', { reached: true, summary: '.' })).status).toBe(422);
    await done(UNIT, refused, 'rectify', { reached: true, summary: '演示:已回访说明理由' });
    expect(await read(refused)).toMatchObject({ state: 'ended', satisfaction: 1 });
    const withdrawn = await applied(all);
    expect(await codeOf('clerk-1', withdrawn, 'withdraw', { reason: '演示:不是本窗口的' })).toBe('not_the_window');
    await done(WINDOW, withdrawn, 'withdraw', { reason: '演示:不办了' });
    expect(await codeOf(UNIT, withdrawn, 'accept')).toBe('case_ended');
    for (const one of [refused, withdrawn]) await isClean(one);
  });

  it('is received at the windows of its level, in their place, of matters that there are', async () => {
    const refused = async (login: string, more: object) => {
      const { status, body } = await post(login, '/v1/service-requests', { ...LICENCE, ...more });
      return [status, body['code']];
    };
    expect(await refused(WINDOW, { matter: 'S03' })).toEqual([422, 'not_this_window']);
    expect(await refused(WINDOW, { matter: 'S99' })).toEqual([422, 'unknown_service_matter']);
    expect(await refused(WINDOW, { place: { subdistrict: 'xinhua' } })).toEqual([403, 'place_out_of_scope']);
    expect(await refused(WINDOW, { materials: ['m9'] })).toEqual([409, 'material_not_of_matter']);
    expect(await refused(UNIT, {})).toEqual([403, 'forbidden']);
    const community = { matter: 'S05', materials: [], place: { community: 'haibei-01' } };
    expect(await read(await applied(community, 'haibei-01.clerk'))).toMatchObject({ unit: 'civil-affairs' });
    const district = { matter: 'S08', materials: [], place: {} };
    expect(await read(await applied(district, 'clerk-1'), 'clerk-1')).toMatchObject({ by: 'hotline-centre' });
  });

  it('shows who applied to those who have to speak with them, each look on record, and to nobody else', async () => {
    const number = await applied();
    const look = (login: string) => order(login, number, 'applicant', { purpose: 'contact' });
    expect((await look(UNIT)).body).toMatchObject({ applicant: { name: '演示·申请人甲', phone: '13000000001' } });
    expect([(await look('haibei.leader')).status, (await look('housing.coordinator')).status]).toEqual([403, 404]);
    const { body } = await call('supervisor-1', 'GET', '/v1/district-log?type=contact_shown');
    expect(JSON.stringify(body)).toContain('service_request:');
    const seen = [await read(number), (await call(UNIT, 'GET', `/v1/service-requests/${number}/events`)).body];
    expect(JSON.stringify(seen)).not.toMatch(/申请人甲|13000000001/);
    await isClean(number);
  });

  it('has one answer for one key', async () => {
    const headers = { 'idempotency-key': `service-${String(process.pid)}` };
    const send = (body: object) => call(WINDOW, 'POST', '/v1/service-requests', { body, headers });
    const first = await send(LICENCE);
    expect((await send(LICENCE)).body['number']).toBe(first.body['number']);
    expect((await send({ ...LICENCE, text: '演示:另一件' })).body['code']).toBe('key_reused');
  });
});
