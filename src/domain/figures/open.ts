import { DAY_MS, formatInstant, MINUTE_MS, parseInstant } from '../local-time.js';
import type { Clock } from '../case/clock.js';
import type { ClockName, Urgency } from '../vocabulary.js';
import type { Figure, Item, Window } from './figure.js';
import { isOf, type Life } from './life.js';
import { isMatter } from './population.js';

/** After so many days without a word to the resident, what is parked is silent (practice §5). */
export const SILENT_DAYS = 30;

/** The clocks by which work is due to the resident. */
export const WORK_CLOCKS: readonly ClockName[] = ['result', 'rework_result'];

/** Whether a clock ran at a moment; what stands still now is owed by nobody. */
function ranAt({ from, status, stoppedAt }: Clock, at: string): boolean {
  return from <= at && (status === 'running' || (stoppedAt !== undefined && stoppedAt > at));
}

/** Whether a request was received by then and had not ended. */
function wasOpen({ state: { receivedAt, closedAt } }: Life, at: string): boolean {
  return receivedAt <= at && (closedAt === undefined || closedAt > at);
}

const unitOf = ({ unit }: Clock, { state }: Life) => unit ?? state.lead;

function dueToday(isHit: (life: Life, window: Window) => boolean): Figure['items'] {
  return (lives, window) =>
    lives.filter(isMatter).flatMap((life) =>
      life.state.clocks
        .filter(({ clock, at }) => WORK_CLOCKS.includes(clock) && at >= window.at && at <= window.dayEnd)
        .filter((clock) => ranAt(clock, window.at))
        .map((clock) => ({
          number: life.state.received.number,
          unit: unitOf(clock, life),
          hit: isHit(life, window),
          excluded: false,
        })),
    );
}

const owes = (name: ClockName) => (life: Life, window: Window) =>
  life.state.clocks.some((clock) => clock.clock === name && ranAt(clock, window.at));

function openOf(urgency: Urgency): Figure['items'] {
  return (lives, { at }) =>
    lives
      .filter((life) => isMatter(life) && life.state.received.urgency === urgency && wasOpen(life, at))
      .map((life): Item => {
        const dues = life.state.clocks.filter((one) => WORK_CLOCKS.includes(one.clock) && ranAt(one, at));
        const left = dues.map((clock) => Math.floor((parseInstant(clock.at) - parseInstant(at)) / MINUTE_MS));
        return {
          number: life.state.received.number,
          unit: life.state.lead,
          hit: true,
          excluded: false,
          ...(left.length > 0 && { measure: Math.min(...left) }),
        };
      });
}

const DUE_TODAY = { zh: '今日 24 时前到期的办理、重办', en: 'results and reworks due by 24:00 today' };
const MINUTES_LEFT = { zh: '最少剩余分钟', en: 'fewest minutes left', fold: 'min' } as const;

export const OPEN = {
  overdue_open: {
    zh: '逾期在办',
    en: 'Overdue and open',
    denominator: { zh: '办理或重办已过期限仍未办结的', en: 'results and reworks past their due and still owed' },
    exclusions: { zh: '挂账中的,另列', en: 'parked ones, shown apart' },
    over: 'moment',
    by: 'unit',
    measure: { zh: '最长逾期天数', en: 'most days overdue', fold: 'max' },
    items: (lives, { at }) =>
      lives.filter(isMatter).flatMap((life) =>
        life.state.clocks
          .filter((clock) => WORK_CLOCKS.includes(clock.clock) && clock.at < at && ranAt(clock, at))
          .map((clock) => ({
            number: life.state.received.number,
            unit: unitOf(clock, life),
            hit: true,
            excluded: life.state.parking?.step === 'parked',
            measure: Math.floor((parseInstant(at) - parseInstant(clock.at)) / DAY_MS),
          })),
      ),
  },
  due_today: {
    zh: '今日到期',
    en: 'Due today',
    denominator: DUE_TODAY,
    over: 'moment',
    by: 'unit',
    items: dueToday(() => true),
  },
  due_today_not_signed_for: {
    zh: '今日到期未签收',
    en: 'Due today and not signed for',
    numerator: { zh: '尚未签收', en: 'not signed for yet' },
    denominator: DUE_TODAY,
    over: 'moment',
    by: 'unit',
    items: dueToday(owes('sign_for')),
  },
  due_today_not_contacted: {
    zh: '今日到期未联系',
    en: 'Due today and not contacted',
    numerator: { zh: '尚未联系诉求人', en: 'requester not contacted yet' },
    denominator: DUE_TODAY,
    over: 'moment',
    by: 'unit',
    items: dueToday(owes('first_contact')),
  },
  critical_open: {
    zh: '特急在办',
    en: 'Critical and open',
    denominator: { zh: '未终结的特急诉求', en: 'critical requests that have not ended' },
    over: 'moment',
    by: 'unit',
    measure: MINUTES_LEFT,
    lists: true,
    items: openOf('critical'),
  },
  urgent_open: {
    zh: '紧急在办',
    en: 'Urgent and open',
    denominator: { zh: '未终结的紧急诉求', en: 'urgent requests that have not ended' },
    over: 'moment',
    by: 'unit',
    measure: MINUTES_LEFT,
    lists: true,
    items: openOf('urgent'),
  },
  parked: {
    zh: '挂账超期或静默',
    en: 'Parked past the end or silent',
    numerator: {
      zh: `超过挂账截止日,或 ${String(SILENT_DAYS)} 日未作阶段性答复`,
      en: `past the end date, or no interim reply for ${String(SILENT_DAYS)} days`,
    },
    denominator: { zh: '挂账中及到期未销号的', en: 'parked, or past the end and not cleared' },
    over: 'moment',
    by: 'unit',
    lists: true,
    items(lives, { at }) {
      const since = formatInstant(parseInstant(at) - SILENT_DAYS * DAY_MS);
      return lives
        .filter((life) => isMatter(life) && ['parked', 'past_end'].includes(life.state.parking?.step ?? ''))
        .map((life) => {
          const said = life.events.filter(
            (event) => event.at > since && (isOf('parking_ruled')(event) || isOf('interim_replied')(event)),
          );
          return {
            number: life.state.received.number,
            unit: life.state.lead,
            hit: life.state.parking?.step === 'past_end' || said.length === 0,
            excluded: false,
          };
        });
    },
  },
} as const satisfies Record<string, Figure>;
