import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, randomUUID } from 'node:crypto';
import type { VaultRef } from '../domain/envelope.js';

/** Keys derived from one secret, so that a deployment keeps one. */
export interface Keys {
  /** Names the contact key in force; rows keep the name of theirs. */
  keyId: string;
  /** The contact key of a name, whether in force or not. */
  readonly contact: (keyId: string) => Buffer;
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
    fingerprint: derive('fingerprint'),
    blindIndex: derive('blind-index'),
    link: derive('judgement-link'),
  };
}

/** A free text on its way into the vault, and what the event will hold of it. */
export interface TextEntry {
  ref: VaultRef;
  purpose: string;
  text: string;
  salt: Buffer;
  /** The request it belongs to, where that is not the one whose command brings it. */
  caseId?: string | undefined;
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
  /** The request it belongs to, where that is not the one whose command brings it. */
  caseId?: string | undefined;
}

const SALT_BYTES = 16;
const IV_BYTES = 12;
const TAG_BYTES = 16;

function commit(salt: Buffer, text: string): string {
  return createHmac('sha256', salt).update(text).digest('hex');
}

/** Prepares a text: its reference and commitment go into events, itself into the vault only. */
export function textEntry(purpose: string, text: string): TextEntry {
  const salt = randomBytes(SALT_BYTES);
  return { ref: { ref: randomUUID(), commitment: commit(salt, text) }, purpose, text, salt };
}

/** Seals a contact with AES-256-GCM; the reference is bound in, so that a sealed row cannot stand in for another. */
export function contactEntry(keys: Keys, contact: Contact): ContactEntry {
  const { name, phone, proxy } = contact;
  const plain = JSON.stringify({ name, phone, proxy });
  const salt = randomBytes(SALT_BYTES);
  const ref = randomUUID();
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keys.contact(keys.keyId), iv).setAAD(Buffer.from(ref));
  const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  const sealed = Buffer.concat([iv, cipher.getAuthTag(), body]);
  const callerIndex = phone === undefined ? undefined : blindIndex(keys, phone);
  return { ref: { ref, commitment: commit(salt, plain) }, sealed, keyId: keys.keyId, salt, callerIndex };
}

/** Opens a sealed contact under the key it was sealed with. Throws when the secret or the row is not the right one. */
export function openContact(keys: Keys, row: { ref: string; keyId: string; sealed: Buffer }): Contact {
  const { ref, keyId, sealed } = row;
  const decipher = createDecipheriv('aes-256-gcm', keys.contact(keyId), sealed.subarray(0, IV_BYTES))
    .setAAD(Buffer.from(ref))
    .setAuthTag(sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  const plain = Buffer.concat([decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
  return JSON.parse(plain.toString('utf8')) as Contact;
}

/**
 * HMAC of a phone's digits, less the country code of a Chinese mobile number: the same caller is found again, however the
 * number was written, without anybody reading it.
 */
export function blindIndex(keys: Keys, phone: string): Buffer {
  const digits = phone.replace(/\D/g, '').replace(/^(?:00)?86(?=1\d{10}$)/, '');
  return createHmac('sha256', keys.blindIndex).update(digits).digest();
}

/** HMAC of a canonical request, to tell a repeat from another request under the same key. */
export function fingerprint(keys: Keys, request: string): Buffer {
  return createHmac('sha256', keys.fingerprint).update(request).digest();
}

/** A text as the statement that puts it away reads it: JSON, with bytes in hex. */
export function textRow({ ref, purpose, text, salt, caseId }: TextEntry) {
  return { ...ref, purpose, text, salt: salt.toString('hex'), of_case: caseId ?? null };
}

/** A contact as the statement that puts it away reads it. */
export function contactRow({ ref, keyId, sealed, salt, callerIndex, caseId }: ContactEntry) {
  const index = callerIndex?.toString('hex') ?? null;
  return {
    ...ref,
    key_id: keyId,
    sealed: sealed.toString('hex'),
    salt: salt.toString('hex'),
    caller_index: index,
    of_case: caseId ?? null,
  };
}
