/** Minutes, hours, working hours, working days, calendar days. */
export const LIMIT_UNITS = ['min', 'h', 'wh', 'wd', 'd'] as const;
export type LimitUnit = (typeof LIMIT_UNITS)[number];

/** '30min' '24h' '2wh' '5wd' '15d' */
export type Limit = `${number}${LimitUnit}`;

// Five digits keep every term within a few hundred years, so that no walk along the calendar runs away.
const LIMIT = /^([1-9]\d{0,4})(min|wh|wd|h|d)$/;

/** A whole number from 1 to 99999 and a unit, without spaces, signs or leading zeros. */
export function isLimit(text: string): text is Limit {
  return LIMIT.test(text);
}

/** RangeError unless `isLimit`. */
export function parseLimit(limit: Limit): { amount: number; unit: LimitUnit } {
  const [, amount, unit] = LIMIT.exec(limit) ?? [];
  const known = LIMIT_UNITS.find((each) => each === unit);
  if (amount === undefined || known === undefined) throw new RangeError(`not a limit such as 30min or 5wd: ${limit}`);
  return { amount: Number(amount), unit: known };
}
