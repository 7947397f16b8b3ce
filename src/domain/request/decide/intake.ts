import { meets, pauses, resumes, starts, stops, stopsAll, WAITS_FOR_RESIDENT } from '../clocks.js';
import type { DispatchProposal, RequestCommandBodies, SubmitBody } from '../commands.js';
import { openClock } from '../state.js';
import { cannotLead, dispatchTo, isStranger, notLead, receiptClocks, type Deciding, type Ruling } from './context.js';

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
  if (proposal === undefined || cannotLead(proposal.unit) !== undefined) return;
  dispatchTo(deciding, proposal.unit.code, { basis: proposal.basis, ground: proposal.ground });
}

/** Once per request, by whoever holds it; that one time what waits for the answer stands still (design §3). */
export function askInformation(deciding: Deciding, { question }: RequestCommandBodies['askInformation']): Ruling {
  const { write, state, terms, actor, now } = deciding;
  if (isStranger(deciding)) return notLead(deciding);
  if (state().information !== undefined) return { code: 'information_already_asked' };
  const { urgency, kind } = state().received;
  if (urgency === 'critical') return { code: 'information_not_for_critical' };
  if (terms.limits.information === undefined) return { code: 'kind_has_no_clocks', params: { kind } };
  const clocks = [...starts(state(), terms, 'information', now), ...pauses(state(), now)];
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
  const clocks = [...meets(state(), 'information'), ...resumes(state(), terms, now, ...WAITS_FOR_RESIDENT)];
  write('supplemented', { text, answersQuestion: 'yes', clocks });
}

/** 直接答复: only an inquiry is answered at once (Beijing regulation art. 11). */
export function answerAtOnce(
  { write, state, terms, now }: Deciding,
  { answer }: RequestCommandBodies['answerAtOnce'],
): Ruling {
  if (state().received.kind !== 'inquiry') return { code: 'answer_only_inquiry' };
  const met = [...resumes(state(), terms, now, ...WAITS_FOR_RESIDENT), ...meets(state(), ...WAITS_FOR_RESIDENT)];
  write('answered', {
    answer,
    clocks: [...met, ...stops(state(), 'information'), ...starts(state(), terms, 'reopening', now)],
  });
}

/** 不予受理: with a legal reason, in words the resident can read, and where to go instead. */
export function decline({ write, state, terms, now }: Deciding, body: RequestCommandBodies['decline']): Ruling {
  write('declined', { ...body, clocks: [...stopsAll(state()), ...starts(state(), terms, 'reopening', now)] });
}
