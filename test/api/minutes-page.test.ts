import { describe, expect, it } from '@jest/globals';
import {
  chineseNumber,
  escapeHtml,
  minutesPage,
  type MinutedItem,
  type Minutes,
  type Resolution,
} from '../../src/api/minutes-page.js';

const MENDED: Resolution = { outcome: 'assign', owner: '住建局', until: '2026-03-22', words: '演示:限期修复' };
const REJECTED: Resolution = { outcome: 'reject', owner: undefined, until: undefined, words: '演示:不可行' };
const ITEM: MinutedItem = {
  ...{ number: 'A150302-2026-000001', source: 'request', title: '演示:加装电梯', request: undefined },
  ...{ discussion: '演示:意见一致', proposer: '演示·街道', decision: { ...MENDED, by: 'vote' }, left: undefined },
  void: undefined,
  recused: [
    { organisation: '演示·单位四', how: 'ordered' },
    { organisation: '演示·单位五', how: 'asked' },
    { organisation: '演示·单位六', how: undefined },
  ],
  votes: [
    { on: REJECTED, cast: 8, result: { for: 2, against: 6, abstain: 0, eligible: 8, carried: 'no' } },
    { on: MENDED, cast: 8, result: { for: 5, against: 3, abstain: 0, eligible: 9, carried: 'yes' } },
  ],
};
const MINUTES: Minutes = {
  ...{ number: 'J150302-2026-000001', serial: 3, committee: '演示大工委', sort: 'regular', venue: '演示·会议室' },
  ...{ openedAt: '2026-03-12T06:30:00.000Z', closedAt: '2026-03-12T08:00:00.000Z' },
  ...{ issuedAt: '2026-03-13T16:30:00.000Z', presiding: '演示·主持', secretary: '演示·秘书', quorum: 2 },
  present: [
    { organisation: '演示·单位一', name: '演示·甲', isSubstitute: false },
    { organisation: '演示·单位二', name: '演示·乙', isSubstitute: true },
  ],
  ...{ absent: ['演示·单位三'], observers: ['演示·列席人'], items: [ITEM], copies: ['演示·水务局'] },
  ...{ adjourned: undefined, remark: undefined },
};
const textOf = (page: string) => page.replace(/<style>[^]*<\/style>/, '').replace(/<[^>]+>/g, '|');
const withItem = (more: Partial<MinutedItem>) => minutesPage({ ...MINUTES, items: [{ ...ITEM, ...more }] });

