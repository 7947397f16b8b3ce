import { NativeConnection, Worker, type ActivityInterceptorsFactory, type WorkerOptions } from '@temporalio/worker';
import { createDeliveryActivities, DELIVERY_SLOTS } from '../activities/deliver-webhook.js';
import { createCaseActivities } from '../activities/record.js';
import { createJobActivities } from '../activities/jobs.js';
import { createMeetingActivities } from '../activities/meetings.js';
import { createRingActivities } from '../activities/ring.js';
import type { Egress } from './notify/egress.js';
import type { Database } from './store/database.js';
import { taskQueuesOf } from './temporal/task-queues.js';
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
  /** The queue of the requests; the others are named after it. */
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

/** Deliveries sleep in their activity: their histories are ten events long and quickly read again. */
const CACHED_DELIVERIES = 100;

/**
 * Starts the workers of this process: one for the resident requests, their record, rings and jobs, and one that tells
 * subscribers outside, with slots of its own. Rejects when Temporal cannot be reached.
 */
export async function startRequestWorker(options: RequestWorkerOptions): Promise<RunningWorker> {
  const connection = await NativeConnection.connect({ address: options.address });
  const queues = taskQueuesOf(options.taskQueue);
  const deliveries = createDeliveryActivities(options);
  const shared = {
    connection,
    namespace: options.namespace,
    identity: options.identity,
    shutdownGraceTime: options.shutdownGraceMs,
    // Only the auditor listens to what a history decides; a sink that is not there would be reported with every event.
    sinks: { audit: { emit: { fn: () => undefined, callDuringReplay: false } } },
    interceptors: { activity: [traceActivity] },
    ...(options.workflows ?? workflowSource()),
  };
  const workers = await Promise.all([
    Worker.create({
      ...shared,
      taskQueue: queues.requests,
      activities: {
        ...createCaseActivities(options.db),
        ...createRingActivities(options.db),
        ...createJobActivities(options.db),
        ...createMeetingActivities(options.db),
        // For those that were started here before deliveries had a queue of their own.
        ...deliveries,
      },
      maxCachedWorkflows: options.maxCachedWorkflows,
      maxConcurrentWorkflowTaskExecutions: 100,
    }),
    Worker.create({
      ...shared,
      taskQueue: queues.deliveries,
      activities: deliveries,
      maxCachedWorkflows: CACHED_DELIVERIES,
      maxConcurrentActivityTaskExecutions: DELIVERY_SLOTS,
      maxConcurrentWorkflowTaskExecutions: 20,
    }),
  ]);
  return runTogether(workers, () => connection.close());
}

/** Where one of them ends, the others do: a process that does half of its work would look alive. */
function runTogether(workers: readonly Worker[], close: () => Promise<void>): RunningWorker {
  const shutDown = (): void => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  const running = workers.map((worker) => worker.run().finally(shutDown));
  const done = Promise.allSettled(running)
    .then(() => Promise.all(running))
    .then(() => undefined)
    .finally(close);
  return {
    done,
    async stop() {
      shutDown();
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
