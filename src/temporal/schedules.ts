import {
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  ScheduleOverlapPolicy,
  type Client,
  type ScheduleOptions,
} from '@temporalio/client';
import { convenedOn, type Cadence } from '../domain/joint-meeting/regular.js';
import { CONVENE_MEETING, meetingScheduleId, type ConveneStart } from '../../workflows/contract/convene-meeting.js';
import type { TaskQueues } from './task-queues.js';

/** Everywhere in China it is the same time. */
const ZONE = 'Asia/Shanghai';
/** What a server that was away starts when it is back. */
const CAUGHT_UP = '3 days';

/** The schedule of a committee: a week before its regular day, at its regular time. */
function scheduleOf(start: ConveneStart, cadence: Cadence, queues: TaskQueues): ScheduleOptions {
  const { dayOfMonth, months } = convenedOn(cadence);
  const [hour = 0, minute = 0] = cadence.regularTime.split(':').map(Number);
  const month = MONTHS.filter((_, index) => months.includes(index + 1));
  return {
    scheduleId: meetingScheduleId(start),
    spec: { calendars: [{ dayOfMonth, month, hour, minute }], timezone: ZONE },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: CAUGHT_UP },
    action: {
      type: 'startWorkflow',
      workflowType: CONVENE_MEETING,
      workflowId: meetingScheduleId(start),
      taskQueue: queues.requests,
      args: [start],
    },
  };
}

const MONTHS = [
  ...(['JANUARY', 'FEBRUARY', 'MARCH', 'APRIL', 'MAY', 'JUNE', 'JULY'] as const),
  ...(['AUGUST', 'SEPTEMBER', 'OCTOBER', 'NOVEMBER', 'DECEMBER'] as const),
];

/** A committee that meets regularly. */
export interface Meeting extends ConveneStart, Cadence {}

/**
 * Gives every committee its schedule, and takes away those of the districts' committees that are not among them. Whether an
 * operator has paused one stays as it is. Done again, nothing changes. Rejects where Temporal is away.
 */
export async function syncMeetingSchedules(
  { schedule }: Client,
  queues: TaskQueues,
  { districts, meetings }: { districts: readonly string[]; meetings: readonly Meeting[] },
): Promise<void> {
  const wanted = new Map(
    meetings.map(({ district, committee, ...cadence }) => {
      const options = scheduleOf({ district, committee }, cadence, queues);
      return [options.scheduleId, options] as const;
    }),
  );
  const prefixes = districts.map((district) => meetingScheduleId({ district, committee: '' }));
  for await (const { scheduleId } of schedule.list()) {
    const isOurs = prefixes.some((prefix) => scheduleId.startsWith(prefix));
    if (isOurs && !wanted.has(scheduleId)) await removed(schedule, scheduleId);
  }
  for (const options of wanted.values()) await put(schedule, options);
}

async function put(schedule: Client['schedule'], options: ScheduleOptions): Promise<void> {
  try {
    await schedule.create(options);
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    const { spec, action, policies } = options;
    await schedule
      .getHandle(options.scheduleId)
      .update(({ state }) => ({ spec, action, state, ...(policies && { policies }) }));
  }
}

/** Another process may have been there before. */
async function removed(schedule: Client['schedule'], scheduleId: string): Promise<void> {
  try {
    await schedule.getHandle(scheduleId).delete();
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
  }
}
