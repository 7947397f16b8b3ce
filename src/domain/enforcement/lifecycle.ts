import { isOver, type CaseCommand, type Message, type Opens } from '../case/lifecycle.js';
import { blankProceeding, goesBy, lifecycleOf, type Procedure } from '../case/proceeding.js';
import { dispatchCrew, ENFORCEMENT_RULES, isOpen, newest, remind, unitsOf } from './decide.js';
import type {
  CrewMember,
  Dispatched,
  EnforcementBodies,
  EnforcementCommands,
  EnforcementDispatch,
  EnforcementEvent,
  Order,
} from './dispatch.js';
import type { Refusal } from '../refusals.js';
import type { EnforcementNote } from './vocabulary.js';

function stepped(
  state: EnforcementDispatch,
  officer: string,
  more: Pick<CrewMember, 'step' | 'arrivedAt'>,
): EnforcementDispatch {
  const current = (one: CrewMember) => one.officer === officer && one.step !== 'released';
  return { ...state, crew: state.crew.map((one) => (current(one) ? { ...one, ...more } : one)) };
}

function edited(state: EnforcementDispatch, number: number, more: Partial<Order>): EnforcementDispatch {
  return { ...state, orders: state.orders.map((one, index) => (index === number - 1 ? { ...one, ...more } : one)) };
}

function evolveStep(state: EnforcementDispatch, event: EnforcementEvent): EnforcementDispatch {
  switch (event.type) {
    case 'crew_dispatched':
      return {
        ...state,
        booking: event.body.booking,
        crew: event.body.crew.map((one) => ({ ...one, step: 'booked' })),
      };
    case 'officer_booked': {
      const { officer, unit } = event.body;
      return { ...state, crew: [...state.crew, { officer, unit, step: 'booked' }] };
    }
    case 'officer_released':
      return stepped(state, event.body.officer, { step: 'released' });
    case 'crew_replanned':
      return { ...state, booking: event.body.booking };
    case 'officer_set_out':
      return stepped(state, event.body.officer, { step: 'on_the_way' });
    case 'officer_arrived': {
      const arrived = { step: 'on_site', ...(goesBy(state, 4) && { arrivedAt: event.at }) } as const;
      return { ...stepped(state, event.body.officer, arrived), state: 'on_site' };
    }
    case 'findings_recorded':
      return { ...state, findings: state.findings + 1 };
    case 'measure_taken':
      return measured(state, event.body, event.at);
    case 'reinspection_due':
      return edited(state, event.body.order, { state: 'due', reinspection: newest(state, 'reinspection') });
    case 'reinspected':
      return lookedAt(state, event.body, event.at);
    case 'enforcement_concluded':
      return { ...state, state: 'ended', result: event.body.result, ended: 'yes' };
    case 'enforcement_cancelled':
      return { ...state, state: 'cancelled', ended: 'yes' };
    case 'whistle_over':
      return { ...state, whistleOver: 'yes' };
    default:
      return state;
  }
}

function measured(
  state: EnforcementDispatch,
  { unit, power, measure, rule, reinspectOn }: EnforcementBodies['measure_taken'],
  at: string,
): EnforcementDispatch {
  const measures = [...state.measures, { unit, power, measure, rule }];
  if (reinspectOn === undefined) return { ...state, measures };
  const order: Order = { power, unit, ...runningUntil(state, reinspectOn, at) };
  return { ...state, measures, orders: [...state.orders, order] };
}

/** An order whose day of re-inspection was just named. */
function runningUntil(
  state: EnforcementDispatch,
  on: string,
  at: string,
): Pick<Order, 'on' | 'state' | 'correction' | 'setAt'> {
  return { on, state: 'open', correction: newest(state, 'correction'), ...(goesBy(state, 4) && { setAt: at }) };
}

function lookedAt(
  state: EnforcementDispatch,
  { order, corrected, reinspectOn }: EnforcementBodies['reinspected'],
  at: string,
): EnforcementDispatch {
  if (corrected === 'yes') return edited(state, order, { state: 'corrected' });
  if (reinspectOn === undefined) return edited(state, order, { state: 'not_corrected' });
  return edited(state, order, runningUntil(state, reinspectOn, at));
}

/** Once somebody was on site it is corrected for as long as an order is open. */
function evolve(state: EnforcementDispatch, event: EnforcementEvent): EnforcementDispatch {
  const next = evolveStep(state, event);
  if (next.ended === 'yes' || next.state === 'dispatched') return next;
  return { ...next, state: next.orders.some(isOpen) ? 'correcting' : 'on_site' };
}

/** What came of it is told to who waits for it: the whistle it was made on, and the request that it was done for. */
function messagesOf(event: EnforcementEvent, { case: id, opened }: EnforcementDispatch): readonly Message[] {
  const { number, parent, request } = opened;
  const tell = (result: EnforcementNote['result']): readonly Message[] => {
    const body: EnforcementNote = { dispatch: { case: id, number }, result };
    return [parent, request].flatMap((to) => (to ? [{ to: to.case, name: 'noteEnforcement', body }] : []));
  };
  switch (event.type) {
    case 'enforcement_concluded':
      return tell(event.body.result);
    case 'enforcement_cancelled':
      return tell('cancelled');
    default:
      return [];
  }
}

/** 未处置完毕: what no whistle and no request waits for goes before the committee of its place. */
function sequelsOf(event: EnforcementEvent, state: EnforcementDispatch): readonly Opens[] {
  const isUnsettled = event.type === 'enforcement_concluded' && event.body.result === 'not_settled';
  return isUnsettled && isAlone(state) && goesBy(state, 3) ? [{ raisesItem: 'enforcement' }] : [];
}

/** Whether nobody waits for it: it was sent out on nothing, or on what is over by now. */
function isAlone({ opened: { parent, request }, whistleOver, requestOver }: EnforcementDispatch): boolean {
  return (parent === undefined || whistleOver === 'yes') && (request === undefined || requestOver === 'yes');
}

/** The whistle ended while it was sent out on it. */
function unheard(
  state: EnforcementDispatch,
  { to, name }: Message,
  refusal: Refusal,
): Pick<CaseCommand, 'name' | 'body'> | undefined {
  const isWhistle = name === 'noteOpened' && to === state.opened.parent?.case;
  return isWhistle && isOver(refusal) && goesBy(state, 4) ? { name: 'hearWhistleEnd', body: {} } : undefined;
}

const ENFORCEMENT: Procedure<EnforcementDispatch, EnforcementBodies, EnforcementCommands> = {
  opening: 'crew_dispatched',
  blank: (of) => ({
    ...blankProceeding<Dispatched>(of),
    state: 'dispatched',
    crew: [],
    booking: (of.opened as Dispatched).booking,
    findings: 0,
    measures: [],
    orders: [],
  }),
  open: (acting, body) => dispatchCrew(acting, body as Dispatched),
  evolve,
  units: ({ opened, crew }) => [...new Set([opened.lead, ...unitsOf(crew), opened.by])],
  sort: ({ opened }) => opened.urgency,
  rules: ENFORCEMENT_RULES,
  lapsed(acting, { clock, n }) {
    if (clock === 'correction') remind(acting, n);
  },
  isNewsToRequest: () => true,
  isNewsToParent: () => true,
  messagesOf,
  sequelsOf,
  unheard,
};

/** 综合执法派遣: from the booking of a crew until its dispatcher concludes it. */
export const ENFORCEMENT_LIFECYCLE = lifecycleOf(ENFORCEMENT);
