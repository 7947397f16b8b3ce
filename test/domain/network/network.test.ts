import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { NetworkChange } from '../../../src/domain/network/changes.js';
import {
  chainOn,
  coverageOn,
  linesDuring,
  organisationOn,
  versionOf,
  viewOf,
} from '../../../src/domain/network/coverage.js';
import { changedDays, holdsOn, without, type Placement, type Span } from '../../../src/domain/network/facts.js';
import { NetworkFault, networkFaultText } from '../../../src/domain/network/faults.js';
import { coverageReport } from '../../../src/domain/network/report.js';
import { PLACEMENT_WAYS } from '../../../src/domain/vocabulary.js';
import { CHAIN, faultOf, instant, kept, Kept, ORGANISATIONS, place, SPLIT, START } from './kept.js';
import { dayOf, DAYS, NaiveNetwork } from './naive.js';

describe('the chain of a place', () => {
  it('goes from the hub household over group and branch to the committee, and only what entered its own level leads', () => {
    const { now } = kept(
      ...CHAIN,
      place('agency', 'east-1', { way: 'linked' }),
      place('zb2', 'east-1', { way: 'linked' }),
    );
    const coverage = coverageOn(viewOf(now), 'b1', dayOf(3));
    expect(coverage.line).toEqual(['b1', 'court', 'east-1', 'east', 'street']);
    expect(coverage.chain.map(({ level, organisation }) => [level, organisation])).toEqual([
      ['party_hub_household', 'hub'],
      ['building_party_group', 'dxz'],
      ['grid_party_branch', 'zb'],
      ['community_party_committee', 'dw'],
    ]);
    expect(coverage.beside.map(({ organisation }) => organisation)).toEqual(['agency', 'zb2']);
    expect(coverageOn(viewOf(now), 'nowhere', dayOf(3))).toEqual({ line: [], chain: [], beside: [] });
  });

  it('leaves out an organisation on days on which it does not exist itself', () => {
    const network = kept(...CHAIN, {
      kind: 'correct_organisation',
      code: 'zb',
      version: 1,
      name: 'zb',
      until: dayOf(4),
    });
    const leads = (n: number) => chainOn(viewOf(network.now), 'b2', dayOf(n)).map(({ organisation }) => organisation);
    expect([leads(3), leads(4)]).toEqual([['zb', 'dw'], ['dw']]);
  });
});

describe('an organisation', () => {
  const renamed = (version: number, name: string, more: object): NetworkChange => ({
    ...{ kind: 'change_organisation', code: 'zb', version, name, from: dayOf(6) },
    ...more,
  });
  const called = (network: Kept, asOf?: string) => {
    const view = viewOf(network.history, asOf);
    return [2, 6, 9].map((n) => [
      organisationOn(view, 'zb', dayOf(n))?.name,
      ...chainOn(view, 'b2', dayOf(n)).map(({ organisation }) => organisation),
    ]);
  };

  it('that is renamed from a day on covers and is called on earlier days what it did and was', () => {
    const network = kept(...CHAIN, renamed(1, '新', {}));
    expect(called(network)).toEqual([
      ['zb', 'zb', 'dw'],
      ['新', 'zb', 'dw'],
      ['新', 'zb', 'dw'],
    ]);
    expect(called(network, instant(4)).map(([name]) => name)).toEqual(['zb', 'zb', 'zb']);
    // It is at the version of its newest row, whatever day that is about.
    expect(versionOf(viewOf(network.now), 'zb')).toBe(3);
    expect(faultOf(network, renamed(2, '迟', {}))).toBe('version_changed ');
    // From its day on it stands in the place of what was planned for later; of earlier days nothing is touched.
    network.take(renamed(3, '前', { from: dayOf(4), until: dayOf(8) }));
    expect(called(network)).toEqual([
      ['zb', 'zb', 'dw'],
      ['前', 'zb', 'dw'],
      [undefined, 'dw'],
    ]);
    network.take(renamed(5, '后', { from: dayOf(9) }));
    expect(called(network).map(([name]) => name)).toEqual(['zb', '前', '后']);
    expect(faultOf(network, renamed(6, '误', { until: dayOf(6) }))).toBe('span_empty /until');
    expect(faultOf(network, { ...renamed(6, '误', {}), code: 'nobody' } as NetworkChange)).toBe(
      'unknown_organisation /code',
    );
  });

  it('that was recorded wrongly is corrected for all of its days; what was believed is kept', () => {
    const network = kept(...CHAIN, renamed(1, '新', {}));
    network.take({ kind: 'correct_organisation', code: 'zb', version: 3, name: '正', from: dayOf(3) });
    expect(called(network)).toEqual([
      [undefined, 'dw'],
      ['正', 'zb', 'dw'],
      ['正', 'zb', 'dw'],
    ]);
    expect(called(network, instant(5)).map(([name]) => name)).toEqual(['zb', '新', '新']);
  });
});

