/**
 * The files of a district that linkage reads: powers, service matters, the stationing roster, joint committees, mediators. Each
 * may be missing. People are named by their logins.
 */
import { z } from 'zod';
import type { Role, ScopeKind } from '../domain/permissions.js';
import {
  ENFORCEMENT_MEASURES,
  LEVELS,
  MEDIATION_KINDS,
  MEETING_CADENCES,
  SEAT_KINDS,
  SERVICE_KINDS,
  STATIONING_MODES,
  type Level,
  type UnitKind,
} from '../domain/vocabulary.js';
import {
  checkValidity,
  code,
  codeOf,
  FaultsOf,
  isCurrent,
  isSet,
  limit,
  parseFile,
  perCent,
  provenance,
  text,
  timeOfDay,
  validity,
  type Path,
  type SeedFault,
} from './seed-file.js';

/** Who can hold a power: never a community, which only executes, nor who handles nothing. */
const POWER_HOLDERS: readonly UnitKind[] = ['bureau', 'vertical', 'subdistrict'];
/** Who can send people into a subdistrict. */
const STATIONED: readonly UnitKind[] = ['bureau', 'vertical', 'utility'];
const MOST_OF_A_COMMUNITY = 11;
const FEWEST_OF_A_COMMUNITY = 9;
const PLACES_OF_LEVEL: Readonly<Record<Exclude<Level, 'district'>, readonly string[]>> = {
  community: ['community', 'village'],
  subdistrict: ['subdistrict', 'town'],
};

const login = z.string().min(1).max(64);
const setOf = <Word extends string>(words: readonly [Word, ...Word[]]) =>
  z.array(z.enum(words)).min(1).refine(isSet, 'each once');

const PowerSchema = z.strictObject({
  code,
  matter: text,
  category: code.exactOptional(),
  unit: code,
  measures: setOf(ENFORCEMENT_MEASURES),
  rule: text,
  ...validity,
  provenance,
});
export type SeedPower = z.infer<typeof PowerSchema>;

const ServiceMatterSchema = z.strictObject({
  code,
  name: text,
  unit: code,
  kind: z.enum(SERVICE_KINDS),
  promisedLimit: limit,
  materials: z.array(z.strictObject({ code, name: text, required: z.boolean() })),
  steps: z.array(text).min(1),
  result: text,
  /** The level whose windows accept it. */
  windowLevel: z.enum(LEVELS),
  ...validity,
  provenance,
});
export type SeedServiceMatter = z.infer<typeof ServiceMatterSchema>;

const StationingSchema = z.strictObject({
  subdistrict: code,
  unit: code,
  login,
  mode: z.enum(STATIONING_MODES),
  weekdays: z.array(z.int().min(1).max(7)).refine(ascends, 'weekdays ascend from 1, Monday, to 7'),
  validFrom: z.iso.date(),
  validUntil: validity.validUntil,
  provenance,
});
export type SeedStationing = z.infer<typeof StationingSchema>;

const SeatSchema = z.strictObject({
  organisation: text,
  unit: code.exactOptional(),
  delegate: login,
  substitute: login.exactOptional(),
  kind: z.enum(SEAT_KINDS),
  ...validity,
});

const CommitteeSchema = z.strictObject({
  code,
  level: z.enum(LEVELS),
  /** Of the district's own, the district's code. */
  place: code,
  name: text,
  chair: login,
  secretary: login,
  quorum: perCent,
  cadence: z.enum(MEETING_CADENCES),
  // Every month has a 28th.
  regularDay: z.int().min(1).max(28),
  regularTime: timeOfDay,
  /** In the order of the seats, from 1: a seat that ends keeps its place and gets `validUntil`. */
  members: z.array(SeatSchema).min(1),
  ...validity,
  provenance,
});
export type SeedCommittee = z.infer<typeof CommitteeSchema>;

