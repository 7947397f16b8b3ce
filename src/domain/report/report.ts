import type { EventIn, OpenedWith, Proceeding, SharedBodies, WithClocks } from '../case/proceeding.js';
import type { VaultRef } from '../envelope.js';
import type { PlaceFact } from '../request/events.js';
import type { ContactMeans, ReportState, UnitKind, WhistleKind, YesNo } from '../vocabulary.js';
import type { Point, Site } from '../site.js';

/** 报到: the words of what one department owes of a whistle. */

/** A text that lies under another case: no reference of this one's own. */
export interface Asked {
  ref: string;
}

/** What a department is called with. */
export interface Called extends OpenedWith {
  unit: string;
  unitKind: UnitKind;
  whistle: WhistleKind;
  /** The unit that blew, and commands on site. */
  by: string;
  /** What is asked for: it lies under the whistle, its parent. */
  text: Asked;
  place: PlaceFact;
  site?: Site;
  /** Clocks count from here: when the whistle was approved, or blown by phone. */
  from: string;
  /** 商请函: a vertical body is asked, not commanded. */
  letter?: 'yes';
}

/** 到场: who came, where they are and how far from the site, or in words where; `explanation`, where that is not the site. */
export interface Present {
  how: 'on_site';
  person: VaultRef;
  metres?: number;
  position?: Point;
  where?: VaultRef;
  explanation?: VaultRef;
}

/** Why nobody comes, or not yet. */
export interface Absent {
  how: 'absent';
  explanation: VaultRef;
}

/** Why a department may go. */
export type StandDown = 'released' | 'excused' | 'cancelled';

/** A department's report as its events have made it. */
export interface Report extends Proceeding<Called> {
  state: ReportState;
  /** Where it stands beside an open objection. */
  step: Exclude<ReportState, 'objected'>;
  /** 异议 once, and what came of it. */
  objection?: 'open' | 'upheld' | 'rejected';
  /** On site, or why not; who was absent may still have come. */
  arrival?: 'on_site' | 'absent';
  /** Whether who commands lets it stay away (rules 3). */
  absence?: 'open' | 'accepted' | 'rejected';
  stoodDown?: StandDown;
  /** What it says of the whistle. */
  justified?: YesNo;
}

export interface ReportBodies extends SharedBodies {
  called: Called & WithClocks;
  report_signed_for: WithClocks;
  subdistrict_contacted: WithClocks & { means: ContactMeans };
  reported_in: WithClocks & (Present | Absent);
  absence_ruled: WithClocks & { ruling: 'accepted' | 'rejected'; remark?: VaultRef };
  report_result_given: WithClocks & { summary: VaultRef };
  whistle_objected: WithClocks & { reason: VaultRef };
  whistle_objection_ruled: WithClocks & { ruling: 'upheld' | 'rejected'; reason: VaultRef };
  stood_down: WithClocks & { how: StandDown };
  whistle_rated: WithClocks & { justified: YesNo; remark?: VaultRef };
  report_closed: WithClocks;
}

export type ReportEvent = EventIn<ReportBodies>;

export interface ReportCommands {
  signForWhistle: Readonly<Record<string, never>>;
  contactSubdistrict: { means: ContactMeans };
  reportIn: Present | Absent;
  giveWhistleResult: { summary: VaultRef };
  objectToWhistle: { reason: VaultRef };
  rateWhistle: { justified: YesNo; remark?: VaultRef };
  /** By who commands the whistle. */
  ruleOnAbsence: { ruling: 'accepted' | 'rejected'; remark?: VaultRef };
  /** By the district. */
  ruleOnWhistle: { ruling: 'upheld' | 'rejected'; reason: VaultRef };
  /** From the whistle. */
  standDown: { how: StandDown };
}
