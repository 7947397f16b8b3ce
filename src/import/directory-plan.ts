/** What a file's codes add to a directory. Pure: the rows to create and what must be said, out of what is there already. */
import type { UnitKind } from '../domain/vocabulary.js';
import type { PlaceKind } from '../store/seed-data.js';
import type { Mapping } from './mapping.js';
import type { RowWarningCode, Warning } from './remarks.js';
import type { Seen, SeenUnit, Survey } from './survey.js';

export interface PlaceRow {
  code: string;
  kind: PlaceKind;
  name: string;
  parentCode: string | null;
}

export interface UnitRow {
  code: string;
  kind: UnitKind;
  name: string;
  placeCode: string | null;
}

export interface CategoryRow {
  code: string;
  level: number;
  name: string;
  parentCode: string | null;
}

export interface AliasRow {
  unitCode: string;
  name: string;
}

/** The directory as the record has it. */
export interface Held {
  places: ReadonlyMap<string, Pick<PlaceRow, 'name' | 'parentCode'> & { kind: string }>;
  units: ReadonlyMap<string, Pick<UnitRow, 'name' | 'placeCode'> & { kind: string }>;
  categories: ReadonlyMap<string, Pick<CategoryRow, 'name' | 'parentCode'>>;
  aliases: readonly AliasRow[];
}

export interface Plan {
  places: PlaceRow[];
  units: UnitRow[];
  categories: CategoryRow[];
  aliases: AliasRow[];
  warnings: Warning[];
}

const SUBDISTRICTS: readonly string[] = ['subdistrict', 'town'];
const COMMUNITIES: readonly string[] = ['community', 'village'];

/** What to create. Names, kinds and parents that the directory has are never changed, only remarked upon. */
export function planDirectory(mapping: Mapping, survey: Survey, held: Held): Plan {
  const plan: Plan = { places: [], units: [], categories: [], aliases: [], warnings: [] };
  planCategories(plan, survey, held);
  planPlaces(plan, mapping, survey, held);
  const places = new Map([...held.places, ...plan.places.map((place) => [place.code, place] as const)]);
  planUnits(plan, mapping, survey, held, places);
  planSubdistrictUnits(plan, mapping, survey, held, places);
  remarkSharedNames(plan, survey, held);
  return plan;
}

function planCategories({ categories, warnings }: Plan, survey: Survey, held: Held): void {
  for (const seen of survey.categories.values()) {
    const known = held.categories.get(seen.code);
    const name = known?.name ?? firstName(seen);
    const parent = known ? known.parentCode : (firstParent(seen) ?? seen.loosely ?? null);
    if (!known) categories.push({ code: seen.code, level: seen.level, name, parentCode: parent });
    warnings.push(...otherNames('category_second_name', seen, name));
    warnings.push(...otherParents('category_second_parent', seen, parent));
  }
}

function planPlaces(plan: Plan, { place }: Mapping, survey: Survey, held: Held): void {
  const bring = (seen: Seen, kindOf: (name: string) => PlaceKind, fitting: readonly string[]) => {
    const known = held.places.get(seen.code) ?? plan.places.find(({ code }) => code === seen.code);
    if (known && !fitting.includes(known.kind)) {
      plan.warnings.push({ line: seen.line, code: 'place_other_kind', params: { code: seen.code } });
      return;
    }
    const name = known?.name ?? firstName(seen);
    const parent = known ? known.parentCode : (firstParent(seen) ?? null);
    if (!known) plan.places.push({ code: seen.code, kind: kindOf(name), name, parentCode: parent });
    plan.warnings.push(...otherNames('place_second_name', seen, name));
    plan.warnings.push(...otherParents('place_second_parent', seen, parent));
  };
  const subdistrictKind = (name: string) => firstFitting(place.subdistrict?.kinds ?? [], [name]) ?? 'subdistrict';
  const communityKind = (name: string) => firstFitting(place.community?.kinds ?? [], [name]) ?? 'community';
  for (const seen of survey.subdistricts.values()) bring(seen, subdistrictKind, SUBDISTRICTS);
  for (const seen of survey.communities.values()) bring(seen, communityKind, COMMUNITIES);
}

type Places = ReadonlyMap<string, { kind: string; name: string; parentCode: string | null }>;

function planUnits(plan: Plan, mapping: Mapping, survey: Survey, held: Held, places: Places): void {
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
    return SUBDISTRICTS.includes(place.kind) && wanted.has(unit.subdistrictUnit.name.replace('{name}', place.name));
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
      const code = unit.subdistrictUnit.code.replace('{code}', subdistrict);
      if (!place || !SUBDISTRICTS.includes(place.kind) || led.has(subdistrict) || units.has(code)) continue;
      led.add(subdistrict);
      const name = unit.subdistrictUnit.name.replace('{name}', place.name);
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

function firstFitting<Kind>(
  rules: readonly { pattern: string; kind: Kind }[],
  names: readonly string[],
): Kind | undefined {
  return rules.find(({ pattern }) => names.some((name) => new RegExp(pattern, 'u').test(name)))?.kind;
}

function firstName({ names, code }: Seen): string {
  return names.keys().next().value ?? code;
}

function firstParent({ parents }: Seen): string | undefined {
  return parents.keys().next().value;
}

function otherNames(code: RowWarningCode, seen: Seen, name: string): Warning[] {
  const others = [...seen.names].filter(([other]) => other !== name);
  return others.map(([other, line]) => ({ line, code, params: { code: seen.code, name, other } }));
}

function otherParents(code: RowWarningCode, seen: Seen, parent: string | null): Warning[] {
  const others = [...seen.parents].filter(([other]) => other !== parent);
  return others.map(([other, line]) => ({ line, code, params: { code: seen.code, parent: parent ?? '-', other } }));
}
