/**
 * The one glossary: for every word of the procedure the Chinese term of the field, the English one, and what it means.
 * docs/glossary.md is written from it, and so are the summaries of the routes and the words in refusals.
 */
import { MEDIATION_GLOSSARY } from './mediation/glossary.js';
import { AGENDA_ITEM_COMMAND_TERMS, AGENDA_ITEM_STATE_TERMS, AGENDA_SOURCE_TERMS } from './agenda-item/glossary.js';
import {
  COMMITTEE_LIST_COMMAND_TERMS,
  COMMITTEE_LIST_TERMS,
  DECISION_OUTCOME_TERMS,
  JOINT_MEETING_COMMAND_TERMS,
  JOINT_MEETING_STATE_TERMS,
  LEFT_ITEM_TERMS,
  VOID_REASON_TERMS,
  MEETING_SORT_TERMS,
  PROJECT_STATE_TERMS,
  VOTE_TERMS,
} from './joint-meeting/glossary.js';
import {
  CREW_STEP_TERMS,
  ENFORCEMENT_COMMAND_TERMS,
  ENFORCEMENT_RESULT_TERMS,
  ENFORCEMENT_STATE_TERMS,
  ORDER_STATE_TERMS,
} from './enforcement/glossary.js';
import type { CaseKind } from './number.js';
import type { Role } from './permissions.js';
import type { RequestCommandName } from './request/commands.js';
import type { DispatchBasis, RequestEventType } from './request/events.js';
import type { LimitUnit } from './limits.js';
import {
  DELIVERY_MEANS_TERMS,
  MATERIAL_FAULT_TERMS,
  SERVICE_COMMAND_TERMS,
  SERVICE_DECISION_TERMS,
  SERVICE_STATE_TERMS,
} from './service/glossary.js';
import { term, type Term } from './term.js';
import type {
  AppealGround,
  CommitteeKind,
  EnforcementMeasure,
  Level,
  MediationKind,
  MeetingCadence,
  Presence,
  SeatKind,
  ServiceKind,
  StationingMode,
  CallBackBy,
  AttachmentStage,
  CallParticipant,
  Channel,
  ContactPurpose,
  ClockName,
  ContactMeans,
  DeclineReason,
  Executor,
  HandOverChannel,
  Language,
  LatenessRung,
  Mark,
  NetworkChangeKind,
  OrganisationKind,
  PlacementWay,
  Origin,
  Outcome,
  ParkingGround,
  Provenance,
  Referral,
  RequestKind,
  RequesterMode,
  RequestState,
  Satisfaction,
  SolvedAnswer,
  Stage,
  TerminationGround,
  UnitDuty,
  UnitKind,
  Urgency,
  ReportState,
  WhistleKind,
  WhistleState,
} from './vocabulary.js';

/** A word as people read it. `meaning` is one English sentence for those who are new to the field. */
export type { Term };

export const CASE_TERMS = {
  request: term('诉求', 'Request', 'What a resident asks of the district, from its receipt to its end.'),
  whistle: term('吹哨', 'Whistle', 'A subdistrict calls departments to one place.'),
  whistle_report: term('报到', 'Report', 'What one department owes of a whistle.'),
  mediation: term('调解', 'Mediation', 'Mediators bring the sides of a dispute together.'),
  performance: term('履行', 'Performance', 'What the sides owe each other by an agreement, watched term by term.'),
  agenda_item: term('议题', 'Agenda item', 'What a joint meeting is asked to decide, until that is done and verified.'),
  joint_meeting: term('联席会议', 'Joint meeting', 'One sitting of a committee.'),
  enforcement_dispatch: term('执法派遣', 'Enforcement dispatch', 'Officers of several units go out as one crew.'),
  service_request: term('办事', 'Service request', 'Somebody applies for an approval or a public service.'),
} as const satisfies Record<CaseKind, Term>;

export const STAGE_TERMS = {
  intake: term('综合受理', 'Intake', 'It is received, and whether it is accepted is decided.'),
  dispatch: term('系统派单', 'Dispatch', 'A unit is found to lead on it, and signs for it.'),
  settlement: term(
    '矛盾调处',
    'Settlement',
    'The lead unit works on it; difficulty goes to a whistle, mediation or a meeting.',
  ),
  follow_up: term('跟踪反馈', 'Follow-up', 'The result is reviewed, the resident is answered and called back.'),
  judgement: term('监督评价', 'Judgement', 'The resident says whether it is solved and how satisfied they are.'),
  ended: term('终结', 'Ended', 'Where it lies until it can no longer be reopened, and after.'),
} as const satisfies Record<Stage, Term>;

export const STATE_TERMS = {
  received: term('已接收', 'Received', 'It has its number; nobody has decided on acceptance yet.'),
  awaiting_information: term(
    '待补充',
    'Awaiting information',
    'The resident was asked for something that acceptance needs.',
  ),
  merged: term('已并单', 'Merged', 'It follows another request. Reserved.'),
  awaiting_dispatch: term('待派单', 'Awaiting dispatch', 'Accepted; no unit leads yet.'),
  awaiting_sign_for: term('待签收', 'Awaiting sign-for', 'Dispatched; the unit has not taken it over yet.'),
  objected: term('派单异议中', 'Objected', 'The unit says that it is not its own; the centre rules.'),
  handling: term('办理中', 'Handling', 'The lead unit works on it.'),
  extension_requested: term('延期待审', 'Extension requested', 'Handling goes on while the centre rules on more time.'),
  parked: term('挂账', 'Parked', 'It waits for what nobody in the district can change now, until it is cleared.'),
  whistled: term('吹哨中', 'Whistled', 'Departments were whistled for; it waits for them.'),
  in_mediation: term('调解中', 'In mediation', 'A mediation decides how it goes on.'),
  at_joint_meeting: term('联席会议中', 'At the joint meeting', 'It waits for the decision of a joint meeting.'),
  in_review: term('审核中', 'In review', 'The centre examines the result before the resident hears of it.'),
  awaiting_reply: term('待答复', 'Awaiting reply', 'The result has passed; the resident must be told.'),
  awaiting_call_back: term('待回访', 'Awaiting call-back', 'The resident will be asked how it went.'),
  rework: term('重办中', 'Rework', 'The resident was not content: the unit does it again.'),
  awaiting_judgement: term('待评价', 'Awaiting judgement', 'The resident can judge by the link.'),
  closed: term('已结案', 'Closed', 'The loop is closed. Whether it was solved is the outcome, not the state.'),
  answered: term('已直接答复', 'Answered at once', 'An inquiry that was answered at the desk.'),
  declined: term(
    '不予受理',
    'Declined',
    'It was not accepted, for one of the legal reasons, which the resident was told.',
  ),
  handed_over: term('已移交', 'Handed over', 'A body outside the loop has confirmed that it took it over.'),
  withdrawn: term('已撤回', 'Withdrawn', 'The resident took it back.'),
  terminated: term(
    '已终止',
    'Terminated',
    'Proposed by one and granted by another, for a reason that the resident was told.',
  ),
} as const satisfies Record<RequestState, Term>;

