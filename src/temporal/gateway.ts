import {
  isGrpcServiceError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  type Client,
} from '@temporalio/client';
import type { SearchAttributePair } from '@temporalio/common';
import { inSpan } from '../tracing.js';
import {
  commandUpdate,
  workflowTypeOf,
  type CommandAnswer,
  type CommandMessage,
  type Opening,
} from '../../workflows/contract/case.js';
import { DISTRICT_CODE, LEAD_UNIT, STAGE } from '../../workflows/contract/search-attributes.js';

/** Temporal, or every worker, is away: the row stays undecided and the relay goes on. */
export class TemporalAway extends Error {
  override readonly name = 'TemporalAway';
}

/** Temporal knows no such workflow, running or closed. Only the record can say whether that is an end. */
export class CaseNotRunning extends Error {
  override readonly name = 'CaseNotRunning';
}

/** Another case runs under this number: one of the two stores was restored without the other. Somebody must look. */
export class CaseTaken extends Error {
  override readonly name = 'CaseTaken';
}

/** What the service asks of Temporal, and nothing more. */
export interface Gateway {
  /** Starts a case exactly as stored; that this very one runs already is success. Throws TemporalAway or CaseTaken. */
  start(caseId: string, opening: Opening, facts: StartFacts): Promise<void>;
  /** Sends a command and waits for its answer. Throws TemporalAway or CaseNotRunning. */
  send(caseId: string, message: CommandMessage): Promise<CommandAnswer>;
  /** After three time-outs in a row callers need not wait for a fourth: the relay probes. */
  isAway(): boolean;
  /** Whether Temporal answers, for `/readyz`. */
  ping(): Promise<boolean>;
}

export interface StartFacts {
  district: string;
  /** Temporal serves lower keys first. */
  priority: number;
  stage?: string;
  lead?: string | undefined;
}

const ANSWER_DEADLINE_MS = 5_000;
const PING_DEADLINE_MS = 2_000;
const TIMEOUTS_UNTIL_AWAY = 3;

/** Wraps a client. `taskQueue` is the queue of the request workers. */
export function createGateway(client: Client, taskQueue: string): Gateway {
  let timeouts = 0;

  async function reaching<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      const result = await client.withDeadline(Date.now() + ANSWER_DEADLINE_MS, work);
      timeouts = 0;
      return result;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) throw new CaseNotRunning(error.message, { cause: error });
      if (!(error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) && !isPassing(rootOf(error))) throw error;
      timeouts += 1;
      throw new TemporalAway('Temporal did not answer in time', { cause: error });
    }
  }

  return {
    async start(caseId, opening, { district, priority, stage, lead }) {
      const type = workflowTypeOf(caseId);
      const typedSearchAttributes: SearchAttributePair[] = [
        { key: DISTRICT_CODE, value: district },
        ...(stage === undefined ? [] : [{ key: STAGE, value: stage }]),
        ...(lead === undefined ? [] : [{ key: LEAD_UNIT, value: lead }]),
      ];
      const startedBy = opening.opening[0]?.commandId;
      const attributes = { 'temporal.workflow_id': caseId, 'bihuan.command_id': startedBy };
      await inSpan({ name: `start ${type}`, kind: 'client', attributes }, () =>
        reaching(async () => {
          try {
            await client.workflow.start(type, {
              workflowId: caseId,
              taskQueue,
              args: [opening],
              workflowIdReusePolicy: 'REJECT_DUPLICATE',
              workflowIdConflictPolicy: 'FAIL',
              priority: { priorityKey: priority },
              typedSearchAttributes,
              memo: { startedBy },
            });
          } catch (error) {
            if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
            const { memo } = await client.workflow.getHandle(caseId).describe();
            if (memo?.['startedBy'] !== startedBy) throw new CaseTaken(`${caseId} was started by another command`);
          }
        }),
      );
    },
    send: (caseId, message) => {
      const { id: updateId, name } = message;
      const attributes = { 'temporal.workflow_id': caseId, 'temporal.update_id': updateId };
      return inSpan({ name: `update ${name}`, kind: 'client', attributes }, () =>
        reaching(() =>
          client.workflow.getHandle(caseId).executeUpdate(commandUpdate(name), { args: [message], updateId }),
        ),
      );
    },
    isAway: () => timeouts >= TIMEOUTS_UNTIL_AWAY,
    async ping() {
      try {
        await client.withDeadline(Date.now() + PING_DEADLINE_MS, () =>
          client.workflowService.describeNamespace({ namespace: client.options.namespace }),
        );
        return true;
      } catch {
        return false;
      }
    },
  };
}

/**
 * gRPC statuses of what may be otherwise in a moment: cancelled, unknown, deadline exceeded, resource exhausted, aborted,
 * internal, unavailable. Whatever Temporal refuses for good is a fault, and somebody must hear of it.
 */
const PASSING: ReadonlySet<number> = new Set([1, 2, 4, 8, 10, 13, 14]);

/** Whether an error of the client says that Temporal is away, rather than that it refuses for good. */
export function saysAway(error: unknown): boolean {
  return isPassing(rootOf(error));
}

function isPassing(error: unknown): boolean {
  return isGrpcServiceError(error) && PASSING.has(error.code);
}

function rootOf(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined && !isGrpcServiceError(error)
    ? rootOf(error.cause)
    : error;
}
