import type { RequestState } from '../../vocabulary.js';
import { meets, resumes, starts, stops } from '../../case/clocks.js';
import { stopsAll, stopsCoUnits, UNIT_CLOCKS, WAITS_FOR_RESIDENT } from '../clocks.js';
import type { RequestCommandBodies } from '../commands.js';
import type { Received } from '../events.js';
import type { ClockChange } from '../../case/clock.js';
import type { ResidentRequest } from '../state.js';
import type { Deciding, Ruling } from './context.js';
import { BEFORE_DISPATCH } from './places.js';

/** A leader has a unit that works on it, and nobody has been asked yet how it went. */
const MAY_LEAD: readonly RequestState[] = [
  'awaiting_sign_for',
  'objected',
  'handling',
  'parked',
  'rework',
  'in_review',
  'awaiting_reply',
];

/**
 * 拆单: one matter each. What is taken out becomes a request of its own, received when this one was; once somebody works on
 * it, only what belongs to a statutory channel is taken out (design §3).
 */
export function split({ write, state }: Deciding, { parts, reason }: RequestCommandBodies['split']): Ruling {
  const isEarly = BEFORE_DISPATCH.some((one) => one === state().position);
  if (!isEarly && parts.some(({ statutory }) => statutory === 'no')) return { code: 'split_after_dispatch' };
  if (state().resultSubmitted === 'yes') return { code: 'result_already_submitted' };
  const taken = parts.map(({ number, body }) => ({ number, category: body.received.category.code }));
  write('split', { parts: taken, reason });
}

/**
 * 并单: it waits for the result of another and stays open until its own caller has judged, so that it can be undone. The
 * leader's dispatch meets its own; its result clock never stops.
 */
export function merge({ write, state, terms, now }: Deciding, { into, reason }: RequestCommandBodies['merge']): Ruling {
  const { case: leader, number, position, sameCaller, against } = into;
  if (leader === state().case) return { code: 'merge_into_itself' };
  if ((state().followers ?? []).length > 0) return { code: 'has_followers' };
  if (state().resultSubmitted === 'yes') return { code: 'result_already_submitted' };
  if (!isAboutSame(state().received.against, against)) return { code: 'about_another' };
  if (!MAY_LEAD.includes(position)) return { code: 'cannot_be_merge_lead', params: { number, state: position } };
  const clocks = [
    ...resumes(state(), terms, now, ...WAITS_FOR_RESIDENT),
    ...meets(state(), 'dispatch'),
    ...stops(state(), ...UNIT_CLOCKS, 'information', 'termination_ruling', 'parking_ruling', 'interim_reply', 'inside'),
    ...stopsCoUnits(state()),
  ];
  write('merged', { into: { case: leader, number }, sameCaller, reason, clocks });
}

/** Either would tell whoever is reported of the other: only where the same are kept from both are they one matter. */
function isAboutSame(own: Received['against'], other: Received['against']): boolean {
  return own?.unit === other?.unit && own?.staff === other?.staff && own?.account === other?.account;
}

/** Undone: its own number, its own receipt and its own clocks; the dispatch is owed anew. */
export function unmerge(deciding: Deciding, { reason }: RequestCommandBodies['unmerge']): Ruling {
  goOnAlone(deciding, 'staff', reason);
}

function goOnAlone(
  { write, state, terms, now }: Deciding,
  by: 'staff' | 'system',
  reason?: RequestCommandBodies['unmerge']['reason'],
): void {
  const { mergedInto: from } = state();
  if (from === undefined) throw new Error('only what is merged is taken apart');
  const clocks = [...runsAgain(state()), ...starts(state(), terms, 'dispatch', now)];
  write('unmerged', { from, by, ...(reason !== undefined && { reason }), clocks });
}

/** The leader's result was its own as long as it was merged: alone it owes one again. */
function runsAgain(state: ResidentRequest): readonly ClockChange[] {
  const result = state.clocks.findLast(({ clock }) => clock === 'result');
  return result?.status === 'met' ? [{ change: 'returned', clock: 'result', n: result.n }] : [];
}

/** The leader counts one caller more; who calls again about what is open has urged it (practice §3). */
export function takeFollower(
  { write, state }: Deciding,
  { follower, sameCaller }: RequestCommandBodies['takeFollower'],
): Ruling {
  if ((state().followers ?? []).some((one) => one.case === follower.case)) return { code: 'already_follower' };
  write('follower_joined', { follower });
  if (sameCaller === 'yes' && MAY_LEAD.includes(state().position)) write('urged', { by: 'resident' });
}

export function releaseFollower(
  { write, state }: Deciding,
  { follower }: RequestCommandBodies['releaseFollower'],
): Ruling {
  if (!(state().followers ?? []).some((one) => one.case === follower.case)) return { code: 'not_a_follower' };
  write('follower_left', { follower });
}

/** What the leader has come to. Only its present leader's word counts: who was taken apart meanwhile goes on alone. */
export function followLeader(deciding: Deciding, body: RequestCommandBodies['followLeader']): Ruling {
  const { write, state } = deciding;
  const { leader, step, unit } = body;
  if (state().mergedInto?.case !== leader.case) return { code: 'not_a_follower' };
  switch (step) {
    case 'ended':
      goOnAlone(deciding, 'system');
      return;
    case 'result':
      write('followed', { step, unit, clocks: meets(state(), 'result') });
      return;
    case 'result_returned':
      write('followed', { step, unit, clocks: runsAgain(state()) });
      return;
    case 'called_back':
      askOrClose(deciding, unit);
  }
}

/** Each caller judges for themselves, by a link of their own and within a window of their own. */
function askOrClose({ write, state, terms, now }: Deciding, unit: string): void {
  const { requester, contact, crisis, upstream } = state().received;
  const met = meets(state(), 'result');
  // Whom they call back above is not asked here, too (practice §2.4).
  const isAsked = crisis !== 'yes' && upstream?.callBackBy !== 'upstream';
  if (requester !== 'anonymous' && contact !== undefined && isAsked) {
    const clocks = [...met, ...starts(state(), terms, 'judgement_window', now)];
    write('followed', { step: 'called_back', unit, clocks });
    return;
  }
  const clocks = [...met, ...stopsAll(state(), 'result'), ...starts(state(), terms, 'reopening', now)];
  write('closed', { outcome: 'not_judged', basis: 'merge_lead', clocks });
}
