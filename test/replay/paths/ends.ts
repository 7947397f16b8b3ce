import { ACTORS } from '../invented.js';
import { rest, signFor, type Path } from './steps.js';

/** Hand-over, termination, and what was added since. New paths come last. */
export const END_PATHS: readonly Path[] = [
  {
    name: 'handed-over',
    shows: 'to a body outside, refused there, then to another that confirms: only then has it ended',
    play: async (p) => {
      await p.submit({ trusted: 'no', undispatched: true, channel: 'web' });
      await p.give('handOver', { to: 'police', reason: p.ref() }, { as: ACTORS.clerk });
      await p.give('accept', {}, { as: ACTORS.clerk, refused: 'hand_over_open' });
      await p.give('confirmHandOver', { result: 'not_taken', reason: p.ref() }, { as: ACTORS.clerk });
      await p.give('handOver', { to: 'petition_office', reason: p.ref() }, { as: ACTORS.clerk });
      await p.give('confirmHandOver', { result: 'taken', by: p.ref(), reference: 'X-1' }, { as: ACTORS.clerk });
      await rest(p);
    },
  },
  {
    name: 'hand-over-unconfirmed',
    shows: 'nobody confirms: the next day the centre is late, and is urged',
    play: async (p) => {
      await p.submit({ trusted: 'no', undispatched: true, urgency: 'critical', channel: 'web' });
      await p.give('handOver', { to: 'ambulance', reason: p.ref() }, { as: ACTORS.clerk });
      await p.pass('hand_over');
      await p.give('confirmHandOver', { result: 'taken', by: p.ref() }, { as: ACTORS.clerk });
    },
  },
  {
    name: 'terminated',
    shows: 'proposed by the unit and refused, proposed again and granted by the shift leader, reopened all the same',
    play: async (p) => {
      await p.submit();
      await signFor(p);
      const proposal = { ground: 'requester_not_cooperating', reason: p.ref() } as const;
      await p.give('terminate', proposal, { as: ACTORS.coordinator });
      await p.give('ruleOnTermination', { ruling: 'refused', explanation: p.ref() }, { as: ACTORS.shiftLeader });
      await p.give('terminate', proposal, { as: ACTORS.coordinator });
      await p.give('ruleOnTermination', { ruling: 'granted', explanation: p.ref() }, { as: ACTORS.shiftLeader });
      await p.give('reopen', { reason: p.ref() }, { as: ACTORS.clerk });
    },
  },
  {
    name: 'interim-replies',
    shows: 'the resident hears from the lead and from the centre while it waits at a whistle',
    play: async (p) => {
      await p.submit();
      await signFor(p);
      await p.give('blowWhistle', { reason: p.ref() }, { as: ACTORS.subdistrict });
      await p.give('interimReply', { text: p.ref() }, { as: ACTORS.coordinator });
      await p.give('interimReply', { text: p.ref() }, { as: ACTORS.otherCoordinator, refused: 'not_lead_unit' });
      await p.give('interimReply', { text: p.ref() }, { as: ACTORS.clerk });
    },
  },
];