export const COMMAND_TERMS = {
  submit: term('提交诉求', 'Submit a request', 'Somebody asks something of the district.'),
  accept: term('受理', 'Accept', 'The district takes it as its duty.'),
  askInformation: term(
    '要求补充信息',
    'Ask for information',
    'Once in a request; the clocks that wait for the resident stand still.',
  ),
  supplement: term('补充信息', 'Supplement', 'Something is added to what was asked, at any time.'),
  answerAtOnce: term('直接答复', 'Answer at once', 'An inquiry is answered at the desk.'),
  decline: term('不予受理', 'Decline', 'With a legal reason and an explanation.'),
  handOver: term('转办移交', 'Hand over', 'A statutory channel or an emergency number is asked to take it over.'),
  confirmHandOver: term(
    '确认移交',
    'Confirm the hand-over',
    'Who took it, under what number and when; or that nobody would, and it goes on here.',
  ),
  dispatch: term('派单', 'Dispatch', 'A unit is named to lead, with the reason.'),
  signFor: term('签收', 'Sign for', 'The unit takes it over.'),
  object: term('派单异议', 'Object to the dispatch', 'The unit says that it is not its own.'),
  ruleOnObjection: term(
    '异议裁定',
    'Rule on the objection',
    'Upheld: another unit leads. Rejected: the unit is designated and keeps it.',
  ),
  recordContact: term('登记首次联系', 'Record a contact', 'The unit spoke to the resident, or tried.'),
  interimReply: term('阶段性答复', 'Interim reply', 'The resident is told how it stands; it stops no clock.'),
  requestExtension: term(
    '申请延期',
    'Request an extension',
    'More time for the result, at most the original limit, asked for before 17:00 of the last day.',
  ),
  ruleOnExtension: term('延期审批', 'Rule on the extension', 'Granted or refused, with the reason.'),
  park: term(
    '申请挂账',
    'Ask to park',
    'With its class, the leader who answers for it and an end date; once, and at most a year.',
  ),
  ruleOnParking: term(
    '挂账审批',
    'Rule on the parking',
    'Granted, the resident’s clock stands still until the end date.',
  ),
  clear: term('销号', 'Clear', 'After a check by somebody who is not the lead’s, what was parked is taken up again.'),
  addCoUnit: term('增加协办', 'Add a co-unit', 'Another unit takes a part, with a due of its own.'),
  coSignFor: term('协办签收', 'Sign for a part', 'A co-unit takes its part over.'),
  coReply: term('协办答复', 'Reply on a part', 'A co-unit, or who executes for the lead, has done its part.'),
  assignInside: term(
    '二次派单',
    'Assign inside',
    'A section, a person or a community of its own does it for the lead, with an inner due.',
  ),
  submitResult: term('提交办理结果', 'Submit the handling result', 'What the unit did, with its evidence.'),
  approveResult: term('审批办理结果', 'Approve the result', 'The head of the unit stands for it, or sends it back.'),
  review: term('审核', 'Review', 'The centre holds the result against what was asked.'),
  reply: term('答复', 'Reply to the resident', 'The resident is told what was done.'),
  recordCallBack: term('登记回访', 'Record a call-back', 'Reached with the answers, or not reached.'),
  judge: term('评价', 'Judge', 'The resident’s own answers, by the one-time link.'),
  close: term('结案', 'Close with a reason', 'The shift leader ends what stays unsolved after a rework, and says why.'),
  rework: term('重办', 'Order a rework', 'The unit does it again.'),
  reopen: term('重开', 'Reopen', 'Within the reopening window it goes on under the same number.'),
  withdraw: term('撤回', 'Withdraw', 'The resident takes it back.'),
  terminate: term(
    '申请终止',
    'Propose to terminate',
    'Nothing is left that could be done, or the requester will not have it done.',
  ),
  ruleOnTermination: term(
    '终止裁定',
    'Rule on the termination',
    'By another than who proposed it, with an explanation.',
  ),
  urge: term('催办', 'Urge', 'Somebody asks for speed; it is on record.'),
  supervise: term('督办', 'Supervise', 'Somebody above the unit watches it.'),
  split: term('拆单', 'Split', 'One matter each: what is taken out becomes a request of its own.'),
  merge: term('并单', 'Merge', 'It waits for another’s result; its caller judges for themselves.'),
  unmerge: term('取消并单', 'Undo a merge', 'Its own number, receipt and clocks are back.'),
  takeFollower: term('接入并单件', 'Take a follower', 'From a follower to its leader; not for people.'),
  releaseFollower: term('移出并单件', 'Release a follower', 'From a follower to its leader; not for people.'),
  followLeader: term('随主件推进', 'Follow the leader', 'From a leader to its followers; not for people.'),
  verify: term('核实', 'Verify', 'Another person looks whether what was found is done.'),
  returnUpstream: term('退回或报送上级', 'Return upstream', 'An order from above goes back: not ours, or done.'),
  appealJudgement: term('评价申诉', 'Appeal a judgement', 'The unit says why it should not count against it.'),
  nameRepresentatives: term('推选代表', 'Name representatives', 'At most five speak for a group.'),
  proposeMark: term(
    '提请认定恶意、无理',
    'Propose a mark',
    'The unit says that it is malicious or unreasonable; it is handled all the same.',
  ),
  ruleOnMark: term('认定恶意、无理', 'Rule on the mark', 'Two outside the unit must agree; the person is told.'),
  ruleOnAppeal: term('申诉裁定', 'Rule on the appeal', 'Two outside the unit must agree; the judgement stands.'),
  reclassify: term('重新归类', 'Reclassify', 'Another kind, category or urgency, with the limits that belong to it.'),
  correct: term('更正', 'Correct', 'Where it is, who can be reached, what was said.'),
  adoptCalendar: term('启用新日历', 'Adopt a calendar', 'A published or amended year reaches a running request.'),
  adoptPolicy: term('启用新政策', 'Adopt a policy', 'A new policy reaches a running request; no clock gets shorter.'),
  succeedUnit: term('单位承接', 'Succeed a unit', 'What an abolished unit had is its successor’s.'),
  lookIn: term('回头看', 'Look in', 'Somebody sees again how a person in danger is.'),
  instruct: term('领导批示', 'Instruct', 'What a leader wrote; a due in it can only shorten.'),
  raiseLevel: term('提级', 'Raise the level', 'From here on lateness is brought before this level at once.'),
  proveLateEntry: term(
    '补录认定',
    'Prove a late entry',
    'It was done in time and entered late: by the proof of a call or photo, and the word of an approver.',
  ),
  comment: term('备注', 'Comment', 'A note among staff.'),
  blowWhistle: term('吹哨', 'Blow the whistle', 'A subdistrict calls departments to the spot.'),
  openMediation: term('转入调解', 'Open a mediation', 'A dispute is put to mediators.'),
  referToMeeting: term('提交联席会议', 'Refer to the joint meeting', 'What one unit cannot settle is put to all.'),
  carryReferral: term('随转交延期', 'Carry the time to its date', 'By a mediation or a meeting: once, to its date.'),
  takeDecision: term(
    '执行议定事项',
    'Take over the decision',
    'By a meeting: its owner leads from here on, its date is the due.',
  ),
  awaitDecision: term('等待复议', 'Await another decision', 'By a meeting: what it decided is to be decided anew.'),
  noteOpened: term('登记关联办理', 'Note a case', 'By a case that was opened for it elsewhere, and hears its end.'),
  noteEnforcement: term('回填执法结果', 'Note an enforcement', 'By a dispatch that was made for it: what came of it.'),
  concludeReferral: term(
    '结束转交',
    'Conclude the referral',
    'The whistle, mediation or meeting came to something, or to nothing.',
  ),
} as const satisfies Record<RequestCommandName | 'submit', Term>;

