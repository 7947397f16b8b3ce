import { localDay } from './calendar.js';

/** `150302-2026-000123` from its parts; the year is that of receipt at +08:00. Gaps are allowed, repeats are not. */
export function requestNumber(district: string, receivedAt: string, ordinal: number): string {
  return `${district}-${localDay(receivedAt).slice(0, 4)}-${String(ordinal).padStart(6, '0')}`;
}

export const REQUEST_NUMBER_PATTERN = /^(\d{6})-(\d{4}-\d{6,})$/;

/** The workflow id of a request number: `request:150302:2026-000123`. Throws RangeError on anything else. */
export function requestId(number: string): string {
  const parts = REQUEST_NUMBER_PATTERN.exec(number);
  if (!parts) throw new RangeError(`not a request number: ${number}`);
  return `request:${parts[1] ?? ''}:${parts[2] ?? ''}`;
}
