import { orientationBlock, readExif } from './exif.js';
import { assertBounds, BrokenPicture, UndrawablePicture, type CleanPicture, type Size } from './picture.js';

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
  const [still, ...more] = kept.filter(({ type }) => type.startsWith('VP8'));
  if (still === undefined) throw new BrokenPicture('a WebP without a still picture');
  if (more.length > 0) throw new UndrawablePicture(`WebP ${more[0]?.type.trim() ?? ''}`);
  const size = still.type === 'VP8L' ? sizeOfLossless(still.data) : sizeOfLossy(still.data);
  assertBounds(size);
  if (extended !== undefined) assertCanvas(extended, size);
  const facing = extended && orientationBlock(orientation);
  if (extended !== undefined) {
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

/** RFC 6386, 9.1: a key frame that is shown, whose first partition lies within it. Throws UndrawablePicture. */
function sizeOfLossy(data: Buffer): Size {
  if (data.length <= 10) throw new UndrawablePicture('WebP VP8');
  const tag = data.readUIntLE(0, 3);
  const isShownKeyFrame = (tag & 1) === 0 && ((tag >> 1) & 7) <= 3 && ((tag >> 4) & 1) === 1;
  const firstPartition = tag >> 5;
  if (!isShownKeyFrame || data.readUIntBE(3, 3) !== 0x9d012a || firstPartition === 0)
    throw new UndrawablePicture('WebP VP8');
  if (firstPartition >= data.length - 10) throw new UndrawablePicture('WebP VP8 (partition)');
  return { width: data.readUInt16LE(6) & SIDE, height: data.readUInt16LE(8) & SIDE };
}

/** RFC 9649, 3.4. Throws UndrawablePicture. */
function sizeOfLossless(data: Buffer): Size {
  if (data.length <= 5 || data[0] !== 0x2f) throw new UndrawablePicture('WebP VP8L');
  const bits = data.readUInt32LE(1);
  if (bits >>> 29 !== 0) throw new UndrawablePicture('WebP VP8L (version)');
  return { width: (bits & SIDE) + 1, height: ((bits >>> 14) & SIDE) + 1 };
}

/** Both codings write a side in 14 bits. */
const SIDE = 0x3fff;

/** RFC 9649, 2.7.1: the canvas of a still picture is the picture. Throws UndrawablePicture. */
function assertCanvas(extended: Buffer, { width, height }: Size): void {
  if (extended.length !== 10) throw new UndrawablePicture('WebP VP8X');
  const isCanvas = extended.readUIntLE(4, 3) + 1 === width && extended.readUIntLE(7, 3) + 1 === height;
  if (!isCanvas) throw new UndrawablePicture('WebP VP8X (canvas)');
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
