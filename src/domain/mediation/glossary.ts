import type { CloseReason, Confirmation, PerformanceState, Remedy } from '../performance/vocabulary.js';
import type {
  AfterPolice,
  AgreementForm,
  AgreementScope,
  Capacity,
  EndReason,
  MediationState,
  Naming,
  RepresentativePower,
  Risk,
  RouteAfter,
  Speaker,
} from './vocabulary.js';

/** The terms of mediation and of performance; `../glossary.ts` lists them with all others. */

const term = (zh: string, en: string, meaning: string) => ({ zh, en, meaning });
type Words<Word extends string> = Record<Word, ReturnType<typeof term>>;

export const MEDIATION_STATE_TERMS = {
  awaiting_consent: term('待各方同意', 'Awaiting consent', 'Not every side has consented to be mediated.'),
  awaiting_mediator: term('待确定调解员', 'Awaiting a mediator', 'Every side has consented, and nobody mediates yet.'),
  mediating: term('调解中', 'Mediating', 'The mediators bring the sides together.'),
  signing: term('待签署', 'Signing', 'An agreement is written, and not all have signed or it is not sealed.'),
  suspended: term(
    '中止',
    'Suspended',
    'Somebody was in danger and the police were called: nothing is mediated until it is safe.',
  ),
  agreed: term('达成协议', 'Agreed', 'On all of it; performance is watched apart.'),
  refused: term('当事人拒绝', 'Refused', 'A side has clearly said no.'),
  withdrawn: term('当事人撤回', 'Withdrawn', 'Who asked for it takes it back.'),
  not_agreed: term('调解不成终止', 'Not agreed', 'It came to nothing, or to a part only; other ways were told.'),
  diverted: term('转其他途径', 'Gone another way', 'The sides take it to arbitration, an administration or a court.'),
} as const satisfies Words<MediationState>;

export const CAPACITY_TERMS = {
  full: term('完全民事行为能力', 'Full capacity', 'Acts for themselves.'),
  minor: term('未成年人', 'Minor', 'A guardian speaks for them.'),
  incapable: term('无或限制民事行为能力', 'Lacks capacity', 'A guardian speaks for them.'),
} as const satisfies Words<Capacity>;

export const POWER_TERMS = {
  general: term('一般代理', 'General power', 'May speak and hear for the side, and does not bind it.'),
  special: term('特别授权', 'Special power', 'May admit, waive, agree and sign for the side.'),
} as const satisfies Words<RepresentativePower>;

export const SPEAKER_TERMS = {
  disputant: term('当事人', 'Disputant', 'One of the side themselves.'),
  representative: term('代理人', 'Representative', 'Somebody with a power of the side.'),
  guardian: term('监护人', 'Guardian', 'Of a disputant who lacks capacity.'),
} as const satisfies Words<Speaker>;

export const NAMING_TERMS = {
  chosen: term('当事人选定', 'Chosen', 'By the sides together.'),
  assigned: term('指定', 'Assigned', 'By the committee.'),
} as const satisfies Words<Naming>;

export const AGREEMENT_FORM_TERMS = {
  written: term('书面协议', 'Written', 'In effect when all have signed and it is sealed.'),
  oral: term('口头协议', 'Oral', 'In effect when reached; the mediator records it.'),
} as const satisfies Words<AgreementForm>;

export const AGREEMENT_SCOPE_TERMS = {
  full: term('全部', 'Full', 'On all that was disputed: it ends the mediation.'),
  partial: term('部分', 'Partial', 'On a part; the rest goes on being mediated.'),
} as const satisfies Words<AgreementScope>;

export const RISK_TERMS = {
  blue: term('蓝色', 'Blue', 'Nothing points to worse.'),
  yellow: term('黄色', 'Yellow', 'It may grow worse: somebody keeps an eye on it.'),
  red: term('红色', 'Red', 'It may come to violence or to a crime: the shift leader is told at once.'),
} as const satisfies Words<Risk>;

