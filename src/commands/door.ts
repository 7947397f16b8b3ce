import type { Database } from '../store/database.js';
import type { Directories } from '../store/directory.js';
import { findRow, releaseRow, type CommandOutcome, type InboxRow } from '../store/inbox.js';
import type { Keys } from '../store/vault.js';
import { TemporalAway, type Gateway } from '../temporal/gateway.js';
import { deliver } from './deliver.js';
import { DoorFault } from './faults.js';

/** What the door needs. */
export interface Door {
  db: Database;
  gateway: Gateway;
  directories: Directories;
  keys: Keys;
  /** Told of what went wrong with an accepted row; the row itself stays with the relay. */
  onFault: (error: unknown, row: InboxRow) => void;
}

/** Who knocks: the client scopes the idempotency key. */
export interface Knock {
  client: string;
  key: string;
  /** `Prefer: respond-async`: the caller does not wait for the decision. */
  respondAsync?: boolean | undefined;
}

/** What the door answers: decided for ever, or accepted and on its way. */
export type DoorAnswer =
  | { status: 'decided'; commandId: string; caseId: string; outcome: CommandOutcome }
  | { status: 'queued'; commandId: string; caseId: string };

/** A row as it stands, and who sees to its decision. */
export interface Receipt {
  row: InboxRow;
  /**
   * `here`: received just now, and nothing stands before it. `relay`: an earlier row of the case is undecided, or nobody
   * waits for an answer. `elsewhere`: a repeat of a row that its first receiver or the relay is busy with.
   */
  delivery: 'here' | 'relay' | 'elsewhere';
  /** The version of the case on record, as the receipt found or left it. */
  recorded?: number;
}

/** The same key again: the same answer, if it is the same request. Throws DoorFault key_reused. */
export async function findReceipt({ db }: Door, commandId: string, fingerprint: Buffer): Promise<Receipt | undefined> {
  const row = await findRow(db, commandId);
  if (row === undefined) return undefined;
  if (!row.fingerprint.equals(fingerprint)) throw new DoorFault('key_reused', undefined);
  return { row, delivery: 'elsewhere' };
}

/** PostgreSQL's code for a transaction that outlasted `transaction_timeout`. */
const TRANSACTION_TIMEOUT = '25P04';

/** Tries a receipt again, once, if it was cut short; what it commits will be decided. */
export async function receiving<Result>(receive: () => Promise<Result>): Promise<Result> {
  try {
    return await receive();
  } catch (error) {
    const cutShort = error instanceof Error && 'code' in error && error.code === TRANSACTION_TIMEOUT;
    if (!cutShort) throw error;
    return receive();
  }
}

/** Delivers a fresh receipt, or says that it is on its way. From here on nothing is refused for want of a server. */
export async function settleReceipt(door: Door, { row, delivery, recorded }: Receipt): Promise<DoorAnswer> {
  const { commandId, caseId } = row;
  if (row.outcome) return { status: 'decided', commandId, caseId, outcome: row.outcome };
  if (delivery === 'elsewhere') return { status: 'queued', commandId, caseId };
  if (delivery === 'relay' || door.gateway.isAway()) {
    await handOver(door, commandId);
    return { status: 'queued', commandId, caseId };
  }
  try {
    return { status: 'decided', commandId, caseId, outcome: await deliver(door, row, recorded) };
  } catch (error) {
    await handOver(door, commandId);
    if (!(error instanceof TemporalAway)) door.onFault(error, row);
    return { status: 'queued', commandId, caseId };
  }
}

/** The relay takes over at once; if even that cannot be said, it does when the claim has run out. */
async function handOver({ db }: Door, commandId: string): Promise<void> {
  await releaseRow(db, commandId).catch(() => undefined);
}
