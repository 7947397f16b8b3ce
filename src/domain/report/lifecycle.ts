import type { ClockChange } from '../case/clock.js';
import { meets, pauses, resumes, starts, stops } from '../case/clocks.js';
import type { Message } from '../case/lifecycle.js';
import {
  blankProceeding,
  goesBy,
  isInPlaceOf,
  lifecycleOf,
  stopsBut,
  type Acting,
  type Procedure,
  type Rule,
  type Ruling,
} from '../case/proceeding.js';
import type { Actor } from '../envelope.js';
import type { Refusal } from '../refusals.js';
import { isOutside } from '../site.js';
import { TOP_RUNG, type YesNo } from '../vocabulary.js';
import type { WhistleCommands } from '../whistle/whistle.js';
import type { Called, Present, Report, ReportBodies, ReportCommands, ReportEvent } from './report.js';

type Act = Acting<Report, ReportBodies>;

/** What a department owes until it is let go. */
const OWED = ['report_sign_for', 'report_contact', 'report_in', 'report_result'] as const;

/** 报到 is owed from the whistle on, each within its limit (the policy's, by kind of whistle). */
function receive({ write, state, terms }: Act, body: Called): Ruling {
  const clocks = OWED.flatMap((name) => starts(state(), terms, name, body.from, body.unit));
  write('called', { ...body, clocks });
}

function signFor({ write, state }: Act): Ruling {
  write('report_signed_for', { clocks: meets(state(), 'report_sign_for') });
}

function contact({ write, state }: Act, { means }: ReportCommands['contactSubdistrict']): Ruling {
  write('subdistrict_contacted', { means, clocks: meets(state(), 'report_sign_for', 'report_contact') });
}

/** 到场报到. Whoever comes has signed for it and spoken with who called; so has who explains why nobody does. */
function reportIn({ write, state, terms, now }: Act, body: ReportCommands['reportIn']): Ruling {
  const { step } = state();
  const refusal = body.how === 'on_site' ? isNotThere(state(), body) : step === 'absent' && ABSENT_BEFORE;
  if (refusal) return refusal;
  const met = meets(state(), 'report_sign_for', 'report_contact');
  const asked = body.how === 'absent' ? asksLeave({ state, terms, now }) : stops(state(), 'absence_ruling');
  write('reported_in', { ...body, clocks: [...met, ...arrivals(state(), body.how), ...asked] });
}

/** Who called it owes an answer: a department that explains itself does not wait for a word without a date. */
function asksLeave({ state, terms, now }: Pick<Act, 'state' | 'terms' | 'now'>): readonly ClockChange[] {
  return goesBy(state(), 4) ? starts(state(), terms, 'absence_ruling', now, state().opened.by) : [];
}

/** An absence is no arrival; its explanation ends the duty to come only when who commands accepts it. */
function arrivals(report: Report, how: NonNullable<Report['arrival']>): readonly ClockChange[] {
  if (how === 'on_site' || !goesBy(report, 2)) return meets(report, 'report_in');
  return goesBy(report, 3) ? [] : stops(report, 'report_in');
}

/** Who may stay away owes nothing any more, and may come all the same; who may not owes it as before. */
function ruleOnAbsence({ write, state }: Act, body: ReportCommands['ruleOnAbsence']): Ruling {
  if (state().absence !== 'open') return { code: 'no_absence_open', params: { unit: state().opened.unit } };
  const excused = body.ruling === 'accepted' ? stops(state(), 'report_in', 'report_result') : [];
  write('absence_ruled', { ...body, clocks: [...excused, ...meets(state(), 'absence_ruling')] });
}

const ABSENT_BEFORE: Refusal = { code: 'not_at_this_stage', params: { state: 'absent' } };

/** On site is within the radius, or why not; in any case a place that can be asked after. */
function isNotThere(report: Report, { metres, position, where, explanation }: Present): Refusal | undefined {
  const { site } = report.opened;
  const isSaid = position !== undefined || where !== undefined;
  if (!isSaid && goesBy(report, site === undefined ? 2 : 3)) return { code: 'place_required' };
  if (site === undefined || explanation !== undefined) return undefined;
  return isOutside(site, metres);
}

function giveResult({ write, state }: Act, { summary }: ReportCommands['giveWhistleResult']): Ruling {
  write('report_result_given', { summary, clocks: meets(state(), 'report_result') });
}

/** 异议 once. In an emergency it stops no clock: one comes first and argues afterwards. */
function object({ write, state, terms, now }: Act, { reason }: ReportCommands['objectToWhistle']): Ruling {
  if (state().objection !== undefined) return { code: 'objected_before' };
  const stands = state().opened.whistle === 'emergency' ? [] : pauses(state(), now, ...OWED);
  write('whistle_objected', { reason, clocks: [...stands, ...starts(state(), terms, 'whistle_objection', now)] });
}

