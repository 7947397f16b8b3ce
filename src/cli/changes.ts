import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { Command } from 'commander';
import { z } from 'zod';
import { readCalendarYear } from '../calendar-data.js';
import { changeOf } from '../commands/changes.js';
import type { Door } from '../commands/door.js';
import { DoorFault, doorFaultText } from '../commands/faults.js';
import { keepChange } from '../commands/jobs.js';
import { previewChange, type ChangePreview, type MovedDue } from '../commands/preview.js';
import { localTime } from '../domain/local-time.js';
import { LEADING_UNIT_KINDS, type ChangeKind } from '../domain/vocabulary.js';
import { publishCalendars } from '../store/calendars.js';
import { unitFact, type Directory } from '../store/directory.js';
import { findJob, readProgress, type JobProgress } from '../store/jobs.js';
import { publishPolicy } from '../store/policies.js';
import { countScanned } from '../store/queries/count-scanned.js';
import { PolicySchema } from '../store/seed-policy.js';
import { abolishUnit } from '../store/units.js';
import { TemporalAway, type Errands } from '../temporal/errands.js';
import { progressBar } from './progress-bar.js';
import { isUnreachable } from './unreachable.js';

/** What a change needs of a running service. */
export interface ChangeConnection {
  door: Door;
  errands: Errands;
  close: () => Promise<void>;
}
export type ConnectForChange = () => Promise<ChangeConnection>;

interface ChangeOptions {
  district: string;
  dryRun?: true;
  json?: true;
}

/** A change as its command line means it. */
interface Meant {
  kind: ChangeKind;
  params: Readonly<Record<string, string>>;
  /** The directory as it will be. */
  directory: Directory;
  /** Makes it so, for all that comes from now on; a second time changes nothing. */
  publish: () => Promise<unknown>;
}

const MISUSE = 2;
/** The job goes on; how it ends was not seen. */
const LOST_SIGHT = 5;
// Whoever runs it has the machine: the record names the command line, not a person.
const ACTOR = { account: 'command-line', role: 'system' } as const;
const LISTED = 20;
const LOOK_AGAIN_MS = 300;
const LOOKS_UNTIL_SAID = 50;
const NOBODY_WORKS =
  '暂无进展:请查看服务是否在运行。任务已保存,恢复后自动继续,可放心退出。 / Nothing moves: look whether the service runs. The job is kept and goes on by itself; you may leave.';

const NOT_STARTED =
  '引擎没有应答,任务尚未开始,请稍后再次运行同一命令。 / The engine does not answer, and the job has not begun: run the same command again later.';

/** A job that is kept and goes on by itself, though nobody can look on any more. */
class LostSight extends Error {
  override readonly name = 'LostSight';
}

const lostSight = (job: string): string =>
  `与服务的连接中断。任务 ${job} 已保存,服务恢复后自动继续;再次运行同一命令(同一任务,不会重复)或 GET /v1/jobs/${job} 可查看进展。 / ` +
  `The connection to the service was lost. Job ${job} is kept and goes on by itself when the service is back; run the same ` +
  `command again (it is the same job, nothing is done twice) or GET /v1/jobs/${job} to look on.`;

/** `bihuan calendar import FILE`: publishes a year, and lets it reach every running request of a district. */
export function calendarImportCommand(connect: ConnectForChange): Command {
  return changeCommand(
    connect,
    new Command('import')
      .description(
        '公布或修订一年的节假日 / publish a year of holidays, or its amendment: it reaches every running request',
      )
      .argument('<file>', '一年的日历,格式同 data/calendars / a year as in data/calendars'),
    ({ db }, { calendar, ...directory }, [file = '']) => {
      const { year, ...table } = fromFile(() => readCalendarYear(file));
      const known = calendar.years[String(year)]?.version ?? 0;
      if (table.version < known)
        throw new MisuseError(`${year} 已公布第 ${known} 版 / ${year} is published in version ${known} already`);
      if (table.version === known) checkSame(table, calendar.years[String(year)], `${year} v${known}`);
      const next = { ...calendar, years: { ...calendar.years, [String(year)]: table } };
      return {
        ...{ kind: 'adopt_calendar', params: { year: String(year), version: String(table.version) } },
        ...{ directory: { ...directory, calendar: next }, publish: () => publishCalendars(db, next) },
      };
    },
  );
}

