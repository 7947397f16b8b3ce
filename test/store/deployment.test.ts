import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Command } from 'commander';
import pg from 'pg';
import { administratorCommand, districtCommand, prepareCommand } from '../../src/cli/deployment.js';
import { readConfig } from '../../src/config.js';
import { logIn } from '../../src/store/accounts.js';
import { openDatabase, type Database } from '../../src/store/database.js';
import { temporalAnswers } from '../../src/temporal/namespace.js';
import { HAIBOWAN, testServers } from '../support/service.js';

const name = `d_${randomBytes(6).toString('hex')}`;
const { templateUrl, temporalAddress } = testServers();
const url = new URL(templateUrl);
url.pathname = `/${name}`;
const blobFolder = join(tmpdir(), `bihuan-${name}`);
const config = readConfig({
  DATABASE_URL: url.href,
  TEMPORAL_ADDRESS: temporalAddress,
  TEMPORAL_NAMESPACE: name,
  BLOB_FOLDER: blobFolder,
  BIHUAN_SECRET: Buffer.alloc(32).toString('base64'),
});

class Exit extends Error {
  constructor(readonly code: number) {
    super(`exit ${code}`);
  }
}

async function run(command: (find: () => typeof config) => Command, ...args: string[]) {
  let [out, err] = ['', ''];
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true));
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => ((err += String(text)), true));
  jest.spyOn(process, 'exit').mockImplementation((code) => {
    throw new Exit(Number(code));
  });
  try {
    await command(() => config).parseAsync(args, { from: 'user' });
    return { code: 0, out, err };
  } catch (error) {
    if (!(error instanceof Exit)) throw error;
    return { code: error.code, out, err };
  }
}

async function asAdmin(sql: string): Promise<void> {
  const admin = new URL(templateUrl);
  admin.pathname = '/postgres';
  const client = new pg.Client({ connectionString: admin.href });
  await client.connect();
  await client.query(sql);
  await client.end();
}

let db: Database;
beforeAll(async () => {
  await asAdmin(`CREATE DATABASE ${name}`);
  db = openDatabase({ url: url.href, poolSize: 2 });
});
afterEach(() => {
  jest.restoreAllMocks();
});
afterAll(async () => {
  await db.close();
  await asAdmin(`DROP DATABASE ${name} WITH (FORCE)`);
  rmSync(blobFolder, { recursive: true, force: true });
});

describe('a deployment from the command line', () => {
  it('prepares an empty database and a namespace, and finds nothing to do the second time', async () => {
    const first = await run(prepareCommand);
    expect(first).toMatchObject({ code: 0 });
    expect(first.out).toMatch(
      /^Applied migration .*_record\n(Applied migration \d{14}_\w+\n)+.* years published\n.*Ready/,
    );
    await temporalAnswers(temporalAddress, name);
    expect(existsSync(blobFolder)).toBe(true);
    const again = await run(prepareCommand);
    expect(again).toMatchObject({ code: 0 });
    expect(again.out).toMatch(/^[^\n]*Ready: [^\n]*\n$/);
  });

  it('knows no district before one is loaded', async () => {
    const found = await run(administratorCommand, 'admin', '--district', HAIBOWAN);
    expect(found).toMatchObject({ code: 2, out: '' });
    expect(found.err).toContain(`there is no district ${HAIBOWAN}`);
  });

  it('loads a district without its demo accounts, once', async () => {
    const first = await run(districtCommand, 'load', 'data/haibowan');
    expect(first).toMatchObject({ code: 0 });
    expect(first.out).toMatch(/^150302: .* \d{3} rows written\n$/);
    expect(await db.prisma.account.count()).toBe(0);
    expect(await run(districtCommand, 'load', 'data/haibowan')).toMatchObject({
      code: 0,
      out: '150302: 写入 0 行 / 0 rows written\n',
    });
  });

  it('says how much waits for people who have no account yet', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bihuan-district-'));
    cpSync('data/haibowan', folder, { recursive: true });
    rmSync(join(folder, 'accounts.json'));
    const { out } = await run(districtCommand, 'load', folder);
    rmSync(folder, { recursive: true });
    expect(out).toMatch(/^150302: .* 0 rows written\n.* 36 rows name people without an account: [^\n]*\n$/);
    expect(await db.prisma.committee.count()).toBe(0);
  });

  it('says what a folder lacks, and writes nothing', async () => {
    const found = await run(districtCommand, 'load', 'data/mappings');
    expect(found).toMatchObject({ code: 2, out: '' });
    expect(found.err).toContain('district.json');
  });

  it('makes an administrator who can log in with the password that is shown, once', async () => {
    const made = await run(administratorCommand, 'admin', '--district', HAIBOWAN);
    expect(made).toMatchObject({ code: 0 });
    const [login = '', password = ''] = made.out.split('\n');
    expect(await logIn(db, login, password)).toMatchObject({
      result: 'welcome',
      principal: { roles: [{ role: 'system_admin', scope: { kind: 'district', code: HAIBOWAN } }] },
    });
    const again = await run(administratorCommand, 'admin', '--district', HAIBOWAN);
    expect(again).toMatchObject({ code: 2, out: '' });
    expect(again.err).toContain('the login admin is taken');
    expect(await run(administratorCommand, 'Admin!', '--district', HAIBOWAN)).toMatchObject({ code: 2, out: '' });
  });
});
