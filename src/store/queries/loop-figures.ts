import { REQUEST_STATES, stageOf } from '../../domain/vocabulary.js';
import { PROCEEDING_KINDS, type ProceedingKind } from '../../domain/procedures.js';
import type { Queries } from '../database.js';
import { AUDIENCES, AUDIENCE_SQL, type Audience } from '../notices.js';
import { CLAIM_MS } from '../inbox.js';

/** Where the loop stands as a whole: numbers only, nobody's request in particular. */
export interface LoopFigures {
  /** Accepted rows that wait for their decision. */
  undecided: number;
  /** Since when the oldest of them waits, in seconds; 0 when none does. */
  oldestUndecidedSeconds: number;
  /** One row a district and state that has not ended, also where nothing stands. */
  standings: readonly Standing[];
  /** One row a district and kind of case that is no request, also where none is open. */
  proceedings: readonly OpenProceedings[];
  /** What waits to be told, one row an audience, also where nothing waits. */
  notices: readonly WaitingNotices[];
}

export interface WaitingNotices {
  audience: Audience;
  waiting: number;
  /** Since when the oldest of them waits, tried or not, in seconds; 0 when none does. */
  oldestSeconds: number;
}

export interface Standing {
  district: string;
  stage: string;
  state: string;
  /** Requests that stand here. */
  open: number;
  /** Of these, those that still owe what they have missed. */
  overdue: number;
}

export interface OpenProceedings {
  district: string;
  kind: ProceedingKind;
  open: number;
  overdue: number;
}

const OPEN_STATES = REQUEST_STATES.map((state) => ({ state, stage: stageOf(state) })).filter(
  ({ stage }) => stage !== 'ended',
);

// A row of an import bears its source's time: while its first receiver holds it, it is as old as that hold. Each count is
// a range of an index that is there anyway.
const FIGURES = `WITH waiting AS (
  SELECT count(*)::int AS undecided, coalesce(extract(epoch FROM clock_timestamp() - min(greatest(received_at,
    CASE WHEN attempts = 0 AND claimed_until > clock_timestamp()
      THEN claimed_until - interval '${String(CLAIM_MS)} milliseconds' END))), 0)::float8 AS oldest
  FROM inbox WHERE outcome IS NULL
), late AS (
  SELECT district_code, state, count(*)::int AS overdue FROM resident_requests WHERE overdue_since IS NOT NULL GROUP BY 1, 2
), standings AS (
  SELECT code AS district, place.stage, place.state, open, coalesce(overdue, 0) AS overdue
  FROM districts CROSS JOIN json_to_recordset($1) AS place(stage text, state text)
  CROSS JOIN LATERAL (SELECT count(*)::int AS open FROM resident_requests AS request
    WHERE request.district_code = code AND request.stage = place.stage AND request.state = place.state) AS standing
  LEFT JOIN late ON late.district_code = code AND late.state = place.state
), beside AS (
  SELECT district_code, kind, count(*)::int AS open, count(overdue_since)::int AS overdue
  FROM proceedings WHERE ended_at IS NULL GROUP BY 1, 2
), proceeding AS (
  SELECT code AS district, kinds.kind, coalesce(open, 0) AS open, coalesce(overdue, 0) AS overdue
  FROM districts CROSS JOIN unnest($3::text[]) AS kinds(kind) LEFT JOIN beside ON beside.district_code = code AND beside.kind = kinds.kind
), untold AS (
  SELECT ${AUDIENCE_SQL} AS audience, count(*)::int AS waiting,
    extract(epoch FROM clock_timestamp() - min(created_at))::float8 AS oldest
  FROM notices WHERE outcome IS NULL GROUP BY 1
), telling AS (
  SELECT audience, coalesce(waiting, 0) AS waiting, greatest(coalesce(oldest, 0), 0) AS "oldestSeconds"
  FROM unnest($2::text[]) AS audience LEFT JOIN untold USING (audience)
)
SELECT undecided, oldest, (SELECT coalesce(json_agg(proceeding), '[]') FROM proceeding) AS proceedings, (SELECT json_agg(telling) FROM telling) AS notices, (SELECT coalesce(json_agg(standings), '[]') FROM standings) AS standings FROM waiting`;

/** Counts the loop in one statement. Throws what the database throws, and when it does not answer within `timeoutMs`. */
export async function readLoopFigures(db: Queries, timeoutMs: number): Promise<LoopFigures> {
  const question = {
    name: 'loop-figures',
    text: FIGURES,
    values: [JSON.stringify(OPEN_STATES), AUDIENCES, PROCEEDING_KINDS],
    query_timeout: timeoutMs,
  };
  const { rows } = await db.query<{
    undecided: number;
    oldest: number;
    standings: Standing[];
    proceedings: OpenProceedings[];
    notices: WaitingNotices[];
  }>(question);
  const row = rows[0];
  if (row === undefined) throw new Error('the database counted nothing');
  const { oldest: oldestUndecidedSeconds, ...rest } = row;
  return { ...rest, oldestUndecidedSeconds };
}
