import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FIGURE_NAMES } from '../../src/domain/figures/sheet.js';
import { BODIES, local, storyAt } from '../support/domain.js';
import { openHttp, type Call } from '../support/http.js';
import { record, renumbered } from '../support/recorded-lives.js';
import { HAIBOWAN, openService, type TestService } from '../support/service.js';

let service: TestService;
let call: Call;

/** 30 of housing, one of sanitation, all closed on 2 March; one of housing that waits for its result, due on the 9th. */
beforeAll(async () => {
  service = await openService();
  ({ call } = await openHttp(service));
  for (let i = 1; i <= 30; i += 1) await record(service.db, renumbered(storyAt('closed').events, HAIBOWAN, i));
  const other = JSON.stringify(storyAt('closed').events).replaceAll('"housing"', '"sanitation"');
  await record(service.db, renumbered(JSON.parse(other) as ReturnType<typeof storyAt>['events'], HAIBOWAN, 31));
  const late = storyAt('handling');
  late.give('comment', BODIES.comment, { at: local('2026-03-13 10:00') });
  await record(service.db, renumbered(late.events, HAIBOWAN, 32));
});
afterAll(() => service.stop());

interface Cell {
  n: number;
  hits?: number;
  rate?: number | null;
  measure?: number;
  units?: { unit: string; n: number; small: boolean }[];
}
type Figure = Record<'yesterday' | 'monthToDate' | 'now', Cell> & {
  name: string;
  sameWeekdayMean?: number;
  formula: Record<'zh' | 'en', string>;
};

async function sheetOf(login: string, date: string): Promise<Record<string, Figure>> {
  const { status, body } = await call(login, 'GET', `/v1/figures/morning-sheet?date=${date}`);
  expect(status).toBe(200);
  return Object.fromEntries((body['figures'] as Figure[]).map((figure) => [figure.name, figure]));
}

describe('the morning sheet', () => {
  it('tells every figure with its formula, of yesterday, of the month and of the moment', async () => {
    const sheet = await sheetOf('shift-leader-1', '2026-03-03');
    expect(Object.keys(sheet)).toEqual(FIGURE_NAMES);
    expect(sheet['received']?.yesterday).toMatchObject({ n: 32, excluded: 0 });
    expect(sheet['resolution_rate_first']).toMatchObject({
      formula: { en: 'solved (partly counts for nothing) ÷ first judgements' },
      yesterday: { n: 31, hits: 31, rate: 1 },
    });
    expect(sheet['repeats']?.yesterday.hits).toBe(0);
    expect(sheet['critical_open']?.now.n).toBe(0);
  });

  it('marks the units that have too few cases to be held against others, and ranks none', async () => {
    const { resolution_rate_first: figure } = await sheetOf('auditor-1', '2026-03-03');
    expect(figure?.yesterday.units?.map(({ unit, n, small }) => [unit, n, small])).toEqual([
      ['housing', 30, false],
      ['sanitation', 1, true],
    ]);
  });

  it('compares what was received with the same weekday of four weeks', async () => {
    expect((await sheetOf('auditor-1', '2026-03-10'))['received']?.sameWeekdayMean).toBe(8);
    expect((await sheetOf('auditor-1', '2026-03-11'))['received']?.sameWeekdayMean).toBe(0);
  });

  it('tells on the first of a month of the month that ended', async () => {
    const { received } = await sheetOf('auditor-1', '2026-04-01');
    expect([received?.yesterday.n, received?.monthToDate.n]).toEqual([0, 32]);
    expect((await sheetOf('auditor-1', '2026-04-02'))['received']?.monthToDate.n).toBe(0);
  });

  it('counts what is overdue at 08:00, in whole days', async () => {
    const overdue = async (date: string) => (await sheetOf('supervisor-1', date))['overdue_open']?.now;
    expect(await overdue('2026-03-09')).toMatchObject({ n: 0 });
    expect((await sheetOf('supervisor-1', '2026-03-09'))['due_today']?.now.n).toBe(1);
    expect(await overdue('2026-03-13')).toMatchObject({ n: 1, measure: 3 });
  });

  it('shows a unit’s head the own unit only, and what units answer for', async () => {
    const sheet = await sheetOf('housing.head', '2026-03-03');
    expect(sheet['received']?.yesterday).toMatchObject({ n: 31, units: [{ unit: 'housing' }] });
    expect(Object.keys(sheet)).not.toContain('valid_call_backs');
    expect(JSON.stringify(sheet)).not.toContain('sanitation');
  });

  it.each(['2999-01-01', 'yesterday', '2026-02-30'])('refuses the day %s by name', async (date) => {
    const { status, body } = await call('auditor-1', 'GET', `/v1/figures/morning-sheet?date=${date}`);
    expect([status, (body['errors'] as { pointer: string }[])[0]?.pointer]).toEqual([422, '/date']);
  });

  it('of tomorrow tells of today so far, and a later day has none', async () => {
    const day = (ahead: number) => new Date(Date.now() + (8 + 24 * ahead) * 3_600_000).toISOString().slice(0, 10);
    const { status, body } = await call('auditor-1', 'GET', `/v1/figures/morning-sheet?date=${day(1)}`);
    expect([status, (body['yesterday'] as { from: string }).from]).toEqual([
      200,
      new Date(`${day(0)}T00:00:00+08:00`).toISOString(),
    ]);
    expect(String(body['at']) <= new Date().toISOString()).toBe(true);
    expect((await call('auditor-1', 'GET', `/v1/figures/morning-sheet?date=${day(3)}`)).status).toBe(422);
  });

  it('is of today unless a day is named', async () => {
    const today = () => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
    const before = today();
    const { body } = await call('auditor-1', 'GET', '/v1/figures/morning-sheet');
    expect([before, today()]).toContain(body['date']);
  });
});

describe('the list of abuses', () => {
  it('tells what is looked for, and what was found, in both languages', async () => {
    const { body } = await call('supervisor-1', 'GET', '/v1/figures/abuses?date=2026-03-31');
    const abuses = body['abuses'] as { name: string; cases: object[] }[];
    expect(abuses.filter(({ cases }) => cases.length > 0)).toEqual([
      expect.objectContaining({
        name: 'too_few_to_rank',
        cases: [{ number: null, unit: 'sanitation', at: null, reason: { zh: '仅 1 件评价', en: 'only 1 judgements' } }],
      }),
    ]);
  });
});
