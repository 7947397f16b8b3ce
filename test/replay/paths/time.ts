import { ACTORS } from '../invented.js';
import { result, signFor, type Path } from './steps.js';

const before = (instant: string, ms: number) => new Date(Date.parse(instant) - ms).toISOString();

export const TIME_PATHS: readonly Path[] = [
  {
    name: 'sign-for-climbs-the-ladder',
    shows: 'nobody signs for it: breach, urge, every rung, and the agenda of the joint meeting',
    play: async (p) => {
      await p.submit({ urgency: 'critical' });
      while (p.state().agendaProposed !== 'yes') await p.until(await p.now(20 * 60_000));
      await p.give('signFor', {}, { as: ACTORS.coordinator });
    },
  },
  {
    name: 'warned-then-in-time',
    shows: 'warned at both shares of the counted time, and done before the due',
    play: async (p) => {
      await p.submit({ urgency: 'urgent' });
      await p.until(before(p.clock('sign_for').at, 60_000));
      await p.give('signFor', {}, { as: ACTORS.coordinator });
    },
  },
  {
    name: 'late-command',
    shows: 'a command received after the due, before the timer: it decides the breach first, in the same step',
    play: async (p) => {
      await p.submit({ urgency: 'urgent' });
      const due = p.clock('sign_for').at;
      await p.until(before(due, 500));
      await p.give('signFor', {}, { as: ACTORS.coordinator, receivedAt: due });
    },
  },
  {
    name: 'found-undecided',
    shows: 'received in time and brought by nobody: found before the breach is decided, and answered again later',
    play: async (p) => {
      await p.submit({ urgency: 'urgent' });
      const id = p.hold('signFor', {}, { as: ACTORS.coordinator, receivedAt: before(p.clock('sign_for').at, 1) });
      await p.pass('sign_for');
      await p.bring(id);
      await result(p);
    },
  },
  {
    name: 'knocked-while-judged',
    shows: 'given while the breach is being recorded: it waits, and is decided after it',
    play: async (p) => {
      await p.submit({ urgency: 'urgent' });
      const { at: receivedAt } = p.clock('sign_for');
      await p.knock('sign_for', 'signFor', {}, { as: ACTORS.coordinator, receivedAt });
    },
  },
  {
    name: 'heard-while-knocking',
    shows: 'received in time, and brought while the breach is being judged: found, heard first, and answered once',
    play: async (p) => {
      await p.submit({ urgency: 'urgent' });
      const receivedAt = before(p.clock('sign_for').at, 1);
      await p.knock('sign_for', 'signFor', {}, { as: ACTORS.coordinator, receivedAt, held: true });
    },
  },
  {
    name: 'one-id-twice',
    shows: 'the same command by update and by signal has one effect and one answer',
    play: async (p) => {
      await p.submit();
      await signFor(p);
      await p.give('blowWhistle', { reason: p.ref() }, { as: ACTORS.subdistrict });
      const bySignal = await p.signal(
        'concludeReferral',
        { referral: 'whistle', result: 'settled' },
        { as: ACTORS.workflow },
      );
      await p.give(
        'concludeReferral',
        { referral: 'whistle', result: 'settled' },
        { as: ACTORS.workflow, id: bySignal },
      );
      const byUpdate = await p.give('comment', { text: p.ref() }, { as: ACTORS.clerk });
      await p.signal('comment', { text: p.ref() }, { as: ACTORS.workflow, id: byUpdate });
    },
  },
  {
    name: 'urged-supervised-commented',
    shows: 'what people may say at any time',
    play: async (p) => {
      await p.submit();
      await signFor(p);
      await p.give('urge', { reason: p.ref() }, { as: ACTORS.resident });
      await p.give('supervise', { level: 'supervision_office', reason: p.ref() }, { as: ACTORS.supervisor });
      await p.give('comment', { text: p.ref() }, { as: ACTORS.clerk });
    },
  },
  {
    name: 'withdrawn',
    shows: 'the resident takes it back, at rest after the reopening window',
    play: async (p) => {
      await p.submit();
      await signFor(p);
      await p.give('withdraw', {}, { as: ACTORS.clerk, refused: 'only_requester_withdraws' });
      await p.give('withdraw', { callId: 'call-1' }, { as: ACTORS.clerk });
      await p.pass('reopening');
    },
  },
  {
    name: 'continued',
    shows: 'a long request goes on in new runs, and keeps its answers',
    continues: true,
    play: async (p) => {
      await p.submit({ urgency: 'urgent' });
      await signFor(p);
      const early = await p.give('urge', {}, { as: ACTORS.resident });
      for (let round = 1; round <= 9; round += 1) await p.give('comment', { text: p.ref() }, { as: ACTORS.clerk });
      await p.give('urge', {}, { as: ACTORS.resident, id: early });
      await result(p);
    },
  },
  {
    name: 'signalled-at-the-end',
    shows: 'a linked workflow speaks up while the end is being recorded: it is refused, and that is on record',
    play: async (p) => {
      await p.submit();
      await p.give('withdraw', {}, { as: ACTORS.resident });
      await p.knockBySignal(
        'reopening',
        'comment',
        { text: p.ref() },
        { as: ACTORS.workflow, refused: 'request_ended' },
      );
    },
  },
  {
    name: 'signalled-after-the-due',
    shows: 'a linked workflow speaks up in the second after a due: who was in time is heard first',
    play: async (p) => {
      await p.submit({ urgency: 'urgent' });
      const due = p.clock('sign_for').at;
      p.hold('signFor', {}, { as: ACTORS.coordinator, receivedAt: before(due, 1) });
      await p.until(before(due, -200));
      await p.signal('comment', { text: p.ref() }, { as: ACTORS.workflow });
      await p.until(before(due, -1_500));
      if (p.clock('sign_for').breachedAt !== undefined) throw new Error('it was in time');
    },
  },
  {
    name: 'signalled-while-continuing',
    shows: 'a signal waits for a due while a run gives over to the next: the due is judged, and the signal after it',
    continues: true,
    play: async (p) => {
      // Half an hour to sign for it, of which seconds are left.
      await p.submit({ urgency: 'critical' }, 30 * 60_000 - 5_000);
      const due = p.clock('sign_for').at;
      p.whileRecording(async () => {
        await p.sleepUntil(due, 200);
        await p.send('comment', { text: p.ref() }, { as: ACTORS.workflow });
        await p.sleepUntil(due, 1_200);
      });
      for (let round = 1; round <= 6; round += 1) await p.give('comment', { text: p.ref() }, { as: ACTORS.clerk });
      await p.until(new Date(Date.parse(due) + 2_500).toISOString());
      const seen = p.types();
      const breach = seen.indexOf('clock_breached');
      if (breach === -1 || seen.lastIndexOf('commented') < breach) throw new Error('it waits for ever');
    },
  },
];
