import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROUTES } from '../../src/api/routes/index.js';
import { ACCOUNT_ROLES, type Role, type ScopeKind } from '../../src/domain/permissions.js';
import { hashPassword } from '../../src/passwords.js';
import { projectRoot } from '../../src/project-root.js';
import { createAccount, createApiKey } from '../../src/store/accounts.js';
import { loadSeedData } from '../../src/store/seed-data.js';
import { seedDistrict } from '../../src/store/seed.js';
import { openOneOfEach } from '../support/cases.js';
import { DEEP } from '../support/random.js';
import { leadOf } from '../support/record.js';
import { HAIBOWAN, openService, submitOne, type TestService } from '../support/service.js';

/**
 * Who may do what, written down once more and by hand: whoever changes a right changes it in two places, and says so twice.
 */
const CENTRE = ['hotline_clerk', 'dispatcher', 'shift_leader'];
const UNIT = ['unit_coordinator', 'unit_head'];
const GROUND = ['subdistrict_clerk', 'community_clerk', 'grid_officer'];
const STAFF = [
  ...CENTRE,
  ...UNIT,
  'duty_officer',
  ...GROUND,
  'reviewer',
  'call_back_clerk',
  'supervisor',
  'district_leader',
];
const READERS = [...STAFF, 'subdistrict_leader', 'hotline_system', 'auditor'];
const CASE_READERS = [...STAFF, 'subdistrict_leader', 'enforcement_dispatcher', 'enforcement_officer', 'auditor'];
const CREW_READERS = CASE_READERS;
const COMMANDERS = ['subdistrict_clerk', 'subdistrict_leader', 'community_clerk', 'unit_head'];
const LINKAGE = ['enforcement_dispatcher', 'enforcement_officer', 'mediator', 'meeting_secretary', 'committee_member'];
const DIRECTORY = [...READERS, ...LINKAGE, 'directory_keeper', 'system_admin'];
const NETWORK_READERS = [...STAFF, 'subdistrict_leader', 'auditor', 'directory_keeper'];
const OFFICE = ['meeting_secretary', 'committee_member'];
const LISTS = [...OFFICE, 'subdistrict_clerk', 'subdistrict_leader', 'community_clerk'];
const ABOVE = ['shift_leader', 'supervisor', 'district_leader'];
const MEETING_READERS = [...STAFF, 'subdistrict_leader', ...OFFICE, 'auditor'];
const JOB_READERS = [...CENTRE, ...UNIT, 'duty_officer', 'supervisor', 'auditor', 'system_admin'];

const DISPATCHERS = ['enforcement_dispatcher', 'subdistrict_leader'];
const WINDOWS = ['community_clerk', 'subdistrict_clerk', 'hotline_clerk'];
const SERVICE_READERS = [
  ...[...UNIT, ...WINDOWS, 'duty_officer', 'call_back_clerk', 'shift_leader', 'supervisor', 'district_leader'],
  ...['subdistrict_leader', 'auditor'],
];

/** Who takes a dispute up for a committee, and who answers for one. */
const TAKES_UP = ['subdistrict_clerk', 'community_clerk', 'mediator'];
const COMMITTEE = ['subdistrict_clerk', 'community_clerk', ...UNIT];
const MEDIATION_READERS = [
  ...['shift_leader', 'subdistrict_leader', 'supervisor', 'district_leader', 'auditor', 'mediator'],
  ...COMMITTEE,
];

/** Who reads what a route's number names. */
const READERS_OF: Readonly<Record<string, readonly string[]>> = {
  // A mediator reads the disputes that are theirs, and this one is not.
  ...{ mediation: notMediators(MEDIATION_READERS), performance: notMediators(MEDIATION_READERS) },
  ...{ enforcement_dispatch: CREW_READERS, service_request: SERVICE_READERS },
  request: READERS,
};

function notMediators(readers: readonly string[]): readonly string[] {
  return readers.filter((role) => role !== 'mediator');
}

