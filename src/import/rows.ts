/** Reads the rows of a CSV file as a stream: its size does not matter. */
import { createReadStream } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { CsvError, parse, type Info } from 'csv-parse';
import { ImportInputError, reasonOf } from './input-error.js';
import { columnsOf, type Mapping } from './mapping.js';

/** A row by its columns, as written; or why it is none. `line` is its first line in the file, the heading being line 1. */
export type CsvRow =
  { line: number; fields: ReadonlyMap<string, string>; short: boolean } | { line: number; fault: RowFault };

/** More cells than the heading has; a quote that is never closed, which makes everything after it unreadable. */
export type RowFault = 'columns_mismatch' | 'quote_not_closed';

interface Parsed {
  record: string[];
  info: Info;
}

/** How a file is written, and the columns that it must have. */
export type CsvShape = Pick<Mapping, 'encoding' | 'delimiter'> & { columns: readonly string[] };

/** The rows in their order. Throws ImportInputError when the file cannot be read or is not what the mapping describes. */
export function readRows(file: string, mapping: Mapping): AsyncGenerator<CsvRow> {
  return readCsv(file, { ...mapping, columns: columnsOf(mapping) });
}

/** The same of any file with a heading. Throws ImportInputError. */
export async function* readCsv(file: string, shape: CsvShape): AsyncGenerator<CsvRow> {
  const records = readRecords(file, shape);
  const first = await records.next();
  if (first.done === true || first.value.fault !== undefined)
    throw new ImportInputError(`${file}: there is no heading`);
  const heading = first.value.cells.map((name) => name.trim());
  checkHeading(file, heading, shape.columns);
  for await (const { line, cells, fault } of records) {
    if (fault !== undefined) yield { line, fault };
    else if (cells.slice(heading.length).some((cell) => cell !== '')) yield { line, fault: 'columns_mismatch' };
    else {
      const fields = new Map(heading.map((name, i) => [name, cells[i] ?? '']));
      yield { line, fields, short: cells.length < heading.length };
    }
  }
}

/** Reads the heading only. Throws ImportInputError as `readRows`. */
export async function checkFile(file: string, mapping: Mapping): Promise<void> {
  const rows = readRows(file, mapping);
  await rows.next();
  await rows.return(undefined);
}

function checkHeading(file: string, heading: readonly string[], wanted: readonly string[]): void {
  const missing = wanted.filter((column) => !heading.includes(column));
  if (missing.length > 0) {
    throw new ImportInputError(`${file}: the heading lacks ${missing.join(', ')}, which the mapping names`);
  }
  const twice = wanted.filter((column) => heading.indexOf(column) !== heading.lastIndexOf(column));
  if (twice.length > 0) throw new ImportInputError(`${file}: the heading has ${twice.join(', ')} more than once`);
}

interface RawRecord {
  line: number;
  cells: readonly string[];
  fault?: 'quote_not_closed';
}

async function* readRecords(file: string, { encoding, delimiter }: CsvShape): AsyncGenerator<RawRecord> {
  const parser = parse({
    delimiter,
    info: true,
    // What is wrong with one row must not cost the others.
    relax_column_count: true,
    relax_quotes: true,
    skip_records_with_error: true,
    skip_empty_lines: true,
  });
  const skipped = new Set<string>();
  parser.on('skip', ({ code }: CsvError) => skipped.add(code));
  // What goes wrong is thrown by whoever reads the parser.
  pipeline(Readable.from(decoded(file, encoding)), parser, () => undefined);
  let end = { line: 0, empty: 0 };
  let countedTwice = 0;
  try {
    for await (const { record, info } of parser as AsyncIterable<Parsed>) {
      // Lines are counted where a record ends; empty ones come before it begins.
      const line = end.line + (info.empty_lines - end.empty) + 1;
      // The parser takes CR LF within quotes for two lines.
      countedTwice += record.join().split('\r\n').length - 1;
      end = { line: info.lines - countedTwice, empty: info.empty_lines };
      yield { line, cells: record };
    }
  } catch (cause) {
    throw new ImportInputError(`${file}: ${reasonOf(cause)}`, { cause });
  }
  if (skipped.has('CSV_QUOTE_NOT_CLOSED')) yield { line: end.line + 1, cells: [], fault: 'quote_not_closed' };
}

async function* decoded(file: string, encoding: string): AsyncGenerator<string> {
  // It also drops the byte order mark.
  const decoder = new TextDecoder(encoding);
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>)
    yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}