export const END_REASON_TERMS = {
  withdrawn: term('撤回申请', 'Withdrawn', 'Who asked for it takes it back.'),
  no_agreement_possible: term('无法达成协议', 'No agreement possible', 'The sides are too far apart.'),
  event_prevents: term('客观情况致不能继续', 'An event prevents it', 'A side has died, is gone or cannot be found.'),
  hides_or_stalls: term('隐瞒事实或拖延', 'Hides or stalls', 'A side hides facts that matter, or plays for time.'),
  collusion: term('恶意串通', 'Collusion', 'The sides collude against others or against the public.'),
  domestic_violence: term(
    '涉家庭暴力',
    'Domestic violence',
    'It has come out that there is any: that is never mediated.',
  ),
  other_route: term('转其他途径解决', 'Another way', 'The sides would rather take it elsewhere.'),
  refused: term('当事人拒绝调解', 'Refused', 'A side has clearly said no.'),
  danger: term('有现实危险', 'Danger', 'Somebody is in danger: the police have it.'),
  consent_not_given: term('逾期未同意', 'Consent not given', 'Not every side had consented in time.'),
  time_over: term('调解期限届满', 'Time over', 'Thirty days are over, and not everybody wished to go on.'),
} as const satisfies Words<EndReason>;

export const ROUTE_TERMS = {
  arbitration: term('仲裁', 'Arbitration', 'Where the law or a clause provides for it, as of wages and contracts.'),
  administrative: term('行政', 'Administrative', 'The bureau that is charged with the matter decides.'),
  judicial: term('司法', 'Judicial', 'A court decides.'),
} as const satisfies Words<RouteAfter>;

export const AFTER_POLICE_TERMS = {
  suspend: term('中止调解', 'Suspend', 'Until it is safe again; its time runs on.'),
  end: term('终止调解', 'End', 'It is over, and the police have it.'),
} as const satisfies Words<AfterPolice>;

export const PERFORMANCE_STATE_TERMS = {
  performing: term('履行中', 'Being performed', 'Nothing that is owed is late.'),
  breached: term('违约', 'Breached', 'A term was not performed in time, and is not yet.'),
  performed: term('已履行', 'Performed', 'All of it.'),
  closed: term('终结履行跟踪', 'Closed', 'It is watched no longer: sued, agreed anew, enforced or released.'),
} as const satisfies Words<PerformanceState>;

export const CONFIRMATION_TERMS = {
  applied: term('已申请司法确认', 'Applied for', 'By all sides together.'),
  accepted: term('法院已受理', 'Accepted', 'The court looks at it.'),
  not_accepted: term('法院未受理', 'Not accepted', 'The court does not take it.'),
  confirmed: term('已司法确认', 'Confirmed', 'It can be enforced.'),
  refused: term('裁定驳回', 'Refused', 'The sides change it, agree anew or sue.'),
} as const satisfies Words<Confirmation>;

export const CLOSE_REASON_TERMS = {
  sued: term('已起诉', 'Sued', 'A side has gone to court over it.'),
  new_agreement: term('变更或另行达成协议', 'Agreed anew', 'The sides have changed it, or made another.'),
  enforcement: term('已申请强制执行', 'Enforcement', 'A confirmed agreement is enforced by the court.'),
  released: term('权利人免除', 'Released', 'Who was owed it gives it up.'),
} as const satisfies Words<CloseReason>;

export const REMEDY_TERMS = {
  urge: term('督促履行', 'Urge', 'The committee urges who owes.'),
  sue: term('向法院起诉', 'Sue', 'Over the agreement, at a court.'),
  apply_for_confirmation: term(
    '共同申请司法确认',
    'Apply for confirmation',
    'All together, within thirty days of effect.',
  ),
  apply_for_enforcement: term('申请强制执行', 'Apply for enforcement', 'Of an agreement that the court has confirmed.'),
} as const satisfies Words<Remedy>;