const MediatorSchema = z.strictObject({
  login,
  kinds: setOf(MEDIATION_KINDS),
  languages: setOf(['zh', 'mn']),
  place: code.exactOptional(),
  unit: code.exactOptional(),
  ...validity,
  provenance,
});
export type SeedMediator = z.infer<typeof MediatorSchema>;

/** What linkage reads of a district, checked. */
export interface SeedLinkage {
  powers: readonly SeedPower[];
  serviceMatters: readonly SeedServiceMatter[];
  stationings: readonly SeedStationing[];
  committees: readonly SeedCommittee[];
  mediators: readonly SeedMediator[];
}

/** The rest of the district, as far as these files point into it. */
interface Known {
  district: { code: string };
  places: readonly { code: string; kind: string; validUntil?: string }[];
  units: readonly { code: string; kind: UnitKind; validUntil?: string }[];
  categories: readonly { code: string }[];
  /** Without it people are known only to the record. */
  accounts?: { accounts: readonly KnownAccount[] };
}

interface KnownAccount {
  login: string;
  unit?: string;
  roles: readonly { role: Role; scope: { kind: ScopeKind; code: string } }[];
}

/** Reads the files that are there; the faults of their shape are added to `faults`. */
export async function parseLinkage(dir: string, faults: SeedFault[]): Promise<SeedLinkage> {
  const [powers = [], serviceMatters = [], stationings = [], committees = [], mediators = []] = await Promise.all([
    parseFile(dir, 'powers.json', z.array(PowerSchema).optional(), faults),
    parseFile(dir, 'service-matters.json', z.array(ServiceMatterSchema).optional(), faults),
    parseFile(dir, 'stationings.json', z.array(StationingSchema).optional(), faults),
    parseFile(dir, 'committees.json', z.array(CommitteeSchema).optional(), faults),
    parseFile(dir, 'mediators.json', z.array(MediatorSchema).optional(), faults),
  ]);
  return { powers, serviceMatters, stationings, committees, mediators };
}

/** Adds every broken reference and rule to `faults`. Who is named is held against accounts.json, where there is one. */
export function checkLinkage(linkage: SeedLinkage, known: Known, faults: SeedFault[]): void {
  checkPowers(linkage.powers, known, new FaultsOf('powers.json', faults));
  checkServiceMatters(linkage.serviceMatters, known, new FaultsOf('service-matters.json', faults));
  checkStationings(linkage.stationings, known, new FaultsOf('stationings.json', faults));
  checkCommittees(linkage.committees, known, new FaultsOf('committees.json', faults));
  checkMediators(linkage.mediators, known, new FaultsOf('mediators.json', faults));
}

function checkPowers(powers: readonly SeedPower[], known: Known, faults: FaultsOf): void {
  const categories = new Set(known.categories.map(codeOf));
  checkCodes(powers, faults);
  powers.forEach((power, i) => {
    checkValidity(power, [i], faults);
    checkUnit(power, [i], known, faults, (kind) => !POWER_HOLDERS.includes(kind) && `a ${kind} holds no power`);
    if (power.category !== undefined && !categories.has(power.category))
      faults.add([i, 'category'], `there is no category "${power.category}"`);
  });
}

function checkServiceMatters(matters: readonly SeedServiceMatter[], known: Known, faults: FaultsOf): void {
  checkCodes(matters, faults);
  matters.forEach((matter, i) => {
    checkValidity(matter, [i], faults);
    checkUnit(matter, [i], known, faults, (kind) => kind === 'community' && 'a community decides on no matter');
    faults.addRepeated(
      matter.materials.map(({ code }, n) => ({ at: [i, 'materials', n, 'code'], key: code })),
      'code',
    );
  });
}

