import { AGENDA_SOURCE_TERMS } from '../domain/agenda-item/glossary.js';
import type { BallotResult } from '../domain/joint-meeting/joint-meeting.js';
import type { AgendaSource } from '../domain/agenda-item/vocabulary.js';
import { DECISION_OUTCOME_TERMS, MEETING_SORT_TERMS } from '../domain/joint-meeting/glossary.js';
import type { DecisionOutcome, MeetingSort } from '../domain/joint-meeting/vocabulary.js';
import { localTime } from '../domain/local-time.js';

/** 会议纪要 as it is printed. Whatever people have written stands in it as text. */
export interface Minutes {
  number: string;
  committee: string;
  sort: MeetingSort;
  /** ISO 8601 UTC. */
  openedAt: string;
  closedAt: string | undefined;
  /** When they were issued; before that it is a draft. */
  issuedAt: string | undefined;
  venue: string | undefined;
  presiding: string;
  secretary: string;
  present: readonly { organisation: string; name: string; isSubstitute: boolean }[];
  absent: readonly string[];
  observers: readonly string[];
  items: readonly MinutedItem[];
  remark: string | undefined;
}

/** One item, and what was decided of it. */
export interface MinutedItem {
  number: string;
  source: AgendaSource;
  title: string | undefined;
  request: string | undefined;
  discussion: string | undefined;
  /** 回避的单位 */
  recused: readonly string[];
  /** Every vote that was counted, in order. */
  votes: readonly BallotResult[];
  outcome: DecisionOutcome;
  by: 'consensus' | 'vote';
  owner: string | undefined;
  /** The last day, 'YYYY-MM-DD'. */
  until: string | undefined;
  words: string | undefined;
}

/** Text as HTML shows it. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

// A4 as official documents are set (GB/T 9704): 37 mm above, 35 below, 28 left, 26 right; 22 lines of 28 characters.
const STYLE = `@page{size:A4;margin:37mm 26mm 35mm 28mm;@bottom-center{content:"— " counter(page) " —";font:14pt FangSong,serif}}
body{font:16pt/28pt FangSong,STFangsong,"Noto Serif CJK SC",serif;color:#000;max-width:156mm;margin:0 auto;padding:0}
header{text-align:center;border-bottom:.7mm solid #c00;padding-bottom:4mm;margin-bottom:8mm}
.head{color:#c00;font:bold 34pt/46pt SimSun,STSong,serif;letter-spacing:.1em;margin:0}
.no{font-size:14pt;margin:4mm 0 0}h1{font:bold 22pt/32pt SimSun,STSong,serif;text-align:center;margin:0 0 6mm}
h2{font:16pt/28pt SimHei,STHeiti,sans-serif;margin:6mm 0 0;text-indent:2em;break-after:avoid}
h3{font:16pt/28pt KaiTi,STKaiti,serif;margin:0;text-indent:2em;break-after:avoid}p{margin:0;text-indent:2em;white-space:pre-wrap}
dl{margin:0}dl div{display:flex}dt{flex:none;font-family:SimHei,STHeiti,sans-serif}dd{margin:0;white-space:pre-wrap}
.signed{text-align:right;text-indent:0;padding-right:4em;margin-top:14mm;break-inside:avoid}
.draft{text-align:center;color:#c00;border:.3mm solid #c00;text-indent:0;margin-bottom:6mm}section{break-inside:auto}
@media screen{body{padding:15mm}}`;

/** The minutes as one HTML document that fetches nothing, for A4. */
export function minutesPage(minutes: Minutes): string {
  const { number, committee, sort, openedAt, closedAt, issuedAt, items, remark } = minutes;
  const title = `${committee}${MEETING_SORT_TERMS[sort].zh}纪要`;
  const until = closedAt === undefined ? '' : `至${clockOf(closedAt)}`;
  const facts: readonly [string, string][] = [
    ['时间', `${dayOf(openedAt)} ${clockOf(openedAt)}${until}`],
    ['地点', minutes.venue ?? '（未记录）'],
    ['主持', minutes.presiding],
    ['参加', minutes.present.map(seated).join('、')],
    ...(minutes.absent.length > 0 ? ([['缺席', minutes.absent.join('、')]] satisfies [string, string][]) : []),
    ...(minutes.observers.length > 0 ? ([['列席', minutes.observers.join('、')]] satisfies [string, string][]) : []),
    ['记录', minutes.secretary],
  ];
  const body = [
    `<header><p class="head" style="text-indent:0">${escapeHtml(committee)}文件</p><p class="no" style="text-indent:0">会议纪要 ${escapeHtml(number)}</p></header>`,
    ...(issuedAt === undefined ? ['<p class="draft">草稿，尚未印发</p>'] : []),
    `<h1>${escapeHtml(title)}</h1>`,
    `<dl>${facts.map(([name, value]) => `<div><dt>${name}：</dt><dd>${escapeHtml(value)}</dd></div>`).join('')}</dl>`,
    `<p>会议共研究议题 ${String(items.length)} 项，议定事项如下：</p>`,
    ...items.map(section),
    ...(remark === undefined ? [] : [`<h2>其他</h2><p>${escapeHtml(remark)}</p>`]),
    `<p class="signed">${escapeHtml(committee)}<br>${dayOf(issuedAt ?? closedAt ?? openedAt)}</p>`,
  ];
  return (
    `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title>` +
    `<link rel="icon" href="data:,"><style>${STYLE}</style></head><body>${body.join('\n')}</body></html>`
  );
}

