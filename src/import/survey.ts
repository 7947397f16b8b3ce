import { createReadStream } from 'node:fs';
import { isBroken, type Named } from './cells.js';
import { ImportInputError } from './input-error.js';
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
 * ImportInputError as `readRows`, and for a file in another encoding than the mapping says: taken as it is, its rows would
 * come in without their words, and their ids be used up by it.
 */
export async function surveyFile(file: string, mapping: Mapping): Promise<Survey> {
  const surveyor = new Surveyor();
  const read = rowReader(mapping);
  const written = { beyondAscii: 0, broken: 0 };
  for await (const row of readRows(file, mapping)) {
    surveyor.rows += 1;
    for (const cell of 'fields' in row ? row.fields.values() : []) {
      if (/[^\u0000-\u007f]/.test(cell)) written.beyondAscii += 1;
      if (isBroken(cell)) written.broken += 1;
    }
    const result = read(row);
    if ('reading' in result) surveyor.see(result.reading);
  }
  if (isAnother(written) || (mapping.encoding !== 'utf-8' && (await isUtf8(file)))) {
    throw new ImportInputError(
      `${file} is not ${mapping.encoding} text: name its encoding in the mapping, such as gb18030`,
    );
  }
  return surveyor;
}

/** More broken cells than sound ones, or no sound one at all: that is another encoding, not damage. One cell says nothing. */
function isAnother({ beyondAscii, broken }: { beyondAscii: number; broken: number }): boolean {
  return broken > 1 && (broken === beyondAscii || (broken > 2 && broken > beyondAscii / 2));
}

/** So many characters beyond ASCII are well-formed by chance in no other encoding. */
const WELL_FORMED_BY_CHANCE = 3;

/** Whether a file is meant as UTF-8: nearly all that it has beyond ASCII is well-formed. */
async function isUtf8(file: string): Promise<boolean> {
  const decoder = new TextDecoder('utf-8');
  let sound = 0;
  let broken = 0;
  const count = (text: string) => {
    const lost = text.match(/\uFFFD/g)?.length ?? 0;
    broken += lost;
    sound += (text.match(/[^\u0000-\u007f]/g)?.length ?? 0) - lost;
  };
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>)
    count(decoder.decode(chunk, { stream: true }));
  count(decoder.decode());
  return sound > WELL_FORMED_BY_CHANCE && broken * 10 <= sound;
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
