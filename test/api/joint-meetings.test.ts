import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { submit } from '../../src/commands/submit.js';
import { verifyCase } from '../../src/audit/verify.js';
import { caseIdOf } from '../../src/domain/number.js';
import { onDuty } from '../../src/store/roster.js';
import { openDesk, type Desk } from '../support/desk.js';
import { answered, type Call, openHttp, type Reply } from '../support/http.js';
import { localDay } from '../../src/domain/local-time.js';
import { isDayOff } from '../../src/domain/joint-meeting/regular.js';
import { calendar } from '../support/domain.js';
import { until } from '../support/until.js';
import { aKey, aPhone, aSubmission, auditWith, HAIBOWAN, openService, type TestService } from '../support/service.js';

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
  const sent = AGENDA.includes(verb)
    ? order(login, number, verb, body)
    : call(login, 'POST', `${pathOf(number)}/${verb}`, { body });
  const { status, body: answer } = await answered(call, login, sent);
  expect([verb, status, answer['detail'], answer['errors']]).toEqual([verb, 200, undefined, undefined]);
}
const AGENDA = ['add-item', 'remove-item', 'order', 'fix'];

const stands = (number: string, state: string) => until(async () => (await read(number))['state'] === state);

async function isClean(number: string): Promise<void> {
  const { db, client } = service;
  // What came by itself is on record a moment before its workflow runs.
  await until(() =>
    client.workflow
      .getHandle(caseIdOf(number))
      .describe()
      .then(
        () => true,
        () => false,
      ),
  );
  const { findings } = await verifyCase({ db, client, number, ...auditWith(service) });
  expect([number, findings]).toEqual([number, []]);
}

async function convened(login: string, committee: string, more: object = {}): Promise<string> {
  const body = { committee, when: new Date(Date.now() + 60_000).toISOString(), reason: '演示:事急', ...more };
  const { status, body: answer } = await call(login, 'POST', '/v1/joint-meetings', { body });
  expect([status, answer['detail'], answer['errors']]).toEqual([201, undefined, undefined]);
  return String(answer['number']);
}

const seats = (...numbers: number[]) => ({ present: numbers.map((seat) => ({ seat })) });
/** An instant so many days ahead, or on the next day on which somebody works. */
function workday(days: number): string {
  const when = new Date(Date.now() + days * 86_400_000).toISOString();
  return isDayOff(calendar, localDay(when)) ? workday(days + 1) : when;
}
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const assign = (item: string, owner = 'housing') => ({
  ...{ item, outcome: 'assign', owner, due: inDays(10), task: '演示:十日内修复' },
});

/** A request that waits for the district's meeting, since a bureau leads on it, and its item. */
async function referred(): Promise<{ request: string; item: string }> {
  const request = await submitted({ requester: { name: '演示·来电人', phone: aPhone() } });
  await taken('housing.coordinator', request, 'sign-for');
  await taken('shift-leader-1', request, 'refer-to-meeting', { reason: '演示:涉及三家单位' });
  const linked = await until(async () => ((await show(request))['linked'] as { number: string; kind: string }[])[0]);
  expect(linked.kind).toBe('agenda_item');
  const item = linked.number;
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
    const early = await call('district.secretary', 'GET', `${pathOf(meeting)}/minutes.html`);
    expect([early.status, early.body['code']]).toEqual([409, 'no_minutes_yet']);
    await done('district.committee-1', meeting, 'close');
    await done('district.committee-1', meeting, 'issue-minutes', { remark: '演示·备注' });
    await done('housing.coordinator', item, 'report', { summary: '演示:已修复' });
    await done('district.secretary', item, 'verify', { solved: true });
    expect(await read(item)).toMatchObject({ state: 'verified', ended: true, failures: 0 });
    await stands(meeting, 'ended');
    const minutes = await call('district.committee-5', 'GET', `${pathOf(meeting)}/minutes.html`);
    expect([minutes.status, minutes.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    const page = String(minutes.body['text']);
    for (const said of [meeting, item, '演示·列席人', '演示:十日内修复', '演示:各方意见一致', '演示·备注']) {
      expect(page).toContain(said);
    }
    expect(page).not.toContain('草稿');
    await until(async () => (await show(request))['referral'] === undefined);
    for (const one of [item, meeting, request]) await isClean(one);
  });
});

