import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openHttp, COMPLAINT, type Call } from '../support/http.js';
import { openService, type TestService } from '../support/service.js';

/** What is known of a whistle at the door, while no worker has opened anything for it. */
let service: TestService;
let call: Call;

beforeAll(async () => {
  service = await openService();
  ({ call } = await openHttp(service));
});
afterAll(() => service.stop());

const WHISTLE = {
  kind: 'joint_enforcement',
  text: '演示:夜间施工噪声,请到场联合处置',
  departments: [{ unit: 'ecology', reason: '演示:噪声' }],
  place: { subdistrict: 'haibei' },
};

async function blow(login: string): Promise<string> {
  const { status, body } = await call(login, 'POST', '/v1/whistles', { body: WHISTLE });
  expect([201, 202]).toContain(status);
  return String(body['number']);
}

describe('a report that is just being opened', () => {
  const came = { how: 'on_site', person: '演示·甲', where: '演示:工地门口' };

  it('is told apart from one that there is not, to whom it concerns: the same can be sent again', async () => {
    const report = `${await blow('haibei.leader')}-ecology`;
    const path = `/v1/whistle-reports/${report}`;
    const answers = await Promise.all([
      call('ecology.head', 'POST', `${path}/report-in`, { body: came }),
      call('ecology.head', 'GET', path),
      call('haibei.leader', 'GET', path),
    ]);
    expect(answers.map(({ status, body, headers }) => [status, body['code'], headers.get('retry-after')])).toEqual(
      answers.map(() => [503, 'being_opened', '1']),
    );
    expect((await call('housing.head', 'GET', path)).status).toBe(404);
    expect((await call('ecology.head', 'GET', path.replace('ecology', 'police'))).status).toBe(404);
  });

  it('is not there before its whistle is approved', async () => {
    const report = `${await blow('haibei.clerk')}-ecology`;
    for (const login of ['ecology.head', 'haibei.clerk'])
      expect((await call(login, 'GET', `/v1/whistle-reports/${report}`)).status).toBe(404);
  });
});

describe('a place that there is not', () => {
  it('is named as what is wrong, of a whistle as of a request', async () => {
    const place = { grid: 'haibei-01-99' };
    const whistle = await call('haibei.leader', 'POST', '/v1/whistles', { body: { ...WHISTLE, place } });
    const request = await call('haibei.clerk', 'POST', '/v1/requests', {
      body: { ...COMPLAINT, channel: 'window', place },
    });
    for (const { status, body } of [whistle, request])
      expect([status, body['code'], body['errors']]).toMatchObject([
        422,
        'unknown_place',
        [{ pointer: '/place/grid' }],
      ]);
    const elsewhere = await call('haibei.leader', 'POST', '/v1/whistles', {
      body: { ...WHISTLE, place: { subdistrict: 'xinhua' } },
    });
    expect([elsewhere.status, elsewhere.body['code']]).toEqual([403, 'place_out_of_scope']);
    // Who blows nowhere is told that, and nothing of the place.
    const auditor = await call('auditor-1', 'POST', '/v1/whistles', { body: { ...WHISTLE, place } });
    expect([auditor.status, auditor.body['code']]).toEqual([403, 'forbidden']);
  });
});

describe('who works in a subdistrict', () => {
  it('reads its whistles, also to dispatch a crew on them', async () => {
    const number = await blow('haibei.leader');
    const read = async (login: string) => {
      const list = await call(login, 'GET', '/v1/whistles');
      const one = await call(login, 'GET', `/v1/whistles/${number}`);
      return [(list.body['cases'] as { number: string }[]).some((found) => found.number === number), one.status];
    };
    expect(await read('haibei.enforcement-dispatcher')).toEqual([true, 200]);
    expect(await read('xinhua.enforcement-dispatcher')).toEqual([false, 404]);
  });

  it('and leads it reads who covers what', async () => {
    expect((await call('haibei.leader', 'GET', '/v1/network/coverage-report')).status).toBe(200);
  });
});

describe('the figures of whistles', () => {
  it('have a rate of every subdistrict, also of one that never whistles', async () => {
    await blow('haibei.leader');
    const { body } = await call('supervisor-1', 'GET', '/v1/figures/whistles');
    const rates = body['rates'] as { subdistrict: string; whistles: number; perThousand: number | null }[];
    const silent = rates.filter(({ whistles }) => whistles === 0);
    expect(silent.length).toBeGreaterThan(0);
    for (const { perThousand } of silent) expect(perThousand).toBeNull();
    expect(rates.find(({ subdistrict }) => subdistrict === 'haibei')?.whistles).toBeGreaterThan(0);
    const { rows } = await service.db.pool.query<{ place: string }>(
      `SELECT DISTINCT place_code AS place FROM units WHERE kind = 'subdistrict' ORDER BY 1`,
    );
    expect(rates.map(({ subdistrict }) => subdistrict)).toEqual(rows.map(({ place }) => place));
  });
});
