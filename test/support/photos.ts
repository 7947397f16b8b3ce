import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';

const WIDTH = 64;
const HEIGHT = 48;

/** What a phone writes beside its picture. */
export interface Beside {
  make?: string;
  /** Where it was taken. */
  latitude?: string;
  orientation?: number;
}

/** Words that stand in a photo's metadata, to be looked for afterwards. */
export const SAID = { make: 'Phone-of-Somebody', xmp: 'somebody.example' };

/** A photo by an encoder that is not ours, with GPS, XMP and a colour profile; another `seed` is another photo. */
export async function aPhoto(
  format: 'jpeg' | 'progressive' | 'png' | 'webp' | 'lossless' = 'jpeg',
  seed = 1,
  { make = SAID.make, latitude = '39/1 40/1 123/10', orientation = 6 }: Beside = {},
): Promise<Buffer> {
  const pixels = Buffer.alloc(WIDTH * HEIGHT * 3);
  for (let index = 0; index < pixels.length; index += 1) pixels[index] = (index * (7 + seed) + seed * 31) % 251;
  const picture = sharp(pixels, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
    .withIccProfile('p3')
    .withExif({
      IFD0: { Make: make },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: latitude, GPSLongitudeRef: 'E', GPSLongitude: '106/1 49/1 0/1' },
    })
    .withXmp(`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://${SAID.xmp}/"/></x:xmpmeta>`)
    .withMetadata({ orientation });
  switch (format) {
    case 'jpeg':
      return picture.jpeg().toBuffer();
    case 'progressive':
      return picture.jpeg({ progressive: true }).toBuffer();
    case 'png':
      return picture.png().toBuffer();
    case 'webp':
      return picture.webp().toBuffer();
    case 'lossless':
      return picture.webp({ lossless: true }).toBuffer();
  }
}

/** What a decoder that is not ours sees. */
export async function seen(photo: Buffer): Promise<{
  pixels: Buffer;
  orientation: number;
  icc: Buffer | undefined;
  exif: Buffer | undefined;
  xmp: Buffer | undefined;
}> {
  const [{ orientation = 1, icc, exif, xmp }, pixels] = await Promise.all([
    sharp(photo).metadata(),
    sharp(photo).raw().toBuffer(),
  ]);
  return { pixels, orientation, icc, exif, xmp };
}

/** A document of one empty page. */
export const A_PDF = Buffer.from(
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n' +
    '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n',
);

/** A PNG whose fields say what they are told to: by itself 10 by 10 black pixels in colour. */
export function aPng({
  width = 10,
  height = 10,
  depth = 8,
  colourType = 2,
  interlace = 0,
  idat = deflateSync(Buffer.alloc(10 * 31)),
  before = [],
}: {
  width?: number;
  height?: number;
  depth?: number;
  colourType?: number;
  interlace?: number;
  /** The data, or several chunks of them. */
  idat?: Buffer | Buffer[];
  /** Chunks before them: type and data. */
  before?: readonly (readonly [string, Buffer])[];
} = {}): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, colourType, 0, 0, interlace], 8);
  const chunk = (type: string, data: Buffer): Buffer => {
    const whole = Buffer.concat([Buffer.alloc(4), Buffer.from(type), data, Buffer.alloc(4)]);
    whole.writeUInt32BE(data.length, 0);
    whole.writeUInt32BE(crc32(whole.subarray(4, -4)), whole.length - 4);
    return whole;
  };
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    ...before.map(([type, data]) => chunk(type, data)),
    ...[idat].flat().map((data) => chunk('IDAT', data)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
