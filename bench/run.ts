/**
 * `npm run bench -- [--only p1|p2|p3] [--rounds N] [--json FILE]`: P1, P2 and P3 of docs/performance.md, in a folder and
 * on ports of its own; nothing is left behind.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { measureP1 } from './p1.js';
import { measureP2 } from './p2.js';
import { measureP3 } from './p3.js';
import { describeMachine, figureLines, postgresVersion, ratioLines, roundLine } from './report.js';
import { openRig, type Rig } from './rig.js';
import type { Ratio, Rounds } from './rounds.js';

const ROUNDS = 6;
/** A machine that needs longer is too slow or too busy to measure on. */
const LIMIT_MS = 6 * 60_000;

const { values } = parseArgs({
  options: { json: { type: 'string' }, only: { type: 'string', multiple: true }, rounds: { type: 'string' } },
});
const wanted = values.only ?? ['p1', 'p2', 'p3'];
const count = Number(values.rounds ?? ROUNDS);
if (!Number.isInteger(count) || count < 1 || wanted.some((name) => !['p1', 'p2', 'p3'].includes(name))) {
  console.error('usage: npm run bench -- [--only p1|p2|p3]… [--rounds N] [--json FILE]');
  process.exit(2);
}

let rig: Rig | undefined;
let stopping: Promise<void> | undefined;
const stop = (): Promise<void> => (stopping ??= rig?.stop() ?? Promise.resolve());
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    console.error('stopping');
    void stop().finally(() => process.exit(130));
  });
}
const late = setTimeout(
  () => {
    console.error(`not done within ${String(LIMIT_MS / 60_000)} minutes: this machine is too busy to measure on`);
    void stop().finally(() => process.exit(1));
  },
  LIMIT_MS * Math.max(1, count / ROUNDS),
);

try {
  const machine = await describeMachine();
  const opened = await openRig();
  rig = opened;
  const whole = { ...machine, postgres: await postgresVersion(opened) };
  console.log(
    `${String(whole.cores)} cores ${whole.cpu}, ${String(whole.memoryGiB)} GiB, ${whole.kernel}, Node ${whole.node}, load before ${whole.loadBefore.toFixed(2)}\n` +
      `${whole.temporal}, SDK ${whole.sdk}, PostgreSQL ${whole.postgres}`,
  );
  const rounds: Rounds = {
    count,
    onRound: (index, round) => {
      console.log(roundLine(index, round));
    },
  };
  const ratios: Ratio[] = [];
  for (const [name, measure] of [
    ['p1', measureP1],
    ['p2', measureP2],
  ] as const) {
    if (!wanted.includes(name)) continue;
    console.log(`\n${name.toUpperCase()}, ${String(count)} rounds after warming up`);
    ratios.push(await measure(opened, rounds));
  }
  const history = wanted.includes('p3') ? await measureP3(opened) : undefined;
  console.log(['', ...ratios.flatMap(ratioLines), ...(history ? figureLines(history) : [])].join('\n'));
  if (values.json !== undefined) {
    const report = { at: new Date().toISOString(), machine: whole, ratios, ...(history && { history }) };
    writeFileSync(values.json, `${JSON.stringify(report, undefined, 2)}\n`);
  }
} catch (error) {
  if (stopping === undefined) {
    console.error(error);
    console.error(rig?.complaints() ?? '');
    process.exitCode = 1;
  }
} finally {
  clearTimeout(late);
  await stop();
}
