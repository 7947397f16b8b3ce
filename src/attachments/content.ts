import { createHash } from 'node:crypto';
import { readExif } from './exif.js';
import { cleanJpeg } from './jpeg.js';
import { BrokenPicture, PictureOutOfBounds, UndrawablePicture, type CleanPicture } from './picture.js';
import { cleanPng } from './png.js';
import { cleanWebp } from './webp.js';

/**
 * What may be attached: the kinds whose location can be found and taken off. HEIC and films carry theirs where only a
 * decoder of their own finds it; phones send JPEG when that is what is taken.
 */
export const ATTACHMENT_TYPES = ['image/jpeg', 'image/png', 'image/webp', 'application/pdf'] as const;
export type AttachmentType = (typeof ATTACHMENT_TYPES)[number];

/** What came, as it is kept. */
export interface Content {
  mediaType: AttachmentType;
  /** A photo without whatever was said beside it; a document as it came. */
  bytes: Buffer;
  /** SHA-256 of `bytes`, hex. */
  sha256: string;
  /** SHA-256, hex, of the picture alone, the same whatever its EXIF says; of a document, of its bytes. */
  contentHash: string;
  /** What lay behind the content's end: cut off a photo, left in a document. */
  trailingBytes: number;
}

/** Why bytes are not taken. */
export class ContentFault extends Error {
  override readonly name = 'ContentFault';
  constructor(
    readonly code:
      | 'attachment_broken'
      | 'attachment_empty'
      | 'attachment_holds_location'
      | 'attachment_size_refused'
      | 'attachment_type_refused'
      | 'attachment_undrawable',
    readonly params: Readonly<Record<string, string>> = {},
  ) {
    super(code);
  }
}

/** Whether a type is a photo's. */
export function isPhoto(mediaType: string): boolean {
  return mediaType.startsWith('image/');
}

/**
 * Tells by the bytes alone what they are, whether a viewer can show them, and takes off a photo what it says of place, time
 * and device. Throws ContentFault.
 */
export async function readContent(file: Buffer): Promise<Content> {
  if (file.length === 0) throw new ContentFault('attachment_empty');
  const mediaType = typeOf(file);
  if (mediaType === undefined) throw new ContentFault('attachment_type_refused');
  if (mediaType === 'application/pdf') return documentOf(file);
  const { bytes, pixels, trailingBytes } = await clean(mediaType, file);
  return { mediaType, bytes, sha256: sha256(bytes), contentHash: sha256(...pixels), trailingBytes };
}

/** The type that the first bytes name. Every reader of these types demands them at the very beginning. */
function typeOf(file: Buffer): AttachmentType | undefined {
  const head = file.toString('latin1', 0, 12);
  if (head.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (/^RIFF.{4}WEBP$/s.test(head)) return 'image/webp';
  if (head.startsWith('%PDF-')) return 'application/pdf';
  return undefined;
}

async function clean(mediaType: Exclude<AttachmentType, 'application/pdf'>, file: Buffer): Promise<CleanPicture> {
  try {
    switch (mediaType) {
      case 'image/jpeg':
        return cleanJpeg(file);
      case 'image/png':
        return await cleanPng(file);
      case 'image/webp':
        return cleanWebp(file);
    }
  } catch (error) {
    throw error instanceof BrokenPicture ? faultOf(error) : error;
  }
}

function faultOf(error: BrokenPicture): ContentFault {
  if (error instanceof UndrawablePicture) return new ContentFault('attachment_undrawable', { field: error.field });
  if (!(error instanceof PictureOutOfBounds)) return new ContentFault('attachment_broken');
  const params = Object.fromEntries(Object.entries(error.size).map(([name, pixels]) => [name, String(pixels)]));
  return new ContentFault('attachment_size_refused', params);
}

/** How XMP, in a document or a picture in it, says where something was taken. */
const XMP_LOCATION = ['exif:GPSLatitude', 'exif:GPSLongitude'];

/** A document is kept to the byte, for it may be signed; so one that says where its pictures were taken is refused. */
function documentOf(file: Buffer): Content {
  const end = file.lastIndexOf('%%EOF');
  if (end === -1) throw new ContentFault('attachment_broken');
  for (let at = file.indexOf('Exif\0\0'); at !== -1; at = file.indexOf('Exif\0\0', at + 1)) {
    if (readExif(file.subarray(at + 6)).holdsLocation) throw new ContentFault('attachment_holds_location');
  }
  if (XMP_LOCATION.some((said) => file.includes(said))) throw new ContentFault('attachment_holds_location');
  const trailing = file.toString('latin1', end + 5).trimStart().length;
  const hash = sha256(file);
  return { mediaType: 'application/pdf', bytes: file, sha256: hash, contentHash: hash, trailingBytes: trailing };
}

function sha256(...parts: readonly Buffer[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}
