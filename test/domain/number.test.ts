import { describe, expect, it } from '@jest/globals';
import { REQUEST_NUMBER_PATTERN, requestId, requestNumber } from '../../src/domain/number.js';

describe('a request number', () => {
  it('is the district, the year of receipt and six digits', () => {
    expect(requestNumber('150302', '2026-03-02T02:00:00.000Z', 123)).toBe('150302-2026-000123');
  });

  it('takes its year at +08:00', () => {
    expect(requestNumber('150302', '2026-12-31T15:59:59.999Z', 1)).toBe('150302-2026-000001');
    expect(requestNumber('150302', '2026-12-31T16:00:00.000Z', 1)).toBe('150302-2027-000001');
  });

  it('grows past a million without being cut', () => {
    const number = requestNumber('150302', '2026-03-02T02:00:00.000Z', 1_000_000);
    expect(number).toBe('150302-2026-1000000');
    expect(requestId(number)).toBe('request:150302:2026-1000000');
  });

  it('has one workflow id', () => {
    expect(requestId('150302-2026-000123')).toBe('request:150302:2026-000123');
  });

  it.each([
    '',
    '150302-2026-00123',
    '15030-2026-000123',
    '1503021-2026-000123',
    '150302-26-000123',
    '150302-2026-000123 ',
    '\n150302-2026-000123',
    '150302-2026-000123\n',
    '150302-2026-٠٠٠١٢٣',
    'request:150302:2026-000123',
  ])('is not %j', (text) => {
    expect(REQUEST_NUMBER_PATTERN.test(text)).toBe(false);
    expect(() => requestId(text)).toThrow(RangeError);
  });

  it('needs a receipt with a zone', () => {
    expect(() => requestNumber('150302', '2026-03-02T02:00:00', 1)).toThrow(RangeError);
  });
});
