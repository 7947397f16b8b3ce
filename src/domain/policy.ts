import type { Calendar, Limit } from './calendar.js';
import {
  CURRENT_RULES,
  PROCEEDING_RULES,
  type ClockName,
  type Level,
  type LinkageClockName,
  type MediationKind,
  type RequestClockName,
  type RequestKind,
  type Satisfaction,
  type UnitKind,
  type Urgency,
  type WhistleKind,
} from './vocabulary.js';

/** Limits by clock and urgency; a clock without a limit for an urgency does not run. */
export type LimitTable = {
  readonly [clock in Exclude<RequestClockName, 'result'>]?: { readonly [urgency in Urgency]?: Limit };
};

/** 延期: how many there may be, and until what hour (+08:00) of its last day a day term's may be asked for (西宁城中区). */
export interface ExtensionTerms {
  atMost: number;
  askedBefore: string;
}

/** Shares of the time that is left, in per cent: a co-unit's part, and a community's that executes for its subdistrict. */
export interface PartTerms {
  coUnit: number;
  community: number;
}

/** What was added to terms later: requests received before go without. */
interface LaterTerms {
  parts?: PartTerms;
  /** 挂账: for how many days at most. */
  parking?: { atMostDays: number };
  /** 剔除申诉: within what time of the judgement, and how many outside the unit must agree. */
  appeals?: { within: Limit; reviewers: number };
  /** What is kept back of the time that an order from above gives, by urgency; in a request's terms its own. */
  upstreamReserve?: Limit;
  /** 补录: how far back something proven may lie, in minutes. */
  lateEntry?: { atMostMinutes: number };
  /** 难题上会: after so many transfers, or so many reworks, an unsolved request is proposed to the joint meeting. */
  difficulty?: { transfers: number; reworks: number };
}

/** A district's policy, published in versions. Every number a rule needs stands here, none in code. */
/** When requests count as repeated, and when as a cluster. */
export interface ClusterRules {
  /** A caller's request repeats an earlier one of the same matter and place within so many days. */
  repeatDays: number;
  /** So many different callers about the same matter and place within so many hours are a cluster. */
  callers: number;
  withinHours: number;
}

/** 吹哨报到 as data: limits by kind, who may blow, and how near somebody must be to have arrived. */
export interface WhistlePolicy {
  kinds: { readonly [kind in WhistleKind]: LinkageTerms };
  /** Communities may whistle their subdistrict. */
  communities: boolean;
  /** Departments may whistle others. */
  departments: boolean;
  /** A whistle that was blown by phone is written down within this time. */
  writtenWithin: Limit;
  /** Who reports in from farther away, in metres, explains it. */
  withinMetres: number;
}

/** 调解 as data: limits by kind, of the mediation and of the watch over what was agreed. */
export interface MediationPolicy {
  kinds: { readonly [kind in MediationKind]: LinkageTerms };
}

/**
 * 联席会议 as data. `commands` is the table of design §3, "the joint meeting at the level that can command the lead": which
 * level's meeting commands a unit of a kind. A community cannot command a bureau; whether a subdistrict can is the district's
 * to say. What is not named here the district commands.
 */
export interface MeetingPolicy {
  commands: { readonly [kind in UnitKind]?: Level };
  /** So many whole days lie between fixing an agenda and a regular sitting. */
  noticeDays: number;
  item: LinkageTerms;
  sitting: LinkageTerms;
}

/** 综合执法 as data: limits by urgency, how near somebody must be to have arrived, how long a crew may be booked. */
export interface EnforcementPolicy {
  urgencies: { readonly [urgency in Urgency]: LinkageTerms };
  withinMetres: number;
  bookedAtMost: Limit;
}

/** The limits of one kind of proceeding, and that of each rung of its ladder. */
export interface LinkageTerms {
  limits: { readonly [clock in LinkageClockName]?: Limit };
  ladder: Limit;
}

export interface Policy extends Omit<LaterTerms, 'upstreamReserve'> {
  whistles?: WhistlePolicy;
  mediations?: MediationPolicy;
  meetings?: MeetingPolicy;
  enforcement?: EnforcementPolicy;
  /** 办事, but for what the matter itself promises. */
  services?: LinkageTerms;
  upstreamReserve?: { readonly [urgency in Urgency]: Limit };
  clusters?: ClusterRules;
  version: number;
  limits: LimitTable & {
    /** The resident's clock: statutory speed for utilities when urgent, by kind and complexity when routine. */
    result: {
      critical: Limit;
      urgent: { utility: Limit; other: Limit };
      routine: { inquiry: Limit; other: Limit; complex: Limit };
    };
  };
  /** Per cent of counted time at which the duty officer is warned. */
  warnings: readonly number[];
  /** The limit of each rung of the lateness ladder. */
  ladder: { readonly [urgency in Urgency]: Limit };
  extensions: ExtensionTerms;
  /** A caller counts as unreached after this many calls, on this many days, one of them at or after this hour (+08:00). */
  callBack: { tries: number; days: number; lateFrom: string };
  /** How often an unsatisfactory result is sent back without asking anybody. */
  reworksBySystem: number;
  /** The least satisfaction that counts as satisfied: 3, 基本满意 (practice §5). */
  satisfiedFrom: Satisfaction;
  /** Channels whose requests are accepted on arrival. */
  trustedChannels: readonly string[];
  /** After how many minutes what is critical and undone rings the next of the chain; without it nothing rings. */
  rings?: readonly number[];
}

