import { z } from 'zod';
import type { Language } from './problems.js';

/** An issue as zod finds it, before it has words. */
export type RawIssue = z.core.$ZodRawIssue;

const REQUIRED = { zh: '必填', en: 'is required' } as const;
const ENGLISH = z.locales.en().localeError;

/** The words for what breaks a schema's own rules, for `safeParse`; rules of ours bring theirs along. */
export const RULE_TEXTS: { readonly [language in Language]: (issue: RawIssue) => string } = {
  zh: (issue) => (isMissing(issue) ? REQUIRED.zh : inChinese(issue)),
  en: (issue) => (isMissing(issue) ? REQUIRED.en : wordsOf(ENGLISH(issue))),
};

const wordsOf = (said: string | { message: string } | null | undefined): string =>
  typeof said === 'string' ? said : (said?.message ?? 'Invalid input');

/** A field that was left out: the library speaks of JavaScript's word for it. */
function isMissing({ code, input }: RawIssue): boolean {
  return input === undefined && (code === 'invalid_type' || code === 'invalid_value' || code === 'invalid_union');
}

/** What the library calls a type, for who does not program. */
const TYPES: Readonly<Record<string, string>> = {
  ...{ string: '文本', number: '数字', int: '整数', bigint: '整数', nan: '数字', boolean: 'true 或 false' },
  ...{ array: '列表', tuple: '列表', set: '列表', object: '对象', record: '对象', map: '对象' },
  ...{ date: '日期', null: '空值(null)', file: '文件' },
};

/** What is counted of a type that has a length; of others it is the value itself that is too large. */
const COUNTED: Readonly<Record<string, string>> = {
  ...{ string: '个字符', array: '项', tuple: '项', set: '项', map: '项', record: '项', object: '项', file: '字节' },
};

const FORMATS: Readonly<Record<string, string>> = {
  ...{ uuid: 'UUID', guid: 'UUID', url: '网址(URL)', email: '电子邮件地址', e164: '电话号码' },
  ...{ datetime: '时间,如 2026-09-28T10:00:00Z', date: '日期,如 2026-09-28', time: '时刻,如 10:00:00' },
  ...{ duration: '时长,如 P1D', ipv4: 'IPv4 地址', ipv6: 'IPv6 地址', cidrv4: 'IPv4 网段', cidrv6: 'IPv6 网段' },
  ...{ base64: 'base64 编码', base64url: 'base64url 编码', json_string: 'JSON', jwt: 'JWT' },
};

function inChinese(issue: RawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'never' ? '不得填写' : `须为${spaced(TYPES[issue.expected] ?? '另一类型的值')}`;
    case 'invalid_value':
      return oneOf(issue.values);
    case 'too_big':
      return bound(issue, issue.maximum, { counted: '最多', within: '不得大于', without: '须小于' });
    case 'too_small':
      return bound(issue, issue.minimum, { counted: '至少', within: '不得小于', without: '须大于' });
    case 'invalid_format':
      return format(issue);
    case 'not_multiple_of':
      return `须为 ${String(issue.divisor)} 的倍数`;
    case 'unrecognized_keys':
      return '没有这个字段';
    case 'invalid_key':
      return '其中有字段名不合规则';
    case 'invalid_element':
      return '其中有值不合规则';
    case 'invalid_union':
      return issue.options === undefined
        ? '不合任何一种允许的写法'
        : oneOf(issue.options as readonly z.core.util.Primitive[]);
    default:
      return '不合规则';
  }
}

function oneOf(values: readonly z.core.util.Primitive[]): string {
  const [first, ...more] = values.map(String);
  return more.length === 0 ? `须为 ${first ?? ''}` : `须为下列之一:${[first, ...more].join('、')}`;
}

function bound(
  { origin, exact, inclusive }: { origin: string; exact?: boolean; inclusive?: boolean },
  limit: bigint | number,
  words: { counted: string; within: string; without: string },
): string {
  const unit = COUNTED[origin];
  if (unit !== undefined) return `${exact === true ? '须正好' : words.counted} ${String(limit)} ${unit}`;
  return `${inclusive === false ? words.without : words.within} ${String(limit)}`;
}

function format(issue: Extract<RawIssue, { code: 'invalid_format' }>): string {
  const { prefix, suffix, includes, pattern } = issue as {
    [name in 'includes' | 'pattern' | 'prefix' | 'suffix']?: string;
  };
  switch (issue.format) {
    case 'starts_with':
      return `须以“${prefix ?? ''}”开头`;
    case 'ends_with':
      return `须以“${suffix ?? ''}”结尾`;
    case 'includes':
      return `须含有“${includes ?? ''}”`;
    default:
      return issue.format in FORMATS
        ? `须为${spaced(FORMATS[issue.format] ?? '')}`
        : `格式须符合 ${pattern ?? issue.format}`;
  }
}

/** Latin letters and digits stand apart from Chinese ones. */
const spaced = (text: string): string => (/^[A-Za-z0-9]/.test(text) ? ` ${text}` : text);
