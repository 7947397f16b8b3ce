/** What linkage asks of a district's directory: who may do what, who is there, who meets, who mediates. Read from the record anew. */
import type { Limit } from '../domain/limits.js';
import { formatDay, localDay, parseDay } from '../domain/local-time.js';
import { presenceOf } from '../domain/stationing.js';
import { isInForceOn } from '../domain/validity.js';
import {
  COMMITTEE_OF_LEVEL,
  type CommitteeKind,
  type EnforcementMeasure,
  type Language,
  type Level,
  type MediationKind,
  type MeetingCadence,
  type Presence,
  type SeatKind,
  type ServiceKind,
  type StationingMode,
} from '../domain/vocabulary.js';
import type { Power as PowerRow, Prisma, ServiceMatter as ServiceMatterRow } from '../generated/prisma/client.js';
import type { Database } from './database.js';
import type { Directory } from './directory.js';

/** Since when an entry holds, and the first day it no longer does: 'YYYY-MM-DD' at +08:00. */
export interface Validity {
  validFrom: string | null;
  validUntil: string | null;
}

/** 执法权 */
export interface Power extends Validity {
  code: string;
  matter: string;
  category: string | null;
  unit: string;
  measures: readonly EnforcementMeasure[];
  rule: string;
  provenance: string;
}

/** 服务事项 */
export interface ServiceMatter extends Validity {
  code: string;
  name: string;
  unit: string;
  kind: ServiceKind;
  promisedLimit: Limit;
  materials: readonly { code: string; name: string; required: boolean }[];
  steps: readonly string[];
  result: string;
  /** The level whose windows accept it. */
  windowLevel: Level;
  provenance: string;
}

/** Somebody the directory names, by the account they act with. */
export interface Person {
  account: string;
  login: string;
  displayName: string;
}

/** 进驻: an officer of the roster, and where they are at the instant that was asked about. */
export interface Stationed extends Person {
  unit: string;
  mode: StationingMode;
  /** ISO 8601, 1 is Monday; empty: when called. */
  weekdays: readonly number[];
  validFrom: string;
  validUntil: string | null;
  presence: Presence;
}

/** A seat of a committee: the organisation, who speaks for it, and who does where that one cannot. */
export interface Seat {
  seat: number;
  organisation: string;
  /** Where the organisation is a unit. */
  unit: string | null;
  kind: SeatKind;
  delegate: Person;
  substitute: Person | null;
}

/** 联席会议: who meets, when, and how many of them decide. */
export interface Committee extends Validity {
  code: string;
  level: Level;
  kind: CommitteeKind;
  /** Of the district's own, the district's code. */
  place: string;
  name: string;
  chair: Person;
  secretary: Person;
  /** Of the seats, in per cent. */
  quorum: number;
  cadence: MeetingCadence;
  /** 1 to 28; in a quarter, of its first month. */
  regularDay: number;
  /** HH:MM at +08:00. */
  regularTime: string;
  /** The seats in force, in their order. */
  members: readonly Seat[];
  provenance: string;
}

/** 调解员 */
export interface Mediator extends Person, Validity {
  kinds: readonly MediationKind[];
  languages: readonly Language[];
  /** The place or the unit they belong to. */
  place: string | null;
  unit: string | null;
  provenance: string;
}

/** A day as its column holds it. RangeError if it is no day. */
function dateOf(day: string): Date {
  return new Date(`${formatDay(parseDay(day))}T00:00:00Z`);
}

/** What is in force on a day 'YYYY-MM-DD'. RangeError if it is no day. */
function inForceOn(on: string) {
  const day = dateOf(on);
  return {
    AND: [
      { OR: [{ validFrom: null }, { validFrom: { lte: day } }] },
      { OR: [{ validUntil: null }, { validUntil: { gt: day } }] },
    ],
  };
}

const dayOf = (date: Date | null): string | null => date?.toISOString().slice(0, 10) ?? null;
const validityOf = (row: { validFrom: Date | null; validUntil: Date | null }): Validity => ({
  validFrom: dayOf(row.validFrom),
  validUntil: dayOf(row.validUntil),
});

