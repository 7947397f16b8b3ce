import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createAccount,
  createApiKey,
  disableAccount,
  findByApiKey,
  findBySession,
  logIn,
  logOut,
  revokeApiKey,
} from '../../src/store/accounts.js';
import { openDatabase, type Database } from '../../src/store/database.js';
import { HAIBOWAN, makeDatabase } from '../support/service.js';

let db: Database;
let database: Awaited<ReturnType<typeof makeDatabase>>;
beforeAll(async () => {
  database = await makeDatabase();
  db = openDatabase({ url: database.url, poolSize: 4 });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

const PASSWORD = 'demo only, invented';
let accounts = 0;
async function anAccount(password: string | undefined = PASSWORD): Promise<{ id: string; login: string }> {
  const login = `tested.${String((accounts += 1))}`;
  const roles = [{ role: 'reviewer', scopeKind: 'district', scopeCode: HAIBOWAN }] as const;
  const id = await createAccount(db, { district: HAIBOWAN, login, displayName: '演示·账号', password, roles });
  if (id === undefined) throw new Error(`${login} is taken`);
  return { id, login };
}

const MINUTE_MS = 60_000;
const NOW = new Date();
const later = (minutes: number): Date => new Date(NOW.getTime() + minutes * MINUTE_MS);

describe('a password', () => {
  it('lets in with a session that lasts twelve hours and not longer', async () => {
    const { login } = await anAccount();
    const welcome = await logIn(db, login, PASSWORD, NOW);
    if (welcome.result !== 'welcome') throw new Error(welcome.result);
    expect(await findBySession(db, welcome.token, later(12 * 60 - 1))).toMatchObject({ login, district: HAIBOWAN });
    expect(await findBySession(db, welcome.token, later(12 * 60))).toBeUndefined();
    await logOut(db, welcome.token, NOW);
    expect(await findBySession(db, welcome.token, NOW)).toBeUndefined();
  });

  it('locks its account for a quarter of an hour after five failures, side by side or not', async () => {
    const { login } = await anAccount();
    const tries = await Promise.all(Array.from({ length: 5 }, () => logIn(db, login, 'wrong', NOW)));
    expect(tries.filter(({ result }) => result === 'locked')).toHaveLength(1);
    expect(await logIn(db, login, PASSWORD, later(14))).toMatchObject({ result: 'locked' });
    expect(await logIn(db, login, PASSWORD, later(16))).toMatchObject({ result: 'welcome' });
  });

  it('forgets earlier failures when it was right', async () => {
    const { login } = await anAccount();
    for (let i = 0; i < 4; i += 1) await logIn(db, login, 'wrong', NOW);
    await logIn(db, login, PASSWORD, NOW);
    expect(await logIn(db, login, 'wrong', NOW)).toEqual({ result: 'unknown' });
  });

  it('is not told from a login that is not there, nor from one without a password', async () => {
    const { login } = await anAccount();
    const machine = await createAccount(db, {
      district: HAIBOWAN,
      login: 'tested.machine',
      displayName: '演示·机器',
      roles: [],
    });
    expect(machine).toBeDefined();
    for (const [who, password] of [
      [login, 'wrong'],
      ['tested.nobody', PASSWORD],
      ['tested.machine', ''],
    ] as const) {
      expect(await logIn(db, who, password, NOW)).toEqual({ result: 'unknown' });
    }
  });

  it('and its sessions are kept as hashes only', async () => {
    const { login } = await anAccount();
    const welcome = await logIn(db, login, PASSWORD, NOW);
    if (welcome.result !== 'welcome') throw new Error(welcome.result);
    const { rows } = await db.pool.query<{ text: string }>(
      'SELECT accounts::text AS text FROM accounts UNION ALL SELECT sessions::text FROM sessions',
    );
    for (const { text } of rows) {
      expect(text).not.toContain(PASSWORD);
      expect(text).not.toContain(welcome.token);
    }
  });
});

describe('a login', () => {
  it('is given once', async () => {
    const { login } = await anAccount();
    expect(await createAccount(db, { district: HAIBOWAN, login, displayName: '演示', roles: [] })).toBeUndefined();
  });
});

describe('what opens the door', () => {
  it('closes with its account, at the next request', async () => {
    const { id, login } = await anAccount();
    const { key } = await createApiKey(db, id, 'test');
    const welcome = await logIn(db, login, PASSWORD);
    if (welcome.result !== 'welcome') throw new Error(welcome.result);
    expect(await disableAccount(db, '999999', id)).toBe(false);
    expect(await findByApiKey(db, key)).toBeDefined();
    expect(await disableAccount(db, HAIBOWAN, id)).toBe(true);
    expect(await findByApiKey(db, key)).toBeUndefined();
    expect(await findBySession(db, welcome.token)).toBeUndefined();
    expect(await logIn(db, login, PASSWORD)).toEqual({ result: 'unknown' });
  });

  it('closes with its key, which only its own district can revoke', async () => {
    const { id } = await anAccount(undefined);
    const { id: keyId, key } = await createApiKey(db, id, 'test');
    expect(await revokeApiKey(db, '999999', keyId)).toBe(false);
    expect(await findByApiKey(db, key)).toMatchObject({ accountId: id });
    expect(await revokeApiKey(db, HAIBOWAN, keyId)).toBe(true);
    expect(await revokeApiKey(db, HAIBOWAN, keyId)).toBe(false);
    expect(await findByApiKey(db, key)).toBeUndefined();
  });
});
