import proto from '@temporalio/proto';
import type { History } from '@temporalio/common/lib/proto-utils.js';

const Type = proto.temporal.api.enums.v1.EventType;

const TASK_OVER: readonly number[] = [
  Type.EVENT_TYPE_WORKFLOW_TASK_COMPLETED,
  Type.EVENT_TYPE_WORKFLOW_TASK_FAILED,
  Type.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT,
];
const ACTIVITY_OVER: readonly number[] = [
  Type.EVENT_TYPE_ACTIVITY_TASK_COMPLETED,
  Type.EVENT_TYPE_ACTIVITY_TASK_FAILED,
  Type.EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT,
  Type.EVENT_TYPE_ACTIVITY_TASK_CANCELED,
];

function count(history: History, types: readonly number[]): number {
  return (history.events ?? []).filter(({ eventType }) => types.includes(Number(eventType))).length;
}

const TOLD_OVER: readonly number[] = [
  Type.EVENT_TYPE_EXTERNAL_WORKFLOW_EXECUTION_SIGNALED,
  Type.EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED,
];

/** Whether nothing is under way: no task, no activity, no word to another. Timers may wait. */
export function isQuiet(history: History): boolean {
  const tasks = count(history, [Type.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED]) - count(history, TASK_OVER);
  const activities = count(history, [Type.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED]) - count(history, ACTIVITY_OVER);
  const words = [Type.EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED];
  const told = count(history, words) - count(history, TOLD_OVER);
  return tasks === 0 && activities === 0 && told === 0 && count(history, TASK_OVER) > 0;
}

const COMMANDS: readonly number[] = [
  Type.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED,
  Type.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED,
];

/** What a history is made of. */
export interface Shares {
  events: number;
  /** Up to where its first task was done. */
  start: number;
  /** From the recording of its end on; none while it goes on. */
  end: number;
  /** By people, and by other cases. */
  commands: number;
}

export function sharesOf(history: History): Shares {
  const types = (history.events ?? []).map(({ eventType }) => Number(eventType));
  const isOver = types.at(-1) === Type.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED;
  const recorded = isOver ? types.lastIndexOf(Type.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED) : types.length;
  return {
    events: types.length,
    start: types.indexOf(Type.EVENT_TYPE_WORKFLOW_TASK_COMPLETED) + 1,
    end: types.length - recorded,
    commands: count(history, COMMANDS),
  };
}

/** How many of each event there are, the most frequent first. */
export function tally(history: History): string {
  const byType = new Map<string, number>();
  for (const { eventType } of history.events ?? []) {
    const name = (Type[Number(eventType)] ?? 'unknown').replace('EVENT_TYPE_', '').toLowerCase();
    byType.set(name, (byType.get(name) ?? 0) + 1);
  }
  return [...byType]
    .sort(([, a], [, b]) => b - a)
    .map(([name, n]) => `${String(n)} ${name}`)
    .join(', ');
}