const MAY: Readonly<Record<string, 'anybody' | 'any account' | readonly string[]>> = {
  submit: ['hotline_system', 'hotline_clerk', 'shift_leader', ...GROUND],
  listRequests: READERS,
  listByCaller: ['hotline_clerk', 'shift_leader', 'call_back_clerk'],
  getRequest: READERS,
  listEvents: READERS,
  showContact: [...CENTRE, ...UNIT, 'duty_officer', 'call_back_clerk', ...GROUND],
  readDistrictLog: ['shift_leader', 'supervisor', 'district_leader', 'auditor'],
  accept: CENTRE,
  askInformation: [...CENTRE, ...UNIT],
  supplement: ['hotline_system', ...CENTRE, ...GROUND],
  answerAtOnce: ['hotline_clerk', 'shift_leader'],
  decline: ['hotline_clerk', 'shift_leader'],
  handOver: CENTRE,
  confirmHandOver: CENTRE,
  terminate: ['hotline_clerk', 'shift_leader', ...UNIT],
  ruleOnTermination: ['shift_leader'],
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
  split: CENTRE,
  merge: CENTRE,
  unmerge: CENTRE,
  verify: ['reviewer', 'call_back_clerk', 'shift_leader', ...GROUND],
  returnUpstream: ['shift_leader', 'hotline_clerk', 'hotline_system'],
  appealJudgement: UNIT,
  nameRepresentatives: [...CENTRE, 'subdistrict_clerk'],
  proposeMark: UNIT,
  ruleOnMark: ['reviewer', 'shift_leader', 'supervisor'],
  ruleOnAppeal: ['reviewer', 'shift_leader', 'supervisor'],
  reclassify: CENTRE,
  correct: [...CENTRE, ...GROUND],
  lookIn: ['shift_leader', 'hotline_clerk', 'community_clerk', 'grid_officer'],
  instruct: ['district_leader', 'supervisor', 'shift_leader'],
  raiseLevel: ['shift_leader', 'supervisor', 'district_leader'],
  proveLateEntry: ['shift_leader', 'supervisor'],
  submitResult: UNIT,
  approveResult: ['unit_head'],
  review: ['reviewer', 'shift_leader'],
  reply: [...UNIT, 'call_back_clerk'],
  recordCallBack: ['call_back_clerk'],
  close: ['shift_leader'],
  rework: ['shift_leader'],
  reopen: ['hotline_system', 'hotline_clerk', 'shift_leader', ...GROUND],
  withdraw: ['hotline_system', 'hotline_clerk'],
  urge: ['hotline_system', ...CENTRE, 'supervisor', ...GROUND],
  supervise: ['supervisor', 'shift_leader', 'district_leader'],
  comment: STAFF,
  blowWhistle: ['subdistrict_clerk', 'subdistrict_leader', 'community_clerk', 'unit_head'],
  openWhistle: ['subdistrict_clerk', 'subdistrict_leader', 'community_clerk', 'unit_head'],
  listWhistles: CASE_READERS,
  getWhistle: CASE_READERS,
  listWhistleEvents: CASE_READERS,
  approveWhistle: ['subdistrict_leader', 'unit_head'],
  refuseWhistle: ['subdistrict_leader', 'unit_head'],
  nameDepartment: COMMANDERS,
  releaseDepartment: COMMANDERS,
  concludeWhistle: COMMANDERS,
  rateDepartment: COMMANDERS,
  cancelWhistle: ['subdistrict_leader', 'unit_head'],
  ruleOnWhistle: ['supervisor', 'district_leader'],
  ruleOnStay: ['supervisor', 'district_leader'],
  listWhistleReports: CASE_READERS,
  getWhistleReport: CASE_READERS,
  listWhistleReportEvents: CASE_READERS,
  signForWhistle: [...UNIT, 'duty_officer'],
  contactSubdistrict: [...UNIT, 'duty_officer'],
  reportIn: [...UNIT, 'duty_officer', 'enforcement_officer'],
  ruleOnAbsence: COMMANDERS,
  giveWhistleResult: UNIT,
  objectToWhistle: UNIT,
  rateWhistle: UNIT,
  openMediation: ['subdistrict_clerk', 'community_clerk', 'shift_leader'],
  referToMeeting: ['subdistrict_clerk', 'shift_leader', 'district_leader'],
  concludeReferral: ['shift_leader'],
  startMediation: TAKES_UP,
  listMediations: MEDIATION_READERS,
  getMediation: MEDIATION_READERS,
  listMediationEvents: MEDIATION_READERS,
  nameMediators: [...COMMITTEE, 'shift_leader'],
  declareConflict: ['mediator'],
  replaceMediator: [...COMMITTEE, 'shift_leader'],
  nameRepresentative: TAKES_UP,
  recordConsent: TAKES_UP,
  recordRefusal: TAKES_UP,
  holdSession: ['mediator'],
  noteMediation: ['mediator'],
  assessRisk: TAKES_UP,
  extendMediation: TAKES_UP,
  draftAgreement: ['mediator'],
  signAgreement: ['mediator'],
  sealAgreement: [...COMMITTEE, 'mediator'],
  agreeOrally: ['mediator'],
  callPolice: TAKES_UP,
  resumeMediation: ['mediator'],
  endMediation: TAKES_UP,
  showDisputants: TAKES_UP,
  showPerformanceDisputants: TAKES_UP,
  listPerformances: MEDIATION_READERS,
  getPerformance: MEDIATION_READERS,
  listPerformanceEvents: MEDIATION_READERS,
  nameWatchers: [...COMMITTEE, 'shift_leader'],
  declareWatcherConflict: ['mediator'],
  urgeTerm: TAKES_UP,
  confirmTerm: ['mediator'],
  applyForConfirmation: ['mediator'],
  recordCourtAcceptance: TAKES_UP,
  recordCourtAnswer: TAKES_UP,
  notePerformance: ['mediator'],
  closePerformance: TAKES_UP,
  openAgendaItem: [...OFFICE, ...['subdistrict_clerk', 'subdistrict_leader', 'community_clerk'], ...ABOVE],
  listAgendaItems: MEETING_READERS,
  getAgendaItem: MEETING_READERS,
  listAgendaItemEvents: MEETING_READERS,
  acceptItem: OFFICE,
  returnItem: OFFICE,
  withdrawItem: OFFICE,
  reconsiderItem: ['committee_member'],
  reportDecision: [...UNIT, 'subdistrict_clerk', 'community_clerk'],
  verifyDecision: OFFICE,
  conveneMeeting: OFFICE,
  listJointMeetings: MEETING_READERS,
  getJointMeeting: MEETING_READERS,
  listJointMeetingEvents: MEETING_READERS,
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
  printMinutes: MEETING_READERS,
  readMeetingFigures: [...ABOVE, 'auditor', 'subdistrict_leader', 'meeting_secretary'],
  listNeeds: MEETING_READERS,
  enterNeed: LISTS,
  withdrawNeed: LISTS,
  claimNeed: LISTS,
  listResources: MEETING_READERS,
  enterResource: LISTS,
  withdrawResource: LISTS,
  claimResource: LISTS,
  listProjects: MEETING_READERS,
  endProject: LISTS,
  listFilters: READERS,
  getFilter: READERS,
  createFilter: READERS,
  replaceFilter: READERS,
  deleteFilter: READERS,
  signForMany: [...UNIT, 'duty_officer'],
  dispatchMany: ['dispatcher', 'shift_leader'],
  undoJob: ['dispatcher', 'shift_leader'],
  listJobs: JOB_READERS,
  getJob: JOB_READERS,
  readMorningSheet: ['shift_leader', 'supervisor', 'district_leader', 'auditor', 'unit_head'],
  readWhistleFigures: ['subdistrict_leader', 'shift_leader', 'supervisor', 'district_leader', 'auditor', 'unit_head'],
  listAbuses: ['supervisor', 'district_leader', 'auditor'],
  attach: ['hotline_system', ...CENTRE, ...UNIT, 'duty_officer', ...GROUND],
  listAttachments: READERS,
  getAttachment: READERS,
  listReusedPhotos: ['shift_leader', 'reviewer', 'supervisor', 'district_leader'],
  getCommand: [...READERS, ...LINKAGE],
  showJudgementLink: 'anybody',
  judge: 'anybody',
  showStatus: 'anybody',
  listPlaces: DIRECTORY,
  listUnits: DIRECTORY,
  listCategories: DIRECTORY,
  listPowers: DIRECTORY,
  listServiceMatters: DIRECTORY,
  showBoard: DIRECTORY,
  listCommittees: DIRECTORY,
  getCommittee: DIRECTORY,
  listMediators: DIRECTORY,
  logIn: 'anybody',
  whoAmI: 'any account',
  changeOwnPassword: 'any account',
  logOut: 'any account',
  createAccount: ['system_admin'],
  listAccounts: ['system_admin'],
  setPassword: ['system_admin'],
  disableAccount: ['system_admin'],
  createApiKey: ['system_admin'],
  listApiKeys: ['system_admin'],
  revokeApiKey: ['system_admin'],
  streamEvents: [...READERS, ...LINKAGE],
  createDutyShift: ['directory_keeper', 'system_admin'],
  listDutyShifts: ['directory_keeper', 'system_admin'],
  removeDutyShift: ['directory_keeper', 'system_admin'],
  createWebhookEndpoint: ['system_admin'],
  listWebhookEndpoints: ['system_admin'],
  disableWebhookEndpoint: ['system_admin'],
  rotateWebhookSecret: ['system_admin'],
  rotateHookSourceSecret: ['system_admin'],
  listWebhookDeliveries: ['system_admin'],
  replayWebhooks: ['system_admin'],
  createHookSource: ['system_admin'],
  listHookSources: ['system_admin'],
  disableHookSource: ['system_admin'],
  receiveHook: 'anybody',
  listOrganisations: NETWORK_READERS,
  getOrganisation: NETWORK_READERS,
  listPlacements: NETWORK_READERS,
  readCoverage: NETWORK_READERS,
  readCoverageReport: NETWORK_READERS,
  listNetworkChanges: NETWORK_READERS,
  createOrganisation: ['directory_keeper'],
  changeOrganisation: ['directory_keeper'],
  placeOrganisation: ['directory_keeper', 'subdistrict_clerk', 'community_clerk'],
  changePlacement: ['directory_keeper', 'subdistrict_clerk', 'community_clerk'],
  voidPlacement: ['directory_keeper', 'subdistrict_clerk', 'community_clerk'],
  splitGrid: ['directory_keeper', 'subdistrict_clerk'],
  mergeGrids: ['directory_keeper', 'subdistrict_clerk'],
  moveGrid: ['directory_keeper', 'subdistrict_clerk'],
  // crews and applications
  openEnforcement: DISPATCHERS,
  listEnforcements: CREW_READERS,
  getEnforcement: CREW_READERS,
  listEnforcementEvents: CREW_READERS,
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
  openServiceRequest: WINDOWS,
  listServiceRequests: SERVICE_READERS,
  getServiceRequest: SERVICE_READERS,
  listServiceRequestEvents: SERVICE_READERS,
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
};

