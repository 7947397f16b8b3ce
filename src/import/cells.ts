/** What stands in a cell, and what it is a code of. */
import { createHash } from 'node:crypto';
import type { CodedColumns } from './mapping.js';

const CODE = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$/;
const NAME_MOST = 200;
const TEXT_MOST = 4_000;
// Control characters, marks that turn the reading direction, and what UTF-8 cannot hold. Line ends are kept apart.
const FORBIDDEN = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069\uD800-\uDFFF\uFFFE\uFFFF]/gu;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** A code of the directory and the name the source gives it. */
export interface Named {
  code: string;
  name: string | undefined;
}

/** One line of clean text. */
export function lineOf(cell: string): string {
  return textOf(cell).replace(/\s+/gu, ' ').slice(0, NAME_MOST).trim();
}

/** Clean text of several lines. */
export function textOf(cell: string): string {
  return cell.replace(/\r\n?/g, '\n').replace(FORBIDDEN, ' ').trim().slice(0, TEXT_MOST);
}

/** `&#40;` to `(`; what is no entity stays. */
export function decodeEntities(cell: string): string {
  return cell.replace(
    /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(\w+));/g,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return ENTITIES[name] ?? whole;
      const point = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
      return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : whole;
    },
  );
}

/** Bytes that are no text in the file's encoding were read as this character. */
export function isBroken(cell: string): boolean {
  return cell.includes('\uFFFD');
}

/**
 * The code a cell holds, as the directory may keep it: other writings, and names where there is no code, get a code made
 * of them. One text always gives one code, so that a second import finds what the first created. `scope` tells equal
 * names apart that lie in different things.
 */
export function directoryCode(text: string, scope = ''): string {
  if (scope === '' && CODE.test(text)) return text;
  const readable = text
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 24);
  const hash = createHash('sha256')
    .update(JSON.stringify([scope, text]))
    .digest('hex')
    .slice(0, 10);
  return readable === '' ? `x-${hash}` : `${readable}-${hash}`;
}

/** What a pair of columns says, or undefined for nothing. A code stands for itself, a name lies in its `scope`. */
export function namedIn(
  columns: CodedColumns,
  cellOf: (column: string) => string,
  scope: string | undefined,
): Named | undefined {
  const read = (column: string | undefined) => {
    const cell = column === undefined ? '' : cellOf(column);
    return columns.absent.includes(cell) ? '' : cell;
  };
  const code = read(columns.code);
  const name = read(columns.name);
  if (code === '' && name === '') return undefined;
  const kept = code === '' ? directoryCode(name, scope) : directoryCode(code);
  return { code: `${columns.prefix ?? ''}${kept}`, name: name === '' ? undefined : name };
}
