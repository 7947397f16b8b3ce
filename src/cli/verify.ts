import type { Client } from '@temporalio/client';
import { Command, InvalidArgumentError, type CommanderError } from 'commander';
import { findingText, type Finding } from '../audit/findings.js';
import { UnknownCase, verifyCase, type Findings } from '../audit/verify.js';
import { REQUEST_NUMBER_PATTERN } from '../domain/number.js';
import { openLog } from '../log.js';
import type { Database } from '../store/database.js';
import type { Keys } from '../store/vault.js';
import { installRuntime } from '../temporal-runtime.js';

/** What verifying needs of a running service. */
export interface VerifyConnection {
  db: Database;
  client: Client;
  /** With the keys, contacts are verified too. */
  door?: { keys: Keys };
  readonly close: () => Promise<void>;
}

const EXIT_BAD_INPUT = 2;
const EXIT_FINDINGS = 4;

/**
 * `bihuan verify NUMBER`: replays one request's history and compares what it tells with the record. Ends with 0 when
 * nothing was found, 4 with findings, 2 on bad input.
 */
export function verifyCommand(connect: () => Promise<VerifyConnection>): Command {
  return new Command('verify')
    .description('核对一件诉求的记录 / replay one request’s history and compare it with the record')
    .argument('<number>', 'such as 150302-2026-000123', readNumber)
    .option('--json', 'print one JSON object')
    .showSuggestionAfterError(false)
    .exitOverride(exitAsMisuse)
    .action(async (number: string, { json }: { json?: true }) => {
      const { db, client, door, close } = await connect();
      try {
        const found = await verifyCase({ db, client, keys: door?.keys, number, beforeReplay: quietRuntime });
        process.stdout.write(`${json ? asJson(number, found) : asText(number, found)}\n`);
        if (found.findings.length > 0) process.exitCode = EXIT_FINDINGS;
      } catch (error) {
        if (!(error instanceof UnknownCase)) throw error;
        process.stderr.write(`没有编号为 ${number} 的诉求 / There is no request ${number}\n`);
        process.exitCode = EXIT_BAD_INPUT;
      } finally {
        await close();
      }
    });
}

function asJson(number: string, { findings, warnings, ...rest }: Findings): string {
  const say = (one: Finding) => ({ ...one, zh: findingText(one, 'zh'), en: findingText(one, 'en') });
  return JSON.stringify({ number, ...rest, findings: findings.map(say), warnings: warnings.map(say) }, null, 2);
}

function asText(number: string, found: Findings): string {
  return [...inChinese(number, found), '', ...inEnglish(number, found)].join('\n');
}

function inChinese(number: string, { events, history, findings, warnings }: Findings): string[] {
  const status = { open: '流程进行中', completed: '流程已结束', broken_off: '流程被中断' } as const;
  const replayed = history ? `重放 ${history.runs} 段流程历史(${status[history.status]})` : '没有流程历史可重放';
  return [
    `诉求 ${number}:记录有 ${events} 个事件,${replayed}。`,
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
    `Request ${number}: ${events} events on record, ${replayed}.`,
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

function readNumber(text: string): string {
  if (REQUEST_NUMBER_PATTERN.test(text)) return text;
  throw new InvalidArgumentError('诉求编号形如 150302-2026-000123 / A request number looks like 150302-2026-000123.');
}

// Commander ends a misuse with 1, which scripts cannot tell from a failure.
function exitAsMisuse({ exitCode }: CommanderError): void {
  process.exit(exitCode === 0 ? 0 : EXIT_BAD_INPUT);
}
