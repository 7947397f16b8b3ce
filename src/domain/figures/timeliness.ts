import type { Clock } from '../case/clock.js';
import type { ClockName } from '../vocabulary.js';
import type { Figure, Item, Window } from './figure.js';
import { changesOf, during, isOf, type Life } from './life.js';
import { isMatter } from './population.js';

/** Done before the due, or proven so afterwards: a recorded breach stays beside the proof (design §2.8). */
export function isKept({ status, breachedAt, provenAt }: Clock): boolean {
  return provenAt !== undefined || (status === 'met' && breachedAt === undefined);
}

/** Whether the duty fell away, or stood still, before it was missed: its due never came. */
export function neverCame({ status, breachedAt }: Clock): boolean {
  return breachedAt === undefined && (status === 'stopped' || status === 'paused');
}

/** The clocks of some names whose due moment fell in the period, whatever happened to close in it. */
function dues(
  names: readonly ClockName[],
  itemOf: (life: Life, clock: Clock) => Pick<Item, 'hit' | 'excluded'>,
): Figure['items'] {
  return (lives, { from, until }: Window) =>
    lives.filter(isMatter).flatMap((life) =>
      life.state.clocks
        .filter(({ clock, at }) => names.includes(clock) && at >= from && at < until)
        .map((clock) => ({
          number: life.state.received.number,
          unit: clock.unit ?? life.state.lead,
          ...itemOf(life, clock),
        })),
    );
}

/** Answered at once in time: a figure of its own, and no dispatch's and no result's. */
function wasAnswered(life: Life, clock: Clock): boolean {
  return isKept(clock) && during(life, clock).some(({ type, at }) => type === 'answered' && at === clock.stoppedAt);
}

const NEVER_CAME = { zh: '到期前已终结或暂停计时的', en: 'what ended or stood still before its due' };
const NOT_DISPATCHED = {
  zh: '到期前已直接答复、终结或暂停计时的',
  en: 'what was answered at once, ended or stood still before its due',
};

const NOT_DUE = {
  zh: '到期前直接答复、挂账、撤回、终结的(逾期后的仍计)',
  en: 'answered at once, parked, withdrawn or ended before the due (what was late already stays)',
};

function hasPassedReview(life: Life, clock: Clock): boolean {
  return isKept(clock) && during(life, clock).some(isOf('completed'));
}

/** The due of a clock as it stood before its first extension; undefined when it had none. */
function dueBeforeExtension({ events }: Life, { clock, n }: Clock): string | undefined {
  const changes = events.flatMap(changesOf).filter((change) => change.clock === clock && change.n === n);
  const extended = changes.findIndex(({ change }) => change === 'extended');
  return changes.slice(0, Math.max(0, extended)).findLast((change) => 'at' in change)?.at;
}

export const TIMELINESS = {
  dispatched_on_time: {
    zh: '派单及时率',
    en: 'Dispatched on time',
    numerator: { zh: '到期前派单', en: 'dispatched before the due' },
    denominator: { zh: '派单到期', en: 'dispatch dues' },
    exclusions: NOT_DISPATCHED,
    over: 'period',
    by: 'district',
    items: dues(['dispatch'], (life, clock) => ({
      hit: isKept(clock),
      excluded: neverCame(clock) || wasAnswered(life, clock),
    })),
  },
  signed_for_on_time: {
    zh: '签收及时率',
    en: 'Signed for on time',
    numerator: { zh: '到期前签收', en: 'signed for before the due' },
    denominator: { zh: '签收到期', en: 'sign-for dues' },
    exclusions: {
      zh: '异议成立的单位;到期前已终结的',
      en: 'units whose objection was upheld; what ended before its due',
    },
    over: 'period',
    by: 'unit',
    items: dues(['sign_for'], (life, clock) => {
      const rulings = during(life, clock).filter(isOf('objection_ruled'));
      return { hit: isKept(clock), excluded: neverCame(clock) || rulings.some(({ body }) => body.ruling === 'upheld') };
    }),
  },
  response_rate: {
    zh: '响应率',
    en: 'Response rate',
    numerator: {
      zh: '到期前联系,且诉求人未称无人联系',
      en: 'contacted before the due, less those whose requester says that nobody did',
    },
    denominator: { zh: '首次联系到期', en: 'first-contact dues' },
    exclusions: {
      zh: '保密、匿名、无电话的(不计时);到期前已终结的',
      en: 'confidential, anonymous, without a phone (no clock runs); what ended before its due',
    },
    over: 'period',
    by: 'unit',
    items: dues(['first_contact'], (life, clock) => {
      const denied = during(life, clock)
        .filter(isOf('judged'))
        .some(({ body }) => body.contacted === 'no');
      return { hit: isKept(clock) && !denied, excluded: neverCame(clock) };
    }),
  },
  completed_on_time: {
    zh: '按时办结率',
    en: 'Completed on time',
    numerator: { zh: '首个通过审核的办理结果在到期前', en: 'first result that passed review, before the due' },
    denominator: { zh: '办理到期', en: 'result dues' },
    exclusions: NOT_DUE,
    over: 'period',
    by: 'unit',
    items: dues(['result'], (life, clock) => ({
      hit: hasPassedReview(life, clock),
      excluded: neverCame(clock) || wasAnswered(life, clock),
    })),
  },
  completed_without_extensions: {
    zh: '按时办结率(不计延期)',
    en: 'Completed on time, extensions not counted',
    numerator: {
      zh: '首个通过审核的办理结果在首次延期前的期限内',
      en: 'first result that passed review, before the due as it stood before the first extension',
    },
    denominator: { zh: '办理到期', en: 'result dues' },
    exclusions: NOT_DUE,
    over: 'period',
    by: 'unit',
    items: dues(['result'], (life, clock) => {
      const first = dueBeforeExtension(life, clock);
      const inFirst = first === undefined || (clock.stoppedAt !== undefined && clock.stoppedAt < first);
      return {
        hit: hasPassedReview(life, clock) && inFirst,
        excluded: neverCame(clock) || wasAnswered(life, clock),
      };
    }),
  },
  late_entries: {
    zh: '补录率',
    en: 'Late entries',
    numerator: { zh: '凭证据补录为按时', en: 'proven in time after the due' },
    denominator: { zh: '派单、签收、首次联系、办理到期', en: 'dispatch, sign-for, first-contact and result dues' },
    exclusions: NEVER_CAME,
    over: 'period',
    by: 'unit',
    items: dues(['dispatch', 'sign_for', 'first_contact', 'result'], (_life, clock) => ({
      hit: clock.provenAt !== undefined,
      excluded: neverCame(clock),
    })),
  },
  valid_call_backs: {
    zh: '有效回访率',
    en: 'Valid call-backs',
    numerator: { zh: '接通并作出评价', en: 'reached with an answer' },
    denominator: { zh: '回访到期', en: 'call-backs due' },
    exclusions: { zh: '到期前已终结的', en: 'what ended before its due' },
    over: 'period',
    by: 'district',
    warnsBelow: 0.7,
    items: dues(['reached'], (life, clock) => {
      const happened = during(life, clock);
      const answered = happened.filter(isOf('judged')).some(({ body }) => body.by === 'call_back');
      // Sought in vain: the rule ends the search without a breach, and the caller was not reached all the same.
      const sought = happened.filter(isOf('call_back_recorded')).some(({ body }) => body.link === 'yes');
      return { hit: answered, excluded: neverCame(clock) && !sought };
    }),
  },
} as const satisfies Record<string, Figure>;
