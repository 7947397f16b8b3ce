import { wordsFor, noticeText, type NoticeLanguage } from '../domain/notice-texts.js';
import { noticeId, type Template } from '../domain/notices.js';
import type { CaseState } from '../domain/case/lifecycle.js';
import { numberOf } from '../domain/number.js';
import { stateAfter } from '../domain/procedures.js';
import type { RequestEvent } from '../domain/request/events.js';
import type { ResidentRequest } from '../domain/request/state.js';
import type { Database } from '../store/database.js';
import { isRequest } from '../store/view.js';
import { queryCode } from '../store/query-code.js';
import { judgementToken } from '../store/judgement-link.js';
import type { WaitingNotice } from '../store/notices.js';
import { listEvents, readContact, readTexts } from '../store/queries/find-request.js';
import type { Keys } from '../store/vault.js';
import type { Message } from './channels.js';

/**
 * What a notice is about: its event, and the case as that event left it, whatever happened since. What is told of an event of
 * any other case than a request's, the two have in common.
 */
export interface Occasion {
  event: RequestEvent;
  after: CaseState;
}

/** Reads what a notice is about. Throws when the record does not hold its event. */
export async function readOccasion(db: Database, of: { case: string; seq: number }): Promise<Occasion> {
  const events = (await listEvents(db, of.case, 0, of.seq)).map(({ event }) => event);
  const after = stateAfter(of.case, events);
  const event = events.at(-1);
  if (event?.seq !== of.seq || after === undefined) throw new Error(`${of.case} has no event ${String(of.seq)}`);
  return { event, after };
}

export interface Composing {
  db: Database;
  keys: Keys;
  language: NoticeLanguage;
  /** Where residents reach the service: links begin with it. */
  publicUrl: string;
}

/** The message of a notice to people. The resident's own message alone holds words, and those written for them. */
export async function compose(
  { db, keys, language, publicUrl }: Composing,
  notice: WaitingNotice & { template: Template },
  { event, after }: Occasion,
  /** Whose request it is to a resident who is told: the one itself, or one that was merged into it. */
  own?: ResidentRequest,
): Promise<Message> {
  const number = own?.received.number ?? numberOf(after.case);
  const words = own && wordsFor(event);
  const said = words && (await readTexts(db, after.case))[words.ref];
  const given = {
    number,
    ...(said !== undefined && said !== null && { words: said }),
    ...(notice.template === 'judgement_link' &&
      isRequest(after) && { link: `${publicUrl}/v1/judgements/${judgementToken(keys, number, after.links)}` }),
    ...(notice.template === 'received' && { code: queryCode(keys, number) }),
  };
  return {
    id: noticeId(notice),
    number,
    recipient: notice.recipient,
    template: notice.template,
    language,
    text: noticeText(notice.template, event, given, language),
  };
}

/** The phone a resident left, if any is left to us. */
export async function phoneOf({ db, keys }: Composing, { received }: ResidentRequest): Promise<string | undefined> {
  return received.contact && (await readContact(db, keys, received.contact.ref))?.phone;
}
