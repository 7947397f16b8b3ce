import type { Limit } from '../calendar.js';
import type { CaseRef } from '../case/case-ref.js';
import type { EventIn, OpenedWith, Proceeding, SharedBodies, WithClocks } from '../case/proceeding.js';
import type { VaultRef } from '../envelope.js';
import type { PlaceFact } from '../request/events.js';
import type { ContactMeans, MediationKind, Referral, YesNo } from '../vocabulary.js';
import type {
  AfterPolice,
  AgreementForm,
  AgreementScope,
  Capacity,
  EndReason,
  MediationState,
  Naming,
  RepresentativePower,
  Risk,
  RouteAfter,
  Speaker,
} from './vocabulary.js';

/** 调解: the words of a mediation. Disputants are people: who they are lies in the vault; events name sides by their ids. */

/** 当事人: one who disputes, as a contact in the vault; who lacks capacity, with a guardian. */
export interface Disputant {
  contact: VaultRef;
  capacity: Capacity;
  guardian?: VaultRef;
}

/** 代理人, with how far the power goes and by what paper. */
export interface Representative {
  contact: VaultRef;
  power: RepresentativePower;
  authority: VaultRef;
}

/** One side of a dispute: `s1`, `s2` … */
export interface Side {
  id: string;
  disputants: readonly Disputant[];
  representative?: Representative;
}

/** A mediator as the directory has them on the day. */
export interface MediatorFact {
  account: string;
  kinds: readonly MediationKind[];
}

/** What is known when a mediation is opened. */
export interface Opened extends OpenedWith {
  kind: MediationKind;
  /** The unit that mediates, and answers for it. */
  committee: string;
  sides: readonly Side[];
  text: VaultRef;
  place: PlaceFact;
  /** 家庭暴力: it is never mediated. */
  domesticViolence: YesNo;
  /** 重大、疑难: what is agreed is written down. */
  major: YesNo;
  /** 身份关系: no court confirms it. */
  aboutStatus: YesNo;
  risk?: Risk;
  mediators: readonly MediatorFact[];
  how: Naming;
}

/** How a side stands to it. */
export interface SideNow extends Side {
  /** What each of its disputants has said so far. */
  consents?: readonly Said[];
  /** The word with which all of them had consented: only then the side has. */
  consent?: Said;
}

/** Who speaks for a side, and for whom of it: places from 1. Who names nobody speaks for all of them. */
export interface Voice {
  by: Speaker;
  disputants?: readonly number[];
}

/** What was said for a side: by whom, by what means, and when. */
export interface Said extends Voice {
  means: ContactMeans;
  at: string;
}

/** A mediator, and whether they still are. */
export interface Mediator {
  account: string;
  how: Naming;
  step: 'active' | 'stood_aside' | 'replaced';
}

/** A term of an agreement: what a side owes, to whom, and by when. */
export interface AgreedTerm {
  side: string;
  to?: string;
  what: VaultRef;
  /** 'YYYY-MM-DD' at +08:00: performed by the end of this day. */
  dueOn: string;
}

/** An agreement that is written and not yet effective. */
export interface Draft {
  scope: AgreementScope;
  content: VaultRef;
  agreed: readonly AgreedTerm[];
  /** The sides for which everybody has signed. */
  signed: readonly string[];
  /** Every signature, side by side. */
  signatures?: readonly Signature[];
  /** When it was written. */
  at?: string;
  /** 印章: the number under which the seal was put to it, and when. */
  seal?: string;
  sealedAt?: string;
}

export interface Signature extends Said {
  side: string;
}

/** An agreement in effect. */
export interface Agreement {
  form: AgreementForm;
  scope: AgreementScope;
  content: VaultRef;
  effectiveAt: string;
  /** Where its performance is watched; without one it was performed on the spot. */
  performance?: CaseRef;
}

/** A mediation as its events have made it. */
export interface Mediation extends Proceeding<Opened> {
  state: MediationState;
  sides: readonly SideNow[];
  mediators: readonly Mediator[];
  draft?: Draft;
  agreements: readonly Agreement[];
  suspended?: 'yes';
  risk?: Risk;
  sessions: number;
  endReason?: EndReason;
  /** The other ways that were told at its end. */
  routes?: readonly RouteAfter[];
}

/** What an agreement is reached with. */
export interface Reached {
  form: AgreementForm;
  scope: AgreementScope;
  content: VaultRef;
  agreed: readonly AgreedTerm[];
}

export interface MediationBodies extends SharedBodies {
  mediation_opened: Opened & WithClocks;
  mediators_named: WithClocks & { mediators: readonly MediatorFact[]; how: Naming };
  conflict_declared: WithClocks & { mediator: string; relation: VaultRef };
  mediator_replaced: WithClocks & { mediator: string; reason: VaultRef };
  representative_named: { side: string; representative: Representative };
  side_consented: WithClocks & Said & { side: string };
  /** 受理: every side has consented; the term runs. */
  mediation_accepted: WithClocks;
  session_held: {
    n: number;
    heldAt: string;
    attendance: readonly Attendance[];
    minutes: VaultRef;
    confidential?: 'yes';
  };
  mediation_noted: { text: VaultRef; confidential?: 'yes' };
  risk_assessed: { risk: Risk; reason: VaultRef };
  mediation_extended: WithClocks & { consents: readonly Assent[] };
  agreement_drafted: Omit<Reached, 'form'> & { at?: string };
  agreement_signed: Signature;
  agreement_sealed: { seal: string; at?: string };
  /** `effectiveAt`: of a written one, when the last of signatures and seal was put to it; else it is now. */
  agreement_reached: WithClocks & Reached & { n: number; effectiveAt?: string; assents?: readonly Assent[] };
  police_called: { reference: string; note: VaultRef; then: AfterPolice };
  mediation_resumed: { note: VaultRef };
  mediation_refused: WithClocks & Said & { side: string; routes: readonly RouteAfter[]; note?: VaultRef };
  mediation_ended: WithClocks & { reason: EndReason; routes: readonly RouteAfter[]; explanation?: VaultRef };
}

/** Who came for a side. */
export interface Attendance {
  side: string;
  by: readonly Speaker[];
}

/** A word of a side's for something that needs all of them. */
export interface Assent extends Voice {
  side: string;
  means: ContactMeans;
}

export type MediationEvent = EventIn<MediationBodies>;

export interface MediationCommands {
  nameMediators: { mediators: readonly MediatorFact[]; how: Naming };
  declareConflict: { relation: VaultRef };
  replaceMediator: { mediator: string; reason: VaultRef };
  nameRepresentative: { side: string; representative: Representative };
  recordConsent: Said & { side: string };
  recordRefusal: Said & { side: string; note?: VaultRef };
  holdSession: Omit<MediationBodies['session_held'], 'n'>;
  noteMediation: MediationBodies['mediation_noted'];
  assessRisk: MediationBodies['risk_assessed'];
  extendMediation: { limit: Limit; consents: readonly Assent[] };
  draftAgreement: Omit<Reached, 'form'> & { at?: string };
  signAgreement: Signature;
  sealAgreement: { seal: string; at?: string };
  agreeOrally: Omit<Reached, 'form'> & { assents: readonly Assent[] };
  callPolice: { reference: string; note: VaultRef; then: AfterPolice };
  resumeMediation: { note: VaultRef };
  endMediation: { reason: EndReason; routes: readonly RouteAfter[]; explanation: VaultRef };
}

/** What consent tells the request: one extension of its result clock, to the day on which the mediation ends at the latest. */
export interface Carried {
  referral: Referral;
  until: string;
  from: string;
}
