import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { verifyCase } from '../../src/audit/verify.js';
import { caseIdOf } from '../../src/domain/number.js';
import { whoHears } from '../../src/store/roster.js';
import { asked, openDesk, type Desk } from '../support/desk.js';
import { answered, type Call, openHttp, type Reply } from '../support/http.js';
import { until } from '../support/until.js';
import { aPhone, auditWith, HAIBOWAN, openService, type TestService } from '../support/service.js';

/** Mediations through REST, against the engine: those who take a dispute up, those who mediate, those who must not hear. */
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

const CLERK = 'haibei.clerk';
const MEDIATOR = 'haibei.mediator';
const SIDES = [
  { disputants: [{ name: '演示·当事人甲', phone: '13000000011' }] },
  { disputants: [{ name: '演示·当事人乙', phone: '13000000012' }] },
];
const GUARDIAN = { name: '演示·监护人' };
const DISPUTE = {
  kind: 'peoples',
  text: '演示:楼上漏水,双方对赔偿有争议',
  sides: SIDES,
  domesticViolence: false,
  mediators: [MEDIATOR],
  place: { community: 'haibei-01' },
};

const read = async (path: string, login = CLERK) => (await call(login, 'GET', path)).body;
const mediation = (number: string, login?: string) => read(`/v1/mediations/${number}`, login);
const performance = (number: string, login?: string) => read(`/v1/performances/${number}`, login);
const order = (login: string, number: string, verb: string, body: object = {}): Promise<Reply> =>
  answered(
    call,
    login,
    call(login, 'POST', `/v1/${number.startsWith('P') ? 'performances' : 'mediations'}/${number}/${verb}`, { body }),
  );

async function done(login: string, number: string, verb: string, body: object = {}): Promise<void> {
  const { status, body: answer } = await order(login, number, verb, body);
  expect([verb, status, answer['title'], answer['errors']]).toEqual([verb, 200, undefined, undefined]);
}

async function refused(login: string, number: string, verb: string, body: object = {}) {
  const { status, body: answer } = await order(login, number, verb, body);
  return [status, answer['code']];
}

async function open(login: string, more: object = {}): Promise<string> {
  const { status, body } = await call(login, 'POST', '/v1/mediations', { body: { ...DISPUTE, ...more } });
  expect([status, body['title'], body['errors']]).toEqual([201, undefined, undefined]);
  return String(body['number']);
}

/** The district's day, so many days on. */
const dayIn = (days: number): string => new Date(Date.now() + (days * 24 + 8) * 3_600_000).toISOString().slice(0, 10);

const said = (side: string, more: object = {}) => ({ side, means: 'visit', at: new Date().toISOString(), ...more });
const assents = ['s1', 's2'].map((side) => ({ side, means: 'visit' }));

async function consented(number: string, login = MEDIATOR, sides = ['s1', 's2']): Promise<void> {
  for (const side of sides) await done(login, number, 'consent', said(side));
}

const AGREEMENT = {
  scope: 'full',
  content: '演示:甲方修复防水,乙方补偿材料费',
  terms: [
    { side: 's1', to: 's2', what: '演示:修复防水', dueOn: dayIn(10) },
    { side: 's2', to: 's1', what: '演示:补偿八百元', dueOn: dayIn(20) },
  ],
};

async function agreed(number: string, more: object = {}): Promise<void> {
  await done(MEDIATOR, number, 'draft-agreement', { ...AGREEMENT, ...more });
  for (const side of ['s1', 's2']) await done(MEDIATOR, number, 'sign-agreement', said(side));
  await done(CLERK, number, 'seal-agreement', { seal: 'HB-TJ-2026-7' });
}

async function isClean(...numbers: string[]): Promise<void> {
  const { db, client } = service;
  for (const number of numbers) {
    const { findings } = await verifyCase({ db, client, number, ...auditWith(service) });
    expect([number, findings]).toEqual([number, []]);
  }
}

/** A case that another opens is on record a moment before it runs. */
const runs = (number: string) =>
  until(() =>
    service.client.workflow
      .getHandle(caseIdOf(number))
      .describe()
      .then(
        () => true,
        () => false,
      ),
  );

