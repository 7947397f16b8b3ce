import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { projectRoot } from '../project-root.js';
import { tryLock } from './lock.js';
import { StartupError } from './startup-error.js';

/** Where one machine keeps its databases, secrets and logs. */
export interface StateFolder {
  path: string;
  /** Frees the folder for the next start; the lock also ends with the process. */
  release: () => void;
}

/** `BIHUAN_STATE_DIR`, or `.bihuan` in the project. */
export function stateFolderPath(env: NodeJS.ProcessEnv = process.env): string {
  const chosen = env['BIHUAN_STATE_DIR'];
  return chosen === undefined || chosen === '' ? join(projectRoot(), '.bihuan') : resolve(chosen);
}

/** Makes the state folder if need be and takes it for this process; refuses one that another process uses. */
export function openStateFolder(path = stateFolderPath()): StateFolder {
  makeFolder(path);
  const lock = tryLock(join(path, 'lock'));
  if (!lock.held) {
    throw new StartupError(
      `状态目录 ${path} 正由进程 ${lock.by.pid} 使用：请先停掉它，或用 BIHUAN_STATE_DIR 另选目录。`,
      `State folder ${path} is in use by process ${lock.by.pid}: stop it first, or choose another with BIHUAN_STATE_DIR.`,
    );
  }
  return { path, release: lock.release };
}

function makeFolder(path: string): void {
  try {
    if (!existsSync(path)) {
      mkdirSync(path, { recursive: true });
      // Under root, PostgreSQL runs as another user, who must be able to pass through but not to look around.
      chmodSync(path, process.getuid?.() === 0 ? 0o711 : 0o700);
    }
    const ignore = join(path, '.gitignore');
    if (!existsSync(ignore)) writeFileSync(ignore, '*\n');
  } catch (cause) {
    throw new StartupError(
      `不能使用状态目录 ${path}：请检查权限，或用 BIHUAN_STATE_DIR 另选目录。`,
      `Cannot use state folder ${path}: check its permissions, or choose another with BIHUAN_STATE_DIR.`,
      { cause },
    );
  }
}
