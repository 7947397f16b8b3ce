import { z } from 'zod';
import type { Point } from '../domain/site.js';

/** A point as devices give it, in degrees (WGS 84). */
export const PositionSchema = z.strictObject({
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
});
type Position = z.infer<typeof PositionSchema>;

const MILLION = 1_000_000;

/** A point as events hold it. */
export function inMillionths({ latitude, longitude }: Position): Point {
  return { latitude: Math.round(latitude * MILLION), longitude: Math.round(longitude * MILLION) };
}

const EARTH_METRES = 6_371_000;

/** How far a position is from a site, in metres, as the crow flies. */
export function metresFrom(site: Point, position: Position): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const [lat, lon] = [radians(site.latitude / MILLION), radians(site.longitude / MILLION)];
  const [toLat, toLon] = [radians(position.latitude), radians(position.longitude)];
  const h = Math.sin((toLat - lat) / 2) ** 2 + Math.cos(lat) * Math.cos(toLat) * Math.sin((toLon - lon) / 2) ** 2;
  return Math.round(2 * EARTH_METRES * Math.asin(Math.min(1, Math.sqrt(h))));
}
