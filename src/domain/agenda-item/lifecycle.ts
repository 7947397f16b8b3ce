import { blankProceeding, goesBy, lifecycleOf, type Procedure } from '../case/proceeding.js';
import { isOver, type Message, type Opens } from '../case/lifecycle.js';
import type { CaseRef } from '../case/case-ref.js';
import type { ProceedingTerms } from '../policy.js';
import type { Refusal } from '../refusals.js';
import type { Conclusion } from '../whistle/whistle.js';
import type {
  AgendaItem,
  AgendaItemBodies,
  AgendaItemCommands,
  AgendaItemEvent,
  DecisionTaken,
  Raised,
  ReferralCarried,
} from './agenda-item.js';
import { AGENDA_ITEM_RULES, beLate, endWithRequest, isAwaited, passOver, submit } from './decide.js';

function evolve(state: AgendaItem, event: AgendaItemEvent): AgendaItem {
  switch (event.type) {
    case 'item_accepted':
      return { ...state, state: 'waiting' };
    case 'item_scheduled':
      return { ...state, state: 'scheduled', meeting: { ...event.body.meeting, when: event.body.when } };
    case 'sitting_noted':
      return { ...state, meeting: { ...event.body.meeting, when: event.body.when } };
    case 'item_unscheduled':
      return waiting(state);
    case 'item_passed_over':
      return { ...state, deferrals: state.deferrals + 1 };
    case 'item_deferred':
      return { ...waiting(state), deferrals: state.deferrals + 1 };
    case 'item_assigned': {
      const { meeting, owner, due, task } = event.body;
      return { ...state, state: 'assigned', assignment: { meeting, owner, due, task } };
    }
    case 'decision_late':
      return { ...state, failures: event.body.failures };
    case 'decision_reported':
      return { ...state, state: 'reported' };
    case 'decision_unsolved':
      return { ...state, state: 'assigned', failures: event.body.failures };
    case 'item_reconsidered': {
      const { assignment: _assignment, ...undecided } = waiting(state);
      return { ...undecided, formerOwner: event.body.owner };
    }
    case 'item_verified':
      return { ...state, state: 'verified', ended: 'yes' };
    case 'item_returned':
      return { ...state, state: 'returned', ended: 'yes' };
    case 'item_rejected':
      return { ...state, state: 'rejected', ended: 'yes' };
    case 'raised_one_level':
      return { ...state, state: 'raised', raisedTo: event.body.to, ended: 'yes' };
    case 'item_withdrawn':
      return { ...state, state: 'withdrawn', ended: 'yes' };
    default:
      return state;
  }
}

function waiting({ meeting: _meeting, ...state }: AgendaItem): AgendaItem {
  return { ...state, state: 'waiting' };
}

/** The sitting hears that the item is not free; the request that waits hears when it will be dealt with, and what came of it. */
function messagesOf(event: AgendaItemEvent, state: AgendaItem): readonly Message[] {
  switch (event.type) {
    case 'item_not_free':
      return letGo(state.case, event.body.meeting);
    case 'sitting_noted': {
      const { number: from } = state.opened;
      const carried: ReferralCarried = { referral: 'joint_meeting', until: event.body.when, from };
      return tellRequest(state, 'carryReferral', carried);
    }
    case 'item_assigned': {
      const { owner, due } = event.body;
      const taken: DecisionTaken = { item: { case: state.case, number: state.opened.number }, owner, due };
      return tellRequest(state, 'takeDecision', taken, goesBy(state, 3));
    }
    case 'item_reconsidered': {
      const { case: to } = event.body.meeting;
      const item = { case: state.case, number: state.opened.number };
      return [
        { to, name: 'voidDecision', body: { item: state.case, because: 'reconsidered' } },
        ...tellRequest(state, 'awaitDecision', { item }),
      ];
    }
    case 'item_verified':
      return concluded(state, 'settled');
    case 'item_rejected':
      return concluded(state, 'not_settled');
    case 'item_returned':
      return concluded(state, 'cancelled');
    case 'item_withdrawn':
      return 'because' in event.body ? letGo(state.case, state.meeting) : concluded(state, 'cancelled');
    default:
      return [];
  }
}