/** The commands of a mediation and of performance. */
export const MEDIATION_COMMAND_TERMS = {
  startMediation: term(
    '受理调解',
    'Open a mediation by itself',
    'At the wish of a side or on the committee’s own move.',
  ),
  nameMediators: term('确定调解员', 'Name mediators', 'Chosen by the sides, or assigned by the committee.'),
  declareConflict: term('申报利害关系', 'Declare a conflict of interest', 'The mediator stands aside for good.'),
  replaceMediator: term('更换调解员', 'Replace a mediator', 'At the wish of a side, with the reason.'),
  nameRepresentative: term('登记代理人', 'Name a representative', 'Of one side, with the power and its paper.'),
  recordConsent: term('登记同意', 'Record a consent', 'Of one side: by whom, by what means, when.'),
  recordRefusal: term('登记拒绝', 'Record a refusal', 'One clear refusal ends it.'),
  holdSession: term('登记调解会', 'Record a session', 'When, who came for each side, and the minutes.'),
  noteMediation: term('调解记录', 'Note', 'What the mediator found out or was told, in confidence or not.'),
  assessRisk: term('评定风险', 'Assess the risk', 'Blue, yellow or red.'),
  extendMediation: term('延长调解', 'Extend a mediation', 'Only with the consent of every side.'),
  draftAgreement: term('拟定协议', 'Write an agreement', 'On all of it or a part, with its terms and their dates.'),
  signAgreement: term('签署协议', 'Sign an agreement', 'For one side, by somebody who can bind it.'),
  sealAgreement: term(
    '加盖印章',
    'Seal an agreement',
    'With the committee’s seal; with all signatures it takes effect.',
  ),
  agreeOrally: term('登记口头协议', 'Record an oral agreement', 'Not of what is major, unless performed on the spot.'),
  callPolice: term('报警', 'Call the police', 'Somebody is in danger: it is suspended or over.'),
  resumeMediation: term('恢复调解', 'Resume a mediation', 'It is safe again.'),
  endMediation: term('终止调解', 'End a mediation', 'Without an agreement, with the reason; other ways are told.'),
  showDisputants: term('查看当事人联系方式(留痕)', 'Show the disputants', 'How to reach them, in clear.'),
  nameWatchers: term('确定履行跟踪人', 'Name who watches', 'Mediators who take the watch over from those before.'),
  declareWatcherConflict: term(
    '申报履行跟踪利害关系',
    'Declare a conflict of interest in the watch',
    'Who watches performance stands aside for good.',
  ),
  hearConflict: term(
    '知悉回避',
    'Hear of a conflict of interest',
    'Who stands aside in the mediation watches nothing.',
  ),
  urgeTerm: term('督促履行条款', 'Urge a term', 'Who owes it is urged.'),
  confirmTerm: term('确认履行', 'Confirm a term', 'It was performed.'),
  applyForConfirmation: term(
    '申请司法确认',
    'Apply for court confirmation',
    'All sides together, within thirty days of effect.',
  ),
  recordCourtAcceptance: term('登记法院受理', 'Record the court’s acceptance', 'Whether the court takes it.'),
  recordCourtAnswer: term('登记法院裁定', 'Record the court’s answer', 'Confirmed or refused.'),
  notePerformance: term('履行记录', 'Note on performance', 'What the mediator saw or was told.'),
  closePerformance: term('终结跟踪', 'Close the watch', 'Sued, agreed anew, enforced or released.'),
} as const;

/** Every list of them, under the heading that docs/glossary.md gives it. */
export const MEDIATION_GLOSSARY = [
  { heading: '调解状态 · Where a mediation stands', terms: MEDIATION_STATE_TERMS },
  { heading: '调解与履行 · Commands of a mediation', terms: MEDIATION_COMMAND_TERMS },
  { heading: '行为能力 · Capacity of disputants', terms: CAPACITY_TERMS },
  { heading: '代理权限 · Powers of representatives', terms: POWER_TERMS },
  { heading: '发言人 · Who speaks for a side', terms: SPEAKER_TERMS },
  { heading: '调解员产生方式 · How mediators are named', terms: NAMING_TERMS },
  { heading: '协议形式 · Forms of agreements', terms: AGREEMENT_FORM_TERMS },
  { heading: '协议范围 · Scopes of agreements', terms: AGREEMENT_SCOPE_TERMS },
  { heading: '风险等级 · Risk', terms: RISK_TERMS },
  { heading: '终止事由 · Why a mediation ends', terms: END_REASON_TERMS },
  { heading: '其他途径 · Other ways', terms: ROUTE_TERMS },
  { heading: '遇险处置 · After a call to the police', terms: AFTER_POLICE_TERMS },
  { heading: '履行状态 · Where performance stands', terms: PERFORMANCE_STATE_TERMS },
  { heading: '司法确认 · Court confirmation', terms: CONFIRMATION_TERMS },
  { heading: '履行终结事由 · Why performance is watched no longer', terms: CLOSE_REASON_TERMS },
  { heading: '救济途径 · What can be done about a breach', terms: REMEDY_TERMS },
] as const;