describe('the days that a change touches', () => {
  const days = (from: number, until?: number) => ({
    from: dayOf(from),
    ...(until !== undefined && { until: dayOf(until) }),
  });
  const touched = (was: Span | undefined, will: Span | undefined, isAlike = true) =>
    changedDays(was, will, () => isAlike);

  it('are those on which something is otherwise than before', () => {
    expect(touched(days(1), days(1, 5))).toEqual([days(5)]);
    expect(touched(days(1, 4), days(3, 6))).toEqual([days(1, 3), days(4, 6)]);
    expect(touched(days(1), days(1, 5), false)).toEqual([days(1), days(1, 5)]);
    expect([touched(undefined, days(1)), touched(days(2), undefined)]).toEqual([[days(1)], [days(2)]]);
    expect(touched(days(1), days(1))).toEqual([]);
  });

  it('are within whose place it is on each of them from today on, however often it changes hands', () => {
    const move = (parent: string, n: number): NetworkChange => ({
      ...{ kind: 'move_place', place: 'east-1', parent, from: dayOf(n) },
    });
    const view = viewOf(kept(move('west', 5), move('east', 9)).now);
    const communities = (spans: readonly Span[], today: number) =>
      linesDuring(view, 'b2', spans, dayOf(today)).map((line) => line.at(-2));
    expect(communities([days(1)], 1)).toEqual(['east', 'west', 'east']);
    expect(communities([days(1)], 6)).toEqual(['west', 'east']);
    expect(communities([days(1, 9)], 6)).toEqual(['west']);
    // What is all past is for whose place it was at last.
    expect([communities([days(1, 5)], 7), communities([days(1, 6)], 10)]).toEqual([['east'], ['west']]);
    expect(linesDuring(view, 'nowhere', [days(1)], dayOf(1))).toEqual([]);
  });
});

describe('a placement', () => {
  it.each<[string, NetworkChange, string]>([
    ['of nobody', place('nobody', 'east-1'), 'unknown_organisation /organisation'],
    ['nowhere', place('zb', 'nowhere'), 'place_not_found /place'],
    ['of a branch over a building', place('zb', 'b1'), 'place_unfit /place'],
    ['in a subdistrict', place('agency', 'street', { way: 'linked' }), 'place_unfit /place'],
    ['that ends before it begins', place('agency', 'east-1', { until: dayOf(0) }), 'span_empty /until'],
    ['twice at one time', place('zb', 'east-1', { from: dayOf(2), until: dayOf(4) }), 'already_placed /from'],
    ['in a grid that ends before', place('agency', 'east-1', { way: 'join' }), 'place_not_there /place'],
    [
      'in a grid before it begins',
      place('agency', 'east-3', { way: 'join', from: dayOf(4) }),
      'place_not_there /place',
    ],
  ])('is refused: %s', (_what, change, fault) => {
    expect(faultOf(kept(...CHAIN, SPLIT), change)).toBe(fault);
  });

  it('of an organisation that is not there for all of the time is refused, when it is made and when it is changed', () => {
    const ended: NetworkChange = {
      ...{ kind: 'correct_organisation', code: 'agency', version: 1, name: 'agency' },
      ...{ from: dayOf(1), until: dayOf(6) },
    };
    const at = (more: object) => place('agency', 'east-1', { way: 'linked', from: dayOf(1), ...more });
    const network = kept(ended, at({ until: dayOf(6) }));
    const fault = 'organisation_not_there /organisation';
    expect(['east-2', 'west-1'].map((grid) => faultOf(network, { ...at({}), place: grid } as NetworkChange))).toEqual([
      fault,
      fault,
    ]);
    expect(faultOf(network, place('agency', 'east-2', { way: 'linked', from: dayOf(7) }))).toBe(fault);
    expect(faultOf(network, place('agency', 'east-2', { way: 'linked', until: dayOf(6) }))).toBe(fault);
    const id = network.now.placements[0]?.id ?? '';
    expect(
      faultOf(network, { kind: 'change_placement', id, version: 1, way: 'linked', from: dayOf(1), until: dayOf(7) }),
    ).toBe(fault);
  });

  it('is changed only from the version that is there', () => {
    const network = kept(place('agency', 'east-1', { way: 'linked' }));
    const id = network.now.placements[0]?.id ?? '';
    const change: NetworkChange = {
      kind: 'change_placement',
      id,
      version: 1,
      way: 'join',
      from: dayOf(2),
      until: dayOf(4),
    };
    network.take(change);
    expect(faultOf(network, change)).toBe('version_changed ');
    expect(faultOf(network, { kind: 'void_placement', id: 'other', version: 1 })).toBe('unknown_placement /id');
    network.take({ kind: 'void_placement', id, version: 2 });
    expect(coverageOn(viewOf(network.now), 'east-1', dayOf(3)).beside).toEqual([]);
    expect(coverageOn(viewOf(network.history, instant(2)), 'east-1', dayOf(3)).beside).toMatchObject([{ way: 'join' }]);
    expect(coverageOn(viewOf(network.history, instant(1)), 'east-1', dayOf(5)).beside).toMatchObject([
      { way: 'linked' },
    ]);
  });

  it('is refused in both languages', () => {
    const fault = new NetworkFault('place_not_found', '/place', { place: 'x' });
    expect(networkFaultText(fault, 'zh')).toBe('地点“x”不在目录中');
    expect(networkFaultText(fault, 'en')).toBe('The directory has no place “x”');
  });
});

