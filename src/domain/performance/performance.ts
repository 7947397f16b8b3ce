import type { EventIn, OpenedWith, Proceeding, SharedBodies, WithClocks } from '../case/proceeding.js';
import type { VaultRef } from '../envelope.js';
import type { Assent, Mediator, MediatorFact } from '../mediation/mediation.js';
import type { AgreementForm, AgreementScope, Speaker } from '../mediation/vocabulary.js';
import type { ContactMeans, MediationKind, YesNo } from '../vocabulary.js';
import type { CloseReason, Confirmation, CourtClock, PerformanceState, Remedy } from './vocabulary.js';

/** 履行: what the sides of a mediation owe each other by their agreement, and whether they do it. */

/** A text that lies under the mediation: no reference of this case's own. */
interface Told {
  ref: string;
}

/** A term to be performed; its number is its place in the agreement, from 1. */
export interface Owed {
  side: string;
  to?: string;
  what: Told;
  /** 'YYYY-MM-DD' at +08:00 */
  dueOn: string;
}

/** What the performance of an agreement is opened with. */
export interface Effective extends OpenedWith {
  kind: MediationKind;
  committee: string;
  form: AgreementForm;
  scope: AgreementScope;
  aboutStatus: YesNo;
  /** Ids of the sides that agreed, and who may speak for each in what binds. */
  sides: readonly BindingSide[];
  mediators: readonly MediatorFact[];
  /** Who stood aside from the mediation, or was replaced there: accounts that never watch. */
  stoodAside?: readonly string[];
  owed: readonly Owed[];
  /** Effect, and with it every clock, counts from here. */
  effectiveAt: string;
}

/** A side, and who can bind it. */
export interface BindingSide {
  id: string;
  by: readonly Speaker[];
  /** Where there are several disputants: who can bind each of them, in their order. */
  each?: readonly (readonly Speaker[])[];
}

/** The performance of an agreement as its events have made it. */
export interface Performance extends Proceeding<Effective> {
  state: PerformanceState;
  mediators: readonly Mediator[];
  /** Numbers of the terms that were performed. */
  performed: readonly number[];
  /** Those that were not performed in time; it stays so. */
  missed: readonly number[];
  confirmation?: Confirmation;
  closeReason?: CloseReason;
}

export interface PerformanceBodies extends SharedBodies {
  performance_opened: Effective & WithClocks;
  /** Who watches it from now on, in place of those before. */
  watchers_named: WithClocks & { mediators: readonly MediatorFact[] };
  /** Without the relation where it was declared in the mediation. */
  conflict_declared: WithClocks & { mediator: string; relation?: VaultRef };
  term_urged: { term: number; means: ContactMeans; note?: VaultRef };
  term_performed: WithClocks & { term: number; on: string; note: VaultRef };
  term_breached: { term: number; remedies: readonly Remedy[] };
  confirmation_applied: WithClocks & { assents: readonly Assent[]; reference?: string };
  /** 30 days are over: the court can no longer be asked. */
  confirmation_lapsed: WithClocks;
  confirmation_accepted: WithClocks & { accepted: YesNo; reference?: string; note?: VaultRef };
  confirmation_answered: WithClocks & { answer: 'confirmed' | 'refused'; reference: string; note?: VaultRef };
  /** The court’s time is over and no answer is on record: whoever mediated asks. */
  court_awaited: WithClocks & { clock: CourtClock };
  performance_noted: { text: VaultRef; confidential?: 'yes' };
  performance_completed: WithClocks;
  performance_closed: WithClocks & { reason: CloseReason; note: VaultRef };
}

export type PerformanceEvent = EventIn<PerformanceBodies>;

export interface PerformanceCommands {
  nameWatchers: { mediators: readonly MediatorFact[] };
  declareWatcherConflict: { relation: VaultRef };
  /** From the mediation, while the rest of it goes on: who stands aside there watches nothing of it. */
  hearConflict: { mediator: string };
  urgeTerm: PerformanceBodies['term_urged'];
  confirmTerm: { term: number; on: string; note: VaultRef };
  applyForConfirmation: { assents: readonly Assent[]; reference?: string };
  recordCourtAcceptance: Omit<PerformanceBodies['confirmation_accepted'], 'clocks'>;
  recordCourtAnswer: Omit<PerformanceBodies['confirmation_answered'], 'clocks'>;
  notePerformance: PerformanceBodies['performance_noted'];
  closePerformance: { reason: CloseReason; note: VaultRef };
}
