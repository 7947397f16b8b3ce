import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openHttp, COMPLAINT, type Call, type Reply } from '../support/http.js';
import { openService, type TestService } from '../support/service.js';

let service: TestService;
let call: Call;
beforeAll(async () => {
  service = await openService();
  await service.startWorker();
  ({ call } = await openHttp(service));
});
afterAll(() => service.stop());

const KEEPER = 'directory-keeper-1';
const NEW = {
  organisation: 'agency-38',
  place: 'haibei-01-g1',
  way: 'linked',
  from: '2026-01-01',
  reason: '演示·联系网格',
};
const get = async (path: string, login = KEEPER) => (await call(login, 'GET', path)).body;
const codes = (rows: unknown) => (rows as { organisation: string }[]).map(({ organisation }) => organisation);
const put = (path: string, body: object, version?: number, login = KEEPER) =>
  call(login, 'PUT', path, { body, headers: version === undefined ? {} : { 'if-match': `"${String(version)}"` } });
const problemOf = ({ status, body }: Reply) => {
  const [error] = (body['errors'] ?? []) as { pointer: string }[];
  return [status, body['code'], error?.pointer];
};
interface Placed {
  change: { id: string; recordedAt: string };
  placements: { id: string; version: number; place: string; organisation: string }[];
}

describe('who covers a place', () => {
  it('is told with the line, the chain, and who is placed there, each with its approver and reason', async () => {
    const { status, body } = await call('clerk-1', 'GET', '/v1/places/fenghuangling-01-g1-b1/coverage?on=2026-03-03');
    expect(status).toBe(200);
    expect((body['line'] as { code: string }[]).map(({ code }) => code)).toEqual([
      ...[
        'fenghuangling-01-g1-b1',
        'fenghuangling-01-g1-e1',
        'fenghuangling-01-g1',
        'fenghuangling-01',
        'fenghuangling',
      ],
    ]);
    expect((body['chain'] as { level: string }[]).map(({ level }) => level)).toEqual([
      ...['party_hub_household', 'party_hub_household', 'building_party_group', 'grid_party_branch'],
      'community_party_committee',
    ]);
    expect(body['chain']).toContainEqual(
      expect.objectContaining({
        ...{
          organisation: 'fenghuangling-01-g1-zb',
          name: '演示·天枢社区第一网格党支部',
          way: 'enter',
          from: '2021-07-01',
        },
        change: expect.objectContaining({ reason: '演示数据:首次落格', approver: { account: 'seed', role: 'system' } }),
      }),
    );
  });

  it('is told of a day, and as it was believed then', async () => {
    const { body } = await call(KEEPER, 'POST', '/v1/placements', { body: NEW });
    const { change, placements } = body as unknown as Placed;
    const beside = async (query: string) => codes((await get(`/v1/places/haibei-01-g1/coverage?${query}`))['beside']);
    expect(await beside('on=2026-03-03')).toContain('agency-38');
    expect(await beside('on=2025-12-31')).not.toContain('agency-38');
    const { id = '' } = placements[0] ?? {};
    const draft = { way: 'linked', from: '2026-01-01', until: '2026-02-01', reason: '演示·更正' };
    expect((await put(`/v1/placements/${id}`, draft, 1)).status).toBe(200);
    expect(await beside('on=2026-03-03')).not.toContain('agency-38');
    expect(await beside(`on=2026-03-03&asOf=${change.recordedAt}`)).toContain('agency-38');
    expect(await beside('on=2026-03-03&asOf=2020-01-01T00:00:00Z')).toEqual([]);
  });

  it('is told of no place that the directory does not have, and on no day that is none', async () => {
    expect((await call(KEEPER, 'GET', '/v1/places/nowhere/coverage')).status).toBe(404);
    expect(problemOf(await call(KEEPER, 'GET', '/v1/places/haibei/coverage?on=2026-02-30'))).toEqual([
      422,
      'invalid_request',
      '/on',
    ]);
  });
});

