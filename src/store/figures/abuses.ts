import {
  ABUSE_NAMES,
  LAST_DAYS,
  LAST_MINUTES,
  reasonOf,
  SHORT_RESULT,
  WITHDRAWN_WITHIN_HOURS,
  type AbuseName,
} from '../../domain/figures/abuses.js';
import type { Said } from '../../domain/figures/figure.js';
import { SATISFIED_FROM } from '../../domain/figures/results.js';
import { FEWEST_TO_RANK, windowsOf } from '../../domain/figures/sheet.js';
import { ENDING_TYPES } from '../../domain/request/ending.js';
import type { Database } from '../database.js';
import { bodyOf, happened } from './population.js';
import { named } from './query.js';
import { leadAt, placeOf, REQUEST_QUERIES } from './requests.js';

const actorOf = (event: string): string => `(${event}.envelope::jsonb->'actor')`;

const list = (types: readonly string[]): string => types.map((type) => `'${type}'`).join(', ');

/** Events of some types in the period, each with what makes it suspicious. */
const events = (types: readonly string[], facts: string, condition: string, joins = ''): string => `
  SELECT request.number, ${leadAt('event')} AS unit, event.at, ${facts} AS facts
  FROM case_events AS event JOIN resident_requests AS request USING (case_id) ${joins}
  WHERE event.type IN (${list(types)}) AND event.at >= :from AND event.at < :until
    AND request.district_code = :district AND ${condition}`;

/** Whether it happened before, and nothing of another type since. */
const after = (type: string, condition?: string): string =>
  happened({ of: 'event', type, after: '0', before: 'event.seq' }, condition, 'earlier');

/** The clocks by which the work was due. */
const work = (condition: string): string => `JOIN case_clocks AS clock
  ON clock.case_id = event.case_id AND clock.clock IN ('result', 'rework_result') AND ${condition}`;

const MINUTES_BEFORE = `floor(extract(epoch FROM clock.due_at - event.at) / 60)::int`;

/** The due of the result as it stood before an event. */
const STANDING_DUE = `CROSS JOIN LATERAL (
  SELECT (change->>'at')::timestamptz AS at FROM case_events AS earlier, jsonb_array_elements(${bodyOf('earlier')}->'clocks') AS change
  WHERE earlier.case_id = event.case_id AND earlier.seq < event.seq AND change->>'clock' = 'result' AND change ? 'at'
  ORDER BY earlier.seq DESC LIMIT 1) AS due`;

const LOCAL = `AT TIME ZONE 'Asia/Shanghai'`;
const MONTH_END = `(date_trunc('month', event.at ${LOCAL}) + interval '1 month')`;

const GRANTED = `${bodyOf('event')}->>'ruling' = 'granted'`;

const judgement = (name: string, event: string): string =>
  `'${name}Solved', ${bodyOf(event)}->'solved', '${name}Satisfaction', ${bodyOf(event)}->'satisfaction'`;
const isSatisfied = (event: string): string => `(${bodyOf(event)}->>'satisfaction')::int >= ${String(SATISFIED_FROM)}`;

const none = (types: readonly string[], from: string): string => `NOT EXISTS (
  SELECT FROM case_events AS between_them WHERE between_them.case_id = event.case_id AND between_them.seq > ${from}
    AND between_them.seq < event.seq AND between_them.type IN (${list(types)}))`;

const last = (type: string, condition: string): string => `CROSS JOIN LATERAL (
  SELECT max(earlier.seq) AS seq FROM case_events AS earlier
  WHERE earlier.case_id = event.case_id AND earlier.type = '${type}' AND earlier.seq < event.seq AND ${condition}) AS began`;

