/** 调解: the words of a mediation, and of the performance of what was agreed. `glossary.ts` beside it says what they mean. */

/** Where a mediation stands. */
export const MEDIATION_STATES = [
  'awaiting_consent',
  'awaiting_mediator',
  'mediating',
  'signing',
  'suspended',
  'agreed',
  'refused',
  'withdrawn',
  'not_agreed',
  'diverted',
] as const;
export type MediationState = (typeof MEDIATION_STATES)[number];

/** 民事行为能力: who lacks any of it speaks through a guardian. */
export const CAPACITIES = ['full', 'minor', 'incapable'] as const;
export type Capacity = (typeof CAPACITIES)[number];

/** 代理权限: one who represents generally hears and speaks; only a special power may bind (特别授权). */
export const REPRESENTATIVE_POWERS = ['general', 'special'] as const;
export type RepresentativePower = (typeof REPRESENTATIVE_POWERS)[number];

/** Who speaks for a side. */
export const SPEAKERS = ['disputant', 'representative', 'guardian'] as const;
export type Speaker = (typeof SPEAKERS)[number];

/** 选定 / 指定: by the sides together, or by the committee. */
export const NAMINGS = ['chosen', 'assigned'] as const;
export type Naming = (typeof NAMINGS)[number];

/** 书面 / 口头 */
export const AGREEMENT_FORMS = ['written', 'oral'] as const;
export type AgreementForm = (typeof AGREEMENT_FORMS)[number];

/** 全部 / 部分 */
export const AGREEMENT_SCOPES = ['full', 'partial'] as const;
export type AgreementScope = (typeof AGREEMENT_SCOPES)[number];

/** 矛盾风险等级: 蓝 / 黄 / 红 */
export const RISKS = ['blue', 'yellow', 'red'] as const;
export type Risk = (typeof RISKS)[number];

/** 终止事由, as people give them (宁波 art. 23, 深圳 art. 28, 人民调解法 art. 26). */
export const GIVEN_END_REASONS = [
  'withdrawn',
  'no_agreement_possible',
  'event_prevents',
  'hides_or_stalls',
  'collusion',
  'domestic_violence',
  'other_route',
] as const;

/** What else ends one: a clear refusal, danger, or a time that is over. */
export const END_REASONS = [...GIVEN_END_REASONS, 'refused', 'danger', 'consent_not_given', 'time_over'] as const;
export type EndReason = (typeof END_REASONS)[number];

/** 保护: ends at which somebody has to be protected: they are told so, and no meeting brings the sides together over it. */
export const PROTECTED_ENDS = ['domestic_violence', 'danger'] as const satisfies readonly EndReason[];

/** Whether a mediation has ended so. */
export function isProtectedEnd({ endReason }: { endReason?: EndReason }): boolean {
  return PROTECTED_ENDS.some((reason) => reason === endReason);
}

/** 其他途径: where those who did not agree can go. */
export const ROUTES_AFTER = ['arbitration', 'administrative', 'judicial'] as const;
export type RouteAfter = (typeof ROUTES_AFTER)[number];

/** 遇险处置: what becomes of the mediation when the police were called. */
export const AFTER_POLICE = ['suspend', 'end'] as const;
export type AfterPolice = (typeof AFTER_POLICE)[number];