/** A proposal before the subdistrict's committee, accepted. */
async function proposed(committee = 'haibei', login = `${committee}.secretary`): Promise<string> {
  const body = { committee, title: '演示:老旧小区加装电梯', text: '演示:居民意见不一,请会议研究' };
  const { status, body: answer } = await call(login, 'POST', '/v1/agenda-items', { body });
  expect([status, answer['errors']]).toEqual([201, undefined]);
  const item = String(answer['number']);
  await done(`${committee}.secretary`, item, 'accept');
  return item;
}

/** A sitting of the subdistrict's committee in session, with nine of its thirteen seats. */
async function inSession(
  items: readonly string[],
  { committee, chair } = { committee: 'haibei', chair: 'haibei.leader' },
): Promise<string> {
  const secretary = `${committee}.secretary`;
  const meeting = await convened(chair, committee);
  for (const item of items) await done(secretary, meeting, 'add-item', { item });
  for (const item of items) await stands(item, 'scheduled');
  await done(secretary, meeting, 'fix');
  await done(secretary, meeting, 'open', seats(1, 2, 3, 4, 5, 6, 7, 8, 9));
  return meeting;
}

/** What became of a command that had to wait for another: as it was answered, or as it is told under its Location. */
async function fate(login: string, { status, body }: Reply): Promise<string> {
  if (status === 200) return 'accepted';
  if (status !== 202) return String(body['code']);
  let told: Body = {};
  await until(async () => {
    told = (await call(login, 'GET', `/v1/commands/${String(body['commandId'])}`)).body;
    return told['status'] !== 'queued';
  });
  return told['status'] === 'accepted' ? 'accepted' : String((told['refusal'] as Body | undefined)?.['code']);
}

const memberOf = (seat: number): string => (seat === 1 ? 'haibei.leader' : `haibei.committee-${String(seat)}`);

describe('a vote', () => {
  it('counts each seat once, however often and however many at once send it', async () => {
    const item = await proposed();
    const meeting = await inSession([item]);
    await done(memberOf(2), meeting, 'call-vote', assign(item));
    const vote = (seat: number, what: string) =>
      call(memberOf(seat), 'POST', `${pathOf(meeting)}/vote`, { body: { item, vote: what } });
    const clicks = await Promise.all(Array.from({ length: 6 }, () => vote(3, 'for')));
    const fates = await Promise.all(clicks.map((click) => fate(memberOf(3), click)));
    expect(fates.sort()).toEqual(['accepted', ...Array.from({ length: 5 }, () => 'voted_before')]);
    const all = await Promise.all(
      [1, 2, 4, 5, 6, 7, 8].map(async (seat) => fate(memberOf(seat), await vote(seat, seat < 6 ? 'for' : 'against'))),
    );
    expect(new Set(all)).toEqual(new Set(['accepted']));
    await done('haibei.leader', meeting, 'close-vote', { item });
    const [entry] = (await read(meeting))['agenda'] as { ballots: Body[]; decision: Body }[];
    expect(entry?.ballots[0]?.['result']).toEqual({
      ...{ for: 5, against: 3, abstain: 0, eligible: 9, carried: true },
    });
    expect(entry?.decision).toMatchObject({ outcome: 'assign', owner: 'housing', by: 'vote' });
    await stands(item, 'assigned');
    for (const one of [item, meeting]) await isClean(one);
  });
});

