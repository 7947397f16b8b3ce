import type { Refusal } from './refusals.js';

/** A point on the ground, in millionths of a degree (WGS 84): events hold no fractions. */
export interface Point {
  latitude: number;
  longitude: number;
}

/** 现场: where people are to come. */
export interface Site extends Point {
  /** Who reports in from farther away, in metres, explains it. */
  withinMetres: number;
}

/** Whether a site was reached, by how far from it somebody is: within its radius, which only a position can tell. */
export function isOutside(site: Site, metres: number | undefined): Refusal | undefined {
  if (metres === undefined) return { code: 'position_required' };
  const { withinMetres: within } = site;
  return metres > within ? { code: 'too_far_from_site', params: { metres, within } } : undefined;
}
