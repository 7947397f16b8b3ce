import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Signatures of the Standard Webhooks specification, symmetric: `v1,base64(HMAC-SHA256(id.timestamp.body))`. */

const PREFIX = 'whsec_';
const SECRET_BYTES = 32;
/** How far the sender's clock may be off, and how late a message may come: older ones could be somebody's recording. */
const TOLERANCE_S = 300;

/** What is signed beside the body: the message's own id, and when it was sent, in seconds since 1970. */
export interface Signed {
  id: string;
  timestamp: number;
}

/** A new shared secret, `whsec_…`. */
export function newSecret(): string {
  return PREFIX + randomBytes(SECRET_BYTES).toString('base64');
}

/** The signature of the bytes as they are sent. */
export function sign(secret: string, { id, timestamp }: Signed, body: Buffer): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const mac = createHmac('sha256', key)
    .update(`${id}.${String(timestamp)}.`)
    .update(body);
  return `v1,${mac.digest('base64')}`;
}

/** The three headers of a message as they came. */
export interface SignatureHeaders {
  id: string | undefined;
  timestamp: string | undefined;
  signature: string | undefined;
}

/** Whether the bytes are what the owner of the secret sent within five minutes of `nowMs`: then the message's id. */
export function verify(secret: string, headers: SignatureHeaders, body: Buffer, nowMs: number): string | undefined {
  const { id = '', timestamp = '', signature = '' } = headers;
  // A full stop ends the id in what is signed.
  if (!/^[\w:-]{1,200}$/.test(id) || !/^\d{1,12}$/.test(timestamp)) return undefined;
  const seconds = Number(timestamp);
  if (Math.abs(nowMs / 1_000 - seconds) > TOLERANCE_S) return undefined;
  const expected = Buffer.from(sign(secret, { id, timestamp: seconds }, body));
  const isOurs = signature.split(' ').some((one) => {
    const given = Buffer.from(one);
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
  return isOurs ? id : undefined;
}
