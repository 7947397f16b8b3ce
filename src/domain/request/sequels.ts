import type { Message, Opens } from '../case/lifecycle.js';
import { caseIdOf } from '../number.js';
import type { Terms } from '../policy.js';
import type { RequestCommandBodies } from './commands.js';
import { ENDED } from './decide/places.js';
import type { RequestEvent, RequestRef } from './events.js';
import type { ResidentRequest } from './state.js';

/** A word to another request: between a leader and those merged into it. */
export type Word = {
  [Name in 'takeFollower' | 'releaseFollower' | 'followLeader']: {
    to: string;
    name: Name;
    body: RequestCommandBodies[Name];
  };
}['takeFollower' | 'releaseFollower' | 'followLeader'];

/** What the workflow does beyond its own request, by the state after an event; before rules 5 it told others by signal. */
export function sequelsOf(
  event: RequestEvent,
  state: ResidentRequest,
  terms: Pick<Terms, 'rules'>,
): readonly (Word | Opens)[] {
  switch (event.type) {
    case 'referred':
      // Where time alone brought it there, the committee is whoever can command its lead: the directory knows (rules 3).
      if (event.body.by === 'ladder' && terms.rules >= 3) {
        return [{ raisesItem: event.body.late === undefined ? 'difficulty' : 'lapsed' }];
      }
      // What it was referred to is a case of its own.
      return event.body.reference !== undefined && event.commandId !== undefined ? [{ opensFor: event.commandId }] : [];
    case 'split':
      return [{ openParts: event.commandId ?? '' }];
    default:
      return isToldByRecord(state) ? [] : wordsOf(event, state);
  }
}

/** The ends of a request, after which nobody waits for what it has led to. */
const ENDS: ReadonlySet<RequestEvent['type']> = new Set([
  ...(['answered', 'declined', 'withdrawn', 'terminated', 'hand_over_confirmed', 'closed'] as const),
]);

/** What the record gives other cases: since rules 5 to its leader and its followers, since rules 4 its end to what it has led to, and since
 * rules 6 that it is open again. */
export function messagesOf(event: RequestEvent, state: ResidentRequest): readonly Message[] {
  const { rules, ledTo = [], position } = state;
  const over = (to: string): Message => ({ to, name: 'hearRequestEnd', body: { position } });
  // What it hears of too late was never told otherwise.
  if (event.type === 'case_opened') return ENDED.some((end) => end === position) ? [over(event.body.opened.case)] : [];
  if (event.type === 'reopened' && (rules ?? 1) >= 6)
    return ledTo.map((number) => ({ to: caseIdOf(number), name: 'hearRequestReopened', body: {} }));
  return [
    ...(isToldByRecord(state) ? wordsOf(event, state) : []),
    ...(rules !== undefined && ENDS.has(event.type) ? ledTo.map((number) => over(caseIdOf(number))) : []),
  ];
}

function isToldByRecord({ rules = 1 }: ResidentRequest): boolean {
  return rules >= 5;
}

/** What an event tells its leader or its followers. */
function wordsOf(event: RequestEvent, state: ResidentRequest): readonly Word[] {
  const self = { case: state.case, number: state.received.number };
  switch (event.type) {
    case 'merged': {
      const { into, sameCaller } = event.body;
      return [{ to: into.case, name: 'takeFollower', body: { follower: self, sameCaller } }];
    }
    case 'unmerged':
      return [{ to: event.body.from.case, name: 'releaseFollower', body: { follower: self } }];
    case 'follower_joined':
      return catchUp(state, self, event.body.follower);
    case 'result_approved':
      return tellAll(state, self, 'result');
    case 'review_returned':
      return tellAll(state, self, 'result_returned');
    case 'followed':
      return tellAll(state, self, event.body.step);
    case 'call_back_recorded':
      return event.body.link === 'yes' || event.body.result === 'reached' ? tellAll(state, self, 'called_back') : [];
    case 'closed':
      return tellAll(state, self, 'called_back');
    case 'answered':
    case 'declined':
    case 'withdrawn':
    case 'terminated':
    case 'hand_over_confirmed':
      return [...leave(state, self), ...tellAll(state, self, 'ended')];
    default:
      return [];
  }
}

/** Who ends otherwise no longer waits for its leader. */
function leave({ mergedInto }: ResidentRequest, follower: RequestRef): readonly Word[] {
  return mergedInto ? [{ to: mergedInto.case, name: 'releaseFollower', body: { follower } }] : [];
}

/** Who joins late is told at once what the others were told before. */
function catchUp(state: ResidentRequest, self: RequestRef, follower: RequestRef): readonly Word[] {
  const alone = { ...state, followers: [follower] };
  switch (state.position) {
    // It was itself merged in the same moment: neither waits for the other.
    case 'merged':
    case 'answered':
    case 'declined':
    case 'withdrawn':
    case 'terminated':
    case 'handed_over':
      return tellAll(alone, self, 'ended');
    case 'in_review':
    case 'awaiting_reply':
    case 'awaiting_call_back':
      return tellAll(alone, self, 'result');
    case 'awaiting_judgement':
    case 'closed':
      return [...tellAll(alone, self, 'result'), ...tellAll(alone, self, 'called_back')];
    default:
      return [];
  }
}

function tellAll(
  { followers = [], lead: unit = '' }: ResidentRequest,
  leader: RequestRef,
  step: RequestCommandBodies['followLeader']['step'],
): readonly Word[] {
  return followers.map(({ case: to }) => ({ to, name: 'followLeader', body: { leader, step, unit } }));
}
