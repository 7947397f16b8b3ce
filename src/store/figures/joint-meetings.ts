import type { DecisionOutcome, MeetingSort } from '../../domain/joint-meeting/vocabulary.js';
import type { Level } from '../../domain/vocabulary.js';
import type { Database } from '../database.js';
import { isWithinReach } from '../queries/find-proceeding.js';
import type { Reader } from '../queries/list-requests.js';

/** The year's figures of joint meetings, of one level. */
export interface MeetingFigures {
  /** Sittings that were opened, by sort. */
  held: Readonly<Record<MeetingSort, number>>;
  /** Items that a sitting decided, by outcome. */
  decided: Readonly<Record<DecisionOutcome, number>>;
  /** 化解: items whose decision was verified. */
  resolved: number;
  /** Items that went one level up because they were deferred, or their decision failed, twice. */
  raisedByThemselves: number;
}

/** What one kind of event counts for. */
const COUNTED = ['meeting_opened', 'item_decided', 'item_verified', 'raised_one_level'] as const;

interface Row {
  level: Level;
  type: (typeof COUNTED)[number];
  sort: MeetingSort | null;
  outcome: DecisionOutcome | null;
  because: string | null;
  n: number;
}

/**
 * What the joint meetings within somebody's reach have come to from an instant until before another (ISO 8601), by level, out of
 * the record's own events; a level at which nothing happened is there with noughts.
 */
export async function meetingFigures(
  { pool }: Database,
  { reader, from, until }: { reader: Reader; from: string; until: string },
): Promise<Readonly<Record<Level, MeetingFigures>>> {
  const values: unknown[] = [from, until, COUNTED];
  const put = (value: unknown): string => `$${String(values.push(value))}`;
  const { rows } = await pool.query<Row>(
    `SELECT level, type, sort, outcome, because, count(*)::int AS n FROM (
       SELECT snapshot -> 'opened' -> 'committee' ->> 'level' AS level, event.type, snapshot -> 'opened' ->> 'sort' AS sort,
         envelope::jsonb -> 'body' -> 'decision' ->> 'outcome' AS outcome, envelope::jsonb -> 'body' ->> 'because' AS because
       FROM case_events AS event JOIN proceedings USING (case_id)
       WHERE event.type = ANY($3) AND event.at >= $1::timestamptz AND event.at < $2::timestamptz
         AND NOT (event.type = 'item_decided' AND EXISTS (SELECT FROM jsonb_array_elements(snapshot -> 'agenda') AS entry
           WHERE entry -> 'item' ->> 'case' = envelope::jsonb -> 'body' ->> 'item' AND entry ? 'void'))
         AND kind IN ('agenda_item', 'joint_meeting') AND ${isWithinReach(reader, put)}) AS counted
     GROUP BY 1, 2, 3, 4, 5`,
    values,
  );
  const of = (level: Level): MeetingFigures => {
    const sum = (type: Row['type'], fits: (row: Row) => boolean = () => true) =>
      rows.filter((row) => row.level === level && row.type === type && fits(row)).reduce((all, { n }) => all + n, 0);
    const held = (sort: MeetingSort) => sum('meeting_opened', (row) => row.sort === sort);
    const decided = (outcome: DecisionOutcome) => sum('item_decided', (row) => row.outcome === outcome);
    return {
      held: { regular: held('regular'), urgent: held('urgent') },
      decided: {
        ...{ assign: decided('assign'), defer: decided('defer') },
        ...{ reject: decided('reject'), raise: decided('raise') },
      },
      resolved: sum('item_verified'),
      raisedByThemselves: sum('raised_one_level', ({ because }) => because !== 'decided'),
    };
  };
  return { community: of('community'), subdistrict: of('subdistrict'), district: of('district') };
}
