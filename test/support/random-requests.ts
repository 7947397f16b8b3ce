/** Random lives of a request: an opening and up to 25 commands, sensible and wrong ones, minutes to weeks apart. */
import fc from 'fast-check';
import type { RequestCommandBodies, RequestCommandName } from '../../src/domain/request/commands.js';
import { REQUEST_COMMANDS } from '../../src/domain/request/decide/index.js';
import type { ResidentRequest } from '../../src/domain/request/state.js';
import { REQUEST_KINDS, REQUESTER_MODES, URGENCIES, type RequestState } from '../../src/domain/vocabulary.js';
import {
  aPart,
  aReclassification,
  BODIES,
  COMMUNITY,
  FOLLOWER,
  HAIBEI,
  HOUSING,
  LEADER,
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
  dispatch: [SANITATION, HAIBEI, COMMUNITY, { ...HOUSING, inForce: 'no' as const }].map((unit) => ({
    unit,
    reason,
  })),
  ruleOnObjection: [
    { ruling: 'upheld', reason, unit: HAIBEI },
    { ruling: 'upheld', reason, unit: HOUSING, designate: 'yes' },
    { ruling: 'upheld', reason, unit: COMMUNITY },
    { ruling: 'rejected', reason },
    { ruling: 'rejected', reason },
  ],
  recordContact: [{ means: 'phone', result: 'tried' }],
  requestExtension: (['5wd', '6wd', '2wd', '15wd', '24h', '72h', '80h'] as const).map((limit) => ({ limit, reason })),
  ruleOnExtension: [{ ruling: 'refused', reason }],
  submitResult: [
    { summary: reason },
    { summary: reason, evidence: ['photo-1'], withoutCoUnits: reason },
    { summary: reason, evidence: ['photo-1'], withoutCoUnits: reason },
  ],
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
  confirmHandOver: [
    { result: 'not_taken', reason },
    { result: 'not_taken', reason },
  ],
  park: [
    { ground: 'funding', leader: reason, until: '2026-04-03', reason },
    { ground: 'funding', leader: reason, until: '2026-08-09', reason },
    { ground: 'funding', leader: reason, until: '2026-12-31', reason },
    { ground: 'funding', leader: reason, until: '2027-06-01', reason },
  ],
  ruleOnParking: [{ ruling: 'refused', reason }],
  addCoUnit: [HAIBEI, HOUSING, COMMUNITY, { ...SANITATION, inForce: 'no' as const }].map((unit) => ({
    unit,
    task: reason,
  })),
  assignInside: [
    { executor: 'section', to: reason },
    { executor: 'section', to: reason, limit: '9wd' },
    { executor: 'community', unit: { ...COMMUNITY, of: 'housing' } },
    { executor: 'community', unit: { ...COMMUNITY, of: 'housing' }, limit: '1wd' },
    { executor: 'community', unit: { ...COMMUNITY, of: 'housing' }, limit: '9wd' },
    { executor: 'community', unit: COMMUNITY },
  ],
  split: [
    { parts: [aPart('150302-2026-000201', 'yes')], reason },
    { parts: [aPart('150302-2026-000202', 'yes'), aPart('150302-2026-000203')], reason },
  ],
  merge: [
    { into: { ...LEADER, position: 'in_review', sameCaller: 'yes' }, reason },
    { into: { ...LEADER, position: 'handling', sameCaller: 'no' }, reason },
    { into: { ...LEADER, position: 'closed', sameCaller: 'no' }, reason },
    {
      into: {
        case: 'request:150302:2026-000123',
        number: '150302-2026-000123',
        position: 'handling',
        sameCaller: 'yes',
      },
      reason,
    },
  ],
  takeFollower: [{ follower: LEADER, sameCaller: 'yes' }],
  followLeader: [
    { leader: LEADER, step: 'result', unit: 'housing' },
    { leader: LEADER, step: 'result', unit: 'sanitation' },
    { leader: LEADER, step: 'result_returned', unit: 'housing' },
    { leader: LEADER, step: 'called_back', unit: 'housing' },
    { leader: LEADER, step: 'ended', unit: 'housing' },
    { leader: FOLLOWER, step: 'ended', unit: 'housing' },
  ],
  verify: [
    { result: 'not_confirmed', note: reason },
    { result: 'not_confirmed', note: reason },
  ],
  returnUpstream: [
    { why: 'not_ours', text: reason },
    { why: 'not_ours', text: reason },
  ],
  ruleOnAppeal: [{ ruling: 'keep', reason }],
  ruleOnMark: [{ ruling: 'disagree', reason }],
  correct: [{ contact: reason, reason }],
  raiseLevel: [
    { level: 'unit_head', reason },
    { level: 'district_leader', reason },
  ],
  ruleOnTermination: [{ ruling: 'refused', explanation: reason }],
  withdraw: [{ callId: 'k' }],
  accept: [{ proposal: { unit: HOUSING, basis: 'catalogue', ground: 'row' } }],
  carryReferral: [
    { referral: 'mediation', until: '2026-04-11T02:00:00.000Z' },
    { referral: 'whistle', until: '2027-02-20T02:00:00.000Z' },
    { referral: 'joint_meeting', until: '2026-01-01T02:00:00.000Z' },
  ],
  noteOpened: [{ opened: { case: 'agenda_item:150302:2026-000001', number: 'A150302-2026-000001' } }],
  takeDecision: [
    {
      item: { case: 'agenda_item:150302:2026-000001', number: 'A1' },
      owner: COMMUNITY,
      due: '2026-09-01T02:00:00.000Z',
    },
    { item: { case: 'agenda_item:150302:2026-000001', number: 'A1' }, owner: HOUSING, due: '2026-01-03T02:00:00.000Z' },
    {
      item: { case: 'agenda_item:150302:2026-000001-district', number: 'A1-district' },
      owner: { ...COMMUNITY, of: 'haibei' },
      due: '2026-06-01T02:00:00.000Z',
    },
    { item: { case: 'agenda_item:150302:2026-000002', number: 'A2' }, owner: HOUSING, due: '2026-09-01T02:00:00.000Z' },
  ],
  awaitDecision: [{ item: { case: 'agenda_item:150302:2026-000001', number: 'A1' } }],
  concludeReferral: (['mediation', 'joint_meeting', 'joint_meeting'] as const).map((referral) => ({
    referral,
    result: 'settled',
  })),
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
  { weight: 9, arbitrary: fc.integer({ min: 0, max: 90 }) },
  { weight: 5, arbitrary: fc.integer({ min: 1, max: 48 }).map((hours) => hours * 30) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 8 }).map((days) => days * 1440 + 11) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 4 }).map((weeks) => weeks * 7 * 1440) },
  // From 10:00 to the very ends of days, where dues lie.
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 16 }).map((days) => days * 1440 - 600) },
);

