import { openClock } from '../case/clock.js';
import { starts, stops } from '../case/clocks.js';
import type { Message, Opens } from '../case/lifecycle.js';
import type { CaseRef } from '../case/case-ref.js';
import { blankProceeding, goesBy, lifecycleOf, stopsBut, type Procedure } from '../case/proceeding.js';
import type { ProceedingTerms } from '../policy.js';
import type { Called as Summons } from '../report/report.js';
import type { EnforcementNote } from '../enforcement/vocabulary.js';
import { TOP_RUNG, type ClockName, type WhistleState } from '../vocabulary.js';
import { blow, countsFrom, hasCome, isAtWork, isGone, wereCalled, WHISTLE_RULES } from './decide.js';
import type {
  Blown,
  Called,
  Conclusion,
  Department,
  Whistle,
  WhistleBodies,
  WhistleCommands,
  WhistleEvent,
} from './whistle.js';

/** The report of one department: a case of its own, under the whistle's number with the unit's code. */
function reportOf({ case: id, opened: { number } }: Pick<Whistle, 'case' | 'opened'>, unit: string): CaseRef {
  return { case: `${id.replace('whistle:', 'whistle_report:')}-${unit}`, number: `${number}-${unit}` };
}

/** The whistle that a report is part of; undefined for what is no report's id. */
export function whistleOfReport(caseId: string): string | undefined {
  const [, rest] = /^whistle_report:(\d+:\d+-\d+)-/.exec(caseId) ?? [];
  return rest === undefined ? undefined : `whistle:${rest}`;
}

/** Whether a report is that of a department which is called, be it on record yet or not. */
export function isCalling(whistle: Whistle, report: string): boolean {
  return wereCalled(whistle) && whistle.departments.some((one) => one.report.case === report);
}

const departmentOf =
  (whistle: Pick<Whistle, 'case' | 'opened'>) =>
  ({ unit, kind }: Called): Department => ({ unit, kind, report: reportOf(whistle, unit), step: 'called' });

function edited(state: Whistle, unit: string, more: Partial<Department>): Whistle {
  return { ...state, departments: state.departments.map((one) => (one.unit === unit ? { ...one, ...more } : one)) };
}

/** Where it stands while departments are held. */
function whereItStands(state: Whistle): WhistleState {
  return openClock(state, 'whistle_ruling') === undefined ? 'working' : 'awaiting_ruling';
}

function evolve(state: Whistle, event: WhistleEvent): Whistle {
  switch (event.type) {
    case 'blown': {
      const { departments } = event.body;
      return { ...state, blownBy: event.actor.account, departments: departments.map(departmentOf(state)) };
    }
    case 'approved':
      return { ...state, state: whereItStands(state), ...(goesBy(state, 2) && { answer: answered(state) }) };
    case 'called_at_once':
      return { ...state, state: whereItStands(state), answer: 'owed' };
    case 'department_named':
      return standAnew({
        ...state,
        named: [...state.named, event.body.department],
        departments: [...state.departments, departmentOf(state)(event.body.department)],
      });
    case 'department_excused':
      return standAnew(edited(state, event.body.unit, { step: 'excused', ...(goesBy(state, 3) && { left: 'yes' }) }));
    case 'arrival_noted':
      return back(edited(state, event.body.unit, { arrived: 'yes' }));
    case 'absence_noted':
      return edited(state, event.body.unit, {
        absence: event.body.leave === 'yes' ? 'with_leave' : 'without_leave',
      });
    case 'department_left': {
      const { unit } = event.body;
      const isExcused = state.departments.some((one) => one.unit === unit && one.step === 'excused');
      return standAnew(edited(state, unit, { left: 'yes', ...(!isExcused && { step: 'released' }) }));
    }
    case 'command_failed':
      // Whatever failed while nobody was held was brought before no meeting: what fails afterwards is the first.
      return UNMOVED.includes(state.state) ? state : { ...state, beyond: [...(state.beyond ?? []), event.body.unit] };
    case 'case_opened':
      return back({ ...state, crews: [...(state.crews ?? []), event.body.opened.number] });
    case 'enforcement_noted':
      return standAnew(afterCrew(state, event.body));
    case 'whistle_taken_back':
      return { ...state, state: 'calling_off' };
    case 'whistle_disowned':
      return { ...state, answer: 'refused', state: isAtWork(state) ? whereItStands(state) : 'calling_off' };
    case 'whistle_called_off':
      return { ...state, state: state.answer === 'refused' ? 'refused' : 'cancelled', ended: 'yes' };
    case 'department_released':
      return standAnew(edited(state, event.body.unit, { step: 'released' }));
    case 'stay_ruled':
      return standAnew(state);
    case 'department_rated': {
      const { unit, arrival, result, attitude } = event.body;
      return edited(state, unit, { marks: { arrival, result, attitude } });
    }
    case 'whistle_concluded': {
      const { result, arrived } = event.body;
      return { ...state, state: 'rating', result, ...(arrived && { arrived }) };
    }
    case 'whistle_refused':
      return { ...state, state: 'refused', ended: 'yes' };
    case 'whistle_cancelled':
      return { ...state, state: 'cancelled', ended: 'yes' };
    case 'whistle_closed':
      return { ...state, state: 'ended', ended: 'yes' };
    default:
      return standAnew(state);
  }
}

