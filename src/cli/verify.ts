import type { Client } from '@temporalio/client';
import { Command, InvalidArgumentError, type CommanderError } from 'commander';
import { verifyDistrictLogs, type LogFindings } from '../audit/district-logs.js';
import { findingText, type Finding, type FindingCode } from '../audit/findings.js';
import { countCases, verifyAll } from '../audit/verify-all.js';
import { UnknownCase, verifyCase, type Findings } from '../audit/verify.js';
import type { Blobs } from '../blobs/blobs.js';
import { caseIdOf, caseOf, kindOf } from '../domain/number.js';
import { openLog } from '../log.js';
import type { Database } from '../store/database.js';
import type { Keys } from '../store/vault.js';
import { installRuntime } from '../temporal-runtime.js';
import { progressBar } from './progress-bar.js';

/** What verifying needs of a running service. */
export interface VerifyConnection {
  db: Database;
  client: Client;
  /** With the keys, contacts are verified too. */
  door?: { keys: Keys };
  /** With the place of attachments, their bytes are verified too. */
  blobs?: Blobs | undefined;
  config: { TEMPORAL_TASK_QUEUE: string };
  readonly close: () => Promise<void>;
}

const EXIT_BAD_INPUT = 2;
const EXIT_FINDINGS = 4;

interface VerifyCommandOptions {
  all?: true;
  district?: string;
  concurrency?: number;
  json?: true;
}

/**
 * `bihuan verify NUMBER` or `--all`: replays histories and compares what they tell with the record. Ends with 0 when
 * nothing was found, 4 with findings, 2 on bad input.
 */
export function verifyCommand(connect: () => Promise<VerifyConnection>): Command {
  const command = new Command('verify')
    .description('用流程历史核对记录 / replay workflow histories and compare them with the record')
    .argument('[number]', '诉求编号 / such as 150302-2026-000123', readNumber)
    .option('--all', '核对全部诉求 / verify every request')
    .option('--district <code>', '只核对一个区,与 --all 同用 / with --all: only of this district', readDistrict)
    .option('--concurrency <n>', '同时核对件数 / with --all: requests under way at once; default: 4', readConcurrency)
    .option('--json', '输出 JSON / print one JSON object')
    .showSuggestionAfterError(false)
    .exitOverride(exitAsMisuse);
  return command.action(async (number: string | undefined, options: VerifyCommandOptions) => {
    const { all, district, concurrency, json } = options;
    const alone = number !== undefined && district === undefined && concurrency === undefined;
    if (all ? number !== undefined : !alone) {
      command.error(
        'error: 请给一个编号,或 --all(可加 --district、--concurrency) / name one number, or --all, perhaps with --district and --concurrency',
        { exitCode: EXIT_BAD_INPUT },
      );
    }
    const connection = await connect();
    try {
      if (number === undefined) await tellOfAll(connection, options);
      else await tellOfOne(connection, number, json === true);
    } finally {
      await connection.close();
    }
  });
}

async function tellOfOne({ db, client, door, blobs }: VerifyConnection, number: string, json: boolean): Promise<void> {
  try {
    const found = await verifyCase({ db, client, blobs, keys: door?.keys, number, beforeReplay: quietRuntime });
    process.stdout.write(`${json ? asJson(number, found) : asText(number, found)}\n`);
    if (found.findings.length > 0) process.exitCode = EXIT_FINDINGS;
  } catch (error) {
    if (!(error instanceof UnknownCase)) throw error;
    process.stderr.write(`没有编号为 ${number} 的诉求 / There is no request ${number}\n`);
    process.exitCode = EXIT_BAD_INPUT;
  }
}

const LANES = 4;

async function tellOfAll(
  { db, client, door, blobs, config }: VerifyConnection,
  { district, concurrency = LANES, json }: VerifyCommandOptions,
): Promise<void> {
  const tally: Tally = { cases: 0, events: 0, withFindings: [], warnings: {}, logs: [] };
  const onRecord = await countCases(db, district);
  const bar = progressBar(process.stderr);
  try {
    await verifyAll({
      ...{ db, client, blobs, district, concurrency, keys: door?.keys, beforeReplay: quietRuntime },
      taskQueue: config.TEMPORAL_TASK_QUEUE,
      onCase(found) {
        count(tally, found);
        if (!json && found.findings.length > 0) {
          bar.clear();
          process.stdout.write(`${asLine(found)}\n`);
        }
        bar.show({ done: tally.cases, total: Math.max(onRecord, tally.cases) });
      },
    });
    tally.logs = await verifyDistrictLogs(db, district);
  } finally {
    bar.end();
  }
  process.stdout.write(`${json ? tallyAsJson(tally) : tallyAsText(tally)}\n`);
  const isClean = tally.withFindings.length === 0 && tally.logs.every(({ findings }) => findings.length === 0);
  if (!isClean) process.exitCode = EXIT_FINDINGS;
}

/** What verifying all came to. */
interface Tally {
  cases: number;
  /** Events on record, of all cases. */
  events: number;
  withFindings: Findings[];
  /** How often each was given. */
  warnings: Partial<Record<FindingCode, number>>;
  /** The logs of the districts. */
  logs: readonly LogFindings[];
}

function count(tally: Tally, found: Findings): void {
  tally.cases += 1;
  tally.events += found.events;
  if (found.findings.length > 0) tally.withFindings.push(found);
  for (const { code } of found.warnings) tally.warnings[code] = (tally.warnings[code] ?? 0) + 1;
}

function asLine({ caseId, findings }: Findings): string {
  return `✗ ${numberOf(caseId)}  ${codesOf(findings)}`;
}

