import { conveneRegular } from '../src/commands/convene-regular.js';
import type { Database } from '../src/store/database.js';
import { openDirectories } from '../src/store/directory.js';
import type { MeetingActivities } from './index.js';

/** The activities of regular sittings, on a database. */
export function createMeetingActivities(db: Database): MeetingActivities {
  const directories = openDirectories(db);
  return { conveneRegular: async (start) => conveneRegular(db, await directories.current(start.district), start) };
}
