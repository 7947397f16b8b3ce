import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { PROCEEDING_KINDS } from '../../src/domain/procedures.js';
import { openMetrics, type Metrics, type Probes } from '../../src/metrics.js';
import { openDatabase } from '../../src/store/database.js';
import { AUDIENCES, NOTICE_OUTCOMES } from '../../src/store/notices.js';
import { readLoopFigures, type LoopFigures } from '../../src/store/queries/loop-figures.js';
import { openOneOfEach } from '../support/cases.js';
import { COMPLAINT, openHttp, type Call } from '../support/http.js';
import { give, HAIBOWAN, openService, submitOne, type TestService } from '../support/service.js';

let service: TestService;
let call: Call;

beforeAll(async () => {
  service = await openService();
  ({ call } = await openHttp(service));
});
afterAll(() => service.stop());

const LIMIT_MS = 5_000;
const REF = { ref: '00000000-0000-4000-8000-000000000001', commitment: '0'.repeat(64) };
const NOTHING: LoopFigures = { undecided: 0, oldestUndecidedSeconds: 0, standings: [], proceedings: [], notices: [] };

const metricsOf = (probes: Partial<Probes>): Metrics =>
  openMetrics({ figures: () => Promise.resolve(NOTHING), checks: () => Promise.resolve({}), ...probes });

/** The samples of a scrape: each line's value by its name and labels. */
async function scrape({ registry }: Metrics): Promise<Map<string, number>> {
  const lines = (await registry.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]));
}

/** What of a scrape begins with a name, and bears a label. */
const named = (samples: Map<string, number>, name: string, label = '') =>
  [...samples].filter(([key]) => key.startsWith(name) && key.includes(label)).map(([, value]) => value);

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Counted by the record itself, request by request. */
async function standingsOnRecord(): Promise<Map<string, { open: number; overdue: number }>> {
  const { rows } = await service.db.pool.query<{ snapshot: { state: string; stage: string }; late: boolean }>(
    `SELECT snapshot, EXISTS (SELECT 1 FROM case_clocks AS clock WHERE clock.case_id = request.case_id
       AND clock.breached_at IS NOT NULL AND clock.status = 'running'
       AND clock NOT IN ('objection', 'information', 'judgement_window', 'reopening')) AS late
     FROM resident_requests AS request`,
  );
  const counted = new Map<string, { open: number; overdue: number }>();
  for (const { snapshot, late } of rows.filter(({ snapshot: { stage } }) => stage !== 'ended')) {
    const count = counted.get(snapshot.state) ?? { open: 0, overdue: 0 };
    counted.set(snapshot.state, { open: count.open + 1, overdue: count.overdue + (late ? 1 : 0) });
  }
  return counted;
}