describe('an agenda', () => {
  it('is edited by one at a time: who has not read the other’s edit is told so', async () => {
    const [first, second] = [await proposed(), await proposed()];
    const meeting = await convened('haibei.leader', 'haibei');
    const version = Number((await read(meeting))['version']);
    const edits = await Promise.all([
      order('haibei.secretary', meeting, 'add-item', { item: first }, version),
      order('haibei.leader', meeting, 'add-item', { item: second }, version),
    ]);
    const fates = [await fate('haibei.secretary', edits[0]), await fate('haibei.leader', edits[1])];
    expect(fates.sort()).toEqual(['accepted', 'version_conflict']);
    expect((await read(meeting))['agenda']).toHaveLength(1);
    const blind = async (headers: Record<string, string>) => {
      const sent = { body: {}, headers };
      const { status, body } = await call('haibei.secretary', 'POST', `${pathOf(meeting)}/fix`, sent);
      return [status, body['code']];
    };
    expect(await blind({})).toEqual([428, 'if_match_required']);
    // Whatever version there is says nothing of the one that was read.
    expect(await blind({ 'if-match': '*' })).toEqual([400, 'invalid_if_match']);
  });

  it('takes nothing that does not wait for a sitting of this committee', async () => {
    const item = await proposed('haibei-01');
    const meeting = await convened('haibei.leader', 'haibei');
    const refused = await order('haibei.secretary', meeting, 'add-item', { item });
    expect([refused.status, refused.body['code']]).toEqual([422, 'item_not_waiting']);
    const wrong = await order('haibei.secretary', meeting, 'add-item', { item: meeting });
    expect([wrong.status, wrong.body['code']]).toEqual([422, 'invalid_request']);
  });

  it('of a regular sitting is fixed days before, and the sitting opened when it is time', async () => {
    const item = await proposed();
    const meeting = await convened('haibei.secretary', 'haibei', {
      ...{ sort: 'regular', reason: undefined, when: workday(8) },
    });
    await done('haibei.secretary', meeting, 'add-item', { item });
    await stands(item, 'scheduled');
    await done('haibei.secretary', meeting, 'fix');
    const early = await order('haibei.secretary', meeting, 'open', seats(1, 2, 3, 4, 5, 6, 7, 8, 9));
    expect(early.body).toMatchObject({ code: 'meeting_too_early' });
    await done('haibei.leader', meeting, 'cancel', { reason: '演示:合并到下次' });
    await stands(item, 'waiting');
    for (const one of [item, meeting]) await isClean(one);
    const tooSoon = { committee: 'haibei', sort: 'regular', when: new Date(Date.now() + 86_400_000).toISOString() };
    const refused = await call('haibei.secretary', 'POST', '/v1/joint-meetings', { body: tooSoon });
    expect([refused.status, refused.body['code']]).toEqual([409, 'notice_too_short']);
    expect(refused.body['traceId']).toBe(refused.headers.get('x-request-id'));
  });

  it('is of a sitting within a year', async () => {
    const far = new Date(Date.now() + 367 * 86_400_000).toISOString();
    const body = { committee: 'haibei', sort: 'regular', when: far };
    const convene = await call('haibei.secretary', 'POST', '/v1/joint-meetings', { body });
    const meeting = await convened('haibei.leader', 'haibei');
    const postpone = await order('haibei.secretary', meeting, 'postpone', { when: far, reason: '演示' });
    for (const { status, body: answer } of [convene, postpone]) {
      expect([status, answer['code']]).toEqual([422, 'meeting_too_far']);
      expect(answer['errors']).toMatchObject([{ pointer: '/when' }]);
    }
    await done('haibei.leader', meeting, 'cancel', { reason: '演示' });
  });
});

