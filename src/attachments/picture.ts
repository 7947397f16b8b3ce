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
  override readonly name = 'BrokenPicture';
}
