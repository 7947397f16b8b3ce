import type { UnitKind } from '../domain/vocabulary.js';
import type { Mapping } from './mapping.js';
import { COMMUNITIES, firstFitting, firstName, otherNames, SUBDISTRICTS, type Held, type Plan } from './plan.js';
import type { SeenUnit, Survey } from './survey.js';

type Places = ReadonlyMap<string, { kind: string; name: string; parentCode: string | null }>;

/** Adds the units of a file to a plan that has its places: their kinds, their aliases, and who leads for communities. */
export function planUnits(plan: Plan, mapping: Mapping, survey: Survey, held: Held): void {
  const places: Places = new Map([...held.places, ...plan.places.map((place) => [place.code, place] as const)]);
  planNamedUnits(plan, mapping, survey, held, places);
  planSubdistrictUnits(plan, mapping, survey, held, places);
  remarkSharedNames(plan, survey, held);
}

function planNamedUnits(plan: Plan, mapping: Mapping, survey: Survey, held: Held, places: Places): void {
  const aliases = new Set(held.aliases.map(({ unitCode, name }) => `${unitCode} ${name}`));
  const taken = new Set([...held.units.values()].map(({ placeCode }) => placeCode));
  for (const seen of survey.units.values()) {
    const known = held.units.get(seen.code);
    const name = known?.name ?? firstName(seen);
    if (!known) {
      const kind = kindOfUnit(mapping, seen);
      const place = standsFor(mapping, kind, seen, places);
      const placeCode = place === undefined || taken.has(place) ? null : place;
      taken.add(placeCode);
      plan.units.push({ code: seen.code, kind, name, placeCode });
    }
    for (const other of seen.names.keys()) {
      if (other !== name && !aliases.has(`${seen.code} ${other}`))
        plan.aliases.push({ unitCode: seen.code, name: other });
    }
    plan.warnings.push(...otherNames('unit_second_name', seen, name));
  }
}

function kindOfUnit({ unit }: Mapping, seen: SeenUnit): UnitKind {
  if (unit === undefined) return 'bureau';
  const byCode = Object.hasOwn(unit.kindByCode, seen.code) ? unit.kindByCode[seen.code] : undefined;
  return byCode ?? firstFitting(unit.kinds, [...seen.names.keys()]) ?? unit.defaultKind;
}

/** The place that a community's or a subdistrict's own unit is named after, if exactly one is. */
function standsFor({ unit }: Mapping, kind: UnitKind, { names }: SeenUnit, places: Places): string | undefined {
  if (unit === undefined || (kind !== 'community' && kind !== 'subdistrict')) return undefined;
  const communityName = unit.communityName === undefined ? undefined : new RegExp(unit.communityName, 'u');
  const wanted = new Set(
    [...names.keys()].flatMap((name) => (kind === 'community' ? (communityName?.exec(name)?.[1] ?? []) : name)),
  );
  const fitting = [...places].filter(([, place]) => {
    if (kind === 'community') return COMMUNITIES.includes(place.kind) && wanted.has(place.name);
    return (
      SUBDISTRICTS.includes(place.kind) && wanted.has(unit.subdistrictUnit.name.replace('{name}', () => place.name))
    );
  });
  return fitting.length === 1 ? fitting[0]?.[0] : undefined;
}

/** A community never leads, so each subdistrict with a community's unit needs one that does. */
function planSubdistrictUnits(plan: Plan, { unit }: Mapping, survey: Survey, held: Held, places: Places): void {
  if (unit === undefined) return;
  const units = new Map([...held.units, ...plan.units.map((row) => [row.code, row] as const)]);
  const led = new Set(
    [...units.values()].flatMap(({ kind, placeCode }) => (kind === 'subdistrict' ? [placeCode] : [])),
  );
  for (const seen of survey.units.values()) {
    const { kind, placeCode } = units.get(seen.code) ?? {};
    if (kind !== 'community') continue;
    const parent = places.get(placeCode ?? '')?.parentCode ?? undefined;
    for (const subdistrict of parent === undefined ? seen.subdistricts : [parent]) {
      const place = places.get(subdistrict);
      const code = unit.subdistrictUnit.code.replace('{code}', () => subdistrict);
      if (!place || !SUBDISTRICTS.includes(place.kind) || led.has(subdistrict) || units.has(code)) continue;
      led.add(subdistrict);
      const name = unit.subdistrictUnit.name.replace('{name}', () => place.name);
      plan.units.push({ code, kind: 'subdistrict', name, placeCode: subdistrict });
    }
  }
}

/** A name that leads to two units finds neither. Of units in the file, the one that is named so first counts as its owner. */
function remarkSharedNames({ warnings }: Plan, survey: Survey, held: Held): void {
  const elsewhere = [...held.units].filter(([code, { name }]) => survey.units.get(code)?.names.has(name) !== true);
  const owners = new Map(elsewhere.map(([code, { name }]) => [name, code]));
  for (const { code, names } of survey.units.values()) {
    for (const [name, line] of names) {
      const other = owners.get(name) ?? code;
      owners.set(name, other);
      if (other !== code) warnings.push({ line, code: 'unit_name_shared', params: { code, other, name } });
    }
  }
}
