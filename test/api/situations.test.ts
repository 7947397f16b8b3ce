import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asked, LAMP, openDesk, type Desk } from '../support/desk.js';
import { openHttp, type Call } from '../support/http.js';
import { until } from '../support/until.js';
import { openService, type TestService } from '../support/service.js';

/** What a desk meets in a day, through REST; the record tells each without a finding. */
let service: TestService;
let call: Call;
let submit: Desk['submit'], submitted: Desk['submitted'], show: Desk['show'], give: Desk['give'];
let taken: Desk['taken'], isClean: Desk['isClean'];

beforeAll(async () => {
  service = await openService();
  await service.startWorker();
  service.startRelay();
  ({ call } = await openHttp(service));
  ({ submit, submitted, show, give, taken, isClean } = openDesk(service, call));
});
afterAll(() => service.stop());

describe('who asks again', () => {
  it('about what is open is marked with it; about what has ended may have the answer again', async () => {
    const first = await submitted(asked('13000000101'));
    const second = await submitted(asked('+86 130 0000 0101', { channel: 'web' }));
    expect((await show(second))['repeatOf']).toEqual({ number: first, ended: false });
    // It has urged the first one with that, once.
    const urges = async () => {
      const { events } = (await call('clerk-1', 'GET', `/v1/requests/${first}/events`)).body;
      return (events as { type: string }[]).filter(({ type }) => type === 'urged').length;
    };
    await until(async () => (await urges()) === 1);
    await taken('clerk-1', second, 'merge', { into: first, reason: '演示:同一人再次来电' });
    await until(async () => ((await show(first))['callers'] === 2 ? true : undefined));
    expect(await urges()).toBe(1);
    await taken('clerk-1', second, 'unmerge', { reason: '演示:并错' });
    expect((await give('clerk-1', second, 'answer-at-once', { answer: '演示' })).body['code']).toBe(
      'answer_only_inquiry',
    );
    for (const number of [first, second]) await taken('clerk-1', number, 'withdraw', { callId: 'call-1' });
    const third = await submitted(asked('13000000101', { channel: 'web', kind: 'inquiry' }));
    expect((await show(third))['repeatOf']).toEqual({ number: second, ended: true });
    await taken('clerk-1', third, 'answer-at-once', { answer: '演示:已报修' });
    const fourth = await submitted(asked('13000000101', { channel: 'web' }));
    await taken('clerk-1', fourth, 'answer-at-once', { answer: '演示:同前' });
    await isClean(fourth);
  });

  it('has no answer again where there was none', async () => {
    const first = await submitted(asked('13000000103'));
    await taken('clerk-1', first, 'withdraw', { callId: 'call-1' });
    const second = await submitted(asked('13000000103'));
    expect((await give('clerk-1', second, 'answer-at-once', { answer: '演示' })).body['code']).toBe('unsolved_before');
  });

  it('about what was merged urges what that waits for', async () => {
    const leader = await submitted(asked('13000000104'));
    const follower = await submitted(asked('13000000105'));
    await taken('clerk-1', follower, 'merge', { into: leader, reason: '演示:同一盏' });
    await submitted(asked('13000000105', { channel: 'web' }));
    await until(async () => {
      const { events } = (await call('clerk-1', 'GET', `/v1/requests/${leader}/events`)).body;
      return (events as { type: string }[]).some(({ type }) => type === 'urged');
    });
  });

  it('from another place or about another matter repeats nothing', async () => {
    await submitted(asked('13000000102'));
    const other = await submitted(asked('13000000102', { place: { community: 'haibei-02' } }));
    expect((await show(other))['repeatOf']).toBeUndefined();
    const lamp = await submitted(asked('13000000102', { category: 'A0101' }));
    expect((await show(lamp))['repeatOf']).toBeUndefined();
  });
});

