import type { Named } from './cells.js';
import type { Mapping } from './mapping.js';
import { rowReader, type Reading } from './reading.js';
import { readRows } from './rows.js';

/** A code as a file uses it: every name and every parent it is given, each with the line that says so first. */
export interface Seen {
  code: string;
  line: number;
  names: Map<string, number>;
  parents: Map<string, number>;
}

export interface SeenCategory extends Seen {
  level: number;
}

export interface SeenUnit extends Seen {
  /** The subdistricts of the requests it was given. */
  subdistricts: Set<string>;
}

/** What a file says about the directory. Only rows that will be taken count. */
export interface Survey {
  /** Every row of the file, for the progress bar. */
  rows: number;
  categories: ReadonlyMap<string, SeenCategory>;
  subdistricts: ReadonlyMap<string, Seen>;
  communities: ReadonlyMap<string, Seen>;
  units: ReadonlyMap<string, SeenUnit>;
}

/**
 * Reads the whole file once for its codes: the directory must hold them before the first request refers to one. Throws
 * ImportInputError as `readRows`.
 */
export async function surveyFile(file: string, mapping: Mapping): Promise<Survey> {
  const surveyor = new Surveyor();
  const read = rowReader(mapping);
  for await (const row of readRows(file, mapping)) {
    surveyor.rows += 1;
    const result = read(row);
    if ('reading' in result) surveyor.see(result.reading);
  }
  return surveyor;
}

class Surveyor implements Survey {
  rows = 0;
  readonly categories = new Map<string, SeenCategory>();
  readonly subdistricts = new Map<string, Seen>();
  readonly communities = new Map<string, Seen>();
  readonly units = new Map<string, SeenUnit>();

  see({ line, categories, subdistrict, community, unit }: Reading): void {
    categories.forEach((category, i) => {
      note(this.categories, category, line, categories[i - 1]?.code, { level: category.level });
    });
    if (subdistrict) note(this.subdistricts, subdistrict, line, undefined, {});
    if (community) note(this.communities, community, line, subdistrict?.code, {});
    if (!unit) return;
    const { subdistricts } = note(this.units, unit, line, undefined, { subdistricts: new Set<string>() });
    if (subdistrict) subdistricts.add(subdistrict.code);
  }
}

function note<Extra extends object>(
  table: Map<string, Seen & Extra>,
  { code, name }: Named,
  line: number,
  parent: string | undefined,
  extra: Extra,
): Seen & Extra {
  const seen = table.get(code) ?? {
    code,
    line,
    names: new Map<string, number>(),
    parents: new Map<string, number>(),
    ...extra,
  };
  table.set(code, seen);
  if (name !== undefined && !seen.names.has(name)) seen.names.set(name, line);
  if (parent !== undefined && !seen.parents.has(parent)) seen.parents.set(parent, line);
  return seen;
}
