import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../../src/project-root.js';
import { createAccount } from '../../src/store/accounts.js';
import { openDatabase, type Database } from '../../src/store/database.js';
import { findCommittee } from '../../src/store/linkage-directory.js';
import { loadSeedData, SeedDataError, type SeedData, type SeedFault } from '../../src/store/seed-data.js';
import { seedDistrict, type SeedReport } from '../../src/store/seed.js';
import { abolishUnit } from '../../src/store/units.js';
import { HAIBOWAN, makeDatabase } from '../support/service.js';

const SHIPPED = join(projectRoot(), 'data', 'haibowan');
const shipped = await loadSeedData(SHIPPED);

describe('the linkage of the demo district', () => {
  const { powers, serviceMatters, stationings, committees, mediators } = shipped.linkage;
  const accounts = shipped.accounts?.accounts ?? [];

  it('has powers of at least eight bureaus, and every word of the measures', () => {
    expect(powers.length).toBeGreaterThanOrEqual(30);
    expect(new Set(powers.map(({ unit }) => unit)).size).toBeGreaterThanOrEqual(8);
    expect(new Set(powers.flatMap(({ measures }) => measures)).size).toBe(8);
  });

  it('has approvals and public services on every level of windows', () => {
    expect(serviceMatters.length).toBeGreaterThanOrEqual(12);
    expect(new Set(serviceMatters.map(({ kind }) => kind)).size).toBe(2);
    expect(new Set(serviceMatters.map(({ windowLevel }) => windowLevel)).size).toBe(3);
  });

  it('has two officers or more of every bureau that is stationed, in three subdistricts, in every mode', () => {
    expect(new Set(stationings.map(({ subdistrict }) => subdistrict)).size).toBe(3);
    expect(new Set(stationings.map(({ mode }) => mode)).size).toBe(3);
    const stationed = new Set(stationings.map(({ unit }) => unit));
    for (const unit of stationed) {
      const officers = accounts.filter(({ roles }) =>
        roles.some(({ role, scope }) => role === 'enforcement_officer' && scope.code === unit),
      );
      expect([unit, officers.length >= 2]).toEqual([unit, true]);
      expect([unit, powers.some((power) => power.unit === unit)]).toEqual([unit, true]);
    }
  });

  it('has committees of two communities, a subdistrict and the district, each with nine members or more', () => {
    expect(committees.map(({ level }) => level).sort()).toEqual(['community', 'community', 'district', 'subdistrict']);
    for (const { members } of committees) expect(members.length).toBeGreaterThanOrEqual(9);
  });

  it('has mediators of every kind', () => {
    expect(mediators.length).toBeGreaterThanOrEqual(4);
    expect(new Set(mediators.flatMap(({ kinds }) => kinds)).size).toBe(4);
  });

  it('says of all of it that it is a demo', () => {
    const rows = [...powers, ...serviceMatters, ...stationings, ...committees, ...mediators];
    expect(rows.filter(({ provenance }) => provenance !== 'demo')).toEqual([]);
  });
});

