import { orientationBlock, readExif } from './exif.js';
import { assertBounds, BrokenPicture, UndrawablePicture, type CleanPicture } from './picture.js';

// ITU-T T.81, table B.1.
const START = Buffer.from([0xff, 0xd8]);
const END = Buffer.from([0xff, 0xd9]);
const SCAN = 0xda;
const QUANTISATION = 0xdb;
/** Frames, Huffman and arithmetic tables, quantisation, restarts, number of lines: without them there is no picture. */
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
const isPicture = (marker: number): boolean => marker >= 0xc0 && marker <= 0xdf && marker !== 0xc8;
const APP0 = 0xe0;
const APP1 = 0xe1;
/** What a viewer needs for the right colours. */
const COLOURS: readonly { marker: number; begins: string }[] = [
  { marker: 0xe2, begins: 'ICC_PROFILE\0' },
  { marker: 0xee, begins: 'Adobe' },
];
const JFIF_BYTES = 12;

/**
 * A JPEG of its picture, its colours and its orientation alone: no EXIF, XMP, IPTC, comments, thumbnails or further
 * pictures. Throws BrokenPicture.
 */
export function cleanJpeg(file: Buffer): CleanPicture {
  const pixels: Buffer[] = [];
  const colours: Buffer[] = [];
  let jfif: Buffer | undefined;
  let orientation = 1;
  let frame: Frame | undefined;
  let hasQuantisation = false;
  let scanned: number | undefined;
  for (let at = START.length; ;) {
    const { marker, payload, next } = segmentAt(file, at);
    if (marker === 0xd9) {
      if (frame === undefined || scanned === undefined) throw new BrokenPicture('a JPEG without a picture');
      if (!hasQuantisation) throw new UndrawablePicture('JPEG DQT');
      if (scanned < frame.leastBytes) throw new UndrawablePicture('JPEG SOS (data)');
      const facing = orientationBlock(orientation);
      const exif = facing && segment(APP1, Buffer.concat([Buffer.from('Exif\0\0'), facing]));
      const parts = [START, ...(jfif ? [jfif] : []), ...(exif ? [exif] : []), ...colours, ...pixels, END];
      return { bytes: Buffer.concat(parts), pixels, trailingBytes: file.length - next };
    }
    at = next;
    if (isFrame(marker)) {
      if (frame !== undefined) throw new UndrawablePicture('JPEG SOF');
      frame = readFrame(marker, payload);
    }
    if (marker === QUANTISATION) hasQuantisation = true;
    if (marker === SCAN) {
      if (frame === undefined || !isScan(frame, payload)) throw new UndrawablePicture('JPEG SOS');
      at = endOfScan(file, next);
      if (at === next) throw new UndrawablePicture('JPEG SOS (data)');
      scanned = (scanned ?? 0) + at - next;
      pixels.push(segment(marker, payload), file.subarray(next, at));
    } else if (isPicture(marker)) pixels.push(segment(marker, payload));
    else if (marker === APP0 && begins(payload, 'JFIF\0') && payload.length >= JFIF_BYTES) {
      // Less its thumbnail, whose width and height follow.
      jfif ??= segment(APP0, Buffer.concat([payload.subarray(0, JFIF_BYTES), Buffer.alloc(2)]));
    } else if (marker === APP1 && begins(payload, 'Exif\0')) orientation = readExif(payload.subarray(6)).orientation;
    else if (COLOURS.some((kept) => kept.marker === marker && begins(payload, kept.begins))) {
      colours.push(segment(marker, payload));
    }
  }
}

interface Frame {
  /** The components' ids. */
  components: ReadonlySet<number>;
  /** Less than this no encoder can bring the picture down to. */
  leastBytes: number;
}

/** The coding that viewers know: Huffman, by blocks or progressive. The others are medicine's and film's. */
const SHOWN_FRAMES = [0xc0, 0xc1, 0xc2];
const PROGRESSIVE = 0xc2;
/** Grey, colours, and the four of printers. */
const SHOWN_COMPONENTS = [1, 3, 4];
const FRAME_HEAD_BYTES = 6;
const BLOCK_SIDE = 8;

