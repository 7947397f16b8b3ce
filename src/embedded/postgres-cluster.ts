import { spawnSync } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { endOrphan } from './orphan.js';
import { canEnter, type Account } from './postgres-account.js';
import { makeShared, SHARED_FOLDER, type PostgresBinaries } from './postgres-binaries.js';
import { commandLine, identify } from './process-identity.js';
import { StartupError } from './startup-error.js';

/** The superuser sets up; the application is `bihuan`, who owns its database and may make others, as tests do. */
const PasswordsSchema = z.object({ postgres: z.string(), bihuan: z.string() });
export type Passwords = z.infer<typeof PasswordsSchema>;

/**
 * Where the cluster's files lie: in `folder`, or under `/var/lib/bihuan` when PostgreSQL's user cannot pass into it
 * (under /root, say). The name drawn for the latter is kept in `folder`, so a new state folder gets a new cluster.
 */
export function clusterFolder(folder: string, account: Account): string {
  const elsewhere = join(folder, 'cluster-folder');
  if (existsSync(elsewhere)) return readFileSync(elsewhere, 'utf8').trim();
  const here = join(folder, 'cluster');
  if (existsSync(here) || canEnter(account, folder)) return here;
  const drawn = join(SHARED_FOLDER, randomUUID(), 'cluster');
  makeShared(dirname(drawn));
  writeFileSync(elsewhere, `${drawn}\n`);
  return drawn;
}

/** Deletes the cluster and what names it; the next start makes a new one. */
export function discardCluster(folder: string, account: Account): void {
  const cluster = clusterFolder(folder, account);
  const drawn = cluster.startsWith(`${SHARED_FOLDER}/`);
  rmSync(drawn ? dirname(cluster) : cluster, { recursive: true, force: true });
  for (const name of ['cluster-folder', 'passwords.json']) rmSync(join(folder, name), { force: true });
}

/** Makes the cluster unless it is there; an interrupted making leaves nothing behind that looks whole. */
export function ensureCluster(
  cluster: string,
  folder: string,
  binaries: PostgresBinaries,
  account: Account,
): Passwords {
  const passwordFile = join(folder, 'passwords.json');
  if (existsSync(cluster)) return readPasswords(passwordFile, cluster);

  const passwords = { postgres: newPassword(), bihuan: newPassword() };
  writeFileSync(passwordFile, JSON.stringify(passwords), { mode: 0o600 });
  const draft = `${cluster}.draft`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  const secret = `${cluster}.secret`;
  writeFileSync(secret, passwords.postgres, { mode: 0o600 });
  if (account !== undefined) for (const path of [draft, secret]) chownSync(path, account.uid, account.gid);
  try {
    initdb(binaries.initdb, draft, secret, account);
  } finally {
    rmSync(secret, { force: true });
  }
  renameSync(draft, cluster);
  return passwords;
}

function initdb(program: string, draft: string, secret: string, account: Account): void {
  const args = [
    `--pgdata=${draft}`,
    '--username=postgres',
    `--pwfile=${secret}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // With a C locale pg_trgm finds no word in Chinese, and says nothing of it.
    '--locale=C.UTF-8',
    '--lc-messages=C',
  ];
  const done = spawnSync(program, args, {
    ...account,
    cwd: draft,
    encoding: 'utf8',
    env: { ...process.env, TZ: 'UTC' },
  });
  if (done.status !== 0)
    throw new Error(`initdb failed: ${done.error?.message ?? lastLines(done.stderr)}`, { cause: done.error });
}

/**
 * Clears the way for a start after a kill: ends a postmaster whose parent was killed, and keeps a stale
 * `postmaster.pid` from blocking when its number now belongs to another process.
 */
export async function clearStale(cluster: string): Promise<void> {
  const pidFile = join(cluster, 'postmaster.pid');
  const noted = existsSync(pidFile) ? readFileSync(pidFile, 'utf8') : '';
  const pid = Number.parseInt(noted, 10);
  const running = Number.isNaN(pid) ? undefined : identify(pid);
  if (running === undefined) return;
  if (commandLine(pid).includes(`postgres -D ${cluster} `)) {
    await endOrphan(running, 'SIGINT', 30_000);
    return;
  }
  // Not removed: PostgreSQL also reads there which shared memory to check for survivors. It ignores its parent's number.
  if (existsSync(pidFile)) writeFileSync(pidFile, noted.replace(/^\d+/, String(process.pid)));
}

/** The last lines of a log, for an error message. */
export function lastLines(log: string): string {
  return log.trim().split('\n').slice(-3).join(' | ');
}

function newPassword(): string {
  return randomBytes(24).toString('base64url');
}

function readPasswords(file: string, cluster: string): Passwords {
  try {
    return PasswordsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new StartupError(
      `读不到 PostgreSQL 的密码文件 ${file}：请从备份恢复，或连同数据目录 ${cluster} 一起删除后重新开始。`,
      `Cannot read PostgreSQL's password file ${file}: restore it, or delete it and the data in ${cluster} to start anew.`,
      { cause },
    );
  }
}