describe('the printed minutes', () => {
  it('say who met where and when, and what was decided, in the words of official documents', () => {
    const page = minutesPage(MINUTES);
    const text = textOf(page);
    for (const said of [
      ...['2026年3月12日 14:30至16:00', '演示·会议室', '会议编号：||J150302-2026-000001'],
      ...['列入议程 1 项，议定交办 1 项。', '一、演示:加装电梯'],
      ...['经表决，由住建局承办，于 2026年3月22日前办结：演示:限期修复'],
    ]) {
      expect(text).toContain(said);
    }
    expect(page).toContain('<html lang="zh-CN">');
    expect(page).toMatch(/@page\{size:A4/);
    expect(text).not.toContain('草稿');
  });

  it('are laid out as minutes: mark and number, title, who was there after the text, to whom they go and who issues them', () => {
    const text = textOf(minutesPage(MINUTES));
    const order = [
      ...['演示大工委党建联席会议纪要', '〔2026〕3号', '演示大工委党建联席会议例会纪要'],
      ...['会议应到 3 席，实到 2 席，达到法定的 2 席。', '一、演示:加装电梯'],
      ...['出席：||演示·单位一 演示·甲，演示·单位二 演示·乙（代）', '请假：||演示·单位三', '列席：||演示·列席人'],
      ...['分送：各委员单位，演示·水务局。', '演示大工委', '2026年3月14日印发'],
    ];
    const places = order.reduce<number[]>(
      (found, said) => [...found, text.indexOf(said, (found.at(-1) ?? -1) + 1)],
      [],
    );
    expect(places).not.toContain(-1);
    expect(text).not.toMatch(/文件|参加|缺席/);
    expect(textOf(minutesPage({ ...MINUTES, committee: '演示区联席会议' }))).toContain('|演示区联席会议例会纪要|');
  });

  it('say of each vote what it was on, and of each seat that stood back who wanted it', () => {
    const text = textOf(minutesPage(MINUTES));
    expect(text).toContain('表决“不予通过：演示:不可行”：应表决 8 席，赞成 2，反对 6，弃权 0，未获通过。');
    expect(text).toContain(
      '表决“由住建局承办，于 2026年3月22日前办结：演示:限期修复”：应表决 9 席，赞成 5，反对 3，弃权 0，获得通过。',
    );
    expect(text).toContain('回避：演示·单位四（主持人决定回避）、演示·单位五（本人申请回避）、演示·单位六。');
  });

  it('say who proposes an item, and whence it comes where a unit did not', () => {
    expect(textOf(minutesPage(MINUTES))).toContain('A150302-2026-000001，提请单位：演示·街道，来源：诉求提请。');
    expect(textOf(withItem({ source: 'member' }))).toContain('A150302-2026-000001，提请单位：演示·街道。');
    expect(textOf(withItem({ proposer: undefined }))).toContain('A150302-2026-000001，来源：诉求提请。');
  });

  it('keep what an adjourned sitting has left, and why', () => {
    const open = { on: MENDED, cast: 2, result: undefined };
    const begun: MinutedItem = { ...ITEM, votes: [open], decision: undefined, left: 'undecided' };
    const unheard: MinutedItem = { ...ITEM, title: '演示:停车', votes: [], decision: undefined, left: 'unheard' };
    const items = [ITEM, begun, unheard];
    const text = textOf(minutesPage({ ...MINUTES, items, adjourned: { reason: '演示:停电' } }));
    for (const said of [
      '列入议程 3 项，议定交办 1 项，未议决 1 项，未议 1 项。',
      '已投 2 席，未计票。',
      '|未议决，留待下次会议。|',
      '三、演示:停车',
      '|未议，留待下次会议。|',
      '会议休会，原因：演示:停电',
    ]) {
      expect(text).toContain(said);
    }
    const none = textOf(minutesPage({ ...MINUTES, items: [begun], adjourned: { reason: undefined } }));
    expect(none).toContain('列入议程 1 项，议定交办 0 项，未议决 1 项。|');
    expect(none).not.toContain('如下');
  });

  it('say of a decision that came too late for its item that nobody carries it out', () => {
    expect(textOf(withItem({ void: 'over' }))).toContain('本项不再执行：议定时已终结。');
    expect(textOf(withItem({ void: 'reconsidered' }))).toContain('议定交办 0 项，已提请复议 1 项。');
    expect(textOf(minutesPage(MINUTES))).not.toContain('本项不再执行');
  });

  it('count as decided to be done only what is assigned to somebody', () => {
    const decided = (outcome: Resolution['outcome']): MinutedItem => ({
      ...ITEM,
      decision: { ...REJECTED, outcome, by: 'consensus' },
    });
    const items = [ITEM, ...(['defer', 'raise', 'reject', 'reject'] as const).map(decided)];
    expect(textOf(minutesPage({ ...MINUTES, items }))).toContain(
      '列入议程 5 项，议定交办 1 项，暂缓 1 项，提级研究 1 项，不予通过 2 项。纪要如下：',
    );
    expect(textOf(minutesPage({ ...MINUTES, items: [decided('defer')] }))).toContain(
      '列入议程 1 项，议定交办 0 项，暂缓 1 项。纪要如下：',
    );
  });

  it('set in every paragraph of what was written', () => {
    const words = '演示:第一段\n演示:第二段\r\n\r\n演示:第三段';
    const page = withItem({ decision: { ...MENDED, words, by: 'consensus' }, discussion: words });
    expect(page.split('<p>演示:第二段</p><p>演示:第三段</p>')).toHaveLength(3);
  });

  it('are a draft until they are issued, without a number and a day of issue', () => {
    const page = minutesPage({ ...MINUTES, issuedAt: undefined, serial: undefined });
    expect(page).toContain('草稿，尚未印发');
    expect(page).toContain('（未印发）');
    expect(page).not.toContain('〔');
  });

  it('say what each outcome was', () => {
    expect(withItem({ decision: { ...REJECTED, by: 'consensus' } })).toContain('经协商一致，不予通过：演示:不可行');
    expect(withItem({ title: undefined, request: '150302-2026-000007' })).toContain(
      '关于诉求 150302-2026-000007 的议题',
    );
    expect(withItem({ title: undefined, source: 'lapsed' })).toContain('一、督办逾期');
  });

  it('hold whatever people write as text, in every field', () => {
    const evil = `<script>alert("x")</script><img src=x onerror='y'>&amp;`;
    const said: Resolution = { ...MENDED, owner: evil, words: evil };
    const item: MinutedItem = {
      ...{ ...ITEM, number: evil, title: evil, discussion: evil, proposer: evil, decision: { ...said, by: 'vote' } },
      ...{ recused: [{ organisation: evil, how: 'ordered' }], votes: [{ on: said, cast: 0, result: undefined }] },
    };
    const page = minutesPage({
      ...{ ...MINUTES, committee: evil, venue: evil, presiding: evil, secretary: evil, remark: evil, number: evil },
      present: [{ organisation: evil, name: evil, isSubstitute: true }],
      ...{ absent: [evil], observers: [evil], copies: [evil], adjourned: { reason: evil }, items: [item] },
    });
    expect(page).not.toMatch(/<script|<img|onerror='/);
    expect(page.split(escapeHtml(evil)).length - 1).toBeGreaterThanOrEqual(22);
  });

  it('fetch nothing from anywhere', () => {
    const page = minutesPage(MINUTES);
    const led = [...page.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, to]) => to);
    expect(led).toEqual(['data:,']);
    expect(page).not.toMatch(/url\(|@import/);
  });

  it.each([
    [1, '一'],
    [9, '九'],
    [10, '十'],
    [11, '十一'],
    [20, '二十'],
    [35, '三十五'],
    [99, '九十九'],
    [100, '100'],
  ])('number item %i as %s', (value, text) => {
    expect(chineseNumber(value)).toBe(text);
  });
});