function checkStationings(stationings: readonly SeedStationing[], known: Known, faults: FaultsOf): void {
  const isSubdistrict = ({ kind }: { kind: string }) => PLACES_OF_LEVEL.subdistrict.includes(kind);
  const subdistricts = new Map(known.places.filter(isSubdistrict).map((place) => [place.code, place]));
  stationings.forEach((stationing, i) => {
    const { subdistrict, unit, mode, weekdays } = stationing;
    checkValidity(stationing, [i], faults);
    checkUnit(stationing, [i], known, faults, (kind) => !STATIONED.includes(kind) && `a ${kind} is stationed nowhere`);
    const place = subdistricts.get(subdistrict);
    if (place === undefined) faults.add([i, 'subdistrict'], `there is no subdistrict or town "${subdistrict}"`);
    else checkOutlives(stationing, place, [i, 'subdistrict'], faults);
    if (mode !== 'accompanying' && weekdays.length === 0) faults.add([i, 'weekdays'], `who is ${mode} has weekdays`);
    const officer = accountOf(stationing.login, [i, 'login'], known, faults);
    if (officer !== undefined && !holds(officer, 'enforcement_officer', 'unit', unit))
      faults.add([i, 'login'], `"${stationing.login}" is no enforcement_officer of "${unit}"`);
    // Nobody can be in two places: not even twice in one.
    const other = stationings.findIndex((each, n) => n < i && clash(each, stationing));
    if (other >= 0)
      faults.add([i, 'weekdays'], `"${stationing.login}" is elsewhere on one of them, by /${String(other)}`);
  });
}

function clash(a: SeedStationing, b: SeedStationing): boolean {
  if (a.login !== b.login || !overlap(a, b)) return false;
  return a.subdistrict === b.subdistrict || a.weekdays.some((weekday) => b.weekdays.includes(weekday));
}

function overlap(
  a: { validFrom?: string; validUntil?: string },
  b: { validFrom?: string; validUntil?: string },
): boolean {
  const begins = (entry: { validFrom?: string }) => entry.validFrom ?? '';
  const endsBefore = (entry: { validUntil?: string }, day: string) =>
    entry.validUntil !== undefined && entry.validUntil <= day;
  return !endsBefore(a, begins(b)) && !endsBefore(b, begins(a));
}

function checkCommittees(committees: readonly SeedCommittee[], known: Known, faults: FaultsOf): void {
  checkCodes(committees, faults);
  committees.forEach((committee, i) => {
    checkValidity(committee, [i], faults);
    checkPlaceOfLevel(committee, [i], known, faults);
    const { level, place, members, chair, secretary } = committee;
    const other = committees.findIndex(
      (each, n) => n < i && each.level === level && each.place === place && overlap(each, committee),
    );
    if (other >= 0) faults.add([i, 'place'], `has its committee in /${String(other)}`);
    const current = members.filter(isCurrent);
    if (level === 'community' && (current.length < FEWEST_OF_A_COMMUNITY || current.length > MOST_OF_A_COMMUNITY))
      faults.add([i, 'members'], `a community’s committee has 9 to 11 members, not ${String(current.length)}`);
    if (!current.some(({ delegate }) => delegate === chair))
      faults.add([i, 'chair'], `"${chair}" is the delegate of no member`);
    checkSeats(committee, i, known, faults);
    const account = accountOf(secretary, [i, 'secretary'], known, faults);
    if (account !== undefined && !holds(account, 'meeting_secretary', level, place))
      faults.add([i, 'secretary'], `"${secretary}" is no meeting_secretary of "${place}"`);
  });
}

function checkPlaceOfLevel(committee: SeedCommittee, at: Path, known: Known, faults: FaultsOf): void {
  const { level, place } = committee;
  if (level === 'district') {
    if (place !== known.district.code) faults.add([...at, 'place'], `the district is ${known.district.code}`);
    return;
  }
  const found = known.places.find(({ code }) => code === place);
  if (found === undefined) faults.add([...at, 'place'], `there is no place "${place}"`);
  else if (!PLACES_OF_LEVEL[level].includes(found.kind))
    faults.add([...at, 'place'], `a ${found.kind} is not of the level ${level}`);
  else checkOutlives(committee, found, [...at, 'place'], faults);
}

