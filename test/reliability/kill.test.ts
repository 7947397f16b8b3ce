import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../src/embedded/ports.js';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/embedded/postgres.js';
import { startEmbeddedTemporal, type EmbeddedTemporal } from '../../src/embedded/temporal.js';
import { openDatabase, type Database } from '../../src/store/database.js';
import {
  aCommandWish,
  aRequestWish,
  decided,
  insist,
  isAccepted,
  LOGINS,
  saidBy,
  wrongEffects,
  type Known,
  type Told,
  type Wish,
} from '../support/crowd.js';
import { fillDatabase } from '../support/fill-database.js';
import { httpAt, type Call, type Reply } from '../support/http.js';
import {
  runCli,
  serviceEnvironment,
  startApiProcess,
  startWorkerProcess,
  type Belongings,
  type Killable,
} from '../support/processes.js';
import { DEEP, SEED, seeded } from '../support/random.js';
import { undecidedCount } from '../support/record.js';
import { until } from '../support/until.js';

const SIZE = DEEP
  ? { requests: 100, clients: 10, kills: 20, between: 100 }
  : { requests: 8, clients: 4, kills: 4, between: 12 };
const LIMIT_MS = DEEP ? 45 * 60_000 : 4 * 60_000;
const quiet = (): void => undefined;

/** One part of the service, killed like a machine and started again on what it left. */
interface Victim {
  isUp: () => Promise<boolean>;
  kill: () => Promise<void>;
}

const random = seeded(SEED);
const stops: (() => Promise<unknown> | void)[] = [];
const victims = new Map<string, Victim>();
const told: Told[] = [];
let tries = 0;
let decisions = 0;
let db: Database;
let belongings: Belongings;
let call: Call;

beforeAll(async () => {
  // Under /tmp, where the user that PostgreSQL runs as can reach it.
  const folder = mkdtempSync('/tmp/bihuan-kill-');
  stops.push(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), port: 0, log: quiet });
  stops.push(() => postgres.stop());
  await fillDatabase(postgres.url);
  const temporal = await startEmbeddedTemporal({
    ...{ dbFile: join(folder, 'temporal', 'temporal.db'), port: 0, headless: true, log: quiet },
  });
  stops.push(() => temporal.stop());
  db = openDatabase({ url: postgres.url, poolSize: 4 });
  stops.push(() => db.close());

  belongings = {
    ...{ databaseUrl: postgres.url, temporalAddress: temporal.address, taskQueue: 'kill', blobFolder: folder },
    atStop: (end) => stops.push(end),
  };
  const port = String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  victims.set(
    'worker',
    process(() => startWorkerProcess(belongings), 'the worker polls'),
  );
  victims.set(
    'API',
    process(() => startApiProcess(belongings, { PORT: port }), '"url":"http'),
  );
  victims.set('Temporal', server(temporal));
  victims.set('PostgreSQL', server(postgres));
  for (const victim of victims.values()) await until(() => victim.isUp());
  const http = httpAt(url);
  call = http.call;
  for (const login of LOGINS) await http.cookieOf(login);
}, LIMIT_MS);

afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
}, LIMIT_MS);

/** A process of ours: whoever supervises it starts it again at once. */
function process(start: () => Killable, ready: string): Victim {
  let running = start();
  return {
    isUp: () => Promise.resolve(running.output().includes(ready)),
    async kill() {
      await running.kill();
      running = start();
    },
  };
}

/** A server of another's making: `src/embedded` starts it again on its folder, and tells its new number when it answers. */
function server(of: EmbeddedPostgres | EmbeddedTemporal): Victim {
  let killed = 0;
  return {
    isUp: () => Promise.resolve(of.pid !== killed),
    kill() {
      killed = of.pid;
      // It leads a group of its own: alone, so that its children have to notice, or all at once, as when a machine dies.
      globalThis.process.kill(random.below(2) === 0 ? killed : -killed, 'SIGKILL');
      return Promise.resolve();
    },
  };
}

/**
 * Kills each kind equally often, in any order: mostly when so and so much was decided since, in the middle of what works
 * again; else after so many tries, while another part is still away.
 */
