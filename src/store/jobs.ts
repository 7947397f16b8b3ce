import type { Actor } from '../domain/envelope.js';
import type { Refusal } from '../domain/refusals.js';
import type { EventOf } from '../domain/request/events.js';
import type { CaseState } from '../domain/case/lifecycle.js';
import type { JobKind } from '../domain/vocabulary.js';
import type { Database, Queries } from './database.js';

/** One change to many requests. What came of it with each is in the inbox, under the job as its client. */
export interface Job {
  id: string;
  district: string;
  kind: JobKind;
  /** Codes and years only. */
  params: Readonly<Record<string, string>>;
  actor: Actor;
  /** Requests it is meant for. */
  total: number;
  /** The last case that was given its command, where they are given page by page. */
  cursor: string | undefined;
  /** Whether every request has been given its command. */
  given: boolean;
  undoOf: string | undefined;
  /** Tells a repeat from a reuse of the key. */
  fingerprint: Buffer;
  createdAt: string;
}

export type NewJob = Pick<Job, 'id' | 'district' | 'kind' | 'params' | 'actor' | 'total' | 'given' | 'fingerprint'> & {
  undoOf?: string | undefined;
};

/** How far a job is. */
export interface JobProgress {
  given: number;
  decided: number;
  /** Decided and not refused. */
  accepted: number;
  /** By the refusal's code. */
  refused: Readonly<Record<string, number>>;
  /** Requests of which a due was moved. */
  moved: number;
}

interface JobRow {
  id: string;
  district_code: string;
  kind: JobKind;
  params: Record<string, string>;
  actor: Actor;
  total: number;
  cursor: string | null;
  given_at: Date | null;
  undo_of: string | null;
  fingerprint: Buffer;
  created_at: Date;
}

const COLUMNS = 'id, district_code, kind, params, actor, total, cursor, given_at, undo_of, fingerprint, created_at';

const toJob = (row: JobRow): Job => ({
  id: row.id,
  district: row.district_code,
  kind: row.kind,
  params: row.params,
  actor: row.actor,
  total: row.total,
  cursor: row.cursor ?? undefined,
  given: row.given_at !== null,
  undoOf: row.undo_of ?? undefined,
  fingerprint: row.fingerprint,
  createdAt: row.created_at.toISOString(),
});

/** The client under which a job's commands stand in the inbox; their key is the case. */
export const clientOf = (jobId: string): string => `job:${jobId}`;

/** Keeps a job, unless it is `known` already; `reused` when its id stands for another one. */
export async function keepJob(db: Queries, job: NewJob): Promise<'kept' | 'known' | 'reused'> {
  const { rows } = await db.query<{ found: 'kept' | 'known' | 'reused' }>(
    `WITH fresh AS (
       INSERT INTO jobs (id, district_code, kind, params, actor, fingerprint, total, undo_of, given_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, CASE WHEN $9 THEN now() END) ON CONFLICT DO NOTHING RETURNING 'kept' AS found
     )
     SELECT found FROM fresh
     UNION ALL SELECT CASE WHEN fingerprint = $6 THEN 'known' ELSE 'reused' END FROM jobs WHERE id = $1 LIMIT 1`,
    [
      ...[job.id, job.district, job.kind, JSON.stringify(job.params), JSON.stringify(job.actor)],
      ...[job.fingerprint, job.total, job.undoOf ?? null, job.given],
    ],
  );
  // Neither: another process kept it in the same instant, and is seen by the next look.
  return rows[0]?.found ?? keepJob(db, job);
}

/** A job of a district by its id, if there is one. */
export async function findJob({ pool }: Database, id: string): Promise<Job | undefined> {
  const { rows } = await pool.query<JobRow>(`SELECT ${COLUMNS} FROM jobs WHERE id = $1`, [id]);
  return rows[0] && toJob(rows[0]);
}

/** The newest jobs of a district, or of one account in it. */
export async function listJobs(
  { pool }: Database,
  { district, account, limit }: { district: string; account?: string | undefined; limit: number },
): Promise<readonly Job[]> {
  const { rows } = await pool.query<JobRow>(
    `SELECT ${COLUMNS} FROM jobs WHERE district_code = $1 AND ($2::text IS NULL OR actor ->> 'account' = $2)
     ORDER BY created_at DESC LIMIT $3`,
    [district, account ?? null, limit],
  );
  return rows.map(toJob);
}

/** Says how far its requests have been given their commands: up to a case, or `all` of them. */
export async function markGiven({ pool }: Database, id: string, upTo: { cursor: string } | 'all'): Promise<void> {
  if (upTo === 'all') await pool.query('UPDATE jobs SET given_at = coalesce(given_at, now()) WHERE id = $1', [id]);
  else await pool.query('UPDATE jobs SET cursor = greatest(cursor, $2) WHERE id = $1', [id, upTo.cursor]);
}

