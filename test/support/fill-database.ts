import { join } from 'node:path';
import { loadCalendar } from '../../src/calendar-data.js';
import { hashPassword } from '../../src/passwords.js';
import { projectRoot } from '../../src/project-root.js';
import { publishCalendars } from '../../src/store/calendars.js';
import { openDatabase } from '../../src/store/database.js';
import { migrate } from '../../src/store/migrate.js';
import { seedNetwork } from '../../src/commands/seed-network.js';
import { loadSeedData } from '../../src/store/seed-data.js';
import { seedDistrict } from '../../src/store/seed.js';

/** Brings an empty database to where a deployment begins: migrated, with the demo district, its accounts and calendars. */
export async function fillDatabase(url: string): Promise<void> {
  await migrate({ connectionString: url });
  const db = openDatabase({ url, poolSize: 2 });
  const data = await loadSeedData(join(projectRoot(), 'data', 'haibowan'));
  await seedDistrict(db.prisma, data, { withDemoAccounts: true, hashPassword });
  await seedNetwork(db, data);
  await publishCalendars(db, loadCalendar());
  await db.close();
}
