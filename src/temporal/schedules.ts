import { setTimeout as sleep } from 'node:timers/promises';
import {
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  ScheduleOverlapPolicy,
  type Client,
  type ScheduleOptions,
} from '@temporalio/client';
import type { Logger } from 'pino';
import { convenedOn, type Cadence } from '../domain/joint-meeting/regular.js';
import { localDay } from '../domain/local-time.js';
import type { Database } from '../store/database.js';
import { committeesOf } from '../store/linkage-directory.js';
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

/**
 * Gives every committee in force its schedule, as the directory has it, and takes away those of committees that are no more.
 * Whether an operator has paused one stays as it is. Done again, nothing changes. Rejects where Temporal or the database is
 * away; answers how many there are.
 */
export async function syncMeetingSchedules({ schedule }: Client, queues: TaskQueues, db: Database): Promise<number> {
  const on = localDay(new Date().toISOString());
  const { rows } = await db.pool.query<{ code: string }>('SELECT code FROM districts ORDER BY code');
  const wanted = new Map<string, ScheduleOptions>();
  for (const { code: district } of rows) {
    for (const committee of await committeesOf(db, district, { on })) {
      const options = scheduleOf({ district, committee: committee.code }, committee, queues);
      wanted.set(options.scheduleId, options);
    }
  }
  for await (const { scheduleId } of schedule.list()) {
    const isOurs = rows.some(({ code }) => scheduleId.startsWith(meetingScheduleId({ district: code, committee: '' })));
    if (isOurs && !wanted.has(scheduleId)) await removed(schedule, scheduleId);
  }
  for (const options of wanted.values()) await put(schedule, options);
  return wanted.size;
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

/** Whoever keeps the schedules in step with the directory. */
export interface Scheduler {
  stop(): Promise<void>;
}

const RETRY_MS = 10_000;
/** A committee that is new has its schedule within the hour. */
const AGAIN_MS = 3_600_000;

/** Keeps the schedules in step with the directory from now on; waits for a Temporal or a database that is away. */
export function startScheduler({
  client,
  queues,
  db,
  log,
}: {
  client: Client;
  queues: TaskQueues;
  db: Database;
  log: Logger;
}): Scheduler {
  const stopping = new AbortController();
  const { signal } = stopping;
  async function keep(): Promise<void> {
    while (!signal.aborted) {
      let pause = AGAIN_MS;
      try {
        await syncMeetingSchedules(client, queues, db);
      } catch (error) {
        pause = RETRY_MS;
        if (!signal.aborted) log.warn({ err: error }, 'the schedules of regular sittings are not up to date yet');
      }
      await sleep(pause, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
  const kept = keep();
  return {
    async stop() {
      stopping.abort();
      await kept;
    },
  };
}