describe('loading the linkage of a district', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'bihuan-linkage-'));
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
    return error.faults;
  }

  type Rows = Record<string, unknown>[];

  async function change(file: string, edit: (rows: Rows) => void): Promise<void> {
    const path = join(dir, file);
    const rows = JSON.parse(await readFile(path, 'utf8')) as Rows;
    edit(rows);
    await writeFile(path, JSON.stringify(rows));
  }

  it('does without any of its files', async () => {
    for (const file of ['powers', 'service-matters', 'stationings', 'committees', 'mediators']) {
      await rm(join(dir, `${file}.json`));
    }
    expect((await loadSeedData(dir)).linkage).toEqual({
      ...{ powers: [], serviceMatters: [], stationings: [], committees: [], mediators: [] },
    });
  });

  it('leaves people to the record where no account is in the files', async () => {
    await rm(join(dir, 'accounts.json'));
    await change('mediators.json', (rows) => Object.assign(rows[0] ?? {}, { login: 'known-to-the-record' }));
    expect((await loadSeedData(dir)).linkage.mediators[0]?.login).toBe('known-to-the-record');
  });

  /** The first row of the file with other fields; undefined takes a field away. */
  const rules: readonly [what: string, file: string, fields: object, pointer: string, message: RegExp][] = [
    ['a power of a unit nobody knows', 'powers', { unit: 'nobody' }, '/unit', /no unit "nobody"/],
    ['a power of a community', 'powers', { unit: 'haibei-01' }, '/unit', /a community holds no power/],
    ['a power of a utility', 'powers', { unit: 'heating' }, '/unit', /a utility holds no power/],
    ['a power over a category nobody knows', 'powers', { category: 'Z01' }, '/category', /no category "Z01"/],
    ['a measure nobody knows', 'powers', { measures: ['inspect', 'whip'] }, '/measures/1', /./],
    ['a power without a measure', 'powers', { measures: [] }, '/measures', /./],
    ['a measure twice', 'powers', { measures: ['fine', 'fine'] }, '/measures', /each once/],
    ['a power without its rule', 'powers', { rule: undefined }, '/rule', /./],
    ['a power’s code twice', 'powers', { code: 'UM-02' }, '', /repeats the code/],
    [
      'a power that ends before it begins',
      'powers',
      { validFrom: '2026-02-01', validUntil: '2026-01-01' },
      '/validUntil',
      /after validFrom/,
    ],
    [
      'a matter nobody decides on',
      'service-matters',
      { unit: 'haibei-01' },
      '/unit',
      /a community decides on no matter/,
    ],
    ['a promise without a limit', 'service-matters', { promisedLimit: 'soon' }, '/promisedLimit', /./],
    ['a promise of nothing', 'service-matters', { promisedLimit: '0wd' }, '/promisedLimit', /a limit is/],
    ['a matter without steps', 'service-matters', { steps: [] }, '/steps', /./],
    ['a window of a level nobody knows', 'service-matters', { windowLevel: 'city' }, '/windowLevel', /./],
    [
      'a material’s code twice',
      'service-matters',
      {
        materials: [
          { code: 'm1', name: '甲', required: true },
          { code: 'm1', name: '乙', required: false },
        ],
      },
      '/materials/1/code',
      /repeats the code/,
    ],
    [
      'a stationing in a community',
      'stationings',
      { subdistrict: 'haibei-01' },
      '/subdistrict',
      /no subdistrict or town/,
    ],
    ['a subdistrict stationed in another', 'stationings', { unit: 'xinhua' }, '/unit', /is stationed nowhere/],
    ['an officer nobody knows', 'stationings', { login: 'nobody.officer' }, '/login', /no account "nobody.officer"/],
    ['an officer of another unit', 'stationings', { login: 'police.officer-3' }, '/login', /no enforcement_officer of/],
    [
      'a coordinator as an officer',
      'stationings',
      { login: 'urban-management.head' },
      '/login',
      /no enforcement_officer of/,
    ],
    ['a standing post without weekdays', 'stationings', { weekdays: [] }, '/weekdays', /standing has weekdays/],
    ['an eighth weekday', 'stationings', { weekdays: [8] }, '/weekdays/0', /./],
    ['weekdays that do not ascend', 'stationings', { weekdays: [2, 1] }, '/weekdays', /ascend/],
    ['a stationing since nobody knows when', 'stationings', { validFrom: undefined }, '/validFrom', /./],
    ['a committee of a place nobody knows', 'committees', { place: 'nowhere' }, '/place', /no place "nowhere"/],
    [
      'a community’s committee in a subdistrict',
      'committees',
      { place: 'haibei' },
      '/place',
      /a subdistrict is not of/,
    ],
    ['a chair who is no member', 'committees', { chair: 'haibei.leader' }, '/chair', /the delegate of no member/],
    [
      'a secretary who is none',
      'committees',
      { secretary: 'haibei.secretary' },
      '/secretary',
      /no meeting_secretary of/,
    ],
    ['a quorum of more than all', 'committees', { quorum: 101 }, '/quorum', /./],
    ['a 29th, which not every month has', 'committees', { regularDay: 29 }, '/regularDay', /./],
    ['a 25th hour', 'committees', { regularTime: '25:00' }, '/regularTime', /HH:MM/],
    ['a cadence nobody knows', 'committees', { cadence: 'yearly' }, '/cadence', /./],
    ['a mediator of no kind', 'mediators', { kinds: [] }, '/kinds', /./],
    ['a kind of mediation nobody knows', 'mediators', { kinds: ['shouting'] }, '/kinds/0', /./],
    ['a mediator who belongs nowhere', 'mediators', { place: undefined }, '', /belongs to a place or to a unit/],
    ['a mediator who belongs to two', 'mediators', { unit: 'justice' }, '', /belongs to a place or to a unit/],
    ['a mediator of a place nobody knows', 'mediators', { place: 'nowhere' }, '/place', /no place "nowhere"/],
    ['a mediator without the role', 'mediators', { login: 'haibei-01.clerk' }, '/login', /is no mediator/],
    ['a mediator twice', 'mediators', { login: 'haibei.mediator' }, '', /repeats the login/],
  ];

  it.each(rules)('refuses %s', async (_, name, fields, field, message) => {
    const file = `${name}.json`;
    await change(file, ([first]) => Object.assign(first ?? {}, fields));
    const faults = await faultsOfLoading();
    // A fault of the first row, or of the later one that repeats it.
    const found = faults.filter((fault) => fault.file === file && fault.pointer.startsWith(field && `/0${field}`));
    expect(found).toContainEqual({ file, pointer: expect.any(String), message: expect.stringMatching(message) });
    expect(faults.every((fault) => fault.file === file)).toBe(true);
  });

  it('refuses a power that outlives its unit', async () => {
    await change('units.json', (rows) => {
      Object.assign(rows.find(({ code }) => code === 'ecology') ?? {}, { validUntil: '2027-01-01' });
    });
    const faults = await faultsOfLoading();
    expect(faults).toContainEqual(
      expect.objectContaining({ file: 'powers.json', message: '"ecology" ends, so the row must end too' }),
    );
  });

  it('refuses a committee that outlives its village', async () => {
    await change('places.json', (rows) => {
      Object.assign(rows.find(({ code }) => code === 'qianlishan-03') ?? {}, { validUntil: '2027-01-01' });
    });
    expect(await faultsOfLoading()).toContainEqual(
      expect.objectContaining({ pointer: '/1/place', message: '"qianlishan-03" ends, so the row must end too' }),
    );
  });

  it('refuses a stationing that outlives its subdistrict', async () => {
    await change('places.json', (rows) => {
      Object.assign(rows.find(({ code }) => code === 'xinhua') ?? {}, { validUntil: '2027-01-01' });
    });
    const found = (await faultsOfLoading()).filter(({ message }) => message.startsWith('"xinhua" ends'));
    const posts = shipped.linkage.stationings.filter(({ subdistrict }) => subdistrict === 'xinhua');
    expect(found).toHaveLength(posts.length);
  });

  const posts: readonly [what: string, post: object, accepted: boolean][] = [
    ['in another place on one of the days', { subdistrict: 'xinhua', mode: 'rotating', weekdays: [3, 6] }, false],
    ['in another place on other days', { subdistrict: 'xinhua', mode: 'rotating', weekdays: [6, 7] }, true],
    ['in the same place once more', { subdistrict: 'haibei', mode: 'rotating', weekdays: [6] }, false],
    ['in another place when called', { subdistrict: 'xinhua', mode: 'accompanying', weekdays: [] }, true],
    [
      'in another place before',
      { subdistrict: 'xinhua', mode: 'standing', weekdays: [1], validFrom: '2025-01-01', validUntil: '2026-01-01' },
      true,
    ],
    [
      'in another place a day into the next post',
      { subdistrict: 'xinhua', mode: 'standing', weekdays: [1], validFrom: '2025-01-01', validUntil: '2026-01-02' },
      false,
    ],
  ];
  it.each(posts)('holds an officer %s against where else they are', async (_, post, accepted) => {
    const row = { unit: 'urban-management', login: 'urban-management.officer-1', validFrom: '2026-01-01' };
    await change('stationings.json', (rows) => rows.push({ ...row, provenance: 'demo', ...post }));
    if (accepted) {
      expect((await loadSeedData(dir)).linkage.stationings).toHaveLength(shipped.linkage.stationings.length + 1);
    } else {
      expect(await faultsOfLoading()).toEqual([
        {
          ...{ file: 'stationings.json', pointer: `/${String(shipped.linkage.stationings.length)}/weekdays` },
          message: '"urban-management.officer-1" is elsewhere on one of them, by /0',
        },
      ]);
    }
  });

  /** Changes the seats of the committee of haibei-01, which has nine. */
  const seats = (edit: (seats: Rows) => void) =>
    change('committees.json', (rows) => {
      edit((rows[0]?.['members'] ?? []) as Rows);
    });

  it.each([8, 12])('refuses a community’s committee of %s', async (wanted) => {
    await seats((members) => {
      while (members.length > wanted) members.pop();
      for (let n = 1; members.length < wanted; n += 1) {
        members.push({ organisation: `演示·单位${String(n)}`, delegate: `more-${String(n)}`, kind: 'part_time' });
      }
    });
    expect(await faultsOfLoading()).toContainEqual({
      file: 'committees.json',
      pointer: '/0/members',
      message: `a community’s committee has 9 to 11 members, not ${String(wanted)}`,
    });
  });

  it('does not count a seat that has ended, nor let it chair', async () => {
    await seats((members) => Object.assign(members[0] ?? {}, { validUntil: '2026-06-01' }));
    expect(await faultsOfLoading()).toEqual([
      expect.objectContaining({ pointer: '/0/members', message: expect.stringMatching(/not 8$/) }),
      expect.objectContaining({ pointer: '/0/chair', message: '"haibei-01.committee-1" is the delegate of no member' }),
    ]);
  });

  it('refuses who would speak for two, or who is no member there', async () => {
    await seats((members) => {
      Object.assign(members[1] ?? {}, { delegate: 'haibei-01.committee-1' });
      Object.assign(members[2] ?? {}, { substitute: 'haibei.substitute-3' });
      Object.assign(members[3] ?? {}, { organisation: members[4]?.['organisation'] });
    });
    expect(await faultsOfLoading()).toEqual([
      { file: 'committees.json', pointer: '/0/members/4/organisation', message: expect.stringMatching(/^repeats the/) },
      { file: 'committees.json', pointer: '/0/members/1/delegate', message: expect.stringMatching(/^repeats the/) },
      {
        ...{ file: 'committees.json', pointer: '/0/members/2/substitute' },
        message: '"haibei.substitute-3" is no committee_member of "haibei-01"',
      },
    ]);
  });

  it('refuses a second committee of a place, and another district’s', async () => {
    await change('committees.json', (rows) => {
      rows.push({ ...rows[0], code: 'another' });
      Object.assign(rows.find(({ level }) => level === 'district') ?? {}, { place: '440310' });
    });
    const found = (await faultsOfLoading()).map(({ pointer, message }) => `${pointer} ${message}`);
    expect(found).toContain('/4/place has its committee in /0');
    expect(found).toContain('/3/place the district is 150302');
  });
});

