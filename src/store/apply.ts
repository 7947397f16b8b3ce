import { canonicalJson } from '../domain/canonical-json.js';
import type { RequestEvent } from '../domain/request/events.js';
import { evolve, type Clock, type ResidentRequest } from '../domain/request/state.js';
import { CHAIN_ALGORITHM, CHAIN_START, chain } from './chain.js';
import type { Transaction } from './database.js';
import { clockRow, viewOf } from './view.js';

/** The record holds something else under a sequence number than the workflow decided. Never overwritten; somebody must look. */
export class RecordConflict extends Error {
  override readonly name = 'RecordConflict';
  constructor(caseId: string, seq: number, problem: string) {
    super(`event ${String(seq)} of ${caseId}: ${problem}`);
  }
}

/** A case as the record has it: the state less its terms, and where its chain stands. */
export interface RecordedCase {
  version: number;
  lastHash: string;
  state: ResidentRequest;
}

/** Reads a case's place in the record and holds it until the transaction ends. */
export async function lockCase(tx: Transaction, caseId: string): Promise<RecordedCase | undefined> {
  const { rows } = await tx.query<{ version: number; last_hash: string; snapshot: ResidentRequest }>({
    name: 'lock-case',
    text: 'SELECT version, last_hash, snapshot FROM resident_requests WHERE case_id = $1 FOR UPDATE',
    values: [caseId],
  });
  const row = rows[0];
  return row && { version: row.version, lastHash: row.last_hash, state: row.snapshot };
}

/**
 * The only hand that writes the record. Idempotent by sequence number: what is recorded already must be the same to the
 * byte, what is new is chained on and moves the view forward. Throws RecordConflict on a gap or a difference.
 */
export async function apply(
  tx: Transaction,
  caseId: string,
  events: readonly RequestEvent[],
): Promise<ResidentRequest | undefined> {
  const recorded = await lockCase(tx, caseId);
  const version = recorded?.version ?? 0;
  await assertSame(
    tx,
    caseId,
    events.filter((event) => event.seq <= version),
  );
  const fresh = events.filter((event) => event.seq > version);
  const first = fresh[0];
  if (first === undefined) return recorded?.state;
  if (first.seq !== version + 1) throw new RecordConflict(caseId, first.seq, `the record ends at ${String(version)}`);

  const state = fresh.reduce<ResidentRequest | undefined>(evolve, recorded?.state);
  if (state === undefined) return undefined;
  const links = chain(recorded?.lastHash ?? CHAIN_START, fresh);
  await write(tx, { state, before: recorded?.state, fresh, links });
  return state;
}

/**
 * Opens the record of a case that has none: a number is given once, so nothing needs to be looked for. A case that is there
 * after all fails on its first event. `requesterIndex` finds a caller's earlier requests.
 */
export async function openRecord(
  tx: Transaction,
  opening: readonly RequestEvent[],
  requesterIndex?: Buffer,
): Promise<void> {
  const state = opening.reduce<ResidentRequest | undefined>(evolve, undefined);
  if (state === undefined) throw new Error('a record opens with its first event');
  await write(tx, { state, fresh: opening, links: chain(CHAIN_START, opening), requesterIndex });
}

async function assertSame(tx: Transaction, caseId: string, events: readonly RequestEvent[]): Promise<void> {
  if (events.length === 0) return;
  const { rows } = await tx.query<{ seq: number; envelope: string }>(
    'SELECT seq, envelope FROM request_events WHERE case_id = $1 AND seq = ANY($2)',
    [caseId, events.map((event) => event.seq)],
  );
  const recorded = new Map(rows.map((row) => [row.seq, row.envelope]));
  for (const event of events) {
    if (recorded.get(event.seq) !== canonicalJson(event)) {
      throw new RecordConflict(caseId, event.seq, 'the record holds another event');
    }
  }
}

// One statement: the events, the clocks they touched and the view row stand or fall together, in one round trip.
const WRITE = `
WITH new_events AS (
  INSERT INTO request_events (case_id, seq, run, type, v, at, received_at, command_id, envelope, prev_hash, hash, algorithm)
  SELECT $1, seq, run, type, v, at, received_at, command_id, envelope, prev_hash, hash, '${CHAIN_ALGORITHM}'
  FROM json_to_recordset($2) AS e(seq int, run int, type text, v int, at timestamptz, received_at timestamptz,
    command_id uuid, envelope text, prev_hash text, hash text)
), touched_clocks AS (
  INSERT INTO request_clocks (case_id, clock, n, unit, "limit", started_at, due_at, last_day, provisional, status, stopped_at, breached_at)
  SELECT case_id, clock, n, unit, "limit", started_at, due_at, last_day, provisional, status, stopped_at, breached_at
  FROM json_populate_recordset(NULL::request_clocks, $3)
  ON CONFLICT (case_id, clock, n) DO UPDATE SET due_at = excluded.due_at, last_day = excluded.last_day,
    provisional = excluded.provisional, status = excluded.status, stopped_at = excluded.stopped_at, breached_at = excluded.breached_at
)
INSERT INTO resident_requests (case_id, district_code, number, version, last_hash, stage, state, outcome, kind, channel, urgency,
  category_code, provenance, subdistrict, community, grid, lead_unit, received_at, occurred_at, next_due_at, next_due_clock,
  overdue_since, closed_at, ended_at, requester_index, tags, duplicate_of, snapshot, updated_at)
SELECT case_id, district_code, number, version, last_hash, stage, state, outcome, kind, channel, urgency,
  category_code, provenance, subdistrict, community, grid, lead_unit, received_at, occurred_at, next_due_at, next_due_clock,
  overdue_since, closed_at, ended_at, $5, tags, duplicate_of, snapshot, updated_at
FROM json_populate_record(NULL::resident_requests, $4)
ON CONFLICT (case_id) DO UPDATE SET version = excluded.version, last_hash = excluded.last_hash, stage = excluded.stage,
  state = excluded.state, outcome = excluded.outcome, urgency = excluded.urgency, category_code = excluded.category_code,
  lead_unit = excluded.lead_unit, next_due_at = excluded.next_due_at, next_due_clock = excluded.next_due_clock,
  overdue_since = excluded.overdue_since, closed_at = excluded.closed_at, ended_at = excluded.ended_at,
  tags = excluded.tags, snapshot = excluded.snapshot, updated_at = excluded.updated_at
`;

interface Writing {
  state: ResidentRequest;
  before?: ResidentRequest | undefined;
  fresh: readonly RequestEvent[];
  links: readonly { seq: number; envelope: string; prev_hash: string; hash: string }[];
  requesterIndex?: Buffer | undefined;
}

async function write(tx: Transaction, { state, before, fresh, links, requesterIndex }: Writing): Promise<void> {
  const rows = fresh.map((event, index) => ({
    ...links[index],
    run: event.run,
    type: event.type,
    v: event.v,
    at: event.at,
    received_at: event.receivedAt ?? null,
    command_id: event.commandId ?? null,
  }));
  const known = new Set<Clock>(before?.clocks ?? []);
  const clocks = state.clocks.filter((clock) => !known.has(clock)).map((clock) => clockRow(state, clock));
  const view = { ...viewOf(state), last_hash: links.at(-1)?.hash, snapshot: state };
  await tx.query({
    name: 'apply',
    text: WRITE,
    values: [state.case, JSON.stringify(rows), JSON.stringify(clocks), JSON.stringify(view), requesterIndex ?? null],
  });
}
