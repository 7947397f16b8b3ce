import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { verifyCase } from '../../src/audit/verify.js';
import { openDesk, type Desk } from '../support/desk.js';
import { openHttp, type Call, type Reply } from '../support/http.js';
import { until } from '../support/until.js';
import { aPhone, openService, TEST_KEYS, type TestService } from '../support/service.js';

/** Joint meetings through REST, against the engine: those who raise, prepare, decide, carry out and verify. */
let service: TestService;
let call: Call;
let submitted: Desk['submitted'], show: Desk['show'], taken: Desk['taken'];

beforeAll(async () => {
  service = await openService();
  await service.startWorker();
  service.startRelay();
  ({ call } = await openHttp(service));
  ({ submitted, show, taken } = openDesk(service, call));
});
afterAll(() => service.stop());

type Body = Record<string, unknown>;

const pathOf = (number: string): string =>
  number.startsWith('A') ? `/v1/agenda-items/${number}` : `/v1/joint-meetings/${number}`;
const read = async (number: string, login = 'district.secretary'): Promise<Body> =>
  (await call(login, 'GET', pathOf(number))).body;

/** Gives a command on the version that is on record. */
async function order(login: string, number: string, verb: string, body: object = {}, version?: number): Promise<Reply> {
  const seen = version ?? Number((await read(number))['version']);
  const headers = { 'if-match': `"${String(seen)}"` };
  return call(login, 'POST', `${pathOf(number)}/${verb}`, { body, headers });
}

async function done(login: string, number: string, verb: string, body: object = {}): Promise<void> {
  // What other cases tell it meanwhile makes another version of it.
  const { status, body: answer } = AGENDA.includes(verb)
    ? await order(login, number, verb, body)
    : await call(login, 'POST', `${pathOf(number)}/${verb}`, { body });
  expect([verb, status, answer['detail'], answer['errors']]).toEqual([verb, 200, undefined, undefined]);
}
const AGENDA = ['add-item', 'remove-item', 'order', 'fix'];

const stands = (number: string, state: string) => until(async () => (await read(number))['state'] === state);

async function isClean(number: string): Promise<void> {
  const { db, client } = service;
  const { findings } = await verifyCase({ db, client, number, keys: TEST_KEYS });
  expect([number, findings]).toEqual([number, []]);
}

async function convened(login: string, committee: string, more: object = {}): Promise<string> {
  const body = { committee, when: new Date(Date.now() + 60_000).toISOString(), reason: '演示:事急', ...more };
  const { status, body: answer } = await call(login, 'POST', '/v1/joint-meetings', { body });
  expect([status, answer['detail'], answer['errors']]).toEqual([201, undefined, undefined]);
  return String(answer['number']);
}

const seats = (...numbers: number[]) => ({ present: numbers.map((seat) => ({ seat })) });
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const assign = (item: string, owner = 'housing') => ({
  ...{ item, outcome: 'assign', owner, due: inDays(10), task: '演示:十日内修复' },
});

/** A request that waits for the district's meeting, since a bureau leads on it, and its item. */
async function referred(): Promise<{ request: string; item: string }> {
  const request = await submitted({ requester: { name: '演示·来电人', phone: aPhone() } });
  await taken('housing.coordinator', request, 'sign-for');
  await taken('shift-leader-1', request, 'refer-to-meeting', { reason: '演示:涉及三家单位' });
  const [linked] = (await show(request))['linked'] as { number: string; kind: string }[];
  expect(linked?.kind).toBe('agenda_item');
  const item = linked?.number ?? '';
  await stands(item, 'awaiting_screening');
  return { request, item };
}

describe('an agenda item', () => {
  it('goes its whole way: from a request through one sitting to verified; and the record holds', async () => {
    const { request, item } = await referred();
    expect(item).toMatch(/^A150302-\d{4}-\d{6,}$/);
    expect(await read(item)).toMatchObject({
      ...{ source: 'request', request, lead: 'housing', text: '演示:涉及三家单位' },
      committee: { code: 'district', level: 'district' },
    });
    expect((await order('haibei.secretary', item, 'accept')).status).toBe(404);
    expect((await order('district.committee-2', item, 'accept')).body).toMatchObject({ code: 'not_in_office' });
    await done('district.secretary', item, 'accept');
    const meeting = await convened('district.committee-1', 'district');
    await done('district.secretary', meeting, 'add-item', { item });
    await stands(item, 'scheduled');
    await done('district.secretary', meeting, 'fix');
    expect((await order('district.secretary', meeting, 'open', seats(1, 2, 3))).body).toMatchObject({
      code: 'no_quorum',
    });
    await done('district.secretary', meeting, 'open', {
      present: [...seats(1, 2, 4, 5, 6, 7, 8, 9).present, { seat: 3, by: 'substitute' }],
      observers: ['演示·列席人'],
    });
    await done('district.secretary', meeting, 'discuss', { item, text: '演示:各方意见一致' });
    await done('district.committee-1', meeting, 'decide', assign(item));
    await stands(item, 'assigned');
    expect(await read(item)).toMatchObject({
      assignment: { meeting, owner: 'housing', task: '演示:十日内修复' },
    });
    await done('district.committee-1', meeting, 'close');
    await done('district.committee-1', meeting, 'issue-minutes');
    await done('housing.coordinator', item, 'report', { summary: '演示:已修复' });
    await done('district.secretary', item, 'verify', { solved: true });
    expect(await read(item)).toMatchObject({ state: 'verified', ended: true, failures: 0 });
    await stands(meeting, 'ended');
    await until(async () => (await show(request))['referral'] === undefined);
    for (const one of [item, meeting, request]) await isClean(one);
  });
});
