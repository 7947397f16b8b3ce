import { canonicalJson } from '../domain/canonical-json.js';
import type { Clock } from '../domain/case/clock.js';
import type { CaseEvent, CaseState } from '../domain/case/lifecycle.js';
import { SYSTEM_ACTOR } from '../domain/envelope.js';
import { noticesOfCase } from '../domain/case-notices.js';
import { lifecycleOfCase, messagesOf, stateAfter } from '../domain/procedures.js';
import type { PlaceFact, Received, RequestEvent } from '../domain/request/events.js';
import { CHAIN_ALGORITHM, CHAIN_START, chain } from './chain.js';
import { inSpan } from '../tracing.js';
import { isSecret, isTakenOut } from './erasure.js';
import { runStatement, type Queries } from './database.js';
import { clientOfCase, commandIdOf } from './identity.js';
import {
  INBOX_CHANNEL,
  INBOX_TRANSACTION_MS,
  receipt,
  receiptValues,
  writeOutcome,
  type CommandOutcome,
  type Deposit,
  type NewRow,
} from './inbox.js';
import { caseView, clockRow, isRequest, tableOf } from './view.js';

/** The record holds something else under a sequence number than the workflow decided. Never overwritten; somebody must look. */
export class RecordConflict extends Error {
  override readonly name = 'RecordConflict';
  constructor(caseId: string, seq: number, problem: string) {
    super(`event ${String(seq)} of ${caseId}: ${problem}`);
  }
}

/** A case as the record has it: its state, and where its chain stands. */
interface RecordedCase {
  version: number;
  lastHash: string;
  state: CaseState;
}

async function readCase(db: Queries, caseId: string): Promise<RecordedCase | undefined> {
  const table = tableOf(caseId);
  const { rows } = await runStatement<{ version: number; last_hash: string; snapshot: CaseState }>(db, {
    name: `read-case-${table}`,
    text: `SELECT version, last_hash, snapshot FROM ${table} WHERE case_id = $1`,
    values: [caseId],
  });
  const row = rows[0];
  return row && { version: row.version, lastHash: row.last_hash, state: row.snapshot };
}

/** What became of the command whose answer brought the events. */
export interface Decided {
  commandId: string;
  outcome: CommandOutcome;
}

/**
 * The only hand that writes the record. Idempotent by sequence number: what is recorded already must be the same to the
 * byte, what is new is chained on and moves the view forward; `decided` is written with it, in one statement. Throws
 * RecordConflict on a gap or a difference.
 */
export function apply(
  db: Queries,
  caseId: string,
  events: readonly CaseEvent[],
  decided?: Decided,
): Promise<CaseState | undefined> {
  const attributes = {
    'bihuan.case_id': caseId,
    'bihuan.command_id': decided?.commandId,
    'bihuan.events': events.length,
  };
  return inSpan({ name: 'apply', attributes }, () => applying(db, caseId, events, decided));
}

async function applying(
  db: Queries,
  caseId: string,
  events: readonly CaseEvent[],
  decided: Decided | undefined,
): Promise<CaseState | undefined> {
  let tried: number | undefined;
  for (;;) {
    const recorded = await readCase(db, caseId);
    const version = recorded?.version ?? 0;
    if (version === tried) throw new Error(`${caseId} stands at ${String(version)} and was not written`);
    await assertSame(
      db,
      caseId,
      events.filter((event) => event.seq <= version),
    );
    const fresh = events.filter((event) => event.seq > version);
    const first = fresh[0];
    if (first === undefined) {
      if (decided) await writeOutcome(db, decided.commandId, decided.outcome);
      return recorded?.state;
    }
    if (recorded === undefined || first.seq !== version + 1)
      throw new RecordConflict(caseId, first.seq, `the record ends at ${String(version)}`);
    const lifecycle = lifecycleOfCase(caseId);
    const state = fresh.reduce((before, event) => lifecycle.evolve(before, event), recorded.state);
    const requesterIndex = await correctedIndex(db, requestEvents(caseId, fresh));
    const links = chain(recorded.lastHash, fresh);
    if (await write(db, { state, before: recorded, fresh, links, requesterIndex }, decided)) return state;
    // Somebody else recorded in between: look again.
    tried = version;
  }
}

/** The events of a request; of any other case none. */
function requestEvents(caseId: string, events: readonly CaseEvent[]): readonly RequestEvent[] {
  return tableOf(caseId) === 'resident_requests' ? (events as readonly RequestEvent[]) : [];
}

