import type { ClockChange } from '../case/clock.js';
import { meets, pauses, resumes, starts, stops } from '../case/clocks.js';
import type { Message } from '../case/lifecycle.js';
import {
  blankProceeding,
  lifecycleOf,
  stopsBut,
  type Acting,
  type Procedure,
  type Rule,
  type Ruling,
} from '../case/proceeding.js';
import type { Actor } from '../envelope.js';
import type { Refusal } from '../refusals.js';
import type { WhistleCommands } from '../whistle/whistle.js';
import type { Called, Report, ReportBodies, ReportCommands, ReportEvent } from './report.js';

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

/** 到场: on site within the radius, or with an explanation. Whoever comes has signed for it and spoken with who called. */
function reportIn({ write, state }: Act, body: ReportCommands['reportIn']): Ruling {
  const { site } = state().opened;
  if (body.how === 'on_site' && site !== undefined && body.explanation === undefined) {
    if (body.metres === undefined) return { code: 'position_required' };
    if (body.metres > site.withinMetres) {
      return { code: 'too_far_from_site', params: { metres: body.metres, within: site.withinMetres } };
    }
  }
  write('reported_in', { ...body, clocks: meets(state(), 'report_sign_for', 'report_contact', 'report_in') });
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
  if (state().objection !== 'open') return { code: 'no_objection_open', params: { unit: state().opened.unit } };
  const met = meets(state(), 'whistle_objection');
  const owed = ruling === 'rejected' ? resumes(state(), terms, now, ...OWED) : stops(state(), ...OWED);
  write('whistle_objection_ruled', { ruling, reason, clocks: [...met, ...owed] });
  if (ruling === 'upheld') leave({ write, state, terms, now }, 'excused');
}

function standDown({ write, state, terms, now }: Act, { how }: ReportCommands['standDown']): Ruling {
  if (state().stoodDown !== undefined) return { code: 'already_released', params: { unit: state().opened.unit } };
  leave({ write, state, terms, now }, how);
}

/** Nothing is owed any more; whether the whistle was justified it may still say. What was never blown in earnest is over. */
function leave(
  { write, state, terms, now }: Pick<Act, 'write' | 'state' | 'terms' | 'now'>,
  how: NonNullable<Report['stoodDown']>,
): void {
  const window: readonly ClockChange[] = how === 'cancelled' ? [] : starts(state(), terms, 'whistle_rating', now);
  write('stood_down', { how, clocks: [...stopsBut(state()), ...window] });
  if (window.length === 0) write('report_closed', {});
}

/** 双向评价: the department says whether it was called for a reason. */
function rate({ write, state }: Act, body: ReportCommands['rateWhistle']): Ruling {
  write('whistle_rated', { ...body, clocks: stops(state(), 'whistle_rating') });
  write('report_closed', {});
}

/** Its own people only, whoever else holds the role. */
function isOtherUnit({ opened }: Report, { unit }: Actor): Refusal | undefined {
  return unit === opened.unit ? undefined : { code: 'not_the_department', params: { unit: opened.unit } };
}

const AWAY = ['awaiting_sign_for', 'signed_for'] as const;

const RULES: { readonly [Name in keyof ReportCommands]: Rule<Report, ReportBodies, ReportCommands[Name]> } = {
  signForWhistle: { at: ['awaiting_sign_for'], barred: isOtherUnit, decide: signFor },
  contactSubdistrict: { at: AWAY, barred: isOtherUnit, decide: contact },
  reportIn: { at: AWAY, barred: isOtherUnit, decide: reportIn },
  giveWhistleResult: { at: ['on_site', 'result_given'], barred: isOtherUnit, decide: giveResult },
  objectToWhistle: {
    at: [...AWAY, 'on_site'],
    barred: isOtherUnit,
    offered: ({ objection }) => objection === undefined,
    decide: object,
  },
  rateWhistle: { at: ['released'], barred: isOtherUnit, decide: rate },
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
    case 'reported_in':
      return { ...state, step: 'on_site', arrival: event.body.how };
    case 'report_result_given':
      return { ...state, step: 'result_given' };
    case 'whistle_objected':
      return { ...state, objection: 'open' };
    case 'whistle_objection_ruled':
      return { ...state, objection: event.body.ruling };
    case 'stood_down':
      return { ...state, step: 'released', stoodDown: event.body.how };
    case 'whistle_rated':
      return { ...state, justified: event.body.justified };
    case 'report_closed':
      return { ...state, step: 'ended', ended: 'yes' };
    default:
      return state;
  }
}

/** An open objection lies over where the department stands, until it may go. */
function evolve(state: Report, event: ReportEvent): Report {
  const next = evolveStep(state, event);
  const isOver = next.step === 'released' || next.step === 'ended';
  return { ...next, state: next.objection === 'open' && !isOver ? 'objected' : next.step };
}

/** Who need not have come is told to the whistle, which no longer holds it; everything else it reads where it stands. */
function messagesOf(event: ReportEvent, { opened: { unit, parent } }: Report): readonly Message[] {
  const isExcused = event.type === 'stood_down' && event.body.how === 'excused';
  const body: WhistleCommands['excuseDepartment'] = { unit };
  return isExcused && parent ? [{ to: parent.case, name: 'excuseDepartment', body }] : [];
}

const REPORT: Procedure<Report, ReportBodies, ReportCommands> = {
  opening: 'called',
  blank: (of) => ({ ...blankProceeding<Called>(of), state: 'awaiting_sign_for', step: 'awaiting_sign_for' }),
  open: (acting, body) => receive(acting, body as Called),
  evolve,
  units: ({ opened }) => [opened.unit, opened.by],
  sort: ({ opened }) => opened.whistle,
  rules: RULES,
  lapsed({ write, state }, { clock }) {
    if (clock === 'whistle_rating') write('report_closed', { clocks: stopsBut(state()) });
  },
  isBeyondCommand: ({ opened }) => opened.letter === 'yes',
  messagesOf,
};

/** 报到: from the call until the department was let go and has said what it thinks of the whistle. */
export const REPORT_LIFECYCLE = lifecycleOf(REPORT);
