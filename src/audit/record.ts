import type { Calendar, CalendarYear } from '../domain/calendar.js';
import type { Policy, ProceedingTerms } from '../domain/policy.js';
import type { CaseEvent } from '../domain/case/lifecycle.js';
import type { Classification, RequestEvent } from '../domain/request/events.js';
import type { Database, Transaction } from '../store/database.js';
import { STARTS, type CommandOutcome } from '../store/inbox.js';
import { clientOfCase } from '../store/identity.js';
import { tableOf } from '../store/view.js';

/** One row of `case_events`, as it lies there. */
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
  ordinal: number;
  client: string;
  key: string;
  kind: string;
  actor: unknown;
  expected_version: number | null;
  body: unknown;
  received_at: Date;
  outcome: CommandOutcome | null;
}

/** A case that this one has opened, as the opening stands in that case's inbox. */
export interface OpenedEntry {
  key: string;
  case_id: string;
}

/** A command that the case gave another. */
export interface SentEntry {
  command_id: string;
  key: string;
  case_id: string;
  kind: string;
  actor: unknown;
  body: unknown;
  outcome: CommandOutcome | null;
}

/** One booking of an officer's time, as its row lies there. */
export interface BookingEntry {
  officer: string;
  from: Date;
  until: Date;
  /** What asked for it: undecided, it holds the time before any event says so. */
  command: string;
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

export interface AttachmentEntry {
  id: string;
  stage: string;
  sha256: string;
  blobKey: string;
  /** Its bytes must be gone, and when they were found gone. */
  erasedAt: Date | null;
  sweptAt: Date | null;
  at: Date;
  account: string;
  unit: string | null;
  role: string;
}

/** Everything the record holds of one case, as of one instant. */
export interface CaseRecord {
  caseId: string;
  /** In the order of their column `seq`, whatever they say of themselves. */
  events: readonly EventRow[];
  view: Row | undefined;
  clocks: readonly Row[];
  /** Whose time is booked for it. */
  bookings: readonly BookingEntry[];
  inbox: readonly InboxEntry[];
  /** What it told others, as it stands in their inboxes. */
  sent: readonly SentEntry[];
  /** The cases that it has opened. */
  opened: readonly OpenedEntry[];
  vault: ReadonlyMap<string, VaultEntry>;
  /** The photos and documents, as their rows say. */
  attachments: readonly AttachmentEntry[];
  /** What the log of the district tells of them, as canonical text. */
  attached: readonly string[];
  /** The source's own numbers, as `system id`. */
  externalIds: readonly string[];
  /** The policies that its terms name, by version; those that are not there are missing. */
  policies: ReadonlyMap<number, Policy>;
  /** The published years that its terms name, by `yearKey`. */
  years: ReadonlyMap<string, CalendarYear>;
}

/** Reads a case in one snapshot, so that a command decided meanwhile is in all of it or in none. */
export function readRecord(db: Database, caseId: string): Promise<CaseRecord> {
  return db.transaction(async (tx) => {
    await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    const rows = <R extends object>(text: string, values: unknown[] = [caseId]) => readRows<R>(tx, text, values);
    const events = await rows<EventRow>('SELECT * FROM case_events WHERE case_id = $1 ORDER BY seq');
    const [view] = await rows<Row>(`SELECT * FROM ${tableOf(caseId)} WHERE case_id = $1`);
    const clocks = await rows<Row>('SELECT * FROM case_clocks WHERE case_id = $1 ORDER BY clock, n');
    const bookings = await rows<BookingEntry>(
      `SELECT officer, booked_from AS "from", booked_until AS until, command_id AS command
       FROM crew_bookings WHERE case_id = $1 ORDER BY officer, booked_from`,
    );
    const inbox = await rows<InboxEntry>(
      `SELECT command_id, ordinal, client, key, kind, actor, expected_version, body, received_at, outcome
       FROM inbox WHERE case_id = $1 ORDER BY ordinal`,
    );
    const given = await rows<SentEntry>(
      'SELECT command_id, key, case_id, kind, actor, body, outcome FROM inbox WHERE client = $1 ORDER BY key',
      [clientOfCase(caseId)],
    );
    const opened: readonly OpenedEntry[] = given.filter(({ kind }) => STARTS.includes(kind));
    const sent = given.filter(({ kind }) => !STARTS.includes(kind));
    // By the references that are named: a row that was moved to another case must not look like an erased one.
    const told = [...events.map(({ envelope }) => envelope), ...inbox.map(({ body }) => JSON.stringify(body))];
    const refs = [...new Set(told.flatMap((text) => [...text.matchAll(REF)].map(([, ref]) => ref ?? '')))];
    const vault = await rows<VaultEntry>(
      `SELECT ref, case_id, commitment, salt, text, NULL::bytea AS sealed, NULL AS key_id FROM vault_texts WHERE ref = ANY($1::uuid[])
       UNION ALL SELECT ref, case_id, commitment, salt, NULL, sealed, key_id FROM vault_contacts WHERE ref = ANY($1::uuid[])`,
      [refs],
    );
    const external = await rows<{ name: string }>(
      `SELECT system || ' ' || id AS name FROM external_ids WHERE case_id = $1`,
    );
    const attachments = await rows<AttachmentEntry>(
      `SELECT id, stage, sha256, blob_key AS "blobKey", at, account_id AS account, unit_code AS unit, role,
         erased_at AS "erasedAt", swept_at AS "sweptAt"
       FROM attachments WHERE case_id = $1 ORDER BY at`,
    );
    const attached = await rows<{ entry: string }>(
      `SELECT entry FROM district_log WHERE case_id = $1 AND type = 'attached' ORDER BY seq`,
    );
    return {
      ...{
        caseId,
        events,
        view,
        clocks,
        bookings,
        inbox,
        sent,
        opened,
        attachments,
        attached: attached.map(({ entry }) => entry),
      },
      vault: new Map(vault.map((entry) => [entry.ref, entry])),
      externalIds: external.map(({ name }) => name),
      ...(await readTerms(rows, events)),
    };
  });
}

type Read = <R extends object>(text: string, values?: unknown[]) => Promise<R[]>;

/** A version of a year's table, as it is looked up. */
export function yearKey(year: string, version: number): string {
  return `${year} v${String(version)}`;
}

/** Terms that an event gave, and what they were worked out for; a calendar alone where nothing else changed. */
export interface Given {
  seq: number;
  of?: Classification | undefined;
  terms?: ProceedingTerms;
  calendar: Calendar;
}

/** The terms an event gave, if it gave any. `of` is what a policy's own adoption leaves as it was. */
export function termsGiven(event: RequestEvent): readonly Given[] {
  const { seq } = event;
  switch (event.type) {
    case 'received':
      return [{ seq, of: event.body, terms: event.body.terms, calendar: event.body.terms.calendar }];
    case 'reclassified':
      return [{ seq, of: event.body.to, terms: event.body.terms, calendar: event.body.terms.calendar }];
    case 'policy_adopted':
      return [{ seq, terms: event.body.terms, calendar: event.body.terms.calendar }];
    case 'calendar_adopted':
      return [{ seq, calendar: event.body.calendar }];
    default:
      return openedWith(event);
  }
}

/** The terms that a proceeding was opened with. */
function openedWith({ seq, body }: CaseEvent): readonly Given[] {
  const { terms } = body as { terms?: ProceedingTerms };
  return terms === undefined ? [] : [{ seq, terms, calendar: terms.calendar }];
}

/** What the terms of a case were made of, by the versions they name. */
async function readTerms(rows: Read, events: readonly EventRow[]): Promise<Pick<CaseRecord, 'policies' | 'years'>> {
  const named = events.flatMap((row) => {
    const event = eventOf(row);
    return event === undefined ? [] : termsGiven(event);
  });
  const [first] = events;
  const district = first && eventOf(first)?.district;
  const policies = await rows<{ version: number; body: Policy }>(
    'SELECT version, body FROM policies WHERE district_code = $1 AND version = ANY($2)',
    [district, named.flatMap(({ terms }) => (terms === undefined ? [] : [terms.policy]))],
  );
  const tables = named.flatMap(({ calendar }) =>
    Object.entries(calendar.years).map(([year, { version }]) => ({ year, version })),
  );
  const years = await rows<{ year: string; version: number; body: Omit<CalendarYear, 'version'> }>(
    `SELECT DISTINCT ON (year, version) calendar_years.year::text AS year, version, body FROM calendar_years
     JOIN json_to_recordset($1) AS named(year int, version int) USING (year, version)`,
    [JSON.stringify(tables)],
  );
  return {
    policies: new Map(policies.map(({ version, body }) => [version, { ...body, version }])),
    years: new Map(years.map(({ year, version, body }) => [yearKey(year, version), { version, ...body }])),
  };
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