/** 异议裁定 by the district, not by either side. Upheld: the department need not have come. */
function rule({ write, state, terms, now }: Act, { ruling, reason }: ReportCommands['ruleOnWhistle']): Ruling {
  const { objection, stoodDown, justified, opened } = state();
  if (objection !== 'open') return { code: 'no_objection_open', params: { unit: opened.unit } };
  const met = meets(state(), 'whistle_objection');
  if (stoodDown !== undefined) {
    // It was let go meanwhile: what it was called for has been ruled on, and nothing else is waited for but its mark.
    const window = justified === undefined ? starts(state(), terms, 'whistle_rating', now) : [];
    write('whistle_objection_ruled', { ruling, reason, clocks: [...met, ...window] });
    if (window.length === 0) write('report_closed', {});
    return;
  }
  const owed = ruling === 'rejected' ? resumes(state(), terms, now, ...OWED) : stops(state(), ...OWED);
  write('whistle_objection_ruled', { ruling, reason, clocks: [...met, ...owed] });
  if (ruling === 'upheld') leave({ write, state, terms, now }, 'excused');
}

function standDown({ write, state, terms, now }: Act, { how }: ReportCommands['standDown']): Ruling {
  const { stoodDown, arrival, opened } = state();
  if (stoodDown !== undefined) return { code: 'already_released', params: { unit: opened.unit } };
  // It has told the whistle that it came: that goes on until it is released.
  if (how === 'cancelled' && arrival === 'on_site' && goesBy(state(), 3))
    return { code: 'department_on_site', params: { unit: opened.unit } };
  leave({ write, state, terms, now }, how);
}

/**
 * Nothing is owed any more; whether the whistle was justified it may still say. What was taken back before it came is over,
 * and an objection is ruled on first.
 */
function leave(
  { write, state, terms, now }: Pick<Act, 'write' | 'state' | 'terms' | 'now'>,
  how: NonNullable<Report['stoodDown']>,
): void {
  const isOver = how === 'cancelled' && state().arrival !== 'on_site';
  const isContested = !isOver && state().objection === 'open';
  const window: readonly ClockChange[] = isOver || isContested ? [] : starts(state(), terms, 'whistle_rating', now);
  const stopped = isContested ? stopsBut(state(), 'whistle_objection') : stopsBut(state());
  write('stood_down', { how, clocks: [...stopped, ...window] });
  if (window.length === 0 && !isContested) write('report_closed', {});
}

/** 双向评价: the department says whether it was called for a reason. */
function rate({ write, state }: Act, body: ReportCommands['rateWhistle']): Ruling {
  const { justified, opened } = state();
  if (justified !== undefined) return { code: 'rated_before', params: { unit: opened.unit } };
  write('whistle_rated', { ...body, clocks: stops(state(), 'whistle_rating') });
  if (state().objection !== 'open') write('report_closed', {});
}

/** Its own people only, whoever else holds the role. */
function isOtherUnit(report: Report, { unit }: Actor): Refusal | undefined {
  const { unit: own } = report.opened;
  return isInPlaceOf(report, unit, own) ? undefined : { code: 'not_the_department', params: { unit: own } };
}

/** Who called it lets it stay away, or does not. */
function isNotCaller(report: Report, { unit }: Actor): Refusal | undefined {
  const { by } = report.opened;
  return isInPlaceOf(report, unit, by) ? undefined : { code: 'not_the_commander', params: { unit: by } };
}

const AWAY = ['awaiting_sign_for', 'signed_for'] as const;

const RULES: { readonly [Name in keyof ReportCommands]: Rule<Report, ReportBodies, ReportCommands[Name]> } = {
  signForWhistle: { at: ['awaiting_sign_for'], barred: isOtherUnit, decide: signFor },
  contactSubdistrict: { at: AWAY, barred: isOtherUnit, decide: contact },
  reportIn: { at: [...AWAY, 'absent'], barred: isOtherUnit, decide: reportIn },
  giveWhistleResult: { at: ['on_site', 'result_given'], barred: isOtherUnit, decide: giveResult },
  objectToWhistle: {
    at: [...AWAY, 'absent', 'on_site'],
    barred: isOtherUnit,
    offered: ({ objection }) => objection === undefined,
    decide: object,
  },
  rateWhistle: {
    at: ['released'],
    barred: isOtherUnit,
    offered: ({ justified }) => justified === undefined,
    decide: rate,
  },
  ruleOnAbsence: {
    at: ['absent'],
    barred: isNotCaller,
    offered: ({ absence }) => absence === 'open',
    decide: ruleOnAbsence,
  },
  ruleOnWhistle: {
    at: [],
    offered: ({ objection }) => objection === 'open',
    decide: rule,
  },
  standDown: { at: [], decide: standDown },
};

