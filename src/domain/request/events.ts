import type { Calendar, Limit } from '../calendar.js';
import type { ClockChange, Lateness } from '../case/clock.js';
import type { CaseRef } from '../case/case-ref.js';
import type { EnforcementNote } from '../enforcement/vocabulary.js';
import type { EventEnvelope, VaultRef } from '../envelope.js';
import type { Responsible } from '../network/coverage.js';
import type { Terms } from '../policy.js';
import type {
  AppealGround,
  CallBackBy,
  CallParticipant,
  Channel,
  ClockName,
  ContactMeans,
  DeclineReason,
  Executor,
  HandOverChannel,
  Language,
  LatenessRung,
  Mark,
  Origin,
  Outcome,
  ParkingGround,
  Provenance,
  Referral,
  RequestKind,
  RequesterMode,
  Satisfaction,
  SolvedAnswer,
  TerminationGround,
  Urgency,
  YesNo,
} from '../vocabulary.js';

interface WithClocks {
  clocks?: readonly ClockChange[];
}

/** The category as the request was received under: its flags are frozen with it. */
export interface CategoryFact {
  code: string;
  complex?: 'yes';
  utility?: 'yes';
  photoRequired?: 'yes';
  closingStandard?: string;
  statutoryLimit?: Limit;
}

export interface PlaceFact {
  subdistrict?: string;
  community?: string;
  grid?: string;
  building?: string;
  address?: VaultRef;
}

/** 上级转办: an order from above, with its own number, due and call-back (practice §2.4). */
export interface UpstreamOrder {
  system: string;
  number: string;
  /** ISO 8601 UTC: when the answer must be back there. */
  dueAt?: string;
  callBackBy: CallBackBy;
}

/** What a request was classified as, and where it lies: figures of a cohort count by it. */
export interface Classification {
  kind: RequestKind;
  category: CategoryFact;
  urgency: Urgency;
}

/** Another request. */
export type RequestRef = CaseRef;

/** What the resident said at judging: were you contacted, is it solved, how satisfied are you. */
export interface JudgementAnswers {
  contacted: YesNo;
  solved: SolvedAnswer;
  satisfaction: Satisfaction;
  remark?: VaultRef;
}

/** Everything known at receipt. The workflow reads the rest of its life from here. */
export interface Received {
  number: string;
  kind: RequestKind;
  channel: Channel;
  urgency: Urgency;
  provenance: Provenance;
  category: CategoryFact;
  place: PlaceFact;
  requester: RequesterMode;
  contact?: VaultRef;
  text?: VaultRef;
  occurredAt?: string;
  predecessor?: string;
  external?: readonly { system: string; id: string }[];
  tags?: readonly string[];
  duplicateOf?: string;
  suggestedExecutor?: string;
  /** 拆单: the request that this was a part of. */
  splitFrom?: string;
  /**
   * 被举报、被投诉的单位: it never leads, and none of it sees the request; where its `staff` is complained of it leads, and its
   * head alone sees it. `place` is where its own clerks sit, `account` the person, who never sees it either: when that is its
   * `head`, the unit never leads.
   */
  against?: { unit: string; place?: string; staff?: 'yes'; account?: string; head?: 'yes' };
  /** 责任链: who answers for the place on the day of receipt, the narrowest first; it stays, whatever becomes of the network. */
  responsible?: readonly Responsible[];
  /** 重复诉求: the caller's last request about the same matter in the same place, whether it had ended, and unsolved. */
  repeatOf?: { number: string; ended: YesNo; unsolved?: 'yes' };
  /** 群体性诉求: so many different callers about the same matter in the same place, this one among them, within the policy's hours. */
  cluster?: {
    callers: number;
    unit?: string;
    /** The most callers that were told of before. */
    known?: number;
  };
  /** Somebody else spoke for the requester, who is called back. */
  proxy?: 'yes';
  /** The language of `text`, where that is not Chinese; then `summary` says it in Chinese. */
  language?: Language;
  summary?: VaultRef;
  origin?: Origin;
  upstream?: UpstreamOrder;
  /** 极端言论、危及生命: somebody looks in again, and nobody asks how content they are. */
  crisis?: 'yes';
  terms: Terms;
}

