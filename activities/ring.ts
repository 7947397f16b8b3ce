import type { Database } from '../src/store/database.js';
import { ringNext } from '../src/store/notices.js';
import type { RingActivities } from './index.js';

/** The activities of ringing, on a database. */
export function createRingActivities(db: Database): RingActivities {
  return {
    async ringNext(step) {
      const isUndone = await ringNext(db.pool, step);
      db.ring();
      return isUndone;
    },
  };
}