/** One query for each; a case found is one row: its number if it is one request, the unit, when, and its facts. */
const QUERIES: { readonly [name in AbuseName]: string } = {
  finding_closed_by_its_unit: events(
    ENDING_TYPES,
    `jsonb_build_object('unit', ${actorOf('event')}->>'unit')`,
    `request.snapshot->'received'->>'origin' = 'finding' AND ${actorOf('event')}->>'unit' = ${actorOf('raised')}->>'unit'`,
    `JOIN case_events AS raised ON raised.case_id = event.case_id AND raised.seq = 1`,
  ),
  empty_result_at_the_last_minute: events(
    ['result_submitted'],
    `jsonb_build_object('minutes', ${MINUTES_BEFORE}, 'characters', char_length(said.text))`,
    `char_length(said.text) < ${String(SHORT_RESULT)}`,
    `${work(`clock.started_at <= event.at AND clock.due_at > event.at
      AND clock.due_at <= event.at + interval '${String(LAST_MINUTES)} minutes'`)}
    JOIN vault_texts AS said ON said.case_id = event.case_id AND said.ref::text = ${bodyOf('event')}->'summary'->>'ref'`,
  ),
  split_within_one_unit: events(
    ['split'],
    `jsonb_build_object('parts', alike.parts, 'unit', request.lead_unit)`,
    `alike.parts > 0`,
    `CROSS JOIN LATERAL (SELECT count(*)::int AS parts FROM jsonb_array_elements(${bodyOf('event')}->'parts') AS part
      JOIN resident_requests AS other ON other.number = part->>'number'
      WHERE (other.category_code, other.lead_unit) = (request.category_code, request.lead_unit)) AS alike`,
  ),
  merged_with_another_matter: events(
    ['merged'],
    `jsonb_build_object('into', leader.number)`,
    `(leader.category_code <> request.category_code OR ${placeOf('leader')} IS DISTINCT FROM ${placeOf('request')})
     AND request.merged_into = leader.number`,
    `JOIN resident_requests AS leader ON leader.number = ${bodyOf('event')}->'into'->>'number'`,
  ),
  month_cleaned: events(
    ['parking_ruled', 'extension_ruled'],
    `jsonb_build_object('what', event.type, 'due', to_char(due.at ${LOCAL}, 'YYYY-MM-DD HH24:MI'))`,
    `${GRANTED} AND event.at ${LOCAL} >= ${MONTH_END} - interval '${String(LAST_DAYS)} days' AND due.at ${LOCAL} <= ${MONTH_END}`,
    STANDING_DUE,
  ),
  first_against_latest: events(
    ['judged'],
    `jsonb_build_object(${judgement('first', 'opening')}, ${judgement('latest', 'event')})`,
    `NOT EXISTS (SELECT FROM case_events AS later WHERE later.case_id = event.case_id AND later.type = 'judged' AND later.seq > event.seq)
     AND ((${bodyOf('opening')}->>'solved' = 'solved') <> (${bodyOf('event')}->>'solved' = 'solved')
       OR (${isSatisfied('opening')}) <> (${isSatisfied('event')}))`,
    `JOIN case_events AS opening ON opening.case_id = event.case_id AND opening.seq = (
      SELECT min(any_one.seq) FROM case_events AS any_one WHERE any_one.case_id = event.case_id AND any_one.type = 'judged')`,
  ),
  call_back_by_the_lead: events(
    ['call_back_recorded'],
    `jsonb_build_object('unit', ${actorOf('event')}->>'unit')`,
    `${actorOf('event')}->>'unit' = ${leadAt('event')}`,
  ),
  withdrawn_before_the_due: events(
    ['withdrawn'],
    `jsonb_build_object('minutes', ${MINUTES_BEFORE}, 'role', ${actorOf('event')}->>'role')`,
    `${actorOf('event')}->>'role' <> 'resident'`,
    work(`clock.stopped_at = event.at AND clock.due_at > event.at
      AND clock.due_at <= event.at + interval '${String(WITHDRAWN_WITHIN_HOURS)} hours'`),
  ),
  recoded_after_dispatch: events(
    ['reclassified', 'corrected'],
    `jsonb_build_object('what', event.type)`,
    `(event.type = 'reclassified' OR ${bodyOf('event')} ? 'place') AND ${after('dispatched')}`,
  ),
  contact_changed_before_call_back: events(
    ['corrected'],
    `jsonb_build_object('role', ${actorOf('event')}->>'role')`,
    `${bodyOf('event')} ? 'contact' AND began.seq IS NOT NULL AND ${none(['call_back_recorded'], 'began.seq')}`,
    last('dispatched', 'true'),
  ),
  contact_denied: events(
    ['judged'],
    `jsonb_build_object('unit', ${leadAt('event')}, 'contacts', reached.n)`,
    `${bodyOf('event')}->>'contacted' = 'no' AND reached.n > 0`,
    `CROSS JOIN LATERAL (SELECT count(*)::int AS n FROM case_events AS earlier
      WHERE earlier.case_id = event.case_id AND earlier.type = 'contact_recorded' AND earlier.seq < event.seq
        AND ${bodyOf('earlier')}->>'result' = 'reached') AS reached`,
  ),
  dispatched_again_before_the_due: events(
    ['dispatched'],
    `jsonb_build_object('unit', clock.unit, 'minutes', ${MINUTES_BEFORE})`,
    `${bodyOf('event')}->>'basis' = 'by_hand'`,
    `JOIN case_clocks AS clock ON clock.case_id = event.case_id AND clock.clock = 'sign_for' AND clock.stopped_at = event.at
      AND clock.status = 'stopped' AND clock.unit <> ${bodyOf('event')}->>'unit'
      AND clock.due_at > event.at AND clock.due_at <= event.at + interval '${String(LAST_MINUTES)} minutes'`,
  ),
  whistle_to_shift_a_clock: events(
    ['parking_ruled', 'extension_ruled'],
    `jsonb_build_object('what', event.type)`,
    `${GRANTED} AND began.seq IS NOT NULL AND ${none(['referral_concluded', 'result_approved'], 'began.seq')}`,
    last('referred', `${bodyOf('earlier')}->>'to' = 'whistle'`),
  ),
  too_few_to_rank: `
    SELECT NULL AS number, unit, NULL::timestamptz AS at, jsonb_build_object('n', count(*)) AS facts
    FROM (${REQUEST_QUERIES.resolution_rate_latest}) AS judged WHERE NOT excluded AND unit IS NOT NULL
    GROUP BY unit HAVING count(*) < ${String(FEWEST_TO_RANK)}`,
};

