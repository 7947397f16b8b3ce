/** A picture without whatever was said beside it. */
export interface CleanPicture {
  /** The whole file as it is kept. */
  bytes: Buffer;
  /** What the picture itself is made of, in order: the same for every copy, whatever is said beside it. */
  pixels: readonly Buffer[];
  /** How much lay behind the picture's end, and was cut off. */
  trailingBytes: number;
}

/** A picture that is cut short, or is not what it begins as. */
export class BrokenPicture extends Error {
  override readonly name: string = 'BrokenPicture';
}

/** A picture that is whole, and that no viewer shows: a field of it is not what its format demands. */
export class UndrawablePicture extends BrokenPicture {
  override readonly name = 'UndrawablePicture';
  constructor(
    /** By the names of the format's own specification. */
    readonly field: string,
  ) {
    super(`${field} is not what the format demands`);
  }
}

/** A picture of no size, or of one that no viewer has the memory for. */
export class PictureOutOfBounds extends BrokenPicture {
  override readonly name = 'PictureOutOfBounds';
  constructor(readonly size: Size & Bounds) {
    super('a picture that is too small or too large');
  }
}

/** In pixels. */
export interface Size {
  width: number;
  height: number;
}

interface Bounds {
  maxSide: number;
  maxPixels: number;
}

/** Panoramas of phones are up to 16,400 pixels wide. */
export const MAX_SIDE = 20_000;
/** The largest sensors of phones have 200 megapixels, 16,384 × 12,288. */
export const MAX_PIXELS = 16_384 * 12_288;

/** Holds a picture to sides that it can have, and to what a viewer has the memory for. Throws PictureOutOfBounds. */
export function assertBounds({ width, height }: Size, maxPixels = MAX_PIXELS): void {
  const isSide = (side: number): boolean => side >= 1 && side <= MAX_SIDE;
  if (isSide(width) && isSide(height) && width * height <= maxPixels) return;
  throw new PictureOutOfBounds({ width, height, maxSide: MAX_SIDE, maxPixels });
}
