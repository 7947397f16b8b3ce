import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { prepareNamespace, SEARCH_ATTRIBUTES, temporalAnswers } from '../temporal/namespace.js';
import { tryLock } from './lock.js';
import { startManagedChild, type Log, type ManagedChild } from './managed-child.js';
import { endOrphan } from './orphan.js';
import { assertPortFree, EMBEDDED_PORT_VARIABLES, EMBEDDED_PORTS, freePort } from './ports.js';
import { forgetIdentity, identify, readIdentity, writeIdentity } from './process-identity.js';
import { StartupError } from './startup-error.js';
import { findTemporalCli } from './find-program.js';

/** The one that the development server makes by itself. */
const NAMESPACE = 'default';

export interface EmbeddedTemporalOptions {
  /** The SQLite file; undefined keeps everything in memory. */
  dbFile?: string | undefined;
  /** Default 7233; 0 takes any free one. */
  port?: number;
  /** Default 8233; 0 takes any free one. */
  uiPort?: number;
  /** Without the web UI. */
  headless?: boolean;
  /** Default: beside `dbFile`; in memory, in a temporary folder. */
  logFile?: string;
  dynamicConfig?: Readonly<Record<string, string | number | boolean>>;
  /** Default: found by `findTemporalCli`. */
  executable?: string;
  /** Starts the server again when it ends by itself. Default true; in memory false, as it would come back empty. */
  restart?: boolean;
  log: Log;
}

export interface EmbeddedTemporal {
  address: string;
  uiUrl: string | undefined;
  /** The server's process number; changes when it is started again. */
  readonly pid: number;
  stop: () => Promise<void>;
}

interface Files {
  db: string | undefined;
  log: string;
  identity: string;
  release: () => void;
}

/**
 * Starts the official development server as a child process on 127.0.0.1, with namespace `default`, our search
 * attributes and a retention of 30 days. Takes up a file that a killed server left, and ends a server that outlived
 * its killed parent.
 */
export async function startEmbeddedTemporal(options: EmbeddedTemporalOptions): Promise<EmbeddedTemporal> {
  const executable = options.executable ?? (await findTemporalCli({ log: options.log }));
  const files = prepareFiles(options);
  try {
    return await startOn(files, executable, options);
  } catch (error) {
    files.release();
    throw error;
  }
}

async function startOn(files: Files, executable: string, options: EmbeddedTemporalOptions): Promise<EmbeddedTemporal> {
  const { log, headless = false, dynamicConfig = {} } = options;
  await endFormer(files);
  const port = await claim(options.port, 'temporal', 'Temporal');
  const uiPort = headless ? undefined : await claim(options.uiPort, 'temporalUi', 'Temporal UI');
  const address = `127.0.0.1:${port}`;
  const args = [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--log-level', 'error'],
    ...(uiPort === undefined ? ['--headless'] : ['--ui-port', String(uiPort), '--ui-disable-news-fetch']),
    // SQLite acknowledges a write only when it is on the disk, and does not lock out readers meanwhile.
    ...(files.db === undefined
      ? []
      : ['--db-filename', files.db, '--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=full']),
    ...SEARCH_ATTRIBUTES.flatMap((name) => ['--search-attribute', `${name}=Keyword`]),
    ...Object.entries(dynamicConfig).flatMap(([key, value]) => [
      '--dynamic-config-value',
      `${key}=${JSON.stringify(value)}`,
    ]),
  ];

  const child = await startServer(executable, args, address, files, options);
  try {
    await prepareNamespace(address, NAMESPACE);
  } catch (error) {
    await child.stop();
    throw error;
  }
  log(`Temporal listens on ${address}`);
  return {
    address,
    uiUrl: uiPort === undefined ? undefined : `http://127.0.0.1:${uiPort}`,
    get pid() {
      return child.pid;
    },
    stop: () => stopServer(child, files),
  };
}

function startServer(
  executable: string,
  args: string[],
  address: string,
  files: Files,
  { log, restart }: EmbeddedTemporalOptions,
): Promise<ManagedChild> {
  let logStart = 0;
  return startManagedChild({
    name: 'Temporal',
    launch() {
      const output = openSync(files.log, 'a', 0o600);
      logStart = statSync(files.log).size;
      try {
        // An own group: Ctrl-C must reach the service alone, which stops its workers before the server.
        const child = spawn(executable, args, { stdio: ['ignore', output, output], detached: true });
        const identity = child.pid === undefined ? undefined : identify(child.pid);
        if (identity !== undefined) writeIdentity(files.identity, identity);
        return Promise.resolve(child);
      } finally {
        closeSync(output);
      }
    },
    probe: () => temporalAnswers(address, NAMESPACE),
    readyWithinMs: 60_000,
    lastWords: () =>
      readFileSync(files.log).subarray(logStart).toString('utf8').trim().split('\n').slice(-3).join(' | '),
    // A port that a killed server has just left can refuse the next one for a moment.
    isPassing: (words) => /address already in use|can't set|database is locked/.test(words),
    stopSignals: [{ signal: 'SIGTERM', waitMs: 10_000 }],
    restart: restart ?? files.db !== undefined,
    log,
  });
}

async function stopServer(child: ManagedChild, files: Files): Promise<void> {
  await child.stop();
  forgetIdentity(files.identity);
  files.release();
}

function prepareFiles({ dbFile, logFile }: EmbeddedTemporalOptions): Files {
  if (dbFile === undefined) {
    const folder = mkdtempSync(join(tmpdir(), 'bihuan-temporal-'));
    const release = (): void => {
      rmSync(folder, { recursive: true, force: true });
    };
    return {
      db: undefined,
      log: logFile ?? join(folder, 'temporal.log'),
      identity: join(folder, 'temporal.pid'),
      release,
    };
  }
  const db = resolve(dbFile);
  mkdirSync(dirname(db), { recursive: true, mode: 0o700 });
  const lock = tryLock(`${db}.lock`);
  if (!lock.held) {
    throw new StartupError(
      `Temporal 的数据文件 ${db} 正由进程 ${lock.by.pid} 使用。`,
      `Temporal's file ${db} is in use by process ${lock.by.pid}.`,
    );
  }
  return { db, log: logFile ?? `${db}.log`, identity: `${db}.pid`, release: lock.release };
}

async function endFormer(files: Files): Promise<void> {
  const former = readIdentity(files.identity);
  if (former !== undefined) await endOrphan(former, 'SIGTERM', 10_000);
}

async function claim(wanted: number | undefined, kind: 'temporal' | 'temporalUi', what: string): Promise<number> {
  if (wanted === 0) return freePort();
  const port = wanted ?? EMBEDDED_PORTS[kind];
  await assertPortFree(port, what, EMBEDDED_PORT_VARIABLES[kind]);
  return port;
}
