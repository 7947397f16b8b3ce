import type { HeldRole } from '../../domain/permissions.js';
import type { Database } from '../database.js';
import { hasTerm, type SearchTerm } from './search.js';

/** What a desk filters by. Instants are ISO 8601; codes are the directory's. */
export interface RequestFilter {
  stage?: string | undefined;
  state?: string | undefined;
  unit?: string | undefined;
  subdistrict?: string | undefined;
  community?: string | undefined;
  kind?: string | undefined;
  channel?: string | undefined;
  urgency?: string | undefined;
  provenance?: string | undefined;
  category?: string | undefined;
  tag?: string | undefined;
  /** Yes: a duty was missed and is still owed. */
  overdue?: boolean | undefined;
  /** A duty falls due before this instant. */
  dueBefore?: string | undefined;
  receivedFrom?: string | undefined;
  receivedBefore?: string | undefined;
  number?: string | undefined;
  /** A number that the source or another system gave it. */
  externalId?: string | undefined;
  /** Each must stand in one of its texts. */
  terms?: readonly SearchTerm[] | undefined;
  /** Of the same caller. */
  requesterIndex?: Buffer | undefined;
}

export interface RequestSummary {
  number: string;
  version: number;
  stage: string;
  state: string;
  outcome: string | null;
  kind: string;
  channel: string;
  urgency: string;
  category: string;
  provenance: string;
  subdistrict: string | null;
  community: string | null;
  leadUnit: string | null;
  receivedAt: string;
  occurredAt: string;
  nextDueAt: string | null;
  nextDueClock: string | null;
  overdueSince: string | null;
  tags: string[];
  duplicateOf: string | null;
  mergedInto: string | null;
  callers: number;
}

/** Where the last page ended: keyset, so that inserts never shift a page. */
export interface Cursor {
  receivedAt: string;
  number: string;
}

const SELECT = `SELECT number, version, stage, state, outcome, kind, channel, urgency, category_code AS category, provenance,
  subdistrict, community, lead_unit AS "leadUnit", received_at AS "receivedAt", occurred_at AS "occurredAt",
  next_due_at AS "nextDueAt", next_due_clock AS "nextDueClock", overdue_since AS "overdueSince", tags,
  duplicate_of AS "duplicateOf", merged_into AS "mergedInto", callers FROM resident_requests`;

/** The newest requests within the scopes that fit the filter, from the cursor on. Nothing for no scope. */
export async function listRequests(
  db: Database,
  {
    reader,
    filter,
    cursor,
    limit,
  }: { reader: Reader; filter: RequestFilter; cursor?: Cursor | undefined; limit: number },
): Promise<RequestSummary[]> {
  const values: unknown[] = [];
  const put = (value: unknown): string => `$${String(values.push(value))}`;
  const conditions = [withinReach(reader, put), ...filterConditions(filter, put)];
  if (cursor)
    conditions.push(`(received_at, number) < (${put(cursor.receivedAt)}::timestamptz, ${put(cursor.number)})`);
  const { rows } = await db.pool.query<Record<string, unknown>>(
    `${SELECT} WHERE ${conditions.join(' AND ')} ORDER BY received_at DESC, number DESC LIMIT ${put(limit)}`,
    values,
  );
  return rows.map(withIsoTimes);
}

/** Who reads, and by which of their roles. */
export interface Reader {
  account: string;
  /** Their own unit. */
  unit?: string | undefined;
  held: readonly HeldRole[];
}

/**
 * The SQL condition that a row of `resident_requests` is within somebody's reach, and not about them; `put` takes values.
 * It says in SQL what `roleFor` says of one request.
 */
export function withinReach({ account, held }: Reader, put: (value: unknown) => string): string {
  const each = held.map(({ role, scope: { district, kind, code } }) => {
    const here = `district_code = ${put(district)}`;
    if (kind === 'district') return here;
    const own = put(code);
    if (kind !== 'unit') return `(${here} AND ${kind} = ${own} AND against_place IS DISTINCT FROM ${own})`;
    const head = role === 'unit_head' ? ' OR against_staff' : '';
    const isAbout = `(against_unit IS DISTINCT FROM ${own}${head})`;
    return `(${here} AND (lead_unit = ${own} OR co_units @> ARRAY[${own}]) AND ${isAbout})`;
  });
  return each.length === 0 ? 'false' : `((${each.join(' OR ')}) AND against_account IS DISTINCT FROM ${put(account)})`;
}

const EQUALS = {
  stage: 'stage',
  state: 'state',
  unit: 'lead_unit',
  subdistrict: 'subdistrict',
  community: 'community',
  kind: 'kind',
  channel: 'channel',
  urgency: 'urgency',
  provenance: 'provenance',
  category: 'category_code',
  number: 'number',
  requesterIndex: 'requester_index',
} as const;

function filterConditions(filter: RequestFilter, put: (value: unknown) => string): string[] {
  const conditions: string[] = [];
  for (const [name, column] of Object.entries(EQUALS) as [keyof typeof EQUALS, string][]) {
    const value = filter[name];
    if (value !== undefined) conditions.push(`${column} = ${put(value)}`);
  }
  if (filter.tag !== undefined) conditions.push(`tags @> ARRAY[${put(filter.tag)}]`);
  if (filter.overdue !== undefined) conditions.push(`overdue_since IS ${filter.overdue ? 'NOT NULL' : 'NULL'}`);
  if (filter.dueBefore !== undefined) conditions.push(`next_due_at < ${put(filter.dueBefore)}::timestamptz`);
  if (filter.receivedFrom !== undefined) conditions.push(`received_at >= ${put(filter.receivedFrom)}::timestamptz`);
  if (filter.receivedBefore !== undefined) conditions.push(`received_at < ${put(filter.receivedBefore)}::timestamptz`);
  if (filter.externalId !== undefined)
    conditions.push(`case_id IN (SELECT case_id FROM external_ids WHERE id = ${put(filter.externalId)})`);
  for (const term of filter.terms ?? []) conditions.push(hasTerm(term, put));
  return conditions;
}

function withIsoTimes(row: Record<string, unknown>): RequestSummary {
  const entries = Object.entries(row).map(([key, value]) => [key, value instanceof Date ? value.toISOString() : value]);
  // The columns are those of SELECT above, which names them as the type does.
  return Object.fromEntries(entries) as RequestSummary;
}