describe('many who ask', () => {
  it('for the same in the same place within a day are a cluster from the fifth on', async () => {
    const place = { community: 'xinhua-01' };
    const clusters = [];
    let number = '';
    for (let n = 1; n <= 5; n += 1) {
      number = await submitted(asked(`1300000020${String(n)}`, { place }));
      clusters.push((await show(number))['cluster']);
    }
    expect(clusters).toEqual([undefined, undefined, undefined, undefined, { callers: 5 }]);
    const [first, sixth] = [0, 5].map((n) => ({ name: `演示·代表${String(n)}`, phone: `1300000040${String(n)}` }));
    const because = { reason: '演示:居民推选' };
    const { status, body } = await give('xinhua.clerk', number, 'name-representatives', {
      ...{ representatives: [first, first, first, first, first, sixth], ...because },
    });
    expect([status, body['errors']]).toEqual([422, [expect.objectContaining({ pointer: '/representatives' })]]);
    await taken('shift-leader-1', number, 'name-representatives', { representatives: [first, sixth], ...because });
    expect((await show(number))['representatives']).toEqual([
      { name: '演示·***', phone: '130****0400' },
      { name: '演示·***', phone: '130****0405' },
    ]);
    await isClean(number);
  });

  it('count as callers, however often one of them calls', async () => {
    const place = { community: 'haibei-03' };
    let last = '';
    for (let n = 0; n < 5; n += 1) last = await submitted(asked('13000000301', { place }));
    expect((await show(last))['cluster']).toBeUndefined();
    const second = await submitted(asked('13000000302', { place }));
    expect((await show(second))['cluster']).toBeUndefined();
    for (const phone of ['13000000303', '13000000304']) await submitted(asked(phone, { place }));
    expect((await show(await submitted(asked('13000000305', { place }))))['cluster']).toEqual({ callers: 5 });
  });

  it('without leaving a phone are another each time; what is found nobody called about', async () => {
    const unknown = { requester: { mode: 'anonymous' }, place: { community: 'xinhua-02' } };
    for (let n = 0; n < 5; n += 1) await submitted({ ...unknown, origin: 'finding' });
    const clusters = [];
    for (let n = 0; n < 6; n += 1) clusters.push((await show(await submitted(unknown)))['cluster']);
    expect(clusters).toEqual([...Array<undefined>(4), { callers: 5 }, { callers: 6 }]);
  });
});

describe('what another law gives a limit', () => {
  it('has that limit, but where it is critical', async () => {
    const limitOf = async (urgency: string) => {
      const number = await submitted({ urgency }, { ...LAMP, category: 'H0101' });
      await isClean(number);
      const { clocks } = await show(number);
      return (clocks as { clock: string; limit: string }[]).find(({ clock }) => clock === 'result')?.limit;
    };
    expect([await limitOf('routine'), await limitOf('urgent'), await limitOf('critical')]).toEqual([
      ...['60wd', '60wd', '24h'],
    ]);
  });
});

describe('how to reach somebody', () => {
  const look = (login: string, number: string) => give(login, number, 'contact', { purpose: 'call_back' });

  it('is shown to who has to speak with them, and every look is on record', async () => {
    const number = await submitted(asked('13000000501'));
    expect(await look('auditor-1', number)).toMatchObject({ status: 403 });
    expect(await give('call-back-1', number, 'contact')).toMatchObject({ body: { errors: [{ pointer: '/purpose' }] } });
    const first = await look('housing.coordinator', number);
    expect(first).toMatchObject({
      status: 200,
      body: { number, requester: { name: '演示·来电人', phone: '13000000501' }, representatives: [] },
    });
    const second = await look('call-back-1', number);
    expect(second.body['entry']).toBe(Number(first.body['entry']) + 1);
    const { body } = await call('auditor-1', 'GET', `/v1/district-log?number=${number}`);
    expect(body['entries']).toMatchObject([
      { type: 'contact_shown', actor: { role: 'call_back_clerk' }, body: { purpose: 'call_back' } },
      { type: 'contact_shown', actor: { role: 'unit_coordinator', unit: 'housing' } },
    ]);
    expect(JSON.stringify(body)).not.toContain('0000501');
  });

  it('stays with the centre in a confidence, and nothing is entered', async () => {
    const requester = { mode: 'confidential', name: '演示·来电人', phone: '13000000502' };
    const number = await submitted({ requester });
    expect((await look('housing.coordinator', number)).body['code']).toBe('contact_withheld');
    expect((await call('auditor-1', 'GET', `/v1/district-log?number=${number}`)).body['entries']).toEqual([]);
    expect((await look('call-back-1', number)).body['requester']).toMatchObject({ name: '演示·来电人' });
  });
});

