import { dayOfInstant, formatDay, localDay, parseInstant } from '../../local-time.js';
import { openClock } from '../../case/clock.js';
import { meets, pauses, resumes, starts, stops } from '../../case/clocks.js';
import { hearsReplies, owesInterimReply } from '../clocks.js';
import type { RequestCommandBodies } from '../commands.js';
import type { Deciding, Ruling } from './context.js';

/**
 * 挂账: it waits for what nobody in the district can change now. Asked for with its class, the leader who answers for it and
 * an end date; once, at most as long as the policy says, and never what is critical (practice §2.11, design §3).
 */
export function park(
  { write, state, terms, now }: Deciding,
  { ground, leader, until, reason }: RequestCommandBodies['park'],
): Ruling {
  const { received, parking, parkedBefore, extension, resultSubmitted } = state();
  if (received.urgency === 'critical') return { code: 'parking_not_for_critical' };
  if (parking !== undefined) return { code: 'parking_pending' };
  if (parkedBefore === 'yes') return { code: 'parked_before' };
  if (extension !== undefined) return { code: 'extension_pending' };
  if (resultSubmitted === 'yes') return { code: 'result_already_submitted' };
  if (openClock(state(), 'result') === undefined) return { code: 'no_result_clock' };
  const latest = formatDay(dayOfInstant(parseInstant(now)) + (terms.parking?.atMostDays ?? 0));
  if (until <= localDay(now) || until > latest) return { code: 'parking_end_out_of_range', params: { latest } };
  write('parking_asked', { ground, leader, until, reason, clocks: starts(state(), terms, 'parking_ruling', now) });
}

/** Granted, the resident's clock stands still from the ruling; what was missed stays missed, and nothing pauses it. */
export function ruleOnParking(
  { write, state, terms, now }: Deciding,
  { ruling, reason }: RequestCommandBodies['ruleOnParking'],
): Ruling {
  const { parking, received, resultSubmitted } = state();
  if (parking?.step !== 'asked') return { code: 'no_parking_pending' };
  const met = meets(state(), 'parking_ruling');
  if (ruling === 'refused') {
    write('parking_ruled', { ruling, reason, clocks: met });
    return;
  }
  if (received.urgency === 'critical') return { code: 'parking_not_for_critical' };
  if (resultSubmitted === 'yes') return { code: 'result_already_submitted' };
  if (parking.until <= localDay(now)) return { code: 'parking_end_out_of_range', params: { latest: parking.until } };
  const clocks = [
    ...met,
    ...pauses(state(), now, 'result'),
    ...(hearsReplies(state()) ? starts(state(), terms, 'parking_note', now) : []),
    ...owesInterimReply(state(), terms, now),
  ];
  write('parking_ruled', { ruling, reason, clocks });
}

/** 销号: cleared after a check by somebody who is not the lead's; from here the unit works on towards its result. */
export function clear({ write, state, terms, now }: Deciding, { note }: RequestCommandBodies['clear']): Ruling {
  const isWaiting = openClock(state(), 'information') !== undefined;
  const clocks = [...stops(state(), 'parking_note'), ...(isWaiting ? [] : resumes(state(), terms, now, 'result'))];
  write('parking_cleared', { note, clocks });
}
