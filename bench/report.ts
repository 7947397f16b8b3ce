import { cpus, release, totalmem, loadavg } from 'node:os';
import { createRequire } from 'node:module';
import { GOALS, type Events, type Figures } from './p3.js';
import { sum, versionOf } from './usage.js';
import type { Ratio, Round } from './rounds.js';
import type { Rig } from './rig.js';
import { findTemporalCli } from '../src/embedded/find-program.js';

export interface Machine {
  cores: number;
  cpu: string;
  memoryGiB: number;
  kernel: string;
  node: string;
  temporal: string;
  sdk: string;
  postgres: string;
  /** One minute's average before the bench began. */
  loadBefore: number;
}

export async function describeMachine(): Promise<Omit<Machine, 'postgres'>> {
  const { version } = createRequire(import.meta.url)('@temporalio/client/package.json') as { version: string };
  return {
    cores: cpus().length,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: `${process.platform} ${release()}`,
    node: process.version,
    temporal: versionOf(await findTemporalCli(), '--version'),
    sdk: version,
    loadBefore: loadavg()[0] ?? 0,
  };
}

export async function postgresVersion({ db }: Rig): Promise<string> {
  const { rows } = await db.pool.query<{ server_version: string; fsync: string }>(
    `SELECT current_setting('server_version') AS server_version, current_setting('fsync') AS fsync`,
  );
  return `${rows[0]?.server_version ?? ''}, fsync ${rows[0]?.fsync ?? ''}`;
}

const share = (value: number): string => `${String(Math.round(value * 100))} %`;

export function roundLine(index: number, { ours, theirs, ratio, restShare }: Round): string {
  const side = ({ perSecond, p50Ms, p95Ms }: Round['ours']): string =>
    `${perSecond.toFixed(1).padStart(6)}/s (p50 ${p50Ms.toFixed(0)}, p95 ${p95Ms.toFixed(0)} ms)`.padEnd(36);
  return `  ${String(index + 1).padStart(2)}  ours ${side(ours)} theirs ${side(theirs)} ratio ${ratio.toFixed(3)}  rest ${share(restShare)}`;
}

export function ratioLines(ratio: Ratio): string[] {
  const { id, title, goal, median, min, max, rounds, unit } = ratio;
  const met = median >= goal ? 'met' : 'MISSED';
  return [
    `${id}  ${title}: median ${median.toFixed(3)} (${min.toFixed(3)}–${max.toFixed(3)}, ${String(rounds.length)} rounds), goal ≥ ${String(goal)}: ${met}`,
    `    ${ratio.ours}: ${costs(
      rounds.map(({ ours }) => ours),
      unit,
    )}`,
    `    ${ratio.theirs}: ${costs(
      rounds.map(({ theirs }) => theirs),
      unit,
    )}`,
  ];
}

/** What one unit of work costs, by process. */
function costs(rounds: readonly Round['ours'][], unit: string): string {
  const { cpuSeconds, commits, walSyncs } = sum(rounds.map(({ usage }) => usage));
  const done = rounds.reduce((all, { count }) => all + count, 0);
  const cpu = Object.entries(cpuSeconds).map(([name, s]) => `${name} ${((s / done) * 1e3).toFixed(1)}`);
  return `CPU ms per ${unit.replace(/s$/, '')}: ${cpu.join(', ')}; commits ${(commits / done).toFixed(1)}, WAL fsyncs ${(walSyncs / done).toFixed(1)}`;
}

export function figureLines({ ours, theirs, toEnded, linked }: Figures): string[] {
  const steps = (events: Events): string =>
    events.steps.map(({ step, events: n }) => `${step} ${String(n)}`).join(', ');
  const per = ours.perCommand <= GOALS.perCommand ? 'met' : 'MISSED';
  const whole = toEnded <= GOALS.happyPath ? 'met' : 'MISSED';
  return [
    `P3  history events per command: ${ours.perCommand.toFixed(2)}, goal ≤ ${String(GOALS.perCommand)}: ${per} (samples' style ${theirs.perCommand.toFixed(2)})`,
    `    happy path: ${String(ours.toClosed)} to closed (samples' style ${String(theirs.toClosed)}), ${String(toEnded)} to its end after the reopening window, goal ≤ ${String(GOALS.happyPath)}: ${whole}`,
    `    ours: ${steps(ours)}`,
    `    samples' style: ${steps(theirs)}`,
    ...linked.map(
      ({ path, cases, commands, events, perCommand }) =>
        `    ${path}: ${perCommand.toFixed(2)} (${String(cases)} cases, ${String(commands)} commands, ${String(events)} events with starts and ends): ${perCommand <= GOALS.perCommand ? 'met' : 'MISSED'}`,
    ),
  ];
}
