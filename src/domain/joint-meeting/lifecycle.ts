import { isOver, type Message } from '../case/lifecycle.js';
import { blankProceeding, goesBy, lifecycleOf, type Procedure } from '../case/proceeding.js';
import type { Refusal } from '../refusals.js';
import { convene, endCall, JOINT_MEETING_RULES, personOf } from './decide.js';
import type {
  AgendaEntry,
  Convened,
  DecisionHeard,
  JointMeeting,
  JointMeetingBodies,
  JointMeetingCommands,
  JointMeetingEvent,
  MeetingDecision,
} from './joint-meeting.js';

function edited(state: JointMeeting, item: string, edit: (entry: AgendaEntry) => AgendaEntry): JointMeeting {
  return { ...state, agenda: state.agenda.map((entry) => (entry.item.case === item ? edit(entry) : entry)) };
}

function recused(
  state: JointMeeting,
  entry: AgendaEntry,
  { seat, by }: JointMeetingBodies['seat_recused'],
): AgendaEntry {
  const isOrdered = by === 'chair' && goesBy(state, 3);
  return {
    ...{ ...entry, recused: [...entry.recused, seat] },
    ...(isOrdered && { ordered: [...(entry.ordered ?? []), seat] }),
  };
}

function evolve(state: JointMeeting, event: JointMeetingEvent): JointMeeting {
  switch (event.type) {
    case 'item_added': {
      const { item } = event.body;
      return { ...state, agenda: [...state.agenda, { item, recused: item.apart ?? [], ballots: [] }] };
    }
    case 'item_removed':
      return { ...state, agenda: state.agenda.filter(({ item }) => item.case !== event.body.item) };
    case 'agenda_ordered': {
      const { items } = event.body;
      const place = ({ item }: AgendaEntry) => items.indexOf(item.case);
      return { ...state, agenda: [...state.agenda].sort((a, b) => place(a) - place(b)) };
    }
    case 'agenda_fixed':
      return { ...state, state: 'fixed' };
    case 'meeting_postponed':
      return { ...state, when: event.body.when };
    case 'meeting_cancelled':
      return { ...state, state: 'cancelled', ended: 'yes' };
    case 'meeting_opened': {
      const { observers, presiding } = event.body;
      const present = event.body.present.map((one) => ({ ...one, account: personOf(state.opened.seats, one) ?? '' }));
      const presides = present.find(({ seat }) => seat === presiding)?.account ?? '';
      return { ...state, state: 'in_session', present, presiding: presides, observers, openedAt: event.at };
    }
    case 'item_discussed':
      return edited(state, event.body.item, (entry) => ({ ...entry, discussion: event.body.text }));
    case 'seat_recused':
      return edited(state, event.body.item, (entry) => recused(state, entry, event.body));
    case 'vote_called': {
      const { seat: by, proposal } = event.body;
      return edited(state, event.body.item, (entry) => ({
        ...entry,
        ballots: [...entry.ballots, { proposal, by, votes: [] }],
      }));
    }
    case 'vote_cast': {
      const { item, seat, vote } = event.body;
      return edited(state, item, (entry) => ({
        ...entry,
        ballots: entry.ballots.map((one) => (one.result ? one : { ...one, votes: [...one.votes, { seat, vote }] })),
      }));
    }
    case 'vote_closed': {
      const { item, ...result } = event.body;
      return edited(state, item, (entry) => ({
        ...entry,
        ballots: entry.ballots.map((one) => (one.result ? one : { ...one, result })),
      }));
    }
    case 'item_decided': {
      const { item, by, decision } = event.body;
      return edited(state, item, (entry) => ({ ...entry, decision: { ...decision, by } }));
    }
    case 'decision_void':
      return edited(state, event.body.item, (entry) => ({ ...entry, void: event.body.because }));
    case 'meeting_closed':
      return { ...state, state: 'awaiting_minutes', closedAt: event.at };
    case 'meeting_adjourned': {
      const { left, reason: adjourned } = event.body;
      const over: JointMeeting = { ...state, state: 'awaiting_minutes', closedAt: event.at };
      if (goesBy(state, 3)) return { ...over, adjourned };
      // Under the first two rules what was left was on its agenda no more.
      return { ...over, agenda: state.agenda.filter(({ item }) => !left.includes(item.case)) };
    }
    case 'minutes_issued': {
      const { serial, remark } = event.body;
      return {
        ...{ ...state, state: 'ended', ended: 'yes' },
        ...(serial !== undefined && { serial }),
        ...(remark && goesBy(state, 3) && { remark }),
      };
    }
    default:
      return state;
  }
}