const seldom = (perCent: number) => fc.nat({ max: 99 }).map((each) => each >= 100 - perCent);

const randomStep: fc.Arbitrary<RandomStep> = fc.record({
  pick: fc.nat({ max: 999 }),
  wild: seldom(15),
  minutes: minutesBetween,
  variant: fc.nat({ max: 999 }),
  stranger: seldom(5),
  stale: seldom(3),
  earlier: seldom(15),
});

const receiptAt = (day: number, minute: number): string =>
  new Date(Date.parse(local('2026-01-01 00:00')) + (day * 1440 + minute) * 60_000).toISOString();

const opening: fc.Arbitrary<RequestOptions> = fc
  .record({
    kind: fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom('help', 'inquiry', 'complaint') },
      { weight: 1, arbitrary: fc.constantFrom(...REQUEST_KINDS) },
    ),
    urgency: fc.oneof(
      { weight: 2, arbitrary: fc.constant('routine' as const) },
      { weight: 3, arbitrary: fc.constantFrom(...URGENCIES) },
    ),
    requester: fc.oneof(
      { weight: 4, arbitrary: fc.constant('named' as const) },
      { weight: 1, arbitrary: fc.constantFrom(...REQUESTER_MODES) },
    ),
    noContact: seldom(10),
    from: fc.oneof(
      { weight: 5, arbitrary: fc.constant({}) },
      { weight: 1, arbitrary: fc.constant({ origin: 'finding' as const }) },
      { weight: 1, arbitrary: fc.constant({ crisis: 'yes' as const }) },
    ),
    order: fc.option(fc.record({ hours: fc.integer({ min: 1, max: 300 }), theyCall: fc.boolean() }), { freq: 6 }),
    trusted: seldom(70),
    proposed: seldom(40),
    flags: fc.constantFrom(
      {},
      {},
      { complex: 'yes' as const },
      { utility: 'yes' as const },
      { photoRequired: 'yes' as const },
    ),
    day: fc.nat({ max: 300 }),
    minute: fc.nat({ max: 1439 }),
  })
  .map(({ proposed, flags, day, minute, from, order, ...facts }) => ({
    ...facts,
    ...from,
    category: flags,
    at: receiptAt(day, minute),
    ...(order && {
      upstream: {
        ...{ system: 'city', number: 'C-1', callBackBy: order.theyCall ? ('upstream' as const) : ('us' as const) },
        dueAt: new Date(Date.parse(receiptAt(day, minute)) + order.hours * 3_600_000).toISOString(),
      },
    }),
    ...(proposed && { proposal: { unit: HOUSING, basis: 'catalogue' as const, ground: 'row' } }),
  }));

