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
