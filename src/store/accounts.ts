import { createHash, randomBytes } from 'node:crypto';
import type { HeldRole, Role, ScopeKind } from '../domain/permissions.js';
import { Prisma, type Account, type AccountRole } from '../generated/prisma/client.js';
import { hashPassword, verifyPassword } from '../passwords.js';
import type { Database } from './database.js';

/** Somebody who is known to the service, with what they may do and where. */
export interface Principal {
  accountId: string;
  login: string;
  displayName: string;
  district: string;
  unit: string | undefined;
  roles: readonly HeldRole[];
}

export type LoginResult =
  | { result: 'welcome'; principal: Principal; token: string; expiresAt: Date }
  | { result: 'unknown' }
  | { result: 'locked'; until: Date };

const FAILURES_UNTIL_LOCK = 5;
const LOCK_MINUTES = 15;
const SESSION_HOURS = 12;
/** Sessions and keys are guessed at only by luck: 256 bits, kept as a hash. */
const TOKEN_BYTES = 32;
const API_KEY_PREFIX = 'bh_';

/** What a token or key is found by; its own text is kept nowhere. */
export function tokenHash(token: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(createHash('sha256').update(token).digest());
}

function toPrincipal(account: Account & { roles: AccountRole[] }): Principal {
  return {
    accountId: account.id,
    login: account.login,
    displayName: account.displayName,
    district: account.districtCode,
    unit: account.unitCode ?? undefined,
    roles: account.roles.map(({ role, scopeKind, scopeCode }) => ({
      // Written by `createAccount` and the seeder only, which check both words.
      role: role as Role,
      scope: { district: account.districtCode, kind: scopeKind as ScopeKind, code: scopeCode },
    })),
  };
}

// An unknown login must cost what a known one does.
let dummyHash: Promise<string> | undefined;

/** Logs in by password. Five failures in a row lock the account for a quarter of an hour, for the right password too. */
export async function logIn(
  { prisma }: Database,
  login: string,
  password: string,
  now = new Date(),
): Promise<LoginResult> {
  const account = await prisma.account.findUnique({ where: { login }, include: { roles: true } });
  if (!account?.passwordHash || account.disabledAt) {
    dummyHash ??= hashPassword('nobody');
    await verifyPassword(password, await dummyHash);
    return { result: 'unknown' };
  }
  if (account.lockedUntil && account.lockedUntil > now) return { result: 'locked', until: account.lockedUntil };
  if (!(await verifyPassword(password, account.passwordHash))) return countFailure({ prisma }, account.id, now);

  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const expiresAt = new Date(now.getTime() + SESSION_HOURS * 3_600_000);
  const isStillIt = await prisma.$transaction(async (tx) => {
    // While the password was being checked, guesses made side by side may have locked the account, or it got another one.
    const { count } = await tx.account.updateMany({
      where: {
        ...{ id: account.id, passwordHash: account.passwordHash, disabledAt: null },
        OR: [{ lockedUntil: null }, { lockedUntil: { lte: now } }],
      },
      data: { failedAttempts: 0, lockedUntil: null },
    });
    if (count === 1) {
      await tx.session.create({ data: { tokenHash: tokenHash(token), accountId: account.id, expiresAt } });
    }
    return count === 1;
  });
  if (!isStillIt) return { result: 'unknown' };
  return { result: 'welcome', principal: toPrincipal(account), token, expiresAt };
}

async function countFailure({ prisma }: Pick<Database, 'prisma'>, id: string, now: Date): Promise<LoginResult> {
  // Counted in the database, so that guesses made side by side are all counted.
  const { failedAttempts } = await prisma.account.update({
    where: { id },
    data: { failedAttempts: { increment: 1 } },
    select: { failedAttempts: true },
  });
  if (failedAttempts < FAILURES_UNTIL_LOCK) return { result: 'unknown' };
  const until = new Date(now.getTime() + LOCK_MINUTES * 60_000);
  await prisma.account.update({ where: { id }, data: { lockedUntil: until, failedAttempts: 0 } });
  return { result: 'locked', until };
}

interface StoredPrincipal {
  id: string;
  login: string;
  display_name: string;
  district_code: string;
  unit_code: string | null;
  roles: { role: Role; kind: ScopeKind; code: string }[];
}

// Every request of every client asks this: one round trip, parsed once.
const PRINCIPAL = `SELECT account.id, login, display_name, district_code, unit_code, coalesce((
    SELECT json_agg(json_build_object('role', role, 'kind', scope_kind, 'code', scope_code) ORDER BY role, scope_kind, scope_code)
    FROM account_roles WHERE account_id = account.id), '[]') AS roles
  FROM accounts AS account`;

