import { WHISTLE_KINDS, type WhistleKind } from '../../domain/vocabulary.js';
import type { Database } from '../database.js';
import { isWithinReach } from '../queries/find-proceeding.js';
import type { Reader } from '../queries/list-requests.js';

/** 吹哨: what one unit's whistles came to, and what the departments say of them. */
export interface BlowerFigures {
  unit: string;
  blown: Readonly<Record<WhistleKind, number>>;
  /** Also an emergency that nobody answered for and somebody came to, whatever that came to: each whistle counts once. */
  refused: number;
  cancelled: number;
  settled: number;
  notSettled: number;
  /** 补录逾时: blown by phone, and written down later than policy allows. */
  writtenLate: number;
  /** Departments that the district found to be called wrongly. */
  calledWrongly: number;
  /** What the departments say: whether it was justified. */
  justified: { yes: number; no: number };
}

/** 吹哨率: how often each subdistrict whistles, also where it never does, beside what its residents ask. */
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
  /** It was on site before the due; an absence, however explained, is no arrival. */
  inTime: number;
  /** It missed the due, whether or not it came later; not who need not have been called. */
  late: number;
  absent: number;
  excused: number;
  /** Not who need not have been called, also where the district found so after the whistle was over. */
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

/** Subdistricts whose rate a reader is told: their own, or all of the district's. A department's own whistles make no rate. */
function isRated({ held }: Reader, put: (value: unknown) => string): string {
  const rated = held.filter(({ scope }) => scope.kind === 'district' || scope.kind === 'subdistrict');
  const each = rated.map(({ scope: { district, kind, code } }) => {
    const here = `unit.district_code = ${put(district)}`;
    return kind === 'district' ? here : `(${here} AND unit.place_code = ${put(code)})`;
  });
  return each.length === 0 ? 'false' : `(${each.join(' OR ')})`;
}

/**
 * What the whistles within somebody's reach that were blown from an instant until before another (ISO 8601) have come to by now,
 * by who blew, by place and by department. Which whistles count is frozen by when they were blown; a place without requests in
 * that time has no rate. Who reads for a unit is told of what that unit did, and of what is said of its own whistles.
 */
export async function whistleFigures(
  { pool }: Database,
  { reader, from, until }: { reader: Reader; from: string; until: string },
): Promise<WhistleFigures> {
  const values: unknown[] = [from, until];
  const put = (value: unknown): string => `$${String(values.push(value))}`;
  const within = 'received_at >= $1::timestamptz AND received_at < $2::timestamptz';
  const { account, held } = reader;
  const places = held.filter(({ scope }) => scope.kind !== 'unit');
  const own = `ANY (${put(held.flatMap(({ scope }) => (scope.kind === 'unit' ? [scope.code] : [])))}::text[])`;
  const blown = `blown AS (SELECT *, ${isWithinReach({ account, held: places }, put)} AS whole FROM proceedings
      WHERE kind = 'whistle' AND ${within} AND ${isWithinReach(reader, put)}),
    reports AS (SELECT report.*, whole, report.snapshot -> 'opened' ->> 'by' AS blower, report.snapshot -> 'opened' ->> 'unit' AS unit
      FROM proceedings AS report JOIN blown ON report.parent_case = blown.case_id AND report.kind = 'whistle_report'
      WHERE whole OR report.snapshot -> 'opened' ->> 'unit' = ${own} OR report.snapshot -> 'opened' ->> 'by' = ${own})`;
  const ask = async <Row>(query: string): Promise<readonly Row[]> =>
    (await pool.query<Row & Record<string, unknown>>(`WITH ${blown} ${query}`, values)).rows;
  const blowers = await ask<BlowerFigures>(
    `SELECT unit, blown, refused, cancelled, settled, "notSettled", "writtenLate", coalesce("calledWrongly", 0) AS "calledWrongly",
       json_build_object('yes', coalesce(yes, 0), 'no', coalesce(no, 0)) AS justified
     FROM (SELECT snapshot -> 'opened' ->> 'by' AS unit,
         json_build_object(${BY_KIND}) AS blown,
         count(*) FILTER (WHERE state = 'refused' OR NOT answered)::int AS refused, count(*) FILTER (WHERE state = 'cancelled')::int AS cancelled,
         count(*) FILTER (WHERE snapshot ->> 'result' = 'settled' AND answered)::int AS settled,
         count(*) FILTER (WHERE snapshot ->> 'result' = 'not_settled' AND answered)::int AS "notSettled",
         count(*) FILTER (WHERE snapshot -> 'opened' ->> 'writtenLate' = 'yes')::int AS "writtenLate"
       FROM blown CROSS JOIN LATERAL (SELECT snapshot ->> 'answer' IS DISTINCT FROM 'refused' AS answered) AS answer
       GROUP BY 1) AS whistles
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
         count(*) FILTER (WHERE snapshot ->> 'arrival' = 'on_site' AND came AND counts)::int AS "inTime",
         count(*) FILTER (WHERE missed AND counts)::int AS late
       FROM reports CROSS JOIN LATERAL (SELECT coalesce(bool_or(clock.breached_at IS NOT NULL), false) AS missed,
           coalesce(bool_and(clock.status = 'met' AND clock.breached_at IS NULL), false) AS came,
           snapshot ->> 'objection' IS DISTINCT FROM 'upheld' AS counts
         FROM case_clocks AS clock WHERE clock.case_id = reports.case_id AND clock.clock = 'report_in') AS clock
       WHERE whole OR unit = ${own} GROUP BY unit) AS came
     LEFT JOIN (SELECT department ->> 'unit' AS unit, count(*)::int AS rated,
         round(avg((department -> 'marks' ->> 'arrival')::numeric), 2)::float AS arrival,
         round(avg((department -> 'marks' ->> 'result')::numeric), 2)::float AS result,
         round(avg((department -> 'marks' ->> 'attitude')::numeric), 2)::float AS attitude
       FROM blown CROSS JOIN LATERAL jsonb_array_elements(snapshot -> 'departments') AS department
       WHERE department ? 'marks' AND (whole OR department ->> 'unit' = ${own}) AND NOT EXISTS (SELECT FROM reports
           WHERE reports.case_id = department -> 'report' ->> 'case' AND reports.snapshot ->> 'objection' = 'upheld')
       GROUP BY 1) AS marked USING (unit)
     ORDER BY unit`,
  );
  const rates = await ask<WhistleRate>(
    `SELECT place AS subdistrict, whistles, requests, round(1000.0 * whistles / nullif(requests, 0), 1)::float AS "perThousand"
     FROM (SELECT DISTINCT district_code AS district, place_code AS place FROM units AS unit
         WHERE kind = 'subdistrict' AND place_code IS NOT NULL AND ${isRated(reader, put)}) AS subdistricts
     CROSS JOIN LATERAL (SELECT count(*)::int AS whistles FROM proceedings AS whistle JOIN units AS unit
           ON unit.district_code = whistle.district_code AND unit.code = whistle.snapshot -> 'opened' ->> 'by'
         WHERE whistle.kind = 'whistle' AND whistle.snapshot -> 'opened' ->> 'blower' = 'subdistrict' AND ${within}
           AND unit.district_code = district AND unit.place_code = place) AS blew
     CROSS JOIN LATERAL (SELECT count(*)::int AS requests FROM resident_requests AS request
         WHERE request.district_code = district AND request.subdistrict = place
           AND request.received_at >= $1::timestamptz AND request.received_at < $2::timestamptz) AS asked
     ORDER BY place`,
  );
  return { blowers, rates, departments };
}
