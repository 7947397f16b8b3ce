/**
 * npx tsx scripts/network-data.ts  writes the demo district's estates and buildings into data/haibowan/places.json, and its
 *                                  organisation network into network.json: always the same, all of it invented
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '../src/project-root.js';

interface Place {
  code: string;
  kind: string;
  name: string;
  parent?: string;
}
interface Placed {
  place: string;
  way: 'enter' | 'stationed' | 'join' | 'linked';
  from: string;
  until?: string;
}
interface Organisation {
  code: string;
  kind: string;
  name: string;
  placed: Placed[];
}

const folder = join(projectRoot(), 'data', 'haibowan');
const SIDES = ['东苑', '西苑', '南苑', '北苑'];
const SINCE = ['2021-07-01', '2021-10-01', '2022-01-01'];

const text = await readFile(join(folder, 'places.json'), 'utf8');
const isGenerated = ({ kind }: Place) => kind === 'estate' || kind === 'building';
const places = (JSON.parse(text) as Place[]).filter((place) => !isGenerated(place));
const byCode = new Map(places.map((place) => [place.code, place]));
const of = (...kinds: string[]) => places.filter(({ kind }) => kinds.includes(kind));
const communities = of('community', 'village');
const grids = of('grid');
const at = <Item>(items: readonly Item[], i: number): Item => {
  const item = items[i % items.length];
  if (item === undefined) throw new Error('nothing to choose from');
  return item;
};

/** What a community is called without the word for what it is. */
const stem = (code: string | undefined) => byCode.get(code ?? '')?.name.replace(/(社区|村)$/, '') ?? '';
const isInTown = (grid: Place) => byCode.get(grid.parent ?? '')?.kind === 'community';
const side = (grid: Place) => at(SIDES, Number(grid.code.slice(-1)) - 1);

const estates: Place[] = grids
  .filter((grid, i) => isInTown(grid) && i % 2 === 0)
  .map((grid) => ({
    code: `${grid.code}-e1`,
    kind: 'estate',
    name: `${stem(grid.parent)}${side(grid)}`,
    parent: grid.code,
  }));
const buildings: Place[] = grids.flatMap((grid) => {
  const estate = estates.find(({ parent }) => parent === grid.code);
  return Array.from({ length: estate ? 2 : 1 }, (_, n) => ({
    code: `${grid.code}-b${String(n + 1)}`,
    kind: 'building',
    name: `${String(n + 1)}号楼`,
    parent: estate?.code ?? grid.code,
  }));
});

const enter = (place: string, i: number): Placed => ({ place, way: 'enter', from: at(SINCE, i) });
const numbered = (count: number) => Array.from({ length: count }, (_, i) => i);
const two = (i: number) => String(i + 1).padStart(2, '0');
const gridAt = (i: number) => at(grids, i).code;