/** Event bodies by type. Types are past tense and never change their meaning: a new meaning takes a new `v`. */
export interface RequestEventBodies {
  received: Received & WithClocks;
  accepted: WithClocks & { basis: 'trusted_channel' | 'by_hand' };
  information_asked: WithClocks & { question: VaultRef; by: 'centre' | 'lead_unit' };
  supplemented: WithClocks & { text: VaultRef; answersQuestion: YesNo };
  information_lapsed: WithClocks & { due: string };
  answered: WithClocks & { answer: VaultRef };
  /** `article`: the rule it rests on; `goTo`: who is responsible instead. */
  declined: WithClocks & { reason: DeclineReason; explanation: VaultRef; article?: VaultRef; goTo?: VaultRef };
  hand_over_asked: WithClocks & { to: HandOverChannel; reason: VaultRef };
  hand_over_confirmed: WithClocks & { to: HandOverChannel; by: VaultRef; reference?: string; takenAt: string };
  hand_over_refused: WithClocks & { to: HandOverChannel; reason: VaultRef };
  /** `ground` is the directory's own word, `reason` a person's. */
  dispatched: WithClocks & {
    unit: string;
    basis: DispatchBasis;
    ground?: string;
    reason?: VaultRef;
    transfers: number;
  };
  /** 撤回派单: the centre takes it back, before it ends it or hands it to somebody else. */
  dispatch_recalled: WithClocks & { unit: string };
  signed_for: WithClocks & { unit: string };
  objected: WithClocks & { unit: string; reason: VaultRef };
  objection_ruled: WithClocks & { ruling: 'upheld' | 'rejected'; reason: VaultRef };
  contact_recorded: WithClocks & {
    unit: string;
    means: ContactMeans;
    result: 'reached' | 'tried';
    callId?: string;
    participants?: readonly CallParticipant[];
  };
  interim_replied: WithClocks & { text: VaultRef; by: 'lead_unit' | 'centre' };
  extension_requested: { limit: Limit; reason: VaultRef };
  extension_ruled: WithClocks & { ruling: 'granted' | 'refused'; reason: VaultRef };
  /** `withoutCoUnits`: why the lead goes on without those who have not replied. */
  result_submitted: WithClocks & {
    withoutCoUnits?: VaultRef;
    unit: string;
    summary: VaultRef;
    evidence?: readonly string[];
  };
  result_approved: WithClocks & { unit: string; overtakes?: Referral };
  result_returned: { unit: string; reason: VaultRef };
  review_returned: WithClocks & { reason: VaultRef };
  completed: WithClocks;
  replied: WithClocks & { reply: VaultRef };
  /** `means`: where it was no call, as for those who have no phone (practice §3). */
  call_back_recorded: WithClocks & {
    result: 'reached' | 'unreached';
    means?: 'visit';
    callId?: string;
    calledAt: string;
    link?: YesNo;
  };
  judged: WithClocks & JudgementAnswers & { by: 'call_back' | 'link'; round: number };
  rework_ordered: WithClocks & { by: 'system' | 'shift_leader'; reason?: VaultRef; unit: string };
  split: { parts: readonly { number: string; category: string }[]; reason: VaultRef };
  merged: WithClocks & { into: RequestRef; sameCaller: YesNo; reason: VaultRef };
  /** By people, or because its leader came to nothing. */
  unmerged: WithClocks & { from: RequestRef; by: 'staff' | 'system'; reason?: VaultRef };
  follower_joined: { follower: RequestRef };
  follower_left: { follower: RequestRef };
  /** What its leader has come to: its result is this request's, too. */
  followed: WithClocks & { step: LeaderStep; unit: string };
  /** A finding, held against the place by somebody else than who found it. */
  verified: WithClocks & { result: 'confirmed' | 'not_confirmed'; note: VaultRef };
  returned_upstream: WithClocks & { system: string; number: string; text: VaultRef };
  judgement_appealed: WithClocks & { round: number; ground: AppealGround; reason: VaultRef };
  appeal_reviewed: { round: number; ruling: AppealRuling; reason: VaultRef };
  appeal_ruled: WithClocks & { round: number; excluded: YesNo };
  mark_proposed: { mark: Mark; reason: VaultRef };
  mark_reviewed: { ruling: MarkRuling; reason: VaultRef };
  mark_ruled: { mark: Mark; marked: YesNo };
  representatives_named: { representatives: readonly VaultRef[]; reason: VaultRef };
  reclassified: WithClocks & { from: Classification; to: Classification; terms: Terms; reason: VaultRef };
  corrected: WithClocks & {
    place?: PlaceFact;
    contact?: VaultRef;
    text?: VaultRef;
    requester?: 'confidential';
    /** What was replaced is kept by nobody: its words are erased with the event, and whatever was sent sealed with them. */
    erases?: 'yes';
    reason: VaultRef;
    callId?: string;
  };
  calendar_adopted: WithClocks & { calendar: Calendar };
  policy_adopted: WithClocks & { terms: Terms };
  /** `place`: where the successor of whom it reports is (rules 6). */
  unit_succeeded: WithClocks & { from: string; to: string; place?: string };
  looked_in: WithClocks & { note: VaultRef };
  closed: WithClocks & {
    outcome: Outcome;
    basis: ClosingBasis;
    reason?: VaultRef;
  };
  reopened: WithClocks & { reason: VaultRef };
  withdrawn: WithClocks & { reason?: VaultRef; callId?: string };
  termination_proposed: WithClocks & { ground: TerminationGround; reason: VaultRef };
  terminated: WithClocks & { ground: TerminationGround; explanation: VaultRef };
  termination_refused: WithClocks & { explanation: VaultRef };
  parking_asked: WithClocks & { ground: ParkingGround; leader: VaultRef; until: string; reason: VaultRef };
  parking_ruled: WithClocks & { ruling: 'granted' | 'refused'; reason: VaultRef };
  /** The end date has come: the resident's clock runs again, and the entry waits to be cleared. */
  parking_ended: WithClocks & { until: string };
  parking_cleared: WithClocks & { note: VaultRef };
  co_unit_added: WithClocks & { unit: string; task: VaultRef };
  co_signed_for: WithClocks & { unit: string };
  co_replied: WithClocks & { unit: string; text: VaultRef };
  assigned_inside: WithClocks & { executor: Executor; unit?: string; to?: VaultRef; standIn?: VaultRef };
  instructed: WithClocks & { leader: VaultRef; text: VaultRef; due?: string };
  level_raised: { level: RaisedLevel; reason: VaultRef };
  late_entry_proven: { clock: ClockName; n: number; occurredAt: string; proof: string; reason: VaultRef };
  urged: { by: 'resident' | 'staff' | 'ladder'; reason?: VaultRef; late?: Lateness };
  supervised: { level: LatenessRung; by: 'staff' | 'ladder'; reason?: VaultRef; late?: Lateness };
  commented: { text: VaultRef };
  referred: WithClocks & {
    to: Referral;
    by: 'staff' | 'ladder';
    reason?: VaultRef;
    reference?: string;
    late?: Lateness;
  };
  referral_carried: WithClocks & { referral: Referral; until: string };
  /** The meeting is to decide anew. */
  decision_reconsidered: WithClocks & { item: RequestRef };
  decision_taken: WithClocks & { item: RequestRef; owner: string; due: string };
  /** 关联办理: a case that nobody opened from here goes on for it. */
  case_opened: { opened: CaseRef };
  enforcement_noted: EnforcementNote;
  referral_concluded: { referral: Referral; result: 'settled' | 'not_settled' | 'cancelled'; note?: VaultRef };
  clock_warned: Lateness & { percent: number; due: string };
  clock_breached: Lateness & { due: string };
  ended: WithClocks;
}

