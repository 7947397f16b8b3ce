import { setTimeout as delay } from 'node:timers/promises';
import { isRunning, type ProcessIdentity } from './process-identity.js';

/** Ends a process that a killed parent left behind: asks, waits, then kills. */
export async function endOrphan(orphan: ProcessIdentity, ask: NodeJS.Signals, waitMs: number): Promise<void> {
  for (const [signal, limitMs] of [
    [ask, waitMs],
    ['SIGKILL', 5000],
  ] as const) {
    if (!signalled(orphan, signal)) return;
    const deadline = Date.now() + limitMs;
    while (Date.now() < deadline) {
      if (!isRunning(orphan)) return;
      await delay(50);
    }
  }
}

function signalled(orphan: ProcessIdentity, signal: NodeJS.Signals): boolean {
  if (!isRunning(orphan)) return false;
  try {
    return process.kill(orphan.pid, signal);
  } catch (error) {
    if (isRunning(orphan)) throw error;
    return false;
  }
}
