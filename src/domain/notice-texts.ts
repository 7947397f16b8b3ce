import { CASE_TERMS, CLOCK_TERMS, MARK_TERMS, RUNG_TERMS } from './glossary.js';
import { localTime } from './local-time.js';
import { PROTECTION } from './mediation/guides.js';
import { kindOf } from './number.js';
import type { VaultRef } from './envelope.js';
import type { Template } from './notices.js';
import { ENDING_TYPES, endingDetail, endingText, type Ending } from './request/ending.js';
import type { RequestEvent } from './request/events.js';

/** The languages in which people are told. */
export type NoticeLanguage = 'zh' | 'en';

/** What a text may name. `words` were written for the one who is told, and stand in nobody else's message. */
export const NOTICE_FIELDS = [
  'number',
  'case',
  'clock',
  'due',
  'level',
  'end',
  'mark',
  'code',
  'words',
  'link',
] as const;
export type NoticeField = (typeof NOTICE_FIELDS)[number];

/** Every message, in both languages. `{field}` is filled when it is sent. */
export const NOTICE_TEXTS = {
  received: {
    zh: '您的诉求已收到,编号 {number},查询码 {code}。凭编号和查询码可查询办理情况,来电询问只需编号。',
    en: 'Your request was received. Its number is {number}, its code {code}: both show what becomes of it; on the phone the number is enough.',
  },
  information_asked: {
    zh: '您的诉求 {number} 需要补充信息:{words}',
    en: 'Your request {number} needs more information: {words}',
  },
  interim_replied: { zh: '您的诉求 {number} 阶段性答复:{words}', en: 'On your request {number}, so far: {words}' },
  crisis: {
    zh: '诉求 {number} 涉及生命安全:请确认已接通公安、心理援助,并安排回头看。',
    en: 'Request {number}: somebody is in danger. See that the police and a counsellor are with them, and that somebody looks in again.',
  },
  clustered: {
    zh: '诉求 {number} 与多人近期反映的事项相同,请关注。',
    en: 'Several have asked for the same as request {number} within hours: have a look.',
  },
  merged: {
    zh: '您的诉求 {number} 与他人反映的为同一事项,一并办理;办结后请您单独评价。',
    en: 'Others asked for the same as your request {number}: it is handled together with theirs, and you judge for yourself.',
  },
  unmerged: { zh: '您的诉求 {number} 改为单独办理。', en: 'Your request {number} is handled by itself now.' },
  replied: { zh: '您的诉求 {number} 已有答复:{words}', en: 'Your request {number} was answered: {words}' },
  judgement_link: {
    zh: '请您评价诉求 {number} 的办理结果:{link}',
    en: 'Please judge how your request {number} was handled: {link}',
  },
  marked: {
    zh: '您的诉求 {number} 经承办单位提请、两名其他人员复核,认定为{mark}。诉求仍照常办理;如有异议,请致电热线。',
    en: 'Two outside the unit agreed to mark your request {number} as {mark}. It is handled all the same; call the hotline if you disagree.',
  },
  ended: { zh: '您的诉求 {number}:{end}。{words}', en: 'Your request {number}: {end}. {words}' },
  to_accept: { zh: '特急诉求 {number} 待受理。', en: 'The critical request {number} waits to be accepted.' },
  to_dispatch: { zh: '诉求 {number} 待人工派单。', en: 'Request {number} waits for a dispatcher.' },
  dispatched: {
    zh: '诉求 {number} 已派至你单位,请签收。',
    en: 'Request {number} was dispatched to your unit: sign for it.',
  },
  reopened: { zh: '诉求 {number} 已重新打开,请签收。', en: 'Request {number} was reopened: sign for it.' },
  returned: { zh: '诉求 {number} 的办理结果被退回。', en: 'The result of request {number} was returned.' },
  rework: { zh: '诉求 {number} 须重办。', en: 'Request {number} must be done again.' },
  ruled: { zh: '诉求 {number} 的申请已有裁定。', en: 'What you asked for on request {number} was ruled on.' },
  urged: { zh: '催办:{case} {number}。', en: 'Urged: {case} {number}.' },
  supervised: { zh: '督办({level}):{case} {number}。', en: 'Supervised ({level}): {case} {number}.' },
  instructed: { zh: '诉求 {number} 有领导批示。', en: 'A leader gave an instruction on request {number}.' },
  no_longer_yours: { zh: '诉求 {number} 已终结,无须再办。', en: 'Request {number} has ended: no more is to be done.' },
  gone_elsewhere: {
    zh: '诉求 {number} 已改派、收回或并单,你单位无须再办。',
    en: 'Request {number} was taken back, or goes elsewhere: your unit has no more to do.',
  },
  urgency_raised: {
    zh: '诉求 {number} 已改为特急,请立即处理。',
    en: 'Request {number} is critical from now on: act now.',
  },
  co_unit_added: { zh: '请你单位协办诉求 {number}。', en: 'Your unit has a part in request {number}.' },
  co_replied: { zh: '诉求 {number} 的协办单位已答复。', en: 'A co-unit has replied on request {number}.' },
  assigned_inside: { zh: '诉求 {number} 交由你单位承办。', en: 'Request {number} was given to you to carry out.' },
  parking_ended: { zh: '诉求 {number} 挂账到期,请销号。', en: 'The parking of request {number} has ended: clear it.' },
  supplemented: { zh: '诉求 {number} 已补充信息。', en: 'Request {number} was supplemented.' },
  to_rule: { zh: '诉求 {number} 待你裁定。', en: 'Request {number} waits for your ruling.' },
  unsatisfied_again: {
    zh: '诉求 {number} 重办后仍不满意,请决定重办或结案。',
    en: 'The resident of request {number} is not content with the rework either: order another, or close it.',
  },
  on_the_agenda: {
    zh: '诉求 {number} 逾期,已列入联席会议议题。',
    en: 'Request {number} went onto the joint meeting’s agenda.',
  },
  clock_warned: {
    zh: '预警:{case} {number} 的{clock}将于 {due} 到期。',
    en: 'Warning: {clock} of {case} {number} falls due at {due}.',
  },
  clock_breached: {
    zh: '逾期:{case} {number} 的{clock}已于 {due} 到期。',
    en: 'Late: {clock} of {case} {number} fell due at {due}.',
  },
  ringing: {
    zh: '特急:诉求 {number} 尚无人接手,请立即处理。',
    en: 'Critical: nobody has taken over request {number} yet. Act now.',
  },
  request_over: {
    zh: '{case} {number}:所涉诉求已了结,请考虑是否继续。',
    en: 'The request behind {case} {number} is over: see whether it goes on.',
  },
  request_reopened: {
    zh: '{case} {number}:所涉诉求已重新打开。',
    en: 'The request behind {case} {number} is open again.',
  },
  decision_reconsidered: {
    zh: '诉求 {number} 的议定事项已提请复议:重新议定前按通常时限办理,议定的期限不再适用。',
    en: 'What was decided of request {number} is to be decided anew: until then the usual time holds, and not the day that was decided.',
  },
  whistle_over: {
    zh: '{case} {number}:所依据的吹哨已了结,请考虑是否继续。',
    en: 'The whistle behind {case} {number} is over: see whether it goes on.',
  },
  whistle_to_approve: { zh: '吹哨 {number} 待您批准。', en: 'Whistle {number} waits for your approval.' },
  whistle_answered: { zh: '吹哨 {number} 已有批示。', en: 'Whistle {number} was answered.' },
  whistled: { zh: '哨令 {number}:请签收并按时到场报到。', en: 'Whistle {number}: sign for it, and report in on time.' },
  whistled_by_letter: {
    zh: '商请函 {number}:请协助到场处置。',
    en: 'Letter {number}: you are asked to come and help.',
  },
  department_reported: { zh: '吹哨 {number}:有部门反馈进展。', en: 'Whistle {number}: a department has moved on.' },
  absence_to_rule: {
    zh: '吹哨 {number}:该部门说明不能到场,请审定。',
    en: 'Whistle {number}: the department explains why nobody comes. Accept it or not.',
  },
  absence_accepted: {
    zh: '吹哨 {number}:未到场说明已获同意,无须到场。',
    en: 'Whistle {number}: your absence was accepted. Nobody need come.',
  },
  absence_rejected: {
    zh: '吹哨 {number}:未到场说明未获同意,请到场报到。',
    en: 'Whistle {number}: your absence was not accepted. Come and report in.',
  },
  whistle_objected: {
    zh: '吹哨 {number}:有部门提出异议,请裁定。',
    en: 'Whistle {number}: a department objects. Rule on it.',
  },
  department_objected: {
    zh: '吹哨 {number}:该部门提出异议,待区级裁定。',
    en: 'Whistle {number}: the department objects. The district will rule on it.',
  },
  whistle_ruled: { zh: '吹哨 {number}:区级已裁定。', en: 'Whistle {number}: the district has ruled.' },
  stay_due: {
    zh: '吹哨 {number} 逾期未放行,请裁定部门留撤。',
    en: 'Whistle {number}: nobody was released in time. Say who stays.',
  },
  must_stay: {
    zh: '吹哨 {number}:区级裁定继续留驻,事不完、人不撤。',
    en: 'Whistle {number}: the district has ruled that you stay until it is done.',
  },
  marks_due: {
    zh: '吹哨 {number} 已办结,请双方互评。',
    en: 'Whistle {number} is over: let each side mark the other.',
  },
  stood_down: {
    zh: '吹哨 {number}:可以撤离,请评价本次吹哨。',
    en: 'Whistle {number}: you may go. Say what you think of it.',
  },
  called_off: {
    zh: '吹哨 {number} 已撤销或未获批准,无须到场。',
    en: 'Whistle {number} was taken back or not approved: nobody need come.',
  },
  arrival_missed: {
    zh: '吹哨 {number}:有部门逾期未签收或未到场。',
    en: 'Whistle {number}: a department has not signed for it or not come in time.',
  },
  mediation_opened: {
    zh: '调解 {number} 已登记,请征求各方意见。',
    en: 'Mediation {number} was opened: ask the sides.',
  },
  mediator_needed: { zh: '调解 {number} 尚无调解员,请确定。', en: 'Mediation {number} has no mediator: name one.' },
  watcher_needed: {
    zh: '履行 {number} 已无调解员跟踪,请另行确定。',
    en: 'Nobody watches performance {number} any more: name another mediator.',
  },
  mediator_named: {
    zh: '您已被确定为调解 {number} 的调解员;如有利害关系,请即申报回避。',
    en: 'You mediate in {number}. Should you have an interest in it, say so at once.',
  },
  mediation_accepted: {
    zh: '调解 {number}:各方均已同意,请安排调解。',
    en: 'Mediation {number}: all sides have consented. Bring them together.',
  },
  mediation_danger: {
    zh: '紧急:调解 {number} 有暴力或其他危险,已报警,请立即处置。',
    en: 'At once: there is danger in mediation {number}, the police were called. Act now.',
  },
  mediation_red: {
    zh: '调解 {number} 风险评定为红色,请关注。',
    en: 'Mediation {number} was assessed as red: look at it.',
  },
  mediation_ended: {
    zh: '调解 {number} 已终止,请告知当事人仲裁、行政、司法等其他途径。',
    en: 'Mediation {number} has ended without an agreement: tell the sides of arbitration, administration and court.',
  },
  mediation_ended_violence: {
    zh: `紧急:调解 {number} 因涉家庭暴力终止,不得再行调解。${PROTECTION.zh}。`,
    en: `At once: mediation {number} has ended because of domestic violence, and is never taken up again. ${PROTECTION.en}.`,
  },
  mediation_ended_danger: {
    zh: `紧急:调解 {number} 因有现实危险终止,已报警。请配合公安机关,确认人员安全;安全之前不得召集各方。涉家庭暴力的,${PROTECTION.zh}。`,
    en: `At once: mediation {number} has ended in danger, the police have it. See that everybody is safe, and do not bring the sides together before. Where it is domestic violence: ${PROTECTION.en}.`,
  },
  mediation_withdrawn: {
    zh: '调解 {number}:申请人已撤回,调解终止。请告知当事人今后仍可申请调解,也可走仲裁、行政、司法等途径。',
    en: 'Mediation {number} was withdrawn. Tell the sides that they can ask for mediation again, or go to arbitration, an administration or a court.',
  },
  mediation_ended_collusion: {
    zh: '调解 {number}:因涉嫌恶意串通、损害他人或公共利益终止。不得就此出具协议;请报告主管部门,涉嫌犯罪的移送公安机关,受损害的人可依法向法院起诉。',
    en: 'Mediation {number} has ended: the sides are suspected of collusion against others or the public. Make no agreement of it, report it to the bureau in charge, and a crime to the police; who is harmed may sue.',
  },
  agreement_reached: {
    zh: '调解 {number} 已达成协议,请督促履行。',
    en: 'An agreement was reached in mediation {number}: see that it is performed.',
  },
  term_due: {
    zh: '履行提醒:{number} 有条款将于 {due} 到期,请督促履行。',
    en: 'Performance {number}: a term falls due at {due}. Remind who owes it.',
  },
  term_breached: {
    zh: '违约:{number} 有条款到期未履行。可督促履行,可向法院起诉。',
    en: 'Breach: a term of {number} was not performed in time. Urge who owes it; who waits may sue.',
  },
  term_breached_confirmable: {
    zh: '违约:{number} 有条款到期未履行。可督促履行,可向法院起诉;协议生效三十日内,各方可共同申请司法确认。',
    en: 'Breach: a term of {number} was not performed in time. Urge who owes it; who waits may sue; within thirty days of effect all together may ask the court to confirm it.',
  },
  term_breached_confirmed: {
    zh: '违约:{number} 有条款到期未履行。协议已经司法确认:可督促履行,可申请强制执行。',
    en: 'Breach: a term of {number} was not performed in time. The court has confirmed it: urge who owes it, or apply for enforcement.',
  },
  court_awaited: {
    zh: '{number}:司法确认申请尚未登记法院的答复,请向法院了解进展并登记。',
    en: '{number}: no answer of the court is on record. Ask it how the application stands, and record what it says.',
  },
  confirmation_answered: {
    zh: '{number}:法院对司法确认申请已有答复;未获确认的,各方可变更协议、另行达成协议或向法院起诉。',
    en: '{number}: the court has answered. Where it has not confirmed, the sides may change the agreement, make another, or sue.',
  },
  item_to_screen: { zh: '议题 {number} 待初审。', en: 'Agenda item {number} waits to be screened.' },
  item_answered: {
    zh: '您单位提请的议题 {number} 已有结果。',
    en: 'Agenda item {number}, which you raised, was answered.',
  },
  item_passed_over: {
    zh: '议题 {number} 久候未议,请尽快安排会议。',
    en: 'Agenda item {number} has waited long for a sitting: hold one.',
  },
  meeting_called: {
    zh: '联席会议 {number}:议程已定,请按时参加;不能到会的请由候补人代理。',
    en: 'Joint meeting {number}: its agenda is fixed. Attend it, or let your substitute.',
  },
  meeting_moved: { zh: '联席会议 {number} 时间有变,请查看。', en: 'Joint meeting {number} has moved: have a look.' },
  decision_assigned: {
    zh: '议定事项 {number} 交你单位承办,请按期反馈。',
    en: 'What was decided on {number} was assigned to your unit: report in time.',
  },
  decision_to_verify: { zh: '议定事项 {number} 已反馈,请核实。', en: 'The owner has reported on {number}: verify it.' },
  decision_again: {
    zh: '议定事项 {number} 未解决,请继续办理。',
    en: 'What was decided on {number} is not solved: go on with it.',
  },
  decision_not_taken: {
    zh: '议题 {number} 的议定事项未能并入其诉求,承办单位与诉求主办单位可能重复办理,请协调。',
    en: 'What was decided on {number} could not be taken over by its request: two units may be at work on it. Have a look.',
  },
  item_reconsidered: {
    zh: '议题 {number} 已提请复议:原议定事项停止办理,待会议重新议定。',
    en: 'Agenda item {number} is to be decided anew: what was decided is owed no more.',
  },
  minutes_out: { zh: '联席会议 {number} 纪要已印发。', en: 'The minutes of joint meeting {number} are issued.' },
  crew_dispatched: {
    zh: '执法派遣 {number}:你单位执法人员已编入队伍,请按时到场。',
    en: 'Dispatch {number}: officers of your unit are in its crew. Be on site in time.',
  },
  crew_replanned: { zh: '执法派遣 {number}:时间已调整。', en: 'Dispatch {number}: its time has changed.' },
  crew_stood_down: {
    zh: '执法派遣 {number}:你单位执法人员已放行。',
    en: 'Dispatch {number}: an officer of your unit was released.',
  },
  reinspection_due: {
    zh: '执法派遣 {number}:改正期限已到,请到场复查本单位的改正要求。',
    en: 'Dispatch {number}: the day has come. Look again whether what your unit ordered was put right.',
  },
  enforcement_over: {
    zh: '执法派遣 {number} 已结束,执法人员时间已释放。',
    en: 'Dispatch {number} is over: everybody’s time is free again.',
  },
  enforcement_noted: {
    zh: '{case} {number}:为此派遣的执法队伍已有结果,请查看经过。',
    en: '{case} {number}: a crew that was dispatched for it has come to a result. See its timeline.',
  },
  service_received: {
    zh: '办事 {number} 已收件,请审查材料:受理,或一次性告知。',
    en: 'Application {number} came in: accept it, or tell at once all that is missing.',
  },
  materials_told_missing: {
    zh: '办事 {number}:请将缺少或不符合法定形式的材料一次性告知申请人。',
    en: 'Application {number}: tell the applicant what is missing or defective, all of it.',
  },
  materials_complete: {
    zh: '办事 {number}:必需的材料已补齐,请受理。',
    en: 'Application {number}: all that is required is there. Accept it.',
  },
  service_accepted: {
    zh: '办事 {number} 已受理,承诺时限开始计算。',
    en: 'Application {number} was accepted: the promised limit runs.',
  },
  service_deemed: {
    zh: '办事 {number}:逾期未告知,视为自收到之日起受理。',
    en: 'Application {number}: nobody said anything in time. By law it counts as accepted.',
  },
  service_decided: {
    zh: '办事 {number} 已作出决定,请送达申请人。',
    en: 'Application {number} was decided: see that the applicant gets it.',
  },
  service_judged_badly: {
    zh: '办事 {number} 被评为差评:请按期回访申请人并整改。',
    en: 'Application {number} was judged badly: who applied is to be called back, and what was wrong put right, in time.',
  },
  service_rectified: {
    zh: '办事 {number}:差评已回访整改,请核查。',
    en: 'Application {number}: the unit has said what it did about a bad judgement. See whether it is so.',
  },
  service_over: { zh: '办事 {number} 已终止办理。', en: 'Application {number} is over: no more is to be done.' },
} as const satisfies Record<Template, Record<NoticeLanguage, string>>;

