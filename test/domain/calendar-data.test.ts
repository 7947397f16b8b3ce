import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { calendarFor, loadCalendar } from '../../src/calendar-data.js';

const published = fileURLToPath(new URL('../../data/calendars', import.meta.url));

function withCalendars(files: Record<string, unknown>, check: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'calendars-'));
  try {
    cpSync(published, folder, { recursive: true });
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), JSON.stringify(content));
    check(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const year2027 = { year: 2027, version: 1, source: ['https://www.gov.cn/notice'], off: ['01-01'], work: ['01-02'] };

describe('the calendar of data/calendars', () => {
  it('holds 2018 to 2026 and the office hours', () => {
    const { years, officeHours } = loadCalendar();
    expect(Object.keys(years)).toEqual(['2018', '2019', '2020', '2021', '2022', '2023', '2024', '2025', '2026']);
    expect(officeHours).toEqual([
      ['08:30', '12:00'],
      ['14:30', '17:30'],
    ]);
  });

  it('files a day under its own year, though the notice of the next one names it', () => {
    expect(loadCalendar().years['2018']).toMatchObject({ off: expect.arrayContaining(['12-31']) });
    expect(loadCalendar().years['2018']?.work).toContain('12-29');
    expect(loadCalendar().years['2022']?.off).toContain('12-31');
  });

  it('takes in a new year as soon as its file is there', () => {
    withCalendars({ '2027.json': year2027 }, (folder) => {
      expect(loadCalendar(folder).years['2027']).toEqual({ version: 1, off: ['01-01'], work: ['01-02'] });
    });
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['a day both off and worked', { '2027.json': { ...year2027, off: ['01-02'] } }, /2027\.json.*both off and worked/s],
    ['a worked day that is no weekend day', { '2027.json': { ...year2027, work: ['01-04'] } }, /no weekend day/],
    ['a day the year does not have', { '2027.json': { ...year2027, off: ['02-29'] } }, /2027 has no day 02-29/],
    ['a day twice', { '2027.json': { ...year2027, off: ['01-01', '01-01'] } }, /ascend/],
    ['a year under another name', { '2028.json': year2027 }, /2028\.json holds the year 2027/],
    ['an unknown field', { '2027.json': { ...year2027, offs: [] } }, /2027\.json.*offs/s],
    ['no version', { '2027.json': { ...year2027, version: undefined } }, /version/],
    ['no source', { '2027.json': { ...year2027, source: [] } }, /source/],
    ['no office hours', { 'office-hours.json': { version: 1, hours: [] } }, /office-hours\.json/],
    ['a bad time', { 'office-hours.json': { version: 1, hours: [['8:30', '12:00']] } }, /HH:MM/],
    [
      'hours that overlap',
      {
        'office-hours.json': {
          version: 1,
          hours: [
            ['08:30', '12:00'],
            ['11:00', '17:00'],
          ],
        },
      },
      /ascend/,
    ],
    [
      'hours that end before they begin',
      { 'office-hours.json': { version: 1, hours: [['12:00', '08:30']] } },
      /ascend/,
    ],
  ])('refuses %s', (_, files, message) => {
    withCalendars(files, (folder) => {
      expect(() => loadCalendar(folder)).toThrow(message);
    });
  });

  it('names the file that is missing', () => {
    expect(() => loadCalendar(join(published, 'nowhere'))).toThrow(/nowhere.office-hours\.json/);
  });
});

describe('the calendar in a request', () => {
  it('holds the year of receipt and the next, as far as they are published', () => {
    const calendar = loadCalendar();
    expect(Object.keys(calendarFor(calendar, 2025).years)).toEqual(['2025', '2026']);
    expect(calendarFor(calendar, 2026)).toEqual({
      years: { '2026': calendar.years['2026'] },
      officeHours: calendar.officeHours,
    });
  });
});
