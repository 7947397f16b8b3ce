import type { VaultRef } from '../../../src/domain/envelope.js';
import { ACTORS, LEAD, OTHER, termsOf, unitFact } from '../invented.js';
import type { Play } from '../play.js';
import { CONTENT, result, reviewAndReply, signFor, type Path } from './steps.js';

/** The calendar of a request with two days more off in the coming week. */
async function amended(p: Play) {
  const { received, receivedAt } = p.state();
  const { calendar } = termsOf(receivedAt, received);
  const day = async (days: number) => (await p.now(days * 86_400_000)).slice(0, 10);
  const off = [await day(2), await day(3)];
  // A year that has no table yet gets its first.
  const unpublished = { version: 0, off: [], work: [] };
  const named = Object.fromEntries(off.map((day) => [day.slice(0, 4), unpublished]));
  const years = Object.fromEntries(
    Object.entries({ ...named, ...calendar.years }).map(([year, table]) => {
      const more = off.filter((one) => one.startsWith(year)).map((one) => one.slice(5));
      return [year, { ...table, version: table.version + 1, off: [...table.off, ...more].sort() }];
    }),
  );
  return { ...calendar, years };
}

/** What is changed for many requests at once, or dispatched again. New paths come last. */
export const ADOPTED_PATHS: readonly Path[] = [
  {
    name: 'calendar-adopted',
    shows: 'an amended year reaches a running request; what comes after is counted by it',
    play: async (p) => {
      await p.submit();
      await p.give('adoptCalendar', { calendar: await amended(p) }, { as: ACTORS.keeper });
      await signFor(p);
      await p.give('requestExtension', { limit: '1wd', reason: p.ref() }, { as: ACTORS.coordinator });
      await p.give('ruleOnExtension', { ruling: 'granted', reason: p.ref() }, { as: ACTORS.shiftLeader });
      await p.pass('interim_reply');
    },
  },
  {
    name: 'policy-adopted',
    shows: 'a running clock gets longer, none shorter, and the next ones go by the new policy',
    play: async (p) => {
      await p.submit();
      const { received, receivedAt } = p.state();
      const before = termsOf(receivedAt, received);
      const limits = { ...before.limits, result: '9wd', review: '2h' } as const;
      await p.give('adoptPolicy', { terms: { ...before, policy: before.policy + 1, limits } }, { as: ACTORS.keeper });
      await signFor(p);
      await result(p);
      await p.pass('review');
    },
  },
  {
    name: 'unit-succeeded',
    shows: 'the successor goes on where the abolished unit stood',
    play: async (p) => {
      await p.submit();
      await p.give('succeedUnit', { from: LEAD, to: unitFact(OTHER) }, { as: ACTORS.keeper });
      await p.give('signFor', {}, { as: ACTORS.coordinator, refused: 'not_lead_unit' });
      await p.give('signFor', {}, { as: ACTORS.otherCoordinator });
    },
  },
  {
    name: 'dispatched-again',
    shows:
      'a dispatcher sees the mistake before it is signed for: another unit, new unit clocks; never against a ruling',
    play: async (p) => {
      await p.submit();
      const other = { unit: unitFact(OTHER), reason: p.ref() };
      await p.give('dispatch', other, { as: ACTORS.dispatcher });
      await p.give('dispatch', other, { as: ACTORS.dispatcher, refused: 'already_lead_unit' });
      await p.give('signFor', {}, { as: ACTORS.coordinator, refused: 'not_lead_unit' });
      await p.give('object', { reason: p.ref() }, { as: ACTORS.otherCoordinator });
      await p.give('ruleOnObjection', { ruling: 'rejected', reason: p.ref() }, { as: ACTORS.shiftLeader });
      const back = { unit: unitFact(LEAD), reason: p.ref() };
      await p.give('dispatch', back, { as: ACTORS.dispatcher, refused: 'designation_stands' });
      await p.give('signFor', {}, { as: ACTORS.otherCoordinator });
    },
  },
  {
    name: 'marked',
    shows:
      'the unit says that it is unreasonable, two outside it agree; it is handled all the same, and called back by visit',
    play: async (p) => {
      await p.submit();
      await signFor(p);
      await p.give('proposeMark', { mark: 'unreasonable', reason: p.ref() }, { as: ACTORS.coordinator });
      const agreed = { ruling: 'agree', reason: p.ref() } as const;
      await p.give('ruleOnMark', agreed, { as: ACTORS.reviewer });
      await p.give('ruleOnMark', agreed, { as: ACTORS.reviewer, refused: 'reviewed_before' });
      await p.give('ruleOnMark', agreed, { as: ACTORS.supervisor });
      await result(p);
      await reviewAndReply(p);
      await p.give('recordCallBack', { result: 'reached', means: 'visit', answers: CONTENT }, { as: ACTORS.caller });
    },
  },
  {
    name: 'represented',
    shows: 'another was merged into it: two people speak for the group, and then another one',
    play: async (p) => {
      await p.submit();
      const named = (...of: readonly VaultRef[]) => ({ representatives: of, reason: p.ref() });
      await p.give('nameRepresentatives', named(p.ref()), { as: ACTORS.shiftLeader, refused: 'not_a_group' });
      const follower = p.another();
      await follower.submit();
      const into = { ...p.self(), position: p.state().position, sameCaller: 'no' } as const;
      await follower.give('merge', { into, reason: follower.ref() }, { as: ACTORS.dispatcher });
      await follower.settle();
      await p.settle();
      await p.give('nameRepresentatives', named(p.ref(), p.ref()), { as: ACTORS.shiftLeader });
      await p.give('nameRepresentatives', named(p.ref()), { as: ACTORS.shiftLeader });
    },
  },
  {
    name: 'taken-back',
    shows:
      'handed to the police while a unit has it, who do not take it; dispatched anew, signed for, and a secret after all',
    play: async (p) => {
      await p.submit();
      await p.give('handOver', { to: 'police', reason: p.ref() }, { as: ACTORS.clerk });
      await p.give('confirmHandOver', { result: 'not_taken', reason: p.ref() }, { as: ACTORS.clerk });
      await p.give('dispatch', { unit: unitFact(LEAD), reason: p.ref() }, { as: ACTORS.dispatcher });
      await signFor(p);
      const body = { reason: 'not_this_district', explanation: p.ref() } as const;
      await p.give('decline', body, { as: ACTORS.clerk, refused: 'declined_too_late' });
      await p.give('decline', { ...body, reason: 'state_secret_or_privacy' }, { as: ACTORS.clerk });
    },
  },
];
