import {
  CHAIN_LEVEL_NAMES,
  CHAIN_LEVELS,
  type ChainLevel,
  type OrganisationKind,
  type PlaceKind,
} from '../vocabulary.js';
import { formatDay, parseDay } from '../local-time.js';
import {
  holdsOn,
  isBelieved,
  since,
  type Lying,
  type Network,
  type Organisation,
  type Placement,
  type Span,
} from './facts.js';

/** The network as it is believed at one instant, by what is asked for. Made once, asked often. */
export interface NetworkView {
  places: Network['places'];
  lyings: ReadonlyMap<string, readonly Lying[]>;
  placements: ReadonlyMap<string, readonly Placement[]>;
  organisations: ReadonlyMap<string, readonly Organisation[]>;
}

/** One of the chain of a place: codes only. */
export interface Responsible {
  level: ChainLevel;
  organisation: string;
}

/** Who covers a place on a day. */
export interface Coverage {
  /** The place and what it lies in, the narrowest first; empty where there is no such place on the day. */
  line: readonly string[];
  /** The narrowest first; each with the placement by which it leads. */
  chain: readonly (Responsible & { placement: Placement })[];
  /** Who is placed on the line besides. */
  beside: readonly Placement[];
}

/** The network as it was believed at an instant, or as it is now. */
export function viewOf(network: Network, asOf?: string): NetworkView {
  const believed = <Row extends Lying | Placement | Organisation>(rows: readonly Row[]) =>
    rows.filter((row) => isBelieved(row, asOf));
  return {
    places: network.places,
    lyings: grouped(believed(network.lyings), ({ place }) => place),
    placements: grouped(believed(network.placements), ({ place }) => place),
    organisations: grouped(believed(network.organisations), ({ code }) => code),
  };
}

/** Where a place lies on a day, or undefined where it does not exist on it. */
export function lyingOn({ lyings }: NetworkView, place: string, day: string): Lying | undefined {
  return lyings.get(place)?.find((lying) => holdsOn(lying, day));
}

/** A place and what it lies in on a day, the narrowest first. */
export function lineOn(view: NetworkView, place: string, day: string): readonly string[] {
  const lying = lyingOn(view, place, day);
  if (lying === undefined) return [];
  return [place, ...(lying.parent === undefined ? [] : lineOn(view, lying.parent, day))];
}

/**
 * The lines of a place on the days of some spans, from today on: what a change does to them is for whose place it is then,
 * and not for whose it was. Of what is all past, the line of its last day.
 */
export function linesDuring(
  view: NetworkView,
  place: string,
  spans: readonly Span[],
  today: string,
): readonly (readonly string[])[] {
  const ahead = spans.flatMap((span) => since(span, today) ?? []);
  const last = spans
    .flatMap(({ until }) => until ?? [])
    .toSorted()
    .at(-1);
  const past = last === undefined ? today : formatDay(parseDay(last) - 1);
  const turns = [...new Set(turningDays(view, place))];
  const days = ahead.flatMap(({ from = today, ...rest }) => [
    from,
    ...turns.filter((day) => from < day && holdsOn(rest, day)),
  ]);
  return (days.length === 0 ? [past] : days).map((day) => lineOn(view, place, day)).filter((line) => line.length > 0);
}

/** The days on which a place, or anything that it ever lay in, began or ceased to lie where it does. */
function turningDays(view: NetworkView, place: string): readonly string[] {
  return (view.lyings.get(place) ?? []).flatMap(({ from, until, parent }) => [
    ...(from === undefined ? [] : [from]),
    ...(until === undefined ? [] : [until]),
    ...(parent === undefined ? [] : turningDays(view, parent)),
  ]);
}

/** What an organisation is called on a day; where it does not exist on it, at last. */
export function nameOn(view: NetworkView, code: string, day: string): string | undefined {
  return (organisationOn(view, code, day) ?? view.organisations.get(code)?.at(-1))?.name;
}

/** The version of an organisation: each change of it writes another, whatever days it is about. */
export function versionOf({ organisations }: NetworkView, code: string): number {
  return Math.max(0, ...(organisations.get(code) ?? []).map(({ version }) => version));
}

/** An organisation as it is on a day. */
export function organisationOn(view: NetworkView, code: string, day: string): Organisation | undefined {
  return view.organisations.get(code)?.find((organisation) => holdsOn(organisation, day));
}

/** Who covers a place on a day: whoever is placed on its line, and is in force itself. */
export function coverageOn(view: NetworkView, place: string, day: string): Coverage {
  const line = lineOn(view, place, day);
  const placed = line.flatMap((code) =>
    (view.placements.get(code) ?? []).flatMap((placement) => {
      const organisation = holdsOn(placement, day) && organisationOn(view, placement.organisation, day);
      if (!organisation) return [];
      return [{ placement, level: levelAt(view, organisation.kind, placement) }];
    }),
  );
  const chain = CHAIN_LEVEL_NAMES.flatMap((level) =>
    placed.flatMap(({ placement, level: own }) =>
      own === level ? [{ level, organisation: placement.organisation, placement }] : [],
    ),
  );
  return { line, chain, beside: placed.flatMap(({ placement, level }) => (level === undefined ? [placement] : [])) };
}

/** The chain of a place on a day, as a request keeps it. */
export function chainOn(view: NetworkView, place: string, day: string): readonly Responsible[] {
  return coverageOn(view, place, day).chain.map(({ level, organisation }) => ({ level, organisation }));
}

/** What an organisation leads where it is placed: only what it entered, and only a place of its own level. */
function levelAt(view: NetworkView, kind: OrganisationKind, { place, way }: Placement): ChainLevel | undefined {
  if (way !== 'enter' || !isChainLevel(kind)) return undefined;
  const kinds: readonly PlaceKind[] = CHAIN_LEVELS[kind];
  const placeKind = view.places.get(place)?.kind;
  return placeKind !== undefined && kinds.includes(placeKind) ? kind : undefined;
}

/** Whether organisations of a kind stand in the chain. */
export function isChainLevel(kind: OrganisationKind): kind is ChainLevel {
  return Object.hasOwn(CHAIN_LEVELS, kind);
}

/** Rows by a key of theirs, in their order. */
export function grouped<Row>(rows: readonly Row[], keyOf: (row: Row) => string): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}
