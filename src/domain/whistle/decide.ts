import type { ClockChange } from '../case/clock.js';
import { meets, starts, startsWith } from '../case/clocks.js';
import { stopsBut, type Acting, type Rule, type Ruling } from '../case/proceeding.js';
import type { Actor } from '../envelope.js';
import type { Refusal } from '../refusals.js';
import { isReported } from '../request/decide/context.js';
import type { Blown, Called, Department, Whistle, WhistleBodies, WhistleCommands } from './whistle.js';

type Act = Acting<Whistle, WhistleBodies>;

/** Whoever leads a place can answer for a whistle of it. */
const APPROVES = ['subdistrict_leader', 'unit_head'] as const;

/**
 * 吹哨. A leader's is approved with the same breath; a community's goes to its own subdistrict, which need not be asked; an
 * emergency is blown first and answered for afterwards. Everything else waits for a leader (宜黄, 南京: misuse guard).
 */
export function blow({ write, state, terms, actor, now }: Act, body: Blown): Ruling {
  const refusal = body.departments.map((one) => cannotBeCalled(one, body)).find((one) => one !== undefined);
  if (refusal) return refusal;
  const isAnsweredFor = APPROVES.some((role) => role === actor.role) || body.blower === 'community';
  const isAtOnce = isAnsweredFor || body.kind === 'emergency';
  write('blown', { ...body, clocks: isAtOnce ? [] : starts(state(), terms, 'whistle_approval', now) });
  if (isAtOnce) write('approved', { clocks: starts(state(), terms, 'whistle_release', body.phonedAt ?? now) });
}

/** Who is reported is not called to what it is reported for: it would read all of it (practice §3). */
function cannotBeCalled(
  { unit, kind, inForce }: Called,
  { by, departments, against }: Pick<Blown, 'by' | 'departments' | 'against'>,
): Refusal | undefined {
  if (isReported({ code: unit }, against)) return { code: 'reported_unit', params: { unit } };
  if (inForce === 'no') return { code: 'unit_not_in_force', params: { unit } };
  if (unit === by || kind === 'community') return { code: 'not_a_department', params: { unit } };
  const isTwice = departments.filter((one) => one.unit === unit).length > 1;
  return isTwice ? { code: 'department_named_before', params: { unit } } : undefined;
}

function approve({ write, state, terms, now }: Act): Ruling {
  const started = starts(state(), terms, 'whistle_release', now);
  write('approved', { clocks: [...meets(state(), 'whistle_approval'), ...started] });
}

function refuse({ write, state }: Act, { reason }: WhistleCommands['refuseWhistle']): Ruling {
  write('whistle_refused', {
    reason,
    clocks: [...meets(state(), 'whistle_approval'), ...stopsBut(state(), 'whistle_approval')],
  });
}

function name({ write, state }: Act, { department }: WhistleCommands['nameDepartment']): Ruling {
  const { opened, departments } = state();
  if (departments.some(({ unit }) => unit === department.unit)) {
    return { code: 'department_named_before', params: { unit: department.unit } };
  }
  const refusal = cannotBeCalled(department, { ...opened, departments: [] });
  if (refusal) return refusal;
  write('department_named', { department });
}

/** The district has ruled for a department that objected: it is held no more. */
function excuse({ write, state }: Act, { unit }: WhistleCommands['excuseDepartment']): Ruling {
  const department = find(state(), unit);
  if (department === undefined) return { code: 'not_whistled_for', params: { unit } };
  if (isGone(department)) return { code: 'already_released', params: { unit } };
  write('department_excused', { unit });
}

/** What a crew has come to stands in its timeline; what follows from it is for who commands the whistle. */
function noteEnforcement({ write }: Act, body: WhistleCommands['noteEnforcement']): Ruling {
  write('enforcement_noted', body);
}

/** 事不完、人不撤: only who commands it lets a department go, and says why where it has given no result. */
function release({ write, state }: Act, { unit, reason }: WhistleCommands['releaseDepartment']): Ruling {
  const department = find(state(), unit);
  if (department === undefined) return { code: 'not_whistled_for', params: { unit } };
  if (isGone(department)) return { code: 'already_released', params: { unit } };
  write('department_released', { unit, by: 'subdistrict', reason });
}

