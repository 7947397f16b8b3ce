/** Reads the rows of a CSV file as a stream: its size does not matter. */
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { TextDecoderStream } from 'node:stream/web';
import { CsvError, parse, type Info } from 'csv-parse';
import { columnsOf, ImportInputError, type Mapping } from './mapping.js';

/** A row by its columns, as written; or why it is none. `line` is its first line in the file, the heading being line 1. */
export type CsvRow =
  | { line: number; fields: ReadonlyMap<string, string>; short: boolean }
  | { line: number; fault: 'columns_mismatch' | 'quote_not_closed'; lastLine: number };

interface Parsed {
  record: string[];
  info: Info;
}

/** The rows in their order. Throws ImportInputError when the file cannot be read or is not what the mapping describes. */
export async function* readRows(file: string, mapping: Mapping): AsyncGenerator<CsvRow> {
  const records = readRecords(file, mapping);
  const first = await records.next();
  if (first.done === true || first.value.fault !== undefined) throw new ImportInputError(`${file}: there is no heading`);
  const heading = first.value.cells.map((name) => name.trim());
  checkHeading(file, heading, mapping);
  for await (const { line, lastLine, cells, fault } of records) {
    if (fault !== undefined) yield { line, fault, lastLine };
    else if (cells.slice(heading.length).some((cell) => cell !== '')) yield { line, fault: 'columns_mismatch', lastLine };
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

function checkHeading(file: string, heading: readonly string[], mapping: Mapping): void {
  const missing = columnsOf(mapping).filter((column) => !heading.includes(column));
  if (missing.length === 0) return;
  throw new ImportInputError(`${file}: the heading lacks ${missing.join(', ')}, which the mapping names`);
}

interface RawRecord {
  line: number;
  lastLine: number;
  cells: readonly string[];
  fault?: 'quote_not_closed';
}

async function* readRecords(file: string, { encoding, delimiter }: Mapping): AsyncGenerator<RawRecord> {
  const source = createReadStream(file);
  const text = Readable.toWeb(source).pipeThrough(new TextDecoderStream(encoding));
  const parser = parse({
    delimiter,
    info: true,
    // What is wrong with one row must not cost the others.
    relax_column_count: true,
    relax_quotes: true,
    skip_records_with_error: true,
    skip_empty_lines: true,
  });
  let unclosed = false;
  parser.on('skip', (error: CsvError) => {
    unclosed ||= error.code === 'CSV_QUOTE_NOT_CLOSED';
  });
  source.on('error', (error) => parser.destroy(error));
  Readable.fromWeb(text).pipe(parser);
  let end = { lines: 0, empty: 0 };
  try {
    for await (const { record, info } of parser as AsyncIterable<Parsed>) {
      // Lines are counted where a record ends; empty ones come before it begins.
      const line = end.lines + (info.empty_lines - end.empty) + 1;
      end = { lines: info.lines, empty: info.empty_lines };
      yield { line, lastLine: info.lines, cells: record };
    }
  } catch (cause) {
    throw new ImportInputError(`${file}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  } finally {
    source.destroy();
  }
  if (unclosed) yield { line: end.lines + 1, lastLine: parser.info.lines, cells: [], fault: 'quote_not_closed' };
}
