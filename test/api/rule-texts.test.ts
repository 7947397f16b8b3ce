import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { parseFor } from '../../src/api/middleware/problem.js';
import { ApiProblem, type FieldFault } from '../../src/api/problems.js';
import { ROUTES } from '../../src/api/routes/index.js';
import type { RawIssue } from '../../src/api/rule-texts.js';

/** What is wrong with a value, in the caller's language. */
function faultsOf(schema: z.ZodType, value: unknown, language: 'zh' | 'en' = 'zh'): readonly FieldFault[] {
  try {
    parseFor(schema, value, language);
    return [];
  } catch (error) {
    if (error instanceof ApiProblem) return error.errors ?? [];
    throw error;
  }
}

const saidOf = (schema: z.ZodType, value: unknown): string | undefined => faultsOf(schema, value)[0]?.detail;

/** The library's own words, and JavaScript's. */
const FOREIGN =
  /\b(?:expected|received|invalid|input|option|string|number|int|integer|array|object|record|tuple|boolean|undefined|null|NaN|items?|characters?|entries|keys?|too|big|small|safeint|cidrv4|datetime|regex)\b/i;
const isChinese = (text: string): boolean => /\p{Script=Han}/u.test(text) && !FOREIGN.test(text.replace('(null)', ''));

describe('what is wrong with a field is said in Chinese', () => {
  const KINDS: {
    readonly [code in NonNullable<RawIssue['code']>]: readonly (readonly [z.ZodType, unknown, unknown])[];
  } = {
    invalid_type: [
      [z.string(), 5, '须为文本'],
      [z.int(), 'x', '须为数字'],
      [z.int(), 1.5, '须为整数'],
      [z.coerce.number(), 'x', '须为数字'],
      [z.boolean(), 'x', '须为 true 或 false'],
      [z.array(z.string()), {}, '须为列表'],
      [z.tuple([z.string()]), 'x', '须为列表'],
      [z.strictObject({}), [], '须为对象'],
      [z.record(z.string(), z.string()), 'x', '须为对象'],
      [z.null(), 1, '须为空值(null)'],
      [z.never(), 1, '不得填写'],
      [z.strictObject({ a: z.string() }), {}, '必填'],
    ],
    invalid_value: [
      [z.enum(['a', 'b']), 'c', '须为下列之一:a、b'],
      [z.literal(1), 2, '须为 1'],
      [z.strictObject({ a: z.enum(['a', 'b']) }), {}, '必填'],
    ],
    too_big: [
      [z.string().max(3), 'four', '最多 3 个字符'],
      [z.array(z.int()).max(1), [1, 2], '最多 1 项'],
      [z.string().length(3), 'four', '须正好 3 个字符'],
      [z.tuple([z.int()]), [1, 2], '最多 1 项'],
      [z.number().max(3), 4, '不得大于 3'],
      [z.number().lt(3), 3, '须小于 3'],
    ],
    too_small: [
      [z.string().min(3), 'on', '至少 3 个字符'],
      [z.array(z.int()).min(1), [], '至少 1 项'],
      [z.array(z.int()).length(2), [1], '须正好 2 项'],
      [z.int().min(3), 2, '不得小于 3'],
      [z.number().positive(), 0, '须大于 0'],
    ],
    invalid_format: [
      [z.uuid(), 'x', '须为 UUID'],
      [z.url(), 'x', '须为网址(URL)'],
      [z.iso.datetime(), 'x', '须为时间,如 2026-09-28T10:00:00Z'],
      [z.iso.date(), 'x', '须为日期,如 2026-09-28'],
      [z.cidrv4(), 'x', '须为 IPv4 网段'],
      [z.string().regex(/^a$/), 'x', '格式须符合 /^a$/'],
      [z.templateLiteral(['a', z.int()]), 'x', expect.stringMatching(/^格式须符合 /)],
      [z.string().startsWith('a'), 'x', '须以“a”开头'],
      [z.string().endsWith('a'), 'x', '须以“a”结尾'],
      [z.string().includes('a'), 'x', '须含有“a”'],
    ],
    not_multiple_of: [[z.number().multipleOf(5), 3, '须为 5 的倍数']],
    unrecognized_keys: [[z.strictObject({}), { a: 1 }, '没有这个字段']],
    invalid_key: [[z.record(z.string().max(1), z.int()), { ab: 1 }, '其中有字段名不合规则']],
    invalid_element: [[z.map(z.int(), z.int()), new Map([[1, 'x']]), expect.stringMatching(/须为数字/)]],
    invalid_union: [
      [z.union([z.string(), z.int()]), true, '不合任何一种允许的写法'],
      [z.strictObject({ a: z.union([z.string(), z.int()]) }), {}, '必填'],
      [
        z.discriminatedUnion('a', [z.object({ a: z.literal('x') }), z.object({ a: z.literal('y') })]),
        { a: 'z' },
        expect.stringMatching(/^(?:须为下列之一:x、y|不合任何一种允许的写法)$/),
      ],
    ],
    custom: [[z.string().refine(() => false), 'x', '不合规则']],
  };

  it.each(Object.entries(KINDS).flatMap(([code, rows]) => rows.map((row) => [code, ...row] as const)))(
    '%s',
    (_code, schema, value, words) => {
      expect(saidOf(schema, value)).toEqual(words);
    },
  );

  it('whatever is sent to whichever route, and in English as well', () => {
    const kinds = new Set<string>();
    let faults = 0;
    for (const schema of ROUTES.flatMap(({ body, query }) => [body, query]).filter((one) => one !== undefined)) {
      for (const junk of junkFor(schema)) {
        for (const { code } of schema.safeParse(junk).error?.issues ?? []) kinds.add(code);
        const [chinese, english] = [faultsOf(schema, junk), faultsOf(schema, junk, 'en')];
        expect(chinese.map(({ detail }) => detail).filter((detail) => !isChinese(withoutCodes(detail)))).toEqual([]);
        expect(english.map(({ detail }) => detail).filter((detail) => /\p{Script=Han}/u.test(detail))).toEqual([]);
        faults += chinese.length;
      }
    }
    expect(faults).toBeGreaterThan(1_000);
    expect([...kinds]).toEqual(
      expect.arrayContaining(['invalid_type', 'invalid_value', 'too_big', 'too_small', 'invalid_format']),
    );
  });
});

