import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Readiness } from './api/route.js';
import type { Door } from './commands/door.js';
import { startRelay, type Relay } from './commands/relay.js';
import { ConfigFault, type Config } from './config.js';
import type { Channels } from './notify/channels.js';
import { flawOf, openEgress, type Egress } from './notify/egress.js';
import { openMessageFile } from './notify/message-file.js';
import { openSmsGateway, openStaffGateway, type MessageGateway } from './notify/message-gateway.js';
import { startSender, type Sender } from './notify/sender.js';
import { openMetrics, type Metrics } from './metrics.js';
import type { RequestWorkerOptions } from './request-worker.js';
import { openDatabase, type Database } from './store/database.js';
import { openDirectories } from './store/directory.js';
import { readLoopFigures } from './store/queries/loop-figures.js';
import { deriveKeys, type Keys } from './store/vault.js';
import { openTemporal } from './temporal/connection.js';
import { createErrands, type Errands } from './temporal/errands.js';
import { createGateway, type Gateway } from './temporal/gateway.js';
import { taskQueuesOf } from './temporal/task-queues.js';
import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';

/** The parts every process that stands at the door shares. */
export interface DoorParts {
  door: Door;
  db: Database;
  client: Client;
  gateway: Gateway;
  errands: Errands;
  metrics: Metrics;
  close(): Promise<void>;
}

/** What a process calls itself towards Temporal: its kind and its machine, no personal data. */
export function identityOf(kind: string): string {
  return `bihuan-${kind}@${hostname()}:${String(process.pid)}`;
}

/** What the workers of a process are started with, alone or beside an API. */
export function workerOptionsOf(config: Config, db: Database): RequestWorkerOptions {
  return {
    db,
    keys: keysOf(config),
    egress: egressOf(config),
    address: config.TEMPORAL_ADDRESS,
    namespace: config.TEMPORAL_NAMESPACE,
    taskQueue: config.TEMPORAL_TASK_QUEUE,
    maxCachedWorkflows: config.MAX_CACHED_WORKFLOWS,
    identity: identityOf('worker'),
    shutdownGraceMs: config.SHUTDOWN_GRACE_MS,
  };
}

/** Opens the door: database, Temporal, directory, keys. Connects with the first use, so it opens while either is away. */
export function openDoor(config: Config, log: Logger, kind: string): DoorParts {
  const db = openDatabase({ url: config.DATABASE_URL, poolSize: config.DATABASE_POOL_SIZE });
  const { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace } = config;
  const connection = openTemporal({ address, namespace, identity: identityOf(kind) });
  const { client } = connection;
  const gateway = createGateway(client, config.TEMPORAL_TASK_QUEUE);
  const metrics = openMetrics({
    figures: () => readLoopFigures(db.pool, DEADLINE_MS),
    checks: async () => (await checkReadiness({ db, client, gateway }, config.TEMPORAL_TASK_QUEUE)).checks,
  });
  const door: Door = {
    db,
    gateway,
    directories: openDirectories(db),
    keys: keysOf(config),
    onFault: (error, { commandId, caseId }) => {
      metrics.faults.inc({ where: 'door' });
      log.error({ err: error, commandId, caseId }, 'an accepted row was not decided at once');
    },
  };
  return {
    door,
    db,
    client,
    gateway,
    errands: createErrands(connection.client, taskQueuesOf(config.TEMPORAL_TASK_QUEUE)),
    metrics,
    async close() {
      await connection.close();
      await db.close();
    },
  };
}

/** Starts the relay of this process. */
export function startDoorRelay({ db, gateway, metrics }: DoorParts, config: Config, log: Logger): Relay {
  return startRelay({
    db,
    gateway,
    databaseUrl: config.DATABASE_URL,
    log,
    onFault: () => {
      metrics.faults.inc({ where: 'relay' });
    },
    onCaseLost: (caseId) => {
      metrics.casesLost.inc();
      log.fatal(
        { caseId },
        'ALARM: Temporal does not know a case that the record says is alive, or runs another in its place',
      );
    },
  });
}