/** In what scopes a role counts, where that is not the district. */
const HELD_IN: Readonly<Record<string, readonly ScopeKind[]>> = {
  unit_coordinator: ['unit'],
  unit_head: ['unit'],
  duty_officer: ['unit'],
  subdistrict_clerk: ['subdistrict'],
  community_clerk: ['community'],
  grid_officer: ['community'],
  subdistrict_leader: ['subdistrict'],
  enforcement_dispatcher: ['subdistrict'],
  enforcement_officer: ['unit'],
  mediator: ['district', 'subdistrict', 'community'],
  meeting_secretary: ['district', 'subdistrict', 'community'],
  committee_member: ['district', 'subdistrict', 'community'],
  auditor: ['district', 'unit', 'subdistrict', 'community'],
};

const OTHER_DISTRICT = '999999';
/** Where a role can count, and whether that reaches the request, which lies in haibei-01 of haibei. */
const SCOPES: readonly { name: string; kind: ScopeKind; code: string; district: string; reaches: boolean }[] = [
  { name: 'the district', kind: 'district', code: HAIBOWAN, district: HAIBOWAN, reaches: true },
  { name: 'the lead unit', kind: 'unit', code: 'LEAD', district: HAIBOWAN, reaches: true },
  { name: 'another unit', kind: 'unit', code: 'hotline-centre', district: HAIBOWAN, reaches: false },
  { name: 'its subdistrict', kind: 'subdistrict', code: 'haibei', district: HAIBOWAN, reaches: true },
  { name: 'another subdistrict', kind: 'subdistrict', code: 'xinhua', district: HAIBOWAN, reaches: false },
  { name: 'its community', kind: 'community', code: 'haibei-01', district: HAIBOWAN, reaches: true },
  { name: 'another community', kind: 'community', code: 'haibei-02', district: HAIBOWAN, reaches: false },
  { name: 'another district', kind: 'district', code: OTHER_DISTRICT, district: OTHER_DISTRICT, reaches: false },
];

