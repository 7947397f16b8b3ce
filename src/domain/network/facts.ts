import type { OrganisationKind, PlaceKind, PlacementWay } from '../vocabulary.js';

/** Days of the calendar, YYYY-MM-DD: from the first to before `until`. What is left out is open. */
export interface Span {
  from?: string;
  until?: string;
}

/**
 * What is held to be so for a span of days, and since when it has been held: two times that never meet. What turns out
 * otherwise is superseded and stays, so that "as we believed then" can be answered. Instants in ISO 8601 UTC.
 */
export interface Fact extends Span {
  /** The change that recorded it, with who approved it and why; absent for what the directory says itself. */
  change?: string;
  recordedAt: string;
  supersededAt?: string;
}

/** 基层党组织 and what is counted apart from them. One row a code and day; `version` counts the rows of a code. */
export interface Organisation extends Fact {
  code: string;
  version: number;
  kind: OrganisationKind;
  name: string;
}

/** 动态落格: an organisation in a grid, or in another place. `version` counts the rows of one id. */
export interface Placement extends Fact {
  id: string;
  version: number;
  organisation: string;
  place: string;
  way: PlacementWay;
}

/** Where a place lies. A place that lies nowhere on a day does not exist on it; nothing encloses a subdistrict. */
export interface Lying extends Fact {
  /** Absent for what the directory says itself and no change has touched. */
  id?: string;
  place: string;
  parent?: string;
}

export interface NetworkPlace {
  code: string;
  kind: PlaceKind;
  name: string;
}

/** The organisation network of a district. */
export interface Network {
  places: ReadonlyMap<string, NetworkPlace>;
  organisations: readonly Organisation[];
  placements: readonly Placement[];
  lyings: readonly Lying[];
}

const BEGINNING = '';
const END = '~';

/** Whether a span holds on a day. */
export function holdsOn({ from = BEGINNING, until = END }: Span, day: string): boolean {
  return from <= day && day < until;
}

/** Whether a fact was believed at an instant; without one, whether it is now. */
export function isBelieved({ recordedAt, supersededAt }: Fact, asOf: string | undefined): boolean {
  if (asOf === undefined) return supersededAt === undefined;
  return recordedAt <= asOf && (supersededAt === undefined || asOf < supersededAt);
}

/** Whether two spans share a day. */
export function overlap(a: Span, b: Span): boolean {
  return (a.from ?? BEGINNING) < (b.until ?? END) && (b.from ?? BEGINNING) < (a.until ?? END);
}

/** The part of a span before a day, if any. */
export function before(span: Span, day: string): Span | undefined {
  return part(span, { until: day });
}

/** The part of a span from a day on, if any. */
export function since(span: Span, day: string): Span | undefined {
  return part(span, { from: day });
}

/** The days on which something is no more what it was: of what is new or gone, and of what is otherwise, all of them. */
export function changedDays<Row extends Span>(
  was: Row | undefined,
  will: Row | undefined,
  isAlike: (was: Row, will: Row) => boolean,
): readonly Span[] {
  if (was === undefined || will === undefined || !isAlike(was, will)) {
    return [was, will].filter((one) => one !== undefined);
  }
  return [...without(was, [will]), ...without(will, [was])];
}

function part(a: Span, b: Span): Span | undefined {
  if (!overlap(a, b)) return undefined;
  return spanOf(
    max(a.from ?? BEGINNING, b.from ?? BEGINNING),
    (a.until ?? END) < (b.until ?? END) ? (a.until ?? END) : (b.until ?? END),
  );
}

/** What is left of a span without others, in order. */
export function without(span: Span, taken: readonly Span[]): readonly Span[] {
  return taken.reduce<readonly Span[]>(
    (left, { from = BEGINNING, until = END }) =>
      left.flatMap((one) => [
        ...(from === BEGINNING ? [] : [before(one, from)].filter((piece) => piece !== undefined)),
        ...(until === END ? [] : [since(one, until)].filter((piece) => piece !== undefined)),
      ]),
    [span],
  );
}

function max(a: string, b: string): string {
  return a < b ? b : a;
}

function spanOf(from: string, until: string): Span {
  return { ...(from !== BEGINNING && { from }), ...(until !== END && { until }) };
}