describe('a mediation', () => {
  it('goes its whole way: consent, session, signatures, seal, performance, court; and the record holds', async () => {
    const number = await open(CLERK);
    expect(number).toMatch(/^M150302-\d{4}-\d{6,}$/);
    await consented(number);
    const view = await mediation(number);
    expect(view).toMatchObject({ state: 'mediating', mediators: [{ step: 'active', login: MEDIATOR }] });
    const [{ account }] = view['mediators'] as [{ account: string }];
    const told = { district: HAIBOWAN, recipient: `account:${account}`, at: new Date().toISOString() };
    expect(await whoHears(service.db, told)).toEqual([MEDIATOR]);
    expect(await whoHears(service.db, { ...told, district: '440310' })).not.toContain(MEDIATOR);
    await done(MEDIATOR, number, 'sessions', {
      heldAt: new Date().toISOString(),
      attendance: [
        { side: 's1', by: ['disputant'] },
        { side: 's2', by: ['disputant'] },
      ],
      minutes: '演示:双方陈述',
    });
    await agreed(number);
    expect(await mediation(number)).toMatchObject({ state: 'agreed', ended: true });
    const watched = `P${number.slice(1)}-a1`;
    await runs(watched);
    expect(await performance(watched)).toMatchObject({
      mediation: number,
      terms: [
        { term: 1, what: '演示:修复防水', performed: false },
        { term: 2, what: '演示:补偿八百元' },
      ],
    });
    await done(MEDIATOR, watched, 'apply-for-confirmation', { assents });
    await done(CLERK, watched, 'court-acceptance', { accepted: true, reference: 'C-1' });
    await done(CLERK, watched, 'court-answer', { answer: 'confirmed', reference: 'C-1' });
    await done(CLERK, watched, 'urge', { term: 1, means: 'phone' });
    for (const term of [1, 2])
      await done(MEDIATOR, watched, 'confirm-term', { term, on: dayIn(0), note: '演示:已履行' });
    expect(await performance(watched)).toMatchObject({ state: 'performed', ended: true, confirmation: 'confirmed' });
    await isClean(number, watched);
    expect(await refused(CLERK, number, 'end', { reason: 'withdrawn', explanation: '演示' })).toEqual([
      409,
      'case_ended',
    ]);
  });
});

