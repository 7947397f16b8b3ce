import { join } from 'node:path';
import type { Logger } from 'pino';
import { ConfigFault, type Config } from '../src/config.js';
import { startEmbeddedService } from '../src/embedded/service.js';
import { findConfig } from '../src/find-config.js';
import { hashPassword } from '../src/passwords.js';
import { projectRoot } from '../src/project-root.js';
import { loadSeedData } from '../src/store/seed-data.js';
import { seedDistrict } from '../src/store/seed.js';
import { openDatabase, type Database } from '../src/store/database.js';
import { PlayFault } from './play-fault.js';

/** The service that is played on. */
export interface Venue {
  url: string;
  /** Where Temporal shows its workflows, if this command started it. */
  temporalUiUrl?: string | undefined;
  config: Config;
  /** Present where this command started it. */
  stop?: () => Promise<void>;
}

/** The service that runs, as the command line finds it, or one that is started here. Throws PlayFault, StartupError. */
export async function findOrStart(log: Logger, say: (line: string) => void): Promise<Venue> {
  const running = await findRunning();
  if (running !== undefined) return running;
  if (process.env['DATABASE_URL'] !== undefined)
    throw new PlayFault(
      '环境变量指明的服务没有运行:请先启动它 / the service that the environment names does not run: start it first',
    );
  const started = await startEmbeddedService(process.env, log, say);
  const { url, temporalUiUrl } = started;
  return { url, temporalUiUrl, config: findConfig(), stop: () => started.stop() };
}

async function findRunning(): Promise<Venue | undefined> {
  try {
    const config = findConfig();
    const url = config.PUBLIC_URL.replace(/\/$/, '');
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    return answer?.ok && (await recordAnswers(config)) ? { url, config } : undefined;
  } catch (error) {
    if (error instanceof ConfigFault) return undefined;
    throw error;
  }
}

/** Whether the record is there, too: at the address another service may have taken the place of one that stopped. */
async function recordAnswers({ DATABASE_URL: url }: Config): Promise<boolean> {
  const db = openDatabase({ url, poolSize: 2 });
  try {
    await db.pool.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await db.close();
  }
}

/** Loads the district of fast clocks, as `bihuan district load data/fast-clocks --demo-accounts` does. */
export async function loadFastClocks({ prisma }: Database): Promise<void> {
  const data = await loadSeedData(join(projectRoot(), 'data', 'fast-clocks'));
  await seedDistrict(prisma, data, { withDemoAccounts: true, hashPassword });
}
