import { meets, pauses, resumes, starts, stops } from '../../case/clocks.js';
import { stopsAll, waitedForResident, WAITS_FOR_RESIDENT } from '../clocks.js';
import type { HandOverChannel } from '../../vocabulary.js';
import type { Terms } from '../../policy.js';
import { type ClockChange, openClock } from '../../case/clock.js';
import type { ResidentRequest } from '../state.js';
import type { DispatchProposal, RequestCommandBodies, SubmitBody } from '../commands.js';
import { cannotLead, dispatchTo, recall, receiptClocks, type Deciding, type Ruling } from './context.js';
import { BEFORE_DISPATCH, DISPATCHED } from './places.js';

/** Receipt, and what follows from it without anybody's doing: acceptance of trusted channels, dispatch by the catalogue. */
export function receive(deciding: Deciding, { received, trusted, proposal }: SubmitBody): Ruling {
  deciding.write('received', { ...received, clocks: receiptClocks(deciding) });
  if (trusted === 'no') return;
  deciding.write('accepted', { basis: 'trusted_channel' });
  dispatchAsProposed(deciding, proposal);
}

/** 受理 by hand; then the system dispatches as it would have done on arrival. */
export function accept(deciding: Deciding, { proposal }: RequestCommandBodies['accept']): Ruling {
  deciding.write('accepted', { basis: 'by_hand' });
  dispatchAsProposed(deciding, proposal);
}

/** 系统派单: one fitting row of the catalogue dispatches by itself; otherwise the request awaits a dispatcher. */
function dispatchAsProposed(deciding: Deciding, proposal: DispatchProposal | undefined): void {
  if (deciding.state().designee !== undefined) return;
  if (proposal === undefined || cannotLead(proposal.unit, deciding.state().received.against) !== undefined) return;
  dispatchTo(deciding, proposal.unit.code, { basis: proposal.basis, ground: proposal.ground });
}

/** Once per request, by whoever holds it; that one time what waits for the answer stands still (design §3). */
export function askInformation(
  { write, state, terms, actor, now }: Deciding,
  { question }: RequestCommandBodies['askInformation'],
): Ruling {
  if (state().information !== undefined) return { code: 'information_already_asked' };
  const { urgency, kind } = state().received;
  if (urgency === 'critical') return { code: 'information_not_for_critical' };
  if (terms.limits.information === undefined) return { code: 'kind_has_no_clocks', params: { kind } };
  const clocks = [...starts(state(), terms, 'information', now), ...pauses(state(), now, ...WAITS_FOR_RESIDENT)];
  write('information_asked', {
    question,
    by: actor.unit === state().lead && actor.unit !== undefined ? 'lead_unit' : 'centre',
    clocks,
  });
}

/** More information, asked for or not. It can only help, so it is taken at any time before the end. */
export function supplement(
  { write, state, terms, now }: Deciding,
  { text }: RequestCommandBodies['supplement'],
): Ruling {
  if (openClock(state(), 'information') === undefined) {
    write('supplemented', { text, answersQuestion: 'no' });
    return;
  }
  const clocks = [...meets(state(), 'information'), ...resumes(state(), terms, now, ...waitedForResident(state()))];
  write('supplemented', { text, answersQuestion: 'yes', clocks });
}

/** 直接答复: only an inquiry (Beijing regulation art. 11), and what was answered before and brings nothing new (practice §3). */
export function answerAtOnce(deciding: Deciding, { answer }: RequestCommandBodies['answerAtOnce']): Ruling {
  const { write, state, terms, now } = deciding;
  const { kind, repeatOf } = state().received;
  if (kind !== 'inquiry' && repeatOf?.ended !== 'yes') return { code: 'answer_only_inquiry' };
  if (kind !== 'inquiry' && repeatOf?.unsolved === 'yes') return { code: 'unsolved_before' };
  recall(deciding, false);
  const met = [...resumes(state(), terms, now, ...WAITS_FOR_RESIDENT), ...meets(state(), ...WAITS_FOR_RESIDENT)];
  write('answered', {
    answer,
    clocks: [
      ...met,
      ...stops(state(), 'information', 'termination_ruling'),
      ...starts(state(), terms, 'reopening', now),
    ],
  });
}

