import { createHash, type Hash } from 'node:crypto';

// Of this service alone: the same client and key have the same command id in every process and for ever.
const NAMESPACE = Buffer.from('b1a0c1d2e3f4405162738495a6b7c8d9', 'hex');

/** UUIDv5 (RFC 9562) of client and key. */
export function commandIdOf(client: string, key: string): string {
  return uuidOf(5, createHash('sha1').update(NAMESPACE).update(`${client}\u0000${key}`));
}

/** What the client of a command begins with that a case sends. */
export const CASE_CLIENT = 'case:';

/** As what a case opens others and sends them commands. */
export function clientOfCase(caseId: string): string {
  return `${CASE_CLIENT}${caseId}`;
}

/** The case that is a client; undefined: anybody else. */
export function caseOfClient(client: string): string | undefined {
  return client.startsWith(CASE_CLIENT) ? client.slice(CASE_CLIENT.length) : undefined;
}

/** Under what key a case opens another by one of its events. */
export function openingKey(seq: number, opened: string): string {
  return `${String(seq)}:${opened}`;
}

const UNHEARD = 'unheard.';

/** Under what key a message that nobody heard comes back to who told it. */
export function unheardKey(commandId: string): string {
  return `${UNHEARD}${commandId}`;
}

export function isUnheardKey(key: string): boolean {
  return key.startsWith(UNHEARD);
}

/** UUIDv8 of what an attachment is: whoever has its bytes can tell that an event means these and no others. */
export function attachmentIdOf(caseId: string, stage: string, sha256: string): string {
  return uuidOf(8, createHash('sha256').update(`${caseId}\u0000${stage}\u0000${sha256}`));
}

function uuidOf(version: 5 | 8, digest: Hash): string {
  const hash = digest.digest().subarray(0, 16);
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | (version << 4), 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = hash.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
