import { LEVELS, type Channel } from './vocabulary.js';

/**
 * Who may do what. Deny by default: an action without a row here is forbidden to all. An auditor can read this file alone
 * and know every right; `test/api/role-matrix.test.ts` walks every route with every role and scope against it.
 */

export const ROLES = [
  'hotline_system', // 热线系统: another system that starts requests and is told of changes
  'hotline_clerk', // 受理员
  'dispatcher', // 派单员
  'shift_leader', // 值班长
  'unit_coordinator', // 单位联络员
  'unit_head', // 单位负责人
  'duty_officer', // 值班员
  'subdistrict_clerk', // 街道(镇)经办
  'community_clerk', // 社区(村)经办
  'grid_officer', // 网格员
  'subdistrict_leader', // 街道(镇)领导
  'enforcement_dispatcher', // 执法调度员
  'enforcement_officer', // 执法人员
  'mediator', // 调解员
  'meeting_secretary', // 会议秘书
  'committee_member', // 联席会议成员单位代表
  'reviewer', // 审核员
  'call_back_clerk', // 回访员
  'supervisor', // 督查员
  'district_leader', // 区领导
  'auditor', // 审计员
  'directory_keeper', // 目录管理员
  'system_admin', // 系统管理员
  'resident', // 诉求人, by one-time link
  'system', // the service itself: timers and linked workflows
] as const;
export type Role = (typeof ROLES)[number];

/** Roles that can be given to an account. The other two are taken by a link or by the service itself. */
export const ACCOUNT_ROLES = ROLES.filter((role) => role !== 'resident' && role !== 'system');

export const SCOPE_KINDS = ['district', 'unit', 'subdistrict', 'community'] as const;
export type ScopeKind = (typeof SCOPE_KINDS)[number];

/** `code` names the place or unit within `district`; for kind `district` it repeats the district's own code. */
export interface Scope {
  district: string;
  kind: ScopeKind;
  code: string;
}

/** A role an account holds, and where it counts. */
export interface HeldRole {
  role: Role;
  scope: Scope;
}

const DISTRICT = ['district'] as const;

/**
 * In what scopes a role can be held; in any other it counts for nothing. What the centre decides it decides for the whole
 * district: a unit's own reviewer would pass the unit's own work.
 */
export const SCOPES_OF_ROLE: { readonly [role in Role]: readonly ScopeKind[] } = {
  hotline_system: DISTRICT,
  hotline_clerk: DISTRICT,
  dispatcher: DISTRICT,
  shift_leader: DISTRICT,
  unit_coordinator: ['unit'],
  unit_head: ['unit'],
  duty_officer: ['unit'],
  subdistrict_clerk: ['subdistrict'],
  community_clerk: ['community'],
  grid_officer: ['community'],
  subdistrict_leader: ['subdistrict'],
  enforcement_dispatcher: ['subdistrict'],
  enforcement_officer: ['unit'],
  mediator: LEVELS,
  meeting_secretary: LEVELS,
  committee_member: LEVELS,
  reviewer: DISTRICT,
  call_back_clerk: DISTRICT,
  supervisor: DISTRICT,
  district_leader: DISTRICT,
  auditor: SCOPE_KINDS,
  directory_keeper: DISTRICT,
  system_admin: DISTRICT,
  resident: [],
  system: [],
};

/** What an action touches, as far as scopes can tell. */
export interface Target {
  district: string;
  /** Whom it is about: hidden from that unit and its place, or, where its staff is meant, from all of it but the head. */
  against?: { unit: string; place?: string; staff?: 'yes' };
  /** The units that work on it: the lead, and those beside it. */
  units?: readonly string[];
  subdistrict?: string;
  community?: string;
  /** Of what is mediated: whether the caller is one of its mediators, wherever they belong. */
  isMediator?: boolean;
}

const CENTRE = ['hotline_clerk', 'dispatcher', 'shift_leader'] as const;
/** The people of a unit that handles requests. */
export const UNIT_ROLES = ['unit_coordinator', 'unit_head'] as const satisfies readonly Role[];
const UNIT = UNIT_ROLES;
/** Those to whom a resident comes in person, in their own place. */
const RECEPTION = ['subdistrict_clerk', 'community_clerk', 'grid_officer'] as const;
const STAFF = [
  ...CENTRE,
  ...UNIT,
  'duty_officer',
  'subdistrict_clerk',
  'community_clerk',
  'grid_officer',
  'reviewer',
  'call_back_clerk',
  'supervisor',
  'district_leader',
] as const;
/** Who reads requests: the staff, a subdistrict's leader within it, and those who neither handle nor decide. */
const READERS = [...STAFF, 'subdistrict_leader', 'hotline_system', 'auditor'] as const;
/** Those whom an enforcement dispatch, a mediation or a meeting names. */
const LINKAGE = [
  'enforcement_dispatcher',
  'enforcement_officer',
  'mediator',
  'meeting_secretary',
  'committee_member',
] as const;