const PLACE = { subdistrict: 'haibei', community: 'haibei-01' };
const SUBMISSION = {
  kind: 'inquiry',
  channel: 'hotline',
  category: 'A0101',
  place: PLACE,
  text: '演示',
  requester: { mode: 'anonymous' },
};
const DISPUTE = {
  ...{ kind: 'peoples', text: '演示', place: PLACE, domesticViolence: false },
  sides: [{ disputants: [{ name: '演示·甲' }] }, { disputants: [{ name: '演示·乙' }] }],
};
/** What opens a case of its own, so far that it is only the key that is missing. */
const OPENINGS: Readonly<Record<string, object>> = {
  submit: SUBMISSION,
  startMediation: DISPUTE,
  openAgendaItem: { committee: 'haibei-01', title: '演示', text: '演示' },
  conveneMeeting: { committee: 'haibei-01', when: '2030-01-01T02:00:00Z', reason: '演示' },
  openWhistle: {
    ...{ kind: 'key_work', text: '演示', place: PLACE },
    departments: [{ unit: 'ecology', reason: '演示' }],
  },
  openEnforcement: {
    ...{ urgency: 'routine', crew: ['00000000-0000-4000-8000-000000000009'], lead: 'ecology', task: '演示' },
    ...{ place: PLACE, from: '2026-03-02T03:00:00Z', until: '2026-03-02T05:00:00Z' },
  },
  openServiceRequest: { matter: 'S01', place: PLACE, applicant: { name: '演示·申请人' } },
};
/** Those that name a committee of the place. */
const OF_COMMITTEES = ['openAgendaItem', 'conveneMeeting'];
const NOBODY = '00000000-0000-4000-8000-000000000000';
/** The lists of a committee, and bodies that get as far as their rights. */
const OF_LISTS = /^\/v1\/committees\/\{code\}\/(needs|resources|projects)/;
const ENTRY = { title: '演示', detail: '演示', organisation: '演示' };
const LIST_BODIES: Readonly<Record<string, object>> = {
  ...{ enterNeed: ENTRY, enterResource: ENTRY, claimNeed: { resource: NOBODY }, claimResource: { need: NOBODY } },
  endProject: { state: 'done' },
};

