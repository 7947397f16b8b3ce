import type { MatterName } from './words.js';

/** A row of the file that the demo imports, before words and times are put to it. */
export interface Row {
  matter: MatterName;
  /** The place; any if none is named. */
  community?: string;
  kind?: 'inquiry' | 'help' | 'complaint' | 'suggestion' | 'tip_off';
  urgency?: 'routine' | 'urgent' | 'critical';
  /** How long ago it was received, in minutes: its clocks have run since then. */
  ageMinutes: number;
  /** Left no name and no number. */
  anonymous?: true;
}
