import { Command, InvalidArgumentError } from 'commander';
import { day, instant } from '../commands/texts.js';
import { localDay } from '../domain/calendar.js';
import { ORGANISATION_KIND_TERMS, PLACEMENT_WAY_TERMS } from '../domain/glossary.js';
import { coverageOn, nameOn, viewOf, type NetworkView } from '../domain/network/coverage.js';
import { NetworkFault, networkFaultText } from '../domain/network/faults.js';
import { coverageReport, type CoverageReport } from '../domain/network/report.js';
import { ImportInputError } from '../import/input-error.js';
import { importNetwork, type NetworkImportReport } from '../import/import-network.js';
import { loadNetworkMapping } from '../import/network-rows.js';
import type { Database } from '../store/database.js';
import { readNetwork } from '../store/network.js';
import { withDatabase, type FindConfig } from './deployment.js';
import { districtOf } from './figures.js';

const MISUSE = 2;
const SOME_REFUSED = 3;

/** `bihuan network`: who covers what, and organisations out of a file. */
export function networkCommand(findConfig: FindConfig): Command {
  return new Command('network')
    .description('组织网络 / the organisation network')
    .addCommand(coverageCommand(findConfig))
    .addCommand(importCommand(findConfig));
}

interface CoverageOptions {
  place?: string;
  on?: string;
  asOf?: string;
  most: number;
  district?: string;
  json?: true;
}

/** `bihuan network coverage`: of a place, or what nobody covers. Ends with 2 where no district or place can be meant. */
function coverageCommand(findConfig: FindConfig): Command {
  const command = new Command('coverage')
    .description('某日由谁负责;不指明地点时列出缺口 / who covers a place on a day; without one, what nobody covers')
    .option('--place <code>', '楼栋、小区、网格或社区的代码 / the code of a building, estate, grid or community')
    .option('--on <day>', '日期,默认今天 / YYYY-MM-DD; default: today', readDay)
    .option('--as-of <time>', '按当时所知 / as it was believed at a time with its zone', readInstant)
    .option('--most <n>', '最多落几个网格 / in how many grids an organisation may be that leads none', readMost, 3)
    .option('--district <code>', '行政区划代码,只有一个区时可省略 / such as 150302; default: the only one')
    .option('--json', '输出 JSON / print JSON');
  return command.action(async ({ place, on, asOf, most, district, json }: CoverageOptions) => {
    await withDatabase(findConfig(), async (db) => {
      const of = await districtOf(db, district, command);
      const view = viewOf(await readNetwork(db.pool, of, { history: asOf !== undefined }), asOf);
      const day = on ?? localDay(new Date().toISOString());
      if (place !== undefined && !view.places.has(place))
        command.error(`error: 目录中没有地点 ${place} / the directory has no place ${place}`, { exitCode: MISUSE });
      const told = place === undefined ? coverageReport(view, day, most) : coverageOn(view, place, day);
      const text = 'chain' in told ? placeText(view, told, day) : reportText(told);
      process.stdout.write(`${json ? JSON.stringify(told, null, 2) : text}\n`);
    });
  });
}

function placeText(view: NetworkView, { line, chain, beside }: ReturnType<typeof coverageOn>, day: string): string {
  const named = (code: string) => `${code} ${nameOn(view, code, day) ?? ''}`;
  if (line.length === 0) return '当日没有这个地点 / There is no such place on the day';
  return [
    line.map((code) => view.places.get(code)?.name ?? code).join(' < '),
    ...chain.map(({ level, organisation }) => {
      const { zh, en } = ORGANISATION_KIND_TERMS[level];
      return `  ${zh} / ${en}: ${named(organisation)}`;
    }),
    ...beside.map(({ organisation, place, way, from }) => {
      const { zh, en } = PLACEMENT_WAY_TERMS[way];
      return `  ${zh} / ${en}: ${named(organisation)} → ${place}${from === undefined ? '' : ` (${from})`}`;
    }),
  ].join('\n');
}

