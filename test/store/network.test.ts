import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NetworkChange } from '../../src/domain/network/changes.js';
import { coverageOn, viewOf } from '../../src/domain/network/coverage.js';
import { coverageReport } from '../../src/domain/network/report.js';
import { openDatabase, type Database } from '../../src/store/database.js';
import { openDirectories } from '../../src/store/directory.js';
import { listEntries } from '../../src/store/district-log.js';
import { changeNetwork, readNetwork, type NetworkOrder } from '../../src/store/network.js';
import { HAIBOWAN, makeDatabase } from '../support/service.js';

let db: Database;
let database: Awaited<ReturnType<typeof makeDatabase>>;
beforeAll(async () => {
  database = await makeDatabase();
  db = openDatabase({ url: database.url, poolSize: 6 });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

const ACTOR = { account: 'keeper', role: 'directory_keeper' } as const;
const order = (change: NetworkChange, more: Partial<NetworkOrder> = {}): NetworkOrder => ({
  ...{ id: randomUUID(), district: HAIBOWAN, kind: change.kind, changes: [change], reason: '演示', actor: ACTOR },
  ...more,
});
const give = (change: NetworkChange, more?: Partial<NetworkOrder>) => changeNetwork(db, order(change, more));
const PLACED: NetworkChange = {
  kind: 'place_organisation',
  organisation: 'agency-38',
  place: 'haibei-01-g1',
  way: 'linked',
  from: '2026-01-01',
};
const current = async (organisation: string) =>
  (await readNetwork(db.pool, HAIBOWAN)).placements.filter((one) => one.organisation === organisation);
const coveredBy = async (place: string, day: string, asOf?: string) => {
  const view = viewOf(await readNetwork(db.pool, HAIBOWAN, { history: asOf !== undefined }), asOf);
  const { chain, beside } = coverageOn(view, place, day);
  return [...chain.map(({ organisation }) => organisation), ...beside.map(({ organisation }) => organisation)];
};

describe('the network of the demo district', () => {
  it('has 241 organisations, and some of each gap', async () => {
    const report = coverageReport(viewOf(await readNetwork(db.pool, HAIBOWAN)), '2026-03-03', 3);
    expect(report.organisations).toBe(241);
    expect(report.byKind).toMatchObject({ building_party_group: 152, party_hub_household: 190 });
    expect(report.gridsWithoutBranch).toContain('fenghuangling-04-g5');
    for (const gap of ['gridsWithoutBranch', 'buildingsWithoutGroup', 'placedNowhere', 'inTooManyGrids'] as const)
      expect(report[gap].length).toBeGreaterThan(1);
  });

  it('is placed by all four ways', async () => {
    const { placements } = await readNetwork(db.pool, HAIBOWAN);
    expect(new Set(placements.map(({ way }) => way))).toEqual(new Set(['enter', 'stationed', 'join', 'linked']));
  });

  it('had its grids split, merged and moved', async () => {
    const view = viewOf(await readNetwork(db.pool, HAIBOWAN));
    const line = (place: string, day: string) => coverageOn(view, place, day).line.slice(1);
    expect(line('fenghuangling-04-g1-b1', '2025-03-31')).toContain('fenghuangling-04-g1');
    expect(line('fenghuangling-04-g1-b1', '2025-04-01')).toContain('fenghuangling-04-g4');
    expect(line('haibei-06-g3-b1', '2025-09-01')).toContain('haibei-06-g2');
    expect([line('linyin-02-g3', '2025-12-31')[0], line('linyin-02-g3', '2026-01-01')[0]]).toEqual([
      'linyin-02',
      'linyin-01',
    ]);
  });
});

describe('a change of the network', () => {
  it('is written with its entry in the district’s log, and seen by whoever caches the directory', async () => {
    const directories = openDirectories(db);
    const before = await directories.current(HAIBOWAN);
    const done = await give(PLACED);
    if (done === 'key_reused') throw new Error(done);
    expect((await directories.current(HAIBOWAN))?.revision).toBe((before?.revision ?? 0) + 1);
    const [newest] = await listEntries(db, { district: HAIBOWAN, type: 'network_changed', limit: 1 });
    expect(newest?.entry).toMatchObject({ actor: ACTOR, body: { change: done.id, kind: 'place_organisation' } });
    expect(newest?.entry).not.toHaveProperty('case');
    expect(await coveredBy('haibei-01-g1', '2026-03-03')).toContain('agency-38');
  });

  it('supersedes and records, and alters nothing: what was believed before is still told', async () => {
    const [placement] = await current('agency-38');
    if (placement === undefined) throw new Error('it is not placed');
    const { id, recordedAt } = placement;
    await give({ kind: 'change_placement', id, version: 1, way: 'linked', from: '2026-01-01', until: '2026-02-01' });
    expect(await coveredBy('haibei-01-g1', '2026-03-03')).not.toContain('agency-38');
    expect(await coveredBy('haibei-01-g1', '2026-03-03', recordedAt)).toContain('agency-38');
    const { rows } = await db.pool.query(
      'SELECT valid_until, superseded_at FROM placements WHERE id = $1 AND version = 1',
      [id],
    );
    expect(rows).toEqual([{ valid_until: null, superseded_at: expect.any(Date) }]);
  });

  it('given again has one effect and one answer; its id given to another is refused', async () => {
    const one = order({ ...PLACED, organisation: 'agency-39' });
    const answers = await Promise.all([changeNetwork(db, one), changeNetwork(db, one)]);
    expect(answers[0]).toEqual(answers[1]);
    expect(await current('agency-39')).toHaveLength(1);
    expect(await changeNetwork(db, { ...one, reason: '演示·另一' })).toBe('key_reused');
  });

  it('of what two read alike is one’s, whoever comes first', async () => {
    const [placement] = await current('agency-39');
    const { id = '', version = 0 } = placement ?? {};
    const clerk = (from: string) => give({ kind: 'change_placement', id, version, way: 'linked', from });
    const results = await Promise.allSettled(['2026-02-01', '2026-02-02', '2026-02-03'].map(clerk));
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused.map(({ reason }) => (reason as { code: string }).code)).toEqual([
      'version_changed',
      'version_changed',
    ]);
    expect(await current('agency-39')).toMatchObject([{ version: version + 1 }]);
  });

  it('that names two at once places an organisation once', async () => {
    const results = await Promise.allSettled([1, 2].map(() => give({ ...PLACED, organisation: 'agency-40' })));
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await current('agency-40')).toHaveLength(1);
  });

  it('leaves nothing of itself when a part of it is refused', async () => {
    const known = await readNetwork(db.pool, HAIBOWAN);
    const both = [
      { kind: 'register_organisation', code: 'half', as: 'agency_party_branch', name: '演示·半' },
      { ...PLACED, organisation: 'half', place: 'nowhere' },
    ] as const satisfies readonly NetworkChange[];
    await expect(give(both[0], { changes: both })).rejects.toMatchObject({ code: 'place_not_found' });
    expect(await readNetwork(db.pool, HAIBOWAN)).toEqual(known);
  });

  it('keeps what the directory said of a place, once another change stands in its stead', async () => {
    const asOf = new Date().toISOString();
    await give({ kind: 'move_place', place: 'linyin-03-g1', parent: 'linyin-04', from: '2026-02-01' });
    const view = viewOf(await readNetwork(db.pool, HAIBOWAN, { history: true }), asOf);
    expect(coverageOn(view, 'linyin-03-g1', '2026-03-03').line).toContain('linyin-03');
    const now = viewOf(await readNetwork(db.pool, HAIBOWAN));
    expect(coverageOn(now, 'linyin-03-g1', '2026-01-31').line).toContain('linyin-03');
    expect(coverageOn(now, 'linyin-03-g1', '2026-02-01').line).toContain('linyin-04');
  });
});
