import { dueOf, extendedDue, type Due } from '../../domain/calendar.js';
import type { Terms } from '../../domain/policy.js';
import { dueAgain, dueUnder } from '../../domain/case/clocks.js';
import { capped, type Clock, type ClockChange } from '../../domain/case/clock.js';
import type { ResidentRequest } from '../../domain/request/state.js';
import type { Derived } from '../derive.js';
import type { Finding } from '../findings.js';

/**
 * Computes every due anew, out of the clock's start, limit, extensions and pauses and the calendar in force, and compares
 * it with the due the event carries.
 */
export function checkDues({ events, states, terms }: Derived): Finding[] {
  return events.flatMap((event, index) => {
    const changes = 'clocks' in event.body ? (event.body.clocks ?? []) : [];
    return changes.flatMap((change): Finding[] => {
      const expected = recompute(change, terms[index], states[index - 1], states[index]);
      if (expected === undefined || !('at' in change) || isSameDue(expected, change)) return [];
      const { clock, n } = change;
      return [{ code: 'due_wrong', seq: event.seq, params: { clock, n, found: say(change), expected: say(expected) } }];
    });
  });
}

function recompute(
  change: ClockChange,
  terms: Terms | undefined,
  before: ResidentRequest | undefined,
  after: ResidentRequest | undefined,
): Due | undefined {
  if (terms === undefined) return undefined;
  const { calendar } = terms;
  try {
    switch (change.change) {
      case 'started':
        return capped(dueOf(calendar, change.from, change.limit), change.cap);
      case 'recalculated': {
        const clock = find(after, change);
        return clock && capped(dueUnder(calendar, clock), clock.cap);
      }
      case 'relimited': {
        const [was, is] = [find(before, change), find(after, change)];
        const cap = change.cap === undefined ? is?.cap : was?.at;
        return is && capped(dueOf(calendar, change.from, change.total, is.pauses), cap);
      }
      case 'resumed': {
        const [was, is] = [find(before, change), find(after, change)];
        return was && is && dueAgain(calendar, was, is.pauses ?? []);
      }
      case 'extended': {
        const clock = find(before, change);
        return clock && capped(extendedDue(calendar, clock, change.by), clock.cap);
      }
      default:
        return undefined;
    }
  } catch {
    // A start or limit that cannot be counted from has no due at all.
    return { at: '' };
  }
}

function find(state: ResidentRequest | undefined, { clock, n }: ClockChange): Clock | undefined {
  return state?.clocks.find((one) => one.clock === clock && one.n === n);
}

function isSameDue(a: Due, b: Due): boolean {
  return a.at === b.at && a.lastDay === b.lastDay && a.provisional === b.provisional;
}

function say({ at, lastDay, provisional }: Due): string {
  return [at, ...(lastDay === undefined ? [] : [lastDay]), ...(provisional === undefined ? [] : ['provisional'])].join(
    ' ',
  );
}