export const EVENT_TERMS = {
  received: term('接收诉求', 'Received', 'Numbered, with all that was known, and the rules it is handled under.'),
  accepted: term('受理', 'Accepted', 'On arrival from a trusted channel, or by hand.'),
  information_asked: term('要求补充信息', 'Information asked', 'By the centre or by the lead unit.'),
  supplemented: term('补充信息', 'Supplemented', 'By the resident or on their behalf.'),
  information_lapsed: term('逾期未补充', 'Information lapsed', 'Nothing came: it goes on without.'),
  answered: term('直接答复', 'Answered at once', 'The inquiry has its answer.'),
  declined: term('不予受理', 'Declined', 'With reason and explanation.'),
  hand_over_asked: term('提出移交', 'Hand-over asked', 'Of which body, and why; the loop goes on until it confirms.'),
  hand_over_confirmed: term('移交确认', 'Hand-over confirmed', 'Who took it, under what number and when.'),
  hand_over_refused: term('移交未成', 'Hand-over refused', 'Nobody there took it: it goes on here.'),
  dispatched: term('派单', 'Dispatched', 'A unit leads, and on what basis.'),
  dispatch_recalled: term('撤回派单', 'Dispatch recalled', 'By the centre; the unit owes nothing any more.'),
  signed_for: term('签收', 'Signed for', 'The unit has taken it over.'),
  objected: term('提出派单异议', 'Objected', 'The unit returns it.'),
  objection_ruled: term('异议裁定', 'Objection ruled', 'Upheld or rejected.'),
  contact_recorded: term('联系诉求人', 'Contact recorded', 'Reached or tried.'),
  interim_replied: term('阶段性答复', 'Interim reply given', 'How it stands, by the lead or by the centre.'),
  extension_requested: term('申请延期', 'Extension requested', 'How much, and why.'),
  extension_ruled: term('延期审批', 'Extension ruled', 'Granted or refused.'),
  result_submitted: term('提交办理结果', 'Result submitted', 'It waits for the head of the unit.'),
  result_approved: term('办理结果获批', 'Result approved', 'The result clock is met.'),
  result_returned: term('办理结果退回', 'Result returned', 'By the head of the unit.'),
  review_returned: term('审核退回', 'Review returned', 'The result was none: its clock runs on.'),
  completed: term('办结', 'Completed', 'The result has passed the review.'),
  replied: term('答复', 'Replied', 'The resident has been told.'),
  call_back_recorded: term('回访', 'Call-back recorded', 'Reached, or not reached; with or without a link.'),
  judged: term('评价', 'Judged', 'Contacted, solved, satisfied: in the resident’s own words.'),
  rework_ordered: term('责令重办', 'Rework ordered', 'By the system once, by the shift leader after that.'),
  closed: term('结案', 'Closed', 'With its outcome and on what basis.'),
  reopened: term('重开', 'Reopened', 'Back to dispatch.'),
  withdrawn: term('撤回', 'Withdrawn', 'By the resident, or by a clerk who names the call.'),
  termination_proposed: term('申请终止', 'Termination proposed', 'On which ground.'),
  terminated: term('终止', 'Terminated', 'With an explanation that the resident can read.'),
  termination_refused: term('终止未获准', 'Termination refused', 'It goes on.'),
  parking_asked: term('申请挂账', 'Parking asked', 'On which ground, and until when.'),
  parking_ruled: term('挂账审批', 'Parking ruled', 'Granted or refused.'),
  parking_ended: term('挂账到期', 'Parking ended', 'The resident’s clock runs again; the entry waits to be cleared.'),
  parking_cleared: term('销号', 'Parking cleared', 'Somebody outside the lead unit has checked it.'),
  co_unit_added: term('增加协办', 'Co-unit added', 'With its task.'),
  co_signed_for: term('协办签收', 'Part signed for', 'By the co-unit.'),
  co_replied: term('协办答复', 'Part replied', 'By the co-unit, or by who executes.'),
  assigned_inside: term('二次派单', 'Assigned inside', 'Who does it for the lead, and until when.'),
  split: term('拆单', 'Split', 'Into which numbers.'),
  merged: term('并单', 'Merged', 'Into which request.'),
  unmerged: term('取消并单', 'Unmerged', 'By people, or because its leader came to nothing.'),
  follower_joined: term('并单件接入', 'Follower joined', 'One caller more.'),
  follower_left: term('并单件移出', 'Follower left', 'It goes on alone.'),
  followed: term('随主件推进', 'Followed its leader', 'Its leader has a result, or its caller is asked now.'),
  verified: term('核实', 'Verified', 'Confirmed or not, by another than who found it.'),
  returned_upstream: term('报送上级', 'Returned upstream', 'Under the number it came with.'),
  judgement_appealed: term('评价申诉', 'Judgement appealed', 'On which ground.'),
  appeal_reviewed: term('申诉复核', 'Appeal reviewed', 'By one reviewer.'),
  representatives_named: term('推选代表', 'Representatives named', 'They take the place of those before.'),
  mark_proposed: term('提请认定恶意、无理', 'Mark proposed', 'By the unit.'),
  mark_reviewed: term('认定复核', 'Mark reviewed', 'By one outside the unit.'),
  mark_ruled: term('认定结果', 'Mark ruled', 'Marked or not.'),
  appeal_ruled: term('申诉裁定', 'Appeal ruled', 'Excluded from the rates or not.'),
  reclassified: term('重新归类', 'Reclassified', 'From what, to what, under which terms.'),
  corrected: term('更正', 'Corrected', 'What stood there before stays on record.'),
  calendar_adopted: term('启用新日历', 'Calendar adopted', 'And which dues moved.'),
  policy_adopted: term('启用新政策', 'Policy adopted', 'And which clocks got longer.'),
  unit_succeeded: term('单位承接', 'Unit succeeded', 'From which to which.'),
  looked_in: term('回头看', 'Looked in', 'How the person was.'),
  instructed: term('领导批示', 'Instructed', 'By a leader, perhaps with a shorter due.'),
  level_raised: term('提级', 'Level raised', 'To which level.'),
  late_entry_proven: term('补录认定', 'Late entry proven', 'It was done in time; the breach stays beside it.'),
  urged: term('催办', 'Urged', 'By people, or by the ladder of lateness.'),
  supervised: term('督办', 'Supervised', 'And at which level.'),
  commented: term('备注', 'Commented', 'A note.'),
  referred: term('转交', 'Referred', 'To a whistle, a mediation or a joint meeting.'),
  referral_carried: term('随转交延期', 'Time carried', 'To the date of the mediation or the meeting.'),
  decision_reconsidered: term('提请复议', 'To be decided anew', 'It waits for the meeting’s next decision.'),
  decision_taken: term('议定事项', 'Decision taken', 'What the meeting decided is its task from here on.'),
  case_opened: term('关联办理', 'Case opened for it', 'An agenda item or a crew that nobody opened from here.'),
  enforcement_noted: term('执法结果', 'Enforcement noted', 'What a crew that was dispatched for it has come to.'),
  referral_concluded: term('转交结束', 'Referral concluded', 'And what came of it.'),
  clock_warned: term('临期预警', 'Clock warned', 'A share of the counted time has gone.'),
  clock_breached: term('逾期', 'Clock breached', 'A duty was not done in time, and whose it was.'),
  ended: term('终止重开', 'Ended', 'The reopening window is over: nothing changes any more.'),
} as const satisfies Record<RequestEventType, Term>;

