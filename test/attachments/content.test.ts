import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import sharp, { type Sharp } from 'sharp';
import { ContentFault, readContent } from '../../src/attachments/content.js';
import { readExif } from '../../src/attachments/exif.js';
import { A_PDF, aPhoto, aPng, SAID, seen } from '../support/photos.js';

const FORMATS = ['jpeg', 'progressive', 'png', 'webp', 'lossless'] as const;
const TYPES = {
  jpeg: 'image/jpeg',
  progressive: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  lossless: 'image/webp',
};

async function faultOf(bytes: Buffer): Promise<string | undefined> {
  try {
    await readContent(bytes);
    return undefined;
  } catch (error) {
    if (error instanceof ContentFault) return error.code;
    throw error;
  }
}

describe.each(FORMATS)('a photo as %s', (format) => {
  it('loses where, when and with what it was taken, and nothing of what it shows', async () => {
    const photo = await aPhoto(format);
    const before = await seen(photo);
    expect(before.exif?.includes('Phone')).toBe(true);
    expect(before.xmp).toBeDefined();

    const { mediaType, bytes, sha256, trailingBytes } = await readContent(photo);
    const after = await seen(bytes);
    expect(mediaType).toBe(TYPES[format]);
    expect(after.pixels.equals(before.pixels)).toBe(true);
    expect(after.icc?.equals(before.icc ?? Buffer.alloc(0))).toBe(true);
    expect(after.xmp).toBeUndefined();
    for (const word of [SAID.make, SAID.xmp, 'xmpmeta']) expect(bytes.includes(word)).toBe(false);
    expect(sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(trailingBytes).toBe(0);
  });

  it.each([1, 3, 6, 8])('is still shown the right way up: orientation %d', async (orientation) => {
    const { bytes } = await readContent(await aPhoto(format, 1, { orientation }));
    const { orientation: shown, exif } = await seen(bytes);
    expect(shown).toBe(orientation);
    // A TIFF block of one entry: nothing else is said.
    expect(exif && readExif(exif.subarray(exif.indexOf('MM\0*')))).toEqual(
      orientation === 1 ? undefined : { orientation, holdsLocation: false },
    );
    expect([0, 26, 32]).toContain(exif?.length ?? 0);
  });

  it('has one hash, whatever is said beside it, and another photo has another', async () => {
    const hashOf = async (...given: Parameters<typeof aPhoto>) =>
      (await readContent(await aPhoto(...given))).contentHash;
    const hash = await hashOf(format);
    expect(await hashOf(format, 1, { make: 'Another', latitude: '40/1 1/1 1/1', orientation: 3 })).toBe(hash);
    expect(await hashOf(format, 2)).not.toBe(hash);
  });

  it('cleaned again stays as it is', async () => {
    const once = await readContent(await aPhoto(format));
    expect(await readContent(once.bytes)).toEqual({ ...once, trailingBytes: 0 });
  });

  it('loses what hangs behind it, which is counted', async () => {
    const photo = await aPhoto(format);
    for (const behind of ['PK\x03\x04 an archive', '<script>alert(1)</script>', '<?php ?>']) {
      const { bytes, contentHash, trailingBytes } = await readContent(Buffer.concat([photo, Buffer.from(behind)]));
      expect(bytes.includes(behind)).toBe(false);
      expect(trailingBytes).toBe(behind.length);
      expect(contentHash).toBe((await readContent(photo)).contentHash);
    }
  });

  it('cut short at any byte is refused', async () => {
    const photo = await aPhoto(format);
    const faults = Array.from({ length: photo.length - 1 }, (_, at) => faultOf(photo.subarray(0, at + 1)));
    const codes = new Set(await Promise.all(faults));
    expect([...codes].sort()).toEqual(['attachment_broken', 'attachment_type_refused']);
  });

  it('damaged anywhere is cleaned or refused, never a fault of ours', async () => {
    const photo = await aPhoto(format);
    const refusals = ['broken', 'type_refused', 'undrawable', 'size_refused'].map((why) => `attachment_${why}`);
    await fc.assert(
      fc.asyncProperty(fc.nat(photo.length - 1), fc.nat(255), async (at, value) => {
        const damaged = Buffer.from(photo);
        damaged[at] = value;
        expect([undefined, ...refusals]).toContain(await faultOf(damaged));
      }),
    );
  });
});

describe('a JPEG', () => {
  it('hides nothing in comments, thumbnails and segments of other makers', async () => {
    const photo = await aPhoto();
    const hidden = Buffer.from('<html>hidden</html>');
    const segment = (marker: number, payload: Buffer): Buffer =>
      Buffer.concat([Buffer.from([0xff, marker, 0, payload.length + 2]), payload]);
    const jfif = segment(0xe0, Buffer.concat([Buffer.from('JFIF\0\x01\x01\0\0\x01\0\x01\x01\x01'), hidden]));
    const laden = Buffer.concat([
      ...[photo.subarray(0, 2), jfif, segment(0xfe, hidden), segment(0xed, hidden), segment(0xe2, hidden)],
      photo.subarray(2),
    ]);
    const { bytes, contentHash } = await readContent(laden);
    expect(bytes.includes('hidden')).toBe(false);
    expect(contentHash).toBe((await readContent(photo)).contentHash);
    expect((await seen(bytes)).pixels.equals((await seen(photo)).pixels)).toBe(true);
  });
});

/** Where the frame of a JPEG says its precision, sides and components. */
const frameOf = (jpeg: Buffer): number => jpeg.indexOf(Buffer.from([0xff, 0xc0])) + 4;

describe('a JPEG that no viewer shows', () => {
  it.each([
    ['without height', 1, [0, 0], 'attachment_size_refused'],
    ['without width', 3, [0, 0], 'attachment_size_refused'],
    ['of 65,500 by 65,500', 1, [0xff, 0xdc, 0xff, 0xdc], 'attachment_size_refused'],
    ['of more than its data can be', 1, [0x10, 0, 0x10, 0], 'attachment_undrawable'],
    ['of 12 bits', 0, [12], 'attachment_undrawable'],
    ['of no components', 5, [0], 'attachment_undrawable'],
    ['of two components', 5, [2], 'attachment_undrawable'],
    ['without sampling', 7, [0], 'attachment_undrawable'],
    ['whose scan names another component', 6, [9], 'attachment_undrawable'],
    ['of another coding', -3, [0xc9], 'attachment_undrawable'],
  ])('%s is refused', async (_what, at, bytes, code) => {
    const photo = await aPhoto();
    photo.set(bytes, frameOf(photo) + at);
    expect(await faultOf(photo)).toBe(code);
  });

  it('without data or tables, or with two frames, is refused', async () => {
    const photo = await aPhoto();
    const scan = photo.indexOf(Buffer.from([0xff, 0xda]));
    const data = scan + 2 + photo.readUInt16BE(scan + 2);
    const end = Buffer.from([0xff, 0xd9]);
    for (const left of [0, 10]) {
      expect(await faultOf(Buffer.concat([photo.subarray(0, data + left), end]))).toBe('attachment_undrawable');
    }
    const frame = frameOf(photo) - 4;
    const twice = photo.subarray(frame, frame + 2 + photo.readUInt16BE(frame + 2));
    expect(await faultOf(Buffer.concat([photo.subarray(0, frame), twice, photo.subarray(frame)]))).toBe(
      'attachment_undrawable',
    );
    const bare = Buffer.from(photo);
    for (let at = bare.indexOf(Buffer.from([0xff, 0xdb])); at !== -1; at = bare.indexOf(Buffer.from([0xff, 0xdb]))) {
      bare[at + 1] = 0xfe;
    }
    expect(await faultOf(bare)).toBe('attachment_undrawable');
  });

  it.each([
    ['grey', (one: Sharp) => one.toColourspace('b-w').jpeg()],
    ['for printers', (one: Sharp) => one.toColourspace('cmyk').jpeg()],
    ['of one colour', (one: Sharp) => one.jpeg({ quality: 1 })],
    ['of one colour, progressive', (one: Sharp) => one.jpeg({ quality: 1, progressive: true })],
    ['with colours as fine as light', (one: Sharp) => one.jpeg({ chromaSubsampling: '4:4:4' })],
  ])('is not one that is %s', async (_what, as) => {
    const flat = sharp({ create: { width: 1_999, height: 1_501, channels: 3, background: '#123' } });
    expect(await faultOf(await as(flat).toBuffer())).toBeUndefined();
  });
});

describe('a PNG that no viewer shows', () => {
  const rows = Buffer.alloc(10 * 31);
  const badFilter = Buffer.from(rows);
  badFilter[31] = 5;
  const deflated = deflateSync(rows);
  const half = Math.floor(deflated.length / 2);
  it.each([
    ['whose data are no data', { idat: Buffer.from('no photo at all') }, 'undrawable'],
    ['whose data are none', { idat: Buffer.alloc(0) }, 'undrawable'],
    ['whose data stop', { idat: deflated.subarray(0, -6) }, 'undrawable'],
    ['with a pixel too few', { idat: deflateSync(rows.subarray(1)) }, 'undrawable'],
    ['with a pixel too many', { idat: deflateSync(Buffer.alloc(10 * 31 + 1)) }, 'undrawable'],
    ['with something behind its data', { idat: Buffer.concat([deflated, Buffer.from('hidden')]) }, 'undrawable'],
    ['with something behind its data, apart', { idat: [deflated, Buffer.from('hidden')] }, 'undrawable'],
    ['with a filter that there is not', { idat: deflateSync(badFilter) }, 'undrawable'],
    ['that is a bomb', { idat: deflateSync(Buffer.alloc(50_000_000)) }, 'undrawable'],
    ['of no width', { width: 0 }, 'size_refused'],
    ['of no height', { height: 0 }, 'size_refused'],
    ['of 60,000 by 60,000', { width: 60_000, height: 60_000 }, 'size_refused'],
    ['too long by one', { width: 1, height: 20_001 }, 'size_refused'],
    [
      'of more pixels than there is memory for',
      { width: 18_000, height: 18_000, depth: 1, colourType: 0 },
      'size_refused',
    ],
    ['of more bytes than there is memory for', { width: 10_000, height: 10_000, depth: 16 }, 'size_refused'],
    ['of 77 bits', { depth: 77 }, 'undrawable'],
    ['of a colour type that there is not', { colourType: 99 }, 'undrawable'],
    ['of a depth that its colours do not have', { depth: 4 }, 'undrawable'],
    ['interlaced in an unknown way', { interlace: 2 }, 'undrawable'],
    ['without its palette', { colourType: 3 }, 'undrawable'],
    ['with half a colour', { before: [['PLTE', Buffer.alloc(4)]] as const }, 'undrawable'],
    ['with two headers', { before: [['IHDR', Buffer.alloc(13)]] as const }, 'undrawable'],
  ])('%s is refused', async (_what, fields, why) => {
    expect(await faultOf(aPng(fields))).toBe(`attachment_${why}`);
  });

  it('is not one of black pixels, in however many chunks', async () => {
    expect(await faultOf(aPng())).toBeUndefined();
    const idat = [deflated.subarray(0, half), Buffer.alloc(0), deflated.subarray(half)];
    expect(await faultOf(aPng({ idat }))).toBeUndefined();
  });

  it.each([1, 2, 3, 4, 5, 9, 64])('is not one that is interlaced or has few colours: %d wide', async (width) => {
    const picture = sharp({ create: { width, height: 7, channels: 4, background: '#12345678' } });
    for (const as of [{ progressive: true }, { palette: true }, { palette: true, progressive: true, colours: 2 }]) {
      expect(await faultOf(await picture.clone().png(as).toBuffer())).toBeUndefined();
    }
    const grey = await picture.clone().toColourspace('grey16').png({ progressive: true }).toBuffer();
    expect(await faultOf(grey)).toBeUndefined();
  });
});

describe('a WebP that no viewer shows', () => {
  it.each([
    ['of no width', 'VP8 ', 14, [0, 0], 'attachment_size_refused'],
    ['between two key frames', 'VP8 ', 8, [0x11], 'attachment_undrawable'],
    ['without its start code', 'VP8 ', 11, [0], 'attachment_undrawable'],
    ['with a partition behind its end', 'VP8 ', 10, [0xff], 'attachment_undrawable'],
    ['of another size than its canvas', 'VP8X', 12, [9], 'attachment_undrawable'],
  ])('%s is refused', async (_what, chunk, at, bytes, code) => {
    const photo = await aPhoto('webp');
    photo.set(bytes, photo.indexOf(chunk) + at);
    expect(await faultOf(photo)).toBe(code);
  });

  it.each([
    ['without its signature', 8, 0],
    ['of a later version', 12, 0xf0],
    ['of another size than its canvas', 9, 0],
  ])('lossless, %s, is refused', async (_what, at, byte) => {
    const photo = await aPhoto('lossless');
    photo[photo.indexOf('VP8L') + at] = byte;
    expect(await faultOf(photo)).toBe('attachment_undrawable');
  });

  it('is not one that is plain, or has transparency', async () => {
    const picture = sharp({ create: { width: 31, height: 17, channels: 4, background: '#12345678' } });
    for (const lossless of [true, false]) {
      expect(await faultOf(await picture.clone().webp({ lossless }).toBuffer())).toBeUndefined();
    }
    expect(await faultOf(await picture.removeAlpha().webp().toBuffer())).toBeUndefined();
  });
});

describe('a PNG', () => {
  it('with a chunk whose checksum is wrong is refused', async () => {
    const photo = await aPhoto('png');
    const at = photo.indexOf('IDAT') + 20;
    photo[at] = (photo[at] ?? 0) ^ 1;
    expect(await faultOf(photo)).toBe('attachment_broken');
  });
});

describe('a document', () => {
  it('is kept to the byte; what hangs behind its end is counted', async () => {
    const content = await readContent(A_PDF);
    expect(content).toMatchObject({ mediaType: 'application/pdf', trailingBytes: 0, contentHash: content.sha256 });
    expect(content.bytes.equals(A_PDF)).toBe(true);
    const laden = Buffer.concat([A_PDF, Buffer.from('PK\x03\x04')]);
    expect(await readContent(laden)).toMatchObject({ bytes: laden, trailingBytes: 4 });
    expect(await faultOf(A_PDF.subarray(0, 100))).toBe('attachment_broken');
  });

  it('is refused when a picture in it says where it was taken', async () => {
    const holding = (photo: Buffer): Buffer => Buffer.concat([A_PDF.subarray(0, 60), photo, A_PDF.subarray(60)]);
    const photo = await aPhoto();
    expect(await faultOf(holding(photo))).toBe('attachment_holds_location');
    expect(await faultOf(holding((await readContent(photo)).bytes))).toBeUndefined();
  });
});

describe('a document whose XMP', () => {
  const saying = (words: string): Buffer =>
    Buffer.concat([
      ...[A_PDF.subarray(0, 60), Buffer.from(`4 0 obj<</Type/Metadata/Subtype/XML>>stream\n<x:xmpmeta ${words}/>`)],
      ...[Buffer.from('\nendstream endobj\n'), A_PDF.subarray(60)],
    ]);

  it.each(['exif:GPSLatitude="39,40.0N"', '><exif:GPSLongitude>106,48.0E</exif:GPSLongitude'])(
    'says where it was taken is refused: %s',
    async (words) => {
      expect(await faultOf(saying(words))).toBe('attachment_holds_location');
    },
  );

  it('says other things is kept to the byte', async () => {
    const document = saying('xmp:CreatorTool="demo"');
    expect((await readContent(document)).bytes.equals(document)).toBe(true);
  });
});

describe('what is not taken', () => {
  it.each([
    ['nothing', '', 'attachment_empty'],
    ['a page', '<!doctype html><script>alert(1)</script>', 'attachment_type_refused'],
    ['a page before a photo', '<!--\xff\xd8\xff-->', 'attachment_type_refused'],
    ['a drawing that can hold scripts', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'attachment_type_refused'],
    ['an archive', 'PK\x03\x04', 'attachment_type_refused'],
    ['a program', '\x7fELF', 'attachment_type_refused'],
    ['an animation', 'GIF89a', 'attachment_type_refused'],
    ['a film', '\0\0\0\x18ftypmp42', 'attachment_type_refused'],
    ['HEIC', '\0\0\0\x18ftypheic', 'attachment_type_refused'],
    ['a JPEG in name only', '\xff\xd8\xff\xe0 <script>', 'attachment_broken'],
    ['a JPEG of nothing', '\xff\xd8\xff\xd9', 'attachment_broken'],
    ['a PNG in name only', '\x89PNG\r\n\x1a\n<script>', 'attachment_broken'],
    ['a WebP in name only', 'RIFF\x04\0\0\0WEBP', 'attachment_broken'],
  ])('%s', async (_what, bytes, code) => {
    expect(await faultOf(Buffer.from(bytes, 'latin1'))).toBe(code);
  });
});
