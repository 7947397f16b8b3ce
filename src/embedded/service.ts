import { join, resolve } from 'node:path';
import type { Logger } from 'pino';
import { startApi } from '../api-process.js';
import { seedNetwork } from '../commands/seed-network.js';
import { readConfig } from '../config.js';
import { hashPassword } from '../passwords.js';
import { prepareRecord } from '../prepare.js';
import { projectRoot } from '../project-root.js';
import { startRequestWorker } from '../request-worker.js';
import { workerOptionsOf } from '../service.js';
import { openDatabase } from '../store/database.js';
import { loadSeedData } from '../store/seed-data.js';
import { seedDistrict } from '../store/seed.js';
import { installRuntime } from '../temporal-runtime.js';
import { startTracing } from '../tracing.js';
import { StartupError } from './startup-error.js';
import { assertPortFree, EMBEDDED_PORTS, EMBEDDED_PORT_VARIABLES } from './ports.js';
import { startEmbeddedPostgres } from './postgres.js';
import { ensureSecret, writeConnection } from './settings.js';
import { openStateFolder } from './state-folder.js';
import { startEmbeddedTemporal } from './temporal.js';

export interface EmbeddedService {
  url: string;
  temporalUiUrl: string | undefined;
  stop(): Promise<void>;
}

type Say = (line: string) => void;

const DEFAULT_PORT = 3_000;

function portFrom(env: NodeJS.ProcessEnv, variable: string, usual: number): number {
  const given = env[variable];
  if (given === undefined || given === '') return usual;
  if (/^\d{1,5}$/.test(given) && Number(given) <= 65_535) return Number(given);
  throw new StartupError(
    `${variable} 须为 0 至 65535 的端口号，不能是“${given}”。`,
    `${variable} must be a port from 0 to 65535, not “${given}”.`,
  );
}

function embeddedPorts(env: NodeJS.ProcessEnv): Record<keyof typeof EMBEDDED_PORTS, number> {
  const at = (name: keyof typeof EMBEDDED_PORTS) => portFrom(env, EMBEDDED_PORT_VARIABLES[name], EMBEDDED_PORTS[name]);
  return { postgres: at('postgres'), temporal: at('temporal'), temporalUi: at('temporalUi') };
}

/**
 * The whole service on one machine: PostgreSQL, Temporal, migrations, the demo district, worker and API. What yesterday's
 * start left is taken up where it was. Throws StartupError for what the person at the keyboard can put right.
 */
export async function startEmbeddedService(env: NodeJS.ProcessEnv, log: Logger, say: Say): Promise<EmbeddedService> {
  const stops: (() => Promise<void> | void)[] = [];
  const stop = async (): Promise<void> => {
    for (const one of stops.splice(0).reverse()) await one();
  };
  try {
    const port = portFrom(env, 'PORT', DEFAULT_PORT);
    const ports = embeddedPorts(env);
    const folder = openStateFolder();
    stops.push(folder.release);
    if (port !== 0) await assertPortFree(port, 'API', 'PORT');

    say('启动 PostgreSQL / Starting PostgreSQL');
    const postgres = await startEmbeddedPostgres({
      dataDir: join(folder.path, 'postgres'),
      port: ports.postgres,
      log: say,
    });
    stops.push(() => postgres.stop());
    say('启动 Temporal / Starting Temporal');
    const temporal = await startEmbeddedTemporal({
      dbFile: join(folder.path, 'temporal', 'temporal.db'),
      port: ports.temporal,
      uiPort: ports.temporalUi,
      log: say,
    });
    stops.push(() => temporal.stop());

    const connection = {
      DATABASE_URL: postgres.url,
      TEMPORAL_ADDRESS: temporal.address,
      BIHUAN_SECRET: ensureSecret(folder.path),
    };
    const config = readConfig({
      ...{ SECURE_COOKIES: 'no', PUBLIC_URL: `http://localhost:${String(port)}` },
      ...{ NOTICE_FILE: join(folder.path, 'notices.jsonl') },
      BLOB_FOLDER: join(folder.path, 'blobs'),
      ...env,
      ...connection,
    });
    await prepareRecord(config.DATABASE_URL, say);
    await seedDemo(config.DATABASE_URL, say);
    const blobFolder = config.S3_BUCKET_URL === undefined ? config.BLOB_FOLDER : undefined;
    writeConnection(folder.path, {
      ...{ ...connection, PUBLIC_URL: config.PUBLIC_URL },
      ...(blobFolder !== undefined && { BLOB_FOLDER: resolve(blobFolder) }),
    });

    installRuntime(log, config.TEMPORAL_METRICS_ADDRESS);
    stops.push(await startTracing(config.OTEL_EXPORTER_OTLP_ENDPOINT, 'bihuan', log));
    const db = openDatabase({ url: config.DATABASE_URL, poolSize: config.DATABASE_POOL_SIZE });
    stops.push(() => db.close());
    const worker = await startRequestWorker(workerOptionsOf(config, db));
    stops.push(() => worker.stop());
    const api = await startApi(config, log);
    stops.push(() => api.stop());
    return { url: api.url, temporalUiUrl: temporal.uiUrl, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The demo district and its accounts. Nothing of what is there already is touched. */
async function seedDemo(url: string, say: Say): Promise<void> {
  const db = openDatabase({ url, poolSize: 2 });
  try {
    const data = await loadSeedData(join(projectRoot(), 'data', 'haibowan'));
    const { written } = await seedDistrict(db.prisma, data, { withDemoAccounts: true, hashPassword });
    await seedNetwork(db, data);
    if (written > 0) say(`示范区数据:写入 ${String(written)} 行 / Demo district: ${String(written)} rows written`);
  } finally {
    await db.close();
  }
}
