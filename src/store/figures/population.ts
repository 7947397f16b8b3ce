import { COUNTED_KINDS, TEST_TAG } from '../../domain/figures/population.js';

/** The same as `domain/figures/population.ts`, of a row of `resident_requests`. Parameters are named (`query.ts`). */

/** The kind it was dispatched under. */
export const kindOf = (row: string): string => `coalesce(${row}.snapshot->'cohort'->>'kind', ${row}.kind)`;

const KINDS = COUNTED_KINDS.map((kind) => `'${kind}'`).join(', ');

/** R and those who follow its matters, of the district asked about. */
export const isCaller = (row: string): string => `${row}.district_code = :district AND ${kindOf(row)} IN (${KINDS})
  AND NOT coalesce(${row}.tags, '{}') @> ARRAY['${TEST_TAG}']
  AND ${row}.snapshot->'received'->>'origin' IS DISTINCT FROM 'finding'`;

/** R. */
export const isMatter = (row: string): string => `${isCaller(row)} AND ${row}.merged_into IS NULL`;

/** The body of an event, as JSON. */
export const bodyOf = (event: string): string => `(${event}.envelope::jsonb->'body')`;

/** Whether an approved appeal takes a judgement out of the base. */
export const isExcluded = (judged: string): string => `EXISTS (
  SELECT FROM case_events AS appeal WHERE appeal.case_id = ${judged}.case_id AND appeal.type = 'appeal_ruled'
    AND ${bodyOf('appeal')}->>'excluded' = 'yes' AND ${bodyOf('appeal')}->'round' = ${bodyOf(judged)}->'round')`;

/**
 * Whether a case has an event of a type between two sequence numbers, neither included; `before` null means without end.
 * The condition names it `event`, or as `alias` says where that name is taken.
 */
export const happened = (
  { of, type, after, before }: { of: string; type: string; after: string; before: string },
  condition = 'true',
  alias = 'event',
): string => `EXISTS (
  SELECT FROM case_events AS ${alias} WHERE ${alias}.case_id = ${of}.case_id AND ${alias}.type = '${type}'
    AND ${alias}.seq > ${after} AND (${before} IS NULL OR ${alias}.seq < ${before}) AND ${condition})`;
