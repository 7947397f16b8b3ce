import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { verifyCase } from '../../src/audit/verify.js';
import { loadCalendar } from '../../src/calendar-data.js';
import { localDay } from '../../src/domain/calendar.js';
import type { Clock } from '../../src/domain/case/clock.js';
import { projectRoot } from '../../src/project-root.js';
import { bulkChangeWorkflowId } from '../../workflows/contract/bulk-change.js';
import { countScanned } from '../../src/store/queries/count-scanned.js';
import { runCli, serviceEnvironment } from '../support/processes.js';
import { eventTypes, leadOf } from '../support/record.js';
import { openRelay } from '../support/tcp-relay.js';
import { until } from '../support/until.js';
import { auditWith, give, HAIBOWAN, openService, submitOne, type TestService } from '../support/service.js';

const DAY_MS = 86_400_000;

let service: TestService;
let folder: string;
let cases: string[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bihuan-changes-'));
  service = await openService();
  await service.startWorker();
  service.startRelay();
  cases = [];
  for (let i = 0; i < 3; i += 1) cases.push((await submitOne(service.door)).caseId);
});
afterAll(async () => {
  await service.stop();
  await rm(folder, { recursive: true });
});

const bihuan = (...args: string[]) => runCli([...args, '--district', HAIBOWAN], serviceEnvironment(service));

async function resultOf(caseId: string): Promise<Clock | undefined> {
  const { rows } = await service.db.pool.query<{ snapshot: { clocks: Clock[] } }>(
    'SELECT snapshot FROM resident_requests WHERE case_id = $1',
    [caseId],
  );
  return rows[0]?.snapshot.clocks.find(({ clock }) => clock === 'result');
}

async function expectSound(): Promise<void> {
  const { db, client } = service;
  for (const caseId of cases) {
    expect((await verifyCase({ db, client, caseId, ...auditWith(service) })).findings).toEqual([]);
  }
}

/** The coming ten days off, as a file for each year they lie in, with a version above what is published. */
async function tenDaysOff(): Promise<string[]> {
  const days = Array.from({ length: 10 }, (_, i) => localDay(new Date(Date.now() + (i + 1) * DAY_MS).toISOString()));
  const { years } = loadCalendar();
  return Promise.all(
    [...new Set(days.map((day) => day.slice(0, 4)))].map(async (year) => {
      const { version, off, work } = years[year] ?? { version: 0, off: [], work: [] };
      const more = days.filter((day) => day.startsWith(year)).map((day) => day.slice(5));
      const table = {
        ...{ year: Number(year), version: version + 1, source: ['https://example.org/demo'] },
        off: [...new Set([...off, ...more])].sort(),
        work: work.filter((day) => !more.includes(day)),
      };
      const file = join(folder, `${year}.json`);
      await writeFile(file, JSON.stringify(table));
      return file;
    }),
  );
}

describe('a calendar that is amended', () => {
  it('says first what would move, then reaches every running request by a job that runs once', async () => {
    const files = await tenDaysOff();
    const before = await resultOf(cases[0] ?? '');
    const [file = ''] = files;
    const dry = await bihuan('calendar', 'import', file, '--dry-run');
    expect(dry).toEqual({
      code: 0,
      said: expect.stringMatching(
        /在办 3 件,已办结仍可重新打开 0 件.*3 open requests and 0 ended ones that can still be reopened, 3 would take it, 3 would move/,
      ),
    });
    expect(await resultOf(cases[0] ?? '')).toEqual(before);

    for (const one of files) {
      const { code, said } = await bihuan('calendar', 'import', one, '--json');
      expect(code).toBe(0);
      expect(JSON.parse(said.slice(said.indexOf('{')))).toMatchObject({ given: 3, accepted: 3, refused: {} });
    }
    for (const caseId of cases) {
      expect(await eventTypes(service.db, caseId)).toContain('calendar_adopted');
      expect(Date.parse((await resultOf(caseId))?.at ?? '')).toBeGreaterThan(Date.parse(before?.at ?? ''));
    }
    const again = await bihuan('calendar', 'import', file);
    expect(again).toEqual({ code: 0, said: expect.stringMatching(/3 cases were told, 3 took it, 3 moved/) });
    const types = await eventTypes(service.db, cases[0] ?? '');
    expect(types.filter((type) => type === 'calendar_adopted')).toHaveLength(files.length);
    await expectSound();
  });

  it('is refused where another content is published under its version', async () => {
    const [file = ''] = await tenDaysOff();
    const table = JSON.parse(await readFile(file, 'utf8')) as { off: string[] };
    await writeFile(file, JSON.stringify({ ...table, off: table.off.slice(1) }));
    expect(await bihuan('calendar', 'import', file)).toEqual({
      ...{ code: 2, said: expect.stringMatching(/raise the version/) },
    });
  });
});

