import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dueOf, extendedDue, parseLimit, pointAt, type Limit, type Pause } from '../../src/domain/calendar.js';
import { localTime } from '../../src/domain/local-time.js';
import { aLimit, anInstant, aTerm, calendar, endOf, later, somePauses } from './calendar-fixture.js';

const at = (text: string) => `${text}+08:00`;
const paused = (from: string, until: string): Pause => ({ from: at(from), until: at(until) });
const ANY = ['min', 'h', 'wh', 'wd', 'd'] as const;

describe('a pause in a day term', () => {
  const lastDay = (limit: Limit, ...pauses: Pause[]) => dueOf(calendar, at('2026-03-02T10:00'), limit, pauses).lastDay;

  it('uses up the day of pausing and does not count the day of resuming', () => {
    expect(lastDay('5wd')).toBe('2026-03-09');
    expect(lastDay('5wd', paused('2026-03-04T10:00', '2026-03-11T00:00'))).toBe('2026-03-16');
    expect(lastDay('5wd', paused('2026-03-04T23:59', '2026-03-11T23:59'))).toBe('2026-03-16');
  });

  it('gains nothing within one day', () => {
    expect(lastDay('5wd', paused('2026-03-04T09:00', '2026-03-04T17:00'))).toBe('2026-03-09');
  });

  it('gains nothing when begun on the last day, which is used up by then', () => {
    expect(lastDay('5wd', paused('2026-03-09T09:00', '2026-03-20T00:00'))).toBe('2026-03-09');
    expect(lastDay('5wd', paused('2026-03-10T00:00', '2026-03-20T00:00'))).toBe('2026-03-09');
  });

  it('counts no day twice when pauses meet in it', () => {
    const apart = [paused('2026-03-04T10:00', '2026-03-06T10:00'), paused('2026-03-06T11:00', '2026-03-11T00:00')];
    expect(lastDay('5wd', ...apart)).toBe('2026-03-16');
  });

  it('is rolled over when met while the last day rolls over', () => {
    // 2026-03-02 + 12 days is Saturday 14th, due Monday 16th; the pause begins on the Sunday between.
    expect(lastDay('12d')).toBe('2026-03-16');
    expect(lastDay('12d', paused('2026-03-15T09:00', '2026-03-18T00:00'))).toBe('2026-03-19');
  });
});

describe('a pause in an hour term', () => {
  const due = (limit: Limit, ...pauses: Pause[]) =>
    localTime(dueOf(calendar, at('2026-03-02T10:00'), limit, pauses).at);

  it('is not counted', () => {
    expect(due('24h', paused('2026-03-02T12:00', '2026-03-02T15:30'))).toBe(at('2026-03-03T13:30:00'));
    expect(due('4wh', paused('2026-03-02T11:00', '2026-03-02T15:30'))).toBe(at('2026-03-03T09:30:00'));
    expect(due('4wh', paused('2026-03-02T12:00', '2026-03-02T14:30'))).toBe(due('4wh'));
  });

  it('is counted once where pauses overlap or lie in one another', () => {
    const overlapping = [
      paused('2026-03-02T12:00', '2026-03-02T14:00'),
      paused('2026-03-02T13:00', '2026-03-02T15:00'),
    ];
    const nested = [paused('2026-03-02T13:00', '2026-03-02T13:30'), paused('2026-03-02T12:00', '2026-03-02T15:00')];
    expect(due('24h', ...overlapping)).toBe(at('2026-03-03T13:00:00'));
    expect(due('24h', ...nested)).toBe(at('2026-03-03T13:00:00'));
  });

  it('begun at the due leaves it as it is', () => {
    expect(due('2h', paused('2026-03-02T12:00', '2026-03-05T00:00'))).toBe(at('2026-03-02T12:00:00'));
  });

  it('already running at the start puts the start off', () => {
    expect(due('2h', paused('2026-03-02T08:00', '2026-03-02T11:00'))).toBe(at('2026-03-02T13:00:00'));
  });

  it('that ends before it begins pauses nothing', () => {
    expect(due('24h', paused('2026-03-02T15:00', '2026-03-02T12:00'))).toBe(due('24h'));
  });
});