describe('one level up', () => {
  it('an item goes with its words, by the meeting’s decision', async () => {
    const item = await proposed();
    const meeting = await inSession([item]);
    await done('haibei.leader', meeting, 'decide', { item, outcome: 'raise', reason: '演示:须区里统筹' });
    await stands(item, 'raised');
    const above = `${item}-district`;
    expect((await read(item))['raisedTo']).toBe(above);
    await stands(above, 'awaiting_screening');
    expect(await read(above)).toMatchObject({
      ...{ title: '演示:老旧小区加装电梯', text: '演示:居民意见不一,请会议研究', below: item, source: 'member' },
      committee: { code: 'district' },
    });
    await done('district.secretary', above, 'accept');
    for (const one of [item, above, meeting]) await isClean(one);
  });
});

/** The items of a source, as the district's secretary lists them. */
async function listed(source: string, fits: (item: Body) => boolean): Promise<Body | undefined> {
  const { body } = await call('district.secretary', 'GET', `/v1/agenda-items?sort=${source}&limit=200`);
  for (const { number } of body['cases'] as { number: string }[]) {
    const item = await read(number);
    if (fits(item)) return item;
  }
  return undefined;
}

describe('what comes by itself', () => {
  it('is a request whose supervised limit has lapsed, before the meeting that can command its lead', async () => {
    const { caseId } = await submit(service.door, {
      ...{ client: 'hotline', key: aKey(), actor: { account: 'clerk', role: 'hotline_clerk' } },
      submission: aSubmission({
        ...{ category: 'B0201', place: { community: 'haibei-01' }, requester: { mode: 'anonymous' } },
      }),
      receivedAt: '2026-03-02T02:00:00.000Z',
    });
    const request = caseId.replace(/^request:(\d+):/, '$1-');
    let item: Body | undefined;
    await until(async () => (item = await listed('lapsed', (one) => one['request'] === request)) !== undefined);
    expect(item).toMatchObject({
      ...{ source: 'lapsed', lead: 'housing', committee: { code: 'district' } },
      // The committee does not read the request: what it is about stands in the item.
      matter: { kind: 'complaint', category: 'B0201', asked: expect.stringContaining('演示') as unknown },
    });
    expect((await call('district.secretary', 'GET', `/v1/requests/${request}`)).status).toBe(404);
    expect(await show(request)).toMatchObject({ referral: 'joint_meeting' });
    await isClean(String(item?.['number']));
    await isClean(request);
  });

  it('is a request that was transferred too often', async () => {
    const request = await submitted({ requester: { name: '演示·来电人', phone: aPhone() } });
    for (const unit of ['urban-management', 'haibei', 'transport']) {
      await taken('dispatcher-1', request, 'dispatch', { unit, reason: '演示:改派' });
    }
    let item: Body | undefined;
    await until(async () => (item = await listed('difficulty', (one) => one['request'] === request)) !== undefined);
    expect(item).toMatchObject({ source: 'difficulty', lead: 'transport' });
    for (const one of [request, String(item?.['number'])]) await isClean(one);
  });

  it('is a whistle that did not settle it', async () => {
    const { body } = await call('haibei.leader', 'POST', '/v1/whistles', {
      body: {
        ...{ kind: 'joint_enforcement', text: '演示:占道', place: { subdistrict: 'haibei' } },
        departments: [{ unit: 'ecology', reason: '演示' }],
      },
    });
    const whistle = String(body['number']);
    const give = (verb: string, what: object) =>
      call('haibei.leader', 'POST', `/v1/whistles/${whistle}/${verb}`, { body: what });
    expect((await give('release-department', { unit: 'ecology', reason: '演示' })).status).toBe(200);
    expect((await give('conclude', { result: 'not_settled', summary: '演示:未能解决' })).status).toBe(200);
    let item: Body | undefined;
    await until(async () => (item = await listed('whistle', (one) => one['about'] === whistle)) !== undefined);
    expect(item).toMatchObject({
      ...{ source: 'whistle', by: 'haibei', committee: { level: 'district' } },
      matter: { result: 'not_settled', task: '演示:占道' },
    });
    await isClean(String(item?.['number']));
    await isClean(whistle);
    const again = { committee: 'haibei', title: '演示', text: '演示', about: whistle };
    const byHand = await call('haibei.leader', 'POST', '/v1/agenda-items', { body: again });
    expect([byHand.status, byHand.body['code']]).toEqual([422, 'on_an_agenda_already']);
    await done('district.secretary', String(item?.['number']), 'return', { reason: '演示:先由街道研究' });
    expect((await call('haibei.leader', 'POST', '/v1/agenda-items', { body: again })).status).toBe(201);
    const open = await call('haibei.leader', 'POST', '/v1/agenda-items', { body: { ...again, about: 'W1' } });
    expect([open.status, open.body['code']]).toEqual([422, 'unknown_case']);
  });
});

