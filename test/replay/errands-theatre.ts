import type { History } from '@temporalio/common/lib/proto-utils.js';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker, type WorkflowBundleOption } from '@temporalio/worker';
import type { DeliveryActivities, JobActivities, RingActivities } from '../../activities/index.js';
import type { RingStart } from '../../workflows/contract/duty-ring.js';
import { findTestServer } from '../../src/embedded/find-program.js';
import { createErrands, type Errands } from '../../src/temporal/errands.js';

const TASK_QUEUE = 'errands';

/** A time-skipping server with a worker for the errands. */
export interface ErrandStage {
  env: TestWorkflowEnvironment;
  errands: Errands;
  /** Waits for a workflow's end while time skips, and gives what it came to. */
  readonly end: (workflowId: string) => Promise<unknown>;
  readonly history: (workflowId: string) => Promise<History>;
}

/** Runs a scene on a server of its own: its clock is one for all, and would leak into the next. */
export async function withErrands<Result>(
  bundle: WorkflowBundleOption,
  activities: Partial<DeliveryActivities & RingActivities & JobActivities>,
  scene: (stage: ErrandStage) => Promise<Result>,
): Promise<Result> {
  const env = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path: await findTestServer() } },
    client: { identity: 'keep' },
  });
  try {
    const worker = await Worker.create({
      ...{ connection: env.nativeConnection, namespace: 'default', taskQueue: TASK_QUEUE, identity: 'keep' },
      ...{ workflowBundle: bundle, activities },
      sinks: { audit: { emit: { fn: () => undefined, callDuringReplay: false } } },
    });
    const stage: ErrandStage = {
      env,
      errands: createErrands(env.client, { requests: TASK_QUEUE, deliveries: TASK_QUEUE }),
      end: (id) => env.client.workflow.getHandle(id).result(),
      history: (id) => env.client.workflow.getHandle(id).fetchHistory(),
    };
    return await worker.runUntil(scene(stage));
  } finally {
    await env.teardown();
  }
}

export const CHANGE = { job: '00000000-0000-4000-8000-000000000002' };
export const DELIVERY = {
  case: 'request:150302:2026-000123',
  seq: 7,
  endpoint: '00000000-0000-4000-8000-000000000001',
};
export const RING: Omit<RingStart, 'since'> = {
  ...{ case: 'request:150302:2026-000123', seq: 3, ring: 'sign_for', unit: 'housing', afterMinutes: [10, 20, 30] },
};