/** By whom it is found from now on, when a contact was corrected. */
async function correctedIndex(db: Queries, fresh: readonly RequestEvent[]): Promise<Buffer | undefined> {
  const contact = fresh
    .flatMap(({ type, body }) => (type === 'corrected' && body.contact ? [body.contact] : []))
    .at(-1);
  return contact && callerIndexOf(db, contact.ref);
}

/** The blind index of a contact in the vault, if it has a phone. */
export async function callerIndexOf(db: Queries, ref: string): Promise<Buffer | undefined> {
  const { rows } = await db.query<{ caller_index: Buffer | null }>(
    'SELECT caller_index FROM vault_contacts WHERE ref = $1',
    [ref],
  );
  return rows[0]?.caller_index ?? undefined;
}

/** A case as it comes in: its start in the inbox, what goes into the vault, the source's own numbers, its first events. */
export interface Opening {
  row: NewRow;
  deposit: Deposit;
  external: readonly { system: string; id: string }[];
  events: readonly CaseEvent[];
  /** Finds the caller's earlier requests; default: by the contact that is deposited. */
  requesterIndex?: Buffer | undefined;
}

/**
 * Receives a case and opens its record, in one statement: all of it or nothing. False, and nothing written, when its row
 * or its number is there already. Fails on the key of `external_ids` when another case has one of the source's numbers.
 */
export async function openCase(db: Queries, opening: Opening): Promise<boolean> {
  const { row, deposit, external, events } = opening;
  const table = tableOf(row.caseId);
  // Nobody is found by their proceedings.
  const isFound = table === 'resident_requests';
  const requesterIndex = isFound ? (opening.requesterIndex ?? deposit.contacts?.[0]?.callerIndex) : undefined;
  const state = stateAfter(row.caseId, events);
  if (state === undefined) throw new Error('a record opens with its first event');
  const written = recordValues({ state, fresh: events, links: chain(CHAIN_START, events), requesterIndex });
  const told = messageRows(row.caseId, events);
  const values = [...receiptValues(row, deposit), ...written, JSON.stringify(external)];
  const { rowCount } = await runStatement(
    db,
    told.length === 0
      ? { name: `open-case-${table}`, text: OPEN[table], values }
      : { name: 'open-case-telling', text: OPEN_TELLING, values: [...values, JSON.stringify(told)] },
  );
  return rowCount === 1;
}

async function assertSame(db: Queries, caseId: string, events: readonly CaseEvent[]): Promise<void> {
  if (events.length === 0) return;
  const { rows } = await db.query<{ seq: number; envelope: string }>(
    'SELECT seq, envelope FROM case_events WHERE case_id = $1 AND seq = ANY($2)',
    [caseId, events.map((event) => event.seq)],
  );
  const recorded = new Map(rows.map((row) => [row.seq, row.envelope]));
  for (const event of events) {
    if (recorded.get(event.seq) !== canonicalJson(event)) {
      throw new RecordConflict(caseId, event.seq, 'the record holds another event');
    }
  }
}

type Table = ReturnType<typeof tableOf>;

/** The columns of a view: those that stay as they were at the receipt, and those that move with its events. */
const COLUMNS: Readonly<Record<Table, { fixed: readonly string[]; moving: readonly string[] }>> = {
  resident_requests: {
    fixed: [
      ...['case_id', 'district_code', 'number', 'channel', 'provenance', 'against_staff'],
      ...['against_account', 'received_at', 'occurred_at', 'duplicate_of'],
    ],
    moving: [
      ...[
        'version',
        'last_hash',
        'stage',
        'state',
        'outcome',
        'kind',
        'urgency',
        'category_code',
        'subdistrict',
        'community',
      ],
      ...[
        'grid',
        'lead_unit',
        'against_unit',
        'against_place',
        'merged_into',
        'callers',
        'co_units',
        'next_due_at',
        'next_due_clock',
      ],
      ...['overdue_since', 'closed_at', 'ended_at', 'tags', 'snapshot', 'updated_at'],
    ],
  },
  proceedings: {
    fixed: [
      ...[
        'case_id',
        'district_code',
        'kind',
        'number',
        'sort',
        'parent_case',
        'request_case',
        'subdistrict',
        'community',
      ],
      'received_at',
    ],
    moving: [
      ...['version', 'last_hash', 'state', 'units', 'next_due_at', 'next_due_clock', 'overdue_since', 'ended_at'],
      ...['snapshot', 'updated_at'],
    ],
  },
};

