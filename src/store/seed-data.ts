/** Reads a district's directory from a folder of JSON files, such as data/haibowan, and checks it before anything is written. */
import { z } from 'zod';
import { after, decideChange, type NetworkChange } from '../domain/network/changes.js';
import type { Network } from '../domain/network/facts.js';
import { NetworkFault, networkFaultText } from '../domain/network/faults.js';
import { CENTRE_DUTIES } from '../domain/notices.js';
import { ACCOUNT_ROLES, SCOPE_KINDS, SCOPES_OF_ROLE } from '../domain/permissions.js';
import type { Policy } from '../domain/policy.js';
import {
  LEADING_UNIT_KINDS,
  ORGANISATION_KINDS,
  PARENT_KINDS,
  PLACE_KINDS,
  PLACEMENT_WAYS,
  UNIT_DUTIES,
  UNIT_KINDS,
  type PlaceKind,
  type UnitKind,
} from '../domain/vocabulary.js';
import {
  checkValidity,
  code,
  codeOf,
  FaultsOf,
  isCurrent,
  limit,
  parseFile,
  provenance,
  SeedDataError,
  text,
  validity,
  type Path,
  type SeedFault,
} from './seed-file.js';
import { checkLinkage, parseLinkage, type SeedLinkage } from './seed-linkage-data.js';
import { PolicySchema } from './seed-policy.js';

export { SeedDataError, type SeedFault } from './seed-file.js';

// Whoever sees one of these names on a screen or in an export must know that nobody is called so.
const DEMO_NAME_PREFIX = '演示·';

const PLACE_KINDS_OF_UNIT: { readonly [kind in UnitKind]?: readonly PlaceKind[] } = {
  subdistrict: ['subdistrict', 'town'],
  community: ['community', 'village'],
};

const DistrictSchema = z.strictObject({
  code: z.string().regex(/^\d{6}$/, 'a district is named by the six digits of GB/T 2260'),
  name: text,
  nameEn: text.exactOptional(),
  provenance,
});

const PlaceSchema = z.strictObject({
  code,
  kind: z.enum(PLACE_KINDS),
  name: text,
  nameEn: text.exactOptional(),
  parent: code.exactOptional(),
  ...validity,
  provenance,
});
export type SeedPlace = z.infer<typeof PlaceSchema>;

const UnitSchema = z.strictObject({
  code,
  kind: z.enum(UNIT_KINDS),
  name: text,
  /** The place a subdistrict's or community's own unit stands for. */
  place: code.exactOptional(),
  aliases: z.array(text).default([]),
  ...validity,
  successor: code.exactOptional(),
  provenance,
});
export type SeedUnit = z.infer<typeof UnitSchema>;

const CategorySchema = z.strictObject({
  code,
  level: z.literal([1, 2, 3]),
  parent: code.exactOptional(),
  name: text,
  complex: z.boolean().default(false),
  utility: z.boolean().default(false),
  photoRequired: z.boolean().default(false),
  closingStandard: text.exactOptional(),
  statutoryLimit: limit.exactOptional(),
  provenance,
});
export type SeedCategory = z.infer<typeof CategorySchema>;

const catalogueRow = { category: code, place: code.exactOptional(), basis: text, ...validity };
const CatalogueRowSchema = z.discriminatedUnion('lead', [
  z.strictObject({ ...catalogueRow, lead: z.literal('unit'), unit: code }),
  z.strictObject({ ...catalogueRow, lead: z.literal('subdistrict') }),
]);
export type SeedCatalogueRow = z.infer<typeof CatalogueRowSchema>;

const AccountSchema = z.strictObject({
  login: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,63}$/, 'a login is 2 to 64 small letters, digits, dots and hyphens'),
  displayName: text.startsWith(DEMO_NAME_PREFIX, `a demo name begins with ${DEMO_NAME_PREFIX}`),
  unit: code.exactOptional(),
  roles: z
    .array(
      z.strictObject({
        role: z.enum(ACCOUNT_ROLES),
        scope: z.strictObject({ kind: z.enum(SCOPE_KINDS), code }),
      }),
    )
    .min(1),
  /** What the account does for its unit; people are told by it. */
  duty: z.enum(UNIT_DUTIES).exactOptional(),
  /** A machine has no password: it comes with an API key. */
  machine: z.literal(true).exactOptional(),
});
export type SeedAccount = z.infer<typeof AccountSchema>;

