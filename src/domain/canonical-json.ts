/** What may stand in an event: integers and strings, in lists and records. */
export type Canonical = string | number | readonly Canonical[] | { readonly [key: string]: Canonical | undefined };

/**
 * RFC 8785 for what events may hold: keys in UTF-16 order, no white space, integers only. Absent fields are left out.
 * Throws TypeError on null, booleans, fractions and lone surrogates, so that nothing unverifiable is ever recorded.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new TypeError('a lone surrogate cannot be recorded');
    return JSON.stringify(value);
  }
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new TypeError(`only integers can be recorded, not ${String(value)}`);
    return String(value);
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null && isRecord(value)) {
    const fields = Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, field]) => `${canonicalJson(key)}:${canonicalJson(field)}`);
    return `{${fields.join(',')}}`;
  }
  throw new TypeError(`cannot be recorded: ${value === null ? 'null' : typeof value}`);
}

/** Dates, maps and the like would come back as something else. */
function isRecord(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  // Not compared with this realm's own: the events of a replay come out of a sandbox.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
