import { canonicalJson } from '../domain/canonical-json.js';
import { CHAIN_START, chainHash } from '../store/chain.js';
import type { Database } from '../store/database.js';
import type { DistrictEntry } from '../store/district-log.js';
import { checkLink } from './checks/chain.js';
import type { Finding } from './findings.js';
import { checkNetwork } from './network.js';
import { compareColumn } from './record.js';

/** What verifying the log of a district came to. */
export interface LogFindings {
  district: string;
  entries: number;
  findings: readonly Finding[];
}

interface Row {
  district_code: string;
  seq: number;
  type: string;
  at: Date;
  case_id: string | null;
  entry: string;
  prev_hash: string;
  hash: string;
}

const PAGE = 1_000;

/**
 * Recomputes the chain of each district's log, or of one district's, and holds every row against its own text. That its
 * newest entries were taken away no chain can tell: keep the last hash elsewhere. The organisation network is held against it.
 */
export async function verifyDistrictLogs(db: Database, district?: string): Promise<readonly LogFindings[]> {
  const { rows } = await db.pool.query<{ district_code: string }>(
    'SELECT DISTINCT district_code FROM district_log WHERE $1::text IS NULL OR district_code = $1 ORDER BY 1',
    [district ?? null],
  );
  const found: LogFindings[] = [];
  for (const { district_code: code } of rows) {
    const log = await verifyLog(db, code);
    found.push({ ...log, findings: [...log.findings, ...(await checkNetwork(db, code))] });
  }
  return found;
}

async function verifyLog({ pool }: Database, district: string): Promise<LogFindings> {
  const findings: Finding[] = [];
  let last = { seq: 0, hash: CHAIN_START };
  let entries = 0;
  for (;;) {
    const { rows } = await pool.query<Row>(
      'SELECT * FROM district_log WHERE district_code = $1 AND seq > $2 ORDER BY seq LIMIT $3',
      [district, last.seq, PAGE],
    );
    for (const row of rows) {
      findings.push(...checkLink(last, row), ...checkEntry(row));
      last = row;
    }
    entries += rows.length;
    if (rows.length < PAGE) return { district, entries, findings };
  }
}

function checkEntry(row: Row): Finding[] {
  const { seq, entry } = row;
  const mismatch: Finding[] = chainHash(row.prev_hash, entry) === row.hash ? [] : [{ code: 'hash_mismatch', seq }];
  return [...mismatch, ...checkText(row)];
}

function checkText(row: Row): Finding[] {
  const { seq, entry } = row;
  const said = readEntry(entry);
  if (said === undefined) return [{ code: 'envelope_unreadable', seq }];
  if (canonicalJson(said) !== entry) return [{ code: 'envelope_not_canonical', seq }];
  const columns = { district_code: said.district, seq: said.seq, type: said.type, at: said.at, case_id: said.case };
  return Object.entries(columns)
    .filter(([column, value]) => !compareColumn(row[column as keyof typeof columns], value).same)
    .map(([column]) => ({ code: 'event_column_changed', seq, params: { column } }));
}

function readEntry(entry: string): DistrictEntry | undefined {
  try {
    return JSON.parse(entry) as DistrictEntry;
  } catch {
    return undefined;
  }
}
