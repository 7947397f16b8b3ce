import type { Actor } from '../domain/envelope.js';
import type { ContactPurpose } from '../domain/vocabulary.js';
import { CHAIN_START, chain } from './chain.js';
import type { Database } from './database.js';

/** Something that happened in a district beside the procedures of its requests. */
export interface DistrictEntry {
  district: string;
  /** 1 for the first of the district, without gaps. */
  seq: number;
  /** 查看联系方式: a contact was shown in clear. */
  type: 'contact_shown';
  /** ISO 8601 UTC, by the clock of the database. */
  at: string;
  actor: Actor;
  case: string;
  body: { purpose: ContactPurpose };
}

/** Enters something in its district's log, under the next number and chained to the entry before, and tells when. */
export async function enter(db: Database, entry: Omit<DistrictEntry, 'seq' | 'at'>): Promise<DistrictEntry> {
  return db.transaction(async (tx) => {
    // One after another in a district, or two would be chained to the same one.
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`district-log:${entry.district}`]);
    const { rows } = await tx.query<{ at: Date; seq: number | null; hash: string | null }>(
      `SELECT clock_timestamp()::timestamptz(3) AS at, last.seq, last.hash FROM (VALUES (1)) AS one
       LEFT JOIN LATERAL (SELECT seq, hash FROM district_log WHERE district_code = $1 ORDER BY seq DESC LIMIT 1) AS last ON true`,
      [entry.district],
    );
    const [last] = rows;
    if (last === undefined) throw new Error('a query without a row');
    const entered = { ...entry, seq: (last.seq ?? 0) + 1, at: last.at.toISOString() };
    const [link] = chain(last.hash ?? CHAIN_START, [entered]);
    await tx.query(
      `INSERT INTO district_log (district_code, seq, type, at, case_id, entry, prev_hash, hash)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        ...[entered.district, entered.seq, entered.type, entered.at, entered.case],
        ...[link?.envelope, link?.prev_hash, link?.hash],
      ],
    );
    return entered;
  });
}

/** The newest entries of a district first, of one case or all, those before a number. */
export async function listEntries(
  { pool }: Database,
  { district, caseId, before, limit }: { district: string; caseId?: string; before?: number; limit: number },
): Promise<readonly { entry: DistrictEntry; hash: string }[]> {
  const { rows } = await pool.query<{ entry: string; hash: string }>(
    `SELECT entry, hash FROM district_log
     WHERE district_code = $1 AND ($2::text IS NULL OR case_id = $2) AND ($3::int IS NULL OR seq < $3)
     ORDER BY seq DESC LIMIT $4`,
    [district, caseId ?? null, before ?? null, limit],
  );
  return rows.map(({ entry, hash }) => ({ entry: JSON.parse(entry) as DistrictEntry, hash }));
}
