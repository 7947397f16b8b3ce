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

/** Notes down a try: the status that was answered, or why none was. Gives how many tries there were by now. */
export async function noteAttempt(
  { pool }: Database,
  { case: caseId, seq, endpoint }: DeliveryKey,
  { status, code, fault }: { status: string; code?: number; fault?: string },
): Promise<number> {
  const { rows } = await pool.query<{ attempts: number }>(
    `INSERT INTO webhook_deliveries AS delivery (case_id, seq, endpoint_id, status, attempts, last_code, last_fault, last_attempt_at)
     VALUES ($1, $2, $3, $4, 1, $5, $6, clock_timestamp())
     ON CONFLICT (case_id, seq, endpoint_id) DO UPDATE SET status = excluded.status, attempts = delivery.attempts + 1,
       last_code = excluded.last_code, last_fault = excluded.last_fault, last_attempt_at = excluded.last_attempt_at
     RETURNING attempts`,
    [caseId, seq, endpoint, status, code ?? null, fault ?? null],
  );
  return rows[0]?.attempts ?? 1;
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

/** What is noted of a delivery, as it is listed. */
export interface ListedDelivery {
  case: string;
  seq: number;
  status: string;
  attempts: number;
  lastCode: number | null;
  lastFault: string | null;
  lastAttemptAt: Date | null;
  createdAt: Date;
}

/** Where the last page of deliveries ended. */
export type DeliveryCursor = Pick<ListedDelivery, 'case' | 'seq'> & { createdAt: string };

/** What was tried to tell an endpoint, the newest first. */
export async function listDeliveries(
  { pool }: Database,
  endpoint: string,
  { status, before, limit }: { status?: string | undefined; before?: DeliveryCursor | undefined; limit: number },
): Promise<ListedDelivery[]> {
  const { rows } = await pool.query<ListedDelivery>(
    `SELECT case_id AS "case", seq, status, attempts, last_code AS "lastCode", last_fault AS "lastFault",
       last_attempt_at AS "lastAttemptAt", created_at AS "createdAt" FROM webhook_deliveries
     WHERE endpoint_id = $1 AND ($2::text IS NULL OR status = $2)
       AND ($3::timestamptz IS NULL OR (created_at, case_id, seq) < ($3, $4::text, $5::int))
     ORDER BY created_at DESC, case_id DESC, seq DESC LIMIT $6`,
    [endpoint, status ?? null, before?.createdAt ?? null, before?.case ?? null, before?.seq ?? null, limit],
  );
  return rows;
}

/** What an endpoint was not told though it was tried for a day: of one event, or of all first tried since an instant. */
export async function replayable(
  { pool }: Database,
  endpoint: string,
  of: { case: string; seq: number } | { failedSince: string },
): Promise<DeliveryKey[]> {
  const one = 'case' in of ? of : undefined;
  const { rows } = await pool.query<DeliveryKey>(
    `SELECT case_id AS "case", seq, endpoint_id AS endpoint FROM webhook_deliveries WHERE endpoint_id = $1
       AND CASE WHEN $2::text IS NULL THEN status = 'failed' AND created_at >= $4::timestamptz ELSE case_id = $2 AND seq = $3 END
     ORDER BY created_at, case_id, seq`,
    [endpoint, one?.case ?? null, one?.seq ?? null, 'case' in of ? null : of.failedSince],
  );
  return rows;
}
