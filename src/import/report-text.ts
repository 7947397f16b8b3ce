/** The report of an import, for people: Chinese first, English beside it. */
import { lanesOf } from './lanes.js';
import { inWords, type Refusal, type Warning } from './remarks.js';
import type { ImportReport } from './report.js';

const REFUSALS_SHOWN = 100;
const LINES_SHOWN = 5;

/** Lines of text; long lists are cut, `--json` has them whole. */
export function reportText(report: ImportReport): string {
  return [...heading(report), ...refusals(report.refused), ...warnings(report.warnings)].join('\n');
}

function heading(report: ImportReport): string[] {
  const { created, district, tookMs } = report;
  const perSecond = tookMs === 0 ? 0 : Math.round((report.rows * 1_000) / tookMs);
  const asOf = report.asOf === 'source' ? '来源时间 the source’s own time' : '导入时刻 the moment of import';
  const rows: [string, string, string | number][] = [
    ['来源', 'source', `${report.system} · ${report.file}`],
    ['行政区', 'district', `${district.name} ${district.code}`],
    ['收到时间', 'received at', asOf],
    ['数据行', 'rows', report.rows],
    ['新收', 'taken', report.taken],
    ['以前已收', 'known before', report.knownBefore],
    ['有提示', 'warned', report.warned],
    ['拒收', 'refused', report.refused.length],
    ['待派单', 'awaiting dispatch', report.awaitingDispatch],
    ['待启动', 'still to start', report.queued],
    [
      '新建目录',
      'created',
      `区 districts ${created.districts}, 地点 places ${created.places}, 单位 units ${created.units}, ` +
        `别名 aliases ${created.aliases}, 分类 categories ${created.categories}`,
    ],
    ['用时', 'took', `${(tookMs / 1_000).toFixed(1)} s (${perSecond} 行 rows/s)`],
  ];
  return ['导入完成 Import finished', ...rows.map(([zh, en, value]) => `  ${zh} ${en}: ${value}`)];
}

function refusals(refused: readonly Refusal[]): string[] {
  if (refused.length === 0) return [];
  const shown = refused.slice(0, REFUSALS_SHOWN).map((each) => `  第 ${each.line} 行 line ${each.line}: ${both(each)}`);
  const more = refused.length - shown.length;
  return ['', '拒收 Refused', ...shown, ...(more > 0 ? [`  … 另 ${more} 行 ${more} more (--json)`] : [])];
}

/** By kind, the most frequent first, each with its first lines. */
function warnings(all: readonly Warning[]): string[] {
  if (all.length === 0) return [];
  const groups = lanesOf(all, ({ code }) => code).toSorted((a, b) => b.length - a.length);
  return [
    '',
    '提示 Warnings',
    ...groups.flatMap((group) => [
      `  ${group[0]?.code ?? ''} × ${group.length}`,
      ...group.slice(0, LINES_SHOWN).map((each) => `    第 ${each.line} 行 line ${each.line}: ${both(each)}`),
      ...(group.length > LINES_SHOWN ? [`    … 另 ${group.length - LINES_SHOWN} 条 more (--json)`] : []),
    ]),
  ];
}

function both(remark: Refusal | Warning): string {
  return `${inWords(remark, 'zh')} / ${inWords(remark, 'en')}`;
}
