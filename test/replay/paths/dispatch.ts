import { ACTORS, LEAD, OTHER, unitFact } from '../invented.js';
import type { Play } from '../play.js';
import { signFor, type Path } from './steps.js';

async function object(p: Play): Promise<void> {
  await p.submit();
  await p.give('object', { reason: p.ref() }, { as: ACTORS.coordinator });
}

export const DISPATCH_PATHS: readonly Path[] = [
  {
    name: 'objection-upheld',
    shows: 'another unit leads, with new unit clocks',
    play: async (p) => {
      await object(p);
      await p.give(
        'ruleOnObjection',
        { ruling: 'upheld', reason: p.ref(), unit: unitFact(OTHER) },
        { as: ACTORS.shiftLeader },
      );
      await p.give('signFor', {}, { as: ACTORS.coordinator, refused: 'not_lead_unit' });
      await p.give('signFor', {}, { as: ACTORS.otherCoordinator });
    },
  },
  {
    name: 'objection-rejected',
    shows: 'the unit keeps it, designated: it cannot return it again',
    play: async (p) => {
      await object(p);
      await p.give('ruleOnObjection', { ruling: 'rejected', reason: p.ref() }, { as: ACTORS.shiftLeader });
      await p.give('object', { reason: p.ref() }, { as: ACTORS.coordinator, refused: 'designated_cannot_object' });
      await signFor(p);
    },
  },
  {
    name: 'objection-designated',
    shows: 'upheld, and the next unit designated: it cannot return it any more',
    play: async (p) => {
      await object(p);
      await p.give(
        'ruleOnObjection',
        { ruling: 'upheld', reason: p.ref(), unit: unitFact(OTHER), designate: 'yes' },
        { as: ACTORS.shiftLeader },
      );
      await p.give('object', { reason: p.ref() }, { as: ACTORS.otherCoordinator, refused: 'designated_cannot_object' });
      await p.give('signFor', {}, { as: ACTORS.otherCoordinator });
    },
  },
  {
    name: 'objection-late',
    shows: 'the window for objecting closes without an event of its own',
    play: async (p) => {
      await p.submit({ urgency: 'urgent' });
      await p.give('signFor', {}, { as: ACTORS.coordinator });
      await p.until(p.clock('objection').at);
      await p.give('object', { reason: p.ref() }, { as: ACTORS.coordinator, refused: 'objection_too_late' });
    },
  },
  {
    name: 'dispatch-late',
    shows: 'nobody dispatched in time: the breach urges, then the centre does its duty',
    play: async (p) => {
      await p.submit({ undispatched: true, urgency: 'urgent' });
      await p.pass('dispatch');
      await p.give('dispatch', { unit: unitFact(LEAD), reason: p.ref() }, { as: ACTORS.dispatcher });
    },
  },
];
