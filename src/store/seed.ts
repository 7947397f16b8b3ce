/** Lays a district's directory, checked by `loadSeedData`, into the record. */
import { isDeepStrictEqual } from 'node:util';
import type { Prisma, PrismaClient } from '../generated/prisma/client.js';
import { bring, reportOf, validity, type TableReport } from './bring.js';
import type { SeedData } from './seed-data.js';
import { seedCatalogues, seedPeople, type LinkageTable } from './seed-linkage.js';

export interface SeedOptions {
  /** Anybody can log in with a demo account; without this flag none is written. */
  withDemoAccounts: boolean;
  hashPassword: (password: string) => Promise<string>;
  /**
   * What becomes of rows the record holds otherwise than the files: kept, since a directory keeper may have changed
   * them (default), or brought in line. A published policy and a password are kept in either case, and so is a row that
   * the files do not hold: an entry ends by its validUntil.
   */
  existing?: 'keep' | 'update';
}

/** Tables in the order they are filled. */
export type SeedTable =
  | 'districts'
  | 'places'
  | 'units'
  | 'unit_aliases'
  | 'categories'
  | 'dispatch_catalogue'
  | 'policies'
  | 'accounts'
  | 'account_roles'
  | 'duty_officers'
  | 'duty_shifts'
  | LinkageTable;

export interface SeedReport {
  districtCode: string;
  /** Rows inserted or updated: 0 when there was nothing to do. */
  written: number;
  tables: { readonly [table in SeedTable]?: TableReport };
}

// A first run writes under a thousand rows in a second; only a database in trouble needs longer.
const TRANSACTION = { maxWait: 10_000, timeout: 60_000 };

/**
 * Brings the directory into the record in one transaction. What is missing is inserted, nothing is ever deleted, and a
 * second run writes nothing: rows are compared with the record itself and not by a remembered hash of the files, so that
 * a new file and an edited record are both seen. What belongs to a unit, a category or an account (aliases, catalogue
 * rows, roles, duties) comes with it: later it is the directory keeper's, unless `existing` is `update`. Any change
 * raises the district's revision.
 * Throws when demo accounts are asked for and the data has none, or when a login belongs to another district.
 */
export async function seedDistrict(prisma: PrismaClient, data: SeedData, options: SeedOptions): Promise<SeedReport> {
  const districtCode = data.district.code;
  if (options.withDemoAccounts && data.accounts === undefined) {
    throw new Error(`the data of district ${districtCode} has no demo accounts`);
  }
  return prisma.$transaction(async (tx) => {
    // Catalogue rows have no unique key: two services seeding at once would double them.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`seed:${districtCode}`}, 0))`;
    const tables: SeedReport['tables'] = {
      ...(await seedDirectory(tx, data, options)),
      ...(options.withDemoAccounts && (await seedAccounts(tx, data, options))),
      ...(await seedCatalogues(tx, districtCode, data.linkage, options.existing ?? 'keep')),
      // Whom the files of a demo name are its demo accounts.
      ...((data.accounts === undefined || options.withDemoAccounts) &&
        (await seedPeople(tx, districtCode, data.linkage, options.existing ?? 'keep'))),
    };
    const written = Object.values(tables).reduce((sum, { inserted, updated }) => sum + inserted + updated, 0);
    // Whoever caches the directory reads it anew; a district that is itself new was in nobody's cache.
    if (written > 0 && tables.districts?.inserted === 0) {
      await tx.district.update({ where: { code: districtCode }, data: { revision: { increment: 1 } } });
    }
    return { districtCode, written, tables };
  }, TRANSACTION);
}