describe('pauses of any kind', () => {
  it('never shorten a term, and one more never does', () => {
    fc.assert(
      fc.property(aTerm(...ANY), ({ from, limit, pauses }) => {
        const dues = [...pauses.keys(), pauses.length].map((n) => dueOf(calendar, from, limit, pauses.slice(0, n)).at);
        expect(dues).toEqual([...dues].sort());
      }),
    );
  });

  it('never revive a due that had passed before they began', () => {
    const passed = aTerm(...ANY).chain((term) => {
      const due = dueOf(calendar, term.from, term.limit, term.pauses).at;
      return fc.record({ term: fc.constant(term), due: fc.constant(due), wait: fc.integer({ min: 0, max: 9999 }) });
    });
    fc.assert(
      fc.property(passed, ({ term: { from, limit, pauses }, due, wait }) => {
        const late = { from: later(due, wait), until: later(due, wait + 30_000) };
        expect(dueOf(calendar, from, limit, [...pauses, late]).at).toBe(due);
      }),
    );
  });

  it('count alike in any order, cut in two, or with another one inside', () => {
    fc.assert(
      fc.property(aTerm(...ANY), fc.nat(100), ({ from, limit, pauses }, percent) => {
        const due = dueOf(calendar, from, limit, pauses);
        const cut = pauses.flatMap((pause) => {
          const ms = Date.parse(pause.until) - Date.parse(pause.from);
          const middle = later(pause.from, Math.floor((ms * percent) / 100 / 60_000));
          return [
            { from: middle, until: pause.until },
            { from: pause.from, until: middle },
          ];
        });
        expect(dueOf(calendar, from, limit, [...pauses].reverse())).toEqual(due);
        expect(dueOf(calendar, from, limit, cut)).toEqual(due);
        expect(dueOf(calendar, from, limit, [...cut, ...pauses])).toEqual(due);
      }),
    );
  });
});

describe('a point in a term', () => {
  it('never comes earlier for a higher percentage, nor before the start or after the due', () => {
    const percents = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(aTerm(...ANY), percents, ({ from, limit, pauses }, some) => {
        const ascending = [...some].sort((a, b) => a - b);
        const points = ascending.map((percent) => pointAt(calendar, from, limit, percent, pauses));
        const all = [from, ...points, dueOf(calendar, from, limit, pauses).at];
        expect(all).toEqual([...all].sort());
      }),
    );
  });

  it('at 100 % is the due, except where calendar days roll over', () => {
    fc.assert(
      fc.property(aTerm('min', 'h', 'wh', 'wd'), ({ from, limit, pauses }) => {
        expect(pointAt(calendar, from, limit, 100, pauses)).toBe(dueOf(calendar, from, limit, pauses).at);
      }),
    );
  });
});

describe('a due', () => {
  it('of working days moves on with the start and with the limit', () => {
    const start = fc.integer({ min: 0, max: 5000 });
    fc.assert(
      fc.property(anInstant(), start, aLimit('wd'), fc.integer({ min: 1, max: 5 }), (from, minutes, limit, more) => {
        const due = dueOf(calendar, from, limit).at;
        expect(dueOf(calendar, later(from, minutes), limit).at >= due).toBe(true);
        expect(dueOf(calendar, from, `${parseLimit(limit).amount + more}wd`).at > due).toBe(true);
      }),
    );
  });

  it('comes out the same when computed again from what was stored', () => {
    fc.assert(
      fc.property(aTerm(...ANY), (term) => {
        const stored = JSON.parse(JSON.stringify({ calendar, ...term })) as typeof term & { calendar: typeof calendar };
        const { from, limit, pauses } = stored;
        expect(dueOf(stored.calendar, from, limit, pauses)).toEqual(
          dueOf(calendar, term.from, term.limit, term.pauses),
        );
      }),
    );
  });
});

describe('an extension', () => {
  const extended = anInstant().chain((from) =>
    fc.record({
      from: fc.constant(from),
      unit: fc.constantFrom('min' as const, 'h' as const, 'wh' as const, 'wd' as const),
      first: fc.integer({ min: 1, max: 30 }),
      more: fc.integer({ min: 1, max: 30 }),
      pauses: somePauses(from),
    }),
  );

  it('in the same unit is as good as a limit that long from the start, pauses or not', () => {
    fc.assert(
      fc.property(extended, ({ from, unit, first, more, pauses }) => {
        const due = dueOf(calendar, from, `${first}${unit}`, pauses);
        const whole = dueOf(calendar, from, `${first + more}${unit}`, pauses);
        expect(extendedDue(calendar, due, `${more}${unit}`, pauses)).toEqual(whole);
      }),
    );
  });

  it('always ends later than the old due', () => {
    fc.assert(
      fc.property(aTerm(...ANY), aLimit(...ANY), ({ from, limit, pauses }, more) => {
        const due = dueOf(calendar, from, limit, pauses);
        expect(extendedDue(calendar, due, more, pauses).at > due.at).toBe(true);
      }),
    );
  });

  it('by calendar days ends that many days after the old last day, or on the next working day', () => {
    const due = dueOf(calendar, at('2026-09-17T10:00'), '15d');
    expect(extendedDue(calendar, due, '15d')).toEqual({ at: endOf('2026-10-23'), lastDay: '2026-10-23' });
    expect(extendedDue(calendar, due, '16d').lastDay).toBe('2026-10-26');
  });
});
