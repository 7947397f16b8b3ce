import { Command, InvalidArgumentError, Option, type CommanderError } from 'commander';
import type { Door } from '../commands/door.js';
import { importRequests } from '../import/import-requests.js';
import { ImportInputError } from '../import/input-error.js';
import { loadMapping } from '../import/mapping.js';
import { ImportInterrupted } from '../import/persistence.js';
import { reportText } from '../import/report-text.js';
import type { ImportReport } from '../import/report.js';
import { checkFile } from '../import/rows.js';
import { progressBar } from './progress-bar.js';

/** The running service's door, opened for one command. */
export type Connect = () => Promise<{ door: Door; close: () => Promise<void> }>;

interface ImportCommandOptions {
  mapping: string;
  asOf: 'import' | 'source';
  concurrency: number;
  json?: true;
}

const MISUSE = 2;
const SOME_REFUSED = 3;
// The import is the service's own doing: no person keys the rows in.
const ACTOR = { account: 'import', role: 'system' } as const;

/** `bihuan import FILE --mapping …`. Ends with 0, with 3 when rows were refused, with 2 for input that cannot be used. */
export function importCommand(connect: Connect): Command {
  const command = new Command('import')
    .description(
      '导入 CSV 文件的各行,每行一件诉求一个编号,重复运行不会重复登记 / take the rows of a CSV file through the door: each one request with one number, however often it is run',
    )
    .argument('<file>', '带表头的 CSV 文件 / a CSV file with a heading')
    .requiredOption(
      '--mapping <name|path>',
      '各列的含义:data/mappings 中的名称或 JSON 文件 / what its columns mean: a name in data/mappings or a JSON file',
    )
    .addOption(
      new Option(
        '--as-of <when>',
        '按导入时间还是来源时间算作收到 / when the requests count as received: at the import, or when the source says',
      )
        .choices(['import', 'source'])
        .default('import'),
    )
    .option('--concurrency <n>', '同时处理的行数 / rows under way at once', readConcurrency, 8)
    .option('--json', '以 JSON 输出报告 / print the report as one JSON object')
    .showSuggestionAfterError(false)
    .exitOverride(exitAsMisuse);
  return command.action(async (file: string, options: ImportCommandOptions) => {
    try {
      const report = await run(connect, file, options);
      process.stdout.write(`${options.json ? JSON.stringify(report, null, 2) : reportText(report)}\n`);
      process.exitCode = report.refused.length > 0 ? SOME_REFUSED : 0;
    } catch (error) {
      if (error instanceof ImportInputError) command.error(`error: ${error.message}`, { exitCode: MISUSE });
      if (!(error instanceof ImportInterrupted)) throw error;
      process.stderr.write(
        `导入中断，已收的行不会丢失，可再次运行。The import was interrupted; what was taken is safe, run it again: ${error.message}\n`,
      );
      process.exitCode = 1;
    }
  });
}

async function run(connect: Connect, file: string, options: ImportCommandOptions): Promise<ImportReport> {
  const mapping = await loadMapping(options.mapping);
  // Before anything is opened: what cannot be read is said at once.
  await checkFile(file, mapping);
  const connection = await connect();
  const bar = progressBar(process.stderr);
  try {
    const { asOf, concurrency } = options;
    return await importRequests(connection.door, {
      file,
      mapping,
      asOf,
      concurrency,
      actor: ACTOR,
      onProgress: bar.show,
    });
  } finally {
    bar.end();
    await connection.close();
  }
}

function readConcurrency(text: string): number {
  if (/^([1-9]|[1-5]\d|6[0-4])$/.test(text)) return Number(text);
  throw new InvalidArgumentError('须为 1 至 64 的整数 / It must be a whole number from 1 to 64.');
}

// Commander ends a misuse with 1, which scripts cannot tell from a failure.
function exitAsMisuse({ exitCode }: CommanderError): void {
  process.exit(exitCode === 0 ? 0 : MISUSE);
}