const isEnding = (event: RequestEvent): event is Ending => ENDING_TYPES.some((type) => type === event.type);

/** The words of an event that were written for its resident, if any. */
export function wordsFor(event: RequestEvent): VaultRef | undefined {
  if (isEnding(event)) return event.type === 'withdrawn' ? undefined : endingDetail(event);
  switch (event.type) {
    case 'information_asked':
      return event.body.question;
    case 'interim_replied':
      return event.body.text;
    case 'replied':
      return event.body.reply;
    default:
      return undefined;
  }
}

/** What a message says, from the event it is about; `given` adds what only the sender knows. */
export function noticeText(
  template: Template,
  event: RequestEvent,
  given: { number: string; words?: string; link?: string; code?: string },
  language: NoticeLanguage,
): string {
  const fields: Readonly<Partial<Record<NoticeField, string>>> = {
    ...given,
    case: CASE_TERMS[kindOf(event.case)][language].toLowerCase(),
    ...((event.type === 'clock_warned' || event.type === 'clock_breached') && {
      clock: CLOCK_TERMS[event.body.clock][language],
      due: localTime(event.body.due),
    }),
    ...(event.type === 'supervised' && { level: RUNG_TERMS[event.body.level][language] }),
    ...(event.type === 'mark_ruled' && { mark: MARK_TERMS[event.body.mark][language] }),
    ...(isEnding(event) && { end: endingText(event, language) }),
  };
  const text = NOTICE_TEXTS[template][language];
  return text.replace(/\{(\w+)\}/g, (_whole, field: string) => fields[field as NoticeField] ?? '').trim();
}
