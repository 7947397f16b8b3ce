import type { Target } from '../domain/permissions.js';
import type { ResidentRequest } from '../domain/request/state.js';

/** What scopes are held against. */
export function targetOf(request: ResidentRequest): Target {
  const { subdistrict, community } = request.received.place;
  return {
    district: request.district,
    units: [...(request.lead === undefined ? [] : [request.lead]), ...(request.coUnits ?? []).map(({ unit }) => unit)],
    ...(subdistrict !== undefined && { subdistrict }),
    ...(community !== undefined && { community }),
  };
}