/** Who is on duty from when until when, for a unit or, without one, for the centre. */
const ShiftSchema = z
  .strictObject({
    unit: code.exactOptional(),
    role: z.enum([...UNIT_DUTIES, ...CENTRE_DUTIES]),
    login: z.string(),
    startsAt: z.iso.datetime({ offset: true }),
    endsAt: z.iso.datetime({ offset: true }),
  })
  .refine(({ startsAt, endsAt }) => Date.parse(startsAt) < Date.parse(endsAt), {
    error: 'must come after startsAt',
    path: ['endsAt'],
  });

const DemoAccountsSchema = z.strictObject({
  // Anybody who can read the file can log in: it says so itself, and seeding it takes a flag as well.
  demo: z.literal(true),
  password: z.string().min(8).max(200),
  accounts: z.array(AccountSchema),
  shifts: z.array(ShiftSchema).default([]),
});

const day = z.iso.date();
const span = { from: day.exactOptional(), until: day.exactOptional() };
const reason = text.min(1);
const NetworkSchema = z.strictObject({
  reason,
  organisations: z.array(
    z.strictObject({
      code,
      kind: z.enum(ORGANISATION_KINDS),
      name: text,
      ...span,
      placed: z.array(
        z.strictObject({ place: code, way: z.enum(PLACEMENT_WAYS), from: day, until: day.exactOptional() }),
      ),
    }),
  ),
  /** What became of grids since, in the order in which it was decided. */
  changes: z
    .array(
      z.discriminatedUnion('kind', [
        z.strictObject({
          kind: z.literal('split_grid'),
          grid: code,
          parts: z
            .array(
              z.strictObject({ code, name: text.exactOptional(), places: z.array(code), organisations: z.array(code) }),
            )
            .min(2),
          from: day,
          reason,
        }),
        z.strictObject({
          kind: z.literal('merge_grids'),
          grids: z.array(code).min(2),
          into: z.strictObject({ code, name: text.exactOptional() }),
          from: day,
          reason,
        }),
        z.strictObject({ kind: z.literal('move_place'), place: code, parent: code, from: day, reason }),
      ]),
    )
    .default([]),
});
export type SeedNetwork = z.infer<typeof NetworkSchema>;

/** A district's directory, checked. `accounts` and `network` are absent for a district that has none. */
export interface SeedData {
  district: z.infer<typeof DistrictSchema>;
  places: readonly SeedPlace[];
  units: readonly SeedUnit[];
  categories: readonly SeedCategory[];
  catalogue: readonly SeedCatalogueRow[];
  policy: Policy;
  accounts?: z.infer<typeof DemoAccountsSchema>;
  linkage: SeedLinkage;
  network?: SeedNetwork;
}

/**
 * Reads district, places, units, categories, catalogue and policy, and accounts.json, network.json and the files of linkage
 * where there are any.
 * Throws a SeedDataError with every fault of shape or, when all files are well shaped, every broken reference and rule.
 */
export async function loadSeedData(dir: string): Promise<SeedData> {
  const faults: SeedFault[] = [];
  const [district, places, units, categories, catalogue, policy, accounts, linkage, network] = await Promise.all([
    parseFile(dir, 'district.json', DistrictSchema, faults),
    parseFile(dir, 'places.json', z.array(PlaceSchema), faults),
    parseFile(dir, 'units.json', z.array(UnitSchema), faults),
    parseFile(dir, 'categories.json', z.array(CategorySchema), faults),
    parseFile(dir, 'catalogue.json', z.array(CatalogueRowSchema), faults),
    parseFile(dir, 'policy.json', PolicySchema, faults),
    parseFile(dir, 'accounts.json', DemoAccountsSchema.optional(), faults),
    parseLinkage(dir, faults),
    parseFile(dir, 'network.json', NetworkSchema.optional(), faults),
  ]);
  // Cross-checks on half a directory would report consequences instead of causes.
  if (!district || !places || !units || !categories || !catalogue || !policy || faults.length > 0) {
    throw new SeedDataError(dir, inOrder(faults));
  }
  const whole = { district, places, units, categories, catalogue, policy, linkage };
  const data: SeedData = { ...whole, ...(accounts && { accounts }), ...(network && { network }) };
  checkPlaces(data, new FaultsOf('places.json', faults));
  checkUnits(data, new FaultsOf('units.json', faults));
  checkCategories(data, new FaultsOf('categories.json', faults));
  checkCatalogue(data, new FaultsOf('catalogue.json', faults));
  checkAccounts(data, new FaultsOf('accounts.json', faults));
  checkLinkage(linkage, data, faults);
  checkNetwork(data, new FaultsOf('network.json', faults));
  if (faults.length > 0) throw new SeedDataError(dir, faults);
  return data;
}

