import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { verifyCase } from '../../src/audit/verify.js';
import { COMPLAINT, openHttp, type Call, type Reply } from '../support/http.js';
import { auditWith, openService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';

/** Splitting and merging through REST, on the real engine: several workflows that tell each other. */
let service: TestService;
let call: Call;

beforeAll(async () => {
  service = await openService();
  await service.startWorker();
  ({ call } = await openHttp(service));
  service.startRelay();
});
afterAll(() => service.stop());

const caller = (phone: string) => ({ ...COMPLAINT, category: 'B0201', requester: { name: '演示·来电人', phone } });

async function submitted(phone: string): Promise<string> {
  const { body } = await call('clerk-1', 'POST', '/v1/requests', { body: caller(phone) });
  return String(body['number']);
}

async function given(login: string, number: string, verb: string, body: object = {}): Promise<Reply> {
  const answer = await call(login, 'POST', `/v1/requests/${number}/${verb}`, { body });
  expect([verb, answer.status, answer.body['refusal']]).toEqual([verb, 200, undefined]);
  return answer;
}

const show = async (number: string) => (await call('shift-leader-1', 'GET', `/v1/requests/${number}`)).body;

const reaches = (number: string, state: string) =>
  until(async () => ((await show(number))['state'] === state ? true : undefined));

async function findings(number: string) {
  const { db, client, blobs } = service;
  return (await verifyCase({ db, client, blobs, number, ...auditWith(service) })).findings;
}

/** The coordinator and the head of a request's lead, by their demo logins. */
async function toReply(number: string): Promise<void> {
  const { leadUnit } = await show(number);
  const unit = String(leadUnit);
  await given(`${unit}.coordinator`, number, 'sign-for');
  await given(`${unit}.coordinator`, number, 'submit-result', { summary: '演示:已更换' });
  await given(`${unit}.head`, number, 'approve-result', { approved: true });
  await given('reviewer-1', number, 'review', { passed: true });
  await given(`${unit}.coordinator`, number, 'reply', { reply: '演示:路灯已修好' });
}

describe('merging', () => {
  it('asks every caller for themselves, and the record tells both stories', async () => {
    const first = await submitted('13000000001');
    const second = await submitted('13000000002');
    const again = await submitted('13000000001');
    await given('dispatcher-1', second, 'merge', { into: first, reason: '演示:同一路灯' });
    await given('dispatcher-1', again, 'merge', { into: first, reason: '演示:再次来电' });
    await until(async () => ((await show(first))['callers'] === 3 ? true : undefined));
    expect(await show(second)).toMatchObject({ state: 'merged', mergedInto: first, leadUnit: null });
    expect((await show(first))['followers']).toEqual([second, again]);
    const { body } = await call('shift-leader-1', 'GET', `/v1/requests/${first}/events`);
    const urges = (body['events'] as { type: string; body: { by?: string } }[]).filter(({ type }) => type === 'urged');
    expect(urges.map(({ body: { by } }) => by)).toEqual(['resident']);

    await toReply(first);
    await given('call-back-1', first, 'record-call-back', {
      result: 'reached',
      answers: { contacted: true, solved: 'solved', satisfaction: 5 },
    });
    await reaches(second, 'awaiting_judgement');
    const { judgementLink } = await show(second);
    const link = String(judgementLink);
    expect(await call(undefined, 'GET', link)).toMatchObject({
      status: 200,
      body: { number: second, canJudge: true, reply: '演示:路灯已修好' },
    });
    const unsolved = { contacted: true, solved: 'not', satisfaction: 1 };
    // What the leader has just told it may still be ahead of the judgement.
    expect([200, 202]).toContain((await call(undefined, 'POST', link, { body: unsolved })).status);
    await reaches(second, 'rework');
    // It is a matter of its own now.
    expect(await show(second)).toMatchObject({ state: 'rework', mergedInto: null });
    expect(await show(first)).toMatchObject({ state: 'closed', outcome: 'solved' });
    for (const number of [first, second, again]) expect([number, await findings(number)]).toEqual([number, []]);
  });

  it('into each other in the same moment leaves neither waiting', async () => {
    const [one, other] = [await submitted('13000000011'), await submitted('13000000012')];
    const merge = (number: string, into: string) =>
      call('dispatcher-1', 'POST', `/v1/requests/${number}/merge`, { body: { into, reason: '演示' } });
    const answers = await Promise.all([merge(one, other), merge(other, one)]);
    const alone = async (number: string) => {
      const { state, followers } = await show(number);
      return state !== 'merged' && (followers as string[]).length === 0 ? state : undefined;
    };
    if (answers.every(({ status }) => status === 200)) {
      expect([await until(() => alone(one)), await until(() => alone(other))]).toEqual([
        ...['awaiting_dispatch', 'awaiting_dispatch'],
      ]);
    } else expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    for (const number of [one, other]) expect([number, await findings(number)]).toEqual([number, []]);
  });

  it('names what is wrong with a leader', async () => {
    const number = await submitted('13000000003');
    const merge = (into: string) =>
      call('dispatcher-1', 'POST', `/v1/requests/${number}/merge`, { body: { into, reason: '演示' } });
    expect(await merge('150302-2026-999999')).toMatchObject({
      status: 422,
      body: { code: 'unknown_request', errors: [{ pointer: '/into' }] },
    });
    expect(await merge(number)).toMatchObject({ status: 409, body: { code: 'merge_into_itself' } });
  });
});

describe('splitting', () => {
  const parts = [
    { category: 'B0201', text: '演示:第二件事' },
    { category: 'A0101', text: '演示:已在法院', statutory: true },
  ];

  it('opens the parts as requests of their own, with the same caller and the same receipt', async () => {
    const { body } = await call('clerk-1', 'POST', '/v1/requests', {
      body: { ...caller('13000000004'), channel: 'web' },
    });
    const number = String(body['number']);
    await given('clerk-1', number, 'split', { parts, reason: '演示:一事多诉' });
    const first = await show(number);
    expect(first).toMatchObject({ state: 'received', text: COMPLAINT.text });
    const [second = '', third = ''] = first['parts'] as string[];
    await reaches(third, 'received');
    const opened = await until(async () => {
      const part = await show(second);
      return part['number'] === second ? part : undefined;
    });
    const { receivedAt, requester } = first;
    expect(opened).toMatchObject({
      splitFrom: number,
      text: '演示:第二件事',
      receivedAt,
      requester,
      stage: 'dispatch',
    });
    // Each has a code of its own, for the slip of who has no phone.
    const asked = { body: { number: second, code: opened['queryCode'] } };
    expect(await call(undefined, 'POST', '/v1/status', asked)).toMatchObject({ status: 200, body: { number: second } });
    // One call-back asks about all of them.
    const ofCall = (await show(second))['sameCall'] as { number: string }[];
    expect(ofCall.map((one) => one.number)).toEqual([number, third]);
    // However deep: what is taken out of a part belongs to the call, too.
    await given('clerk-1', second, 'split', { parts: parts.slice(1), reason: '演示:另有一事' });
    const [fourth = ''] = (await show(second))['parts'] as string[];
    await reaches(fourth, 'received');
    const all = [number, second, third, fourth];
    for (const one of all) {
      const others = (await show(one))['sameCall'] as { number: string }[];
      expect([one, ...others.map((other) => other.number)].sort()).toEqual([...all].sort());
    }
    for (const one of [number, second, third])
      await until(async () => ((await findings(one)).length === 0 ? true : undefined));
    await given('clerk-1', third, 'hand-over', { to: 'court_or_arbitration', reason: '演示' });
  });

  it('leaves every part what the call was: an order from above, somebody in danger, a finding', async () => {
    const upstream = { system: 'city', number: 'C-split', dueAt: '2099-01-01T00:00:00Z', callBackBy: 'us' };
    const { body } = await call('clerk-1', 'POST', '/v1/requests', {
      body: { ...caller('13000000014'), channel: 'web', urgency: 'critical', crisis: true, upstream },
    });
    const number = String(body['number']);
    await given('clerk-1', number, 'split', { parts: parts.slice(0, 1), reason: '演示:一事多诉' });
    const [part = ''] = (await show(number))['parts'] as string[];
    const opened = await until(async () => {
      const found = await show(part);
      return found['number'] === part ? found : undefined;
    });
    expect(opened).toMatchObject({ crisis: true, urgency: 'critical', upstream: { number: 'C-split' } });
    expect((opened['clocks'] as { clock: string }[]).map(({ clock }) => clock)).toEqual(
      expect.arrayContaining(['look_in', 'upstream_return']),
    );
  });

  it('takes out only what belongs to a statutory channel once it is dispatched', async () => {
    const number = await submitted('13000000006');
    const split = (one: object) =>
      call('clerk-1', 'POST', `/v1/requests/${number}/split`, { body: { parts: [one], reason: '演示' } });
    expect(await split(parts[0] ?? {})).toMatchObject({ status: 409, body: { code: 'split_after_dispatch' } });
    expect(await split(parts[1] ?? {})).toMatchObject({ status: 200 });
  });

  it('says which part is wrong, and opens none', async () => {
    const number = await submitted('13000000005');
    const wrong = [parts[1], { category: 'Z9', text: '演示' }];
    const answer = await call('clerk-1', 'POST', `/v1/requests/${number}/split`, {
      body: { parts: wrong, reason: '演示' },
    });
    expect(answer).toMatchObject({
      status: 422,
      body: { code: 'unknown_category', errors: [{ pointer: '/parts/1/category' }] },
    });
    expect((await show(number))['parts']).toEqual([]);
  });
});