const PERSON = { select: { id: true, login: true, displayName: true } } as const;
const personOf = ({ id, login, displayName }: { id: string; login: string; displayName: string }): Person => ({
  account: id,
  login,
  displayName,
});

/** Words of the record are of the vocabulary: seeding checks them. */
function powerOf(row: PowerRow): Power {
  const { code, matter, categoryCode, unitCode, measures, rule, provenance } = row;
  return {
    ...{ code, matter, category: categoryCode, unit: unitCode, rule, provenance },
    measures: measures as EnforcementMeasure[],
    ...validityOf(row),
  };
}

/** The powers of units, of all without any named, that are in force on a day. RangeError if it is no day. */
export async function powersOf(
  { prisma }: Database,
  districtCode: string,
  units: readonly string[] | undefined,
  on: string,
): Promise<readonly Power[]> {
  const rows = await prisma.power.findMany({
    where: { districtCode, ...(units && { unitCode: { in: [...units] } }), ...inForceOn(on) },
    orderBy: { code: 'asc' },
  });
  return rows.map(powerOf);
}

/** A power by its code, in force or not. */
export async function findPower({ prisma }: Database, districtCode: string, code: string): Promise<Power | undefined> {
  const row = await prisma.power.findUnique({ where: { districtCode_code: { districtCode, code } } });
  return row ? powerOf(row) : undefined;
}

function serviceMatterOf(row: ServiceMatterRow): ServiceMatter {
  const { code, name, unitCode, kind, promisedLimit, materials, steps, result, windowLevel, provenance } = row;
  return {
    ...{ code, name, unit: unitCode, steps, result, provenance },
    kind: kind as ServiceKind,
    promisedLimit: promisedLimit as Limit,
    materials: materials as unknown as ServiceMatter['materials'],
    windowLevel: windowLevel as Level,
    ...validityOf(row),
  };
}

/** The service matters in force on a day; of a unit, or accepted by a window of a level, where one is named. RangeError if it is no day. */
export async function serviceMattersOf(
  { prisma }: Database,
  districtCode: string,
  { on, unit, windowLevel }: { on: string; unit?: string | undefined; windowLevel?: Level | undefined },
): Promise<readonly ServiceMatter[]> {
  const rows = await prisma.serviceMatter.findMany({
    where: {
      districtCode,
      ...(unit !== undefined && { unitCode: unit }),
      ...(windowLevel !== undefined && { windowLevel }),
      ...inForceOn(on),
    },
    orderBy: { code: 'asc' },
  });
  return rows.map(serviceMatterOf);
}

/** A service matter by its code, in force or not. */
export async function findServiceMatter(
  { prisma }: Database,
  districtCode: string,
  code: string,
): Promise<ServiceMatter | undefined> {
  const row = await prisma.serviceMatter.findUnique({ where: { districtCode_code: { districtCode, code } } });
  return row ? serviceMatterOf(row) : undefined;
}

/**
 * Who is stationed at a subdistrict or town at an instant (ISO 8601), by unit, with where each is just then; nobody whose account
 * is out of use. RangeError if it is no instant.
 */
export async function stationedAt(
  { prisma }: Database,
  { district: districtCode, calendar }: Pick<Directory, 'district' | 'calendar'>,
  subdistrictCode: string,
  at: string,
): Promise<readonly Stationed[]> {
  const day = dateOf(localDay(at));
  const rows = await prisma.stationing.findMany({
    where: {
      ...{ districtCode, subdistrictCode, account: { disabledAt: null }, validFrom: { lte: day } },
      OR: [{ validUntil: null }, { validUntil: { gt: day } }],
    },
    include: { account: PERSON },
    orderBy: [{ unitCode: 'asc' }, { account: { login: 'asc' } }],
  });
  return rows.map((row) => {
    const mode = row.mode as StationingMode;
    const validFrom = row.validFrom.toISOString().slice(0, 10);
    const validUntil = dayOf(row.validUntil);
    const post = { mode, weekdays: row.weekdays, validFrom, validUntil: validUntil ?? undefined };
    const presence = presenceOf(post, calendar, at);
    return { ...personOf(row.account), unit: row.unitCode, ...post, validUntil, presence };
  });
}

