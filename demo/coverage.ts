import { ABUSES } from '../src/domain/figures/abuses.js';
import { FIGURE_NAMES, figureOf } from '../src/domain/figures/sheet.js';
import { CLOCK_TERMS, COMMAND_TERMS, OUTCOME_TERMS, RUNG_TERMS, STATE_TERMS } from '../src/domain/glossary.js';
import { REQUEST_COMMANDS } from '../src/domain/request/decide/index.js';
import { CLOCKS, LATENESS_RUNGS, OUTCOMES, REQUEST_CLOCK_NAMES, REQUEST_STATES } from '../src/domain/vocabulary.js';
import { AbusesAnswer, CasesAnswer, SheetAnswer } from './answers.js';
import { HAIBOWAN } from './cast.js';
import type { Desk } from './desk.js';
import { SITUATIONS } from './situations.js';
import { eventsOf, says, type Story } from './stories.js';

/** One thing that must exist, and how often it does. */
export interface Line {
  name: string;
  zh: string;
  en: string;
  count: number;
  /** Why it is no fault that there is none. */
  excused?: string;
}

export interface Section {
  zh: string;
  en: string;
  lines: readonly Line[];
}

/** A sheet counts the dues of its month or day: on the first of a month, or before a holiday, those lie elsewhere. */
const OTHER_DAYS = 'the dues may fall on other days';

/** Why something cannot be played by people within minutes; everything else must exist. */
const EXCUSED = {
  adoptCalendar: 'comes when a calendar year is published',
  adoptPolicy: 'comes when a policy is applied to what is open',
  succeedUnit: 'comes when a unit is abolished',
  month_cleaned: 'only in the last three days of a month',
  call_back_by_the_lead: 'the procedure refuses it (own_work)',
  valid_call_backs: 'the call-backs of today fall due in days to come',
  dispatched_on_time: OTHER_DAYS,
  signed_for_on_time: OTHER_DAYS,
  response_rate: OTHER_DAYS,
  completed_on_time: OTHER_DAYS,
  completed_without_extensions: OTHER_DAYS,
  late_entries: OTHER_DAYS,
  due_today: OTHER_DAYS,
  due_today_not_signed_for: OTHER_DAYS,
  due_today_not_contacted: OTHER_DAYS,
} as const satisfies Record<string, string>;
const NEEDS_FAST_CLOCKS = 'needs the fast clocks';

/** What a request is closed on. */
const CLOSINGS = {
  judged: { zh: '评价后结案', en: 'judged' },
  window_ended: { zh: '评价期满', en: 'the window ended' },
  shift_leader: { zh: '值班长结案', en: 'by the shift leader' },
  no_call_back: { zh: '无法回访', en: 'nobody to call back' },
  no_survey: { zh: '不作评价', en: 'nobody is asked' },
  merge_lead: { zh: '随主件结案', en: 'with its leader' },
  verified: { zh: '核实后结案', en: 'verified' },
  returned_upstream: { zh: '报送上级后结案', en: 'returned upstream' },
} as const;

const excuse = (name: string): Pick<Line, 'excused'> =>
  name in EXCUSED ? { excused: EXCUSED[name as keyof typeof EXCUSED] } : {};

/** Counts what there is, in what the service has told of requests and in its figures. */
export async function cover(
  desk: Desk,
  stories: readonly Story[],
  { sheetOf, fast }: { sheetOf: string; fast: boolean },
): Promise<readonly Section[]> {
  const [linkage, abuses, figures] = [linkageOf(desk), abusesOf(desk, sheetOf), figuresOf(desk, sheetOf)];
  return [...countStories(stories, fast), await linkage, await abuses, await figures];
}

/** Counts what there is in the stories; without `fast` nobody waited for what takes a minute. */
export function countStories(stories: readonly Story[], fast: boolean): readonly Section[] {
  const count = (is: (story: Story) => boolean): number => stories.filter(is).length;
  const needsFast = (yes: boolean): Pick<Line, 'excused'> => (yes && !fast ? { excused: NEEDS_FAST_CLOCKS } : {});
  const breaches = stories.flatMap((story) => eventsOf(story, 'clock_breached').map(({ body }) => body['clock']));
  const duties = REQUEST_CLOCK_NAMES.filter((name) => CLOCKS[name].nature === 'duty');
  const commands = stories.flatMap((story) => story.commands);
  return [
    {
      ...{ zh: '状态', en: 'States' },
      lines: REQUEST_STATES.map((name) => ({
        ...{ name, ...STATE_TERMS[name], count: count(({ request }) => request.state === name) },
      })),
    },
    {
      ...{ zh: '命令', en: 'Commands' },
      lines: ['submit' as const, ...REQUEST_COMMANDS].map((name) => ({
        ...{ name, ...COMMAND_TERMS[name], count: commands.filter((one) => one === name).length, ...excuse(name) },
      })),
    },
    {
      ...{ zh: '超时', en: 'Breaches' },
      lines: duties.map((name) => ({
        ...{ name, ...CLOCK_TERMS[name], count: breaches.filter((one) => one === name).length },
        ...needsFast(!MISSED_ANYWHERE.some((one) => one === name)),
      })),
    },
    {
      ...{ zh: '逾期阶梯', en: 'The lateness ladder' },
      lines: LATENESS_RUNGS.map((name) => ({
        ...{ name, ...RUNG_TERMS[name] },
        count: count((story) =>
          name === 'urge'
            ? says(story, 'urged', { by: 'ladder' })
            : says(story, 'supervised', { by: 'ladder', level: name }),
        ),
      })),
    },
    {
      ...{ zh: '结果', en: 'Outcomes' },
      lines: OUTCOMES.map((name) => ({
        ...{ name, ...OUTCOME_TERMS[name], count: count(({ request }) => request.outcome === name) },
      })),
    },
    {
      ...{ zh: '结案依据', en: 'Closed on' },
      lines: Object.entries(CLOSINGS).map(([name, terms]) => ({
        ...{ name, ...terms, count: count((story) => says(story, 'closed', { basis: name })) },
        ...needsFast(name === 'window_ended'),
      })),
    },
    {
      ...{ zh: '情形', en: 'Situations' },
      lines: Object.entries(SITUATIONS).map(([name, { zh, en, is }]) => ({ name, zh, en, count: count(is) })),
    },
  ];
}

