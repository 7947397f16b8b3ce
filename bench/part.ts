import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectRoot } from '../src/project-root.js';

/** What a load is to do, and how many callers do it side by side. */
export interface Order {
  count: number;
  clients: number;
}

/** What a load did. */
export interface Done {
  count: number;
  seconds: number;
  p50Ms: number;
  p95Ms: number;
}

/** One process of the bench: a load, a worker or the API. Its output lies in a file; it ends with its parent. */
export interface Part {
  name: string;
  pid: number;
  output(): string;
  /** Gives an order to a load. */
  run<Answer = Done>(order: Order): Promise<Answer>;
  stop(): Promise<void>;
}

export interface PartOptions {
  /** What the figures call it. */
  name: string;
  /** The file it starts, from the project's root. */
  entry: string;
  env: Readonly<Record<string, string>>;
  folder: string;
  /** It is ready when its output holds this; default: when it says so by message. */
  readyWhen?: RegExp;
}

const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 15_000;
const LOOK_AGAIN_MS = 50;

/** Starts a process and waits until it is ready. */
export async function startPart({ name, entry, env, folder, readyWhen }: PartOptions): Promise<Part> {
  const file = join(folder, `${name}.log`);
  const log = openSync(file, 'a');
  const child = fork(join(projectRoot(), entry), {
    cwd: projectRoot(),
    env: { ...process.env, ...env },
    execArgv: ['--import', 'tsx', '--import', fileURLToPath(new URL('./ends-with-parent.mjs', import.meta.url))],
    stdio: ['ignore', log, log, 'ipc'],
    // An own group: Ctrl-C must reach the bench alone, which stops its parts in order.
    detached: true,
  });
  closeSync(log);
  const output = (): string => readFileSync(file, 'utf8');
  const ended = once(child, 'exit');
  const part: Part = {
    name,
    pid: child.pid ?? 0,
    output,
    run: (order) => ask(child, name, order, output),
    stop: () => stop(child, ended),
  };
  try {
    let said = false;
    child.once('message', () => (said = true));
    const until = Date.now() + READY_WITHIN_MS;
    while (!(readyWhen ? readyWhen.test(output()) : said)) {
      if (child.exitCode !== null || child.signalCode !== null) throw new Error('it ended');
      if (Date.now() > until) throw new Error('it was not ready in time');
      await sleep(LOOK_AGAIN_MS);
    }
    return part;
  } catch (cause) {
    await part.stop();
    throw new Error(`${name} did not start: ${lastWords(output())}`, { cause });
  }
}

function ask<Answer>(child: ChildProcess, name: string, order: Order, output: () => string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const onExit = (): void => {
      reject(new Error(`${name} ended: ${lastWords(output())}`));
    };
    child.once('exit', onExit);
    child.once('message', (answer: { result?: Answer; error?: string }) => {
      child.off('exit', onExit);
      if (answer.error === undefined) resolve(answer.result as Answer);
      else reject(new Error(`${name}: ${answer.error}`));
    });
    child.send(order);
  });
}

async function stop(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
  await ended;
  clearTimeout(late);
}

function lastWords(output: string): string {
  return output.trim().split('\n').slice(-5).join(' | ');
}