/** Who takes a dispute up for a committee, within their own place. */
const TAKES_UP = ['subdistrict_clerk', 'community_clerk', 'mediator'] as const;
/** Who answers for a committee: of its place, or of the bureau that it is. */
const COMMITTEE = ['subdistrict_clerk', 'community_clerk', ...UNIT] as const;

/** Who blows a whistle commands it; that it is their own its rules see to. */
const COMMANDERS = ['subdistrict_clerk', 'subdistrict_leader', 'community_clerk', 'unit_head'] as const;

/** Who prepares a committee's sittings: its secretary, and its chair, a member of it. */
const OFFICE = ['meeting_secretary', 'committee_member'] as const;

/** The offices of a place, which may ask its committee to decide. */
const GROUNDED = ['subdistrict_clerk', 'subdistrict_leader', 'community_clerk'] as const;

/** Who watches over the whole district. */
const ABOVE = ['shift_leader', 'supervisor', 'district_leader'] as const;

/** Who works on a committee’s lists, and who reads them. */
const LISTS = [...OFFICE, ...GROUNDED] as const;
const LISTED = [...STAFF, 'subdistrict_leader', ...OFFICE, 'auditor'] as const;
/** 街道统一指挥: who dispatches the units stationed in a subdistrict. */
const DISPATCHERS = ['enforcement_dispatcher', 'subdistrict_leader'] as const;
/** The windows of each level. */
const WINDOWS = ['community_clerk', 'subdistrict_clerk', 'hotline_clerk'] as const;

