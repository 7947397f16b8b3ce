import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ACCOUNT_ROLES } from '../../src/domain/permissions.js';
import { LEADING_UNIT_KINDS } from '../../src/domain/vocabulary.js';
import { projectRoot } from '../../src/project-root.js';
import {
  SeedDataError,
  loadSeedData,
  type SeedAccount,
  type SeedCategory,
  type SeedData,
  type SeedFault,
} from '../../src/store/seed-data.js';

const SHIPPED = join(projectRoot(), 'data', 'haibowan');
const shipped = await loadSeedData(SHIPPED);

function count<T>(items: readonly T[], which: (item: T) => boolean): number {
  return items.filter(which).length;
}

/** Rows of the catalogue that fit a leaf in a place: its own and its parent's, for everywhere or for the place's subdistrict. */
function fittingRows(data: SeedData, leaf: SeedCategory, subdistrict: string): number {
  return count(
    data.catalogue,
    ({ category, place }) =>
      (category === leaf.code || category === leaf.parent) && (place === undefined || place === subdistrict),
  );
}

describe('the demo district', () => {
  it('has one district, seven subdistricts and 42 communities and villages, the villages in the town', () => {
    const { district, places } = shipped;
    expect(district).toEqual({ code: '150302', name: '海勃湾区', nameEn: 'Haibowan District', provenance: 'demo' });
    expect(count(places, ({ kind }) => kind === 'subdistrict')).toBe(6);
    expect(count(places, ({ kind }) => kind === 'town')).toBe(1);
    expect(count(places, ({ kind }) => kind === 'community' || kind === 'village')).toBe(42);
    const villages = places.filter(({ kind }) => kind === 'village');
    expect(villages).toHaveLength(5);
    expect(new Set(villages.map(({ parent }) => parent))).toEqual(new Set(['qianlishan']));
  });

  it('has two to four grids in every community and village', () => {
    const communities = shipped.places.filter(({ kind }) => kind === 'community' || kind === 'village');
    for (const { code } of communities) {
      const grids = count(shipped.places, ({ kind, parent }) => kind === 'grid' && parent === code);
      expect([2, 3, 4]).toContain(grids);
    }
  });

  it('marks every invented place, unit and category as demo', () => {
    const real = new Set(['subdistrict', 'town']);
    expect(shipped.places.filter(({ kind, provenance }) => !real.has(kind) && provenance !== 'demo')).toEqual([]);
    expect(shipped.units.filter(({ provenance }) => provenance !== 'demo')).toEqual([]);
    expect(shipped.categories.filter(({ provenance }) => provenance !== 'demo')).toEqual([]);
  });

  it('has some thirty units that can be asked, and one unit for every community', () => {
    expect(count(shipped.units, ({ kind }) => kind !== 'community')).toBe(37);
    expect(count(shipped.units, ({ kind }) => kind === 'subdistrict')).toBe(7);
    expect(count(shipped.units, ({ kind }) => kind === 'utility')).toBe(6);
    expect(count(shipped.units, ({ kind }) => kind === 'community')).toBe(42);
  });

  it('has three levels of categories, and a closing standard for every leaf', () => {
    const ofLevel = (wanted: number) => shipped.categories.filter(({ level }) => level === wanted);
    expect([1, 2, 3].map((level) => ofLevel(level).length)).toEqual([12, 43, 119]);
    const withLeaves = new Set(ofLevel(3).map(({ parent }) => parent));
    expect(ofLevel(2).filter(({ code }) => !withLeaves.has(code))).toEqual([]);
    for (const flag of ['complex', 'utility', 'photoRequired'] as const) {
      expect(count(shipped.categories, (category) => category[flag])).toBeGreaterThan(5);
    }
  });

  it.each(['haibei', 'qianlishan'])('lets the system dispatch about four leaves in five by itself in %s', (place) => {
    const leaves = shipped.categories.filter(({ level }) => level === 3);
    const rows = leaves.map((leaf) => fittingRows(shipped, leaf, place));
    const share = count(rows, (n) => n === 1) / leaves.length;
    expect(share).toBeGreaterThan(0.75);
    expect(share).toBeLessThan(0.9);
    expect(count(rows, (n) => n === 2)).toBe(13);
    expect(count(rows, (n) => n === 0)).toBeGreaterThan(3);
    expect(Math.max(...rows)).toBe(2);
  });

  it('has the limits of the design, and none where the design has none', () => {
    const { limits, ladder, warnings } = shipped.policy;
    expect(limits.dispatch).toEqual({ critical: '15min', urgent: '1h', routine: '2wh' });
    expect(limits.result).toEqual({
      critical: '24h',
      urgent: { utility: '24h', other: '72h' },
      routine: { inquiry: '2wd', other: '5wd', complex: '15wd' },
    });
    expect(limits.information).toEqual({ urgent: '24h', routine: '3wd' });
    expect(limits.reached).toEqual({ critical: '3wd', urgent: '3wd', routine: '5wd' });
    expect(ladder).toEqual({ critical: '30min', urgent: '2h', routine: '1wd' });
    expect(warnings).toEqual([50, 80]);
  });

  it('has an account for every role, and a coordinator, a head and a duty officer for every unit that can lead', () => {
    const accounts: readonly SeedAccount[] = shipped.accounts?.accounts ?? [];
    expect(new Set(accounts.flatMap(({ roles }) => roles.map(({ role }) => role)))).toEqual(new Set(ACCOUNT_ROLES));
    const duties = new Set(accounts.map(({ unit, duty }) => `${String(unit)} ${String(duty)}`));
    for (const { code } of shipped.units.filter(({ kind }) => LEADING_UNIT_KINDS.includes(kind))) {
      for (const duty of ['coordinator', 'head', 'duty_officer']) expect(duties).toContain(`${code} ${duty}`);
    }
    expect(accounts.filter(({ displayName }) => !displayName.startsWith('演示·'))).toEqual([]);
  });
});

