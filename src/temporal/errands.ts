import { WorkflowExecutionAlreadyStartedError, type Client, type WorkflowStartOptions } from '@temporalio/client';
import { saysAway, TemporalAway } from './gateway.js';
import type { TaskQueues } from './task-queues.js';
import { BULK_CHANGE, bulkChangeWorkflowId, type BulkChangeStart } from '../../workflows/contract/bulk-change.js';
import { DUTY_RING, ringWorkflowId, type RingStart } from '../../workflows/contract/duty-ring.js';
import { deliveryWorkflowId, WEBHOOK_DELIVERY, type Delivery } from '../../workflows/contract/webhook-delivery.js';

export { TemporalAway };

/** What is left to durable workflows. Each may be asked for any number of times. All throw TemporalAway. */
export interface Errands {
  /** Sees to it that an endpoint is told of an event. That somebody does already, or did, is success. */
  deliver(delivery: Delivery): Promise<void>;
  /** Tells it once more, under the same id and at once: what still waits for its next try begins anew. */
  deliverAgain(delivery: Delivery): Promise<void>;
  /** Lets a duty ring until it is taken over. */
  ring(start: RingStart): Promise<void>;
  /** Lets a change reach everybody. */
  change(start: BulkChangeStart): Promise<void>;
}

type Policies = Pick<WorkflowStartOptions, 'workflowIdReusePolicy' | 'workflowIdConflictPolicy'>;

const ANSWER_DEADLINE_MS = 5_000;

/** Wraps a client. Deliveries have a queue of their own, everything else goes to the request workers. */
export function createErrands(client: Client, queues: TaskQueues): Errands {
  async function once(type: string, workflowId: string, input: unknown): Promise<void> {
    try {
      await start(type, workflowId, input, {
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        workflowIdConflictPolicy: 'FAIL',
      });
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
  }

  async function start(type: string, workflowId: string, input: unknown, policies: Policies): Promise<void> {
    const taskQueue = type === WEBHOOK_DELIVERY ? queues.deliveries : queues.requests;
    try {
      await client.withDeadline(Date.now() + ANSWER_DEADLINE_MS, () =>
        client.workflow.start(type, { ...{ workflowId, taskQueue, args: [input] }, ...policies }),
      );
    } catch (error) {
      if (saysAway(error)) throw new TemporalAway('Temporal did not answer in time', { cause: error });
      throw error;
    }
  }

  return {
    deliver: (delivery) => once(WEBHOOK_DELIVERY, deliveryWorkflowId(delivery), delivery),
    deliverAgain: (delivery) =>
      start(WEBHOOK_DELIVERY, deliveryWorkflowId(delivery), delivery, {
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        // Not USE_EXISTING: one that has just told it, and is about to end, would swallow the new one.
        workflowIdConflictPolicy: 'TERMINATE_EXISTING',
      }),
    ring: (start) => once(DUTY_RING, ringWorkflowId(start), start),
    change: (start) => once(BULK_CHANGE, bulkChangeWorkflowId(start), start),
  };
}
