import { AGENDA_ITEM_STATE_TERMS } from './agenda-item/glossary.js';
import { JOINT_MEETING_STATE_TERMS } from './joint-meeting/glossary.js';
import {
  CLOCK_TERMS,
  ENFORCEMENT_MEASURE_TERMS,
  HAND_OVER_TERMS,
  KIND_TERMS,
  MEDIATION_KIND_TERMS,
  REFERRAL_TERMS,
  REPORT_STATE_TERMS,
  RUNG_TERMS,
  STATE_TERMS,
  WHISTLE_STATE_TERMS,
  type Term,
} from './glossary.js';
import { ENFORCEMENT_STATE_TERMS } from './enforcement/glossary.js';
import { localTime } from './local-time.js';
import { PROTECTION } from './mediation/guides.js';
import { MEDIATION_STATE_TERMS, PERFORMANCE_STATE_TERMS } from './mediation/glossary.js';
import { SERVICE_STATE_TERMS } from './service/glossary.js';

/**
 * Every refusal the procedure can give. The code is what happened and never changes; the texts say what rule was met, so
 * that a tired clerk knows what to do next. `{name}` is filled from the refusal's parameters.
 */
const OF_REQUESTS = {
  wrong_state: {
    zh: '当前状态为“{state}”,不能执行此操作',
    en: 'The request is in state “{state}”; this cannot be done now',
  },
  version_conflict: {
    zh: '您看到的是第 {expected} 版,现在已是第 {version} 版,请刷新后再操作',
    en: 'You read version {expected}; it is now at version {version}. Read again, then decide',
  },
  request_ended: {
    zh: '该诉求已终结且超过重开期限,请作为新诉求提出并注明原编号',
    en: 'The request has ended and can no longer be reopened: submit a new one naming this number',
  },
  not_lead_unit: { zh: '只有主办单位({lead})可以执行此操作', en: 'Only the lead unit ({lead}) can do this' },
  own_work: {
    zh: '承办单位({lead})不得裁定、审核、核实、回访自己承办的诉求',
    en: 'A unit ({lead}) does not rule on, review, verify or call back its own work',
  },
  nobody_to_contact: {
    zh: '诉求人匿名、要求保密或未留联系方式,无从联系或须经热线联系',
    en: 'The requester is anonymous, confidential or left no contact: nobody can be reached, or only by the hotline',
  },
  hand_over_open: {
    zh: '已请“{to}”接手,确认前不能执行此操作',
    en: 'It was handed to “{to}”: until that is confirmed this cannot be done',
  },
  no_hand_over_open: { zh: '没有待确认的移交', en: 'No hand-over waits for its confirmation' },
  taken_out_of_time: {
    zh: '接手时间须在诉求发生之后、现在之前',
    en: 'It was taken over neither before it happened nor later than now',
  },
  reference_required: {
    zh: '请填写对方的受理编号(紧急热线可不填)',
    en: 'The number given there is required (emergency numbers give none)',
  },
  termination_pending: { zh: '已有终止申请待裁定', en: 'A termination is already waiting for its ruling' },
  no_termination_pending: { zh: '没有待裁定的终止申请', en: 'No termination waits for a ruling' },
  own_proposal: { zh: '提出终止的人不得自行裁定', en: 'Who proposed it does not rule on it' },
  parking_not_for_critical: { zh: '特急诉求不得挂账', en: 'A critical request is not parked' },
  parking_pending: { zh: '已有挂账申请待审或正在挂账', en: 'A parking waits for its ruling, or stands' },
  no_parking_pending: { zh: '没有待审的挂账申请', en: 'No parking waits for a ruling' },
  parked_before: { zh: '每件诉求只能挂账一次', en: 'A request is parked once only' },
  parking_end_out_of_range: {
    zh: '挂账截止日须在明日至 {latest} 之间',
    en: 'The parking ends on a day from tomorrow to {latest}',
  },
  already_co_unit: { zh: '“{unit}”已是协办单位', en: '“{unit}” is a co-unit already' },
  cannot_be_co_unit: {
    zh: '“{unit}”不能作为协办单位;社区(村)由街道(镇)二次派单',
    en: '“{unit}” cannot be a co-unit; a community is assigned by its subdistrict',
  },
  not_co_unit: { zh: '只有协办单位或执行单位可以执行此操作', en: 'Only a co-unit or who executes can do this' },
  already_signed_for: { zh: '本单位已签收', en: 'Your unit has signed for it already' },
  already_replied: { zh: '本单位已答复', en: 'Your unit has replied already' },
  co_units_open: {
    zh: '协办单位({units})尚未答复;不再等待须说明理由',
    en: 'Co-units ({units}) have not replied: say why you go on without them',
  },
  not_own_community: {
    zh: '只能指派本街道(镇)所辖社区(村)执行',
    en: 'Only a community of the lead’s own subdistrict executes for it',
  },
  limit_required: { zh: '请填写内部办理期限', en: 'An inner limit is required' },
  executor_time_too_long: {
    zh: '社区(村)执行时限不得超过剩余时间的规定比例(至 {due})',
    en: 'A community gets at most its share of the time left (until {due})',
  },
  due_is_capped: {
    zh: '上级要求的期限为 {due},不得延长',
    en: 'The due of {due} was set from above and is not extended',
  },
  due_only_shortens: {
    zh: '批示期限须在现在之后、原期限({due})之前',
    en: 'A due that is instructed lies after now and before the present one ({due})',
  },
  level_only_rises: { zh: '已提级至“{level}”,只能再升', en: 'It is at “{level}” already, and only rises' },
  no_late_entry: {
    zh: '计时 {clock}#{n} 没有逾期后补录的办理',
    en: 'Clock {clock}#{n} was not met after its due',
  },
  late_entry_proven_before: { zh: '计时 {clock}#{n} 已认定补录', en: 'Clock {clock}#{n} was proven before' },
  late_entry_out_of_time: {
    zh: '实际办理时间须在期限之内,且不早于登记前 {minutes} 分钟',
    en: 'It was done before the due and at most {minutes} minutes before it was entered',
  },
  split_after_dispatch: {
    zh: '派单后只能拆出属于法定渠道的事项',
    en: 'After a dispatch only what belongs to a statutory channel is taken out',
  },
  merge_into_itself: { zh: '不能并入自身', en: 'A request is not merged into itself' },
  has_followers: { zh: '已有并入的诉求,请先取消并单', en: 'Others are merged into it: undo that first' },
  cannot_be_merge_lead: {
    zh: '{number} 当前为“{state}”,不能作为并单主件;主件须已派单且尚未回访',
    en: '{number} is in state “{state}” and cannot lead: a leader is dispatched and not called back yet',
  },
  already_follower: { zh: '已并入', en: 'It is merged into this one already' },
  not_a_follower: { zh: '未并入该诉求', en: 'It is not merged into that request' },
  not_a_finding: { zh: '只有线索需要核实', en: 'Only a finding is verified' },
  finding_is_verified: {
    zh: '线索由他人现场核实,不回访',
    en: 'A finding is verified by another person, not called back',
  },
  own_finding: { zh: '发现线索的人不得自行核实', en: 'Who found it does not verify it' },
  no_upstream_order: { zh: '该诉求不是上级转办', en: 'This is no order from above' },
  returned_before: { zh: '已报送上级', en: 'It has gone back upstream already' },
  wrong_return: {
    zh: '当前状态为“{state}”:派单前只能以“非本区事项”退回,办结后只能报送结果',
    en: 'It is in state “{state}”: before a dispatch it goes back as not ours, after the review as done',
  },
  upstream_calls_back: {
    zh: '该转办由上级回访,请报送上级,不再联系诉求人',
    en: 'The caller is called back from above: return it upstream, and call nobody twice',
  },
  no_judgement: { zh: '没有可申诉的评价', en: 'There is no judgement to appeal' },
  appeal_pending: { zh: '已有申诉待裁定', en: 'An appeal waits for its ruling' },
  appealed_before: { zh: '本次评价已申诉过', en: 'This judgement was appealed before' },
  appeal_too_late: { zh: '申诉期限已于 {due} 届满', en: 'The time for appealing ended at {due}' },
  no_appeal_pending: { zh: '没有待裁定的申诉', en: 'No appeal waits for a ruling' },
  unsolved_before: {
    zh: '前次诉求未解决:请重开前次诉求或继续办理,不得重申答复',
    en: 'It was not solved the last time: reopen that one, or have this one handled',
  },
  about_another: {
    zh: '举报、投诉工作人员的诉求,只能并入对象相同的诉求',
    en: 'What reports somebody can only be merged into what reports the same',
  },
  declined_too_late: {
    zh: '已签收的诉求只有涉密的可不予受理,其他请申请终止',
    en: 'Once it is signed for, only a secret is still declined; terminate what else should end',
  },
  crisis_stays_critical: {
    zh: '涉及生命安全的诉求始终为特急,且不归为表扬、其他',
    en: 'Where somebody is in danger it stays critical, and of a kind that has clocks',
  },
  own_late_entry: {
    zh: '补录认定须由他人作出',
    en: 'Who did it late does not prove that it was in time',
  },
  clock_stands_still: {
    zh: '计时已暂停,恢复后才能提出期限',
    en: 'The clock stands still: a due can be set when it runs again',
  },
  not_a_group: {
    zh: '只有群体性诉求或主件可以推选代表',
    en: 'Only a group, or a request that others were merged into, has representatives',
  },
  mark_proposed_before: { zh: '每件诉求只能提请认定一次', en: 'A mark is proposed once only' },
  no_mark_proposed: { zh: '没有待认定的恶意或无理标记', en: 'No mark waits for a ruling' },
  reviewed_before: { zh: '您已对该申诉发表意见,须由另一人复核', en: 'You have ruled on it: another must, too' },
  classification_moved: {
    zh: '归类已被他人更改,请刷新后再操作',
    en: 'Somebody classified it otherwise meanwhile: read again, then decide',
  },
  nothing_changes: { zh: '归类没有变化', en: 'Nothing would change' },
  not_of_unit: { zh: '“{unit}”不承办此件', en: '“{unit}” has no part in this case' },
  secret_by_shift_leader: {
    zh: '已有办理结果或已并单的,只有值班长可以按涉密不予受理',
    en: 'What has a result, or was merged, only the shift leader declines as a secret',
  },
  shift_leader_after_dispatch: {
    zh: '派单后只有值班长可以重新归类',
    en: 'After a dispatch only the shift leader classifies it otherwise',
  },
  clockless_after_dispatch: {
    zh: '派单后不得改为不计时的类型',
    en: 'After a dispatch it does not become a kind without clocks',
  },
  nobody_to_look_in_on: { zh: '没有待回头看的人员', en: 'Nobody waits to be looked in on' },
  reported_unit: {
    zh: '“{unit}”是被举报单位,不得承办或协办',
    en: 'Unit “{unit}” is the one reported: it never gets the request',
  },
  unit_not_in_force: {
    zh: '单位“{unit}”已撤销或尚未生效',
    en: 'Unit “{unit}” has been abolished or is not yet in force',
  },
  community_cannot_lead: {
    zh: '社区(村)不能作为主办单位,请派给街道或部门',
    en: 'A community or village never leads: dispatch to its subdistrict or to a department',
  },
  cannot_lead: { zh: '“{unit}”不是承办单位,不能主办', en: 'Unit “{unit}” handles no requests and cannot lead' },
  already_lead_unit: { zh: '“{unit}”已是主办单位', en: '“{unit}” already leads' },
  reason_required: { zh: '请说明理由', en: 'A reason is required' },
  information_already_asked: {
    zh: '每件诉求只能要求补充信息一次',
    en: 'Information can be asked for once per request only',
  },
  information_not_for_critical: {
    zh: '特急诉求不得等待补充信息',
    en: 'A critical request does not wait for information',
  },
  kind_has_no_clocks: {
    zh: '该类型({kind})不设期限,不能要求补充信息',
    en: 'This kind ({kind}) has no deadlines, so nothing can be asked of the resident',
  },
  answer_only_inquiry: {
    zh: '只有咨询和已办结的重复诉求可以直接答复',
    en: 'Only an inquiry can be answered at once, and what repeats a request that has ended',
  },
  objection_too_late: {
    zh: '派单异议期限已于 {due} 届满',
    en: 'The time for objecting ended at {due}',
  },
  designation_stands: {
    zh: '该单位系裁定指定承办,不得改派',
    en: 'The unit was designated by a ruling: it is not dispatched again',
  },
  designated_cannot_object: {
    zh: '指定承办的单位不得再次退回',
    en: 'A designated unit cannot return the request',
  },
  extension_pending: { zh: '已有延期申请待审', en: 'An extension is already waiting for its ruling' },
  no_extension_pending: { zh: '没有待审的延期申请', en: 'No extension waits for a ruling' },
  extension_not_for_critical: { zh: '特急诉求不得延期', en: 'A critical request cannot be extended' },
  extension_after_expiry: {
    zh: '延期须在最后一日 {before} 前申请,并在逾期前批准',
    en: 'An extension must be asked for before {before} of the last day and granted before the due has passed',
  },
  extension_too_long: {
    zh: '每次延期不得超过原期限({limit})',
    en: 'One extension is at most the original limit ({limit})',
  },
  extensions_used_up: { zh: '最多延期 {most} 次', en: 'At most {most} extensions are possible' },
  no_result_clock: { zh: '该诉求没有办理期限', en: 'This request has no result limit' },
  photo_required: {
    zh: '该类事项办理结果须附照片',
    en: 'This category requires a photo with the result',
  },
  result_already_submitted: { zh: '办理结果已提交,待负责人审批', en: 'A result already waits for the head’s approval' },
  no_result_submitted: { zh: '尚未提交办理结果', en: 'No result has been submitted' },
  referral_open: { zh: '已在{referral}程序中', en: 'The request is already with the {referral}' },
  no_referral_open: { zh: '没有进行中的{referral}程序', en: 'No {referral} is open' },
  judgement_needed: {
    zh: '已联系上诉求人时须记录其是否联系、是否解决和满意程度',
    en: 'When the requester was reached, their answers (contacted, solved, satisfied) belong to the record',
  },
  nobody_reached: {
    zh: '未接通时没有评价可记录,也不能应其要求发送链接',
    en: 'Who was not reached has neither judged nor asked for a link',
  },
  no_link_open: { zh: '评价链接已失效', en: 'The judgement link is no longer valid' },
  not_unsatisfied: {
    zh: '只有未解决或不满意、且已系统重办过的诉求才可由值班长处理',
    en: 'The shift leader decides only on requests judged unsolved or unsatisfactory after the system’s own rework',
  },
  referral_carried_before: {
    zh: '本次转交已随其日期延期一次',
    en: 'The time was carried to its date once already',
  },
  decision_due_past: { zh: '议定期限 {due} 已过', en: 'The date that was decided, {due}, has passed' },
  only_requester_withdraws: {
    zh: '只有诉求人本人可以撤回;代办须填写通话编号',
    en: 'Only the requester withdraws; a clerk acting for them names the call',
  },
} as const;