async function seedDirectory(tx: Prisma.TransactionClient, data: SeedData, options: SeedOptions) {
  const districtCode = data.district.code;
  const where = { districtCode };
  const existing = options.existing ?? 'keep';

  const districts = await bring<Prisma.DistrictCreateManyInput>({
    existing,
    wanted: [{ ...data.district, nameEn: data.district.nameEn ?? null }],
    held: await tx.district.findMany({ where: { code: districtCode } }),
    keyOf: ({ code }) => code,
    insert: (rows) => tx.district.createMany({ data: rows }),
    update: (row) => tx.district.update({ where: { code: row.code }, data: row }),
  });

  const places = await bring<Prisma.PlaceCreateManyInput>({
    existing,
    wanted: data.places.map((place) => ({
      districtCode,
      code: place.code,
      kind: place.kind,
      name: place.name,
      parentCode: place.parent ?? null,
      ...validity(place),
      provenance: place.provenance,
    })),
    held: await tx.place.findMany({ where }),
    keyOf: ({ code }) => code,
    insert: (rows) => tx.place.createMany({ data: rows }),
    update: (row) => tx.place.update({ where: { districtCode_code: { districtCode, code: row.code } }, data: row }),
  });

  const units = await bring<Prisma.UnitCreateManyInput>({
    existing,
    wanted: data.units.map((unit) => ({
      districtCode,
      code: unit.code,
      kind: unit.kind,
      name: unit.name,
      placeCode: unit.place ?? null,
      ...validity(unit),
      successorCode: unit.successor ?? null,
      provenance: unit.provenance,
    })),
    held: await tx.unit.findMany({ where }),
    keyOf: ({ code }) => code,
    insert: (rows) => tx.unit.createMany({ data: rows }),
    update: (row) => tx.unit.update({ where: { districtCode_code: { districtCode, code: row.code } }, data: row }),
  });

  const newUnits = new Set(units.inserted.map(({ code }) => code));
  const aliases = await bring<Prisma.UnitAliasCreateManyInput>({
    existing,
    wanted: data.units.flatMap(({ code: unitCode, aliases, provenance }) =>
      aliases.map((name) => ({ districtCode, unitCode, name, provenance })),
    ),
    held: await tx.unitAlias.findMany({ where }),
    keyOf: ({ unitCode, name }) => JSON.stringify([unitCode, name]),
    comesWithOwner: ({ unitCode }) => newUnits.has(unitCode),
    insert: (rows) => tx.unitAlias.createMany({ data: rows }),
    update: (row) => {
      const { unitCode, name } = row;
      return tx.unitAlias.update({
        where: { districtCode_unitCode_name: { districtCode, unitCode, name } },
        data: row,
      });
    },
  });

  const categories = await bring<Prisma.CategoryCreateManyInput>({
    existing,
    wanted: data.categories.map((category) => ({
      districtCode,
      code: category.code,
      level: category.level,
      parentCode: category.parent ?? null,
      name: category.name,
      complex: category.complex,
      utility: category.utility,
      photoRequired: category.photoRequired,
      closingStandard: category.closingStandard ?? null,
      statutoryLimit: category.statutoryLimit ?? null,
      provenance: category.provenance,
    })),
    held: await tx.category.findMany({ where }),
    keyOf: ({ code }) => code,
    insert: (rows) => tx.category.createMany({ data: rows }),
    update: (row) => tx.category.update({ where: { districtCode_code: { districtCode, code: row.code } }, data: row }),
  });

  const newCategories = new Set(categories.inserted.map(({ code }) => code));
  const catalogue = await bring<CatalogueRow>({
    existing,
    wanted: data.catalogue.map((row) => ({
      districtCode,
      categoryCode: row.category,
      placeCode: row.place ?? null,
      lead: row.lead,
      unitCode: row.lead === 'unit' ? row.unit : null,
      basis: row.basis,
      ...validity(row),
    })),
    held: await tx.dispatchCatalogueRow.findMany({ where }),
    keyOf: (row) => JSON.stringify(naturalKey(row)),
    comesWithOwner: ({ categoryCode }) => newCategories.has(categoryCode),
    insert: (rows) => tx.dispatchCatalogueRow.createMany({ data: rows }),
    update: (row) => tx.dispatchCatalogueRow.updateMany({ where: naturalKey(row), data: row }),
  });

  const policies = await publishPolicy(tx, data);
  return {
    districts: reportOf(districts),
    places: reportOf(places),
    units: reportOf(units),
    unit_aliases: reportOf(aliases),
    categories: reportOf(categories),
    dispatch_catalogue: reportOf(catalogue),
    policies,
  };
}

type CatalogueRow = Omit<Prisma.DispatchCatalogueRowCreateManyInput, 'id'> & {
  placeCode: string | null;
  unitCode: string | null;
  validFrom: Date | null;
};

function naturalKey({ districtCode, categoryCode, placeCode, lead, unitCode, validFrom }: CatalogueRow) {
  return { districtCode, categoryCode, placeCode, lead, unitCode, validFrom };
}

/** A published version never changes, since requests were received under it: other limits are another version. */
async function publishPolicy(tx: Prisma.TransactionClient, { district, policy }: SeedData): Promise<TableReport> {
  const key = { districtCode: district.code, version: policy.version };
  const held = await tx.policy.findUnique({ where: { districtCode_version: key } });
  // As the database gives it back: without what JSON does not hold.
  const body = JSON.parse(JSON.stringify(policy)) as Prisma.InputJsonObject;
  if (held !== null) return { inserted: 0, updated: 0, differing: isDeepStrictEqual(held.body, body) ? 0 : 1 };
  await tx.policy.create({ data: { ...key, body } });
  return { inserted: 1, updated: 0, differing: 0 };
}

