import type { Database } from '../store/database.js';
import { digestOf } from '../store/network.js';
import type { Finding } from './findings.js';

interface Entry {
  seq: number;
  change: string;
  sha256: string;
}

/** The changes of the organisation network, each with its entry in the log if there is one. */
const WITHOUT_ENTRY = `SELECT id FROM network_changes AS made WHERE district_code = $1 AND NOT EXISTS (
  SELECT 1 FROM district_log WHERE district_code = $1 AND type = 'network_changed' AND entry::json #>> '{body,change}' = made.id::text)`;

/** Rows that no change recorded, or superseded; of what the directory said itself, only what is superseded. */
const STRAYS = `WITH change AS (SELECT id, recorded_at FROM network_changes WHERE district_code = $1),
  held AS (
    SELECT 'organisations' AS source, code AS key, change_id, recorded_at, superseded_at FROM organisations WHERE district_code = $1
    UNION ALL SELECT 'placements', id::text, change_id, recorded_at, superseded_at FROM placements WHERE district_code = $1
    UNION ALL SELECT 'place_lyings', place_code, change_id, recorded_at, superseded_at FROM place_lyings WHERE district_code = $1)
  SELECT source, key FROM held WHERE
    (change_id IS NULL AND (source <> 'place_lyings' OR superseded_at IS NULL))
    OR (change_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM change WHERE id = change_id))
    OR (superseded_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM change WHERE change.recorded_at = held.superseded_at))`;

/** Holds the organisation network of a district against the entries of its changes in the district's log. */
export async function checkNetwork({ pool }: Database, district: string): Promise<readonly Finding[]> {
  const { rows: entries } = await pool.query<Entry>(
    `SELECT seq, entry::json #>> '{body,change}' AS change, entry::json #>> '{body,sha256}' AS sha256
     FROM district_log WHERE district_code = $1 AND type = 'network_changed' ORDER BY seq`,
    [district],
  );
  const findings: Finding[] = [];
  for (const { seq, change, sha256 } of entries) {
    const found = await digestOf(pool, district, change);
    if (found === undefined) findings.push({ code: 'network_change_missing', seq, params: { change } });
    else if (found !== sha256) findings.push({ code: 'network_change_altered', seq, params: { change } });
  }
  const { rows: unlogged } = await pool.query<{ id: string }>(WITHOUT_ENTRY, [district]);
  findings.push(...unlogged.map(({ id }) => ({ code: 'network_change_unlogged' as const, params: { change: id } })));
  const { rows: strays } = await pool.query<{ source: string; key: string }>(STRAYS, [district]);
  findings.push(...strays.map((params) => ({ code: 'network_row_unfounded' as const, params })));
  return findings;
}
