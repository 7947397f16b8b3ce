import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseMapping } from '../../src/import/mapping.js';
import { surveyFile } from '../../src/import/survey.js';

const folder = mkdtempSync(join(tmpdir(), 'bihuan-survey-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const mapping = (encoding: string) =>
  parseMapping(
    JSON.stringify({
      description: 'x',
      district: { code: '999999', name: '演示区' },
      system: 'x',
      encoding,
      id: { column: 'id' },
      time: { column: 'at', formats: ['YYYY-MM-DD'], zone: '+08:00' },
      channel: { default: 'other' },
      kind: { default: 'help' },
      urgency: { default: 'routine' },
      category: [{ name: 'topic' }],
    }),
    'x',
  );

function fileOf(name: string, ...parts: (string | number[])[]): string {
  const path = join(folder, name);
  writeFileSync(path, Buffer.concat(parts.map((part) => Buffer.from(part as string))));
  return path;
}

// 演示 in GB 18030.
const GBK = [0xd1, 0xdd, 0xca, 0xbe];

describe('a file in another encoding than the mapping says', () => {
  it('is refused as a whole, before an id is used up by rows without words', async () => {
    const rows = [1, 2, 3].flatMap((id) => [`${String(id)},2026-03-01,`, GBK, '\n']);
    const file = fileOf('gbk.csv', 'id,at,topic\n', ...rows);
    await expect(surveyFile(file, mapping('utf-8'))).rejects.toThrow(/is not utf-8 text: name its encoding/);
    expect((await surveyFile(file, mapping('gb18030'))).rows).toBe(3);
    const utf8 = fileOf('utf8.csv', 'id,at,topic\n1,2026-03-01,演示演示演示演示演示演示\n', [0xff], '\n');
    await expect(surveyFile(utf8, mapping('gb18030'))).rejects.toThrow(/is not gb18030 text/);
  });

  it('is told from one in which a few bytes are broken', async () => {
    const file = fileOf('damaged.csv', 'id,at,topic\n1,2026-03-01,演示\n2,2026-03-01,演示\n3,2026-03-01,', GBK, '\n');
    expect((await surveyFile(file, mapping('utf-8'))).rows).toBe(3);
    const ascii = fileOf('ascii.csv', 'id,at,topic\n1,2026-03-01,a\n2,2026-03-01,b\n3,2026-03-01,', GBK, '\n');
    expect((await surveyFile(ascii, mapping('utf-8'))).rows).toBe(3);
  });
});
