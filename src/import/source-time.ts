/** Reads the times of other systems: text in their format and zone, to ISO 8601 UTC in milliseconds. */

// What a format may hold; everything else in it stands for itself.
const TOKENS = {
  YYYY: '(\\d{4})',
  MM: '(\\d{2})',
  M: '(\\d{1,2})',
  DD: '(\\d{2})',
  D: '(\\d{1,2})',
  HH: '(\\d{2})',
  H: '(\\d{1,2})',
  hh: '(\\d{2})',
  h: '(\\d{1,2})',
  mm: '(\\d{2})',
  m: '(\\d{1,2})',
  ss: '(\\d{2})',
  s: '(\\d{1,2})',
  SSS: '(\\d{3})',
  A: '([AaPp][Mm])',
  Z: '(Z|[+-]\\d{2}:?\\d{2})',
} as const;
type Token = keyof typeof TOKENS;

const TOKEN = /YYYY|SSS|MM?|DD?|HH?|hh?|mm?|ss?|A|Z/g;
const OFFSET = /^([+-])(\d{2}):?(\d{2})$/;
const MINUTE_MS = 60_000;
// An older year is a slip of the pen or a default of some database.
const FIRST_YEAR = 1900;

/** Undefined for text that is no real time in any of the formats. */
export type TimeReader = (text: string) => string | undefined;

/** Makes a reader of formats such as `YYYY-MM-DD HH:mm:ss`; without `Z` in it a time is of `zone`. */
export function timeReader(formats: readonly string[], zone: string): TimeReader {
  const compiled = formats.map(compile);
  return (text) => {
    for (const { pattern, tokens } of compiled) {
      const match = pattern.exec(text);
      if (!match) continue;
      const parts = new Map(tokens.map((token, i) => [token, match[i + 1] ?? '']));
      const instant = instantOf(parts, zone);
      if (instant !== undefined) return instant;
    }
    return undefined;
  };
}

/** Whether `zone` is an offset such as +08:00, or a name of the tz database. */
export function isZone(zone: string): boolean {
  if (OFFSET.test(zone)) return true;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** Whether a format says the day at least. */
export function isTimeFormat(format: string): boolean {
  const { tokens } = compile(format);
  const has = (...wanted: Token[]) => wanted.some((token) => tokens.includes(token));
  const twice = tokens.some((token, i) => tokens.indexOf(token) !== i);
  return has('YYYY') && has('MM', 'M') && has('DD', 'D') && !twice && has('hh', 'h') === has('A');
}

function compile(format: string): { pattern: RegExp; tokens: Token[] } {
  const tokens: Token[] = [];
  let source = '';
  let end = 0;
  for (const match of format.matchAll(TOKEN)) {
    const token = match[0] as Token;
    source += escape(format.slice(end, match.index)) + TOKENS[token];
    tokens.push(token);
    end = match.index + token.length;
  }
  return { pattern: new RegExp(`^${source}${escape(format.slice(end))}$`), tokens };
}

function escape(literal: string): string {
  return literal.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

function instantOf(parts: ReadonlyMap<Token, string>, zone: string): string | undefined {
  const number = (...names: Token[]) =>
    Number(names.map((name) => parts.get(name)).find((text) => text !== undefined) ?? 0);
  const fields = [
    number('YYYY'),
    number('MM', 'M') - 1,
    number('DD', 'D'),
    hourOf(parts.get('A'), number('HH', 'H', 'hh', 'h')),
    number('mm', 'm'),
    number('ss', 's'),
    number('SSS'),
  ] as const;
  const local = Date.UTC(...fields);
  // Date.UTC turns 30 February into 2 March; only what comes back unchanged is real.
  const back = new Date(local);
  const real = [
    back.getUTCFullYear(),
    back.getUTCMonth(),
    back.getUTCDate(),
    back.getUTCHours(),
    back.getUTCMinutes(),
    back.getUTCSeconds(),
  ].every((value, i) => value === fields[i]);
  if (!real || fields[0] < FIRST_YEAR) return undefined;
  return new Date(local - offsetOf(local, parts.get('Z') ?? zone)).toISOString();
}

/** 12-hour clocks call midnight 12 AM and noon 12 PM; NaN for an hour they do not have. */
function hourOf(half: string | undefined, hour: number): number {
  if (half === undefined) return hour;
  if (hour < 1 || hour > 12) return Number.NaN;
  return (hour % 12) + (half.toUpperCase() === 'PM' ? 12 : 0);
}

/** How far `zone` is ahead of UTC at a local time. Of an hour that comes twice in autumn, the first is meant. */
function offsetOf(local: number, zone: string): number {
  if (zone === 'Z') return 0;
  const fixed = OFFSET.exec(zone);
  if (fixed) {
    const ms = (Number(fixed[2]) * 60 + Number(fixed[3])) * MINUTE_MS;
    return fixed[1] === '-' ? -ms : ms;
  }
  const before = namedOffset(local - 24 * 60 * MINUTE_MS, zone);
  const after = namedOffset(local - before, zone);
  // An hour that spring leaves out is read as if the clocks had not been put forward yet.
  return after === namedOffset(local - after, zone) ? after : before;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function namedOffset(instant: number, zone: string): number {
  let formatter = formatters.get(zone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
    formatters.set(zone, formatter);
  }
  const name = formatter.formatToParts(instant).find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
  return name === 'GMT' ? 0 : offsetOf(instant, name.slice(3));
}
