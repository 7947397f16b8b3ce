import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import pg from 'pg';
import { pino } from 'pino';
import { createApp } from '../../src/api/app.js';
import type { ApiDeps } from '../../src/api/route.js';
import { openReplayer, type Replayer } from '../../src/audit/replay.js';
import type { Blobs } from '../../src/blobs/blobs.js';
import { openFolderBlobs } from '../../src/blobs/folder.js';
import { startRelay, type Relay } from '../../src/commands/relay.js';
import type { Door } from '../../src/commands/door.js';
import type { Submission } from '../../src/commands/submission.js';
import { submit } from '../../src/commands/submit.js';
import { send } from '../../src/commands/send.js';
import type { CaseKind } from '../../src/domain/number.js';
import type { RequestCommandBodies, RequestCommandName } from '../../src/domain/request/commands.js';
import type { Role } from '../../src/domain/permissions.js';
import { openMetrics } from '../../src/metrics.js';
import { openEgress, type Egress } from '../../src/notify/egress.js';
import { startSender, type Sender, type SenderOptions } from '../../src/notify/sender.js';
import type { Channels } from '../../src/notify/channels.js';
import { startRequestWorker, type RunningWorker } from '../../src/request-worker.js';
import { openDatabase, type Database } from '../../src/store/database.js';
import { openEventFeed } from '../../src/store/event-feed.js';
import { openDirectories } from '../../src/store/directory.js';
import { readLoopFigures } from '../../src/store/queries/loop-figures.js';
import { deriveKeys } from '../../src/store/vault.js';
import type { Deposit } from '../../src/store/inbox.js';
import { installRuntime } from '../../src/temporal-runtime.js';
import { openTemporal } from '../../src/temporal/connection.js';
import { createErrands, type Errands } from '../../src/temporal/errands.js';
import { createGateway, type Gateway } from '../../src/temporal/gateway.js';
import { taskQueuesOf } from '../../src/temporal/task-queues.js';
import type { TestServers } from './servers.js';
import type { Client } from '@temporalio/client';

/** Kinds of cases that have numbers of their own. */
const OWN_NUMBERS = [
  'request',
  'whistle',
  'mediation',
  'agenda_item',
  'joint_meeting',
  'enforcement_dispatch',
  'service_request',
] as const satisfies readonly CaseKind[];

export const HAIBOWAN = '150302';

/** Where the servers of this run are. */
export function testServers(): TestServers {
  return JSON.parse(process.env['BIHUAN_TEST_SERVERS'] ?? '') as TestServers;
}

/** A database of its own: a copy of the template. */
export async function makeDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const { templateUrl } = testServers();
  const name = `t_${randomBytes(6).toString('hex')}`;
  const admin = async (sql: string): Promise<void> => {
    const url = new URL(templateUrl);
    url.pathname = '/postgres';
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  };
  const template = new URL(templateUrl).pathname.slice(1);
  // PostgreSQL refuses a template that another copy is just reading.
  await insisting(() => admin(`CREATE DATABASE ${name} TEMPLATE ${template}`));
  const url = new URL(templateUrl);
  url.pathname = `/${name}`;
  await startNumbersApart(url.href);
  // It does not let us end a vacuum of its own that is just at work there.
  return { url: url.href, drop: () => insisting(() => admin(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)) };
}