describe('the linkage of a district in the record', () => {
  let database: Awaited<ReturnType<typeof makeDatabase>>;
  let db: Database;
  beforeAll(async () => {
    database = await makeDatabase();
    db = openDatabase({ url: database.url, poolSize: 2 });
  });
  afterAll(async () => {
    await db.close();
    await database.drop();
  });

  const seed = (data: SeedData, more: { withDemoAccounts?: boolean; existing?: 'keep' | 'update' } = {}) =>
    seedDistrict(db.prisma, data, { withDemoAccounts: true, hashPassword: () => Promise.resolve('none'), ...more });
  const powersWith = (rule: string): SeedData => {
    const [first, ...others] = shipped.linkage.powers;
    return { ...shipped, linkage: { ...shipped.linkage, powers: first ? [{ ...first, rule }, ...others] : [] } };
  };

  it('is there after the first time, and nothing is written the second', async () => {
    const { written, tables } = await seed(shipped);
    expect(written).toBe(0);
    expect(tables.powers).toEqual({ inserted: 0, updated: 0, differing: 0 });
    expect(tables.stationings).toEqual({ inserted: 0, updated: 0, differing: 0, waiting: 0 });
    expect(tables.committees).toEqual({ inserted: 0, updated: 0, differing: 0, waiting: 0 });
    expect(await db.prisma.committeeMember.count()).toBe(45);
  });

  it('keeps what somebody changed, or is brought in line where that is asked for', async () => {
    const changed = powersWith('演示·另一条');
    expect((await seed(changed)).tables.powers).toEqual({ inserted: 0, updated: 0, differing: 1 });
    const revision = async () => (await db.prisma.district.findUniqueOrThrow({ where: { code: HAIBOWAN } })).revision;
    const before = await revision();
    expect((await seed(changed, { existing: 'update' })).tables.powers).toMatchObject({ updated: 1 });
    expect(await revision()).toBe(before + 1);
  });

  it('waits for the accounts of the people it names', async () => {
    const { accounts: _accounts, ...rest } = shipped;
    const { committees, mediators, stationings } = shipped.linkage;
    const other = '999998';
    const renamed = JSON.parse(JSON.stringify({ committees, mediators, stationings })) as Pick<
      SeedData['linkage'],
      'committees' | 'mediators' | 'stationings'
    >;
    const data: SeedData = {
      ...rest,
      district: { ...rest.district, code: other },
      linkage: {
        ...rest.linkage,
        ...renamed,
        mediators: renamed.mediators.map((one) => ({ ...one, login: `their.${one.login}` })),
      },
    };
    const first: SeedReport = await seed(data, { withDemoAccounts: false });
    // Their own logins are not taken for those of another district.
    expect(first.tables.stationings).toEqual({ inserted: 0, updated: 0, differing: 0, waiting: stationings.length });
    expect(first.tables.committees).toMatchObject({ inserted: 0, waiting: committees.length });
    expect(first.tables.committee_members).toMatchObject({ inserted: 0 });
    expect(first.tables.mediators).toMatchObject({ inserted: 0, waiting: mediators.length });
    expect(await findCommittee(db, other, 'haibei')).toBeUndefined();
    await createAccount(db, {
      ...{ district: other, login: 'their.justice.mediator', displayName: '演示·他区调解员' },
      roles: [{ role: 'mediator', scopeKind: 'district', scopeCode: other }],
    });
    const second = await seed(data, { withDemoAccounts: false });
    expect(second.tables.mediators).toEqual({ inserted: 1, updated: 0, differing: 0, waiting: mediators.length - 1 });
  });

  it('passes to the successor of a unit, in the unit’s own district alone', async () => {
    const of = async (unit: string) => {
      const where = { districtCode: HAIBOWAN, unitCode: unit };
      return Promise.all([
        db.prisma.power.count({ where }),
        db.prisma.serviceMatter.count({ where }),
        db.prisma.stationing.count({ where }),
        db.prisma.committeeMember.count({ where }),
        db.prisma.mediator.count({ where }),
      ]);
    };
    const [housing, culture] = [await of('housing'), await of('culture')];
    expect(housing.every((count) => count > 0)).toBe(true);
    expect(culture).toEqual([0, 0, 0, 0, 0]);
    await abolishUnit(db, { district: HAIBOWAN, from: 'housing', to: 'culture' });
    expect([await of('housing'), await of('culture')]).toEqual([culture, housing]);
    expect(await db.prisma.power.count({ where: { districtCode: '999998', unitCode: 'housing' } })).toBeGreaterThan(0);
  });

  it('leaves a demo’s people out where its accounts are not wanted', async () => {
    const { tables } = await seed(shipped, { withDemoAccounts: false });
    expect(tables.powers).toBeDefined();
    expect(tables.committees).toBeUndefined();
  });
});
