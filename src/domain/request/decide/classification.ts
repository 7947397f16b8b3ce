import { isClockless } from '../../policy.js';
import { latestClock, openClock, type Clock, type ClockChange } from '../../case/clock.js';
import { relimits, resumes, starts, stops } from '../../case/clocks.js';
import { waitedForResident } from '../clocks.js';
import type { RequestCommandBodies } from '../commands.js';
import { wasDispatched } from '../state.js';
import { startsResult, type Deciding, type Ruling } from './context.js';

/**
 * 重新归类: another kind, category or urgency, with the terms that belong to it. The resident's own clocks take the new
 * limits; a unit's clocks stay as its dispatch started them. After the first dispatch only the shift leader does so, never
 * into a kind without clocks, and cohorts go on counting what it was at dispatch (practice §5).
 */
export function reclassify(
  { write, state, terms: before, actor, now }: Deciding,
  { from, to, terms: given, reason }: RequestCommandBodies['reclassify'],
): Ruling {
  // The calendar comes by its own way.
  const terms = { ...given, calendar: before.calendar };
  const { received, lead } = state();
  const isAsSeen =
    received.kind === from.kind && received.urgency === from.urgency && received.category.code === from.category.code;
  if (!isAsSeen) return { code: 'classification_moved' };
  if (to.kind === from.kind && to.urgency === from.urgency && to.category.code === from.category.code)
    return { code: 'nothing_changes' };
  if (received.crisis === 'yes' && (to.urgency !== 'critical' || isClockless(to.kind)))
    return { code: 'crisis_stays_critical' };
  if (wasDispatched(state()) && actor.role !== 'shift_leader') return { code: 'shift_leader_after_dispatch' };
  if (wasDispatched(state()) && isClockless(to.kind)) return { code: 'clockless_after_dispatch' };
  // Nobody waits for an answer where it is critical, or where nothing is due.
  if (to.urgency === 'critical' || isClockless(to.kind)) endQuestion();
  write('reclassified', { from, to, terms, reason, clocks: newClocks() });

  function endQuestion(): void {
    if (openClock(state(), 'information') === undefined) return;
    const clocks = [...stops(state(), 'information'), ...resumes(state(), before, now, ...waitedForResident(state()))];
    write('information_lapsed', { due: now, clocks });
  }

  function newClocks(): readonly ClockChange[] {
    const request = state();
    return [
      ...relimits(request, terms, now, 'dispatch', 'result'),
      ...(lead === undefined ? begun('dispatch') : []),
      ...begun('result'),
    ];

    function begun(name: 'dispatch' | 'result'): readonly ClockChange[] {
      if (terms.limits[name] === undefined) return [];
      const starting = (from: string) =>
        name === 'result' ? startsResult(request, terms, from) : starts(request, terms, name, from);
      const last = latestClock(request, name);
      // What lost its clock by another classification has it again as it was: also when it is late by now.
      if (last?.status === 'stopped') return runsAgain(last);
      if (last !== undefined) return [];
      // What never had one starts it at its receipt, as it would have then.
      const started = starting(request.receivedAt);
      return started.some((change) => 'at' in change && change.at <= now) ? starting(now) : started;
    }

    function runsAgain(last: Clock): readonly ClockChange[] {
      const { clock, n } = last;
      const running = request.clocks.map((one): Clock => (one === last ? { ...one, status: 'running' } : one));
      return [{ change: 'returned', clock, n }, ...relimits({ clocks: running }, terms, now, clock)];
    }
  }
}

/**
 * 更正: where it is, who can be reached, what was said, and that the caller asks for confidence after all; what stood there
 * before stays in the record.
 */
export function correct({ write, state }: Deciding, body: RequestCommandBodies['correct']): Ruling {
  const isNamed = state().received.requester === 'named';
  if (body.contact !== undefined && state().received.requester === 'anonymous') return { code: 'nobody_to_contact' };
  if (body.requester !== undefined && !isNamed) return { code: 'nothing_changes' };
  // The unit no longer owes a contact that it must not make.
  const clocks = body.requester === undefined ? [] : stops(state(), 'first_contact');
  write('corrected', { ...body, ...(clocks.length > 0 && { clocks }) });
}