const answered = ({ answer }: Whistle): 'given' | 'afterwards' => (answer === 'owed' ? 'afterwards' : 'given');

const UNMOVED: readonly WhistleState[] = ['awaiting_approval', 'calling_off', 'rating'];

const standAnew = (state: Whistle): Whistle =>
  UNMOVED.includes(state.state) ? state : { ...state, state: whereItStands(state) };

/** What is called off while somebody comes goes on until they are released. */
const back = (state: Whistle): Whistle =>
  state.state === 'calling_off' ? { ...state, state: whereItStands(state) } : standAnew(state);

function afterCrew(state: Whistle, { dispatch: { number }, result }: EnforcementNote): Whistle {
  if (state.crews === undefined) return state;
  const crews = state.crews.filter((one) => one !== number);
  return { ...state, crews, ...(result !== 'cancelled' && { worked: [...(state.worked ?? []), number] }) };
}

/** The departments are told when they may go; the request hears what came of it. */
function messagesOf(event: WhistleEvent, state: Whistle): readonly Message[] {
  switch (event.type) {
    case 'department_released':
      return [{ to: reportOf(state, event.body.unit).case, name: 'standDown', body: { how: 'released' } }];
    case 'whistle_refused':
      return [...(state.answer === 'owed' ? calledOff(state) : []), ...concluded(state, 'cancelled')];
    case 'whistle_cancelled':
      return [...(wereCalled(state) ? calledOff(state) : []), ...concluded(state, 'cancelled')];
    case 'whistle_taken_back':
    case 'whistle_disowned':
      return calledOff(state);
    case 'whistle_called_off':
      return concluded(state, 'cancelled');
    case 'whistle_concluded':
      return concluded(state, event.body.result);
    default:
      return [];
  }
}

/** Who was called for nothing is called off. */
function calledOff({ departments }: Whistle): readonly Message[] {
  return departments
    .filter((department) => !isGone(department) && !hasCome(department))
    .map(({ report }) => ({ to: report.case, name: 'standDown', body: { how: 'cancelled' } }));
}

