import type { RequestEvent } from '../domain/request/events.js';
import type { Database, Transaction } from '../store/database.js';
import type { CommandOutcome } from '../store/inbox.js';

/** One row of `request_events`, as it lies there. */
export interface EventRow {
  case_id: string;
  seq: number;
  run: number;
  type: string;
  v: number;
  at: Date;
  received_at: Date | null;
  command_id: string | null;
  envelope: string;
  prev_hash: string;
  hash: string;
  algorithm: string;
}

/** A row whose columns are compared by name. */
export type Row = Readonly<Record<string, unknown>>;

export interface InboxEntry {
  command_id: string;
  kind: string;
  actor: unknown;
  expected_version: number | null;
  body: unknown;
  received_at: Date;
  outcome: CommandOutcome | null;
}

export interface VaultEntry {
  ref: string;
  case_id: string;
  commitment: string;
  salt: Buffer | null;
  text: string | null;
  sealed: Buffer | null;
  key_id: string | null;
}

/** Everything the record holds of one case, as of one instant. */
export interface CaseRecord {
  caseId: string;
  /** In the order of their column `seq`, whatever they say of themselves. */
  events: readonly EventRow[];
  view: Row | undefined;
  clocks: readonly Row[];
  inbox: readonly InboxEntry[];
  vault: ReadonlyMap<string, VaultEntry>;
}

/** Reads a case in one snapshot, so that a command decided meanwhile is in all of it or in none. */
export function readRecord(db: Database, caseId: string): Promise<CaseRecord> {
  return db.transaction(async (tx) => {
    await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    const rows = <R extends object>(text: string, values: unknown[] = [caseId]) => readRows<R>(tx, text, values);
    const events = await rows<EventRow>('SELECT * FROM request_events WHERE case_id = $1 ORDER BY seq');
    const [view] = await rows<Row>('SELECT * FROM resident_requests WHERE case_id = $1');
    const clocks = await rows<Row>('SELECT * FROM request_clocks WHERE case_id = $1 ORDER BY clock, n');
    const inbox = await rows<InboxEntry>(
      `SELECT command_id, kind, actor, expected_version, body, received_at, outcome
       FROM inbox WHERE case_id = $1 ORDER BY ordinal`,
    );
    // By the references the events name: a row that was moved to another case must not look like an erased one.
    const refs = [
      ...new Set(events.flatMap(({ envelope }) => [...envelope.matchAll(REF)].map(([, ref]) => ref ?? ''))),
    ];
    const vault = await rows<VaultEntry>(
      `SELECT ref, case_id, commitment, salt, text, NULL::bytea AS sealed, NULL AS key_id FROM vault_texts WHERE ref = ANY($1::uuid[])
       UNION ALL SELECT ref, case_id, commitment, salt, NULL, sealed, key_id FROM vault_contacts WHERE ref = ANY($1::uuid[])`,
      [refs],
    );
    return { caseId, events, view, clocks, inbox, vault: new Map(vault.map((entry) => [entry.ref, entry])) };
  });
}

const REF = /"ref":"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"/g;

async function readRows<R extends object>(tx: Transaction, text: string, values: unknown[]): Promise<R[]> {
  const { rows } = await tx.query<R>(text, values);
  return rows;
}

/** The event a row holds, or undefined when its text is no event. */
export function eventOf({ envelope }: EventRow): RequestEvent | undefined {
  try {
    const event = JSON.parse(envelope) as RequestEvent;
    return typeof event.seq === 'number' && typeof event.body === 'object' ? event : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a column holds a value, and how both read: instants as such, however they are written. */
export function compareColumn(found: unknown, value: unknown): { same: boolean; found: string; expected: string } {
  const expected = found instanceof Date && typeof value === 'string' ? asInstant(value) : asText(value);
  return { same: asText(found) === expected, found: asText(found), expected };
}

function asText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function asInstant(text: string): string {
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? text : new Date(ms).toISOString();
}
