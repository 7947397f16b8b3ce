import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dueOf, isWorkingDay, pointAt, skippedDays, type Limit, type Pause } from '../../src/domain/calendar.js';
import { addDays, aTerm, calendar, dayLetters, endOf, isWorked } from './calendar-fixture.js';

const root = new URL('../..', import.meta.url);
const MINUTE_MS = 60_000;
const localDate = (ms: number) => new Date(ms + 8 * 60 * MINUTE_MS).toISOString().slice(0, 10);

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

/** Counts minute by minute; everything it is given lies on whole minutes. */
function naiveHourDue(from: string, limit: Limit, pauses: readonly Pause[]): string {
  const unit = limit.endsWith('wh') ? 'wh' : limit.endsWith('h') ? 'h' : 'min';
  let left = Number.parseInt(limit, 10) * (unit === 'min' ? 1 : 60);
  const paused = pauses.map((pause) => [Date.parse(pause.from), Date.parse(pause.until)] as const);
  let minute = Date.parse(from);
  for (; left > 0; minute += MINUTE_MS) {
    const now = minute;
    if (paused.some(([start, end]) => start <= now && now < end)) continue;
    const sinceMidnight = (now / MINUTE_MS + 480) % 1440;
    const open = (sinceMidnight >= 510 && sinceMidnight < 720) || (sinceMidnight >= 870 && sinceMidnight < 1050);
    if (unit !== 'wh' || (open && isWorked(localDate(now)))) left -= 1;
  }
  return new Date(minute).toISOString();
}

describe('hour terms with any pauses', () => {
  it('end where a count minute by minute ends', () => {
    fc.assert(
      fc.property(aTerm('min', 'h', 'wh'), ({ from, limit, pauses }) => {
        expect(dueOf(calendar, from, limit, pauses)).toEqual({ at: naiveHourDue(from, limit, pauses) });
      }),
      { numRuns: 200 },
    );
  });
});

/** Lists the days that count, one after the other; the last of them, and where it rolls to. */
function naiveDays(from: string, limit: Limit, pauses: readonly Pause[]): { counted: string; rolled: string } {
  const start = localDate(Date.parse(from));
  const stopped = new Set<string>();
  for (const pause of pauses) {
    const resumed = localDate(Date.parse(pause.until));
    for (let day = localDate(Date.parse(pause.from)); day < resumed; day = addDays(day, 1))
      stopped.add(addDays(day, 1));
  }
  const later = Array.from({ length: 150 }, (_, i) => addDays(start, i + 1)).filter((day) => !stopped.has(day));
  const countable = limit.endsWith('wd') ? later.filter(isWorked) : later;
  const counted = countable[Number.parseInt(limit, 10) - 1] ?? '';
  const rolled = later.find((day) => day >= counted && isWorked(day)) ?? '';
  return { counted, rolled };
}

describe('day terms with any pauses', () => {
  it('end where a list of the countable days ends', () => {
    fc.assert(
      fc.property(aTerm('wd', 'd'), ({ from, limit, pauses }) => {
        const { counted, rolled } = naiveDays(from, limit, pauses);
        expect(dueOf(calendar, from, limit, pauses)).toEqual({ at: endOf(rolled), lastDay: rolled });
        expect(pointAt(calendar, from, limit, 100, pauses)).toBe(endOf(counted));
      }),
      { numRuns: 500 },
    );
  });

  it('skip exactly the non-working days up to their end', () => {
    fc.assert(
      fc.property(aTerm('wd', 'd'), ({ from, limit }) => {
        const { counted, rolled } = naiveDays(from, limit, []);
        const first = limit.endsWith('wd') ? localDate(Date.parse(from)) : addDays(counted, -1);
        const between = Array.from({ length: 150 }, (_, i) => addDays(first, i + 1)).filter((day) => day <= rolled);
        expect(skippedDays(calendar, from, limit).map(({ day }) => day)).toEqual(
          between.filter((day) => !isWorked(day)),
        );
      }),
    );
  });
});
