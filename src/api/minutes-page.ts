import { AGENDA_SOURCE_TERMS } from '../domain/agenda-item/glossary.js';
import type { BallotResult } from '../domain/joint-meeting/joint-meeting.js';
import type { AgendaSource } from '../domain/agenda-item/vocabulary.js';
import {
  DECISION_OUTCOME_TERMS,
  LEFT_ITEM_TERMS,
  MEETING_SORT_TERMS,
  VOID_REASON_TERMS,
} from '../domain/joint-meeting/glossary.js';
import {
  VOID_REASONS,
  type DecisionOutcome,
  type LeftItem,
  type MeetingSort,
  type VoidReason,
} from '../domain/joint-meeting/vocabulary.js';
import { localTime } from '../domain/local-time.js';

/** 会议纪要 as it is printed. Whatever people have written stands in it as text. */
export interface Minutes {
  /** The number of the sitting. */
  number: string;
  /** The how manieth minutes of the committee in the year of their issue; none before that. */
  serial: number | undefined;
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
  /** So many seats decide. */
  quorum: number;
  items: readonly MinutedItem[];
  /** Why it was adjourned, where it was. */
  adjourned: { reason: string | undefined } | undefined;
  remark: string | undefined;
  /** 分送: who is sent them beside the members. */
  copies: readonly string[];
}

/** One item, and what became of it. */
export interface MinutedItem {
  number: string;
  source: AgendaSource;
  /** 提请单位 */
  proposer: string | undefined;
  title: string | undefined;
  request: string | undefined;
  discussion: string | undefined;
  /** 回避的单位, and how they came to stand back, where it is known. */
  recused: readonly { organisation: string; how: keyof typeof STOOD_BACK | undefined }[];
  /** Every vote, in order; without a result one that was still open. */
  votes: readonly { on: Resolution; cast: number; result: BallotResult | undefined }[];
  decision: (Resolution & { by: 'consensus' | 'vote' }) | undefined;
  /** Why nobody carries out what was decided. */
  void: VoidReason | undefined;
  /** What an adjourned sitting has left. */
  left: LeftItem | undefined;
}

