import { Prisma } from '../generated/prisma/client.js';
import type { Principal } from './accounts.js';
import type { Database } from './database.js';

/** With whom a filter is shared: the people of a unit, or of the district. */
export interface SharedWith {
  kind: 'unit' | 'district';
  code: string;
}

/** A filter as it is kept; `query` in the strings that the list takes. */
export interface FilterDraft {
  name: string;
  query: Readonly<Record<string, string>>;
  sharedWith?: SharedWith | undefined;
}

export interface SavedFilter extends FilterDraft {
  id: string;
  /** Whether it is the caller's own, and so the caller's to change. */
  own: boolean;
  updatedAt: string;
}

type Owner = Pick<Principal, 'accountId' | 'district' | 'unit' | 'roles'>;

/** Filters of one account, at most. */
export const MOST_FILTERS = 100;

/** Prisma's code for a broken unique constraint; a filter has no other that a caller could break. */
const NAME_TAKEN = 'P2002';

/** The caller's own, and what is shared with the caller's units and district. */
function visibleTo({ accountId, district, unit, roles }: Owner): Prisma.SavedFilterWhereInput {
  const units = roles.filter(({ scope }) => scope.kind === 'unit').map(({ scope }) => scope.code);
  const codes = [...new Set(unit === undefined ? units : [unit, ...units])];
  return {
    districtCode: district,
    OR: [{ accountId }, { sharedKind: 'district' }, { sharedKind: 'unit', sharedCode: { in: codes } }],
  };
}

type Row = Prisma.SavedFilterModel;

function toFilter({ id, name, query, sharedKind, sharedCode, accountId, updatedAt }: Row, owner: Owner): SavedFilter {
  const isShared = (sharedKind === 'unit' || sharedKind === 'district') && sharedCode !== null;
  return {
    ...{ id, name },
    // Written by `rowOf` only.
    query: query as Record<string, string>,
    ...(isShared && { sharedWith: { kind: sharedKind, code: sharedCode } }),
    own: accountId === owner.accountId,
    updatedAt: updatedAt.toISOString(),
  };
}

const rowOf = ({ name, query, sharedWith }: FilterDraft) => ({
  name,
  query: { ...query },
  sharedKind: sharedWith?.kind ?? null,
  sharedCode: sharedWith?.code ?? null,
});

/** Every filter the caller may use, by name. */
export async function listFilters({ prisma }: Database, owner: Owner): Promise<SavedFilter[]> {
  const rows = await prisma.savedFilter.findMany({
    where: visibleTo(owner),
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
  });
  return rows.map((row) => toFilter(row, owner));
}

/** A filter that the caller may use; undefined when there is none of the id. */
export async function findFilter({ prisma }: Database, owner: Owner, id: string): Promise<SavedFilter | undefined> {
  const row = await prisma.savedFilter.findFirst({ where: { id, ...visibleTo(owner) } });
  return row === null ? undefined : toFilter(row, owner);
}

/** Keeps a filter as the caller's own; says which rule stands against it. */
export async function createFilter(
  { prisma }: Database,
  owner: Owner,
  draft: FilterDraft,
): Promise<SavedFilter | 'name_taken' | 'too_many'> {
  const { accountId, district: districtCode } = owner;
  if ((await prisma.savedFilter.count({ where: { accountId } })) >= MOST_FILTERS) return 'too_many';
  return unlessTaken(async () =>
    toFilter(await prisma.savedFilter.create({ data: { ...rowOf(draft), accountId, districtCode } }), owner),
  );
}

/** Writes the caller's own filter anew; undefined when there is none of the id. */
export async function replaceFilter(
  { prisma }: Database,
  owner: Owner,
  id: string,
  draft: FilterDraft,
): Promise<SavedFilter | 'name_taken' | undefined> {
  const { accountId } = owner;
  return unlessTaken(async () => {
    const rows = await prisma.savedFilter.updateManyAndReturn({ where: { id, accountId }, data: rowOf(draft) });
    return rows[0] && toFilter(rows[0], owner);
  });
}

/** Removes the caller's own filter; false when there is none of the id. */
export async function deleteFilter({ prisma }: Database, { accountId }: Owner, id: string): Promise<boolean> {
  const { count } = await prisma.savedFilter.deleteMany({ where: { id, accountId } });
  return count === 1;
}

async function unlessTaken<Result>(write: () => Promise<Result>): Promise<Result | 'name_taken'> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === NAME_TAKEN) return 'name_taken';
    throw error;
  }
}