describe('what a unit has and nobody signed for', () => {
  it('is declined, answered again or handed to the police at once, without a detour', async () => {
    const declined = await submitted();
    await taken('clerk-1', declined, 'decline', {
      ...{ reason: 'in_litigation', explanation: '演示:法院已立案', article: '演示:第三条', goTo: '演示:法院' },
    });
    expect(await show(declined)).toMatchObject({ state: 'declined', leadUnit: null });
    expect((await call('housing.coordinator', 'GET', `/v1/requests/${declined}`)).status).toBe(404);
    const danger = await submitted({ crisis: true, urgency: 'critical' });
    await taken('clerk-1', danger, 'hand-over', { to: 'police', reason: '演示:已报警' });
    expect(await show(danger)).toMatchObject({ state: 'awaiting_dispatch', handOver: { to: 'police' } });
    const order = await submitted({
      channel: 'city_platform',
      upstream: { system: 'city', number: 'C-9001', callBackBy: 'us' },
    });
    await taken('clerk-1', order, 'return-upstream', { why: 'not_ours', text: '演示:位于邻区' });
    for (const number of [declined, danger, order]) await isClean(number);
  });
});

describe('how somebody asks', () => {
  it('through another: the requester is called back, both are masked', async () => {
    const number = await submitted({
      requester: { name: '演示·老人', phone: '13000000401', proxy: { name: '演示·邻居', phone: '13000000402' } },
    });
    expect((await show(number))['requester']).toMatchObject({ phone: '130****0401', proxy: { phone: '130****0402' } });
    await isClean(number);
  });

  it('in Mongolian: kept as it was said, with a summary in Chinese', async () => {
    const text = 'ᠭᠡᠷᠡᠯ᠎ᠦᠨ ᠴᠢᠷᠠᠭ';
    const wrong = await submit({ text, language: 'mn' });
    expect(wrong).toMatchObject({ status: 422, body: { errors: [{ pointer: '/summary' }] } });
    const number = await submitted({ text, language: 'mn', summary: '演示:路灯不亮' });
    expect(await show(number)).toMatchObject({ text, language: 'mn', summary: '演示:路灯不亮' });
  });

  it('on a slip of paper that was filled while the service was away: once, with both times', async () => {
    const slip = { id: 'S-0001', writtenAt: '2026-01-05T10:00:00+08:00' };
    const number = await submitted({ slip });
    expect(await show(number)).toMatchObject({ provenance: 'paper', occurredAt: '2026-01-05T02:00:00.000Z' });
    expect(await submit({ slip })).toMatchObject({ status: 409, body: { code: 'external_id_taken' } });
    expect(await submit({ slip: { ...slip, id: 'S-2' }, occurredAt: slip.writtenAt })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/occurredAt' }] },
    });
  });

  it('in danger: critical, and looked in on', async () => {
    expect(await submit({ crisis: true })).toMatchObject({ status: 422, body: { errors: [{ pointer: '/urgency' }] } });
    const number = await submitted({ crisis: true, urgency: 'critical' });
    const { clocks } = await show(number);
    expect((clocks as { clock: string }[]).map(({ clock }) => clock)).toContain('look_in');
    await taken('clerk-1', number, 'look-in', { note: '演示:已探望' });
    await isClean(number);
  });
});

describe('what is found', () => {
  it('has no requester, and is verified by another than who found it', async () => {
    expect(await submit({ origin: 'finding' })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/requester' }] },
    });
    const number = await submitted({ origin: 'finding', requester: { mode: 'anonymous' } });
    await taken('housing.coordinator', number, 'sign-for');
    await taken('housing.coordinator', number, 'submit-result', { summary: '演示' });
    await taken('housing.head', number, 'approve-result', { approved: true });
    await taken('reviewer-1', number, 'review', { passed: true });
    const verify = { result: 'confirmed', note: '演示:已看' };
    expect((await give('haibei.clerk', number, 'verify', verify)).status).toBe(200);
    expect(await show(number)).toMatchObject({ state: 'closed', outcome: 'solved' });
    await isClean(number);
  });
});