describe('the coverage report', () => {
  it('names grids without a branch, buildings without a group, who is placed nowhere and who in too many grids', () => {
    const spread = ['east-1', 'east-2', 'west-1'].map((grid) => place('agency', grid, { way: 'linked' }));
    const { now } = kept(
      ...CHAIN,
      ...spread,
      place('zb2', 'court'),
      place('zb2', 'east-2'),
      place('zb2', 'west-1', { way: 'linked' }),
    );
    expect(coverageReport(viewOf(now), dayOf(1), 2)).toEqual({
      day: dayOf(1),
      organisations: 5,
      byKind: {
        ...{ community_party_committee: 1, grid_party_branch: 2, building_party_group: 1, party_hub_household: 1 },
        ...{ agency_party_branch: 1, enterprise_party_branch: 1 },
      },
      grids: 3,
      buildings: 3,
      gridsWithoutBranch: ['west-1'],
      buildingsWithoutGroup: ['b2', 'b3'],
      placedNowhere: ['shop'],
      inTooManyGrids: [
        { organisation: 'agency', grids: 3 },
        { organisation: 'zb2', grids: 2 },
      ],
      placesWithSeveralLeads: [],
      leadingSeveralPlaces: [{ organisation: 'zb2', places: ['court', 'east-2'] }],
    });
  });

  it('names what two lead, and not a building for its households', () => {
    const { now } = kept(place('zb', 'east-1'), place('zb2', 'east-1'), place('hub', 'b1'));
    expect(coverageReport(viewOf(now), dayOf(1), 3)).toMatchObject({
      placesWithSeveralLeads: [{ place: 'east-1', organisations: ['zb', 'zb2'] }],
      leadingSeveralPlaces: [],
    });
  });

  it('counts an estate’s branch for its grid', () => {
    const { now } = kept(place('zb', 'court'));
    expect(coverageReport(viewOf(now), dayOf(1), 3).gridsWithoutBranch).toEqual(['east-2', 'west-1']);
  });
});

/** Numbers from which a change is made that the network takes; most draws come to one. */
const DRAW = fc.record({
  kind: fc.constantFrom('place', 'place', 'place', 'change', 'void', 'split', 'merge', 'move'),
  a: fc.nat(50),
  b: fc.nat(50),
  c: fc.nat(50),
  from: fc.integer({ min: 0, max: DAYS - 1 }),
  lasts: fc.option(fc.integer({ min: 1, max: DAYS }), { nil: undefined }),
});
type Draw = typeof DRAW extends fc.Arbitrary<infer Drawn> ? Drawn : never;

