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
