import { describe, expect, it } from '@jest/globals';
import { isTimeFormat, isZone, timeReader } from '../../src/import/source-time.js';

describe('the times of other systems', () => {
  it.each([
    ['YYYY-MM-DD HH:mm:ss', '+08:00', '2018-07-04 17:24:41', '2018-07-04T09:24:41.000Z'],
    ['YYYY/M/D H:mm', 'Asia/Shanghai', '2018/7/4 7:05', '2018-07-03T23:05:00.000Z'],
    ['MM/DD/YYYY hh:mm:ss A', 'America/New_York', '03/01/2011 05:39:26 PM', '2011-03-01T22:39:26.000Z'],
    ['YYYY-MM-DDTHH:mm:ss.SSSZ', '+08:00', '2018-07-04T17:24:41.250+09:30', '2018-07-04T07:54:41.250Z'],
    ['YYYY年M月D日', '+08:00', '2018年7月4日', '2018-07-03T16:00:00.000Z'],
    ['YYYY-MM-DD h A', '-03:30', '2018-07-04 12 AM', '2018-07-04T03:30:00.000Z'],
  ])('reads %s of %s', (format, zone, text, instant) => {
    expect(timeReader([format], zone)(text)).toBe(instant);
  });

  it('takes the first format that fits', () => {
    const read = timeReader(['YYYY-MM-DD HH:mm:ss', 'YYYY/M/D'], '+08:00');
    expect(read('2018/7/4')).toBe('2018-07-03T16:00:00.000Z');
  });

  it.each([
    ['a day that does not exist', '2018-02-30 00:00:00'],
    ['an hour that does not exist', '2018-07-04 24:00:00'],
    ['words', '昨天下午'],
    ['more than the format holds', '2018-07-04 17:24:41 '],
    ['the default of some database', '0001-01-01 00:00:00'],
    ['nothing', ''],
  ])('does not read %s', (_what, text) => {
    expect(timeReader(['YYYY-MM-DD HH:mm:ss'], '+08:00')(text)).toBeUndefined();
  });

  it('has no thirteenth hour on a 12-hour clock', () => {
    expect(timeReader(['YYYY-MM-DD hh A'], '+08:00')('2018-07-04 13 PM')).toBeUndefined();
  });

  it('reads an hour that autumn brings twice as its first, and one that spring leaves out as the next', () => {
    const read = timeReader(['YYYY-MM-DD HH:mm'], 'America/New_York');
    expect(read('2015-11-01 01:30')).toBe('2015-11-01T05:30:00.000Z');
    expect(read('2015-03-08 02:30')).toBe('2015-03-08T07:30:00.000Z');
    expect(read('2015-03-08 03:30')).toBe('2015-03-08T07:30:00.000Z');
    expect(read('2015-11-01 02:30')).toBe('2015-11-01T07:30:00.000Z');
  });

  it('knows zones and formats from anything else', () => {
    expect(['+08:00', '-0330', 'Asia/Shanghai', 'UTC'].every(isZone)).toBe(true);
    expect(['', 'Beijing', '+8', 'GMT+'].some(isZone)).toBe(false);
    expect(['YYYY-MM-DD', 'YYYY-M-D hh A'].every(isTimeFormat)).toBe(true);
    expect(['YYYY-MM', 'HH:mm', 'YYYY-MM-DD YYYY', 'YYYY-MM-DD hh:mm'].some(isTimeFormat)).toBe(false);
  });
});
