import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { COMPLAINT, openHttp, type Call } from '../support/http.js';
import { aPhoto } from '../support/photos.js';
import { openService, type TestService } from '../support/service.js';

let service: TestService;
let call: Call;

beforeAll(async () => {
  service = await openService();
  await service.startWorker();
  ({ call } = await openHttp(service));
});
afterAll(() => service.stop());

const UNIT = 'urban-management';
const GOOD = { contacted: true, solved: 'solved', satisfaction: 5 };
const BAD = { contacted: true, solved: 'not', satisfaction: 1, remark: '演示:摊还在' };

async function give(login: string, path: string, verb: string, body: unknown): Promise<void> {
  const answer = await call(login, 'POST', `${path}/${verb}`, { body });
  expect([verb, answer.status, answer.body]).toMatchObject([verb, 200, { status: 'accepted' }]);
}

let photos = 0;
/** A photo of how it is now. */
async function attachAfter(path: string): Promise<string> {
  const bytes = await aPhoto('jpeg', (photos += 1));
  const { body } = await call(`${UNIT}.coordinator`, 'POST', `${path}/attachments?stage=after`, { bytes });
  return String(body['id']);
}

/** From the result to the link that the call-back clerk sends. */
async function untilLink(path: string): Promise<string> {
  const evidence = [await attachAfter(path)];
  await give(`${UNIT}.coordinator`, path, 'submit-result', { summary: '演示:已劝离', evidence });
  await give(`${UNIT}.head`, path, 'approve-result', { approved: true });
  await give('reviewer-1', path, 'review', { passed: true });
  await give(`${UNIT}.coordinator`, path, 'reply', { reply: '演示:已处理,谢谢' });
  await give('call-back-1', path, 'record-call-back', { result: 'reached', linkInstead: true });
  const { body } = await call('call-back-1', 'GET', path);
  return String(body['judgementLink']);
}

async function submitted(): Promise<string> {
  const { body } = await call('clerk-1', 'POST', '/v1/requests', { body: COMPLAINT });
  const path = `/v1/requests/${String(body['number'])}`;
  await give(`${UNIT}.coordinator`, path, 'sign-for', {});
  await give(`${UNIT}.coordinator`, path, 'record-contact', { means: 'phone', result: 'reached' });
  return path;
}

describe('the one-time link', () => {
  it('shows the reply, takes one judgement, and the same one twice as once', async () => {
    const path = await submitted();
    const link = await untilLink(path);
    expect(await call(undefined, 'GET', link)).toMatchObject({
      status: 200,
      body: { state: 'awaiting_judgement', reply: '演示:已处理,谢谢', canJudge: true },
    });
    const twice = await Promise.all([1, 2].map(() => call(undefined, 'POST', link, { body: GOOD })));
    // Of a double click one may only hear that it is on its way; neither is refused.
    for (const { status } of twice) expect([200, 202]).toContain(status);
    const again = await call(undefined, 'POST', link, { body: GOOD });
    expect(again).toMatchObject({ status: 200, body: { status: 'accepted', state: 'closed' } });
    expect(await call(undefined, 'POST', link, { body: { ...GOOD, satisfaction: 1 } })).toMatchObject({
      status: 409,
      body: { code: 'wrong_state', state: 'closed' },
    });
    expect((await call(undefined, 'GET', link)).body).toMatchObject({ canJudge: false, state: 'closed' });
    const story = await call('auditor-1', 'GET', `${path}/events`);
    const types = (story.body['events'] as { type: string }[]).map(({ type }) => type);
    expect(types.filter((type) => type === 'judged')).toHaveLength(1);
  });

  it('is made anew for the judgement of a rework, and the old one shows but judges no more', async () => {
    const path = await submitted();
    const first = await untilLink(path);
    expect(await call(undefined, 'POST', first, { body: BAD })).toMatchObject({
      status: 200,
      body: { state: 'rework' },
    });
    const second = await untilLink(path);
    expect(second).not.toBe(first);
    expect((await call(undefined, 'GET', first)).body).toMatchObject({ canJudge: false });
    expect(await call(undefined, 'POST', first, { body: GOOD })).toMatchObject({
      status: 410,
      body: { code: 'link_replaced' },
    });
    // What was answered before is answered again.
    expect(await call(undefined, 'POST', first, { body: BAD })).toMatchObject({
      status: 200,
      body: { state: 'rework' },
    });
    expect((await call(undefined, 'GET', second)).body).toMatchObject({ canJudge: true });
    expect(await call(undefined, 'POST', second, { body: GOOD })).toMatchObject({
      status: 200,
      body: { state: 'closed' },
    });
    expect((await call('clerk-1', 'GET', path)).body).toMatchObject({ outcome: 'solved' });
  });

  it('cannot be guessed: one letter off, it is nowhere, and tells nothing', async () => {
    const link = await untilLink(await submitted());
    const off = link.slice(0, -1) + (link.endsWith('A') ? 'B' : 'A');
    for (const wrong of [off, '/v1/judgements/x', link.replace(/\d{4}-/, '1999-')]) {
      expect(await call(undefined, 'GET', wrong)).toMatchObject({ status: 404, body: { code: 'not_found' } });
      expect((await call(undefined, 'POST', wrong, { body: GOOD })).status).toBe(404);
    }
  });

  it('is given to those who call back, and to nobody else', async () => {
    const path = await submitted();
    await untilLink(path);
    for (const login of ['clerk-1', 'reviewer-1', `${UNIT}.coordinator`, 'auditor-1']) {
      expect((await call(login, 'GET', path)).body).not.toHaveProperty('judgementLink');
    }
  });

  it('names the field and the rule of an answer that is none', async () => {
    const link = await untilLink(await submitted());
    const answer = await call(undefined, 'POST', link, {
      body: { contacted: 'yes', solved: 'solved', satisfaction: 6 },
    });
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid_request' } });
    const errors = answer.body['errors'] as { pointer: string }[];
    expect(errors.map(({ pointer }) => pointer).sort()).toEqual(['/contacted', '/satisfaction']);
  });
});
