import type { Database } from './database.js';

/** Where those who read on as events come listen. */
export const PLACED_CHANNEL = 'events_placed';

/**
 * Gives every recorded event that has none its position among all events. Numbers given while recording could be seen in
 * another order than they were committed in, and a reader who is past one would never see it. These are given after the
 * commit by one giver at a time: whoever sees a position sees all before it. Returns how many were given.
 */
export async function placeEvents(db: Database): Promise<number> {
  const { rowCount: waiting } = await db.pool.query({
    name: 'unplaced-events',
    text: 'SELECT 1 FROM event_positions WHERE position IS NULL LIMIT 1',
  });
  if (waiting === 0) return 0;
  return db.transaction(async (tx) => {
    // A statement of its own: the next one sees what the giver before has committed.
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('event_positions', 0))`);
    const { rowCount } = await tx.query(
      `UPDATE event_positions AS event SET position = placed.position FROM (
         SELECT case_id, seq, (SELECT coalesce(max(position), 0) FROM event_positions)
           + row_number() OVER (ORDER BY first, case_id, seq) AS position
         FROM (SELECT case_id, seq, min(queued_at) OVER (PARTITION BY case_id) AS first
           FROM event_positions WHERE position IS NULL) AS waiting
       ) AS placed WHERE event.case_id = placed.case_id AND event.seq = placed.seq`,
    );
    if (rowCount !== null && rowCount > 0) await tx.query(`NOTIFY ${PLACED_CHANNEL}`);
    return rowCount ?? 0;
  });
}
