import type { Proceeding } from '../../domain/case/proceeding.js';
import { SEATED } from '../../domain/permissions.js';
import type { ProceedingKind } from '../../domain/procedures.js';
import type { Database } from '../database.js';
import type { Cursor, Reader } from './list-requests.js';

/** How a proceeding looks in a list. */
export interface ProceedingSummary {
  number: string;
  kind: ProceedingKind;
  version: number;
  state: string;
  sort: string | null;
  subdistrict: string | null;
  community: string | null;
  units: string[];
  receivedAt: string;
  nextDueAt: string | null;
  nextDueClock: string | null;
  overdueSince: string | null;
  endedAt: string | null;
}

export interface ProceedingFilter {
  kind?: ProceedingKind | undefined;
  state?: string | undefined;
  sort?: string | undefined;
  unit?: string | undefined;
  subdistrict?: string | undefined;
  overdue?: boolean | undefined;
  open?: boolean | undefined;
  /** Part of this case. */
  parentCase?: string | undefined;
}

/** A proceeding's present state, or undefined for an unknown case. */
export async function findProceeding(
  { pool }: Pick<Database, 'pool'>,
  caseId: string,
): Promise<Proceeding | undefined> {
  const { rows } = await pool.query<{ snapshot: Proceeding }>({
    name: 'find-proceeding',
    text: 'SELECT snapshot FROM proceedings WHERE case_id = $1',
    values: [caseId],
  });
  return rows[0]?.snapshot;
}

/** The present states of several cases, in any order. */
export async function readProceedings(
  { pool }: Pick<Database, 'pool'>,
  caseIds: readonly string[],
): Promise<readonly Proceeding[]> {
  const { rows } = await pool.query<{ snapshot: Proceeding }>(
    'SELECT snapshot FROM proceedings WHERE case_id = ANY($1)',
    [caseIds],
  );
  return rows.map(({ snapshot }) => snapshot);
}

/** The present states of what a case is made of. */
export async function listParts({ pool }: Pick<Database, 'pool'>, parent: string): Promise<readonly Proceeding[]> {
  const { rows } = await pool.query<{ snapshot: Proceeding }>(
    'SELECT snapshot FROM proceedings WHERE parent_case = $1 ORDER BY number',
    [parent],
  );
  return rows.map(({ snapshot }) => snapshot);
}

/** The present states of what was opened for a request, parts of those left out. */
export async function listOpenedFor({ pool }: Pick<Database, 'pool'>, request: string): Promise<readonly Proceeding[]> {
  const { rows } = await pool.query<{ snapshot: Proceeding }>(
    'SELECT snapshot FROM proceedings WHERE request_case = $1 AND parent_case IS NULL ORDER BY received_at DESC, number DESC',
    [request],
  );
  return rows.map(({ snapshot }) => snapshot);
}

/** A phone's blind index, and the side that had it in a mediation. */
interface Disputed {
  mediation: string;
  side: string;
  index: Buffer;
}

/** The blind indices of contacts, side by side; who has left no phone is left out. */
export async function phonesOf(
  { pool }: Pick<Database, 'pool'>,
  sides: readonly (readonly string[])[],
): Promise<readonly (readonly Buffer[])[]> {
  const { rows } = await pool.query<{ ref: string; index: Buffer }>(
    'SELECT ref, caller_index AS index FROM vault_contacts WHERE ref = ANY($1::uuid[]) AND caller_index IS NOT NULL',
    [sides.flat()],
  );
  return sides.map((refs) => rows.filter(({ ref }) => refs.includes(ref)).map(({ index }) => index));
}

/** Who of these phones was a disputant where a mediation ended since domestic violence came to light, and on which side. */
export async function disputedInViolence(
  { pool }: Pick<Database, 'pool'>,
  district: string,
  indices: readonly Buffer[],
): Promise<readonly Disputed[]> {
  const { rows } = await pool.query<Disputed>(
    `SELECT mediation.case_id AS mediation, side ->> 'id' AS side, caller_index AS index
     FROM proceedings AS mediation CROSS JOIN jsonb_array_elements(snapshot -> 'sides') AS side
       CROSS JOIN jsonb_array_elements(side -> 'disputants') AS disputant
       JOIN vault_contacts ON ref = (disputant -> 'contact' ->> 'ref')::uuid
     WHERE mediation.district_code = $1 AND mediation.kind = 'mediation'
       AND snapshot ->> 'endReason' = 'domestic_violence' AND caller_index = ANY($2)`,
    [district, indices],
  );
  return rows;
}