describe('organisations', () => {
  it('are listed page by page, those of a kind and of a day', async () => {
    const seen: string[] = [];
    let cursor = '';
    do {
      const page = await get(
        `/v1/organisations?kind=community_party_committee&limit=20${cursor && `&cursor=${cursor}`}`,
      );
      seen.push(...(page['organisations'] as { code: string }[]).map(({ code }) => code));
      cursor = (page['nextCursor'] as string | undefined) ?? '';
    } while (cursor);
    expect(seen).toHaveLength(42);
    expect(seen).toEqual(seen.toSorted());
  });

  it('are registered once, renamed by whoever read them last, and tell who stands above them', async () => {
    const body = { code: 'fleet-02', kind: 'new_employment_branch', name: '演示·第二车队党支部', reason: '演示·新建' };
    const headers = { 'idempotency-key': 'register-fleet' };
    const first = await call(KEEPER, 'POST', '/v1/organisations', { body, headers });
    expect(first.status).toBe(201);
    expect((await call(KEEPER, 'POST', '/v1/organisations', { body, headers })).body).toEqual(first.body);
    expect(
      problemOf(await call(KEEPER, 'POST', '/v1/organisations', { body: { ...body, name: '演示·别' }, headers }))[1],
    ).toBe('key_reused');
    expect(problemOf(await call(KEEPER, 'POST', '/v1/organisations', { body }))).toEqual([
      409,
      'organisation_taken',
      undefined,
    ]);
    const draft = { name: '演示·车队第二党支部', corrects: true, reason: '演示·更正' };
    expect(problemOf(await put('/v1/organisations/fleet-02', draft))).toEqual([428, 'if_match_required', undefined]);
    expect((await put('/v1/organisations/fleet-02', draft, 1)).status).toBe(200);
    expect(problemOf(await put('/v1/organisations/fleet-02', { ...draft, name: '演示·迟' }, 1))).toEqual([
      412,
      'version_changed',
      undefined,
    ]);
    const read = await call(KEEPER, 'GET', '/v1/organisations/fleet-02');
    expect([read.headers.get('etag'), read.body['name'], read.body['placements']]).toEqual(['"2"', draft.name, []]);
    expect((await get('/v1/organisations/fenghuangling-01-g1-b1-dxz'))['above']).toEqual([
      { level: 'grid_party_branch', organisation: 'fenghuangling-01-g1-zb' },
      { level: 'community_party_committee', organisation: 'fenghuangling-01-dw' },
    ]);
    expect(problemOf(await put('/v1/organisations/none', draft, 1))).toEqual([404, 'not_found', undefined]);
  });
});

describe('an organisation that is renamed', () => {
  it('from a day on stays what it was before it, unless that is corrected', async () => {
    const code = 'agency-30';
    const NEWNAME = '演示·机关第三十党支部';
    const { name, version } = await get(`/v1/organisations/${code}`);
    const draft = { name: NEWNAME, from: '2026-06-01', reason: '演示·更名' };
    expect(problemOf(await put(`/v1/organisations/${code}`, { ...draft, from: undefined }, 1))).toEqual([
      422,
      'invalid_request',
      '/from',
    ]);
    const placement = { ...NEW, organisation: code, place: 'haibei-02-g1' };
    expect((await call(KEEPER, 'POST', '/v1/placements', { body: placement })).status).toBe(201);
    expect((await put(`/v1/organisations/${code}`, draft, Number(version))).status).toBe(200);
    const beside = async (on: string) => {
      const { beside: rows } = await get(`/v1/places/haibei-02-g1/coverage?on=${on}`);
      return (rows as { organisation: string; name: string }[]).find(({ organisation }) => organisation === code)?.name;
    };
    expect([await beside('2026-03-03'), await beside('2026-06-01')]).toEqual([name, NEWNAME]);
    // Whatever day somebody reads it for, the version is that of its last change.
    const read = await call(KEEPER, 'GET', `/v1/organisations/${code}?on=2026-03-03`);
    expect([read.headers.get('etag'), read.body['name'], read.body['version']]).toEqual(['"3"', name, 3]);
    const corrected = { name: '演示·更正名', from: '2026-02-01', corrects: true, reason: '演示·更正' };
    expect((await put(`/v1/organisations/${code}`, corrected, 3)).status).toBe(200);
    expect([await beside('2026-01-03'), await beside('2026-03-03')]).toEqual([undefined, '演示·更正名']);
    const changes = (await get('/v1/network/changes?limit=2'))['changes'] as { kind: string }[];
    expect(changes.map(({ kind }) => kind)).toEqual(['correct_organisation', 'change_organisation']);
  });
});

