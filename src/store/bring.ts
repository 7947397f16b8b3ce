/** How rows of a district's files come into the record: what is missing is inserted, what differs is kept or brought in line. */
import { isDeepStrictEqual } from 'node:util';

export interface TableReport {
  inserted: number;
  updated: number;
  /** Rows of the files that the record, when all is done, holds otherwise or does not hold. */
  differing: number;
  /** Rows of the files that wait until everybody they name has an account of the district. */
  waiting?: number;
}

interface Bringing<Row> {
  existing: 'keep' | 'update';
  wanted: readonly Row[];
  held: readonly Row[];
  keyOf: (row: Row) => string;
  /** Given for rows that belong to another: whether their owner came with this run. */
  comesWithOwner?: (row: Row) => boolean;
  insert: (rows: Row[]) => Promise<unknown>;
  /** Left out where every column is part of the key. */
  update?: (row: Row) => Promise<unknown>;
}

export interface Brought<Row> {
  inserted: readonly Row[];
  updated: number;
  differing: number;
}

/** Inserts what is missing, in one statement, and updates what differs where that is wanted. */
export async function bring<Row extends object>(bringing: Bringing<Row>): Promise<Brought<Row>> {
  const { existing, wanted, keyOf, comesWithOwner, insert, update } = bringing;
  const held = new Map(bringing.held.map((row) => [keyOf(row), row]));
  const missing: Row[] = [];
  const differing: Row[] = [];
  let leftOut = 0;
  for (const row of wanted) {
    const same = held.get(keyOf(row));
    if (same !== undefined) {
      if (!agrees(row, same)) differing.push(row);
    } else if (existing === 'update' || comesWithOwner === undefined || comesWithOwner(row)) missing.push(row);
    else leftOut += 1;
  }
  if (missing.length > 0) await insert(missing);
  if (existing === 'keep' || update === undefined) {
    return { inserted: missing, updated: 0, differing: differing.length + leftOut };
  }
  for (const row of differing) await update(row);
  return { inserted: missing, updated: differing.length, differing: 0 };
}

/** Only the columns the files speak of are compared: ids and times of insertion are the record's own. */
function agrees(wanted: object, held: object): boolean {
  const columns = new Map(Object.entries(held));
  return Object.entries(wanted).every(([column, value]) => isDeepStrictEqual(columns.get(column), value));
}

/** How many rows came, changed and differ. */
export function reportOf({ inserted, updated, differing }: Brought<unknown>): TableReport {
  return { inserted: inserted.length, updated, differing };
}

/** The columns of an entry's validity. */
export function validity(entry: { validFrom?: string; validUntil?: string }) {
  const dateOrNull = (day: string | undefined) => (day === undefined ? null : new Date(`${day}T00:00:00Z`));
  return { validFrom: dateOrNull(entry.validFrom), validUntil: dateOrNull(entry.validUntil) };
}
