import { createHmac, timingSafeEqual } from 'node:crypto';
import { requestId } from '../domain/number.js';
import type { Keys } from './vault.js';

/** Letters and digits that nobody confuses, on paper or over the phone. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 8;

/**
 * 查询码: with the number it opens what became of a request, for who was given a slip. Derived like the judgement link's token:
 * nothing to leak, nothing to lose.
 */
export function queryCode(keys: Keys, number: string): string {
  const mac = createHmac('sha256', keys.link)
    .update(`code ${requestId(number)}`)
    .digest();
  return [...mac.subarray(0, LENGTH)].map((byte) => ALPHABET.charAt(byte % ALPHABET.length)).join('');
}

/** Whether a code is that of the number, however it was written down. */
export function isQueryCodeOf(keys: Keys, number: string, written: string): boolean {
  const read = written.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  const [given, expected] = [Buffer.from(read), Buffer.from(queryCode(keys, number))];
  return given.length === expected.length && timingSafeEqual(given, expected);
}
