import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { verifyCase } from '../../src/audit/verify.js';
import { caseIdOf } from '../../src/domain/number.js';
import { asked, openDesk, type Desk } from '../support/desk.js';
import { openHttp, type Call, type Reply } from '../support/http.js';
import { until } from '../support/until.js';
import { aPhone, openService, TEST_KEYS, type TestService } from '../support/service.js';

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
  call(login, 'POST', `/v1/${number.startsWith('P') ? 'performances' : 'mediations'}/${number}/${verb}`, { body });

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
    const { findings } = await verifyCase({ db, client, number, keys: TEST_KEYS });
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
    expect(await mediation(number)).toMatchObject({ state: 'mediating', mediators: [{ step: 'active' }] });
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
