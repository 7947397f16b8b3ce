import { term, type Term } from '../term.js';
import type { AgendaItemState, AgendaSource } from './vocabulary.js';

export const AGENDA_SOURCE_TERMS = {
  request: term('诉求提请', 'Referred request', 'Staff referred a request to the meeting.'),
  lapsed: term('督办逾期', 'Lapsed supervision', 'The supervised limit has passed: it comes by itself.'),
  difficulty: term('疑难诉求', 'Difficult request', 'Transferred or reworked too often without being solved.'),
  whistle: term('吹哨未决', 'Failed whistle', 'The departments came, and it was not settled.'),
  mediation: term('调解未成', 'Failed mediation', 'The sides did not agree.'),
  enforcement: term('执法未决', 'Failed enforcement', 'The crews came, and it was not settled.'),
  member: term('委员或单位提议', 'Proposal', 'A member or an office of the place proposes it.'),
} as const satisfies Record<AgendaSource, Term>;

export const AGENDA_ITEM_STATE_TERMS = {
  awaiting_screening: term('待初审', 'Awaiting screening', 'The committee’s secretary has to look at it.'),
  waiting: term('待上会', 'Waiting', 'It is accepted, and waits for a sitting.'),
  scheduled: term('已列入议程', 'Scheduled', 'It stands on the agenda of a sitting.'),
  assigned: term('已交办', 'Assigned', 'A unit has to do what was decided, by a day.'),
  reported: term('待核实', 'Reported', 'The unit says that it is done; the committee’s office looks.'),
  verified: term('已销号', 'Verified', 'It was done, and it solved the matter.'),
  returned: term('已退回', 'Returned', 'It does not belong on this agenda, for the reason given.'),
  rejected: term('未通过', 'Rejected', 'The meeting has decided against it.'),
  raised: term('已提级', 'Raised', 'The committee one level above goes on with it.'),
  withdrawn: term('已撤回', 'Withdrawn', 'The committee’s office took it off, for the reason given.'),
} as const satisfies Record<AgendaItemState, Term>;

/** The commands of an item. */
export const AGENDA_ITEM_COMMAND_TERMS = {
  openAgendaItem: term('提请议题', 'Raise an agenda item', 'Before the committee of a place.'),
  acceptItem: term('议题初审通过', 'Accept an item', 'It waits for the next sitting.'),
  returnItem: term('退回议题', 'Return an item', 'With the reason.'),
  withdrawItem: term(
    '撤回议题',
    'Withdraw an item',
    'With the reason, as long as it waits and nothing was decided of it.',
  ),
  reconsiderItem: term(
    '提请复议',
    'Reconsider a decision',
    'By the chair, where what was decided cannot be done: a sitting decides anew.',
  ),
  reportDecision: term('反馈办理情况', 'Report on a decision', 'The owner unit says that it is done.'),
  verifyDecision: term('核实销号', 'Verify a decision', 'Solved, or not: then it is done again, or goes one level up.'),
} as const;
