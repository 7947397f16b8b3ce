import type { Role } from '../domain/permissions.js';
import type { Database } from './database.js';

/**
 * The logins of those who are on duty for a recipient at an instant (ISO 8601): by the roster, or, where it names nobody,
 * everybody whom the directory names for it. For `unit:<code>:<duty>`, `role:<role>`, `account:<id>` and
 * `committee:<code>:<office>`; nobody for others. `except` is the
 * account of somebody who must not hear of it.
 */
export async function onDuty(
  { pool }: Database,
  { district, recipient, at, except }: { district: string; recipient: string; at: string; except?: string | undefined },
): Promise<string[]> {
  const [kind = '', first = '', duty = first] = recipient.split(':');
  if (kind === 'account' || kind === 'committee') return named({ pool }, { district, kind, first, duty });
  if (kind !== 'unit' && kind !== 'role') return [];
  const unit = kind === 'unit' ? first : null;
  const shift = await pool.query<{ login: string }>(
    `SELECT login FROM duty_shifts JOIN accounts ON accounts.id = account_id AND disabled_at IS NULL
     WHERE duty_shifts.district_code = $1 AND duty_shifts.unit_code IS NOT DISTINCT FROM $2 AND role = $3
       AND starts_at <= $4::timestamptz AND $4::timestamptz < ends_at AND accounts.id IS DISTINCT FROM $5::uuid ORDER BY login`,
    [district, unit, duty, at, except ?? null],
  );
  if (shift.rows.length > 0) return shift.rows.map(({ login }) => login);
  const standing = await pool.query<{ login: string }>(
    unit === null
      ? `SELECT DISTINCT login FROM accounts JOIN account_roles ON account_id = id
         WHERE district_code = $1 AND disabled_at IS NULL AND $2::text IS NULL AND role = $3 AND scope_kind = 'district'
           AND scope_code = $1 AND accounts.id IS DISTINCT FROM $4::uuid ORDER BY login`
      : `SELECT DISTINCT login FROM duty_officers JOIN accounts ON accounts.id = account_id AND disabled_at IS NULL
         WHERE duty_officers.district_code = $1 AND duty_officers.unit_code = $2 AND duty = $3
           AND (valid_from IS NULL OR valid_from <= ($4::timestamptz AT TIME ZONE 'Asia/Shanghai')::date)
           AND (valid_until IS NULL OR ($4::timestamptz AT TIME ZONE 'Asia/Shanghai')::date < valid_until)
           AND accounts.id IS DISTINCT FROM $5::uuid ORDER BY login`,
    unit === null ? [district, unit, duty, except ?? null] : [district, unit, duty, at, except ?? null],
  );
  return standing.rows.map(({ login }) => login);
}

/** Who is told by themselves, or by what they are in a committee; nobody whose account is out of use. */
async function named(
  { pool }: Pick<Database, 'pool'>,
  { district, kind, first, duty }: { district: string; kind: 'account' | 'committee'; first: string; duty: string },
): Promise<string[]> {
  const { rows } = await pool.query<{ login: string }>(
    kind === 'account'
      ? 'SELECT login FROM accounts WHERE district_code = $1 AND id::text = $2 AND disabled_at IS NULL AND $3::text IS NOT NULL'
      : `SELECT login FROM committees
         JOIN accounts ON accounts.id = CASE $3::text WHEN 'chair' THEN chair_account_id ELSE secretary_account_id END AND disabled_at IS NULL
         WHERE committees.district_code = $1 AND committees.code = $2`,
    [district, first, duty],
  );
  return rows.map(({ login }) => login);
}

/**
 * The logins whom a message to a recipient reaches: of those on duty for it, or, where nobody is, of the unit's head, or else
 * of the shift leader. Nobody where there is none of them.
 */
export async function whoHears(db: Database, of: Parameters<typeof onDuty>[1]): Promise<string[]> {
  const [kind, unit = ''] = of.recipient.split(':');
  const recipients = [of.recipient, ...(kind === 'unit' ? [`unit:${unit}:head`] : []), 'role:shift_leader'];
  for (const recipient of new Set(recipients)) {
    const logins = await onDuty(db, { ...of, recipient });
    if (logins.length > 0) return logins;
  }
  return [];
}

/** A shift: who is on duty for a unit, or for the centre where none is named, and as what. */
export interface Shift {
  unit?: string | undefined;
  role: string;
  account: string;
  startsAt: string;
  endsAt: string;
}

/** Who works for a unit, as its own people or, in the centre, the supervision office and the government, as the district's. */
const FITS_A_UNIT: readonly Role[] = [
  ...(['unit_coordinator', 'unit_head', 'duty_officer', 'subdistrict_clerk', 'community_clerk'] as const),
  ...(['dispatcher', 'shift_leader', 'supervisor', 'district_leader'] as const),
];

/** What an account is and holds, as far as it decides which duties it can have. */
interface Able {
  districtCode: string;
  unitCode: string | null;
  roles: readonly { role: string; scopeKind: string; scopeCode: string }[];
}

/** For a unit, whoever is of it and works for it; for the centre, whoever holds the very role in the district. */
function canHave({ unit, role }: Shift, { districtCode, unitCode, roles }: Able): boolean {
  if (unit === undefined) {
    return roles.some((held) => held.role === role && held.scopeKind === 'district' && held.scopeCode === districtCode);
  }
  const isForIt = ({ scopeKind, scopeCode }: Able['roles'][number]): boolean =>
    scopeKind !== 'unit' || scopeCode === unit;
  return unitCode === unit && roles.some((held) => FITS_A_UNIT.some((fit) => fit === held.role) && isForIt(held));
}

/**
 * Puts a shift on the roster. `no_account`: the district has no such account in use; `unfit`: it holds no role that fits the
 * duty, and would be told of what it cannot even read.
 */
export async function addShift(
  { prisma }: Database,
  districtCode: string,
  shift: Shift,
): Promise<{ id: string } | 'no_account' | 'unfit'> {
  const { unit, role, account: accountId, startsAt, endsAt } = shift;
  const account = await prisma.account.findFirst({
    where: { id: accountId, districtCode, disabledAt: null },
    include: { roles: true },
  });
  if (account === null) return 'no_account';
  if (!canHave(shift, account)) return 'unfit';
  const { id } = await prisma.dutyShift.create({
    data: { districtCode, unitCode: unit ?? null, role, accountId, startsAt, endsAt },
  });
  return { id };
}

/** The shifts of a district that touch a time, the earliest first. */
export async function listShifts(
  { prisma }: Database,
  districtCode: string,
  { from, until, unit }: { from: string; until: string; unit?: string | undefined },
) {
  const rows = await prisma.dutyShift.findMany({
    where: {
      districtCode,
      startsAt: { lt: until },
      endsAt: { gt: from },
      ...(unit !== undefined && { unitCode: unit }),
    },
    orderBy: [{ startsAt: 'asc' }, { unitCode: 'asc' }, { id: 'asc' }],
    include: { account: { select: { login: true } } },
  });
  return rows.map(({ id, unitCode, role, accountId, account: { login }, startsAt, endsAt }) => ({
    ...{ id, unit: unitCode, role, account: accountId, login },
    ...{ startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() },
  }));
}

/** False where the district has no such shift. */
export async function removeShift({ prisma }: Database, districtCode: string, id: string): Promise<boolean> {
  const { count } = await prisma.dutyShift.deleteMany({ where: { id, districtCode } });
  return count === 1;
}