/** Does what the server may refuse at this very moment, until it is done. */
async function insisting(work: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await work();
      return;
    } catch (error) {
      if (attempt === 50) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/**
 * Every database begins at numbers of its own: they all start their workflows on one Temporal, where a number that ran
 * before would count as started.
 */
async function startNumbersApart(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const start = 1_000_000 + randomBytes(3).readUIntBE(0, 3) * 500;
  const years = Array.from({ length: 14 }, (_, index) => 2017 + index);
  const names = [HAIBOWAN, '440310', '999999'].flatMap((district) =>
    OWN_NUMBERS.flatMap((kind) => years.map((year) => `case_ordinal_${district}_${kind}_${String(year)}`)),
  );
  await client.query(names.map((name) => `CREATE SEQUENCE ${name} START ${String(start)}`).join(';'));
  await client.end();
}

export const TEST_KEYS = deriveKeys(Buffer.alloc(32, 7), 'test');

/** What the cases of a service are audited with, one after another. */
export const auditWith = ({ replayer }: Pick<TestService, 'replayer'>) => ({ keys: TEST_KEYS, replayer });

/** What a relay would tell, and to nobody. */
export const unheard = { onFault: () => undefined, onCaseLost: () => undefined };

/** Where webhooks of tests may go. */
export const LOOPBACK: Egress = openEgress({ hosts: [], cidrs: ['127.0.0.0/8'] });
export const silent = pino({ level: 'silent' });

let quiet = false;

/** For whoever runs workers or replays: an installed runtime that nobody uses would keep the test from ending. */
export function quietRuntime(): void {
  if (!quiet) installRuntime(silent);
  quiet = true;
}

/** The whole service but its processes: a database and a task queue of its own on the run's servers. */
export interface TestService {
  db: Database;
  databaseUrl: string;
  client: Client;
  gateway: Gateway;
  door: Door;
  faults: unknown[];
  taskQueue: string;
  /** Where the attachments of this service lie. */
  blobFolder: string;
  blobs: Blobs;
  /** One for all audits: making a worker for each costs more than what it replays. */
  replayer: Replayer;
  startWorker(): Promise<RunningWorker>;
  startRelay(): Relay;
  /** Starts a sender with the ways out that are given; `more` replaces what it is wired to. */
  startSender(channels: Channels, more?: Partial<SenderOptions>): Sender;
  errands: Errands;
  /** Serves the API and gives its address; `more` replaces what it is wired to. */
  listen(more?: Partial<ApiDeps>): Promise<string>;
  /** What must end with the service, also when a test fails. */
  atStop(end: () => Promise<unknown>): void;
  stop(): Promise<void>;
}

export async function openService(): Promise<TestService> {
  const { temporalAddress, bundlePath } = testServers();
  const database = await makeDatabase();
  const db = openDatabase({ url: database.url, poolSize: 10 });
  const taskQueue = `test-${randomBytes(6).toString('hex')}`;
  const temporal = openTemporal({ address: temporalAddress, namespace: 'default', identity: 'test' });
  const gateway = createGateway(temporal.client, taskQueue);
  const errands = createErrands(temporal.client, taskQueuesOf(taskQueue));
  const faults: unknown[] = [];
  const door: Door = {
    db,
    gateway,
    directories: openDirectories(db),
    keys: TEST_KEYS,
    onFault: (error) => faults.push(error),
  };
  const blobFolder = await mkdtemp(join(tmpdir(), 'bihuan-blobs-'));
  const blobs = openFolderBlobs(blobFolder);
  const replayer = openReplayer({ codePath: bundlePath });
  const stops: (() => Promise<unknown>)[] = [
    () => rm(blobFolder, { recursive: true, force: true }),
    () => replayer.close(),
  ];
  return {
    db,
    blobFolder,
    blobs,
    replayer,
    databaseUrl: database.url,
    client: temporal.client,
    gateway,
    door,
    errands,
    faults,
    taskQueue,
    async startWorker() {
      const worker = await startTestWorker(db, taskQueue);
      stops.push(() => worker.stop());
      return worker;
    },
    startRelay() {
      const relay = startRelay({ db, gateway, databaseUrl: database.url, log: silent, ...unheard });
      stops.push(() => relay.stop());
      return relay;
    },
    startSender(channels, more) {
      const sender = startSender({
        ...{ db, errands, channels, log: silent, databaseUrl: database.url, directories: door.directories },
        ...{ keys: TEST_KEYS, language: 'zh', publicUrl: 'https://example.org' },
        ...more,
      });
      stops.push(() => sender.stop());
      return sender;
    },
    async listen(more) {
      const feed = openEventFeed(db, database.url);
      const app = createApp({
        door,
        errands,
        egress: LOOPBACK,
        feed,
        attachments: { blobs, maxBytes: 1_024 * 1_024, maxPerSide: 4 },
        log: silent,
        metrics: openMetrics({ figures: () => readLoopFigures(db.pool, 2_000), checks: () => Promise.resolve({}) }),
        secureCookies: false,
        trustedProxies: 0,
        readiness: () => Promise.resolve({ ready: true, checks: {} }),
        ...more,
      });
      const server = await new Promise<Server>((resolve) => {
        const listening = app.listen(0, '127.0.0.1', () => {
          resolve(listening);
        });
      });
      stops.push(() => new Promise((resolve) => server.close(resolve)));
      stops.push(() => feed.close());
      return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    },
    atStop(end) {
      stops.push(end);
    },
    async stop() {
      for (const stop of stops.reverse()) await stop();
      await temporal.close();
      await db.close();
      await database.drop();
    },
  };
}

/** A worker on the run's bundle. */
export function startTestWorker(db: Database, taskQueue: string): Promise<RunningWorker> {
  const { temporalAddress: address, bundlePath } = testServers();
  quietRuntime();
  return startRequestWorker({
    db,
    keys: TEST_KEYS,
    egress: LOOPBACK,
    address,
    namespace: 'default',
    taskQueue,
    maxCachedWorkflows: 100,
    identity: 'test-worker',
    shutdownGraceMs: 500,
    workflows: { workflowBundle: { codePath: bundlePath } },
  });
}

let phones = 0;
/** A number that nobody has, another one each time: who calls again about what is open would urge it. */
export function aPhone(): string {
  phones += 1;
  return `1300${String(phones).padStart(7, '0')}`;
}

/** A resident's complaint about a matter that exactly one row of the catalogue fits. */
export function aSubmission(more: Partial<Submission> = {}): Submission {
  return {
    district: HAIBOWAN,
    kind: 'complaint',
    channel: 'hotline',
    urgency: 'routine',
    category: 'A0101',
    place: { subdistrict: 'haibei' },
    text: '演示:路边摊占道',
    requester: { mode: 'named', name: '演示·居民甲', phone: '130 0000 0001' },
    external: [],
    tags: [],
    provenance: 'live',
    ...more,
  };
}

let keys = 0;
/** A key that no other command of this run has. */
export function aKey(): string {
  keys += 1;
  return `key-${String(process.pid)}-${String(keys)}`;
}

/** Hands a request in, as a hotline would. */
export function submitOne(door: Door, more: Partial<Submission> = {}, key = aKey()) {
  return submit(door, {
    client: 'hotline',
    key,
    actor: { account: 'clerk', role: 'hotline_clerk' },
    submission: aSubmission(more),
  });
}

export interface Giving {
  role?: Role;
  unit?: string;
  key?: string;
  expectedVersion?: number;
  receivedAt?: string;
  respondAsync?: boolean;
  /** What the body refers to. */
  deposit?: Deposit;
}

/** Gives a command, as its unit unless another role is named. */
export function give<Name extends RequestCommandName>(
  door: Door,
  caseId: string,
  name: Name,
  body: RequestCommandBodies[Name],
  { role = 'unit_coordinator', unit, key = aKey(), ...rest }: Giving = {},
) {
  return send(door, {
    client: 'desk',
    key,
    caseId,
    name,
    actor: { account: `a-${role}`, role, ...(unit !== undefined && { unit }) },
    body,
    canonical: JSON.stringify(body),
    ...rest,
  });
}
