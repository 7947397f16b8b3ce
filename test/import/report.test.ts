import { describe, expect, it } from '@jest/globals';
import { parseMapping } from '../../src/import/mapping.js';
import { reportText } from '../../src/import/report-text.js';
import { Tally } from '../../src/import/report.js';

const mapping = parseMapping(
  JSON.stringify({
    description: '演示',
    district: { code: '990001', name: '演示区' },
    system: 'demo',
    id: { column: 'id' },
    time: { column: 'at', formats: ['YYYY-MM-DD'], zone: '+08:00' },
    channel: { default: 'other' },
    kind: { default: 'help' },
    urgency: { default: 'routine' },
    category: [{ name: 'topic' }],
  }),
  'x',
);
const tallyOf = () => new Tally({ file: 'x.csv', mapping, asOf: 'import' });

describe('the report of an import', () => {
  it('tells each refusal with line and reason, in the order of the file', () => {
    const tally = tallyOf();
    tally.refused({ line: 9, code: 'time_unreadable', params: { value: '昨天' } });
    tally.refused({ line: 3, code: 'occurred_in_future', params: {} });
    const text = reportText(tally.report());
    expect(text).toContain('拒收 refused: 2');
    expect(text).toMatch(
      /第 3 行 line 3: .*\n {2}第 9 行 line 9: 时间无法识别：“昨天” \/ The time cannot be read: “昨天”/,
    );
  });

  it('counts a row with two warnings once, and shows the first of each kind', () => {
    const tally = tallyOf();
    for (const line of [2, 3, 4, 5, 6, 7, 8]) tally.warned({ line, code: 'row_short', params: {} });
    tally.warned({ line: 8, code: 'name_missing', params: { code: 'sq9' } });
    const text = reportText(tally.report());
    expect(text).toContain('有提示 warned: 7');
    expect(text).toContain('row_short × 7');
    expect(text).toContain('… 另 2 条 more (--json)');
  });

  it('cuts a long list of refusals', () => {
    const tally = tallyOf();
    for (let line = 2; line < 152; line += 1) tally.refused({ line, code: 'id_missing', params: {} });
    expect(reportText(tally.report())).toContain('… 另 50 行 50 more (--json)');
  });
});
