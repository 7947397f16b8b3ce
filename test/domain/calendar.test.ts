import { describe, expect, it } from '@jest/globals';
import {
  dueAfter,
  dueOf,
  extendedDue,
  isLimit,
  isWorkingDay,
  localDay,
  parseLimit,
  pointAt,
  skippedDays,
  type Limit,
} from '../../src/domain/calendar.js';
import { localTime } from '../../src/domain/local-time.js';
import { calendar, endOf } from './calendar-fixture.js';

const morning = (day: string) => `${day}T10:00:00.000+08:00`;
const dueAt = (from: string, limit: Limit) => localTime(dueOf(calendar, from, limit).at);

describe('a term that begins when another has lapsed', () => {
  const after = (lapsedAt: string, limit: Limit) => localTime(dueAfter(calendar, lapsedAt, limit).at);

  it('at the end of a day takes that day for its start day', () => {
    expect(after(endOf('2026-03-03'), '1wd')).toBe('2026-03-05T00:00:00+08:00');
    expect(after(endOf('2026-03-06'), '1wd')).toBe('2026-03-10T00:00:00+08:00');
    expect(after(endOf('2026-03-03'), '2d')).toBe('2026-03-06T00:00:00+08:00');
  });

  it('within a day is any other term', () => {
    expect(after(morning('2026-03-03'), '1wd')).toBe('2026-03-05T00:00:00+08:00');
    expect(after(morning('2026-03-03'), '2h')).toBe('2026-03-03T12:00:00+08:00');
    expect(after(endOf('2026-03-03'), '2h')).toBe('2026-03-04T02:00:00+08:00');
  });
});

describe('day terms', () => {
  it.each<[string, Limit, string]>([
    ['2025-12-31', '1wd', '2026-01-04'],
    ['2026-02-13', '3wd', '2026-02-25'],
    ['2026-02-13', '5wd', '2026-02-27'],
    ['2026-04-30', '5wd', '2026-05-11'],
    ['2026-09-18', '5wd', '2026-09-24'],
    ['2026-09-28', '5wd', '2026-10-10'],
    ['2026-09-30', '5wd', '2026-10-13'],
    ['2026-09-17', '15d', '2026-10-08'],
  ])('from %s, %s ends on %s', (start, limit, lastDay) => {
    expect(dueOf(calendar, morning(start), limit)).toEqual({ at: endOf(lastDay), lastDay });
  });

  it('do not care at what hour of the start day they begin', () => {
    const first = dueOf(calendar, '2026-09-27T16:00:00.000Z', '5wd');
    expect(dueOf(calendar, '2026-09-28T15:59:59.999Z', '5wd')).toEqual(first);
    expect(dueOf(calendar, '2026-09-28T16:00:00.000Z', '5wd').lastDay).toBe('2026-10-12');
  });

  it('end at 24:00 at +08:00', () => {
    expect(dueOf(calendar, morning('2026-09-28'), '5wd').at).toBe('2026-10-10T16:00:00.000Z');
  });

  it('of calendar days end on a make-up workday without rolling over', () => {
    expect(dueOf(calendar, morning('2026-09-25'), '15d').lastDay).toBe('2026-10-10');
  });
});

describe('hour terms', () => {
  it.each<[string, Limit, string]>([
    ['2026-02-16T23:30+08:00', '2h', '2026-02-17T01:30:00+08:00'],
    ['2026-02-16T23:30+08:00', '72h', '2026-02-19T23:30:00+08:00'],
    ['2026-10-01T00:00+08:00', '30min', '2026-10-01T00:30:00+08:00'],
    ['2026-12-31T20:00+08:00', '24h', '2027-01-01T20:00:00+08:00'],
  ])('from %s, %s run through nights and holidays until %s', (from, limit, due) => {
    expect(dueAt(from, limit)).toBe(due);
    expect(dueOf(calendar, from, limit)).toEqual({ at: expect.any(String) });
  });

  it('keep the millisecond they began at', () => {
    expect(dueOf(calendar, '2026-09-28T02:00:00.123Z', '24h').at).toBe('2026-09-29T02:00:00.123Z');
  });
});

