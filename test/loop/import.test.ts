import { spawn, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { importRequests, type ImportOptions } from '../../src/import/import-requests.js';
import { parseMapping, type Mapping } from '../../src/import/mapping.js';
import type { ImportReport } from '../../src/import/report.js';
import { compiled } from '../support/processes.js';
import { openService, testServers, type TestService } from '../support/service.js';
import { undecidedCount } from '../support/record.js';
import { until } from '../support/until.js';

const DIRTY = 'test/import/fixtures/dirty.csv';
/** Two processes are started, each compiling itself. */
const SLOW_MS = 60_000;

/** The demo mapping for a district of its own: numbers begin at 1 in every database, the run's Temporal is shared. */
async function demoMapping(): Promise<{ mapping: Mapping; json: string }> {
  const demo: unknown = JSON.parse(await readFile('data/mappings/demo.json', 'utf8'));
  const code = `99${String(randomInt(10_000)).padStart(4, '0')}`;
  const json = JSON.stringify({ ...(demo as object), district: { code, name: '演示区' } });
  return { mapping: parseMapping(json, 'demo'), json };
}

interface View {
  number: string;
  case_id: string;
  lead_unit: string | null;
  state: string;
  tags: string[];
  duplicate_of: string | null;
  provenance: string;
  suggested: string | null;
  occurred_at: Date;
  received_at: Date;
}

/** Requests by the source's own id. */
async function requestsById({ db }: TestService): Promise<Map<string, View>> {
  const { rows } = await db.pool.query<View & { id: string }>(
    `SELECT id, number, case_id, lead_unit, state, tags, duplicate_of, provenance, occurred_at, received_at,
       snapshot->'received'->>'suggestedExecutor' AS suggested
     FROM resident_requests JOIN external_ids USING (case_id) WHERE system = 'demo'`,
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Workflows that run for the service's requests, started on its own task queue. */
async function startedCases(service: TestService): Promise<string[]> {
  const cases: string[] = [];
  for await (const { workflowId } of service.client.workflow.list({ query: `TaskQueue = '${service.taskQueue}'` })) {
    cases.push(workflowId);
  }
  return cases.toSorted();
}

/** Waits until there is exactly one workflow for each number and nothing undecided. */
async function expectOneWorkflowEach(service: TestService, count: number): Promise<void> {
  await until(async () => (await undecidedCount(service.db)) === 0);
  const { rows } = await service.db.pool.query<{ case_id: string; number: string }>(
    'SELECT case_id, number FROM resident_requests',
  );
  expect(new Set(rows.map(({ number }) => number)).size).toBe(count);
  const wanted = rows.map(({ case_id }) => case_id).toSorted();
  await until(async () => (await startedCases(service)).length >= count);
  expect(await startedCases(service)).toEqual(wanted);
}

function runImport(service: TestService, mapping: Mapping, more: Partial<ImportOptions> = {}): Promise<ImportReport> {
  const actor = { account: 'import', role: 'system' } as const;
  return importRequests(service.door, { file: DIRTY, mapping, asOf: 'import', concurrency: 4, actor, ...more });
}

describe('an imported file', () => {
  let service: TestService;
  let mapping: Mapping;
  let report: ImportReport;
  let requests: Map<string, View>;

  beforeAll(async () => {
    service = await openService();
    await service.startWorker();
    ({ mapping } = await demoMapping());
    report = await runImport(service, mapping);
    requests = await requestsById(service);
  });
  afterAll(() => service.stop());

  it('becomes one request, one number and one workflow a row', async () => {
    expect(report).toMatchObject({ rows: 55, taken: 47, knownBefore: 1, queued: 0, awaitingDispatch: 3 });
    await expectOneWorkflowEach(service, 47);
    expect([...requests.values()].every(({ provenance }) => provenance === 'imported')).toBe(true);
  });

  it('loses rows only without id, time or category, or with an id that another row has, each with line and reason', () => {
    expect(report.refused.map(({ line, code }) => [line, code])).toEqual([
      [36, 'category_missing'],
      [37, 'time_unreadable'],
      [38, 'time_unreadable'],
      [39, 'time_missing'],
      [40, 'id_missing'],
      [50, 'id_repeated'],
      [55, 'columns_mismatch'],
    ]);
  });

  it('is received now and happened when the source says', () => {
    const { occurred_at, received_at, number } = requests.get('Y001') ?? {};
    expect(occurred_at?.toISOString()).toBe('2026-02-28T16:01:07.000Z');
    expect(Date.now() - Number(received_at)).toBeLessThan(600_000);
    expect(number?.slice(0, 6)).toBe(mapping.district.code);
  });

  it('is dispatched on arrival where a unit is named, to the subdistrict where that is a community', () => {
    const lead = (id: string) => [requests.get(id)?.state, requests.get(id)?.lead_unit, requests.get(id)?.suggested];
    expect(lead('Y001')).toEqual(['awaiting_sign_for', 'D01', null]);
    expect(lead('Y012')).toEqual(['awaiting_sign_for', 'jd1-banshichu', 'D11']);
    expect(lead('Y015')).toEqual(['awaiting_sign_for', 'jd2-banshichu', 'D12']);
    expect(lead('Y016')).toEqual(['awaiting_dispatch', null, 'D13']);
    expect(lead('Y020')).toEqual(['awaiting_dispatch', null, null]);
    expect(
      report.warnings.filter(({ code }) => code.startsWith('community_')).map(({ line, code }) => [line, code]),
    ).toEqual([
      [16, 'community_never_leads'],
      [17, 'community_never_leads'],
      [18, 'community_never_leads'],
      [19, 'community_never_leads'],
      [20, 'community_without_lead'],
    ]);
  });

  it('has the later requests of one channel and second marked, in the order of the file', () => {
    const first = requests.get('Y023')?.number;
    expect(['Y023', 'Y024', 'Y025', 'Y028'].map((id) => requests.get(id)?.duplicate_of)).toEqual([
      null,
      first,
      null,
      first,
    ]);
    expect(report.warnings.filter(({ code }) => code === 'possible_duplicate').map(({ line }) => line)).toEqual([
      28, 32,
    ]);
  });

  it('keeps the verdicts and the test unit of the source as tags', () => {
    expect(requests.get('Y001')?.tags).toEqual(['source_overdue']);
    expect(requests.get('Y022')?.tags).toEqual(['source_in_time', 'test_unit']);
  });

  it('brings its district, with limits, and its directory, marked as imported', async () => {
    expect(report.created).toEqual({ districts: 1, places: 8, units: 10, aliases: 2, categories: 9 });
    const { code } = mapping.district;
    const { rows } = await service.db.pool.query<{ provenance: string; policy: number }>(
      `SELECT districts.provenance, policies.version AS policy FROM districts JOIN policies ON district_code = code WHERE code = $1`,
      [code],
    );
    expect(rows).toEqual([{ provenance: 'imported', policy: 1 }]);
    const units = await service.db.prisma.unit.findMany({ where: { districtCode: code }, include: { aliases: true } });
    expect(units.every(({ provenance }) => provenance === 'imported')).toBe(true);
    expect(units.find((unit) => unit.code === 'D01')?.aliases.map(({ name }) => name)).toEqual(['演示区城市管理局']);
  });

  it('brings nothing new the second time', async () => {
    const { code } = mapping.district;
    const before = await service.db.prisma.district.findUnique({ where: { code } });
    const again = await runImport(service, mapping);
    expect(again).toMatchObject({
      rows: 55,
      taken: 0,
      knownBefore: 48,
      created: { districts: 0, places: 0, units: 0, aliases: 0, categories: 0 },
    });
    expect(again.refused).toEqual(report.refused);
    expect(again.warnings).toEqual(report.warnings);
    expect(await service.db.prisma.district.findUnique({ where: { code } })).toEqual(before);
    await expectOneWorkflowEach(service, 47);
  });
});

describe('an import on a bad day', () => {
  let service: TestService;
  let folder: string;
  beforeAll(async () => {
    service = await openService();
    await service.startWorker();
    service.startRelay();
    folder = await mkdtemp(join(tmpdir(), 'bihuan-import-'));
  });
  afterAll(async () => {
    await service.stop();
    await rm(folder, { recursive: true });
  });

  /** Each test of this group brings in rows of its own; the demo file's heading fits them. */
  async function fileOf(name: string, rows: readonly string[]): Promise<string> {
    const [heading] = (await readFile(DIRTY, 'utf8')).split('\r\n');
    const file = join(folder, `${name}.csv`);
    await writeFile(file, [heading, ...rows].join('\n'));
    return file;
  }
  const row = (id: string, text = '演示') =>
    `${id},2026/4/1 8:00:${String(Number(id.slice(1)) % 60).padStart(2, '0')},演示热线,投诉,,A,演示市容,,,,,,,,,,D01,演示城管局,${text},`;
  const countOf = async (prefix: string) =>
    [...(await requestsById(service)).keys()].filter((id) => id.startsWith(prefix)).length;

  it('leaves a row as it was when the source has changed it since', async () => {
    const { mapping } = await demoMapping();
    await runImport(service, mapping, { file: await fileOf('first', [row('C1')]) });
    const again = await runImport(service, mapping, {
      file: await fileOf('second', [row('C1', '演示：已更改'), row('C2')]),
    });
    expect(again).toMatchObject({ taken: 1, knownBefore: 1, refused: [] });
    expect(again.warnings.map(({ line, code }) => [line, code])).toContainEqual([2, 'changed_since']);
  });

  it('takes every row while Temporal is away, and has it started later', async () => {
    const { mapping } = await demoMapping();
    const away = { ...service, door: { ...service.door, gateway: { ...service.gateway, isAway: () => true } } };
    const rows = ['T1', 'T2', 'T3'].map((id) => row(id));
    const report = await runImport(away, mapping, { file: await fileOf('away', rows) });
    expect(report).toMatchObject({ taken: 3, queued: 3, refused: [] });
    await until(async () => (await undecidedCount(service.db)) === 0);
  });

  it('refuses a time to come, and goes on', async () => {
    const { mapping } = await demoMapping();
    const rows = [row('F1').replace('2026/4/1', '2126/4/1'), row('F2')];
    for (const asOf of ['import', 'source'] as const) {
      const report = await runImport(service, mapping, { file: await fileOf('future', rows), asOf });
      expect(report.refused.map(({ line, code }) => [line, code])).toEqual([[2, 'occurred_in_future']]);
    }
    expect(await countOf('F')).toBe(1);
  });

  it('runs its clocks from the time of the source when asked to', async () => {
    const { mapping } = await demoMapping();
    const rows = [row('S1').replace('2026/4/1', '2018/7/4')];
    await runImport(service, mapping, { file: await fileOf('source', rows), asOf: 'source' });
    const request = (await requestsById(service)).get('S1');
    expect(request?.number).toMatch(/^99\d{4}-2018-000001$/);
    expect(request?.received_at.toISOString()).toBe('2018-07-04T00:00:01.000Z');
    await until(async () => {
      const { rows: breaches } = await service.db.pool.query(
        `SELECT 1 FROM case_events WHERE case_id = $1 AND type = 'clock_breached'`,
        [request?.case_id],
      );
      return breaches.length >= 2;
    });
  });

  it(
    'killed in the middle and run again has lost nothing and doubled nothing',
    async () => {
      const { json } = await demoMapping();
      const mapping = join(folder, 'mapping.json');
      await writeFile(mapping, json);
      const ids = Array.from({ length: 80 }, (_, i) => `K${i + 1}`);
      const file = await fileOf(
        'killed',
        ids.map((id) => row(id)),
      );
      const before = await service.db.pool.query('SELECT 1 FROM resident_requests');
      const first = startImport(service, file, mapping);
      await until(async () => (await countOf('K')) >= 10, SLOW_MS);
      first.kill('SIGKILL');
      await once(first, 'exit');
      const taken = await countOf('K');
      expect(taken).toBeLessThan(ids.length);

      const second = startImport(service, file, mapping);
      let output = '';
      second.stdout?.on('data', (data: Buffer) => (output += data.toString()));
      expect(await once(second, 'exit')).toEqual([0, null]);
      const report = JSON.parse(output) as ImportReport;
      expect(report).toMatchObject({ rows: 80, taken: 80 - taken, knownBefore: taken, refused: [] });
      await expectOneWorkflowEach(service, (before.rowCount ?? 0) + 80);
    },
    2 * SLOW_MS,
  );
});

/** The import as people run it, in a process that can be killed. */
function startImport(service: TestService, file: string, mapping: string): ChildProcess {
  const args = [compiled('src/cli.ts'), 'import', file, '--mapping', mapping, '--json', '--concurrency', '2'];
  const env = {
    ...process.env,
    DATABASE_URL: service.databaseUrl,
    TEMPORAL_ADDRESS: testServers().temporalAddress,
    TEMPORAL_TASK_QUEUE: service.taskQueue,
    BIHUAN_SECRET: Buffer.alloc(32, 7).toString('base64'),
    BIHUAN_KEY_ID: 'test',
  };
  return spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'ignore'] });
}
