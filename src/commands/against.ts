import type { Received } from '../domain/request/events.js';
import type { Database } from '../store/database.js';
import type { Directory } from '../store/directory.js';
import { DoorFault } from './faults.js';
import { present, type Submission } from './submission.js';

/**
 * Whom a request reports or complains of, as it is kept: the unit that stands in their place today, and the person, if one
 * is named. Throws DoorFault unknown_unit, unknown_login.
 */
export async function againstOf(
  db: Database,
  directory: Directory,
  against: Submission['against'],
): Promise<Received['against']> {
  if (against === undefined) return undefined;
  const unit = presentUnit(directory.units, against.unit);
  if (!unit) throw new DoorFault('unknown_unit', '/against/unit', { unit: against.unit });
  const person = await personOf(db, directory.district, { login: against.login, unit: unit.code });
  return {
    unit: unit.code,
    ...present('place', unit.placeCode ?? undefined),
    ...(against.staff && { staff: 'yes' as const }),
    ...(person && { account: person.account }),
    ...(person?.head && { head: 'yes' as const }),
  };
}

/** The unit of a code, or the one that has taken its place. */
function presentUnit(units: Directory['units'], code: string): ReturnType<Directory['units']['get']> {
  const unit = units.get(code);
  const successor = unit?.successorCode ?? undefined;
  return successor === undefined ? unit : presentUnit(units, successor);
}

/** Whom a login names, and whether they head the unit. */
async function personOf(
  { pool }: Database,
  district: string,
  { login, unit }: { login: string | undefined; unit: string },
): Promise<{ account: string; head: boolean } | undefined> {
  if (login === undefined) return undefined;
  const { rows } = await pool.query<{ account: string; head: boolean }>(
    `SELECT id AS account, EXISTS (SELECT 1 FROM account_roles
       WHERE account_id = id AND role = 'unit_head' AND scope_kind = 'unit' AND scope_code = $3) AS head
     FROM accounts WHERE login = $1 AND district_code = $2`,
    [login, district, unit],
  );
  if (rows[0] === undefined) throw new DoorFault('unknown_login', '/against/login');
  return rows[0];
}