export const CLOCK_TERMS = {
  dispatch: term('派单时限', 'Dispatch', 'The centre finds a lead.'),
  sign_for: term('签收时限', 'Sign-for', 'The unit takes it over.'),
  first_contact: term('首次联系时限', 'First contact', 'The unit speaks to the resident.'),
  result: term('办理时限', 'Result', 'The unit gives its result, approved by its head.'),
  objection: term('异议期限', 'Objection', 'Within it the unit may return what is not its own.'),
  ruling: term('裁定时限', 'Ruling', 'The centre rules on an objection, and on a request judged badly twice.'),
  information: term('补充期限', 'Information', 'Within it the resident may add what was asked for.'),
  review: term('审核时限', 'Review', 'The centre examines the result.'),
  reply: term('答复时限', 'Reply', 'The unit tells the resident.'),
  call_back: term('回访时限', 'Call-back', 'The centre tries to reach the resident.'),
  reached: term('接通时限', 'Reached', 'The centre has reached the resident, or gives the link.'),
  rework_result: term('重办时限', 'Rework result', 'The unit gives the result of its rework.'),
  judgement_window: term('评价期限', 'Judgement window', 'Within it the resident may judge.'),
  hand_over: term('移交确认时限', 'Hand-over', 'The centre has the hand-over confirmed, or takes it up again.'),
  interim_reply: term('阶段性答复时限', 'Interim reply', 'The resident is told why it takes longer.'),
  parking_ruling: term('挂账审批时限', 'Parking ruling', 'The centre rules on a parking.'),
  parking_note: term('挂账月报时限', 'Monthly note', 'While it is parked the resident hears how it stands.'),
  co_sign_for: term('协办签收时限', 'Sign-for of a part', 'The co-unit takes its part over.'),
  co_part: term('协办时限', 'Co-unit’s part', 'The co-unit replies to the lead.'),
  appeal_ruling: term('申诉裁定时限', 'Appeal ruling', 'The centre rules on an appeal.'),
  upstream_return: term('上级时限', 'Due upstream', 'The answer is back with whoever gave the order.'),
  look_in: term('回头看时限', 'Look in', 'Somebody sees again how a person in danger is.'),
  inside: term('内部时限', 'Inner due', 'Who does it for the lead has done it. It moves no other clock.'),
  termination_ruling: term('终止裁定时限', 'Termination ruling', 'The shift leader rules on a proposed termination.'),
  reopening: term('重开期限', 'Reopening window', 'Within it the resident may have it reopened.'),
  whistle_approval: term(
    '哨令批准时限',
    'Approval of a whistle',
    'A leader answers for it before anybody is called; for an emergency afterwards.',
  ),
  report_sign_for: term('哨令签收时限', 'Sign-for of a whistle', 'The department takes the whistle over.'),
  report_contact: term('联系街道时限', 'Contact with the subdistrict', 'The department speaks with who called it.'),
  report_in: term('报到时限', 'Report in', 'The department is on site, or who called it lets it stay away.'),
  report_result: term('处置反馈时限', 'Result of a whistle', 'The department says what it did.'),
  absence_ruling: term(
    '缺席审定时限',
    'Ruling on an absence',
    'Who called it says whether a department may stay away.',
  ),
  whistle_objection: term('哨令异议裁定时限', 'Ruling on a whistle', 'The district rules on a department’s objection.'),
  whistle_release: term(
    '放行时限',
    'Release',
    'Until then who blew lets the departments go; after it the district rules.',
  ),
  whistle_ruling: term('留撤裁定时限', 'Ruling on who stays', 'The district says whether the departments stay.'),
  whistle_conclusion: term('吹哨办结时限', 'Conclusion of a whistle', 'When nobody is held any more: what it came to.'),
  whistle_rating: term('互评期限', 'Marks', 'Within it both sides mark each other.'),
  mediation_consent: term('同意期限', 'Consent to mediation', 'Within it every side consents to be mediated.'),
  mediator_assignment: term('确定调解员时限', 'Naming of a mediator', 'The committee names somebody who mediates.'),
  mediation_term: term('调解期限', 'Mediation term', 'Within it the sides agree, or all consent to go on.'),
  performance_term: term('履行期限', 'Term of an agreement', 'The side that owes it has performed it by this day.'),
  court_confirmation: term('司法确认申请期限', 'Court confirmation', 'Within it all sides together may ask the court.'),
  court_acceptance: term(
    '询问法院受理',
    'Asking after acceptance',
    'The law gives the court three days; after them the mediators are reminded to ask, and every three days again.',
  ),
  court_ruling: term(
    '询问法院裁定',
    'Asking after the ruling',
    'The law gives the court fifteen days and ten more; after each the mediators are reminded to ask, and every ten days again.',
  ),
  agenda_screening: term('议题初审时限', 'Screening', 'The secretary says whether an item belongs on the agenda.'),
  decision_result: term(
    '议定事项办理时限',
    'Result of a decision',
    'The owner unit has done what the meeting decided.',
  ),
  decision_second_term: term(
    '议定事项二次期限',
    'Second term of a decision',
    'Late once more, and it goes one level up.',
  ),
  decision_verification: term('议定事项核实时限', 'Verification of a decision', 'The committee’s office has looked.'),
  agenda_waiting: term(
    '议题候会期限',
    'Waiting for a sitting',
    'Not heard by its end counts like a deferral: twice, and it goes one level up.',
  ),
  agenda_call: term(
    '议题征集期限',
    'Call for items',
    'Until the agenda of a regular sitting is to be fixed: without an item it is not held.',
  ),
  meeting_opening: term('会议召开时限', 'Opening of a meeting', 'A day after its time it is held, moved or cancelled.'),
  meeting_closing: term('会议议决时限', 'Closing of a meeting', 'Everything is decided, or it is adjourned.'),
  agenda_fixing: term(
    '议程确定时限',
    'Fixing of an agenda',
    'Days before a regular sitting, so that its members know.',
  ),
  meeting_minutes: term('会议纪要印发时限', 'Minutes', 'The chair has issued them.'),
  crew_arrival: term('到场时限', 'Arrival of a crew', 'Each unit has somebody of the crew on site.'),
  correction: term('改正期限', 'Time to correct', 'Until the day on which it is looked at again.'),
  reinspection: term(
    '复查时限',
    'Re-inspection',
    'The unit that gave the order looks again, on the day that was named.',
  ),
  crew_conclusion: term(
    '执法办结时限',
    'Conclusion of a dispatch',
    'When its time is over and no order is open: who dispatched says what it came to.',
  ),
  service_check: term(
    '材料审查时限',
    'Check of materials',
    'Within it the unit accepts or tells what is missing; after it the application counts as accepted.',
  ),
  service_supplement: term('补正期限', 'Supplementing', 'Within it the applicant brings what is missing.'),
  service_promised: term('承诺时限', 'Promised limit', 'The unit decides, from acceptance on.'),
  service_delivery: term('送达时限', 'Delivery', 'The decision or its result is with the applicant.'),
  service_rating: term('好差评期限', 'Judgement of a service', 'Within it the applicant says how it went.'),
  service_rectification: term(
    '差评整改期限',
    'Rectification of a service',
    'Who applied is called back about a bad judgement, and what was wrong is put right.',
  ),
} as const satisfies Record<ClockName, Term>;

export const WHISTLE_KIND_TERMS = {
  emergency: term(
    '应急哨',
    'Emergency whistle',
    'Blown by phone, written down within 30 minutes; on site in 30 minutes.',
  ),
  joint_enforcement: term('综合执法哨', 'Joint enforcement', 'What the subdistrict has no power for alone.'),
  key_work: term('重点工作哨', 'Key work', 'What the subdistrict’s own means are not enough for.'),
  residents_request: term(
    '群众诉求哨',
    'Residents’ request',
    'What residents ask for and the subdistrict cannot solve.',
  ),
} as const satisfies Record<WhistleKind, Term>;

export const WHISTLE_STATE_TERMS = {
  awaiting_approval: term('待批准', 'Awaiting approval', 'A leader has to answer for it.'),
  working: term('联合处置中', 'Working together', 'Departments were called: nobody leaves before it is done.'),
  awaiting_ruling: term('待区级裁定', 'Awaiting the district', 'Not released in time: the district says who stays.'),
  calling_off: term(
    '撤销中',
    'Calling off',
    'Taken back or not answered for: over once everybody called has heard it.',
  ),
  rating: term('互评中', 'Marking', 'It is over; both sides mark each other.'),
  ended: term('已终结', 'Ended', 'It is over, and so is the time for marks.'),
  refused: term('未批准', 'Refused', 'No leader answered for it.'),
  cancelled: term('已撤销', 'Cancelled', 'Taken back before anybody was at work.'),
} as const satisfies Record<WhistleState, Term>;

export const REPORT_STATE_TERMS = {
  awaiting_sign_for: term('待签收', 'Awaiting sign-for', 'The department was called and has not taken it over.'),
  signed_for: term('已签收', 'Signed for', 'It has taken it over and is on its way.'),
  objected: term('异议中', 'Objected', 'It says that it was called wrongly; the district rules.'),
  absent: term(
    '未到场',
    'Absent',
    'It has explained why nobody comes, for who called it to accept; it may still come.',
  ),
  on_site: term('已报到', 'Reported in', 'It is on site.'),
  result_given: term('已反馈', 'Result given', 'It has said what it did, and stays until it is let go.'),
  released: term('已放行', 'Released', 'It may go, and may say what it thinks of the whistle.'),
  ended: term('已终结', 'Ended', 'Nothing more is waited for.'),
} as const satisfies Record<ReportState, Term>;

