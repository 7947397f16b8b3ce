import { describe, expect, it } from '@jest/globals';
import { chineseNumber, escapeHtml, minutesPage, type MinutedItem, type Minutes } from '../../src/api/minutes-page.js';

const ITEM: MinutedItem = {
  ...{ number: 'A150302-2026-000001', source: 'request', title: '演示:加装电梯', request: undefined },
  ...{ discussion: '演示:意见一致', recused: ['演示·单位四'], outcome: 'assign', by: 'vote', owner: '住建局' },
  votes: [
    { for: 2, against: 6, abstain: 0, eligible: 8, carried: 'no' },
    { for: 5, against: 3, abstain: 0, eligible: 9, carried: 'yes' },
  ],
  ...{ until: '2026-03-22', words: '演示:限期修复' },
};
const MINUTES: Minutes = {
  ...{ number: 'J150302-2026-000001', committee: '演示大工委', sort: 'regular', venue: '演示·会议室' },
  ...{ openedAt: '2026-03-12T06:30:00.000Z', closedAt: '2026-03-12T08:00:00.000Z' },
  ...{ issuedAt: '2026-03-13T16:30:00.000Z', presiding: '演示·主持', secretary: '演示·秘书' },
  present: [
    { organisation: '演示·单位一', name: '演示·甲', isSubstitute: false },
    { organisation: '演示·单位二', name: '演示·乙', isSubstitute: true },
  ],
  ...{ absent: ['演示·单位三'], observers: ['演示·列席人'], items: [ITEM], remark: undefined },
};

describe('the printed minutes', () => {
  it('say who met where and when, and what was decided, in the words of official documents', () => {
    const page = minutesPage(MINUTES);
    const text = page.replace(/<style>[^]*<\/style>/, '').replace(/<[^>]+>/g, '|');
    for (const said of [
      ...['演示大工委文件', '会议纪要 J150302-2026-000001', '演示大工委例会纪要'],
      ...['2026年3月12日 14:30至16:00', '演示·会议室', '演示·甲（演示·单位一）、演示·乙（演示·单位二，代）'],
      ...[
        '演示·单位三',
        '演示·列席人',
        '一、演示:加装电梯',
        '应表决 8 席，赞成 2，反对 6，弃权 0，未获通过',
        '应表决 9 席，赞成 5，反对 3，弃权 0，获得通过',
        '回避：演示·单位四',
      ],
      ...['经表决，由住建局承办，于 2026年3月22日前办结：演示:限期修复', '2026年3月14日'],
    ]) {
      expect(text).toContain(said);
    }
    expect(page).toContain('<html lang="zh-CN">');
    expect(page).toMatch(/@page\{size:A4/);
    expect(text).not.toContain('草稿');
  });

  it('are a draft until they are issued', () => {
    expect(minutesPage({ ...MINUTES, issuedAt: undefined })).toContain('草稿，尚未印发');
  });

  it('say what each outcome was', () => {
    const of = (more: Partial<MinutedItem>) => minutesPage({ ...MINUTES, items: [{ ...ITEM, ...more }] });
    expect(of({ outcome: 'reject', by: 'consensus', words: '演示:不可行' })).toContain(
      '经协商一致，不予通过：演示:不可行',
    );
    expect(of({ title: undefined, request: '150302-2026-000007' })).toContain('关于诉求 150302-2026-000007 的议题');
    expect(of({ title: undefined, source: 'lapsed' })).toContain('一、督办逾期');
  });

  it('hold whatever people write as text, in every field', () => {
    const evil = `<script>alert("x")</script><img src=x onerror='y'>&amp;`;
    const page = minutesPage({
      ...{ ...MINUTES, committee: evil, venue: evil, presiding: evil, secretary: evil, remark: evil, number: evil },
      present: [{ organisation: evil, name: evil, isSubstitute: true }],
      ...{ absent: [evil], observers: [evil] },
      items: [{ ...ITEM, number: evil, title: evil, discussion: evil, recused: [evil], owner: evil, words: evil }],
    });
    expect(page).not.toMatch(/<script|<img|onerror='/);
    expect(page.split(escapeHtml(evil)).length - 1).toBeGreaterThanOrEqual(14);
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
