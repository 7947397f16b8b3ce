import type { Door } from '../commands/door.js';
import { DoorFault } from '../commands/faults.js';
import { commandIdOf } from '../store/identity.js';
import { submit } from '../commands/submit.js';
import type { Actor } from '../domain/envelope.js';
import { inLanes, lanesOf } from './lanes.js';
import type { Mapping } from './mapping.js';
import { persistently } from './persistence.js';
import type { Tally } from './report.js';
import type { Prepared } from './submission.js';

export interface RunOptions {
  mapping: Mapping;
  /** Whether a request is received when it is imported, or was when the source says: its clocks run from then. */
  asOf: 'import' | 'source';
  /** Rows under way at once; fewer than the database has connections. */
  concurrency: number;
  actor: Actor;
}

/** Takes rows through the door, chunk by chunk in the order of the file. */
export class ImportRun {
  /** Ids of this file and the line each stood in first. */
  private readonly lineById = new Map<string, number>();
  private readonly client: string;

  constructor(
    private readonly door: Door,
    private readonly options: RunOptions,
    private readonly tally: Tally,
  ) {
    this.client = `import:${options.mapping.system}`;
  }

  async take(chunk: readonly Prepared[], progress: () => void): Promise<void> {
    const known = await persistently(() => this.knownOf(chunk));
    const lines = new Map<string, Prepared>();
    const takeRow = async (row: Prepared): Promise<void> => {
      const caseId = await this.takeRow(row, known.has(commandIdOf(this.client, row.reading.id)));
      if (caseId !== undefined && !lines.has(caseId)) lines.set(caseId, row);
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
