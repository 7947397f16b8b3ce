import type { AttachmentStage } from '../../domain/vocabulary.js';
import type { Database } from '../database.js';

/** One photo that serves several requests, and where, first use first. */
export interface ReusedPhoto {
  photoHash: string;
  lastUsedAt: string;
  uses: readonly { number: string; id: string; stage: AttachmentStage; unit: string | null; at: string }[];
}

interface Row {
  content_hash: string;
  last_used_at: Date;
  uses: { number: string; id: string; stage: AttachmentStage; unit: string | null; at: string }[];
}

/** Photos of a district that were added to more than one request, latest use first; `before` pages on. */
export async function listReusedPhotos(
  { pool }: Database,
  { district, before, limit }: { district: string; before: string | undefined; limit: number },
): Promise<ReusedPhoto[]> {
  const { rows } = await pool.query<Row>(
    `SELECT content_hash, max(at) AS last_used_at,
       json_agg(json_build_object('number', number, 'id', attachments.id, 'stage', attachments.stage,
         'unit', unit_code, 'at', to_json(at)) ORDER BY at, attachments.id) AS uses
     FROM attachments JOIN resident_requests USING (case_id)
     WHERE attachments.district_code = $1 AND content_hash IN (
       SELECT content_hash FROM attachments WHERE attachments.district_code = $1 AND reused_from IS NOT NULL)
     GROUP BY content_hash HAVING max(at) < coalesce($2::timestamptz, 'infinity')
     ORDER BY last_used_at DESC, content_hash LIMIT $3`,
    [district, before ?? null, limit],
  );
  return rows.map(({ content_hash: photoHash, last_used_at: lastUsedAt, uses }) => ({
    photoHash,
    lastUsedAt: lastUsedAt.toISOString(),
    uses: uses.map((use) => ({ ...use, at: new Date(use.at).toISOString() })),
  }));
}