/** What the procedures say that a request may lead to. */
const OF_PROCEEDINGS = {
  unit_cannot_come: { zh: '“{unit}”不宜参与本事项', en: 'Unit “{unit}” cannot take part in this case' },
  case_ended: { zh: '该事项已终结,不再接受操作', en: 'It has ended: nothing more is taken' },
  not_at_this_stage: {
    zh: '当前处于“{state}”,不能执行此操作',
    en: 'It stands at “{state}”; this cannot be done now',
  },
  not_the_commander: {
    zh: '只有吹哨单位({unit})可以执行此操作',
    en: 'Only who blew the whistle ({unit}) can do this',
  },
  own_whistle: { zh: '吹哨人不得自行批准', en: 'Who blew the whistle does not approve it' },
  not_a_department: {
    zh: '不能向“{unit}”吹哨:须为本单位以外的部门、街道(镇)、公用企业或垂直管理单位',
    en: 'Nobody whistles for “{unit}”: name a department, subdistrict, utility or vertical body other than who blows',
  },
  only_own_subdistrict: {
    zh: '社区(村)只能向所属街道(镇)吹哨:“{unit}”',
    en: 'A community whistles for its own subdistrict only: “{unit}”',
  },
  leader_names: {
    zh: '吹哨已经批准,增派部门须由领导提出',
    en: 'It has been approved: from now on a leader names departments',
  },
  not_answered_for: {
    zh: '应急哨尚未经领导补批,不能办结',
    en: 'No leader has answered for this emergency yet: it cannot be concluded',
  },
  department_on_site: {
    zh: '“{unit}”已经到场,不能撤销:请放行并办结,双方互评',
    en: '“{unit}” has come: it cannot be taken back. Release it and conclude, so that both sides mark each other',
  },
  crew_has_worked: {
    zh: '执法派遣“{dispatch}”已有处置结果,不能撤销:请放行并办结',
    en: 'Crew “{dispatch}” has come to a result on it: it cannot be taken back. Release the departments and conclude',
  },
  crew_at_work: {
    zh: '执法派遣 {dispatch} 尚未办结,请待其反馈结果',
    en: 'The crew of {dispatch} is still at work on it: wait for what it comes to',
  },
  not_marked: {
    zh: '“{unit}”未到场且未逾期,或经同意未到场,或异议成立,不作评价',
    en: '“{unit}” did not come and was not late, or stayed away by leave, or need not have been called: it is not marked',
  },
  no_absence_open: {
    zh: '“{unit}”没有待审定的未到场说明',
    en: 'No absence of “{unit}” waits to be accepted',
  },
  department_named_before: { zh: '“{unit}”已在被召集之列', en: '“{unit}” was named before' },
  not_whistled_for: { zh: '本次吹哨未召集“{unit}”', en: 'This whistle was not blown for “{unit}”' },
  already_released: { zh: '“{unit}”已经撤离', en: '“{unit}” was let go before' },
  no_objection_open: { zh: '“{unit}”没有待裁定的异议', en: 'No objection of “{unit}” waits for a ruling' },
  department_not_released: {
    zh: '“{unit}”尚未放行:事不完、人不撤',
    en: '“{unit}” is still held: nobody leaves before it is done',
  },
  rated_before: { zh: '“{unit}”已评价过', en: '“{unit}” was marked before' },
  position_required: {
    zh: '请填写到场位置,或说明无法定位的原因',
    en: 'Give your position on site, or say why you cannot',
  },
  place_required: {
    zh: '请填写到场位置,或用文字写明地点',
    en: 'Give your position, or say in words where you are',
  },
  too_far_from_site: {
    zh: '距现场 {metres} 米,超过 {within} 米:请到场后报到,或说明原因',
    en: 'You are {metres} m from the site, beyond {within} m: report in on site, or explain',
  },
  objected_before: { zh: '每次吹哨只能提出一次异议', en: 'A whistle is objected to once only' },
  not_the_department: {
    zh: '只有被召集的部门({unit})可以执行此操作',
    en: 'Only the department itself ({unit}) can do this',
  },
} as const;

