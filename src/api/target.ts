import { holding, roleFor, type Action, type Role, type Target } from '../domain/permissions.js';
import type { ResidentRequest } from '../domain/request/state.js';
import type { Principal } from '../store/accounts.js';
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

/** By which of their roles somebody reads many at once. */
export function readerOf({ accountId, roles }: Principal, action: Action): Reader {
  return { account: accountId, held: holding(roles, action) };
}
