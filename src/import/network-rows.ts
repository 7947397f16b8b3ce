import { z } from 'zod';
import { code, day, inLanguage, lineText, rule } from '../commands/texts.js';
import { ORGANISATION_KINDS, PLACEMENT_WAYS, type OrganisationKind, type PlacementWay } from '../domain/vocabulary.js';
import { isBroken } from './cells.js';
import { ENCODINGS, parseAs, readMapping } from './mapping.js';
import { readCsv, type CsvRow } from './rows.js';

const column = z.string().min(1).max(200);

const NetworkMappingSchema = z.strictObject({
  description: z.string().min(1),
  district: z.string().regex(/^\d{6}$/, 'a district is named by the six digits of GB/T 2260'),
  /** Why it is imported, as the change says. */
  reason: z.string().trim().min(1).max(500),
  encoding: z.enum(ENCODINGS).default('utf-8'),
  delimiter: z.string().length(1).default(','),
  columns: z.strictObject({
    code: column,
    name: column,
    kind: column,
    place: column,
    way: column,
    from: column,
    until: column.exactOptional(),
  }),
  /** The file's words for ours; what they do not know is refused. */
  kinds: z.record(z.string(), z.enum(ORGANISATION_KINDS)),
  ways: z.record(z.string(), z.enum(PLACEMENT_WAYS)),
});
export type NetworkMapping = z.infer<typeof NetworkMappingSchema>;

/** A mapping of data/mappings/network by its name, or any file by its path. Throws ImportInputError. */
export async function loadNetworkMapping(nameOrPath: string): Promise<NetworkMapping> {
  return parseAs(NetworkMappingSchema, await readMapping(nameOrPath, 'network'), nameOrPath);
}

/** An organisation, and where it is placed, if it is. */
export interface NetworkRow {
  line: number;
  code: string;
  name: string;
  kind: OrganisationKind;
  placement: { place: string; way: PlacementWay; from: string; until?: string } | undefined;
}

/** What is wrong with a row: the column, and the rule that it breaks. */
export interface RowFault {
  line: number;
  column: string;
  zh: string;
  en: string;
}

/** The rows of a file, and everything that is wrong with them. Throws ImportInputError where it cannot be read. */
export async function readNetworkRows(
  file: string,
  mapping: NetworkMapping,
): Promise<{ rows: readonly NetworkRow[]; faults: readonly RowFault[] }> {
  const rows: NetworkRow[] = [];
  const faults: RowFault[] = [];
  const columns = Object.values(mapping.columns);
  for await (const csv of readCsv(file, { ...mapping, columns })) {
    const row = rowOf(csv, mapping, faults);
    if (row) rows.push(row);
  }
  return { rows, faults };
}

const MISSING = rule('须填写', 'must be filled in');
const UNREADABLE = rule('无法识别,请检查文件编码', 'cannot be read: see to the file’s encoding');
const ENDS_EARLY = rule('须晚于开始日期', 'must come after the first day');
const NAMELESS = rule('须为一行文字,最多 200 字', 'must be one line of at most 200 characters');
const NO_PLACE = rule('没有落格地点时须留空', 'must be empty where no place is named');
const BROKEN_ROWS = {
  columns_mismatch: rule('列数多于表头', 'the row has more cells than the heading'),
  quote_not_closed: rule('引号未闭合,自此行起无法读取', 'a quote is never closed: nothing from here on can be read'),
};

/** What is wrong with a cell, in both languages. */
export function faultAt(line: number, column: string, text: string): RowFault {
  return { line, column, zh: inLanguage(text, 'zh'), en: inLanguage(text, 'en') };
}

/** A row, or undefined with its faults added: all of them, not only the first. */
function rowOf(csv: CsvRow, { columns, kinds, ways }: NetworkMapping, faults: RowFault[]): NetworkRow | undefined {
  const { line } = csv;
  if ('fault' in csv) {
    faults.push(faultAt(line, '–', BROKEN_ROWS[csv.fault]));
    return undefined;
  }
  const before = faults.length;
  const read = <Value>(
    field: string | undefined,
    check: (cell: string) => Value | { fault: string },
  ): Value | undefined => {
    if (field === undefined) return undefined;
    const cell = (csv.fields.get(field) ?? '').trim();
    const value = isBroken(cell) ? { fault: UNREADABLE } : check(cell);
    if (typeof value !== 'object' || value === null || !('fault' in value)) return value;
    faults.push(faultAt(line, field, value.fault));
    return undefined;
  };
  const place = read(columns.place, (cell) => (cell === '' ? undefined : checked(code, cell)));
  const isPlaced = (csv.fields.get(columns.place) ?? '').trim() !== '';
  // Where no place is named, a way or a day would be lost unheard.
  const placing =
    <Value>(check: (cell: string) => Value | { fault: string }, isNeeded: boolean) =>
    (cell: string) => {
      if (!isPlaced) return cell === '' ? undefined : { fault: NO_PLACE };
      if (cell === '' && !isNeeded) return undefined;
      return check(cell);
    };
  const organisation = {
    code: read(columns.code, (cell) => checked(code, cell)),
    name: read(columns.name, (cell) => checked(lineText(200), cell, NAMELESS)),
    kind: read(columns.kind, (cell) => translated(kinds, cell)),
  };
  const way = read(
    columns.way,
    placing((cell) => translated(ways, cell), true),
  );
  const from = read(
    columns.from,
    placing((cell) => checked(day, dayOf(cell)), true),
  );
  const until = read(
    columns.until,
    placing((cell) => checked(day, dayOf(cell)), false),
  );
  if (from !== undefined && until !== undefined && from >= until)
    faults.push(faultAt(line, columns.until ?? '', ENDS_EARLY));
  const { code: known, name, kind } = organisation;
  if (faults.length > before || known === undefined || name === undefined || kind === undefined) return undefined;
  if (place === undefined || way === undefined || from === undefined) {
    return { line, code: known, name, kind, placement: undefined };
  }
  return { line, code: known, name, kind, placement: { place, way, from, ...(until !== undefined && { until }) } };
}

function checked(schema: z.ZodType<string>, cell: string, broken?: string): string | { fault: string } {
  if (cell === '') return { fault: MISSING };
  const parsed = schema.safeParse(cell);
  return parsed.success ? parsed.data : { fault: broken ?? parsed.error.issues[0]?.message ?? '' };
}

/** A word of the mapping. Own properties only: `constructor` is no word of a table. */
function translated<Word extends string>(
  words: Readonly<Record<string, Word>>,
  cell: string,
): Word | { fault: string } {
  if (cell === '') return { fault: MISSING };
  const word = Object.hasOwn(words, cell) ? words[cell] : undefined;
  const all = Object.keys(words).join('、');
  return word ?? { fault: rule(`“${cell}”须为其中之一:${all}`, `“${cell}” must be one of: ${all}`) };
}

/** 2026/3/1 as 2026-03-01; anything else as it is. */
function dayOf(cell: string): string {
  const [, year = '', month = '', date = ''] = /^(\d{4})[/.](\d{1,2})[/.](\d{1,2})$/.exec(cell) ?? [];
  return year === '' ? cell : `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
}