/** What a mediation and the performance of an agreement say. */
const OF_MEDIATION = {
  domestic_violence_not_mediated: {
    zh: `涉家庭暴力的纠纷不予调解。${PROTECTION.zh}`,
    en: `Where there is domestic violence nothing is mediated. ${PROTECTION.en}`,
  },
  two_sides_needed: { zh: '调解须有两方以上当事人', en: 'A mediation has two sides or more' },
  guardian_required: {
    zh: '“{side}”方当事人未成年或无完全民事行为能力,须登记其监护人',
    en: 'A disputant of side “{side}” is a minor or lacks capacity: name the guardian',
  },
  guardian_of_full_capacity: {
    zh: '“{side}”方有完全民事行为能力的当事人由本人表示意见,不登记监护人(guardian)',
    en: 'A disputant of side “{side}” has full capacity and speaks for themselves: name no guardian',
  },
  mediator_of_other_kind: {
    zh: '所选调解员不从事{mediation}',
    en: 'A mediator who was named does no {mediation}',
  },
  mediator_named_before: { zh: '该调解员已在本次调解中', en: 'This mediator was named before' },
  mediator_stood_aside: {
    zh: '该调解员已回避或已被更换,不得再参与本次调解',
    en: 'This mediator stood aside or was replaced, and does not come back to it',
  },
  no_such_mediator: { zh: '该人员不是本次调解的调解员', en: 'Nobody of this name mediates here' },
  not_its_mediator: {
    zh: '您不是本次调解的调解员,或已回避',
    en: 'You do not mediate here, or stood aside',
  },
  unknown_side: { zh: '本次调解没有“{side}”方', en: 'This mediation has no side “{side}”' },
  consented_before: {
    zh: '“{side}”方,或所指的当事人,已同意调解',
    en: 'Side “{side}”, or who was named of it, has consented before',
  },
  no_representative: { zh: '“{side}”方没有登记代理人', en: 'Side “{side}” has no representative' },
  no_guardian: { zh: '“{side}”方没有登记监护人', en: 'Side “{side}” has no guardian' },
  guardian_must_speak: {
    zh: '“{side}”方须由监护人或代理人表示意见',
    en: 'For side “{side}” its guardian or its representative speaks',
  },
  disputants_required: {
    zh: '“{side}”方有多名当事人,须在 disputants 中写明是其中哪几名的意思表示(从 1 起的序号),或由代理人表示',
    en: 'Side “{side}” has several disputants: say in “disputants” whose word it is, by their places from 1, or let the representative speak',
  },
  unknown_disputant: {
    zh: '“{side}”方没有第 {disputants} 名当事人',
    en: 'Side “{side}” has no disputant {disputants}',
  },
  all_disputants_needed: {
    zh: '须各方全体当事人一致:“{side}”方尚缺第 {disputants} 名',
    en: 'All disputants must agree: of side “{side}” number {disputants} is missing',
  },
  power_too_narrow: {
    zh: '“{side}”方代理人为一般代理,签署、达成协议须有特别授权',
    en: 'The representative of side “{side}” has a general power: only a special one binds it',
  },
  cannot_bind: {
    zh: '“{side}”方须由本人、监护人或有特别授权的代理人共同申请',
    en: 'Side “{side}” applies itself, by its guardian, or by who has a special power',
  },
  all_sides_needed: { zh: '须各方一致:尚缺“{side}”方', en: 'All sides must agree: side “{side}” is missing' },
  before_opening: {
    zh: '时间不能早于调解登记之日 {day}:该日以前的表示,须重新征求',
    en: 'It cannot have been before {day}, when the mediation was opened: what was said earlier is asked again',
  },
  session_before_opening: {
    zh: '调解会时间(heldAt)不能早于调解登记之日 {day}',
    en: 'A session (heldAt) cannot have been held before {day}, when the mediation was opened',
  },
  before_draft: {
    zh: '签署、盖章时间不能早于协议拟定时间 {since}',
    en: 'It cannot have been signed or sealed before {since}, when it was written',
  },
  before_effect: {
    zh: '履行日期不能早于协议生效之日 {day}',
    en: 'It cannot have been performed before {day}, when the agreement took effect',
  },
  said_in_future: { zh: '时间不能晚于现在', en: 'It cannot have been later than now' },
  no_mediation_term: { zh: '调解期限尚未起算或已届满', en: 'The time of the mediation does not run' },
  terms_required: {
    zh: '书面协议须写明履行内容、履行方和期限',
    en: 'A written agreement names its terms: who owes what, by which day',
  },
  term_due_past: { zh: '履行期限 {day} 已过', en: 'The day {day} is past' },
  term_over_before_effect: {
    zh: '第 {term} 条的履行期限 {day} 在协议生效前已过,须就该条重新约定期限、另拟协议并重新签署',
    en: 'The day of term {term}, {day}, is over before the agreement takes effect: agree that term anew, and write and sign it anew',
  },
  signed_before: {
    zh: '“{side}”方,或所指的当事人,已签署',
    en: 'Side “{side}”, or who was named of it, has signed before',
  },
  sealed_before: { zh: '协议已加盖印章', en: 'It was sealed before' },
  writing_required: {
    zh: '重大或疑难纠纷、不能即时履行的,须订立书面协议',
    en: 'What is major and not performed on the spot is agreed in writing',
  },
  unknown_term: { zh: '协议没有第 {term} 条履行内容', en: 'The agreement has no term {term}' },
  performed_before: { zh: '第 {term} 条已履行', en: 'Term {term} was performed before' },
  not_confirmable: {
    zh: '口头协议和涉及身份关系的协议不能申请司法确认',
    en: 'No court confirms what was agreed orally or concerns personal status',
  },
  applied_before: { zh: '已申请过司法确认', en: 'The court was asked before' },
  confirmation_too_late: {
    zh: '司法确认申请期限已于 {due} 届满',
    en: 'The time for asking the court ended at {due}',
  },
  no_application_open: { zh: '没有待登记的司法确认申请环节', en: 'No application is at this step' },
  not_confirmed: {
    zh: '未经司法确认的协议不能申请强制执行,可向法院起诉',
    en: 'Only what the court has confirmed is enforced: sue instead',
  },
} as const;