/** The statement that writes a view row; who a request is found by is a parameter of its own, and stays where it is null. */
function viewWriting(table: Table, p: number, after: string): string {
  const { fixed, moving } = COLUMNS[table];
  const columns = [...fixed, ...moving];
  const isFound = table === 'resident_requests';
  const kept = moving.map((column) => `${column} = excluded.${column}`);
  return `INSERT INTO ${table} (${[...columns, ...(isFound ? ['requester_index'] : [])].join(', ')})
SELECT ${columns.map((column) => `view.${column}`).join(', ')}${isFound ? `, $${p + 4}::bytea` : ''}
FROM ${after}, json_populate_record(NULL::${table}, $${p + 3}) AS view ${isFound ? '' : `WHERE $${p + 4}::bytea IS NULL`}
ON CONFLICT (case_id) DO UPDATE SET ${[...kept, ...(isFound ? [`requester_index = coalesce(excluded.requester_index, ${table}.requester_index)`] : [])].join(', ')}`;
}

/**
 * The events, the clocks they touched, who is to be told and the view row, which stand or fall together; `p` is their first
 * parameter. `after` names a part before them: when that is empty, nothing is written. The systems that subscribe are those
 * of this moment: all that name an event's type, and of a request those that name none.
 */
const record = (table: Table, p: number, after: string) => `new_events AS (
  INSERT INTO case_events (case_id, seq, run, type, v, at, received_at, command_id, envelope, prev_hash, hash, algorithm)
  SELECT $${p}, seq, run, type, v, at, received_at, command_id, envelope, prev_hash, hash, '${CHAIN_ALGORITHM}'
  FROM ${after}, json_to_recordset($${p + 1}) AS e(seq int, run int, type text, v int, at timestamptz, received_at timestamptz,
    command_id uuid, envelope text, prev_hash text, hash text)
), touched_clocks AS (
  INSERT INTO case_clocks (case_id, clock, n, unit, "limit", started_at, due_at, last_day, provisional, status, stopped_at, breached_at, proven_at)
  SELECT clocks.case_id, clock, n, unit, "limit", started_at, due_at, last_day, provisional, status, stopped_at, breached_at, proven_at
  FROM ${after}, json_populate_recordset(NULL::case_clocks, $${p + 2}) AS clocks
  ON CONFLICT (case_id, clock, n) DO UPDATE SET unit = excluded.unit, "limit" = excluded."limit", started_at = excluded.started_at,
    due_at = excluded.due_at, last_day = excluded.last_day,
    provisional = excluded.provisional, status = excluded.status, stopped_at = excluded.stopped_at, breached_at = excluded.breached_at,
    proven_at = excluded.proven_at
), unplaced AS (
  INSERT INTO event_positions (case_id, seq) SELECT $${p}, seq FROM ${after}, json_to_recordset($${p + 1}) AS e(seq int)
), told AS (
  INSERT INTO notices (case_id, seq, recipient, template, ring)
  SELECT $${p}, seq, coalesce('webhook:' || endpoint.id, recipient), template, ring
  FROM ${after}, json_to_recordset($${p + 5}) AS notice(seq int, type text, recipient text, template text, ring text)
  LEFT JOIN webhook_endpoints AS endpoint ON recipient = 'subscribers' AND endpoint.district_code = $${p + 3}::json ->> 'district_code'
    AND endpoint.disabled_at IS NULL AND (${table === 'resident_requests' ? "endpoint.event_types = '{}' OR " : ''}type = ANY(endpoint.event_types))
  WHERE recipient <> 'subscribers' OR endpoint.id IS NOT NULL
)
${viewWriting(table, p, after)}
`;

// Only onto the version that the values were worked out from; whoever waited for the row sees the version it has then.
const writing = (table: Table, also = ''): string => `WITH held AS MATERIALIZED (
  SELECT 1 FROM ${table} WHERE case_id = $1 AND version = $7 FOR UPDATE
), decided AS (
  UPDATE inbox SET outcome = $9::jsonb, decided_at = clock_timestamp() FROM held WHERE command_id = $8::uuid AND outcome IS NULL
), ${also}${record(table, 1, 'held')}`;

