import { ACTORS } from '../invented.js';
import { leaderIsCalledBack, mergeInto } from './linked.js';
import { CONTENT, signFor, type Path } from './steps.js';

const CREW = { case: 'enforcement_dispatch:150302:2026-000901', number: 'D150302-2026-000901' };

/** What goes on beside a request, of which the record tells it. New paths come last. */
export const BESIDE_PATHS: readonly Path[] = [
  {
    name: 'merged-by-the-record',
    shows: 'what the two tell each other is written with their events, and no signal is sent',
    play: async (p) => {
      const leader = await mergeInto(p);
      await leaderIsCalledBack(leader);
      await p.settle();
      await p.give('judge', CONTENT, { as: ACTORS.resident });
    },
  },
  {
    name: 'crew-noted',
    shows: 'a crew that nobody sent from here is noted once, and what it came to',
    play: async (p) => {
      await p.submit();
      await signFor(p);
      await p.give('noteOpened', { opened: CREW });
      await p.give('noteOpened', { opened: CREW }, { refused: 'nothing_changes' });
      await p.give('noteEnforcement', { dispatch: CREW, result: 'settled' });
      await p.give('withdraw', {}, { as: ACTORS.resident });
    },
  },
  {
    name: 'crew-noted-late',
    shows: 'it has ended and may be reopened: what a crew has come to still stands in its timeline',
    play: async (p) => {
      await p.submit();
      await signFor(p);
      await p.give('noteOpened', { opened: CREW });
      await p.give('withdraw', {}, { as: ACTORS.resident });
      await p.give('noteEnforcement', { dispatch: CREW, result: 'not_settled' });
    },
  },
];