describe('what failed for a request', () => {
  /** A request whose whistle did not settle it, and the item that this has brought before the district. */
  async function whistledInVain(): Promise<{ request: string; whistle: string; item: string }> {
    const request = await submitted({ requester: { name: '演示·来电人', phone: aPhone() } });
    await taken('housing.coordinator', request, 'sign-for');
    await taken('haibei.leader', request, 'blow-whistle', {
      ...{ kind: 'joint_enforcement', reason: '演示:占道', departments: [{ unit: 'ecology', reason: '演示' }] },
    });
    const linked = async (kind: string) =>
      ((await show(request))['linked'] as { number: string; kind: string }[]).find((one) => one.kind === kind)?.number;
    const whistle = await until(() => linked('whistle'));
    const give = (verb: string, body: object) =>
      answered(call, 'haibei.leader', call('haibei.leader', 'POST', `/v1/whistles/${whistle}/${verb}`, { body }));
    expect((await give('release-department', { unit: 'ecology', reason: '演示' })).status).toBe(200);
    expect((await give('conclude', { result: 'not_settled', summary: '演示' })).status).toBe(200);
    const item = await until(() => linked('agenda_item'));
    await until(async () => (await show(request))['state'] === 'handling');
    await done('district.secretary', item, 'accept');
    return { request, whistle, item };
  }

  it('and is decided while the request is at another meeting: the office is told, and its chair has it decided anew', async () => {
    const { request, item } = await whistledInVain();
    await taken('shift-leader-1', request, 'refer-to-meeting', { reason: '演示:涉及三家单位' });
    const meeting = await inSession([item], { chair: 'district.committee-1', committee: 'district' });
    await done('district.committee-1', meeting, 'decide', assign(item, 'urban-management'));
    const told = await until(async () => {
      const { body } = await call('district.secretary', 'GET', `${pathOf(item)}/events`);
      return (body['events'] as Body[]).find(({ type }) => type === 'decision_not_taken');
    });
    expect(told['body']).toEqual({ because: 'no_referral_open' });
    expect((await show(request))['leadUnit']).toBe('housing');
    const reconsider = (login: string) => order(login, item, 'reconsider', { reason: '演示:两家重复办理' });
    expect((await reconsider('district.committee-2')).body).toMatchObject({ code: 'not_the_chair' });
    expect((await reconsider('district.committee-1')).status).toBe(200);
    expect(await read(item)).toMatchObject({ state: 'waiting', failures: 0 });
    expect(await read(item)).not.toHaveProperty('assignment');
    for (const one of [request, item, meeting]) await isClean(one);
  });

  it('comes before the meeting for it; what is decided there is its task from then on', async () => {
    const { request, whistle, item } = await whistledInVain();
    const meeting = await inSession([item], { chair: 'district.committee-1', committee: 'district' });
    await done('district.committee-1', meeting, 'decide', assign(item, 'urban-management'));
    await until(async () => (await show(request))['leadUnit'] === 'urban-management');
    expect((await order('district.secretary', item, 'withdraw', { reason: '演示' })).body).toMatchObject({
      code: 'not_at_this_stage',
    });
    for (const one of [request, whistle, item, meeting]) await isClean(one);
  });

  it('is kept from the committee of whom it reports, and goes before the one above', async () => {
    const against = { kind: 'tip_off', against: { unit: 'haibei' }, place: { community: 'haibei-01' } };
    const request = await submitted({ ...against, requester: { mode: 'confidential', phone: aPhone() } });
    await taken('housing.coordinator', request, 'sign-for');
    await taken('shift-leader-1', request, 'refer-to-meeting', { reason: '演示', level: 'subdistrict' });
    const item = await until(async () => ((await show(request))['linked'] as { number: string }[])[0]?.number);
    await stands(item, 'awaiting_screening');
    expect(await read(item)).toMatchObject({ committee: { code: 'district' } });
    for (const login of ['haibei.clerk', 'haibei.leader', 'haibei.secretary', 'haibei.committee-2']) {
      expect([login, (await call(login, 'GET', pathOf(item))).status]).toEqual([login, 404]);
    }
    await isClean(item);
  });
});

