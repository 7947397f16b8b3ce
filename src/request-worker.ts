import { NativeConnection, Worker, type ActivityInterceptorsFactory, type WorkerOptions } from '@temporalio/worker';
import { createDeliveryActivities } from '../activities/deliver-webhook.js';
import { createRequestActivities } from '../activities/record.js';
import { createJobActivities } from '../activities/jobs.js';
import { createRingActivities } from '../activities/ring.js';
import type { Egress } from './notify/egress.js';
import type { Database } from './store/database.js';
import { inSpan } from './tracing.js';
import type { Keys } from './store/vault.js';
import { workflowSource } from './workflow-bundle.js';

export interface RequestWorkerOptions {
  db: Database;
  keys: Keys;
  /** Where webhooks may go. */
  egress: Egress;
  address: string;
  namespace: string;
  taskQueue: string;
  maxCachedWorkflows: number;
  identity: string;
  shutdownGraceMs: number;
  /** What to run; default: this build's own. Tests share one bundle. */
  workflows?: Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'>;
}

export interface RunningWorker {
  /** Settles when the worker has stopped; rejects when it failed. */
  done: Promise<void>;
  stop(): Promise<void>;
}

/** Starts the worker of the resident requests. Rejects when Temporal cannot be reached. */
export async function startRequestWorker(options: RequestWorkerOptions): Promise<RunningWorker> {
  const connection = await NativeConnection.connect({ address: options.address });
  const worker = await Worker.create({
    connection,
    namespace: options.namespace,
    taskQueue: options.taskQueue,
    activities: {
      ...createRequestActivities(options.db),
      ...createDeliveryActivities(options),
      ...createRingActivities(options.db),
      ...createJobActivities(options.db),
    },
    maxCachedWorkflows: options.maxCachedWorkflows,
    maxConcurrentWorkflowTaskExecutions: 100,
    identity: options.identity,
    shutdownGraceTime: options.shutdownGraceMs,
    // Only the auditor listens to what a history decides; a sink that is not there would be reported with every event.
    sinks: { audit: { emit: { fn: () => undefined, callDuringReplay: false } } },
    interceptors: { activity: [traceActivity] },
    ...(options.workflows ?? workflowSource()),
  });
  const done = worker.run().finally(() => connection.close());
  return {
    done,
    async stop() {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await done;
    },
  };
}

/** Each activity as a trace of its own: nobody who waits at the door has caused it. */
const traceActivity: ActivityInterceptorsFactory = ({ info: { activityType, workflowExecution, attempt } }) => {
  const attributes = { 'temporal.workflow_id': workflowExecution?.workflowId, 'temporal.attempt': attempt };
  return {
    inbound: {
      execute: (input, next) => inSpan({ name: `activity ${activityType}`, attributes }, () => next(input)),
    },
  };
};
