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
