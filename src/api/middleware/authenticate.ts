import type { Request } from 'express';
import { findByApiKey, findBySession, type Principal } from '../../store/accounts.js';
import type { Database } from '../../store/database.js';

/** httpOnly, SameSite=Strict: no script reads it, no other site sends it. */
export const SESSION_COOKIE = 'bihuan_session';

/** The session token a request carries, if any. */
export function sessionToken(req: Request): string | undefined {
  for (const pair of (req.headers.cookie ?? '').split(';')) {
    const [name, value] = pair.trim().split('=', 2);
    if (name === SESSION_COOKIE && value) return value;
  }
  return undefined;
}

/** Who is calling: by API key (`Authorization: Bearer`), else by session. Asked anew each time: a revocation counts at once. */
export async function authenticate(db: Database, req: Request): Promise<Principal | undefined> {
  const bearer = /^Bearer (\S+)$/i.exec(req.headers.authorization ?? '')?.[1];
  if (bearer !== undefined) return findByApiKey(db, bearer);
  const token = sessionToken(req);
  return token === undefined ? undefined : findBySession(db, token);
}
