import { openClock, type ClockChange } from '../case/clock.js';
import { meets, starts, startsWith, stops } from '../case/clocks.js';
import { goesBy, isInPlaceOf, stopsBut, type Acting, type Rule, type Ruling } from '../case/proceeding.js';
import type { Actor } from '../envelope.js';
import type { Refusal } from '../refusals.js';
import { isReported } from '../reported.js';
import type { UnitKind } from '../vocabulary.js';
import type { Blown, Called, Department, Whistle, WhistleBodies, WhistleCommands } from './whistle.js';

type Act = Acting<Whistle, WhistleBodies>;

/** Whoever leads a place can answer for a whistle of it. */
const APPROVES = ['subdistrict_leader', 'unit_head'] as const;

const isLeader = ({ role }: Actor): boolean => APPROVES.some((one) => one === role);

/** Whom one may whistle for; what coordinates or supervises the others is no department. */
const CALLABLE: readonly UnitKind[] = ['bureau', 'subdistrict', 'utility', 'vertical'];

/**
 * 吹哨. A leader's is approved with the same breath; a community's goes to its own subdistrict, which need not be asked; an
 * emergency is blown first and answered for afterwards. Everything else waits for a leader (宜黄, 南京: misuse guard).
 */
export function blow({ write, state, terms, actor, now }: Act, body: Blown): Ruling {
  const refusal = body.departments.map((one) => cannotBeCalled(one, body)).find((one) => one !== undefined);
  if (refusal) return refusal;
  const isAnsweredFor = isLeader(actor) || body.blower === 'community';
  write('blown', { ...body, clocks: isAnsweredFor ? [] : starts(state(), terms, 'whistle_approval', now) });
  const clocks = starts(state(), terms, 'whistle_release', countsFrom(state(), now));
  if (isAnsweredFor) write('approved', { clocks });
  else if (body.kind === 'emergency') write('called_at_once', { clocks });
}

/**
 * 电话吹哨 counts from the call where it was written down in time. Who wrote it down later than that cannot make a department
 * late with it: then it counts from the receipt.
 */
export function countsFrom(whistle: Whistle, receivedAt: string): string {
  const { phonedAt = receivedAt, writtenLate } = whistle.opened;
  return writtenLate === 'yes' && goesBy(whistle, 2) ? receivedAt : phonedAt;
}

/**
 * Who is reported is not called to what it is reported for: it would read all of it (practice §3). Whoever blows for a request
 * reads whom it reports; whoever names another department need not, and is told no more than that it cannot come.
 */
function cannotBeCalled(
  { unit, kind, inForce }: Called,
  { by, departments, against }: Pick<Blown, 'by' | 'departments' | 'against'>,
  reported: 'reported_unit' | 'unit_cannot_come' = 'reported_unit',
): Refusal | undefined {
  if (isReported({ code: unit }, against)) return { code: reported, params: { unit } };
  if (inForce === 'no') return { code: 'unit_not_in_force', params: { unit } };
  if (unit === by || !CALLABLE.includes(kind)) return { code: 'not_a_department', params: { unit } };
  const isTwice = departments.filter((one) => one.unit === unit).length > 1;
  return isTwice ? { code: 'department_named_before', params: { unit } } : undefined;
}

/** What ran at once was called before: nothing else changes with its approval. */
function approve({ write, state, terms, now }: Act): Ruling {
  if (!isAsked(state())) return { code: 'not_at_this_stage', params: { state: state().state } };
  const started = state().answer === 'owed' ? [] : starts(state(), terms, 'whistle_release', now);
  write('approved', { clocks: [...meets(state(), 'whistle_approval'), ...started] });
}

function refuse(acting: Act, { reason }: WhistleCommands['refuseWhistle']): Ruling {
  const { write, state } = acting;
  if (!isAsked(state())) return { code: 'not_at_this_stage', params: { state: state().state } };
  const met = meets(state(), 'whistle_approval');
  if (state().answer === 'owed' && goesBy(state(), 3)) {
    write('whistle_disowned', { reason, clocks: met });
    endIfCalledOff(acting);
    return;
  }
  write('whistle_refused', { reason, clocks: [...met, ...stopsBut(state(), 'whistle_approval')] });
}

