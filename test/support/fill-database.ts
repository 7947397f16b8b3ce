import { randomBytes, scryptSync } from 'node:crypto';
import { join } from 'node:path';
import { loadCalendar } from '../../src/calendar-data.js';
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
  await seedDistrict(db.prisma, data, { withDemoAccounts: true, hashPassword: hashCheaply });
  await seedNetwork(db, data);
  await publishCalendars(db, loadCalendar());
  await db.close();
}

/** A guess is to be dear for a thief; the tests log in hundreds of times with a password that everybody knows. */
function hashCheaply(password: string): Promise<string> {
  const cost = { N: 2, r: 1, p: 1 };
  const salt = randomBytes(16);
  const key = scryptSync(password, salt, 32, cost);
  return Promise.resolve(['scrypt', cost.N, cost.r, cost.p, salt.toString('base64'), key.toString('base64')].join('$'));
}
