import { z } from 'zod';
import { code, lineText } from './texts.js';

/** Where something is: codes of the directory, and words. */
export const PlaceSchema = z.strictObject({
  subdistrict: code.optional(),
  community: code.optional(),
  grid: code.optional(),
  /** A building of the directory; its estate is known by it. */
  building: code.optional(),
  address: lineText(300).optional(),
});
export type PlaceNamed = z.infer<typeof PlaceSchema>;
