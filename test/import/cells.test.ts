import { describe, expect, it } from '@jest/globals';
import { decodeEntities, directoryCode, lineOf, namedIn, textOf } from '../../src/import/cells.js';

describe('cells', () => {
  it('lose control characters and direction marks, not Mongolian', () => {
    expect(lineOf(' 演示\u0000\t一\u202E行\n二 ')).toBe('演示 一 行 二');
    expect(textOf('一\r\n二\r三\u0007')).toBe('一\n二\n三');
    expect(lineOf('ᠮᠣᠩ\u180Bᠭᠣᠯ\u200D')).toBe('ᠮᠣᠩ\u180Bᠭᠣᠯ\u200D');
  });

  it('are decoded once, and only what is an entity', () => {
    expect(decodeEntities('&#40;&#x29;&amp;lt;&nothing;&#9999999;')).toBe('()&lt;&nothing;&#9999999;');
  });

  it('keep a code as it is, and give one to any other text, for ever the same', () => {
    expect(directoryCode('8484')).toBe('8484');
    expect(directoryCode('Parks & Recreation')).toMatch(/^Parks-Recreation-[0-9a-f]{10}$/);
    expect(directoryCode('演示局')).toMatch(/^x-[0-9a-f]{10}$/);
    expect(directoryCode('演示局')).toBe(directoryCode('演示局'));
    expect(directoryCode('a b')).not.toBe(directoryCode('a-b'));
  });

  it('name things within what they lie in, and code them everywhere alike', () => {
    const cells = new Map([
      ['name', '演示其他'],
      ['code', '9'],
    ]);
    const read = (column: string) => cells.get(column) ?? '';
    const named = (scope?: string) => namedIn({ name: 'name', absent: [] }, read, scope)?.code;
    expect(new Set([named(), named('A'), named('B'), named('A')]).size).toBe(3);
    expect(namedIn({ name: 'name', code: 'code', prefix: 'k', absent: [] }, read, 'A')?.code).toBe('k9');
    expect(namedIn({ code: 'code', absent: ['9'] }, read, 'A')).toBeUndefined();
  });
});
