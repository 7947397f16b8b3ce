/**
 * `npm run demo -- [--seed N] [--exit]`: plays the staff and residents of the demo district over REST until everything that
 * can happen to a request has happened, then says where to look. Ends with 0, with 1 naming what is missing, with 2 where
 * nothing can be played. A service that it had to start runs on until Ctrl-C, unless `--exit`.
 */
import { parseArgs } from 'node:util';
import { progressBar } from '../src/cli/progress-bar.js';
import { ConfigFault } from '../src/config.js';
import { latestSheet } from '../src/domain/figures/sheet.js';
import { DAY_MS, localTime } from '../src/domain/local-time.js';
import { StartupError } from '../src/embedded/startup-error.js';
import { openLog } from '../src/log.js';
import { openDoor } from '../src/service.js';
import { onShutdown } from '../src/shutdown.js';
import { cover, missingOf, tableOf } from './coverage.js';
import { openDesk } from './desk.js';
import { PlayFault } from './play-fault.js';
import { begin, livesOf, play, type Bill } from './play.js';
import { fileOf, importRows } from './rows.js';
import { findOrStart, loadFastClocks, type Venue } from './service.js';
import { lastActOf, readStories } from './stories.js';
import { tourOf } from './tour.js';

const PASSWORD = 'bihuan-demo-only';
const ORDINARY_LIVES = 40;
const DISPUTES = 200;
const MISUSE = 2;
const INCOMPLETE = 1;

const say = (line: string): void => {
  console.error(`  ${line}`);
};

/** The options, or the end of the process. */
function readOptions(): { seed: number; exit: boolean } {
  try {
    const { values } = parseArgs({ options: { seed: { type: 'string', default: '1' }, exit: { type: 'boolean' } } });
    if (/^\d{1,6}$/.test(values.seed)) return { seed: Number(values.seed), exit: values.exit === true };
  } catch {
    // Said below, with how it is meant.
  }
  console.error('usage: npm run demo -- [--seed N] [--exit]');
  process.exit(MISUSE);
}

/** Imports and plays; tells whether everything is there. */
async function perform(service: Venue, bill: Bill): Promise<boolean> {
  const began = performance.now();
  const desk = openDesk(service.url, PASSWORD);
  const playing = await begin(desk, bill.seed);
  const parts = openDoor(service.config, openLog('error', 'demo', 'stderr'), 'demo');
  try {
    await loadFastClocks(parts.db);
    say('导入 / Importing');
    const bar = progressBar(process.stderr);
    await importRows(parts.door, fileOf(livesOf(bill), playing), bar.show).finally(() => {
      bar.end();
    });
  } finally {
    await parts.close();
  }
  say('演出 / Playing');
  const bar = progressBar(process.stderr);
  const { played, faults } = await play(playing, bill, bar.show).finally(() => {
    bar.end();
  });
  say('清点 / Counting what is there');
  const stories = await readStories(desk, played);
  const sheetOf = latestSheet(lastActOf(stories));
  const sections = await cover(desk, stories, { sheetOf, fast: bill.fast });
  console.log(tableOf(sections));
  const missing = [...faults, ...missingOf(sections)];
  for (const one of missing) console.error(`✗ ${one}`);
  if (missing.length > 0 && Date.now() - Date.parse(playing.beganAt) > DAY_MS)
    say(
      `种子 ${String(bill.seed)} 初演于 ${localTime(playing.beganAt)},时间已改变了它:请换一个种子 / was first played then; time has gone on since: try another seed`,
    );
  const seconds = Math.round((performance.now() - began) / 1_000);
  const { url, temporalUiUrl } = service;
  console.log(tourOf(stories, { url, temporalUiUrl, password: PASSWORD, sheetOf, seconds }));
  return missing.length === 0;
}

const { seed, exit } = readOptions();
const log = openLog(process.env['LOG_LEVEL'] ?? 'warn', 'bihuan');
try {
  const service = await findOrStart(log, say);
  const stop = service.stop;
  if (stop !== undefined) onShutdown(log, stop);
  const isComplete = await perform(service, { seed, ordinary: ORDINARY_LIVES, disputes: DISPUTES, fast: true }).catch(
    async (error: unknown) => {
      await stop?.();
      throw error;
    },
  );
  if (!isComplete) process.exitCode = INCOMPLETE;
  if (stop !== undefined && (exit || !isComplete)) await stop();
  else if (stop !== undefined) console.error('服务继续运行,Ctrl-C 停止 / The service runs on; Ctrl-C stops it.');
} catch (error) {
  const isKnown = error instanceof PlayFault || error instanceof StartupError || error instanceof ConfigFault;
  if (!isKnown) throw error;
  console.error(error.message);
  process.exitCode = MISUSE;
}
