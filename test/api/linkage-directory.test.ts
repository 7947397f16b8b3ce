import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import { ROUTES } from '../../src/api/routes/index.js';
import {
  committeeFor,
  findCommittee,
  findMediators,
  findPower,
  findServiceMatter,
  powersOf,
  stationedAt,
  type Committee,
  type Mediator,
  type Power,
  type ServiceMatter,
  type Stationed,
} from '../../src/store/linkage-directory.js';
import { openHttp, type Call } from '../support/http.js';
import { HAIBOWAN, openService, type TestService } from '../support/service.js';

let service: TestService;
let call: Call;
beforeAll(async () => {
  service = await openService();
  ({ call } = await openHttp(service));
});
afterAll(() => service.stop());

const READER = 'haibei.leader';

/** What is told, which must be what OpenAPI says of the route. */
async function read<Told>(path: string, operationId: string): Promise<Told> {
  const { status, body } = await call(READER, 'GET', path);
  expect([status, body['errors']]).toEqual([200, undefined]);
  const schema = ROUTES.find((route) => route.operationId === operationId)?.answers[200]?.schema as z.ZodType<Told>;
  return schema.parse(body);
}

const codes = (rows: readonly { code: string }[]) => rows.map(({ code }) => code);
const logins = (people: readonly { login: string }[]) => people.map(({ login }) => login);

/** Changes the record for as long as `during` takes. */
async function having<Result>(change: string, back: string, during: () => Promise<Result>): Promise<Result> {
  const { rowCount } = await service.db.pool.query(change);
  expect(rowCount).toBe(1);
  try {
    return await during();
  } finally {
    await service.db.pool.query(back);
  }
}

describe('powers', () => {
  const list = async (query = '') => (await read<{ powers: Power[] }>(`/v1/powers${query}`, 'listPowers')).powers;

  it('say which unit may do what about a matter, under which rule', async () => {
    const all = await list();
    expect(all.length).toBeGreaterThanOrEqual(30);
    expect(new Set(all.map(({ unit }) => unit)).size).toBeGreaterThanOrEqual(8);
    expect(all.find(({ code }) => code === 'PO-03')).toEqual({
      ...{ code: 'PO-03', matter: '严重危害治安或者威胁公共安全的人员', category: 'K01', unit: 'police' },
      ...{ measures: ['take_away'], rule: '人民警察法 第8条', validFrom: null, validUntil: null, provenance: 'demo' },
    });
  });

  it('are those of one unit where one is named, which must be there', async () => {
    expect(new Set((await list('?unit=fire-rescue')).map(({ unit }) => unit))).toEqual(new Set(['fire-rescue']));
    expect(await call(READER, 'GET', '/v1/powers?unit=nobody')).toMatchObject({
      status: 422,
      body: { code: 'unknown_unit' },
    });
  });

  it('are in force from their first day to before the first day no longer', async () => {
    await having(
      `UPDATE powers SET valid_from = '2026-03-01', valid_until = '2026-04-01' WHERE code = 'FR-01'`,
      `UPDATE powers SET valid_from = NULL, valid_until = NULL WHERE code = 'FR-01'`,
      async () => {
        const days = ['2026-02-28', '2026-03-01', '2026-03-31', '2026-04-01'];
        const found = await Promise.all(days.map((on) => list(`?unit=fire-rescue&on=${on}`)));
        expect(found.map((powers) => codes(powers).includes('FR-01'))).toEqual([false, true, true, false]);
        // An old dispatch still names it.
        expect(await findPower(service.db, HAIBOWAN, 'FR-01')).toMatchObject({ validUntil: '2026-04-01' });
      },
    );
    expect(await call(READER, 'GET', '/v1/powers?on=2026-02-30')).toMatchObject({ status: 422 });
  });

  it('are the district’s own', async () => {
    const { db } = service;
    expect(await powersOf(db, '999999', undefined, '2026-03-01')).toEqual([]);
    expect(await findPower(db, '999999', 'FR-01')).toBeUndefined();
    expect(await powersOf(db, HAIBOWAN, [], '2026-03-01')).toEqual([]);
    await expect(powersOf(db, HAIBOWAN, undefined, '2026-02-30')).rejects.toThrow(RangeError);
  });
});

describe('service matters', () => {
  const list = async (query = '') =>
    (await read<{ serviceMatters: ServiceMatter[] }>(`/v1/service-matters${query}`, 'listServiceMatters'))
      .serviceMatters;

  it('name materials and steps in their order, the promised limit, and what the resident gets', async () => {
    expect(await findServiceMatter(service.db, HAIBOWAN, 'S03')).toEqual({
      ...{ code: 'S03', name: '城乡居民基本医疗保险参保登记', unit: 'medical-security', kind: 'public_service' },
      promisedLimit: '1wd',
      materials: [
        { code: 'm1', name: '居民身份证或者户口簿', required: true },
        { code: 'm2', name: '特殊人群身份证明', required: false },
      ],
      steps: ['受理', '登记'],
      ...{ result: '参保登记凭证', windowLevel: 'community', validFrom: null, validUntil: null, provenance: 'demo' },
    });
    expect(await findServiceMatter(service.db, HAIBOWAN, 'S99')).toBeUndefined();
    expect(await list()).toHaveLength(16);
  });

  it('are narrowed by unit and by the level of the window', async () => {
    expect(codes(await list('?windowLevel=district'))).toEqual(['S08', 'S09', 'S14']);
    expect(codes(await list('?windowLevel=community&unit=civil-affairs'))).toEqual(['S05', 'S06']);
    expect((await call(READER, 'GET', '/v1/service-matters?unit=nobody')).status).toBe(422);
    expect((await call(READER, 'GET', '/v1/service-matters?windowLevel=city')).status).toBe(422);
  });
});

