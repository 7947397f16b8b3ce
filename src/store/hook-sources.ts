import type { Database } from './database.js';
import { Prisma } from '../generated/prisma/client.js';
import { openSecret, sealSecret, type Keys } from './vault.js';

/** Another system that hands requests in by signed webhook. */
export interface HookSource {
  name: string;
  district: string;
  /** Of the machine account it acts as. */
  accountId: string;
  /** How its messages become submissions; undefined where they are. */
  mapping: unknown;
}

/** For how long what is signed with the secret before is still taken after a rotation. */
const OVERLAP_HOURS = 24;

/** A source that may hand requests in: neither it nor its account is disabled, and the account is a hotline system's. */
export async function findHookSource(
  { pool }: Database,
  keys: Keys,
  name: string,
): Promise<(HookSource & { secrets: readonly string[] }) | undefined> {
  const { rows } = await pool.query<{
    district_code: string;
    account_id: string;
    key_id: string;
    secret: Buffer;
    previous_key_id: string | null;
    previous_secret: Buffer | null;
    is_changing: boolean | null;
    mapping: unknown;
  }>(
    `SELECT source.district_code, account_id, key_id, secret, mapping, previous_key_id, previous_secret,
       previous_until > clock_timestamp() AS is_changing FROM hook_sources AS source
     JOIN accounts AS account ON account.id = account_id AND account.disabled_at IS NULL
     WHERE name = $1 AND source.disabled_at IS NULL AND ${IS_HOTLINE_SYSTEM}`,
    [name],
  );
  const row = rows[0];
  if (row === undefined) return undefined;
  const { district_code: district, account_id: accountId, mapping, previous_key_id: earlierKey } = row;
  const open = (keyId: string, sealed: Buffer) => openSecret(keys, ownerOf(name), { keyId, sealed });
  const isChanging = row.is_changing === true && earlierKey !== null && row.previous_secret !== null;
  const secrets = [
    open(row.key_id, row.secret),
    ...(isChanging && row.previous_secret ? [open(earlierKey, row.previous_secret)] : []),
  ];
  return { ...{ name, district, accountId, secrets }, mapping: mapping ?? undefined };
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
  { name, district, accountId, mapping, secret }: HookSource & { secret: string },
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

/** Gives a source another secret; the one before is taken beside it for a day. False for one that is not in use. */
export async function rotateSourceSecret(
  { pool }: Database,
  keys: Keys,
  { district, name }: Pick<HookSource, 'district' | 'name'>,
  secret: string,
): Promise<boolean> {
  const { keyId, sealed } = sealSecret(keys, ownerOf(name), secret);
  const { rowCount } = await pool.query(
    `UPDATE hook_sources SET previous_key_id = key_id, previous_secret = secret,
       previous_until = clock_timestamp() + interval '${String(OVERLAP_HOURS)} hours', key_id = $3, secret = $4
     WHERE name = $1 AND district_code = $2 AND disabled_at IS NULL`,
    [name, district, keyId, sealed],
  );
  return rowCount === 1;
}

/** A source as it is listed: without its secret. */
export async function listHookSources({ prisma }: Database, districtCode: string) {
  return prisma.hookSource.findMany({
    where: { districtCode },
    orderBy: { name: 'asc' },
    select: { name: true, accountId: true, createdAt: true, disabledAt: true, mapping: true },
  });
}

/**
 * Nothing is taken from it any more. Its name stays taken: by name and message id a message is known again for ever, and
 * another system's under it would be taken for its own. False where there was none.
 */
export async function disableHookSource({ prisma }: Database, districtCode: string, name: string): Promise<boolean> {
  const where: Prisma.HookSourceWhereInput = { name, districtCode, disabledAt: null };
  const { count } = await prisma.hookSource.updateMany({ where, data: { disabledAt: new Date() } });
  return count === 1;
}
