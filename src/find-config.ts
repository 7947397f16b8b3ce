import { readConfig, type Config } from './config.js';
import { readConnection } from './embedded/settings.js';
import { stateFolderPath } from './embedded/state-folder.js';

/** The service named by the environment, or the one that runs from this machine's state folder. Throws ConfigFault. */
export function findConfig(): Config {
  const running = process.env['DATABASE_URL'] === undefined ? readConnection(stateFolderPath()) : undefined;
  return readConfig({ ...running, ...process.env });
}
