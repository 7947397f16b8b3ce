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

/** What an action touches, as far as scopes can tell. */
export interface Target {
  district: string;
  unit?: string;
  subdistrict?: string;
  community?: string;
}

const CENTRE = ['hotline_clerk', 'dispatcher', 'shift_leader'] as const;
/** The people of a unit that handles requests. */
export const UNIT_ROLES = ['unit_coordinator', 'unit_head'] as const satisfies readonly Role[];
const UNIT = UNIT_ROLES;
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

const RIGHTS = {
  // commands of the resident request
  submit: ['hotline_system', 'hotline_clerk', 'shift_leader', 'subdistrict_clerk', 'community_clerk', 'grid_officer'],
  accept: CENTRE,
  askInformation: [...CENTRE, ...UNIT],
  supplement: ['hotline_system', ...CENTRE, 'grid_officer', 'community_clerk', 'subdistrict_clerk', 'resident'],
  answerAtOnce: ['hotline_clerk', 'shift_leader'],
  decline: ['hotline_clerk', 'shift_leader'],
  dispatch: ['dispatcher', 'shift_leader'],
  signFor: [...UNIT, 'duty_officer'],
  object: UNIT,
  ruleOnObjection: ['shift_leader'],
  recordContact: [...UNIT, 'duty_officer'],
  requestExtension: UNIT,
  ruleOnExtension: ['shift_leader'],
  submitResult: UNIT,
  approveResult: ['unit_head'],
  review: ['reviewer', 'shift_leader'],
  reply: [...UNIT, 'call_back_clerk'],
  recordCallBack: ['call_back_clerk'],
  judge: ['resident'],
  close: ['shift_leader'],
  rework: ['shift_leader'],
  reopen: ['resident', 'hotline_system', 'hotline_clerk', 'shift_leader'],
  withdraw: ['resident', 'hotline_clerk'],
  urge: ['resident', 'hotline_system', ...CENTRE, 'supervisor'],
  supervise: ['supervisor', 'shift_leader'],
  comment: STAFF,
  blowWhistle: ['subdistrict_clerk', 'shift_leader'],
  openMediation: ['subdistrict_clerk', 'community_clerk', 'shift_leader'],
  referToMeeting: ['subdistrict_clerk', 'shift_leader', 'district_leader'],
  concludeReferral: ['shift_leader', 'system'],
  // reading
  readRequests: [...STAFF, 'hotline_system', 'auditor'],
  readDirectory: [...STAFF, 'hotline_system', 'auditor', 'directory_keeper', 'system_admin'],
  readCommand: [...STAFF, 'hotline_system', 'auditor'],
  verifyRecord: ['auditor'],
  // running the service
  manageAccounts: ['system_admin'],
  manageApiKeys: ['system_admin'],
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
      return target.unit !== undefined && scope.code === target.unit;
    case 'subdistrict':
      return target.subdistrict !== undefined && scope.code === target.subdistrict;
    case 'community':
      return target.community !== undefined && scope.code === target.community;
  }
}

/** The first held role that allows the action on the target, or undefined: forbidden. */
export function roleFor(held: readonly HeldRole[], action: Action, target: Target): Role | undefined {
  const allowed: readonly Role[] = RIGHTS[action];
  return held.find(({ role, scope }) => allowed.includes(role) && covers(scope, target))?.role;
}
