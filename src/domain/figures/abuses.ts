import { ROLE_TERMS, SOLVED_TERMS } from '../glossary.js';
import type { Said } from './figure.js';

/** 疑似弄虚作假: what the record must expose (practice §5). A case found is a question to be asked, never a verdict. */
export interface Abuse extends Said {
  /** What the query looks for. */
  looksFor: Said;
  /** Why a case was found; `{name}` stands for one of its facts. */
  reason: Said;
}

/** A result handed in so shortly before its due is looked at, in minutes. */
export const LAST_MINUTES = 30;
/** A result with fewer characters than this says nothing. */
export const SHORT_RESULT = 10;
/** The last days of a month, in which a due that would have been missed can still be moved. */
export const LAST_DAYS = 3;
/** A withdrawal so shortly before the due is looked at, in hours. */
export const WITHDRAWN_WITHIN_HOURS = 24;

export const ABUSES = {
  finding_closed_by_its_unit: {
    zh: '自报自结',
    en: 'Findings raised and closed by one unit',
    looksFor: {
      zh: '线索由某单位上报,又由该单位的人员终结',
      en: 'a finding that somebody of a unit raised and somebody of the same unit ended',
    },
    reason: { zh: '由 {unit} 上报并由其终结', en: 'raised and ended by {unit}' },
  },
  empty_result_at_the_last_minute: {
    zh: '压哨空答',
    en: 'An empty result in the last minute',
    looksFor: {
      zh: `到期前 ${String(LAST_MINUTES)} 分钟内提交、不足 ${String(SHORT_RESULT)} 字的办理结果`,
      en: `a result of fewer than ${String(SHORT_RESULT)} characters, submitted within ${String(LAST_MINUTES)} minutes of its due`,
    },
    reason: {
      zh: '到期前 {minutes} 分钟提交,仅 {characters} 字',
      en: 'submitted {minutes} minutes before the due, with {characters} characters',
    },
  },
  split_within_one_unit: {
    zh: '拆单刷量',
    en: 'Split for easy wins',
    looksFor: {
      zh: '拆出的件与原件同一分类、由同一单位主办:拆开后只是多了易结的件',
      en: 'parts of the same category that the same unit leads: the split only made more to win',
    },
    reason: {
      zh: '拆出 {parts} 件,仍由 {unit} 办理同一分类',
      en: 'split into {parts} more, all of one category with {unit}',
    },
  },
  merged_with_another_matter: {
    zh: '并单压件',
    en: 'Merged to hide callers',
    looksFor: {
      zh: '并入分类或地点不同的诉求:诉求人随之不再单独计件',
      en: 'merged into a request of another category or place: the caller is no longer counted as a matter',
    },
    reason: { zh: '并入 {into},其分类或地点不同', en: 'merged into {into}, of another category or place' },
  },
  month_cleaned: {
    zh: '月末清零',
    en: 'Parked or extended to clean the month',
    looksFor: {
      zh: `月末 ${String(LAST_DAYS)} 日内准予挂账或延期,而原期限在当月`,
      en: `parking or an extension granted in the last ${String(LAST_DAYS)} days of a month in which the due lay`,
    },
    reason: {
      zh: '原定 {due} 到期,当月末获准{what}',
      en: 'due {due}, and moved at the end of that month: {what}',
    },
  },
  first_against_latest: {
    zh: '首末评价不一',
    en: 'First against latest answer',
    looksFor: {
      zh: '首次与最近一次评价在是否解决或是否满意上不同:取哪一次会改变比率',
      en: 'a first and a latest judgement that differ in solved or satisfied: which one is taken changes a rate',
    },
    reason: {
      zh: '首次:{firstSolved}、{firstSatisfaction} 分;最近:{latestSolved}、{latestSatisfaction} 分',
      en: 'first: {firstSolved}, {firstSatisfaction}; latest: {latestSolved}, {latestSatisfaction}',
    },
  },
  call_back_by_the_lead: {
    zh: '承办单位自行回访',
    en: 'Call-back made by the unit itself',
    looksFor: { zh: '回访人属于承办单位', en: 'a call-back by somebody of the unit that led' },
    reason: { zh: '由 {unit} 的人员回访', en: 'called back by somebody of {unit}' },
  },
  withdrawn_before_the_due: {
    zh: '到期前代为撤回',
    en: 'Withdrawn after pressure',
    looksFor: {
      zh: `到期前 ${String(WITHDRAWN_WITHIN_HOURS)} 小时内由工作人员代为撤回`,
      en: `withdrawn by a clerk, not by the resident, within ${String(WITHDRAWN_WITHIN_HOURS)} hours of the due`,
    },
    reason: { zh: '到期前 {minutes} 分钟由 {role} 撤回', en: 'withdrawn {minutes} minutes before the due by a {role}' },
  },
  recoded_after_dispatch: {
    zh: '派单后改码',
    en: 'Recoded after dispatch',
    looksFor: {
      zh: '派单后更改类型、分类、紧急程度或地点',
      en: 'kind, category, urgency or place changed after a dispatch',
    },
    reason: { zh: '派单后记为 {what}', en: 'after its dispatch: {what}' },
  },
  contact_changed_before_call_back: {
    zh: '回访前改号',
    en: 'Contact corrected before the call-back',
    looksFor: {
      zh: '派单后、回访前更改联系方式',
      en: 'a contact changed after the dispatch and before the call-back',
    },
    reason: { zh: '回访前由 {role} 更改联系方式', en: 'contact changed by a {role} before the call-back' },
  },
  contact_denied: {
    zh: '虚假联系',
    en: 'A contact that nobody remembers',
    looksFor: {
      zh: '承办单位登记已联系到诉求人,诉求人评价时称未被联系',
      en: 'the unit recorded that it reached the resident, who says at judging that nobody did',
    },
    reason: {
      zh: '{unit} 登记 {contacts} 次已联系到,诉求人称未被联系',
      en: '{unit} recorded {contacts} contacts; the resident says that there was none',
    },
  },
  dispatched_again_before_the_due: {
    zh: '压哨改派',
    en: 'Dispatched again in the last minute',
    looksFor: {
      zh: `签收到期前 ${String(LAST_MINUTES)} 分钟内改派:原单位的签收计时就此停止,不再计率`,
      en: `dispatched to another unit within ${String(LAST_MINUTES)} minutes of the due for signing: its clock stops and counts no more`,
    },
    reason: {
      zh: '{unit} 签收到期前 {minutes} 分钟改派',
      en: 'dispatched again {minutes} minutes before {unit} had to sign for it',
    },
  },
  whistle_to_shift_a_clock: {
    zh: '借哨移期',
    en: 'A whistle to shift a clock',
    looksFor: {
      zh: '吹哨未结期间又获准延期或挂账(吹哨本身不停表)',
      en: 'an extension or parking granted while a whistle was open, which by itself pauses nothing',
    },
    reason: { zh: '吹哨期间获准{what}', en: 'granted while the whistle was open: {what}' },
  },
  too_few_to_rank: {
    zh: '样本过少',
    en: 'Too few to rank',
    looksFor: {
      zh: '当期评价不足 30 件的单位:不得参与排名',
      en: 'a unit with fewer than 30 judgements in the period: it must not be ranked',
    },
    reason: { zh: '仅 {n} 件评价', en: 'only {n} judgements' },
  },
} as const satisfies Record<string, Abuse>;

export type AbuseName = keyof typeof ABUSES;
export const ABUSE_NAMES = Object.keys(ABUSES) as readonly AbuseName[];

/** Facts that are words, in both languages; the others stand as they are. */
const WORDS: Readonly<Record<string, Said>> = {
  ...ROLE_TERMS,
  ...SOLVED_TERMS,
  parking_ruled: { zh: '挂账', en: 'parking' },
  extension_ruled: { zh: '延期', en: 'an extension' },
  reclassified: { zh: '重新分类', en: 'reclassified' },
  corrected: { zh: '更正地点', en: 'its place corrected' },
};

/** Why a case was found, with its facts. */
export function reasonOf(name: AbuseName, facts: Readonly<Record<string, string | number>>): Said {
  const fill = (language: 'zh' | 'en') =>
    ABUSES[name].reason[language].replace(/\{(\w+)\}/g, (_whole, fact: string) => {
      const value = String(facts[fact] ?? '');
      return WORDS[value]?.[language] ?? value;
    });
  return { zh: fill('zh'), en: fill('en') };
}
