import { DECLINE_REASON_TERMS, HAND_OVER_TERMS, OUTCOME_TERMS, TERMINATION_GROUND_TERMS } from '../glossary.js';
import type { VaultRef } from '../envelope.js';
import type { EventOf } from './events.js';

/** The events that end a request; each may be followed by a reopening. */
export const ENDING_TYPES = [
  'answered',
  'declined',
  'hand_over_confirmed',
  'withdrawn',
  'terminated',
  'closed',
] as const;
export type Ending = EventOf<(typeof ENDING_TYPES)[number]>;

const CLOSED_BECAUSE = {
  judged: { zh: '您已作出评价,诉求结案', en: 'You have judged the result, and the request is closed' },
  window_ended: {
    zh: '评价期限已满,诉求结案',
    en: 'The time for your judgement has ended, and the request is closed',
  },
  shift_leader: {
    zh: '重办后经值班长研究决定结案,理由附后',
    en: 'After the rework the shift leader decided to close the request, for the reason given',
  },
  no_survey: {
    zh: '已作出答复;为不打扰当事人,不作回访,诉求结案',
    en: 'It was replied to; nobody is asked how content they are, and the request is closed',
  },
  merge_lead: {
    zh: '同一事项已由主件办理,结案',
    en: 'The same matter was handled under another number, and it is closed',
  },
  verified: { zh: '经他人现场核实已处置,结案', en: 'Another person found it done, and it is closed' },
  returned_upstream: {
    zh: '办理结果已报送上级平台,由其回访,结案',
    en: 'The result went to the platform that gave the order and calls back; here it is closed',
  },
  no_call_back: {
    zh: '已作出答复;因未留联系方式,无法回访,诉求结案',
    en: 'It was replied to; nobody can be called back, so the request is closed',
  },
} as const satisfies Record<EventOf<'closed'>['body']['basis'], Record<'zh' | 'en', string>>;

/** Why a request ended, in a sentence its resident can read: every end has one (design §3). */
export function endingText(ending: Ending, language: 'zh' | 'en'): string {
  const say = (zh: string, en: string): string => (language === 'zh' ? zh : en);
  switch (ending.type) {
    case 'answered':
      return say('您的咨询已直接答复', 'Your inquiry was answered at once');
    case 'declined': {
      const { zh, en } = DECLINE_REASON_TERMS[ending.body.reason];
      return say(`不予受理:${zh}`, `Not accepted: ${en}`);
    }
    case 'hand_over_confirmed': {
      const { zh, en } = HAND_OVER_TERMS[ending.body.to];
      return say(`已移交并确认接手:${zh}`, `Handed over, and taken over there: ${en}`);
    }
    case 'terminated': {
      const { zh, en } = TERMINATION_GROUND_TERMS[ending.body.ground];
      return say(`终止办理:${zh}`, `Terminated: ${en}`);
    }
    case 'withdrawn':
      return say('已按诉求人本人的要求撤回', 'Taken back, as the requester asked');
    case 'closed': {
      const { basis, outcome } = ending.body;
      const { zh, en } = OUTCOME_TERMS[outcome];
      return say(`${CLOSED_BECAUSE[basis].zh}(${zh})`, `${CLOSED_BECAUSE[basis].en} (${en})`);
    }
  }
}

/** What else a resident is told of why it was not accepted: the rule, and where to go instead. */
export function endingGuide(ending: Ending): { article?: VaultRef; goTo?: VaultRef } {
  if (ending.type !== 'declined') return {};
  const { article, goTo } = ending.body;
  return { ...(article && { article }), ...(goTo && { goTo }) };
}

/** What was told or said with the end, if anything: the answer, the explanation, the reason. */
export function endingDetail(ending: Ending): VaultRef | undefined {
  switch (ending.type) {
    case 'answered':
      return ending.body.answer;
    case 'declined':
      return ending.body.explanation;
    case 'terminated':
      return ending.body.explanation;
    // Who took it over is the centre's to know: the resident is told where it went.
    case 'hand_over_confirmed':
      return undefined;
    case 'withdrawn':
    case 'closed':
      return ending.body.reason;
  }
}