/** On what a request is closed. */
export type ClosingBasis =
  | 'judged'
  | 'window_ended'
  | 'shift_leader'
  | 'no_call_back'
  | 'no_survey'
  | 'merge_lead'
  | 'verified'
  | 'returned_upstream';

/** How far a merge leader has come. */
export type LeaderStep = 'result' | 'result_returned' | 'called_back';

/** What one reviewer says of an appeal. */
export type AppealRuling = 'exclude' | 'keep';

/** What one outside the unit says of a mark. */
export type MarkRuling = 'agree' | 'disagree';

/** 提级: whose the rulings of the ladder are from now on. */
export type RaisedLevel = Exclude<LatenessRung, 'urge'>;

export type DispatchBasis = 'catalogue' | 'by_hand' | 'on_arrival' | 'objection_upheld' | 'designated';

export type RequestEventType = keyof RequestEventBodies;

/** One event of a resident request. */
export type RequestEvent = {
  [Type in RequestEventType]: EventEnvelope<Type, RequestEventBodies[Type]>;
}[RequestEventType];

export type EventOf<Type extends RequestEventType> = Extract<RequestEvent, { type: Type }>;

/** The terms in force after an event: few bring others. */
export function termsAfter(terms: Terms, event: RequestEvent): Terms {
  switch (event.type) {
    case 'reclassified':
    case 'policy_adopted':
      return event.body.terms;
    case 'calendar_adopted':
      return { ...terms, calendar: event.body.calendar };
    default:
      return terms;
  }
}
