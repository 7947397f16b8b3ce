import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadNetworkMapping, readNetworkRows } from '../../src/import/network-rows.js';

const HEADING = '组织代码,组织名称,类别,落格地点,方式,开始日期,结束日期';
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bihuan-network-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function reading(...lines: string[]) {
  const file = join(folder, 'network.csv');
  await writeFile(file, [HEADING, ...lines].join('\n'));
  const { rows, faults } = await readNetworkRows(file, await loadNetworkMapping('demo'));
  return { rows, faults };
}

describe('a row of a list of organisations', () => {
  it('is an organisation and where it is placed, or nowhere', async () => {
    const { rows, faults } = await reading('a-zb,演示·甲,网格党支部,g1,进,2026/3/1,2027.1.1', 'b,演示·乙,企业,,,,');
    expect(faults).toEqual([]);
    expect(rows).toEqual([
      {
        ...{ line: 2, code: 'a-zb', name: '演示·甲', kind: 'grid_party_branch' },
        placement: { place: 'g1', way: 'enter', from: '2026-03-01', until: '2027-01-01' },
      },
      { line: 3, code: 'b', name: '演示·乙', kind: 'enterprise_party_branch', placement: undefined },
    ]);
  });

  it.each([
    [',演示·甲,机关,g1,联,2026-03-01,', '组织代码', 'must be filled in'],
    ['a b,演示·甲,机关,g1,联,2026-03-01,', '组织代码', 'must be a code of letters, digits, - _ .'],
    ['a,,机关,g1,联,2026-03-01,', '组织名称', 'must be filled in'],
    ['a,演示·甲,协会,g1,联,2026-03-01,', '类别', /^“协会” must be one of: 社区党委、/],
    ['a,演示·甲,constructor,g1,联,2026-03-01,', '类别', /^“constructor” must be one of/],
    ['a,演示·甲,机关,g1,,2026-03-01,', '方式', 'must be filled in'],
    ['a,演示·甲,机关,g1,联,,', '开始日期', 'must be filled in'],
    ['a,演示·甲,机关,g1,联,2026-02-30,', '开始日期', 'must be a day such as 2026-09-28'],
    ['a,演示·甲,机关,g1,联,2026-03-01,2026-03-01', '结束日期', 'must come after the first day'],
    ['a,演示·甲,机关,,联,,', '方式', 'must be empty where no place is named'],
    ['a,演示·甲,机关,g1,联,2026-03-01,,more', '–', 'the row has more cells than the heading'],
    ['a,\uFFFD,机关,g1,联,2026-03-01,', '组织名称', /^cannot be read/],
  ])('that is wrong names its line, column and rule: %s', async (line, column, en) => {
    const { rows, faults } = await reading(line);
    expect(rows).toEqual([]);
    const words = typeof en === 'string' ? en : expect.stringMatching(en);
    expect(faults).toEqual([{ line: 2, column, en: words, zh: expect.stringMatching(/\p{Script=Han}/u) }]);
  });

  it('has everything said that is wrong with it', async () => {
    const { faults } = await reading('a b,,协会,g1,看,never,');
    expect(faults.map(({ column }) => column)).toEqual(['组织代码', '组织名称', '类别', '方式', '开始日期']);
  });

  it('is not guessed at where a column is missing', async () => {
    const file = join(folder, 'other.csv');
    await writeFile(file, 'a,b\n1,2\n');
    await expect(readNetworkRows(file, await loadNetworkMapping('demo'))).rejects.toThrow(/the heading lacks 组织代码/);
    await expect(loadNetworkMapping('none')).rejects.toThrow(/mapping none: there is no such file; there are: demo/);
  });
});
