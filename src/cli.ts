import { Command } from 'commander';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findBlobs } from './blobs/open.js';
import { calendarCommand } from './cli/calendar.js';
import { calendarImportCommand, policyCommand, unitCommand } from './cli/changes.js';
import { administratorCommand, districtCommand, prepareCommand } from './cli/deployment.js';
import { abusesCommand, figuresCommand } from './cli/figures.js';
import { importCommand } from './cli/import.js';
import { networkCommand } from './cli/network.js';
import { isUnreachable } from './cli/unreachable.js';
import { verifyCommand } from './cli/verify.js';
import { ConfigFault } from './config.js';
import { findConfig } from './find-config.js';
import { openLog } from './log.js';
import { projectRoot } from './project-root.js';
import { openDoor } from './service.js';

const MISUSE = 2;
const NOT_CONFIGURED =
  '没有找到运行中的服务:请先 npm start,或设置 DATABASE_URL 等变量。 / No running service found: npm start first, or set DATABASE_URL and the rest.';
const NOT_REACHABLE = '服务没有运行,或无法连接。 / The service does not run, or cannot be reached.';

function connect() {
  const config = findConfig();
  const parts = openDoor(config, openLog(process.env['LOG_LEVEL'] ?? 'error', 'cli', 'stderr'), 'cli');
  return Promise.resolve({ ...parts, config });
}

async function connectToVerify() {
  const blobs = findBlobs(findConfig());
  return { ...(await connect()), blobs };
}

const { version } = JSON.parse(readFileSync(join(projectRoot(), 'package.json'), 'utf8')) as { version: string };

const program = new Command('bihuan')
  .description('闭环:一个入口,一份记录 / one door in, one record out')
  .version(version)
  .showSuggestionAfterError(false)
  .addCommand(calendarCommand().addCommand(calendarImportCommand(connect)))
  .addCommand(importCommand(connect))
  .addCommand(verifyCommand(connectToVerify))
  .addCommand(figuresCommand(findConfig))
  .addCommand(abusesCommand(findConfig))
  .addCommand(networkCommand(findConfig))
  .addCommand(policyCommand(connect))
  .addCommand(unitCommand(connect))
  .addCommand(prepareCommand(findConfig))
  .addCommand(districtCommand(findConfig))
  .addCommand(administratorCommand(findConfig));

misuseEndsWith(MISUSE, program);
try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof ConfigFault) say(NOT_CONFIGURED, error.message);
  else if (isUnreachable(error)) say(NOT_REACHABLE, error instanceof Error ? error.message : String(error));
  else throw error;
  process.exitCode = MISUSE;
}

/** Commander ends a misuse with 1, which scripts cannot tell from a failure; a command does not inherit how it ends. */
function misuseEndsWith(code: number, command: Command): void {
  command.exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : code));
  for (const one of command.commands) misuseEndsWith(code, one);
}

function say(sentence: string, why: string): void {
  console.error(`${sentence}\n${why}`);
}
