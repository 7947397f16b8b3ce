import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Blobs } from '../blobs/blobs.js';
import { discardUnrecorded } from '../store/attachments.js';
import type { Database } from '../store/database.js';
import { eraseSecrets, listSecrets, listUnswept, markSwept, standsSecret } from '../store/erasure.js';

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
/** How long after a request was declined bytes can still come in of which the record never hears: no upload takes an hour. */
const STRAYS_COME_MS = 3_600_000;
const EVER = new Date(0).toISOString();

/**
 * Erases what is left of secrets, then the bytes of erased attachments: marked only when they are gone, so that a round that
 * is cut off anywhere is done again by the next. Then whatever else lies beside them, which a death kept from the record;
 * of the requests that were declined since `since`, ISO 8601. Throws BlobsAway, and what the database throws when it is away.
 */
export async function eraseOnce({ db, blobs }: Erasing, since = EVER): Promise<void> {
  await eraseSecrets(db);
  await sweepErased({ db, blobs });
  for (const secret of await listSecrets(db.pool, since)) await sweepStrays({ db, blobs }, secret);
}

/** What lies under a secret's number and is no standing attachment of another request: nothing points to it. */
async function sweepStrays(
  { db, blobs }: Erasing,
  { caseId, number }: { caseId: string; number: string },
): Promise<void> {
  await discardUnrecorded(db, { caseId, prefix: `${number}/` }, async (standing, tx) => {
    // It may have been taken up again meanwhile: then what comes in is its own.
    if (await standsSecret(tx, caseId)) await blobs.removeUnder(number, standing);
  });
}

async function sweepErased({ db, blobs }: Erasing): Promise<void> {
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
    // Whatever died before this process came was there before it: all are looked at once, then those of late.
    let since = EVER;
    while (!stopping.signal.aborted) {
      const recently = new Date(Date.now() - STRAYS_COME_MS).toISOString();
      const round = eraseOnce(erasing, since).then(() => {
        since = recently;
      });
      await round.catch((error: unknown) => {
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