/** What an agenda item and a sitting say. */
const OF_MEETINGS = {
  not_in_office: {
    zh: '只有“{committee}”的主持人或秘书可以执行此操作',
    en: 'Only the chair or the secretary of “{committee}” can do this',
  },
  not_the_chair: { zh: '只有会议召集人(主持人)可以执行此操作', en: 'Only its chair can do this' },
  not_presiding: { zh: '只有本次会议主持人可以执行此操作', en: 'Only whoever presides can do this' },
  not_a_member_present: {
    zh: '只有到会的委员(或其代理人)可以执行此操作',
    en: 'Only who sits for a seat, and is present, can do this',
  },
  not_the_owner: { zh: '只有承办单位({unit})可以执行此操作', en: 'Only the owner unit ({unit}) can do this' },
  not_on_that_agenda: {
    zh: '议题 {item} 不在会议 {meeting} 的议程上',
    en: 'Item {item} is not on the agenda of {meeting}',
  },
  item_on_agenda: { zh: '议题 {item} 已在议程上', en: 'Item {item} is on the agenda already' },
  order_incomplete: { zh: '请按新的顺序列出议程上的每一项,每项一次', en: 'Name every item of the agenda once' },
  agenda_empty: { zh: '议程上还没有议题', en: 'There is nothing on the agenda' },
  notice_too_short: {
    zh: '例会须提前 {days} 日确定议程并通知,最迟至 {due}',
    en: 'A regular sitting needs {days} days of notice: its agenda is fixed before {due}',
  },
  meeting_in_the_past: { zh: '会议时间须晚于现在', en: 'The sitting must lie ahead' },
  meeting_too_early: { zh: '会议定于 {due},尚不能开会', en: 'It is held at {due}: it is too early to open it' },
  no_quorum: {
    zh: '到会 {present} 席,不足法定的 {needed} 席,请改期',
    en: '{present} seats are present and {needed} are needed: postpone it',
  },
  seat_without_person: { zh: '席位 {seat} 不存在,或没有候补人', en: 'Seat {seat} is none, or has no substitute' },
  seat_taken_twice: {
    zh: '席位 {seat} 只能由一人出席,一人也只能出席一席',
    en: 'One person sits for seat {seat}, and for no other',
  },
  seat_not_present: { zh: '席位 {seat} 未到会', en: 'Seat {seat} is not present' },
  nobody_presides: {
    zh: '主持人未到会时,请指定到会的一席主持',
    en: 'Where the chair is away, name a present seat to preside',
  },
  seat_is_recused: { zh: '席位 {seat} 已就此议题回避', en: 'Seat {seat} has stood back from this item' },
  voted_before: { zh: '席位 {seat} 已投票,一席一票', en: 'Seat {seat} has voted: one seat, one vote' },
  seat_takes_task: {
    zh: '正在表决由席位 {seat} 的单位承办,该席位不能回避,可以投反对票',
    en: 'The vote that is open gives the task to the unit of seat {seat}: it cannot stand back, and may vote against',
  },
  vote_is_open: { zh: '此议题正在表决,请先计票', en: 'A vote is open on it: close that first' },
  votes_missing: {
    zh: '还有 {missing} 席未投票,结果未定,不能计票',
    en: '{missing} seats have not voted, and the result may still change',
  },
  vote_carried_nothing: {
    zh: '此议题已要求表决而未获通过,不能再按协商一致议定:请再次表决,或者暂缓、提级',
    en: 'A vote was asked for on it and carried nothing: call another, defer it or raise it',
  },
  too_few_left: {
    zh: '回避后在场 {left} 席,不足全部席位的一半({needed} 席),请暂缓或提级',
    en: 'Only {left} seats are left after recusal, half of all are {needed}: defer it or raise it',
  },
  meeting_on_day_off: {
    zh: '{day} 是休息日,例会不在休息日召开',
    en: '{day} is a day off: no regular meeting is held then',
  },
  decision_too_far: { zh: '办理期限 {due} 超过一年', en: 'The due {due} is more than a year ahead' },
  no_vote_open: { zh: '此议题没有进行中的表决', en: 'No vote is open on it' },
  item_is_decided: { zh: '议题 {item} 已议定', en: 'Item {item} is decided' },
  item_undecided: { zh: '议题 {item} 尚未议定', en: 'Item {item} is not decided yet' },
  no_level_above: { zh: '区级联席会议之上没有可提级的会议', en: 'No committee is above this one' },
  due_has_passed: { zh: '办理期限须晚于现在', en: 'The due must lie ahead' },
  beyond_its_level: {
    zh: '“{unit}”没有委员到会研究此议题(无席位、未到会或已回避),本级会议也不能向其交办,请提级研究',
    en: 'No seat of “{unit}” is there for this item, and this level does not command it: raise the item',
  },
} as const;