/** `bihuan policy apply [FILE]`: a policy, or the newest there is, reaches every running request; no clock gets shorter. */
export function policyCommand(connect: ConnectForChange): Command {
  const apply = changeCommand(
    connect,
    new Command('apply')
      .description('政策适用于在办诉求,只延长不缩短 / let a policy reach every running request: no clock gets shorter')
      .argument(
        '[file]',
        '要公布的政策,如 data/haibowan/policy.json;默认用最新的 / a policy such as data/haibowan/policy.json, to be published; default: the newest there is',
      ),
    ({ db }, directory, [file]) => {
      const policy = file === undefined ? directory.policy : fromFile(() => readPolicy(file));
      const known = directory.policy.version;
      if (policy.version < known)
        throw new MisuseError(`政策已是第 ${known} 版 / the policy is at version ${known} already`);
      if (policy.version === known) checkSame(policy, directory.policy, `v${known}`);
      return {
        ...{ kind: 'adopt_policy', params: { version: String(policy.version) } },
        ...{ directory: { ...directory, policy }, publish: () => publishPolicy(db, directory.district, policy) },
      };
    },
  );
  return new Command('policy').description('期限政策 / the district’s limits').addCommand(apply);
}

/** `bihuan unit succeed FROM TO`: a unit is abolished, and what it has goes to its successor. */
export function unitCommand(connect: ConnectForChange): Command {
  const succeed = changeCommand(
    connect,
    new Command('succeed')
      .description('单位撤并 / abolish a unit: what it leads and takes part in goes to its successor')
      .argument('<from>', '被撤销的单位 / the unit that is abolished')
      .argument('<to>', '承接单位 / its successor'),
    ({ db }, directory, [from = '', to = '']) => {
      if (from === to) throw new MisuseError('承接单位须为另一单位 / the successor must be another unit');
      const other = directory.units.get(from)?.successorCode ?? to;
      if (other !== to) throw new MisuseError(`${from} 已由 ${other} 承接 / ${from} was succeeded by ${other}`);
      checkSuccessor(directory, from, to);
      return {
        ...{ kind: 'succeed_unit', params: { from, to } },
        ...{ directory, publish: () => abolishUnit(db, { district: directory.district, from, to }) },
      };
    },
  );
  return new Command('unit').description('单位 / the district’s units').addCommand(succeed);
}

/** Who cannot do what a unit did, or is itself no more, does not succeed it. Throws MisuseError. */
function checkSuccessor({ units }: Directory, from: string, to: string): void {
  const [former, next] = [units.get(from), units.get(to)];
  // Whether they are there at all is told with the change.
  if (!former || !next) return;
  const { kind, inForce } = unitFact(next, new Date().toISOString());
  if (inForce === 'no') throw new MisuseError(`${to} 已撤销 / ${to} is no longer in force`);
  if (kind !== former.kind && !LEADING_UNIT_KINDS.includes(kind))
    throw new MisuseError(`${to} 不得主办,不能承接 ${from} / ${to} never leads, and cannot succeed ${from}`);
}

/** What is published never changes: requests were received under it. Throws MisuseError. */
function checkSame(one: unknown, other: unknown, what: string): void {
  const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
  if (isDeepStrictEqual(plain(one), plain(other))) return;
  throw new MisuseError(`${what} 已公布,修订须用更高版本号 / is published with another content: raise the version`);
}

class MisuseError extends Error {
  override readonly name = 'MisuseError';
}

/**
 * A change as a command: with a dry run, progress, and the same again as often as one likes. Ends with 2 on misuse, with 5
 * where the service went away while the job was looked at, which goes on.
 */
function changeCommand(
  connect: ConnectForChange,
  command: Command,
  read: (door: Door, directory: Directory, args: readonly (string | undefined)[]) => Meant,
): Command {
  return command
    .requiredOption('--district <code>', '行政区划代码 / its GB/T 2260 code')
    .option('--dry-run', '只说明会怎样,不作改动 / only say what would come of it')
    .option('--json', '输出 JSON / print one JSON object')
    .addHelpText('after', EXIT_CODES)
    .showSuggestionAfterError(false)
    .action(async (...given: unknown[]) => {
      const args = given.filter((one) => typeof one === 'string' || one === undefined);
      const { district, dryRun, json } = command.opts<ChangeOptions>();
      const connection = await connect();
      try {
        const { door } = connection;
        const directory = await door.directories.read(district);
        if (!directory)
          throw new MisuseError(`没有行政区划代码为 ${district} 的区 / no district has the code ${district}`);
        const meant = read(door, directory, args);
        const said = dryRun === true ? await preview(door, meant) : await carryOut(connection, meant);
        process.stdout.write(`${json ? JSON.stringify(said, null, 2) : said.text}\n`);
      } catch (error) {
        if (error instanceof LostSight) {
          // No misuse, as which commander's own errors end.
          process.stderr.write(`${error.message}\n`);
          process.exitCode = LOST_SIGHT;
          return;
        }
        if (error instanceof TemporalAway) command.error(NOT_STARTED, { exitCode: MISUSE });
        if (error instanceof MisuseError) command.error(`error: ${error.message}`, { exitCode: MISUSE });
        if (!(error instanceof DoorFault)) throw error;
        command.error(`error: ${doorFaultText(error, 'zh')} / ${doorFaultText(error, 'en')}`, { exitCode: MISUSE });
      } finally {
        await connection.close();
      }
    });
}