/** What can be missed in any district: it was received long ago, or a leader or an order from above gives only seconds. */
const MISSED_ANYWHERE: readonly string[] = [
  ...['dispatch', 'sign_for', 'first_contact', 'result', 'interim_reply'],
  ...['co_part', 'inside', 'rework_result', 'upstream_return'],
];

/** Where cases that requests lead to have come to, by the list of each kind. */
const LINKAGE = {
  'whistles ended': { zh: '吹哨办结', en: 'whistles that are over', path: '/v1/whistles?state=ended' },
  'reports ended': {
    zh: '报到办结',
    en: 'departments that came and were released',
    path: '/v1/whistle-reports?state=ended',
  },
  'mediations agreed': { zh: '调解达成', en: 'mediations with an agreement', path: '/v1/mediations?state=agreed' },
  'mediations refused': { zh: '一方拒绝', en: 'mediations that a side refused', path: '/v1/mediations?state=refused' },
  'mediations not agreed': { zh: '调解不成', en: 'mediations in vain', path: '/v1/mediations?state=not_agreed' },
  'agreements performed': { zh: '协议履行', en: 'agreements that were kept', path: '/v1/performances?state=performed' },
  'items verified': { zh: '议题销号', en: 'agenda items done', path: '/v1/agenda-items?state=verified' },
  'items raised': { zh: '议题提级', en: 'agenda items raised one level', path: '/v1/agenda-items?state=raised' },
  'sittings ended': { zh: '会议办结', en: 'sittings with their minutes', path: '/v1/joint-meetings?state=ended' },
  'decisions for requests': {
    zh: '诉求提交会议',
    en: 'requests that a meeting has dealt with',
    path: '/v1/agenda-items?sort=request&state=verified',
  },
  'items of failed mediations': {
    zh: '调解不成提请会议',
    en: 'what mediation could not settle and a meeting did',
    path: '/v1/agenda-items?sort=mediation&state=verified',
  },
} as const;

async function linkageOf(desk: Desk): Promise<Section> {
  const lines: Line[] = [];
  for (const [name, { zh, en, path }] of Object.entries(LINKAGE))
    lines.push({ name, zh, en, count: await countOf(desk, path) });
  return { zh: '联动', en: 'Linkage', lines };
}

/** How many a list has, page by page. */
async function countOf(desk: Desk, path: string): Promise<number> {
  let [count, cursor]: [number, string | undefined] = [0, undefined];
  do {
    const at: string = cursor === undefined ? '' : `&cursor=${cursor}`;
    const page = CasesAnswer.parse(await desk.read(HAIBOWAN.auditor, `${path}&limit=200${at}`));
    count += page.cases.length;
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return count;
}

async function abusesOf(desk: Desk, sheetOf: string): Promise<Section> {
  const { abuses } = AbusesAnswer.parse(await desk.read(HAIBOWAN.supervisor, `/v1/figures/abuses?date=${sheetOf}`));
  const lines = abuses.map(({ name, zh, en, cases }) => ({ name, zh, en, count: cases.length, ...excuse(name) }));
  if (lines.length !== Object.keys(ABUSES).length) throw new Error('an abuse is not told');
  return { zh: '疑似弄虚作假', en: 'What looks like an abuse', lines };
}

async function figuresOf(desk: Desk, sheetOf: string): Promise<Section> {
  const path = `/v1/figures/morning-sheet?date=${sheetOf}`;
  const { figures } = SheetAnswer.parse(await desk.read(HAIBOWAN.shiftLeader, path));
  const lines = FIGURE_NAMES.map((name) => {
    const told = figures.find((figure) => figure.name === name);
    const { zh, en } = figureOf(name);
    return { name, zh, en, count: Math.max(told?.monthToDate?.n ?? 0, told?.now?.n ?? 0), ...excuse(name) };
  });
  return { zh: `晨报 ${sheetOf}(本月)`, en: `Morning sheet of ${sheetOf}, month to date`, lines };
}

/** What should exist and does not. */
export function missingOf(sections: readonly Section[]): readonly string[] {
  return sections.flatMap(({ en, lines }) =>
    lines.filter(({ count, excused }) => count === 0 && excused === undefined).map(({ name }) => `${en}: ${name}`),
  );
}

const NAME_CELLS = 36;

/** The table, for a person to read. */
export function tableOf(sections: readonly Section[]): string {
  return sections
    .flatMap(({ zh, en, lines }) => [
      '',
      `${zh} / ${en}`,
      ...lines.map(({ name, zh: term, en: meaning, count, excused }) => {
        const why = count === 0 && excused !== undefined ? ` (${excused})` : '';
        return `  ${String(count).padStart(5)}  ${name.padEnd(NAME_CELLS)} ${term} / ${meaning}${why}`;
      }),
    ])
    .join('\n');
}
