import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { COMPLAINT, openHttp, type Call } from '../support/http.js';
import { openService, type TestService } from '../support/service.js';

let service: TestService;
let call: Call;

beforeAll(async () => {
  service = await openService();
  await service.startWorker();
  ({ call } = await openHttp(service));
});
afterAll(() => service.stop());

async function submitted(more: object): Promise<string> {
  const { body } = await call('clerk-1', 'POST', '/v1/requests', { body: { ...COMPLAINT, ...more } });
  return `/v1/requests/${String(body['number'])}`;
}

const read = async (path: string, language = 'zh') =>
  (await call('clerk-1', 'GET', path, { headers: { 'accept-language': language } })).body['ending'];

describe('a request that ended', () => {
  it('says why, in the language asked for, with what the resident was told', async () => {
    const path = await submitted({ channel: 'web', category: 'A0101' });
    expect(await read(path)).toBeUndefined();
    const declined = { reason: 'not_this_district', explanation: '演示:请联系邻区热线' };
    await call('clerk-1', 'POST', `${path}/decline`, { body: declined });
    expect(await read(path)).toMatchObject({ text: '不予受理:不属于本区管辖', detail: '演示:请联系邻区热线' });
    expect(await read(path, 'en')).toMatchObject({ text: 'Not accepted: Not this district' });
  });

  it('says so no more once it was reopened, and the later reason when it ends again', async () => {
    const path = await submitted({});
    await call('clerk-1', 'POST', `${path}/withdraw`, { body: { callId: 'call-1' } });
    expect(await read(path)).toMatchObject({ text: '已按诉求人本人的要求撤回', detail: null });
    await call('clerk-1', 'POST', `${path}/reopen`, { body: { reason: '演示:又摆出来了' } });
    expect(await read(path)).toBeUndefined();
    await call('clerk-1', 'POST', `${path}/withdraw`, { body: { callId: 'call-2', reason: '演示:已解决' } });
    expect(await read(path)).toMatchObject({ detail: '演示:已解决' });
  });
});

describe('a request that follows another', () => {
  it('names one that there is', async () => {
    const earlier = (await submitted({})).slice('/v1/requests/'.length);
    const follows = await call('clerk-1', 'POST', '/v1/requests', { body: { ...COMPLAINT, predecessor: earlier } });
    expect(follows.status).toBe(201);
    const none = { ...COMPLAINT, predecessor: '150302-2026-999999999' };
    expect(await call('clerk-1', 'POST', '/v1/requests', { body: none })).toMatchObject({
      status: 422,
      body: { code: 'unknown_request', errors: [{ pointer: '/predecessor' }] },
    });
  });
});
