import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ContentFault, readContent } from '../../src/attachments/content.js';
import { readExif } from '../../src/attachments/exif.js';
import { A_PDF, aPhoto, SAID, seen } from '../support/photos.js';

const FORMATS = ['jpeg', 'progressive', 'png', 'webp', 'lossless'] as const;
const TYPES = {
  jpeg: 'image/jpeg',
  progressive: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  lossless: 'image/webp',
};

function faultOf(bytes: Buffer): string | undefined {
  try {
    readContent(bytes);
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

    const { mediaType, bytes, sha256, trailingBytes } = readContent(photo);
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
    const { bytes } = readContent(await aPhoto(format, 1, { orientation }));
    const { orientation: shown, exif } = await seen(bytes);
    expect(shown).toBe(orientation);
    // A TIFF block of one entry: nothing else is said.
    expect(exif && readExif(exif.subarray(exif.indexOf('MM\0*')))).toEqual(
      orientation === 1 ? undefined : { orientation, holdsLocation: false },
    );
    expect([0, 26, 32]).toContain(exif?.length ?? 0);
  });

  it('has one hash, whatever is said beside it, and another photo has another', async () => {
    const hashOf = async (...given: Parameters<typeof aPhoto>) => readContent(await aPhoto(...given)).contentHash;
    const hash = await hashOf(format);
    expect(await hashOf(format, 1, { make: 'Another', latitude: '40/1 1/1 1/1', orientation: 3 })).toBe(hash);
    expect(await hashOf(format, 2)).not.toBe(hash);
  });

  it('cleaned again stays as it is', async () => {
    const once = readContent(await aPhoto(format));
    expect(readContent(once.bytes)).toEqual({ ...once, trailingBytes: 0 });
  });

  it('loses what hangs behind it, which is counted', async () => {
    const photo = await aPhoto(format);
    for (const behind of ['PK\x03\x04 an archive', '<script>alert(1)</script>', '<?php ?>']) {
      const { bytes, contentHash, trailingBytes } = readContent(Buffer.concat([photo, Buffer.from(behind)]));
      expect(bytes.includes(behind)).toBe(false);
      expect(trailingBytes).toBe(behind.length);
      expect(contentHash).toBe(readContent(photo).contentHash);
    }
  });

  it('cut short at any byte is refused', async () => {
    const photo = await aPhoto(format);
    const codes = new Set(Array.from({ length: photo.length - 1 }, (_, at) => faultOf(photo.subarray(0, at + 1))));
    expect([...codes].sort()).toEqual(['attachment_broken', 'attachment_type_refused']);
  });

  it('damaged anywhere is cleaned or refused, never a fault of ours', async () => {
    const photo = await aPhoto(format);
    fc.assert(
      fc.property(fc.nat(photo.length - 1), fc.nat(255), (at, value) => {
        const damaged = Buffer.from(photo);
        damaged[at] = value;
        expect([undefined, 'attachment_broken', 'attachment_type_refused']).toContain(faultOf(damaged));
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
    const { bytes, contentHash } = readContent(laden);
    expect(bytes.includes('hidden')).toBe(false);
    expect(contentHash).toBe(readContent(photo).contentHash);
    expect((await seen(bytes)).pixels.equals((await seen(photo)).pixels)).toBe(true);
  });
});

describe('a PNG', () => {
  it('with a chunk whose checksum is wrong is refused', async () => {
    const photo = await aPhoto('png');
    const at = photo.indexOf('IDAT') + 20;
    photo[at] = (photo[at] ?? 0) ^ 1;
    expect(faultOf(photo)).toBe('attachment_broken');
  });
});

describe('a document', () => {
  it('is kept to the byte; what hangs behind its end is counted', () => {
    const content = readContent(A_PDF);
    expect(content).toMatchObject({ mediaType: 'application/pdf', trailingBytes: 0, contentHash: content.sha256 });
    expect(content.bytes.equals(A_PDF)).toBe(true);
    const laden = Buffer.concat([A_PDF, Buffer.from('PK\x03\x04')]);
    expect(readContent(laden)).toMatchObject({ bytes: laden, trailingBytes: 4 });
    expect(faultOf(A_PDF.subarray(0, 100))).toBe('attachment_broken');
  });

  it('is refused when a picture in it says where it was taken', async () => {
    const holding = (photo: Buffer): Buffer => Buffer.concat([A_PDF.subarray(0, 60), photo, A_PDF.subarray(60)]);
    const photo = await aPhoto();
    expect(faultOf(holding(photo))).toBe('attachment_holds_location');
    expect(faultOf(holding(readContent(photo).bytes))).toBeUndefined();
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
  ])('%s', (_what, bytes, code) => {
    expect(faultOf(Buffer.from(bytes, 'latin1'))).toBe(code);
  });
});
