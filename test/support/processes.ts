import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { projectRoot } from '../../src/project-root.js';
import { testServers, type TestService } from './service.js';
import { until } from './until.js';

/** A part of the service as a process of its own, to be killed as a machine would. */
export interface Killable {
  child: ChildProcess;
  output(): string;
  kill(): Promise<void>;
}

/** What a process needs to know of the service it belongs to. */
export type Belongings = Pick<TestService, 'databaseUrl' | 'taskQueue' | 'blobFolder' | 'atStop'> & {
  /** Default: the run's own. */
  temporalAddress?: string;
};

/** Where a file that is told by its place in the sources lies compiled. */
export function compiled(file: string): string {
  return join(testServers().distFolder, file.replace(/\.ts$/, '.js'));
}

function start(service: Belongings, entry: string, env: Record<string, string>): Killable {
  const child = spawn(process.execPath, [compiled(entry)], {
    cwd: projectRoot(),
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr.on('data', (data: Buffer) => (output += data.toString()));
  const killable: Killable = {
    child,
    output: () => output,
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
  service.atStop(() => killable.kill());
  return killable;
}

function environment({
  databaseUrl,
  taskQueue,
  blobFolder,
  temporalAddress = testServers().temporalAddress,
}: Belongings): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporalAddress,
    TEMPORAL_TASK_QUEUE: taskQueue,
    BIHUAN_SECRET: Buffer.alloc(32, 7).toString('base64'),
    BIHUAN_KEY_ID: 'test',
    BLOB_FOLDER: blobFolder,
    SECURE_COOKIES: 'no',
    LOG_LEVEL: 'info',
  };
}

/** The worker as deployments run it. */
export function startWorkerProcess(service: Belongings, env: Record<string, string> = {}): Killable {
  return start(service, 'src/worker.ts', { ...environment(service), ...env });
}

/** The API as deployments run it, on a port of its own choosing; its address is in its log. */
export function startApiProcess(service: Belongings, env: Record<string, string> = {}): Killable {
  return start(service, 'src/server.ts', { ...environment(service), PORT: '0', ...env });
}

/** Where an API process says it listens. */
export function addressOf(api: Killable): Promise<string> {
  return until(async () => /"url":"(http[^"]+)"/.exec(api.output())?.[1]);
}

/** A sender that dies between handing over and marking; FILE names its file of messages. */
export function startHangingSender(service: TestService, file: string): Killable {
  return start(service, 'test/support/hanging-sender.ts', { ...environment(service), FILE: file });
}

/** Runs the command line to its end by itself: how it ended, and what it said. */
export async function runCli(
  args: readonly string[],
  env: Record<string, string>,
): Promise<{ code: number | null; said: string }> {
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => name !== 'DATABASE_URL' && name !== 'BIHUAN_STATE_DIR'),
  );
  const child = spawn(process.execPath, [compiled('src/cli.ts'), ...args], {
    cwd: projectRoot(),
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (said += data.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said };
}

export { environment as serviceEnvironment };