const RIGHTS = {
  // commands of the resident request
  submit: ['hotline_system', 'hotline_clerk', 'shift_leader', ...RECEPTION],
  accept: CENTRE,
  askInformation: [...CENTRE, ...UNIT],
  supplement: ['hotline_system', ...CENTRE, ...RECEPTION, 'resident'],
  answerAtOnce: ['hotline_clerk', 'shift_leader'],
  decline: ['hotline_clerk', 'shift_leader'],
  handOver: CENTRE,
  confirmHandOver: CENTRE,
  dispatch: ['dispatcher', 'shift_leader'],
  signFor: [...UNIT, 'duty_officer'],
  object: UNIT,
  ruleOnObjection: ['shift_leader'],
  recordContact: [...UNIT, 'duty_officer'],
  interimReply: [...UNIT, 'hotline_clerk', 'shift_leader', 'call_back_clerk'],
  requestExtension: UNIT,
  ruleOnExtension: ['shift_leader'],
  park: UNIT,
  ruleOnParking: ['shift_leader', 'supervisor', 'district_leader'],
  clear: ['shift_leader', 'supervisor'],
  addCoUnit: ['dispatcher', 'shift_leader'],
  coSignFor: [...UNIT, 'duty_officer'],
  coReply: [...UNIT, 'community_clerk'],
  assignInside: UNIT,
  submitResult: UNIT,
  approveResult: ['unit_head'],
  review: ['reviewer', 'shift_leader'],
  reply: [...UNIT, 'call_back_clerk'],
  recordCallBack: ['call_back_clerk'],
  judge: ['resident'],
  close: ['shift_leader'],
  rework: ['shift_leader'],
  reopen: ['resident', 'hotline_system', 'hotline_clerk', 'shift_leader', ...RECEPTION],
  withdraw: ['resident', 'hotline_system', 'hotline_clerk'],
  terminate: ['hotline_clerk', 'shift_leader', ...UNIT],
  ruleOnTermination: ['shift_leader'],
  urge: ['resident', 'hotline_system', ...CENTRE, 'supervisor', ...RECEPTION],
  supervise: ['supervisor', 'shift_leader', 'district_leader'],
  split: CENTRE,
  merge: CENTRE,
  unmerge: CENTRE,
  takeFollower: ['system'],
  releaseFollower: ['system'],
  followLeader: ['system'],
  verify: ['reviewer', 'call_back_clerk', 'shift_leader', ...RECEPTION],
  returnUpstream: ['shift_leader', 'hotline_clerk', 'hotline_system'],
  appealJudgement: UNIT,
  ruleOnAppeal: ['reviewer', 'shift_leader', 'supervisor'],
  nameRepresentatives: [...CENTRE, 'subdistrict_clerk'],
  proposeMark: UNIT,
  ruleOnMark: ['reviewer', 'shift_leader', 'supervisor'],
  reclassify: CENTRE,
  correct: [...CENTRE, ...RECEPTION],
  adoptCalendar: ['system'],
  adoptPolicy: ['system'],
  succeedUnit: ['system'],
  lookIn: ['shift_leader', 'hotline_clerk', 'community_clerk', 'grid_officer'],
  instruct: ['district_leader', 'supervisor', 'shift_leader'],
  raiseLevel: ['shift_leader', 'supervisor', 'district_leader'],
  proveLateEntry: ['shift_leader', 'supervisor'],
  comment: STAFF,
  hearRequestEnd: ['system'],
  hearRequestReopened: ['system'],
  blowWhistle: ['subdistrict_clerk', 'subdistrict_leader', 'community_clerk', 'unit_head'],
  openMediation: ['subdistrict_clerk', 'community_clerk', 'shift_leader'],
  referToMeeting: ['subdistrict_clerk', 'shift_leader', 'district_leader'],
  carryReferral: ['system'],
  takeDecision: ['system'],
  awaitDecision: ['system'],
  noteOpened: ['system'],
  noteEnforcement: ['system'],
  concludeReferral: ['shift_leader', 'system'],
  // the whistle, and a department's report
  openWhistle: ['subdistrict_clerk', 'subdistrict_leader', 'community_clerk', 'unit_head'],
  approveWhistle: ['subdistrict_leader', 'unit_head'],
  refuseWhistle: ['subdistrict_leader', 'unit_head'],
  nameDepartment: COMMANDERS,
  releaseDepartment: COMMANDERS,
  concludeWhistle: COMMANDERS,
  rateDepartment: COMMANDERS,
  cancelWhistle: ['subdistrict_leader', 'unit_head'],
  ruleOnWhistle: ['supervisor', 'district_leader'],
  ruleOnStay: ['supervisor', 'district_leader'],
  signForWhistle: [...UNIT, 'duty_officer'],
  contactSubdistrict: [...UNIT, 'duty_officer'],
  reportIn: [...UNIT, 'duty_officer', 'enforcement_officer'],
  giveWhistleResult: UNIT,
  objectToWhistle: UNIT,
  rateWhistle: UNIT,
  ruleOnAbsence: COMMANDERS,
  excuseDepartment: ['system'],
  noteArrival: ['system'],
  noteAbsence: ['system'],
  noteLeft: ['system'],
  noteUnmoved: ['system'],
  standDown: ['system'],
  // the mediation, and the performance of what was agreed: a mediator's own cases only
  startMediation: TAKES_UP,
  nameMediators: [...COMMITTEE, 'shift_leader'],
  declareConflict: ['mediator'],
  replaceMediator: [...COMMITTEE, 'shift_leader'],
  nameRepresentative: TAKES_UP,
  recordConsent: TAKES_UP,
  recordRefusal: TAKES_UP,
  holdSession: ['mediator'],
  noteMediation: ['mediator'],
  assessRisk: TAKES_UP,
  // without a mediator it is theirs who take disputes up: its rules see to it
  extendMediation: TAKES_UP,
  draftAgreement: ['mediator'],
  signAgreement: ['mediator'],
  sealAgreement: [...COMMITTEE, 'mediator'],
  agreeOrally: ['mediator'],
  callPolice: TAKES_UP,
  resumeMediation: ['mediator'],
  endMediation: TAKES_UP,
  nameWatchers: [...COMMITTEE, 'shift_leader'],
  declareWatcherConflict: ['mediator'],
  hearConflict: ['system'],
  urgeTerm: TAKES_UP,
  confirmTerm: ['mediator'],
  applyForConfirmation: ['mediator'],
  recordCourtAcceptance: TAKES_UP,
  recordCourtAnswer: TAKES_UP,
  notePerformance: ['mediator'],
  closePerformance: TAKES_UP,
  readMediations: [
    ...(['shift_leader', 'subdistrict_leader', 'supervisor', 'district_leader', 'auditor', 'mediator'] as const),
    ...COMMITTEE,
  ],
  // what was said in confidence, and who the disputants are in clear
  hearConfidence: ['mediator'],
  showDisputants: TAKES_UP,
  // the agenda item, and the sitting: that it is their own committee's the rules see to
  openAgendaItem: [...OFFICE, ...GROUNDED, ...ABOVE],
  acceptItem: OFFICE,
  returnItem: OFFICE,
  withdrawItem: OFFICE,
  reconsiderItem: ['committee_member'],
  reportDecision: [...UNIT, 'subdistrict_clerk', 'community_clerk'],
  verifyDecision: OFFICE,
  scheduleItem: ['system'],
  unscheduleItem: ['system'],
  noteSitting: ['system'],
  hearDecision: ['system'],
  noteNotTaken: ['system'],
  conveneMeeting: OFFICE,
  addItem: OFFICE,
  removeItem: OFFICE,
  orderAgenda: OFFICE,
  fixAgenda: OFFICE,
  postponeMeeting: OFFICE,
  cancelMeeting: ['committee_member'],
  openMeeting: OFFICE,
  discussItem: OFFICE,
  recuseSeat: ['committee_member'],
  callVote: ['committee_member'],
  castVote: ['committee_member'],
  closeVote: ['committee_member'],
  decideItem: ['committee_member'],
  closeMeeting: ['committee_member'],
  adjournMeeting: OFFICE,
  issueMinutes: ['committee_member'],
  dropItem: ['system'],
  voidDecision: ['system'],
  // 需求清单、资源清单、项目清单: whose an entry is the lists see to
  listNeeds: LISTED,
  enterNeed: LISTS,
  withdrawNeed: LISTS,
  claimNeed: LISTS,
  listResources: LISTED,
  enterResource: LISTS,
  withdrawResource: LISTS,
  claimResource: LISTS,
  listProjects: LISTED,
  endProject: LISTS,
  readMeetingFigures: [...ABOVE, 'auditor', 'subdistrict_leader', 'meeting_secretary'],
  readMeetings: [...STAFF, 'subdistrict_leader', 'meeting_secretary', 'committee_member', 'auditor'],
  readProceedings: [...STAFF, 'subdistrict_leader', 'enforcement_dispatcher', 'enforcement_officer', 'auditor'],
  // the enforcement dispatch
  openEnforcement: DISPATCHERS,
  bookOfficer: DISPATCHERS,
  releaseOfficer: DISPATCHERS,
  replanDispatch: DISPATCHERS,
  setOut: ['enforcement_officer'],
  arriveOnSite: ['enforcement_officer'],
  recordFindings: ['enforcement_officer'],
  takeMeasure: ['enforcement_officer'],
  reinspect: ['enforcement_officer'],
  concludeEnforcement: DISPATCHERS,
  cancelEnforcement: DISPATCHERS,
  hearWhistleEnd: ['system'],
  readEnforcement: [...STAFF, 'subdistrict_leader', 'enforcement_dispatcher', 'enforcement_officer', 'auditor'],
  // the service request
  openServiceRequest: WINDOWS,
  tellMissing: UNIT,
  supplementMaterials: [...UNIT, ...WINDOWS],
  acceptService: UNIT,
  doServiceStep: UNIT,
  decideService: UNIT,
  deliverService: [...UNIT, ...WINDOWS],
  judgeService: [...WINDOWS, 'call_back_clerk'],
  rectifyService: UNIT,
  withdrawService: WINDOWS,
  showApplicant: [...UNIT, ...WINDOWS, 'call_back_clerk'],
  readServices: [
    ...[...UNIT, ...WINDOWS],
    ...(['duty_officer', 'call_back_clerk', 'shift_leader', 'supervisor', 'district_leader'] as const),
    ...(['subdistrict_leader', 'auditor'] as const),
  ],
  // attachments: whoever hears the resident brings theirs, the lead brings its own
  attach: ['hotline_system', ...CENTRE, ...UNIT, 'duty_officer', ...RECEPTION],
  readAttachments: READERS,
  readReusedPhotos: ['shift_leader', 'reviewer', 'supervisor', 'district_leader'],
  // reading
  readRequests: READERS,
  // whoever reads a case of any kind; what comes is held against each kind by itself
  streamEvents: [
    ...READERS,
    ...(['enforcement_dispatcher', 'enforcement_officer'] as const),
    ...(['mediator', 'meeting_secretary', 'committee_member'] as const),
  ],
  useFilters: READERS,
  shareFilters: ['shift_leader', 'supervisor', ...UNIT],
  // who has to speak with the resident; every look is on record
  showContact: [...CENTRE, ...UNIT, 'duty_officer', 'call_back_clerk', ...RECEPTION],
  // whoever takes in or calls back can write the slip of who has no phone anew
  giveQueryCode: ['hotline_system', 'hotline_clerk', 'shift_leader', 'call_back_clerk', ...RECEPTION],
  readDistrictLog: ['shift_leader', 'supervisor', 'district_leader', 'auditor'],
  findByCaller: ['hotline_clerk', 'shift_leader', 'call_back_clerk'],
  readDirectory: [...READERS, ...LINKAGE, 'directory_keeper', 'system_admin'],
  // one's own, and those of the cases that one reads
  readCommand: [...READERS, ...LINKAGE],
  readFigures: ['shift_leader', 'supervisor', 'district_leader', 'auditor', 'unit_head'],
  readWhistleFigures: ['subdistrict_leader', 'shift_leader', 'supervisor', 'district_leader', 'auditor', 'unit_head'],
  readAbuses: ['supervisor', 'district_leader', 'auditor'],
  // bulk jobs: one's own; those of the district for who answers for it
  readJobs: [...CENTRE, ...UNIT, 'duty_officer', 'supervisor', 'auditor', 'system_admin'],
  readAllJobs: ['shift_leader', 'supervisor', 'auditor', 'system_admin'],
  // running the service
  manageAccounts: ['system_admin'],
  manageApiKeys: ['system_admin'],
  manageWebhooks: ['system_admin'],
  keepDutyRoster: ['system_admin', 'directory_keeper'],
  // the organisation network: registered for the district, placed by whose place it is
  readNetwork: [...STAFF, 'subdistrict_leader', 'auditor', 'directory_keeper'],
  keepOrganisations: ['directory_keeper'],
  placeOrganisations: ['directory_keeper', 'subdistrict_clerk', 'community_clerk'],
  changeGrids: ['directory_keeper', 'subdistrict_clerk'],
} as const satisfies Record<string, readonly Role[]>;

