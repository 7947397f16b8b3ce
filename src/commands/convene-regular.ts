import { localDay } from '../domain/calendar.js';
import { SYSTEM_ACTOR } from '../domain/envelope.js';
import { regularDayFrom } from '../domain/joint-meeting/regular.js';
import { formatDay, parseDay } from '../domain/local-time.js';
import { isInForceOn } from '../domain/validity.js';
import type { Database } from '../store/database.js';
import type { Directory } from '../store/directory.js';
import { findCommittee } from '../store/linkage-directory.js';
import type { OpenedCase } from '../../workflows/contract/case.js';
import { meetingScheduleId } from '../../workflows/contract/convene-meeting.js';
import { committeeFact } from './agenda-item.js';
import { CASE_CLIENT } from '../store/identity.js';
import { meetingOf } from './joint-meeting.js';
import { nextOrdinal } from './open.js';
import { openByItself } from './open-case.js';

/**
 * Convenes the next regular sitting of a committee for which there is still notice to give, on its regular day or, where
 * nobody works then, on the next day on which somebody does. Once for a committee and a day, however often it is called;
 * undefined where the committee or its district's policy is no more.
 */
export async function conveneRegular(
  db: Database,
  directory: Directory | undefined,
  { committee: code }: { committee: string },
  now = new Date().toISOString(),
): Promise<OpenedCase | undefined> {
  const { meetings } = directory?.policy ?? {};
  if (directory === undefined || meetings === undefined) return undefined;
  // The day itself does not count, and neither does that of the sitting.
  const earliest = formatDay(parseDay(localDay(now)) + meetings.noticeDays + 1);
  const committee = await findCommittee(db, directory.district, code, earliest);
  if (committee === undefined || !isInForceOn(committee, earliest)) return undefined;
  const day = regularDayFrom(directory.calendar, committee, earliest);
  const client = `${CASE_CLIENT}${meetingScheduleId({ district: directory.district, committee: code })}`;
  return openByItself(db, { client, key: day }, async () => {
    const fact = await committeeFact(db, directory, committee, { on: day });
    const { ordinal, at } = await nextOrdinal({ db }, directory.district, 'joint_meeting');
    const when = new Date(`${day}T${committee.regularTime}:00+08:00`).toISOString();
    const opens = meetingOf({ directory, committee, fact, sort: 'regular', when, at, ordinal });
    return { opens, actor: SYSTEM_ACTOR, receivedAt: at };
  });
}