describe('a mediation on a request', () => {
  const ON_REQUEST = { kind: 'peoples', reason: '演示:邻里双方愿意谈', sides: SIDES, domesticViolence: false };

  it('is opened by it, and tells it what came of it', async () => {
    const request = await submitted(asked(aPhone(), { place: { subdistrict: 'haibei', community: 'haibei-01' } }));
    const { lead } = (
      await service.db.pool.query<{ lead: string }>(
        'SELECT lead_unit AS lead FROM resident_requests WHERE number = $1',
        [request],
      )
    ).rows[0] ?? { lead: '' };
    await call(`${lead}.coordinator`, 'POST', `/v1/requests/${request}/sign-for`, { body: {} });
    const give = (more: object) =>
      call('haibei.clerk', 'POST', `/v1/requests/${request}/open-mediation`, { body: { ...ON_REQUEST, ...more } });
    const violent = await give({ domesticViolence: true });
    expect([violent.status, violent.body['code']]).toEqual([409, 'domestic_violence_not_mediated']);
    expect(violent.body['title']).toContain('人身安全保护令');
    expect((await give({ mediators: ['nobody'] })).body['code']).toBe('unknown_mediator');
    expect((await give({ committee: 'hotline-centre' })).body['code']).toBe('not_a_committee');
    expect(await show(request)).not.toMatchObject({ state: 'in_mediation' });
    expect((await give({ mediators: [MEDIATOR], how: 'chosen' })).status).toBe(200);
    expect(await show(request)).toMatchObject({ state: 'in_mediation', referral: 'mediation' });
    const number = await until(async () => ((await show(request))['linked'] as { number: string }[])[0]?.number);
    await runs(number);
    expect(await mediation(number)).toMatchObject({
      ...{ request, text: '演示:邻里双方愿意谈', committee: 'haibei', mediators: [{ how: 'chosen' }] },
      sides: [{ disputants: [{ name: '演示·****' }] }, {}],
    });
    await consented(number);
    await done(MEDIATOR, number, 'agree-orally', {
      ...{ scope: 'full', content: '演示:当场赔礼', performedAtOnce: true, assents },
    });
    await until(async () => (await show(request))['referral'] === undefined);
    expect(await mediation(number)).toMatchObject({ state: 'agreed', agreements: [{ form: 'oral' }] });
    // Who may not read the mediation hears that there was one and what came of it, and no more.
    const told = async (login: string) => {
      const { status, body } = await call(login, 'GET', `/v1/requests/${request}/events`);
      const events = (body['events'] ?? []) as { type: string; body: object }[];
      const referred = events.filter(({ type }) => type.startsWith('referr')).map((one) => one.body);
      const whole = JSON.stringify(body);
      return [status, referred, whole.includes(number), whole.includes(ON_REQUEST.reason)];
    };
    const settled = { referral: 'mediation', result: 'settled' };
    const carried = expect.objectContaining({ referral: 'mediation' });
    const opening = (more: object) => expect.objectContaining({ to: 'mediation', by: 'staff', ...more });
    for (const login of ['haibei-01.grid', 'clerk-1', 'call-back-1'])
      expect([login, ...(await told(login))]).toEqual([
        ...[login, 200, [expect.not.objectContaining({ reason: expect.anything() }), carried, settled]],
        ...[false, false],
      ]);
    expect((await told('haibei-01.grid'))[1]).toContainEqual(opening({}));
    for (const login of ['auditor-1', 'shift-leader-1', CLERK])
      expect([login, ...(await told(login))]).toEqual([
        ...[login, 200, [opening({ reference: number, reason: expect.anything() }), carried, settled]],
        ...[true, true],
      ]);
    await isClean(request, number);
  });

  it('in which domestic violence came to light is taken up by no other mediation and by no meeting', async () => {
    const request = await submitted(asked(aPhone(), { place: { subdistrict: 'haibei', community: 'haibei-01' } }));
    const [hurt, violent, another] = [aPhone(), aPhone(), aPhone()];
    const between = (...phones: string[]) => phones.map((phone) => ({ disputants: [{ name: '演示·当事人', phone }] }));
    const mediate = () =>
      call('haibei.clerk', 'POST', `/v1/requests/${request}/open-mediation`, {
        body: { ...ON_REQUEST, sides: between(hurt, violent), mediators: [MEDIATOR] },
      });
    expect((await mediate()).status).toBe(200);
    const beside = await open(CLERK, { sides: between(violent, hurt) });
    const number = await until(async () => ((await show(request))['linked'] as { number: string }[])[0]?.number);
    await runs(number);
    await consented(number);
    await done(MEDIATOR, number, 'end', { reason: 'domestic_violence', explanation: '演示:谈话中得知' });
    await until(async () => (await show(request))['referral'] === undefined);
    expect((await mediation(number))['guide']).toContain('人身安全保护令');
    const again = await mediate();
    expect([again.status, again.body['code']]).toEqual([409, 'violence_not_mediated_again']);
    expect(again.body['title']).toContain('人身安全保护令');
    // What is between the two is not mediated as something else either; what is between one of them and others is.
    const byItself = async (...phones: string[]) =>
      (await call(CLERK, 'POST', '/v1/mediations', { body: { ...DISPUTE, sides: between(...phones) } })).status;
    expect(await byItself(violent, another, hurt)).toBe(409);
    expect(await byItself(violent, another)).toBe(201);
    // What was under way between them goes on no more; it can be ended.
    expect(await refused(MEDIATOR, beside, 'consent', said('s1'))).toEqual([409, 'violence_not_mediated_again']);
    await done(MEDIATOR, beside, 'end', { reason: 'domestic_violence', explanation: '演示:另案得知' });
    const raised = (about: string) =>
      call(CLERK, 'POST', '/v1/agenda-items', {
        body: { committee: 'haibei', title: '演示', text: '演示', about },
      });
    const refusal = await raised(number);
    expect([refusal.status, refusal.body['code']]).toEqual([422, 'not_for_a_meeting']);
    const referring = await call('haibei.clerk', 'POST', `/v1/requests/${request}/refer-to-meeting`, {
      body: { reason: '演示', level: 'community' },
    });
    expect([referring.status, referring.body['code']]).toEqual([422, 'not_for_a_meeting']);
    const inDanger = await open(CLERK);
    await done(MEDIATOR, inDanger, 'call-police', { reference: 'JJ-1', note: '演示:动手', then: 'end' });
    expect((await raised(inDanger)).body['code']).toBe('not_for_a_meeting');
    const inVain = await open(CLERK);
    await done(MEDIATOR, inVain, 'end', { reason: 'no_agreement_possible', explanation: '演示' });
    expect((await raised(inVain)).status).toBe(201);
    await isClean(request, number);
  });

  it('is not opened on what reports somebody', async () => {
    const reported = await submitted(
      asked(aPhone(), {
        kind: 'tip_off',
        against: { unit: 'ecology', staff: false },
        place: { community: 'haibei-01' },
      }),
    );
    const { body } = await call('haibei.clerk', 'POST', `/v1/requests/${reported}/open-mediation`, {
      body: ON_REQUEST,
    });
    expect(body['code']).toBe('reported_not_mediated');
  });
});

