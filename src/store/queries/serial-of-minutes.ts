import type { JointMeeting } from '../../domain/joint-meeting/joint-meeting.js';
import type { Database } from '../database.js';

/** The how manieth minutes those of an ended sitting are, of all that its committee has issued in that year at +08:00. */
export async function serialOfMinutes(
  { pool }: Database,
  { district, opened, case: id }: JointMeeting,
): Promise<number> {
  const { rows } = await pool.query<{ serial: number }>(
    `WITH issued AS (
       SELECT case_id, row_number() OVER (
         PARTITION BY extract(year FROM ended_at AT TIME ZONE 'Asia/Shanghai') ORDER BY ended_at, case_id
       )::int AS serial
       FROM proceedings
       WHERE kind = 'joint_meeting' AND state = 'ended' AND district_code = $1 AND snapshot #>> '{opened,committee,code}' = $2
     ) SELECT serial FROM issued WHERE case_id = $3`,
    [district, opened.committee.code, id],
  );
  return rows[0]?.serial ?? 1;
}
