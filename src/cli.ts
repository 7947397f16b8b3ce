import { Command } from 'commander';
import { calendarCommand } from './cli/calendar.js';
import { administratorCommand, districtCommand, prepareCommand } from './cli/deployment.js';
import { importCommand } from './cli/import.js';
import { verifyCommand } from './cli/verify.js';
import { ConfigFault, readConfig, type Config } from './config.js';
import { readConnection } from './embedded/settings.js';
import { stateFolderPath } from './embedded/state-folder.js';
import { openLog } from './log.js';
import { openDoor } from './service.js';

/** The service named by the environment, or the one that runs from this machine's state folder. */
function findConfig(): Config {
  const running = process.env['DATABASE_URL'] === undefined ? readConnection(stateFolderPath()) : undefined;
  return readConfig({ ...running, ...process.env });
}

function connect() {
  const config = findConfig();
  const parts = openDoor(config, openLog(process.env['LOG_LEVEL'] ?? 'error', 'cli', 'stderr'), 'cli');
  return Promise.resolve({ ...parts, config });
}

const program = new Command('bihuan')
  .description('闭环: one door in, one record out')
  .showSuggestionAfterError(false)
  .addCommand(calendarCommand())
  .addCommand(importCommand(connect))
  .addCommand(verifyCommand(connect))
  .addCommand(prepareCommand(findConfig))
  .addCommand(districtCommand(findConfig))
  .addCommand(administratorCommand(findConfig));

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof ConfigFault)) throw error;
  console.error(
    `没有找到运行中的服务:请先 npm start,或设置 DATABASE_URL 等变量。 / No running service found: npm start first, or set DATABASE_URL and the rest.\n${error.message}`,
  );
  process.exitCode = 2;
}
