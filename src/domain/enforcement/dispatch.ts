import type { EventIn, OpenedWith, Proceeding, SharedBodies, WithClocks } from '../case/proceeding.js';
import type { VaultRef } from '../envelope.js';
import type { PlaceFact } from '../request/events.js';
import type { Point, Site } from '../site.js';
import type { EnforcementMeasure, Urgency, YesNo } from '../vocabulary.js';
import type { CrewStep, EnforcementResult, EnforcementState, OrderState } from './vocabulary.js';

/** 综合执法派遣: the words of a dispatch of officers of several units as one crew. */

/** An officer of the stationing roster: an account, and the unit that it is stationed for. */
export interface Officer {
  officer: string;
  unit: string;
}

/** From when until when (ISO 8601 UTC) the crew's time is booked; the end does not belong to it. */
export interface Booking {
  from: string;
  until: string;
}

/** What a crew is dispatched with; its parent is the whistle that it was dispatched on, if any, which shows it. */
export interface Dispatched extends OpenedWith {
  urgency: Urgency;
  /** The unit of the subdistrict that dispatches. */
  by: string;
  crew: readonly Officer[];
  /** 牵头单位 */
  lead: string;
  task: VaultRef;
  equipment?: readonly VaultRef[];
  place: PlaceFact;
  site?: Site;
  booking: Booking;
  /** Why somebody of the crew is sent on a day on which the roster does not have them. */
  offDutyReason?: VaultRef;
}

/** A power as the directory has it at the moment somebody means to use it. */
export interface PowerFact {
  code: string;
  unit: string;
  measures: readonly EnforcementMeasure[];
  rule: string;
  inForce: YesNo;
}

export interface CrewMember extends Officer {
  step: CrewStep;
  /** When they came last (rules 4). */
  arrivedAt?: string;
}

/** 责令限期改正 */
export interface Order {
  power: string;
  unit: string;
  /** 'YYYY-MM-DD' at +08:00: the day on which it is looked at again. */
  on: string;
  /** When that day was named (rules 4). */
  setAt?: string;
  state: OrderState;
  /** The clocks of this name that are its own, by their count. */
  correction: number;
  reinspection?: number;
}

/** 到场: where somebody is and how far from the site, or in words where; `explanation`, where that is not the site. */
export interface Arrival {
  position?: Point;
  metres?: number;
  where?: VaultRef;
  explanation?: VaultRef;
}

/** What was seen of an order; `order`: from 1, in the order in which they were given. Before rules 3 nothing had to prove it. */
export interface Reinspection {
  order: number;
  corrected: YesNo;
  remark: VaultRef;
  evidence?: readonly VaultRef[];
  reinspectOn?: string;
}

/** A measure that was taken, with the power and the rule that it stands on. */
export interface Measure {
  unit: string;
  power: string;
  measure: EnforcementMeasure;
  rule: string;
}

/** An enforcement dispatch as its events have made it. */
export interface EnforcementDispatch extends Proceeding<Dispatched> {
  state: EnforcementState;
  crew: readonly CrewMember[];
  /** As last planned. */
  booking: Booking;
  /** How often somebody wrote down what was found. */
  findings: number;
  measures: readonly Measure[];
  orders: readonly Order[];
  result?: EnforcementResult;
  /** The whistle that it was dispatched on had ended before it could hear of it (rules 4). */
  whistleOver?: 'yes';
}

export interface EnforcementBodies extends SharedBodies {
  crew_dispatched: Dispatched & WithClocks;
  officer_booked: Officer & WithClocks & { offDutyReason?: VaultRef };
  officer_released: Officer & WithClocks & { reason: VaultRef };
  crew_replanned: WithClocks & { booking: Booking; reason: VaultRef; offDutyReason?: VaultRef };
  officer_set_out: Officer;
  officer_arrived: Officer & WithClocks & Arrival;
  findings_recorded: Officer & { findings: VaultRef };
  measure_taken: Officer &
    Omit<Measure, 'unit'> &
    WithClocks & { details: VaultRef; evidence: readonly VaultRef[]; reinspectOn?: string };
  /** The day of a re-inspection has come. */
  reinspection_due: WithClocks & { order: number };
  /** 复查; not corrected, with another day or without. */
  reinspected: Officer & WithClocks & Reinspection;
  enforcement_concluded: WithClocks & { result: EnforcementResult; summary: VaultRef };
  enforcement_cancelled: WithClocks & { reason: VaultRef };
  /** Nobody waits for it there any more. */
  whistle_over: object;
}

export type EnforcementEvent = EventIn<EnforcementBodies>;

export interface EnforcementCommands {
  bookOfficer: Officer & { offDutyReason?: VaultRef };
  releaseOfficer: { officer: string; reason: VaultRef };
  replanDispatch: { booking: Booking; reason: VaultRef; offDutyReason?: VaultRef };
  setOut: Readonly<Record<string, never>>;
  arriveOnSite: Arrival;
  recordFindings: { findings: VaultRef };
  takeMeasure: {
    power: PowerFact;
    measure: EnforcementMeasure;
    details: VaultRef;
    evidence: readonly VaultRef[];
    /** Of an order to correct. */
    reinspectOn?: string;
  };
  reinspect: Reinspection;
  concludeEnforcement: { result: EnforcementResult; summary: VaultRef };
  cancelEnforcement: { reason: VaultRef };
  /** By itself: the whistle that it was dispatched on had ended when it was told. */
  hearWhistleEnd: Readonly<Record<string, never>>;
}
