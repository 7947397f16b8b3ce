import { meets, starts, stops } from '../clocks.js';
import type { RequestCommandBodies } from '../commands.js';
import { latestClock } from '../state.js';
import { cannotLead, dispatchTo, type Deciding, type Ruling } from './context.js';

/** 派单 by hand, with its reason. */
export function dispatch(deciding: Deciding, { unit, reason }: RequestCommandBodies['dispatch']): Ruling {
  const refusal = cannotLead(unit);
  if (refusal) return refusal;
  dispatchTo(deciding, unit.code, { basis: 'by_hand', reason });
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
  const window = latestClock(state(), 'objection');
  if (window !== undefined && (window.status !== 'running' || receivedAt >= window.at))
    return { code: 'objection_too_late', params: { due: window.at } };
  // While it is ruled on, nothing is owed by the unit: the ruling dispatches again, with new clocks.
  const clocks = [
    ...stops(state(), 'sign_for', 'first_contact', 'objection'),
    ...starts(state(), terms, 'ruling', now),
  ];
  write('objected', { unit: actor.unit ?? '', reason, clocks });
}

/** 异议裁定: upheld names the next lead; rejected leaves it where it was. Either may designate. */
export function ruleOnObjection(deciding: Deciding, body: RequestCommandBodies['ruleOnObjection']): Ruling {
  const { ruling, reason, unit, designate } = body;
  const { lead } = deciding.state();
  if (ruling === 'rejected') {
    deciding.write('objection_ruled', { ruling, reason, clocks: meets(deciding.state(), 'ruling') });
    dispatchTo(deciding, lead ?? '', { basis: designate === 'yes' ? 'designated' : 'objection_rejected' });
    return;
  }
  if (unit === undefined) return { code: 'unknown_unit', params: { unit: '' } };
  if (unit.code === lead) return { code: 'already_lead_unit', params: { unit: unit.code } };
  const refusal = cannotLead(unit);
  if (refusal) return refusal;
  deciding.write('objection_ruled', { ruling, reason, clocks: meets(deciding.state(), 'ruling') });
  dispatchTo(deciding, unit.code, { basis: designate === 'yes' ? 'designated' : 'objection_upheld' });
}
