import type { Calendar } from '../domain/calendar.js';
import { localDay } from '../domain/calendar.js';
import { viewOf, type NetworkView } from '../domain/network/coverage.js';
import type { Policy } from '../domain/policy.js';
import type { CommunityFact, DispatchProposal, UnitFact } from '../domain/request/commands.js';
import { isInForceOn } from '../domain/validity.js';
import type { UnitKind } from '../domain/vocabulary.js';
import type { CalendarYear, Category, DispatchCatalogueRow, Place, Unit } from '../generated/prisma/client.js';
import type { Database } from './database.js';
import { readNetwork } from './network.js';

/** A district's directory at one revision: who is where, who leads on what, under which policy and calendar. */
export interface Directory {
  district: string;
  revision: number;
  places: ReadonlyMap<string, Place>;
  units: ReadonlyMap<string, Unit>;
  categories: ReadonlyMap<string, Category>;
  catalogue: readonly DispatchCatalogueRow[];
  policy: Policy;
  calendar: Calendar;
  /** The organisation network as it is believed now. */
  network: NetworkView;
}

/** Directories by district, read once per revision. */
export interface Directories {
  /** The directory at its present revision, or undefined for an unknown district. */
  read(district: string): Promise<Directory | undefined>;
  /** The directory as it is at this moment: one small question when nothing has changed. */
  current(district: string): Promise<Directory | undefined>;
  /** The one in memory, if it was ever read: its revision must be checked where it matters. */
  cached(district: string): Directory | undefined;
}

const OFFICE_HOURS: Calendar['officeHours'] = [
  ['08:30', '12:00'],
  ['14:30', '17:30'],
];

/** Opens the cache. */
export function openDirectories(db: Database): Directories {
  const cache = new Map<string, Directory>();

  async function read(district: string): Promise<Directory | undefined> {
    const fresh = await load(db, district);
    if (fresh) cache.set(district, fresh);
    return fresh;
  }

  return {
    read,
    async current(district) {
      const { rows } = await db.pool.query<{ revision: number }>({
        name: 'directory-revision',
        text: 'SELECT revision FROM districts WHERE code = $1',
        values: [district],
      });
      if (!rows[0]) return undefined;
      const known = cache.get(district);
      return known?.revision === rows[0].revision ? known : read(district);
    },
    cached: (district) => cache.get(district),
  };
}

async function load({ prisma, pool }: Database, districtCode: string): Promise<Directory | undefined> {
  // The revision is read first: what changes while reading raises it again, and the next reader reads anew.
  const district = await prisma.district.findUnique({ where: { code: districtCode } });
  if (!district) return undefined;
  const [places, units, categories, catalogue, policies, years, network] = await Promise.all([
    prisma.place.findMany({ where: { districtCode } }),
    prisma.unit.findMany({ where: { districtCode } }),
    prisma.category.findMany({ where: { districtCode } }),
    prisma.dispatchCatalogueRow.findMany({ where: { districtCode } }),
    prisma.policy.findMany({ where: { districtCode }, orderBy: { version: 'desc' }, take: 1 }),
    prisma.calendarYear.findMany({ orderBy: { version: 'asc' } }),
    readNetwork(pool, districtCode),
  ]);
  const policy = policies[0];
  if (!policy) throw new Error(`district ${districtCode} has no policy`);
  return {
    district: districtCode,
    revision: district.revision,
    places: new Map(places.map((place) => [place.code, place])),
    units: new Map(units.map((unit) => [unit.code, unit])),
    categories: new Map(categories.map((category) => [category.code, category])),
    catalogue,
    // Written by `seedDistrict` and the policy import only, which validate it.
    policy: { ...(policy.body as unknown as Policy), version: policy.version },
    calendar: calendarOf(years),
    network: viewOf(network),
  };
}

/** The newest version of each published year. */
function calendarOf(rows: readonly CalendarYear[]): Calendar {
  const years: Record<string, Calendar['years'][string]> = {};
  let officeHours = OFFICE_HOURS;
  for (const { year, version, body } of rows) {
    const table = body as unknown as { off: string[]; work: string[]; officeHours?: Calendar['officeHours'] };
    years[String(year)] = { version, off: table.off, work: table.work };
    officeHours = table.officeHours ?? officeHours;
  }
  return { years, officeHours };
}

function isInForce(row: { validFrom: Date | null; validUntil: Date | null }, day: string): boolean {
  const dayOf = (date: Date | null) => date?.toISOString().slice(0, 10);
  return isInForceOn({ validFrom: dayOf(row.validFrom), validUntil: dayOf(row.validUntil) }, day);
}

/** What the directory says about a unit at an instant. */
export function unitFact(unit: Unit, at: string): UnitFact {
  return { code: unit.code, kind: unit.kind as UnitKind, inForce: isInForce(unit, localDay(at)) ? 'yes' : 'no' };
}

/** The same with the unit of the subdistrict that its place lies in: a community's is who leads what it carries out. */
export function communityFact(directory: Directory, unit: Unit, at: string): CommunityFact {
  const subdistrict = subdistrictOf(directory, unit.placeCode ?? undefined);
  const of = subdistrict && unitOfPlace(directory, subdistrict.code);
  return { ...unitFact(unit, at), ...(of && { of: of.code }) };
}

/** The subdistrict (or town) a place lies in, itself included. */
export function subdistrictOf(directory: Directory, code: string | undefined): Place | undefined {
  const place = code === undefined ? undefined : directory.places.get(code);
  if (!place) return undefined;
  if (place.kind === 'subdistrict' || place.kind === 'town') return place;
  return subdistrictOf(directory, place.parentCode ?? undefined);
}

/** The unit that stands for a place. */
export function unitOfPlace(directory: Directory, placeCode: string): Unit | undefined {
  return [...directory.units.values()].find((unit) => unit.placeCode === placeCode);
}

/** A category and what it lies under, the narrowest first. */
export function lineOf(directory: Directory, code: string): readonly Category[] {
  const category = directory.categories.get(code);
  if (!category) return [];
  return [category, ...(category.parentCode === null ? [] : lineOf(directory, category.parentCode))];
}

/**
 * Whom the dispatch catalogue names at an instant: the unit, if exactly one row fits at the narrowest level that has any.
 * `place` is any place the request lies in.
 */
export function catalogueProposal(
  directory: Directory,
  { category, place, at }: { category: string; place: string | undefined; at: string },
): DispatchProposal | undefined {
  const subdistrict = subdistrictOf(directory, place)?.code;
  for (const { code } of lineOf(directory, category)) {
    const rows = directory.catalogue.filter(
      (row) =>
        row.categoryCode === code &&
        (row.placeCode === null || row.placeCode === subdistrict) &&
        isInForce(row, localDay(at)),
    );
    // A row for this very place goes before one for the whole district.
    const narrow = rows.filter((row) => row.placeCode !== null);
    const fitting = narrow.length > 0 ? narrow : rows;
    if (fitting.length === 0) continue;
    const row = fitting[0];
    if (fitting.length > 1 || row === undefined) return undefined;
    const unit =
      row.lead === 'subdistrict'
        ? subdistrict && unitOfPlace(directory, subdistrict)
        : directory.units.get(row.unitCode ?? '');
    return unit ? { unit: unitFact(unit, at), basis: 'catalogue', ground: row.basis } : undefined;
  }
  return undefined;
}
