/** Lays into the record what linkage reads of a district: catalogues, and the people whom rosters and committees name. */
import type { Prisma } from '../generated/prisma/client.js';
import { bring, reportOf, validity, type TableReport } from './bring.js';
import type { SeedLinkage } from './seed-linkage-data.js';

export type LinkageTable =
  'powers' | 'service_matters' | 'stationings' | 'committees' | 'committee_members' | 'mediators';
type Reports = { readonly [table in LinkageTable]?: TableReport };
type Existing = 'keep' | 'update';

/** Brings powers and service matters into the record. */
export async function seedCatalogues(
  tx: Prisma.TransactionClient,
  districtCode: string,
  { powers, serviceMatters }: SeedLinkage,
  existing: Existing,
): Promise<Reports> {
  const where = { districtCode };
  const broughtPowers = await bring<Prisma.PowerCreateManyInput>({
    existing,
    wanted: powers.map((power) => ({
      districtCode,
      code: power.code,
      matter: power.matter,
      categoryCode: power.category ?? null,
      unitCode: power.unit,
      measures: power.measures,
      rule: power.rule,
      ...validity(power),
      provenance: power.provenance,
    })),
    held: await tx.power.findMany({ where }),
    keyOf: ({ code }) => code,
    insert: (rows) => tx.power.createMany({ data: rows }),
    update: (row) => tx.power.update({ where: { districtCode_code: { districtCode, code: row.code } }, data: row }),
  });
  const matters = await bring<ServiceMatterRow>({
    existing,
    wanted: serviceMatters.map((matter) => ({
      districtCode,
      code: matter.code,
      name: matter.name,
      unitCode: matter.unit,
      kind: matter.kind,
      promisedLimit: matter.promisedLimit,
      materials: matter.materials,
      steps: matter.steps,
      result: matter.result,
      windowLevel: matter.windowLevel,
      ...validity(matter),
      provenance: matter.provenance,
    })),
    held: (await tx.serviceMatter.findMany({ where })) as ServiceMatterRow[],
    keyOf: ({ code }) => code,
    insert: (rows) => tx.serviceMatter.createMany({ data: rows }),
    update: (row) =>
      tx.serviceMatter.update({ where: { districtCode_code: { districtCode, code: row.code } }, data: row }),
  });
  return { powers: reportOf(broughtPowers), service_matters: reportOf(matters) };
}

type ServiceMatterRow = Omit<Prisma.ServiceMatterCreateManyInput, 'materials'> & { materials: Prisma.InputJsonArray };

/**
 * Brings stationings, committees and mediators into the record. A row waits for those it names: as long as one of them has no
 * account of the district it is left out.
 */
export async function seedPeople(
  tx: Prisma.TransactionClient,
  districtCode: string,
  linkage: SeedLinkage,
  existing: Existing,
): Promise<Reports> {
  const ids = await idsOf(tx, districtCode, linkage);
  return {
    stationings: await seedStationings(tx, districtCode, linkage, existing, ids),
    ...(await seedCommittees(tx, districtCode, linkage, existing, ids)),
    mediators: await seedMediators(tx, districtCode, linkage, existing, ids),
  };
}

/** Ids by login, of accounts of the district alone. */
type Ids = ReadonlyMap<string, string>;

async function idsOf(tx: Prisma.TransactionClient, districtCode: string, linkage: SeedLinkage): Promise<Ids> {
  const { stationings, committees, mediators } = linkage;
  const logins = [
    ...stationings.map(({ login }) => login),
    ...mediators.map(({ login }) => login),
    ...committees.flatMap(({ chair, secretary, members }) => [
      chair,
      secretary,
      ...members.flatMap(({ delegate, substitute }) => [delegate, substitute ?? delegate]),
    ]),
  ];
  const accounts = await tx.account.findMany({
    where: { districtCode, login: { in: [...new Set(logins)] } },
    select: { id: true, login: true },
  });
  return new Map(accounts.map(({ id, login }) => [login, id]));
}

async function seedStationings(
  tx: Prisma.TransactionClient,
  districtCode: string,
  { stationings }: SeedLinkage,
  existing: Existing,
  ids: Ids,
): Promise<TableReport> {
  const wanted = stationings.flatMap(({ login, subdistrict, unit, mode, weekdays, validFrom, ...more }) => {
    const accountId = ids.get(login);
    if (accountId === undefined) return [];
    const { validUntil } = validity(more);
    const post = { subdistrictCode: subdistrict, unitCode: unit, mode, weekdays };
    const from = new Date(`${validFrom}T00:00:00Z`);
    return [{ districtCode, accountId, ...post, validFrom: from, validUntil, provenance: more.provenance }];
  });
  const brought = await bring<Prisma.StationingCreateManyInput & { validFrom: Date }>({
    existing,
    wanted,
    held: await tx.stationing.findMany({ where: { districtCode } }),
    keyOf: ({ subdistrictCode, accountId, validFrom }) =>
      [subdistrictCode, accountId, validFrom.toISOString()].join(' '),
    insert: (rows) => tx.stationing.createMany({ data: rows }),
    update: (row) => {
      const { subdistrictCode, accountId, validFrom } = row;
      const key = { districtCode, subdistrictCode, accountId, validFrom };
      return tx.stationing.update({ where: { districtCode_subdistrictCode_accountId_validFrom: key }, data: row });
    },
  });
  return { ...reportOf(brought), waiting: stationings.length - wanted.length };
}

