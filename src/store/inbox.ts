import type { Actor } from '../domain/envelope.js';
import type { Refusal } from '../domain/refusals.js';
import type { RequestCommandName } from '../domain/request/commands.js';
import type { RequestState } from '../domain/vocabulary.js';
import type { Database, Transaction } from './database.js';

/** What a command came to; answered again for ever. */
export interface CommandOutcome {
  /** The version and state of the case after the decision. */
  version: number;
  state: RequestState;
  refusal?: Refusal;
  /** After a refusal: what the position does take. */
  allowed?: readonly RequestCommandName[];
}

/** One thing asked of the service: a start or a command, as committed before Temporal was touched. */
export interface InboxRow {
  commandId: string;
  caseId: string;
  ordinal: number;
  kind: string;
  actor: Actor;
  expectedVersion: number | undefined;
  body: unknown;
  fingerprint: Buffer;
  /** ISO 8601 UTC in milliseconds, by the database's clock. */
  receivedAt: string;
  outcome: CommandOutcome | undefined;
}

interface StoredRow {
  command_id: string;
  case_id: string;
  ordinal: number;
  kind: string;
  actor: Actor;
  expected_version: number | null;
  body: unknown;
  fingerprint: Buffer;
  received_at: Date;
  outcome: CommandOutcome | null;
}

const COLUMNS = 'command_id, case_id, ordinal, kind, actor, expected_version, body, fingerprint, received_at, outcome';

function toRow(row: StoredRow): InboxRow {
  return {
    commandId: row.command_id,
    caseId: row.case_id,
    ordinal: row.ordinal,
    kind: row.kind,
    actor: row.actor,
    expectedVersion: row.expected_version ?? undefined,
    body: row.body,
    fingerprint: row.fingerprint,
    receivedAt: row.received_at.toISOString(),
    outcome: row.outcome ?? undefined,
  };
}

/**
 * Inbox transactions end within this time, so that what has not been committed a second after a due was not received
 * before it.
 */
export const INBOX_TRANSACTION_MS = 500;

/** How long the door keeps a row to itself before the relay may take it over. */
export const CLAIM_MS = 10_000;

/** The row of a command id, whatever became of it. */
export async function findRow(
  db: Pick<Database, 'pool'> | Transaction,
  commandId: string,
): Promise<InboxRow | undefined> {
  const sql = { name: 'inbox-find', text: `SELECT ${COLUMNS} FROM inbox WHERE command_id = $1`, values: [commandId] };
  const { rows } = 'pool' in db ? await db.pool.query<StoredRow>(sql) : await db.query<StoredRow>(sql);
  return rows[0] && toRow(rows[0]);
}

/** Holds the case against other receipts until the transaction ends: order of arrival and order of receipt are one. */
export async function enterCase(tx: Transaction, caseId: string): Promise<{ now: string; ordinal: number }> {
  await tx.query({
    name: 'inbox-enter',
    text: 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))',
    values: [caseId],
  });
  // After the lock, never before it: whoever waited was received when it got in.
  const { rows } = await tx.query<{ now: Date; ordinal: number }>({
    name: 'inbox-next',
    text: `SELECT greatest(clock_timestamp(), max(received_at)) AS now, coalesce(max(ordinal), 0) + 1 AS ordinal
           FROM inbox WHERE case_id = $1`,
    values: [caseId],
  });
  const row = rows[0];
  if (row === undefined) throw new Error('the database gave no time');
  return { now: row.now.toISOString(), ordinal: row.ordinal };
}

export interface NewRow {
  commandId: string;
  client: string;
  key: string;
  caseId: string;
  ordinal: number;
  kind: string;
  actor: Actor;
  expectedVersion?: number | undefined;
  body: unknown;
  fingerprint: Buffer;
  receivedAt: string;
  /** Rows decided elsewhere (linked workflows) come with their outcome. */
  outcome?: CommandOutcome | undefined;
}

