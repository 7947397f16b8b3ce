import { giveSome } from '../src/commands/jobs.js';
import type { Database } from '../src/store/database.js';
import { openDirectories } from '../src/store/directory.js';
import type { JobActivities } from './index.js';

/** The activities of changes to many requests, on a database. */
export function createJobActivities(db: Database): JobActivities {
  const directories = openDirectories(db);
  return { giveSome: (job) => giveSome({ db, directories }, job) };
}
