/** Since when something holds, and the first day it no longer does: 'YYYY-MM-DD' at +08:00; for ever where there is none. */
export interface Validity {
  validFrom?: string | null | undefined;
  validUntil?: string | null | undefined;
}

/** Whether it holds on a day 'YYYY-MM-DD'. */
export function isInForceOn({ validFrom, validUntil }: Validity, day: string): boolean {
  const hasBegun = (validFrom ?? '') <= day;
  const isOver = (validUntil ?? AFTER_ALL) <= day;
  return hasBegun && !isOver;
}

/** No day comes after it. */
const AFTER_ALL = '~';