export type Action = keyof typeof RIGHTS;
export const ACTIONS = Object.keys(RIGHTS) as readonly Action[];

/** The roles a row of the catalogue allows. */
export function rolesFor(action: Action): readonly Role[] {
  return RIGHTS[action];
}

/** Whether a scope reaches a target: the district reaches all of itself, the others what names them. */
export function covers(scope: Scope, target: Target): boolean {
  if (scope.district !== target.district) return false;
  switch (scope.kind) {
    case 'district':
      return true;
    case 'unit':
      return target.units?.includes(scope.code) === true;
    case 'subdistrict':
      return target.subdistrict !== undefined && scope.code === target.subdistrict;
    case 'community':
      return target.community !== undefined && scope.code === target.community;
  }
}

/** The held roles that allow an action somewhere, each within its scope. */
export function holding(held: readonly HeldRole[], action: Action): readonly HeldRole[] {
  const allowed: readonly Role[] = RIGHTS[action];
  return held.filter(({ role, scope }) => allowed.includes(role) && SCOPES_OF_ROLE[role].includes(scope.kind));
}

/** The first held role that allows the action on the target, or undefined: forbidden. */
export function roleFor(held: readonly HeldRole[], action: Action, target: Target): Role | undefined {
  return holding(held, action).find((one) => reaches(one, target) && !isKeptFrom(one, target))?.role;
}