describe('placements', () => {
  it('are for whose place it is on each day that is changed, not for whose it was', async () => {
    const inDays = (days: number) =>
      new Date(Date.now() + 8 * 3_600_000 + days * 86_400_000).toISOString().slice(0, 10);
    const GRID = 'haibei-04-g1';
    const body = { ...NEW, organisation: 'agency-36', place: GRID };
    const { placements } = (await call(KEEPER, 'POST', '/v1/placements', { body })).body as unknown as Placed;
    const path = `/v1/placements/${placements[0]?.id ?? ''}`;
    const move = (to: string, from: string) =>
      call('haibei.clerk', 'POST', `/v1/grids/${GRID}/move`, { body: { to, from, reason: '演示·划归' } });
    expect((await move('haibei-05', inDays(-30))).status).toBe(201);
    const draft = { way: 'join', from: '2026-01-01', reason: '演示·改为入' };
    expect(problemOf(await put(path, draft, 1, 'haibei-04.clerk'))[1]).toBe('place_out_of_scope');
    expect((await put(path, draft, 1, 'haibei-05.clerk')).status).toBe(200);
    // What begins in a past of theirs and goes on is not theirs.
    const again = { ...body, organisation: 'agency-35' };
    expect(problemOf(await call('haibei-04.clerk', 'POST', '/v1/placements', { body: again }))[1]).toBe(
      'place_out_of_scope',
    );
    expect((await call('haibei-05.clerk', 'POST', '/v1/placements', { body: again })).status).toBe(201);
    // A later day of the draft is another's, too.
    expect((await move('haibei-06', inDays(30))).status).toBe(201);
    const longer = (until?: string) => ({ ...draft, ...(until !== undefined && { until }) });
    expect((await put(path, longer(inDays(20)), 2)).status).toBe(200);
    expect(problemOf(await put(path, longer(inDays(40)), 3, 'haibei-05.clerk'))[1]).toBe('place_out_of_scope');
    expect((await put(path, longer(inDays(25)), 3, 'haibei-05.clerk')).status).toBe(200);
    const voiding = (login: string) =>
      call(login, 'DELETE', `${path}?reason=wrong`, { headers: { 'if-match': '"4"' } });
    expect(problemOf(await voiding('haibei-06.clerk'))[1]).toBe('place_out_of_scope');
    expect((await voiding('haibei-05.clerk')).status).toBe(204);
  });

  it('are made within one’s own place only', async () => {
    const body = { ...NEW, organisation: 'agency-39' };
    expect(problemOf(await call('haibei-02.clerk', 'POST', '/v1/placements', { body }))).toEqual([
      403,
      'place_out_of_scope',
      '/place',
    ]);
    expect(problemOf(await call('xinhua.clerk', 'POST', '/v1/placements', { body }))).toEqual([
      403,
      'place_out_of_scope',
      '/place',
    ]);
    expect((await call('haibei-01.clerk', 'POST', '/v1/placements', { body })).status).toBe(201);
    expect(problemOf(await call('haibei-01.grid', 'POST', '/v1/placements', { body }))).toEqual([
      403,
      'forbidden',
      undefined,
    ]);
    const { placements } = await get('/v1/placements?organisation=agency-39&on=2026-03-03');
    const [placed] = placements as Placed['placements'];
    const voiding = (login: string) =>
      call(login, 'DELETE', `/v1/placements/${placed?.id ?? ''}?reason=wrong`, { headers: { 'if-match': '"1"' } });
    expect(problemOf(await voiding('haibei-02.clerk'))[1]).toBe('place_out_of_scope');
    expect((await voiding('haibei.clerk')).status).toBe(204);
    expect((await get('/v1/placements?organisation=agency-39'))['placements']).toEqual([]);
  });

  it('are voided for a reason only, which stands with the change', async () => {
    const body = { ...NEW, organisation: 'agency-37' };
    const { placements } = (await call(KEEPER, 'POST', '/v1/placements', { body })).body as unknown as Placed;
    const voiding = (query: string) =>
      call(KEEPER, 'DELETE', `/v1/placements/${placements[0]?.id ?? ''}${query}`, { headers: { 'if-match': '"1"' } });
    expect(problemOf(await voiding(''))).toEqual([422, 'invalid_request', '/reason']);
    expect((await voiding(`?reason=${encodeURIComponent('演示·重复录入')}`)).status).toBe(204);
    const [last] = (await get('/v1/network/changes?limit=1'))['changes'] as object[];
    expect(last).toMatchObject({ kind: 'void_placement', reason: '演示·重复录入' });
  });

  it('name the change behind them, and not all else that it named', async () => {
    const { placements } = await get('/v1/placements?limit=1');
    const [{ change } = { change: {} }] = placements as { change: object }[];
    expect(Object.keys(change).sort()).toEqual(['approver', 'id', 'kind', 'reason', 'recordedAt']);
  });

  it('set nobody up who is set up where the clerk has no say', async () => {
    const entering = (organisation: string) => ({ ...NEW, organisation, place: 'haibei-02', way: 'enter' });
    const place = (login: string, body: object) => call(login, 'POST', '/v1/placements', { body });
    for (const login of ['haibei-02.clerk', 'haibei.clerk']) {
      expect(problemOf(await place(login, entering('xinhua-01-dw')))).toEqual([
        ...[403, 'organisation_out_of_scope', '/organisation'],
      ]);
    }
    // Who is to be linked only leads nobody, and the subdistrict has a say over both of its communities.
    expect((await place('haibei-02.clerk', { ...entering('xinhua-01-dw'), way: 'linked' })).status).toBe(201);
    expect((await place('haibei.clerk', entering('haibei-03-dw'))).status).toBe(201);
    const report = await get('/v1/network/coverage-report');
    const both = { place: 'haibei-02', organisations: ['haibei-02-dw', 'haibei-03-dw'] };
    expect(report['placesWithSeveralLeads']).toContainEqual(both);
    const twice = { organisation: 'haibei-03-dw', places: ['haibei-02', 'haibei-03'] };
    expect(report['leadingSeveralPlaces']).toContainEqual(twice);
  });

  it('of an organisation that is no more are over with it', async () => {
    const body = { ...NEW, organisation: 'agency-33' };
    expect((await call(KEEPER, 'POST', '/v1/placements', { body })).status).toBe(201);
    const { name, version } = await get('/v1/organisations/agency-33');
    const ending = { name, from: '2026-06-01', until: '2026-09-01', reason: '演示·撤销' };
    expect((await put('/v1/organisations/agency-33', ending, Number(version))).status).toBe(200);
    const on = async (day: string) =>
      codes((await get(`/v1/placements?organisation=agency-33&on=${day}`))['placements']).length;
    expect([(await on('2026-08-31')) > 0, await on('2026-09-01')]).toEqual([true, 0]);
    const { placements } = await get('/v1/placements?organisation=agency-33');
    expect((placements as { until?: string }[]).map(({ until }) => until)).toContain('2026-09-01');
    expect((placements as { until?: string }[]).every(({ until }) => until !== undefined)).toBe(true);
  });

  it.each([
    ['zh', { organisation: 'nobody' }, /^没有组织“nobody”$/],
    ['en', { organisation: 'nobody' }, /^There is no organisation “nobody”$/],
    ['zh', { way: 'visits' }, /进|须为/],
  ])('that are wrong are refused by field, in %s: %j', async (language, more, words) => {
    const { status, body } = await call(KEEPER, 'POST', '/v1/placements', {
      body: { ...NEW, organisation: 'agency-40', ...more },
      headers: { 'accept-language': language },
    });
    const pointer = `/${Object.keys(more)[0] ?? ''}`;
    expect([status, body['errors']]).toEqual([422, [{ pointer, detail: expect.stringMatching(words) }]]);
  });

  it('of what two clerks read alike are one’s', async () => {
    const body = { ...NEW, organisation: 'agency-40' };
    const { placements } = (await call(KEEPER, 'POST', '/v1/placements', { body })).body as unknown as Placed;
    const path = `/v1/placements/${placements[0]?.id ?? ''}`;
    const draft = (from: string) => ({ way: 'join', from, reason: '演示·并行' });
    const both = await Promise.all([
      put(path, draft('2026-02-01'), 1),
      put(path, draft('2026-02-02'), 1, 'haibei.clerk'),
    ]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 412]);
  });
});

