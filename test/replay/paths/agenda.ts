import { ACTORS, LEAD, OTHER, unitFact } from '../invented.js';
import type { Path } from './steps.js';

/** What comes before a joint meeting by itself: from rules 3 on by an agenda item of its own. New paths come last. */
export const AGENDA_PATHS: readonly Path[] = [
  {
    name: 'onto-an-agenda-by-itself',
    shows: 'transferred too often without being solved, it is brought before the meeting, and an item is asked for',
    play: async (p) => {
      await p.submit();
      for (const unit of [OTHER, LEAD, OTHER]) {
        await p.give('dispatch', { unit: unitFact(unit), reason: p.ref() }, { as: ACTORS.dispatcher });
      }
      await p.give('comment', { text: p.ref() }, { as: ACTORS.clerk });
    },
  },
];
