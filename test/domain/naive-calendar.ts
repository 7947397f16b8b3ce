/** Dues counted once more, minute by minute and day by day: slow, and sharing nothing with the calendar they judge. */
import type { Limit, Pause } from '../../src/domain/calendar.js';
import { addDays, endOf } from './calendar-fixture.js';

const MINUTE_MS = 60_000;

/** Whether people work on a day 'YYYY-MM-DD'. */
export type IsWorked = (day: string) => boolean;

export const localDate = (ms: number): string => new Date(ms + 8 * 60 * MINUTE_MS).toISOString().slice(0, 10);

/** The due of any term, in ISO 8601 UTC. */
export function naiveDue(isWorked: IsWorked, from: string, limit: Limit, pauses: readonly Pause[]): string {
  const isDays = limit.endsWith('wd') || limit.endsWith('d');
  return isDays ? endOf(naiveDays(isWorked, from, limit, pauses).rolled) : naiveHourDue(isWorked, from, limit, pauses);
}

/** Counts minute by minute; everything it is given lies on whole minutes. */
export function naiveHourDue(isWorked: IsWorked, from: string, limit: Limit, pauses: readonly Pause[]): string {
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

/** Lists the days that count, one after the other; the last of them, and where it rolls to. */
export function naiveDays(
  isWorked: IsWorked,
  from: string,
  limit: Limit,
  pauses: readonly Pause[],
): { counted: string; rolled: string } {
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
