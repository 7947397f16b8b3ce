import { SYSTEM_ACTOR } from '../domain/envelope.js';
import type { RequestEvent } from '../domain/request/events.js';
import type { Database, Queries } from './database.js';
import { enterWith } from './district-log.js';

/** 涉密: of what is declined as a secret nothing is kept but what tells why, and who is responsible instead (practice §3). */
export function isSecret({ type, body }: RequestEvent): boolean {
  return type === 'declined' && body.reason === 'state_secret_or_privacy';
}

/** What a split has taken out, and is another request's as soon as that is opened: `row` is the vault's. */
export const isTakenOut = (row: string): string => `EXISTS (SELECT 1 FROM inbox AS split
    WHERE split.case_id = ${row}.case_id AND kind = 'split' AND split.outcome -> 'refusal' IS NULL
      AND strpos((split.body -> 'parts')::text, ${row}.ref::text) > 0)`;

/** The requests that stand declined as a secret, each with the text of that event, which names the words that are kept. */
const SECRETS = `SELECT case_id, envelope, recorded_at FROM case_events AS declined
  WHERE type = 'declined' AND envelope LIKE '%"reason":"state_secret_or_privacy"%' AND NOT EXISTS (
    SELECT 1 FROM case_events AS later WHERE later.case_id = declined.case_id AND later.seq > declined.seq AND later.type = 'reopened')`;

/**
 * What `apply` cannot have reached: what came in beside it or after it, and the contact, which goes when the resident has
 * been told, or cannot be. With the contact goes the index by which the caller is found.
 */
const ERASE = `WITH secret AS MATERIALIZED (${SECRETS}), texts AS (
  UPDATE vault_texts AS one SET text = NULL, salt = NULL, erased_at = clock_timestamp() FROM secret
  WHERE one.case_id = secret.case_id AND one.text IS NOT NULL AND strpos(secret.envelope, one.ref::text) = 0
    AND NOT ${isTakenOut('one')}
  RETURNING one.case_id
), attached AS (
  UPDATE attachments AS one SET erased_at = clock_timestamp() FROM secret
  WHERE one.case_id = secret.case_id AND one.erased_at IS NULL
  RETURNING one.case_id
), told AS (
  SELECT case_id FROM secret WHERE NOT EXISTS (
    SELECT 1 FROM notices WHERE notices.case_id = secret.case_id AND recipient = 'resident' AND outcome IS NULL)
), contacts AS (
  UPDATE vault_contacts AS one SET sealed = NULL, salt = NULL, caller_index = NULL, erased_at = clock_timestamp() FROM told
  WHERE one.case_id = told.case_id AND one.sealed IS NOT NULL AND NOT ${isTakenOut('one')}
  RETURNING one.case_id
), index AS (
  UPDATE resident_requests AS one SET requester_index = NULL FROM told
  WHERE one.case_id = told.case_id AND one.requester_index IS NOT NULL
)
SELECT case_id, district_code, sum(text)::int AS texts, sum(contact)::int AS contacts, sum(attachment)::int AS attachments
FROM (SELECT case_id, 1 AS text, 0 AS contact, 0 AS attachment FROM texts
  UNION ALL SELECT case_id, 0, 1, 0 FROM contacts
  UNION ALL SELECT case_id, 0, 0, 1 FROM attached) AS erased JOIN resident_requests USING (case_id)
GROUP BY case_id, district_code ORDER BY case_id`;

/**
 * Erases whatever is left of secrets, and enters it in the log of the district. Safe to repeat; while another process is at
 * it, nothing is done.
 */
export async function eraseSecrets(db: Database): Promise<void> {
  await db.transaction(async (tx) => {
    const { rows } = await tx.query<{ free: boolean }>(
      `SELECT pg_try_advisory_xact_lock(hashtextextended('erasure', 0)) AS free`,
    );
    if (rows[0]?.free !== true) return;
    const erased = await tx.query<Erased>(ERASE);
    for (const { case_id: caseId, district_code: district, ...body } of erased.rows)
      await enterWith(tx, { district, type: 'erased', case: caseId, actor: SYSTEM_ACTOR, body });
  });
}

/** What a round erased of one request. */
interface Erased {
  case_id: string;
  district_code: string;
  texts: number;
  contacts: number;
  attachments: number;
}

/** Whether a request stands declined as a secret: nothing more may be kept of it. */
export async function standsSecret(db: Queries, caseId: string): Promise<boolean> {
  const { rowCount } = await db.query(`SELECT 1 FROM (${SECRETS}) AS secret WHERE case_id = $1`, [caseId]);
  return rowCount !== 0;
}

/** The requests that stand declined as a secret, of those that came to it since then (ISO 8601): case and number. */
export async function listSecrets(db: Queries, since: string): Promise<{ caseId: string; number: string }[]> {
  const { rows } = await db.query<{ case_id: string; number: string }>(
    `SELECT case_id, number FROM (${SECRETS}) AS secret JOIN resident_requests USING (case_id)
     WHERE secret.recorded_at >= $1::timestamptz ORDER BY case_id`,
    [since],
  );
  return rows.map(({ case_id: caseId, number }) => ({ caseId, number }));
}

/** An attachment whose bytes must go. */
export interface Unswept {
  id: string;
  blobKey: string;
  /** Another attachment that stands has the same bytes under the same key. */
  shared: boolean;
}

/** Attachments that are erased and whose bytes may still be there, the longest erased first. */
export async function listUnswept(db: Queries, most: number): Promise<Unswept[]> {
  const { rows } = await db.query<Unswept>(
    `SELECT id, blob_key AS "blobKey", EXISTS (
       SELECT 1 FROM attachments AS other WHERE other.district_code = gone.district_code AND other.content_hash = gone.content_hash
         AND other.blob_key = gone.blob_key AND other.erased_at IS NULL) AS shared
     FROM attachments AS gone WHERE erased_at IS NOT NULL AND swept_at IS NULL ORDER BY erased_at LIMIT $1`,
    [most],
  );
  return rows;
}

/** Marks that the bytes of an attachment are gone. */
export async function markSwept(db: Queries, id: string): Promise<void> {
  await db.query('UPDATE attachments SET swept_at = clock_timestamp() WHERE id = $1', [id]);
}
