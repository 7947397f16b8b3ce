import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import proto from '@temporalio/proto';
import type { Client } from '@temporalio/client';
import { loadCalendar } from '../src/calendar-data.js';
import { seedNetwork } from '../src/commands/seed-network.js';
import { startEmbeddedPostgres } from '../src/embedded/postgres.js';
import { startEmbeddedTemporal } from '../src/embedded/temporal.js';
import { projectRoot } from '../src/project-root.js';
import { createApiKey } from '../src/store/accounts.js';
import { publishCalendars } from '../src/store/calendars.js';
import { openDatabase, type Database } from '../src/store/database.js';
import { migrate } from '../src/store/migrate.js';
import { loadSeedData } from '../src/store/seed-data.js';
import { seedDistrict } from '../src/store/seed.js';
import { openTemporal } from '../src/temporal/connection.js';
import { EMPTY_QUEUE, SAMPLES_QUEUE } from './baselines/queues.js';
import { startPart, type Part } from './part.js';
import { cpuOf } from './usage.js';

/** What all measures share: one PostgreSQL, one Temporal, and whatever processes were started on them. */
export interface Rig {
  db: Database;
  client: Client;
  postgresPid(): number;
  temporalPid(): number;
  apiKey: string;
  /** Starts a process on these servers; a name that runs already is given again. */
  part(name: string, entry: string, more?: { env?: Record<string, string>; readyWhen?: RegExp }): Promise<Part>;
  /** Waits until no workflow task waits and Temporal is idle: what one side left must not slow the other. */
  settle(): Promise<void>;
  /** What went wrong in the parts, by their own logs: for whoever reads that a run failed. */
  complaints(): string;
  stop(): Promise<void>;
}

const OUR_QUEUE = 'resident-requests';
const SETTLED_WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 250;
const CALM_LOOKS = 4;
/** Of one core; an idle server uses a few hundredths. */
const CALM_CPU = 0.1;
const quiet = (): void => undefined;

/** Brings everything up in a folder of its own, on free ports. What was started is stopped when any part fails. */
export async function openRig(): Promise<Rig> {
  const stops: (() => Promise<unknown> | void)[] = [];
  async function stop(): Promise<void> {
    for (const one of stops.splice(0).reverse()) await one();
  }
  try {
    // Under /tmp, where the user that PostgreSQL runs as can reach it.
    const folder = mkdtempSync('/tmp/bihuan-bench-');
    chmodSync(folder, 0o711);
    stops.push(() => {
      rmSync(folder, { recursive: true, force: true });
    });
    const postgres = await startEmbeddedPostgres({
      dataDir: join(folder, 'postgres'),
      port: 0,
      discard: true,
      log: quiet,
    });
    stops.push(() => postgres.stop());
    const temporal = await startEmbeddedTemporal({
      dbFile: join(folder, 'temporal', 'temporal.db'),
      port: 0,
      headless: true,
      log: quiet,
    });
    stops.push(() => temporal.stop());
    await migrate({ connectionString: postgres.url });
    const db = openDatabase({ url: postgres.url, poolSize: 2 });
    stops.push(() => db.close());
    const apiKey = await seed(db);
    const engine = openTemporal({ address: temporal.address, namespace: 'default', identity: 'bench' });
    stops.push(() => engine.close());

    const environment = {
      DATABASE_URL: postgres.url,
      TEMPORAL_ADDRESS: temporal.address,
      TEMPORAL_TASK_QUEUE: OUR_QUEUE,
      BIHUAN_SECRET: randomBytes(32).toString('base64'),
      BLOB_FOLDER: join(folder, 'blobs'),
      SECURE_COOKIES: 'no',
      PORT: '0',
      LOG_LEVEL: 'info',
      NODE_ENV: 'production',
    };
    const parts = new Map<string, Part>();
    return {
      db,
      client: engine.client,
      postgresPid: () => postgres.pid,
      temporalPid: () => temporal.pid,
      apiKey,
      async part(name, entry, { env, readyWhen } = {}) {
        const running = parts.get(name);
        if (running) return running;
        const fresh = await startPart({
          ...{ name, entry, folder, env: { ...environment, ...env } },
          ...(readyWhen && { readyWhen }),
        });
        parts.set(name, fresh);
        stops.push(() => fresh.stop());
        return fresh;
      },
      settle: () => settle(engine.client, temporal.pid),
      complaints: () =>
        [...parts.values()]
          .flatMap((part) => errorsIn(part.output()).map((line) => `${part.name}: ${line}`))
          .slice(0, 10)
          .join('\n'),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** pino's levels from error on, or whatever is no JSON at all. */
function errorsIn(log: string): string[] {
  return log
    .split('\n')
    .filter((line) => /"level":"?(error|fatal|50|60)/.test(line) || (line !== '' && !line.startsWith('{')));
}

/** The demo district, and a key of its hotline's machine account. */
async function seed(db: Database): Promise<string> {
  const data = await loadSeedData(join(projectRoot(), 'data', 'haibowan'));
  // Nobody logs in by password here, and hashing them takes seconds.
  await seedDistrict(db.prisma, data, { withDemoAccounts: true, hashPassword: () => Promise.resolve('none') });
  await seedNetwork(db, data);
  await publishCalendars(db, loadCalendar());
  const hotline = await db.prisma.account.findUniqueOrThrow({ where: { login: 'hotline-12345' } });
  return (await createApiKey(db, hotline.id, 'bench')).key;
}

async function settle(client: Client, temporalPid: number): Promise<void> {
  const until = Date.now() + SETTLED_WITHIN_MS;
  for (let calm = 0, used = cpuOf(temporalPid); calm < CALM_LOOKS && Date.now() < until;) {
    await sleep(LOOK_EVERY_MS);
    const backlogs = await Promise.all([OUR_QUEUE, EMPTY_QUEUE, SAMPLES_QUEUE].map((name) => backlogOf(client, name)));
    const now = cpuOf(temporalPid);
    const isCalm = (now - used) / (LOOK_EVERY_MS / 1e3) < CALM_CPU && backlogs.every((backlog) => backlog === 0);
    calm = isCalm ? calm + 1 : 0;
    used = now;
  }
}

async function backlogOf(client: Client, name: string): Promise<number> {
  const { stats } = await client.workflowService.describeTaskQueue({
    namespace: client.options.namespace,
    taskQueue: { name },
    taskQueueType: proto.temporal.api.enums.v1.TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    reportStats: true,
  });
  return Number(stats?.approximateBacklogCount ?? 0);
}
