import type { Calendar, Limit } from '../calendar.js';
import type { EnforcementNote } from '../enforcement/vocabulary.js';
import type { Actor, VaultRef } from '../envelope.js';
import type {
  AppealGround,
  CallParticipant,
  ClockName,
  ContactMeans,
  DeclineReason,
  Executor,
  HandOverChannel,
  Mark,
  ParkingGround,
  Referral,
  RequestState,
  TerminationGround,
  UnitKind,
  YesNo,
} from '../vocabulary.js';
import type { CaseRef, NewCase } from '../case/case-ref.js';
import type { Terms } from '../policy.js';
import type {
  AppealRuling,
  Classification,
  JudgementAnswers,
  LeaderStep,
  MarkRuling,
  PlaceFact,
  RaisedLevel,
  Received,
  RequestRef,
} from './events.js';

/** What the directory said about a unit when the command was received. */
export interface UnitFact {
  code: string;
  kind: UnitKind;
  inForce: YesNo;
}

/** A community or village, and the unit of the subdistrict or town it belongs to. */
export interface CommunityFact extends UnitFact {
  of?: string;
}

/** A request that others may be merged into, as the record had it when the command was received. */
export interface LeaderFact extends RequestRef {
  position: RequestState;
  /** It has the same caller as the one to be merged, and neither asked for confidence. */
  sameCaller: YesNo;
  /** Whom it reports. */
  against?: Received['against'];
}

/** A matter taken out of a request: a request of its own, received when the first was. */
export interface Part {
  case: string;
  number: string;
  /** Before a dispatch whatever it is, after it only what belongs to a statutory channel. */
  statutory: YesNo;
  body: SubmitBody;
}

/** What the catalogue proposed when the command was received: exactly one fitting row, or a unit named by the source. */
export interface DispatchProposal {
  unit: UnitFact;
  basis: 'catalogue' | 'on_arrival';
  /** In the directory's or the source's own words. */
  ground: string;
}

/** The start. It carries all that was known at receipt, already in the words of the record. */
export interface SubmitBody {
  received: Received;
  /** Trusted channels are accepted on arrival (practice §2.9). */
  trusted: YesNo;
  proposal?: DispatchProposal;
}

