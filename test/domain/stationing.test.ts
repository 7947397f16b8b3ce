import { describe, expect, it } from '@jest/globals';
import { isThereOn, presenceOf, type Post } from '../../src/domain/stationing.js';
import type { Calendar } from '../../src/domain/working-days.js';

/** As in 2026: 1 to 7 October off, Saturday the 10th worked in exchange. */
const CALENDAR: Calendar = {
  years: {
    '2026': { version: 1, off: ['10-01', '10-02', '10-03', '10-04', '10-05', '10-06', '10-07'], work: ['10-10'] },
  },
  officeHours: [
    ['08:30', '12:00'],
    ['14:30', '17:30'],
  ],
};
const post = (more: Partial<Post> = {}): Post => ({
  mode: 'standing',
  weekdays: [1, 2, 3, 4, 5],
  validFrom: '2026-01-01',
  ...more,
});
const at = (of: Post, local: string) => presenceOf(of, CALENDAR, `2026-${local}:00+08:00`);

describe('who is standing', () => {
  it.each([
    ['09-28T08:29', 'off_duty'],
    ['09-28T08:30', 'on_duty'],
    ['09-28T11:59', 'on_duty'],
    ['09-28T12:00', 'off_duty'],
    ['09-28T14:30', 'on_duty'],
    ['09-28T17:29', 'on_duty'],
    ['09-28T17:30', 'off_duty'],
  ])('is there in office hours: at %s %s', (local, presence) => {
    expect(at(post(), local)).toBe(presence);
  });

  it('is not there on a holiday or a weekend, but on a weekend day worked in exchange', () => {
    expect(at(post(), '10-01T10:00')).toBe('off_duty');
    expect(at(post(), '10-07T10:00')).toBe('off_duty');
    expect(at(post(), '09-26T10:00')).toBe('off_duty');
    expect(at(post(), '10-10T10:00')).toBe('on_duty');
  });

  it('is there on a weekend that the roster lists, unless it lies in a holiday', () => {
    const everyDay = post({ weekdays: [1, 2, 3, 4, 5, 6, 7] });
    expect(at(everyDay, '09-27T10:00')).toBe('on_duty');
    expect(at(everyDay, '10-03T10:00')).toBe('off_duty');
  });

  it('is there from the first day of the post to before the first day no longer, by the days of the place', () => {
    const oneWeek = post({ validFrom: '2026-09-21', validUntil: '2026-09-28', weekdays: [1, 2, 3, 4, 5, 6, 7] });
    expect(at(oneWeek, '09-20T10:00')).toBe('off_duty');
    expect(at(oneWeek, '09-21T08:30')).toBe('on_duty');
    expect(at(oneWeek, '09-27T17:29')).toBe('on_duty');
    expect(at(oneWeek, '09-28T08:30')).toBe('off_duty');
    // Still the 20th in Greenwich.
    expect(presenceOf(oneWeek, CALENDAR, '2026-09-21T00:30:00.000Z')).toBe('on_duty');
  });
});

describe('who comes by turns', () => {
  const tuesdays = post({ mode: 'rotating', weekdays: [2] });

  it('is there on the weekdays of the roster only', () => {
    const days = ['09-21', '09-22', '09-23', '09-24', '09-25', '09-26', '09-27'];
    expect(days.filter((day) => at(tuesdays, `${day}T10:00`) === 'on_duty')).toEqual(['09-22']);
  });

  it('has no turn on a holiday, nor on a weekend day that others work in exchange', () => {
    expect(at(tuesdays, '10-06T10:00')).toBe('off_duty');
    expect(at(tuesdays, '10-10T10:00')).toBe('off_duty');
    expect(at(post({ mode: 'rotating', weekdays: [6] }), '10-10T10:00')).toBe('on_duty');
  });
});

describe('who accompanies', () => {
  const called = post({ mode: 'accompanying', weekdays: [], validUntil: '2026-10-01' });

  it('can be called at any hour while the post is valid', () => {
    expect(at(called, '09-28T10:00')).toBe('on_call');
    expect(at(called, '09-27T03:00')).toBe('on_call');
    expect(at(called, '10-01T00:00')).toBe('off_duty');
  });

  it('is on duty where days are listed, and on call besides', () => {
    const mondays = post({ mode: 'accompanying', weekdays: [1] });
    expect(at(mondays, '09-28T10:00')).toBe('on_duty');
    expect(at(mondays, '09-28T20:00')).toBe('on_call');
    expect(at(mondays, '09-29T10:00')).toBe('on_call');
  });
});

describe('a day', () => {
  const days = (of: Post) =>
    ['09-28', '09-29', '09-26', '10-01', '10-10'].filter((day) => isThereOn(of, CALENDAR, `2026-${day}`));

  it('is one of those on which somebody is there at some hour, or can be called', () => {
    expect(days(post())).toEqual(['09-28', '09-29', '10-10']);
    expect(days(post({ mode: 'rotating', weekdays: [2] }))).toEqual(['09-29']);
    expect(days(post({ mode: 'accompanying', weekdays: [], validUntil: '2026-10-10' }))).toEqual([
      ...['09-28', '09-29', '09-26', '10-01'],
    ]);
    expect(days(post({ validUntil: '2026-09-29' }))).toEqual(['09-28']);
  });
});

it('refuses what is no instant', () => {
  expect(() => presenceOf(post(), CALENDAR, '2026-09-28T10:00:00')).toThrow(RangeError);
});