async function seedAccounts(tx: Prisma.TransactionClient, data: SeedData, options: SeedOptions) {
  const { accounts = [], shifts: planned = [], password = '' } = data.accounts ?? {};
  const districtCode = data.district.code;
  const existing = options.existing ?? 'keep';
  const login = { in: accounts.map((account) => account.login) };
  const machines = new Set(accounts.filter(({ machine }) => machine).map((account) => account.login));

  const heldAccounts = await tx.account.findMany({ where: { login } });
  const foreign = heldAccounts.find((account) => account.districtCode !== districtCode);
  if (foreign) throw new Error(`login ${foreign.login} belongs to district ${foreign.districtCode}`);
  const brought = await bring<Prisma.AccountCreateManyInput>({
    existing,
    wanted: accounts.map((account) => ({
      districtCode,
      login: account.login,
      displayName: account.displayName,
      unitCode: account.unit ?? null,
    })),
    held: heldAccounts,
    keyOf: (account) => account.login,
    insert: async (rows) => {
      // One hash for all: the password is public anyway, and two hundred slow hashes would take half a minute.
      const passwordHash = await options.hashPassword(password);
      const data = rows.map((row) => ({ ...row, passwordHash: machines.has(row.login) ? null : passwordHash }));
      return tx.account.createMany({ data });
    },
    update: (row) => tx.account.update({ where: { login: row.login }, data: row }),
  });

  const known = await tx.account.findMany({ where: { login }, select: { id: true, login: true } });
  const idByLogin = new Map(known.map((account) => [account.login, account.id]));
  const newLogins = new Set(brought.inserted.map((account) => account.login));
  const withIds = accounts.flatMap((account) => {
    const accountId = idByLogin.get(account.login);
    return accountId === undefined ? [] : [{ ...account, accountId }];
  });
  const newIds = new Set(withIds.filter((account) => newLogins.has(account.login)).map(({ accountId }) => accountId));
  const whereAccount = { accountId: { in: withIds.map(({ accountId }) => accountId) } };

  const roles = await bring<Prisma.AccountRoleCreateManyInput>({
    existing,
    wanted: withIds.flatMap(({ accountId, roles }) =>
      roles.map(({ role, scope }) => ({ accountId, role, scopeKind: scope.kind, scopeCode: scope.code })),
    ),
    held: await tx.accountRole.findMany({ where: whereAccount }),
    keyOf: ({ accountId, role, scopeKind, scopeCode }) => [accountId, role, scopeKind, scopeCode].join(' '),
    comesWithOwner: ({ accountId }) => newIds.has(accountId),
    insert: (rows) => tx.accountRole.createMany({ data: rows }),
  });

  const duties = await bring<Prisma.DutyOfficerCreateManyInput>({
    existing,
    wanted: withIds.flatMap(({ accountId, unit, duty }) =>
      unit === undefined || duty === undefined ? [] : [{ districtCode, unitCode: unit, duty, accountId }],
    ),
    held: await tx.dutyOfficer.findMany({ where: whereAccount }),
    keyOf: ({ unitCode, duty, accountId }) => [unitCode, duty, accountId].join(' '),
    comesWithOwner: ({ accountId }) => newIds.has(accountId),
    insert: (rows) => tx.dutyOfficer.createMany({ data: rows }),
  });

  const shifts = await bring<Prisma.DutyShiftCreateManyInput & { startsAt: Date }>({
    existing,
    wanted: planned.flatMap(({ login, unit, role, startsAt, endsAt }) => {
      const accountId = idByLogin.get(login);
      const row = {
        districtCode,
        unitCode: unit ?? null,
        role,
        startsAt: new Date(startsAt),
        endsAt: new Date(endsAt),
      };
      return accountId === undefined ? [] : [{ ...row, accountId }];
    }),
    held: await tx.dutyShift.findMany({ where: whereAccount }),
    keyOf: ({ unitCode, role, accountId, startsAt }) => [unitCode, role, accountId, startsAt.toISOString()].join(' '),
    comesWithOwner: ({ accountId }) => newIds.has(accountId),
    insert: (rows) => tx.dutyShift.createMany({ data: rows }),
  });
  return {
    ...{ accounts: reportOf(brought), account_roles: reportOf(roles) },
    ...{ duty_officers: reportOf(duties), duty_shifts: reportOf(shifts) },
  };
}
