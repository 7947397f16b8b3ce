import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { verifyCase } from '../../src/audit/verify.js';
import { openDesk, type Desk } from '../support/desk.js';
import { answered, type Call, COMPLAINT, openHttp } from '../support/http.js';
import { auditWith, openService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';

/**
 * One matter through all of linkage, through REST and on the real engine: noise that departments, mediators and one committee
 * cannot settle, and another can.
 */
let service: TestService;
let call: Call;
let desk: Desk;

beforeAll(async () => {
  service = await openService();
  await service.startWorker();
  service.startRelay();
  ({ call } = await openHttp(service));
  desk = openDesk(service, call);
});
afterAll(() => service.stop());

type Body = Record<string, unknown>;

/** 社会生活噪声: a neighbour's music at night. */
const NOISE = { ...COMPLAINT, category: 'F0102', text: '演示:楼上深夜放音乐' };

const PATHS = { W: 'whistles', M: 'mediations', A: 'agenda-items', J: 'joint-meetings' } as const;

/** A part of a whistle is a report: its number has the department behind it. */
function pathOf(number: string): string {
  const isReport = number.startsWith('W') && number.split('-').length > 3;
  return `/v1/${isReport ? 'whistle-reports' : PATHS[number.charAt(0) as keyof typeof PATHS]}/${number}`;
}

const read = async (login: string, number: string): Promise<Body> => (await call(login, 'GET', pathOf(number))).body;

async function done(login: string, number: string, verb: string, body: object = {}): Promise<void> {
  const headers = { 'if-match': `"${String((await read(login, number))['version'])}"` };
  const isAgenda = ['add-item', 'fix'].includes(verb);
  const sent = call(login, 'POST', `${pathOf(number)}/${verb}`, { body, ...(isAgenda && { headers }) });
  const answer = await answered(call, login, sent);
  const { title, detail, errors } = answer.body;
  expect([verb, answer.status, title, detail, errors]).toEqual([verb, 200, undefined, undefined, undefined]);
}

const stands = (login: string, number: string, state: string) =>
  until(async () => (await read(login, number))['state'] === state);

/** The case of a kind that was opened for the request last. */
const linked = (request: string, kind: string): Promise<string> =>
  until(async () => {
    const cases = (await desk.show(request))['linked'] as { number: string; kind: string }[];
    return cases.find((one) => one.kind === kind)?.number;
  });

/** What the request's timeline tells, in order. */
async function told(request: string): Promise<readonly string[]> {
  const { body } = await call('shift-leader-1', 'GET', `/v1/requests/${request}/events`);
  return (body['events'] as { type: string }[]).map(({ type }) => type);
}

const goesOn = (request: string) => until(async () => (await desk.show(request))['referral'] === undefined);

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** An urgent sitting that decides one item. */
async function sitting(of: { committee: string; chair: string }, item: string, decision: object): Promise<string> {
  const secretary = `${of.committee}.secretary`;
  const when = new Date(Date.now() + 60_000).toISOString();
  const { status, body } = await call(of.chair, 'POST', '/v1/joint-meetings', {
    body: { committee: of.committee, when, reason: '演示:居民反映强烈' },
  });
  expect([status, body['detail'], body['errors']]).toEqual([201, undefined, undefined]);
  const meeting = String(body['number']);
  await done(secretary, meeting, 'add-item', { item });
  await stands(secretary, item, 'scheduled');
  await done(secretary, meeting, 'fix');
  const present = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((seat) => ({ seat }));
  await done(secretary, meeting, 'open', { present });
  await done(of.chair, meeting, 'decide', { item, ...decision });
  await done(of.chair, meeting, 'close');
  await done(of.chair, meeting, 'issue-minutes');
  await stands(secretary, meeting, 'ended');
  return meeting;
}

it('noise goes from a request through whistle, mediation and two committees to a resident who is content', async () => {
  const request = await desk.submitted({ requester: { name: '演示·来电人', phone: '13000000001' } }, NOISE);
  await desk.taken('dispatcher-1', request, 'dispatch', { unit: 'haibei', reason: '演示:街道牵头' });
  await desk.taken('haibei.coordinator', request, 'sign-for');
  await desk.taken('haibei.coordinator', request, 'record-contact', { means: 'phone', result: 'reached' });

  // 吹哨: by phone, almost half an hour ago; the police never come in time.
  await desk.taken('haibei.leader', request, 'blow-whistle', {
    ...{ kind: 'emergency', phonedAt: new Date(Date.now() - 1_795_000).toISOString(), reason: '演示:深夜噪声' },
    departments: ['ecology', 'police'].map((unit) => ({ unit, reason: '演示:职责所在' })),
  });
  const whistle = await linked(request, 'whistle');
  const [ecology, police] = [`${whistle}-ecology`, `${whistle}-police`];
  await stands('haibei.leader', ecology, 'awaiting_sign_for');
  await until(async () => {
    const clocks = (await read('haibei.leader', police))['clocks'] as
      { clock: string; breachedAt?: string }[] | undefined;
    return clocks?.some(({ clock, breachedAt }) => clock === 'report_in' && breachedAt !== undefined);
  });
  await done('ecology.head', ecology, 'report-in', {
    ...{ how: 'on_site', person: '演示·执法员甲', where: '演示:海北街道某小区三号楼' },
  });
  await done('ecology.head', ecology, 'result', { summary: '演示:监测超标,已劝止' });
  await done('haibei.leader', whistle, 'release-department', { unit: 'ecology', reason: '演示:已到场处置' });
  await done('haibei.leader', whistle, 'release-department', { unit: 'police', reason: '演示:始终未到场' });
  await done('haibei.leader', whistle, 'conclude', { result: 'not_settled', summary: '演示:噪声复起' });
  await goesOn(request);

  // 调解: one side refuses.
  await desk.taken('haibei.clerk', request, 'open-mediation', {
    ...{ kind: 'peoples', reason: '演示:邻里噪声纠纷', domesticViolence: false, mediators: ['haibei.mediator'] },
    sides: [
      { disputants: [{ name: '演示·当事人甲', phone: '13000000011' }] },
      { disputants: [{ name: '演示·当事人乙', phone: '13000000012' }] },
    ],
  });
  const mediation = await linked(request, 'mediation');
  const said = (side: string) => ({ side, means: 'visit', at: new Date().toISOString() });
  await stands('haibei.mediator', mediation, 'awaiting_consent');
  for (const side of ['s1', 's2']) await done('haibei.mediator', mediation, 'consent', said(side));
  await done('haibei.mediator', mediation, 'refuse', said('s2'));
  await stands('haibei.mediator', mediation, 'refused');
  await goesOn(request);

  // 联席会议: the community defers twice, the subdistrict decides.
  await desk.taken('haibei.clerk', request, 'refer-to-meeting', {
    reason: '演示:请社区大党委协调',
    level: 'community',
  });
  const item = await linked(request, 'agenda_item');
  const community = { committee: 'haibei-01', chair: 'haibei-01.committee-1' };
  await stands('haibei-01.secretary', item, 'awaiting_screening');
  await done('haibei-01.secretary', item, 'accept');
  const defers = { outcome: 'defer', reason: '演示:待双方再商' };
  const sittings = [await sitting(community, item, defers)];
  await stands('haibei-01.secretary', item, 'waiting');
  sittings.push(await sitting(community, item, defers));
  await stands('haibei-01.secretary', item, 'raised');
  const above = `${item}-subdistrict`;
  await stands('haibei.secretary', above, 'awaiting_screening');
  await done('haibei.secretary', above, 'accept');
  sittings.push(
    await sitting({ committee: 'haibei', chair: 'haibei.leader' }, above, {
      ...{ outcome: 'assign', owner: 'haibei', due: inDays(10), task: '演示:加装隔音并约定时段' },
    }),
  );
  await stands('haibei.secretary', above, 'assigned');
  // 交办单: the decision is a dispatch of its own.
  await until(async () => (await told(request)).includes('decision_taken'));
  await desk.taken('haibei.coordinator', request, 'sign-for');
  await done('haibei.coordinator', above, 'report', { summary: '演示:隔音已装' });
  await done('haibei.secretary', above, 'verify', { solved: true });
  await goesOn(request);

  // 办结, 回访, 满意.
  await desk.taken('haibei.coordinator', request, 'submit-result', { summary: '演示:隔音已装,双方认可' });
  await desk.taken('haibei.head', request, 'approve-result', { approved: true });
  await desk.taken('reviewer-1', request, 'review', { passed: true });
  await desk.taken('haibei.coordinator', request, 'reply', { reply: '演示:隔音已装好' });
  const answers = { contacted: true, solved: 'solved', satisfaction: 5 };
  await desk.taken('call-back-1', request, 'record-call-back', { result: 'reached', answers });
  expect(await desk.show(request)).toMatchObject({ state: 'closed' });

  expect(await told(request)).toEqual([
    ...['received', 'accepted', 'dispatched', 'dispatched', 'signed_for', 'contact_recorded'],
    // The failed whistle raises an item of its own; so does the community, one level up.
    ...['referred', 'referral_concluded', 'case_opened', 'referred', 'referral_carried', 'referral_concluded'],
    ...['referred', 'case_opened', 'dispatch_recalled', 'decision_taken', 'dispatched', 'signed_for'],
    ...['result_submitted', 'result_approved', 'completed', 'replied', 'call_back_recorded', 'judged', 'closed'],
  ]);
  for (const one of [request, whistle, ecology, police, mediation, item, above, ...sittings]) {
    const { findings } = await verifyCase({ ...service, number: one, ...auditWith(service) });
    expect([one, findings]).toEqual([one, []]);
  }
});