/** The departments are called once the whistle is approved, and in an emergency before. */
function sequelsOf(event: WhistleEvent, state: Whistle, terms: ProceedingTerms): readonly Opens[] {
  switch (event.type) {
    case 'approved':
    case 'called_at_once': {
      if (state.answer === 'afterwards') return [];
      const from = countsFrom(state, event.at);
      return state.departments.map((department) => call(state, department, terms, from));
    }
    case 'department_named': {
      const named = state.departments.at(-1);
      // Who is called later than the others counts from then.
      const from = goesBy(state, 2) ? event.at : countsFrom(state, event.at);
      return state.state === 'awaiting_approval' || !named ? [] : [call(state, named, terms, from)];
    }
    case 'whistle_concluded':
      // 吹哨未决: what the departments could not settle on site goes before the meeting that can command them.
      return event.body.result === 'not_settled' ? [{ raisesItem: 'whistle' }] : [];
    case 'command_failed':
      return event.body.first === 'yes' ? [{ raisesItem: 'whistle' }] : [];
    case 'enforcement_noted': {
      // It was concluded as settled while the crew went out: nobody commands it any more who could say otherwise.
      const isNews = state.result === 'settled' && event.body.result === 'not_settled';
      return isNews && goesBy(state, 4) ? [{ raisesItem: 'whistle' }] : [];
    }
    case 'supervised': {
      const { level, late } = event.body;
      return level === TOP_RUNG && isDistricts(state, late.clock) ? [{ raisesItem: 'whistle' }] : [];
    }
    case 'clock_breached': {
      // Whoever owes it was supervised up to the top for something else already: no rung is left to climb.
      const isAtTop = state.ladders?.['']?.rung === TOP_RUNG;
      return isAtTop && isDistricts(state, event.body.clock) ? [{ raisesItem: 'whistle' }] : [];
    }
    default:
      return [];
  }
}

/** Nobody in the district says who stays, or answers for an emergency: above its leader there is only the meeting (rules 3). */
function isDistricts(state: Whistle, clock: ClockName): boolean {
  const isOwed = clock === 'whistle_ruling' || (clock === 'whistle_approval' && state.answer === 'owed');
  return isOwed && goesBy(state, 3);
}

function call(state: Whistle, { unit, kind, report }: Department, terms: ProceedingTerms, from: string): Opens {
  const { number, subdistrict, community, request, place, site, by, text, against, kind: whistle } = state.opened;
  const body: Summons = {
    ...{
      number: report.number,
      unit,
      unitKind: kind,
      whistle,
      by,
      place,
      text: { ref: text.ref },
      from,
      terms,
    },
    parent: { case: state.case, number },
    ...(request && { request }),
    ...(against && { against }),
    ...(subdistrict !== undefined && { subdistrict }),
    ...(community !== undefined && { community }),
    ...(site && { site }),
    ...(kind === 'vertical' && { letter: 'yes' as const }),
  };
  return { opens: { case: report.case, body } };
}

function concluded({ opened: { request, number: from } }: Whistle, result: Conclusion['result']): readonly Message[] {
  const body: Conclusion = { referral: 'whistle', result, from };
  return request ? [{ to: request.case, name: 'concludeReferral', body }] : [];
}

const WHISTLE: Procedure<Whistle, WhistleBodies, WhistleCommands> = {
  opening: 'blown',
  blank: (of) => ({
    ...blankProceeding<Blown>(of),
    state: 'awaiting_approval',
    blownBy: '',
    named: [],
    departments: [],
  }),
  open: (acting, body) => blow(acting, body as Blown),
  evolve,
  units: (state) => [state.opened.by, ...(wereCalled(state) ? state.departments.map(({ unit }) => unit) : [])],
  sort: ({ opened }) => opened.kind,
  rules: WHISTLE_RULES,
  lapsed({ write, state, terms, now }, { clock }) {
    // 事不完、人不撤, but not for ever: the district says how it goes on, and from then on it is the district that is late.
    if (clock === 'whistle_release') {
      const over = goesBy(state(), 3) ? stops(state(), 'whistle_release') : [];
      write('stay_due', { clocks: [...over, ...starts(state(), terms, 'whistle_ruling', now)] });
    }
    if (clock === 'whistle_rating') write('whistle_closed', { clocks: stopsBut(state()) });
  },
  messagesOf,
  sequelsOf,
};

/** 吹哨: from the moment it is blown until both sides have marked each other, or the time for it is over. */
export const WHISTLE_LIFECYCLE = lifecycleOf(WHISTLE);
