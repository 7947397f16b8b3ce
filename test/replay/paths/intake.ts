import { ACTORS, LEAD, unitFact } from '../invented.js';
import { callBack, CONTENT, rest, result, reviewAndReply, signFor, type Path } from './steps.js';

export const INTAKE_PATHS: readonly Path[] = [
  {
    name: 'accepted-on-arrival',
    shows: 'a trusted channel: received, accepted and dispatched in one decision',
    play: async (p) => {
      await p.submit();
      await p.give('signFor', {}, { as: ACTORS.coordinator });
    },
  },
  {
    name: 'accepted-by-hand',
    shows: 'an untrusted channel: accepted and dispatched by people, solved',
    play: async (p) => {
      await p.submit({ trusted: 'no', undispatched: true, channel: 'web' });
      await p.give('signFor', {}, { as: ACTORS.coordinator, refused: 'wrong_state' });
      await p.give('accept', {}, { as: ACTORS.clerk });
      await p.give('dispatch', { unit: unitFact(LEAD), reason: p.ref() }, { as: ACTORS.dispatcher });
      await signFor(p);
      await result(p);
      await reviewAndReply(p);
      await callBack(p, CONTENT);
    },
  },
  {
    name: 'answered-at-once',
    shows: 'an inquiry answered at the desk, at rest after the reopening window',
    play: async (p) => {
      await p.submit({ kind: 'inquiry', trusted: 'no' });
      await p.give('answerAtOnce', { answer: p.ref() }, { as: ACTORS.clerk });
      await rest(p);
    },
  },
  {
    name: 'declined',
    shows: 'not accepted, with a legal reason, at rest after the reopening window',
    play: async (p) => {
      await p.submit({ trusted: 'no' });
      await p.give('decline', { reason: 'statutory_channel', explanation: p.ref() }, { as: ACTORS.clerk });
      await rest(p);
    },
  },
  {
    name: 'information-supplemented',
    shows: 'asked by the lead, which pauses the result clock; answered, which moves its due',
    play: async (p) => {
      await p.submit();
      await signFor(p);
      await p.give('askInformation', { question: p.ref() }, { as: ACTORS.coordinator });
      await p.until(await p.now(26 * 3_600_000));
      await p.give('supplement', { text: p.ref() }, { as: ACTORS.resident });
      await p.give('askInformation', { question: p.ref() }, { as: ACTORS.clerk, refused: 'information_already_asked' });
      await result(p);
    },
  },
  {
    name: 'information-lapsed',
    shows: 'asked at the desk and never answered: the request goes on without',
    play: async (p) => {
      await p.submit({ urgency: 'urgent', trusted: 'no' });
      await p.give('askInformation', { question: p.ref() }, { as: ACTORS.clerk });
      await p.pass('information');
      await p.give('accept', {}, { as: ACTORS.clerk });
    },
  },
  {
    name: 'critical',
    shows: 'danger: hours instead of days, no question and no extension',
    play: async (p) => {
      await p.submit({ urgency: 'critical' });
      await signFor(p);
      await p.give(
        'askInformation',
        { question: p.ref() },
        { as: ACTORS.coordinator, refused: 'information_not_for_critical' },
      );
      await p.give(
        'requestExtension',
        { limit: '24h', reason: p.ref() },
        { as: ACTORS.coordinator, refused: 'extension_not_for_critical' },
      );
      await result(p);
      await reviewAndReply(p);
      await callBack(p, CONTENT);
    },
  },
  {
    name: 'praise',
    shows: 'no clocks but the windows of the resident',
    play: async (p) => {
      await p.submit({ kind: 'praise' });
      await signFor(p);
      await result(p);
      await reviewAndReply(p);
      await callBack(p, CONTENT);
      await rest(p);
    },
  },
  {
    name: 'anonymous',
    shows: 'nobody can be called back: closed with the reply, outside the satisfaction base',
    play: async (p) => {
      await p.submit({ requester: 'anonymous' });
      await signFor(p);
      await result(p);
      await reviewAndReply(p);
      await rest(p);
    },
  },
];
