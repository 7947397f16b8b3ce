import { linkSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { identify, isRunning, readIdentity, writeIdentity, type ProcessIdentity } from './process-identity.js';

export type LockAttempt = { held: true; release: () => void } | { held: false; by: ProcessIdentity };

/**
 * Takes a lock that ends with this process, however it ends.
 *
 * Each holder makes the next number and never the same one again. Taking over one shared file from a dead holder would
 * let two late comers both remove it and both believe that they hold it.
 */
export function tryLock(folder: string): LockAttempt {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const me = identify(process.pid);
  if (me === undefined) throw new Error(`cannot tell when process ${process.pid} began`);
  const draft = join(folder, `draft-${process.pid}`);
  writeIdentity(draft, me);
  try {
    for (;;) {
      const newest = newestNumber(folder);
      const holder = newest === 0 ? undefined : readIdentity(join(folder, String(newest)));
      if (holder !== undefined && isRunning(holder)) return { held: false, by: holder };
      const mine = newest + 1;
      // A hard link appears with its content; a plain create would show others an empty file for a moment.
      if (!linkIfAbsent(draft, join(folder, String(mine)))) continue;
      // A slow starter may have made anew a number that was cleaned away: then a higher one exists.
      if (newestNumber(folder) !== mine) {
        rmSync(join(folder, String(mine)), { force: true });
        continue;
      }
      removeOlder(folder, mine);
      return {
        held: true,
        release: () => {
          writeReleased(folder, mine);
        },
      };
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

function newestNumber(folder: string): number {
  return Math.max(0, ...numbers(folder));
}

function numbers(folder: string): number[] {
  return readdirSync(folder)
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function linkIfAbsent(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function removeOlder(folder: string, mine: number): void {
  for (const n of numbers(folder)) if (n < mine) rmSync(join(folder, String(n)), { force: true });
}

/** The number stays: it must never be made again by someone who listed the folder before. */
function writeReleased(folder: string, mine: number): void {
  writeIdentity(join(folder, String(mine)), { pid: 0, bornAt: 'released' });
}