/**
 * Where the role counts, the other district, and one kind of scope in which it does not count; of what the role may do nowhere,
 * only where it counts. All of them in the deep run.
 */
function scopesOf(role: Role, { operationId }: (typeof ROUTES)[number]): typeof SCOPES {
  if (DEEP) return SCOPES;
  const heldIn = HELD_IN[role] ?? ['district'];
  const who = MAY[operationId] ?? [];
  const may = who === 'any account' || (who !== 'anybody' && who.includes(role));
  if (!may) return SCOPES.filter(({ kind, district }) => heldIn.includes(kind) && district !== OTHER_DISTRICT);
  const strange = SCOPES.find(({ kind }) => !heldIn.includes(kind));
  return SCOPES.filter((one) => one === strange || one.district === OTHER_DISTRICT || heldIn.includes(one.kind));
}

let service: TestService;
let url: string;
let number: string;
let commandId: string;
/** The case of each kind that the matrix is held against: in the same place, of the same unit. */
const numbers: Record<string, string> = {};
const keys = new Map<string, string>();
const keyOf = (role: string, scope: string): string => keys.get(`${role} ${scope}`) ?? '';

beforeAll(async () => {
  service = await openService();
  await service.startWorker();
  url = await service.listen();
  const { db } = service;
  const { accounts: _accounts, district, ...data } = await loadSeedData(join(projectRoot(), 'data', 'haibowan'));
  const other = { ...data, district: { ...district, code: OTHER_DISTRICT } };
  await seedDistrict(db.prisma, other, { withDemoAccounts: false, hashPassword });
  const received = await submitOne(service.door, { place: PLACE });
  ({ commandId } = received);
  number = received.caseId.replace(/^request:(\d+):/, '$1-');
  const lead = await leadOf(db, received.caseId);
  Object.assign(numbers, await openOneOfEach(db, lead));
  for (const role of ACCOUNT_ROLES) {
    for (const [index, { name, kind, code, district }] of SCOPES.entries()) {
      const id = await createAccount(db, {
        district,
        login: `matrix.${role}.${String(index)}`,
        displayName: '演示·矩阵',
        roles: [{ role, scopeKind: kind, scopeCode: code === 'LEAD' ? lead : code }],
      });
      if (id === undefined) throw new Error('a login was taken');
      keys.set(`${role} ${name}`, (await createApiKey(db, id, 'matrix')).key);
    }
  }
});
afterAll(() => service.stop());