describe('a seat of whom a matter reports', () => {
  it('stands back from the beginning, and decides nothing of it', async () => {
    const request = await submitted({
      ...{ kind: 'tip_off', against: { unit: 'ecology' }, place: { community: 'haibei-01' } },
      requester: { mode: 'confidential', phone: aPhone() },
    });
    await taken('housing.coordinator', request, 'sign-for');
    await taken('shift-leader-1', request, 'refer-to-meeting', { reason: '演示', level: 'district' });
    const item = await until(async () => ((await show(request))['linked'] as { number: string }[])[0]?.number);
    await stands(item, 'awaiting_screening');
    await done('district.secretary', item, 'accept');
    const meeting = await inSession([item], { chair: 'district.committee-1', committee: 'district' });
    expect((await read(meeting))['agenda']).toMatchObject([{ item, recused: [8] }]);
    // Nobody else is told who stands back by rule, and they are told nothing of it.
    expect((await read(meeting, 'district.committee-3'))['agenda']).toMatchObject([{ item, recused: [] }]);
    expect((await read(meeting, 'district.committee-8'))['agenda']).toEqual([]);
    expect((await call('district.committee-3', 'GET', pathOf(item))).status).toBe(200);
    expect((await call('district.committee-8', 'GET', pathOf(item))).status).toBe(404);
    const { body: listed } = await call('district.committee-8', 'GET', '/v1/agenda-items?limit=200');
    expect(JSON.stringify(listed)).not.toContain(item);
    for (const login of ['district.committee-3', 'district.committee-8']) {
      const { body } = await call(login, 'GET', `${pathOf(meeting)}/events`);
      expect(JSON.stringify(body)).not.toContain('apart');
    }
    expect((await read(item, 'district.committee-3'))['matter']).toEqual({ kind: 'tip_off', category: 'B0201' });
    const proposal = { outcome: 'reject', reason: '演示' };
    expect(await order('district.committee-8', meeting, 'call-vote', { item, ...proposal })).toMatchObject({
      body: { code: 'seat_is_recused' },
    });
    for (const one of [request, item, meeting]) await isClean(one);
  });
});

