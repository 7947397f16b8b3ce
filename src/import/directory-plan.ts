/** What a file's codes add to a directory. Pure: the rows to create and what must be said, out of what is there already. */
import type { PlaceKind } from '../domain/vocabulary.js';
import type { Mapping } from './mapping.js';
import {
  COMMUNITIES,
  firstFitting,
  firstName,
  otherNames,
  otherParents,
  SUBDISTRICTS,
  type Held,
  type Plan,
} from './plan.js';
import type { Seen, Survey } from './survey.js';
import { planUnits } from './unit-plan.js';

/** What to create. Names, kinds and parents that the directory has are never changed, only remarked upon. */
export function planDirectory(mapping: Mapping, survey: Survey, held: Held): Plan {
  const plan: Plan = { places: [], units: [], categories: [], aliases: [], warnings: [] };
  planCategories(plan, survey, held);
  planPlaces(plan, mapping, survey, held);
  planUnits(plan, mapping, survey, held);
  return plan;
}

function planCategories({ categories, warnings }: Plan, survey: Survey, held: Held): void {
  const levelOf = (code: string) => (held.categories.get(code) ?? survey.categories.get(code))?.level ?? 0;
  for (const seen of survey.categories.values()) {
    const known = held.categories.get(seen.code);
    const name = known?.name ?? firstName(seen);
    // The narrowest of those above, since rows may leave a level out; a code at two levels must not lie under itself.
    const above = [...seen.parents.keys()].filter((code) => levelOf(code) < seen.level);
    const narrowest = above.toSorted((a, b) => levelOf(b) - levelOf(a))[0] ?? null;
    const parent = known ? known.parentCode : narrowest;
    if (!known) categories.push({ code: seen.code, level: seen.level, name, parentCode: parent });
    warnings.push(...otherNames('category_second_name', seen, name));
    const others = otherParents('category_second_parent', seen, parent);
    warnings.push(...others.filter(({ params }) => levelOf(params['other'] ?? '') === seen.level - 1));
  }
}

function planPlaces(plan: Plan, { place }: Mapping, survey: Survey, held: Held): void {
  const placeOf = (code: string) => held.places.get(code) ?? plan.places.find((place) => place.code === code);
  const isSubdistrict = (code: string) => SUBDISTRICTS.includes(placeOf(code)?.kind ?? '');
  const bring = (seen: Seen, kindOf: (name: string) => PlaceKind, fitting: readonly string[]) => {
    const known = placeOf(seen.code);
    if (known && !fitting.includes(known.kind)) {
      plan.warnings.push({ line: seen.line, code: 'place_other_kind', params: { code: seen.code } });
      return;
    }
    const name = known?.name ?? firstName(seen);
    const parent = known ? known.parentCode : ([...seen.parents.keys()].find(isSubdistrict) ?? null);
    if (!known) plan.places.push({ code: seen.code, kind: kindOf(name), name, parentCode: parent });
    plan.warnings.push(...otherNames('place_second_name', seen, name));
    plan.warnings.push(...otherParents('place_second_parent', seen, parent));
  };
  const subdistrictKind = (name: string) => firstFitting(place.subdistrict?.kinds ?? [], [name]) ?? 'subdistrict';
  const communityKind = (name: string) => firstFitting(place.community?.kinds ?? [], [name]) ?? 'community';
  for (const seen of survey.subdistricts.values()) bring(seen, subdistrictKind, SUBDISTRICTS);
  for (const seen of survey.communities.values()) bring(seen, communityKind, COMMUNITIES);
}