async function findPrincipal({ pool }: Database, sql: { name: string; text: string; values: unknown[] }) {
  const { rows } = await pool.query<StoredPrincipal>(sql);
  const row = rows[0];
  if (row === undefined) return undefined;
  const { id, login, display_name, district_code: district, unit_code, roles } = row;
  return {
    ...{ accountId: id, login, displayName: display_name, district, unit: unit_code ?? undefined },
    roles: roles.map(({ role, kind, code }) => ({ role, scope: { district, kind, code } })),
  };
}

/** The account behind a session token, while the session lasts. */
export function findBySession(db: Database, token: string, now = new Date()): Promise<Principal | undefined> {
  return findPrincipal(db, {
    name: 'find-by-session',
    text: `${PRINCIPAL} JOIN sessions ON account_id = account.id
           WHERE token_hash = $1 AND revoked_at IS NULL AND expires_at > $2 AND disabled_at IS NULL`,
    values: [tokenHash(token), now],
  });
}

/** Ends a session; ending it again is no error. */
export async function logOut({ prisma }: Database, token: string, now = new Date()): Promise<void> {
  await prisma.session.updateMany({
    where: { tokenHash: tokenHash(token), revokedAt: null },
    data: { revokedAt: now },
  });
}

/** The account behind an API key that has not been revoked. */
export function findByApiKey(db: Database, key: string): Promise<Principal | undefined> {
  return findPrincipal(db, {
    name: 'find-by-api-key',
    text: `${PRINCIPAL} JOIN api_keys ON account_id = account.id
           WHERE key_hash = $1 AND revoked_at IS NULL AND disabled_at IS NULL`,
    values: [tokenHash(key)],
  });
}

/** Makes a key for an account. The key itself is shown this once. */
export async function createApiKey(
  { prisma }: Database,
  accountId: string,
  label: string,
): Promise<{ id: string; key: string }> {
  const key = API_KEY_PREFIX + randomBytes(TOKEN_BYTES).toString('base64url');
  const { id } = await prisma.apiKey.create({ data: { accountId, label, keyHash: tokenHash(key) } });
  return { id, key };
}

/** The keys of a district's accounts, the newest first: what they open and whether they still do, never the keys. */
export async function listApiKeys({ prisma }: Database, district: string) {
  const keys = await prisma.apiKey.findMany({
    where: { account: { districtCode: district } },
    orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
    include: { account: { select: { login: true } } },
  });
  return keys.map(({ id, label, createdAt, revokedAt, account: { login } }) => {
    return { id, login, label, createdAt, revokedAt };
  });
}

/** Revokes a key of a district's account; false when there is none that is still valid. */
export async function revokeApiKey(
  { prisma }: Database,
  district: string,
  id: string,
  now = new Date(),
): Promise<boolean> {
  const { count } = await prisma.apiKey.updateMany({
    where: { id, revokedAt: null, account: { districtCode: district } },
    data: { revokedAt: now },
  });
  return count === 1;
}

export interface NewAccount {
  district: string;
  login: string;
  displayName: string;
  unit?: string | undefined;
  password?: string | undefined;
  roles: readonly { role: Role; scopeKind: ScopeKind; scopeCode: string }[];
}

/** Creates an account; undefined when the login is taken. */
export async function createAccount({ prisma }: Database, account: NewAccount): Promise<string | undefined> {
  const { district, login, displayName, unit, password, roles } = account;
  const data = {
    districtCode: district,
    login,
    displayName,
    unitCode: unit ?? null,
    passwordHash: password === undefined ? null : await hashPassword(password),
    roles: { createMany: { data: roles.map((role) => ({ ...role })), skipDuplicates: true } },
  };
  try {
    return (await prisma.account.create({ data })).id;
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === LOGIN_TAKEN) return undefined;
    throw error;
  }
}

/** Prisma's code for a broken unique constraint; an account has no other that a caller could break. */
const LOGIN_TAKEN = 'P2002';

/**
 * Gives an account another password, and ends its sessions; whoever had the old one is out. False when the district has
 * no such account in use.
 */
export async function setPassword(
  { prisma }: Database,
  district: string,
  id: string,
  password: string,
  now = new Date(),
): Promise<boolean> {
  const passwordHash = await hashPassword(password);
  const [{ count }] = await prisma.$transaction([
    prisma.account.updateMany({
      where: { id, districtCode: district, disabledAt: null },
      data: { passwordHash, failedAttempts: 0, lockedUntil: null },
    }),
    prisma.session.updateMany({
      where: { accountId: id, account: { districtCode: district }, revokedAt: null },
      data: { revokedAt: now },
    }),
  ]);
  return count === 1;
}

/** Disables an account: its sessions and keys die with the next request. */
export async function disableAccount(
  { prisma }: Database,
  district: string,
  id: string,
  now = new Date(),
): Promise<boolean> {
  const { count } = await prisma.account.updateMany({
    where: { id, districtCode: district, disabledAt: null },
    data: { disabledAt: now },
  });
  return count === 1;
}