describe('working hours', () => {
  it.each<[string, Limit, string, string]>([
    ['inside one half of the day', '2wh', '2026-09-28T09:00', '2026-09-28T11:00'],
    ['over noon', '2wh', '2026-09-28T11:00', '2026-09-28T15:30'],
    ['to noon exactly, where the due stays', '2wh', '2026-09-28T10:00', '2026-09-28T12:00'],
    ['to closing exactly, where the due stays', '3wh', '2026-09-28T14:30', '2026-09-28T17:30'],
    ['from closing on', '1wh', '2026-09-28T17:30', '2026-09-29T09:30'],
    ['from before opening', '1wh', '2026-09-28T06:00', '2026-09-28T09:30'],
    ['from noon', '1wh', '2026-09-28T12:00', '2026-09-28T15:30'],
    ['over the National Day holiday', '2wh', '2026-09-30T16:30', '2026-10-08T09:30'],
    ['on a make-up Saturday', '2wh', '2026-10-09T17:00', '2026-10-10T10:00'],
  ])('run %s', (_, limit, from, due) => {
    expect(dueAt(`${from}+08:00`, limit)).toBe(`${due}:00+08:00`);
  });

  it('are refused where no office hours are set', () => {
    expect(() => dueOf({ ...calendar, officeHours: [] }, morning('2026-09-28'), '2wh')).toThrow(RangeError);
    expect(() => dueOf({ ...calendar, officeHours: [['8.30', '12']] }, morning('2026-09-28'), '2wh')).toThrow(
      RangeError,
    );
    expect(dueOf({ ...calendar, officeHours: [] }, morning('2026-09-28'), '2wd').lastDay).toBe('2026-09-30');
  });

  it('may run to 24:00', () => {
    const roundTheClock = { ...calendar, officeHours: [['00:00', '24:00']] as const };
    expect(dueOf(roundTheClock, '2026-09-30T00:00:00+08:00', '24wh').at).toBe('2026-09-30T16:00:00.000Z');
    expect(skippedDays(roundTheClock, '2026-09-30T00:00:00+08:00', '24wh')).toEqual([]);
  });
});

describe('a year without a published table', () => {
  it.each<[string, string, Limit, string]>([
    ['working days counted in it', '2026-12-30', '5wd', '2027-01-06'],
    ['the last calendar day in it', '2026-12-17', '15d', '2027-01-01'],
    ['the roll-over of the last day in it', '2026-12-18', '15d', '2027-01-04'],
    ['everything in it', '2027-09-28', '5wd', '2027-10-05'],
  ])('makes a due provisional by %s', (_, start, limit, lastDay) => {
    expect(dueOf(calendar, morning(start), limit)).toEqual({ at: endOf(lastDay), lastDay, provisional: 'yes' });
  });

  it('makes a due provisional when only a roll-over out of December reaches it', () => {
    const years = { ...calendar.years, '2026': { version: 2, off: ['12-31'], work: [] } };
    const due = dueOf({ ...calendar, years }, morning('2026-12-16'), '15d');
    expect(due).toEqual({ at: endOf('2027-01-01'), lastDay: '2027-01-01', provisional: 'yes' });
  });

  it('makes working hours provisional only when they reach it', () => {
    expect(dueOf(calendar, '2026-12-31T16:30+08:00', '2wh')).toEqual({
      at: '2027-01-01T01:30:00.000Z',
      provisional: 'yes',
    });
    expect(dueOf(calendar, '2026-12-31T16:30+08:00', '1wh')).toEqual({ at: '2026-12-31T09:30:00.000Z' });
  });

  it('makes a due provisional also when the term ends in a published year again', () => {
    const years = { ...calendar.years, '2028': { version: 1, off: [], work: [] } };
    const due = dueOf({ ...calendar, years }, morning('2026-12-30'), '280wd');
    expect(due).toMatchObject({ lastDay: '2028-01-26', provisional: 'yes' });
  });

  it('leaves a due certain that does not ask for its days', () => {
    expect(dueOf(calendar, morning('2026-12-25'), '4wd')).toEqual({ at: endOf('2026-12-31'), lastDay: '2026-12-31' });
    expect(dueOf(calendar, '2026-12-31T20:00+08:00', '72h').provisional).toBeUndefined();
    const years = { '2025': { version: 1, off: [], work: [] }, '2027': { version: 1, off: [], work: [] } };
    expect(dueOf({ ...calendar, years }, morning('2025-12-20'), '400d').provisional).toBeUndefined();
  });

  it('has weekends, says so, and knows no holiday', () => {
    expect(isWorkingDay(calendar, '2027-10-01')).toEqual({ working: true, provisional: true });
    expect(isWorkingDay(calendar, '2027-10-02')).toEqual({ working: false, provisional: true, why: 'weekend' });
    expect(isWorkingDay(calendar, '2026-10-01')).toEqual({ working: false, provisional: false, why: 'holiday' });
  });

  it('stops being provisional once its table is there', () => {
    const years = { ...calendar.years, '2027': { version: 1, off: ['01-01'], work: ['01-02'] } };
    expect(dueOf({ ...calendar, years }, morning('2026-12-30'), '5wd').provisional).toBeUndefined();
    expect(dueOf({ ...calendar, years }, morning('2026-12-30'), '2wd').lastDay).toBe('2027-01-02');
  });
});

