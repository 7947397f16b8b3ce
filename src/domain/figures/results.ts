import type { EventOf } from '../request/events.js';
import type { Satisfaction } from '../vocabulary.js';
import type { Figure, Item, Window } from './figure.js';
import { followedBy, isOf, leadAt, type Life } from './life.js';
import { isExcluded, isMatter } from './population.js';

/** 基本满意 and better (practice §5). */
export const SATISFIED_FROM: Satisfaction = 3;

type Judged = EventOf<'judged'>;

const within = ({ at }: { at: string }, { from, until }: Window) => at >= from && at < until;

/** One judgement of each request, its first or its latest, where that one was given in the period. */
function judgements(which: 'first' | 'latest', isGood: (judged: Judged) => boolean): Figure['items'] {
  return (lives, window) =>
    lives.filter(isMatter).flatMap((life): Item[] => {
      const judged = life.events.filter(isOf('judged')).at(which === 'first' ? 0 : -1);
      if (judged === undefined || !within(judged, window)) return [];
      const excluded = isExcluded(life.events, judged.body.round);
      return [{ number: life.state.received.number, unit: leadAt(life, judged), hit: isGood(judged), excluded }];
    });
}

const isSolved = ({ body }: Judged) => body.solved === 'solved';
const isSatisfied = ({ body }: Judged) => body.satisfaction >= SATISFIED_FROM;

/** Events of a type in the period, and whether what followed each, before another of its type, makes it a hit. */
function followed<Type extends 'replied' | 'dispatched'>(
  type: Type,
  unitOf: (life: Life, event: EventOf<Type>) => string | undefined,
  isHit: (life: Life, event: EventOf<Type>) => boolean,
): Figure['items'] {
  return (lives, window) =>
    lives.filter(isMatter).flatMap((life) =>
      life.events
        .filter(isOf(type))
        .filter((event) => within(event, window))
        .map((event) => ({
          number: life.state.received.number,
          unit: unitOf(life, event),
          hit: isHit(life, event),
          excluded: false,
        })),
    );
}

const FIRST = { zh: '首次评价', en: 'first judgements' };
const LATEST = { zh: '最近一次评价', en: 'latest judgements' };
const EXCLUSIONS = {
  zh: '未接通、不予受理的(无评价);申诉获准剔除的(列出件数)',
  en: 'unreached or declined (not judged); approved appeals (their number is shown)',
};
const SOLVED = { zh: '已解决(部分解决计为零)', en: 'solved (partly counts for nothing)' };
const SATISFIED = { zh: '非常满意、满意、基本满意', en: 'very satisfied, satisfied, rather satisfied' };

export const RESULTS = {
  resolution_rate_first: {
    zh: '解决率(首次)',
    en: 'Resolution rate, first answer',
    numerator: SOLVED,
    denominator: FIRST,
    exclusions: EXCLUSIONS,
    over: 'period',
    by: 'unit',
    items: judgements('first', isSolved),
  },
  resolution_rate_latest: {
    zh: '解决率(最近)',
    en: 'Resolution rate, latest answer',
    numerator: SOLVED,
    denominator: LATEST,
    exclusions: EXCLUSIONS,
    over: 'period',
    by: 'unit',
    items: judgements('latest', isSolved),
  },
  satisfaction_rate_first: {
    zh: '满意率(首次)',
    en: 'Satisfaction rate, first answer',
    numerator: SATISFIED,
    denominator: FIRST,
    exclusions: EXCLUSIONS,
    over: 'period',
    by: 'unit',
    items: judgements('first', isSatisfied),
  },
  satisfaction_rate_latest: {
    zh: '满意率(最近)',
    en: 'Satisfaction rate, latest answer',
    numerator: SATISFIED,
    denominator: LATEST,
    exclusions: EXCLUSIONS,
    over: 'period',
    by: 'unit',
    items: judgements('latest', isSatisfied),
  },
  rework_rate: {
    zh: '重办率',
    en: 'Rework',
    numerator: { zh: '答复后被责令重办', en: 'followed by a rework order' },
    denominator: { zh: '作出的答复', en: 'results replied to the resident' },
    over: 'period',
    by: 'unit',
    items: followed('replied', leadAt, (life, event) => followedBy(life, event).some(isOf('rework_ordered'))),
  },
  wrong_dispatch: {
    zh: '错派率',
    en: 'Wrong dispatch',
    numerator: { zh: '异议成立', en: 'objection upheld' },
    denominator: { zh: '派单次数', en: 'dispatches' },
    over: 'period',
    by: 'district',
    items: followed(
      'dispatched',
      (_life, { body }) => body.unit,
      (life, event) =>
        followedBy(life, event)
          .filter(isOf('objection_ruled'))
          .some(({ body }) => body.ruling === 'upheld'),
    ),
  },
} as const satisfies Record<string, Figure>;