interface Board {
  subdistrict: string;
  at: string;
  units: { unit: string; name: string; officers: Stationed[]; powers: Power[] }[];
}

describe('the board of stationed units', () => {
  const board = (subdistrict: string, local: string) =>
    read<Board>(
      `/v1/subdistricts/${subdistrict}/board?at=${encodeURIComponent(`2026-${local}:00+08:00`)}`,
      'showBoard',
    );
  const presences = ({ units }: Board) =>
    Object.fromEntries(units.flatMap(({ officers }) => officers.map(({ login, presence }) => [login, presence])));

  it('shows each unit with its officers, where they are, and its powers', async () => {
    // A Wednesday.
    const { subdistrict, units } = await board('haibei', '03-04T10:00');
    expect(subdistrict).toBe('haibei');
    expect(units.map(({ unit }) => unit)).toEqual([
      ...['ecology', 'emergency', 'fire-rescue', 'health', 'housing'],
      ...['market-regulation', 'police', 'urban-management'],
    ]);
    for (const { unit, powers, officers } of units) {
      expect(powers.length).toBeGreaterThan(0);
      expect([...powers, ...officers].filter((of) => of.unit !== unit)).toEqual([]);
    }
    expect(presences(await board('haibei', '03-04T10:00'))).toEqual({
      'ecology.officer-1': 'on_duty',
      'emergency.officer-1': 'on_call',
      'fire-rescue.officer-1': 'off_duty',
      'health.officer-1': 'on_call',
      'housing.officer-1': 'on_duty',
      'market-regulation.officer-1': 'on_duty',
      'police.officer-1': 'on_duty',
      'urban-management.officer-1': 'on_duty',
      'urban-management.officer-2': 'on_duty',
    });
  });

  it('follows the calendar of the record: a holiday, a weekend, the night', async () => {
    const onDuty = async (local: string) => {
      const found = Object.entries(presences(await board('haibei', local)));
      return found.filter(([, presence]) => presence === 'on_duty').map(([login]) => login);
    };
    expect(await onDuty('10-01T10:00')).toEqual([]);
    expect(await onDuty('03-04T20:00')).toEqual([]);
    expect(await onDuty('03-07T10:00')).toEqual(['police.officer-1', 'urban-management.officer-2']);
  });

  it('shows who was stationed at the instant that is asked about', async () => {
    expect(Object.keys(presences(await board('haibei', '01-01T00:00')))).not.toContain('market-regulation.officer-2');
    const { units } = await read<Board>('/v1/subdistricts/haibei/board?at=2025-12-31T15:59:59Z', 'showBoard');
    expect(units.flatMap(({ officers }) => logins(officers))).toEqual(['market-regulation.officer-2']);
  });

  it('leaves out whose account is out of use', async () => {
    const stationed = async () => Object.keys(presences(await board('xinhua', '03-04T10:00')));
    expect(await stationed()).toContain('police.officer-2');
    await having(
      `UPDATE accounts SET disabled_at = now() WHERE login = 'police.officer-2'`,
      `UPDATE accounts SET disabled_at = NULL WHERE login = 'police.officer-2'`,
      async () => {
        expect(await stationed()).not.toContain('police.officer-2');
      },
    );
  });

  it('is shown of a subdistrict or town, now unless an instant is named', async () => {
    const { at } = await read<Board>('/v1/subdistricts/qianlishan/board', 'showBoard');
    expect(Number.isNaN(Date.parse(at))).toBe(false);
    for (const code of ['haibei-01', 'nowhere', '%00']) {
      expect((await call(READER, 'GET', `/v1/subdistricts/${code}/board`)).status).toBe(404);
    }
    expect((await call(READER, 'GET', '/v1/subdistricts/haibei/board?at=2026-03-04T10:00')).status).toBe(422);
  });

  it('is empty in another district, and of no officer elsewhere', async () => {
    const directory = await service.door.directories.current(HAIBOWAN);
    if (directory === undefined) throw new Error('there is no directory');
    const at = '2026-03-04T02:00:00.000Z';
    expect(await stationedAt(service.db, { ...directory, district: '999999' }, 'haibei', at)).toEqual([]);
    const own = await stationedAt(service.db, directory, 'binhe', at);
    expect(own).toEqual([]);
  });
});

