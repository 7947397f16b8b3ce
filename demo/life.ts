import type { Row } from './row.js';
import type { Stage } from './stage.js';

/** What becomes of one matter, or of a few that belong together, told in the order in which people do it. */
export interface Life {
  /** Stands in keys and outer ids: never changed. */
  name: string;
  shows: { zh: string; en: string };
  /** What is imported for it, by a name within the life. */
  rows?: Readonly<Record<string, Row>>;
  play: (stage: Stage) => Promise<void>;
}
