import { spawn } from 'node:child_process';
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { tryLock } from './lock.js';
import { startManagedChild, type Log } from './managed-child.js';
import { assertPortFree, EMBEDDED_PORT_VARIABLES, EMBEDDED_PORTS, freePort } from './ports.js';
import { postgresAccount, type Account } from './postgres-account.js';
import { postgresBinaries } from './postgres-binaries.js';
import {
  clearStale,
  clusterFolder,
  discardCluster,
  ensureCluster,
  lastLines,
  type Passwords,
} from './postgres-cluster.js';
import { StartupError } from './startup-error.js';

export interface EmbeddedPostgresOptions {
  /** The folder for the cluster, its passwords and its log; made if need be. */
  dataDir: string;
  /** Default 15432; 0 takes any free one. */
  port?: number;
  /** Starts PostgreSQL again when it ends by itself. Default true. */
  restart?: boolean;
  /** Deletes the data when it stops, wherever it lies: for tests. */
  discard?: boolean;
  log: Log;
}

export interface EmbeddedPostgres {
  /** Of the database `bihuan`, as its owner. */
  url: string;
  port: number;
  /** The postmaster's number; changes when it is started again. */
  readonly pid: number;
  stop: () => Promise<void>;
}

const LOG_LIMIT_BYTES = 10 * 1024 * 1024;

/**
 * Starts PostgreSQL from its npm package on 127.0.0.1, with its data in `dataDir`, and makes the database `bihuan`.
 * Takes up data that a killed start left, and ends a server that outlived its killed parent.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const folder = resolve(options.dataDir);
  const account = prepareFolder(folder);
  const lock = tryLock(join(folder, 'lock'));
  if (!lock.held) {
    throw new StartupError(
      `PostgreSQL 的数据目录 ${folder} 正由进程 ${lock.by.pid} 使用。`,
      `PostgreSQL's folder ${folder} is in use by process ${lock.by.pid}.`,
    );
  }
  try {
    const server = await startServer(folder, account, options);
    return {
      url: connectionUrl('bihuan', server.passwords.bihuan, server.port, 'bihuan'),
      port: server.port,
      get pid() {
        return server.child.pid;
      },
      async stop() {
        await server.child.stop();
        if (options.discard === true) discardCluster(folder, account);
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function startServer(folder: string, account: Account, { port: wanted, restart, log }: EmbeddedPostgresOptions) {
  const binaries = postgresBinaries(account);
  const cluster = clusterFolder(folder, account);
  await clearStale(cluster);
  const port = wanted === 0 ? await freePort() : (wanted ?? EMBEDDED_PORTS.postgres);
  await assertPortFree(port, 'PostgreSQL', EMBEDDED_PORT_VARIABLES.postgres);
  if (!existsSync(cluster)) log('PostgreSQL: making a new database cluster');
  const passwords = ensureCluster(cluster, folder, binaries, account);

  const logFile = join(folder, 'postgres.log');
  if (existsSync(logFile) && statSync(logFile).size > LOG_LIMIT_BYTES) renameSync(logFile, `${logFile}.1`);
  const admin = connectionUrl('postgres', passwords.postgres, port, 'postgres');
  let logStart = 0;
  const child = await startManagedChild({
    name: 'PostgreSQL',
    async launch() {
      await clearStale(cluster);
      const output = openSync(logFile, 'a', 0o600);
      logStart = statSync(logFile).size;
      try {
        return spawn(binaries.postgres, ['-D', cluster, ...settings(port)], {
          ...account,
          cwd: cluster,
          stdio: ['ignore', output, output],
          // An own group: Ctrl-C must reach the service alone, which still needs its database to stop in order.
          detached: true,
          env: { ...process.env, TZ: 'UTC' },
        });
      } finally {
        closeSync(output);
      }
    },
    async probe() {
      await withClient(admin, async (client) => {
        await client.query('SELECT 1');
      });
    },
    // Recovery after a kill reads the log since the last checkpoint.
    readyWithinMs: 120_000,
    lastWords: () => lastLines(readFileSync(logFile).subarray(logStart).toString('utf8')),
    // The workers of a killed postmaster notice it within seconds; the port may linger as long.
    isPassing: (words) => /pre-existing shared memory|could not bind|already exists/.test(words),
    // Fast shutdown, then immediate: the log is replayed at the next start.
    stopSignals: [
      { signal: 'SIGINT', waitMs: 30_000 },
      { signal: 'SIGQUIT', waitMs: 5_000 },
    ],
    restart: restart ?? true,
    log,
  });
  try {
    await ensureDatabase(admin, passwords);
  } catch (error) {
    await child.stop();
    throw error;
  }
  log(`PostgreSQL listens on 127.0.0.1:${port}`);
  return { child, port, passwords };
}

function settings(port: number): string[] {
  const values = {
    port,
    listen_addresses: '127.0.0.1',
    // A socket's path has a limit of about 100 bytes, which a deep project folder exceeds.
    unix_socket_directories: '',
    max_connections: 100,
    timezone: 'UTC',
    log_timezone: 'UTC',
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

function prepareFolder(folder: string): Account {
  const account = postgresAccount();
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (account !== undefined) chmodSync(folder, 0o711);
  return account;
}

async function ensureDatabase(admin: string, passwords: Passwords): Promise<void> {
  await withClient(admin, async (client) => {
    const has = async (sql: string): Promise<boolean> => (await client.query(sql)).rowCount === 1;
    if (!(await has(`SELECT 1 FROM pg_roles WHERE rolname = 'bihuan'`))) {
      await client.query(`CREATE ROLE bihuan LOGIN CREATEDB PASSWORD ${client.escapeLiteral(passwords.bihuan)}`);
    }
    if (!(await has(`SELECT 1 FROM pg_database WHERE datname = 'bihuan'`))) {
      await client.query('CREATE DATABASE bihuan OWNER bihuan');
    }
  });
}

async function withClient(url: string, use: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  // Without a listener a connection that breaks between two queries would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await use(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

function connectionUrl(user: string, password: string, port: number, database: string): string {
  return `postgresql://${user}:${password}@127.0.0.1:${port}/${database}`;
}
