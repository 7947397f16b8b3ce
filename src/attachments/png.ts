import { crc32 } from 'node:zlib';
import { orientationBlock, readExif } from './exif.js';
import { BrokenPicture, UndrawablePicture, type CleanPicture } from './picture.js';
import { assertPixels, PALETTE, readHeader, type Header } from './png-pixels.js';

const SIGNATURE_BYTES = 8;
/** Length and type before the data, the checksum behind. */
const AROUND = 12;
const PICTURE = ['IHDR', 'PLTE', 'tRNS', 'IDAT'];
/** A second one is none that a viewer takes. */
const ONCE = ['IHDR', 'PLTE'];
/** What a viewer needs for the right colours and proportions. */
const COLOURS = ['gAMA', 'cHRM', 'sRGB', 'iCCP', 'cICP', 'mDCV', 'cLLI', 'sBIT', 'bKGD', 'pHYs'];

/** A PNG of its still picture, its colours and its orientation alone: no EXIF, text or times. Throws BrokenPicture. */
export async function cleanPng(file: Buffer): Promise<CleanPicture> {
  const { picture, header, deflated } = takeApart(file);
  await assertPixels(header, deflated);
  return picture;
}

/** Throws BrokenPicture. */
function takeApart(file: Buffer): { picture: CleanPicture; header: Header; deflated: Buffer[] } {
  const parts = [file.subarray(0, SIGNATURE_BYTES)];
  const pixels: Buffer[] = [];
  const deflated: Buffer[] = [];
  const seen = new Set<string>();
  let header: Header | undefined;
  for (let at = SIGNATURE_BYTES; ;) {
    const { type, data, whole, next } = chunkAt(file, at);
    at = next;
    if (header === undefined) {
      if (type !== 'IHDR') throw new BrokenPicture('a PNG that does not begin with its header');
      header = readHeader(data);
    } else if (ONCE.includes(type) && seen.has(type)) throw new UndrawablePicture(`PNG ${type}`);
    if (type === 'PLTE') assertPalette(header, data);
    if (type === 'IDAT') {
      if (header.colourType === PALETTE && !seen.has('PLTE')) throw new UndrawablePicture('PNG PLTE');
      deflated.push(data);
    }
    seen.add(type);
    if (type === 'IEND') {
      if (deflated.length === 0) throw new BrokenPicture('a PNG without a picture');
      const picture = { bytes: Buffer.concat([...parts, whole]), pixels, trailingBytes: file.length - next };
      return { picture, header, deflated };
    }
    if (PICTURE.includes(type)) {
      // Where the data are cut into chunks is the encoder's choice, not the picture.
      pixels.push(data);
      parts.push(whole);
    } else if (COLOURS.includes(type)) parts.push(whole);
    else if (type === 'eXIf') {
      const facing = orientationBlock(readExif(data).orientation);
      if (facing) parts.push(chunk('eXIf', facing));
    } else if (isCritical(type)) throw new BrokenPicture('a PNG that no viewer understands');
  }
}

/** PNG, 11.2.2: three bytes a colour, no more colours than the depth can name. Throws UndrawablePicture. */
function assertPalette({ colourType, bitDepth }: Header, { length }: Buffer): void {
  const most = colourType === PALETTE ? 2 ** bitDepth : 256;
  if (length === 0 || length % 3 !== 0 || length / 3 > most) throw new UndrawablePicture('PNG PLTE');
}

/** PNG, 5.4: an upper-case first letter. */
const isCritical = (type: string): boolean => /^[A-Z]/.test(type);

function chunkAt(file: Buffer, at: number): { type: string; data: Buffer; whole: Buffer; next: number } {
  if (at + AROUND > file.length) throw new BrokenPicture('the end is missing');
  const next = at + AROUND + file.readUInt32BE(at);
  if (next > file.length) throw new BrokenPicture('a chunk that ends behind the file');
  if (crc32(file.subarray(at + 4, next - 4)) !== file.readUInt32BE(next - 4)) {
    throw new BrokenPicture('a chunk whose checksum is wrong');
  }
  const type = file.toString('latin1', at + 4, at + 8);
  return { type, data: file.subarray(at + 8, next - 4), whole: file.subarray(at, next), next };
}

function chunk(type: string, data: Buffer): Buffer {
  const whole = Buffer.alloc(AROUND + data.length);
  whole.writeUInt32BE(data.length, 0);
  whole.write(type, 4, 'latin1');
  data.copy(whole, 8);
  whole.writeUInt32BE(crc32(whole.subarray(4, 8 + data.length)), 8 + data.length);
  return whole;
}
