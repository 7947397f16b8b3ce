import type { CaseRef } from '../case/case-ref.js';
import type { EventIn, OpenedWith, Proceeding, SharedBodies, WithClocks } from '../case/proceeding.js';
import type { VaultRef } from '../envelope.js';
import type { CommitteeFact, DecisionHeard, Office } from '../joint-meeting/joint-meeting.js';
import type { Asked } from '../report/report.js';
import type { CommunityFact } from '../request/commands.js';
import type { Refusal } from '../refusals.js';
import type { Level, Referral } from '../vocabulary.js';
import type { AgendaItemState, AgendaSource } from './vocabulary.js';

/** 议题: the words of one item, from the day it is raised until its decision is verified. */

/** What an item is raised with. Its place is that of the committee. */
export interface Raised extends OpenedWith {
  source: AgendaSource;
  /** Whose agenda it is for, and what is above it. */
  committee: CommitteeFact;
  title?: VaultRef | Asked;
  text?: VaultRef | Asked;
  /** The case under which title and text lie, where it is not this one. */
  textsOf?: string;
  /** The unit that raises it. */
  by?: string;
  /** The unit that leads the request. */
  lead?: string;
  /** The whistle, or another case, that did not settle it. */
  about?: CaseRef;
  /** Its request waits for what is decided, wherever the item came from. */
  awaited?: 'yes';
  /** The item of the committee below, from which it was raised. */
  below?: CaseRef;
}

/** 交办: who does what by when. */
export interface Assignment {
  meeting: CaseRef;
  owner: CommunityFact;
  /** ISO 8601 UTC. */
  due: string;
  task: Asked;
}

/** An item as its events have made it. */
export interface AgendaItem extends Proceeding<Raised> {
  state: AgendaItemState;
  /** The meeting that has taken it, and when that is. */
  meeting?: CaseRef & { when: string };
  /** How often it was deferred. */
  deferrals: number;
  assignment?: Assignment;
  /** How often its decision was late or did not solve it. */
  failures: number;
  /** Who was to do what was decided of it, where that was to be decided anew. */
  formerOwner?: string;
  /** The item of the committee above. */
  raisedTo?: CaseRef;
}

/** What a meeting tells an item of itself. */
export interface Sitting {
  meeting: CaseRef;
  when: string;
}

export interface AgendaItemBodies extends SharedBodies {
  item_submitted: Raised & WithClocks;
  item_accepted: WithClocks;
  item_returned: WithClocks & { reason: VaultRef };
  item_scheduled: Sitting & WithClocks;
  /** Another meeting has it, or its time is over. */
  item_not_free: { meeting: CaseRef };
  /** 定期: it stands on the agenda that was fixed, or the sitting has another date. */
  sitting_noted: Sitting;
  item_unscheduled: WithClocks & { meeting: CaseRef };
  /** 久候未议: no sitting has heard it in time. */
  item_passed_over: WithClocks;
  item_assigned: WithClocks & Assignment;
  /** 诉求未承接: its request could not take the decision, for this reason; whoever was given it has it all the same. */
  decision_not_taken: { because: Refusal['code'] };
  item_deferred: WithClocks & { meeting: CaseRef };
  item_rejected: WithClocks & { meeting: CaseRef };
  /** 一次逾期: the term of the decision, or the second one, has passed without a report. */
  decision_late: WithClocks & { failures: number };
  decision_reported: WithClocks & { summary: VaultRef };
  decision_unsolved: WithClocks & { remark: VaultRef; failures: number };
  /** 提请复议: it waits for a sitting again. */
  item_reconsidered: WithClocks & { reason: VaultRef; owner: string; meeting: CaseRef };
  item_verified: WithClocks & { remark?: VaultRef };
  /** 提级: an item of the committee above goes on with it. */
  raised_one_level: WithClocks & { to: CaseRef; level: Level; because: 'decided' | 'deferred_twice' | 'failed_twice' };
  item_withdrawn: WithClocks & ({ reason: VaultRef } | { because: 'request_over' });
}

export type AgendaItemEvent = EventIn<AgendaItemBodies>;

/** In what office of its committee somebody acts, as the directory says at the receipt; none: in no office. */
export interface InOffice {
  office?: Office;
}

export interface AgendaItemCommands {
  acceptItem: InOffice;
  returnItem: InOffice & { reason: VaultRef };
  withdrawItem: InOffice & { reason: VaultRef };
  reconsiderItem: InOffice & { reason: VaultRef };
  reportDecision: { summary: VaultRef };
  verifyDecision: InOffice & ({ solved: 'yes'; remark?: VaultRef } | { solved: 'no'; remark: VaultRef });
  /** From the meeting. */
  scheduleItem: Sitting;
  unscheduleItem: { meeting: CaseRef };
  noteSitting: Sitting;
  hearDecision: { meeting: CaseRef; decision: DecisionHeard };
  /** From its request. */
  noteNotTaken: { because: Refusal['code'] };
}

/** What a request that waits for the meeting is told, beside `concludeReferral`. */
export interface ReferralCarried {
  referral: Referral;
  /** ISO 8601 UTC: when the meeting is. */
  until: string;
  from: string;
}

/** 议定事项 as the waiting request takes it: its new task. */
export interface DecisionTaken {
  item: CaseRef;
  owner: CommunityFact;
  due: string;
}