const WRITE = {
  resident_requests: writing('resident_requests'),
  proceedings: writing('proceedings'),
} as const satisfies Record<Table, string>;

// What is told, as commands of the cases it is for, each received where it enters. Cases are entered in one order, so that two
// who tell each other cannot wait for each other, and once each: several for one case go in as they were said. The relay gives
// them. The first place of a case is its opening's, which may be still to come: it is told in the event before.
const telling = (told: string, after = 'held'): string => `addressed AS MATERIALIZED (
  SELECT sent.case_id, date_trunc('milliseconds', received) AS received, greatest(next_ordinal, 2) AS ordinal
  FROM ${after}, set_config('transaction_timeout', '${String(INBOX_TRANSACTION_MS)}', true),
    (SELECT DISTINCT case_id FROM json_to_recordset(${told}) AS m(case_id text) ORDER BY case_id) AS sent,
    enter_case(sent.case_id)
), messages AS (
  INSERT INTO inbox (command_id, client, key, case_id, ordinal, kind, actor, body, fingerprint, received_at, claimed_until)
  SELECT command_id, client, key, case_id, ordinal + row_number() OVER (PARTITION BY case_id ORDER BY nth) - 1, kind, actor,
    body, decode(fingerprint, 'hex'), received, clock_timestamp()
  FROM addressed JOIN json_to_recordset(${told}) AS m(nth int, command_id uuid, client text, key text, case_id text, kind text,
    actor jsonb, body jsonb, fingerprint text) USING (case_id)
  RETURNING pg_notify('${INBOX_CHANNEL}', '')
), `;

// A statement of its own, since few events tell.
const WRITE_TELLING = {
  resident_requests: writing('resident_requests', telling('$10')),
  proceedings: writing('proceedings', telling('$10')),
} as const satisfies Record<Table, string>;

// $10 is the event that declines a secret, if one is among them: whatever it does not name is erased with it, and the bytes
// of attachments soon after. The contact alone waits until the resident was told. $11 are texts that a correction replaced:
// under another purpose nobody finds the request by them any more; the timeline still shows them, unless $12 says that they
// held a secret: then they go, and whatever came sealed beside the request, which no command's row names. A statement of
// its own, since nearly nothing erases, and every command would pay for its plan.
const WRITE_ERASING = writing(
  'resident_requests',
  `forgotten AS (
  UPDATE vault_texts SET text = NULL, salt = NULL, erased_at = clock_timestamp() FROM held
  WHERE case_id = $1 AND $10::text IS NOT NULL AND text IS NOT NULL AND strpos($10, ref::text) = 0
    AND NOT ${isTakenOut('vault_texts')}
), unsealed AS (
  UPDATE vault_contacts SET sealed = NULL, salt = NULL, caller_index = NULL, erased_at = clock_timestamp() FROM held
  WHERE case_id = $1 AND $10 IS NOT NULL AND sealed IS NOT NULL
    AND ref::text IS DISTINCT FROM $4::json -> 'snapshot' -> 'received' -> 'contact' ->> 'ref'
    AND NOT ${isTakenOut('vault_contacts')}
), hidden AS (
  UPDATE attachments SET erased_at = clock_timestamp() FROM held WHERE case_id = $1 AND $10 IS NOT NULL AND erased_at IS NULL
), replaced AS (
  UPDATE vault_texts SET purpose = 'former_' || purpose, text = CASE WHEN NOT $12::boolean THEN text END,
    salt = CASE WHEN NOT $12 THEN salt END, erased_at = CASE WHEN $12 THEN clock_timestamp() END
  FROM held WHERE case_id = $1 AND $10 IS NULL AND (ref = ANY($11::uuid[]) OR ($12 AND purpose LIKE 'former\\_%'))
), unsent AS (
  UPDATE vault_contacts SET sealed = NULL, salt = NULL, caller_index = NULL, erased_at = clock_timestamp() FROM held
  WHERE case_id = $1 AND $12 AND sealed IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM inbox WHERE inbox.case_id = $1 AND strpos(body::text, ref::text) > 0)
), ${telling('$13')}`,
);

const opening = (
  table: Table,
  also = '',
): string => `WITH ${receipt('SELECT $5::int AS ordinal, $11::timestamptz AS received')}, numbers AS (
  INSERT INTO external_ids (system, id, case_id)
  SELECT DISTINCT system, id, case_id FROM fresh, json_to_recordset($21) AS entry(system text, id text)
), ${also}${record(table, 15, 'fresh')}`;

