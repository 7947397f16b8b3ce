import type { ProceedingKind } from '../domain/procedures.js';
import { isWithinReach } from './queries/find-proceeding.js';
import { withinReach, type Reader } from './queries/list-requests.js';
import type { Database } from './database.js';
import { listen } from './listener.js';
import { PLACED_CHANNEL } from './positions.js';

/** An event where it stands among all: codes only. */
export interface FeedEvent {
  /** Later events have higher ones, and who sees one sees all before it. A whole number as text: it outgrows a double. */
  position: string;
  number: string;
  seq: number;
  type: string;
  at: string;
}

/** By which of their roles somebody reads requests, and by which each kind of case that these lead to. */
export interface FeedReader {
  requests: Reader;
  proceedings: readonly { kinds: readonly ProceedingKind[]; reader: Reader }[];
}

/** All events in one order, as they come. */
export interface EventFeed {
  /** Where it ends at this moment. */
  end(): Promise<string>;
  /** The next events within the reader's reach, and the position from which to read on. */
  read(reader: FeedReader, after: string, limit: number): Promise<{ events: FeedEvent[]; until: string }>;
  /** Counts up whenever there may be more. */
  stirred(): number;
  /** Settles when there may be more than at `since`, when the time is up, or when either side has had enough. */
  wait(since: number, ms: number, signal: AbortSignal): Promise<void>;
  /** Aborted when the feed is closed: whoever reads on ends. */
  closed: AbortSignal;
  close(): Promise<void>;
}

/** Opens the feed of a process: one listening connection, however many read. */
export function openEventFeed({ pool }: Database, databaseUrl: string): EventFeed {
  const waiting = new Set<() => void>();
  let stirred = 0;
  const wakeAll = (): void => {
    stirred += 1;
    for (const wake of waiting) wake();
  };
  const listener = listen(databaseUrl, PLACED_CHANNEL, wakeAll);
  const closing = new AbortController();

  async function end(): Promise<string> {
    const { rows } = await pool.query<{ position: string }>(
      'SELECT coalesce(max(position), 0)::text AS position FROM event_positions',
    );
    return rows[0]?.position ?? '0';
  }

  return {
    end,
    async read({ requests, proceedings }, after, limit) {
      const until = await end();
      const values: unknown[] = [after, until, limit];
      const put = (value: unknown): string => `$${String(values.push(value))}`;
      const ofKinds = proceedings.map(
        ({ kinds, reader }) => `(kind = ANY(${put(kinds)}) AND ${isWithinReach(reader, put)})`,
      );
      const { rows } = await pool.query<Omit<FeedEvent, 'at'> & { at: Date }>(
        `SELECT position::text, number, seq, type, at FROM event_positions JOIN case_events USING (case_id, seq) JOIN LATERAL (
           SELECT number FROM resident_requests WHERE case_id = case_events.case_id AND ${withinReach(requests, put)}
           UNION ALL
           SELECT number FROM proceedings WHERE case_id = case_events.case_id AND (${ofKinds.join(' OR ')})
         ) AS readable ON true
         WHERE position > $1 AND position <= $2 ORDER BY event_positions.position LIMIT $3`,
        values,
      );
      const events = rows.map(({ at, ...row }) => ({ ...row, at: at.toISOString() }));
      const last = events.length < limit ? until : (events.at(-1)?.position ?? until);
      // A record restored from before is shorter than the reader remembers.
      return { events, until: BigInt(after) > BigInt(until) ? until : last };
    },
    stirred: () => stirred,
    async wait(since, ms, signal) {
      const enough = AbortSignal.any([signal, closing.signal]);
      if (enough.aborted || since !== stirred) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        const wake = (): void => {
          clearTimeout(timer);
          enough.removeEventListener('abort', wake);
          waiting.delete(wake);
          resolve();
        };
        waiting.add(wake);
        enough.addEventListener('abort', wake, { once: true });
      });
    },
    closed: closing.signal,
    async close() {
      closing.abort();
      await listener.stop();
    },
  };
}
