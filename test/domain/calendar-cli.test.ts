import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { calendarCommand } from '../../src/cli/calendar.js';

class Exit extends Error {
  constructor(readonly code: number) {
    super(`exit ${code}`);
  }
}

function run(...args: string[]): { out: string; err: string; code: number } {
  let [out, err] = ['', ''];
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true));
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => ((err += String(text)), true));
  jest.spyOn(process, 'exit').mockImplementation((code) => {
    throw new Exit(Number(code));
  });
  try {
    calendarCommand().parse(args, { from: 'user' });
    return { out, err, code: 0 };
  } catch (error) {
    if (error instanceof Exit) return { out, err, code: error.code };
    throw error;
  }
}

afterEach(() => {
  jest.restoreAllMocks();
});

describe('bihuan calendar due', () => {
  it('prints the due at +08:00, the last day and the days skipped', () => {
    expect(run('due', '--from', '2026-09-28T10:00+08:00', '--limit', '5wd')).toEqual({
      out: [
        'due      2026-10-11T00:00:00+08:00',
        'last day 2026-10-10 (make-up workday), until 24:00',
        'counted  5wd from 2026-09-28T10:00:00+08:00',
        `skipped  ${[1, 2, 3, 4, 5, 6, 7].map((day) => `2026-10-0${day} (holiday)`).join(', ')}`,
        '',
      ].join('\n'),
      err: '',
      code: 0,
    });
  });

  it.each([
    ['15d', '2026-10-09T00:00:00+08:00'],
    ['24h', '2026-09-18T10:00:00+08:00'],
    ['30min', '2026-09-17T10:30:00+08:00'],
    ['2wh', '2026-09-17T12:00:00+08:00'],
  ])('takes %s', (limit, due) => {
    expect(run('due', '--from', '2026-09-17T02:00Z', '--limit', limit).out).toContain(`due      ${due}\n`);
  });

  it('prints JSON', () => {
    const { out } = run('due', '--from', '2026-12-31T10:00+08:00', '--limit', '2wd', '--json');
    expect(JSON.parse(out)).toEqual({
      from: '2026-12-31T10:00:00+08:00',
      limit: '2wd',
      due: '2027-01-05T00:00:00+08:00',
      lastDay: '2027-01-04',
      provisional: 'yes',
      skipped: [
        { day: '2027-01-02', why: 'weekend' },
        { day: '2027-01-03', why: 'weekend' },
      ],
    });
  });

  it('says plainly that a due is provisional', () => {
    expect(run('due', '--from', '2026-12-31T10:00+08:00', '--limit', '2wd').out).toMatch(
      /^provisional: .*calendar is not published/m,
    );
    expect(run('due', '--from', '2026-12-30T10:00+08:00', '--limit', '1wd').out).not.toContain('provisional');
  });

  it.each([
    [['--from', '2026-09-28T10:00', '--limit', '5wd'], /--from.*zone/],
    [['--from', 'tomorrow', '--limit', '5wd'], /--from.*zone/],
    [['--from', '2026-09-28T10:00+08:00', '--limit', '5w'], /--limit.*whole number/],
    [['--from', '9999-12-30T10:00+08:00', '--limit', '99d'], /--limit.*9999/],
    [['--from', '9999-12-31T15:30Z', '--limit', '1h'], /--limit.*9999/],
    [['--limit', '5wd'], /--from/],
    [['--from', '2026-09-28T10:00+08:00', '--limit', '5wd', '--jsno'], /--jsno/],
  ])('refuses %j with one line and exit code 2', (args, line) => {
    const { out, err, code } = run('due', ...args);
    expect({ out, code }).toEqual({ out: '', code: 2 });
    expect(err).toMatch(line);
    expect(err.trim().split('\n').length).toBe(1);
  });

  it('ends with 0 after its help', () => {
    expect(run('due', '--help')).toMatchObject({ code: 0, out: expect.stringContaining('--from <instant>') });
  });
});