describe('an order from above', () => {
  it('comes in once under its own number, is capped, watched and returned', async () => {
    const dueAt = new Date(Date.now() + 40 * 3_600_000).toISOString();
    const upstream = { system: 'city-12345', number: 'C-7001', dueAt, callBackBy: 'upstream' };
    const number = await submitted({ upstream });
    expect(await submit({ upstream })).toMatchObject({ status: 409, body: { code: 'external_id_taken' } });
    expect(await submit({ upstream: { ...upstream, number: 'C-7002', dueAt: '2026-01-01T00:00:00Z' } })).toMatchObject({
      status: 422,
      body: { code: 'upstream_due_past', errors: [{ pointer: '/upstream/dueAt' }] },
    });
    await taken('housing.coordinator', number, 'sign-for');
    await taken('housing.coordinator', number, 'submit-result', { summary: '演示' });
    await taken('housing.head', number, 'approve-result', { approved: true });
    await taken('reviewer-1', number, 'review', { passed: true });
    expect((await give('housing.coordinator', number, 'reply', { reply: '演示' })).body['code']).toBe(
      'upstream_calls_back',
    );
    await taken('clerk-1', number, 'return-upstream', { why: 'done', text: '演示:已修复' });
    expect(await show(number)).toMatchObject({ state: 'closed', upstream: { returned: true } });
    await isClean(number);
  });
});

describe('what is not taken', () => {
  it('names the rule and who is responsible, where that is another by law', async () => {
    const number = await submitted({ channel: 'web' });
    const decline = { reason: 'in_litigation', explanation: '演示:法院已立案' };
    expect(await give('clerk-1', number, 'decline', decline)).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/article' }, { pointer: '/goTo' }] },
    });
    await taken('clerk-1', number, 'decline', { ...decline, article: '演示:某条例第十九条', goTo: '演示:区人民法院' });
    expect((await show(number))['ending']).toMatchObject({
      detail: '演示:法院已立案',
      article: '演示:某条例第十九条',
      goTo: '演示:区人民法院',
    });
  });

  it('as a state secret leaves no text behind, and the record holds all the same', async () => {
    const number = await submitted({ channel: 'web', text: '演示:不应保留的内容' });
    await taken('clerk-1', number, 'decline', {
      ...{ reason: 'state_secret_or_privacy', explanation: '演示:请按保密规定办理' },
      ...{ article: '演示:保密规定', goTo: '演示:保密行政管理部门' },
    });
    expect(await show(number)).toMatchObject({ text: null, ending: { detail: '演示:请按保密规定办理' } });
    const { rows } = await service.db.pool.query("SELECT 1 FROM vault_texts WHERE text LIKE '%不应保留%'");
    expect(rows).toEqual([]);
    await isClean(number);
  });
});

describe('what was wrong at first', () => {
  it('is classified and corrected, and found under the right number', async () => {
    const number = await submitted({ ...asked('13000000501'), channel: 'web' });
    await taken('clerk-1', number, 'reclassify', { urgency: 'urgent', category: 'C0101', reason: '演示' });
    expect(await show(number)).toMatchObject({ urgency: 'urgent', category: 'C0101' });
    expect(await give('clerk-1', number, 'reclassify', { reason: '演示' })).toMatchObject({ status: 422 });
    await taken('clerk-1', number, 'correct', {
      ...{ contact: { phone: '13000000502' }, place: { community: 'haibei-02' }, callId: 'call-2', reason: '演示' },
    });
    expect(await show(number)).toMatchObject({ community: 'haibei-02', requester: { phone: '130****0502' } });
    const again = await submitted(asked('13000000502', { category: 'C0101', place: { community: 'haibei-02' } }));
    expect((await show(again))['repeatOf']).toEqual({ number, ended: false });
    await isClean(number);
  });
});

describe('a three-way call', () => {
  it('is named by its id, and by who was in it', async () => {
    const number = await submitted();
    await taken('housing.coordinator', number, 'sign-for');
    const contact = { means: 'three_way_call', result: 'reached' };
    expect(await give('housing.coordinator', number, 'record-contact', contact)).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/callId' }, { pointer: '/participants' }] },
    });
    const participants = ['requester', 'hotline'];
    expect(
      await give('housing.coordinator', number, 'record-contact', { means: 'phone', result: 'reached', participants }),
    ).toMatchObject({ status: 422, body: { errors: [{ pointer: '/participants' }] } });
    await taken('housing.coordinator', number, 'record-contact', { ...contact, callId: 'call-3', participants });
    const { events } = (await call('clerk-1', 'GET', `/v1/requests/${number}/events`)).body;
    expect((events as { body: object }[]).at(-1)?.body).toMatchObject({ participants: ['hotline', 'requester'] });
  });
});

