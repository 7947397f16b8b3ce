/** A mapping says what the columns of another system's CSV mean. It is data: data/mappings, or anybody's own file. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { CHANNELS, REQUEST_KINDS, UNIT_KINDS, URGENCIES } from '../domain/vocabulary.js';
import { projectRoot } from '../project-root.js';
import { ImportInputError, reasonOf } from './input-error.js';
import { isTimeFormat, isZone } from './source-time.js';

export const ENCODINGS = ['utf-8', 'gb18030', 'big5', 'utf-16le', 'windows-1252'] as const;

const column = z.string().min(1).max(200);
const tag = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, 'a tag is written in small letters, digits and _');
const pattern = z.string().min(1).refine(isPattern, 'must be a regular expression');
const absent = z.array(z.string()).default([]);

/** A code and its name: without a code column a code is made of the name. `prefix` keeps apart codes of two columns. */
const coded = {
  code: column.exactOptional(),
  name: column.exactOptional(),
  prefix: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,19}$/)
    .exactOptional(),
  /** What the columns hold when they mean nothing. */
  absent,
};
const hasColumn = ({ code, name }: { code?: string; name?: string }) => code !== undefined || name !== undefined;
const NEEDS_COLUMN = 'needs a column: code, name or both';

/** A column whose words are ours under another name; what the table does not know becomes `default`, with a warning. */
function translated<const Words extends readonly [string, ...string[]]>(words: Words) {
  return z.strictObject({
    column: column.exactOptional(),
    values: z.record(z.string(), z.enum(words)).default({}),
    default: z.enum(words),
  });
}

function kindRules<const Kinds extends readonly [string, ...string[]]>(kinds: Kinds) {
  return z.array(z.strictObject({ pattern, kind: z.enum(kinds) })).default([]);
}

const CategoryLevelSchema = z.strictObject(coded).refine(hasColumn, NEEDS_COLUMN);

const SubdistrictSchema = z
  .strictObject({ ...coded, kinds: kindRules(['subdistrict', 'town']) })
  .refine(hasColumn, NEEDS_COLUMN);

const CommunitySchema = z
  .strictObject({ ...coded, kinds: kindRules(['community', 'village']) })
  .refine(hasColumn, NEEDS_COLUMN);

const UnitSchema = z
  .strictObject({
    ...coded,
    /** Why it is dispatched there, as the record tells it. */
    reason: z.string().min(1).max(200),
    /** The first rule that fits any name of a new unit says its kind; a community never leads. */
    kinds: kindRules(UNIT_KINDS),
    defaultKind: z.enum(UNIT_KINDS).default('bureau'),
    /** Units known by their code, before any rule. */
    kindByCode: z.record(z.string(), z.enum(UNIT_KINDS)).default({}),
    /** The first group is the name of the place a community's unit stands for. */
    communityName: pattern.exactOptional(),
    /** The unit that leads where a subdistrict has none yet; `{code}` and `{name}` are the subdistrict's. */
    subdistrictUnit: z
      .strictObject({ code: z.string().includes('{code}'), name: z.string().includes('{name}') })
      .default({ code: 'subdistrict-{code}', name: '{name}办事处' }),
    /** Units that are no units: their requests are tagged, and stand outside all rates. */
    test: z
      .strictObject({ pattern: pattern.exactOptional(), codes: z.array(z.string()).default([]), tag })
      .exactOptional(),
  })
  .refine(hasColumn, NEEDS_COLUMN);