/** How far a job is, counted from the inbox and the record. */
export async function readProgress({ pool }: Database, id: string): Promise<JobProgress> {
  const { rows } = await pool.query<{ code: string | null; is_decided: boolean; count: number; moved: number }>(
    `SELECT outcome -> 'refusal' ->> 'code' AS code, outcome IS NOT NULL AS is_decided, count(*)::int AS count,
       count(*) FILTER (WHERE EXISTS (
         SELECT 1 FROM case_events AS event, jsonb_array_elements(envelope::jsonb -> 'body' -> 'clocks') AS change
         WHERE event.case_id = inbox.case_id AND event.command_id = inbox.command_id
           AND change ->> 'change' IN ('recalculated', 'relimited')
       ))::int AS moved
     FROM inbox WHERE client = $1 GROUP BY 1, 2`,
    [clientOf(id)],
  );
  const sum = (some: typeof rows) => some.reduce((all, { count }) => all + count, 0);
  return {
    given: sum(rows),
    decided: sum(rows.filter((row) => row.is_decided)),
    accepted: sum(rows.filter((row) => row.is_decided && row.code === null)),
    refused: Object.fromEntries(rows.flatMap(({ code, count }) => (code === null ? [] : [[code, count]]))),
    moved: rows.reduce((all, { moved }) => all + moved, 0),
  };
}

/** How many of a job's commands wait for their decision. */
export async function countUndecided({ pool }: Database, id: string): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM inbox WHERE client = $1 AND outcome IS NULL',
    [clientOf(id)],
  );
  return rows[0]?.count ?? 0;
}

/** The requests that refused, the first of them. */
export async function listRefused(
  { pool }: Database,
  id: string,
  limit: number,
): Promise<readonly { caseId: string; refusal: Refusal }[]> {
  const { rows } = await pool.query<{ case_id: string; refusal: Refusal }>(
    `SELECT case_id, outcome -> 'refusal' AS refusal FROM inbox
     WHERE client = $1 AND outcome -> 'refusal' IS NOT NULL ORDER BY case_id LIMIT $2`,
    [clientOf(id), limit],
  );
  return rows.map(({ case_id, refusal }) => ({ caseId: case_id, refusal }));
}

/** What gives a request to a unit, or takes it away. */
const HANDS = [
  ...(['dispatched', 'followed', 'rework_ordered', 'unit_succeeded'] as const),
  ...(['dispatch_recalled', 'merged', 'unmerged', 'reopened'] as const),
] as const;
type HandEvent = EventOf<(typeof HANDS)[number]>;

/** Where the requests that a job dispatched were before it, as far as nothing has moved them since. */
export async function listFormerLeads(
  { pool }: Database,
  id: string,
): Promise<readonly { caseId: string; unit: string }[]> {
  const { rows } = await pool.query<{ case_id: string; command_id: string; envelopes: string[] }>(
    `SELECT inbox.case_id, inbox.command_id, array_agg(envelope ORDER BY seq) AS envelopes
     FROM inbox JOIN case_events AS event ON event.case_id = inbox.case_id AND event.type = ANY($2)
     WHERE inbox.client = $1 GROUP BY inbox.case_id, inbox.command_id ORDER BY inbox.case_id`,
    [clientOf(id), HANDS],
  );
  return rows.flatMap(({ case_id: caseId, command_id: commandId, envelopes }) => {
    const unit = formerLead(
      envelopes.map((text) => JSON.parse(text) as HandEvent),
      commandId,
    );
    return unit === undefined ? [] : [{ caseId, unit }];
  });
}

/** Who led before a dispatch; undefined where nobody did, or where anything has moved the request since. */
function formerLead(events: readonly HandEvent[], dispatchedBy: string): string | undefined {
  const ours = events.findIndex(({ type, commandId }) => type === 'dispatched' && commandId === dispatchedBy);
  if (ours < 0) return undefined;
  const before = events.slice(0, ours).reduce<string | undefined>(leadAfter, undefined);
  const after = leadAfter(before, events[ours] as HandEvent);
  const isMoved = events.slice(ours + 1).some((event) => event.type !== 'unit_succeeded' || event.body.from === after);
  return isMoved ? undefined : before;
}

function leadAfter(lead: string | undefined, event: HandEvent): string | undefined {
  switch (event.type) {
    case 'dispatched':
    case 'followed':
    case 'rework_ordered':
      return event.body.unit;
    case 'unit_succeeded':
      return lead === event.body.from ? event.body.to : lead;
    case 'reopened':
      return lead;
    case 'dispatch_recalled':
    case 'merged':
    case 'unmerged':
      return undefined;
  }
}

/** Whom a change reaches: the open requests of a district, or its open cases of every kind. */
export type Reach = 'requests' | 'every_case';

/** A case that a change may reach. */
export type OpenCase = CaseState & { receivedAt: string };

const openCases = (reach: Reach): string => {
  const tables = reach === 'requests' ? ['resident_requests'] : ['resident_requests', 'proceedings'];
  const each = tables.map(
    (table) => `SELECT case_id, snapshot FROM ${table} WHERE district_code = $1 AND ended_at IS NULL`,
  );
  return `(${each.join(' UNION ALL ')}) AS open_cases`;
};

/** The open cases of a district within reach, in the order of their ids. */
export async function listOpen(
  { pool }: Database,
  { district, reach, after, limit }: { district: string; reach: Reach; after: string | undefined; limit: number },
): Promise<readonly OpenCase[]> {
  const { rows } = await pool.query<{ snapshot: OpenCase }>(
    `SELECT snapshot FROM ${openCases(reach)} WHERE case_id > $2 ORDER BY case_id LIMIT $3`,
    [district, after ?? '', limit],
  );
  return rows.map(({ snapshot }) => snapshot);
}

/** How many cases of a district are open, within reach. */
export async function countOpen({ pool }: Database, district: string, reach: Reach): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${openCases(reach)}`, [
    district,
  ]);
  return rows[0]?.count ?? 0;
}
