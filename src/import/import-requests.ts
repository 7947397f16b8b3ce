import type { Door } from '../commands/door.js';
import type { Directory } from '../store/directory.js';
import { bringDirectory } from './directory-rows.js';
import { ImportRun, type RunOptions } from './import-run.js';
import { ImportInterrupted } from './persistence.js';
import { rowReader } from './reading.js';
import { Tally, type ImportReport } from './report.js';
import { readRows } from './rows.js';
import { prepare, type Prepared } from './submission.js';
import { surveyFile } from './survey.js';

export interface ImportOptions extends RunOptions {
  file: string;
  onProgress?: ((progress: Progress) => void) | undefined;
}

export interface Progress {
  done: number;
  total: number;
}

const CHUNK_ROWS = 200;

/**
 * Takes each row of a file through the door: one request, one number, however often it is run and wherever it was killed.
 * A row at fault is reported and costs no other. Throws ImportInputError for a file or a mapping that cannot be used,
 * ImportInterrupted when the database stays away.
 */
export async function importRequests(door: Door, options: ImportOptions): Promise<ImportReport> {
  const { file, mapping, onProgress } = options;
  const tally = new Tally(options);
  const survey = await surveyFile(file, mapping);
  const { created, warnings } = await bringDirectory(door.db, mapping, survey).catch((error: unknown) => {
    // Nothing has begun yet: whoever waits is told at once.
    throw new ImportInterrupted(error);
  });
  tally.directory(created, warnings);
  // Read before the first receipt: inside one, it would cost time that a receipt does not have.
  const directory = await door.directories.read(mapping.district.code);
  if (!directory) throw new Error(`district ${mapping.district.code} is gone`);

  const run = new ImportRun(door, options, tally);
  const progress = () => onProgress?.({ done: tally.rows, total: survey.rows });
  progress();
  for await (const chunk of chunks(prepared(options, directory, tally), CHUNK_ROWS)) {
    await run.take(chunk, progress);
  }
  progress();
  return tally.report();
}

/** The rows that can be requests; the others are in the tally. */
async function* prepared(options: ImportOptions, directory: Directory, tally: Tally): AsyncGenerator<Prepared> {
  const { file, mapping, asOf } = options;
  const read = rowReader(mapping);
  for await (const row of readRows(file, mapping)) {
    const result = read(row);
    if ('refusal' in result) {
      tally.refused(result.refusal);
      continue;
    }
    const { reading } = result;
    yield prepare(reading, mapping, directory, asOf === 'source' ? reading.occurredAt : new Date().toISOString());
  }
}

async function* chunks<Item>(items: AsyncIterable<Item>, size: number): AsyncGenerator<Item[]> {
  let chunk: Item[] = [];
  for await (const item of items) {
    chunk.push(item);
    if (chunk.length < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