export interface RandomLife {
  opening: RequestOptions;
  /** How many steps first take the plain way, so that lives differ in how far they come. */
  plainSteps: number;
  steps: readonly RandomStep[];
}

export const aLife: fc.Arbitrary<RandomLife> = fc.record({
  opening,
  plainSteps: fc.nat({ max: 9 }),
  steps: fc.array(randomStep, { minLength: 1, maxLength: 25, size: 'max' }),
});

const AT_WORK = [
  'submitResult',
  'submitResult',
  'approveResult',
  'approveResult',
  'approveResult',
  'recordContact',
] as const;

/** What carries a request on from a position; drawn as often as it stands here. */
const ONWARD: { readonly [State in RequestState]?: readonly RequestCommandName[] } = {
  received: [
    'accept',
    'accept',
    'accept',
    'reclassify',
    'correct',
    'returnUpstream',
    'askInformation',
    'answerAtOnce',
    'handOver',
    'confirmHandOver',
  ],
  awaiting_information: ['supplement'],
  awaiting_dispatch: [
    'merge',
    'merge',
    'split',
    'dispatch',
    'dispatch',
    'dispatch',
    'reclassify',
    'askInformation',
    'handOver',
    'confirmHandOver',
  ],
  awaiting_sign_for: ['signFor', 'signFor', 'signFor', 'object', 'recordContact'],
  objected: ['ruleOnObjection'],
  handling: [
    ...AT_WORK,
    ...AT_WORK,
    'requestExtension',
    'requestExtension',
    'ruleOnExtension',
    'ruleOnExtension',
    'askInformation',
    'object',
    'terminate',
    'ruleOnTermination',
    'interimReply',
    'park',
    'park',
    'ruleOnParking',
    'ruleOnParking',
    'ruleOnParking',
    'addCoUnit',
    'coSignFor',
    'coReply',
    'assignInside',
    'instruct',
    'reclassify',
    'reclassify',
    'correct',
    'lookIn',
    'nameRepresentatives',
    'proposeMark',
    'ruleOnMark',
    'ruleOnMark',
  ],
  merged: ['followLeader', 'followLeader', 'followLeader', 'followLeader', 'unmerge', 'withdraw'],
  parked: ['clear', 'clear', 'interimReply', 'addCoUnit', 'assignInside', 'coReply', 'supplement', 'instruct'],
  in_review: ['review', 'review', 'review', 'appealJudgement', 'ruleOnAppeal'],
  awaiting_reply: ['reply', 'reply', 'returnUpstream'],
  awaiting_call_back: [
    'recordCallBack',
    'recordCallBack',
    'verify',
    'returnUpstream',
    'appealJudgement',
    'ruleOnAppeal',
  ],
  awaiting_judgement: ['judge', 'judge', 'rework', 'close', 'raiseLevel'],
  rework: AT_WORK,
  closed: ['reopen', 'appealJudgement', 'appealJudgement', 'ruleOnAppeal', 'ruleOnAppeal', 'lookIn', 'returnUpstream'],
  answered: ['reopen'],
  declined: ['reopen'],
  withdrawn: ['reopen'],
  handed_over: ['reopen'],
  terminated: ['reopen'],
};

