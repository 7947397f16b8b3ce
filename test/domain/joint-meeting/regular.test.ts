import { describe, expect, it } from '@jest/globals';
import { convenedOn, regularDayFrom } from '../../../src/domain/joint-meeting/regular.js';
import { formatDay, parseDay } from '../../../src/domain/local-time.js';
import { calendar } from '../../support/domain.js';

const monthly = (regularDay: number) => ({ cadence: 'monthly', regularDay }) as const;
const quarterly = (regularDay: number) => ({ cadence: 'quarterly', regularDay }) as const;

describe('the next regular day', () => {
  it.each([
    // An ordinary Friday, from the day itself and from the day after.
    [monthly(20), '2026-03-20', '2026-03-20'],
    [monthly(20), '2026-03-21', '2026-04-20'],
    // 10 May is a Sunday, on which nobody works; 10 October a Saturday, on which everybody does.
    [monthly(10), '2026-05-01', '2026-05-11'],
    [monthly(10), '2026-10-01', '2026-10-10'],
    // 20 February lies in the holidays of Spring Festival, which end on the 23rd.
    [monthly(20), '2026-02-01', '2026-02-24'],
    // The day that was moved there is still ahead when the regular one has passed.
    [monthly(20), '2026-02-22', '2026-02-24'],
    [quarterly(15), '2026-01-16', '2026-04-15'],
    [quarterly(25), '2026-02-01', '2026-04-27'],
  ] as const)('of %j from %s on is %s', (cadence, from, day) => {
    expect(regularDayFrom(calendar, cadence, from)).toBe(day);
  });
});

describe('the day on which a sitting is convened', () => {
  it('lies a week before its regular day, or up to ten days where that is of the month before', () => {
    for (let regularDay = 1; regularDay <= 28; regularDay += 1) {
      for (const cadence of [monthly(regularDay), quarterly(regularDay)]) {
        const { dayOfMonth, months } = convenedOn(cadence);
        for (const month of months) {
          const on = parseDay(`2026-${String(month).padStart(2, '0')}-${String(dayOfMonth).padStart(2, '0')}`);
          let next = on;
          while (Number(formatDay(next).slice(8)) !== regularDay) next += 1;
          expect([7, 8, 9, 10]).toContain(next - on);
          if (cadence.cadence === 'quarterly') expect(['01', '04', '07', '10']).toContain(formatDay(next).slice(5, 7));
        }
      }
    }
  });
});
