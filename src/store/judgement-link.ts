import { createHmac, timingSafeEqual } from 'node:crypto';
import { requestId } from '../domain/number.js';
import type { Keys } from './vault.js';

const MAC_BYTES = 18;

function mac(keys: Keys, caseId: string, link: number): Buffer {
  return createHmac('sha256', keys.link)
    .update(`${caseId}#${String(link)}`)
    .digest()
    .subarray(0, MAC_BYTES);
}

/**
 * The token of a request's n-th link. It is derived, not stored: nothing to leak, nothing to lose, and the workflow alone
 * decides whether it may still be used.
 */
export function judgementToken(keys: Keys, number: string, link: number): string {
  return `${number}.${mac(keys, requestId(number), link).toString('base64url')}`;
}

/** The request number a token was made for, if it is the token of that link. */
export function numberOfToken(token: string): string | undefined {
  return /^(\d{6}-\d{4}-\d{6,})\.[\w-]{24}$/.exec(token)?.[1];
}

/** Whether the token is that of the request's n-th link. */
export function isTokenOf(keys: Keys, token: string, number: string, link: number): boolean {
  const given = Buffer.from(token);
  const expected = Buffer.from(judgementToken(keys, number, link));
  return given.length === expected.length && timingSafeEqual(given, expected);
}