/** Command bodies by name, after the door has put texts into the vault and facts from the directory beside them. */
export interface RequestCommandBodies {
  accept: { proposal?: DispatchProposal };
  askInformation: { question: VaultRef };
  supplement: { text: VaultRef };
  answerAtOnce: { answer: VaultRef };
  decline: { reason: DeclineReason; explanation: VaultRef; article?: VaultRef; goTo?: VaultRef };
  handOver: { to: HandOverChannel; reason: VaultRef };
  /** Who took it and under what number; `takenAt` where that was not now. */
  confirmHandOver:
    { result: 'taken'; by: VaultRef; reference?: string; takenAt?: string } | { result: 'not_taken'; reason: VaultRef };
  /** `designeeGone`: whom a ruling named is not in force any more, and holds nobody to it. */
  dispatch: { unit: UnitFact; reason: VaultRef; designeeGone?: 'yes' };
  signFor: Readonly<Record<string, never>>;
  object: { reason: VaultRef };
  ruleOnObjection:
    | { ruling: 'upheld'; reason: VaultRef; unit: UnitFact; designate?: YesNo }
    | { ruling: 'rejected'; reason: VaultRef };
  recordContact: {
    means: ContactMeans;
    result: 'reached' | 'tried';
    callId?: string;
    /** Of a three-way call. */
    participants?: readonly CallParticipant[];
  };
  interimReply: { text: VaultRef };
  requestExtension: { limit: Limit; reason: VaultRef };
  ruleOnExtension: { ruling: 'granted' | 'refused'; reason: VaultRef };
  park: { ground: ParkingGround; leader: VaultRef; until: string; reason: VaultRef };
  ruleOnParking: { ruling: 'granted' | 'refused'; reason: VaultRef };
  clear: { note: VaultRef };
  addCoUnit: { unit: UnitFact; task: VaultRef };
  coSignFor: Readonly<Record<string, never>>;
  coReply: { text: VaultRef };
  assignInside:
    | { executor: Exclude<Executor, 'community'>; to: VaultRef; standIn?: VaultRef; limit?: Limit }
    | { executor: 'community'; unit: CommunityFact; limit?: Limit };
  submitResult: { summary: VaultRef; evidence?: readonly string[]; withoutCoUnits?: VaultRef };
  approveResult: { approved: YesNo; reason?: VaultRef };
  review: { passed: YesNo; reason?: VaultRef };
  reply: { reply: VaultRef };
  recordCallBack: {
    result: 'reached' | 'unreached';
    /** Where it was no call. */
    means?: 'visit';
    callId?: string;
    answers?: JudgementAnswers;
    linkInstead?: YesNo;
  };
  judge: JudgementAnswers;
  close: { reason: VaultRef };
  rework: { reason: VaultRef };
  reopen: { reason: VaultRef };
  withdraw: { reason?: VaultRef; callId?: string };
  terminate: { ground: TerminationGround; reason: VaultRef };
  ruleOnTermination: { ruling: 'granted' | 'refused'; explanation: VaultRef };
  urge: { reason?: VaultRef };
  supervise: { level: 'unit_head' | 'supervision_office' | 'district_leader'; reason?: VaultRef };
  split: { parts: readonly Part[]; reason: VaultRef };
  merge: { into: LeaderFact; reason: VaultRef };
  unmerge: { reason: VaultRef };
  /** From a follower to its leader; `sameCaller`: it asks again. */
  takeFollower: { follower: RequestRef; sameCaller: YesNo };
  releaseFollower: { follower: RequestRef };
  /** From a leader to its followers. */
  followLeader: { leader: RequestRef; step: LeaderStep | 'ended'; unit: string };
  verify: { result: 'confirmed' | 'not_confirmed'; note: VaultRef };
  returnUpstream: { why: 'not_ours' | 'done'; text: VaultRef };
  appealJudgement: { ground: AppealGround; reason: VaultRef };
  ruleOnAppeal: { ruling: AppealRuling; reason: VaultRef };
  /** 1 to 5 people of a group, in the vault; they take the place of those named before. */
  nameRepresentatives: { representatives: readonly VaultRef[]; reason: VaultRef };
  proposeMark: { mark: Mark; reason: VaultRef };
  ruleOnMark: { ruling: MarkRuling; reason: VaultRef };
  /** `from` is what the sender saw: `terms` were worked out on it. */
  reclassify: { from: Classification; to: Classification; terms: Terms; reason: VaultRef };
  correct: {
    place?: PlaceFact;
    contact?: VaultRef;
    text?: VaultRef;
    /** From here on nobody outside the centre is told who asked. */
    requester?: 'confidential';
    /** 涉密部分: the words that are replaced held a secret. */
    erases?: 'yes';
    reason: VaultRef;
    callId?: string;
  };
  adoptCalendar: { calendar: Calendar };
  adoptPolicy: { terms: Terms };
  succeedUnit: { from: string; to: UnitFact; place?: string };
  lookIn: { note: VaultRef };
  instruct: { leader: VaultRef; text: VaultRef; due?: string };
  raiseLevel: { level: RaisedLevel; reason: VaultRef };
  proveLateEntry: { clock: ClockName; n: number; occurredAt: string; proof: string; reason: VaultRef };
  comment: { text: VaultRef };
  /** `opens`: the case that it opens, with all that was known. */
  blowWhistle: { reason: VaultRef; opens?: NewCase };
  openMediation: { reason: VaultRef; opens?: NewCase };
  referToMeeting: { reason: VaultRef; opens?: NewCase };
  /** From a mediation or a meeting: the resident's clock is carried to its date, once. */
  carryReferral: { referral: Referral; until: string; from?: string };
  /** From a meeting: what it decided is the request's task from here on, and its date the due. */
  takeDecision: { item: RequestRef; owner: CommunityFact; due: string };
  /** From the item whose decision it carries out: the committee decides anew. */
  awaitDecision: { item: RequestRef };
  /** From a case that was opened for it, of which it does not know by a command of its own. */
  noteOpened: { opened: CaseRef };
  /** From an enforcement dispatch that was made for it: what came of it. */
  noteEnforcement: EnforcementNote;
  /** `from`: the number of the case that says so; without it, somebody does by hand. */
  concludeReferral: {
    referral: Referral;
    result: 'settled' | 'not_settled' | 'cancelled';
    note?: VaultRef;
    from?: string;
  };
}

export type RequestCommandName = keyof RequestCommandBodies;

/** A command as it reaches the workflow: who, when the door received it, what the sender had read. */
export interface CommandOf<Name extends RequestCommandName> {
  /** UUIDv5(client, key): one effect and one answer for ever. */
  id: string;
  name: Name;
  actor: Actor;
  receivedAt: string;
  expectedVersion?: number;
  body: RequestCommandBodies[Name];
}

export type RequestCommand = { [Name in RequestCommandName]: CommandOf<Name> }[RequestCommandName];

/** The start command, decided at the door by the same `decide`. */
export interface SubmitCommand {
  id: string;
  district: string;
  case: string;
  actor: Actor;
  receivedAt: string;
  body: SubmitBody;
}
