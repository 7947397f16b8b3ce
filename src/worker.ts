import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigFault, readConfig, type Config } from './config.js';
import { openLog } from './log.js';
import { startRequestWorker, type RunningWorker } from './request-worker.js';
import { workerOptionsOf } from './service.js';
import { onShutdown } from './shutdown.js';
import { openDatabase } from './store/database.js';
import { installRuntime } from './temporal-runtime.js';
import { startTracing } from './tracing.js';
import { startWorkerOperations } from './worker-operations.js';
import type { Logger } from 'pino';

const RETRY_MS = 2_000;

try {
  const config = readConfig(process.env);
  await run(config, openLog(config.LOG_LEVEL, 'worker'));
} catch (error) {
  if (!(error instanceof ConfigFault)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}

async function run(config: Config, log: Logger): Promise<void> {
  installRuntime(log, config.TEMPORAL_METRICS_ADDRESS);
  const stopTracing = await startTracing(config.OTEL_EXPORTER_OTLP_ENDPOINT, 'bihuan-worker', log);
  const db = openDatabase({ url: config.DATABASE_URL, poolSize: config.DATABASE_POOL_SIZE });
  let worker: RunningWorker | undefined;
  const operations = await startWorkerOperations({
    port: config.WORKER_PORT,
    host: config.HOST,
    isWorking: () => worker !== undefined,
  });
  onShutdown(log, async () => {
    await worker?.stop();
    await operations?.stop();
    await db.close();
    await stopTracing();
  });
  // A worker that comes up before its Temporal waits for it: what is due is decided as soon as both are there.
  while (worker === undefined) {
    worker = await startWorker(config, db, log);
    if (worker === undefined) await sleep(RETRY_MS);
  }
  log.info({ taskQueue: config.TEMPORAL_TASK_QUEUE }, 'the worker polls');
  await worker.done;
}

async function startWorker(
  config: Config,
  db: ReturnType<typeof openDatabase>,
  log: Logger,
): Promise<RunningWorker | undefined> {
  try {
    return await startRequestWorker(workerOptionsOf(config, db));
  } catch (error) {
    log.warn({ err: error }, 'Temporal is not there yet');
    return undefined;
  }
}
