import type { NewCase } from '../domain/case/case-ref.js';
import type { Actor } from '../domain/envelope.js';
import type { ProceedingKind } from '../domain/procedures.js';
import type { Directory } from '../store/directory.js';
import { fingerprint } from '../store/vault.js';
import { openDeposit, type Depositing } from './deposit.js';
import { findReceipt, receiving, settleReceipt, type Door, type DoorAnswer, type Knock } from './door.js';
import { DoorFault } from './faults.js';
import { commandIdOf } from '../store/identity.js';
import { openingRow, putOpening } from './open-case.js';

/** What a new proceeding is worked out from. */
export interface Founding {
  directory: Directory;
  /** Its number among those of its kind and year. */
  ordinal: number;
  /** ISO 8601 UTC: the database's clock. */
  at: string;
  deposit: Depositing;
}

export interface OpenOptions extends Knock {
  actor: Actor;
  district: string;
  kind: ProceedingKind;
  /** The request as the client sent it, in one canonical form. */
  canonical: string;
  /** What it is opened with. Throws DoorFault. */
  readonly found: (founding: Founding) => NewCase | Promise<NewCase>;
}

/**
 * Opens a proceeding of its own: with its number, its receipt and its view before Temporal is touched. Throws DoorFault, and
 * OpeningRefused where its procedure says no: nothing is kept then.
 */
export async function openProceeding(door: Door, options: OpenOptions): Promise<DoorAnswer> {
  const { client, key, actor, district, kind, canonical, respondAsync } = options;
  const commandId = commandIdOf(client, key);
  const print = fingerprint(door.keys, `open ${kind}\n${canonical}`);
  const known = await findReceipt(door, commandId, print);
  if (known) return settleReceipt(door, known);
  const directory = await door.directories.current(district);
  if (!directory) throw new DoorFault('unknown_district', '/district', { district });
  const { ordinal, at } = await nextOrdinal(door, district, kind);
  const deposit = openDeposit(door.keys);
  const opens = await options.found({ directory, ordinal, at, deposit });
  const row = { ...openingRow(opens, { client, key, actor, receivedAt: at }), fingerprint: print };
  const isNew = await receiving(() => putOpening(door.db.pool, row, deposit));
  door.db.ring();
  if (!isNew) {
    // Another process received the same key in the same instant.
    const receipt = await findReceipt(door, commandId, print);
    if (receipt === undefined) throw new Error(`${commandId} was neither new nor there`);
    return settleReceipt(door, receipt);
  }
  return settleReceipt(door, {
    row: { ...row, ordinal: 1, receivedAt: at, expectedVersion: undefined, outcome: undefined },
    delivery: respondAsync === true ? 'relay' : 'here',
    recorded: row.body.opening.length,
  });
}

/** What is numbered within a district and a year: the cases of a kind, and the minutes of a committee. */
export type Numbered = ProceedingKind | `minutes_${string}`;

/** The district's next number of a kind, and the database's clock. Numbers are not given back: gaps are allowed. */
export async function nextOrdinal(
  { db }: Pick<Door, 'db'>,
  district: string,
  kind: Numbered,
): Promise<{ ordinal: number; at: string }> {
  const { rows } = await db.pool.query<{ ordinal: string; now: Date }>({
    name: 'next-proceeding',
    text: `SELECT next_case_ordinal($1, $2, extract(year FROM clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::int) AS ordinal,
             clock_timestamp() AS now`,
    values: [district, kind],
  });
  const [row] = rows;
  if (!row) throw new Error('the database gave no number');
  return { ordinal: Number(row.ordinal), at: row.now.toISOString() };
}