function checkPlaces({ places, units }: SeedData, faults: FaultsOf): void {
  const byCode = new Map(places.map((place) => [place.code, place]));
  faults.addRepeated(
    places.map(({ code }, i) => ({ at: [i, 'code'], key: code })),
    'code',
  );
  faults.addRepeated(
    places.map(({ parent, name }, i) => ({ at: [i, 'name'], key: JSON.stringify([parent, name]) })),
    'name',
  );
  places.forEach((place, i) => {
    checkValidity(place, [i], faults);
    const wanted = PARENT_KINDS[place.kind];
    if (place.parent === undefined) {
      if (wanted.length > 0) faults.add([i], `a ${place.kind} needs a parent: ${wanted.join(' or ')}`);
    } else {
      const parent = byCode.get(place.parent);
      if (parent === undefined) faults.add([i, 'parent'], `there is no place "${place.parent}"`);
      else if (!wanted.includes(parent.kind))
        faults.add([i, 'parent'], `a ${place.kind} cannot lie in a ${parent.kind}`);
    }
    // A catalogue row that says "the subdistrict" would have nobody to dispatch to.
    const governed = wanted.length === 0 && isCurrent(place);
    if (
      governed &&
      !units.some((unit) => unit.kind === 'subdistrict' && unit.place === place.code && isCurrent(unit))
    ) {
      faults.add([i], `no unit of kind subdistrict stands for "${place.code}"`);
    }
  });
}

function checkUnits({ places, units }: SeedData, faults: FaultsOf): void {
  const byPlace = new Map(places.map((place) => [place.code, place]));
  const unitCodes = new Set(units.map(codeOf));
  faults.addRepeated(
    units.map(({ code }, i) => ({ at: [i, 'code'], key: code })),
    'code',
  );
  checkUnitNames(units, faults);
  const standing = units.flatMap(({ kind, place, validUntil }, i) =>
    place === undefined || validUntil !== undefined ? [] : [{ at: [i, 'place'], key: `${kind} ${place}` }],
  );
  faults.addRepeated(standing, 'place');
  units.forEach((unit, i) => {
    checkValidity(unit, [i], faults);
    const wanted = PLACE_KINDS_OF_UNIT[unit.kind];
    if (unit.place === undefined) {
      if (wanted) faults.add([i], `a unit of kind ${unit.kind} needs the place it stands for`);
    } else if (!wanted) {
      faults.add([i, 'place'], `a unit of kind ${unit.kind} stands for no place`);
    } else {
      const place = byPlace.get(unit.place);
      if (place === undefined) faults.add([i, 'place'], `there is no place "${unit.place}"`);
      else if (!wanted.includes(place.kind)) {
        faults.add([i, 'place'], `a unit of kind ${unit.kind} cannot stand for a ${place.kind}`);
      }
    }
    if (unit.successor === undefined) return;
    if (!unitCodes.has(unit.successor)) faults.add([i, 'successor'], `there is no unit "${unit.successor}"`);
    if (unit.successor === unit.code) faults.add([i, 'successor'], 'a unit cannot succeed itself');
    if (isCurrent(unit)) faults.add([i, 'successor'], 'only a unit with validUntil has a successor');
  });
  for (const kind of ['hotline_centre', 'supervision_office'] as const) {
    if (!units.some((unit) => unit.kind === kind && isCurrent(unit))) faults.add([], `no unit is of kind ${kind}`);
  }
}