describe('a policy', () => {
  it('is applied to what runs: longer limits move, shorter ones do not', async () => {
    const policy = JSON.parse(await readFile(join(projectRoot(), 'data/haibowan/policy.json'), 'utf8')) as {
      version: number;
      limits: { clock: string; limit: Record<string, string> }[];
    };
    const before = await resultOf(cases[0] ?? '');
    const text = JSON.stringify({ ...policy, version: policy.version + 1 }).replaceAll('"5wd"', '"9wd"');
    const file = join(folder, 'policy.json');
    await writeFile(file, text);
    const dry = await bihuan('policy', 'apply', file, '--dry-run');
    expect(dry).toEqual({ code: 0, said: expect.stringMatching(/3 would move/) });
    const { code, said } = await bihuan('policy', 'apply', file);
    expect([code, said]).toEqual([0, expect.stringMatching(/3 cases were told, 3 took it, 3 moved/)]);
    const after = await resultOf(cases[0] ?? '');
    expect(after?.limit).toBe('9wd');
    expect(Date.parse(after?.at ?? '')).toBeGreaterThan(Date.parse(before?.at ?? ''));
    await expectSound();
  });
});

describe('who looks on at a change', () => {
  it('sees how many were looked at, whether they are meant or not', async () => {
    // None of the three is the tax office's.
    const { code, said } = await bihuan('unit', 'succeed', 'tax', 'justice');
    expect([code, said]).toEqual([0, expect.stringMatching(/100% 3\/3/)]);
    expect(said).toMatch(/0 cases were told/);
    const scanned = (cursor: string | undefined) => countScanned(service.db, { district: HAIBOWAN, cursor });
    expect(await Promise.all([undefined, ...[...cases].sort()].map(scanned))).toEqual([0, 1, 2, 3]);
  });

  it('is told that it goes on when the database is lost, and looks on again by the same command', async () => {
    const url = new URL(service.databaseUrl);
    const relay = await openRelay({ host: url.hostname, port: Number(url.port) });
    url.host = `127.0.0.1:${String(relay.port)}`;
    // Nobody who could end the job works on this queue.
    const env = { ...serviceEnvironment(service), DATABASE_URL: url.href, TEMPORAL_TASK_QUEUE: 'nobody-works-here' };
    const running = runCli(['unit', 'succeed', 'buses', 'transport', '--district', HAIBOWAN], env);
    const job = await until(async () => {
      const { rows } = await service.db.pool.query<{ id: string }>(
        `SELECT id FROM jobs WHERE params ->> 'from' = 'buses'`,
      );
      const id = rows[0]?.id;
      const handle = service.client.workflow.getHandle(bulkChangeWorkflowId({ job: id ?? '' }));
      const isBegun = await handle.describe().then(
        () => true,
        () => false,
      );
      return isBegun ? id : undefined;
    });
    await relay.cut();
    const { code, said } = await running;
    expect({ code, said }).toEqual({ code: 5, said: expect.stringMatching(/任务 .* 已保存.*goes on by itself/s) });
    expect(said).toContain(`GET /v1/jobs/${job}`);
    expect(said).not.toMatch(/^\s+at /m);
    await service.client.workflow.getHandle(bulkChangeWorkflowId({ job })).terminate();
  });
});

describe('a unit that is abolished', () => {
  it('is succeeded in what it leads, and in the catalogue for all that comes', async () => {
    const wrong = await bihuan('unit', 'succeed', 'urban-management', 'nobody');
    expect(wrong).toEqual({ code: 2, said: expect.stringMatching(/目录中没有单位“nobody”/) });
    // Neither who never leads nor who is no more: nothing is changed before that is known.
    expect(await bihuan('unit', 'succeed', 'urban-management', 'haibei-01')).toEqual({
      code: 2,
      said: expect.stringMatching(/不得主办/),
    });
    const { code, said } = await bihuan('unit', 'succeed', 'urban-management', 'housing');
    expect([code, said]).toEqual([0, expect.stringMatching(/3 cases were told, 3 took it, 0 moved/)]);
    expect(await Promise.all(cases.map((caseId) => leadOf(service.db, caseId)))).toEqual(Array(3).fill('housing'));
    const { caseId } = await submitOne(service.door);
    expect(await leadOf(service.db, caseId)).toBe('housing');
    expect(await bihuan('unit', 'succeed', 'water', 'urban-management')).toEqual({
      code: 2,
      said: expect.stringMatching(/urban-management 已撤销/),
    });
    const { rows } = await service.db.pool.query<{ id: string }>(`SELECT id FROM jobs WHERE kind = 'succeed_unit'`);
    const job = service.client.workflow.getHandle(bulkChangeWorkflowId({ job: rows[0]?.id ?? '' }));
    expect((await job.describe()).status.name).toBe('COMPLETED');
    await expectSound();
  });
});

describe('a dry run', () => {
  it('tells those that are open from those that have ended and can be reopened', async () => {
    const before = /(\d+) open requests and 0 ended ones/.exec(
      (await bihuan('policy', 'apply', '--dry-run')).said,
    )?.[1];
    const [caseId = ''] = cases;
    await give(service.door, caseId, 'withdraw', { callId: 'call-1' }, { role: 'hotline_clerk' });
    const { said } = await bihuan('policy', 'apply', '--dry-run');
    expect(said).toContain(`${String(Number(before) - 1)} open requests and 1 ended ones that can still be reopened`);
  });
});
