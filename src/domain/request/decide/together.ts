import { dueOf } from '../../calendar.js';
import type { Refusal } from '../../refusals.js';
import { LEADING_UNIT_KINDS } from '../../vocabulary.js';
import { capped } from '../../case/clock.js';
import { endsOf, meets, shareOf, starts, startsWith, stops, type Allowance } from '../../case/clocks.js';
import { workClock } from '../clocks.js';
import type { RequestCommandBodies } from '../commands.js';
import type { CoUnit } from '../state.js';
import { isReported } from '../../reported.js';
import { type Deciding, type Ruling } from './context.js';

/** 协办: another unit takes a part, with a due of its own out of the time that is left (practice §2.5). */
export function addCoUnit(
  { write, state, terms, now }: Deciding,
  { unit, task }: RequestCommandBodies['addCoUnit'],
): Ruling {
  const { lead, coUnits = [], received, resultSubmitted } = state();
  const params = { unit: unit.code };
  if (resultSubmitted === 'yes') return { code: 'result_already_submitted' };
  if (unit.code === lead) return { code: 'already_lead_unit', params };
  if (coUnits.some((one) => one.unit === unit.code)) return { code: 'already_co_unit', params };
  if (isReported(unit, received.against)) return { code: 'reported_unit', params };
  if (unit.inForce === 'no') return { code: 'unit_not_in_force', params };
  if (!LEADING_UNIT_KINDS.includes(unit.kind)) return { code: 'cannot_be_co_unit', params };
  const work = workClock(state());
  const part = work && terms.parts && shareOf(work, terms, now, terms.parts.coUnit);
  const clocks = [
    ...starts(state(), terms, 'co_sign_for', now, unit.code),
    ...(part ? [startsWith(state(), terms, 'co_part', now, part, unit.code)] : []),
  ];
  write('co_unit_added', { unit: unit.code, task, clocks });
}

/** The co-unit that somebody acts for, or why there is none. */
function ownPart({ state, actor }: Deciding): CoUnit | Refusal {
  const own = state().coUnits?.find(({ unit }) => unit === actor.unit);
  return own ?? { code: 'not_co_unit' };
}

/** A co-unit takes its part over. */
export function coSignFor(deciding: Deciding): Ruling {
  const own = ownPart(deciding);
  if ('code' in own) return own;
  if (own.signedFor === 'yes') return { code: 'already_signed_for' };
  const { write, state } = deciding;
  write('co_signed_for', { unit: own.unit, clocks: endsOf(state(), own.unit, 'met', 'co_sign_for') });
}

/** 协办答复: the part is done. The lead makes one public answer of all. Who executes for the lead answers here too. */
export function coReply(deciding: Deciding, { text }: RequestCommandBodies['coReply']): Ruling {
  const { write, state, actor } = deciding;
  const { executor } = state();
  if (executor?.unit !== undefined && executor.unit === actor.unit) {
    write('co_replied', { unit: executor.unit, text, clocks: meets(state(), 'inside') });
    return;
  }
  const own = ownPart(deciding);
  if ('code' in own) return own;
  if (own.replied === 'yes') return { code: 'already_replied' };
  // Who replies has taken it over, too.
  write('co_replied', { unit: own.unit, text, clocks: endsOf(state(), own.unit, 'met', 'co_sign_for', 'co_part') });
}

/**
 * 二次派单: who carries it out for the lead, with an inner due that moves no outer clock and never lies beyond one. A
 * community or village executes for its own subdistrict, in at most its share of the time that is left (practice §2.6).
 */
export function assignInside(
  { write, state, terms, now, actor }: Deciding,
  body: RequestCommandBodies['assignInside'],
): Ruling {
  const isCommunity = body.executor === 'community';
  if (isCommunity) {
    const { unit } = body;
    if (isReported(unit, state().received.against)) return { code: 'reported_unit', params: { unit: unit.code } };
    if (unit.inForce === 'no') return { code: 'unit_not_in_force', params: { unit: unit.code } };
    if (unit.kind !== 'community' || unit.of !== state().lead) return { code: 'not_own_community' };
  }
  const work = workClock(state());
  const share = work && shareOf(work, terms, now, isCommunity ? (terms.parts?.community ?? 100) : 100);
  const { limit } = body;
  const allowance = limit === undefined ? share : { ...share, limit };
  if (allowance === undefined) return { code: 'limit_required' };
  const dueIn = (of: Allowance) => capped(dueOf(terms.calendar, now, of.limit), of.cap).at;
  if (isCommunity && share && dueIn(allowance) > dueIn(share))
    return { code: 'executor_time_too_long', params: { due: dueIn(share) } };
  const unit = isCommunity ? body.unit.code : actor.unit;
  const clocks = [...stops(state(), 'inside'), startsWith(state(), terms, 'inside', now, allowance, unit)];
  if (isCommunity) {
    write('assigned_inside', { executor: 'community', unit: body.unit.code, clocks });
    return;
  }
  const { executor, to, standIn } = body;
  write('assigned_inside', { executor, to, ...(standIn !== undefined && { standIn }), clocks });
}