/** What a request keeps of the policy and calendar it was received under: `decide` reads nothing else. */
export interface Terms extends LaterTerms {
  rules: number;
  policy: number;
  limits: { readonly [clock in ClockName]?: Limit };
  warnings: readonly number[];
  ladder: Limit;
  extensions: ExtensionTerms;
  callBack: { tries: number; days: number; lateFrom: string };
  reworksBySystem: number;
  satisfiedFrom: Satisfaction;
  calendar: Calendar;
}

/** What a proceeding keeps of the policy and calendar it was opened under: `decide` reads nothing else. */
export interface ProceedingTerms {
  rules: number;
  policy: number;
  limits: { readonly [clock in ClockName]?: Limit };
  warnings: readonly number[];
  ladder: Limit;
  calendar: Calendar;
}

/** The terms of one proceeding. */
export function proceedingTerms(policy: Policy, calendar: Calendar, { limits, ladder }: LinkageTerms): ProceedingTerms {
  const { version, warnings } = policy;
  return { rules: PROCEEDING_RULES, policy: version, limits, warnings, ladder, calendar };
}

/** The flags of a category that bear on limits. */
export interface CategoryFlags {
  complex: boolean;
  utility: boolean;
  /** 法定期限: the limit of another law, in place of the policy's (practice §3); nobody waits for it where it is critical. */
  statutoryLimit?: Limit;
}

/** The flags of a category as a request was received under it. */
export function flagsOf({ complex, utility, statutoryLimit }: FrozenFlags): CategoryFlags {
  return {
    ...{ complex: complex === 'yes', utility: utility === 'yes' },
    ...(statutoryLimit !== undefined && { statutoryLimit }),
  };
}

/** As events write them: what does not hold is absent. */
interface FrozenFlags {
  complex?: 'yes';
  utility?: 'yes';
  statutoryLimit?: Limit;
}

function resultLimit(policy: Policy, kind: RequestKind, urgency: Urgency, category: CategoryFlags): Limit {
  const { result } = policy.limits;
  if (urgency === 'critical') return result.critical;
  if (category.statutoryLimit !== undefined) return category.statutoryLimit;
  if (urgency === 'urgent') return category.utility ? result.urgent.utility : result.urgent.other;
  if (kind === 'inquiry') return result.routine.inquiry;
  return category.complex ? result.routine.complex : result.routine.other;
}

/** Praise and other remarks carry no clocks and no rates (practice §3). */
export function isClockless(kind: RequestKind): boolean {
  return kind === 'praise' || kind === 'other';
}

/** The terms of one request. */
export function termsFor(
  policy: Policy,
  calendar: Calendar,
  request: { kind: RequestKind; urgency: Urgency; category: CategoryFlags },
): Terms {
  const { kind, urgency, category } = request;
  const clockless = isClockless(kind);
  const { result: _result, ...table } = policy.limits;
  const limits: Partial<Record<ClockName, Limit>> = {};
  for (const [clock, byUrgency] of Object.entries(table) as [ClockName, { [u in Urgency]?: Limit }][]) {
    const limit = byUrgency[urgency];
    const kept = !clockless || clock === 'judgement_window' || clock === 'reopening';
    if (limit !== undefined && kept) limits[clock] = limit;
  }
  if (!clockless) limits.result = resultLimit(policy, kind, urgency, category);
  return {
    rules: CURRENT_RULES,
    policy: policy.version,
    limits,
    warnings: policy.warnings,
    ladder: policy.ladder[urgency],
    extensions: policy.extensions,
    callBack: policy.callBack,
    reworksBySystem: policy.reworksBySystem,
    satisfiedFrom: policy.satisfiedFrom,
    ...(policy.parts && { parts: policy.parts }),
    ...(policy.parking && { parking: policy.parking }),
    ...(policy.lateEntry && { lateEntry: policy.lateEntry }),
    ...(policy.difficulty && { difficulty: policy.difficulty }),
    ...(policy.appeals && { appeals: policy.appeals }),
    ...(policy.upstreamReserve && { upstreamReserve: policy.upstreamReserve[urgency] }),
    calendar,
  };
}
