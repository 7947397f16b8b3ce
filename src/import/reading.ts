import type { Channel, RequestKind, RequesterMode, Urgency } from '../domain/vocabulary.js';
import { decodeEntities, isBroken, lineOf, namedIn, textOf, type Named } from './cells.js';
import type { CodedColumns, Mapping } from './mapping.js';
import type { Refusal, RowRefusalCode, RowWarningCode, Warning } from './remarks.js';
import type { CsvRow } from './rows.js';
import { timeReader } from './source-time.js';

/** A row in our words, before anything is looked up in the directory. It depends on the row and the mapping alone. */
export interface Reading {
  line: number;
  id: string;
  occurredAt: string;
  channel: Channel;
  kind: RequestKind;
  urgency: Urgency;
  /** From the widest to the narrowest, at least one. */
  categories: readonly (Named & { level: number })[];
  category: string;
  subdistrict: Named | undefined;
  community: Named | undefined;
  unit: Named | undefined;
  address: string | undefined;
  text: string | undefined;
  requester: { mode: RequesterMode; name?: string; phone?: string };
  tags: readonly string[];
  warnings: readonly Warning[];
}

export type RowReading = { reading: Reading } | { refusal: Refusal };

/** Makes a reader of rows. */
export function rowReader(mapping: Mapping): (row: CsvRow) => RowReading {
  const timeOf = timeReader(mapping.time.formats, mapping.time.zone);
  const tagsOfUnit = testUnits(mapping);
  return (row) => {
    const refuse = (code: RowRefusalCode, params = {}) => ({ refusal: { line: row.line, code, params } });
    if ('fault' in row) return refuse(row.fault);
    const cells = new Cells(row.line, row.fields, mapping);
    if (row.short) cells.warn('row_short');

    const id = cells.raw(mapping.id.column);
    if (id === '') return refuse('id_missing');
    if (isBroken(id) || id !== lineOf(id)) return refuse('id_unreadable', { value: lineOf(id) });
    const time = cells.raw(mapping.time.column);
    if (time === '') return refuse('time_missing');
    const occurredAt = timeOf(time);
    if (occurredAt === undefined) return refuse('time_unreadable', { value: lineOf(time) });
    const categories = cells.categories();
    const category = categories.at(-1)?.code;
    if (category === undefined) return refuse('category_missing');

    const { place, unit: unitColumns, text, tags } = mapping;
    const subdistrict = place.subdistrict && cells.named(place.subdistrict);
    const unit = unitColumns && cells.named(unitColumns);
    const testTags = unit ? tagsOfUnit(unit) : [];
    const reading: Reading = {
      line: row.line,
      id,
      occurredAt,
      channel: cells.word(mapping.channel),
      kind: cells.word(mapping.kind),
      urgency: cells.word(mapping.urgency),
      categories,
      category,
      subdistrict,
      community: place.community && cells.named(place.community, subdistrict?.code),
      unit,
      address: place.address === undefined ? undefined : orNothing(cells.line(place.address)),
      text: orNothing(text.flatMap((column) => orNothing(cells.text(column)) ?? []).join('\n')),
      requester: cells.requester(),
      tags: [
        ...new Set([...tags.flatMap(({ column, values }) => ownValue(values, cells.line(column)) ?? []), ...testTags]),
      ],
      warnings: cells.warnings,
    };
    return { reading };
  };
}

/** The tag of a unit that is no unit, by its name or code. */
function testUnits({ unit }: Mapping): (named: Named) => readonly string[] {
  const test = unit?.test;
  if (test === undefined) return () => [];
  const pattern = test.pattern === undefined ? undefined : new RegExp(test.pattern, 'u');
  return ({ code, name }) =>
    test.codes.includes(code) || (name !== undefined && pattern?.test(name)) ? [test.tag] : [];
}

function orNothing(text: string): string | undefined {
  return text === '' ? undefined : text;
}

/** An own property only: `constructor` is no word of a table. */
function ownValue<Value>(table: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** The cells of one row, and what was odd about them. */
class Cells {
  readonly warnings: Warning[] = [];
  private readonly broken = new Set<string>();

  constructor(
    private readonly row: number,
    private readonly fields: ReadonlyMap<string, string>,
    private readonly mapping: Mapping,
  ) {}

  warn(code: RowWarningCode, params: Warning['params'] = {}): void {
    this.warnings.push({ line: this.row, code, params });
  }

  raw(column: string): string {
    const cell = this.fields.get(column) ?? '';
    return (this.mapping.htmlEntities ? decodeEntities(cell) : cell).trim();
  }

  line(column: string): string {
    return lineOf(this.readable(column));
  }

  text(column: string): string {
    return textOf(this.readable(column));
  }

  named(columns: CodedColumns, scope?: string): Named | undefined {
    const named = namedIn(columns, (column) => this.line(column), scope);
    if (named === undefined) return undefined;
    const { code, name } = named;
    if (name === undefined && columns.name !== undefined) this.warn('name_missing', { code });
    const madeUp = columns.code !== undefined && this.line(columns.code) === '';
    if (name !== undefined && madeUp) this.warn('code_missing', { code, name });
    return named;
  }

  word<Word extends string>(table: { column?: string; values: Readonly<Record<string, Word>>; default: Word }): Word {
    if (table.column === undefined) return table.default;
    const value = this.line(table.column);
    const word = ownValue(table.values, value);
    if (word === undefined) this.warn('word_unknown', { column: table.column, value, word: table.default });
    return word ?? table.default;
  }

  categories(): Reading['categories'] {
    const categories: (Named & { level: number })[] = [];
    const missing: number[] = [];
    this.mapping.category.forEach((columns, i) => {
      const named = this.named(columns, categories.at(-1)?.code);
      if (named) categories.push({ ...named, level: i + 1 });
      else missing.push(i + 1);
    });
    const category = categories.at(-1)?.code;
    if (category !== undefined && missing.length > 0) {
      this.warn('category_incomplete', { levels: missing.join(', '), category });
    }
    return categories;
  }

  /** Whoever left no name and no number is anonymous. */
  requester(): Reading['requester'] {
    const { name: nameColumn, phone: phoneColumn } = this.mapping.requester ?? {};
    const name = nameColumn === undefined ? '' : this.line(nameColumn);
    const phone = phoneColumn === undefined ? '' : this.line(phoneColumn);
    if (name === '' && phone === '') return { mode: 'anonymous' };
    return { mode: 'named', ...(name !== '' && { name }), ...(phone !== '' && { phone }) };
  }

  private readable(column: string): string {
    const cell = this.raw(column);
    if (!isBroken(cell)) return cell;
    if (!this.broken.has(column)) this.warn('value_unreadable', { column });
    this.broken.add(column);
    return '';
  }
}