describe('the gauges of the loop', () => {
  it('count what has not ended, and what of it is overdue, where it stands', async () => {
    const worker = await service.startWorker();
    const [, signed] = await Promise.all([
      submitOne(service.door, {}),
      submitOne(service.door, {}),
      submitOne(service.door, { channel: 'web', category: 'A0101' }),
    ]);
    const { rows } = await service.db.pool.query<{ lead_unit: string }>(
      'SELECT lead_unit FROM resident_requests WHERE case_id = $1',
      [signed.caseId],
    );
    await give(service.door, signed.caseId, 'signFor', {}, { unit: rows[0]?.lead_unit ?? '' });
    const { caseId: left } = await submitOne(service.door, { requester: { mode: 'anonymous' } });
    await give(service.door, left, 'withdraw', { callId: 'k' }, { role: 'hotline_clerk' });
    await worker.stop();
    // One whose limits have run out, as the record tells it.
    await service.db.pool.query(
      `WITH missed AS (UPDATE case_clocks SET breached_at = due_at WHERE case_id = $1 AND clock = 'result' RETURNING case_id)
       UPDATE resident_requests SET overdue_since = now() WHERE case_id IN (SELECT case_id FROM missed)`,
      [signed.caseId],
    );

    const samples = await scrape(metricsOf({ figures: () => readLoopFigures(service.db.pool, LIMIT_MS) }));
    const recorded = await standingsOnRecord();
    expect(recorded.size).toBeGreaterThan(1);
    expect(sum([...recorded.values()].map(({ overdue }) => overdue))).toBe(1);
    for (const [state, { open, overdue }] of recorded) {
      const shown = ['open', 'overdue'].map((name) =>
        sum(named(samples, `bihuan_requests_${name}{`, `state="${state}"`)),
      );
      expect([state, ...shown]).toEqual([state, open, overdue]);
    }
    // Nothing is counted twice, and where nothing stands is 0, not silence.
    expect(sum(named(samples, 'bihuan_requests_open{'))).toBe(sum([...recorded.values()].map(({ open }) => open)));
    expect(
      samples.get(`bihuan_requests_open{district="${HAIBOWAN}",stage="settlement",state="at_joint_meeting"}`),
    ).toBe(0);
    expect([...samples.keys()].filter((name) => /state="(closed|withdrawn)"/.test(name))).toEqual([]);
  });

  it('count what is open beside requests, by kind, and what of it is overdue', async () => {
    const opened = await openOneOfEach(service.db, 'housing');
    await service.db.pool.query(
      `UPDATE proceedings SET overdue_since = CASE WHEN kind = 'whistle' THEN now() END,
         ended_at = CASE WHEN kind = 'mediation' THEN now() END`,
    );
    const samples = await scrape(metricsOf({ figures: () => readLoopFigures(service.db.pool, LIMIT_MS) }));
    for (const kind of PROCEEDING_KINDS) {
      const shown = ['open', 'overdue'].map((name) =>
        samples.get(`bihuan_proceedings_${name}{district="${HAIBOWAN}",kind="${kind}"}`),
      );
      const isOpen = kind in opened && kind !== 'mediation';
      expect([kind, ...shown]).toEqual([kind, isOpen ? 1 : 0, kind === 'whistle' ? 1 : 0]);
    }
  });

  it('tell how many accepted rows wait, and since when the oldest of them does', async () => {
    const { caseId } = await submitOne(service.door, { requester: { mode: 'anonymous' } });
    await give(service.door, caseId, 'comment', { text: REF }, { role: 'reviewer', respondAsync: true });
    await service.db.pool.query("UPDATE inbox SET received_at = now() - interval '90 seconds' WHERE outcome IS NULL");
    const { rows } = await service.db.pool.query<{ undecided: number; received: Date; now: Date }>(
      `SELECT (SELECT count(*)::int FROM inbox WHERE decided_at IS NULL) AS undecided,
         (SELECT received_at FROM inbox WHERE decided_at IS NULL ORDER BY received_at LIMIT 1) AS received, clock_timestamp() AS now`,
    );
    const before = rows[0];
    if (before === undefined) throw new Error('no clock');
    const samples = await scrape(metricsOf({ figures: () => readLoopFigures(service.db.pool, LIMIT_MS) }));
    expect(before.undecided).toBeGreaterThan(0);
    expect(samples.get('bihuan_inbox_undecided')).toBe(before.undecided);
    const waited = (before.now.getTime() - before.received.getTime()) / 1_000;
    expect(samples.get('bihuan_inbox_oldest_age_seconds')).toBeGreaterThanOrEqual(waited - 0.001);
    const after = await service.db.pool.query<{ now: Date }>('SELECT clock_timestamp() AS now');
    const most = ((after.rows[0]?.now.getTime() ?? 0) - before.received.getTime()) / 1_000;
    expect(samples.get('bihuan_inbox_oldest_age_seconds')).toBeLessThanOrEqual(most + 0.001);
  });

  it('count a row of an import from its arrival while its receiver holds it, not from its source’s time', async () => {
    await service.db.pool.query("UPDATE inbox SET outcome = '{}' WHERE outcome IS NULL");
    const { caseId } = await submitOne(service.door, { requester: { mode: 'anonymous' } });
    await service.db.pool.query(
      `UPDATE inbox SET outcome = NULL, received_at = '2020-01-01T00:00:00Z', attempts = 0,
         claimed_until = clock_timestamp() + interval '10 seconds' WHERE case_id = $1`,
      [caseId],
    );
    const held = await readLoopFigures(service.db.pool, LIMIT_MS);
    expect(held.undecided).toBe(1);
    expect(held.oldestUndecidedSeconds).toBeLessThan(LIMIT_MS / 1_000);
    await service.db.pool.query('UPDATE inbox SET attempts = 1 WHERE case_id = $1', [caseId]);
    const given = await readLoopFigures(service.db.pool, LIMIT_MS);
    expect(given.oldestUndecidedSeconds).toBeGreaterThan(86_400);
  });
});