export const MEETING_REFUSALS = Object.keys(OF_MEETINGS) as readonly (keyof typeof OF_MEETINGS)[];
const OF_ENFORCEMENT = {
  officer_in_crew: { zh: '该执法人员(“{unit}”)已在本次派遣中', en: 'This officer of “{unit}” is in the crew already' },
  officer_not_in_crew: { zh: '该执法人员不在本次派遣中', en: 'This officer is not in the crew' },
  lead_without_officer: {
    zh: '牵头单位“{unit}”须有执法人员在派遣中',
    en: 'Who leads, “{unit}”, must have an officer in the crew',
  },
  not_in_crew: {
    zh: '只有本次派遣的执法人员可以执行此操作',
    en: 'Only the officers who were dispatched can do this',
  },
  set_out_before: { zh: '您已出发', en: 'You have set out already' },
  on_site_before: { zh: '您已到场', en: 'You are on site already' },
  not_on_site: { zh: '请先报到场', en: 'Report your arrival first' },
  arrive_again: {
    zh: '复查须在责令改正之后、复查当日到场:请先登记本次到场',
    en: 'A re-inspection is done on site, after the order and on the day of the arrival: report that you have come again first',
  },
  power_of_another: {
    zh: '“{power}”是“{unit}”的执法权:不得越权',
    en: 'Power “{power}” is that of “{unit}”: nobody uses another’s',
  },
  power_not_in_force: { zh: '执法权“{power}”未生效或已废止', en: 'Power “{power}” is not in force' },
  measure_not_in_power: {
    zh: '执法权“{power}”不包括“{measure}”',
    en: 'Power “{power}” does not allow “{measure}”',
  },
  reinspection_day: {
    zh: '复查日期须在今天之后、{most} 天之内:{day}',
    en: 'The day of re-inspection lies ahead, within {most} days: {day}',
  },
  order_of_another: {
    zh: '第 {order} 项改正要求由“{unit}”作出,由其复查',
    en: 'Order {order} was given by “{unit}”, which alone says what became of it',
  },
  no_order_open: { zh: '没有第 {order} 项待复查的改正要求', en: 'No order {order} waits to be looked at again' },
  order_open: {
    zh: '第 {order} 项改正要求尚未复查(复查日期 {day})',
    en: 'Order {order} has not been looked at again (on {day})',
  },
  order_not_corrected: {
    zh: '第 {order} 项改正要求未改正:只能以“未处置完毕”办结',
    en: 'Order {order} was not followed: it can only be concluded as not settled',
  },
  findings_required: { zh: '请先登记检查情况', en: 'Record what was found first' },
  booking_is_over: {
    zh: '派遣时间已于 {since} 结束:请先调整时间,再增派人员',
    en: 'The crew’s time ended at {since}: give it another time first, then book somebody',
  },
  measure_was_taken: {
    zh: '已采取“{measure}”:不能以“未发现违法”办结',
    en: '“{measure}” was taken: it cannot be concluded that nothing was found',
  },
  reported_officer: {
    zh: '该执法人员是所反映的对象:须回避,不得参加',
    en: 'This officer is the one reported: they never come to look into it',
  },
  officer_cannot_come: {
    zh: '该执法人员不宜参与本事项,请另派他人',
    en: 'This officer cannot take part in this case: send another',
  },
} as const;

