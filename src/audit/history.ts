import { isGrpcServiceError, type Client } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import type { History } from '@temporalio/common/lib/proto-utils.js';
import proto from '@temporalio/proto';
import type { Recording, CaseActivities } from '../../activities/index.js';
import type { RequestEvent } from '../domain/request/events.js';
import type { CommandAnswer, CommandDecision, CommandMessage, CommandSignal } from '../../workflows/contract/case.js';
import type { CarriedOver, Submitted } from '../../workflows/contract/resident-request.js';

type HistoryEvent = proto.temporal.api.history.v1.IHistoryEvent;
type Payload = proto.temporal.api.common.v1.IPayload;

const { EventType } = proto.temporal.api.enums.v1;
/** The same status for a namespace that is not there: a wrong address must not look like a lost case. */
const NO_NAMESPACE = /^Namespace /i;

const NOT_FOUND = 5;

function isNotFound(error: unknown): boolean {
  if (!isGrpcServiceError(error)) return false;
  const status: number = error.code;
  return status === NOT_FOUND && !NO_NAMESPACE.test(error.details);
}

/** Everything Temporal still knows of a case. */
export interface CaseHistory {
  /** The runs of the continue-as-new chain that are still there, the oldest first. */
  runs: readonly History[];
  /** Whether they begin with the first run; retention may have taken it. */
  fromTheBeginning: boolean;
  /** How the last run stands. */
  status: 'open' | 'completed' | 'broken_off';
}

/** Fetches all runs of a workflow id, following the chain back to its first run. Undefined when Temporal has none. */
export async function fetchCaseHistory(client: Client, caseId: string): Promise<CaseHistory | undefined> {
  const newest = await fetchRun(client, caseId);
  if (newest === undefined) return undefined;
  const runs = [newest];
  // The chain may have gone on while its then newest run was being read.
  for (let next = continuedIn(newest); next;) {
    const run: History | undefined = await fetchRun(client, caseId, next);
    if (run === undefined) break;
    runs.push(run);
    next = continuedIn(run);
  }
  let before = continuedFrom(newest);
  while (before) {
    const run: History | undefined = await fetchRun(client, caseId, before);
    if (run === undefined) break;
    runs.unshift(run);
    before = continuedFrom(run);
  }
  return { runs, fromTheBeginning: !before, status: statusOf(runs.at(-1)) };
}

async function fetchRun(client: Client, caseId: string, runId?: string): Promise<History | undefined> {
  try {
    return await client.workflow.getHandle(caseId, runId).fetchHistory();
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

function continuedFrom({ events }: History): string | undefined {
  return events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId ?? undefined;
}

function continuedIn({ events }: History): string | undefined {
  return events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId ?? undefined;
}

const BROKEN_OFF: readonly number[] = [
  EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED,
  EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT,
  EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED,
  EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED,
];

function statusOf(run: History | undefined): CaseHistory['status'] {
  const last = run?.events?.at(-1)?.eventType;
  if (last === EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED) return 'completed';
  return last !== undefined && last !== null && BROKEN_OFF.includes(last) ? 'broken_off' : 'open';
}

/** What a history says of itself, beside what its replay re-derives. */
export interface Testimony {
  /** The events the request was started with; a history without a finished task replays to nothing. */
  opening: readonly RequestEvent[];
  /** Events up to here were decided in runs that are gone. */
  carriedUpTo: number;
  /** Events up to here were on record once: a command read them there, or their recording came back. */
  recordedUpTo: number;
  /** Decisions as callers were answered, by command id. */
  decisions: ReadonlyMap<string, CommandDecision>;
  /** Commands as the workflow heard them, by update, by signal or found unheard, by command id. */
  asked: ReadonlyMap<string, Asked>;
}

/** A command as a history tells it; one that came by signal carries no receipt. */
export type Asked = Omit<CommandMessage, 'receivedAt' | 'recorded'> & { receivedAt?: string };

/** Reads starts, updates and recordings. Throws on a payload that is not what this release writes. */
export function testimonyOf({ runs, fromTheBeginning }: Pick<CaseHistory, 'runs' | 'fromTheBeginning'>): Testimony {
  const start = startOf(runs[0]);
  const recorded: number[] = [0];
  const decisions = new Map<string, CommandDecision>();
  const asked = new Map<string, Asked>();
  for (const { events } of runs) {
    const recordings = new Map<string, Recording>();
    for (const event of events ?? []) {
      const message = first<CommandMessage>(
        event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest?.input?.args,
      );
      if (message) recorded.push(message.recorded);
      const heard = message ?? first<CommandSignal>(event.workflowExecutionSignaledEventAttributes?.input);
      if (heard) asked.set(heard.id, heard);
      const answer = first<CommandAnswer>(event.workflowExecutionUpdateCompletedEventAttributes?.outcome?.success);
      if (answer) decisions.set(answer.decision.id, answer.decision);
      for (const unheard of hearRecording(event, recordings, recorded)) asked.set(unheard.id, unheard);
    }
  }
  return {
    opening: start.opening,
    carriedUpTo: !fromTheBeginning && 'carried' in start ? start.carried.state.seq : 0,
    recordedUpTo: Math.max(...recorded),
    decisions,
    asked,
  };
}

const RECORDINGS: ReadonlySet<string> = new Set<keyof CaseActivities>(['recordEvents', 'recordLapse']);

/** Notes what came onto the record; answers the commands that a lapse found unheard. */
function hearRecording(
  event: HistoryEvent,
  recordings: Map<string, Recording>,
  recorded: number[],
): readonly CommandMessage[] {
  const scheduled = event.activityTaskScheduledEventAttributes;
  if (RECORDINGS.has(scheduled?.activityType?.name ?? '')) {
    const recording = first<Recording>(scheduled?.input);
    if (recording) recordings.set(String(event.eventId), recording);
  }
  const completed = event.activityTaskCompletedEventAttributes;
  if (!completed) return [];
  const recording = recordings.get(String(completed.scheduledEventId));
  if (recording === undefined) return [];
  const last = recording.events.at(-1);
  // A lapse that answers with commands has recorded nothing.
  const unheard = first<readonly CommandMessage[]>(completed.result) ?? [];
  if (last && unheard.length === 0) recorded.push(last.seq);
  return unheard;
}

function startOf(run: History | undefined): Submitted | CarriedOver {
  const start = first<Submitted | CarriedOver>(run?.events?.[0]?.workflowExecutionStartedEventAttributes?.input);
  if (start === undefined) throw new TypeError('a history begins with its start');
  return start;
}

// Only the caller knows what a payload holds; the converter's own signature says the same.
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters
function first<Value>(payloads: { payloads?: Payload[] | null } | null | undefined): Value | undefined {
  const payload = payloads?.payloads?.[0];
  return payload && defaultPayloadConverter.fromPayload<Value>(payload);
}
