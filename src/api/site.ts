import { z } from 'zod';
import type { Site } from '../domain/site.js';

/** A site that people are shown, in degrees. */
export const SiteSchema = z.object({ latitude: z.number(), longitude: z.number(), withinMetres: z.int() });

const MILLION = 1_000_000;

export function inDegrees({ latitude, longitude, withinMetres }: Site): z.infer<typeof SiteSchema> {
  return { latitude: latitude / MILLION, longitude: longitude / MILLION, withinMetres };
}
