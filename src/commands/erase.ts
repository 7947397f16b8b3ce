import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Blobs } from '../blobs/blobs.js';
import type { Database } from '../store/database.js';
import { eraseSecrets, listUnswept, markSwept } from '../store/erasure.js';

export interface Erasing {
  db: Database;
  blobs: Blobs;
}

export interface Eraser {
  /** Stops, and waits for the round under way. */
  stop(): Promise<void>;
}

const AT_ONCE = 100;
const LOOK_AGAIN_MS = 30_000;

/**
 * Erases what is left of secrets, then the bytes of erased attachments: marked only when they are gone, so that a round that
 * is cut off anywhere is done again by the next. Throws BlobsAway, and what the database throws when it is away.
 */
export async function eraseOnce({ db, blobs }: Erasing): Promise<void> {
  await eraseSecrets(db);
  for (;;) {
    const unswept = await listUnswept(db.pool, AT_ONCE);
    for (const { id, blobKey, shared } of unswept) {
      if (!shared) await blobs.remove(blobKey);
      await markSwept(db.pool, id);
    }
    if (unswept.length < AT_ONCE) return;
  }
}

/** Erases round after round. What fails is tried again with the next. */
export function startEraser({ log, ...erasing }: Erasing & { log: Logger }): Eraser {
  const stopping = new AbortController();
  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      await eraseOnce(erasing).catch((error: unknown) => {
        log.warn({ err: error }, 'what must be erased is tried again');
      });
      await sleep(LOOK_AGAIN_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }
  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
