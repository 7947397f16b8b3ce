import type { OrganisationKind } from '../vocabulary.js';
import { coverageOn, grouped, isChainLevel, lyingOn, organisationOn, type NetworkView } from './coverage.js';
import { holdsOn } from './facts.js';

/** What covers what on a day, and what nobody covers. Codes, in order. */
export interface CoverageReport {
  day: string;
  /** 基层党组织: committees and branches. Groups and hub households are counted apart. */
  organisations: number;
  byKind: Readonly<Partial<Record<OrganisationKind, number>>>;
  grids: number;
  buildings: number;
  gridsWithoutBranch: readonly string[];
  buildingsWithoutGroup: readonly string[];
  placedNowhere: readonly string[];
  /** `grids`: how many; what leads is to be in one. */
  inTooManyGrids: readonly { organisation: string; grids: number }[];
  /** What only one can lead, and more than one does; households are several in a building. */
  placesWithSeveralLeads: readonly { place: string; organisations: readonly string[] }[];
  leadingSeveralPlaces: readonly { organisation: string; places: readonly string[] }[];
}

const COUNTED_APART: readonly OrganisationKind[] = ['building_party_group', 'party_hub_household'];

/** The report of a day; `most`: in how many grids an organisation may be that leads none. */
export function coverageReport(view: NetworkView, day: string, most: number): CoverageReport {
  const inForce = [...view.organisations.keys()].flatMap((code) => organisationOn(view, code, day) ?? []);
  const placesOf = (kind: string) =>
    [...view.places.values()]
      .filter((place) => place.kind === kind && lyingOn(view, place.code, day) !== undefined)
      .map(({ code }) => code);
  const grids = placesOf('grid');
  const buildings = placesOf('building');
  const placements = placementsOn(view, day);
  const gridsOf = (code: string) =>
    (placements.get(code) ?? []).filter((place) => view.places.get(place)?.kind === 'grid').length;
  const leads = (place: string, level: string) =>
    coverageOn(view, place, day).chain.some((one) => one.level === level && one.placement.place === place);
  // An estate's branch is its grid's, too: 网格(小区)党支部.
  const estates = placesOf('estate').filter((estate) => leads(estate, 'grid_party_branch'));
  const covered = new Set(estates.map((estate) => lyingOn(view, estate, day)?.parent));
  const led = [...view.places.keys()].flatMap((place) =>
    coverageOn(view, place, day).chain.filter((one) => one.placement.place === place),
  );
  const byPlace = grouped(
    led.filter(({ level }) => level !== 'party_hub_household'),
    ({ level, placement }) => `${placement.place} ${level}`,
  );
  const byLead = grouped(led, ({ organisation }) => organisation);
  const apart = (kind: OrganisationKind) => COUNTED_APART.includes(kind);
  return {
    day,
    organisations: inForce.filter(({ kind }) => !apart(kind)).length,
    byKind: countBy(inForce.map(({ kind }) => kind)),
    grids: grids.length,
    buildings: buildings.length,
    gridsWithoutBranch: grids.filter((grid) => !covered.has(grid) && !leads(grid, 'grid_party_branch')).toSorted(),
    buildingsWithoutGroup: buildings.filter((building) => !leads(building, 'building_party_group')).toSorted(),
    placedNowhere: inForce
      .map(({ code }) => code)
      .filter((code) => !placements.has(code))
      .toSorted(),
    inTooManyGrids: inForce
      .map(({ code, kind }) => ({ organisation: code, grids: gridsOf(code), most: isChainLevel(kind) ? 1 : most }))
      .filter((one) => one.grids > one.most)
      .map(({ organisation, grids: count }) => ({ organisation, grids: count }))
      .toSorted((a, b) => (a.organisation < b.organisation ? -1 : 1)),
    placesWithSeveralLeads: several(byPlace).map((leads) => ({
      place: leads[0]?.placement.place ?? '',
      organisations: leads.map(({ organisation }) => organisation).toSorted(),
    })),
    leadingSeveralPlaces: several(byLead).map((leads) => ({
      organisation: leads[0]?.organisation ?? '',
      places: leads.map(({ placement }) => placement.place).toSorted(),
    })),
  };
}

/** The groups of more than one, in the order of their keys. */
function several<Row>(groups: ReadonlyMap<string, readonly Row[]>): readonly (readonly Row[])[] {
  return [...groups]
    .filter(([, rows]) => rows.length > 1)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, rows]) => rows);
}

/** The places, in force on a day, in which each organisation is placed on it. */
function placementsOn(view: NetworkView, day: string): ReadonlyMap<string, readonly string[]> {
  const places = new Map<string, string[]>();
  for (const placement of [...view.placements.values()].flat()) {
    if (!holdsOn(placement, day) || lyingOn(view, placement.place, day) === undefined) continue;
    places.set(placement.organisation, [...(places.get(placement.organisation) ?? []), placement.place]);
  }
  return places;
}

function countBy<Key extends string>(keys: readonly Key[]): Partial<Record<Key, number>> {
  const counts: Partial<Record<Key, number>> = {};
  for (const key of keys) counts[key] = (counts[key] ?? 0) + 1;
  return counts;
}