describe('a co-unit', () => {
  it('reads and answers its part, and nothing that is the lead’s', async () => {
    const number = await submitted();
    expect((await call('sanitation.head', 'GET', `/v1/requests/${number}`)).status).toBe(404);
    await taken('dispatcher-1', number, 'add-co-unit', { unit: 'sanitation', task: '演示:清扫' });
    expect((await show(number, 'sanitation.head'))['coUnits']).toEqual([
      { unit: 'sanitation', signedFor: false, replied: false },
    ]);
    const { body } = await call('sanitation.head', 'GET', '/v1/requests');
    expect((body['requests'] as { number: string }[]).map((one) => one.number)).toEqual([number]);
    expect((await give('sanitation.head', number, 'sign-for')).body['code']).toBe('not_lead_unit');
    await taken('sanitation.head', number, 'co-sign-for');
    await taken('sanitation.head', number, 'co-reply', { text: '演示:已清扫' });
    await isClean(number);
  });
});

describe('who has no phone', () => {
  it('is told by a slip with number and code, and called back by visit', async () => {
    const { status, body } = await submit({ requester: { name: '演示·来访人' }, channel: 'window' });
    expect(status).toBe(201);
    const { number, code } = body as { number: string; code: string };
    const ask = (written: string) => call(undefined, 'POST', '/v1/status', { body: { number, code: written } });
    const asked = await ask(` ${code.slice(0, 4).toLowerCase()}-${code.slice(4)}`);
    expect(asked).toMatchObject({ status: 200, body: { number, state: 'received', stateText: '已接收' } });
    expect(asked.body).not.toHaveProperty('requester');
    expect((await ask('00000000')).status).toBe(404);
    // Whoever takes in or calls back can write another slip; nobody else reads the code.
    for (const login of ['clerk-1', 'shift-leader-1', 'call-back-1', 'haibei.clerk'])
      expect([login, (await show(number, login))['queryCode']]).toEqual([login, code]);
    for (const login of ['dispatcher-1', 'supervisor-1', 'auditor-1'])
      expect([login, (await show(number, login))['queryCode']]).toEqual([login, undefined]);
    await taken('clerk-1', number, 'accept');
    await taken('housing.coordinator', number, 'sign-for');
    await taken('housing.coordinator', number, 'record-contact', { means: 'visit', result: 'reached' });
    expect((await ask(code)).body).toMatchObject({ interimReplies: [] });
    for (const text of ['演示:配件在路上', '演示:周五换灯'])
      await taken('housing.coordinator', number, 'interim-reply', { text });
    await taken('housing.coordinator', number, 'propose-mark', { mark: 'unreasonable', reason: '演示:内部理由' });
    const agree = { ruling: 'agree', reason: '演示:内部理由' };
    await taken('reviewer-1', number, 'rule-on-mark', agree);
    expect((await ask(code)).body['mark']).toBeUndefined();
    await taken('supervisor-1', number, 'rule-on-mark', agree);
    const meanwhile = (await ask(code)).body;
    const at = expect.stringMatching(/^\d{4}-.*Z$/);
    expect(meanwhile).toMatchObject({
      interimReplies: ['演示:配件在路上', '演示:周五换灯'].map((text) => ({ at, text })),
      mark: { at, mark: 'unreasonable', text: expect.stringContaining(`您的诉求 ${number} 经承办单位提请`) },
    });
    expect(JSON.stringify(meanwhile)).not.toContain('内部理由');
    await taken('housing.coordinator', number, 'submit-result', { summary: '演示:已换灯' });
    await taken('housing.head', number, 'approve-result', { approved: true });
    await taken('reviewer-1', number, 'review', { passed: true });
    await taken('housing.coordinator', number, 'reply', { reply: '演示:灯已换好' });
    expect((await ask(code)).body['reply']).toBe('演示:灯已换好');
    expect((await show(number, 'housing.coordinator'))['queryCode']).toBeUndefined();
    const answers = { contacted: true, solved: 'solved', satisfaction: 4 };
    await taken('call-back-1', number, 'record-call-back', { result: 'reached', means: 'visit', answers });
    await isClean(number);
  });
});
