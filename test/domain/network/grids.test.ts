import { describe, expect, it } from '@jest/globals';
import type { NetworkChange } from '../../../src/domain/network/changes.js';
import { chainOn, coverageOn, lineOn, viewOf } from '../../../src/domain/network/coverage.js';
import { CHAIN, faultOf, instant, kept, place, SPLIT } from './kept.js';
import { dayOf } from './naive.js';

describe('a grid', () => {
  it('that is split gives its places and organisations to its parts from the day on; earlier days and beliefs stay', () => {
    const network = kept(...CHAIN, SPLIT);
    const chain = (at: string, n: number, asOf?: string) =>
      chainOn(viewOf(network.history, asOf), at, dayOf(n)).map(({ organisation }) => organisation);
    expect(lineOn(viewOf(network.now), 'b1', dayOf(4))).toEqual(['b1', 'court', 'east-1', 'east', 'street']);
    expect(lineOn(viewOf(network.now), 'b1', dayOf(5))).toEqual(['b1', 'court', 'east-3', 'east', 'street']);
    expect(chain('b1', 5)).toEqual(['hub', 'dxz', 'zb', 'dw']);
    expect([chain('b2', 4), chain('b2', 5)]).toEqual([['zb', 'dw'], ['dw']]);
    expect(chain('b2', 5, instant(4))).toEqual(['zb', 'dw']);
    expect(lineOn(viewOf(network.now), 'east-1', dayOf(5))).toEqual([]);
    expect(lineOn(viewOf(network.history, instant(4)), 'east-3', dayOf(5))).toEqual([]);
  });

  it('goes on as one of its own parts', () => {
    const parts = [
      { code: 'east-1', places: ['court'], organisations: ['zb'] },
      { code: 'east-4', name: '四', places: ['b2'], organisations: ['zb'] },
    ];
    const { now } = kept(...CHAIN, { ...SPLIT, parts });
    expect(lineOn(viewOf(now), 'b1', dayOf(9))).toEqual(['b1', 'court', 'east-1', 'east', 'street']);
    expect(now.placements.filter(({ organisation }) => organisation === 'zb')).toHaveLength(2);
  });

  it('that is merged brings over whom it had, each once', () => {
    const merge: NetworkChange = {
      kind: 'merge_grids',
      grids: ['east-1', 'east-2'],
      into: { code: 'east-2' },
      from: dayOf(5),
    };
    const twice = ['east-1', 'east-2'].map((grid) => place('agency', grid, { way: 'linked' }));
    const { now } = kept(...CHAIN, ...twice, merge);
    expect(coverageOn(viewOf(now), 'b2', dayOf(6)).line).toEqual(['b2', 'east-2', 'east', 'street']);
    expect(coverageOn(viewOf(now), 'b2', dayOf(6)).beside).toHaveLength(1);
    expect(chainOn(viewOf(now), 'b2', dayOf(6)).map(({ organisation }) => organisation)).toEqual(['zb', 'dw']);
  });

  it('that is merged with another into a new one leaves both behind, and nobody is there twice', () => {
    const twice = ['east-1', 'east-2'].map((grid) => place('agency', grid, { way: 'linked' }));
    const grids = ['east-1', 'east-2'];
    const merge: NetworkChange = { kind: 'merge_grids', grids, into: { code: 'east-9', name: '九' }, from: dayOf(5) };
    const view = viewOf(kept(...CHAIN, ...twice, merge).now);
    expect(coverageOn(view, 'east-9', dayOf(5)).line).toEqual(['east-9', 'east', 'street']);
    expect(coverageOn(view, 'east-9', dayOf(5)).beside).toHaveLength(1);
    expect(grids.map((grid) => lineOn(view, grid, dayOf(5)))).toEqual([[], []]);
  });

  it('that is moved is another committee’s from the day on', () => {
    const { now } = kept(...CHAIN, { kind: 'move_place', place: 'east-1', parent: 'west', from: dayOf(5) });
    const leads = (n: number) => chainOn(viewOf(now), 'b2', dayOf(n)).map(({ organisation }) => organisation);
    expect([leads(4), leads(5)]).toEqual([['zb', 'dw'], ['zb']]);
  });

  it.each<[string, object, string]>([
    ['forgets a building', { parts: [SPLIT.parts[0], { ...SPLIT.parts[1], places: [] }] }, 'not_shared_out /parts'],
    [
      'gives a building twice',
      { parts: [SPLIT.parts[0], { ...SPLIT.parts[1], places: ['b2', 'court'] }] },
      'shared_out_twice /parts/1/places/1',
    ],
    [
      'gives what is elsewhere',
      { parts: [SPLIT.parts[0], { ...SPLIT.parts[1], places: ['b2', 'b3'] }] },
      'not_of_the_grid /parts/1/places/1',
    ],
    [
      'takes a code that is taken',
      { parts: [SPLIT.parts[0], { ...SPLIT.parts[1], code: 'west-1' }] },
      'place_taken /parts/1/code',
    ],
    [
      'names no new grid',
      { parts: [SPLIT.parts[0], { ...SPLIT.parts[1], name: undefined }] },
      'name_missing /parts/1/name',
    ],
    [
      'has a part twice',
      { parts: [SPLIT.parts[0], { ...SPLIT.parts[1], code: 'east-3' }] },
      'grid_twice /parts/1/code',
    ],
    ['splits a building', { grid: 'b1' }, 'place_unfit /grid'],
    ['splits nothing', { grid: 'none' }, 'place_not_found /grid'],
  ])('is not split when somebody %s', (_what, more, fault) => {
    expect(faultOf(kept(...CHAIN), { ...SPLIT, ...more })).toBe(fault);
  });

  it('is neither merged across communities, nor changed after its end, nor moved to where no grid lies', () => {
    const apart: NetworkChange = {
      kind: 'merge_grids',
      grids: ['east-1', 'west-1'],
      into: { code: 'east-1' },
      from: dayOf(1),
    };
    expect(faultOf(kept(), apart)).toBe('grids_apart /grids/1');
    expect(faultOf(kept(), { ...apart, grids: ['east-1', 'east-1'] })).toBe('grid_twice /grids/1');
    // From day 8 on the grid that goes on lies nowhere: what goes into it would be in no grid.
    const parts = [
      { code: 'east-3', name: '三', places: [], organisations: [] },
      { code: 'east-4', name: '四', places: [], organisations: [] },
    ];
    const ending = kept(...CHAIN, { kind: 'split_grid', grid: 'east-2', parts, from: dayOf(8) });
    const merge: NetworkChange = { ...apart, grids: ['east-1', 'east-2'], into: { code: 'east-2' } };
    expect(faultOf(ending, merge)).toBe('merged_grid_ends /into/code');
    expect(faultOf(ending, { ...merge, grids: ['east-2', 'east-1'], into: { code: 'east-9', name: '九' } })).toBe(
      'merged_grid_ends /into/code',
    );
    expect(faultOf(ending, { ...merge, into: { code: 'east-1' } })).toBe('none');
    expect(faultOf(kept(...CHAIN, SPLIT), { ...SPLIT, from: dayOf(6) })).toBe('place_not_there /grid');
    expect(faultOf(kept(), { kind: 'move_place', place: 'east-1', parent: 'west-1', from: dayOf(1) })).toBe(
      'place_unfit /parent',
    );
  });
});
