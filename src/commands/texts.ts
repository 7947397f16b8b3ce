import { z } from 'zod';
import { REQUEST_NUMBER_PATTERN } from '../domain/number.js';

// Control characters, and the marks that turn the reading direction: they hide what a text says. Mongolian U+180B–180E,
// U+202F and ZWJ pass: names and messages need them. U+FFFD stands where a wrong encoding has lost what was written.
const FORBIDDEN = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069\uFFFD-\uFFFF]/u;

function clean(text: string): boolean {
  return text.isWellFormed() && !FORBIDDEN.test(text);
}

/** A rule of our own in both languages, for schemas; `inLanguage` picks one. */
export function rule(zh: string, en: string): string {
  return `${zh} ｜ ${en}`;
}

/** What belongs to a choice, and what does not. */
export const NEEDED = rule('必填', 'is required');
export const ALIEN = rule('与所选项不符,不填此项', 'does not belong to this choice: leave it out');

/** The half of a rule's text in a language; other texts as they are. */
export function inLanguage(text: string, language: 'zh' | 'en'): string {
  const [zh, en] = text.split(' ｜ ', 2);
  return (language === 'en' ? en : zh) ?? text;
}

const UNCLEAN = rule(
  '不得含有控制字符、方向控制符或残缺字符',
  'must not hold control characters, direction marks or broken characters',
);

/** Free text of people: up to 4,000 characters, several lines. */
export const freeText = z.string().trim().min(1).max(4_000).refine(clean, { error: UNCLEAN });

/** 说明: words that can be held against somebody, no mere full stop. */
export const explained = freeText.min(8, {
  error: rule('请具体说明,不少于 8 个字', 'explain it in 8 characters or more'),
});

/** One line: a name, an address, a call id. */
export const lineText = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine((text) => clean(text) && !/[\n\r\t]/.test(text), { error: UNCLEAN });

/** The number of a request. */
export const requestNumber = z
  .string()
  .regex(
    REQUEST_NUMBER_PATTERN,
    rule('须为诉求编号,如 150302-2026-000123', 'must be a number such as 150302-2026-000123'),
  );

/** A code of the directory. */
export const code = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$/,
    rule('须为由字母、数字、-、_、. 组成的代码', 'must be a code of letters, digits, - _ .'),
  );

/** An instant with its zone, of the years 1900 to 2199; kept as ISO 8601 UTC in milliseconds. */
export const instant = z.iso
  .datetime({
    offset: true,
    error: rule('须为带时区的时间,如 2026-09-28T10:00:00+08:00', 'must be a time with its zone'),
  })
  .transform((text) => new Date(text).toISOString())
  .refine((text) => /^(19|20|21)\d\d-/.test(text), {
    error: rule('年份须在 1900 至 2199 之间', 'must be of the years 1900 to 2199'),
  });

/** A day of the calendar, YYYY-MM-DD, of the years 1900 to 2199. */
export const day = z.iso
  .date({ error: rule('须为日期,如 2026-09-28', 'must be a day such as 2026-09-28') })
  .refine((text) => /^(19|20|21)/.test(text), {
    error: rule('年份须在 1900 至 2199 之间', 'must be of the years 1900 to 2199'),
  });

const PHONE = /^\+?[\d() -]+(?:(?:转|ext\.?|x) ?\d{1,6})?$/i;

/** A phone number as people write it, with an extension or without; full-width digits become plain ones. */
export const phone = z
  .string()
  .max(40)
  .transform((text) => text.normalize('NFKC').trim())
  .refine((text) => PHONE.test(text) && (text.match(/\d/g)?.length ?? 0) >= 5, {
    error: rule(
      '须为电话号码,如 13000000001、(0473)2012345 或 0473-2012345转801',
      'must be a phone number such as 13000000001, (0473)2012345 or 0473-2012345 ext 801',
    ),
  });

// Of mainland China: a mobile number with or without its country code, a landline with its area code, a citizen's number.
const PERSONAL_NUMBER = /^(?:\+?(?:86)?1[3-9]\d{9}|0\d{2,3}-?\d{7,8}|\d{17}[\dXx])$/;

/** An id of another system. It stands in events as it is: no words, so that no name slips in, and no number of a person. */
export const outerId = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_.:/-]{0,127}$/,
    rule('须为不含空格和文字的编号', 'must be an id without blanks or words'),
  )
  .refine((id) => !PERSONAL_NUMBER.test(id), {
    error: rule('不得为电话号码或公民身份号码', 'must be neither a phone number nor a citizen’s number'),
  });
