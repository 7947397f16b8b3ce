import type { EventOf } from '../../domain/request/events.js';
import type { ResidentRequest } from '../../domain/request/state.js';
import type { Queries } from '../database.js';

/** 本轮办理: the work on a request since it was dispatched, sent back for rework or reopened, whichever came last. */
export interface Round {
  /** ISO 8601, by the database's clock: when it went on record. Undefined before the first dispatch. */
  since: string | undefined;
  /** The lead, its co-units and who carries it out, also under the name of a unit that they have succeeded since. */
  units: ReadonlySet<string>;
}

/** The present round of a request. */
export async function findRound(
  db: Queries,
  { case: caseId, lead, coUnits, executor }: ResidentRequest,
): Promise<Round> {
  const { rows } = await db.query<{ recorded_at: Date; type: string; envelope: string }>(
    `SELECT recorded_at, type, envelope FROM case_events
     WHERE case_id = $1 AND type IN ('dispatched', 'rework_ordered', 'reopened', 'unit_succeeded') ORDER BY seq DESC`,
    [caseId],
  );
  const units = new Set(
    [lead, executor?.unit, ...(coUnits ?? []).map(({ unit }) => unit)].filter((one) => one !== undefined),
  );
  // Backwards: what a former unit did became its successor's.
  for (const { recorded_at, type, envelope } of rows) {
    if (type !== 'unit_succeeded') return { since: recorded_at.toISOString(), units };
    const { body } = JSON.parse(envelope) as EventOf<'unit_succeeded'>;
    if (units.has(body.to)) units.add(body.from);
  }
  return { since: undefined, units };
}
