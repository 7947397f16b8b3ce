import { COMMAND_TERMS } from '../src/domain/glossary.js';
import { openClock } from '../src/domain/case/clock.js';
import { REQUEST_COMMANDS } from '../src/domain/request/decide/index.js';
import type { RequestCommandName } from '../src/domain/request/commands.js';
import type { ResidentRequest } from '../src/domain/request/state.js';
import type { ClockName } from '../src/domain/vocabulary.js';
import { BODIES, storyAt, type Story } from '../test/support/domain.js';
import { tableOf } from './written-part.js';

/** Something that is open in a request: how it came about, and how one sees that it is. */
interface Pending {
  name: string;
  story: () => Story;
  isOpen: (state: ResidentRequest) => boolean;
}

const reached = (position: Parameters<typeof storyAt>[0], ...names: RequestCommandName[]) => {
  const story = storyAt(position);
  for (const name of names) story.give(name);
  return story;
};
const runs = (clock: ClockName) => (state: ResidentRequest) => openClock(state, clock) !== undefined;
const ORDER = { system: 'city', number: 'C-1', callBackBy: 'us', dueAt: '2026-03-09T10:00:00.000Z' } as const;

const PENDING: readonly Pending[] = [
  {
    name: '要求补充信息 · information is asked',
    story: () => reached('handling', 'askInformation'),
    isOpen: runs('information'),
  },
  {
    name: '待确认移交 · a hand-over waits',
    story: () => reached('awaiting_dispatch', 'handOver'),
    isOpen: ({ handOver }) => handOver !== undefined,
  },
  {
    name: '派单异议 · an objection waits',
    story: () => storyAt('objected'),
    isOpen: ({ position }) => position === 'objected',
  },
  {
    name: '延期待审 · an extension waits',
    story: () => reached('handling', 'requestExtension'),
    isOpen: ({ extension }) => extension !== undefined,
  },
  {
    name: '挂账待审 · a parking waits',
    story: () => reached('handling', 'park'),
    isOpen: ({ parking }) => parking?.step === 'asked',
  },
  { name: '挂账 · it is parked', story: () => storyAt('parked'), isOpen: ({ position }) => position === 'parked' },
  {
    name: '终止待裁定 · a termination waits',
    story: () => reached('handling', 'terminate'),
    isOpen: ({ termination }) => termination !== undefined,
  },
  {
    name: '结果待审批 · a result waits for its head',
    story: () => reached('handling', 'submitResult'),
    isOpen: ({ resultSubmitted }) => resultSubmitted === 'yes',
  },
  {
    name: '吹哨 · a whistle is open',
    story: () => reached('handling', 'blowWhistle'),
    isOpen: ({ referral }) => referral !== undefined,
  },
  {
    name: '应作阶段性答复 · an interim reply is owed',
    story: () => reached('handling', 'blowWhistle'),
    isOpen: runs('interim_reply'),
  },
  { name: '协办 · a co-unit has a part', story: () => reached('handling', 'addCoUnit'), isOpen: runs('co_part') },
  {
    name: '二次派单 · it is assigned inside',
    story: () => reached('handling', 'assignInside'),
    isOpen: runs('inside'),
  },
  {
    name: '评价申诉 · an appeal waits',
    story: () => reached('rework', 'appealJudgement'),
    isOpen: ({ appeal }) => appeal !== undefined,
  },
  {
    name: '评价链接 · the link is open',
    story: () => storyAt('awaiting_judgement'),
    isOpen: ({ linkOpen }) => linkOpen === 'yes',
  },
  {
    name: '上级时限 · the due upstream runs',
    story: () => storyAt('awaiting_reply', { upstream: ORDER }),
    isOpen: runs('upstream_return'),
  },
  {
    name: '回头看 · somebody is to be looked in on',
    story: () => storyAt('handling', { urgency: 'critical', crisis: 'yes' }),
    isOpen: runs('look_in'),
  },
  {
    name: '并单主件 · others are merged into it',
    story: () => reached('handling', 'takeFollower'),
    isOpen: ({ followers = [] }) => followers.length > 0,
  },
  {
    name: '并单件 · it is merged into another',
    story: () => storyAt('merged'),
    isOpen: ({ mergedInto, position }) => mergedInto !== undefined && position === 'merged',
  },
];

const named = (name: RequestCommandName) => COMMAND_TERMS[name].zh;

/** Why a command is refused at a position where nothing is open, if it is. */
const plainly = (command: RequestCommandName, position: ResidentRequest['position']) =>
  storyAt(position).refusal(command, BODIES[command]);

/** What each command comes to while something is open: told by giving it to the very rules that decide. */
function meeting({ name, story, isOpen }: Pending): readonly string[] {
  const refused = new Map<string, string[]>();
  const over: string[] = [];
  const stays: string[] = [];
  for (const command of REQUEST_COMMANDS) {
    const { state, refusal } = story().try(command, BODIES[command]);
    if (refusal?.code === 'wrong_state') continue;
    // What is refused there in any case has nothing to do with what is open.
    if (refusal && refusal.code === plainly(command, state.position)) continue;
    if (refusal) refused.set(refusal.code, [...(refused.get(refusal.code) ?? []), named(command)]);
    else (isOpen(state) ? stays : over).push(named(command));
  }
  const why = [...refused].map(([code, names]) => `${names.join('、')} (\`${code}\`)`);
  return [name, over.join('、'), stays.join('、'), why.join('; ')];
}

/** The table of what becomes of what is open, command by command; what is not named is not taken there at all. */
export function meetings(): string {
  return tableOf(['while', 'these end it', 'these leave it open', 'these are refused'], PENDING.map(meeting));
}