/** After ten working days the district says whether a department stays. */
function ruleOnStay({ write, state, terms, now }: Act, body: WhistleCommands['ruleOnStay']): Ruling {
  const { ruling, reason } = body;
  const met = [...meets(state(), 'whistle_ruling'), ...meets(state(), 'whistle_release')];
  const again: readonly ClockChange[] =
    body.ruling === 'stay' ? [startsWith(state(), terms, 'whistle_release', now, { limit: body.limit })] : [];
  write('stay_ruled', { ruling, reason, clocks: [...met, ...again] });
  if (ruling === 'stay') return;
  for (const department of state().departments) {
    if (!isGone(department)) write('department_released', { unit: department.unit, by: 'district', reason });
  }
}

/** It is over when nobody is held any more; then each side marks the other. */
function conclude({ write, state, terms, now }: Act, { result, summary }: WhistleCommands['concludeWhistle']): Ruling {
  const held = state().departments.find((department) => !isGone(department));
  if (held) return { code: 'department_not_released', params: { unit: held.unit } };
  const clocks = [
    ...meets(state(), 'whistle_release', 'whistle_ruling'),
    ...starts(state(), terms, 'whistle_rating', now),
  ];
  write('whistle_concluded', { result, summary, clocks });
}

function rate({ write, state }: Act, body: WhistleCommands['rateDepartment']): Ruling {
  const department = find(state(), body.unit);
  if (department === undefined) return { code: 'not_whistled_for', params: { unit: body.unit } };
  if (department.marks !== undefined) return { code: 'rated_before', params: { unit: body.unit } };
  write('department_rated', body);
  closeIfJudged({ write, state });
}

function cancel({ write, state }: Act, { reason }: WhistleCommands['cancelWhistle']): Ruling {
  write('whistle_cancelled', { reason, clocks: stopsBut(state()) });
}

/** Every department has its marks: nothing is waited for any more. */
function closeIfJudged({ write, state }: Pick<Act, 'write' | 'state'>): void {
  const { state: place, departments } = state();
  const isDone = departments.every(({ marks }) => marks !== undefined);
  if (place === 'rating' && isDone) write('whistle_closed', { clocks: stopsBut(state()) });
}

function find({ departments }: Whistle, unit: string): Department | undefined {
  return departments.find((one) => one.unit === unit);
}

/** Whether a department is held no more. */
export function isGone({ step }: Pick<Department, 'step'>): boolean {
  return step === 'released' || step === 'excused';
}

/** Who blew commands; a subdistrict that a community calls to it is a department there. */
function isOther({ opened: { by } }: Whistle, { unit }: Actor): Refusal | undefined {
  return unit === by ? undefined : { code: 'not_the_commander', params: { unit: by } };
}

/** Who blew it does not answer for it. */
function cannotApprove(whistle: Whistle, actor: Actor): Refusal | undefined {
  return whistle.blownBy === actor.account ? { code: 'own_whistle' } : isOther(whistle, actor);
}

const AT_WORK = ['working', 'awaiting_ruling'] as const;

export const WHISTLE_RULES: {
  readonly [Name in keyof WhistleCommands]: Rule<Whistle, WhistleBodies, WhistleCommands[Name]>;
} = {
  approveWhistle: { at: ['awaiting_approval'], barred: cannotApprove, decide: approve },
  refuseWhistle: { at: ['awaiting_approval'], barred: isOther, decide: refuse },
  nameDepartment: { at: ['awaiting_approval', 'working'], barred: isOther, decide: name },
  releaseDepartment: { at: AT_WORK, barred: isOther, decide: release },
  ruleOnStay: { at: ['awaiting_ruling'], decide: ruleOnStay },
  concludeWhistle: {
    at: AT_WORK,
    barred: isOther,
    offered: ({ departments }) => departments.every(isGone),
    decide: conclude,
  },
  rateDepartment: { at: [...AT_WORK, 'rating'], barred: isOther, decide: rate },
  cancelWhistle: { at: ['awaiting_approval', ...AT_WORK], barred: isOther, decide: cancel },
  excuseDepartment: { at: [], decide: excuse },
  noteEnforcement: { at: [], decide: noteEnforcement },
};