/** Whether a leader's answer is still to come. */
export function isAsked({ state, answer }: Pick<Whistle, 'state' | 'answer'>): boolean {
  return state === 'awaiting_approval' || answer === 'owed';
}

/** 增派: what has been answered for only a leader makes larger; a community has called all that it may. */
function name({ write, state, terms, actor, now }: Act, { department }: WhistleCommands['nameDepartment']): Ruling {
  const { opened, departments, answer } = state();
  if (answer === 'refused') return { code: 'not_answered_for' };
  if (opened.blower === 'community' && goesBy(state(), 2)) {
    return { code: 'only_own_subdistrict', params: { unit: department.unit } };
  }
  if (departments.some(({ unit }) => unit === department.unit)) {
    return { code: 'department_named_before', params: { unit: department.unit } };
  }
  const reported = goesBy(state(), 4) ? 'unit_cannot_come' : 'reported_unit';
  const refusal = cannotBeCalled(department, { ...opened, departments: [] }, reported);
  if (refusal) return refusal;
  if (!isAsked(state()) && !isLeader(actor) && goesBy(state(), 2)) return { code: 'leader_names' };
  write('department_named', { department, clocks: heldAgain(state(), terms, now) });
}

/** Who is called when nobody was held any more is to be released in time like the others. */
function heldAgain(whistle: Whistle, terms: Act['terms'], now: string): readonly ClockChange[] {
  const isOwed = openClock(whistle, 'whistle_release') ?? openClock(whistle, 'whistle_ruling');
  if (whistle.state === 'awaiting_approval' || isOwed || !goesBy(whistle, 2)) return [];
  return [...stops(whistle, 'whistle_conclusion'), ...starts(whistle, terms, 'whistle_release', now)];
}

/** When the last one leaves nobody is to be released any more: what it came to is to be said. */
function leftBy(unit: string, acting: Pick<Act, 'state' | 'terms' | 'now'>): readonly ClockChange[] {
  const { state } = acting;
  const isHeld = state().departments.some((one) => one.unit !== unit && !isGone(one));
  // What is being called off comes to nothing, unless somebody has come.
  if (isHeld || !goesBy(state(), 2) || state().state === 'calling_off') return [];
  return concludes(acting);
}

/** The district has ruled for a department that objected: it is held no more, and need not have been called. */
function excuse(acting: Act, { unit }: WhistleCommands['excuseDepartment']): Ruling {
  const { write, state } = acting;
  const department = find(state(), unit);
  if (department === undefined) return { code: 'not_whistled_for', params: { unit } };
  const isOver = goesBy(state(), 2) ? department.step === 'excused' : isGone(department);
  if (isOver) return { code: 'already_released', params: { unit } };
  write('department_excused', { unit, clocks: isGone(department) ? [] : leftBy(unit, acting) });
  endIfCalledOff(acting);
  closeIfJudged(acting);
}

/** Who has come is at work, whatever was decided on the way there. */
function noteArrival(acting: Act, { unit }: WhistleCommands['noteArrival']): Ruling {
  const { write, state } = acting;
  const department = find(state(), unit);
  if (department === undefined) return { code: 'not_whistled_for', params: { unit } };
  if (department.arrived === 'yes') return { code: 'nothing_changes' };
  write('arrival_noted', { unit, ...(isBack(state()) && { clocks: concludes(acting) }) });
}

/** Somebody is at work on what was being called off, and all who were called have left. */
const isBack = ({ state, departments }: Whistle): boolean => state === 'calling_off' && departments.every(isGone);

/** Nobody is held any more: what it came to is to be said. */
function concludes({ state, terms, now }: Pick<Act, 'state' | 'terms' | 'now'>): readonly ClockChange[] {
  const met = meets(state(), 'whistle_release', 'whistle_ruling');
  return [...met, ...starts(state(), terms, 'whistle_conclusion', now)];
}