/** A name must lead to one unit, whether it is the unit's own or an alias. */
function checkUnitNames(units: readonly SeedUnit[], faults: FaultsOf): void {
  const names = units.flatMap((unit, i) => [
    { at: [i, 'name'], key: unit.name },
    ...unit.aliases.map((alias, n) => ({ at: [i, 'aliases', n], key: alias })),
  ]);
  faults.addRepeated(names, 'name');
}

function checkCategories({ categories }: SeedData, faults: FaultsOf): void {
  const byCode = new Map(categories.map((category) => [category.code, category]));
  faults.addRepeated(
    categories.map(({ code }, i) => ({ at: [i, 'code'], key: code })),
    'code',
  );
  faults.addRepeated(
    categories.map(({ parent, name }, i) => ({ at: [i, 'name'], key: JSON.stringify([parent, name]) })),
    'name',
  );
  categories.forEach((category, i) => {
    const { level, parent, complex, utility, photoRequired, closingStandard, statutoryLimit } = category;
    if (parent === undefined) {
      if (level > 1) faults.add([i], `a category of level ${level} needs a parent`);
    } else if (level === 1) {
      faults.add([i, 'parent'], 'a category of level 1 has no parent');
    } else {
      const above = byCode.get(parent);
      if (above === undefined) faults.add([i, 'parent'], `there is no category "${parent}"`);
      else if (above.level !== level - 1) faults.add([i, 'parent'], `the parent must be of level ${level - 1}`);
    }
    if (level === 3) {
      if (closingStandard === undefined) faults.add([i], 'a category of level 3 needs a closingStandard');
    } else {
      // Requests are filed under leaves: said higher up, a flag would bear on nothing.
      for (const [field, set] of Object.entries({ complex, utility, photoRequired, closingStandard, statutoryLimit })) {
        if (set !== false && set !== undefined) faults.add([i, field], 'belongs to categories of level 3 only');
      }
    }
  });
}

function checkCatalogue({ places, units, categories, catalogue }: SeedData, faults: FaultsOf): void {
  const byPlace = new Map(places.map((place) => [place.code, place]));
  const byUnit = new Map(units.map((unit) => [unit.code, unit]));
  const byCategory = new Map(categories.map((category) => [category.code, category]));
  faults.addRepeated(
    catalogue.map((row, i) => ({ at: [i], key: catalogueKey(row) })),
    'category, place and lead',
  );
  catalogue.forEach((row, i) => {
    checkValidity(row, [i], faults);
    const category = byCategory.get(row.category);
    if (category === undefined) faults.add([i, 'category'], `there is no category "${row.category}"`);
    else if (category.level === 1) faults.add([i, 'category'], 'a row names a category of level 2 or 3');
    const place = row.place === undefined ? undefined : byPlace.get(row.place);
    if (row.place !== undefined && place === undefined) {
      faults.add([i, 'place'], `there is no place "${row.place}"`);
    } else if (place !== undefined && PARENT_KINDS[place.kind].length > 0) {
      // The catalogue is consulted by the request's subdistrict; a row for less would never fit.
      faults.add([i, 'place'], 'a row names a subdistrict or a town');
    }
    if (row.lead !== 'unit') return;
    const unit = byUnit.get(row.unit);
    if (unit === undefined) faults.add([i, 'unit'], `there is no unit "${row.unit}"`);
    else if (!LEADING_UNIT_KINDS.includes(unit.kind)) faults.add([i, 'unit'], `a ${unit.kind} never leads`);
    else if (isCurrent(row) && !isCurrent(unit)) faults.add([i, 'unit'], `"${row.unit}" ends, so the row must end too`);
  });
}