/** What is decided, or was voted on. */
export interface Resolution {
  outcome: DecisionOutcome;
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

// A4 as official documents are set (GB/T 9704-2012): 37 mm above, 35 below, 28 left, 26 right; 22 lines of 28 characters.
const STYLE = `@page{size:A4;margin:37mm 26mm 35mm 28mm;@bottom-center{content:"— " counter(page) " —";font:14pt SimSun,serif}}
body{font:16pt/28pt FangSong,STFangsong,"Noto Serif CJK SC",serif;color:#000;max-width:156mm;margin:0 auto;padding:0}
header{text-align:center;border-bottom:.7mm solid #c00;padding:0 0 4mm;margin-bottom:8mm}
.head{color:#c00;font:bold 34pt/46pt SimSun,STSong,serif;letter-spacing:.1em;margin:0;text-indent:0}
.no{margin:4mm 0 0;text-indent:0}h1{font:bold 22pt/32pt SimSun,STSong,serif;text-align:center;margin:0 0 6mm}
h2{font:16pt/28pt SimHei,STHeiti,sans-serif;margin:6mm 0 0;text-indent:2em;break-after:avoid}
h3{font:16pt/28pt KaiTi,STKaiti,serif;margin:0;text-indent:2em;break-after:avoid}p{margin:0;text-indent:2em}
dl{margin:0}.there{margin-top:28pt}dl div{display:flex;padding-left:2em}dt{flex:none;font-family:SimHei,STHeiti,sans-serif}dd{margin:0}
footer{margin-top:14mm;border:solid #000;border-width:.35mm 0;font-size:14pt;break-inside:avoid}footer p{text-indent:0;padding:0 1em}
footer .issued{border-top:.25mm solid #000;display:flex;justify-content:space-between}
.draft{text-align:center;color:#c00;border:.3mm solid #c00;text-indent:0;margin-bottom:6mm}
@media screen{body{padding:15mm}}`;

/** The minutes as one HTML document that fetches nothing, for A4. */
export function minutesPage(minutes: Minutes): string {
  const { number, serial, sort, issuedAt, items, adjourned, remark } = minutes;
  const meeting = meetingOf(minutes);
  const title = `${meeting}${MEETING_SORT_TERMS[sort].zh}纪要`;
  const no =
    serial !== undefined && issuedAt !== undefined && `〔${localTime(issuedAt).slice(0, 4)}〕${String(serial)}号`;
  const body = [
    `<header><p class="head">${escapeHtml(meeting)}纪要</p>${no ? `<p class="no">${no}</p>` : ''}</header>`,
    ...(issuedAt === undefined ? ['<p class="draft">草稿，尚未印发</p>'] : []),
    `<h1>${escapeHtml(title)}</h1>`,
    list('', [
      ['时间', timeOf(minutes)],
      ['地点', minutes.venue ?? '（未记录）'],
      ['主持', minutes.presiding],
      ['记录', minutes.secretary],
      ['会议编号', number],
    ]),
    `<p>${attendance(minutes)}${countOf(items)}</p>`,
    ...items.map(section),
    ...(adjourned ? [`<h2>休会</h2>${paragraphs(`会议休会，原因：${adjourned.reason ?? '（未记录）'}`)}`] : []),
    ...(remark === undefined ? [] : [`<h2>其他</h2>${paragraphs(remark)}`]),
    list('there', [
      ['出席', minutes.present.map(seated).join('，')],
      ...optional('请假', minutes.absent),
      ...optional('列席', minutes.observers),
    ]),
    imprint(minutes),
  ];
  return (
    `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title>` +
    `<link rel="icon" href="data:,"><style>${STYLE}</style></head><body>${body.join('\n')}</body></html>`
  );
}

/** A committee that is not called after its meeting is named with it. */
function meetingOf({ committee }: Minutes): string {
  return committee.includes('联席会议') ? committee : `${committee}党建联席会议`;
}

function timeOf({ openedAt, closedAt }: Minutes): string {
  return `${dayOf(openedAt)} ${clockOf(openedAt)}${closedAt === undefined ? '' : `至${clockOf(closedAt)}`}`;
}

function attendance({ present, absent, quorum }: Minutes): string {
  const all = present.length + absent.length;
  return `会议应到 ${String(all)} 席，实到 ${String(present.length)} 席，达到法定的 ${String(quorum)} 席。`;
}

const OTHER_OUTCOMES = ['defer', 'raise', 'reject'] as const satisfies readonly DecisionOutcome[];
const LEFT = ['undecided', 'unheard'] as const satisfies readonly LeftItem[];

/** Only what is assigned was decided to be done; the rest is said by its name, where there is any. */
function countOf(items: readonly MinutedItem[]): string {
  const count = (is: (item: MinutedItem) => boolean): number => items.filter(is).length;
  const decided = (outcome: DecisionOutcome) =>
    count((item) => item.void === undefined && item.decision?.outcome === outcome);
  const others = [
    ...OTHER_OUTCOMES.map((outcome) => [DECISION_OUTCOME_TERMS[outcome].zh, decided(outcome)] as const),
    ...VOID_REASONS.map((why) => [VOID_REASON_TERMS[why].zh, count((item) => item.void === why)] as const),
    ...LEFT.map((how) => [LEFT_ITEM_TERMS[how].zh, count(({ left }) => left === how)] as const),
  ];
  const said = [
    ...[`列入议程 ${String(items.length)} 项`, `议定交办 ${String(decided('assign'))} 项`],
    ...others.filter(([, n]) => n > 0).map(([what, n]) => `${what} ${String(n)} 项`),
  ].join('，');
  return `${said}。${count(({ decision }) => decision !== undefined) > 0 ? '纪要如下：' : ''}`;
}

function list(className: string, rows: readonly (readonly [string, string])[]): string {
  const lines = rows.map(([name, value]) => `<div><dt>${name}：</dt><dd>${escapeHtml(value)}</dd></div>`);
  return `<dl class="${className}">${lines.join('')}</dl>`;
}

function optional(name: string, values: readonly string[]): readonly (readonly [string, string])[] {
  return values.length === 0 ? [] : [[name, values.join('，')]];
}

function seated({ organisation, name, isSubstitute }: Minutes['present'][number]): string {
  return `${organisation} ${name}${isSubstitute ? '（代）' : ''}`;
}

/** 版记: to whom they are sent, who issues them, and when. */
function imprint({ committee, copies, issuedAt }: Minutes): string {
  const to = ['各委员单位', ...copies].join('，');
  const issued = issuedAt === undefined ? '（未印发）' : `${dayOf(issuedAt)}印发`;
  return (
    `<footer><p>分送：${escapeHtml(to)}。</p>` +
    `<p class="issued"><span>${escapeHtml(committee)}</span><span>${issued}</span></p></footer>`
  );
}

/** Each line a paragraph of its own, set in by two characters. */
function paragraphs(text: string): string {
  return text
    .split(/[\r\n]+/)
    .map((line) => `<p>${escapeHtml(line)}</p>`)
    .join('');
}

function section(item: MinutedItem, index: number): string {
  const { source, title, request, discussion, recused, votes, decision, void: why, left } = item;
  const about = title ?? (request === undefined ? AGENDA_SOURCE_TERMS[source].zh : `关于诉求 ${request} 的议题`);
  const lines = [
    `<h2>${chineseNumber(index + 1)}、${escapeHtml(about)}</h2>`,
    paragraphs(whence(item)),
    ...(discussion === undefined ? [] : [`<h3>（讨论）</h3>${paragraphs(discussion)}`]),
    ...(recused.length === 0 ? [] : [paragraphs(`回避：${recused.map(stoodBack).join('、')}。`)]),
    ...votes.map(voted),
    ...(decision ? [`<h3>（议定事项）</h3>${paragraphs(`${HOW[decision.by]}，${resolved(decision)}`)}`] : []),
    ...(why ? [`<p>本项不再执行：${VOID_REASON_TERMS[why].zh}。</p>`] : []),
    ...(left ? [`<p>${LEFT_ITEM_TERMS[left].zh}，留待下次会议。</p>`] : []),
  ];
  return `<section>${lines.join('')}</section>`;
}

/** Who has proposed it; where that is not known, whence it came. */
function whence({ number, source, proposer }: MinutedItem): string {
  const by = proposer === undefined ? [] : [`提请单位：${proposer}`];
  const from = source === 'member' && proposer !== undefined ? [] : [`来源：${AGENDA_SOURCE_TERMS[source].zh}`];
  return `${[`议题编号 ${number}`, ...by, ...from].join('，')}。`;
}

const STOOD_BACK = { ordered: '主持人决定回避', asked: '本人申请回避' } as const;

function stoodBack({ organisation, how }: MinutedItem['recused'][number]): string {
  return how === undefined ? organisation : `${organisation}（${STOOD_BACK[how]}）`;
}

const HOW = { vote: '经表决', consensus: '经协商一致' } as const;

function voted({ on, cast, result }: MinutedItem['votes'][number]): string {
  const what = `表决“${resolved(on)}”：`;
  if (result === undefined) return paragraphs(`${what}已投 ${String(cast)} 席，未计票。`);
  const { eligible, for: yes, against, abstain, carried } = result;
  const said = carried === 'yes' ? '获得通过' : '未获通过';
  return paragraphs(
    `${what}应表决 ${String(eligible)} 席，赞成 ${String(yes)}，反对 ${String(against)}，弃权 ${String(abstain)}，${said}。`,
  );
}

function resolved({ outcome, owner, until, words }: Resolution): string {
  const said = words === undefined ? '' : `：${words}`;
  if (outcome !== 'assign') return `${DECISION_OUTCOME_TERMS[outcome].zh}${said}`;
  const day = until === undefined ? '' : `，于 ${chineseDay(until)}前办结`;
  return `由${owner ?? ''}承办${day}${said}`;
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