function noteAbsence(acting: Act, { unit, leave }: WhistleCommands['noteAbsence']): Ruling {
  if (find(acting.state(), unit) === undefined) return { code: 'not_whistled_for', params: { unit } };
  acting.write('absence_noted', { unit, leave });
  closeIfJudged(acting);
}

/** Whatever a department said before it heard that it may go has been heard by now. */
function noteLeft(acting: Act, { unit }: WhistleCommands['noteLeft']): Ruling {
  const { write, state } = acting;
  const department = find(state(), unit);
  if (department === undefined) return { code: 'not_whistled_for', params: { unit } };
  if (department.left === 'yes') return { code: 'already_released', params: { unit } };
  write('department_left', { unit, clocks: isGone(department) ? [] : leftBy(unit, acting) });
  endIfCalledOff(acting);
  closeIfJudged(acting);
}

/**
 * 指挥链条用尽: the meeting that can command the departments hears of it, once. Where nobody is held any more it stands in the
 * timeline and no more: there is nobody left to command.
 */
function noteUnmoved({ write, state }: Act, { unit }: WhistleCommands['noteUnmoved']): Ruling {
  const { beyond = [], state: place } = state();
  const isHeld = AT_WORK.some((one) => one === place);
  if (!isHeld && !goesBy(state(), 4)) return { code: 'not_at_this_stage', params: { state: place } };
  if (find(state(), unit) === undefined) return { code: 'not_whistled_for', params: { unit } };
  if (beyond.includes(unit)) return { code: 'nothing_changes' };
  write('command_failed', { unit, ...(isHeld && beyond.length === 0 && { first: 'yes' }) });
}

/** A crew that was sent out while the whistle was concluded keeps it open: nobody's marks are waited for until it is back. */
function noteOpened(acting: Act, body: WhistleCommands['noteOpened']): Ruling {
  const { write, state } = acting;
  write('case_opened', { ...body, clocks: goesBy(state(), 4) ? keptOpen(acting) : [] });
}

function keptOpen(acting: Act): readonly ClockChange[] {
  const whistle = acting.state();
  if (whistle.state === 'rating') return stops(whistle, 'whistle_rating');
  return isBack(whistle) ? concludes(acting) : [];
}

/** What a crew has come to stands in its timeline; what follows from it is for who commands the whistle. */
function noteEnforcement(acting: Act, body: WhistleCommands['noteEnforcement']): Ruling {
  const { write, state } = acting;
  write('enforcement_noted', { ...body, clocks: marksAgain(acting, body.dispatch.number) });
  closeIfJudged({ write, state });
}

/** With the last crew back both sides may mark each other as if it had just been concluded. */
function marksAgain({ state, terms, now }: Pick<Act, 'state' | 'terms' | 'now'>, back: string): readonly ClockChange[] {
  const { state: place, crews = [] } = state();
  const isLast = crews.includes(back) && crews.every((one) => one === back);
  return place === 'rating' && isLast && goesBy(state(), 4) ? starts(state(), terms, 'whistle_rating', now) : [];
}

/** 事不完、人不撤: only who commands it lets a department go, and says why where it has given no result. */
function release(acting: Act, { unit, reason }: WhistleCommands['releaseDepartment']): Ruling {
  const { write, state } = acting;
  const department = find(state(), unit);
  if (department === undefined) return { code: 'not_whistled_for', params: { unit } };
  if (isGone(department)) return { code: 'already_released', params: { unit } };
  write('department_released', { unit, by: 'subdistrict', reason, clocks: leftBy(unit, acting) });
}

