import { WORKFLOW_TYPES } from '../../workflows/contract/case.js';
import type { CaseKind } from '../domain/number.js';
import type { Database } from '../store/database.js';
import { tableOfKind } from '../store/view.js';
import { auditBundle, openReplayer } from './replay.js';
import { UnknownCase, verifyCase, type Findings, type VerifyingWith } from './verify.js';

export interface VerifyAllOptions extends VerifyingWith {
  /** Only the cases of this district; default: of all. */
  district?: string | undefined;
  /** Where this service's requests run: others may share the namespace. */
  taskQueue: string;
  /** Cases under way at once, each with a replay worker of its own. */
  concurrency: number;
  /** Told of each case when it was verified, in no order. */
  onCase: (found: Findings) => void;
}

const PAGE = 500;

/**
 * Verifies every case that the record or Temporal has: first those on record in order of their ids, then what Temporal
 * runs and the record lacks. Throws what the database or Temporal throws when it is away.
 */
export async function verifyAll(options: VerifyAllOptions): Promise<void> {
  const { beforeReplay, concurrency } = options;
  const bundle = options.bundle ?? (await auditBundle());
  beforeReplay?.();
  const caseIds = allCases(options);
  const lane = async (): Promise<void> => {
    const replayer = openReplayer(bundle);
    try {
      for (let next = await caseIds.next(); next.done !== true; next = await caseIds.next()) {
        const found = await verifyKnown({ ...options, replayer, caseId: next.value });
        if (found) options.onCase(found);
      }
    } finally {
      // Where one lane failed the others need not go on.
      await caseIds.return();
      await replayer.close();
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: concurrency }, lane));
  for (const one of lanes) if (one.status === 'rejected') throw one.reason;
}

/** How many cases are on record, for a progress bar. */
export async function countCases({ pool }: Database, district?: string): Promise<number> {
  const { rows } = await pool.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM (SELECT district_code FROM resident_requests UNION ALL SELECT district_code FROM proceedings) AS cases
     WHERE $1::text IS NULL OR district_code = $1`,
    [district ?? null],
  );
  return rows[0]?.n ?? 0;
}

/** Undefined for a case that retention took from Temporal between being listed and being read. */
async function verifyKnown(options: Parameters<typeof verifyCase>[0]): Promise<Findings | undefined> {
  try {
    return await verifyCase(options);
  } catch (error) {
    if (error instanceof UnknownCase) return undefined;
    throw error;
  }
}

async function* allCases(options: VerifyAllOptions): AsyncGenerator<string, void> {
  yield* casesOnRecord(options);
  yield* casesOnlyRunning(options);
}

const KINDS = Object.keys(WORKFLOW_TYPES) as readonly CaseKind[];

function prefixOf(kind: CaseKind, district: string | undefined): string {
  return district === undefined ? `${kind}:` : `${kind}:${district}:`;
}

/** Whatever names a case counts: its view, its events or its commands alone may have been left. */
async function* casesOnRecord({ db, district }: Pick<VerifyAllOptions, 'db' | 'district'>) {
  for (const kind of KINDS) {
    const prefix = prefixOf(kind, district);
    const named = (table: string): string =>
      `(SELECT DISTINCT case_id FROM ${table} WHERE case_id > $1 AND starts_with(case_id, $2) ORDER BY case_id LIMIT $3)`;
    const tables = [tableOfKind(kind), 'case_events', 'inbox'].map(named).join(' UNION ');
    for (let after = '', read = PAGE; read === PAGE;) {
      const { rows } = await db.pool.query<{ case_id: string }>(`${tables} ORDER BY case_id LIMIT $3`, [
        ...[after, prefix, PAGE],
      ]);
      for (const { case_id: caseId } of rows) yield (after = caseId);
      read = rows.length;
    }
  }
}

/** What Temporal lists, open or within its retention, and the record does not name at all. */
async function* casesOnlyRunning({ db, client, district, taskQueue }: VerifyAllOptions) {
  const types = Object.values(WORKFLOW_TYPES).map((type) => JSON.stringify(type));
  const query = `WorkflowType IN (${types.join(', ')}) AND TaskQueue = ${JSON.stringify(taskQueue)}`;
  let listed = new Set<string>();
  for await (const { workflowId } of client.workflow.list({ query, pageSize: PAGE })) {
    if (!KINDS.some((kind) => workflowId.startsWith(prefixOf(kind, district)))) continue;
    listed.add(workflowId);
    if (listed.size < PAGE) continue;
    yield* notOnRecord(db, listed);
    listed = new Set();
  }
  yield* notOnRecord(db, listed);
}

async function* notOnRecord({ pool }: Database, listed: ReadonlySet<string>) {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT id FROM unnest($1::text[]) AS id
     WHERE NOT EXISTS (SELECT 1 FROM resident_requests WHERE case_id = id)
       AND NOT EXISTS (SELECT 1 FROM proceedings WHERE case_id = id)
       AND NOT EXISTS (SELECT 1 FROM case_events WHERE case_id = id)
       AND NOT EXISTS (SELECT 1 FROM inbox WHERE case_id = id)`,
    [[...listed]],
  );
  for (const { id } of rows) yield id;
}
