import type { Limit } from '../calendar.js';
import type { CaseRef } from '../case/case-ref.js';
import type { EventIn, OpenedWith, Proceeding, SharedBodies, WithClocks } from '../case/proceeding.js';
import type { EnforcementNote } from '../enforcement/vocabulary.js';
import type { VaultRef } from '../envelope.js';
import type { PlaceFact } from '../request/events.js';
import type { Site } from '../site.js';
import type { Referral, Satisfaction, UnitKind, WhistleKind, WhistleState, YesNo } from '../vocabulary.js';

/** 吹哨: the words of a whistle. */

/** A department that is whistled for, and why this one: in the directory's words, or in those of who names it. */
export interface Called {
  unit: string;
  kind: UnitKind;
  inForce: YesNo;
  ground?: string;
  reason?: VaultRef;
}

/** Who blows: a subdistrict; a community for its subdistrict; a department for others, where policy allows. */
export type Blower = 'subdistrict' | 'community' | 'department';

/** What is known when a whistle is blown. */
export interface Blown extends OpenedWith {
  kind: WhistleKind;
  /** The unit that blows, and commands it. */
  by: string;
  blower: Blower;
  departments: readonly Called[];
  text: VaultRef;
  place: PlaceFact;
  site?: Site;
  /** 电话吹哨: when it was blown, where it was written down afterwards; clocks count from then, if that was in time. */
  phonedAt?: string;
  /** It was written down later than policy allows. */
  writtenLate?: 'yes';
}

/** How a subdistrict marks a department: 1 to 5 each. */
export interface DepartmentMarks {
  arrival: Satisfaction;
  result: Satisfaction;
  attitude: Satisfaction;
}

/** One department of a whistle. */
export interface Department {
  unit: string;
  kind: UnitKind;
  report: CaseRef;
  /** What it has done so far its report tells. */
  step: 'called' | 'released' | 'excused';
  /** Its report has told that it has come (rules 3). */
  arrived?: 'yes';
  /** Whether it stays away by leave of who commands; `without_leave`: nobody has let it, or it was due and had not come. */
  absence?: 'with_leave' | 'without_leave';
  /** Its report has heard that it may go: nothing more comes from there (rules 3). */
  left?: 'yes';
  marks?: DepartmentMarks;
}

/** A whistle as its events have made it. */
export interface Whistle extends Proceeding<Blown> {
  state: WhistleState;
  /** Whose account blew it: another answers for it. */
  blownBy: string;
  /** 批准: given before anybody was called, or owed of an emergency that ran at once, and given or refused afterwards. */
  answer?: 'given' | 'owed' | 'afterwards' | 'refused';
  /** The crews at work on it, by the numbers of their dispatches (rules 3). */
  crews?: readonly string[];
  /** Crews that have come to a result on it, whatever it was (rules 3). */
  worked?: readonly string[];
  /** Departments whose lateness has climbed as high as it goes, in vain. */
  beyond?: readonly string[];
  /** Which departments had come, as their reports told when it was concluded: these are marked (rules 2). */
  arrived?: readonly string[];
  departments: readonly Department[];
  /** Who was called after it was blown, with the reason. */
  named: readonly Called[];
  result?: 'settled' | 'not_settled';
}

export interface WhistleBodies extends SharedBodies {
  blown: Blown & WithClocks;
  approved: WithClocks;
  /** 应急哨: nobody waits for the leader's answer, which is still owed. */
  called_at_once: WithClocks;
  whistle_refused: WithClocks & { reason: VaultRef };
  department_named: WithClocks & { department: Called };
  /** The district found that it was called wrongly. */
  department_excused: WithClocks & { unit: string };
  department_released: WithClocks & { unit: string; by: 'subdistrict' | 'district'; reason: VaultRef };
  /** Nobody was released in time: the district says how it goes on. */
  stay_due: WithClocks;
  stay_ruled: WithClocks & { ruling: 'stay' | 'release'; reason: VaultRef };
  whistle_concluded: WithClocks & { result: 'settled' | 'not_settled'; summary: VaultRef; arrived?: readonly string[] };
  department_rated: DepartmentMarks & { unit: string; remark?: VaultRef };
  whistle_cancelled: WithClocks & { reason: VaultRef };
  /** 撤销 of what had called somebody: it is over once each of them has heard of it, and nobody has come. */
  whistle_taken_back: { reason: VaultRef };
  /** 不予追认: no leader answers for an emergency. Who has not come is called off, who has come is released and marked. */
  whistle_disowned: WithClocks & { reason: VaultRef };
  /** Everybody has heard that they need not come, and nobody had. */
  whistle_called_off: WithClocks;
  arrival_noted: WithClocks & { unit: string };
  absence_noted: { unit: string; leave: YesNo };
  department_left: WithClocks & { unit: string };
  /** A department’s lateness has climbed as high as command goes; `first`: of this whistle. */
  command_failed: { unit: string; first?: 'yes' };
  /** A crew was dispatched on it. */
  case_opened: WithClocks & { opened: CaseRef };
  whistle_closed: WithClocks;
  /** What a crew that was dispatched on it has come to. */
  enforcement_noted: WithClocks & EnforcementNote;
}

export type WhistleEvent = EventIn<WhistleBodies>;

export interface WhistleCommands {
  approveWhistle: Readonly<Record<string, never>>;
  refuseWhistle: { reason: VaultRef };
  nameDepartment: { department: Called };
  releaseDepartment: { unit: string; reason: VaultRef };
  ruleOnStay: { ruling: 'stay'; reason: VaultRef; limit: Limit } | { ruling: 'release'; reason: VaultRef };
  // `arrived`: which departments have come, or whether this one has, as their reports tell when the door asks (rules 2).
  concludeWhistle: { result: 'settled' | 'not_settled'; summary: VaultRef; arrived?: readonly string[] };
  rateDepartment: DepartmentMarks & { unit: string; remark?: VaultRef; arrived?: YesNo };
  cancelWhistle: { reason: VaultRef; arrived?: readonly string[] };
  /** From an enforcement dispatch. */
  noteOpened: { opened: CaseRef };
  noteEnforcement: EnforcementNote;
  /** From a department's report. */
  excuseDepartment: { unit: string };
  noteArrival: { unit: string };
  /** `leave`: who commands lets it stay away; `no`: does not, or it was due and had not come. */
  noteAbsence: { unit: string; leave: YesNo };
  /** It has heard that it may go. */
  noteLeft: { unit: string };
  /** It is late, and nobody above could move it. */
  noteUnmoved: { unit: string };
}

/** What a whistle tells the request it was blown for. */
export interface Conclusion {
  referral: Referral;
  result: 'settled' | 'not_settled' | 'cancelled';
  /** The number of the case that says so: a request may have led to others since. */
  from: string;
}