describe('skipped days', () => {
  it('are the holidays and weekends a working-day term passes over', () => {
    const skipped = skippedDays(calendar, morning('2026-04-30'), '5wd');
    expect(skipped.map(({ day }) => day)).toEqual(
      ['05-01', '05-02', '05-03', '05-04', '05-05', '05-10'].map((d) => `2026-${d}`),
    );
    expect(skipped.at(1)).toEqual({ day: '2026-05-02', why: 'holiday' });
    expect(skipped.at(-1)).toEqual({ day: '2026-05-10', why: 'weekend' });
  });

  it('of a calendar-day term are those its last day rolled over', () => {
    expect(skippedDays(calendar, morning('2026-09-17'), '15d').map(({ day }) => day)).toEqual(
      ['02', '03', '04', '05', '06', '07'].map((day) => `2026-10-${day}`),
    );
    expect(skippedDays(calendar, morning('2026-09-01'), '15d')).toEqual([]);
  });

  it('of working hours start with the day they begin on', () => {
    expect(skippedDays(calendar, morning('2026-09-27'), '2wh')).toEqual([{ day: '2026-09-27', why: 'holiday' }]);
    expect(skippedDays(calendar, morning('2026-10-07'), '72h')).toEqual([]);
  });
});

describe('a point in a term', () => {
  it.each<[Limit, number, string]>([
    ['72h', 50, '2026-09-29T22:00:00+08:00'],
    ['2wh', 50, '2026-09-28T11:00:00+08:00'],
    ['5wd', 0, '2026-09-29T00:00:00+08:00'],
    ['5wd', 50, '2026-10-08T12:00:00+08:00'],
    ['5wd', 80, '2026-10-10T00:00:00+08:00'],
    ['5wd', 100, '2026-10-11T00:00:00+08:00'],
    ['4wd', 50, '2026-10-01T00:00:00+08:00'],
    ['3d', 100, '2026-10-02T00:00:00+08:00'],
  ])('of %s at %d %% lies at %s', (limit, percent, at) => {
    expect(localTime(pointAt(calendar, morning('2026-09-28'), limit, percent))).toBe(at);
  });

  it('of a day term at 0 % is the beginning of its first counted day', () => {
    expect(localTime(pointAt(calendar, morning('2026-09-30'), '5wd', 0))).toBe('2026-10-08T00:00:00+08:00');
  });

  it.each([-1, 100.1, NaN])('is refused at %d %%', (percent) => {
    expect(() => pointAt(calendar, morning('2026-09-28'), '5wd', percent)).toThrow(RangeError);
  });
});