describe('what is to be told', () => {
  it('is counted while it waits, and since when, by who is told', async () => {
    const of = async () => {
      const samples = await scrape(metricsOf({ figures: () => readLoopFigures(service.db.pool, LIMIT_MS) }));
      return (name: string) =>
        AUDIENCES.map((audience) => samples.get(`bihuan_notices_${name}{audience="${audience}"}`));
    };
    await service.db.pool.query(`UPDATE notices SET outcome = 'sent'`);
    expect((await of())('waiting')).toEqual([0, 0, 0]);
    expect((await of())('oldest_age_seconds')).toEqual([0, 0, 0]);
    await service.db.pool.query(
      `INSERT INTO notices (case_id, seq, recipient, template, created_at, due_at)
       SELECT 'request:150302:told', seq, recipient, template, now() - age, now() + interval '1 hour'
       FROM (VALUES (1, 'resident', 'received', interval '1 minute'), (2, 'follower:x', 'replied', interval '2 minutes'),
         (3, 'role:shift_leader', 'ringing', interval '3 minutes'), (3, 'webhook:x', 'event', interval '1 day'))
         AS told(seq, recipient, template, age)`,
    );
    const figures = await of();
    expect(figures('waiting')).toEqual([2, 1, 1]);
    const ages = figures('oldest_age_seconds').map(Number);
    for (const [i, atLeast] of [120, 180, 86_400].entries()) expect(ages[i]).toBeGreaterThanOrEqual(atLeast);
    await service.db.pool.query('DELETE FROM notices');
  });

  it('counts every outcome from 0, so that the first one is an increase', async () => {
    const samples = await scrape(metricsOf({}));
    const counted = named(samples, 'bihuan_notices_total{');
    expect(counted).toEqual(Array.from({ length: AUDIENCES.length * NOTICE_OUTCOMES.length }, () => 0));
  });
});

describe('a scrape', () => {
  it('asks once for all that ask at the same time, and for all gauges', async () => {
    let asked = 0;
    const metrics = metricsOf({ figures: () => Promise.resolve({ ...NOTHING, undecided: (asked += 1) }) });
    const [first, second] = await Promise.all([scrape(metrics), scrape(metrics)]);
    const third = await scrape(metrics);
    for (const samples of [first, second, third]) expect(samples.get('bihuan_inbox_undecided')).toBe(1);
    expect(asked).toBe(1);
  });

  it('forgets what it was told when it is told nothing any more', async () => {
    const standings = [{ district: HAIBOWAN, stage: 'intake', state: 'received', open: 3, overdue: 0 }];
    const told = [
      Promise.resolve({ ...NOTHING, undecided: 7, oldestUndecidedSeconds: 1, standings }),
      Promise.reject(new Error('away')),
    ];
    told[1]?.catch(() => undefined);
    const metrics = metricsOf({ figures: () => told.shift() ?? Promise.resolve(NOTHING) });
    const before = await scrape(metrics);
    expect([before.get('bihuan_inbox_undecided'), named(before, 'bihuan_requests_open{')]).toEqual([7, [3]]);
    const now = performance.now();
    const clock = jest.spyOn(performance, 'now').mockReturnValue(now + 60_000);
    const after = await scrape(metrics);
    clock.mockRestore();
    expect([after.get('bihuan_inbox_undecided'), named(after, 'bihuan_requests_open{')]).toEqual([Number.NaN, []]);
  });

  it('has no figure while the database is away', async () => {
    const away = openDatabase({ url: 'postgresql://nobody@127.0.0.1:1/none', poolSize: 2 });
    const metrics = metricsOf({ figures: () => readLoopFigures(away.pool, LIMIT_MS) });
    const samples = await scrape(metrics);
    expect(samples.get('bihuan_inbox_undecided')).toBeNaN();
    expect(samples.get('bihuan_inbox_oldest_age_seconds')).toBeNaN();
    expect(named(samples, 'bihuan_requests_')).toEqual([]);
    await away.close();
  });

  it('says what is not ready', async () => {
    const samples = await scrape(metricsOf({ checks: () => Promise.resolve({ database: true, worker: false }) }));
    expect(samples.get('bihuan_ready{check="database"}')).toBe(1);
    expect(samples.get('bihuan_ready{check="worker"}')).toBe(0);
  });

  it('counts faults from 0, so that the first one is an increase', async () => {
    const samples = await scrape(metricsOf({}));
    expect(named(samples, 'bihuan_faults_total')).toEqual([0, 0, 0]);
    expect(samples.get('bihuan_cases_lost_total')).toBe(0);
  });

  it('names no request and no person', async () => {
    const { body } = await call('clerk-1', 'POST', '/v1/requests', { body: COMPLAINT });
    const { body: answer } = await call(undefined, 'GET', '/metrics');
    expect(String(answer['text'])).toContain('bihuan_http_request_duration_seconds_count');
    for (const word of [String(body['number']), COMPLAINT.requester.name, COMPLAINT.requester.phone]) {
      expect(answer['text']).not.toContain(word);
    }
  });
});