/** The commands of a whistle and of a department's report. */
export const WHISTLE_COMMAND_TERMS = {
  openWhistle: term('吹哨', 'Blow a whistle', 'Departments are called to one place, on a request or on its own.'),
  approveWhistle: term('批准吹哨', 'Approve a whistle', 'A leader of the subdistrict answers for it.'),
  refuseWhistle: term(
    '不予批准吹哨',
    'Refuse a whistle',
    'With the reason: nobody is called, or who was called at once and has not come is called off.',
  ),
  nameDepartment: term(
    '增派部门',
    'Name a department',
    'One more is called, with the reason; once it is approved, by a leader.',
  ),
  releaseDepartment: term('放行部门', 'Release a department', 'Only who blew lets a department go.'),
  ruleOnWhistle: term(
    '裁定哨令异议',
    'Rule on a department’s objection',
    'By the district: upheld, the department need not come.',
  ),
  ruleOnStay: term('裁定留撤', 'Rule on who stays', 'By the district, when nobody was released in time.'),
  concludeWhistle: term('吹哨办结', 'Conclude a whistle', 'When everybody was let go: settled or not.'),
  rateDepartment: term(
    '评价部门',
    'Mark a department',
    'Once released, who came or stayed away without leave: arrival, result and attitude, one to five each.',
  ),
  cancelWhistle: term(
    '撤销吹哨',
    'Cancel a whistle',
    'Before anybody is at work; over when everybody called has heard it.',
  ),
  signForWhistle: term('签收哨令', 'Sign for a whistle', 'The department takes it over.'),
  contactSubdistrict: term('联系街道', 'Contact the subdistrict', 'The department speaks with who called it.'),
  reportIn: term('到场报到', 'Report in', 'On site within the radius or where it says, or absent with an explanation.'),
  ruleOnAbsence: term(
    '审定未到场说明',
    'Rule on an absence',
    'Who called the department lets it stay away, or does not: then it owes its arrival as before.',
  ),
  giveWhistleResult: term('反馈处置结果', 'Give the result', 'What the department did.'),
  objectToWhistle: term('提出哨令异议', 'Object to a whistle', 'The department says that it was called wrongly; once.'),
  rateWhistle: term('评价吹哨', 'Mark a whistle', 'The department says whether it was called for a reason.'),
} as const;

export const LIMIT_UNIT_TERMS = {
  min: term('分钟', 'minute', 'Of the clock on the wall.'),
  h: term('小时', 'hour', 'Of the clock on the wall.'),
  wh: term('工作小时', 'working hour', 'Within the office hours of working days.'),
  wd: term('工作日', 'working day', 'The day of the event does not count; it ends at 24:00 of the last one.'),
  d: term('自然日', 'calendar day', 'As above; a last day that is a holiday rolls over to the next working day.'),
} as const satisfies Record<LimitUnit, Term>;

export const RUNG_TERMS = {
  urge: term('催办', 'Urge', 'The unit is asked for speed.'),
  unit_head: term('单位负责人', 'Head of the unit', 'The head is told.'),
  supervision_office: term('督查室', 'Supervision office', 'It watches the request from now on.'),
  district_leader: term('区领导', 'District leader', 'Then the request is proposed for a joint meeting’s agenda.'),
} as const satisfies Record<LatenessRung, Term>;

export const REFERRAL_TERMS = {
  whistle: term('吹哨', 'Whistle', 'Departments come to the subdistrict that calls them.'),
  mediation: term('调解', 'Mediation', 'Mediators bring both sides of a dispute together.'),
  joint_meeting: term('联席会议', 'Joint meeting', 'Party and government bodies of a level decide together.'),
} as const satisfies Record<Referral, Term>;

export const KIND_TERMS = {
  inquiry: term('咨询', 'Inquiry', 'A question.'),
  help: term('求助', 'Request for help', 'Something is needed.'),
  complaint: term('投诉', 'Complaint', 'Something is wrong.'),
  suggestion: term('建议', 'Suggestion', 'Something could be better.'),
  tip_off: term('举报', 'Tip-off', 'Somebody breaks a rule. Not to be confused with 报到, reporting in.'),
  praise: term('表扬', 'Praise', 'No clocks, no rates.'),
  other: term('其他', 'Other', 'No clocks, no rates.'),
} as const satisfies Record<RequestKind, Term>;

export const URGENCY_TERMS = {
  critical: term('特急', 'Critical', 'Danger to life or to public safety: hours, not days.'),
  urgent: term('紧急', 'Urgent', 'Shorter limits.'),
  routine: term('一般', 'Routine', 'The ordinary limits.'),
} as const satisfies Record<Urgency, Term>;

export const CHANNEL_TERMS = {
  hotline: term('热线', 'Hotline', '12345.'),
  city_platform: term('市级平台', 'City platform', 'Passed on from above.'),
  web: term('网站', 'Website', 'Of the government.'),
  app: term('移动端', 'App', 'Or mini program.'),
  window: term('窗口', 'Window', 'In person, at a counter.'),
  grid: term('网格', 'Grid', 'A grid officer saw or heard it.'),
  letter: term('来信', 'Letter', 'On paper.'),
  media: term('媒体', 'Media', 'Somebody reported on it.'),
  other: term('其他', 'Other', 'Any other way.'),
} as const satisfies Record<Channel, Term>;

export const PROVENANCE_TERMS = {
  live: term('实时', 'Live', 'Received by this service.'),
  imported: term('导入', 'Imported', 'Taken over from another system.'),
  paper: term('纸质补录', 'Paper', 'Entered from a slip that was filled while the service was away.'),
} as const satisfies Record<Provenance, Term>;

export const REQUESTER_MODE_TERMS = {
  named: term('实名', 'Named', 'The unit may know who asks.'),
  confidential: term('保密', 'Confidential', 'Known to the centre, hidden from the unit.'),
  anonymous: term('匿名', 'Anonymous', 'Known to nobody: no call-back, and outside the base of the satisfaction rate.'),
} as const satisfies Record<RequesterMode, Term>;

export const SOLVED_TERMS = {
  solved: term('已解决', 'Solved', 'In the resident’s judgement.'),
  partly: term('部分解决', 'Partly solved', 'In the resident’s judgement.'),
  not: term('未解决', 'Not solved', 'In the resident’s judgement.'),
} as const satisfies Record<SolvedAnswer, Term>;

export const SATISFACTION_TERMS = {
  5: term('非常满意', 'Very satisfied', 'Counts as satisfied.'),
  4: term('满意', 'Satisfied', 'Counts as satisfied.'),
  3: term('基本满意', 'Fairly satisfied', 'Counts as satisfied.'),
  2: term('不满意', 'Dissatisfied', 'Leads to a rework.'),
  1: term('非常不满意', 'Very dissatisfied', 'Leads to a rework.'),
} as const satisfies Record<Satisfaction, Term>;

export const OUTCOME_TERMS = {
  solved: term('已解决', 'Solved', 'By the last judgement.'),
  partly_solved: term('部分解决', 'Partly solved', 'By the last judgement.'),
  not_solved: term('未解决', 'Not solved', 'By the last judgement; closed all the same, and counted as such.'),
  not_judged: term('未评价', 'Not judged', 'The resident said nothing: neither solved nor unsolved.'),
} as const satisfies Record<Outcome, Term>;

export const DECLINE_REASON_TERMS = {
  statutory_channel: term(
    '应通过法定渠道办理',
    'Belongs to a statutory channel',
    'Courts, arbitration, administrative review.',
  ),
  already_answered: term('已依法答复', 'Already answered', 'The same matter was answered, and nothing is new.'),
  state_secret_or_privacy: term(
    '涉及国家秘密、商业秘密或个人隐私',
    'State secret or privacy',
    'It cannot be handled through this service.',
  ),
  beyond_government_duties: term(
    '不属于政府职责',
    'Beyond the government’s duties',
    'A matter among private parties that no body is charged with.',
  ),
  unlawful_or_immoral: term('违反法律法规或公序良俗', 'Unlawful or immoral', 'Against the law or public order.'),
  not_this_district: term('不属于本区管辖', 'Not this district', 'The resident is told who is responsible.'),
  in_litigation: term('已进入诉讼、仲裁或复议', 'In litigation', 'A court, an arbitration body or a review has it.'),
  petition_procedure: term('信访事项正在办理', 'In the petition procedure', 'The petition office has it, and answers.'),
} as const satisfies Record<DeclineReason, Term>;