const EXIT_CODES = `
退出码 / exit codes:
  0  全部通知完毕 / everybody was told
  2  用法或输入有误,或服务无法连接 / misuse, or the service cannot be reached
  5  连接中断,任务自行继续 / the connection was lost; the job goes on by itself`;

async function preview({ db }: Door, { kind, params, directory }: Meant): Promise<ChangePreview & { text: string }> {
  const bar = progressBar(process.stderr);
  const change = changeOf(kind, params, directory);
  const { district } = directory;
  const found = await previewChange(db, change, {
    ...{ district, actor: ACTOR },
    onProgress: ({ done, total }) => {
      bar.show({ done, total });
    },
  });
  bar.end();
  return { ...found, text: previewText(found) };
}

/** Keeps the job, starts it, and looks on until everybody was reached; who looks away does not stop it. */
async function carryOut(
  { door, errands }: ChangeConnection,
  { kind, params, directory, publish }: Meant,
): Promise<JobProgress & { job: string; text: string }> {
  // What names a unit that is none is told before anything is changed.
  changeOf(kind, params, directory);
  await publish();
  const { district } = directory;
  const job = await keepChange(door.db, { district, kind, params, actor: ACTOR });
  await errands.change({ job });
  try {
    const progress = await lookOn(door, job);
    return { job, ...progress, text: progressText(progress) };
  } catch (error) {
    throw isUnreachable(error) ? new LostSight(lostSight(job), { cause: error }) : error;
  }
}

/** Shows how far a job is until it has reached everybody. Throws what the database throws. */
async function lookOn({ db }: Door, id: string): Promise<JobProgress> {
  const bar = progressBar(process.stderr);
  let stuck = { at: '', looks: 0 };
  try {
    for (;;) {
      const [job, progress] = await Promise.all([findJob(db, id), readProgress(db, id)]);
      if (job === undefined) throw new Error(`job ${id} was kept and is not there`);
      const { given, decided } = progress;
      const { total } = job;
      if (job.given && decided === given) {
        bar.show({ done: total, total });
        return progress;
      }
      // Most may not be meant: how far it has looked is how far it is, less what waits for its decision.
      const scanned = job.given ? total : await countScanned(db, job);
      const done = Math.max(0, Math.min(scanned, total) - (given - decided));
      bar.show({ done, total });
      const at = `${job.cursor ?? ''} ${String(decided)}`;
      stuck = stuck.at === at ? { at, looks: stuck.looks + 1 } : { at, looks: 0 };
      if (stuck.looks === LOOKS_UNTIL_SAID) process.stderr.write(`${NOBODY_WORKS}\n`);
      await sleep(LOOK_AGAIN_MS);
    }
  } finally {
    bar.end();
  }
}

function previewText({ open, reopenable, taken, moved, refused }: ChangePreview): string {
  const requests = new Set(moved.map(({ number }) => number)).size;
  return [
    `在办 ${open} 件,已办结仍可重新打开 ${reopenable} 件,涉及 ${taken} 件,其中 ${requests} 件期限将变动 / ` +
      `${open} open requests and ${reopenable} ended ones that can still be reopened, ${taken} would take it, ${requests} would move`,
    ...moved.slice(0, LISTED).map(asLine),
    ...(moved.length > LISTED ? [`  … ${moved.length - LISTED}`] : []),
    ...refusedLines(refused),
  ].join('\n');
}

const asLine = ({ number, clock, n, from, to }: MovedDue) =>
  `  ${number} ${clock}#${n} ${localTime(from)} -> ${localTime(to)}`;

function progressText({ given, accepted, moved, refused }: JobProgress): string {
  return [
    `已通知 ${given} 件,生效 ${accepted} 件,其中 ${moved} 件期限变动 / ${given} cases were told, ${accepted} took it, ${moved} moved`,
    ...refusedLines(refused),
  ].join('\n');
}

function refusedLines(refused: Readonly<Record<string, number>>): readonly string[] {
  return Object.entries(refused).map(([code, count]) => `  ${code}: ${count}`);
}

function readPolicy(file: string): z.infer<typeof PolicySchema> {
  return PolicySchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** What a file holds; what is wrong with it is the caller's misuse. */
function fromFile<Content>(read: () => Content): Content {
  try {
    return read();
  } catch (error) {
    throw new MisuseError(error instanceof z.ZodError ? z.prettifyError(error) : String(error));
  }
}