const WITH_PEOPLE = {
  chair: PERSON,
  secretary: PERSON,
  members: { include: { delegate: PERSON, substitute: PERSON }, orderBy: { seat: 'asc' } },
} as const satisfies Prisma.CommitteeInclude;
type CommitteeRow = Prisma.CommitteeGetPayload<{ include: typeof WITH_PEOPLE }>;

/** Its seats are those in force on the day. */
function committeeOf(row: CommitteeRow, on: string): Committee {
  const { code, placeCode, name, chair, secretary, quorum, regularDay, regularTime, members, provenance } = row;
  const level = row.level as Level;
  const current = members.filter((member) => isInForceOn(validityOf(member), on));
  return {
    ...{
      code,
      level,
      kind: COMMITTEE_OF_LEVEL[level],
      place: placeCode,
      name,
      quorum,
      regularDay,
      regularTime,
      provenance,
    },
    chair: personOf(chair),
    secretary: personOf(secretary),
    cadence: row.cadence as MeetingCadence,
    members: current.map(({ seat, organisation, unitCode, kind, delegate, substitute }) => ({
      ...{ seat, organisation, unit: unitCode, kind: kind as SeatKind },
      delegate: personOf(delegate),
      substitute: substitute && personOf(substitute),
    })),
    ...validityOf(row),
  };
}

/** The committees in force on a day; those of a level where one is named. RangeError if it is no day. */
export async function committeesOf(
  { prisma }: Database,
  districtCode: string,
  { on, level }: { on: string; level?: Level | undefined },
): Promise<readonly Committee[]> {
  const rows = await prisma.committee.findMany({
    where: { districtCode, ...(level !== undefined && { level }), ...inForceOn(on) },
    include: WITH_PEOPLE,
    orderBy: { code: 'asc' },
  });
  return rows.map((row) => committeeOf(row, on));
}

/** A committee by its code, in force or not, with the seats of a day, today's unless one is named. */
export async function findCommittee(
  { prisma }: Database,
  districtCode: string,
  code: string,
  on = localDay(new Date().toISOString()),
): Promise<Committee | undefined> {
  const row = await prisma.committee.findUnique({
    where: { districtCode_code: { districtCode, code } },
    include: WITH_PEOPLE,
  });
  return row ? committeeOf(row, on) : undefined;
}

/** The committee in force of a place on a level, today unless a day is named; of the district, its own code is the place. */
export async function committeeFor(
  { prisma }: Database,
  districtCode: string,
  level: Level,
  placeCode: string,
  on = localDay(new Date().toISOString()),
): Promise<Committee | undefined> {
  const row = await prisma.committee.findFirst({
    where: { districtCode, level, placeCode, ...inForceOn(on) },
    include: WITH_PEOPLE,
    orderBy: { code: 'asc' },
  });
  return row ? committeeOf(row, on) : undefined;
}

/**
 * The mediators in force on a day who mediate a kind, speak a language, or act with one of the accounts, where any of these is
 * named; nobody whose account is out of use. RangeError if it is no day.
 */
export async function findMediators(
  { prisma }: Database,
  districtCode: string,
  {
    on,
    kind,
    language,
    accounts,
  }: {
    on: string;
    kind?: MediationKind | undefined;
    language?: Language | undefined;
    accounts?: readonly string[] | undefined;
  },
): Promise<readonly Mediator[]> {
  const rows = await prisma.mediator.findMany({
    where: {
      districtCode,
      account: { disabledAt: null },
      ...(kind !== undefined && { kinds: { has: kind } }),
      ...(language !== undefined && { languages: { has: language } }),
      ...(accounts && { accountId: { in: [...accounts] } }),
      ...inForceOn(on),
    },
    include: { account: PERSON },
    orderBy: { account: { login: 'asc' } },
  });
  return rows.map((row) => ({
    ...personOf(row.account),
    kinds: row.kinds as MediationKind[],
    languages: row.languages as Language[],
    place: row.placeCode,
    unit: row.unitCode,
    ...validityOf(row),
    provenance: row.provenance,
  }));
}
