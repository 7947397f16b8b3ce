/** Who is booked for which dispatch. The rows are written by the database itself, with the inbox and the record (decision 14). */
import type { Proceeding } from '../domain/case/proceeding.js';
import type { Database } from './database.js';

/** Who of those that a receipt asked for is booked elsewhere meanwhile (an account id), and until when (ISO 8601 UTC). */
export interface Booked {
  officer: string;
  until: string;
}

/** What a receipt failed of, where that was a booking: nothing of it was received. */
export function bookedElsewhere(error: unknown): Booked | undefined {
  const isBooking = error instanceof Error && 'constraint' in error && error.constraint === 'crew_bookings_one_place';
  if (!isBooking || !('detail' in error) || typeof error.detail !== 'string') return undefined;
  return JSON.parse(error.detail) as Booked;
}

/** What somebody is dispatched to, and from when until when (ISO 8601 UTC). */
export interface Task {
  dispatch: Proceeding;
  from: string;
  until: string;
}

/** The tasks of officers, by account, the earliest first. Of a dispatch that has ended there is none. */
export async function tasksOf(
  { pool }: Pick<Database, 'pool'>,
  officers: readonly string[],
): Promise<ReadonlyMap<string, readonly Task[]>> {
  const { rows } = await pool.query<{ officer: string; dispatch: Proceeding; from: Date; until: Date }>(
    `SELECT officer, snapshot AS dispatch, booked_from AS "from", booked_until AS until
     FROM (SELECT DISTINCT officer, case_id, booked_from, booked_until FROM crew_bookings) AS booked
     JOIN proceedings USING (case_id)
     WHERE officer = ANY($1::uuid[]) AND ended_at IS NULL
       AND booked_from = (snapshot #>> '{booking,from}')::timestamptz AND booked_until = (snapshot #>> '{booking,until}')::timestamptz
     ORDER BY booked_from, number`,
    [officers],
  );
  const tasks = new Map<string, Task[]>();
  for (const { officer, dispatch, from, until } of rows) {
    const task = { dispatch, from: from.toISOString(), until: until.toISOString() };
    tasks.set(officer, [...(tasks.get(officer) ?? []), task]);
  }
  return tasks;
}