describe('joint committees', () => {
  it('have a chair among their members, a secretary, a quorum and a regular day', async () => {
    const found = await read<Committee>('/v1/committees/haibei', 'getCommittee');
    expect(found).toMatchObject({
      ...{ code: 'haibei', level: 'subdistrict', kind: 'subdistrict_joint_committee', place: 'haibei' },
      ...{ chair: { login: 'haibei.leader' }, secretary: { login: 'haibei.secretary' } },
      ...{ quorum: 67, cadence: 'monthly', regularDay: 20, regularTime: '14:30' },
    });
    expect(found.members.map(({ seat }) => seat)).toEqual(Array.from({ length: 13 }, (_, index) => index + 1));
    expect(found.members[0]).toMatchObject({
      ...{ organisation: '海北街道党工委', unit: 'haibei', kind: 'full_time', substitute: null },
      delegate: { login: 'haibei.leader', displayName: '演示·海北街道领导' },
    });
    expect(found.members[2]?.substitute).toMatchObject({ login: 'haibei.substitute-3' });
  });

  it('are listed by level; a village’s is of the community’s level', async () => {
    const list = async (query = '') =>
      codes((await read<{ committees: Committee[] }>(`/v1/committees${query}`, 'listCommittees')).committees);
    expect(await list()).toEqual(['district', 'haibei', 'haibei-01', 'qianlishan-03']);
    expect(await list('?level=community')).toEqual(['haibei-01', 'qianlishan-03']);
    expect(await list('?on=2025-12-31')).toEqual([]);
    expect((await call(READER, 'GET', '/v1/committees?level=village')).status).toBe(422);
    for (const code of ['nobody', '%00']) {
      expect((await call(READER, 'GET', `/v1/committees/${code}`)).status).toBe(404);
    }
  });

  it('are found for a place on its level', async () => {
    const { db } = service;
    const of = async (...[level, place, on]: ['community' | 'subdistrict' | 'district', string, string?]) =>
      (await committeeFor(db, HAIBOWAN, level, place, on))?.code;
    expect(await of('community', 'haibei-01')).toBe('haibei-01');
    expect(await of('subdistrict', 'haibei')).toBe('haibei');
    expect(await of('district', HAIBOWAN)).toBe('district');
    expect(await of('subdistrict', 'haibei-01')).toBeUndefined();
    expect(await of('community', 'haibei-02')).toBeUndefined();
    expect(await of('community', 'haibei-01', '2025-12-31')).toBeUndefined();
    expect(await findCommittee(db, '999999', 'haibei')).toBeUndefined();
  });

  it('count the seats in force on a day', async () => {
    await having(
      `UPDATE committee_members SET valid_until = '2026-06-01' WHERE committee_code = 'qianlishan-03' AND seat = 11`,
      `UPDATE committee_members SET valid_until = NULL WHERE committee_code = 'qianlishan-03' AND seat = 11`,
      async () => {
        const seats = async (on: string) =>
          (await findCommittee(service.db, HAIBOWAN, 'qianlishan-03', on))?.members.length;
        expect([await seats('2026-05-31'), await seats('2026-06-01')]).toEqual([11, 10]);
      },
    );
  });
});

describe('mediators', () => {
  const list = async (query = '') =>
    logins((await read<{ mediators: Mediator[] }>(`/v1/mediators${query}`, 'listMediators')).mediators);

  it('are found by what they mediate and the language they speak', async () => {
    expect(await list()).toHaveLength(7);
    expect(await list('?kind=judicial')).toEqual(['justice.mediator-2']);
    expect(await list('?kind=peoples&language=mn')).toEqual(['justice.mediator', 'qianlishan-03.mediator']);
    expect(await list('?on=2025-12-31')).toEqual([]);
    expect((await call(READER, 'GET', '/v1/mediators?kind=shouting')).status).toBe(422);
  });

  it('belong to a place or a unit, and are found by their accounts', async () => {
    const { db } = service;
    const [one] = await findMediators(db, HAIBOWAN, { on: '2026-03-04', kind: 'judicial' });
    expect(one).toMatchObject({ kinds: ['judicial'], languages: ['zh'], place: null, unit: 'justice' });
    const named = { on: '2026-03-04', accounts: [one?.account ?? ''] };
    expect(await findMediators(db, HAIBOWAN, named)).toEqual([one]);
    expect(await findMediators(db, HAIBOWAN, { ...named, kind: 'peoples' })).toEqual([]);
    expect(await findMediators(db, HAIBOWAN, { on: '2026-03-04', accounts: [] })).toEqual([]);
    expect(await findMediators(db, '999999', named)).toEqual([]);
  });

  it('leave out whose account is out of use', async () => {
    await having(
      `UPDATE accounts SET disabled_at = now() WHERE login = 'justice.mediator-2'`,
      `UPDATE accounts SET disabled_at = NULL WHERE login = 'justice.mediator-2'`,
      async () => {
        expect(await list('?kind=judicial')).toEqual([]);
      },
    );
  });
});