function asLogLine({ district, entries, findings }: LogFindings): string {
  const found = findings.length === 0 ? '未发现问题 / nothing was found' : codesOf(findings);
  return `${findings.length === 0 ? '✓' : '✗'} 区级日志 ${district}:${String(entries)} 条 / district log, ${String(entries)} entries: ${found}`;
}

function codesOf(findings: readonly Finding[]): string {
  const codes = findings.map(({ code, seq }) => (seq === undefined ? code : `${code} #${String(seq)}`));
  return [...new Set(codes)].join(', ');
}

function tallyAsText({ cases, events, withFindings, warnings, logs }: Tally): string {
  const warned = Object.entries(warnings).map(([code, n]) => `${code} × ${String(n)}`);
  const broken = withFindings.length;
  return [
    `共核对 ${cases} 件、${events} 个事件:${broken === 0 ? '未发现问题' : `${broken} 件有问题,可逐件 bihuan verify 编号`}。`,
    `${cases} cases and ${events} events verified: ${broken === 0 ? 'nothing was found' : `${broken} with findings; bihuan verify NUMBER tells more of each`}.`,
    ...logs.map(asLogLine),
    ...(warned.length === 0 ? [] : [`! 提示 / warnings: ${warned.join(', ')}`]),
  ].join('\n');
}

function tallyAsJson({ withFindings, logs, ...rest }: Tally): string {
  const told = logs.map(({ findings, ...log }) => ({ ...log, findings: findings.map(withText) }));
  const each = withFindings.map((found) => ({ number: numberOf(found.caseId), ...withTexts(found) }));
  return JSON.stringify({ ...rest, withFindings: each, logs: told }, null, 2);
}

/** `request:150302:2026-000123` as people write it. */
function numberOf(caseId: string): string {
  return caseId.split(':').slice(1).join('-');
}

function asJson(number: string, found: Findings): string {
  return JSON.stringify({ number, ...withTexts(found) }, null, 2);
}

function withTexts({ findings, warnings, ...rest }: Findings) {
  return { ...rest, findings: findings.map(withText), warnings: warnings.map(withText) };
}

function withText(finding: Finding) {
  return { ...finding, zh: findingText(finding, 'zh'), en: findingText(finding, 'en') };
}

function asText(number: string, found: Findings): string {
  return [...inChinese(number, found), '', ...inEnglish(number, found)].join('\n');
}

function inChinese(number: string, { events, history, findings, warnings }: Findings): string[] {
  const status = { open: '流程进行中', completed: '流程已结束', broken_off: '流程被中断' } as const;
  const replayed = history ? `重放 ${history.runs} 段流程历史(${status[history.status]})` : '没有流程历史可重放';
  return [
    `${isRequest(number) ? '诉求 ' : ''}${number}:记录有 ${events} 个事件,${replayed}。`,
    findings.length === 0 ? '未发现问题。' : `发现 ${findings.length} 处问题:`,
    ...findings.map((one) => `  ✗ ${place(one, '第', '号 ')}${findingText(one, 'zh')}(${one.code})`),
    ...warnings.map((one) => `  ! ${place(one, '第', '号 ')}${findingText(one, 'zh')}(${one.code})`),
  ];
}

function inEnglish(number: string, { events, history, findings, warnings }: Findings): string[] {
  const status = { open: 'still open', completed: 'completed', broken_off: 'broken off' } as const;
  const replayed = history
    ? `${history.runs} run${history.runs === 1 ? '' : 's'} of history replayed (workflow ${status[history.status]})`
    : 'no history to replay';
  return [
    `${isRequest(number) ? 'Request ' : ''}${number}: ${events} events on record, ${replayed}.`,
    findings.length === 0 ? 'Nothing was found.' : `Findings (${findings.length}):`,
    ...findings.map((one) => `  ✗ ${place(one, 'event', ': ')}${findingText(one, 'en')} (${one.code})`),
    ...warnings.map((one) => `  ! ${place(one, 'event', ': ')}${findingText(one, 'en')} (${one.code})`),
  ];
}

function place({ seq }: Finding, before: string, after: string): string {
  return seq === undefined ? '' : `${before} ${seq}${after === ': ' ? after : ` ${after}`}`;
}

// The replay worker would write among our lines. Whoever embeds this command, or replayed before, has a runtime already.
function quietRuntime(): void {
  try {
    installRuntime(openLog('silent', 'cli'));
  } catch (error) {
    if (!(error instanceof Error && error.name === 'IllegalStateError')) throw error;
  }
}

function isRequest(number: string): boolean {
  return kindOf(caseIdOf(number)) === 'request';
}

function readNumber(text: string): string {
  if (caseOf(text) !== undefined) return text;
  throw new InvalidArgumentError(
    '编号形如 150302-2026-000123,其他事项前有字母,如 W150302-2026-000123 / A request number looks like 150302-2026-000123; of any other case it has a letter before, as W150302-2026-000123.',
  );
}

function readDistrict(text: string): string {
  if (/^\d{6}$/.test(text)) return text;
  throw new InvalidArgumentError('区划代码为六位数字,如 150302 / A district code is six digits, such as 150302.');
}

function readConcurrency(text: string): number {
  if (/^([1-9]|[12]\d|3[0-2])$/.test(text)) return Number(text);
  throw new InvalidArgumentError('须为 1 至 32 的整数 / It must be a whole number from 1 to 32.');
}

// Commander ends a misuse with 1, which scripts cannot tell from a failure.
function exitAsMisuse({ exitCode }: CommanderError): void {
  process.exit(exitCode === 0 ? 0 : EXIT_BAD_INPUT);
}
