import type { Life } from './life.js';

/** In both languages. */
export interface Said {
  zh: string;
  en: string;
}

/** What a figure is asked of; instants in ISO 8601 UTC, `from` and `at` within, `until` not. */
export interface Window {
  from: string;
  until: string;
  /** The moment of the sheet. */
  at: string;
  /** 24:00 at +08:00 of the day of the sheet. */
  dayEnd: string;
}

/** One case that a figure counts, or would count but for an exclusion. */
export interface Item {
  number: string;
  /** Whose it is; none where nobody leads yet. */
  unit: string | undefined;
  /** In the numerator. */
  hit: boolean;
  /** Neither in the numerator nor in the denominator, but shown. */
  excluded: boolean;
  measure?: number;
}

/** A number told beside a count: the worst of its items. */
export interface Measure extends Said {
  fold: 'max' | 'min';
}

/** A figure of the morning sheet (practice §5). Without a numerator it is a count. */
export interface Figure extends Said {
  numerator?: Said;
  denominator: Said;
  exclusions?: Said;
  /** Of a period, or of the moment of the sheet. */
  over: 'period' | 'moment';
  /** Who answers for it: told by unit, or of the whole district only. */
  by: 'unit' | 'district';
  measure?: Measure;
  /** The numbers behind it are listed. */
  lists?: true;
  /** A rate below this warns. */
  warnsBelow?: number;
  items: (lives: readonly Life[], window: Window) => readonly Item[];
}

/** What a figure comes to for one unit: `hits` of `n`, and those left out. */
export interface Tally {
  unit: string | undefined;
  n: number;
  hits: number;
  excluded: number;
  measure?: number;
  /** Sorted; empty unless the figure lists them. */
  numbers: readonly string[];
}

/** Counts a figure's items by unit; units in order of code, nobody's last. */
export function tally({ measure, lists }: Figure, items: readonly Item[]): readonly Tally[] {
  const units = [...new Set(items.map(({ unit }) => unit))].sort(byCode);
  return units.map((unit) => {
    const own = items.filter((item) => item.unit === unit);
    const counted = own.filter(({ excluded }) => !excluded);
    const hits = counted.filter(({ hit }) => hit);
    const measured = counted.flatMap((item) => item.measure ?? []);
    return {
      unit,
      n: counted.length,
      hits: hits.length,
      excluded: own.length - counted.length,
      ...(measure && measured.length > 0 && { measure: Math[measure.fold](...measured) }),
      numbers: lists ? [...new Set(hits.map(({ number }) => number))].sort() : [],
    };
  });
}

/** In the order of code points, as the database's C collation has it, nobody last. */
export function byCode(a: string | undefined, b: string | undefined): number {
  if (a === b) return 0;
  if (a === undefined || b === undefined) return a === undefined ? 1 : -1;
  return a < b ? -1 : 1;
}

/** The formula as people read it: `numerator ÷ denominator`, or what is counted. */
export function formulaOf({ numerator, denominator }: Figure, language: 'zh' | 'en'): string {
  return numerator ? `${numerator[language]} ÷ ${denominator[language]}` : denominator[language];
}