function checkSeats({ level, place, members }: SeedCommittee, i: number, known: Known, faults: FaultsOf): void {
  members.forEach((seat, n) => {
    checkValidity(seat, [i, 'members', n], faults);
  });
  const seats = members.flatMap((seat, n) => (isCurrent(seat) ? [{ seat, at: [i, 'members', n] }] : []));
  faults.addRepeated(
    seats.map(({ seat, at }) => ({ at: [...at, 'organisation'], key: seat.organisation })),
    'organisation',
  );
  // Who stands for two would be two votes, or one short of a quorum.
  const people = seats.flatMap(({ seat, at }) => [
    { at: [...at, 'delegate'], key: seat.delegate },
    ...(seat.substitute === undefined ? [] : [{ at: [...at, 'substitute'], key: seat.substitute }]),
  ]);
  faults.addRepeated(people, 'person');
  for (const { seat, at } of seats) {
    if (seat.unit !== undefined) checkUnit({ unit: seat.unit }, at, known, faults, () => false);
  }
  for (const { at, key } of people) {
    const account = accountOf(key, at, known, faults);
    if (account !== undefined && !holds(account, 'committee_member', level, place))
      faults.add(at, `"${key}" is no committee_member of "${place}"`);
  }
}

function checkMediators(mediators: readonly SeedMediator[], known: Known, faults: FaultsOf): void {
  const places = new Set(known.places.map(codeOf));
  faults.addRepeated(
    mediators.map((mediator, i) => ({ at: [i, 'login'], key: mediator.login })),
    'login',
  );
  mediators.forEach((mediator, i) => {
    const { place, unit } = mediator;
    checkValidity(mediator, [i], faults);
    if ((place === undefined) === (unit === undefined)) faults.add([i], 'a mediator belongs to a place or to a unit');
    if (place !== undefined && !places.has(place)) faults.add([i, 'place'], `there is no place "${place}"`);
    if (unit !== undefined) checkUnit({ ...mediator, unit }, [i], known, faults, () => false);
    const account = accountOf(mediator.login, [i, 'login'], known, faults);
    if (account !== undefined && !account.roles.some(({ role }) => role === 'mediator'))
      faults.add([i, 'login'], `"${mediator.login}" is no mediator`);
  });
}

function checkCodes(rows: readonly { code: string }[], faults: FaultsOf): void {
  faults.addRepeated(
    rows.map(({ code }, i) => ({ at: [i, 'code'], key: code })),
    'code',
  );
}

/** A unit that is there, is of a fitting kind, and does not end while the row goes on. */
function checkUnit(
  row: { unit: string; validUntil?: string },
  at: Path,
  { units }: Known,
  faults: FaultsOf,
  whyNot: (kind: UnitKind) => string | false,
): void {
  const unit = units.find(({ code }) => code === row.unit);
  const misfit = unit !== undefined && whyNot(unit.kind);
  if (unit === undefined) faults.add([...at, 'unit'], `there is no unit "${row.unit}"`);
  else if (misfit !== false) faults.add([...at, 'unit'], misfit);
  else checkOutlives(row, unit, [...at, 'unit'], faults);
}

/** Adds a fault where a row goes on without what it names. */
function checkOutlives(
  row: { validUntil?: string },
  named: { code: string; validUntil?: string },
  at: Path,
  faults: FaultsOf,
): void {
  if (isCurrent(row) && !isCurrent(named)) faults.add(at, `"${named.code}" ends, so the row must end too`);
}

function accountOf(login: string, at: Path, { accounts }: Known, faults: FaultsOf): KnownAccount | undefined {
  const account = accounts?.accounts.find((each) => each.login === login);
  if (accounts !== undefined && account === undefined) faults.add(at, `there is no account "${login}"`);
  return account;
}

function holds({ roles }: KnownAccount, role: Role, kind: ScopeKind, code: string): boolean {
  return roles.some((held) => held.role === role && held.scope.kind === kind && held.scope.code === code);
}

function ascends(values: readonly number[]): boolean {
  return values.every((value, i) => i === 0 || (values[i - 1] ?? 0) < value);
}
