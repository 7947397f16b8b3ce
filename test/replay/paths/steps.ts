import type { JudgementAnswers } from '../../../src/domain/request/events.js';
import { ACTORS } from '../invented.js';
import type { Play } from '../play.js';

/** One way a request can go. The name is the kept file's, and never changes. */
export interface Path {
  name: string;
  /** What the history shows, for whoever finds it red. */
  shows: string;
  /** Needs a server that suggests to continue as new; it plays in real time. */
  continues?: true;
  play: (p: Play) => Promise<void>;
}

export const CONTENT: JudgementAnswers = { contacted: 'yes', solved: 'solved', satisfaction: 5 };
export const NOT_CONTENT: JudgementAnswers = { contacted: 'yes', solved: 'not', satisfaction: 1 };

/** From dispatch to the lead's desk. */
export async function signFor(p: Play): Promise<void> {
  await p.give('signFor', {}, { as: ACTORS.coordinator });
  const { requester, contact } = p.state().received;
  const refused = requester === 'named' && contact !== undefined ? {} : { refused: 'nobody_to_contact' as const };
  await p.give('recordContact', { means: 'phone', result: 'reached' }, { as: ACTORS.coordinator, ...refused });
}

/** The lead's result, approved by its head. */
export async function result(p: Play): Promise<void> {
  await p.give('submitResult', { summary: p.ref() }, { as: ACTORS.coordinator });
  await p.give('approveResult', { approved: 'yes' }, { as: ACTORS.head });
}

/** Reviewed and replied to. */
export async function reviewAndReply(p: Play): Promise<void> {
  await p.give('review', { passed: 'yes' }, { as: ACTORS.reviewer });
  await p.give('reply', { reply: p.ref() }, { as: ACTORS.coordinator });
}

export async function callBack(p: Play, answers: JudgementAnswers): Promise<void> {
  await p.give('recordCallBack', { result: 'reached', answers }, { as: ACTORS.caller });
}

/** From receipt by a trusted channel to the resident's answer. */
export async function throughTo(p: Play, answers: JudgementAnswers): Promise<void> {
  await p.submit();
  await signFor(p);
  await result(p);
  await reviewAndReply(p);
  await callBack(p, answers);
}

/** The window for reopening ends, and with it the workflow. */
export async function rest(p: Play): Promise<void> {
  await p.pass('reopening');
}
