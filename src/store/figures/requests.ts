import { REPEAT_DAYS } from '../../domain/figures/received.js';
import { SATISFIED_FROM } from '../../domain/figures/results.js';
import { SILENT_DAYS } from '../../domain/figures/open.js';
import { bodyOf, happened, isCaller, isExcluded, isMatter, kindOf } from './population.js';

/** Figures of requests and of what happened to them: `request` is a row of `resident_requests`. */

const received = (hit: string, condition: string): string => `
  SELECT request.lead_unit AS unit, request.number, ${hit} AS hit, false AS excluded FROM resident_requests AS request
  WHERE request.received_at >= :from AND request.received_at < :until AND ${condition}`;

/** The community's where one is named. */
export const placeOf = (row: string): string => `coalesce(${row}.community, ${row}.subdistrict)`;

const isAlike = (row: string): string =>
  `${row}.category_code = request.category_code AND ${placeOf(row)} = ${placeOf('request')}`;

/** Whose answer it was: the unit of the last dispatch before, or who has succeeded it since. */
export const leadAt = (event: string): string => `(
  WITH RECURSIVE led(seq, unit) AS (
    (SELECT seq, ${bodyOf('dispatched')}->>'unit' FROM case_events AS dispatched
     WHERE dispatched.case_id = ${event}.case_id AND dispatched.type = 'dispatched' AND dispatched.seq < ${event}.seq
     ORDER BY seq DESC LIMIT 1)
    UNION ALL
    SELECT heir.seq, heir.unit FROM led CROSS JOIN LATERAL (
      SELECT succession.seq, ${bodyOf('succession')}->>'to' AS unit FROM case_events AS succession
      WHERE succession.case_id = ${event}.case_id AND succession.type = 'unit_succeeded'
        AND succession.seq > led.seq AND succession.seq < ${event}.seq AND ${bodyOf('succession')}->>'from' = led.unit
      ORDER BY succession.seq LIMIT 1) AS heir
  ) SELECT unit FROM led ORDER BY seq DESC LIMIT 1)`;

const judgements = (which: '<' | '>', hit: string): string => `
  SELECT ${leadAt('judged')} AS unit, request.number, ${hit} AS hit, ${isExcluded('judged')} AS excluded
  FROM case_events AS judged JOIN resident_requests AS request USING (case_id)
  WHERE judged.type = 'judged' AND judged.at >= :from AND judged.at < :until AND ${isMatter('request')}
    AND NOT EXISTS (SELECT FROM case_events AS other
      WHERE other.case_id = judged.case_id AND other.type = 'judged' AND other.seq ${which} judged.seq)`;

const IS_SOLVED = `${bodyOf('judged')}->>'solved' = 'solved'`;
const IS_SATISFIED = `(${bodyOf('judged')}->>'satisfaction')::int >= ${String(SATISFIED_FROM)}`;

const followed = (type: string, unit: string, hit: string): string => `
  SELECT ${unit} AS unit, request.number, ${hit} AS hit, false AS excluded
  FROM case_events AS began JOIN resident_requests AS request USING (case_id)
  CROSS JOIN LATERAL (SELECT min(other.seq) AS seq FROM case_events AS other
    WHERE other.case_id = began.case_id AND other.type = '${type}' AND other.seq > began.seq) AS next
  WHERE began.type = '${type}' AND began.at >= :from AND began.at < :until AND ${isMatter('request')}`;

const afterwards = (type: string, condition?: string): string =>
  happened({ of: 'began', type, after: 'began.seq', before: 'next.seq' }, condition);

export const REQUEST_QUERIES = {
  received: received('true', isMatter('request')),
  callers: received('true', isCaller('request')),
  answered_at_once: received(
    `(${happened({ of: 'request', type: 'answered', after: '0', before: 'NULL' })}
      AND NOT ${happened({ of: 'request', type: 'reopened', after: '0', before: 'NULL' })})`,
    `${kindOf('request')} = 'inquiry' AND ${isMatter('request')}`,
  ),
  repeats: received(
    `EXISTS (SELECT FROM resident_requests AS earlier WHERE ${isAlike('earlier')} AND ${isMatter('earlier')}
      AND earlier.closed_at <= request.received_at
      AND earlier.closed_at > request.received_at - interval '${String(REPEAT_DAYS * 24)} hours')`,
    isMatter('request'),
  ),
  clusters: received('true', `${isCaller('request')} AND request.snapshot->'received'->'cluster' IS NOT NULL`),
  resolution_rate_first: judgements('<', IS_SOLVED),
  resolution_rate_latest: judgements('>', IS_SOLVED),
  satisfaction_rate_first: judgements('<', IS_SATISFIED),
  satisfaction_rate_latest: judgements('>', IS_SATISFIED),
  rework_rate: followed('replied', leadAt('began'), afterwards('rework_ordered')),
  wrong_dispatch: followed(
    'dispatched',
    `${bodyOf('began')}->>'unit'`,
    afterwards('objection_ruled', `${bodyOf('event')}->>'ruling' = 'upheld'`),
  ),
  parked: `
    SELECT request.lead_unit AS unit, request.number, false AS excluded,
      (request.snapshot->'parking'->>'step' = 'past_end' OR NOT EXISTS (
        SELECT FROM case_events AS said WHERE said.case_id = request.case_id AND said.type IN ('parking_ruled', 'interim_replied')
          AND said.at > :at - interval '${String(SILENT_DAYS * 24)} hours')) AS hit
    FROM resident_requests AS request
    WHERE request.snapshot->'parking'->>'step' IN ('parked', 'past_end') AND ${isMatter('request')}`,
} as const;
