import { createHash } from 'node:crypto';
import type { Blobs } from '../../blobs/blobs.js';
import { attachmentIdOf } from '../../commands/identity.js';
import type { Derived } from '../derive.js';
import type { Finding } from '../findings.js';
import type { CaseRecord } from '../record.js';

/** Holds what proves a result against the attachments: an id is derived from case, stage and hash, so that it tells. */
export function checkEvidence({ caseId, attachments }: CaseRecord, { events }: Derived): Finding[] {
  const known = new Set(attachments.map(({ id }) => id));
  const changed = attachments.filter(({ id, stage, sha256 }) => attachmentIdOf(caseId, stage, sha256) !== id);
  return [
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
 * Reads the bytes of every attachment, one after another so that few are in memory, and holds them against the hash of
 * their row. Without the place where they are kept it says that nobody looked. Throws BlobsAway.
 */
export async function checkBlobs({ attachments }: CaseRecord, blobs: Blobs | undefined): Promise<Finding[]> {
  if (attachments.length === 0) return [];
  if (blobs === undefined) return [{ code: 'blobs_not_verified', params: { n: attachments.length } }];
  const findings: Finding[] = [];
  for (const { id, blobKey, sha256 } of attachments) {
    const bytes = await blobs.get(blobKey);
    if (bytes === undefined) findings.push({ code: 'blob_missing', params: { id } });
    else if (createHash('sha256').update(bytes).digest('hex') !== sha256)
      findings.push({ code: 'blob_changed', params: { id } });
  }
  return findings;
}