describe('grids', () => {
  it('are split, merged and moved by the subdistrict they are of', async () => {
    const split = {
      parts: [
        { code: 'binhe-01-g8', name: '新一网格', places: ['binhe-01-g1-b1'], organisations: ['binhe-01-g1-zb'] },
        { code: 'binhe-01-g9', name: '新二网格' },
      ],
      from: '2026-05-01',
      reason: '演示·拆分',
    };
    const coverage = await get('/v1/places/binhe-01-g1/coverage');
    const inside = [...(coverage['beside'] as Placed['placements']), ...(coverage['chain'] as Placed['placements'])];
    const organisations = inside.filter(({ place }) => place === 'binhe-01-g1').map(({ organisation }) => organisation);
    const forgotten = await call('binhe.clerk', 'POST', '/v1/grids/binhe-01-g1/split', {
      body: { ...split, parts: split.parts.map((part) => ({ ...part, places: [] })) },
    });
    expect(problemOf(forgotten)).toEqual([422, 'not_shared_out', '/parts']);
    expect(problemOf(await call('xinhua.clerk', 'POST', '/v1/grids/binhe-01-g1/split', { body: split }))[1]).toBe(
      'place_out_of_scope',
    );
    const lying = (await get('/v1/places'))['places'] as { code: string; parent: string }[];
    const places = lying.filter(({ parent }) => parent === 'binhe-01-g1').map(({ code }) => code);
    const body = { ...split, parts: [{ ...split.parts[0], places, organisations }, split.parts[1]] };
    const headers = { 'idempotency-key': 'split-binhe' };
    const done = await call('binhe.clerk', 'POST', '/v1/grids/binhe-01-g1/split', { body, headers });
    expect([done.status, done.body]).toEqual([201, expect.anything()]);
    expect((await call('binhe.clerk', 'POST', '/v1/grids/binhe-01-g1/split', { body, headers })).body).toEqual(
      done.body,
    );
    const report = await get('/v1/network/coverage-report?on=2026-05-01');
    expect(report['gridsWithoutBranch']).toContain('binhe-01-g9');
    expect(report['gridsWithoutBranch']).not.toContain('binhe-01-g8');

    const merge = { with: ['binhe-01-g9'], into: { code: 'binhe-01-g8' }, from: '2026-06-01', reason: '演示·合并' };
    expect((await call('binhe.clerk', 'POST', '/v1/grids/binhe-01-g8/merge', { body: merge })).status).toBe(201);
    const far = { ...merge, with: ['binhe-02-g1'] };
    expect(problemOf(await call('binhe.clerk', 'POST', '/v1/grids/binhe-01-g8/merge', { body: far }))).toEqual([
      422,
      'grids_apart',
      '/with/0',
    ]);

    const move = { to: 'binhe-02', from: '2026-07-01', reason: '演示·划归' };
    expect((await call('binhe.clerk', 'POST', '/v1/grids/binhe-01-g8/move', { body: move })).status).toBe(201);
    expect(
      problemOf(
        await call('binhe.clerk', 'POST', '/v1/grids/binhe-01-g8/move', { body: { ...move, to: 'xinhua-01' } }),
      )[1],
    ).toBe('place_out_of_scope');
    expect(
      problemOf(await call(KEEPER, 'POST', '/v1/grids/binhe-01-g8/move', { body: { ...move, to: 'binhe-02-g1' } })),
    ).toEqual([422, 'place_unfit', '/to']);
    const line = async (on: string) =>
      ((await get(`/v1/places/${places[0] ?? ''}/coverage?on=${on}`))['line'] as { code: string }[]).map(
        ({ code }) => code,
      );
    expect(await line('2026-04-30')).toEqual(expect.arrayContaining(['binhe-01-g1', 'binhe-01']));
    expect(await line('2026-05-01')).toEqual(expect.arrayContaining(['binhe-01-g8', 'binhe-01']));
    expect(await line('2026-07-01')).toEqual(expect.arrayContaining(['binhe-01-g8', 'binhe-02']));

    const changes = (await get('/v1/network/changes?limit=3'))['changes'] as { kind: string }[];
    expect(changes.map(({ kind }) => kind)).toEqual(['move_place', 'merge_grids', 'split_grid']);
    const { nextCursor } = await get('/v1/network/changes?limit=1');
    const following = (await get(`/v1/network/changes?limit=1&cursor=${String(nextCursor)}`))['changes'];
    expect(following).toMatchObject([{ kind: 'merge_grids', approver: { role: 'subdistrict_clerk' } }]);
  });

  it('that end take no more requests, and say so', async () => {
    const answer = await call('clerk-1', 'POST', '/v1/requests', {
      body: { ...COMPLAINT, place: { grid: 'fenghuangling-04-g1' } },
    });
    expect(problemOf(answer)).toEqual([422, 'place_not_in_force', '/place/grid']);
  });
});

