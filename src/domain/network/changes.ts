import { CHAIN_LEVELS, PARENT_KINDS, type OrganisationKind, type PlaceKind, type PlacementWay } from '../vocabulary.js';
import { isChainLevel } from './coverage.js';
import {
  before,
  holdsOn,
  overlap,
  since,
  without,
  type Lying,
  type Network,
  type NetworkPlace,
  type Organisation,
  type Placement,
  type Span,
} from './facts.js';
import { NetworkFault } from './faults.js';

/** One of the grids that a grid is split into. Its own code may be among them: then it goes on, smaller. */
export interface GridPart {
  code: string;
  /** Needed for a new grid. */
  name?: string | undefined;
  /** Estates and buildings that lie in the grid itself; each goes to one part. */
  places: readonly string[];
  /** Organisations that are placed in the grid; each goes to one part or to several. */
  organisations: readonly string[];
}

/** What somebody wants to be so, by kind. Days YYYY-MM-DD. */
export type NetworkChange =
  | ({ kind: 'register_organisation'; code: string; as: OrganisationKind; name: string } & Bounds)
  /** From its day on; what it was before stays. */
  | ({ kind: 'change_organisation'; code: string; version: number; name: string; from: string } & Bounds)
  /** It was recorded wrongly: it has been so for all of its days. */
  | ({ kind: 'correct_organisation'; code: string; version: number; name: string } & Bounds)
  | ({ kind: 'place_organisation'; organisation: string; place: string; way: PlacementWay; from: string } & Bounds)
  | ({ kind: 'change_placement'; id: string; version: number; way: PlacementWay; from: string } & Bounds)
  /** It was recorded in error: it never held. */
  | { kind: 'void_placement'; id: string; version: number }
  | { kind: 'split_grid'; grid: string; parts: readonly GridPart[]; from: string }
  | { kind: 'merge_grids'; grids: readonly string[]; into: { code: string; name?: string | undefined }; from: string }
  | { kind: 'move_place'; place: string; parent: string; from: string };

interface Bounds {
  from?: string | undefined;
  until?: string | undefined;
}

type New<Row> = Omit<Row, 'change' | 'recordedAt' | 'supersededAt'>;

/** What a change writes: nothing that stands is altered, rows are superseded and others recorded. */
export interface Writes {
  places: readonly (NetworkPlace & { parent: string; from: string })[];
  organisations: { close: readonly Organisation[]; open: readonly New<Organisation>[] };
  /** A placement without an id is a new one: whoever writes it gives it one. */
  placements: { close: readonly Placement[]; open: readonly NewPlacement[] };
  lyings: { close: readonly Lying[]; open: readonly New<Lying>[] };
}
export type NewPlacement = Omit<New<Placement>, 'id'> & { id?: string };

/**
 * What a change of the network writes, given all that is believed now (`network` holds nothing superseded). From its day on
 * it stands in the place of what was planned for that time. Throws NetworkFault.
 */
export function decideChange(network: Network, change: NetworkChange): Writes {
  switch (change.kind) {
    case 'register_organisation':
      return registered(network, change);
    case 'change_organisation':
      return renewed(network, change);
    case 'correct_organisation':
      return corrected(network, change);
    case 'place_organisation':
      return placed(network, change);
    case 'change_placement':
      return replaced(network, change);
    case 'void_placement':
      return writing({ placements: { close: [placementAt(network, change)], open: [] } });
    case 'split_grid':
      return split(network, change);
    case 'merge_grids':
      return merged(network, change);
    case 'move_place':
      return moved(network, change);
  }
}

type ChangeOf<Kind extends NetworkChange['kind']> = Extract<NetworkChange, { kind: Kind }>;

const NOTHING: Writes = {
  places: [],
  organisations: { close: [], open: [] },
  placements: { close: [], open: [] },
  lyings: { close: [], open: [] },
};

function writing(some: Partial<Writes>): Writes {
  return { ...NOTHING, ...some };
}

function registered({ organisations }: Network, change: ChangeOf<'register_organisation'>): Writes {
  const { code, as: kind, name } = change;
  if (organisations.some((one) => one.code === code)) throw new NetworkFault('organisation_taken', '/code', { code });
  return writing({ organisations: { close: [], open: [{ code, version: 1, kind, name, ...spanIn(change) }] } });
}