describe('an extension', () => {
  it('counts from the old last day', () => {
    const due = dueOf(calendar, morning('2026-09-21'), '5wd');
    expect(due.lastDay).toBe('2026-09-29');
    expect(extendedDue(calendar, due, '3wd')).toEqual({ at: endOf('2026-10-09'), lastDay: '2026-10-09' });
    expect(extendedDue(calendar, due, '3d')).toEqual({ at: endOf('2026-10-08'), lastDay: '2026-10-08' });
  });

  it('of an hour term counts from the old due', () => {
    const due = dueOf(calendar, morning('2026-09-28'), '24h');
    expect(extendedDue(calendar, due, '24h')).toEqual({ at: '2026-09-30T02:00:00.000Z' });
    expect(extendedDue(calendar, due, '1wd').lastDay).toBe('2026-09-30');
  });

  it('by hours of a day term counts from its last midnight', () => {
    const due = dueOf(calendar, morning('2026-09-28'), '1wd');
    expect(localTime(extendedDue(calendar, due, '24h').at)).toBe('2026-10-01T00:00:00+08:00');
    expect(localTime(extendedDue(calendar, due, '2wh').at)).toBe('2026-09-30T10:30:00+08:00');
  });

  it('of a provisional due is provisional', () => {
    expect(extendedDue(calendar, { at: '2026-10-01T00:00:00.000Z', provisional: 'yes' }, '24h').provisional).toBe(
      'yes',
    );
  });
});

describe('limits and times that are none', () => {
  const bad = [
    '',
    '5',
    'wd',
    '0d',
    '-1d',
    '1.5h',
    '1e3h',
    '05wd',
    ' 5wd',
    '5 wd',
    '5wd ',
    '5WD',
    '5w',
    '100000d',
    '5wdx',
    '5hwd',
  ];
  it.each(bad)('refuses the limit "%s"', (limit) => {
    expect(isLimit(limit)).toBe(false);
    expect(() => parseLimit(limit as Limit)).toThrow(RangeError);
  });

  it('reads every unit', () => {
    const limits: Limit[] = ['30min', '24h', '2wh', '5wd', '15d'];
    expect(limits.map((limit) => parseLimit(limit))).toEqual([
      { amount: 30, unit: 'min' },
      { amount: 24, unit: 'h' },
      { amount: 2, unit: 'wh' },
      { amount: 5, unit: 'wd' },
      { amount: 15, unit: 'd' },
    ]);
  });

  it.each(['2026-09-28', '2026-09-28T10:00', '2026-02-30T10:00Z', '2026-09-28T25:00Z', '28.9.2026', ''])(
    'refuses the instant "%s", whose meaning the process time zone would decide or nobody knows',
    (instant) => {
      expect(() => dueOf(calendar, instant, '5wd')).toThrow(RangeError);
      expect(() => localDay(instant)).toThrow(RangeError);
    },
  );

  it.each(['2026-02-29', '2026-2-1', '2026-13-01', 'today', '2026-09-28T10:00Z'])('refuses the day "%s"', (day) => {
    expect(() => isWorkingDay(calendar, day)).toThrow(RangeError);
  });

  it('refuses a term that leaves the years a date can be written in', () => {
    expect(() => dueOf(calendar, '9999-12-30T10:00Z', '72h')).toThrow(RangeError);
    expect(() => dueOf(calendar, '9999-12-30T10:00Z', '5wd')).toThrow(RangeError);
    expect(() => dueOf(calendar, '9999-12-30T10:00Z', '50wh')).toThrow(RangeError);
  });

  it('gives the day at +08:00 of an instant in any zone', () => {
    expect(localDay('2026-09-28T15:59:59.999Z')).toBe('2026-09-28');
    expect(localDay('2026-09-28T16:00:00.000Z')).toBe('2026-09-29');
    expect(localDay('2026-09-28T23:00-05:00')).toBe('2026-09-29');
    expect(localDay('1969-12-31T15:59Z')).toBe('1969-12-31');
  });
});
