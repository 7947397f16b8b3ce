import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { countStories, cover, missingOf } from '../../demo/coverage.js';
import { openDesk, type Desk } from '../../demo/desk.js';
import { begin, livesOf, play, type Bill, type Played } from '../../demo/play.js';
import { fileOf, importRows } from '../../demo/rows.js';
import { lastActOf, readStories, type Story } from '../../demo/stories.js';
import { tourOf } from '../../demo/tour.js';
import { verifyCase } from '../../src/audit/verify.js';
import { latestSheet } from '../../src/domain/figures/sheet.js';
import { REQUEST_CLOCK_NAMES, CLOCKS } from '../../src/domain/vocabulary.js';
import { loadSeedData } from '../../src/store/seed-data.js';
import { auditWith, openService, type TestService } from '../support/service.js';

/** Every path once, a few ordinary lives, and nothing that waits a minute. */
const BILL: Bill = { seed: 3, ordinary: 2, disputes: 30, fast: false };
const PASSWORD = 'bihuan-demo-only';
const SLOW_MS = 180_000;
const unseen = () => undefined;

let service: TestService;
let desk: Desk;
let first: { beganAt: string; played: readonly Played[]; faults: readonly string[] };
let stories: readonly Story[];

async function playOnce() {
  const playing = await begin(desk, BILL.seed);
  await importRows(service.door, fileOf(livesOf(BILL), playing), unseen);
  return { beganAt: playing.beganAt, ...(await play(playing, BILL, unseen)) };
}

/** What people and systems have brought into the record; what time alone adds to it is left out. */
async function broughtIn(): Promise<Record<string, number>> {
  const tables = ['inbox', 'resident_requests', 'external_ids', 'vault_texts', 'vault_contacts', 'attachments'];
  const counted = tables.map(async (table) => {
    const { rows } = await service.db.pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`);
    return [table, rows[0]?.n ?? 0] as const;
  });
  return Object.fromEntries(await Promise.all(counted));
}

beforeAll(async () => {
  service = await openService();
  await service.startWorker();
  service.startRelay();
  desk = openDesk(await service.listen(), PASSWORD);
  first = await playOnce();
  stories = await readStories(desk, first.played);
}, SLOW_MS);
afterAll(() => service.stop());

describe('the demo', () => {
  it('brings about every state, command, outcome and situation that needs no minute of waiting', async () => {
    expect(first.faults).toEqual([]);
    const sections = await cover(desk, stories, { sheetOf: latestSheet(lastActOf(stories)), fast: false });
    expect(missingOf(sections)).toEqual([]);
  });

  it('names what is missing', () => {
    const without = stories.filter(({ request }) => request.state !== 'in_mediation');
    expect(missingOf(countStories(without, false))).toEqual(['States: in_mediation']);
  });

  it('changes nothing when it is played again', async () => {
    const before = await broughtIn();
    const again = await playOnce();
    expect(again).toMatchObject({ beganAt: first.beganAt, faults: [] });
    expect(await broughtIn()).toEqual(before);
    const numbers = ({ played }: { played: readonly Played[] }) => played.map(({ number }) => number).sort();
    expect(numbers(again)).toEqual(numbers(first));
    expect(service.faults).toEqual([]);
  }, 60_000);

  it('leaves a record that its histories bear out', async () => {
    const { db, client, blobs } = service;
    const sample = stories.filter((_story, index) => index % 16 === 0);
    for (const { number } of sample) {
      const { findings } = await verifyCase({ db, client, blobs, number, ...auditWith(service) });
      expect([number, findings]).toEqual([number, []]);
    }
  }, 60_000);

  it('says where to look, each stop with a request that was played', () => {
    const sights = { url: 'http://localhost:3000', password: PASSWORD, sheetOf: '2026-11-28', seconds: 1 };
    const tour = tourOf(stories, sights);
    for (const [, number] of tour.matchAll(/\/v1\/requests\/(\d{6}-\d{4}-\d+)/g))
      expect(stories.map((story) => story.number)).toContain(number);
    expect(tour).toMatch(/npx bihuan verify 150302-/);
  });
});

describe('a seed', () => {
  const beganAt = '2026-11-27T02:00:00.000Z';

  it('says the same every time, and another something else', () => {
    const file = (seed: number) => fileOf(livesOf({ ...BILL, seed }), { seed, beganAt });
    expect(file(1)).toBe(file(1));
    expect(file(2)).not.toBe(file(1));
  });
});

describe('the district of fast clocks', () => {
  it('gives every duty of its own a minute', async () => {
    const { policy } = await loadSeedData('data/fast-clocks');
    const { result: _result, ...limits } = policy.limits;
    const duties = Object.entries(limits).filter(([name]) => CLOCKS[name as keyof typeof CLOCKS].nature === 'duty');
    expect(duties.flatMap(([, limit]) => Object.values(limit)).every((limit) => limit === '1min')).toBe(true);
    // These have no limit of the policy: they take a share of another's time, or come with an order.
    const others = REQUEST_CLOCK_NAMES.filter((name) => CLOCKS[name].nature === 'duty' && !(name in policy.limits));
    expect(others).toEqual(['co_part', 'inside', 'upstream_return']);
    // What a request may lead to has its limits by kind.
    const { whistles, mediations, meetings, enforcement, services } = policy;
    const linkage = JSON.stringify({ whistles, mediations, meetings, enforcement, services });
    const given = [...linkage.matchAll(/"limits":(\{[^}]*\})/g)].map(
      ([, limits]) => JSON.parse(limits ?? '') as object,
    );
    expect(given.length).toBeGreaterThan(10);
    expect(given.flatMap((one) => Object.values(one) as string[]).filter((limit) => limit !== '1min')).toEqual([]);
  });
});
