import type { Actor } from '../domain/envelope.js';
import type { AttachmentStage } from '../domain/vocabulary.js';
import type { Database, Queries } from './database.js';
import { enterWith } from './district-log.js';
import { standsSecret } from './erasure.js';

/** What is recorded of an attachment, before it is. */
export interface NewAttachment {
  id: string;
  caseId: string;
  districtCode: string;
  stage: AttachmentStage;
  mediaType: string;
  /** Sizes: of what is kept, of what came, of what lay behind the content's end. */
  bytes: number;
  receivedBytes: number;
  trailingBytes: number;
  /** Hex SHA-256 of what is kept. */
  sha256: string;
  /** Hex SHA-256 of the picture alone; of a document, of its bytes. */
  contentHash: string;
  blobKey: string;
  actor: Actor;
  /** The client's own key. */
  key: string;
}

/** An attachment on record. */
export interface Attachment extends Omit<NewAttachment, 'key'> {
  /** ISO 8601, by the database's clock. */
  at: string;
  /** The number of another request that had the same photo first. */
  reusedFrom: string | undefined;
  /** Since when its bytes are given out no more. */
  erasedAt: string | undefined;
}

/** What stands on record already that decides over a new attachment. */
export type Standing =
  | { is: 'free' }
  | { is: 'repeated'; attachment: Attachment }
  | { is: 'key_reused' }
  | { is: 'attachment_known'; id: string }
  | { is: 'attachments_too_many' }
  | { is: 'request_erased' };

interface StoredAttachment {
  id: string;
  case_id: string;
  district_code: string;
  stage: AttachmentStage;
  media_type: string;
  bytes: number;
  received_bytes: number;
  trailing_bytes: number;
  sha256: string;
  content_hash: string;
  blob_key: string;
  account_id: string;
  unit_code: string | null;
  role: Actor['role'];
  at: Date;
  reused_from: string | null;
  erased_at: Date | null;
}

function toAttachment(row: StoredAttachment): Attachment {
  return {
    id: row.id,
    caseId: row.case_id,
    districtCode: row.district_code,
    stage: row.stage,
    mediaType: row.media_type,
    bytes: row.bytes,
    receivedBytes: row.received_bytes,
    trailingBytes: row.trailing_bytes,
    sha256: row.sha256,
    contentHash: row.content_hash,
    blobKey: row.blob_key,
    actor: { account: row.account_id, role: row.role, ...(row.unit_code !== null && { unit: row.unit_code }) },
    at: row.at.toISOString(),
    reusedFrom: row.reused_from ?? undefined,
    erasedAt: row.erased_at?.toISOString(),
  };
}

/** The attachments of a case in order of arrival. */
export async function listAttachments(db: Queries, caseId: string): Promise<Attachment[]> {
  const { rows } = await db.query<StoredAttachment>('SELECT * FROM attachments WHERE case_id = $1 ORDER BY at, id', [
    caseId,
  ]);
  return rows.map(toAttachment);
}

/** How many attachments one side may bring to a request: a unit, or those who have none. */
export interface Quota {
  maxPerSide: number;
  /** Only what came since then counts, ISO 8601. */
  since?: string | undefined;
}

/** How a new attachment stands to what is on record: repeated by its client, known, one too many, or free to come. */
export async function standingOf(
  db: Queries,
  added: NewAttachment,
  { maxPerSide, since = '' }: Quota,
): Promise<Standing> {
  // In one question: of two that look between each other's steps, neither may take its own repeat for somebody else's.
  const { rows } = await db.query<StoredAttachment & { key: string }>(
    'SELECT * FROM attachments WHERE case_id = $1 OR (account_id = $2 AND key = $3) ORDER BY at, id',
    [added.caseId, added.actor.account, added.key],
  );
  const earlier = rows.find(({ account_id, key }) => account_id === added.actor.account && key === added.key);
  if (earlier) {
    return earlier.id === added.id ? { is: 'repeated', attachment: toAttachment(earlier) } : { is: 'key_reused' };
  }
  const present = rows.map(toAttachment);
  const same = present.find(({ contentHash }) => contentHash === added.contentHash);
  if (same) return { is: 'attachment_known', id: same.id };
  const ofSide = present.filter(({ actor, at }) => actor.unit === added.actor.unit && at >= since);
  return ofSide.length >= maxPerSide ? { is: 'attachments_too_many' } : { is: 'free' };
}

/** Until the transaction ends, nothing else is recorded of a case's attachments, and no bytes of them are taken away. */
async function lockAttachments(tx: Queries, caseId: string): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 2))', [caseId]);
}

/**
 * Lets `discard` take away bytes of a case that no attachment has recorded: while it works none can be. It is given the
 * keys under `prefix` that attachments stand for, of whichever case.
 */
export async function discardUnrecorded(
  db: Database,
  { caseId, prefix }: { caseId: string; prefix: string },
  discard: (standing: ReadonlySet<string>, tx: Queries) => Promise<void>,
): Promise<void> {
  await db.transaction(async (tx) => {
    await lockAttachments(tx, caseId);
    const { rows } = await tx.query<{ blob_key: string }>(
      'SELECT blob_key FROM attachments WHERE erased_at IS NULL AND starts_with(blob_key, $1)',
      [prefix],
    );
    await discard(new Set(rows.map((row) => row.blob_key)), tx);
  });
}

/**
 * Records an attachment whose bytes are already kept, if it is still free to come. Attachments of one case come one at a
 * time, and so do equal photos of one district: of two that arrive at once, the later one is marked. The log of the district
 * tells of each, so that a row cannot be taken away in silence.
 */
export async function recordAttachment(
  db: Database,
  added: NewAttachment,
  { markReuse, ...quota }: Quota & { markReuse: boolean },
): Promise<Exclude<Standing, { is: 'free' }> | { is: 'recorded'; attachment: Attachment }> {
  return db.transaction(async (tx) => {
    await lockAttachments(tx, added.caseId);
    if (await standsSecret(tx, added.caseId)) return { is: 'request_erased' };
    const standing = await standingOf(tx, added, quota);
    if (standing.is !== 'free') return standing;
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 3))', [
      `${added.districtCode}:${added.contentHash}`,
    ]);
    const { actor } = added;
    const { rows } = await tx.query<StoredAttachment>(
      `INSERT INTO attachments (id, case_id, district_code, stage, media_type, bytes, received_bytes, trailing_bytes,
         sha256, content_hash, blob_key, account_id, unit_code, role, key, reused_from)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
         (SELECT number FROM attachments AS other JOIN resident_requests USING (case_id)
          WHERE $16 AND other.district_code = $3 AND other.content_hash = $10 ORDER BY at, id LIMIT 1))
       ON CONFLICT (account_id, key) DO NOTHING RETURNING *`,
      [
        ...[added.id, added.caseId, added.districtCode, added.stage, added.mediaType],
        ...[added.bytes, added.receivedBytes, added.trailingBytes, added.sha256, added.contentHash, added.blobKey],
        ...[actor.account, actor.unit ?? null, actor.role, added.key, markReuse],
      ],
    );
    const row = rows[0];
    // The same client used its key for another case in the same instant.
    if (row === undefined) return { is: 'key_reused' };
    const attachment = toAttachment(row);
    const { id, stage, sha256, at: attachedAt } = attachment;
    await enterWith(tx, {
      ...{ district: added.districtCode, type: 'attached', case: added.caseId, actor },
      body: { attachment: id, stage, sha256, attachedAt },
    });
    return { is: 'recorded', attachment };
  });
}
