import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { networkCommand } from '../../src/cli/network.js';
import type { Config } from '../../src/config.js';
import { verifyDistrictLogs } from '../../src/audit/district-logs.js';
import { openDatabase, type Database } from '../../src/store/database.js';
import { readNetwork } from '../../src/store/network.js';
import { HAIBOWAN, makeDatabase } from '../support/service.js';
import { withTemporaryFolder } from '../embedded/temporary-folder.js';

let db: Database;
let database: Awaited<ReturnType<typeof makeDatabase>>;
beforeAll(async () => {
  database = await makeDatabase();
  db = openDatabase({ url: database.url, poolSize: 2 });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});
afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
});

class Exit extends Error {}

/** Read where nothing has been narrowed: the command sets it. */
const exitCode = (): number => Number(process.exitCode ?? 0);

/** What the command prints, and how it ends. */
async function network(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true));
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => ((err += String(text)), true));
  let ended = 0;
  jest.spyOn(process, 'exit').mockImplementation((code) => {
    ended = Number(code);
    throw new Exit();
  });
  process.exitCode = undefined;
  try {
    const command = networkCommand(() => ({ DATABASE_URL: database.url }) as Config);
    await command.parseAsync(args, { from: 'user' });
    ended = exitCode();
  } catch (error) {
    if (!(error instanceof Exit)) throw error;
  } finally {
    jest.restoreAllMocks();
    process.exitCode = undefined;
  }
  return { code: ended, out, err };
}

const FILE = 'test/import/fixtures/network.csv';
const importing = (file: string, ...more: string[]) =>
  network('import', file, '--mapping', 'demo', '--approver', 'directory-keeper-1', '--json', ...more);
const reportOf = ({ out }: { out: string }) => JSON.parse(out) as Record<string, unknown>;

describe('bihuan network import', () => {
  it('says in a dry run what it would write, then writes it, and a second run finds nothing new', async () => {
    const known = await readNetwork(db.pool, HAIBOWAN);
    const news = { rows: 5, registered: 3, placed: 3, knownBefore: 1, refused: [] };
    expect(reportOf(await importing(FILE, '--dry-run'))).toMatchObject({ ...news, written: false });
    expect(await readNetwork(db.pool, HAIBOWAN)).toEqual(known);
    expect(reportOf(await importing(FILE))).toMatchObject({ ...news, written: true });
    const now = await readNetwork(db.pool, HAIBOWAN);
    expect(now.placements.length).toBe(known.placements.length + 3);
    expect(reportOf(await importing(FILE))).toMatchObject({ registered: 0, placed: 0, knownBefore: 5, written: false });
    expect(await readNetwork(db.pool, HAIBOWAN)).toEqual(now);
  });

  it('writes nothing of a file of which any row is wrong, and names line, column and rule in both languages', async () => {
    const known = await readNetwork(db.pool, HAIBOWAN);
    const rows = [
      '组织代码,组织名称,类别,落格地点,方式,开始日期,结束日期',
      'fine,演示·可以,机关,haibei-01-g1,联,2026-03-01,',
      'lost,演示·迷路,机关,nowhere,联,2026-03-01,',
      'haibei-01-dw,演示·别名,社区党委,,,,',
      'late,演示·迟,网格党支部,fenghuangling-04-g1,进,2026-03-01,',
    ];
    const wrong = await withTemporaryFolder(async (folder) => {
      const file = join(folder, 'wrong.csv');
      await writeFile(file, rows.join('\n'));
      return importing(file);
    });
    expect(wrong.code).toBe(3);
    const { written, refused } = reportOf(wrong);
    expect(written).toBe(false);
    expect((refused as { line: number; column: string }[]).map(({ line, column }) => [line, column])).toEqual([
      [3, '落格地点'],
      [4, '组织名称'],
      [5, '落格地点'],
    ]);
    expect(refused).toContainEqual(
      expect.objectContaining({ zh: '地点“nowhere”不在目录中', en: 'The directory has no place “nowhere”' }),
    );
    expect(await readNetwork(db.pool, HAIBOWAN)).toEqual(known);
  });

  it('is approved by a directory keeper only', async () => {
    const { code, err } = await network('import', FILE, '--mapping', 'demo', '--approver', 'clerk-1');
    expect([code, err]).toEqual([2, expect.stringContaining('clerk-1')]);
  });
});

