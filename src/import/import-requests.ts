import { DoorFault } from '../commands/faults.js';
import type { Door } from '../commands/door.js';
import { commandIdOf } from '../commands/identity.js';
import { submit } from '../commands/submit.js';
import type { Actor } from '../domain/envelope.js';
import type { Directory } from '../store/directory.js';
import { bringDirectory } from './directory-rows.js';
import { inLanes, lanesOf } from './lanes.js';
import type { Mapping } from './mapping.js';
import { rowReader } from './reading.js';
import { Tally, type ImportReport } from './report.js';
import { readRows } from './rows.js';
import { prepare, type Prepared } from './submission.js';
import { surveyFile } from './survey.js';

export interface ImportOptions {
  file: string;
  mapping: Mapping;
  /** Whether a request is received when it is imported, or was when the source says: its clocks run from then. */
  asOf: 'import' | 'source';
  /** Rows under way at once; fewer than the database has connections. */
  concurrency: number;
  actor: Actor;
  onProgress?: ((progress: Progress) => void) | undefined;
}

export interface Progress {
  done: number;
  total: number;
}

/** The database stayed away: what was taken is taken, and the next run goes on from there. */
export class ImportInterrupted extends Error {
  override readonly name = 'ImportInterrupted';
}

const CHUNK_ROWS = 200;
// About half a minute in all: longer than a database needs to start again.
const RETRY_AFTER_MS = [200, 500, 1_000, 2_000, 4_000, 8_000, 15_000];

/**
 * Takes each row of a file through the door: one request, one number, however often it is run and wherever it was killed.
 * A row at fault is reported and costs no other. Throws ImportInputError for a file or a mapping that cannot be used,
 * ImportInterrupted when the database stays away.
 */
export async function importRequests(door: Door, options: ImportOptions): Promise<ImportReport> {
  const { file, mapping, onProgress } = options;
  const tally = new Tally(options);
  const survey = await surveyFile(file, mapping);
  const { created, warnings } = await bringDirectory(door.db, mapping, survey);
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
    if ('refusal' in result) tally.refused(result.refusal);
    else
      yield prepare(
        result.reading,
        mapping,
        directory,
        asOf === 'source' ? result.reading.occurredAt : new Date().toISOString(),
      );
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

class ImportRun {
  /** Ids of this file and the line each stood in first. */
  private readonly lineById = new Map<string, number>();
  private readonly client: string;

  constructor(
    private readonly door: Door,
    private readonly options: ImportOptions,
    private readonly tally: Tally,
  ) {
    this.client = `import:${options.mapping.system}`;
  }

  async take(chunk: readonly Prepared[], progress: () => void): Promise<void> {
    const known = await persistently(() => this.knownOf(chunk));
    const lines = new Map<string, Prepared>();
    const takeRow = async (row: Prepared): Promise<void> => {
      const caseId = await this.takeRow(row, known.has(commandIdOf(this.client, row.reading.id)));
      if (caseId !== undefined) lines.set(caseId, row);
      progress();
    };
    const repeated: Prepared[] = [];
    const fresh = chunk.filter((row) => {
      const { id, line } = row.reading;
      if (!this.lineById.has(id)) this.lineById.set(id, line);
      const isFirst = this.lineById.get(id) === line;
      if (!isFirst) repeated.push(row);
      return isFirst;
    });
    await inLanes(lanesOf(fresh, secondOf), this.options.concurrency, takeRow);
    // After the first of their id, so that it is always the first that counts.
    await inLanes([repeated], 1, takeRow);
    await persistently(() => this.remarkDuplicates(lines));
  }

  /** The case, new or known; undefined for a row that the door refused. */
  private async takeRow(row: Prepared, known: boolean): Promise<string | undefined> {
    const { reading, submission } = row;
    const { door, options, client, tally } = this;
    const { id, line, occurredAt } = reading;
    const first = this.lineById.get(id);
    try {
      const receivedAt = options.asOf === 'source' ? occurredAt : undefined;
      // The door compares the two times, which are one here, and would give a number of a year to come.
      if (receivedAt !== undefined && receivedAt > new Date().toISOString()) {
        throw new DoorFault('occurred_in_future', '/occurredAt');
      }
      const answer = await persistently(() =>
        submit(door, { client, key: id, actor: options.actor, submission, receivedAt }),
      );
      tally.taken(row, { again: known || first !== line, queued: answer.status === 'queued' });
      return answer.caseId;
    } catch (error) {
      if (!(error instanceof DoorFault)) throw error;
      const { code, params } = error;
      if (code !== 'key_reused') tally.refused({ line, code, params });
      else if (first !== line) tally.refused({ line, code: 'id_repeated', params: { id, first: String(first) } });
      else if (known) tally.changed(row);
      else tally.refused({ line, code, params });
      return undefined;
    }
  }

  /** Command ids of the chunk that an earlier run has brought in. */
  private async knownOf(chunk: readonly Prepared[]): Promise<ReadonlySet<string>> {
    const ids = chunk.map(({ reading }) => commandIdOf(this.client, reading.id));
    const rows = await this.door.db.prisma.inboxRow.findMany({
      where: { commandId: { in: ids } },
      select: { commandId: true },
    });
    return new Set(rows.map(({ commandId }) => commandId));
  }

  /** Two of one channel in the same second are two requests, and may be one twice: the door marks the later one. */
  private async remarkDuplicates(rows: ReadonlyMap<string, Prepared>): Promise<void> {
    const marked = await this.door.db.prisma.residentRequest.findMany({
      where: { caseId: { in: [...rows.keys()] }, duplicateOf: { not: null } },
      select: { caseId: true, number: true, duplicateOf: true },
    });
    for (const { caseId, number, duplicateOf } of marked) {
      const line = rows.get(caseId)?.reading.line;
      if (line === undefined || duplicateOf === null) continue;
      this.tally.warned({ line, code: 'possible_duplicate', params: { number, other: duplicateOf } });
    }
  }
}

/** What the door compares to find possible duplicates: rows that share it go in one after the other, in file order. */
function secondOf({ reading }: Prepared): string {
  return `${reading.channel} ${reading.occurredAt.slice(0, 19)}`;
}

/** Tries again as long as the database may be starting; a receipt has a key, so twice is once. */
async function persistently<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      // Decided, or a mistake of ours: it would come again.
      if (error instanceof DoorFault || error instanceof TypeError || error instanceof RangeError) throw error;
      const delayMs = RETRY_AFTER_MS[tries];
      if (delayMs === undefined) throw new ImportInterrupted(String(error), { cause: error });
      await new Promise((resolve) => setTimeout(resolve, delayMs));
    }
  }
}
