import type { Database } from '../../src/store/database.js';
import { chainHash, CHAIN_START } from '../../src/store/chain.js';

/** The types of a case's events, in order; fails when the chain does not hold. */
export async function eventTypes({ pool }: Database, caseId: string): Promise<string[]> {
  const { rows } = await pool.query<{ seq: number; type: string; envelope: string; prev_hash: string; hash: string }>(
    'SELECT seq, type, envelope, prev_hash, hash FROM case_events WHERE case_id = $1 ORDER BY seq',
    [caseId],
  );
  let prev = CHAIN_START;
  rows.forEach((row, index) => {
    if (row.seq !== index + 1) throw new Error(`event ${index + 1} is missing`);
    if (row.prev_hash !== prev || row.hash !== chainHash(prev, row.envelope))
      throw new Error(`the chain breaks at ${row.seq}`);
    prev = row.hash;
  });
  return rows.map((row) => row.type);
}

/** The unit that leads on a case. */
export async function leadOf({ pool }: Database, caseId: string): Promise<string> {
  const { rows } = await pool.query<{ lead_unit: string }>(
    'SELECT lead_unit FROM resident_requests WHERE case_id = $1',
    [caseId],
  );
  return rows[0]?.lead_unit ?? '';
}

/** How many rows of the inbox wait. */
export async function undecidedCount({ pool }: Database): Promise<number> {
  const { rows } = await pool.query<{ n: string }>('SELECT count(*) AS n FROM inbox WHERE outcome IS NULL');
  return Number(rows[0]?.n);
}
