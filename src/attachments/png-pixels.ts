import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createInflate } from 'node:zlib';
import { assertBounds, MAX_PIXELS, UndrawablePicture, type Size } from './picture.js';

/** What a PNG's header says of its pixels (PNG, 11.2.1). */
export interface Header extends Size {
  colourType: number;
  bitsPerPixel: number;
  bitDepth: number;
  interlaced: boolean;
}

const HEADER_BYTES = 13;
export const PALETTE = 3;
/** Which depths go with a colour type, and how many samples it has for a pixel. */
const COLOUR_TYPES: ReadonlyMap<number, { samples: number; depths: readonly number[] }> = new Map([
  [0, { samples: 1, depths: [1, 2, 4, 8, 16] }],
  [2, { samples: 3, depths: [8, 16] }],
  [PALETTE, { samples: 1, depths: [1, 2, 4, 8] }],
  [4, { samples: 2, depths: [8, 16] }],
  [6, { samples: 4, depths: [8, 16] }],
]);
/**
 * Of the inflated pixels: 64 megapixels with transparency, more than any screen or scan. Zeros deflate to a thousandth, so
 * the limit on what is sent limits nothing here; at this one a bomb costs a thread half a second, and no memory.
 */
const MAX_INFLATED_BYTES = 256 * 1_024 * 1_024;

/** Reads IHDR. Throws UndrawablePicture, PictureOutOfBounds. */
export function readHeader(data: Buffer): Header {
  if (data.length !== HEADER_BYTES) throw new UndrawablePicture('PNG IHDR');
  const [bitDepth = 0, colourType = 0, compression, filter, interlace = 0] = data.subarray(8);
  const colours = COLOUR_TYPES.get(colourType);
  if (!colours?.depths.includes(bitDepth)) throw new UndrawablePicture('PNG IHDR (bit depth, colour type)');
  if (compression !== 0 || filter !== 0 || interlace > 1) {
    throw new UndrawablePicture('PNG IHDR (compression, filter, interlace)');
  }
  const [width, height] = [data.readUInt32BE(0), data.readUInt32BE(4)];
  const bitsPerPixel = bitDepth * colours.samples;
  assertBounds({ width, height }, Math.min(MAX_PIXELS, Math.floor((MAX_INFLATED_BYTES * 8) / bitsPerPixel)));
  return { width, height, colourType, bitDepth, bitsPerPixel, interlaced: interlace === 1 };
}

/** Rows of equal length. */
interface Pass {
  rows: number;
  /** With the byte before it that names its filter. */
  rowBytes: number;
}

// PNG, 8.2: where the passes of Adam7 begin, and their steps.
const ADAM7 = [
  { x: 0, y: 0, dx: 8, dy: 8 },
  { x: 4, y: 0, dx: 8, dy: 8 },
  { x: 0, y: 4, dx: 4, dy: 8 },
  { x: 2, y: 0, dx: 4, dy: 4 },
  { x: 0, y: 2, dx: 2, dy: 4 },
  { x: 1, y: 0, dx: 2, dy: 2 },
  { x: 0, y: 1, dx: 1, dy: 2 },
];
const WHOLE = [{ x: 0, y: 0, dx: 1, dy: 1 }];

function passesOf({ width, height, bitsPerPixel, interlaced }: Header): Pass[] {
  return (interlaced ? ADAM7 : WHOLE).flatMap(({ x, y, dx, dy }) => {
    const columns = Math.ceil(Math.max(0, width - x) / dx);
    const rows = Math.ceil(Math.max(0, height - y) / dy);
    // A pass without columns has no rows either.
    return columns === 0 || rows === 0 ? [] : [{ rows, rowBytes: 1 + Math.ceil((columns * bitsPerPixel) / 8) }];
  });
}

const LAST_FILTER = 4;
const AT_ONCE_BYTES = 64 * 1_024;

/**
 * Whether what lies in IDAT are the header's pixels: they inflate to exactly their rows, each begun by a filter that there
 * is. Off the event loop and piece by piece: nothing of it is kept. Throws UndrawablePicture.
 */
export async function assertPixels(header: Header, deflated: readonly Buffer[]): Promise<void> {
  const rows = openRows(passesOf(header));
  const inflate = createInflate({ chunkSize: AT_ONCE_BYTES });
  try {
    await pipeline(Readable.from(deflated), inflate, async (inflated: AsyncIterable<Buffer>) => {
      for await (const piece of inflated) if (!rows.take(piece)) break;
    });
  } catch (error) {
    // Left early, the stream complains that it was.
    const isOurs = !rows.isBroken() && !String((error as { code?: unknown }).code).startsWith('Z_');
    if (isOurs) throw error;
    throw new UndrawablePicture('PNG IDAT');
  }
  const sent = deflated.reduce((sum, { length }) => sum + length, 0);
  // What hangs behind the pixels' own end is no part of the picture.
  if (!rows.isComplete() || inflate.bytesWritten !== sent) throw new UndrawablePicture('PNG IDAT');
}

/** Counts off rows, and looks at the filter of each. `take` is false from one filter or byte on that cannot be. */
function openRows(passes: readonly Pass[]) {
  let pass = 0;
  let row = 0;
  let leftInRow = 0;
  let broken = false;
  return {
    take(piece: Buffer): boolean {
      for (let at = 0; at < piece.length && !broken;) {
        if (leftInRow === 0) {
          const current = passes[pass];
          if (current === undefined || (piece[at] ?? 0) > LAST_FILTER) {
            broken = true;
            break;
          }
          leftInRow = current.rowBytes;
          row += 1;
          if (row === current.rows) [pass, row] = [pass + 1, 0];
        }
        const taken = Math.min(leftInRow, piece.length - at);
        leftInRow -= taken;
        at += taken;
      }
      return !broken;
    },
    isBroken: (): boolean => broken,
    isComplete: (): boolean => !broken && pass === passes.length && leftInRow === 0,
  };
}
