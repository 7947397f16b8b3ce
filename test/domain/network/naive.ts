import type { Network } from '../../../src/domain/network/facts.js';
import type { NetworkChange } from '../../../src/domain/network/changes.js';

/** Days are numbers here, 0 to DAYS - 1, so that nothing of the intervals is shared with what is tested. */
export const DAYS = 12;
export const dayOf = (n: number) => `2026-03-${String(n + 1).padStart(2, '0')}`;
const indexOf = (day: string) => Number(day.slice(-2)) - 1;

/** What is so on one day: where each place lies, and who is placed where. */
interface Day {
  parent: Map<string, string>;
  /** `organisation place way` */
  placed: Set<string>;
}

/** The network day by day, as plain as can be: a change rewrites every day from its own on. */
export class NaiveNetwork {
  private days: Day[];
  /** A copy of all days after each change. */
  readonly beliefs: Day[][] = [];

  constructor(start: Network) {
    const parent = new Map(start.lyings.map((lying) => [lying.place, lying.parent ?? '']));
    this.days = Array.from({ length: DAYS }, () => ({ parent: new Map(parent), placed: new Set<string>() }));
    this.keep();
  }

  private keep(): void {
    this.beliefs.push(this.days.map(({ parent, placed }) => ({ parent: new Map(parent), placed: new Set(placed) })));
  }

  /** `was`: what the placement named by a change said before. */
  take(
    change: NetworkChange,
    was?: { organisation: string; place: string; way: string; from: string; until: string },
  ): void {
    this.days.forEach((day, n) => {
      rewrite(day, n, change, was);
    });
    this.keep();
  }

  /** As believed after so many changes: who is placed on a place and what it lies in, and the line itself. */
  coverage(changes: number, place: string, n: number): { line: string[]; placed: string[] } {
    const day = this.beliefs[changes]?.[n];
    const line: string[] = [];
    for (let at: string | undefined = place; day && at; at = day.parent.get(at)) {
      if (!day.parent.has(at)) break;
      line.push(at);
    }
    const placed = line.flatMap((at) => [...(day?.placed ?? [])].filter((one) => one.split(' ')[1] === at));
    return { line, placed: placed.toSorted() };
  }
}

function rewrite(day: Day, n: number, change: NetworkChange, was: Parameters<NaiveNetwork['take']>[1]): void {
  const within = ({ from, until }: { from?: string | undefined; until?: string | undefined }) =>
    (from === undefined || indexOf(from) <= n) && (until === undefined || n < indexOf(until));
  switch (change.kind) {
    case 'place_organisation':
      if (within(change)) day.placed.add(`${change.organisation} ${change.place} ${change.way}`);
      return;
    case 'change_placement':
    case 'void_placement': {
      if (was === undefined) throw new Error('what was there must be said');
      if (within(was)) day.placed.delete(`${was.organisation} ${was.place} ${was.way}`);
      if (change.kind === 'change_placement' && within(change))
        day.placed.add(`${was.organisation} ${was.place} ${change.way}`);
      return;
    }
    case 'move_place':
      if (n >= indexOf(change.from) && day.parent.has(change.place)) day.parent.set(change.place, change.parent);
      return;
    case 'split_grid':
      if (n >= indexOf(change.from)) splitDay(day, change);
      return;
    case 'merge_grids':
      if (n >= indexOf(change.from)) mergeDay(day, change);
      return;
    default:
  }
}

function splitDay(day: Day, { grid, parts }: Extract<NetworkChange, { kind: 'split_grid' }>): void {
  const community = day.parent.get(grid);
  if (community === undefined) return;
  const inGrid = [...day.placed].map((one) => one.split(' ')).filter(([, place]) => place === grid);
  for (const [organisation = '', , way = ''] of inGrid) {
    day.placed.delete(`${organisation} ${grid} ${way}`);
    for (const part of parts)
      if (part.organisations.includes(organisation)) day.placed.add(`${organisation} ${part.code} ${way}`);
  }
  if (!parts.some(({ code }) => code === grid)) day.parent.delete(grid);
  for (const part of parts) {
    day.parent.set(part.code, community);
    for (const place of part.places) if (day.parent.get(place) === grid) day.parent.set(place, part.code);
  }
}

function mergeDay(day: Day, { grids, into }: Extract<NetworkChange, { kind: 'merge_grids' }>): void {
  const { code } = into;
  const community = day.parent.get(grids.includes(code) ? code : (grids[0] ?? ''));
  const has = (organisation: string) => [...day.placed].some((one) => one.startsWith(`${organisation} ${code} `));
  for (const grid of grids.filter((one) => one !== code)) {
    for (const [place, parent] of day.parent) if (parent === grid) day.parent.set(place, code);
    day.parent.delete(grid);
    for (const one of [...day.placed]) {
      const [organisation = '', place, way = ''] = one.split(' ');
      if (place !== grid) continue;
      day.placed.delete(one);
      if (!has(organisation)) day.placed.add(`${organisation} ${code} ${way}`);
    }
  }
  if (community !== undefined) day.parent.set(code, community);
}
