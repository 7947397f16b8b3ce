import { DAY_MS, formatInstant, parseInstant } from '../local-time.js';
import type { Figure, Item, Window } from './figure.js';
import { isOf, type Life } from './life.js';
import { isCaller, isMatter, kindOf } from './population.js';

/** How long after an end the same matter at the same place counts as come again, in days. */
export const REPEAT_DAYS = 90;

/** What was received in the period. */
function received(isCounted: (life: Life) => boolean) {
  return (lives: readonly Life[], { from, until }: Window): readonly Life[] =>
    lives.filter((life) => isCounted(life) && life.state.receivedAt >= from && life.state.receivedAt < until);
}

const matters = received(isMatter);
const callers = received(isCaller);

const itemOf = ({ state }: Life, hit: boolean): Item => ({
  number: state.received.number,
  unit: state.lead,
  hit,
  excluded: false,
});

/** Category and place, the community's where one is named; undefined without a place. */
function matterOf({ state: { received: of } }: Life): string | undefined {
  const place = of.place.community ?? of.place.subdistrict;
  return place === undefined ? undefined : `${of.category.code} ${place}`;
}

/** Lives by matter, so that each is held against those of its own only. */
function byMatter(lives: readonly Life[]): (life: Life) => readonly Life[] {
  const grouped = new Map<string, Life[]>();
  for (const life of lives) {
    const matter = matterOf(life);
    if (matter !== undefined) grouped.set(matter, [...(grouped.get(matter) ?? []), life]);
  }
  return (life) => grouped.get(matterOf(life) ?? '') ?? [];
}

const daysBefore = (instant: string, days: number) => formatInstant(parseInstant(instant) - days * DAY_MS);

export const RECEIVED = {
  received: {
    zh: '受理诉求',
    en: 'Received',
    denominator: { zh: '收到的诉求(R,按事项)', en: 'R received, by matter' },
    over: 'period',
    by: 'unit',
    items: (lives, window) => matters(lives, window).map((life) => itemOf(life, true)),
  },
  callers: {
    zh: '诉求人次',
    en: 'Callers',
    denominator: { zh: '收到的诉求,含并单件', en: 'R received, with those merged into another' },
    over: 'period',
    by: 'unit',
    items: (lives, window) => callers(lives, window).map((life) => itemOf(life, true)),
  },
  answered_at_once: {
    zh: '直接答复率',
    en: 'Answered at once',
    numerator: { zh: '直接答复,未重开', en: 'answered at once and not reopened' },
    denominator: { zh: '收到的咨询', en: 'inquiries received' },
    over: 'period',
    by: 'district',
    items: (lives, window) =>
      matters(lives, window)
        .filter(({ state }) => kindOf(state) === 'inquiry')
        .map((life) => itemOf(life, life.events.some(isOf('answered')) && life.state.reopened === 0)),
  },
  repeats: {
    zh: '重复诉求率',
    en: 'Repeats',
    numerator: {
      zh: `同一地点、同一分类,上一件终结后 ${String(REPEAT_DAYS)} 日内`,
      en: `same place and category within ${String(REPEAT_DAYS)} days of an end`,
    },
    denominator: { zh: '收到的诉求', en: 'R received' },
    over: 'period',
    by: 'unit',
    lists: true,
    items(lives, window) {
      const alike = byMatter(lives.filter(isMatter));
      return matters(lives, window).map((life) => {
        const { receivedAt } = life.state;
        const since = daysBefore(receivedAt, REPEAT_DAYS);
        const isRepeat = alike(life).some(
          ({ state: { closedAt } }) => closedAt !== undefined && closedAt <= receivedAt && closedAt > since,
        );
        return itemOf(life, isRepeat);
      });
    },
  },
  clusters: {
    zh: '群体性诉求',
    en: 'Clusters',
    // By the fact of the receipt: who is the same caller is sealed by now.
    denominator: {
      zh: '收到的诉求,收到时同一地点、同一分类在策略规定时限内的不同诉求人(匿名的每件计一人)已达规定人数,含并单件',
      en: 'received, with those merged into another, when as many different callers (an anonymous one each time) as the policy says had called about that category at that place in time',
    },
    over: 'period',
    by: 'district',
    lists: true,
    items: (lives, window) =>
      callers(lives, window)
        .filter(({ state }) => state.received.cluster !== undefined)
        .map((life) => itemOf(life, true)),
  },
} as const satisfies Record<string, Figure>;