const OF_SERVICES = {
  material_not_of_matter: { zh: '该事项不需要材料“{material}”', en: 'The matter asks for no material “{material}”' },
  material_there: { zh: '材料“{material}”已提交', en: 'Material “{material}” is there already' },
  material_not_brought: {
    zh: '材料“{material}”尚未提交:属于不齐全,而非不符合法定形式',
    en: 'Material “{material}” was not brought: it is missing, not defective',
  },
  not_the_window: {
    zh: '由收件窗口“{unit}”或当地窗口办理',
    en: 'It is done where it was taken in, at “{unit}”, or in its own place',
  },
  own_service: {
    zh: '“{unit}”经办了此事:评价由回访员或其他窗口记录',
    en: '“{unit}” has handled it: a judgement is taken down by who calls back, or at another window',
  },
  missing_told_before: {
    zh: '已一次性告知:不得再次要求补正',
    en: 'What is missing is told once: nothing more can be asked for',
  },
  telling_incomplete: {
    zh: '须一次性告知全部缺少的材料:还缺“{material}”',
    en: 'All of what is missing is told at once: “{material}” is missing, too',
  },
  nothing_missing: {
    zh: '必需的材料齐全:不得仅因可选材料要求补正',
    en: 'All that is required is there: nobody is kept waiting for what need not be brought',
  },
  material_not_asked_for: {
    zh: '材料“{material}”不在一次性告知之列',
    en: 'Material “{material}” was not told to be missing',
  },
  materials_missing: { zh: '缺少必需材料“{material}”', en: 'Material “{material}” is required and missing' },
  step_out_of_order: {
    zh: '请按顺序办理:下一环节是 {step} “{name}”',
    en: 'One after another: next is {step}, “{name}”',
  },
  no_step_left: { zh: '全部环节已完成', en: 'All steps are done' },
  step_open: { zh: '环节 {step} “{name}”尚未完成', en: 'Step {step}, “{name}”, is not done' },
} as const;