/**
 * 不予受理: with a legal reason, in words the resident can read, and where to go instead. Once a unit has signed for it, only
 * a secret is still declined; what else comes to light is a reason to terminate.
 */
export function decline(deciding: Deciding, body: RequestCommandBodies['decline']): Ruling {
  const { write, state, terms, now, actor } = deciding;
  const isEarly = [...BEFORE_DISPATCH, 'awaiting_sign_for'].some((one) => one === state().position);
  if (!isEarly && body.reason !== 'state_secret_or_privacy') return { code: 'declined_too_late' };
  // What has a result, or a leader, is erased by whom the shift answers to, and by nobody else.
  const isAtUnit = isEarly || DISPATCHED.some((one) => one === state().position);
  if (!isAtUnit && actor.role !== 'shift_leader') return { code: 'secret_by_shift_leader' };
  recall(deciding, false);
  write('declined', { ...body, clocks: [...stopsAll(state()), ...starts(state(), terms, 'reopening', now)] });
}

/** Whoever answers there gives no number. */
const EMERGENCY_NUMBERS: readonly HandOverChannel[] = ['police', 'fire_rescue', 'ambulance', 'traffic_police_hotline'];

/**
 * 转法定渠道、转紧急热线: asked of a body outside the loop. It is no end until somebody there has confirmed it (practice
 * §2.8): the centre owes that confirmation, and nobody owes a dispatch meanwhile.
 */
export function handOver(deciding: Deciding, { to, reason }: RequestCommandBodies['handOver']): Ruling {
  const { write, state, terms, now } = deciding;
  recall(deciding, true);
  write('hand_over_asked', { to, reason, clocks: handOverClocks(state(), terms, now) });
}

/** The centre owes the confirmation; the first time the dispatch stands still for it. */
export function handOverClocks(state: ResidentRequest, terms: Terms, now: string): readonly ClockChange[] {
  const started = starts(state, terms, 'hand_over', now);
  // Once only: handing it round must not keep anybody's clock for ever.
  const stands = started.some(({ n }) => n === 1);
  return [...started, ...(stands ? pauses(state, now, 'dispatch') : [])];
}

/** Taken, it has ended here and can be reopened as every end can; not taken, it goes on where it stood. */
export function confirmHandOver(
  { write, state, terms, now }: Deciding,
  body: RequestCommandBodies['confirmHandOver'],
): Ruling {
  const { handOver: open } = state();
  if (open === undefined) return { code: 'no_hand_over_open' };
  const isReturned = body.result === 'taken' && open.to === 'upstream_platform';
  const met = meets(state(), 'hand_over', ...(isReturned ? (['upstream_return'] as const) : []));
  if (body.result === 'not_taken') {
    const isWaiting = openClock(state(), 'information') !== undefined;
    const clocks = [...met, ...(isWaiting ? [] : resumes(state(), terms, now, 'dispatch'))];
    write('hand_over_refused', { to: open.to, reason: body.reason, clocks });
    return;
  }
  const { by, reference, takenAt = now } = body;
  if (takenAt > now || takenAt < (state().received.occurredAt ?? state().receivedAt))
    return { code: 'taken_out_of_time' };
  if (reference === undefined && !EMERGENCY_NUMBERS.includes(open.to)) return { code: 'reference_required' };
  const clocks = [...met, ...stopsAll(state(), 'hand_over'), ...starts(state(), terms, 'reopening', now)];
  write('hand_over_confirmed', { to: open.to, by, takenAt, ...(reference !== undefined && { reference }), clocks });
}
