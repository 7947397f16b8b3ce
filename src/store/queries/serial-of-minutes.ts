import { createHash } from 'node:crypto';
import type { Queries } from '../database.js';

const HASH_CHARS = 12;

/**
 * The next number of a committee's minutes in this year at +08:00, from 1. It is given with the minutes and stays theirs; one
 * that was asked for in vain is given to nobody else.
 */
export async function nextSerialOfMinutes(db: Queries, district: string, committee: string): Promise<number> {
  // A sequence's name has no room for any code.
  const kind = `minutes_${createHash('sha256').update(committee).digest('hex').slice(0, HASH_CHARS)}`;
  const { rows } = await db.query<{ serial: string }>(
    `SELECT next_case_ordinal($1, $2, extract(year FROM clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::int) AS serial`,
    [district, kind],
  );
  const [row] = rows;
  if (!row) throw new Error('the database gave no number');
  return Number(row.serial);
}