/** The sitting that has it on its agenda has it no more. */
function letGo(item: string, meeting: CaseRef | undefined): readonly Message[] {
  return meeting ? [{ to: meeting.case, name: 'dropItem', body: { item } }] : [];
}

function sequelsOf(event: AgendaItemEvent, state: AgendaItem, terms: ProceedingTerms): readonly Opens[] {
  return event.type === 'raised_one_level' ? [{ opens: { case: event.body.to.case, body: raised(state, terms) } }] : [];
}

function concluded(state: AgendaItem, result: Conclusion['result']): readonly Message[] {
  const body: Conclusion = { referral: 'joint_meeting', result, from: state.opened.number };
  return tellRequest(state, 'concludeReferral', body);
}

/** `anyway`: also where the request does not wait, but goes on by itself. */
function tellRequest(item: AgendaItem, name: string, body: unknown, anyway = false): readonly Message[] {
  const { request } = item.opened;
  return request && (anyway || isAwaited(item)) ? [{ to: request.case, name, body }] : [];
}

/** What a request that goes on could not take is for the committee's office to know (rules 4). */
function unheard(state: AgendaItem, { name }: Message, refusal: Refusal) {
  if (name !== 'takeDecision' || isOver(refusal) || !goesBy(state, 4)) return undefined;
  return { name: 'noteNotTaken', body: { because: refusal.code } };
}

/** The same matter before the committee above. Its words lie where they were first said. */
function raised({ case: id, opened, raisedTo, formerOwner }: AgendaItem, terms: ProceedingTerms): Raised {
  const { committee, title, text, textsOf = id, subdistrict: _subdistrict, community: _community, ...facts } = opened;
  const { above } = committee;
  if (above === undefined || raisedTo === undefined) throw new Error(`${id} is raised to nobody`);
  return {
    ...facts,
    ...{ number: raisedTo.number, committee: above, textsOf, terms },
    ...(above.subdistrict !== undefined && { subdistrict: above.subdistrict }),
    ...(above.community !== undefined && { community: above.community }),
    ...(title && { title: { ref: title.ref } }),
    ...(text && { text: { ref: text.ref } }),
    ...(formerOwner !== undefined && { awaited: 'yes' }),
    below: { case: id, number: opened.number },
  };
}

const AGENDA_ITEM: Procedure<AgendaItem, AgendaItemBodies, AgendaItemCommands> = {
  opening: 'item_submitted',
  blank: (of) => ({ ...blankProceeding<Raised>(of), state: 'awaiting_screening', deferrals: 0, failures: 0 }),
  open: (acting, body) => submit(acting, body as Raised),
  evolve,
  units: ({ opened, assignment, formerOwner }) => [
    ...new Set(
      [opened.by, opened.lead, assignment?.owner.code, formerOwner].filter(
        (unit): unit is string => unit !== undefined,
      ),
    ),
  ],
  sort: ({ opened }) => opened.source,
  rules: AGENDA_ITEM_RULES,
  // A request knows what it has put before the meeting, and no more.
  isNewsToRequest: ({ opened: { source, below } }) => source !== 'request' || below !== undefined,
  whenRequestEnds: endWithRequest,
  lapsed(acting, { clock }) {
    if (clock === 'agenda_waiting') passOver(acting);
    if (clock === 'decision_result' || clock === 'decision_second_term') beLate(acting, clock);
  },
  messagesOf,
  sequelsOf,
  unheard,
};

/** 议题: from the day it is raised until what was decided of it is verified, or it goes elsewhere. */
export const AGENDA_ITEM_LIFECYCLE = lifecycleOf(AGENDA_ITEM);
