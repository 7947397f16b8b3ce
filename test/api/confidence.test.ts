import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asked, openDesk, type Desk } from '../support/desk.js';
import { answered, openHttp, type Call } from '../support/http.js';
import { aPhone, openService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';

/** 保密举报、投诉工作人员: what nobody learns, by whatever way they ask. */
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

/** All that somebody is shown of a request: itself, its timeline, its place in a list. */
async function seenBy(login: string, number: string): Promise<string> {
  const answers = await Promise.all([
    call(login, 'GET', `/v1/requests/${number}`),
    call(login, 'GET', `/v1/requests/${number}/events`),
    call(login, 'GET', `/v1/requests?q=${number}`),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  return JSON.stringify(answers.map(({ body }) => body));
}

/** At +08:00: the sheet of tomorrow tells of today so far. */
const tomorrow = (): string => new Date(Date.now() + 32 * 3_600_000).toISOString().slice(0, 10);

/** Somebody by phone, in confidence. */
const confided = (phone: string, more: object = {}) => ({
  ...{ requester: { mode: 'confidential', name: '演示·来电人', phone } },
  ...more,
});
const ABOUT_HAIBEI = { kind: 'tip_off', against: { unit: 'haibei' } };

describe('in confidence', () => {
  it('nothing leads the unit from a request to who asked', async () => {
    const phone = '13000000601';
    const first = await submitted(asked(phone));
    const mode = { requester: { mode: 'confidential', name: '演示·来电人', phone } };
    const second = await submitted({ ...mode, external: [{ system: 'desk', id: 'D-1' }] });
    expect((await show(second))['repeatOf']).toEqual({ number: first, ended: false });
    const seen = [
      await show(second, 'housing.coordinator'),
      (await call('housing.coordinator', 'GET', `/v1/requests/${second}/events`)).body,
    ];
    expect(seen.map(({ number }) => number)).toEqual([second, second]);
    expect(JSON.stringify(seen)).not.toContain(first);
    expect(JSON.stringify(seen)).not.toContain('D-1');
    await taken('clerk-1', second, 'merge', { into: first, reason: '演示:同一盏' });
    const { events } = (await call('housing.coordinator', 'GET', `/v1/requests/${first}/events`)).body;
    expect((events as { type: string }[]).map(({ type }) => type)).not.toContain('urged');
  });

  it('what reports a unit is not merged into what that unit has', async () => {
    const leader = await submitted();
    const against = { against: { unit: 'housing' }, requester: { mode: 'confidential', phone: '13000000602' } };
    const report = await submitted({ kind: 'tip_off', ...against });
    expect((await give('clerk-1', report, 'merge', { into: leader, reason: '演示' })).body['code']).toBe(
      'about_another',
    );
  });
});

describe('what is told later', () => {
  it('is in confidence from then on, and the unit owes no contact any more', async () => {
    const number = await submitted(asked('13000000701'));
    expect((await show(number, 'housing.coordinator'))['requester']).toMatchObject({ phone: '130****0701' });
    await taken('clerk-1', number, 'correct', { confidential: true, reason: '演示:来电要求保密' });
    expect((await show(number, 'housing.coordinator'))['requester']).toEqual({ mode: 'confidential' });
    const { clocks } = await show(number);
    expect(clocks).toContainEqual(expect.objectContaining({ clock: 'first_contact', status: 'stopped' }));
    expect((await give('clerk-1', number, 'correct', { confidential: true, reason: '演示' })).body['code']).toBe(
      'nothing_changes',
    );
    await isClean(number);
  });

  it('can be a matter of its own that reports somebody, hidden from them', async () => {
    const number = await submitted({ channel: 'web', ...asked('13000000702') });
    const part = { category: 'B0201', text: '演示:有人倒卖灯杆', kind: 'tip_off', against: { unit: 'nobody' } };
    const split = (one: object) => give('clerk-1', number, 'split', { parts: [one], reason: '演示' });
    expect((await split(part)).body['errors']).toMatchObject([{ pointer: '/parts/0/against/unit' }]);
    expect((await split({ ...part, against: { unit: 'housing' }, confidential: true })).status).toBe(200);
    const [opened = ''] = (await show(number))['parts'] as string[];
    const found = await until(async () => {
      const one = await show(opened);
      return one['number'] === opened ? one : undefined;
    });
    expect(found).toMatchObject({ against: { unit: 'housing' }, requester: { mode: 'confidential' } });
    expect((await call('housing.head', 'GET', `/v1/requests/${opened}`)).status).toBe(404);
  });
});

describe('whom it is about', () => {
  it('never gets a tip-off, nor sees it, nor does anybody of its place; the centre does', async () => {
    const number = await submitted({ kind: 'tip_off', against: { unit: 'housing' } });
    // The catalogue names the very unit: it waits for a dispatcher instead.
    expect(await show(number)).toMatchObject({ state: 'awaiting_dispatch', against: { unit: 'housing' } });
    const wrong = await give('dispatcher-1', number, 'dispatch', { unit: 'housing', reason: '演示' });
    expect(wrong.body['code']).toBe('reported_unit');
    await taken('dispatcher-1', number, 'dispatch', { unit: 'urban-management', reason: '演示' });
    expect((await give('dispatcher-1', number, 'add-co-unit', { unit: 'housing', task: '演示' })).body['code']).toBe(
      'reported_unit',
    );
    expect((await call('housing.head', 'GET', `/v1/requests/${number}`)).status).toBe(404);

    const place = await submitted({ kind: 'tip_off', against: { unit: 'haibei' } });
    for (const login of ['haibei.clerk', 'haibei.head']) {
      expect([login, (await call(login, 'GET', `/v1/requests/${place}`)).status]).toEqual([login, 404]);
      const { body } = await call(login, 'GET', '/v1/requests?limit=200');
      expect((body['requests'] as { number: string }[]).map((one) => one.number)).not.toContain(place);
    }
    expect((await call('xinhua.clerk', 'GET', `/v1/requests/${place}`)).status).toBe(404);
    await isClean(number);
  });

  it('as staff is hidden from all of the unit but its head, and from the person always', async () => {
    const about = (login?: string) => ({ kind: 'complaint', against: { unit: 'housing', staff: true, login } });
    const number = await submitted(about());
    expect(await show(number, 'housing.head')).toMatchObject({ leadUnit: 'housing' });
    expect((await call('housing.coordinator', 'GET', `/v1/requests/${number}`)).status).toBe(404);
    const seen = async (login: string) => {
      const { body } = await call(login, 'GET', '/v1/requests?limit=200');
      return (body['requests'] as { number: string }[]).map((one) => one.number);
    };
    expect(await seen('housing.head')).toContain(number);
    expect(await seen('housing.coordinator')).not.toContain(number);
    expect((await submit(about('nobody'))).body).toMatchObject({ code: 'unknown_login' });
    const ofHead = await submitted(about('housing.head'));
    expect((await call('housing.head', 'GET', `/v1/requests/${ofHead}`)).status).toBe(404);
    expect(await seen('housing.head')).not.toContain(ofHead);
  });

  it('is kept from whom it is about also where it is whistled for', async () => {
    const against = { unit: 'supervision-office', staff: true, login: 'supervisor-1' };
    const number = await submitted({ kind: 'complaint', against, place: { subdistrict: 'haibei' } });
    const calls = { kind: 'key_work', reason: '演示:请联合核查', departments: [{ unit: 'ecology', reason: '演示' }] };
    await taken('haibei.leader', number, 'blow-whistle', calls);
    const linked = async () => ((await show(number))['linked'] as { number: string }[])[0]?.number;
    const whistle = await until(linked);
    const paths = [`/v1/whistles/${whistle}`, `/v1/whistle-reports/${whistle}-ecology`];
    await until(async () => (await call('ecology.head', 'GET', paths[1] ?? '')).status === 200);
    for (const path of paths) {
      const [own, others] = await Promise.all(
        ['supervisor-1', 'district-leader-1'].map((login) => call(login, 'GET', path)),
      );
      expect([path, own?.status, others?.status]).toEqual([path, 404, 200]);
      // Whom it is about the departments need not know.
      const told = async (login: string) => JSON.stringify((await call(login, 'GET', `${path}/events`)).body);
      expect(await told('ecology.head')).not.toContain('against');
      expect(await told('district-leader-1')).toContain('against');
    }
    for (const list of ['/v1/whistles', '/v1/whistle-reports'])
      expect(JSON.stringify((await call('supervisor-1', 'GET', list)).body)).not.toContain(whistle);
  });

  it('does not let whom it is about be called by whistle, at once or later, nor read it by the place', async () => {
    const number = await submitted({ ...ABOUT_HAIBEI, place: { subdistrict: 'haibei' } });
    await taken('dispatcher-1', number, 'dispatch', { unit: 'ecology', reason: '演示' });
    const departments = [{ unit: 'police', reason: '演示' }];
    await taken('ecology.head', number, 'blow-whistle', { kind: 'key_work', reason: '演示', departments });
    const whistle = await until(async () => ((await show(number))['linked'] as { number: string }[])[0]?.number);
    // It is on record a moment before it runs.
    const naming = call('ecology.head', 'POST', `/v1/whistles/${whistle}/name-department`, {
      body: { unit: 'haibei', reason: '演示' },
    });
    const named = await answered(call, 'ecology.head', naming);
    expect([named.status, named.body['code']]).toEqual([409, 'unit_cannot_come']);
    for (const login of ['haibei.clerk', 'haibei.head'])
      expect([login, (await call(login, 'GET', `/v1/whistles/${whistle}`)).status]).toEqual([login, 404]);
    expect(JSON.stringify((await call('haibei.clerk', 'GET', '/v1/whistles')).body)).not.toContain(whistle);
  });

  it('is a unit of the directory, of a tip-off or a complaint', async () => {
    const against = { unit: 'nowhere' };
    expect(await submit({ kind: 'tip_off', against })).toMatchObject({
      status: 422,
      body: { code: 'unknown_unit', errors: [{ pointer: '/against/unit' }] },
    });
    expect(await submit({ kind: 'help', against: { unit: 'housing' } })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/against' }] },
    });
  });
});

describe('who asked in confidence, or reported somebody', () => {
  it('is not given away by asking again in the open: it repeats nothing, and urges nothing', async () => {
    for (const more of [confided('13000000801'), asked('13000000802', ABOUT_HAIBEI)]) {
      const first = await submitted({ ...more, channel: 'web' });
      const phone = (more.requester as { phone: string }).phone;
      const second = await submitted(asked(phone));
      expect(await seenBy('housing.coordinator', second)).not.toContain(first);
      expect((await show(second))['repeatOf']).toBeUndefined();
      const { events } = (await call('auditor-1', 'GET', `/v1/requests/${first}/events`)).body;
      expect((events as { type: string }[]).map(({ type }) => type)).not.toContain('urged');
    }
  });

  it('is not given away by the other matters of the call', async () => {
    const number = await submitted({ channel: 'web', ...asked('13000000803') });
    const parts = [
      { category: 'B0201', text: '演示:保密的一件', confidential: true },
      { category: 'B0201', text: '演示:举报街道', kind: 'tip_off', against: { unit: 'haibei' } },
      { category: 'B0201', text: '演示:普通的一件' },
    ];
    await taken('clerk-1', number, 'split', { parts, reason: '演示:一事多诉' });
    const [confidential = '', report = '', ordinary = ''] = (await show(number))['parts'] as string[];
    await until(async () => (await call('auditor-1', 'GET', `/v1/requests/${ordinary}`)).status === 200);
    await taken('clerk-1', number, 'accept');
    const unit = await seenBy('housing.coordinator', number);
    expect([confidential, ordinary].map((one) => unit.includes(one))).toEqual([false, true]);
    expect(await seenBy('housing.coordinator', confidential)).not.toContain(number);
    const place = await seenBy('haibei.clerk', number);
    expect([report, ordinary].map((one) => place.includes(one))).toEqual([false, true]);
    expect((await show(number))['parts']).toEqual([confidential, report, ordinary]);
  });

  it('is not counted among those who gather for another reason', async () => {
    const here = { place: { community: 'haibei-02' }, channel: 'web' };
    for (let n = 0; n < 4; n += 1) await submitted(asked(aPhone(), { ...here, ...ABOUT_HAIBEI }));
    const fifth = await submitted(asked(aPhone(), here));
    expect((await show(fifth))['cluster']).toBeUndefined();
    const another = await submitted(asked(aPhone(), { ...here, ...ABOUT_HAIBEI }));
    expect((await show(another))['cluster']).toEqual({ callers: 5 });
  });

  it('is not found out by merging, nor by a number that is taken', async () => {
    const mine = { kind: 'complaint', against: { unit: 'hotline-centre', staff: true, login: 'dispatcher-1' } };
    const about = await submitted({ ...asked(aPhone()), ...mine, external: [{ system: 'desk', id: 'D-77' }] });
    const ordinary = await submitted(asked(aPhone()));
    const merge = (login: string, into: string) => give(login, ordinary, 'merge', { into, reason: '演示' });
    const unknown = await merge('dispatcher-1', '150302-2026-999999');
    const hidden = await merge('dispatcher-1', about);
    expect([hidden.status, hidden.body['code']]).toEqual([unknown.status, unknown.body['code']]);
    expect((await merge('dispatcher-2', about)).body['code']).toBe('about_another');

    const again = await submit({ ...asked(aPhone()), external: [{ system: 'desk', id: 'D-77' }] });
    expect(again).toMatchObject({ status: 409, body: { code: 'external_id_taken_elsewhere' } });
    expect(JSON.stringify(again.body)).not.toContain(about);
  });

  it('is in no list of the centre that the person complained of reads', async () => {
    const mine = { kind: 'complaint', against: { unit: 'supervision-office', staff: true, login: 'supervisor-1' } };
    const number = await submitted({ ...asked(aPhone()), ...mine });
    await taken('shift-leader-1', number, 'correct', { place: { community: 'haibei-02' }, reason: '演示:地点有误' });
    await taken('clerk-1', number, 'contact', { purpose: 'call_back' });
    for (const path of [
      '/v1/district-log?limit=100',
      `/v1/figures/abuses?date=${tomorrow()}`,
      '/v1/figures/morning-sheet',
    ]) {
      const [own, others] = await Promise.all(
        ['supervisor-1', 'district-leader-1'].map((login) => call(login, 'GET', path)),
      );
      expect([path, own?.status, others?.status]).toEqual([path, 200, 200]);
      expect(JSON.stringify(own?.body)).not.toContain(number.slice(7));
      if (!path.includes('morning')) expect(JSON.stringify(others?.body)).toContain(number.slice(7));
    }
  });
});
