import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dueOf, isWorkingDay, pointAt, skippedDays } from '../../src/domain/calendar.js';
import { addDays, aTerm, calendar, dayLetters, endOf, isWorked } from './calendar-fixture.js';
import { localDate, naiveDays, naiveHourDue } from './naive-calendar.js';

const root = new URL('../..', import.meta.url);

describe('every day from 2018 to 2026', () => {
  const expected: Record<string, { working: boolean; why?: string }> = {
    W: { working: true },
    M: { working: true, why: 'make_up' },
    H: { working: false, why: 'holiday' },
    S: { working: false, why: 'holiday' },
    E: { working: false, why: 'weekend' },
    '?': { working: false, why: 'weekend' },
  };

  it('is what independent libraries say it is', () => {
    expect(dayLetters.size).toBe(3287);
    const wrong = [...dayLetters].filter(([day, letter]) => {
      const { working, provisional, why } = isWorkingDay(calendar, day);
      return provisional || working !== expected[letter]?.working || why !== expected[letter].why;
    });
    expect(wrong).toEqual([]);
  });
});

describe('working days added to any day', () => {
  // chinese-days follows the process time zone, so it is asked in a process of its own.
  const script = `
    const { findWorkday } = require('chinese-days');
    const asked = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
    process.stdout.write(JSON.stringify(asked.map(([day, n]) => findWorkday(n, day))));`;

  it('end where chinese-days ends them, 3000 times', () => {
    const asked = fc.sample(
      fc.tuple(fc.constantFrom(...[...dayLetters.keys()].slice(0, -120)), fc.integer({ min: 1, max: 60 })),
      3000,
    );
    const answers = JSON.parse(
      execFileSync(process.execPath, ['-e', script], {
        cwd: root,
        input: JSON.stringify(asked),
        env: { ...process.env, NODE_OPTIONS: '', TZ: 'UTC' },
        encoding: 'utf8',
      }),
    ) as string[];
    const ours = asked.map(([day, n]) => dueOf(calendar, `${day}T23:59:59.999+08:00`, `${n}wd`).lastDay);
    const wrong = asked.flatMap(([day, n], i) =>
      ours[i] === answers[i] ? [] : [{ day, n, ours: ours[i], theirs: answers[i] }],
    );
    expect(wrong).toEqual([]);
  });
});

describe('hour terms with any pauses', () => {
  it('end where a count minute by minute ends', () => {
    fc.assert(
      fc.property(aTerm('min', 'h', 'wh'), ({ from, limit, pauses }) => {
        expect(dueOf(calendar, from, limit, pauses)).toEqual({ at: naiveHourDue(isWorked, from, limit, pauses) });
      }),
      { numRuns: 200 },
    );
  });
});

describe('day terms with any pauses', () => {
  it('end where a list of the countable days ends', () => {
    fc.assert(
      fc.property(aTerm('wd', 'd'), ({ from, limit, pauses }) => {
        const { counted, rolled } = naiveDays(isWorked, from, limit, pauses);
        expect(dueOf(calendar, from, limit, pauses)).toEqual({ at: endOf(rolled), lastDay: rolled });
        expect(pointAt(calendar, from, limit, 100, pauses)).toBe(endOf(counted));
      }),
      { numRuns: 500 },
    );
  });

  it('skip exactly the non-working days up to their end', () => {
    fc.assert(
      fc.property(aTerm('wd', 'd'), ({ from, limit }) => {
        const { counted, rolled } = naiveDays(isWorked, from, limit, []);
        const first = limit.endsWith('wd') ? localDate(Date.parse(from)) : addDays(counted, -1);
        const between = Array.from({ length: 150 }, (_, i) => addDays(first, i + 1)).filter((day) => day <= rolled);
        expect(skippedDays(calendar, from, limit).map(({ day }) => day)).toEqual(
          between.filter((day) => !isWorked(day)),
        );
      }),
    );
  });
});