describe('what is said in confidence', () => {
  const SECRET = '演示:甲方私下愿让步';

  it('is read by the mediators of the case alone, wherever it could be read', async () => {
    const number = await open(CLERK, { mediators: [MEDIATOR, 'haibei-01.mediator'] });
    await consented(number);
    await done(MEDIATOR, number, 'notes', { text: SECRET, confidential: true });
    await done(MEDIATOR, number, 'sessions', {
      ...{ heldAt: new Date().toISOString(), minutes: SECRET, confidential: true },
      attendance: [{ side: 's1', by: ['disputant'] }],
    });
    await done(MEDIATOR, number, 'notes', { text: '演示:已约定下次时间' });
    const hears = async (login: string) => {
      const { status, body } = await call(login, 'GET', `/v1/mediations/${number}/events`);
      const whole = JSON.stringify([body, await mediation(number, login)]);
      const events = (body['events'] ?? []) as { type: string; hash: string; body: object }[];
      const marked = events.filter((one) => 'confidential' in one.body && one.hash.length === 64).length;
      return [status, marked, whole.includes(SECRET), whole.includes('演示:已约定下次时间')];
    };
    for (const login of [MEDIATOR, 'haibei-01.mediator']) expect(await hears(login)).toEqual([200, 2, true, true]);
    for (const login of ['supervisor-1', 'district-leader-1', 'auditor-1', CLERK, 'haibei.leader', 'shift-leader-1'])
      expect([login, await hears(login)]).toEqual([login, [200, 2, false, true]]);
    // Mediators of other cases do not even hear of it, and neither do those it is not about.
    for (const login of ['justice.mediator', 'qianlishan-03.mediator', 'xinhua.leader', 'clerk-1', 'ecology.head'])
      expect([login, (await hears(login))[0]]).toEqual([login, 404]);
    // Who stands aside hears nothing from then on.
    const aside = () =>
      call('haibei-01.mediator', 'POST', `/v1/mediations/${number}/declare-conflict`, {
        ...{ body: { relation: '演示:亲属' }, headers: { 'idempotency-key': 'aside-once' } },
      });
    const { status, body: answer } = await aside();
    expect([status, answer['type']]).toEqual([200, undefined]);
    // The same key has the same answer, although the case is out of their hands by now.
    expect(await aside()).toMatchObject({ status: 200, body: { commandId: answer['commandId'] } });
    expect((await hears('haibei-01.mediator'))[0]).toBe(404);
    expect(await refused('haibei-01.mediator', number, 'notes', { text: '演示' })).toEqual([404, 'not_found']);
    // The record is verified without anybody reading it.
    await isClean(number);
  });

  it('covers what was noted on performance, and the people: shown to who mediates, with the look on record', async () => {
    const number = await open(CLERK);
    await consented(number);
    await agreed(number);
    const watched = `P${number.slice(1)}-a1`;
    await runs(watched);
    await done(MEDIATOR, watched, 'notes', { text: SECRET, confidential: true });
    const told = async (login: string) => JSON.stringify(await read(`/v1/performances/${watched}/events`, login));
    expect(await told(MEDIATOR)).toContain(SECRET);
    for (const login of ['supervisor-1', CLERK, 'auditor-1']) expect(await told(login)).not.toContain(SECRET);
    expect(JSON.stringify(await mediation(number))).not.toMatch(/当事人甲|13000000011/);
    const look = (login: string) =>
      call(login, 'POST', `/v1/mediations/${number}/contacts`, { body: { purpose: 'contact' } });
    expect((await look('supervisor-1')).status).toBe(403);
    expect((await look('justice.mediator')).status).toBe(404);
    const shown = await look(MEDIATOR);
    expect(shown.body['sides']).toMatchObject([
      { id: 's1', disputants: [{ name: '演示·当事人甲', phone: '13000000011' }] },
      { id: 's2' },
    ]);
    const { entries } = await read('/v1/district-log?type=contact_shown', 'auditor-1');
    expect((entries as { seq: number; case: string }[])[0]).toMatchObject({
      seq: shown.body['entry'],
      case: `mediation:${number.slice(1).replace('-', ':')}`,
    });
    await isClean(number, watched);
  });
});

