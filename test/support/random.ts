/** Chance that can be repeated: the same seed draws the same again. */
export interface Random {
  /** At least 0, below `n`. */
  below: (n: number) => number;
  pick: <Item>(from: readonly Item[]) => Item;
  shuffled: <Item>(items: readonly Item[]) => Item[];
}

/** A generator (mulberry32) that begins at a whole number. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const below = (n: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * n);
  };
  return {
    below,
    pick(from) {
      const item = from[below(from.length)];
      if (item === undefined) throw new RangeError('there is nothing to pick from');
      return item;
    },
    shuffled(items) {
      const left = [...items];
      return items.map(() => left.splice(below(left.length), 1)).flat();
    },
  };
}

/** Full sizes (`npm run test:deep`), or those that every run can afford. */
export const DEEP = process.env['BIHUAN_DEEP'] === '1';

/**
 * What this run's chance begins with; it stands in the names of the tests that draw, so that a failure can be repeated.
 * Every full run draws anew; the others draw the same.
 */
export const SEED = Number(process.env['BIHUAN_SEED'] ?? (DEEP ? Date.now() % 1_000_000 : 1));
