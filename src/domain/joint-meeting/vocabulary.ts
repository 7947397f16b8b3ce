/** 例会 / 临时会议 */
export const MEETING_SORTS = ['regular', 'urgent'] as const;
export type MeetingSort = (typeof MEETING_SORTS)[number];

/** Where a sitting stands. */
export const JOINT_MEETING_STATES = [
  'preparing',
  'fixed',
  'in_session',
  'awaiting_minutes',
  'ended',
  'cancelled',
] as const;
export type JointMeetingState = (typeof JOINT_MEETING_STATES)[number];

/** 赞成 / 反对 / 弃权 */
export const VOTES = ['for', 'against', 'abstain'] as const;
export type Vote = (typeof VOTES)[number];

/** 议定结果 */
export const DECISION_OUTCOMES = ['assign', 'defer', 'reject', 'raise'] as const;
export type DecisionOutcome = (typeof DECISION_OUTCOMES)[number];

/** Why nobody carries out what was decided. */
export const VOID_REASONS = ['over', 'elsewhere', 'reconsidered'] as const;
export type VoidReason = (typeof VOID_REASONS)[number];

/** 未议 / 未议决: how an adjourned sitting leaves what it has not decided. */
export const LEFT_ITEMS = ['unheard', 'undecided'] as const;
export type LeftItem = (typeof LEFT_ITEMS)[number];

/** 需求 / 资源: the two lists of a committee whose entries claim each other. */
export const COMMITTEE_LISTS = ['need', 'resource'] as const;
export type CommitteeList = (typeof COMMITTEE_LISTS)[number];

/** 项目: what has come of a need and a resource. */
export const PROJECT_STATES = ['under_way', 'done', 'given_up'] as const;
export type ProjectState = (typeof PROJECT_STATES)[number];