describe('a request', () => {
  it('finds its chain by place and day, and keeps it whatever becomes of the network', async () => {
    const place = { building: 'haibei-03-g1-b1' };
    const { status, body } = await call('clerk-1', 'POST', '/v1/requests', { body: { ...COMPLAINT, place } });
    expect(status).toBe(201);
    const read = () => get(`/v1/requests/${String(body['number'])}`, 'clerk-1');
    const chain = (await read())['responsible'];
    expect((chain as { level: string }[]).map(({ level }) => level)).toEqual(
      expect.arrayContaining(['building_party_group', 'grid_party_branch', 'community_party_committee']),
    );
    expect(chain).toContainEqual({
      level: 'community_party_committee',
      organisation: 'haibei-03-dw',
      name: '演示·惊蛰社区党委',
    });
    const { placements } = await get('/v1/placements?organisation=haibei-03-g1-zb');
    const [branch] = placements as Placed['placements'];
    const draft = { way: 'enter', from: '2021-07-01', until: '2021-08-01', reason: '演示·撤出' };
    expect((await put(`/v1/placements/${branch?.id ?? ''}`, draft, 1)).status).toBe(200);
    expect((await read())['responsible']).toEqual(chain);
    const later = await call('clerk-1', 'POST', '/v1/requests', {
      body: { ...COMPLAINT, requester: { mode: 'anonymous' }, place },
    });
    const { responsible, community } = await get(`/v1/requests/${String(later.body['number'])}`, 'clerk-1');
    expect(community).toBe('haibei-03');
    expect(codes(responsible)).not.toContain('haibei-03-g1-zb');
  });

  it('whose place has nobody keeps no chain', async () => {
    const { body } = await call('clerk-1', 'POST', '/v1/requests', {
      body: { ...COMPLAINT, place: { subdistrict: 'haibei' } },
    });
    expect((await get(`/v1/requests/${String(body['number'])}`, 'clerk-1'))['responsible']).toEqual([]);
  });
});
