import { eventsOf, says, type Story } from './stories.js';

/** A stop of the tour: the first story that shows it, and why it is worth a look. */
interface Stop {
  shows: (story: Story) => boolean;
  /** Behind the request's own address. */
  then?: string;
  login: string;
  zh: string;
  en: string;
}

const inLife =
  (name: string) =>
  ({ life }: Story): boolean =>
    life.name === name;

const STOPS: readonly Stop[] = [
  {
    shows: inLife('rework-by-the-shift-leader'),
    then: '/events',
    login: 'auditor-1',
    zh: '一件办了三次的诉求:两次不满意,系统退回、值班长令重办,每一步谁在何时做的,哈希相连',
    en: 'one request done three times: sent back by the system, then by the shift leader; who did what and when, hash by hash',
  },
  {
    shows: inLife('climbed-to-the-meeting'),
    then: '/events',
    login: 'supervisor-1',
    zh: '无人签收:预警、超时、催办、督办逐级上升,直到联席会议议程,没有人按过一次键',
    en: 'nobody signed for it: warned, missed, urged, supervised rung by rung and onto a meeting’s agenda, without a hand',
  },
  {
    shows: (story) => inLife('many-callers')(story) && eventsOf(story, 'follower_joined').length > 0,
    login: 'shift-leader-1',
    zh: '六人同诉:一件主件,各自评价;不满意的一人已自行重办',
    en: 'six callers: one matter, each judges; the one who was not content goes on alone',
  },
  {
    shows: inLife('appeal-approved'),
    login: 'reviewer-1',
    zh: '评价申诉获准:评价原样保留,剔除另记一笔',
    en: 'an appeal approved: the judgement stands as it was said, its exclusion is a record of its own',
  },
  {
    shows: inLife('no-time-left'),
    login: 'dispatcher-1',
    zh: '十秒的批示:主办、协办、科室各有各的计时,一起超时,各记各账',
    en: 'ten seconds from a leader: lead, co-unit and section, each with a clock of its own, each charged with its own',
  },
  {
    shows: inLife('whistled-and-settled'),
    login: 'auditor-1',
    zh: '吹哨报到:linked 里是哨和它的编号,/v1/whistles/{编号} 看谁到场、谁放行、双方评价',
    en: 'a whistle: `linked` has its number, and /v1/whistles/{number} who came, who was released, and the marks of both sides',
  },
  {
    shows: inLife('decided-at-the-meeting'),
    then: '/events',
    login: 'auditor-1',
    zh: '联席会议议定:交办单成了新的派单和新的期限,核实销号后回到办理',
    en: 'settled at a joint meeting: its decision became a dispatch with a day of its own, and was verified',
  },
  {
    shows: inLife('left-parked'),
    login: 'housing.head',
    zh: '挂账:计时停在哪一刻、到期哪一天、每月欠一次答复',
    en: 'parked: when its clock stopped, when it runs again, and the word owed every month',
  },
  {
    shows: inLife('tip-off-in-confidence'),
    login: 'urban-management.head',
    zh: '保密举报:承办单位看得到事,看不到人;用 housing.head 登录则查无此件',
    en: 'a tip-off in confidence: the unit sees the matter and not the caller; for housing.head it does not exist',
  },
  {
    shows: inLife('done-together'),
    login: 'housing.coordinator',
    zh: '两家协办,一家沉默:主办说明理由继续,沉默记在它自己头上',
    en: 'two co-units, one of them silent: the lead went on with a reason, and the silence is its own',
  },
  {
    shows: inLife('in-mongolian'),
    login: 'clerk-1',
    zh: '蒙古语原文与中文摘要并存,姓名脱敏',
    en: 'Mongolian as it was said beside a summary in Chinese; the name is masked',
  },
  {
    shows: (story) => inLife('left-awaiting-judgement')(story) && says(story, 'call_back_recorded', { link: 'yes' }),
    login: 'call-back-1',
    zh: '待评价:答案里的 judgementLink 无需登录,试着评一次',
    en: 'waits to be judged: its judgementLink needs no login, so judge it',
  },
  {
    shows: inLife('left-handling'),
    login: 'heating.coordinator',
    zh: '办理中:allowed 列出此刻此人能做的事,接着办下去',
    en: 'at work: `allowed` lists what this person may do just now; go on with it',
  },
  {
    shows: inLife('fast-sign-for'),
    then: '/events',
    login: 'swift.auditor',
    zh: '快钟区:同样的规则,一分钟的期限;过几分钟再看,阶梯又上了一级',
    en: 'the district of fast clocks: the same rules with limits of a minute; look again later, and the ladder has climbed',
  },
];

/** What the tour is told of. */
export interface Sights {
  url: string;
  temporalUiUrl?: string | undefined;
  password: string;
  sheetOf: string;
  seconds: number;
}

/** Where to look, and what to try, in both languages. */
export function tourOf(stories: readonly Story[], { url, temporalUiUrl, password, sheetOf, seconds }: Sights): string {
  const found = STOPS.flatMap((stop) => {
    const story = stories.find(stop.shows);
    return story ? [{ ...stop, story }] : [];
  });
  const first = found[0]?.story.number ?? '';
  const stops = found.map(
    ({ story, then = '', login, zh, en }) =>
      `  ${url}/v1/requests/${story.number}${then}\n    [${login}] ${zh}\n    ${en}`,
  );
  const lists = [
    [`/v1/requests?tag=demo&overdue=true`, 'shift-leader-1', '逾期未办的,先看这里', 'what is overdue: begin here'],
    [
      `/v1/requests?q=${encodeURIComponent('路灯')}`,
      'clerk-1',
      '两个字也能检索',
      'two characters are enough to search',
    ],
    ['/v1/mediations?limit=100', 'auditor-1', '两百件纠纷的调解', 'the mediation of two hundred disputes'],
    ['/v1/figures/joint-meetings', 'district-leader-1', '今年三级联席会议', 'the year of the joint meetings'],
    ['/v1/figures/whistles', 'district-leader-1', '吹哨报到的双向评价', 'whistles, marked both ways'],
    ['/v1/reused-photos', 'reviewer-1', '一张照片用在两处', 'one photo in two places'],
    [
      `/v1/figures/morning-sheet?date=${sheetOf}`,
      'shift-leader-1',
      '明早的晨报,到此刻为止',
      'tomorrow’s sheet, so far',
    ],
    [
      `/v1/figures/abuses?date=${sheetOf}`,
      'supervisor-1',
      '疑似弄虚作假:是问题,不是结论',
      'what looks like an abuse: questions, no verdicts',
    ],
  ].map(([path = '', login = '', zh = '', en = '']) => `  ${url}${path}\n    [${login}] ${zh} / ${en}`);
  return `
闭环演示已就绪,用时 ${String(seconds)} 秒 / The demo is there, after ${String(seconds)} s

登录 / Log in    ${url}/docs → POST /v1/sessions {"login":"auditor-1","password":"${password}"}
                 同一浏览器随后可直接打开下列链接;[ ] 内是看得最清楚的账号。
                 In the same browser the links below then open; in [ ] stands the account that sees most.

${stops.join('\n')}

列表 / Lists
${lists.join('\n')}
${temporalUiUrl === undefined ? '' : `\n引擎 / The engine\n  ${temporalUiUrl}/namespaces/default/workflows/request:${first.replace('-', ':')}\n`}
命令 / Commands to try
  npx bihuan verify ${first}
  npx bihuan figures --district 150302 --date ${sheetOf}
  npx bihuan abuses --district 150302 --date ${sheetOf}
`;
}
