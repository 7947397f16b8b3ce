import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, randomUUID } from 'node:crypto';
import type { VaultRef } from '../domain/envelope.js';
import type { Transaction } from './database.js';

/** Keys derived from one secret, so that a deployment keeps one. */
export interface Keys {
  /** Names the contact key in force; rows keep the name of theirs. */
  keyId: string;
  /** The contact key of a name, whether in force or not. */
  readonly contact: (keyId: string) => Buffer;
  /** The key of a name under which secrets shared with other systems are sealed. */
  readonly secret: (keyId: string) => Buffer;
  fingerprint: Buffer;
  blindIndex: Buffer;
  link: Buffer;
}

/** Derives the service's keys from its secret (32 bytes or more). */
export function deriveKeys(secret: Buffer, keyId: string): Keys {
  const derive = (purpose: string): Buffer => Buffer.from(hkdfSync('sha256', secret, '', `bihuan:${purpose}`, 32));
  const inForce = derive(`contact:${keyId}`);
  return {
    keyId,
    contact: (name) => (name === keyId ? inForce : derive(`contact:${name}`)),
    secret: (name) => derive(`shared-secret:${name}`),
    fingerprint: derive('fingerprint'),
    blindIndex: derive('blind-index'),
    link: derive('judgement-link'),
  };
}

/** Words said in confidence lie under a purpose that begins with this: nobody is given them who does not ask for them. */
export const CONFIDENTIAL = 'confidential_';

/** A free text on its way into the vault, and what the event will hold of it. */
export interface TextEntry {
  ref: VaultRef;
  purpose: string;
  text: string;
  salt: Buffer;
}

/** How a resident can be reached. */
export interface Contact {
  name?: string | undefined;
  phone?: string | undefined;
  /** Who spoke for them: the requester is called back, not the proxy. */
  proxy?: { name?: string | undefined; phone?: string | undefined } | undefined;
}

export interface ContactEntry {
  ref: VaultRef;
  sealed: Buffer;
  keyId: string;
  salt: Buffer;
  /** Blind index of the phone, if there is one. */
  callerIndex?: Buffer | undefined;
}

const SALT_BYTES = 16;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** AES-256-GCM; `bound` is authenticated beside it, so that a sealed row cannot stand in for another. */
function seal(key: Buffer, bound: string, plain: Buffer): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(bound));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]);
}

/** Throws when key, binding or bytes are not the right ones. */
function unseal(key: Buffer, bound: string, sealed: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV_BYTES))
    .setAAD(Buffer.from(bound))
    .setAuthTag(sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
}

/** A secret shared with another system, as its row keeps it; `owner` names the row. */
export interface SealedSecret {
  keyId: string;
  sealed: Buffer;
}

/** Seals a secret under the key in force. */
export function sealSecret(keys: Keys, owner: string, secret: string): SealedSecret {
  return { keyId: keys.keyId, sealed: seal(keys.secret(keys.keyId), owner, Buffer.from(secret)) };
}

/** Opens a sealed secret of its owner. Throws when the service's secret or the row is not the right one. */
export function openSecret(keys: Keys, owner: string, { keyId, sealed }: SealedSecret): string {
  return unseal(keys.secret(keyId), owner, sealed).toString('utf8');
}

function commit(salt: Buffer, text: string | Buffer): string {
  return createHmac('sha256', salt).update(text).digest('hex');
}

/** Prepares a text: its reference and commitment go into events, itself into the vault only. */
export function textEntry(purpose: string, text: string): TextEntry {
  const salt = randomBytes(SALT_BYTES);
  return { ref: { ref: randomUUID(), commitment: commit(salt, text) }, purpose, text, salt };
}

/** Seals a contact. */
export function contactEntry(keys: Keys, contact: Contact): ContactEntry {
  const { name, phone, proxy } = contact;
  const callerIndex = phone === undefined ? undefined : blindIndex(keys, phone);
  return { ...sealedEntry(keys, Buffer.from(JSON.stringify({ name, phone, proxy }))), callerIndex };
}

/** Seals what another system sent, byte by byte: who asked and how to reach them stands in it, as in a contact. */
export function evidenceEntry(keys: Keys, raw: Buffer): ContactEntry {
  return sealedEntry(keys, raw);
}

function sealedEntry(keys: Keys, plain: Buffer): ContactEntry {
  const salt = randomBytes(SALT_BYTES);
  const ref = randomUUID();
  const sealed = seal(keys.contact(keys.keyId), ref, plain);
  return { ref: { ref, commitment: commit(salt, plain) }, sealed, keyId: keys.keyId, salt };
}

/** Opens a sealed contact under the key it was sealed with. Throws when the secret or the row is not the right one. */
export function openContact(keys: Keys, row: { ref: string; keyId: string; sealed: Buffer }): Contact {
  return JSON.parse(openEvidence(keys, row).toString('utf8')) as Contact;
}

/** The bytes of a sealed row. Throws as `openContact` does. */
export function openEvidence(
  keys: Keys,
  { ref, keyId, sealed }: { ref: string; keyId: string; sealed: Buffer },
): Buffer {
  return unseal(keys.contact(keyId), ref, sealed);
}

/** The digits of a phone number, less the country code of a Chinese mobile number: the same however it was written. */
export function phoneDigits(phone: string): string {
  return phone.replace(/\D/g, '').replace(/^(?:00)?86(?=1\d{10}$)/, '');
}

/** HMAC of a phone's digits: the same caller is found again, without anybody reading the number. */
export function blindIndex(keys: Keys, phone: string): Buffer {
  return createHmac('sha256', keys.blindIndex).update(phoneDigits(phone)).digest();
}

/** HMAC of a canonical request, to tell a repeat from another request under the same key. */
export function fingerprint(keys: Keys, request: string): Buffer {
  return createHmac('sha256', keys.fingerprint).update(request).digest();
}

/** A text as the statement that puts it away reads it: JSON, with bytes in hex. */
export function textRow({ ref, purpose, text, salt }: TextEntry) {
  return { ...ref, purpose, text, salt: salt.toString('hex') };
}

/** A contact as the statement that puts it away reads it. */
export function contactRow({ ref, keyId, sealed, salt, callerIndex }: ContactEntry) {
  const index = callerIndex?.toString('hex') ?? null;
  return {
    ...ref,
    key_id: keyId,
    sealed: sealed.toString('hex'),
    salt: salt.toString('hex'),
    caller_index: index,
  };
}

/**
 * What lies under one request and is told of another becomes the other's: the rows that `told` names, their purpose less its
 * prefix. Safe to repeat.
 */
export async function giveOver(
  tx: Transaction,
  { from, to, prefix, told }: { from: string; to: string; prefix: string; told: string },
): Promise<void> {
  await tx.query(
    `UPDATE vault_texts SET case_id = $2, purpose = substr(purpose, length($3) + 1)
     WHERE case_id = $1 AND purpose LIKE $3 || '%' AND strpos($4, ref::text) > 0`,
    [from, to, prefix, told],
  );
  await tx.query('UPDATE vault_contacts SET case_id = $2 WHERE case_id = $1 AND strpos($3, ref::text) > 0', [
    from,
    to,
    told,
  ]);
}