export const HAND_OVER_TERMS = {
  police: term('110 报警', 'Police 110', 'Crime, violence, danger to life.'),
  fire_rescue: term('119 消防救援', 'Fire and rescue 119', 'Fire, gas, people trapped.'),
  ambulance: term('120 急救', 'Ambulance 120', 'Injury and illness.'),
  traffic_police_hotline: term('122 交通事故报警', 'Traffic accidents 122', 'Accidents on roads.'),
  court_or_arbitration: term(
    '诉讼、仲裁',
    'Court or arbitration',
    'Before a court or an arbitration body, or to be taken there.',
  ),
  administrative_review: term('行政复议', 'Administrative review', 'An administrative act is disputed.'),
  discipline_inspection: term('纪检监察', 'Discipline inspection', 'Conduct of officials.'),
  petition_office: term('信访', 'Petition office', 'Already a petition, or to become one.'),
  information_disclosure: term('政府信息公开', 'Information disclosure', 'A document of the government is asked for.'),
  upstream_platform: term('退回上级平台', 'Back upstream', 'The platform that gave the order.'),
  another_hotline: term('其他热线', 'Another hotline', 'Of another place, or of another matter.'),
} as const satisfies Record<HandOverChannel, Term>;

export const TERMINATION_GROUND_TERMS = {
  requester_not_cooperating: term(
    '诉求人不配合',
    'Requester does not cooperate',
    'It cannot be done without them, and they will not.',
  ),
  matter_ceased: term(
    '诉求事项已消失',
    'Matter has ceased',
    'What was asked for is there, or nobody needs it any more.',
  ),
  taken_up_by_law: term('已进入法定程序', 'Taken up by law', 'A court, an arbitration body or a review has it now.'),
} as const satisfies Record<TerminationGround, Term>;

export const PARKING_GROUND_TERMS = {
  funding: term('资金未落实', 'Funding', 'The money for it is not there yet.'),
  planning: term('待规划立项', 'Planning', 'It is part of a project that is not decided yet.'),
  season: term('季节原因', 'Season', 'It cannot be built or planted now.'),
  policy_gap: term('政策缺失', 'Gap in policy', 'No rule says yet how it is to be settled.'),
  proceedings_at_law: term('待司法程序', 'Proceedings at law', 'It depends on what a court or a review decides.'),
  higher_authority: term('上级事权', 'Higher authority', 'A level above the district must act first.'),
} as const satisfies Record<ParkingGround, Term>;

export const EXECUTOR_TERMS = {
  section: term('科室', 'Section', 'Of the unit that leads.'),
  person: term('承办人', 'Person', 'Of the unit that leads, with a stand-in.'),
  community: term('社区(村)', 'Community or village', 'Of the subdistrict or town that leads and goes on leading.'),
} as const satisfies Record<Executor, Term>;

export const APPEAL_GROUND_TERMS = {
  beyond_duties: term('超出职责', 'Beyond its duties', 'It was not for the unit to do.'),
  against_law: term('诉求于法无据', 'Against the law', 'What was asked for would have been against the law.'),
  mistaken_judgement: term('评价有误', 'Mistaken judgement', 'The resident meant something else, and says so.'),
  requester_refused: term('诉求人拒不配合', 'Requester refused', 'The offer was made, and not let happen.'),
  force_majeure: term('不可抗力', 'Force majeure', 'Nobody could have done it in time.'),
} as const satisfies Record<AppealGround, Term>;

export const CALL_PARTICIPANT_TERMS = {
  requester: term('诉求人', 'Requester', 'Who asked.'),
  proxy: term('代办人', 'Proxy', 'Who speaks for them.'),
  hotline: term('热线', 'Hotline', 'The centre, which put the call through.'),
  co_unit: term('协办单位', 'Co-unit', 'Who has a part in it.'),
  community: term('社区、嘎查村', 'Community', 'Who carries it out on the spot.'),
  other: term('其他', 'Other', 'Anybody else.'),
} as const satisfies Record<CallParticipant, Term>;

export const CONTACT_PURPOSE_TERMS = {
  contact: term('联系诉求人', 'Contact', 'To speak with who asked.'),
  visit: term('上门', 'Visit', 'To go and see them.'),
  call_back: term('回访', 'Call back', 'To ask whether it was solved.'),
  check: term('核对', 'Check', 'To hold it against what somebody says.'),
} as const satisfies Record<ContactPurpose, Term>;

export const MARK_TERMS = {
  malicious: term('恶意诉求', 'Malicious', 'Made up, or meant to harm.'),
  unreasonable: term('无理诉求', 'Unreasonable', 'It asks for what nobody can or may give.'),
} as const satisfies Record<Mark, Term>;

export const ORIGIN_TERMS = {
  request: term('诉求', 'Request', 'Somebody asked.'),
  finding: term(
    '线索',
    'Finding',
    'Found by a patrol, a courier or a camera; outside the base of the satisfaction rate.',
  ),
} as const satisfies Record<Origin, Term>;

export const LANGUAGE_TERMS = {
  zh: term('汉语', 'Chinese', 'The language of the record.'),
  mn: term('蒙古语', 'Mongolian', 'Kept as it was said, with a summary in Chinese.'),
  en: term('英语', 'English', 'Kept as it was said, with a summary in Chinese.'),
  other: term('其他语言', 'Another language', 'Kept as it was said, with a summary in Chinese.'),
} as const satisfies Record<Language, Term>;

export const CALL_BACK_BY_TERMS = {
  us: term('本级回访', 'Us', 'The centre calls the resident back.'),
  upstream: term('上级回访', 'Upstream', 'Whoever gave the order calls back: nobody is called twice.'),
} as const satisfies Record<CallBackBy, Term>;

export const CONTACT_MEANS_TERMS = {
  phone: term('电话', 'Phone', 'A call.'),
  visit: term('上门', 'Visit', 'In person.'),
  online: term('线上', 'Online', 'By message.'),
  letter: term('书面', 'Letter', 'On paper.'),
  three_way_call: term('三方通话', 'Three-way call', 'Centre, unit and resident together.'),
} as const satisfies Record<ContactMeans, Term>;

export const ATTACHMENT_STAGE_TERMS = {
  before: term('处置前', 'Before', 'It shows how it was.'),
  after: term('处置后', 'After', 'It shows how it is now; a category may require such a photo of its result.'),
  other: term('其他', 'Other', 'Neither: a form, a contract, a map.'),
} as const satisfies Record<AttachmentStage, Term>;

export const DISPATCH_BASIS_TERMS = {
  catalogue: term('按派单目录', 'By the catalogue', 'Exactly one row of the dispatch catalogue fits.'),
  by_hand: term('人工派单', 'By hand', 'A dispatcher chose, and said why.'),
  on_arrival: term('随件指定', 'On arrival', 'The source names the unit.'),
  objection_upheld: term('异议成立改派', 'Objection upheld', 'Another unit after the first objected.'),
  designated: term('指定承办', 'Designated', 'By ruling: the unit cannot return it.'),
} as const satisfies Record<DispatchBasis, Term>;

export const ORGANISATION_KIND_TERMS = {
  community_party_committee: term('社区党委', 'Community Party committee', 'It leads a community or a village.'),
  grid_party_branch: term('网格党支部', 'Grid Party branch', 'It leads a grid or an estate.'),
  building_party_group: term(
    '楼栋党小组',
    'Building Party group',
    'It leads a building; groups are counted apart from the organisations.',
  ),
  party_hub_household: term(
    '党员中心户',
    'Party hub household',
    'A household in a building that neighbours turn to; counted apart, and named by a code only.',
  ),
  agency_party_branch: term('机关党组织', 'Agency Party branch', 'The branch of an agency, linked to grids.'),
  enterprise_party_branch: term('企业党组织', 'Enterprise Party branch', 'The branch of an enterprise.'),
  resident_unit_branch: term('驻区单位党组织', 'Resident unit’s branch', 'The branch of a unit that sits in a grid.'),
  commercial_district_branch: term(
    '商圈党组织',
    'Commercial district branch',
    'The branch of a commercial district or a park.',
  ),
  new_employment_branch: term(
    '新就业群体党组织',
    'New employment branch',
    'A branch of couriers, drivers and the like, such as that of a fleet.',
  ),
} as const satisfies Record<OrganisationKind, Term>;

export const PLACEMENT_WAY_TERMS = {
  enter: term('进', 'Enter', 'It is set up in the place: what stands in the chain leads where it entered.'),
  stationed: term('驻', 'Stationed', 'Its unit sits in the grid.'),
  join: term('入', 'Join', 'It joins in the work of a grid, such as an enterprise.'),
  linked: term('联', 'Linked', 'It comes from elsewhere and is linked to the grid, such as an agency.'),
} as const satisfies Record<PlacementWay, Term>;

