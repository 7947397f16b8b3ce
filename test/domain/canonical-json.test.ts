import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson } from '../../src/domain/canonical-json.js';

/** What events may hold. */
const recordable = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: 'binary' }),
    fc.maxSafeInteger(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string({ unit: 'binary' }), tie('value'), { maxKeys: 5, noNullPrototype: true }),
  ),
})).value;

function shuffledKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffledKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, field]) => [key, shuffledKeys(field)]),
  );
}

describe('canonical JSON', () => {
  it('sorts keys by their UTF-16 code units and leaves no white space', () => {
    // The order RFC 8785 prints in its section 3.2.3.
    const keys = ['\u20ac', '\r', '\ufb33', '1', '\u{1f600}', '\u0080', '\u00f6'];
    const text = canonicalJson(Object.fromEntries(keys.map((key, i) => [key, i])));
    expect(text).toBe('{"\\r":1,"1":3,"\u0080":5,"\u00f6":6,"\u20ac":0,"\u{1f600}":4,"\ufb33":2}');
  });

  it('sorts at every depth, and a key before the longer one it begins', () => {
    expect(canonicalJson({ ab: [{ d: 1, c: 2 }], a: '' })).toBe('{"a":"","ab":[{"c":2,"d":1}]}');
  });

  it('escapes as RFC 8785 does', () => {
    expect(canonicalJson('€$\u000f\nA\'B"\\\\"/\u2028')).toBe('"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/\u2028"');
  });

  it('leaves out what is absent', () => {
    expect(canonicalJson({ a: 1, b: undefined })).toBe('{"a":1}');
  });

  it('knows one zero', () => {
    expect(canonicalJson(-0)).toBe('0');
  });

  it('passes Mongolian variation selectors, narrow spaces and joiners', () => {
    const name = '\u1820\u180b\u180e\u202f\u200d';
    expect(canonicalJson(name)).toBe(`"${name}"`);
  });

  it.each<[string, unknown]>([
    ['null', null],
    ['true', true],
    ['a fraction', 1.5],
    ['an unsafe integer', 2 ** 53],
    ['NaN', Number.NaN],
    ['infinity', Infinity],
    ['nothing', undefined],
    ['a bigint', 1n],
    ['a function', () => 1],
    ['a symbol', Symbol('s')],
    ['a date', new Date(0)],
    ['a map', new Map([['a', 1]])],
    ['a set', new Set([1])],
    ['a lone surrogate', '\ud800'],
    ['a lone surrogate in a key', { '\udc00': 1 }],
    ['something absent in a list', [undefined]],
  ])('refuses %s, wherever it stands', (_what, value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
    expect(() => canonicalJson({ deep: [1, { in: [value] }] })).toThrow(TypeError);
  });

  it('comes back as it was, and writes the same text for the same content', () => {
    fc.assert(
      fc.property(recordable, (value) => {
        const text = canonicalJson(value);
        const back: unknown = JSON.parse(text);
        expect(back).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(back)).toBe(text);
        expect(canonicalJson(shuffledKeys(value))).toBe(text);
      }),
      { numRuns: 300 },
    );
  });
});
