import { MINUTE_MS, parseInstant } from '../../local-time.js';
import { LATENESS_RUNGS } from '../../vocabulary.js';
import { workClock } from '../clocks.js';
import type { RequestCommandBodies } from '../commands.js';
import { isUnsatisfied, orderRework } from './judgement.js';
import type { Deciding, Ruling } from './context.js';

/** 催办 by a person; the ladder urges by itself at a breach. */
export function urge({ write, actor }: Deciding, body: RequestCommandBodies['urge']): Ruling {
  const byResident = actor.role === 'resident' || actor.role === 'hotline_system' || actor.role === 'hotline_clerk';
  write('urged', { by: byResident ? 'resident' : 'staff', ...body });
}

/** 督办 by a person, on any rung above urging. */
export function supervise({ write }: Deciding, body: RequestCommandBodies['supervise']): Ruling {
  write('supervised', { by: 'staff', ...body });
}

/** 领导批示: what a leader wrote. A due that comes with it can only shorten the time there is. */
export function instruct(
  { write, state, now }: Deciding,
  { leader, text, due }: RequestCommandBodies['instruct'],
): Ruling {
  if (due === undefined) {
    write('instructed', { leader, text });
    return;
  }
  const clock = workClock(state());
  if (clock === undefined) return { code: 'no_result_clock' };
  if (clock.status === 'paused') return { code: 'clock_stands_still' };
  if (due <= now || due >= clock.at) return { code: 'due_only_shortens', params: { due: clock.at } };
  write('instructed', {
    ...{ leader, text, due },
    clocks: [{ change: 'shortened', clock: clock.clock, n: clock.n, at: due }],
  });
}

/**
 * 提级: from here on the ladder begins at this level. Where the resident was not content and the shift leader has to rule, it
 * is the ruling: another rework, watched from above.
 */
export function raiseLevel(deciding: Deciding, { level, reason }: RequestCommandBodies['raiseLevel']): Ruling {
  const { write, state } = deciding;
  const before = state().level;
  if (before !== undefined && LATENESS_RUNGS.indexOf(level) <= LATENESS_RUNGS.indexOf(before))
    return { code: 'level_only_rises', params: { level: before } };
  const wasUnsatisfied = isUnsatisfied(deciding);
  if (state().position === 'awaiting_judgement' && !wasUnsatisfied) return { code: 'not_unsatisfied' };
  write('level_raised', { level, reason });
  if (wasUnsatisfied) orderRework(deciding, 'shift_leader', reason);
}

/**
 * 补录: what was done in time and entered late, by the proof of a call or a photo and the word of an approver. It marks the
 * clock beside its breach, which stays (practice §2.7, design §2.8).
 */
export function proveLateEntry(
  { write, state, terms, actor }: Deciding,
  body: RequestCommandBodies['proveLateEntry'],
): Ruling {
  const clock = state().clocks.find(({ clock: name, n }) => name === body.clock && n === body.n);
  const { clock: name, n, occurredAt } = body;
  const params = { clock: name, n };
  if (clock?.breachedAt === undefined || clock.status !== 'met' || clock.stoppedAt === undefined)
    return { code: 'no_late_entry', params };
  if (clock.provenAt !== undefined) return { code: 'late_entry_proven_before', params };
  if (clock.metLateBy === actor.account) return { code: 'own_late_entry' };
  const backMs = (terms.lateEntry?.atMostMinutes ?? 0) * MINUTE_MS;
  const isProof = occurredAt >= clock.from && occurredAt < clock.at;
  if (!isProof || parseInstant(clock.stoppedAt) - parseInstant(occurredAt) > backMs)
    return { code: 'late_entry_out_of_time', params: { minutes: terms.lateEntry?.atMostMinutes ?? 0 } };
  write('late_entry_proven', body);
}
