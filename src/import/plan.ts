/** What a file adds to a directory: the rows, the directory they are added to, and what its parts share. */
import type { UnitKind } from '../domain/vocabulary.js';
import type { PlaceKind } from '../domain/vocabulary.js';
import type { RowWarningCode, Warning } from './remarks.js';
import type { Seen } from './survey.js';

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
  categories: ReadonlyMap<string, Pick<CategoryRow, 'level' | 'name' | 'parentCode'>>;
  aliases: readonly AliasRow[];
}

export interface Plan {
  places: PlaceRow[];
  units: UnitRow[];
  categories: CategoryRow[];
  aliases: AliasRow[];
  warnings: Warning[];
}

export const SUBDISTRICTS: readonly string[] = ['subdistrict', 'town'];
export const COMMUNITIES: readonly string[] = ['community', 'village'];

/** The kind that the first rule fitting any of the names gives. */
export function firstFitting<Kind>(
  rules: readonly { pattern: string; kind: Kind }[],
  names: readonly string[],
): Kind | undefined {
  return rules.find(({ pattern }) => names.some((name) => new RegExp(pattern, 'u').test(name)))?.kind;
}

/** The name in the file's first row of a code, or the code itself. */
export function firstName({ names, code }: Seen): string {
  return names.keys().next().value ?? code;
}

/** A remark on each name that is not the one kept. */
export function otherNames(code: RowWarningCode, seen: Seen, name: string): Warning[] {
  const others = [...seen.names].filter(([other]) => other !== name);
  return others.map(([other, line]) => ({ line, code, params: { code: seen.code, name, other } }));
}

/** A remark on each parent that is not the one kept. */
export function otherParents(code: RowWarningCode, seen: Seen, parent: string | null): Warning[] {
  const others = [...seen.parents].filter(([other]) => other !== parent);
  return others.map(([other, line]) => ({ line, code, params: { code: seen.code, parent: parent ?? '-', other } }));
}