/** What it was before the day stays as it was, in a row of its own: who covered a place then does not change with a name. */
function renewed({ organisations, placements }: Network, change: ChangeOf<'change_organisation'>): Writes {
  const { code, version, name, from } = change;
  const rows = organisationAt(organisations, change);
  const close = rows.filter((row) => since(row, from) !== undefined);
  const earlier = close.flatMap((row) => {
    const span = before(row, from);
    return span === undefined ? [] : [{ kind: row.kind, name: row.name, ...span }];
  });
  const written = [...earlier, { kind: rows[0].kind, name, ...spanIn(change) }];
  return writing({
    organisations: { close, open: written.map((row, i) => ({ code, version: version + 1 + i, ...row })) },
    placements: endedWith(placements, change),
  });
}

/** All that was on record of it is superseded: it never was otherwise. */
function corrected({ organisations, placements }: Network, change: ChangeOf<'correct_organisation'>): Writes {
  const { code, version, name } = change;
  const close = organisationAt(organisations, change);
  const next = { code, kind: close[0].kind, name, version: version + 1, ...spanIn(change) };
  return writing({ organisations: { close, open: [next] }, placements: endedWith(placements, change) });
}

/** Whoever is no more is nowhere: what an organisation is placed in ends with it. */
function endedWith(placements: readonly Placement[], { code, until }: { code: string; until?: string | undefined }) {
  if (until === undefined) return NOTHING.placements;
  return together(
    reaching(placements, ({ organisation }) => organisation === code, until).map((one) => ended(one, until)),
  );
}

function placed(network: Network, change: ChangeOf<'place_organisation'>): Writes {
  const { organisation, place, way } = change;
  const next = { organisation, place, way, version: 1, ...spanIn(change) };
  assertFits(network, next);
  assertFree(network.placements, next);
  return writing({ placements: { close: [], open: [next] } });
}

function replaced(network: Network, change: ChangeOf<'change_placement'>): Writes {
  const known = placementAt(network, change);
  const { id, organisation, place, version } = known;
  const next = { id, organisation, place, way: change.way, version: version + 1, ...spanIn(change) };
  assertFits(network, next);
  assertFree(
    network.placements.filter((one) => one !== known),
    next,
  );
  return writing({ placements: { close: [known], open: [next] } });
}

function split(network: Network, change: ChangeOf<'split_grid'>): Writes {
  const { grid, parts, from } = change;
  assertKind(network, grid, ['grid'], '/grid');
  const own = reaching(network.lyings, ({ place }) => place === grid, from);
  assertInForce(own, grid, from, '/grid');
  const inside = reaching(network.lyings, ({ parent }) => parent === grid, from);
  const placements = reaching(network.placements, ({ place }) => place === grid, from);
  assertShares(
    parts,
    'places',
    inside.map(({ place }) => place),
  );
  assertShares(
    parts,
    'organisations',
    placements.map(({ organisation }) => organisation),
  );
  const others = parts.filter(({ code }) => code !== grid);
  const places = others.map((part) => newGrid(network, part, `/parts/${String(parts.indexOf(part))}`, own, from));
  const goesOn = others.length < parts.length;
  const partOf = (place: string) => parts.find((part) => part.places.includes(place))?.code ?? grid;
  const heirs = (organisation: string) =>
    parts.filter(({ organisations }) => organisations.includes(organisation)).map(({ code }) => code);
  return writing({
    places,
    lyings: together([
      ...(goesOn ? [] : own.map((lying) => cut(lying, from, []))),
      { close: [], open: others.flatMap(({ code }) => own.map((lying) => anew(lying, from, { place: code }))) },
      ...inside.flatMap((lying) => {
        const parent = partOf(lying.place);
        return parent === grid ? [] : [cut(lying, from, [{ place: lying.place, parent }])];
      }),
    ]),
    placements: together(
      placements.map((placement) => {
        const codes = heirs(placement.organisation);
        const others = codes.filter((code) => code !== grid);
        const open = others.map((place) => successor(placement, from, place));
        return codes.includes(grid)
          ? { close: [], open }
          : { ...ended(placement, from), open: [...ended(placement, from).open, ...open] };
      }),
    ),
  });
}

