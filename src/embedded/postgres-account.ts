import { execFileSync, spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { StartupError } from './startup-error.js';

/** The system user PostgreSQL runs as; undefined is ourselves. */
export type Account = { uid: number; gid: number } | undefined;

/** PostgreSQL refuses to run as root: there it runs as the system user `postgres`, made if need be. */
export function postgresAccount(): Account {
  if (process.getuid?.() !== 0) return undefined;
  return lookUp() ?? create();
}

/** Whether that user can pass into a folder. */
export function canEnter(account: Account, folder: string): boolean {
  if (account === undefined) return true;
  return spawnSync('test', ['-x', folder], { ...account, cwd: '/' }).status === 0;
}

function lookUp(): Account {
  try {
    const ask = (flag: string): number =>
      Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8', stdio: 'pipe' }));
    return { uid: ask('-u'), gid: ask('-g') };
  } catch {
    return undefined;
  }
}

function create(): Account {
  const home = ['--home-dir', '/nonexistent', '--no-create-home'];
  const tools: [string, string[]][] = [
    ['/usr/sbin/useradd', ['--system', '--user-group', ...home, '--shell', '/usr/sbin/nologin', 'postgres']],
    ['/usr/sbin/adduser', ['-S', '-D', '-H', 'postgres']],
  ];
  for (const [tool, args] of tools) {
    if (isExecutable(tool)) spawnSync(tool, args, { stdio: 'ignore' });
    const made = lookUp();
    if (made !== undefined) return made;
  }
  throw new StartupError(
    'PostgreSQL 不能以 root 运行，且无法创建系统用户 postgres：请以普通用户启动，或先创建该用户。',
    'PostgreSQL does not run as root and the system user postgres could not be made: start as another user, or make it.',
  );
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