describe('items and sittings', () => {
  it('are read by the committee, by who has to do with them, and by nobody else', async () => {
    const item = await proposed('haibei-01');
    const status = async (login: string) => (await call(login, 'GET', pathOf(item))).status;
    const readers = ['haibei-01.secretary', 'haibei-01.committee-4', 'haibei.secretary', 'district.secretary'];
    expect(await Promise.all(readers.map(status))).toEqual([200, 200, 200, 200]);
    expect(await Promise.all(['xinhua.secretary', 'housing.head', 'qianlishan-03.committee-1'].map(status))).toEqual([
      ...[404, 404, 404],
    ]);
    const { body } = await call('haibei-01.committee-4', 'GET', '/v1/agenda-items');
    expect((body['cases'] as { number: string }[]).map(({ number }) => number)).toContain(item);
    // What the members of committees read, they read of committees alone.
    expect((await call('haibei-01.committee-4', 'GET', '/v1/whistles')).status).toBe(403);
  });

  it('are asked of the committee of the caller’s own place', async () => {
    const body = { committee: 'haibei', title: '演示', text: '演示' };
    const other = await call('xinhua.secretary', 'POST', '/v1/agenda-items', { body });
    expect([other.status, other.body['code']]).toEqual([403, 'place_out_of_scope']);
    expect(other.body['errors']).toMatchObject([{ pointer: '/committee' }]);
    const none = await call('haibei.secretary', 'POST', '/v1/agenda-items', { body: { ...body, committee: 'none' } });
    expect([none.status, none.body['code']]).toEqual([422, 'unknown_committee']);
  });
});

describe('the year’s figures', () => {
  it('come from the record, by level, as far as the reader’s scopes reach', async () => {
    const figures = async (login: string, year = '') =>
      (await call(login, 'GET', `/v1/figures/joint-meetings${year}`)).body as {
        levels: Record<string, { held: Body; decided: Body; resolved: number }>;
        resolved: number;
      };
    const { levels, resolved } = await figures('district-leader-1');
    // The tests above: one sitting of the district, two of haibei, of which one voted and one raised.
    expect(levels['district']).toMatchObject({ held: { regular: 0, urgent: 4 }, decided: { assign: 2 }, resolved: 1 });
    expect(levels['subdistrict']).toMatchObject({ held: { urgent: 2 }, decided: { assign: 1, raise: 1 }, resolved: 0 });
    expect(levels['community']).toMatchObject({ held: { regular: 0, urgent: 0 }, resolved: 0 });
    expect(resolved).toBe(1);
    expect((await figures('haibei.secretary')).levels['district']?.resolved).toBe(0);
    expect((await figures('haibei.secretary')).levels['subdistrict']?.held).toEqual({ regular: 0, urgent: 2 });
    expect((await figures('district-leader-1', '?year=2020')).resolved).toBe(0);
    expect((await call('clerk-1', 'GET', '/v1/figures/joint-meetings')).status).toBe(403);
  });
});

describe('who is told', () => {
  it('are delegates by their accounts, and a committee’s secretary and chair as the directory has them', async () => {
    const told = (recipient: string) =>
      onDuty(service.db, { district: HAIBOWAN, recipient, at: new Date().toISOString() });
    expect(await told('committee:haibei:secretary')).toEqual(['haibei.secretary']);
    expect(await told('committee:haibei:chair')).toEqual(['haibei.leader']);
    expect(await told('committee:nobody:chair')).toEqual([]);
    const { body } = await call('district.secretary', 'GET', '/v1/committees/district');
    const [seat] = body['members'] as { delegate: { account: string; login: string } }[];
    expect(await told(`account:${seat?.delegate.account ?? ''}`)).toEqual([seat?.delegate.login]);
  });
});

