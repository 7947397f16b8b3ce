import type { AgendaItem } from '../domain/agenda-item/agenda-item.js';
import { holding, roleFor, SEATED, type Action, type HeldRole, type Role, type Target } from '../domain/permissions.js';
import type { Proceeding } from '../domain/case/proceeding.js';
import { proceedingKindOf, proceedingOf, type ProceedingKind } from '../domain/procedures.js';
import type { CommitteeFact, JointMeeting, Office } from '../domain/joint-meeting/joint-meeting.js';
import type { ResidentRequest } from '../domain/request/state.js';
import type { Principal } from '../store/accounts.js';
import type { Database } from '../store/database.js';
import { findCommittee } from '../store/linkage-directory.js';
import type { Reader } from '../store/queries/list-requests.js';

/** What scopes are held against. */
function targetOf({ district, lead, coUnits = [], received }: ResidentRequest): Target {
  const { subdistrict, community } = received.place;
  return {
    district,
    units: [...(lead === undefined ? [] : [lead]), ...coUnits.map(({ unit }) => unit)],
    ...(received.against && { against: received.against }),
    ...(subdistrict !== undefined && { subdistrict }),
    ...(community !== undefined && { community }),
  };
}

/** The role in which somebody may do something with a request, if they may; never whom it is about. */
export function roleOn({ accountId, roles }: Principal, action: Action, request: ResidentRequest): Role | undefined {
  return request.received.against?.account === accountId ? undefined : roleFor(roles, action, targetOf(request));
}

/** The same of a case that is no request, and of whom its request is about. */
export function roleIn(principal: Principal, action: Action, proceeding: Proceeding): Role | undefined {
  const { accountId, unit, roles } = principal;
  const { district, opened } = proceeding;
  const { subdistrict, community, against } = opened;
  if (against?.account === accountId) return undefined;
  const procedure = proceedingOf(proceeding.case);
  const mediators = procedure.mediators(proceeding);
  // A seat lets nobody read what their own unit is reported for.
  const counting = against !== undefined && unit === against.unit ? roles.filter(isNoSeat) : roles;
  return roleFor(counting, action, {
    ...{ district, units: procedure.units(proceeding) },
    ...(mediators && { isMediator: mediators.includes(accountId) }),
    ...(against && { against }),
    ...(subdistrict !== undefined && { subdistrict }),
    ...(community !== undefined && { community }),
  });
}

const isNoSeat = ({ role }: HeldRole): boolean => !SEATED.includes(role);

/** Which commands somebody could give on a case that is no request: by their role, and as far as its rules do not bar them. */
export async function offeredIn(
  db: Database,
  principal: Principal,
  proceeding: Proceeding,
): Promise<(name: string) => boolean> {
  const { accountId: account, unit } = principal;
  const committee = committeeOf(proceeding);
  const office = committee === undefined ? undefined : await officeOf(db, principal, committee.code);
  return (name) => {
    const role = roleIn(principal, name as Action, proceeding);
    if (role === undefined) return false;
    const actor = { account, role, ...(unit !== undefined && { unit }) };
    return !proceedingOf(proceeding.case).bars(proceeding, name, actor, office === undefined ? {} : { office });
  };
}

/** Whose sitting or item it is. */
function committeeOf({ case: id, opened }: Proceeding): CommitteeFact | undefined {
  const kind = proceedingKindOf(id);
  const isOfCommittee = kind === 'joint_meeting' || kind === 'agenda_item';
  return isOfCommittee ? (opened as JointMeeting['opened'] | AgendaItem['opened']).committee : undefined;
}

/** In what office of a committee somebody is today, whoever was on the day when a case was opened. */
export async function officeOf(
  db: Database,
  { district, accountId }: Pick<Principal, 'district' | 'accountId'>,
  code: string,
): Promise<Office | undefined> {
  const committee = await findCommittee(db, district, code);
  if (committee?.chair.account === accountId) return 'chair';
  return committee?.secretary.account === accountId ? 'secretary' : undefined;
}

/** By what right a case of a kind is read: a dispute is fewer people's than a whistle, a committee's is its members' too. */
export function readingOf(kind: ProceedingKind): Action {
  if (kind === 'agenda_item' || kind === 'joint_meeting') return 'readMeetings';
  if (kind === 'enforcement_dispatch') return 'readEnforcement';
  if (kind === 'service_request') return 'readServices';
  return kind === 'mediation' || kind === 'performance' ? 'readMediations' : 'readProceedings';
}

/** By which of their roles somebody reads many at once. */
export function readerOf({ accountId, unit, roles }: Principal, action: Action): Reader {
  return { account: accountId, unit, held: holding(roles, action) };
}