export const ENFORCEMENT_REFUSALS = Object.keys(OF_ENFORCEMENT) as readonly (keyof typeof OF_ENFORCEMENT)[];
export const SERVICE_REFUSALS = Object.keys(OF_SERVICES) as readonly (keyof typeof OF_SERVICES)[];

export const REFUSALS = {
  ...OF_REQUESTS,
  ...OF_PROCEEDINGS,
  ...OF_MEDIATION,
  ...OF_MEETINGS,
  ...OF_ENFORCEMENT,
  ...OF_SERVICES,
} as const;
export const REQUEST_REFUSALS = Object.keys(OF_REQUESTS) as readonly (keyof typeof OF_REQUESTS)[];
export const PROCEEDING_REFUSALS = Object.keys(OF_PROCEEDINGS) as readonly (keyof typeof OF_PROCEEDINGS)[];
export const MEDIATION_REFUSALS = Object.keys(OF_MEDIATION) as readonly (keyof typeof OF_MEDIATION)[];

export type RefusalCode = keyof typeof REFUSALS;
export const REFUSAL_CODES = Object.keys(REFUSALS) as readonly RefusalCode[];

/** A refusal is a value: it is decided, recorded as the command's outcome, and answered again for ever. */
export interface Refusal {
  code: RefusalCode;
  params?: Readonly<Record<string, string | number>>;
}

