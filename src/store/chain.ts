import { createHash } from 'node:crypto';
import { canonicalJson } from '../domain/canonical-json.js';

export const CHAIN_ALGORITHM = 'sha-256';
/** What the first event of a case, and the first entry of a district's log, is chained to. */
export const CHAIN_START = '0'.repeat(64);

export interface ChainedEvent {
  seq: number;
  /** RFC 8785 text of the whole envelope. */
  envelope: string;
  prev_hash: string;
  hash: string;
}

/** SHA-256(previous hash ‖ canonical text) in hex. */
export function chainHash(prevHash: string, envelope: string): string {
  return createHash('sha256').update(prevHash).update(envelope).digest('hex');
}

/** Chains events in order onto the hash of the one before. */
export function chain(prevHash: string, events: readonly { readonly seq: number }[]): ChainedEvent[] {
  let prev_hash = prevHash;
  return events.map((event) => {
    const envelope = canonicalJson(event);
    const link = { seq: event.seq, envelope, prev_hash, hash: chainHash(prev_hash, envelope) };
    prev_hash = link.hash;
    return link;
  });
}
