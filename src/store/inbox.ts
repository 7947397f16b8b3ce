import type { Actor } from '../domain/envelope.js';
import type { Refusal } from '../domain/refusals.js';
import { runStatement, type Database, type Queries, type Transaction } from './database.js';
import { contactRow, textRow, type ContactEntry, type TextEntry } from './vault.js';

/** What a command came to; answered again for ever. */
export interface CommandOutcome {
  /** The version and state of the case after the decision. */
  version: number;
  state: string;
  refusal?: Refusal;
  /** After a refusal: what the position does take. */
  allowed?: readonly string[];
}

/** One thing asked of the service: a start or a command, as committed before Temporal was touched. */
export interface InboxRow {
  commandId: string;
  /** Who sent it: an account, a source, or another case. */
  client: string;
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
  client: string;
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

const COLUMNS =
  'command_id, client, case_id, ordinal, kind, actor, expected_version, body, fingerprint, received_at, outcome';

function toRow(row: StoredRow): InboxRow {
  return {
    commandId: row.command_id,
    client: row.client,
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

/** The kinds of rows that open a case; all others are commands. */
export const STARTS: readonly string[] = ['submit', 'open'];

/** How long the door keeps a row to itself before the relay may take it over. */
export const CLAIM_MS = 10_000;

/** Where the relay listens for rows that were given back or queued. */
export const INBOX_CHANNEL = 'inbox_undecided';

/** The row of a command id, whatever became of it. */
export async function findRow(
  db: Pick<Database, 'pool'> | Transaction,
  commandId: string,
): Promise<InboxRow | undefined> {
  const sql = { name: 'inbox-find', text: `SELECT ${COLUMNS} FROM inbox WHERE command_id = $1`, values: [commandId] };
  const { rows } = 'pool' in db ? await db.pool.query<StoredRow>(sql) : await db.query<StoredRow>(sql);
  return rows[0] && toRow(rows[0]);
}

/** What a receipt found when it entered its case. */
export interface Entered {
  /** ISO 8601 UTC in milliseconds: the database's clock, never before an earlier receipt of the case. */
  receivedAt: string;
  ordinal: number;
  /** An earlier row of the case is still undecided. */
  waits: boolean;
  /** The version of the case on record; 0 when there is none. */
  recorded: number;
}

export interface NewRow {
  commandId: string;
  client: string;
  key: string;
  caseId: string;
  /** Default: the next of the case. */
  ordinal?: number | undefined;
  kind: string;
  actor: Actor;
  expectedVersion?: number | undefined;
  body: unknown;
  fingerprint: Buffer;
  /** Default: the database's clock. */
  receivedAt?: string | undefined;
  /** Rows decided elsewhere (linked workflows) come with their outcome. */
  outcome?: CommandOutcome | undefined;
}

/** What a row's body refers to: put away in the very statement that inserts the row, and only if the row is new. */
export interface Deposit {
  texts?: readonly TextEntry[] | undefined;
  contacts?: readonly ContactEntry[] | undefined;
}

/**
 * A receipt as the first parts of a statement. `entered` selects its ordinal and its time of receipt; whatever follows
 * reads `fresh`, which is empty for a row that was there.
 */
export const receipt = (entered: string) => `entered AS MATERIALIZED (${entered}), fresh AS (
  INSERT INTO inbox (command_id, client, key, case_id, ordinal, kind, actor, expected_version, body, fingerprint,
    received_at, claimed_until, outcome, decided_at)
  SELECT $1::uuid, $2::text, $3::text, $4::text, ordinal, $6::text, $7::jsonb, $8::int, $9::jsonb, $10::bytea, received,
    clock_timestamp() + interval '${String(CLAIM_MS)} milliseconds', $12::jsonb,
    CASE WHEN $12::jsonb IS NULL THEN NULL ELSE clock_timestamp() END
  FROM entered ON CONFLICT DO NOTHING RETURNING case_id
), texts AS (
  INSERT INTO vault_texts (ref, case_id, purpose, text, salt, commitment)
  SELECT ref, case_id, purpose, text, decode(salt, 'hex'), commitment
  FROM fresh, json_to_recordset($13)
    AS entry(ref uuid, purpose text, text text, salt text, commitment text)
), contacts AS (
  INSERT INTO vault_contacts (ref, case_id, key_id, sealed, salt, commitment, caller_index)
  SELECT ref, case_id, key_id, decode(sealed, 'hex'), decode(salt, 'hex'), commitment, decode(caller_index, 'hex')
  FROM fresh, json_to_recordset($14)
    AS entry(ref uuid, key_id text, sealed text, salt text, commitment text, caller_index text)
)`;

/** The values of `receipt`, in its order. */
export function receiptValues(row: NewRow, { texts = [], contacts = [] }: Deposit) {
  return [
    row.commandId,
    row.client,
    row.key,
    row.caseId,
    row.ordinal ?? null,
    row.kind,
    JSON.stringify(row.actor),
    row.expectedVersion ?? null,
    JSON.stringify(row.body),
    row.fingerprint,
    row.receivedAt ?? null,
    row.outcome === undefined ? null : JSON.stringify(row.outcome),
    JSON.stringify(texts.map(textRow)),
    JSON.stringify(contacts.map(contactRow)),
  ];
}

// Holds the case against other receipts until the transaction ends: order of arrival and order of receipt are one.
const entering = (bounded: string) => `SELECT coalesce($5::int, next_ordinal) AS ordinal, waits, recorded,
  date_trunc('milliseconds', coalesce($11::timestamptz, received)) AS received FROM ${bounded} enter_case($4::text)`;
const giving = 'SELECT ordinal, received, waits, recorded FROM entered, fresh';

const RECEIVE = `WITH ${receipt(entering(`set_config('transaction_timeout', '${String(INBOX_TRANSACTION_MS)}', true),`))} ${giving}`;
const INSERT = `WITH ${receipt(entering(''))} ${giving}`;

/**
 * Receives a command in one statement, with what goes into the vault: what it found, or undefined when its (client, key) is
 * there already. The row is claimed by its receiver. Bounded in time like every receipt.
 */
export function receiveRow(db: Queries, row: NewRow, deposit: Deposit = {}): Promise<Entered | undefined> {
  return putRow(db, 'inbox-receive', RECEIVE, row, deposit);
}

/** The same inside a transaction that has more to do, and its own time to do it in. */
export function insertRow(tx: Transaction, row: NewRow): Promise<Entered | undefined> {
  return putRow(tx, 'inbox-insert', INSERT, row, {});
}

/** A command that is received together with others, and the texts its body refers to. */
export type RowTogether = Omit<NewRow, 'ordinal' | 'expectedVersion' | 'receivedAt' | 'outcome'> & {
  texts: readonly TextEntry[];
};

// The cases are entered in one order, so that two who enter the same ones cannot wait for each other. Nobody waits for an
// answer: the rows are unclaimed, and the relay is woken by the commit.
const RECEIVE_TOGETHER = `WITH entered AS MATERIALIZED (
  SELECT item.*, next_ordinal, received
  FROM (SELECT * FROM json_to_recordset($1) AS sent(command_id uuid, client text, key text, case_id text, kind text,
    actor jsonb, body jsonb, fingerprint text) ORDER BY case_id) AS item, enter_case(item.case_id)
), fresh AS (
  INSERT INTO inbox (command_id, client, key, case_id, ordinal, kind, actor, body, fingerprint, received_at, claimed_until)
  SELECT command_id, client, key, case_id, next_ordinal, kind, actor, body, decode(fingerprint, 'hex'),
    (SELECT date_trunc('milliseconds', max(received)) FROM entered), clock_timestamp()
  FROM entered
), texts AS (
  INSERT INTO vault_texts (ref, case_id, purpose, text, salt, commitment)
  SELECT ref, of_case, purpose, text, decode(salt, 'hex'), commitment
  FROM json_to_recordset($2) AS entry(ref uuid, purpose text, text text, salt text, commitment text, of_case text)
)
SELECT pg_notify('${INBOX_CHANNEL}', '')`;

/**
 * Receives commands of different cases at one and the same moment, in one statement: all of them, or none when it throws.
 * None may be there already. The transaction around it must be bounded like every receipt's.
 */
export async function receiveTogether(tx: Transaction, rows: readonly RowTogether[]): Promise<void> {
  const sent = rows.map(({ commandId, client, key, caseId, kind, actor, body, fingerprint }) => ({
    ...{ command_id: commandId, client, key, case_id: caseId, kind, actor, body },
    fingerprint: fingerprint.toString('hex'),
  }));
  const texts = rows.flatMap(({ caseId, texts }) => texts.map((text) => ({ ...textRow(text), of_case: caseId })));
  const values = [JSON.stringify(sent), JSON.stringify(texts)];
  await runStatement(tx, { name: 'inbox-receive-together', text: RECEIVE_TOGETHER, values });
}

async function putRow(
  db: Queries,
  name: string,
  text: string,
  row: NewRow,
  deposit: Deposit,
): Promise<Entered | undefined> {
  const statement = { name, text, values: receiptValues(row, deposit) };
  const { rows } = await runStatement<{ ordinal: number; received: Date; waits: boolean; recorded: number }>(
    db,
    statement,
  );
  const found = rows[0];
  if (found === undefined) return undefined;
  const { ordinal, received, waits, recorded } = found;
  return { ordinal, receivedAt: received.toISOString(), waits, recorded };
}

/** Writes a row's outcome once; a later writer finds the same decision there and changes nothing. */
export async function writeOutcome(db: Queries, commandId: string, outcome: CommandOutcome): Promise<void> {
  await db.query({
    name: 'inbox-outcome',
    text: `UPDATE inbox SET outcome = $2, decided_at = clock_timestamp() WHERE command_id = $1 AND outcome IS NULL`,
    values: [commandId, JSON.stringify(outcome)],
  });
}

/**
 * Marks a start as done, once. Not waiting for the disk: should the mark be lost with the machine, the relay starts again
 * what Temporal then says is started.
 */
export async function markStarted(
  { pool }: Pick<Database, 'pool'>,
  commandId: string,
  outcome: CommandOutcome,
): Promise<void> {
  await pool.query({
    name: 'inbox-started',
    text: `UPDATE inbox SET outcome = $2, decided_at = clock_timestamp(), started_at = clock_timestamp()
           FROM set_config('synchronous_commit', 'off', true)
           WHERE command_id = $1 AND outcome IS NULL`,
    values: [commandId, JSON.stringify(outcome)],
  });
}

/** Gives a row back, so that the relay takes it up at once. */
export async function releaseRow(db: Pick<Database, 'pool'>, commandId: string): Promise<void> {
  await db.pool.query(
    `WITH released AS (UPDATE inbox SET claimed_until = clock_timestamp() WHERE command_id = $1 AND outcome IS NULL RETURNING case_id)
     SELECT pg_notify('${INBOX_CHANNEL}', case_id) FROM released`,
    [commandId],
  );
}

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
     WHERE case_id = $1 AND outcome IS NULL AND received_at < $2::timestamptz AND kind <> ALL($3) ORDER BY ordinal`,
    [caseId, before, STARTS],
  );
  return rows.map(toRow);
}
