import { bodyOf, happened, isMatter } from './population.js';

/** Figures of clocks: `clock` is a row of `case_clocks`, `request` its row of `resident_requests`. */

const IS_KEPT = `(clock.proven_at IS NOT NULL OR (clock.status = 'met' AND clock.breached_at IS NULL))`;
const NEVER_CAME = `(clock.breached_at IS NULL AND clock.status IN ('stopped', 'paused'))`;

/** The sequence number of the event that started a clock. Its canonical text narrows it before any JSON is read. */
const startOf = (n: string): string => `(
  SELECT min(event.seq) FROM case_events AS event
  WHERE event.case_id = clock.case_id AND event.at >= clock.started_at
    AND event.envelope LIKE '%"change":"started","clock":"' || clock.clock || '"%'
    AND ${bodyOf('event')}->'clocks' @> jsonb_build_array(jsonb_build_object('change', 'started', 'clock', clock.clock, 'n', ${n})))`;

/** From the event that started the clock to the one that started the next of its name. */
const SPAN = `CROSS JOIN LATERAL (SELECT ${startOf('clock.n')} AS first, ${startOf('clock.n + 1')} AS next) AS span`;

const during = (type: string, condition?: string): string =>
  happened({ of: 'clock', type, after: 'span.first', before: 'span.next' }, condition);

/** The clocks whose due moment fell in the period. */
const dues = (clocks: string, hit: string, excluded = NEVER_CAME, joins = ''): string => `
  SELECT coalesce(clock.unit, request.lead_unit) AS unit, request.number, ${hit} AS hit, ${excluded} AS excluded
  FROM case_clocks AS clock JOIN resident_requests AS request USING (case_id) ${joins}
  WHERE clock.clock IN (${clocks}) AND clock.due_at >= :from AND clock.due_at < :until AND ${isMatter('request')}`;

/** Answered at once in time, as `wasAnswered` says. */
const NOT_WORKED_ON = `${NEVER_CAME} OR (${IS_KEPT} AND ${during('answered', 'event.at = clock.stopped_at')})`;

const PASSED_REVIEW = `${IS_KEPT} AND ${during('completed')}`;

/** The due as it stood before the first extension; null when there was none. */
const BEFORE_EXTENSION = `(
  SELECT (change->>'at')::timestamptz FROM case_events AS event, jsonb_array_elements(${bodyOf('event')}->'clocks') AS change
  WHERE event.case_id = clock.case_id AND change->>'clock' = clock.clock AND (change->>'n')::int = clock.n AND change ? 'at'
    AND event.seq < (
      SELECT min(extending.seq) FROM case_events AS extending
      WHERE extending.case_id = clock.case_id AND extending.envelope LIKE '%"change":"extended"%' AND ${bodyOf('extending')}->'clocks'
        @> jsonb_build_array(jsonb_build_object('change', 'extended', 'clock', clock.clock, 'n', clock.n)))
  ORDER BY event.seq DESC LIMIT 1)`;

export const CLOCK_QUERIES = {
  dispatched_on_time: dues(`'dispatch'`, IS_KEPT, NOT_WORKED_ON, SPAN),
  signed_for_on_time: dues(
    `'sign_for'`,
    IS_KEPT,
    `${NEVER_CAME} OR ${during('objection_ruled', `${bodyOf('event')}->>'ruling' = 'upheld'`)}`,
    SPAN,
  ),
  response_rate: dues(
    `'first_contact'`,
    `${IS_KEPT} AND NOT ${during('judged', `${bodyOf('event')}->>'contacted' = 'no'`)}`,
    NEVER_CAME,
    SPAN,
  ),
  completed_on_time: dues(`'result'`, PASSED_REVIEW, NOT_WORKED_ON, SPAN),
  completed_without_extensions: dues(
    `'result'`,
    `${PASSED_REVIEW} AND (extension.due IS NULL OR clock.stopped_at < extension.due)`,
    NOT_WORKED_ON,
    `${SPAN} CROSS JOIN LATERAL (SELECT ${BEFORE_EXTENSION} AS due) AS extension`,
  ),
  late_entries: dues(`'dispatch', 'sign_for', 'first_contact', 'result'`, 'clock.proven_at IS NOT NULL'),
  valid_call_backs: dues(
    `'reached'`,
    during('judged', `${bodyOf('event')}->>'by' = 'call_back'`),
    `${NEVER_CAME} AND NOT ${during('call_back_recorded', `${bodyOf('event')}->>'link' = 'yes'`)}`,
    SPAN,
  ),
} as const;

const RAN = `clock.started_at <= :at AND (clock.status = 'running' OR clock.stopped_at > :at)`;
const WORK = `clock.clock IN ('result', 'rework_result') AND ${RAN}`;

const openWork = (columns: string, condition: string): string => `
  SELECT coalesce(clock.unit, request.lead_unit) AS unit, request.number, ${columns}
  FROM case_clocks AS clock JOIN resident_requests AS request USING (case_id)
  WHERE ${WORK} AND ${condition} AND ${isMatter('request')}`;

const IS_DUE_TODAY = 'clock.due_at >= :at AND clock.due_at <= :dayEnd';

const owed = (name: string): string => `EXISTS (
  SELECT FROM case_clocks AS owed WHERE owed.case_id = clock.case_id AND owed.clock = '${name}'
    AND owed.started_at <= :at AND (owed.status = 'running' OR owed.stopped_at > :at)) AS hit, false AS excluded`;

const openOf = (urgency: string): string => `
  SELECT request.lead_unit AS unit, request.number, true AS hit, false AS excluded,
    (SELECT floor(extract(epoch FROM min(clock.due_at) - :at) / 60)::int
     FROM case_clocks AS clock WHERE clock.case_id = request.case_id AND ${WORK}) AS measure
  FROM resident_requests AS request
  WHERE request.urgency = '${urgency}' AND request.received_at <= :at AND (request.closed_at IS NULL OR request.closed_at > :at)
    AND ${isMatter('request')}`;

export const OPEN_QUERIES = {
  overdue_open: openWork(
    `true AS hit, coalesce(request.snapshot->'parking'->>'step' = 'parked', false) AS excluded,
     floor(extract(epoch FROM :at - clock.due_at) / 86400)::int AS measure`,
    'clock.due_at < :at',
  ),
  due_today: openWork('true AS hit, false AS excluded', IS_DUE_TODAY),
  due_today_not_signed_for: openWork(owed('sign_for'), IS_DUE_TODAY),
  due_today_not_contacted: openWork(owed('first_contact'), IS_DUE_TODAY),
  critical_open: openOf('critical'),
  urgent_open: openOf('urgent'),
} as const;
