import { DoorFault } from '../commands/faults.js';

/** The database is away: what was taken is taken, and the next run goes on from there. */
export class ImportInterrupted extends Error {
  override readonly name = 'ImportInterrupted';
  constructor(cause: unknown) {
    // Prisma tells the reason in the last of many lines.
    super(String(cause).trimEnd().split('\n').at(-1), { cause });
  }
}

// About half a minute in all: longer than a database needs to start again.
const RETRY_AFTER_MS = [200, 500, 1_000, 2_000, 4_000, 8_000, 15_000];

/** Tries again as long as the database may be starting; a receipt has a key, so twice is once. */
export async function persistently<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      // Decided, or a mistake of ours: it would come again.
      if (error instanceof DoorFault || error instanceof TypeError || error instanceof RangeError) throw error;
      const delayMs = RETRY_AFTER_MS[tries];
      if (delayMs === undefined) throw new ImportInterrupted(error);
      await new Promise((resolve) => setTimeout(resolve, delayMs));
    }
  }
}
