/** A small district's network, and what the tests do with it. */
import { after, decideChange, type NetworkChange } from '../../../src/domain/network/changes.js';
import type { Network, NetworkPlace } from '../../../src/domain/network/facts.js';
import { NetworkFault } from '../../../src/domain/network/faults.js';
import type { OrganisationKind } from '../../../src/domain/vocabulary.js';
import { dayOf } from './naive.js';

const PLACES: readonly (NetworkPlace & { parent?: string })[] = [
  { code: 'street', kind: 'subdistrict', name: '街道' },
  { code: 'east', kind: 'community', name: '东社区', parent: 'street' },
  { code: 'west', kind: 'community', name: '西社区', parent: 'street' },
  { code: 'east-1', kind: 'grid', name: '一', parent: 'east' },
  { code: 'east-2', kind: 'grid', name: '二', parent: 'east' },
  { code: 'west-1', kind: 'grid', name: '一', parent: 'west' },
  { code: 'court', kind: 'estate', name: '苑', parent: 'east-1' },
  { code: 'b1', kind: 'building', name: '1号楼', parent: 'court' },
  { code: 'b2', kind: 'building', name: '2号楼', parent: 'east-1' },
  { code: 'b3', kind: 'building', name: '3号楼', parent: 'west-1' },
];
export const ORGANISATIONS: readonly [string, OrganisationKind][] = [
  ['dw', 'community_party_committee'],
  ['zb', 'grid_party_branch'],
  ['zb2', 'grid_party_branch'],
  ['dxz', 'building_party_group'],
  ['hub', 'party_hub_household'],
  ['agency', 'agency_party_branch'],
  ['shop', 'enterprise_party_branch'],
];
export const START: Network = {
  places: new Map(PLACES.map((place) => [place.code, place])),
  organisations: ORGANISATIONS.map(([code, kind]) => ({ code, kind, name: code, version: 1, recordedAt: '' })),
  placements: [],
  lyings: PLACES.map(({ code: place, parent }) => ({ place, ...(parent !== undefined && { parent }), recordedAt: '' })),
};

export const instant = (n: number) => `2026-01-01T00:00:00.${String(n).padStart(3, '0')}Z`;

/** A network with all it ever was: what a change closes is kept, as a record keeps it. */
export class Kept {
  now: Network = START;
  private past: Network = { ...START, organisations: [], placements: [], lyings: [] };
  changes = 0;
  private ids = 0;

  take(change: NetworkChange): void {
    const writes = decideChange(this.now, change);
    this.changes += 1;
    const at = instant(this.changes);
    const next = after(this.now, writes, { change: 'x', recordedAt: at }, () => String((this.ids += 1)));
    const gone = <Row extends object>(held: readonly Row[], kept: readonly Row[]) =>
      held.filter((row) => !kept.includes(row)).map((row) => ({ ...row, supersededAt: at }));
    this.past = {
      ...this.past,
      organisations: [...this.past.organisations, ...gone(this.now.organisations, next.organisations)],
      placements: [...this.past.placements, ...gone(this.now.placements, next.placements)],
      lyings: [...this.past.lyings, ...gone(this.now.lyings, next.lyings)],
    };
    this.now = next;
  }

  get history(): Network {
    const { places, organisations, placements, lyings } = this.now;
    return {
      places,
      organisations: [...organisations, ...this.past.organisations],
      placements: [...placements, ...this.past.placements],
      lyings: [...lyings, ...this.past.lyings],
    };
  }
}

export const place = (organisation: string, at: string, more: object = {}): NetworkChange => ({
  ...{ kind: 'place_organisation', organisation, place: at, way: 'enter', from: dayOf(0) },
  ...more,
});
export const kept = (...changes: NetworkChange[]) => {
  const network = new Kept();
  for (const change of changes) network.take(change);
  return network;
};
export const faultOf = (network: Kept, change: NetworkChange) => {
  try {
    decideChange(network.now, change);
  } catch (fault) {
    if (fault instanceof NetworkFault) return `${fault.code} ${fault.pointer}`;
    throw fault;
  }
  return 'none';
};
export const CHAIN = [place('dw', 'east'), place('zb', 'east-1'), place('dxz', 'b1'), place('hub', 'b1')];
export const SPLIT = {
  kind: 'split_grid',
  grid: 'east-1',
  parts: [
    { code: 'east-3', name: '三', places: ['court'], organisations: ['zb'] },
    { code: 'east-4', name: '四', places: ['b2'], organisations: [] },
  ],
  from: dayOf(5),
} satisfies NetworkChange;