/** Starts the sender of this process, with the gateways of the deployment, and the file where it has none. */
export async function startNoticeSender(
  parts: DoorParts,
  gateways: Channels,
  config: Config,
  log: Logger,
): Promise<Sender> {
  const { db, door, errands, metrics } = parts;
  const file = config.NOTICE_FILE === '' ? undefined : await openMessageFile(config.NOTICE_FILE);
  const sender = startSender({
    ...{ db, errands, log, databaseUrl: config.DATABASE_URL },
    ...{ keys: door.keys, directories: door.directories, channels: { ...file?.channels, ...gateways } },
    onOutcome: (audience, outcome) => {
      metrics.notices.inc({ audience, outcome });
    },
    ...{ language: config.NOTICE_LANGUAGE, publicUrl: config.PUBLIC_URL.replace(/\/$/, '') },
  });
  return {
    async stop() {
      await sender.stop();
      await file?.close();
    },
  };
}

/** The gateways of a deployment. Throws ConfigFault where one could never be reached. */
export function gatewaysOf(config: Config): Channels {
  const egress = egressOf(config);
  const gateway = (name: 'SMS' | 'STAFF'): MessageGateway | undefined => {
    const [url, secret] = [config[`NOTICE_${name}_URL`], config[`NOTICE_${name}_SECRET`]];
    if (url === '') return undefined;
    const flaw = flawOf(egress, new URL(url));
    if (flaw === undefined) return { url, secret };
    throw new ConfigFault(
      `NOTICE_${name}_URL: ${flaw}: needs https and a public address, or a line in the allow-lists`,
    );
  };
  const [sms, staff] = [gateway('SMS'), gateway('STAFF')];
  return {
    ...(sms && { sms: openSmsGateway(egress, sms) }),
    ...(staff && { staff: openStaffGateway(egress, staff) }),
  };
}

/** The keys of a deployment. */
export function keysOf(config: Config): Keys {
  return deriveKeys(Buffer.from(config.BIHUAN_SECRET, 'base64'), config.BIHUAN_KEY_ID);
}

/** Where a deployment's webhooks may go. */
export function egressOf(config: Config): Egress {
  return openEgress({ hosts: config.WEBHOOK_ALLOWED_HOSTS, cidrs: config.WEBHOOK_ALLOWED_CIDRS });
}

/** Whether the loop can run: the record answers, Temporal answers, and somebody works on the requests. */
export async function checkReadiness(
  { db, client, gateway }: Pick<DoorParts, 'db' | 'client' | 'gateway'>,
  taskQueue: string,
): Promise<Readiness> {
  const [database, engine, worker] = await Promise.all([
    answers(db.pool.query('SELECT 1 FROM resident_requests LIMIT 1')),
    gateway.ping(),
    hasWorker(client, taskQueue),
  ]);
  return { ready: database && engine && worker, checks: { database, temporal: engine, worker } };
}

const POLLED_WITHIN_MS = 90_000;
const DEADLINE_MS = 2_000;

/** Whether a question is answered in time: what hangs is as good as away. */
async function answers(question: Promise<unknown>): Promise<boolean> {
  const answered = question.then(
    () => true,
    () => false,
  );
  return Promise.race([answered, sleep(DEADLINE_MS, false, { ref: false })]);
}

async function hasWorker(client: Client, taskQueue: string): Promise<boolean> {
  try {
    const { pollers } = await client.withDeadline(Date.now() + DEADLINE_MS, () =>
      client.workflowService.describeTaskQueue({
        namespace: client.options.namespace,
        taskQueue: { name: taskQueue },
        taskQueueType: proto.temporal.api.enums.v1.TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
      }),
    );
    return pollers.some(
      ({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1_000 > Date.now() - POLLED_WITHIN_MS,
    );
  } catch {
    return false;
  }
}