function checkAccounts({ district, places, units, accounts }: SeedData, faults: FaultsOf): void {
  if (accounts === undefined) return;
  if (district.provenance !== 'demo') faults.add(['demo'], 'only a district of provenance demo has demo accounts');
  const unitCodes = new Set(units.map(codeOf));
  const codesOf = (...kinds: PlaceKind[]) => new Set(places.filter(({ kind }) => kinds.includes(kind)).map(codeOf));
  const known = {
    district: new Set([district.code]),
    unit: unitCodes,
    subdistrict: codesOf('subdistrict', 'town'),
    community: codesOf('community', 'village'),
  };
  faults.addRepeated(
    accounts.accounts.map(({ login }, i) => ({ at: ['accounts', i, 'login'], key: login })),
    'login',
  );
  accounts.accounts.forEach(({ unit, roles, duty, machine }, i) => {
    const at = ['accounts', i];
    if (unit !== undefined && !unitCodes.has(unit)) faults.add([...at, 'unit'], `there is no unit "${unit}"`);
    if (duty !== undefined && unit === undefined) faults.add([...at, 'duty'], 'a duty needs a unit');
    if (duty !== undefined && machine) faults.add([...at, 'duty'], 'a machine has no duty');
    const held = roles.map(({ role, scope }, n) => ({
      at: [...at, 'roles', n],
      key: `${role} ${scope.kind} ${scope.code}`,
    }));
    faults.addRepeated(held, 'role');
    roles.forEach(({ role, scope }, n) => {
      if (!SCOPES_OF_ROLE[role].includes(scope.kind))
        faults.add([...at, 'roles', n, 'scope', 'kind'], `${role} is not held in a ${scope.kind}`);
      if (known[scope.kind].has(scope.code)) return;
      faults.add([...at, 'roles', n, 'scope', 'code'], `there is no ${scope.kind} "${scope.code}"`);
    });
  });
  checkShifts(accounts, faults);
}

function checkShifts({ accounts, shifts }: z.infer<typeof DemoAccountsSchema>, faults: FaultsOf): void {
  const byLogin = new Map(accounts.map((account) => [account.login, account]));
  shifts.forEach(({ unit, role, login }, i) => {
    const at = ['shifts', i];
    const account = byLogin.get(login);
    if (account === undefined) faults.add([...at, 'login'], `there is no account "${login}"`);
    else if (unit !== undefined && account.unit !== unit) faults.add([...at, 'unit'], `"${login}" is of another unit`);
    const duties: readonly string[] = unit === undefined ? CENTRE_DUTIES : UNIT_DUTIES;
    if (!duties.includes(role))
      faults.add([...at, 'role'], `is no duty of ${unit === undefined ? 'the centre' : 'a unit'}`);
  });
}

/** Every change is decided as it will be when the network is laid into the record. */
function checkNetwork({ places, network }: SeedData, faults: FaultsOf): void {
  if (network === undefined) return;
  const at = { change: 'seed', recordedAt: '' };
  let known: Network = {
    places: new Map(places.map((place) => [place.code, place])),
    organisations: [],
    placements: [],
    lyings: places.map(({ code: place, parent, validFrom: from, validUntil: until }) => ({
      ...{ place, recordedAt: '' },
      ...(parent !== undefined && { parent }),
      ...(from !== undefined && { from }),
      ...(until !== undefined && { until }),
    })),
  };
  let ids = 0;
  const newId = () => String((ids += 1));
  const decide = (path: Path, changes: readonly NetworkChange[]) => {
    try {
      for (const change of changes) known = after(known, decideChange(known, change), at, newId);
    } catch (fault) {
      if (!(fault instanceof NetworkFault)) throw fault;
      faults.add(path, `${networkFaultText(fault, 'en')}${fault.pointer && ` (${fault.pointer})`}`);
    }
  };
  network.organisations.forEach((organisation, i) => {
    decide(['organisations', i], foundingOf(organisation));
  });
  network.changes.forEach(({ reason: _reason, ...change }, i) => {
    decide(['changes', i], [change]);
  });
}

/** An organisation of the files as changes: registered, and placed wherever it is. */
export function foundingOf({
  placed,
  kind: as,
  ...organisation
}: SeedNetwork['organisations'][number]): NetworkChange[] {
  const { code: of } = organisation;
  return [
    { kind: 'register_organisation', as, ...organisation },
    ...placed.map((one) => ({ kind: 'place_organisation' as const, organisation: of, ...one })),
  ];
}

/** What makes two rows of the dispatch catalogue the same row. */
function catalogueKey(row: SeedCatalogueRow): string {
  return JSON.stringify([row.category, row.place, row.lead, row.lead === 'unit' ? row.unit : undefined, row.validFrom]);
}

// The files are read side by side; their faults are reported in one order.
function inOrder(faults: readonly SeedFault[]): SeedFault[] {
  return faults.toSorted((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
}