describe('a sitting that is adjourned', () => {
  it('keeps what it has not decided in its view and in its minutes, and why', async () => {
    const items = [await proposed(), await proposed(), await proposed()] as const;
    const meeting = await inSession(items);
    await done('haibei.leader', meeting, 'decide', { item: items[0], outcome: 'reject', reason: '演示:不可行' });
    await done('haibei.secretary', meeting, 'discuss', { item: items[1], text: '演示:第一段\n演示:第二段' });
    await done('haibei.leader', meeting, 'recuse', { item: items[1], seat: 8 });
    await done(memberOf(9), meeting, 'recuse', { item: items[1], seat: 9 });
    // Water supply holds seat 10, and is not there.
    const away = await order('haibei.leader', meeting, 'decide', assign(items[1], 'water-supply'));
    expect(away.body).toMatchObject({ code: 'beyond_its_level' });
    await done(memberOf(2), meeting, 'call-vote', assign(items[1]));
    await done(memberOf(3), meeting, 'vote', { item: items[1], vote: 'for' });
    await done('haibei.secretary', meeting, 'adjourn', { reason: '演示:停电' });
    await done('haibei.leader', meeting, 'issue-minutes', { remark: '演示·备注' });
    await stands(items[2], 'waiting');
    expect(await read(meeting)).toMatchObject({
      ...{ adjourned: '演示:停电', remark: '演示·备注' },
      agenda: [
        { decision: { outcome: 'reject' } },
        { left: 'undecided', recused: [8, 9], ordered: [8], discussion: '演示:第一段\n演示:第二段' },
        { left: 'unheard' },
      ],
    });
    const minutes = String((await call('haibei.secretary', 'GET', `${pathOf(meeting)}/minutes.html`)).body['text']);
    for (const said of [
      ...[
        '列入议程 3 项，议定交办 0 项，不予通过 1 项，未议决 1 项，未议 1 项',
        '<p>演示:第一段</p><p>演示:第二段</p>',
        ...items,
      ],
      ...['会议休会，原因：演示:停电', '生态环境分局（主持人决定回避）、供热公司（本人申请回避）', '已投 1 席，未计票'],
      ...['提请单位：海北街道办事处', '海北街道大工委党建联席会议纪要', '会议应到 13 席，实到 9 席', '演示·备注'],
    ]) {
      expect(minutes).toContain(said);
    }
    expect(minutes).toMatch(/〔\d{4}〕\d+号/);
    for (const one of [...items, meeting]) await isClean(one);
  });
});

describe('the lists of cases', () => {
  it.each([
    ...['whistles', 'whistle-reports', 'mediations', 'performances', 'enforcement-dispatches', 'service-requests'],
    ...['agenda-items', 'joint-meetings'],
  ])('of %s know no other state, and no other sort', async (path) => {
    for (const field of ['state', 'sort']) {
      const { status, body } = await call('district-leader-1', 'GET', `/v1/${path}?${field}=bogus`);
      expect([field, status, body['errors']]).toMatchObject([field, 422, [{ pointer: `/${field}` }]]);
    }
    const sorts = { whistles: 'emergency', 'service-requests': 'S01', 'joint-meetings': 'urgent' };
    const sort = (sorts as Record<string, string>)[path];
    const known = await call('district-leader-1', 'GET', `/v1/${path}${sort === undefined ? '' : `?sort=${sort}`}`);
    expect(known.status).toBe(200);
  });
});

describe('whose office it is', () => {
  it('is offered what the office does, also where it was another’s when the sitting was convened', async () => {
    const meeting = await convened('haibei.leader', 'haibei');
    const allowed = async (login: string) => (await read(meeting, login))['allowed'];
    expect(await allowed('haibei.secretary')).toContain('addItem');
    expect(await allowed('haibei.leader')).toEqual(expect.arrayContaining(['addItem', 'cancelMeeting']));
    const { pool } = service.db;
    const change = (secretary: string) =>
      pool.query(
        `UPDATE committees SET secretary_account_id = (SELECT id FROM accounts WHERE login = $1) WHERE code = 'haibei' AND district_code = $2`,
        [secretary, HAIBOWAN],
      );
    await change('district.secretary');
    try {
      expect(await allowed('haibei.secretary')).not.toContain('addItem');
      const former = await order('haibei.secretary', meeting, 'postpone', { when: inTwoHours(), reason: '演示' });
      expect(former.body).toMatchObject({ code: 'not_in_office' });
      await done('district.secretary', meeting, 'postpone', { when: inTwoHours(), reason: '演示' });
    } finally {
      await change('haibei.secretary');
    }
  });
});

const inTwoHours = (): string => new Date(Date.now() + 7_200_000).toISOString();