function merged(network: Network, change: ChangeOf<'merge_grids'>): Writes {
  const { grids, into, from } = change;
  const lyings = grids.map((grid, i) => {
    const at = `/grids/${String(i)}`;
    if (grids.indexOf(grid) !== i) throw new NetworkFault('grid_twice', at, { grid });
    assertKind(network, grid, ['grid'], at);
    const own = reaching(network.lyings, ({ place }) => place === grid, from);
    assertInForce(own, grid, from, at);
    return own;
  });
  const community = parentOn(lyings[0] ?? [], from);
  lyings.forEach((own, i) => {
    if (parentOn(own, from) !== community)
      throw new NetworkFault('grids_apart', `/grids/${String(i)}`, { grid: grids[i] ?? '' });
  });
  const isNew = !grids.includes(into.code);
  const leaving = grids.filter((grid) => grid !== into.code);
  // A new grid goes where the first of them goes.
  const first = lyings[0] ?? [];
  const inside = reaching(network.lyings, ({ parent }) => parent !== undefined && leaving.includes(parent), from);
  const life = isNew ? first : (lyings[grids.indexOf(into.code)] ?? []);
  assertOutlives(life, into.code, [...lyings.flat(), ...inside], from);
  return writing({
    places: isNew ? [newGrid(network, into, '/into', first, from)] : [],
    lyings: together([
      ...lyings.flatMap((own, i) => (grids[i] === into.code ? [] : own.map((lying) => cut(lying, from, [])))),
      { close: [], open: isNew ? first.map((lying) => anew(lying, from, { place: into.code })) : [] },
      ...inside.map((lying) => cut(lying, from, [{ place: lying.place, parent: into.code }])),
    ]),
    placements: gathered(network.placements, leaving, into.code, from),
  });
}

/** The placements of the grids that end go over to one; who is there already is not placed a second time. */
function gathered(placements: readonly Placement[], leaving: readonly string[], into: string, from: string) {
  const there: (Span & { organisation: string })[] = placements.filter(({ place }) => place === into);
  const steps = reaching(placements, ({ place }) => leaving.includes(place), from).map((placement) => {
    const { organisation } = placement;
    const span = since(placement, from);
    const free =
      span === undefined
        ? []
        : without(
            span,
            there.filter((one) => one.organisation === organisation),
          );
    there.push(...free.map((one) => ({ ...one, organisation })));
    const { way } = placement;
    const step = ended(placement, from);
    return {
      ...step,
      open: [...step.open, ...free.map((one) => ({ organisation, place: into, way, version: 1, ...one }))],
    };
  });
  return together(steps);
}

function moved(network: Network, change: ChangeOf<'move_place'>): Writes {
  const { place, parent, from } = change;
  const kind = network.places.get(place)?.kind;
  if (kind === undefined) throw new NetworkFault('place_not_found', '/place', { place });
  assertKind(network, parent, PARENT_KINDS[kind], '/parent');
  const own = reaching(network.lyings, (lying) => lying.place === place, from);
  assertInForce(own, place, from, '/place');
  const steps = own.map((lying) => cut(lying, from, [{ place, parent }]));
  const around = network.lyings.filter((lying) => lying.place === parent);
  for (const { from: start = from, until } of steps.flatMap(({ open }) =>
    open.filter((one) => one.parent === parent),
  )) {
    assertThroughout(around, parent, { from: start, ...(until !== undefined && { until }) }, '/parent');
  }
  return writing({ lyings: together(steps) });
}

interface Step<Row, Fresh> {
  close: readonly Row[];
  open: readonly Fresh[];
}

function together<Row, Fresh>(steps: readonly Step<Row, Fresh>[]): Step<Row, Fresh> {
  return { close: steps.flatMap(({ close }) => close), open: steps.flatMap(({ open }) => open) };
}

/** The rows that hold on a day or after it. */
function reaching<Row extends Span>(rows: readonly Row[], fits: (row: Row) => boolean, day: string): readonly Row[] {
  return rows.filter((row) => fits(row) && since(row, day) !== undefined);
}