export const NETWORK_CHANGE_TERMS = {
  register_organisation: term('登记组织', 'Register an organisation', 'It exists, and is placed nowhere yet.'),
  change_organisation: term(
    '变更组织',
    'Change an organisation',
    'Its name or its end, from a day on; earlier days stay.',
  ),
  correct_organisation: term(
    '更正组织',
    'Correct an organisation',
    'It was recorded wrongly: its name and days are written anew for all of its time.',
  ),
  place_organisation: term('落格', 'Place', 'It is placed in a grid or another place for some days.'),
  change_placement: term('修改落格', 'Change a placement', 'Its way or its days are written anew.'),
  void_placement: term('作废落格', 'Void a placement', 'It was recorded in error and never held.'),
  split_grid: term('拆分网格', 'Split a grid', 'All that is in it goes to its parts, from a day on.'),
  merge_grids: term('合并网格', 'Merge grids', 'All that is in them is in one, from a day on.'),
  move_place: term('调整归属', 'Move a place', 'It lies in another place from a day on.'),
  import_network: term('批量导入', 'Import', 'Organisations with their placements, out of one file.'),
} as const satisfies Record<NetworkChangeKind, Term>;

export const UNIT_KIND_TERMS = {
  bureau: term('部门', 'Bureau', 'A department of the district’s government.'),
  subdistrict: term(
    '街道(镇)',
    'Subdistrict or town',
    'The lowest level of government; leads on what happens on its ground.',
  ),
  community: term('社区(村)', 'Community or village', 'Executes, and never leads.'),
  utility: term('公用企业', 'Utility', 'Water, power, heat, gas, transport.'),
  hotline_centre: term('热线中心', 'Hotline centre', 'Receives, dispatches, reviews and calls back; leads on nothing.'),
  supervision_office: term('督查室', 'Supervision office', 'Watches; leads on nothing.'),
  vertical: term('垂直管理单位', 'Vertical body', 'Answers to the level above, not to the district.'),
} as const satisfies Record<UnitKind, Term>;

export const UNIT_DUTY_TERMS = {
  coordinator: term('联络员', 'Coordinator', 'Told of what is dispatched to the unit, and of what becomes of it.'),
  duty_officer: term(
    '值班员',
    'Duty officer',
    'Told of what is or will be late; the first that a critical request rings.',
  ),
  head: term('负责人', 'Head', 'Told of supervision; the second that a critical request rings.'),
  deputy: term('副职', 'Deputy', 'Stands in for another.'),
} as const satisfies Record<UnitDuty, Term>;

export const ENFORCEMENT_MEASURE_TERMS = {
  inspect: term('检查', 'Inspect', 'To enter, look and take down what is found.'),
  order_to_correct: term('责令改正', 'Order to correct', 'To have it put right, at once or by a day.'),
  warn: term('警告', 'Warn', 'A penalty in words.'),
  fine: term('罚款', 'Fine', 'A penalty in money.'),
  seal_or_seize: term('查封、扣押', 'Seal or seize', 'To keep a place or a thing as it is until it is decided.'),
  order_to_stop: term('责令停止', 'Order to stop', 'Building, trading or using stops.'),
  emergency_rescue: term('应急救援', 'Emergency rescue', 'To get people out of danger first.'),
  take_away: term('带离现场', 'Take away', 'To lead somebody away from the spot.'),
} as const satisfies Record<EnforcementMeasure, Term>;

export const STATIONING_MODE_TERMS = {
  standing: term('常驻', 'Standing', 'Stationed in the subdistrict on every working day.'),
  rotating: term('轮驻', 'Rotating', 'Stationed on some days of the week, by turns.'),
  accompanying: term('随驻', 'Accompanying', 'Comes when the subdistrict calls.'),
} as const satisfies Record<StationingMode, Term>;

export const PRESENCE_TERMS = {
  on_duty: term('在岗', 'On duty', 'At the subdistrict now, by the roster.'),
  on_call: term('随叫随到', 'On call', 'Not there by the roster, but comes when called.'),
  off_duty: term('不在岗', 'Off duty', 'Neither there now nor to be called.'),
} as const satisfies Record<Presence, Term>;

export const SERVICE_KIND_TERMS = {
  approval: term('行政审批', 'Approval', 'It needs a decision that the law provides for.'),
  public_service: term('公共服务', 'Public service', 'Whoever fulfils the conditions is given it.'),
} as const satisfies Record<ServiceKind, Term>;

export const LEVEL_TERMS = {
  community: term('社区(村)级', 'Community level', 'Communities and villages.'),
  subdistrict: term('街道(镇)级', 'Subdistrict level', 'Subdistricts and towns.'),
  district: term('区级', 'District level', 'The district itself.'),
} as const satisfies Record<Level, Term>;

export const COMMITTEE_KIND_TERMS = {
  community_joint_committee: term(
    '大党委',
    'Community joint committee',
    'Nine to eleven who stand for the organisations on a community’s or a village’s ground.',
  ),
  subdistrict_joint_committee: term(
    '大工委',
    'Subdistrict joint committee',
    'Those who stand for the organisations on a subdistrict’s ground.',
  ),
  district_joint_committee: term('区级联席会议', 'District joint committee', 'The bureaus, and who can command them.'),
} as const satisfies Record<CommitteeKind, Term>;

export const MEETING_CADENCE_TERMS = {
  monthly: term('每月', 'Monthly', 'On one day of every month.'),
  quarterly: term('每季度', 'Quarterly', 'On one day of January, April, July and October.'),
} as const satisfies Record<MeetingCadence, Term>;

export const SEAT_KIND_TERMS = {
  full_time: term('专职委员', 'Full-time member', 'Of the place’s own organisation.'),
  part_time: term('兼职委员', 'Part-time member', 'Of another organisation on its ground.'),
} as const satisfies Record<SeatKind, Term>;

export const MEDIATION_KIND_TERMS = {
  peoples: term('人民调解', 'People’s mediation', 'By a people’s mediation committee.'),
  administrative: term('行政调解', 'Administrative mediation', 'By the bureau that is charged with the matter.'),
  judicial: term('司法调解', 'Judicial mediation', 'With or through the court.'),
  trade: term('行业性专业性调解', 'Trade mediation', 'By those of the trade: property, medicine, traffic, labour.'),
} as const satisfies Record<MediationKind, Term>;

export const ROLE_TERMS = {
  hotline_system: term('热线系统', 'Hotline system', 'Another system that starts requests.'),
  hotline_clerk: term('受理员', 'Hotline clerk', 'Takes calls.'),
  dispatcher: term('派单员', 'Dispatcher', 'Finds the unit.'),
  shift_leader: term('值班长', 'Shift leader', 'Rules for the centre.'),
  unit_coordinator: term('单位联络员', 'Unit coordinator', 'Works for the lead unit.'),
  unit_head: term('单位负责人', 'Head of the unit', 'Stands for the result.'),
  duty_officer: term('值班员', 'Duty officer', 'On call outside office hours.'),
  subdistrict_clerk: term('街道(镇)经办', 'Subdistrict clerk', 'Works for a subdistrict.'),
  community_clerk: term('社区(村)经办', 'Community clerk', 'Works for a community.'),
  grid_officer: term('网格员', 'Grid officer', 'Walks a grid.'),
  subdistrict_leader: term('街道(镇)领导', 'Subdistrict leader', 'Answers for a subdistrict, and blows its whistle.'),
  enforcement_dispatcher: term(
    '执法调度员',
    'Enforcement dispatcher',
    'Commands the units stationed in a subdistrict.',
  ),
  enforcement_officer: term('执法人员', 'Enforcement officer', 'Uses a bureau’s powers on the spot.'),
  mediator: term('调解员', 'Mediator', 'Chosen by the sides of a dispute, or assigned to it.'),
  meeting_secretary: term('会议秘书', 'Meeting secretary', 'Prepares a joint meeting and keeps its minutes.'),
  committee_member: term('联席会议成员单位代表', 'Committee member', 'Speaks and votes for an organisation.'),
  reviewer: term('审核员', 'Reviewer', 'Examines results.'),
  call_back_clerk: term('回访员', 'Call-back clerk', 'Asks residents how it went.'),
  supervisor: term('督查员', 'Supervisor', 'Of the supervision office.'),
  district_leader: term('区领导', 'District leader', 'Sees everything, and refers to the meeting.'),
  auditor: term('审计员', 'Auditor', 'Holds the record against the histories.'),
  directory_keeper: term('目录管理员', 'Directory keeper', 'Keeps places, units and catalogues.'),
  system_admin: term('系统管理员', 'System administrator', 'Keeps accounts and keys.'),
  resident: term('诉求人', 'Resident', 'Who asked; acts by a one-time link.'),
  system: term('系统', 'System', 'The service itself: clocks and linked workflows.'),
} as const satisfies Record<Role, Term>;

