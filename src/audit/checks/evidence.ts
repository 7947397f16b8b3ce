import { createHash } from 'node:crypto';
import type { Blobs } from '../../blobs/blobs.js';
import { attachmentIdOf } from '../../store/identity.js';
import { canonicalJson } from '../../domain/canonical-json.js';
import { isSecret } from '../../store/erasure.js';
import type { DistrictEntry } from '../../store/district-log.js';
import type { Derived } from '../derive.js';
import type { Finding } from '../findings.js';
import type { AttachmentEntry, CaseRecord } from '../record.js';

/** Holds what proves a result against the attachments: an id is derived from case, stage and hash, so that it tells. */
export function checkEvidence({ caseId, attachments }: CaseRecord, { events }: Derived): Finding[] {
  const known = new Set(attachments.map(({ id }) => id));
  const changed = attachments.filter(({ id, stage, sha256 }) => attachmentIdOf(caseId, stage, sha256) !== id);
  // What was erased is no finding, unless nothing demanded it.
  const unfounded = events.some(isSecret) ? [] : attachments.filter(({ erasedAt }) => erasedAt !== null);
  return [
    ...unfounded.map(({ id }): Finding => ({ code: 'erasure_unfounded', params: { id } })),
    ...changed.map(({ id }): Finding => ({ code: 'attachment_changed', params: { id } })),
    ...events.flatMap((event): Finding[] => {
      const evidence = event.type === 'result_submitted' ? (event.body.evidence ?? []) : [];
      return evidence
        .filter((id) => !known.has(id))
        .map((id) => ({ code: 'evidence_missing', seq: event.seq, params: { id } }));
    }),
  ];
}

/**
 * Holds the attachments against the log of their district, which tells of each: when it came, whose it is and what it is.
 * The log itself is verified by its own chain.
 */
export function checkAttached({ attachments, attached }: CaseRecord): Finding[] {
  const entries = new Map(attached.flatMap(readEntry));
  const rows = new Map(attachments.map((row) => [row.id, row]));
  return [
    ...attachments.flatMap((row): Finding[] => {
      const entry = entries.get(row.id);
      const params = { id: row.id };
      if (entry === undefined) return [{ code: 'attachment_not_logged', params }];
      return entry === canonicalJson(toldOf(row)) ? [] : [{ code: 'attachment_differs', params }];
    }),
    ...[...entries.keys()]
      .filter((id) => !rows.has(id))
      .map((id): Finding => ({ code: 'attachment_missing', params: { id } })),
  ];
}

/** An attachment's id, and canonically what its entry tells of it; what cannot be read breaks the log, not the case. */
function readEntry(text: string): [string, string][] {
  try {
    const { actor, body } = JSON.parse(text) as DistrictEntry;
    return 'attachment' in body ? [[body.attachment, canonicalJson({ actor, body })]] : [];
  } catch {
    return [];
  }
}

function toldOf({ id, stage, sha256, at, account, unit, role }: AttachmentEntry) {
  return {
    actor: { account, role, ...(unit !== null && { unit }) },
    body: { attachment: id, stage, sha256, attachedAt: at.toISOString() },
  };
}

/**
 * Reads the bytes of every attachment, one after another so that few are in memory, and holds them against the hash of
 * their row; of what was erased, that they are gone. Without the place where they are kept it says that nobody looked. Throws
 * BlobsAway.
 */
export async function checkBlobs({ attachments }: CaseRecord, blobs: Blobs | undefined): Promise<Finding[]> {
  if (attachments.length === 0) return [];
  if (blobs === undefined) return [{ code: 'blobs_not_verified', params: { n: attachments.length } }];
  const findings: Finding[] = [];
  const standing = new Set(attachments.flatMap(({ erasedAt, blobKey }) => (erasedAt === null ? [blobKey] : [])));
  for (const { id, blobKey, sha256, erasedAt, sweptAt } of attachments) {
    if (erasedAt !== null && (sweptAt === null || standing.has(blobKey))) continue;
    const bytes = await blobs.get(blobKey);
    if (erasedAt !== null) {
      if (bytes !== undefined) findings.push({ code: 'blob_left', params: { id } });
    } else if (bytes === undefined) findings.push({ code: 'blob_missing', params: { id } });
    else if (createHash('sha256').update(bytes).digest('hex') !== sha256)
      findings.push({ code: 'blob_changed', params: { id } });
  }
  return findings;
}