function seated({ organisation, name, isSubstitute }: Minutes['present'][number]): string {
  return `${name}（${organisation}${isSubstitute ? '，代' : ''}）`;
}

function section(item: MinutedItem, index: number): string {
  const { number, source, title, request, discussion, recused, votes } = item;
  const about = title ?? (request === undefined ? AGENDA_SOURCE_TERMS[source].zh : `关于诉求 ${request} 的议题`);
  const lines = [
    `<h2>${chineseNumber(index + 1)}、${escapeHtml(about)}</h2>`,
    `<p>议题编号 ${escapeHtml(number)}，来源：${AGENDA_SOURCE_TERMS[source].zh}。</p>`,
    ...(discussion === undefined ? [] : [`<h3>（讨论）</h3><p>${escapeHtml(discussion)}</p>`]),
    ...(recused.length === 0 ? [] : [`<p>回避：${escapeHtml(recused.join('、'))}。</p>`]),
    ...votes.map(counted),
    `<h3>（议定事项）</h3><p>${escapeHtml(decided(item))}</p>`,
  ];
  return `<section>${lines.join('')}</section>`;
}

function counted({ eligible, for: yes, against, abstain, carried }: BallotResult): string {
  const result = carried === 'yes' ? '获得通过' : '未获通过';
  return `<p>表决：应表决 ${String(eligible)} 席，赞成 ${String(yes)}，反对 ${String(against)}，弃权 ${String(abstain)}，${result}。</p>`;
}

function decided({ outcome, by, owner, until, words }: MinutedItem): string {
  const how = by === 'vote' ? '经表决' : '经协商一致';
  const said = words === undefined ? '' : `：${words}`;
  if (outcome !== 'assign') return `${how}，${DECISION_OUTCOME_TERMS[outcome].zh}${said}`;
  const day = until === undefined ? '' : `，于 ${chineseDay(until)}前办结`;
  return `${how}，由${owner ?? ''}承办${day}${said}`;
}

const DIGITS = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/** 一 to 九十九, as items are numbered; beyond that in digits. */
export function chineseNumber(value: number): string {
  if (value > 99) return String(value);
  const [tens, ones] = [Math.floor(value / 10), value % 10];
  const last = ones === 0 && tens > 0 ? '' : (DIGITS[ones] ?? '');
  if (tens === 0) return last;
  return `${tens === 1 ? '' : (DIGITS[tens] ?? '')}十${last}`;
}

/** 2026年3月12日 */
function chineseDay(day: string): string {
  const [year, month, date] = day.split('-').map(Number);
  return `${String(year)}年${String(month)}月${String(date)}日`;
}

const dayOf = (instant: string): string => chineseDay(localTime(instant).slice(0, 10));
const clockOf = (instant: string): string => localTime(instant).slice(11, 16);
