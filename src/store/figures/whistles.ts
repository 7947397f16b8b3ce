import { WHISTLE_KINDS, type WhistleKind } from '../../domain/vocabulary.js';
import type { Database } from '../database.js';
import { isWithinReach } from '../queries/find-proceeding.js';
import type { Reader } from '../queries/list-requests.js';

/** 吹哨: what one unit's whistles came to, and what the departments say of them. */
export interface BlowerFigures {
  unit: string;
  blown: Readonly<Record<WhistleKind, number>>;
  refused: number;
  cancelled: number;
  settled: number;
  notSettled: number;
  /** Departments that the district found to be called wrongly. */
  calledWrongly: number;
  /** What the departments say: whether it was justified. */
  justified: { yes: number; no: number };
}

/** 吹哨率: how often a place whistles, beside what its residents ask. */
export interface WhistleRate {
  subdistrict: string;
  whistles: number;
  requests: number;
  /** Whistles for a thousand requests received, to one decimal; null where none was. */
  perThousand: number | null;
}

/** 报到: how one department comes, and how the subdistricts mark it, 1 to 5. */
export interface DepartmentFigures {
  unit: string;
  called: number;
  onSite: number;
  /** It reported in, or explained its absence, before the due. */
  inTime: number;
  /** It missed the due, whether or not it came later. */
  late: number;
  absent: number;
  excused: number;
  rated: number;
  /** Means to two decimals; null where nobody has marked it. */
  marks: { arrival: number | null; result: number | null; attitude: number | null };
}

export interface WhistleFigures {
  blowers: readonly BlowerFigures[];
  rates: readonly WhistleRate[];
  departments: readonly DepartmentFigures[];
}

const BY_KIND = WHISTLE_KINDS.map((kind) => `'${kind}', count(*) FILTER (WHERE sort = '${kind}')::int`).join(', ');

/**
 * What the whistles within somebody's reach that were blown from an instant until before another (ISO 8601) have come to by now,
 * by who blew, by place and by department. Which whistles count is frozen by when they were blown; a place without requests in
 * that time has no rate.
 */
export async function whistleFigures(
  { pool }: Database,
  { reader, from, until }: { reader: Reader; from: string; until: string },
): Promise<WhistleFigures> {
  const values: unknown[] = [from, until];
  const put = (value: unknown): string => `$${String(values.push(value))}`;
  const within = 'received_at >= $1::timestamptz AND received_at < $2::timestamptz';
  const blown = `blown AS (SELECT * FROM proceedings WHERE kind = 'whistle' AND ${within} AND ${isWithinReach(reader, put)}),
    reports AS (SELECT report.*, report.snapshot -> 'opened' ->> 'by' AS blower, report.snapshot -> 'opened' ->> 'unit' AS unit
      FROM proceedings AS report JOIN blown ON report.parent_case = blown.case_id)`;
  const ask = async <Row>(query: string): Promise<readonly Row[]> =>
    (await pool.query<Row & Record<string, unknown>>(`WITH ${blown} ${query}`, values)).rows;
  const blowers = await ask<BlowerFigures>(
    `SELECT unit, blown, refused, cancelled, settled, "notSettled", coalesce("calledWrongly", 0) AS "calledWrongly",
       json_build_object('yes', coalesce(yes, 0), 'no', coalesce(no, 0)) AS justified
     FROM (SELECT snapshot -> 'opened' ->> 'by' AS unit,
         json_build_object(${BY_KIND}) AS blown,
         count(*) FILTER (WHERE state = 'refused')::int AS refused, count(*) FILTER (WHERE state = 'cancelled')::int AS cancelled,
         count(*) FILTER (WHERE snapshot ->> 'result' = 'settled')::int AS settled,
         count(*) FILTER (WHERE snapshot ->> 'result' = 'not_settled')::int AS "notSettled"
       FROM blown GROUP BY 1) AS whistles
     LEFT JOIN (SELECT blower AS unit, count(*) FILTER (WHERE snapshot ->> 'objection' = 'upheld')::int AS "calledWrongly",
         count(*) FILTER (WHERE snapshot ->> 'justified' = 'yes')::int AS yes,
         count(*) FILTER (WHERE snapshot ->> 'justified' = 'no')::int AS no
       FROM reports GROUP BY 1) AS answers USING (unit)
     ORDER BY unit`,
  );
  const departments = await ask<DepartmentFigures>(
    `SELECT unit, called, "onSite", "inTime", late, absent, excused, coalesce(rated, 0) AS rated,
       json_build_object('arrival', arrival, 'result', result, 'attitude', attitude) AS marks
     FROM (SELECT unit, count(*)::int AS called,
         count(*) FILTER (WHERE snapshot ->> 'arrival' = 'on_site')::int AS "onSite",
         count(*) FILTER (WHERE snapshot ->> 'arrival' = 'absent')::int AS absent,
         count(*) FILTER (WHERE snapshot ->> 'objection' = 'upheld')::int AS excused,
         count(*) FILTER (WHERE snapshot ->> 'arrival' IS NOT NULL AND NOT missed)::int AS "inTime",
         count(*) FILTER (WHERE missed)::int AS late
       FROM reports CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM case_clocks AS clock WHERE clock.case_id = reports.case_id
         AND clock.clock = 'report_in' AND clock.breached_at IS NOT NULL) AS missed) AS clock
       GROUP BY unit) AS came
     LEFT JOIN (SELECT department ->> 'unit' AS unit, count(*)::int AS rated,
         round(avg((department -> 'marks' ->> 'arrival')::numeric), 2)::float AS arrival,
         round(avg((department -> 'marks' ->> 'result')::numeric), 2)::float AS result,
         round(avg((department -> 'marks' ->> 'attitude')::numeric), 2)::float AS attitude
       FROM blown CROSS JOIN LATERAL jsonb_array_elements(snapshot -> 'departments') AS department
       WHERE department ? 'marks' GROUP BY 1) AS marked USING (unit)
     ORDER BY unit`,
  );
  const rates = await ask<WhistleRate>(
    `SELECT subdistrict, count(*)::int AS whistles, requests, round(1000.0 * count(*) / nullif(requests, 0), 1)::float AS "perThousand"
     FROM blown CROSS JOIN LATERAL (SELECT count(*)::int AS requests FROM resident_requests AS request
       WHERE request.district_code = blown.district_code AND request.subdistrict = blown.subdistrict
         AND request.received_at >= $1::timestamptz AND request.received_at < $2::timestamptz) AS asked
     WHERE subdistrict IS NOT NULL GROUP BY subdistrict, requests ORDER BY subdistrict`,
  );
  return { blowers, rates, departments };
}