function reportText(report: CoverageReport): string {
  const gap = (zh: string, en: string, codes: readonly string[]) => [
    `${zh} / ${en}: ${String(codes.length)}`,
    ...codes.map((code) => `  ${code}`),
  ];
  return [
    `${report.day}  基层党组织 / organisations: ${String(report.organisations)}`,
    ...Object.entries(ORGANISATION_KIND_TERMS).map(
      ([kind, { zh, en }]) => `  ${zh} / ${en}: ${String(report.byKind[kind as keyof typeof report.byKind] ?? 0)}`,
    ),
    ...gap('没有党支部的网格', `grids without a branch, of ${String(report.grids)}`, report.gridsWithoutBranch),
    ...gap(
      '没有党小组的楼栋',
      `buildings without a group, of ${String(report.buildings)}`,
      report.buildingsWithoutGroup,
    ),
    ...gap('未落格的组织', 'organisations placed nowhere', report.placedNowhere),
    ...gap(
      '落格过多的组织',
      'organisations in too many grids',
      report.inTooManyGrids.map(({ organisation, grids }) => `${organisation} × ${String(grids)}`),
    ),
  ].join('\n');
}

interface ImportOptions {
  mapping: string;
  approver: string;
  dryRun?: true;
  json?: true;
}

/** `bihuan network import FILE`. Ends with 0, with 3 when rows were refused (nothing is written then), with 2 for input that cannot be used. */
function importCommand(findConfig: FindConfig): Command {
  const command = new Command('import')
    .description(
      '导入党组织和落格:全部写入或一行不写,重复运行不会重复 / take organisations and placements in: all or nothing, and nothing twice',
    )
    .argument('<file>', '带表头的 CSV 文件 / a CSV file with a heading')
    .requiredOption(
      '--mapping <name|path>',
      '各列的含义:data/mappings/network 中的名称或 JSON 文件 / what its columns mean: a name in data/mappings/network or a JSON file',
    )
    .requiredOption('--approver <login>', '批准人,须为名录管理员 / who approves it: a directory keeper’s login')
    .option('--dry-run', '只检查,不写入 / only say what would be written')
    .option('--json', '输出 JSON / print JSON');
  return command.action(async (file: string, { mapping: named, approver, dryRun, json }: ImportOptions) => {
    try {
      const mapping = await loadNetworkMapping(named);
      await withDatabase(findConfig(), async (db) => {
        const account =
          (await keeperOf(db, mapping.district, approver)) ??
          command.error(`error: ${approver} 不是本区在用的名录管理员 / is no directory keeper of the district in use`, {
            exitCode: MISUSE,
          });
        const actor = { account, role: 'directory_keeper' } as const;
        const report = await importNetwork(db, { file, mapping, actor, dryRun: dryRun === true });
        process.stdout.write(`${json ? JSON.stringify(report, null, 2) : importText(report)}\n`);
        if (report.refused.length > 0) process.exitCode = SOME_REFUSED;
      });
    } catch (error) {
      if (error instanceof ImportInputError) command.error(`error: ${error.message}`, { exitCode: MISUSE });
      if (!(error instanceof NetworkFault)) throw error;
      process.stderr.write(`${networkFaultText(error, 'zh')} / ${networkFaultText(error, 'en')}\n`);
      process.exitCode = 1;
    }
  });
}

async function keeperOf({ prisma }: Database, district: string, login: string): Promise<string | undefined> {
  const scope = { role: 'directory_keeper', scopeKind: 'district', scopeCode: district };
  const found = await prisma.account.findFirst({
    where: { login, districtCode: district, disabledAt: null, roles: { some: scope } },
  });
  return found?.id;
}

function importText({ rows, registered, placed, knownBefore, written, dryRun, refused }: NetworkImportReport): string {
  const counts = `行 rows ${String(rows)}, 新组织 registered ${String(registered)}, 落格 placed ${String(placed)}, 已有 known ${String(knownBefore)}`;
  const outcome = written
    ? '已写入 / written'
    : dryRun
      ? '试运行,未写入 / a dry run: nothing was written'
      : refused.length > 0
        ? '有错误,一行未写入 / nothing was written: rows were refused'
        : '没有新内容 / nothing new';
  const lines = refused.map(
    ({ line, column, zh, en }) => `  第 ${String(line)} 行 line ${String(line)} ${column}: ${zh} / ${en}`,
  );
  return [counts, outcome, ...lines].join('\n');
}

function readDay(text: string): string {
  const parsed = day.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError('须为日期,如 2026-03-03 / must be a day such as 2026-03-03.');
}

function readInstant(text: string): string {
  const parsed = instant.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError('须为带时区的时间 / must be a time with its zone.');
}

function readMost(text: string): number {
  if (/^[1-9]\d{0,2}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('须为 1 至 999 的整数 / must be a whole number from 1 to 999.');
}
