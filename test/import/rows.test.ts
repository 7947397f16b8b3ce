import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseMapping, type Mapping } from '../../src/import/mapping.js';
import { checkFile, readRows } from '../../src/import/rows.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bihuan-rows-'));
});
afterAll(() => rm(folder, { recursive: true }));

function mappingOf(more: object = {}): Mapping {
  const mapping = {
    description: '演示',
    district: { code: '990001', name: '演示区' },
    system: 'demo',
    id: { column: 'id' },
    time: { column: 'at', formats: ['YYYY-MM-DD'], zone: '+08:00' },
    channel: { default: 'other' },
    kind: { default: 'help' },
    urgency: { default: 'routine' },
    category: [{ name: 'topic' }],
    ...more,
  };
  return parseMapping(JSON.stringify(mapping), 'x');
}

let files = 0;
async function fileOf(content: string | Buffer): Promise<string> {
  files += 1;
  const path = join(folder, `${files}.csv`);
  await writeFile(path, content);
  return path;
}

async function read(content: string | Buffer, mapping = mappingOf()) {
  const rows: unknown[] = [];
  for await (const row of readRows(await fileOf(content), mapping)) {
    rows.push(
      'fault' in row ? [row.line, row.fault] : [row.line, ...row.fields.values(), ...(row.short ? ['short'] : [])],
    );
  }
  return rows;
}

describe('the rows of a CSV file', () => {
  it('know their first line, also after quoted line ends, empty lines and a byte order mark', async () => {
    const text = '\uFEFFid,at,topic\r\n1,a,"x\r\ny\r\nz"\r\n\r\n2,b,"p\nq"\r\n\r\n\r\n3,c,r\r\n';
    expect(await read(text)).toEqual([
      [2, '1', 'a', 'x\r\ny\r\nz'],
      [6, '2', 'b', 'p\nq'],
      [10, '3', 'c', 'r'],
    ]);
  });

  it('keep doubled quotes, stray quotes and commas within quotes', async () => {
    expect(await read('id,at,topic\n1,"a ""b""","x,y"\n2,c"d,e\n')).toEqual([
      [2, '1', 'a "b"', 'x,y'],
      [3, '2', 'c"d', 'e'],
    ]);
  });

  it('may be short, and may end with empty cells, but not with one too many', async () => {
    expect(await read('id,at,topic\n1,a\n2,b,c,,\n3,b,c,d\n4,e,f\n')).toEqual([
      [2, '1', 'a', '', 'short'],
      [3, '2', 'b', 'c'],
      [4, 'columns_mismatch'],
      [5, '4', 'e', 'f'],
    ]);
  });

  it('before a quote that is never closed are not lost', async () => {
    expect(await read('id,at,topic\n1,a,b\n2,"c,d\n3,e,f\n')).toEqual([
      [2, '1', 'a', 'b'],
      [3, 'quote_not_closed'],
    ]);
  });

  it('are decoded as the mapping says', async () => {
    // 演示 in GB 18030.
    const bytes = Buffer.concat([Buffer.from('id;at;topic\n1;a;'), Buffer.from([0xd1, 0xdd, 0xca, 0xbe])]);
    expect(await read(bytes, mappingOf({ encoding: 'gb18030', delimiter: ';' }))).toEqual([[2, '1', 'a', '演示']]);
  });

  it('need every column that the mapping names, once', async () => {
    await expect(read('id,at\n1,a\n')).rejects.toThrow(/the heading lacks topic, which the mapping names$/);
    await expect(read('id,at,topic,id\n1,a,b,c\n')).rejects.toThrow(/the heading has id more than once$/);
    await expect(read('')).rejects.toThrow(/there is no heading$/);
    await expect(checkFile(join(folder, 'no-such.csv'), mappingOf())).rejects.toThrow(/there is no such file$/);
  });
});