function evolveStep(state: Report, event: ReportEvent): Report {
  switch (event.type) {
    case 'report_signed_for':
    case 'subdistrict_contacted':
      return { ...state, step: 'signed_for' };
    case 'reported_in': {
      const { how } = event.body;
      const come = { ...withoutQuestion(state), step: stepOf(state, how), arrival: how };
      return how === 'absent' && goesBy(state, 3) ? { ...come, absence: 'open' } : come;
    }
    case 'absence_ruled': {
      const { ruling } = event.body;
      if (ruling === 'accepted') return { ...state, absence: ruling };
      const { arrival: _arrival, ...rest } = state;
      return { ...rest, step: 'signed_for', absence: ruling };
    }
    case 'report_result_given':
      return { ...state, step: 'result_given' };
    case 'whistle_objected':
      return { ...state, objection: 'open' };
    case 'whistle_objection_ruled':
      return {
        ...state,
        objection: event.body.ruling,
        // It need not have been called, whoever let it go meanwhile.
        ...(event.body.ruling === 'upheld' && state.stoodDown !== undefined && { stoodDown: 'excused' }),
      };
    case 'stood_down': {
      const asked = goesBy(state, 4) ? withoutQuestion(state) : state;
      return { ...asked, step: 'released', stoodDown: event.body.how };
    }
    case 'whistle_rated':
      return { ...state, justified: event.body.justified };
    case 'report_closed':
      return { ...state, step: 'ended', ended: 'yes' };
    default:
      return state;
  }
}

/** Nobody need say whether a department may stay away that has come, or may go. */
function withoutQuestion(state: Report): Report {
  const { absence, ...rest } = state;
  return absence === undefined || absence === 'open' ? rest : state;
}

/** Under the first rules an absence that was explained counted as an arrival. */
function stepOf(state: Report, how: NonNullable<Report['arrival']>): Report['step'] {
  return how === 'absent' && goesBy(state, 2) ? 'absent' : 'on_site';
}

/** An open objection lies over where the department stands, until it may go. */
function evolve(state: Report, event: ReportEvent): Report {
  const next = evolveStep(state, event);
  const isOver = next.step === 'released' || next.step === 'ended';
  return { ...next, state: next.objection === 'open' && !isOver ? 'objected' : next.step };
}

/** The whistle is told who comes, who stays away, who has heard that they may go, and who need not have been called. */
function messagesOf(event: ReportEvent, report: Report): readonly Message[] {
  const { parent } = report.opened;
  const said = goesBy(report, 3) ? saidOf(event, report) : excusedBy(event, report);
  return parent === undefined || said === undefined ? [] : [{ to: parent.case, ...said }];
}

type Said = Pick<Message, 'name' | 'body'>;

/** Who was let go while it objected may be excused afterwards. */
function excusedBy(event: ReportEvent, { stoodDown, opened: { unit } }: Report): Said | undefined {
  const isExcused =
    event.type === 'stood_down'
      ? event.body.how === 'excused'
      : event.type === 'whistle_objection_ruled' && stoodDown === 'excused';
  const body: WhistleCommands['excuseDepartment'] = { unit };
  return isExcused ? { name: 'excuseDepartment', body } : undefined;
}

function saidOf(event: ReportEvent, report: Report): Said | undefined {
  const { unit } = report.opened;
  const absent = (leave: YesNo): Said => {
    const body: WhistleCommands['noteAbsence'] = { unit, leave };
    return { name: 'noteAbsence', body };
  };
  switch (event.type) {
    case 'reported_in':
      return event.body.how === 'on_site' ? { name: 'noteArrival', body: { unit } } : undefined;
    case 'absence_ruled':
      return absent(event.body.ruling === 'accepted' ? 'yes' : 'no');
    case 'clock_breached':
      return event.body.clock === 'report_in' ? absent('no') : undefined;
    case 'supervised': {
      const { level, late } = event.body;
      return level === TOP_RUNG && late.unit === unit ? { name: 'noteUnmoved', body: { unit } } : undefined;
    }
    case 'stood_down':
      return excusedBy(event, report) ?? { name: 'noteLeft', body: { unit } };
    default:
      return excusedBy(event, report);
  }
}

const REPORT: Procedure<Report, ReportBodies, ReportCommands> = {
  opening: 'called',
  blank: (of) => ({ ...blankProceeding<Called>(of), state: 'awaiting_sign_for', step: 'awaiting_sign_for' }),
  open: (acting, body) => receive(acting, body as Called),
  evolve,
  // 先到场、后申辩: an objection keeps nobody from coming, nor from saying what was done.
  place: (state) => (goesBy(state, 2) ? state.step : state.state),
  units: ({ opened }) => [opened.unit, opened.by],
  sort: ({ opened }) => opened.whistle,
  rules: RULES,
  lapsed({ write, state }, { clock }) {
    if (clock === 'whistle_rating') write('report_closed', { clocks: stopsBut(state()) });
  },
  // Whoever called a vertical body is commanded like anybody, and so is the district that rules (rules 4).
  isBeyondCommand: (report, unit) =>
    report.opened.letter === 'yes' && (unit === report.opened.unit || !goesBy(report, 4)),
  messagesOf,
};

/** 报到: from the call until the department was let go and has said what it thinks of the whistle. */
export const REPORT_LIFECYCLE = lifecycleOf(REPORT);