/** The plain way from receipt to judgement. */
const PLAIN_WAY: { readonly [State in RequestState]?: RequestCommandName } = {
  received: 'accept',
  awaiting_dispatch: 'dispatch',
  awaiting_sign_for: 'signFor',
  in_review: 'review',
  awaiting_reply: 'reply',
};

/** The command of a life's i-th step: first the plain way, then mostly what carries the request on, sometimes anything. */
export function drawCommand(
  { plainSteps, steps }: RandomLife,
  i: number,
  { position, resultSubmitted }: ResidentRequest,
  allowed: readonly RequestCommandName[],
): RequestCommandName {
  const { pick, wild, variant } = steps[i] ?? { pick: 0, wild: false, variant: 0 };
  const plain = position === 'handling' ? (resultSubmitted ? 'approveResult' : 'submitResult') : PLAIN_WAY[position];
  if (i < plainSteps && plain !== undefined) return plain;
  const fitting = variant % 5 === 0 ? allowed : (ONWARD[position] ?? allowed);
  const choice = wild || fitting.length === 0 ? REQUEST_COMMANDS : fitting;
  return choice[pick % choice.length] ?? 'comment';
}

const CATEGORIES = [{ code: 'B0201' }, { code: 'B0202', complex: 'yes' }, { code: 'B0203', utility: 'yes' }] as const;

/** What only the moment can make sensible: a shorter due, a clock that was met late. */
function bodiesAt(
  { at, clocks, received }: ResidentRequest,
  name: RequestCommandName,
  variant: number,
): readonly RequestCommandBodies[RequestCommandName][] {
  if (name === 'instruct') {
    const due = new Date(Date.parse(at) + (variant % 97) * 3_600_000).toISOString();
    return [{ leader: reason, text: reason, due }];
  }
  if (name === 'reclassify') {
    const { kind, urgency, category } = received;
    const to = {
      kind: REQUEST_KINDS[variant % REQUEST_KINDS.length] ?? kind,
      urgency: URGENCIES[Math.floor(variant / 7) % URGENCIES.length] ?? urgency,
      category: CATEGORIES[Math.floor(variant / 21) % CATEGORIES.length] ?? category,
    };
    const body = aReclassification({ kind, urgency }, to);
    return [{ ...body, from: { kind, urgency, category } }];
  }
  if (name !== 'proveLateEntry') return [];
  const late = clocks.findLast(({ breachedAt, status }) => breachedAt !== undefined && status === 'met');
  if (late === undefined) return [];
  const occurredAt = new Date(Date.parse(late.at) - (1 + (variant % 90)) * 60_000).toISOString();
  return [{ clock: late.clock, n: late.n, occurredAt, proof: 'call-1', reason }];
}

/** Mostly the plain body, else one of the others. */
export function drawBody(
  name: RequestCommandName,
  { variant }: RandomStep,
  state: ResidentRequest,
): RequestCommandBodies[RequestCommandName] {
  const others: readonly RequestCommandBodies[RequestCommandName][] = [
    ...(OTHER_BODIES[name] ?? []),
    ...bodiesAt(state, name, variant),
  ];
  const often = name === 'recordCallBack' ? 2 : 1;
  return (
    (variant % 3 < often ? others[Math.floor(variant / 3) % Math.max(1, others.length)] : undefined) ?? BODIES[name]
  );
}
