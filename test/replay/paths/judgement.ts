import { ACTORS } from '../invented.js';
import type { Play } from '../play.js';
import {
  callBack,
  CONTENT,
  NOT_CONTENT,
  rest,
  result,
  reviewAndReply,
  signFor,
  throughTo,
  type Path,
} from './steps.js';

const DAY_MS = 86_400_000;

/** So many whole days on, at 19:00 at +08:00: late enough for a call to count. */
async function evening(p: Play, days: number): Promise<void> {
  const today = new Date(Date.parse(await p.now()) + 8 * 3_600_000).toISOString().slice(0, 10);
  const at = Date.parse(`${today}T19:00:00+08:00`) + days * DAY_MS;
  await p.until(new Date(at).toISOString());
}

/** Three calls nobody takes, on two days, in the evening: then the link is sent. */
async function unreached(p: Play): Promise<void> {
  const call = () => p.give('recordCallBack', { result: 'unreached' }, { as: ACTORS.caller });
  await call();
  await evening(p, 1);
  await call();
  await call();
}

async function toCallBack(p: Play): Promise<void> {
  await p.submit();
  await signFor(p);
  await result(p);
  await reviewAndReply(p);
}

/** The system's own rework is used up, and the resident is still not content. */
async function unsatisfiedTwice(p: Play): Promise<void> {
  await throughTo(p, NOT_CONTENT);
  await result(p);
  await reviewAndReply(p);
  await callBack(p, { contacted: 'yes', solved: 'partly', satisfaction: 2 });
}

export const JUDGEMENT_PATHS: readonly Path[] = [
  {
    name: 'happy',
    shows: 'received, dispatched, handled, reviewed, called back, closed, and at rest when the reopening window ends',
    play: async (p) => {
      await throughTo(p, CONTENT);
      await rest(p);
    },
  },
  {
    name: 'unreached-judged-by-link',
    shows: 'three calls in vain, then the resident judges by the link',
    play: async (p) => {
      await toCallBack(p);
      await unreached(p);
      await p.give('judge', CONTENT, { as: ACTORS.resident });
    },
  },
  {
    name: 'window-ended-unjudged',
    shows: 'nobody judges: closed by the end of the window, at rest after the next',
    play: async (p) => {
      await toCallBack(p);
      await p.give('recordCallBack', { result: 'reached', linkInstead: 'yes' }, { as: ACTORS.caller });
      await p.pass('judgement_window');
      await p.give('judge', CONTENT, { as: ACTORS.resident, refused: 'wrong_state' });
      await rest(p);
    },
  },
  {
    name: 'rework-then-satisfied',
    shows: 'not content once: the system orders rework; its review sends it back once; content then',
    play: async (p) => {
      await throughTo(p, NOT_CONTENT);
      await result(p);
      await p.give('review', { passed: 'no', reason: p.ref() }, { as: ACTORS.reviewer });
      await result(p);
      await reviewAndReply(p);
      await callBack(p, CONTENT);
    },
  },
  {
    name: 'unsatisfied-twice-closed',
    shows: 'the shift leader closes with a reason',
    play: async (p) => {
      await unsatisfiedTwice(p);
      await p.give('judge', CONTENT, { as: ACTORS.resident, refused: 'no_link_open' });
      await p.give('close', { reason: p.ref() }, { as: ACTORS.shiftLeader });
    },
  },
  {
    name: 'unsatisfied-twice-reworked',
    shows: 'the shift leader orders another rework',
    play: async (p) => {
      await unsatisfiedTwice(p);
      await p.give('rework', { reason: p.ref() }, { as: ACTORS.shiftLeader });
      await result(p);
    },
  },
  {
    name: 'reopened-and-solved',
    shows: 'closed, reopened with a second result clock, solved',
    play: async (p) => {
      await throughTo(p, CONTENT);
      await p.give('reopen', { reason: p.ref() }, { as: ACTORS.resident });
      await signFor(p);
      await result(p);
      await reviewAndReply(p);
      await callBack(p, CONTENT);
      await rest(p);
    },
  },
  {
    name: 'reopened-after-answer',
    shows: 'an answered inquiry goes back to dispatch',
    play: async (p) => {
      await p.submit({ kind: 'inquiry', trusted: 'no' });
      await p.give('answerAtOnce', { answer: p.ref() }, { as: ACTORS.clerk });
      await p.give('reopen', { reason: p.ref() }, { as: ACTORS.clerk });
    },
  },
  {
    name: 'at-rest',
    shows: 'what comes after the reopening window finds the request ended',
    play: async (p) => {
      await throughTo(p, CONTENT);
      const late = p.clock('reopening').at;
      // Received after the due and before the timer: it is the command that ends the request, and is refused for it.
      await p.until(new Date(Date.parse(late) - 500).toISOString());
      await p.give('reopen', { reason: p.ref() }, { as: ACTORS.resident, receivedAt: late, refused: 'request_ended' });
    },
  },
];