async function seedCommittees(
  tx: Prisma.TransactionClient,
  districtCode: string,
  { committees }: SeedLinkage,
  existing: Existing,
  ids: Ids,
): Promise<Reports> {
  const known = committees.flatMap((committee) => {
    const chairAccountId = ids.get(committee.chair);
    const secretaryAccountId = ids.get(committee.secretary);
    const seats = committee.members.flatMap((member, index) => {
      const delegateAccountId = ids.get(member.delegate);
      const substituteAccountId = member.substitute === undefined ? null : ids.get(member.substitute);
      if (delegateAccountId === undefined || substituteAccountId === undefined) return [];
      const { organisation, unit, kind } = member;
      const seat = { districtCode, committeeCode: committee.code, seat: index + 1, organisation, kind };
      return [{ ...seat, unitCode: unit ?? null, delegateAccountId, substituteAccountId, ...validity(member) }];
    });
    // A committee that misses a member would have another quorum.
    if (chairAccountId === undefined || secretaryAccountId === undefined) return [];
    return seats.length < committee.members.length ? [] : [{ ...committee, chairAccountId, secretaryAccountId, seats }];
  });
  const brought = await bring<Prisma.CommitteeCreateManyInput>({
    existing,
    wanted: known.map((committee) => ({
      districtCode,
      code: committee.code,
      level: committee.level,
      placeCode: committee.place,
      name: committee.name,
      chairAccountId: committee.chairAccountId,
      secretaryAccountId: committee.secretaryAccountId,
      quorum: committee.quorum,
      cadence: committee.cadence,
      regularDay: committee.regularDay,
      regularTime: committee.regularTime,
      ...validity(committee),
      provenance: committee.provenance,
    })),
    held: await tx.committee.findMany({ where: { districtCode } }),
    keyOf: ({ code }) => code,
    insert: (rows) => tx.committee.createMany({ data: rows }),
    update: (row) => tx.committee.update({ where: { districtCode_code: { districtCode, code: row.code } }, data: row }),
  });
  const newCommittees = new Set(brought.inserted.map(({ code }) => code));
  const members = await bring<Prisma.CommitteeMemberCreateManyInput>({
    existing,
    wanted: known.flatMap(({ seats }) => seats),
    held: await tx.committeeMember.findMany({ where: { districtCode } }),
    keyOf: ({ committeeCode, seat }) => `${committeeCode} ${String(seat)}`,
    comesWithOwner: ({ committeeCode }) => newCommittees.has(committeeCode),
    insert: (rows) => tx.committeeMember.createMany({ data: rows }),
    update: (row) => {
      const { committeeCode, seat } = row;
      const key = { districtCode, committeeCode, seat };
      return tx.committeeMember.update({ where: { districtCode_committeeCode_seat: key }, data: row });
    },
  });
  return {
    committees: { ...reportOf(brought), waiting: committees.length - known.length },
    committee_members: reportOf(members),
  };
}

async function seedMediators(
  tx: Prisma.TransactionClient,
  districtCode: string,
  { mediators }: SeedLinkage,
  existing: Existing,
  ids: Ids,
): Promise<TableReport> {
  const wanted = mediators.flatMap(({ login, kinds, languages, place, unit, ...more }) => {
    const accountId = ids.get(login);
    if (accountId === undefined) return [];
    const of = { placeCode: place ?? null, unitCode: unit ?? null };
    return [{ districtCode, accountId, kinds, languages, ...of, ...validity(more), provenance: more.provenance }];
  });
  const brought = await bring<Prisma.MediatorCreateManyInput>({
    existing,
    wanted,
    held: await tx.mediator.findMany({ where: { districtCode } }),
    keyOf: ({ accountId }) => accountId,
    insert: (rows) => tx.mediator.createMany({ data: rows }),
    update: (row) => {
      const key = { districtCode, accountId: row.accountId };
      return tx.mediator.update({ where: { districtCode_accountId: key }, data: row });
    },
  });
  return { ...reportOf(brought), waiting: mediators.length - wanted.length };
}
