import type { Recipient, Ring, Template } from '../domain/notices.js';
import type { Database, Queries } from './database.js';

/** A notice that waits to be handed over. */
export interface WaitingNotice {
  case: string;
  seq: number;
  recipient: Exclude<Recipient, 'subscribers'> | `webhook:${string}`;
  template: Template | 'event';
  ring?: Ring;
}

/** Who is told, by the way it takes: no way waits for another. */
export const AUDIENCES = ['residents', 'staff', 'subscribers'] as const;
export type Audience = (typeof AUDIENCES)[number];

/** The audience of a row of `notices`, in SQL. */
export const AUDIENCE_SQL = `CASE WHEN template = 'event' THEN 'subscribers'
  WHEN recipient = 'resident' OR recipient LIKE 'follower:%' THEN 'residents' ELSE 'staff' END`;

/** What can become of one: told; why nobody can be; its gateway will not have it; a day was not enough. */
export const NOTICE_OUTCOMES = ['sent', 'no_phone', 'no_channel', 'nobody', 'refused', 'failed'] as const;
export type NoticeOutcome = (typeof NOTICE_OUTCOMES)[number];

/** What became of one that was tried; undefined: it must be tried again. */
export type Told = Exclude<NoticeOutcome, 'failed'> | undefined;

/** The longest that a notice waits for its next try. */
const LONGEST_WAIT_S = 300;

/** A day, by those waits. What is handed to Temporal is not given up: there it has a day of its own. */
const MOST_TRIES = 295;

/** For so many tries, half a minute, a notice that cannot be handed over keeps back the later ones of its case and recipient. */
const KEEPS_BACK_TRIES = 5;

/**
 * Hands over up to `most` notices to an audience whose time has come, what rings first and then the oldest, and marks them; of
 * a case each recipient is told in order, one notice at a time. Their rows are locked meanwhile: no other sender has them, and
 * one that dies gives them back with its connection. Returns what became of those that need no other try, and whether there
 * may be more: as many as were asked for, or some that kept others back.
 */
export function handOver(
  db: Database,
  { audience, most }: { audience: Audience; most: number },
  hand: (notice: WaitingNotice) => Promise<Told>,
): Promise<{ more: boolean; outcomes: readonly NoticeOutcome[] }> {
  return db.transaction(async (tx) => {
    const { rows } = await tx.query<Omit<WaitingNotice, 'ring'> & { ring: Ring | null; keeps_back: boolean }>(
      `SELECT case_id AS "case", seq, recipient, template, ring, EXISTS (
         SELECT 1 FROM notices AS later WHERE later.case_id = notice.case_id AND later.seq > notice.seq
           AND later.recipient = notice.recipient AND later.outcome IS NULL) AS keeps_back
       FROM notices AS notice
       WHERE outcome IS NULL AND due_at <= clock_timestamp() AND ${AUDIENCE_SQL} = $3 AND NOT EXISTS (
         SELECT 1 FROM notices AS earlier WHERE earlier.case_id = notice.case_id AND earlier.seq < notice.seq
           AND earlier.recipient = notice.recipient AND earlier.outcome IS NULL AND earlier.attempts < $2)
       ORDER BY (ring IS NOT NULL OR template = 'ringing') DESC, due_at, seq LIMIT $1 FOR UPDATE OF notice SKIP LOCKED`,
      [most, KEEPS_BACK_TRIES, audience],
    );
    if (rows.length === 0) return { more: false, outcomes: [] };
    const done = await Promise.all(
      rows.map(async ({ ring, keeps_back: _keepsBack, ...notice }) => {
        const outcome = await hand({ ...notice, ...(ring !== null && { ring }) });
        return { case_id: notice.case, seq: notice.seq, recipient: notice.recipient, outcome: outcome ?? null };
      }),
    );
    const { rows: marked } = await tx.query<{ outcome: NoticeOutcome | null }>(
      `UPDATE notices AS notice SET attempts = attempts + 1,
         outcome = CASE WHEN done.outcome IS NULL AND template <> 'event' AND attempts + 1 >= ${String(MOST_TRIES)}
           THEN 'failed' ELSE done.outcome END,
         sent_at = CASE WHEN done.outcome = 'sent' THEN clock_timestamp() END,
         due_at = CASE WHEN done.outcome IS NULL
           THEN clock_timestamp() + least(power(2, attempts), ${String(LONGEST_WAIT_S)}) * interval '1 second' ELSE due_at END
       FROM json_to_recordset($1) AS done(case_id text, seq int, recipient text, outcome text)
       WHERE notice.case_id = done.case_id AND notice.seq = done.seq AND notice.recipient = done.recipient
       RETURNING notice.outcome`,
      [JSON.stringify(done)],
    );
    return {
      more: rows.length === most || rows.some(({ keeps_back: keepsBack }) => keepsBack),
      outcomes: marked.flatMap(({ outcome }) => outcome ?? []),
    };
  });
}

/** A ring's next step: whom it tells, if the duty is still as the event left it. */
export interface RingStep {
  case: string;
  /** Of the event that began the duty; the ring's notices stand under it. */
  seq: number;
  ring: Ring;
  recipients: readonly Recipient[];
}

/** Where a request stands while the duty is undone. */
const UNDONE_AT = {
  accept: 'received',
  sign_for: 'awaiting_sign_for',
  dispatch: 'awaiting_dispatch',
} as const satisfies Record<Ring, string>;

/**
 * Writes the notices of a step, once, unless somebody has taken the duty over or it has passed to another: then false. Of a
 * unit whoever leads by now is rung, as after a succession. In one statement, so that nobody is rung for what was done before it.
 */
export async function ringNext(db: Queries, { case: caseId, seq, ring, recipients }: RingStep): Promise<boolean> {
  const { rows } = await db.query<{ undone: boolean }>(
    `WITH undone AS MATERIALIZED (
       SELECT snapshot ->> 'lead' AS lead FROM resident_requests AS request WHERE case_id = $1 AND snapshot ->> 'position' = $4 AND snapshot -> 'handOver' IS NULL AND NOT EXISTS (
         SELECT 1 FROM case_events AS later
         WHERE later.case_id = $1 AND later.seq > $2 AND later.type IN ('dispatched', 'reopened'))
     ), told AS (
       INSERT INTO notices (case_id, seq, recipient, template)
       SELECT $1, $2, CASE WHEN recipient LIKE 'unit:%' THEN 'unit:' || lead || ':' || split_part(recipient, ':', 3) ELSE recipient END,
         'ringing'
       FROM undone, unnest($3::text[]) AS recipient ON CONFLICT DO NOTHING
     ) SELECT EXISTS (SELECT 1 FROM undone) AS undone`,
    [caseId, seq, recipients, UNDONE_AT[ring]],
  );
  return rows[0]?.undone === true;
}