export const MappingSchema = z.strictObject({
  description: z.string().min(1),
  district: z.strictObject({
    code: z.string().regex(/^\d{6}$/, 'a district is named by the six digits of GB/T 2260'),
    name: z.string().trim().min(1).max(200),
  }),
  /** Names the source: its ids are unique within it, for ever. */
  system: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{0,39}$/, 'a system is named in small letters, digits, dots and hyphens'),
  encoding: z.enum(ENCODINGS).default('utf-8'),
  delimiter: z.string().length(1).default(','),
  /** `&#40;` and the like stand for characters. */
  htmlEntities: z.boolean().default(false),
  id: z.strictObject({ column }),
  time: z.strictObject({
    column,
    formats: z
      .array(z.string().refine(isTimeFormat, 'must hold YYYY, M and D, each part once, and A with a 12-hour clock'))
      .min(1),
    zone: z.string().refine(isZone, 'must be an offset such as +08:00 or a zone such as Asia/Shanghai'),
  }),
  channel: translated(CHANNELS),
  kind: translated(REQUEST_KINDS),
  urgency: translated(URGENCIES),
  /** From the widest to the narrowest; the narrowest that a row has is its category. */
  category: z.array(CategoryLevelSchema).min(1).max(3),
  place: z
    .strictObject({
      subdistrict: SubdistrictSchema.exactOptional(),
      community: CommunitySchema.exactOptional(),
      address: column.exactOptional(),
    })
    .default({}),
  unit: UnitSchema.exactOptional(),
  /** Columns with the resident's own words; they go to the vault. */
  text: z.array(column).default([]),
  requester: z.strictObject({ name: column.exactOptional(), phone: column.exactOptional() }).exactOptional(),
  /** What the source said about a request, kept beside it and counted in no rate. */
  tags: z.array(z.strictObject({ column, values: z.record(z.string(), tag) })).default([]),
});
export type Mapping = z.infer<typeof MappingSchema>;
export type CodedColumns = Pick<Mapping['category'][number], 'code' | 'name' | 'prefix' | 'absent'>;

/** Every column the mapping reads, each once. */
export function columnsOf(mapping: Mapping): readonly string[] {
  const { id, time, channel, kind, urgency, category, place, unit, text, requester, tags } = mapping;
  const coded = [...category, place.subdistrict, place.community, unit].flatMap((each) => [each?.code, each?.name]);
  const plain = [id, time, channel, kind, urgency, ...tags].map((each) => each.column);
  const all = [...plain, ...coded, place.address, ...text, requester?.name, requester?.phone];
  return [...new Set(all.filter((each) => each !== undefined))];
}

/** A mapping of data/mappings by its name, or any file by its path. Throws ImportInputError. */
export async function loadMapping(nameOrPath: string): Promise<Mapping> {
  return parseMapping(await readMapping(nameOrPath), nameOrPath);
}

/** The text of a mapping: a name in data/mappings, or in a folder of it, or a path. Throws ImportInputError. */
export async function readMapping(nameOrPath: string, within = ''): Promise<string> {
  const named = /^[a-z0-9][a-z0-9-]*$/.test(nameOrPath);
  const folder = join(projectRoot(), 'data', 'mappings', within);
  const path = named ? join(folder, `${nameOrPath}.json`) : nameOrPath;
  return readFile(path, 'utf8').catch(async (cause: unknown) => {
    const names = named ? `; there are: ${await mappingNames(folder)}` : '';
    throw new ImportInputError(`mapping ${nameOrPath}: ${reasonOf(cause)}${names}`, { cause });
  });
}

/** Checks a mapping. Throws ImportInputError naming every field at fault. */
export function parseMapping(json: string, name: string): Mapping {
  return parseAs(MappingSchema, json, name);
}

/** Checks a mapping of any kind. Throws ImportInputError naming every field at fault. */
export function parseAs<Schema extends z.ZodType>(schema: Schema, json: string, name: string): z.infer<Schema> {
  let content: unknown;
  try {
    content = JSON.parse(json.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new ImportInputError(`mapping ${name}: ${reasonOf(cause)}`, { cause });
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => `/${path.map(String).join('/')} ${message}`);
  throw new ImportInputError(`mapping ${name}: ${faults.join('; ')}`);
}

async function mappingNames(folder: string): Promise<string> {
  const files = await readdir(folder).catch(() => []);
  const names = files.filter((file) => file.endsWith('.json')).map((file) => file.slice(0, -'.json'.length));
  return names.toSorted().join(', ');
}

function isPattern(source: string): boolean {
  try {
    new RegExp(source, 'u');
    return true;
  } catch {
    return false;
  }
}
