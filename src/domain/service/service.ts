import type { Limit } from '../calendar.js';
import type { EventIn, OpenedWith, Proceeding, SharedBodies, WithClocks } from '../case/proceeding.js';
import type { VaultRef } from '../envelope.js';
import type { Level, Satisfaction, ServiceKind, YesNo } from '../vocabulary.js';
import type { DeliveryMeans, ServiceDecision, ServiceState } from './vocabulary.js';

/** 办事: the words of an application for an approval or a public service. */

/** A material as the catalogue had it at the receipt. */
export interface Material {
  code: string;
  name: string;
  required: YesNo;
}

/** A matter as the catalogue had it at the receipt: what is asked for and promised is frozen with it. */
export interface Matter {
  code: string;
  name: string;
  kind: ServiceKind;
  /** 承诺时限 */
  promised: Limit;
  materials: readonly Material[];
  steps: readonly string[];
  result: string;
  windowLevel: Level;
}

/** What an application comes in with. */
export interface Applied extends OpenedWith {
  matter: Matter;
  /** Who decides it. */
  unit: string;
  /** The unit whose window received it. */
  by: string;
  channel: 'window';
  /** Sealed. */
  applicant: VaultRef;
  text?: VaultRef;
  /** The codes of what was handed in at once. */
  brought: readonly string[];
}

/** A service request as its events have made it. */
export interface ServiceRequest extends Proceeding<Applied> {
  state: ServiceState;
  /** The codes of what is there. */
  brought: readonly string[];
  /** 一次性告知: the codes of what was told to be missing; only these can be asked for. */
  told?: readonly string[];
  /** Of these, the codes of what was brought and is not as the law wants it. */
  defective?: readonly string[];
  /** When all of it had come. */
  supplementedAt?: string;
  /** How many of its steps are done. */
  steps: number;
  /** By law, since nobody said anything in time. */
  deemed?: 'yes';
  decision?: ServiceDecision;
  /** The unit whose hands the result went through. */
  deliveredBy?: string;
  satisfaction?: Satisfaction;
}

export interface ServiceBodies extends SharedBodies {
  service_applied: Applied & WithClocks;
  /** `defective`: those of the materials that were brought and must be brought again. */
  materials_told_missing: WithClocks & {
    materials: readonly string[];
    defective?: readonly string[];
    note?: VaultRef;
  };
  materials_supplemented: WithClocks & { materials: readonly string[] };
  service_accepted: WithClocks & { deemed?: 'yes' };
  service_step_done: { step: number; name: string; note?: VaultRef };
  service_decided: WithClocks & { decision: ServiceDecision; reason?: VaultRef; remedy?: VaultRef };
  service_delivered: WithClocks & { means: DeliveryMeans };
  service_judged: WithClocks & { satisfaction: Satisfaction; remark?: VaultRef };
  /** 整改: what the unit has done about a bad judgement, and whether who applied was reached. */
  service_rectified: WithClocks & { reached: YesNo; summary: VaultRef };
  service_withdrawn: WithClocks & { reason?: VaultRef };
  /** What was missing was not brought in time. */
  service_lapsed: WithClocks;
  service_closed: WithClocks;
}

export type ServiceEvent = EventIn<ServiceBodies>;

export interface ServiceCommands {
  tellMissing: { materials: readonly string[]; defective?: readonly string[]; note?: VaultRef };
  supplementMaterials: { materials: readonly string[] };
  acceptService: Readonly<Record<string, never>>;
  /** `step`: from 1, in the order of the matter. */
  doServiceStep: { step: number; note?: VaultRef };
  decideService: { decision: 'granted' } | { decision: 'refused'; reason: VaultRef; remedy: VaultRef };
  deliverService: { means: DeliveryMeans };
  judgeService: { satisfaction: Satisfaction; remark?: VaultRef };
  rectifyService: { reached: YesNo; summary: VaultRef };
  withdrawService: { reason?: VaultRef };
}