/** Parameters that are words of the procedure: people read their terms. */
const WORDS: Readonly<Record<string, Readonly<Record<string, Term>>>> = {
  state: {
    ...PERFORMANCE_STATE_TERMS,
    ...MEDIATION_STATE_TERMS,
    ...AGENDA_ITEM_STATE_TERMS,
    ...JOINT_MEETING_STATE_TERMS,
    ...SERVICE_STATE_TERMS,
    ...ENFORCEMENT_STATE_TERMS,
    ...WHISTLE_STATE_TERMS,
    ...REPORT_STATE_TERMS,
    ...STATE_TERMS,
  },
  measure: ENFORCEMENT_MEASURE_TERMS,
  referral: REFERRAL_TERMS,
  to: HAND_OVER_TERMS,
  kind: KIND_TERMS,
  mediation: MEDIATION_KIND_TERMS,
  level: RUNG_TERMS,
  clock: CLOCK_TERMS,
};

/** The text of a refusal in the caller's language: words in it by the glossary, instants as the district's clocks show them. */
export function refusalText({ code, params }: Refusal, language: 'zh' | 'en'): string {
  return REFUSALS[code][language].replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params?.[name];
    if (value === undefined) return whole;
    if (name === 'due' || name === 'since') return localTime(String(value)).slice(0, 16).replace('T', ' ');
    return WORDS[name]?.[value]?.[language] ?? String(value);
  });
}