/** A lying superseded by what it was before a day, and by others from it on. */
function cut(lying: Lying, day: string, then: readonly Pick<Lying, 'place' | 'parent'>[]): Step<Lying, New<Lying>> {
  const { place, parent } = lying;
  const earlier = before(lying, day);
  return {
    close: [lying],
    open: [
      ...(earlier === undefined ? [] : [{ place, ...(parent !== undefined && { parent }), ...earlier }]),
      ...then.map((other) => anew(lying, day, other)),
    ],
  };
}

/** What a lying is from a day on, under another name or in another place. */
function anew({ parent, ...span }: Lying, day: string, other: Pick<Lying, 'place' | 'parent'>): New<Lying> {
  return { ...(parent !== undefined && { parent }), ...other, ...since(span, day) };
}

/** A placement that ends on a day, or that never came about. */
function ended(placement: Placement, day: string): Step<Placement, NewPlacement> {
  const { id, organisation, place, way, version } = placement;
  const earlier = before(placement, day);
  const rest = { id, organisation, place, way, version: version + 1 };
  return { close: [placement], open: earlier === undefined ? [] : [{ ...rest, ...earlier }] };
}

/** Where an organisation is placed from a day on instead. */
function successor({ organisation, way, ...span }: Placement, day: string, place: string): NewPlacement {
  return { organisation, place, way, version: 1, ...since(span, day) };
}

function newGrid(
  { places }: Network,
  { code, name }: { code: string; name?: string | undefined },
  at: string,
  own: readonly Lying[],
  from: string,
): Writes['places'][number] {
  if (places.has(code)) throw new NetworkFault('place_taken', `${at}/code`, { place: code });
  if (name === undefined) throw new NetworkFault('name_missing', `${at}/name`);
  return { code, kind: 'grid', name, parent: parentOn(own, from) ?? '', from };
}

function parentOn(lyings: readonly Lying[], day: string): string | undefined {
  return lyings.find((lying) => holdsOn(lying, day))?.parent;
}

function spanIn({ from, until }: Bounds): Span {
  if (from !== undefined && until !== undefined && from >= until) throw new NetworkFault('span_empty', '/until');
  return { ...(from !== undefined && { from }), ...(until !== undefined && { until }) };
}

function placementAt({ placements }: Network, { id, version }: { id: string; version: number }): Placement {
  const known = placements.find((one) => one.id === id);
  if (known === undefined) throw new NetworkFault('unknown_placement', '/id');
  assertVersion(known, version);
  return known;
}

/** All that is believed of an organisation, in the order of time; its newest row has the version that was read. */
function organisationAt(
  organisations: readonly Organisation[],
  { code, version }: { code: string; version: number },
): readonly [Organisation, ...Organisation[]] {
  const [first, ...rest] = organisations.filter((one) => one.code === code);
  if (first === undefined) throw new NetworkFault('unknown_organisation', '/code', { code });
  assertVersion(rest.at(-1) ?? first, version);
  return [first, ...rest];
}

function assertVersion(known: { version: number }, version: number): void {
  if (known.version !== version) throw new NetworkFault('version_changed', '', { version: String(known.version) });
}

function assertKind({ places }: Network, place: string, kinds: readonly PlaceKind[], pointer: string): void {
  const kind = places.get(place)?.kind;
  if (kind === undefined) throw new NetworkFault('place_not_found', pointer, { place });
  if (!kinds.includes(kind)) throw new NetworkFault('place_unfit', pointer, { place });
}

/** Where organisations can be placed at all; what leads, only where its own level is. Both are there for all of the time. */
function assertFits(network: Network, { organisation, place, way, ...span }: NewPlacement): void {
  const rows = network.organisations.filter(({ code }) => code === organisation);
  const kind = rows[0]?.kind;
  if (kind === undefined) throw new NetworkFault('unknown_organisation', '/organisation', { code: organisation });
  const kinds: readonly PlaceKind[] =
    way === 'enter' && isChainLevel(kind) ? CHAIN_LEVELS[kind] : ['community', 'village', 'grid', 'estate', 'building'];
  assertKind(network, place, kinds, '/place');
  assertThroughout(
    network.lyings.filter((lying) => lying.place === place),
    place,
    span,
    '/place',
  );
  const [gap] = without(spanIn(span), rows);
  if (gap !== undefined)
    throw new NetworkFault('organisation_not_there', '/organisation', { organisation, until: gap.from ?? '–' });
}

