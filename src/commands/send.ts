import type { Actor } from '../domain/envelope.js';
import { fingerprint, type Keys } from '../store/vault.js';
import { receiveRow, type Deposit } from '../store/inbox.js';
import { findReceipt, receiving, settleReceipt, type Door, type DoorAnswer, type Knock, type Receipt } from './door.js';
import { commandIdOf } from '../store/identity.js';

export interface SendOptions extends Knock {
  caseId: string;
  name: string;
  actor: Actor;
  /** Ready for the record: texts replaced by their references, facts of the directory beside them. */
  body: unknown;
  /** What the body refers to; put away only if the command is new. */
  deposit?: Deposit | undefined;
  /** The request as the client sent it, in one canonical form: tells a repeat from a reuse of the key. */
  canonical: string;
  expectedVersion?: number | undefined;
  /** Only a test passes its own. */
  receivedAt?: string | undefined;
}

/** Sends a command through the door: committed first, then decided by its workflow. Throws DoorFault key_reused. */
export async function send(door: Door, options: SendOptions): Promise<DoorAnswer> {
  const commandId = commandIdOf(options.client, options.key);
  const print = printOf(door.keys, options);
  const receipt = (await receive(door, commandId, print, options)) ?? (await findReceipt(door, commandId, print));
  if (receipt === undefined) throw new Error(`${commandId} was neither new nor there`);
  return settleReceipt(door, receipt);
}

/**
 * The answer of a command that was received before, whatever the directory and the record would say of it by now; undefined
 * when none was received under its key. Throws DoorFault key_reused.
 */
export async function answerAgain(
  door: Door,
  asked: Pick<SendOptions, 'client' | 'key' | 'name' | 'caseId' | 'canonical'>,
): Promise<DoorAnswer | undefined> {
  const receipt = await findReceipt(door, commandIdOf(asked.client, asked.key), printOf(door.keys, asked));
  return receipt && settleReceipt(door, receipt);
}

/** Tells a repeat of a command from a reuse of its key. */
export function printOf(
  keys: Keys,
  { name, caseId, canonical }: Pick<SendOptions, 'name' | 'caseId' | 'canonical'>,
): Buffer {
  return fingerprint(keys, `${name}\n${caseId}\n${canonical}`);
}

/** Undefined when the same key was received before, or by another process in the same instant. */
async function receive(
  door: Door,
  commandId: string,
  print: Buffer,
  options: SendOptions,
): Promise<Receipt | undefined> {
  const { client, key, caseId, name, actor, expectedVersion, body, deposit, receivedAt, respondAsync } = options;
  const row = { commandId, client, key, caseId, kind: name, actor, expectedVersion, body, fingerprint: print };
  const entered = await receiving(() => receiveRow(door.db.pool, { ...row, receivedAt }, deposit));
  if (entered === undefined) return undefined;
  const { waits, recorded, ...order } = entered;
  return {
    row: { ...row, ...order, outcome: undefined },
    delivery: waits || respondAsync === true ? 'relay' : 'here',
    recorded,
  };
}
