/**
 * Of a photo's EXIF two things matter here: which way up it is shown, which must survive, and whether it says where it was
 * taken, which must not. EXIF is a TIFF block; its first directory holds both.
 */

export interface ExifFacts {
  /** 1 to 8; 1 is as stored. */
  orientation: number;
  holdsLocation: boolean;
}

const ORIENTATION_TAG = 0x0112;
const GPS_TAG = 0x8825;
const ENTRY_BYTES = 12;
const UPRIGHT = 1;

/** Reads the first directory of a TIFF block. What cannot be read says nothing. */
export function readExif(tiff: Buffer): ExifFacts {
  const order = tiff.toString('latin1', 0, 4);
  const facts = { orientation: UPRIGHT, holdsLocation: false };
  if (order !== 'II*\0' && order !== 'MM\0*') return facts;
  const short = (at: number): number => (order.startsWith('I') ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const long = (at: number): number => (order.startsWith('I') ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at));
  if (tiff.length < 8) return facts;
  const directory = long(4);
  if (directory + 2 > tiff.length) return facts;
  const last = Math.min(short(directory), Math.floor((tiff.length - directory - 2) / ENTRY_BYTES));
  for (let index = 0; index < last; index += 1) {
    const entry = directory + 2 + index * ENTRY_BYTES;
    if (short(entry) === GPS_TAG) facts.holdsLocation = true;
    if (short(entry) !== ORIENTATION_TAG) continue;
    const orientation = short(entry + 8);
    if (orientation >= 1 && orientation <= 8) facts.orientation = orientation;
  }
  return facts;
}

/** A TIFF block that says nothing but the orientation; undefined for a photo that is stored upright. */
export function orientationBlock(orientation: number): Buffer | undefined {
  if (orientation === UPRIGHT) return undefined;
  const block = Buffer.alloc(26);
  block.write('MM\0*', 'latin1');
  block.writeUInt32BE(8, 4); // where the directory begins
  block.writeUInt16BE(1, 8); // its entries
  block.writeUInt16BE(ORIENTATION_TAG, 10);
  block.writeUInt16BE(3, 12); // a SHORT
  block.writeUInt32BE(1, 14); // and one of them
  block.writeUInt16BE(orientation, 18);
  return block;
}
