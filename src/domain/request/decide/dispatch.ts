import { meets, starts, stops } from '../../case/clocks.js';
import type { RequestCommandBodies } from '../commands.js';
import { latestClock } from '../../case/clock.js';
import { isReported } from '../../reported.js';
import { cannotLead, dispatchTo, type Deciding, type Ruling } from './context.js';

/** 派单 by hand, with its reason; until it is signed for, it can be dispatched again (改派), but never against a ruling. */
export function dispatch(deciding: Deciding, { unit, reason, designeeGone }: RequestCommandBodies['dispatch']): Ruling {
  const { position, lead, designated, designee } = deciding.state();
  if (position === 'awaiting_sign_for') {
    if (designated === 'yes' && designeeGone === undefined) return { code: 'designation_stands' };
    if (unit.code === lead) return { code: 'already_lead_unit', params: { unit: lead } };
  }
  // Taken back or merged meanwhile, it goes to whom the ruling named, and to nobody else.
  const { against } = deciding.state().received;
  const isNamed =
    position === 'awaiting_dispatch' &&
    designee !== undefined &&
    designeeGone === undefined &&
    !isReported({ code: designee }, against);
  if (isNamed && unit.code !== designee) return { code: 'designation_stands' };
  const refusal = cannotLead(unit, against);
  if (refusal) return refusal;
  dispatchTo(deciding, unit.code, { basis: isNamed ? 'designated' : 'by_hand', reason });
}

export function signFor({ write, state, actor }: Deciding): Ruling {
  write('signed_for', { unit: actor.unit ?? '', clocks: meets(state(), 'sign_for') });
}

/** 派单异议: within its window, and never by a unit that was designated (潍坊 art. 22). */
export function object(
  { write, state, terms, actor, now, receivedAt }: Deciding,
  { reason }: RequestCommandBodies['object'],
): Ruling {
  if (state().designated === 'yes') return { code: 'designated_cannot_object' };
  if (state().resultSubmitted === 'yes') return { code: 'result_already_submitted' };
  const window = latestClock(state(), 'objection');
  if (window !== undefined && (window.status !== 'running' || receivedAt >= window.at))
    return { code: 'objection_too_late', params: { due: window.at } };
  // While it is ruled on, nothing is owed by the unit: the ruling dispatches again, with new clocks.
  const clocks = [
    ...stops(state(), 'sign_for', 'first_contact', 'objection', 'parking_ruling'),
    ...starts(state(), terms, 'ruling', now),
  ];
  write('objected', { unit: actor.unit ?? '', reason, clocks });
}

/**
 * 异议裁定: upheld, it goes to the unit that the ruling names; rejected, it stays. Who is designated — always after a
 * rejection, and where the ruling says so — cannot return it again.
 */
export function ruleOnObjection(deciding: Deciding, body: RequestCommandBodies['ruleOnObjection']): Ruling {
  const { ruling, reason } = body;
  const { lead = '' } = deciding.state();
  if (ruling === 'upheld') {
    if (body.unit.code === lead) return { code: 'already_lead_unit', params: { unit: lead } };
    const refusal = cannotLead(body.unit, deciding.state().received.against);
    if (refusal) return refusal;
  }
  deciding.write('objection_ruled', { ruling, reason, clocks: meets(deciding.state(), 'ruling') });
  if (ruling === 'rejected') dispatchTo(deciding, lead, { basis: 'designated' });
  else dispatchTo(deciding, body.unit.code, { basis: body.designate === 'yes' ? 'designated' : 'objection_upheld' });
}
