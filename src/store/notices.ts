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

/** What became of one that was tried: `sent`, why nobody can be told, or undefined: it must be tried again. */
export type NoticeOutcome = 'sent' | 'no_phone' | 'no_channel' | undefined;

/** The longest that a notice waits for its next try. */
const LONGEST_WAIT_S = 300;

/** For so many tries, half a minute, a notice that cannot be handed over keeps back the later ones of its case and recipient. */
const KEEPS_BACK_TRIES = 5;

/**
 * Hands over up to `most` notices whose time has come, the oldest first, and marks them; of a case each recipient is told in
 * order, one notice at a time. Their rows are locked meanwhile: no other sender has them, and one that dies gives them back
 * with its connection. Returns whether there may be more: as many as were asked for, or some that kept others back.
 */
export function handOver(
  db: Database,
  most: number,
  hand: (notice: WaitingNotice) => Promise<NoticeOutcome>,
): Promise<boolean> {
  return db.transaction(async (tx) => {
    const { rows } = await tx.query<Omit<WaitingNotice, 'ring'> & { ring: Ring | null; keeps_back: boolean }>(
      `SELECT case_id AS "case", seq, recipient, template, ring, EXISTS (
         SELECT 1 FROM notices AS later WHERE later.case_id = notice.case_id AND later.seq > notice.seq
           AND later.recipient = notice.recipient AND later.outcome IS NULL) AS keeps_back
       FROM notices AS notice
       WHERE outcome IS NULL AND due_at <= clock_timestamp() AND NOT EXISTS (
         SELECT 1 FROM notices AS earlier WHERE earlier.case_id = notice.case_id AND earlier.seq < notice.seq
           AND earlier.recipient = notice.recipient AND earlier.outcome IS NULL AND earlier.attempts < $2)
       ORDER BY due_at, seq LIMIT $1 FOR UPDATE OF notice SKIP LOCKED`,
      [most, KEEPS_BACK_TRIES],
    );
    if (rows.length === 0) return false;
    const done = await Promise.all(
      rows.map(async ({ ring, keeps_back: _keepsBack, ...notice }) => {
        const outcome = await hand({ ...notice, ...(ring !== null && { ring }) });
        return { case_id: notice.case, seq: notice.seq, recipient: notice.recipient, outcome: outcome ?? null };
      }),
    );
    await tx.query(
      `UPDATE notices AS notice SET outcome = done.outcome, attempts = attempts + 1,
         sent_at = CASE WHEN done.outcome = 'sent' THEN clock_timestamp() END,
         due_at = CASE WHEN done.outcome IS NULL
           THEN clock_timestamp() + least(power(2, attempts), ${String(LONGEST_WAIT_S)}) * interval '1 second' ELSE due_at END
       FROM json_to_recordset($1) AS done(case_id text, seq int, recipient text, outcome text)
       WHERE notice.case_id = done.case_id AND notice.seq = done.seq AND notice.recipient = done.recipient`,
      [JSON.stringify(done)],
    );
    return rows.length === most || rows.some(({ keeps_back: keepsBack }) => keepsBack);
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
       SELECT snapshot ->> 'lead' AS lead FROM resident_requests AS request WHERE case_id = $1 AND snapshot ->> 'position' = $4 AND NOT EXISTS (
         SELECT 1 FROM request_events AS later
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
