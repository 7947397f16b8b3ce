import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import type { Rig } from './rig.js';
import type { Part } from './part.js';

/** Where a round's time went: CPU seconds by process, and what PostgreSQL did. Empty of CPU where there is no /proc. */
export interface Usage {
  cpuSeconds: Record<string, number>;
  commits: number;
  walSyncs: number;
}

// Linux counts processor time in hundredths of a second, whatever its kernel ticks by.
const TICKS_PER_SECOND = 100;

/** Reads the counters as they stand. */
export async function readUsage(rig: Rig, parts: readonly Part[]): Promise<Usage> {
  const cpuSeconds: Record<string, number> = {
    temporal: cpuOf(rig.temporalPid()),
    postgres: cpuOfFamily(rig.postgresPid()),
  };
  for (const { name, pid } of parts) cpuSeconds[name] = cpuOf(pid);
  const { rows } = await rig.db.pool.query<{ commits: string; syncs: string }>(
    `SELECT (SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()) AS commits,
       (SELECT sum(fsyncs) FROM pg_stat_io WHERE object = 'wal') AS syncs`,
  );
  return { cpuSeconds, commits: Number(rows[0]?.commits), walSyncs: Number(rows[0]?.syncs) };
}

/** What was used between two readings. */
export function between(before: Usage, after: Usage): Usage {
  const cpuSeconds = Object.fromEntries(
    Object.entries(after.cpuSeconds).map(([name, seconds]) => [name, seconds - (before.cpuSeconds[name] ?? 0)]),
  );
  return { cpuSeconds, commits: after.commits - before.commits, walSyncs: after.walSyncs - before.walSyncs };
}

/** Sums of rounds. */
export function sum(all: readonly Usage[]): Usage {
  return all.reduce((left, right) => ({
    cpuSeconds: Object.fromEntries(
      Object.entries(right.cpuSeconds).map(([name, seconds]) => [name, seconds + (left.cpuSeconds[name] ?? 0)]),
    ),
    commits: left.commits + right.commits,
    walSyncs: left.walSyncs + right.walSyncs,
  }));
}

function stat(pid: number): { parent: number; own: number; reaped: number } | undefined {
  try {
    const text = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    // The name in parentheses may hold blanks.
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [parent = 0, user = 0, system = 0, childUser = 0, childSystem = 0] = [1, 11, 12, 13, 14].map(
      (i) => fields[i],
    );
    return { parent, own: (user + system) / TICKS_PER_SECOND, reaped: (childUser + childSystem) / TICKS_PER_SECOND };
  } catch {
    return undefined;
  }
}

/** Processor seconds of one process so far. */
export function cpuOf(pid: number): number {
  return stat(pid)?.own ?? 0;
}

/** A server with its workers, those that ended included. */
function cpuOfFamily(pid: number): number {
  const root = stat(pid);
  if (root === undefined) return 0;
  const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && stat(Number(name))?.parent === pid);
  return children.reduce((seconds, child) => seconds + cpuOf(Number(child)), root.own + root.reaped);
}

/** Processor time that everything on this machine used, to say how busy it was beside the bench. */
export function machineBusySeconds(): { busy: number; total: number } {
  try {
    const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n', 1);
    const ticks = line.trim().split(/\s+/).slice(1, 9).map(Number);
    const total = ticks.reduce((all, one) => all + one, 0) / TICKS_PER_SECOND;
    const idle = ((ticks[3] ?? 0) + (ticks[4] ?? 0)) / TICKS_PER_SECOND;
    return { busy: total - idle, total };
  } catch {
    return { busy: 0, total: 0 };
  }
}

/** The version a program gives of itself, in one line. */
export function versionOf(program: string, ...args: string[]): string {
  try {
    return execFileSync(program, args, { encoding: 'utf8' }).trim().split('\n')[0] ?? '';
  } catch {
    return 'unknown';
  }
}
