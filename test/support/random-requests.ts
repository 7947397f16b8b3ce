/** Random lives of a request: an opening and up to 25 commands, sensible and wrong ones, minutes to weeks apart. */
import fc from 'fast-check';
import type { RequestCommandBodies, RequestCommandName } from '../../src/domain/request/commands.js';
import { REQUEST_COMMANDS } from '../../src/domain/request/decide/index.js';
import { REQUEST_KINDS, REQUESTER_MODES, URGENCIES } from '../../src/domain/vocabulary.js';
import {
  BODIES,
  COMMUNITY,
  HAIBEI,
  HOUSING,
  local,
  SANITATION,
  SATISFIED,
  text,
  UNSOLVED,
  type Bodies,
  type RequestOptions,
} from './domain.js';

const reason = text('reason');

/** What else a command may say than in BODIES. */
const OTHER_BODIES: { readonly [Name in RequestCommandName]?: readonly Bodies[Name][] } = {
  dispatch: [SANITATION, HAIBEI, COMMUNITY, { ...HOUSING, inForce: 'no' as const }].map((unit) => ({ unit, reason: 'r' })),
  ruleOnObjection: [
    { ruling: 'upheld', reason, unit: HAIBEI },
    { ruling: 'upheld', reason, unit: HOUSING, designate: 'yes' },
    { ruling: 'upheld', reason, unit: COMMUNITY },
    { ruling: 'upheld', reason },
    { ruling: 'rejected', reason },
    { ruling: 'rejected', reason, designate: 'yes' },
  ],
  recordContact: [{ means: 'phone', result: 'tried' }],
  requestExtension: (['5wd', '6wd', '2wd', '15wd', '24h', '72h', '80h'] as const).map((limit) => ({ limit, reason })),
  ruleOnExtension: [{ ruling: 'refused', reason }],
  submitResult: [{ summary: reason }],
  approveResult: [{ approved: 'no' }, { approved: 'no', reason }],
  review: [{ passed: 'no' }, { passed: 'no', reason }, { passed: 'no', reason }],
  recordCallBack: [
    { result: 'unreached' },
    { result: 'unreached' },
    { result: 'unreached' },
    { result: 'reached' },
    { result: 'reached', linkInstead: 'yes' },
    { result: 'reached', linkInstead: 'yes' },
    { result: 'reached', answers: UNSOLVED },
    { result: 'reached', answers: { contacted: 'no', solved: 'solved', satisfaction: 2 } },
  ],
  judge: [UNSOLVED, UNSOLVED, { ...SATISFIED, solved: 'partly', satisfaction: 3 }, { ...SATISFIED, satisfaction: 2 }],
  withdraw: [{ callId: 'k' }],
};

export interface RandomStep {
  /** Picks among the commands of the position, or, when `wild`, among all. */
  pick: number;
  wild: boolean;
  minutes: number;
  variant: number;
  /** Somebody of a unit that does not lead, an old version, a receipt before the last event. */
  stranger: boolean;
  stale: boolean;
  earlier: boolean;
}

const minutesBetween = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 90 }) },
  { weight: 5, arbitrary: fc.integer({ min: 1, max: 48 }).map((hours) => hours * 30) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 8 }).map((days) => days * 1440 + 11) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 4 }).map((weeks) => weeks * 7 * 1440) },
  // From 10:00 to the very ends of days, where dues lie.
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 16 }).map((days) => days * 1440 - 600) },
);

const seldom = (weight: number) => fc.nat({ max: 99 }).map((each) => each < weight);

const randomStep: fc.Arbitrary<RandomStep> = fc.record({
  pick: fc.nat({ max: 999 }),
  wild: seldom(15),
  minutes: minutesBetween,
  variant: fc.nat({ max: 999 }),
  stranger: seldom(5),
  stale: seldom(3),
  earlier: seldom(15),
});

const opening: fc.Arbitrary<RequestOptions> = fc
  .record({
    kind: fc.oneof({ weight: 6, arbitrary: fc.constantFrom('help', 'inquiry', 'complaint') }, { weight: 1, arbitrary: fc.constantFrom(...REQUEST_KINDS) }),
    urgency: fc.oneof({ weight: 2, arbitrary: fc.constant('routine' as const) }, { weight: 3, arbitrary: fc.constantFrom(...URGENCIES) }),
    requester: fc.oneof({ weight: 4, arbitrary: fc.constant('named' as const) }, { weight: 1, arbitrary: fc.constantFrom(...REQUESTER_MODES) }),
    noContact: seldom(10),
    trusted: seldom(70),
    proposed: seldom(40),
    flags: fc.constantFrom({}, {}, { complex: 'yes' as const }, { utility: 'yes' as const }, { photoRequired: 'yes' as const }),
    day: fc.nat({ max: 300 }),
    minute: fc.nat({ max: 1439 }),
  })
  .map(({ proposed, flags, day, minute, ...facts }) => ({
    ...facts,
    category: flags,
    at: new Date(Date.parse(local('2026-01-01 00:00')) + (day * 1440 + minute) * 60_000).toISOString(),
    ...(proposed && { proposal: { unit: HOUSING, basis: 'catalogue' as const, reason: 'row' } }),
  }));

export interface RandomLife {
  opening: RequestOptions;
  steps: readonly RandomStep[];
}

export const aLife: fc.Arbitrary<RandomLife> = fc.record({
  opening,
  steps: fc.array(randomStep, { minLength: 1, maxLength: 25, size: 'max' }),
});

/** Commands that only come along; the others carry a request on and are drawn more often. */
const BESIDE: readonly RequestCommandName[] = ['supplement', 'withdraw', 'urge', 'supervise', 'comment', 'decline'];

/** The command a step stands for where these are allowed. */
export function drawCommand({ pick, wild, variant }: RandomStep, allowed: readonly RequestCommandName[]): RequestCommandName {
  const onward = allowed.filter((name) => !BESIDE.includes(name));
  const choice = wild || allowed.length === 0 ? REQUEST_COMMANDS : onward.length > 0 && variant % 8 !== 0 ? onward : allowed;
  return choice[pick % choice.length] ?? 'comment';
}

/** Half of the time the plain body, else one of the others. */
export function drawBody(name: RequestCommandName, variant: number): RequestCommandBodies[RequestCommandName] {
  const others: readonly RequestCommandBodies[RequestCommandName][] = OTHER_BODIES[name] ?? [];
  return (variant % 2 === 1 ? others[(variant >> 1) % Math.max(1, others.length)] : undefined) ?? BODIES[name];
}