describe('bihuan network coverage', () => {
  it('says what nobody covers', async () => {
    const { out } = await network('coverage', '--on', '2026-02-01');
    expect(out).toContain('2026-02-01  基层党组织 / organisations: 24');
    expect(out).toMatch(/没有党支部的网格 \/ grids without a branch, of 118: \d/);
    const { gridsWithoutBranch } = reportOf(await network('coverage', '--json'));
    expect(gridsWithoutBranch).toContain('fenghuangling-04-g5');
  });

  it('says who covers a place on a day, and as believed then', async () => {
    const { out } = await network('coverage', '--place', 'fenghuangling-04-g1-b1', '--on', '2025-04-01');
    expect(out.split('\n')[0]).toBe('1号楼 < 天权社区第四网格 < 天权社区 < 凤凰岭街道');
    expect(out).toContain('社区党委 / Community Party committee: fenghuangling-04-dw 演示·天权社区党委');
    const then = await network('coverage', '--place', 'haibei-01-g1', '--as-of', '2020-01-01T00:00:00Z', '--json');
    expect(reportOf(then)['chain']).toEqual([]);
    expect((await network('coverage', '--place', 'nowhere')).code).toBe(2);
  });
});

describe('bihuan verify', () => {
  const found = async () => {
    const logs = await verifyDistrictLogs(db, HAIBOWAN);
    return logs.flatMap(({ findings }) => findings.map(({ code }) => code));
  };

  it('finds nothing in a network that was only changed through its one hand', async () => {
    expect(await found()).toEqual([]);
  });

  it.each<[string, string, string[]]>([
    [
      'a day',
      `UPDATE placements SET valid_from = '2020-01-01' WHERE organisation_code = 'agency-01' AND version = 1`,
      ['network_change_altered'],
    ],
    [
      'a reason',
      `UPDATE network_changes SET reason = '演示·另' WHERE kind = 'merge_grids'`,
      ['network_change_altered'],
    ],
    [
      'what was superseded',
      `UPDATE placements SET superseded_at = NULL WHERE place_code = 'haibei-06-g3'`,
      ['network_change_altered'],
    ],
    [
      'that it was superseded',
      `UPDATE placements SET superseded_at = now() WHERE organisation_code = 'agency-02'`,
      ['network_row_unfounded'],
    ],
    [
      'a row of its own',
      `INSERT INTO placements SELECT gen_random_uuid(), 1, district_code, organisation_code, 'haibei-01-g2', way, valid_from, valid_until, gen_random_uuid(), recorded_at, NULL FROM placements WHERE organisation_code = 'agency-02'`,
      ['network_row_unfounded'],
    ],
    [
      'a change taken away',
      `DELETE FROM network_changes WHERE kind = 'move_place'`,
      ['network_change_missing', 'network_row_unfounded'],
    ],
    [
      'a change that nobody entered',
      `INSERT INTO network_changes SELECT gen_random_uuid(), district_code, kind, subjects, reason, actor, fingerprint, now() FROM network_changes WHERE kind = 'move_place'`,
      ['network_change_unlogged'],
    ],
  ])('finds what somebody altered behind its back: %s', async (_what, forgery, codes) => {
    const tx = await db.pool.connect();
    // Seen by whoever asks in the same transaction, and gone with it.
    const within = { ...db, pool: tx } as unknown as Database;
    try {
      await tx.query('BEGIN');
      expect((await tx.query(forgery)).rowCount).toBeGreaterThan(0);
      const logs = await verifyDistrictLogs(within, HAIBOWAN);
      expect([...new Set(logs.flatMap(({ findings }) => findings.map(({ code }) => code)))]).toEqual(codes);
    } finally {
      await tx.query('ROLLBACK');
      tx.release();
    }
  });
});
