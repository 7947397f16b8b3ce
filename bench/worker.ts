/** A worker of one of the baselines, with the options of ours. `BENCH_BASELINE`: empty | samples. */
import { NativeConnection, Worker } from '@temporalio/worker';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readConfig } from '../src/config.js';
import { openLog } from '../src/log.js';
import { openDatabase } from '../src/store/database.js';
import { installRuntime } from '../src/temporal-runtime.js';
import { EMPTY_QUEUE, SAMPLES_QUEUE } from './baselines/queues.js';
import { createSamplesActivities } from './baselines/samples-activities.js';
import { ready } from './load.js';

const config = readConfig(process.env);
installRuntime(openLog(config.LOG_LEVEL, 'bench-worker'));
const isEmpty = process.env['BENCH_BASELINE'] === 'empty';
const db = openDatabase({ url: config.DATABASE_URL, poolSize: config.DATABASE_POOL_SIZE });
const connection = await NativeConnection.connect({ address: config.TEMPORAL_ADDRESS });
const source = `./baselines/${isEmpty ? 'empty' : 'samples'}-workflow${extname(import.meta.url)}`;
const worker = await Worker.create({
  connection,
  namespace: config.TEMPORAL_NAMESPACE,
  taskQueue: isEmpty ? EMPTY_QUEUE : SAMPLES_QUEUE,
  workflowsPath: fileURLToPath(new URL(source, import.meta.url)),
  ...(!isEmpty && { activities: createSamplesActivities(db) }),
  maxCachedWorkflows: config.MAX_CACHED_WORKFLOWS,
  maxConcurrentWorkflowTaskExecutions: 100,
  identity: 'bench-worker',
});
const done = worker.run();
ready(async () => {
  worker.shutdown();
  await done;
  await connection.close();
  await db.close();
});
