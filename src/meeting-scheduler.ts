import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { localDay } from './domain/local-time.js';
import type { Database } from './store/database.js';
import { committeesOf } from './store/linkage-directory.js';
import { syncMeetingSchedules } from './temporal/schedules.js';
import type { TaskQueues } from './temporal/task-queues.js';

interface Scheduling {
  client: Client;
  queues: TaskQueues;
  db: Database;
}

/** Brings the schedules in step with the directory of today. Rejects where Temporal or the database is away; answers how many there are. */
export async function scheduleMeetings({ client, queues, db }: Scheduling): Promise<number> {
  const on = localDay(new Date().toISOString());
  const { rows } = await db.pool.query<{ code: string }>('SELECT code FROM districts ORDER BY code');
  const districts = rows.map(({ code }) => code);
  const met = await Promise.all(
    districts.map(async (district) =>
      (await committeesOf(db, district, { on })).map(({ code: committee, cadence, regularDay, regularTime }) => ({
        ...{ district, committee, cadence, regularDay, regularTime },
      })),
    ),
  );
  const meetings = met.flat();
  await syncMeetingSchedules(client, queues, { districts, meetings });
  return meetings.length;
}

/** Whoever keeps the schedules in step with the directory. */
export interface Scheduler {
  stop(): Promise<void>;
}

const RETRY_MS = 10_000;
/** A committee that is new has its schedule within the hour. */
const AGAIN_MS = 3_600_000;

/** Keeps the schedules in step with the directory from now on; waits for a Temporal or a database that is away. */
export function startScheduler({ log, ...scheduling }: Scheduling & { log: Logger }): Scheduler {
  const stopping = new AbortController();
  const { signal } = stopping;
  const isStopped = (): boolean => signal.aborted;
  async function keep(): Promise<void> {
    while (!isStopped()) {
      const pause = await once();
      await sleep(pause, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
  async function once(): Promise<number> {
    try {
      await scheduleMeetings(scheduling);
      return AGAIN_MS;
    } catch (error) {
      if (!isStopped()) log.warn({ err: error }, 'the schedules of regular sittings are not up to date yet');
      return RETRY_MS;
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