/**
 * Asks a route as far as its checks of rights go and no further: a body that breaks the schema, a key that is left out.
 * What such a call is told, it was told after it was let in.
 */
async function ask({ method, path, operationId, on }: (typeof ROUTES)[number], key: string | undefined) {
  const at = path
    .replace('{number}', numbers[typeof on === 'string' ? on : 'request'] ?? number)
    .replace('{id}', operationId === 'getCommand' ? commandId : NOBODY);
  const body = OPENINGS[operationId] ?? LIST_BODIES[operationId] ?? { nonsense: 1 };
  const known = OF_LISTS.test(path) ? at.replace('{code}', PLACE.community) : at;
  const answer = await fetch(url + known.replace(/\{\w+\}/, 'none'), {
    method,
    headers: { 'content-type': 'application/json', ...(key !== undefined && { authorization: `Bearer ${key}` }) },
    ...((method === 'post' || method === 'put') && { body: JSON.stringify(body) }),
  });
  // A stream never ends by itself.
  const isStream = /event-stream/.test(answer.headers.get('content-type') ?? '');
  const text = isStream ? '' : await answer.text();
  if (isStream) await answer.body?.cancel();
  const { code } = (text === '' ? {} : JSON.parse(text)) as { code?: string };
  return { status: answer.status, code, text };
}

/** Routes under the name of something that there is not. */
const OF_NOTHING = [
  ...['disableAccount', 'revokeApiKey', 'getAttachment', 'listWebhookDeliveries', 'getFilter', 'getJob'],
  ...['showBoard', 'getCommittee', 'getOrganisation', 'readCoverage'],
];

/** What a caller who is let in is told by `ask`. */
function letIn({ method, operationId }: (typeof ROUTES)[number]): string {
  if (operationId in OPENINGS) return '400 idempotency_key_required';
  if (operationId === 'logOut') return '204 ';
  if (operationId in LIST_BODIES)
    return operationId === 'endProject' ? '404 not_found' : '400 idempotency_key_required';
  if (OF_NOTHING.includes(operationId)) return '404 not_found';
  // Whoever voids says why.
  if (operationId === 'voidPlacement') return '422 invalid_request';
  if (method === 'delete') return '404 not_found';
  return method === 'get' ? '200 ' : '422 invalid_request';
}