const committees: Organisation[] = communities.map(({ code, name }, i) => ({
  ...{ code: `${code}-dw`, kind: 'community_party_committee', name: `演示·${name}党委` },
  placed: [enter(code, i)],
}));
// Six grids have no branch, every ninth building no group.
const branches: Organisation[] = grids.flatMap(({ code, name }, i) =>
  i % 20 === 7
    ? []
    : [{ code: `${code}-zb`, kind: 'grid_party_branch', name: `演示·${name}党支部`, placed: [enter(code, i)] }],
);
const grouped = buildings.filter((_, i) => i % 9 !== 4);
const gridOfBuilding = ({ code }: Place) => byCode.get(code.replace(/-b\d$/, ''))?.name ?? '';
const groups: Organisation[] = grouped.map((building, i) => ({
  ...{ code: `${building.code}-dxz`, kind: 'building_party_group' },
  name: `演示·${gridOfBuilding(building)}${building.name}党小组`,
  placed: [enter(building.code, i)],
}));
const households: Organisation[] = grouped.flatMap((building, i) =>
  numbered(i % 4 === 0 ? 2 : 1).map((n) => ({
    ...{ code: `${building.code}-h${String(n + 1)}`, kind: 'party_hub_household' },
    name: `演示·${gridOfBuilding(building)}${building.name}中心户${at(['甲', '乙'], n)}`,
    placed: [enter(building.code, i)],
  })),
);
const agencies: Organisation[] = numbered(40).map((i) => ({
  ...{ code: `agency-${two(i)}`, kind: 'agency_party_branch', name: `演示·区直机关第${two(i)}党支部` },
  placed: linkedGrids(i),
}));
/** Most are linked to one grid; some changed at the turn of 2025, two are linked to far too many, three to none. */
function linkedGrids(i: number): Placed[] {
  if (i >= 37) return [];
  if (i % 18 === 5) return numbered(5).map((n) => ({ place: gridAt(i * 3 + n), way: 'linked', from: '2022-03-01' }));
  if (i % 6 !== 0) return [{ place: gridAt(i * 3), way: 'linked', from: '2022-03-01' }];
  return [
    { place: gridAt(i * 3), way: 'linked', from: '2022-03-01', until: '2025-01-01' },
    { place: gridAt(i * 3 + 1), way: 'linked', from: '2025-01-01' },
  ];
}
const enterprises: Organisation[] = numbered(24).map((i) => ({
  ...{ code: `enterprise-${two(i)}`, kind: 'enterprise_party_branch', name: `演示·企业第${two(i)}党支部` },
  placed: i === 23 ? [] : [{ place: gridAt(i * 5 + 2), way: 'join', from: '2022-06-01' }],
}));
const residents: Organisation[] = numbered(15).map((i) => ({
  ...{ code: `resident-unit-${two(i)}`, kind: 'resident_unit_branch', name: `演示·驻区单位第${two(i)}党支部` },
  placed: [{ place: gridAt(i * 7 + 3), way: 'stationed', from: '2022-01-01' }],
}));
const commerce: Organisation[] = numbered(7).map((i) => ({
  ...{ code: `commerce-${two(i)}`, kind: 'commercial_district_branch', name: `演示·商圈第${two(i)}党支部` },
  placed: [{ place: at(communities, i * 5).code, way: 'join', from: '2022-09-01' }],
}));
const fleet: Organisation = {
  ...{ code: 'fleet-01', kind: 'new_employment_branch', name: '演示·志愿车队党支部' },
  placed: [{ place: gridAt(30), way: 'join', from: '2023-05-01' }],
};
const organisations = [
  ...committees,
  ...branches,
  ...groups,
  ...households,
  ...agencies,
  ...enterprises,
  ...residents,
  ...commerce,
  fleet,
];

const lying = (parent: string) =>
  [...estates, ...buildings].filter((place) => place.parent === parent).map(({ code }) => code);
const placedIn = (grid: string, day: string) =>
  organisations
    .filter(({ placed }) => placed.some(({ place, until }) => place === grid && (until ?? '~') > day))
    .map(({ code }) => code);
const SPLIT = 'fenghuangling-04-g1';
const inSplit = placedIn(SPLIT, '2025-04-01');
const changes = [
  {
    ...{ kind: 'split_grid', grid: SPLIT, from: '2025-04-01', reason: '演示:网格户数过多,一分为二' },
    parts: [
      { code: 'fenghuangling-04-g4', name: '天权社区第四网格', places: lying(SPLIT), organisations: inSplit },
      { code: 'fenghuangling-04-g5', name: '天权社区第五网格', places: [], organisations: [] },
    ],
  },
  {
    ...{ kind: 'merge_grids', grids: ['haibei-06-g2', 'haibei-06-g3'], into: { code: 'haibei-06-g2' } },
    ...{ from: '2025-09-01', reason: '演示:两格户数过少,合并为一' },
  },
  {
    ...{ kind: 'move_place', place: 'linyin-02-g3', parent: 'linyin-01', from: '2026-01-01' },
    reason: '演示:社区界线调整,网格划归邻近社区',
  },
];

const line = (value: object) => JSON.stringify(value, null, 1).replace(/\n\s*/g, ' ');
const lines = (values: readonly object[], indent: string) =>
  values.map((value) => `${indent}${line(value)}`).join(',\n');
const kept = text.split('\n').filter((each) => !/"kind": "(estate|building)"/.test(each));
const head = kept.join('\n').replace(/,?\s*\]\s*$/, '');
const generated = [...estates, ...buildings].map((place) => ({ ...place, provenance: 'demo' }));
await writeFile(join(folder, 'places.json'), `${head},\n\n${lines(generated, '  ')}\n]\n`);
await writeFile(
  join(folder, 'network.json'),
  `{\n  "reason": "演示数据:首次落格",\n  "organisations": [\n${lines(organisations, '    ')}\n  ],\n  "changes": [\n${lines(changes, '    ')}\n  ]\n}\n`,
);