function changeOf({ now, changes }: Kept, { kind, a, b, c, from, lasts }: Draw): NetworkChange | undefined {
  const pick = <Item>(items: readonly Item[], n: number) => items[n % Math.max(1, items.length)];
  const until = lasts !== undefined && from + lasts < DAYS ? { until: dayOf(from + lasts) } : {};
  const grids = [...now.places.values()].filter((one) => one.kind === 'grid').map(({ code }) => code);
  const way = pick(PLACEMENT_WAYS, c) ?? 'enter';
  const start = { from: dayOf(from) };
  const placement = pick(now.placements, a);
  switch (kind) {
    case 'place':
      return {
        kind: 'place_organisation',
        organisation: pick(ORGANISATIONS, a)?.[0] ?? '',
        place: pick([...now.places.keys()], b) ?? '',
        way,
        ...start,
        ...until,
      };
    case 'change':
      return (
        placement && { kind: 'change_placement', id: placement.id, version: placement.version, way, ...start, ...until }
      );
    case 'void':
      return placement && { kind: 'void_placement', id: placement.id, version: placement.version };
    case 'move':
      return {
        kind: 'move_place',
        place: pick([...now.places.keys()], a) ?? '',
        parent: pick([...now.places.keys()], b) ?? '',
        ...start,
      };
    case 'merge': {
      const both = [pick(grids, a) ?? '', pick(grids, b) ?? ''];
      const code = c % 3 === 0 ? `m${String(changes)}` : (both[c % 2] ?? '');
      return { kind: 'merge_grids', grids: both, into: { code, name: '合' }, ...start };
    }
    default: {
      const grid = pick(grids, a) ?? '';
      const reaches = (row: { until?: string }) => (row.until ?? '~') > dayOf(from);
      const places = [
        ...new Set(now.lyings.filter((one) => one.parent === grid && reaches(one)).map((one) => one.place)),
      ];
      const inside = [
        ...new Set(now.placements.filter((one) => one.place === grid && reaches(one)).map((one) => one.organisation)),
      ];
      const codes = [c % 2 === 0 ? grid : `s${String(changes)}`, `t${String(changes)}`];
      const parts = codes.map((code, i) => ({
        ...{ code, name: '分', places: places.filter((_, n) => (n + b) % 2 === i) },
        organisations: inside.filter((_, n) => (n + c) % 3 !== i + 1),
      }));
      return { kind: 'split_grid', grid, parts, ...start };
    }
  }
}

const openSpan = ({ organisation, place: at, way, from = '', until }: Placement) => ({
  ...{ organisation, place: at, way },
  from: from === '' ? dayOf(0) : from,
  until: until ?? dayOf(DAYS),
});

describe('after any number of changes', () => {
  it('who covered a place on any day, as believed at any time, is what a day-by-day model says', () => {
    let taken = 0;
    fc.assert(
      fc.property(fc.array(DRAW, { maxLength: 25 }), (draws) => {
        const network = new Kept();
        const naive = new NaiveNetwork(START);
        for (const draw of draws) {
          const change = changeOf(network, draw);
          if (change === undefined || faultOf(network, change) !== 'none') continue;
          const was = 'id' in change ? network.now.placements.find(({ id }) => id === change.id) : undefined;
          network.take(change);
          naive.take(change, was && openSpan(was));
          taken += 1;
        }
        const { history } = network;
        for (let belief = 0; belief <= network.changes; belief += 1) {
          const view = viewOf(history, instant(belief));
          for (const code of history.places.keys()) {
            for (let n = 0; n < DAYS; n += 1) {
              const { line, chain, beside } = coverageOn(view, code, dayOf(n));
              const told = [...chain.map(({ placement }) => placement), ...beside];
              const placed = told.map((one) => `${one.organisation} ${one.place} ${one.way}`).toSorted();
              expect({ belief, code, n, line, placed }).toEqual({
                belief,
                code,
                n,
                ...naive.coverage(belief, code, n),
              });
            }
          }
        }
        // Nothing is believed twice, and nobody lies in two places.
        for (const code of history.places.keys()) {
          for (let n = 0; n < DAYS; n += 1) {
            const lyings = network.now.lyings.filter((one) => one.place === code && holdsOn(one, dayOf(n)));
            expect(lyings.length).toBeLessThanOrEqual(1);
          }
        }
      }),
      { numRuns: 60 },
    );
    expect(taken).toBeGreaterThan(60);
  });

  it('a span without others is what is left of its days', () => {
    const span = fc
      .record({ from: fc.nat(DAYS - 1), lasts: fc.integer({ min: 1, max: DAYS }) })
      .map(({ from, lasts }) => ({
        from: dayOf(from),
        ...(from + lasts < DAYS && { until: dayOf(from + lasts) }),
      }));
    fc.assert(
      fc.property(span, fc.array(span, { maxLength: 4 }), (whole, taken) => {
        const left = without(whole, taken);
        for (let n = 0; n < DAYS; n += 1) {
          const day = dayOf(n);
          const wanted = holdsOn(whole, day) && !taken.some((one) => holdsOn(one, day));
          expect(left.filter((piece) => holdsOn(piece, day))).toHaveLength(wanted ? 1 : 0);
        }
      }),
    );
  });
});
