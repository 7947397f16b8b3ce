import type { ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

/** Progress for the person who started the service: one line a call. */
export type Log = (line: string) => void;

export interface ChildPlan {
  /** For log lines and errors. */
  name: string;
  /** Makes the way free and spawns; called again for each restart. */
  launch(): Promise<ChildProcess>;
  /** Throws as long as the server does not answer. */
  probe(): Promise<void>;
  readyWithinMs: number;
  /** Why it ended before it was ready: the last words of its log. */
  lastWords(): string;
  /** Whether an end with these last words is worth another try, e.g. while a killed predecessor still dies. */
  isPassing(lastWords: string): boolean;
  /** What asks it to end, and how long each is waited for; SIGKILL follows. */
  stopSignals: readonly { signal: NodeJS.Signals; waitMs: number }[];
  /** Starts it again when it ends by itself. */
  restart: boolean;
  log: Log;
}

export interface ManagedChild {
  /** The running process's number; changes with each restart. */
  readonly pid: number;
  stop: () => Promise<void>;
}

const PASSING_TRIES = 20;
const PASSING_PAUSE_MS = 500;
const RESTART_PAUSES_MS = [100, 500, 1000, 2000, 5000];

/** Starts a server as a child process, waits until it answers, and keeps it until `stop`. */
export async function startManagedChild(plan: ChildPlan): Promise<ManagedChild> {
  const state: { child: ChildProcess; stopping: boolean; restarting: Promise<void> | undefined } = {
    child: await launchUntilReady(plan, () => false),
    stopping: false,
    restarting: undefined,
  };
  const askAtExit = (): void => {
    const first = plan.stopSignals[0];
    if (first !== undefined) state.child.kill(first.signal);
  };
  // A process that ends without `stop` should not leave servers behind; only SIGKILL escapes this.
  process.once('exit', askAtExit);

  const watch = (child: ChildProcess): void => {
    const onEnd = (): void => {
      if (state.stopping) return;
      plan.log(`${plan.name} ended by itself${plan.restart ? ': starting it again' : ''}`);
      if (plan.restart) state.restarting = restart();
    };
    if (hasEnded(child)) onEnd();
    else child.once('exit', onEnd);
  };
  const restart = async (): Promise<void> => {
    for (let attempt = 0; !state.stopping; attempt += 1) {
      await delay(RESTART_PAUSES_MS[Math.min(attempt, RESTART_PAUSES_MS.length - 1)]);
      try {
        state.child = await launchUntilReady(plan, () => state.stopping);
        plan.log(`${plan.name} is back`);
        watch(state.child);
        return;
      } catch (error) {
        plan.log(`${plan.name} does not come back: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  };
  watch(state.child);

  return {
    get pid() {
      return state.child.pid ?? 0;
    },
    async stop() {
      state.stopping = true;
      await state.restarting;
      await endChild(state.child, plan.stopSignals);
      process.removeListener('exit', askAtExit);
    },
  };
}

async function launchUntilReady(plan: ChildPlan, givenUp: () => boolean): Promise<ChildProcess> {
  for (let attempt = 1; ; attempt += 1) {
    const child = await plan.launch();
    const outcome = await untilReady(plan, child);
    if (outcome === 'ready') return child;
    await endChild(child, plan.stopSignals);
    const lastWords = plan.lastWords();
    if (outcome === 'ended' && plan.isPassing(lastWords) && attempt < PASSING_TRIES && !givenUp()) {
      await delay(PASSING_PAUSE_MS);
      continue;
    }
    const how = outcome === 'ended' ? 'ended before it was ready' : `was not ready after ${plan.readyWithinMs} ms`;
    throw new Error(`${plan.name} ${how}: ${lastWords}`);
  }
}

async function untilReady(plan: ChildPlan, child: ChildProcess): Promise<'ready' | 'ended' | 'late'> {
  const spawnError = new Promise<never>((_, reject) => child.once('error', reject));
  spawnError.catch(() => undefined);
  const deadline = Date.now() + plan.readyWithinMs;
  while (Date.now() < deadline) {
    try {
      await Promise.race([plan.probe(), spawnError]);
      // Something else may answer on the port while ours has died of it.
      return hasEnded(child) ? 'ended' : 'ready';
    } catch (error) {
      if (child.pid === undefined) throw error;
      if (hasEnded(child)) return 'ended';
    }
    await delay(50);
  }
  return 'late';
}

async function endChild(child: ChildProcess, stopSignals: ChildPlan['stopSignals']): Promise<void> {
  const ended = hasEnded(child)
    ? Promise.resolve()
    : new Promise<void>((resolve) =>
        child.once('exit', () => {
          resolve();
        }),
      );
  for (const { signal, waitMs } of [...stopSignals, { signal: 'SIGKILL' as const, waitMs: 5000 }]) {
    if (hasEnded(child)) return;
    child.kill(signal);
    const waiting = new AbortController();
    await Promise.race([ended, delay(waitMs, undefined, { signal: waiting.signal }).catch(() => undefined)]);
    waiting.abort();
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
}