function expected(route: (typeof ROUTES)[number], role: Role, scope: (typeof SCOPES)[number]): string {
  const { operationId, path } = route;
  const who = MAY[operationId] ?? [];
  const counts = (HELD_IN[role] ?? ['district']).includes(scope.kind);
  const allowed = who === 'any account' || (who !== 'anybody' && who.includes(role) && counts);
  // A request’s number is none of these.
  if (/^\/v1\/(agenda-items|joint-meetings)\/\{/.test(path)) return '404 not_found';
  if (path.includes('{number}')) {
    const readers = READERS_OF[String(route.on)] ?? CASE_READERS;
    if (!scope.reaches || !counts || !readers.includes(role)) return '404 not_found';
    return allowed ? letIn(route) : '403 forbidden';
  }
  if (OF_LISTS.test(path) && scope.district === OTHER_DISTRICT) return '404 not_found';
  // The other district has no committee: nobody of theirs has an account.
  if (OF_COMMITTEES.includes(operationId) && scope.district === OTHER_DISTRICT) return '422 unknown_committee';
  if (!allowed) return '403 forbidden';
  // A unit is no place: its scope reaches no committee.
  const isInPlace = scope.reaches && scope.kind !== 'unit';
  if (OF_COMMITTEES.includes(operationId) || OF_LISTS.test(path))
    return isInPlace ? letIn(route) : '403 place_out_of_scope';
  // Figures are told of the district or of a unit, of no other place.
  const isOfFigures = operationId === 'readMorningSheet' || operationId === 'listAbuses';
  if (isOfFigures && (scope.kind === 'subdistrict' || scope.kind === 'community')) return '403 forbidden';
  // What is asked of the whole district is answered as far as the caller's scope reaches.
  if (operationId === 'getCommand') return scope.reaches && READERS.includes(role) ? '200 ' : '404 not_found';
  // A submission is held against the place it names, in the caller's own district.
  if (operationId in OPENINGS) {
    // A unit acts wherever it is called.
    if (operationId === 'openWhistle' && scope.kind === 'unit') return letIn(route);
    return scope.reaches || scope.district === OTHER_DISTRICT ? letIn(route) : '403 place_out_of_scope';
  }
  return letIn(route);
}

describe('the matrix of roles', () => {
  it('has a row for every route, and none besides', () => {
    expect(Object.keys(MAY).sort()).toEqual(ROUTES.map(({ operationId }) => operationId).sort());
  });

  it.each(
    ROUTES.filter(({ operationId }) => MAY[operationId] !== 'anybody').map(
      (route) => [route.operationId, route] as const,
    ),
  )('%s: every role in every scope', async (_operationId, route) => {
    const told: Record<string, string> = {};
    const wanted: Record<string, string> = {};
    const anonymous = await ask(route, undefined);
    told['nobody'] = `${String(anonymous.status)} ${anonymous.code ?? ''}`;
    wanted['nobody'] = '401 unauthenticated';
    for (const role of ACCOUNT_ROLES) {
      const scopes = scopesOf(role, route);
      const answers = await Promise.all(scopes.map((scope) => ask(route, keyOf(role, scope.name))));
      for (const [index, scope] of scopes.entries()) {
        const answer = answers[index];
        told[`${role} of ${scope.name}`] = `${String(answer?.status)} ${answer?.code ?? ''}`;
        wanted[`${role} of ${scope.name}`] = expected(route, role, scope);
        // Whatever is told of the request's own district does not reach the other.
        if (route.operationId === 'listRequests' && !scope.reaches) expect(answer?.text).not.toContain(number);
      }
    }
    expect(told).toEqual(wanted);
  });

  it.each(
    ROUTES.filter(({ operationId }) => MAY[operationId] === 'anybody').map(
      (route) => [route.operationId, route] as const,
    ),
  )('%s: open to anybody', async (_operationId, route) => {
    // Who signs what is sent needs no account; a wrong signature is another matter.
    expect(['unauthenticated', 'forbidden']).not.toContain((await ask(route, undefined)).code);
  });

  it('left nothing behind', async () => {
    const { rows } = await service.db.pool.query<{ inbox: string; cases: string }>(
      'SELECT (SELECT count(*) FROM inbox) AS inbox, (SELECT count(*) FROM resident_requests) AS cases',
    );
    expect(rows[0]).toEqual({ inbox: String(1 + Object.keys(numbers).length), cases: '1' });
  });
});