/** T.81, B.2.2. Throws UndrawablePicture, PictureOutOfBounds. */
function readFrame(marker: number, payload: Buffer): Frame {
  if (!SHOWN_FRAMES.includes(marker)) throw new UndrawablePicture('JPEG SOF (coding)');
  const [precision, count = 0] = [payload[0], payload[5]];
  if (payload.length < FRAME_HEAD_BYTES || payload.length !== FRAME_HEAD_BYTES + 3 * count) {
    throw new UndrawablePicture('JPEG SOF');
  }
  if (precision !== 8) throw new UndrawablePicture('JPEG SOF (precision)');
  if (!SHOWN_COMPONENTS.includes(count)) throw new UndrawablePicture('JPEG SOF (components)');
  const [height, width] = [payload.readUInt16BE(1), payload.readUInt16BE(3)];
  assertBounds({ width, height });
  const components = Array.from({ length: count }, (_, index) => {
    const [id = 0, sampling = 0] = payload.subarray(FRAME_HEAD_BYTES + 3 * index);
    return { id, across: sampling >> 4, down: sampling & 0x0f };
  });
  const isSampling = (one: number): boolean => one >= 1 && one <= 4;
  if (!components.every(({ across, down }) => isSampling(across) && isSampling(down))) {
    throw new UndrawablePicture('JPEG SOF (sampling)');
  }
  const most = (of: 'across' | 'down'): number => Math.max(...components.map((one) => one[of]));
  const blocks = components.reduce((sum, { across, down }) => {
    const columns = Math.ceil((width * across) / most('across') / BLOCK_SIDE);
    return sum + columns * Math.ceil((height * down) / most('down') / BLOCK_SIDE);
  }, 0);
  // T.81, F.1.2: a block has a code for its mean and one for its end, each of a bit at least; in a progressive picture the
  // second may stand for many blocks.
  const bitsPerBlock = marker === PROGRESSIVE ? 1 : 2;
  return {
    components: new Set(components.map(({ id }) => id)),
    leastBytes: Math.ceil((blocks * bitsPerBlock) / 8),
  };
}

/** T.81, B.2.3: a scan names components of the frame, and nothing stands behind. */
function isScan({ components }: Frame, payload: Buffer): boolean {
  const count = payload[0] ?? 0;
  if (count < 1 || count > components.size || payload.length !== 4 + 2 * count) return false;
  return Array.from({ length: count }, (_, index) => payload[1 + 2 * index] ?? -1).every((id) => components.has(id));
}

interface Segment {
  marker: number;
  payload: Buffer;
  /** Where the next one begins. */
  next: number;
}

function segmentAt(file: Buffer, start: number): Segment {
  let at = start;
  if (file[at] !== 0xff) throw new BrokenPicture('no marker where one must stand');
  // Any number of fill bytes may stand before a marker.
  while (file[at] === 0xff) at += 1;
  const marker = file[at];
  at += 1;
  if (marker === undefined) throw new BrokenPicture('the end is missing');
  if (marker === 0xd9) return { marker, payload: Buffer.alloc(0), next: at };
  const isBare = marker < 0xc0 || (marker >= 0xd0 && marker <= 0xd8);
  if (isBare || at + 2 > file.length) throw new BrokenPicture('no segment where one must stand');
  const next = at + file.readUInt16BE(at);
  if (next < at + 2 || next > file.length) throw new BrokenPicture('a segment that ends behind the file');
  return { marker, payload: file.subarray(at + 2, next), next };
}

/** The picture's own data end at the first marker that is neither a restart nor an escaped 0xFF. */
function endOfScan(file: Buffer, start: number): number {
  for (let at = file.indexOf(0xff, start); at !== -1; at = file.indexOf(0xff, at + 1)) {
    const following = file[at + 1] ?? 0;
    if (following !== 0 && following !== 0xff && !(following >= 0xd0 && following <= 0xd7)) return at;
  }
  throw new BrokenPicture('the end is missing');
}

function segment(marker: number, payload: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(payload.length + 2, 2);
  return Buffer.concat([head, payload]);
}

const begins = (payload: Buffer, text: string): boolean => payload.toString('latin1', 0, text.length) === text;