/** Each item is told when it is taken, let go, fixed and decided: the item tells the request that waits. */
function messagesOf(event: JointMeetingEvent, state: JointMeeting): readonly Message[] {
  const meeting = { case: state.case, number: state.opened.number };
  const sitting = { meeting, when: state.when };
  const tellAll = (name: string, body: unknown): readonly Message[] =>
    state.agenda.map(({ item }) => ({ to: item.case, name, body }));
  switch (event.type) {
    case 'item_added':
      return [{ to: event.body.item.case, name: 'scheduleItem', body: sitting }];
    case 'item_removed': {
      const { item, because } = event.body;
      return because === 'not_free' ? [] : [{ to: item, name: 'unscheduleItem', body: { meeting } }];
    }
    case 'agenda_fixed':
      return tellAll('noteSitting', sitting);
    case 'meeting_postponed':
      // As long as nothing is fixed nobody waits for the day.
      return state.state === 'fixed' ? tellAll('noteSitting', sitting) : [];
    case 'meeting_cancelled':
      return tellAll('unscheduleItem', { meeting });
    case 'meeting_adjourned':
      return event.body.left.map((to) => ({ to, name: 'unscheduleItem', body: { meeting } }));
    case 'item_decided':
      return [{ to: event.body.item, name: 'hearDecision', body: { meeting, decision: heard(event.body.decision) } }];
    default:
      return [];
  }
}

function heard(decision: MeetingDecision): DecisionHeard {
  if (decision.outcome !== 'assign') return { outcome: decision.outcome, reason: { ref: decision.reason.ref } };
  const { outcome, owner, due, task } = decision;
  return { outcome, owner, due, task: { ref: task.ref } };
}

/**
 * An item that is over hears nothing: it does not stand on the agenda any more. What was decided of one in the very moment
 * of its end, or of one that it did not hold, is nobody's to do (rules 4).
 */
function unheard(state: JointMeeting, { to: item, name }: Message, refusal: Refusal) {
  if (name === 'scheduleItem' && isOver(refusal)) return { name: 'dropItem', body: { item } };
  if (name !== 'hearDecision' || !goesBy(state, 4)) return undefined;
  return { name: 'voidDecision', body: { item, because: isOver(refusal) ? 'over' : 'elsewhere' } };
}

const JOINT_MEETING: Procedure<JointMeeting, JointMeetingBodies, JointMeetingCommands> = {
  opening: 'meeting_convened',
  blank(of) {
    const { when } = of.opened as Convened;
    const meeting = blankProceeding<Convened>(of);
    return { ...meeting, state: 'preparing', when, agenda: [], present: [], observers: [] };
  },
  open: (acting, body) => convene(acting, body as Convened),
  evolve,
  units: ({ opened }) => [...new Set(opened.seats.flatMap(({ unit }) => (unit === undefined ? [] : [unit])))],
  sort: ({ opened }) => opened.sort,
  rules: JOINT_MEETING_RULES,
  lapsed(acting, { clock }) {
    if (clock === 'agenda_call') endCall(acting);
  },
  messagesOf,
  unheard,
};

/** 联席会议: one sitting, from the day it is convened until its minutes are issued. */
export const JOINT_MEETING_LIFECYCLE = lifecycleOf(JOINT_MEETING);
