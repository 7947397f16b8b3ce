import { term, type Term } from '../term.js';
import type {
  CommitteeList,
  DecisionOutcome,
  JointMeetingState,
  LeftItem,
  MeetingSort,
  ProjectState,
  VoidReason,
  Vote,
} from './vocabulary.js';

export const MEETING_SORT_TERMS = {
  regular: term('例会', 'Regular', 'On the day of its cadence, moved off holidays.'),
  urgent: term('临时会议', 'Urgent', 'At once, when its chair says so.'),
} as const satisfies Record<MeetingSort, Term>;

export const JOINT_MEETING_STATE_TERMS = {
  preparing: term('拟定议程', 'Preparing', 'The secretary puts items on the agenda.'),
  fixed: term('议程已定', 'Fixed', 'The agenda is fixed and its members are told.'),
  in_session: term('会议进行中', 'In session', 'A quorum is there; items are decided one by one.'),
  awaiting_minutes: term('待印发纪要', 'Awaiting minutes', 'Everything is decided; the chair issues the minutes.'),
  ended: term('纪要已印发', 'Ended', 'The minutes are issued.'),
  cancelled: term('已取消', 'Cancelled', 'Not held; its items wait for another sitting.'),
} as const satisfies Record<JointMeetingState, Term>;

export const VOTE_TERMS = {
  for: term('赞成', 'For', 'More than half of those present and not recused carry it.'),
  against: term('反对', 'Against', 'Counts against it.'),
  abstain: term('弃权', 'Abstain', 'Present, and not for it.'),
} as const satisfies Record<Vote, Term>;

export const DECISION_OUTCOME_TERMS = {
  assign: term('交办', 'Assign', 'An assignment order: who does what by when.'),
  defer: term('暂缓', 'Defer', 'It waits for a later sitting.'),
  reject: term('不予通过', 'Reject', 'With the reason.'),
  raise: term('提级研究', 'Raise', 'To the committee one level above.'),
} as const satisfies Record<DecisionOutcome, Term>;

export const LEFT_ITEM_TERMS = {
  unheard: term('未议', 'Not heard', 'An adjourned sitting did not come to it: it waits for another.'),
  undecided: term(
    '未议决',
    'Not decided',
    'An adjourned sitting discussed it and did not decide: it waits for another.',
  ),
} as const satisfies Record<LeftItem, Term>;

export const VOID_REASON_TERMS = {
  over: term('议定时已终结', 'Over', 'The item had ended when it was decided of.'),
  elsewhere: term('不在本次议程', 'Elsewhere', 'The sitting did not hold the item any more.'),
  reconsidered: term('已提请复议', 'Reconsidered', 'A sitting is to decide anew.'),
} as const satisfies Record<VoidReason, Term>;

export const COMMITTEE_LIST_TERMS = {
  need: term('需求', 'Need', 'What an organisation or its residents lack.'),
  resource: term('资源', 'Resource', 'What an organisation can give: rooms, people, skills, money.'),
} as const satisfies Record<CommitteeList, Term>;

export const PROJECT_STATE_TERMS = {
  under_way: term('进行中', 'Under way', 'A need and a resource have claimed each other.'),
  done: term('已完成', 'Done', 'The need is met.'),
  given_up: term('已终止', 'Given up', 'The two have let go: each can be claimed again.'),
} as const satisfies Record<ProjectState, Term>;

/** The commands of the lists. */
export const COMMITTEE_LIST_COMMAND_TERMS = {
  listNeeds: term('查看需求清单', 'List the needs', 'Of a committee.'),
  enterNeed: term('登记需求', 'Enter a need', 'By a member, for the organisation.'),
  withdrawNeed: term('撤回需求', 'Withdraw a need', 'As long as nothing has claimed it.'),
  claimNeed: term('认领需求', 'Claim a need', 'With a resource of one’s own: both become a project.'),
  listResources: term('查看资源清单', 'List the resources', 'Of a committee.'),
  enterResource: term('登记资源', 'Enter a resource', 'By a member, for the organisation.'),
  withdrawResource: term('撤回资源', 'Withdraw a resource', 'As long as nothing has claimed it.'),
  claimResource: term('认领资源', 'Claim a resource', 'For a need of one’s own: both become a project.'),
  listProjects: term('查看项目清单', 'List the projects', 'Of a committee.'),
  endProject: term('项目办结', 'End a project', 'Done, or given up.'),
} as const;

/** The commands of a sitting. */
export const JOINT_MEETING_COMMAND_TERMS = {
  conveneMeeting: term('召集会议', 'Convene a meeting', 'A regular one with its notice, an urgent one at once.'),
  addItem: term('列入议程', 'Put an item on the agenda', 'One that waits for a sitting of this committee.'),
  removeItem: term('移出议程', 'Take an item off the agenda', 'It waits for another sitting.'),
  orderAgenda: term('调整议程顺序', 'Order the agenda', 'Every item once, in its new order.'),
  fixAgenda: term('确定议程并通知', 'Fix the agenda', 'Days before a regular sitting; its members are told with it.'),
  postponeMeeting: term('改期', 'Postpone a meeting', 'To another time, with the reason; the agenda stays.'),
  cancelMeeting: term('取消会议', 'Cancel a meeting', 'By its chair, with the reason.'),
  openMeeting: term('开会', 'Open a meeting', 'Who sits for which seat, who observes; never below the quorum.'),
  discussItem: term('记录讨论', 'Record a discussion', 'What was said of an item, for the minutes.'),
  recuseSeat: term('回避', 'Recuse a seat', 'It does not count where this item is voted on.'),
  callVote: term('要求表决', 'Call a vote', 'Any member present may; without it a decision is by consensus.'),
  castVote: term('投票', 'Vote', 'One seat, one vote.'),
  closeVote: term('计票', 'Close a vote', 'Carried by more than half of those present and not recused.'),
  decideItem: term('协商议定', 'Decide by consensus', 'Assigned, deferred, rejected or raised one level.'),
  closeMeeting: term('散会', 'Close a meeting', 'When every item is decided.'),
  adjournMeeting: term('休会', 'Adjourn a meeting', 'What is undecided waits for another sitting.'),
  issueMinutes: term('印发会议纪要', 'Issue the minutes', 'By the chair; nothing changes any more.'),
} as const;
