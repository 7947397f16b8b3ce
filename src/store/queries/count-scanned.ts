import type { Database } from '../database.js';
import type { Job } from '../jobs.js';

/** How many open requests a job has looked at by now, whether they were meant or not: all up to the last it came to. */
export async function countScanned(
  { pool }: Database,
  { district, cursor }: Pick<Job, 'district' | 'cursor'>,
): Promise<number> {
  if (cursor === undefined) return 0;
  const { rows } = await pool.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM resident_requests
     WHERE district_code = $1 AND ended_at IS NULL AND case_id <= $2`,
    [district, cursor],
  );
  return rows[0]?.count ?? 0;
}