/** The codes that may be chosen from are the same in either language; so are a pattern and the name of a field. */
const withoutCodes = (detail: string): string =>
  detail.replace(/(须为下列之一:|格式须符合 |须为 ).*/s, '$1').replace('填 number 和 seq', '填');

const LONG = '长'.repeat(10_000);
const VALUES: readonly unknown[] = [
  ...[null, true, 5, -1, 1.5, 1e15, '', 'x', LONG, 'not a time', [], Array(3_000).fill(1), Array(3).fill('x')],
  ...[{}, { a: 1 }, [{}], [{ a: null }], undefined],
];

/** Wrong as a whole, and with each field wrong in turn, two levels down. */
function junkFor(schema: z.ZodType, depth = 2): unknown[] {
  const shape = shapeOf(schema);
  if (depth === 0 || shape === undefined) return [...VALUES];
  const whole = (value: unknown) => Object.fromEntries(Object.keys(shape).map((name) => [name, value]));
  const fields = Object.entries(shape).flatMap(([name, field]) =>
    junkFor(field, depth - 1).map((value) => ({ [name]: value })),
  );
  return [...VALUES, ...VALUES.map(whole), ...fields, { unknownField: 1 }];
}

/** The fields of an object's schema, whatever is wrapped around it. */
function shapeOf(schema: z.core.$ZodType): Record<string, z.ZodType> | undefined {
  const def = schema._zod.def as {
    shape?: Record<string, z.ZodType>;
    innerType?: z.core.$ZodType;
    in?: z.core.$ZodType;
  };
  if (def.shape !== undefined) return def.shape;
  const inner = def.innerType ?? def.in;
  return inner && shapeOf(inner);
}