/** A case that was found. */
export interface Suspicion {
  /** None where it is about a unit and not about one request. */
  number: string | null;
  unit: string | null;
  at: string | null;
  reason: Said;
}

export interface FoundAbuse {
  name: AbuseName;
  cases: readonly Suspicion[];
  /** There are more than are listed. */
  truncated: boolean;
}

/** Cases listed of one abuse, at most; the latest first. */
const MOST_LISTED = 200;

interface AbuseRow {
  number: string | null;
  unit: string | null;
  at: Date | null;
  facts: Record<string, string | number>;
}

/**
 * Looks for every abuse in the month of the day before `date` (YYYY-MM-DD at +08:00), until the end of that day, in one
 * snapshot; `units` narrows it to theirs. RangeError for what is no day.
 */
export function findAbuses(
  db: Database,
  {
    district,
    date,
    now,
    units,
  }: { district: string; date: string; now: string; units?: readonly string[] | undefined },
): Promise<readonly FoundAbuse[]> {
  const { from, until } = windowsOf(date, now).monthToDate;
  const values = {
    district: { value: district, type: 'text' },
    from: { value: from, type: 'timestamptz' },
    until: { value: until, type: 'timestamptz' },
    units: { value: units ?? null, type: 'text[]' },
  };
  return db.transaction(async (tx) => {
    await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    const found: FoundAbuse[] = [];
    for (const name of ABUSE_NAMES) {
      const { rows } = await tx.query<AbuseRow>(
        named(
          `SELECT number, unit, at, facts FROM (${QUERIES[name]}) AS found WHERE :units IS NULL OR unit = ANY(:units)
           ORDER BY at DESC, number, unit LIMIT ${String(MOST_LISTED + 1)}`,
          values,
        ),
      );
      const cases = rows.slice(0, MOST_LISTED).map(({ number, unit, at, facts }) => ({
        ...{ number, unit },
        at: at?.toISOString() ?? null,
        reason: reasonOf(name, facts),
      }));
      found.push({ name, cases, truncated: rows.length > MOST_LISTED });
    }
    return found;
  });
}