/** After ten working days the district says whether a department stays. */
function ruleOnStay(acting: Act, body: WhistleCommands['ruleOnStay']): Ruling {
  const { write, state, terms, now } = acting;
  const { ruling, reason } = body;
  const met = [...meets(state(), 'whistle_ruling'), ...meets(state(), 'whistle_release')];
  const isLeft = ruling !== 'stay' && goesBy(state(), 3) && state().departments.every(isGone);
  const again: readonly ClockChange[] =
    body.ruling === 'stay'
      ? [startsWith(state(), terms, 'whistle_release', now, { limit: body.limit })]
      : isLeft
        ? starts(state(), terms, 'whistle_conclusion', now)
        : [];
  write('stay_ruled', { ruling, reason, clocks: [...met, ...again] });
  if (ruling === 'stay') return;
  for (const department of state().departments) {
    const { unit } = department;
    if (isGone(department)) continue;
    write('department_released', { unit, by: 'district', reason, clocks: leftBy(unit, acting) });
  }
}

/** It is over when nobody is held any more; then each side marks the other. An emergency is answered for first. */
function conclude({ write, state, terms, now }: Act, body: WhistleCommands['concludeWhistle']): Ruling {
  const held = state().departments.find((department) => !isGone(department));
  if (held) return { code: 'department_not_released', params: { unit: held.unit } };
  const isOut = crewOut(state());
  if (isOut) return isOut;
  if (state().answer === 'owed') return { code: 'not_answered_for' };
  const clocks = [
    ...meets(state(), 'whistle_release', 'whistle_ruling', 'whistle_conclusion'),
    ...starts(state(), terms, 'whistle_rating', now),
  ];
  write('whistle_concluded', { ...body, clocks });
  closeIfJudged({ write, state });
}

function rate({ write, state }: Act, body: WhistleCommands['rateDepartment']): Ruling {
  const department = find(state(), body.unit);
  if (department === undefined) return { code: 'not_whistled_for', params: { unit: body.unit } };
  if (department.marks !== undefined) return { code: 'rated_before', params: { unit: body.unit } };
  const { arrived, ...marks } = body;
  // What it has come to is known when it may go, not before.
  if (goesBy(state(), 3) && !isGone(department))
    return { code: 'department_not_released', params: { unit: body.unit } };
  if (arrived === 'no' || !isMarked(state(), department)) return { code: 'not_marked', params: { unit: body.unit } };
  write('department_rated', marks);
  closeIfJudged({ write, state });
}

/** 撤销: before anybody is at work. Who has come is released, and both sides mark each other. */
function cancel(acting: Act, { reason, arrived = [] }: WhistleCommands['cancelWhistle']): Ruling {
  const { write, state } = acting;
  const [unit] = [
    ...arrived,
    ...state()
      .departments.filter(hasCome)
      .map((one) => one.unit),
  ];
  if (unit !== undefined) return { code: 'department_on_site', params: { unit } };
  const isOut = crewOut(state());
  if (isOut) return isOut;
  const [worked] = state().worked ?? [];
  if (worked !== undefined && goesBy(state(), 3)) return { code: 'crew_has_worked', params: { dispatch: worked } };
  if (wereCalled(state()) && goesBy(state(), 3)) {
    write('whistle_taken_back', { reason });
    endIfCalledOff(acting);
    return;
  }
  write('whistle_cancelled', { reason, clocks: stopsBut(state()) });
}

/** A crew on site is told nothing by the whistle: it says first what it has come to. */
function crewOut(whistle: Whistle): Refusal | undefined {
  const [dispatch] = whistle.crews ?? [];
  return dispatch === undefined || !goesBy(whistle, 3) ? undefined : { code: 'crew_at_work', params: { dispatch } };
}

/** 撤销, 不予追认: over once everybody who was called has heard it. Who had come by then has told so before. */
function endIfCalledOff({ write, state }: Pick<Act, 'write' | 'state'>): void {
  const { state: place, departments } = state();
  const haveHeard = departments.every(({ left }) => left === 'yes');
  if (place === 'calling_off' && haveHeard) write('whistle_called_off', { clocks: stopsBut(state()) });
}

export const hasCome = ({ arrived }: Pick<Department, 'arrived'>): boolean => arrived === 'yes';

/** Whether somebody is at work on it, or was. */
export function isAtWork({ departments, crews = [], worked = [] }: Whistle): boolean {
  return departments.some(hasCome) || crews.length > 0 || worked.length > 0;
}

