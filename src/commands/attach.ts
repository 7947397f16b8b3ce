import { ContentFault, isPhoto, readContent, type Content } from '../attachments/content.js';
import type { Blobs } from '../blobs/blobs.js';
import type { Actor } from '../domain/envelope.js';
import type { ResidentRequest } from '../domain/request/state.js';
import type { AttachmentStage } from '../domain/vocabulary.js';
import {
  discardUnrecorded,
  recordAttachment,
  standingOf,
  type Attachment,
  type NewAttachment,
  type Standing,
} from '../store/attachments.js';
import type { Database } from '../store/database.js';
import { standsSecret } from '../store/erasure.js';
import { findRound, type Round } from '../store/queries/find-round.js';
import { DoorFault } from './faults.js';
import { attachmentIdOf } from '../store/identity.js';

/** Where attachments are kept, and how much of them. */
export interface AttachmentPlace {
  blobs: Blobs;
  /** The largest one. */
  maxBytes: number;
  /** Of each side of a request, in each round of the work on it. */
  maxPerSide: number;
}

export interface AttachOptions {
  request: ResidentRequest;
  stage: AttachmentStage;
  /** As they came. */
  bytes: Buffer;
  actor: Actor;
  /** The account's own key: the same again has the same answer. */
  key: string;
}

/**
 * Adds a photo or document to a request: cleaned, kept, then recorded, so that no row ever points to nothing; what is kept and
 * then not recorded is taken away again. Throws DoorFault for what is not taken, BlobsAway.
 */
export async function attach(
  db: Database,
  { blobs, maxBytes, maxPerSide }: AttachmentPlace,
  { request, stage, bytes: received, actor, key }: AttachOptions,
): Promise<Attachment> {
  if (received.length > maxBytes) throw tooLarge(maxBytes);
  if (request.position === 'declined' && (await standsSecret(db.pool, request.case)))
    throw new DoorFault('request_erased', undefined);
  const { bytes, ...content } = await contentOf(received);
  const added: NewAttachment = {
    ...content,
    id: attachmentIdOf(request.case, stage, content.sha256),
    caseId: request.case,
    districtCode: request.district,
    stage,
    bytes: bytes.length,
    receivedBytes: received.length,
    blobKey: `${request.received.number}/${content.sha256}`,
    actor,
    key,
  };
  // Each side for itself, and anew with the work: nobody can use up what another needs to prove its result.
  const { since } = await findRound(db.pool, request);
  const standing = await standingOf(db.pool, added, { maxPerSide, since });
  if (standing.is !== 'free') return settled(standing, maxPerSide);
  await blobs.put(added.blobKey, bytes);
  const recorded = await recordAttachment(db, added, { maxPerSide, since, markReuse: isPhoto(content.mediaType) });
  if (recorded.is === 'recorded') {
    // The same bytes may have come by another way that was refused, and been taken away with it before this was recorded.
    if (!(await blobs.has(added.blobKey))) await blobs.put(added.blobKey, bytes);
    return recorded.attachment;
  }
  await discardUnrecorded(db, { caseId: added.caseId, prefix: added.blobKey }, async (standing) => {
    if (!standing.has(added.blobKey)) await blobs.remove(added.blobKey);
  });
  return settled(recorded, maxPerSide);
}

/** The fault of bytes over the limit. */
export function tooLarge(maxBytes: number): DoorFault {
  const mebibytes = maxBytes / (1_024 * 1_024);
  const limit = mebibytes >= 1 ? `${String(Math.floor(mebibytes))} MiB` : `${String(maxBytes)} B`;
  return new DoorFault('attachment_too_large', undefined, { limit });
}

async function contentOf(received: Buffer): Promise<Content> {
  try {
    return await readContent(received);
  } catch (error) {
    throw error instanceof ContentFault ? new DoorFault(error.code, undefined, error.params) : error;
  }
}

function settled(standing: Exclude<Standing, { is: 'free' }>, maxPerSide: number): Attachment {
  switch (standing.is) {
    case 'repeated':
      return standing.attachment;
    case 'key_reused':
      throw new DoorFault('key_reused', undefined);
    case 'attachment_known':
      throw new DoorFault('attachment_known', undefined, { id: standing.id });
    case 'attachments_too_many':
      throw new DoorFault('attachments_too_many', undefined, { limit: String(maxPerSide) });
    case 'request_erased':
      throw new DoorFault('request_erased', undefined);
  }
}

/**
 * Which of a request's attachments prove a result: those that are named, once each. None at all is the procedure's to judge.
 * `photoOf` is the round whose work a photo must show, where one is required. Throws DoorFault unknown_attachment,
 * after_photo_required where none shows how it is now, and after_photo_of_round_required where those that do are older than
 * the work, or somebody else's.
 */
export function evidenceOf(
  present: readonly Attachment[],
  ids: readonly string[],
  { pointer, photoOf }: { pointer: string; photoOf: Round | undefined },
): string[] {
  const named = ids.map((id, index) => {
    const found = present.find((one) => one.id === id.toLowerCase());
    if (found === undefined) throw new DoorFault('unknown_attachment', `${pointer}/${String(index)}`, { id });
    return found;
  });
  if (photoOf !== undefined && named.length > 0) assertShown(named, photoOf, pointer);
  return [...new Set(named.map(({ id }) => id))];
}

/** Whoever did not work cannot have photographed the work, and a photo from before it shows something else. */
function assertShown(named: readonly Attachment[], { since, units }: Round, pointer: string): void {
  const photos = named.filter(({ stage, mediaType }) => stage === 'after' && isPhoto(mediaType));
  if (photos.length === 0) throw new DoorFault('after_photo_required', pointer);
  const isOfRound = ({ actor, at }: Attachment): boolean =>
    actor.unit !== undefined && units.has(actor.unit) && since !== undefined && at >= since;
  if (!photos.some(isOfRound)) throw new DoorFault('after_photo_of_round_required', pointer, { since: since ?? '' });
}
