import { ACTORS, OTHER, unitFact } from '../invented.js';
import type { Play } from '../play.js';
import { result, signFor, type Path } from './steps.js';

const DAY_MS = 86_400_000;

/** Asked for until so many days from now, and granted. */
async function park(p: Play, days: number): Promise<void> {
  const until = (await p.now((days + 1) * DAY_MS)).slice(0, 10);
  const asked = { ground: 'season', leader: p.ref(), until, reason: p.ref() } as const;
  await p.give('park', asked, { as: ACTORS.coordinator });
  await p.give('ruleOnParking', { ruling: 'granted', reason: p.ref() }, { as: ACTORS.shiftLeader });
}

/** Parking, co-units, work assigned inside, and what is said from above. New paths come last. */
export const TOGETHER_PATHS: readonly Path[] = [
  {
    name: 'parked-and-cleared',
    shows: 'the resident’s clock stands still until it is cleared; the unit goes on to its result',
    play: async (p) => {
      await p.submit();
      await signFor(p);
      await park(p, 60);
      await p.give('submitResult', { summary: p.ref() }, { as: ACTORS.coordinator, refused: 'wrong_state' });
      await p.give('interimReply', { text: p.ref() }, { as: ACTORS.coordinator });
      await p.until(await p.now(10 * DAY_MS));
      await p.give('clear', { note: p.ref() }, { as: ACTORS.supervisor });
      await result(p);
    },
  },
  {
    name: 'parked-past-its-end',
    shows: 'nobody clears it: the clock runs again on the end date, and the month without a word is a breach',
    play: async (p) => {
      await p.submit();
      await signFor(p);
      await park(p, 40);
      await p.give('interimReply', { text: p.ref() }, { as: ACTORS.coordinator });
      await p.pass('parking_note');
      await p.give('interimReply', { text: p.ref() }, { as: ACTORS.clerk });
      await p.until(await p.now(12 * DAY_MS));
      await p.give('clear', { note: p.ref() }, { as: ACTORS.shiftLeader });
    },
  },
  {
    name: 'parking-refused',
    shows: 'it goes on, and may be asked for again',
    play: async (p) => {
      await p.submit();
      await signFor(p);
      const asked = { ground: 'funding', leader: p.ref(), until: (await p.now(9 * DAY_MS)).slice(0, 10) } as const;
      await p.give('park', { ...asked, reason: p.ref() }, { as: ACTORS.coordinator });
      await p.give('ruleOnParking', { ruling: 'refused', reason: p.ref() }, { as: ACTORS.shiftLeader });
      await p.give('park', { ...asked, reason: p.ref() }, { as: ACTORS.coordinator });
    },
  },
  {
    name: 'co-unit-replies',
    shows: 'a second unit signs for its part and replies; the lead gives one result',
    play: async (p) => {
      await p.submit();
      await signFor(p);
      await p.give('addCoUnit', { unit: unitFact(OTHER), task: p.ref() }, { as: ACTORS.dispatcher });
      await p.give('coSignFor', {}, { as: ACTORS.otherCoordinator });
      await p.give('submitResult', { summary: p.ref() }, { as: ACTORS.coordinator, refused: 'co_units_open' });
      await p.give('coReply', { text: p.ref() }, { as: ACTORS.otherCoordinator });
      await result(p);
    },
  },
  {
    name: 'co-unit-silent',
    shows: 'it is urged on a ladder of its own, and the lead goes on without it',
    play: async (p) => {
      await p.submit({ urgency: 'urgent' });
      await signFor(p);
      await p.give('addCoUnit', { unit: unitFact(OTHER), task: p.ref() }, { as: ACTORS.dispatcher });
      await p.pass('co_sign_for');
      await p.give('submitResult', { summary: p.ref(), withoutCoUnits: p.ref() }, { as: ACTORS.coordinator });
      await p.give('approveResult', { approved: 'yes' }, { as: ACTORS.head });
    },
  },
  {
    name: 'assigned-inside',
    shows: 'a person does it for the lead, is urged at the inner due, and no outer clock moves',
    play: async (p) => {
      await p.submit({ urgency: 'urgent' });
      await signFor(p);
      const assigned = { executor: 'person', to: p.ref(), standIn: p.ref(), limit: '2h' } as const;
      await p.give('assignInside', assigned, { as: ACTORS.coordinator });
      await p.pass('inside');
      await result(p);
    },
  },
  {
    name: 'executed-by-the-community',
    shows: 'the subdistrict leads, its community executes in half of the time and answers',
    play: async (p) => {
      await p.submit();
      await signFor(p);
      const unit = { code: 'community-a', kind: 'community', inForce: 'yes', of: ACTORS.head.unit ?? '' } as const;
      await p.give('assignInside', { executor: 'community', unit }, { as: ACTORS.coordinator });
      await p.give('coReply', { text: p.ref() }, { as: ACTORS.community });
      await result(p);
    },
  },
  {
    name: 'instructed',
    shows: 'a leader shortens the due, and no extension moves it',
    play: async (p) => {
      await p.submit();
      await signFor(p);
      const due = await p.now(30 * 3_600_000);
      await p.give('instruct', { leader: p.ref(), text: p.ref(), due }, { as: ACTORS.supervisor });
      await p.give(
        'requestExtension',
        { limit: '1wd', reason: p.ref() },
        { as: ACTORS.coordinator, refused: 'due_is_capped' },
      );
      await p.pass('result');
      await result(p);
    },
  },
  {
    name: 'level-raised',
    shows: 'the next lateness comes before the raised level at once',
    play: async (p) => {
      await p.submit({ urgency: 'urgent' });
      await p.give('raiseLevel', { level: 'supervision_office', reason: p.ref() }, { as: ACTORS.shiftLeader });
      await p.pass('sign_for');
      await p.until(await p.now(2 * 3_600_000));
    },
  },
  {
    name: 'late-entry-proven',
    shows: 'signed for in time and entered late: the proof stands beside the breach',
    play: async (p) => {
      await p.submit({ urgency: 'urgent' });
      const { at } = p.clock('sign_for');
      await p.pass('sign_for');
      await p.give('signFor', {}, { as: ACTORS.coordinator });
      const proof = { clock: 'sign_for', n: 1, proof: 'call-7', reason: p.ref() } as const;
      const early = new Date(Date.parse(at) - 3 * 3_600_000).toISOString();
      await p.give(
        'proveLateEntry',
        { ...proof, occurredAt: early },
        { as: ACTORS.supervisor, refused: 'late_entry_out_of_time' },
      );
      const occurredAt = new Date(Date.parse(at) - 600_000).toISOString();
      await p.give('proveLateEntry', { ...proof, occurredAt }, { as: ACTORS.supervisor });
    },
  },
];
