import { randomUUID } from 'node:crypto';
import type { Database } from './database.js';
import { openSecret, sealSecret, type Keys } from './vault.js';

/** A system outside that is told, ready to be told. */
export interface Endpoint {
  url: string;
  /** The one in force first; while it is being changed, the one before as well. */
  secrets: readonly string[];
}

/** How long the secret before still signs after a rotation. */
const OVERLAP_HOURS = 24;

/** An endpoint that is not disabled, with its secrets opened. */
export async function findEndpoint({ prisma }: Database, keys: Keys, id: string): Promise<Endpoint | undefined> {
  const row = await prisma.webhookEndpoint.findFirst({ where: { id, disabledAt: null } });
  if (row === null) return undefined;
  const { previousKeyId, previousSecret, previousUntil } = row;
  const open = (keyId: string, sealed: Uint8Array) => openSecret(keys, id, { keyId, sealed: Buffer.from(sealed) });
  const isChanging = previousUntil !== null && previousUntil > new Date();
  return {
    url: row.url,
    secrets: [
      open(row.keyId, row.secret),
      ...(isChanging && previousKeyId !== null && previousSecret !== null ? [open(previousKeyId, previousSecret)] : []),
    ],
  };
}

/** Gives an endpoint another secret; the one before goes on signing beside it for a day. False for one that is not there. */
export async function rotateSecret(
  { pool }: Database,
  keys: Keys,
  of: { district: string; id: string },
  secret: string,
): Promise<boolean> {
  const { keyId, sealed } = sealSecret(keys, of.id, secret);
  const { rowCount } = await pool.query(
    `UPDATE webhook_endpoints SET previous_key_id = key_id, previous_secret = secret,
       previous_until = clock_timestamp() + interval '${String(OVERLAP_HOURS)} hours', key_id = $3, secret = $4
     WHERE id = $1 AND district_code = $2 AND disabled_at IS NULL`,
    [of.id, of.district, keyId, sealed],
  );
  return rowCount === 1;
}

/** Nothing is sent to it any more. False where it is disabled already, or, with a district, not of it. */
export async function disableEndpoint(
  { pool }: Database,
  id: string,
  because: 'by_hand' | 'gone',
  district?: string,
): Promise<boolean> {
  const { rowCount } = await pool.query(
    `UPDATE webhook_endpoints SET disabled_at = clock_timestamp(), disabled_because = $2
     WHERE id = $1 AND disabled_at IS NULL AND ($3::text IS NULL OR district_code = $3)`,
    [id, because, district ?? null],
  );
  return rowCount === 1;
}

/** One event for one endpoint. */
export interface DeliveryKey {
  case: string;
  seq: number;
  endpoint: string;
}

/** Notes down a try: the status that was answered, or why none was. */
export async function noteAttempt(
  { pool }: Database,
  { case: caseId, seq, endpoint }: DeliveryKey,
  { status, code, fault }: { status: string; code?: number; fault?: string },
): Promise<void> {
  await pool.query(
    `INSERT INTO webhook_deliveries AS delivery (case_id, seq, endpoint_id, status, attempts, last_code, last_fault, last_attempt_at)
     VALUES ($1, $2, $3, $4, 1, $5, $6, clock_timestamp())
     ON CONFLICT (case_id, seq, endpoint_id) DO UPDATE SET status = excluded.status, attempts = delivery.attempts + 1,
       last_code = excluded.last_code, last_fault = excluded.last_fault, last_attempt_at = excluded.last_attempt_at`,
    [caseId, seq, endpoint, status, code ?? null, fault ?? null],
  );
}

/** Notes down that it is not tried any more. */
export async function noteEnd(
  { pool }: Database,
  { case: caseId, seq, endpoint }: DeliveryKey,
  status: 'failed' | 'disabled',
): Promise<void> {
  await pool.query(
    `INSERT INTO webhook_deliveries (case_id, seq, endpoint_id, status) VALUES ($1, $2, $3, $4)
     ON CONFLICT (case_id, seq, endpoint_id) DO UPDATE SET status = excluded.status`,
    [caseId, seq, endpoint, status],
  );
}

/** What a system administrator says of an endpoint. */
export interface NewEndpoint {
  district: string;
  url: string;
  description: string;
  /** Empty: every type. */
  eventTypes: readonly string[];
}

/** Registers an endpoint with a secret of its own, and gives its id. */
export async function addEndpoint(
  { prisma }: Database,
  keys: Keys,
  { district: districtCode, url, description, eventTypes }: NewEndpoint,
  secret: string,
): Promise<string> {
  // Known before it is written: the sealed secret is bound to it.
  const id = randomUUID();
  const { keyId, sealed } = sealSecret(keys, id, secret);
  const data = {
    id,
    districtCode,
    url,
    description,
    eventTypes: [...eventTypes],
    keyId,
    secret: Uint8Array.from(sealed),
  };
  await prisma.webhookEndpoint.create({ data });
  return id;
}