describe('loading a district', () => {
  let dir: string;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'bihuan-seed-'));
    await cp(SHIPPED, dir, { recursive: true });
  });

  afterEach(async () => {
    await rm(dir, { recursive: true, force: true });
  });

  async function faultsOfLoading(): Promise<readonly SeedFault[]> {
    const error: unknown = await loadSeedData(dir).then(
      () => undefined,
      (cause: unknown) => cause,
    );
    if (!(error instanceof SeedDataError)) throw new Error('the data was accepted', { cause: error });
    for (const { file, pointer } of error.faults) expect(error.message).toContain(`${file} ${pointer}`.trim());
    expect(error.faults.every(({ message }) => message !== '')).toBe(true);
    return error.faults;
  }

  /** Edits the text of one file: the first occurrence of `from`, which must be there. */
  async function edit(file: string, from: string, to: string): Promise<void> {
    const path = join(dir, file);
    const before = await readFile(path, 'utf8');
    if (!before.includes(from)) throw new Error(`${file} does not hold ${from}`);
    await writeFile(
      path,
      before.replace(from, () => to),
    );
  }

  /** Appends a row to a file that is an array, and answers its index. */
  async function append(file: string, row: object): Promise<number> {
    const path = join(dir, file);
    const rows: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (!Array.isArray(rows)) throw new Error(`${file} is no array`);
    await writeFile(path, JSON.stringify([...(rows as unknown[]), row]));
    return rows.length;
  }

  it('accepts a district without demo accounts', async () => {
    await rm(join(dir, 'accounts.json'));
    expect((await loadSeedData(dir)).accounts).toBeUndefined();
  });

  it('names a missing file', async () => {
    await rm(join(dir, 'places.json'));
    expect(await faultsOfLoading()).toEqual([{ file: 'places.json', pointer: '', message: 'the file is missing' }]);
  });

  it.each([
    ['broken JSON', Buffer.from('[{]')],
    ['bytes that are not UTF-8', Buffer.from([0x5b, 0x22, 0xb0, 0x22, 0x5d])],
  ])('refuses %s', async (_, bytes) => {
    await writeFile(join(dir, 'units.json'), bytes);
    const [fault, ...others] = await faultsOfLoading();
    expect(others).toEqual([]);
    expect(fault).toMatchObject({ file: 'units.json', pointer: '' });
    expect(fault?.message).toMatch(/^is not JSON in UTF-8/);
  });

  const shapes: readonly [string, string, string, string, string][] = [
    ['a district code of five digits', 'district.json', '"150302"', '"15030"', '/code'],
    ['an unknown field', 'district.json', '"name"', '"mayor/of": "", "name"', '/mayor~1of'],
    ['an unknown kind of place', 'places.json', '"subdistrict"', '"street"', '/0/kind'],
    ['a code with a blank', 'places.json', '"fenghuangling"', '"feng huangling"', '/0/code'],
    ['a name with a control character', 'units.json', '"凤凰岭街道办事处"', '"凤凰岭\\u0000"', '/0/name'],
    ['a name with half a character', 'units.json', '"凤凰岭街道办事处"', '"凤凰岭\\ud800"', '/0/name'],
    ['a name that ends with a blank', 'units.json', '"凤凰岭街道办事处"', '"凤凰岭 "', '/0/name'],
    ['a fourth level', 'categories.json', '"level": 3', '"level": 4', '/2/level'],
    ['a flag that is a word', 'categories.json', '"photoRequired": true', '"photoRequired": "yes"', '/2/photoRequired'],
    ['a row for a unit it does not name', 'catalogue.json', '"unit": "urban-management", ', '', '/0/unit'],
    ['a row without a basis', 'catalogue.json', ', "basis": "权责清单·市容秩序管理"', '', '/0/basis'],
    ['a limit without a unit', 'policy.json', '"15min"', '"15"', '/limits/dispatch/critical'],
    ['a limit of nothing', 'policy.json', '"2wh"', '"0wh"', '/limits/dispatch/routine'],
    ['a limit of half an hour in hours', 'policy.json', '"1h"', '"0.5h"', '/limits/dispatch/urgent'],
    [
      'a clock without a limit for routine requests',
      'policy.json',
      ', "routine": "2wh"',
      '',
      '/limits/dispatch/routine',
    ],
    ['a clock nobody knows', 'policy.json', '"dispatch"', '"despatch"', '/limits/despatch'],
    ['warnings that do not ascend', 'policy.json', '[50, 80]', '[80, 50]', '/warnings'],
    ['a sixth level of satisfaction', 'policy.json', '"satisfiedFrom": 3', '"satisfiedFrom": 6', '/satisfiedFrom'],
    ['an hour of asking past midnight', 'policy.json', '"17:00"', '"24:00"', '/extensions/askedBefore'],
    ['a channel nobody knows', 'policy.json', '"hotline"', '"pigeon"', '/trustedChannels/0'],
    ['a time of day past midnight', 'policy.json', '"18:00"', '"25:00"', '/callBack/lateFrom'],
    ['accounts that do not say they are for a demo', 'accounts.json', '"demo": true', '"demo": false', '/demo'],
    ['a name that could be a person’s', 'accounts.json', '"演示·受理员甲"', '"张三"', '/accounts/0/displayName'],
    ['a login in capitals', 'accounts.json', '"clerk-1"', '"Clerk-1"', '/accounts/0/login'],
    ['a role nobody knows', 'accounts.json', '"hotline_clerk"', '"mayor"', '/accounts/0/roles/0/role'],
    ['a role only a link gives', 'accounts.json', '"hotline_clerk"', '"resident"', '/accounts/0/roles/0/role'],
  ];

  it.each(shapes)('refuses %s', async (_, file, from, to, pointer) => {
    await edit(file, from, to);
    expect(await faultsOfLoading()).toContainEqual(expect.objectContaining({ file, pointer }));
  });

  it('reports all faults of shape at once, file by file', async () => {
    await edit('policy.json', '"15min"', '"15"');
    await edit('district.json', '"150302"', '"1"');
    expect((await faultsOfLoading()).map(({ file, pointer }) => `${file} ${pointer}`)).toEqual([
      'district.json /code',
      'policy.json /limits/dispatch/critical',
    ]);
  });

  const demo = { provenance: 'demo' };
  const rules: readonly [string, string, object, string, RegExp][] = [
    [
      'a place in a parent nobody knows',
      'places.json',
      { code: 'x', kind: 'community', name: '甲', parent: 'nowhere', ...demo },
      '/parent',
      /no place "nowhere"/,
    ],
    [
      'a village outside a town',
      'places.json',
      { code: 'x', kind: 'village', name: '甲', parent: 'haibei', ...demo },
      '/parent',
      /cannot lie in a subdistrict/,
    ],
    ['a grid without a parent', 'places.json', { code: 'x', kind: 'grid', name: '甲', ...demo }, '', /needs a parent/],
    [
      'a code that is taken',
      'places.json',
      { code: 'haibei-01', kind: 'community', name: '甲', parent: 'haibei', ...demo },
      '/code',
      /repeats the code of \/\d+\/code/,
    ],
    [
      'two communities of one name in a subdistrict',
      'places.json',
      { code: 'x', kind: 'community', name: '立春社区', parent: 'haibei', ...demo },
      '/name',
      /repeats the name/,
    ],
    [
      'a subdistrict for which no unit stands',
      'places.json',
      { code: 'x', kind: 'subdistrict', name: '甲街道', ...demo },
      '',
      /no unit of kind subdistrict/,
    ],
    [
      'an entry that ends before it begins',
      'places.json',
      {
        code: 'x',
        kind: 'estate',
        name: '甲',
        parent: 'haibei-01',
        validFrom: '2026-02-01',
        validUntil: '2026-01-01',
        ...demo,
      },
      '/validUntil',
      /after validFrom/,
    ],
    [
      'a unit code that is taken',
      'units.json',
      { code: 'police', kind: 'bureau', name: '甲', ...demo },
      '/code',
      /repeats/,
    ],
    [
      'an alias that is another unit’s name',
      'units.json',
      { code: 'x', kind: 'bureau', name: '甲', aliases: ['城管局'], ...demo },
      '/aliases/0',
      /repeats the name of \/7\/aliases\/1/,
    ],
    [
      'a community unit without its place',
      'units.json',
      { code: 'x', kind: 'community', name: '甲', ...demo },
      '',
      /needs the place/,
    ],
    [
      'a unit that stands for a place nobody knows',
      'units.json',
      { code: 'x', kind: 'community', name: '甲', place: 'nowhere', ...demo },
      '/place',
      /no place "nowhere"/,
    ],
    [
      'a community unit that stands for a subdistrict',
      'units.json',
      { code: 'x', kind: 'community', name: '甲', place: 'haibei', ...demo },
      '/place',
      /cannot stand for a subdistrict/,
    ],
    [
      'a bureau that stands for a place',
      'units.json',
      { code: 'x', kind: 'bureau', name: '甲', place: 'haibei', ...demo },
      '/place',
      /stands for no place/,
    ],
    [
      'two units for one place',
      'units.json',
      { code: 'x', kind: 'community', name: '甲', place: 'haibei-01', ...demo },
      '/place',
      /repeats the place/,
    ],
    [
      'a successor nobody knows',
      'units.json',
      { code: 'x', kind: 'bureau', name: '甲', validUntil: '2026-01-01', successor: 'nobody', ...demo },
      '/successor',
      /no unit "nobody"/,
    ],
    [
      'a successor of a unit that goes on',
      'units.json',
      { code: 'x', kind: 'bureau', name: '甲', successor: 'police', ...demo },
      '/successor',
      /only a unit with validUntil/,
    ],
    [
      'a category under a parent nobody knows',
      'categories.json',
      { code: 'Z0101', level: 3, parent: 'Z01', name: '甲', closingStandard: '乙', ...demo },
      '/parent',
      /no category "Z01"/,
    ],
    [
      'a leaf under a category of level 1',
      'categories.json',
      { code: 'A9901', level: 3, parent: 'A', name: '甲', closingStandard: '乙', ...demo },
      '/parent',
      /must be of level 2/,
    ],
    [
      'a leaf without a parent',
      'categories.json',
      { code: 'Z', level: 3, name: '甲', closingStandard: '乙', ...demo },
      '',
      /parent/,
    ],
    [
      'a first level with a parent',
      'categories.json',
      { code: 'Z', level: 1, parent: 'A', name: '甲', ...demo },
      '/parent',
      /has no parent/,
    ],
    [
      'a leaf without a closing standard',
      'categories.json',
      { code: 'A0109', level: 3, parent: 'A01', name: '甲', ...demo },
      '',
      /closingStandard/,
    ],
    [
      'a flag above the leaves',
      'categories.json',
      { code: 'A09', level: 2, parent: 'A', name: '甲', complex: true, ...demo },
      '/complex',
      /level 3 only/,
    ],
    [
      'a category code that is taken',
      'categories.json',
      { code: 'A01', level: 2, parent: 'A', name: '甲', ...demo },
      '/code',
      /repeats the code/,
    ],
    [
      'a catalogue row for a category nobody knows',
      'catalogue.json',
      { category: 'Z0101', lead: 'subdistrict', basis: '甲' },
      '/category',
      /no category "Z0101"/,
    ],
    [
      'a catalogue row for a category of level 1',
      'catalogue.json',
      { category: 'A', lead: 'subdistrict', basis: '甲' },
      '/category',
      /level 2 or 3/,
    ],
    [
      'a catalogue row for a unit nobody knows',
      'catalogue.json',
      { category: 'A0101', lead: 'unit', unit: 'nobody', basis: '甲' },
      '/unit',
      /no unit "nobody"/,
    ],
    [
      'a catalogue row that lets a community lead',
      'catalogue.json',
      { category: 'A0101', lead: 'unit', unit: 'haibei-01', basis: '甲' },
      '/unit',
      /a community never leads/,
    ],
    [
      'a catalogue row that lets the supervision office lead',
      'catalogue.json',
      { category: 'A0101', lead: 'unit', unit: 'supervision-office', basis: '甲' },
      '/unit',
      /a supervision_office never leads/,
    ],
    [
      'a catalogue row for a place nobody knows',
      'catalogue.json',
      { category: 'A0101', place: 'nowhere', lead: 'subdistrict', basis: '甲' },
      '/place',
      /no place "nowhere"/,
    ],
    [
      'a catalogue row for a community alone',
      'catalogue.json',
      { category: 'A0101', place: 'haibei-01', lead: 'subdistrict', basis: '甲' },
      '/place',
      /names a subdistrict or a town/,
    ],
    [
      'the same catalogue row twice',
      'catalogue.json',
      { category: 'A01', lead: 'unit', unit: 'urban-management', basis: '甲' },
      '',
      /repeats the category, place and lead of \/0/,
    ],
  ];

  it.each(rules)('refuses %s', async (_, file, row, field, message) => {
    const index = await append(file, row);
    expect(await faultsOfLoading()).toEqual([
      { file, pointer: `/${index}${field}`, message: expect.stringMatching(message) },
    ]);
  });

  it('refuses a catalogue row that outlives its unit', async () => {
    await edit('units.json', '"name": "海勃湾区税务局"', '"name": "海勃湾区税务局", "validUntil": "2026-07-01"');
    const [fault, ...others] = await faultsOfLoading();
    expect(others).toEqual([]);
    expect(fault).toMatchObject({ file: 'catalogue.json', message: '"tax" ends, so the row must end too' });
  });

  it('refuses a district without a supervision office, which the ladder needs', async () => {
    await edit('units.json', '"kind": "supervision_office"', '"kind": "bureau"');
    expect(await faultsOfLoading()).toEqual([
      { file: 'units.json', pointer: '', message: 'no unit is of kind supervision_office' },
    ]);
  });

  const accountFaults: [what: string, from: string, to: string, ...pointers: string[]][] = [
    ['a login that is taken', '"clerk-2"', '"clerk-1"', '/accounts/1/login'],
    ['a unit nobody knows', '"unit": "hotline-centre"', '"unit": "nobody"', '/accounts/0/unit'],
    ['a scope in another district', '"code": "150302"', '"code": "440310"', '/accounts/0/roles/0/scope/code'],
    [
      'a scope of another kind',
      '"kind": "district"',
      '"kind": "community"',
      '/accounts/0/roles/0/scope/kind',
      '/accounts/0/roles/0/scope/code',
    ],
    ['a duty without a unit', '"演示·区领导甲"', '"演示·区领导甲", "duty": "head"', '/accounts/8/duty'],
    ['a machine on duty', '"machine": true', '"machine": true, "duty": "head"', '/accounts/12/duty'],
    [
      'a shift of nobody',
      '"login": "shift-leader-1", "startsAt"',
      '"login": "nobody-1", "startsAt"',
      '/shifts/0/login',
    ],
    [
      'a shift for another’s unit',
      '"urban-management.duty", "startsAt"',
      '"housing.duty", "startsAt"',
      '/shifts/1/unit',
    ],
    ['a unit’s duty at the centre', '"role": "shift_leader", "login"', '"role": "head", "login"', '/shifts/0/role'],
    ['a shift that ends before it begins', '"endsAt": "2026-12-02T08', '"endsAt": "2026-11-02T08', '/shifts/0/endsAt'],
  ];

  it.each(accountFaults)('refuses an account with %s', async (_, from, to, ...pointers) => {
    await edit('accounts.json', from, to);
    expect(await faultsOfLoading()).toEqual(
      pointers.map((pointer): unknown => expect.objectContaining({ file: 'accounts.json', pointer })),
    );
  });

  it('refuses demo accounts in a district that is no demo', async () => {
    await edit('district.json', '"demo"', '"official"');
    expect(await faultsOfLoading()).toEqual([
      { file: 'accounts.json', pointer: '/demo', message: 'only a district of provenance demo has demo accounts' },
    ]);
  });
});