/** Whether the departments were called: who was not has nothing to do with it. */
export function wereCalled(whistle: Whistle): boolean {
  return whistle.answer !== undefined || !goesBy(whistle, 2);
}

/**
 * Whether a department is marked: who came, or stayed away without leave, and was not called wrongly. Under the second rules
 * only who came was, under the first everybody.
 */
export function isMarked(whistle: Whistle, department: Department): boolean {
  if (!goesBy(whistle, 2)) return true;
  const { unit, step, absence } = department;
  if (step === 'excused') return false;
  // 不予追认: who has come for it marks it and is marked; the others it called off.
  if (whistle.answer === 'refused') return hasCome(department);
  if (goesBy(whistle, 3)) return hasCome(department) || absence === 'without_leave';
  return whistle.arrived?.includes(unit) ?? true;
}

/**
 * Every department that is marked has its marks: nothing is waited for any more. Who has not heard that it may go may have
 * come before it did.
 */
function closeIfJudged({ write, state }: Pick<Act, 'write' | 'state'>): void {
  const { state: place, departments } = state();
  const isDone = departments.every((one) => one.marks !== undefined || !isMarked(state(), one));
  const haveLeft = !goesBy(state(), 3) || departments.every(({ left }) => left === 'yes');
  const isOut = goesBy(state(), 4) && crewOut(state()) !== undefined;
  if (place === 'rating' && isDone && haveLeft && !isOut) write('whistle_closed', { clocks: stopsBut(state()) });
}

function find({ departments }: Whistle, unit: string): Department | undefined {
  return departments.find((one) => one.unit === unit);
}

/** Whether a department is held no more. */
export function isGone({ step }: Pick<Department, 'step'>): boolean {
  return step === 'released' || step === 'excused';
}

/** Who blew commands; a subdistrict that a community calls to it is a department there. */
function isOther(whistle: Whistle, { unit }: Actor): Refusal | undefined {
  const { by } = whistle.opened;
  return isInPlaceOf(whistle, unit, by) ? undefined : { code: 'not_the_commander', params: { unit: by } };
}

/** Who blew it does not answer for it. */
function cannotApprove(whistle: Whistle, actor: Actor): Refusal | undefined {
  if (!isAsked(whistle)) return undefined;
  return whistle.blownBy === actor.account ? { code: 'own_whistle' } : isOther(whistle, actor);
}

const AT_WORK = ['working', 'awaiting_ruling'] as const;
const UNDER_WAY = ['awaiting_approval', ...AT_WORK] as const;

export const WHISTLE_RULES: {
  readonly [Name in keyof WhistleCommands]: Rule<Whistle, WhistleBodies, WhistleCommands[Name]>;
} = {
  approveWhistle: { at: UNDER_WAY, barred: cannotApprove, offered: isAsked, decide: approve },
  refuseWhistle: { at: UNDER_WAY, barred: isOther, offered: isAsked, decide: refuse },
  nameDepartment: { at: ['awaiting_approval', 'working'], barred: isOther, decide: name },
  releaseDepartment: { at: AT_WORK, barred: isOther, decide: release },
  ruleOnStay: { at: ['awaiting_ruling'], decide: ruleOnStay },
  concludeWhistle: {
    at: AT_WORK,
    barred: isOther,
    offered: (whistle) => whistle.departments.every(isGone) && crewOut(whistle) === undefined,
    decide: conclude,
  },
  rateDepartment: { at: [...AT_WORK, 'rating'], barred: isOther, decide: rate },
  cancelWhistle: { at: UNDER_WAY, barred: isOther, decide: cancel },
  excuseDepartment: { at: [], decide: excuse },
  noteArrival: { at: [], decide: noteArrival },
  noteAbsence: { at: [], decide: noteAbsence },
  noteLeft: { at: [], decide: noteLeft },
  noteUnmoved: { at: [], decide: noteUnmoved },
  noteOpened: { at: [], decide: noteOpened },
  noteEnforcement: { at: [], decide: noteEnforcement },
};