/** Every list, under the heading that docs/glossary.md gives it. */
export const GLOSSARY: readonly { heading: string; terms: Readonly<Record<string, Term>> }[] = [
  { heading: '环节 · Stages', terms: STAGE_TERMS },
  { heading: '状态 · States', terms: STATE_TERMS },
  { heading: '操作 · Commands', terms: COMMAND_TERMS },
  { heading: '经过 · Events', terms: EVENT_TERMS },
  { heading: '计时 · Clocks', terms: CLOCK_TERMS },
  { heading: '吹哨 · Kinds of whistles', terms: WHISTLE_KIND_TERMS },
  { heading: '吹哨状态 · Where a whistle stands', terms: WHISTLE_STATE_TERMS },
  { heading: '报到状态 · Where a department’s report stands', terms: REPORT_STATE_TERMS },
  { heading: '吹哨与报到 · Commands of a whistle', terms: WHISTLE_COMMAND_TERMS },
  ...MEDIATION_GLOSSARY,
  { heading: '议题来源 · Whence an agenda item comes', terms: AGENDA_SOURCE_TERMS },
  { heading: '议题状态 · Where an agenda item stands', terms: AGENDA_ITEM_STATE_TERMS },
  { heading: '议题操作 · Commands of an agenda item', terms: AGENDA_ITEM_COMMAND_TERMS },
  { heading: '会议类型 · Sorts of sittings', terms: MEETING_SORT_TERMS },
  { heading: '休会未决 · What an adjourned sitting leaves', terms: LEFT_ITEM_TERMS },
  { heading: '不再执行 · Why a decision is void', terms: VOID_REASON_TERMS },
  { heading: '会议状态 · Where a sitting stands', terms: JOINT_MEETING_STATE_TERMS },
  { heading: '会议操作 · Commands of a sitting', terms: JOINT_MEETING_COMMAND_TERMS },
  { heading: '需求与资源 · Needs and resources', terms: COMMITTEE_LIST_TERMS },
  { heading: '项目状态 · Where a project stands', terms: PROJECT_STATE_TERMS },
  { heading: '三张清单操作 · What is done with the three lists', terms: COMMITTEE_LIST_COMMAND_TERMS },
  { heading: '表决意见 · Votes', terms: VOTE_TERMS },
  { heading: '议定结果 · Outcomes of an item', terms: DECISION_OUTCOME_TERMS },
  { heading: '执法派遣状态 · Where an enforcement dispatch stands', terms: ENFORCEMENT_STATE_TERMS },
  { heading: '执法人员到位 · How far an officer of a crew is', terms: CREW_STEP_TERMS },
  { heading: '限期改正 · Where an order to correct stands', terms: ORDER_STATE_TERMS },
  { heading: '处置结果 · Results of enforcement', terms: ENFORCEMENT_RESULT_TERMS },
  { heading: '综合执法 · Commands of an enforcement dispatch', terms: ENFORCEMENT_COMMAND_TERMS },
  { heading: '办事状态 · Where a service request stands', terms: SERVICE_STATE_TERMS },
  { heading: '材料问题 · What is wrong with a material', terms: MATERIAL_FAULT_TERMS },
  { heading: '办事决定 · Decisions on a service request', terms: SERVICE_DECISION_TERMS },
  { heading: '送达方式 · How a result is delivered', terms: DELIVERY_MEANS_TERMS },
  { heading: '办事 · Commands of a service request', terms: SERVICE_COMMAND_TERMS },
  { heading: '期限单位 · Units of limits', terms: LIMIT_UNIT_TERMS },
  { heading: '逾期阶梯 · The ladder of lateness', terms: RUNG_TERMS },
  { heading: '转交 · Referrals', terms: REFERRAL_TERMS },
  { heading: '诉求类型 · Kinds', terms: KIND_TERMS },
  { heading: '紧急程度 · Urgencies', terms: URGENCY_TERMS },
  { heading: '来源渠道 · Channels', terms: CHANNEL_TERMS },
  { heading: '记录来源 · Provenances', terms: PROVENANCE_TERMS },
  { heading: '诉求人身份 · Requester modes', terms: REQUESTER_MODE_TERMS },
  { heading: '是否解决 · Solved', terms: SOLVED_TERMS },
  { heading: '满意程度 · Satisfaction', terms: SATISFACTION_TERMS },
  { heading: '结果 · Outcomes', terms: OUTCOME_TERMS },
  { heading: '不予受理理由 · Reasons to decline', terms: DECLINE_REASON_TERMS },
  { heading: '移交去向 · Where it is handed over', terms: HAND_OVER_TERMS },
  { heading: '终止事由 · Grounds of termination', terms: TERMINATION_GROUND_TERMS },
  { heading: '挂账事由 · Grounds of a parking', terms: PARKING_GROUND_TERMS },
  { heading: '二次派单去向 · Who executes', terms: EXECUTOR_TERMS },
  { heading: '申诉理由 · Grounds of an appeal', terms: APPEAL_GROUND_TERMS },
  { heading: '三方通话参与方 · Who was in a call', terms: CALL_PARTICIPANT_TERMS },
  { heading: '诉求认定 · Marks', terms: MARK_TERMS },
  { heading: '查看联系方式的目的 · What a contact is shown for', terms: CONTACT_PURPOSE_TERMS },
  { heading: '来源 · Origins', terms: ORIGIN_TERMS },
  { heading: '诉求语言 · Languages', terms: LANGUAGE_TERMS },
  { heading: '回访方 · Who calls back', terms: CALL_BACK_BY_TERMS },
  { heading: '联系方式 · Means of contact', terms: CONTACT_MEANS_TERMS },
  { heading: '附件阶段 · Stages of an attachment', terms: ATTACHMENT_STAGE_TERMS },
  { heading: '派单依据 · Bases of a dispatch', terms: DISPATCH_BASIS_TERMS },
  { heading: '党组织类别 · Kinds of organisations', terms: ORGANISATION_KIND_TERMS },
  { heading: '落格方式 · Ways of placement', terms: PLACEMENT_WAY_TERMS },
  { heading: '组织网络变动 · Changes of the network', terms: NETWORK_CHANGE_TERMS },
  { heading: '单位类型 · Kinds of units', terms: UNIT_KIND_TERMS },
  { heading: '单位职责 · Duties of a unit', terms: UNIT_DUTY_TERMS },
  { heading: '执法措施 · Measures of enforcement', terms: ENFORCEMENT_MEASURE_TERMS },
  { heading: '进驻方式 · Modes of stationing', terms: STATIONING_MODE_TERMS },
  { heading: '在岗情况 · Presence', terms: PRESENCE_TERMS },
  { heading: '服务事项类型 · Kinds of service matters', terms: SERVICE_KIND_TERMS },
  { heading: '层级 · Levels', terms: LEVEL_TERMS },
  { heading: '联席会议 · Joint committees', terms: COMMITTEE_KIND_TERMS },
  { heading: '例会周期 · Cadences', terms: MEETING_CADENCE_TERMS },
  { heading: '委员 · Seats of a committee', terms: SEAT_KIND_TERMS },
  { heading: '调解类型 · Kinds of mediation', terms: MEDIATION_KIND_TERMS },
  { heading: '角色 · Roles', terms: ROLE_TERMS },
];
