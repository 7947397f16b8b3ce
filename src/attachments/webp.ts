import { orientationBlock, readExif } from './exif.js';
import { BrokenPicture, type CleanPicture } from './picture.js';

// RFC 9649.
const HEAD_BYTES = 12;
const CHUNK_HEAD_BYTES = 8;
const PICTURE = ['VP8 ', 'VP8L', 'ALPH'];
/** Bits of the extended header that say what follows it. */
const HAS_ICC = 0x20;
const HAS_ALPHA = 0x10;
const HAS_EXIF = 0x08;

/** A WebP of its still picture, its colours and its orientation alone: no EXIF, no XMP. Throws BrokenPicture. */
export function cleanWebp(file: Buffer): CleanPicture {
  const end = CHUNK_HEAD_BYTES + file.readUInt32LE(4);
  if (end > file.length) throw new BrokenPicture('the end is missing');
  const kept: { type: string; data: Buffer }[] = [];
  let extended: Buffer | undefined;
  let orientation = 1;
  for (let at = HEAD_BYTES; at < end;) {
    const { type, data, next } = chunkAt(file, at, end);
    at = next;
    if (type === 'VP8X') extended = Buffer.from(data);
    else if (type === 'ICCP' || PICTURE.includes(type)) kept.push({ type, data });
    // Some writers put JPEG's name before the block.
    else if (type === 'EXIF') orientation = readExif(data.subarray(data.indexOf('Exif\0\0') === 0 ? 6 : 0)).orientation;
  }
  const pixels = kept.filter(({ type }) => PICTURE.includes(type)).map(({ data }) => data);
  if (!kept.some(({ type }) => type.startsWith('VP8'))) throw new BrokenPicture('a WebP without a still picture');
  const facing = extended && orientationBlock(orientation);
  if (extended?.length === 10) {
    extended[0] = ((extended[0] ?? 0) & (HAS_ICC | HAS_ALPHA)) | (facing ? HAS_EXIF : 0);
    kept.unshift({ type: 'VP8X', data: extended });
    if (facing) kept.push({ type: 'EXIF', data: facing });
  }
  const body = Buffer.concat(kept.map(({ type, data }) => chunk(type, data)));
  return {
    bytes: Buffer.concat([chunkHead('RIFF', body.length + 4), Buffer.from('WEBP'), body]),
    pixels,
    trailingBytes: file.length - end,
  };
}

function chunkAt(file: Buffer, at: number, end: number): { type: string; data: Buffer; next: number } {
  const start = at + CHUNK_HEAD_BYTES;
  if (start > end) throw new BrokenPicture('a chunk that ends behind the file');
  const size = file.readUInt32LE(at + 4);
  if (start + size > end) throw new BrokenPicture('a chunk that ends behind the file');
  const type = file.toString('latin1', at, at + 4);
  return { type, data: file.subarray(start, start + size), next: start + size + (size % 2) };
}

function chunk(type: string, data: Buffer): Buffer {
  return Buffer.concat([chunkHead(type, data.length), data, Buffer.alloc(data.length % 2)]);
}

function chunkHead(type: string, size: number): Buffer {
  const head = Buffer.alloc(CHUNK_HEAD_BYTES);
  head.write(type, 'latin1');
  head.writeUInt32LE(size, 4);
  return head;
}