function assertFree(placements: readonly Placement[], { organisation, place, ...span }: NewPlacement): void {
  const taken = placements.some(
    (one) => one.organisation === organisation && one.place === place && overlap(one, span),
  );
  if (taken) throw new NetworkFault('already_placed', '/from', { organisation, place });
}

function assertInForce(lyings: readonly Lying[], place: string, day: string, pointer: string): void {
  if (!lyings.some((lying) => holdsOn(lying, day)))
    throw new NetworkFault('place_not_there', pointer, { place, until: day });
}

/** A place exists for all of a span. */
function assertThroughout(lyings: readonly Lying[], place: string, { from, until }: Span, pointer: string): void {
  const [gap] = without({ ...(from !== undefined && { from }), ...(until !== undefined && { until }) }, lyings);
  if (gap !== undefined) throw new NetworkFault('place_not_there', pointer, { place, until: gap.from ?? '–' });
}

/** What goes into a grid is in it for as long as it is anywhere: nothing is left without a grid when that one ends. */
function assertOutlives(life: readonly Lying[], grid: string, going: readonly Lying[], day: string): void {
  for (const lying of going) {
    const span = since(lying, day);
    const [gap] = span === undefined ? [] : without(span, life);
    if (gap === undefined) continue;
    throw new NetworkFault('merged_grid_ends', '/into/code', { grid, place: lying.place, until: gap.from ?? '–' });
  }
}

/** Everything that is shared out is of the grid, and everything of it is shared out; a place to one part only. */
function assertShares(parts: readonly GridPart[], field: 'places' | 'organisations', owned: readonly string[]): void {
  const given = new Set<string>();
  parts.forEach((part, i) => {
    part[field].forEach((code, n) => {
      const at = `/parts/${String(i)}/${field}/${String(n)}`;
      if (!owned.includes(code)) throw new NetworkFault('not_of_the_grid', at, { code });
      if (field === 'places' && given.has(code)) throw new NetworkFault('shared_out_twice', at, { code });
      given.add(code);
    });
    const twice = part[field].find((code, n) => part[field].indexOf(code) !== n);
    if (twice !== undefined)
      throw new NetworkFault('shared_out_twice', `/parts/${String(i)}/${field}`, { code: twice });
    const repeated = parts.findIndex(({ code }) => code === part.code);
    if (repeated !== i) throw new NetworkFault('grid_twice', `/parts/${String(i)}/code`, { grid: part.code });
  });
  const forgotten = owned.find((code) => !given.has(code));
  if (forgotten !== undefined) throw new NetworkFault('not_shared_out', '/parts', { code: forgotten });
}

/** The network as it is believed once a change is written, by whoever gives new rows their ids. */
export function after(
  network: Network,
  writes: Writes,
  at: { change: string; recordedAt: string },
  newId: () => string,
): Network {
  const step = <Row>(rows: readonly Row[], close: readonly Row[], open: readonly Row[]) => {
    if (close.length === 0 && open.length === 0) return rows;
    const closed = new Set(close);
    return [...rows.filter((row) => !closed.has(row)), ...open];
  };
  const fresh = writes.places.map(({ code, kind, name }) => [code, { code, kind, name }] as const);
  return {
    places: fresh.length === 0 ? network.places : new Map([...network.places, ...fresh]),
    organisations: step(
      network.organisations,
      writes.organisations.close,
      writes.organisations.open.map((row) => ({ ...row, ...at })),
    ),
    placements: step(
      network.placements,
      writes.placements.close,
      writes.placements.open.map((row) => ({ ...row, id: row.id ?? newId(), ...at })),
    ),
    lyings: step(
      network.lyings,
      writes.lyings.close,
      writes.lyings.open.map((row) => ({ ...row, id: newId(), ...at })),
    ),
  };
}