/** Inserts a row unless its (client, key) is there already; says whether it is new. New rows are claimed by the inserter. */
export async function insertRow(tx: Transaction, row: NewRow): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: 'inbox-insert',
    text: `INSERT INTO inbox (command_id, client, key, case_id, ordinal, kind, actor, expected_version, body, fingerprint,
             received_at, claimed_until, outcome, decided_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::timestamptz,
             clock_timestamp() + interval '${String(CLAIM_MS)} milliseconds', $12, CASE WHEN $12::jsonb IS NULL THEN NULL ELSE clock_timestamp() END)
           ON CONFLICT DO NOTHING`,
    values: [
      row.commandId,
      row.client,
      row.key,
      row.caseId,
      row.ordinal,
      row.kind,
      JSON.stringify(row.actor),
      row.expectedVersion ?? null,
      JSON.stringify(row.body),
      row.fingerprint,
      row.receivedAt,
      row.outcome === undefined ? null : JSON.stringify(row.outcome),
    ],
  });
  return rowCount === 1;
}

/** Whether an earlier row of the case still waits for its decision. */
export async function hasUndecidedBefore(tx: Transaction, caseId: string, ordinal: number): Promise<boolean> {
  const { rows } = await tx.query<{ waits: boolean }>({
    name: 'inbox-before',
    text: 'SELECT EXISTS (SELECT 1 FROM inbox WHERE case_id = $1 AND ordinal < $2 AND outcome IS NULL) AS waits',
    values: [caseId, ordinal],
  });
  return rows[0]?.waits === true;
}

/** Writes a row's outcome once; a later writer finds the same decision there and changes nothing. */
export async function writeOutcome(
  db: Pick<Database, 'pool'> | Transaction,
  commandId: string,
  outcome: CommandOutcome,
): Promise<void> {
  const sql = {
    name: 'inbox-outcome',
    text: `UPDATE inbox SET outcome = $2, decided_at = clock_timestamp(),
             started_at = CASE WHEN kind = 'submit' THEN clock_timestamp() ELSE started_at END
           WHERE command_id = $1 AND outcome IS NULL`,
    values: [commandId, JSON.stringify(outcome)],
  };
  await ('pool' in db ? db.pool.query(sql) : db.query(sql));
}

/** Gives a row back, so that the relay takes it up at once. */
export async function releaseRow(db: Pick<Database, 'pool'>, commandId: string): Promise<void> {
  await db.pool.query(
    `WITH released AS (UPDATE inbox SET claimed_until = clock_timestamp() WHERE command_id = $1 AND outcome IS NULL RETURNING case_id)
     SELECT pg_notify('${INBOX_CHANNEL}', case_id) FROM released`,
    [commandId],
  );
}

/** Where the relay listens for rows that were given back or queued. */
export const INBOX_CHANNEL = 'inbox_undecided';

/**
 * Claims undecided rows whose claim has run out: of each case the oldest only, so that nothing overtakes. Rows another
 * relay is just claiming are passed over.
 */
export async function claimRows(db: Pick<Database, 'pool'>, most: number): Promise<InboxRow[]> {
  const { rows } = await db.pool.query<StoredRow>({
    name: 'inbox-claim',
    text: `UPDATE inbox SET attempts = attempts + 1,
             claimed_until = clock_timestamp() + interval '${String(CLAIM_MS)} milliseconds'
           WHERE command_id IN (
             SELECT command_id FROM inbox AS row
             WHERE outcome IS NULL AND claimed_until < clock_timestamp()
               AND NOT EXISTS (SELECT 1 FROM inbox AS older
                 WHERE older.case_id = row.case_id AND older.ordinal < row.ordinal AND older.outcome IS NULL)
             ORDER BY received_at LIMIT $1 FOR UPDATE SKIP LOCKED)
           RETURNING ${COLUMNS}`,
    values: [most],
  });
  return rows.map(toRow).sort((a, b) => (a.receivedAt < b.receivedAt ? -1 : 1));
}

/** Puts a claimed row off, after a try that came to nothing. */
export async function putOff(db: Pick<Database, 'pool'>, commandId: string, delayMs: number): Promise<void> {
  await db.pool.query(
    `UPDATE inbox SET claimed_until = clock_timestamp() + $2 * interval '1 millisecond' WHERE command_id = $1 AND outcome IS NULL`,
    [commandId, delayMs],
  );
}

/** The undecided commands of a case received before an instant, in order of arrival; starts are not commands. */
export async function undecidedBefore(tx: Transaction, caseId: string, before: string): Promise<InboxRow[]> {
  const { rows } = await tx.query<StoredRow>(
    `SELECT ${COLUMNS} FROM inbox
     WHERE case_id = $1 AND outcome IS NULL AND received_at < $2::timestamptz AND kind <> 'submit' ORDER BY ordinal`,
    [caseId, before],
  );
  return rows.map(toRow);
}