describe('who watches performance', () => {
  const PAIR = [MEDIATOR, 'haibei-01.mediator'];
  const NEXT = 'justice.mediator';

  it('is nobody who stood aside, sees the sides and can reach them, and stands aside in turn', async () => {
    const number = await open(CLERK, { mediators: PAIR });
    await consented(number);
    await done('haibei-01.mediator', number, 'declare-conflict', { relation: '演示:亲属' });
    await agreed(number);
    const watched = `P${number.slice(1)}-a1`;
    await runs(watched);
    const names = (...mediators: string[]) => order(CLERK, watched, 'name-mediators', { mediators });
    const codes = [await names('haibei-01.mediator', 'haibei-01.mediator'), await names(NEXT, NEXT)];
    expect(codes.map(({ status, body }) => [status, body['code']])).toEqual([
      [409, 'mediator_stood_aside'],
      [409, 'mediator_named_before'],
    ]);
    await done(CLERK, watched, 'name-mediators', { mediators: [NEXT] });
    expect((await call(NEXT, 'GET', `/v1/mediations/${number}`)).status).toBe(404);
    const view = await performance(watched, NEXT);
    expect(view['sides']).toEqual([
      { id: 's1', disputants: [{ name: '演示·****', phone: '130****0011', capacity: 'full' }] },
      { id: 's2', disputants: [{ name: '演示·****', phone: '130****0012', capacity: 'full' }] },
    ]);
    const look = (login: string) =>
      call(login, 'POST', `/v1/performances/${watched}/contacts`, { body: { purpose: 'contact' } });
    expect([(await look('supervisor-1')).status, (await look(MEDIATOR)).status]).toEqual([403, 404]);
    const shown = await look(NEXT);
    expect(shown.body).toMatchObject({
      number: watched,
      sides: [{ disputants: [{ name: '演示·当事人甲', phone: '13000000011' }] }, { id: 's2' }],
    });
    const { entries } = await read('/v1/district-log?type=contact_shown', 'auditor-1');
    expect(entries).toContainEqual(
      expect.objectContaining({ seq: shown.body['entry'], case: caseIdOf(watched), body: { purpose: 'contact' } }),
    );
    expect(view['allowed']).toContain('declareWatcherConflict');
    await done(NEXT, watched, 'declare-conflict', { relation: '演示:亲属' });
    expect((await call(NEXT, 'GET', `/v1/performances/${watched}`)).status).toBe(404);
    expect(await refused(CLERK, watched, 'name-mediators', { mediators: [NEXT] })).toEqual([
      409,
      'mediator_stood_aside',
    ]);
    await done(CLERK, watched, 'name-mediators', { mediators: [MEDIATOR] });
    await isClean(number, watched);
  });
});

