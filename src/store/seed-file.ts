/** What every file of a district is checked with: the fields they share, the faults that are found, and how a file is read. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { LIMIT_UNITS, parseLimit, type Limit } from '../domain/limits.js';

/** Given by the district itself, a public name, invented for the demo, or met in another system's data. */
export const DIRECTORY_PROVENANCES = ['official', 'public', 'demo', 'imported'] as const;

export const code = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,39}$/, 'a code is 1 to 40 letters, digits and hyphens');
// PostgreSQL refuses NUL, UTF-8 has no lone surrogates, and a blank edge makes two names out of one.
export const text = z
  .string()
  .max(200)
  .regex(/^[^\p{Cc}\p{Cs}]+$/u, 'must be text without control characters')
  .refine((value) => value === value.trim(), 'must not begin or end with a blank');
export const provenance = z.enum(DIRECTORY_PROVENANCES);
export const validity = { validFrom: z.iso.date().exactOptional(), validUntil: z.iso.date().exactOptional() };

export const limit = z.templateLiteral([z.number(), z.enum(LIMIT_UNITS)]).refine(isLimit, {
  error: 'a limit is a whole number and a unit: 30min, 24h, 2wh, 5wd or 15d',
});

export const perCent = z.int().min(1).max(100);
export const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day is written HH:MM');

/** One thing that is wrong, and where: `pointer` is an RFC 6901 JSON pointer, '' for the whole file. */
export interface SeedFault {
  file: string;
  pointer: string;
  message: string;
}

/** The data of a folder cannot be used; every fault found is listed, not only the first. */
export class SeedDataError extends Error {
  override readonly name = 'SeedDataError';
  constructor(
    dir: string,
    readonly faults: readonly SeedFault[],
  ) {
    const lines = faults.map(({ file, pointer, message }) => `\n  ${file}${pointer && ` ${pointer}`}: ${message}`);
    super(`${dir} is no usable district:${lines.join('')}`);
  }
}

export type Path = readonly PropertyKey[];

/** The faults of one file, gathered by path. */
export class FaultsOf {
  constructor(
    private readonly file: string,
    private readonly faults: SeedFault[],
  ) {}

  add(path: Path, message: string): void {
    this.faults.push({ file: this.file, pointer: pointerTo(path), message });
  }

  /** Adds a fault for each entry whose key an earlier one has. */
  addRepeated(entries: readonly { at: Path; key: string }[], what: string): void {
    const first = new Map<string, Path>();
    for (const { at, key } of entries) {
      const earlier = first.get(key);
      if (earlier === undefined) first.set(key, at);
      else this.add(at, `repeats the ${what} of ${pointerTo(earlier)}`);
    }
  }
}

/** Adds a fault where an entry ends before it begins. */
export function checkValidity(entry: { validFrom?: string; validUntil?: string }, path: Path, faults: FaultsOf): void {
  if (entry.validFrom === undefined || entry.validUntil === undefined || entry.validFrom < entry.validUntil) return;
  faults.add([...path, 'validUntil'], 'must come after validFrom');
}

/** Undefined, with its faults added, for a file that cannot be used; also for one that is missing and may be. */
export async function parseFile<T>(
  dir: string,
  file: string,
  schema: z.ZodType<T>,
  faults: SeedFault[],
): Promise<T | undefined> {
  const ofFile = new FaultsOf(file, faults);
  let content: unknown;
  try {
    const bytes = await readFile(join(dir, file));
    content = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    const missing = typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === 'ENOENT';
    if (missing && schema.safeParse(undefined).success) return undefined;
    ofFile.add([], missing ? 'the file is missing' : `is not JSON in UTF-8: ${String(cause)}`);
    return undefined;
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) {
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) ofFile.add([...issue.path, key], 'is not a field here');
    } else ofFile.add(issue.path, issue.message);
  }
  return undefined;
}

function pointerTo(path: Path): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function isLimit(value: Limit): boolean {
  try {
    parseLimit(value);
    return true;
  } catch {
    return false;
  }
}

/** Whether an entry has no end. */
export function isCurrent(entry: { validUntil?: string }): boolean {
  return entry.validUntil === undefined;
}

export function codeOf({ code }: { code: string }): string {
  return code;
}

/** Whether no value stands twice. */
export function isSet(values: readonly string[]): boolean {
  return new Set(values).size === values.length;
}