const OPEN = {
  resident_requests: opening('resident_requests'),
  proceedings: opening('proceedings'),
} as const satisfies Record<Table, string>;

// Only what is opened beside another case tells that of it.
const OPEN_TELLING = opening('proceedings', telling('$22', 'fresh'));

/** The words of the matter and its place that others have taken the place of. */
function replacedBy({ state, before, fresh }: Writing): readonly string[] {
  if (!isRequest(state)) return [];
  const wordsOf = ({ text, place }: Pick<Received, 'text'> & { place?: PlaceFact | undefined }) =>
    [text?.ref, place?.address?.ref].filter((ref) => ref !== undefined);
  const events = requestEvents(state.case, fresh);
  const said = events.flatMap(({ type, body }) => (type === 'corrected' ? wordsOf(body) : []));
  if (said.length === 0) return [];
  const current = wordsOf(state.received);
  const received = before && isRequest(before.state) ? before.state.received : undefined;
  const former = received ? wordsOf(received) : [];
  // What said the same in Chinese says the secret, too.
  const summary = erases(events) ? [received?.summary?.ref].filter((ref) => ref !== undefined) : [];
  return [...former, ...said, ...summary].filter((ref) => !current.includes(ref));
}

/** Whether what a correction replaced is to be kept by nobody. */
function erases(events: readonly RequestEvent[]): boolean {
  return events.some(({ type, body }) => type === 'corrected' && body.erases === 'yes');
}

interface Writing {
  state: CaseState;
  before?: RecordedCase | undefined;
  fresh: readonly CaseEvent[];
  links: readonly { seq: number; envelope: string; prev_hash: string; hash: string }[];
  requesterIndex?: Buffer | undefined;
}

/** False, and nothing written, when the record has moved on since `before` was read. */
async function write(db: Queries, wanted: Writing, decided?: Decided): Promise<boolean> {
  const outcome = decided ? JSON.stringify(decided.outcome) : null;
  const values = [...recordValues(wanted), wanted.before?.version, decided?.commandId ?? null, outcome];
  const table = tableOf(wanted.state.case);
  const events = requestEvents(wanted.state.case, wanted.fresh);
  const secret = wanted.links[events.findLastIndex(isSecret)]?.envelope ?? null;
  const replaced = replacedBy(wanted);
  const told = messageRows(wanted.state.case, wanted.fresh, wanted.before?.state);
  const { rowCount } = await runStatement(db, statementFor());
  return rowCount === 1;

  function statementFor() {
    const messages = JSON.stringify(told);
    if (secret !== null || replaced.length > 0) {
      const more = [secret, replaced, erases(events), messages];
      return { name: 'apply-erasing', text: WRITE_ERASING, values: [...values, ...more] };
    }
    if (told.length === 0) return { name: `apply-${table}`, text: WRITE[table], values };
    return { name: `apply-telling-${table}`, text: WRITE_TELLING[table], values: [...values, messages] };
  }
}

/** What new events of a case tell others, as their inboxes take it. */
function messageRows(caseId: string, fresh: readonly CaseEvent[], before?: CaseState) {
  const client = clientOfCase(caseId);
  return messagesOf(caseId, fresh, before).map(({ key, message: { to, name, body } }, nth) => {
    const id = commandIdOf(client, key);
    const fingerprint = Buffer.from(id).toString('hex');
    return { nth, command_id: id, client, key, case_id: to, kind: name, actor: SYSTEM_ACTOR, body, fingerprint };
  });
}

/** The values of `record`, in its order. */
function recordValues({ state, before, fresh, links, requesterIndex }: Writing) {
  const rows = fresh.map((event, index) => ({
    ...links[index],
    run: event.run,
    type: event.type,
    v: event.v,
    at: event.at,
    received_at: event.receivedAt ?? null,
    command_id: event.commandId ?? null,
  }));
  const known = new Set<Clock>(before?.state.clocks ?? []);
  const clocks = state.clocks.filter((clock) => !known.has(clock)).map((clock) => clockRow(state, clock));
  const view = { ...caseView(state), last_hash: links.at(-1)?.hash, snapshot: state };
  const notices = noticesOfCase(before?.state, fresh);
  return [
    ...[state.case, JSON.stringify(rows), JSON.stringify(clocks), JSON.stringify(view), requesterIndex ?? null],
    JSON.stringify(notices),
  ];
}