describe('what goes otherwise', () => {
  it('ends with one clear refusal, and says where else to go', async () => {
    const number = await open(CLERK);
    await consented(number, CLERK, ['s1']);
    await done(MEDIATOR, number, 'refuse', said('s2', { means: 'phone', note: '演示:不愿调解' }));
    const view = await mediation(number);
    expect(view).toMatchObject({
      state: 'refused',
      ended: true,
      routes: ['arbitration', 'administrative', 'judicial'],
    });
    expect(view['guide']).toMatch(/仲裁.*主管部门.*起诉/);
    await isClean(number);
  });

  it('stops in danger, with the police called and the shift leader told', async () => {
    const number = await open(MEDIATOR, { mediators: undefined });
    expect(await mediation(number, MEDIATOR)).toMatchObject({ mediators: [{ step: 'active', how: 'assigned' }] });
    await consented(number);
    await done(MEDIATOR, number, 'assess-risk', { risk: 'red', reason: '演示:言语威胁' });
    await done(MEDIATOR, number, 'call-police', { reference: 'JJ-1', note: '演示:动手', then: 'suspend' });
    expect(await mediation(number)).toMatchObject({ state: 'suspended', risk: 'red' });
    const { rows } = await service.db.pool.query<{ recipient: string }>(
      `SELECT recipient FROM notices WHERE case_id = $1 AND template = 'mediation_danger' ORDER BY recipient`,
      [caseIdOf(number)],
    );
    expect(rows.map(({ recipient }) => recipient.replace(/^account:.*/, 'account'))).toEqual([
      'account',
      'role:shift_leader',
      'unit:haibei:coordinator',
    ]);
    await done(MEDIATOR, number, 'resume', { note: '演示:已平息' });
    await done(MEDIATOR, number, 'extend', { days: 15, consents: assents });
    await done(MEDIATOR, number, 'end', { reason: 'other_route', explanation: '演示', routes: ['judicial'] });
    expect(await mediation(number)).toMatchObject({ state: 'diverted', routes: ['judicial'] });
    await isClean(number);
  });

  it('replaces a mediator, and keeps what was agreed on a part', async () => {
    const number = await open(CLERK, { sides: [...SIDES, { disputants: [{ name: '演示·当事人丙' }] }] });
    await consented(number, MEDIATOR, ['s1', 's2', 's3']);
    await done(CLERK, number, 'replace-mediator', { mediator: MEDIATOR, reason: '演示:当事人申请回避' });
    expect(await mediation(number)).toMatchObject({ state: 'awaiting_mediator' });
    expect(await refused(CLERK, number, 'name-mediators', { mediators: ['justice.mediator-2'] })).toEqual([
      409,
      'mediator_of_other_kind',
    ]);
    const next = 'justice.mediator';
    await done(CLERK, number, 'name-mediators', { mediators: [next], how: 'chosen' });
    await done(next, number, 'draft-agreement', { ...AGREEMENT, scope: 'partial' });
    for (const side of ['s1', 's2', 's3']) await done(next, number, 'sign-agreement', said(side));
    await done(next, number, 'seal-agreement', { seal: 'HB-TJ-2026-8' });
    expect(await mediation(number, next)).toMatchObject({ state: 'mediating', agreements: [{ scope: 'partial' }] });
    const watched = `P${number.slice(1)}-a1`;
    await runs(watched);
    await done(next, watched, 'close', { reason: 'sued', note: '演示:已起诉' });
    await done(next, number, 'end', { reason: 'no_agreement_possible', explanation: '演示' });
    await isClean(number, watched);
  });

  it('needs a guardian for a minor, and a place of one’s own', async () => {
    const answer = async (login: string, more: object) => {
      const { status, body } = await call(login, 'POST', '/v1/mediations', { body: { ...DISPUTE, ...more } });
      return [status, body['code']];
    };
    const minor = { disputants: [{ name: '演示·未成年人', capacity: 'minor' }] };
    expect(await answer(CLERK, { sides: [SIDES[0], minor] })).toEqual([409, 'guardian_required']);
    expect(await answer(CLERK, { sides: [SIDES[0]] })).toEqual([422, 'invalid_request']);
    expect(await answer(CLERK, { domesticViolence: undefined })).toEqual([422, 'invalid_request']);
    expect(await answer(CLERK, { mediators: undefined, how: 'chosen' })).toEqual([422, 'invalid_request']);
    expect(await answer(CLERK, { kind: 'trade', committee: 'housing', mediators: ['haibei-01.mediator'] })).toEqual([
      409,
      'mediator_of_other_kind',
    ]);
    expect(await answer('haibei-01.clerk', { place: { community: 'haibei-02' } })).toEqual([403, 'place_out_of_scope']);
    expect(await answer('qianlishan-03.mediator', {})).toEqual([403, 'place_out_of_scope']);
    expect(await answer('haibei.leader', {})).toEqual([403, 'forbidden']);
  });

  it('binds nobody by another’s word: a side of several speaks one by one, and no guardian for an adult', async () => {
    const both = {
      disputants: [{ name: '演示·当事人乙' }, { name: '演示·未成年人', capacity: 'minor', guardian: GUARDIAN }],
    };
    const number = await open(CLERK, { sides: [SIDES[0], both] });
    await done(MEDIATOR, number, 'consent', said('s1'));
    expect(await refused(MEDIATOR, number, 'consent', said('s2'))).toEqual([409, 'disputants_required']);
    await done(MEDIATOR, number, 'consent', said('s2', { disputants: [1] }));
    expect(await mediation(number)).toMatchObject({
      state: 'awaiting_consent',
      sides: [{ consent: {} }, { consents: [{ disputants: [1] }] }],
    });
    await done(MEDIATOR, number, 'consent', said('s2', { by: 'guardian', disputants: [2] }));
    await done(MEDIATOR, number, 'draft-agreement', AGREEMENT);
    await done(MEDIATOR, number, 'sign-agreement', said('s2', { disputants: [1] }));
    expect(await mediation(number)).toMatchObject({
      state: 'signing',
      draft: { signed: [], signatures: [{ side: 's2', disputants: [1] }] },
    });
    const ruled = { disputants: [{ name: '演示·当事人甲', capacity: 'full', guardian: GUARDIAN }] };
    const { status, body } = await call(CLERK, 'POST', '/v1/mediations', {
      body: { ...DISPUTE, sides: [ruled, SIDES[1]] },
    });
    expect([status, body['code'], body['errors']]).toEqual([
      ...[422, 'invalid_request'],
      [{ pointer: '/sides/0/disputants/0/guardian', detail: expect.stringContaining('本人表示意见') }],
    ]);
    await isClean(number);
  });

  it('says which field is wrong of a session, of terms, and of who would speak for both sides', async () => {
    const wrong = async (answer: Promise<Reply>) => {
      const { status, body } = await answer;
      return [status, (body['errors'] as { pointer: string }[] | undefined)?.map(({ pointer }) => pointer)];
    };
    const lawyer = { name: '演示·律师', phone: '13000000013', power: 'special', authority: '演示:授权委托书' };
    const again = { ...lawyer, phone: '+86 130-0000-0013' };
    const opens = (...sides: object[]) => call(CLERK, 'POST', '/v1/mediations', { body: { ...DISPUTE, sides } });
    const [first, second] = SIDES;
    expect(await wrong(opens({ ...first, representative: lawyer }, { ...second, representative: again }))).toEqual([
      422,
      ['/sides/0/representative', '/sides/1/representative'],
    ]);
    const oneself = { ...lawyer, ...second?.disputants[0] };
    expect(await wrong(opens({ ...first, representative: oneself }, { ...second }))).toEqual([
      422,
      ['/sides/0/representative'],
    ]);
    const number = await open(CLERK, { sides: [{ ...first, representative: lawyer }, second] });
    const names = (side: string, representative: object) =>
      order(MEDIATOR, number, 'name-representative', { side, representative });
    expect(await wrong(names('s2', again))).toEqual([422, ['/representative']]);
    await done(MEDIATOR, number, 'name-representative', { side: 's1', representative: again });
    await done(MEDIATOR, number, 'name-representative', {
      side: 's2',
      representative: { ...lawyer, phone: '13000000014' },
    });
    await consented(number);
    const session = (heldAt: string, ...sides: string[]) =>
      order(MEDIATOR, number, 'sessions', {
        ...{ heldAt, minutes: '演示' },
        attendance: sides.map((side) => ({ side, by: ['disputant'] })),
      });
    expect(await wrong(session(new Date().toISOString(), 's1', 's2', 's1'))).toEqual([422, ['/attendance/2/side']]);
    expect((await session('1900-01-01T00:00:00Z', 's1')).body['code']).toBe('session_before_opening');
    expect((await session(new Date(Date.now() + 3_600_000).toISOString(), 's1')).body['code']).toBe('said_in_future');
    const terms = [{ side: 's1', to: 's1', what: '演示', dueOn: dayIn(3) }];
    expect(await wrong(order(MEDIATOR, number, 'draft-agreement', { ...AGREEMENT, terms }))).toEqual([
      422,
      ['/terms/0/to'],
    ]);
    await isClean(number);
  });

  it('has one answer for one key, and a list for each that holds what they may see', async () => {
    const key = `mediation-${String(process.pid)}`;
    const send = () => call(CLERK, 'POST', '/v1/mediations', { body: DISPUTE, headers: { 'idempotency-key': key } });
    const first = await send();
    expect((await send()).body['number']).toBe(first.body['number']);
    const numbers = async (login: string) =>
      ((await read('/v1/mediations?limit=200', login))['cases'] as { number: string }[]).map(({ number }) => number);
    expect(await numbers(MEDIATOR)).toContain(first.body['number']);
    expect(await numbers('qianlishan-03.mediator')).toEqual([]);
    expect(await numbers('supervisor-1')).toContain(first.body['number']);
    expect((await call('clerk-1', 'GET', '/v1/mediations')).status).toBe(403);
  });
});
