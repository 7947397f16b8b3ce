import type { Database } from './database.js';
import { Prisma } from '../generated/prisma/client.js';
import { openSecret, sealSecret, type Keys } from './vault.js';

/** Another system that hands requests in by signed webhook. */
export interface HookSource {
  name: string;
  district: string;
  /** Of the machine account it acts as. */
  accountId: string;
  secret: string;
  /** How its messages become submissions; undefined where they are. */
  mapping: unknown;
}

/** A source that may hand requests in: neither it nor its account is disabled, and the account is a hotline system's. */
export async function findHookSource({ pool }: Database, keys: Keys, name: string): Promise<HookSource | undefined> {
  const { rows } = await pool.query<{
    district_code: string;
    account_id: string;
    key_id: string;
    secret: Buffer;
    mapping: unknown;
  }>(
    `SELECT source.district_code, account_id, key_id, secret, mapping FROM hook_sources AS source
     JOIN accounts AS account ON account.id = account_id AND account.disabled_at IS NULL
     WHERE name = $1 AND source.disabled_at IS NULL AND ${IS_HOTLINE_SYSTEM}`,
    [name],
  );
  const row = rows[0];
  if (row === undefined) return undefined;
  const { district_code: district, account_id: accountId, key_id: keyId, secret: sealed, mapping } = row;
  const secret = openSecret(keys, ownerOf(name), { keyId, sealed });
  return { ...{ name, district, accountId, secret }, mapping: mapping ?? undefined };
}

const IS_HOTLINE_SYSTEM = `EXISTS (SELECT 1 FROM account_roles AS held WHERE held.account_id = account.id
  AND role = 'hotline_system' AND scope_kind = 'district' AND scope_code = account.district_code)`;

const ownerOf = (name: string): string => `hook-source:${name}`;

/**
 * Registers a source. `taken`: the name is; `no_account`: the district has no such account of a hotline system.
 */
export async function addHookSource(
  { pool }: Database,
  keys: Keys,
  { name, district, accountId, mapping, secret }: HookSource,
): Promise<'added' | 'taken' | 'no_account'> {
  const { rowCount } = await pool.query(
    `SELECT 1 FROM accounts AS account WHERE id = $1 AND district_code = $2 AND disabled_at IS NULL AND ${IS_HOTLINE_SYSTEM}`,
    [accountId, district],
  );
  if (rowCount === 0) return 'no_account';
  const { keyId, sealed } = sealSecret(keys, ownerOf(name), secret);
  const added = await pool.query(
    `INSERT INTO hook_sources (name, district_code, account_id, key_id, secret, mapping) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT DO NOTHING`,
    [name, district, accountId, keyId, sealed, mapping === undefined ? null : JSON.stringify(mapping)],
  );
  return added.rowCount === 1 ? 'added' : 'taken';
}

/** A source as it is listed: without its secret. */
export async function listHookSources({ prisma }: Database, districtCode: string) {
  return prisma.hookSource.findMany({
    where: { districtCode },
    orderBy: { name: 'asc' },
    select: { name: true, accountId: true, createdAt: true, disabledAt: true, mapping: true },
  });
}

/** Nothing is taken from it any more; its name stays taken, since the record holds it. False where there was none. */
export async function disableHookSource({ prisma }: Database, districtCode: string, name: string): Promise<boolean> {
  const where: Prisma.HookSourceWhereInput = { name, districtCode, disabledAt: null };
  const { count } = await prisma.hookSource.updateMany({ where, data: { disabledAt: new Date() } });
  return count === 1;
}