async function killing(): Promise<string[]> {
  const names = [...victims.keys()];
  const order = random.shuffled(Array.from({ length: SIZE.kills }, (_, n) => names[n % names.length] ?? ''));
  for (const name of order) {
    const victim = victims.get(name);
    const count = random.below(4) === 0 ? () => tries : () => decisions;
    const next = count() + 1 + random.below(SIZE.between);
    await until(() => Promise.resolve(count() >= next), LIMIT_MS);
    // What is still dead cannot be killed; the others go on meanwhile.
    await until(async () => victim?.isUp(), LIMIT_MS);
    await victim?.kill();
  }
  return order;
}

/** Asks until there is an answer; who is told that it is on its way mostly waits until it is decided. */
async function ask(wish: Wish, isImpatient: boolean): Promise<Reply> {
  const onTry = () => (tries += 1);
  const first = await insist(call, wish, onTry);
  told.push({ wish, reply: first });
  const reply = first.status === 202 && !isImpatient ? await decided(call, wish, onTry) : first;
  if (reply !== first) told.push({ wish, reply });
  if (reply.status !== 202) decisions += 1;
  return reply;
}

/** Hands requests in and works on all of them by chance, as long as it is told to. */
async function client(known: Known[], own: number, seed: number, goesOn: () => boolean): Promise<void> {
  const chance = seeded(seed);
  for (let n = 0; n < own; n += 1) {
    const wish = aRequestWish(chance);
    const { body } = await ask(wish, true);
    known.push({ number: String(body['number']), lead: wish.lead, state: 'awaiting_sign_for' });
  }
  while (goesOn()) {
    const one = chance.pick(known);
    const wish = aCommandWish(
      chance,
      one,
      known.map(({ number }) => number),
    );
    const { status, body } = await ask(wish, chance.below(4) === 0);
    if (typeof body['state'] === 'string') one.state = body['state'];
    if (status === 200 && 'unit' in wish.body) one.lead = wish.body.unit as Known['lead'];
  }
}

describe(`kill -9 of worker, API, Temporal and PostgreSQL (seed ${String(SEED)})`, () => {
  it(
    'leaves every answer true: nothing lost, nothing doubled, record and history the same',
    async () => {
      const known: Known[] = [];
      let over = false;
      const clients = Array.from({ length: SIZE.clients }, (_, n) =>
        client(known, SIZE.requests / SIZE.clients, SEED + 1 + n, () => !over),
      );
      // A client that fails must not leave the others at it.
      const killed = await Promise.race([killing(), Promise.all(clients).then(() => [])]);
      for (const victim of victims.values()) await until(() => victim.isUp(), LIMIT_MS);
      over = true;
      await Promise.all(clients);
      await until(async () => (await undecidedCount(db).catch(() => 1)) === 0, LIMIT_MS);
      expect(killed).toHaveLength(SIZE.kills);

      await expectAnswersForEver();
      expect(await wrongEffects(db, told)).toEqual([]);
      const { code, said } = await runCli(['verify', '--all', '--json'], serviceEnvironment(belongings));
      if (code !== 0) throw new Error(said);
      const verified = JSON.parse(said.slice(said.indexOf('{\n'))) as object;
      expect(verified).toMatchObject({ cases: SIZE.requests, withFindings: [], warnings: {} });
      expect(code).toBe(0);
      summarise(killed, verified);
    },
    LIMIT_MS,
  );
});

/** Asked once more, everybody hears what was decided; who was told a decision before hears the same. */
async function expectAnswersForEver(): Promise<void> {
  const changed: object[] = [];
  for (const { wish, reply } of told) {
    // What was never accepted — no right, no such field — may be judged otherwise another time.
    if (!isAccepted(reply)) continue;
    const now = saidBy(await decided(call, wish));
    const before = reply.status === 202 ? now : saidBy(reply);
    const isDecision = 'commandId' in now;
    if (!isDecision || JSON.stringify(before) !== JSON.stringify(now)) changed.push({ wish, before, now });
  }
  expect(changed).toEqual([]);
}

/** What docs/reliability.md tells of a run at full size. */
function summarise(killed: readonly string[], verified: object): void {
  if (!DEEP) return;
  const counted: Record<string, number> = {};
  for (const { reply } of told) counted[reply.status] = (counted[reply.status] ?? 0) + 1;
  console.info(JSON.stringify({ seed: SEED, killed, tries, answers: counted, verified }));
}