/** Who reads what comes before a committee, by their seat in it. */
export const SEATED: readonly Role[] = ['meeting_secretary', 'committee_member'];

/** A mediator works on what names them, in whatever place, and on nothing else. */
function reaches({ role, scope }: HeldRole, target: Target): boolean {
  if (role !== 'mediator' || target.isMediator === undefined) return covers(scope, target);
  return target.isMediator && scope.district === target.district;
}

/** Whether a role is that of somebody a request is about (practice §3); who holds it for the whole district sees all. */
function isKeptFrom({ role, scope }: HeldRole, { against }: Target): boolean {
  if (against === undefined || scope.kind === 'district') return false;
  if (scope.kind !== 'unit') return scope.code === against.place;
  return scope.code === against.unit && (against.staff === undefined || role !== 'unit_head');
}

/** Only who answers the phone or the city's platform can say that somebody asked there: what they say is trusted. */
const CHANNELS_OF_THE_CENTRE: readonly Channel[] = ['hotline', 'city_platform'];

/** Whether a role can have received something by a channel. */
export function mayReceiveBy(role: Role, channel: Channel): boolean {
  const isCentral = role === 'hotline_system' || CENTRE.some((one) => one === role);
  return isCentral || !CHANNELS_OF_THE_CENTRE.includes(channel);
}