/** The agenda item that is still open about a case, if there is one. */
export async function openItemAbout({ pool }: Pick<Database, 'pool'>, about: string): Promise<Proceeding | undefined> {
  const { rows } = await pool.query<{ snapshot: Proceeding }>(
    `SELECT snapshot FROM proceedings
     WHERE kind = 'agenda_item' AND ended_at IS NULL AND snapshot #>> '{opened,about,case}' = $1 LIMIT 1`,
    [about],
  );
  return rows[0]?.snapshot;
}

const SELECT = `SELECT number, kind, version, state, sort, subdistrict, community, units, received_at AS "receivedAt",
  next_due_at AS "nextDueAt", next_due_clock AS "nextDueClock", overdue_since AS "overdueSince", ended_at AS "endedAt" FROM proceedings`;

/** The newest proceedings within the reader's reach that fit the filter, from the cursor on. Nothing for no scope. */
export async function listProceedings(
  { pool }: Database,
  {
    reader,
    filter,
    cursor,
    limit,
  }: { reader: Reader; filter: ProceedingFilter; cursor?: Cursor | undefined; limit: number },
): Promise<readonly ProceedingSummary[]> {
  const values: unknown[] = [];
  const put = (value: unknown): string => `$${String(values.push(value))}`;
  const conditions = [isWithinReach(reader, put), ...conditionsOf(filter, put)];
  if (cursor)
    conditions.push(`(received_at, number) < (${put(cursor.receivedAt)}::timestamptz, ${put(cursor.number)})`);
  const { rows } = await pool.query<Record<string, unknown>>(
    `${SELECT} WHERE ${conditions.join(' AND ')} ORDER BY received_at DESC, number DESC LIMIT ${put(limit)}`,
    values,
  );
  return rows.map((row) => {
    const entries = Object.entries(row).map(([key, value]) => [
      key,
      value instanceof Date ? value.toISOString() : value,
    ]);
    // The columns are those of SELECT above, which names them as the type does.
    return Object.fromEntries(entries) as ProceedingSummary;
  });
}

const AGAINST = "snapshot #>> '{opened,against,";
const OF = {
  unit: `${AGAINST}unit}'`,
  place: `${AGAINST}place}'`,
  staff: `${AGAINST}staff}'`,
  account: `${AGAINST}account}'`,
};

/**
 * The SQL condition that a row of `proceedings` is within somebody's reach, and not opened for what is about them; it says what
 * `roleFor` says of one.
 */
export function isWithinReach({ account, unit, held }: Reader, put: (value: unknown) => string): string {
  const each = held.map(({ role, scope: { district, kind, code } }) => {
    // A seat lets nobody read what their own unit is reported for.
    const seat = SEATED.includes(role) && unit !== undefined ? ` AND ${OF.unit} IS DISTINCT FROM ${put(unit)}` : '';
    const here = `district_code = ${put(district)}${seat}`;
    if (role === 'mediator') {
      const named = put(JSON.stringify([{ account, step: 'active' }]));
      return `(${here} AND snapshot -> 'mediators' @> ${named}::jsonb)`;
    }
    if (kind === 'district') return `(${here})`;
    const own = put(code);
    if (kind !== 'unit') return `(${here} AND ${kind} = ${own} AND ${OF.place} IS DISTINCT FROM ${own})`;
    const head = role === 'unit_head' ? ` OR ${OF.staff} = 'yes'` : '';
    return `(${here} AND units @> ARRAY[${own}] AND (${OF.unit} IS DISTINCT FROM ${own}${head}))`;
  });
  return each.length === 0 ? 'false' : `((${each.join(' OR ')}) AND ${OF.account} IS DISTINCT FROM ${put(account)})`;
}

const EQUALS = {
  ...{ kind: 'kind', state: 'state', sort: 'sort', subdistrict: 'subdistrict' },
  parentCase: 'parent_case',
} as const;

function conditionsOf(filter: ProceedingFilter, put: (value: unknown) => string): readonly string[] {
  const equal = (Object.entries(EQUALS) as [keyof typeof EQUALS, string][]).flatMap(([name, column]) =>
    filter[name] === undefined ? [] : [`${column} = ${put(filter[name])}`],
  );
  return [
    ...equal,
    ...(filter.unit === undefined ? [] : [`units @> ARRAY[${put(filter.unit)}]`]),
    ...(filter.overdue === undefined ? [] : [`overdue_since IS ${filter.overdue ? 'NOT NULL' : 'NULL'}`]),
    ...(filter.open === undefined ? [] : [`ended_at IS ${filter.open ? 'NULL' : 'NOT NULL'}`]),
  ];
}
