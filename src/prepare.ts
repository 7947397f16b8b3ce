import { loadCalendar } from './calendar-data.js';
import { publishCalendars } from './store/calendars.js';
import { openDatabase } from './store/database.js';
import { migrate } from './store/migrate.js';

/** Brings a database to where this build can run on it: migrations, and the calendar's published years. */
export async function prepareRecord(url: string, say: (line: string) => void): Promise<void> {
  await migrate({ connectionString: url, log: say });
  const db = openDatabase({ url, poolSize: 2 });
  try {
    const years = await publishCalendars(db, loadCalendar());
    if (years > 0) say(`日历:${String(years)} 个年度已发布 / Calendar: ${String(years)} years published`);
  } finally {
    await db.close();
  }
}
