import { setTimeout as sleep } from 'node:timers/promises';
import { PlayFault } from './play-fault.js';

const POLL_MS = 250;
/** A clock of a minute, and a machine that has much to do. */
const PATIENCE_MS = 150_000;

/** Looks again until there is something. Throws PlayFault, naming what was waited for, when there never is. */
export async function patiently<Value>(what: string, look: () => Promise<Value | undefined>): Promise<Value> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new PlayFault(`${what}: 久等不至 / waited for in vain`);
    await sleep(POLL_MS);
  }
}
