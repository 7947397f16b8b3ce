import { beforeAll, describe, expect, it } from '@jest/globals';
import { loadMapping } from '../../src/import/mapping.js';
import { rowReader, type Reading } from '../../src/import/reading.js';
import { inWords, type Refusal } from '../../src/import/remarks.js';
import { readRows } from '../../src/import/rows.js';

const DIRTY = 'test/import/fixtures/dirty.csv';

const readings = new Map<number, Reading>();
const refusals: Refusal[] = [];
const at = (line: number): Reading => {
  const reading = readings.get(line);
  if (!reading) throw new Error(`line ${line} is no request`);
  return reading;
};
const warningsAt = (line: number) => at(line).warnings.map(({ code }) => code);

beforeAll(async () => {
  const mapping = await loadMapping('demo');
  const read = rowReader(mapping);
  for await (const row of readRows(DIRTY, mapping)) {
    const result = read(row);
    if ('reading' in result) readings.set(row.line, result.reading);
    else refusals.push(result.refusal);
  }
});

describe('a row in our words', () => {
  it('is refused only without a readable id, time or category, or when its cells cannot be told apart', () => {
    expect(refusals.map(({ line, code }) => [line, code])).toEqual([
      [36, 'category_missing'],
      [37, 'time_unreadable'],
      [38, 'time_unreadable'],
      [39, 'time_missing'],
      [40, 'id_missing'],
      [55, 'columns_mismatch'],
    ]);
    expect(refusals.map((refusal) => inWords(refusal, 'en'))).toContain('The time cannot be read: “昨天下午”');
  });

  it('has the time of the source, in the zone of the mapping', () => {
    expect(at(2).occurredAt).toBe('2026-02-28T16:01:07.000Z');
    expect(at(29).occurredAt).toBe(at(27).occurredAt);
  });

  it('is filed under the narrowest category that it has', () => {
    expect([at(2), at(33), at(34), at(35)].map(({ category }) => category)).toEqual(['A0101', 'A01', 'A0101', 'A0101']);
    expect([2, 33, 34, 35].map(warningsAt)).toEqual([
      [],
      ['category_incomplete'],
      ['category_incomplete'],
      ['category_incomplete'],
    ]);
  });

  it('has its words translated, and a default with a warning for others', () => {
    expect(at(2)).toMatchObject({ channel: 'hotline', kind: 'complaint', urgency: 'routine' });
    expect(at(44)).toMatchObject({ channel: 'other', warnings: [{ code: 'word_unknown' }] });
    expect(at(45)).toMatchObject({ kind: 'help', warnings: [{ code: 'word_unknown' }] });
    expect(at(46).kind).toBe('praise');
    expect(at(47)).toMatchObject({ urgency: 'critical', address: '演示路1号', text: '演示"引号"内容' });
  });

  it('keeps what the source judged as tags', () => {
    expect([at(2), at(3), at(26)].map(({ tags }) => tags)).toEqual([
      ['source_overdue'],
      ['source_in_time'],
      ['source_in_time', 'test_unit'],
    ]);
  });

  it('keeps the line ends of a text and decodes entities in names', () => {
    expect(at(9).text).toBe('第一行\n第二行\n演示第三行');
    expect(at(5).categories.at(-1)?.name).toBe('演示路灯(灯光)');
  });

  it('comes from nobody when nobody is named', () => {
    expect(at(2).requester).toEqual({ mode: 'anonymous' });
  });

  it('tells codes of two columns apart, and makes one where there is none', () => {
    expect([at(2).subdistrict?.code, at(2).community?.code]).toEqual(['jd1', 'sq1']);
    expect([warningsAt(51), warningsAt(52)]).toEqual([['name_missing'], ['code_missing']]);
    expect(at(52).unit?.code).toMatch(/^x-[0-9a-f]{10}$/);
    expect([at(20).community, at(24).unit]).toEqual([undefined, undefined]);
  });
});
