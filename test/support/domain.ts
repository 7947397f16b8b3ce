/** Requests for tests of the pure core: opened under the shipped policy and calendars, driven by commands. */
import { readFileSync } from 'node:fs';
import { calendarFor, loadCalendar } from '../../src/calendar-data.js';
import type { Calendar, CalendarYear } from '../../src/domain/calendar.js';
import { localTime } from '../../src/domain/local-time.js';
import type { Actor, VaultRef } from '../../src/domain/envelope.js';
import { rolesFor, type Role } from '../../src/domain/permissions.js';
import { termsFor, type Policy, type Terms } from '../../src/domain/policy.js';
import type {
  DispatchProposal,
  Part,
  RequestCommand,
  RequestCommandBodies,
  RequestCommandName,
  SubmitCommand,
  UnitFact,
} from '../../src/domain/request/commands.js';
import { decide, decideSubmit, type Decision } from '../../src/domain/request/decide/index.js';
import type {
  Classification,
  EventOf,
  JudgementAnswers,
  PlaceFact,
  Received,
  RequestEvent,
  RequestRef,
  RequestEventType,
} from '../../src/domain/request/events.js';
import { type Clock, type ClockChange, latestClock, openClocks } from '../../src/domain/case/clock.js';
import { termsAfter } from '../../src/domain/request/events.js';
import { lapse } from '../../src/domain/request/lapse.js';
import type { ResidentRequest } from '../../src/domain/request/state.js';
import type { ClockName, RequestState } from '../../src/domain/vocabulary.js';

export const policy = JSON.parse(
  readFileSync(new URL('../../data/haibowan/policy.json', import.meta.url), 'utf8'),
) as Policy;
export const calendar = calendarFor(loadCalendar(), 2026);

/** '2026-03-02 10:00' at +08:00 as the instant the record writes. */
export function local(dayAndTime: string): string {
  return new Date(`${dayAndTime.replace(' ', 'T')}+08:00`).toISOString();
}

const UNIT_MS = { ms: 1, min: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** after(t, '2h'), after(t, '-1ms'): so much later, or earlier. */
export function after(instant: string, much: string): string {
  const [, amount, unit] = /^(-?\d+)(ms|min|h|d)$/.exec(much) ?? [];
  if (amount === undefined || unit === undefined) throw new RangeError(`not such as 2h: ${much}`);
  return new Date(Date.parse(instant) + Number(amount) * UNIT_MS[unit as keyof typeof UNIT_MS]).toISOString();
}

/** 10:00 of a Monday with three ordinary working weeks behind it. */
export const MONDAY = local('2026-03-02 10:00');

export const HOUSING: UnitFact = { code: 'housing', kind: 'bureau', inForce: 'yes' };
export const SANITATION: UnitFact = { code: 'sanitation', kind: 'bureau', inForce: 'yes' };
export const HAIBEI: UnitFact = { code: 'haibei', kind: 'subdistrict', inForce: 'yes' };
export const COMMUNITY: UnitFact = { code: 'qiaoxi', kind: 'community', inForce: 'yes' };

/** A text in the vault. */
export function text(ref: string): VaultRef {
  return { ref, commitment: '0'.repeat(64) };
}

export function someone(role: Role, unit?: string): Actor {
  return { account: `a-${role}`, role, ...(unit !== undefined && { unit }) };
}

export const SATISFIED: JudgementAnswers = { contacted: 'yes', solved: 'solved', satisfaction: 4 };
export const UNSOLVED: JudgementAnswers = { contacted: 'yes', solved: 'not', satisfaction: 1 };

export interface RequestOptions extends Partial<Omit<Received, 'terms' | 'category'>> {
  category?: Partial<Received['category']>;
  /** Accepted on arrival. */
  trusted?: boolean;
  proposal?: DispatchProposal;
  /** Nothing by which the requester could be reached. */
  noContact?: boolean;
  at?: string;
  terms?: Terms;
}

/** A request as it stands, with all that was recorded of it and what it is decided by. */
export interface OpenedRequest {
  state: ResidentRequest;
  terms: Terms;
  events: readonly RequestEvent[];
}

const PLACE: PlaceFact = { subdistrict: 'haibei', community: 'qiaoxi' };

/** The start command of a routine call for help about a street light, from a named person with a phone. */
export function aSubmission(options: RequestOptions = {}): SubmitCommand {
  const { category: flags, trusted = true, proposal, noContact = false, at = MONDAY, terms, ...facts } = options;
  const kind = facts.kind ?? 'help';
  const urgency = facts.urgency ?? 'routine';
  const category = { code: 'B0201', ...flags };
  const { complex, utility } = category;
  return {
    id: 'c-start',
    district: '150302',
    case: 'request:150302:2026-000123',
    actor: someone('hotline_system'),
    receivedAt: at,
    body: {
      received: {
        number: '150302-2026-000123',
        channel: 'hotline',
        provenance: 'live',
        place: PLACE,
        requester: 'named',
        ...(!noContact && { contact: text('contact') }),
        text: text('text'),
        ...facts,
        kind,
        urgency,
        category,
        terms:
          terms ??
          termsFor(policy, calendar, {
            kind,
            urgency,
            category: { complex: complex === 'yes', utility: utility === 'yes' },
          }),
      },
      trusted: trusted ? 'yes' : 'no',
      ...(proposal !== undefined && { proposal }),
    },
  };
}

/** A request opened by that submission. */
export function aRequest(options: RequestOptions = {}): OpenedRequest {
  const submission = aSubmission(options);
  const { terms } = submission.body.received;
  const { events, state } = decideSubmit(submission);
  return { events, state, terms };
}

export type Bodies = { [Name in RequestCommandName]: RequestCommandBodies[Name] };

/** Another classification, with the terms of the shipped policy. */
export function aReclassification(
  from: Pick<Classification, 'kind' | 'urgency'>,
  to: Pick<Classification, 'kind' | 'urgency'> & { category?: Classification['category'] },
): RequestCommandBodies['reclassify'] {
  const category: Classification['category'] = { code: 'B0201' };
  const next = { category, ...to };
  const flags = { complex: next.category.complex === 'yes', utility: next.category.utility === 'yes' };
  return {
    from: { ...from, category },
    to: next,
    terms: termsFor(policy, calendar, { kind: to.kind, urgency: to.urgency, category: flags }),
    reason: text('reason'),
  };
}

export const LEADER: RequestRef = { case: 'request:150302:2026-000900', number: '150302-2026-000900' };
export const FOLLOWER: RequestRef = { case: 'request:150302:2026-000901', number: '150302-2026-000901' };

/** A matter taken out of a request. */
export function aPart(number: string, statutory: 'yes' | 'no' = 'no'): Part {
  const { body } = aSubmission({ number });
  return { case: `request:${number}`, number, statutory, body };
}

/** The year again, amended: the Thursday and Friday of the first full week of March are off. */
export const AMENDED: Calendar = {
  ...calendar,
  years: { ...calendar.years, '2026': amended(calendar.years['2026']) },
};

function amended(year: CalendarYear | undefined): CalendarYear {
  if (year === undefined) throw new Error('the shipped calendar has 2026');
  return { ...year, version: year.version + 1, off: [...year.off, '03-05', '03-06'].sort() };
}

/** Another policy, with a day more for every result. */
export const LONGER: Terms = {
  ...termsFor(policy, calendar, { kind: 'help', urgency: 'routine', category: { complex: false, utility: false } }),
  policy: policy.version + 1,
  limits: { ...policyLimits(), result: '6wd', sign_for: '30min' },
};

function policyLimits(): Terms['limits'] {
  return termsFor(policy, calendar, { kind: 'help', urgency: 'routine', category: { complex: false, utility: false } })
    .limits;
}

/** A body for each command that its rule takes where nothing special is at stake. */
export const BODIES: Bodies = {
  accept: {},
  askInformation: { question: text('question') },
  supplement: { text: text('supplement') },
  answerAtOnce: { answer: text('answer') },
  decline: { reason: 'not_this_district', explanation: text('explanation') },
  handOver: { to: 'police', reason: text('hand over') },
  confirmHandOver: { result: 'taken', by: text('who'), reference: 'P-1' },
  dispatch: { unit: HOUSING, reason: text('duty list') },
  signFor: {},
  object: { reason: text('not our lamp') },
  ruleOnObjection: { ruling: 'upheld', reason: text('theirs'), unit: SANITATION },
  recordContact: { means: 'phone', result: 'reached' },
  interimReply: { text: text('interim') },
  requestExtension: { limit: '1wd', reason: text('part ordered') },
  ruleOnExtension: { ruling: 'granted', reason: text('agreed') },
  park: { ground: 'season', leader: text('leader'), until: '2026-05-06', reason: text('frost') },
  ruleOnParking: { ruling: 'granted', reason: text('agreed') },
  clear: { note: text('checked') },
  addCoUnit: { unit: SANITATION, task: text('sweep') },
  coSignFor: {},
  coReply: { text: text('swept') },
  assignInside: { executor: 'person', to: text('who'), standIn: text('stand-in'), limit: '1wd' },
  split: { parts: [aPart('150302-2026-000200')], reason: text('two matters') },
  merge: { into: { ...LEADER, position: 'handling', sameCaller: 'no' }, reason: text('the same pipe') },
  unmerge: { reason: text('another pipe') },
  takeFollower: { follower: FOLLOWER, sameCaller: 'no' },
  releaseFollower: { follower: FOLLOWER },
  followLeader: { leader: LEADER, step: 'called_back', unit: 'housing' },
  verify: { result: 'confirmed', note: text('seen') },
  returnUpstream: { why: 'done', text: text('done') },
  appealJudgement: { ground: 'mistaken_judgement', reason: text('meant another') },
  ruleOnAppeal: { ruling: 'exclude', reason: text('agreed') },
  nameRepresentatives: { representatives: [text('one'), text('another')], reason: text('they were chosen') },
  proposeMark: { mark: 'unreasonable', reason: text('cannot be given') },
  ruleOnMark: { ruling: 'agree', reason: text('so it is') },
  reclassify: aReclassification({ kind: 'help', urgency: 'routine' }, { kind: 'help', urgency: 'urgent' }),
  correct: { place: { subdistrict: 'haibei' }, reason: text('next door') },
  adoptCalendar: { calendar: AMENDED },
  adoptPolicy: { terms: LONGER },
  succeedUnit: { from: 'housing', to: SANITATION },
  lookIn: { note: text('is well') },
  instruct: { leader: text('leader'), text: text('do it') },
  raiseLevel: { level: 'supervision_office', reason: text('again') },
  proveLateEntry: {
    ...{ clock: 'sign_for', n: 1, occurredAt: local('2026-03-03 23:30'), proof: 'call-1' },
    reason: text('line was down'),
  },
  submitResult: { summary: text('lamp replaced'), evidence: ['photo-1'] },
  approveResult: { approved: 'yes' },
  review: { passed: 'yes' },
  reply: { reply: text('reply') },
  recordCallBack: { result: 'reached', answers: SATISFIED },
  judge: SATISFIED,
  close: { reason: text('all done') },
  rework: { reason: text('still dark') },
  reopen: { reason: text('dark again') },
  withdraw: {},
  terminate: { ground: 'matter_ceased', reason: text('gone') },
  ruleOnTermination: { ruling: 'granted', explanation: text('why') },
  urge: {},
  supervise: { level: 'unit_head' },
  comment: { text: text('comment') },
  blowWhistle: { reason: text('whistle') },
  openMediation: { reason: text('mediation') },
  referToMeeting: { reason: text('meeting') },
  carryReferral: { referral: 'joint_meeting', until: local('2026-03-27 10:00') },
  takeDecision: {
    item: { case: 'agenda_item:150302:2026-000001', number: 'A150302-2026-000001' },
    owner: SANITATION,
    due: local('2026-04-30 18:00'),
  },
  awaitDecision: { item: { case: 'agenda_item:150302:2026-000001', number: 'A150302-2026-000001' } },
  noteOpened: { opened: { case: 'enforcement_dispatch:150302:2026-000001', number: 'D150302-2026-000001' } },
  noteEnforcement: {
    dispatch: { case: 'enforcement_dispatch:150302:2026-000001', number: 'D150302-2026-000001' },
    result: 'settled',
  },
  concludeReferral: { referral: 'whistle', result: 'not_settled' },
};

const UNIT_ROLES: readonly Role[] = ['unit_coordinator', 'unit_head', 'duty_officer'];

/**
 * Somebody who may give the command: the first role of its row, on behalf of the lead where it is a unit's, or of the first
 * co-unit that has not replied where it is one of theirs.
 */
export function whoMay(name: RequestCommandName, { lead, coUnits, executor }: ResidentRequest): Actor {
  const role = name === 'withdraw' ? 'resident' : (rolesFor(name)[0] ?? 'system');
  const ofCoUnit = name === 'coSignFor' || name === 'coReply';
  const unit = ofCoUnit ? (coUnits?.find(({ replied }) => !replied)?.unit ?? executor?.unit ?? lead) : lead;
  return someone(role, UNIT_ROLES.includes(role) ? unit : undefined);
}

export interface Given {
  at?: string;
  actor?: Actor;
  expectedVersion?: number;
  id?: string;
}

/** The command as it reaches the workflow, by default a minute after the last event, from somebody who may give it. */
export function aCommand<Name extends RequestCommandName>(
  state: ResidentRequest,
  name: Name,
  body: RequestCommandBodies[Name] = BODIES[name],
  given: Given = {},
): RequestCommand {
  const command = {
    id: given.id ?? `c-${name}-${String(state.seq)}`,
    name,
    actor: given.actor ?? whoMay(name, state),
    receivedAt: given.at ?? after(state.at, '1min'),
    body,
    ...(given.expectedVersion !== undefined && { expectedVersion: given.expectedVersion }),
  };
  // `name` and `body` belong together by the signature; the compiler cannot see it through the union.
  return command as unknown as RequestCommand;
}

/** What the command comes to. */
export function give<Name extends RequestCommandName>(
  state: ResidentRequest,
  terms: Terms,
  name: Name,
  body: RequestCommandBodies[Name] = BODIES[name],
  given: Given = {},
): Decision {
  const command = aCommand(state, name, body, given);
  return decide(state, terms, command, command.receivedAt);
}

/** A request that is driven step by step and remembers all its events. */
export class Story {
  events: readonly RequestEvent[];
  state: ResidentRequest;
  terms: Terms;

  constructor({ events, state, terms }: OpenedRequest = aRequest()) {
    this.events = events;
    this.state = state;
    this.terms = terms;
  }

  /** Gives a command that must be taken; answers the events of its own rule, without what lapsed before. */
  give<Name extends RequestCommandName>(
    name: Name,
    body: RequestCommandBodies[Name] = BODIES[name],
    given: Given = {},
  ): readonly RequestEvent[] {
    const { events, refusal } = this.try(name, body, given);
    if (refusal) throw new Error(`${name} in ${this.state.state} was refused: ${JSON.stringify(refusal)}`);
    return events.filter(({ commandId }) => commandId !== undefined);
  }

  /** Gives a command whatever comes of it. */
  try<Name extends RequestCommandName>(
    name: Name,
    body: RequestCommandBodies[Name] = BODIES[name],
    given: Given = {},
  ): Decision {
    const decision = give(this.state, this.terms, name, body, given);
    this.keep(decision);
    return decision;
  }

  /** The code of the refusal, or undefined when the command was taken. */
  refusal<Name extends RequestCommandName>(
    name: Name,
    body: RequestCommandBodies[Name] = BODIES[name],
    given: Given = {},
  ): string | undefined {
    return give(this.state, this.terms, name, body, given).refusal?.code;
  }

  /** Lets time pass up to and including the instant. */
  pass(until: string): readonly RequestEvent[] {
    const lapsed = lapse(this.state, this.terms, until);
    this.keep(lapsed);
    return lapsed.events;
  }

  private keep({ events, state }: Pick<Decision, 'events' | 'state'>): void {
    this.events = [...this.events, ...events];
    this.terms = events.reduce(termsAfter, this.terms);
    this.state = state;
  }

  /** The newest clock of a name; throws if there is none. */
  clock(name: ClockName): Clock {
    const clock = latestClock(this.state, name);
    if (clock === undefined) throw new Error(`no ${name} clock was started`);
    return clock;
  }

  /** The open clocks as people read them: `sign_for#1 2026-03-04T00:00:00+08:00`. */
  open(): readonly string[] {
    return openClocks(this.state).map(({ clock, n, at }) => `${clock}#${String(n)} ${localTime(at)}`);
  }

  /** The names of the open clocks. */
  running(): readonly string[] {
    return openClocks(this.state).map(({ clock }) => clock);
  }

  /** All events of a type. */
  all<Type extends RequestEventType>(type: Type): readonly EventOf<Type>[] {
    return this.events.filter((event): event is EventOf<Type> => event.type === type);
  }
}

/** Opens a story by a submission. */
export function aStory(options: RequestOptions = {}): Story {
  return new Story(aRequest(options));
}

type Step = readonly [RequestCommandName, RequestCommandBodies[RequestCommandName]?];
const SIGNED: readonly Step[] = [['dispatch'], ['signFor']];
const APPROVED: readonly Step[] = [...SIGNED, ['recordContact'], ['submitResult'], ['approveResult']];
const REPLIED: readonly Step[] = [...APPROVED, ['review'], ['reply']];

const WAYS: { readonly [State in RequestState]?: readonly Step[] } = {
  received: [],
  awaiting_information: [['askInformation']],
  awaiting_dispatch: [],
  awaiting_sign_for: [['dispatch']],
  objected: [['dispatch'], ['object']],
  merged: [['merge']],
  handling: SIGNED,
  parked: [...SIGNED, ['park'], ['ruleOnParking']],
  in_review: APPROVED,
  awaiting_reply: [...APPROVED, ['review']],
  awaiting_call_back: REPLIED,
  rework: [...REPLIED, ['recordCallBack', { result: 'reached', answers: UNSOLVED }]],
  awaiting_judgement: [...REPLIED, ['recordCallBack', { result: 'reached', linkInstead: 'yes' }]],
  closed: [...REPLIED, ['recordCallBack']],
  answered: [['answerAtOnce']],
  declined: [['decline']],
  withdrawn: [['withdraw']],
  handed_over: [['handOver'], ['confirmHandOver']],
  terminated: [...SIGNED, ['terminate'], ['ruleOnTermination']],
};

/** The positions that this release's commands lead to. */
export const REACHABLE = Object.keys(WAYS) as readonly RequestState[];

/** A request brought to a position the plain way, a minute a step. */
export function storyAt(position: RequestState, options: RequestOptions = {}): Story {
  const steps = WAYS[position];
  if (steps === undefined) throw new Error(`no way leads to ${position} in this release`);
  const untrusted = position === 'received' || position === 'awaiting_information';
  const kind = position === 'answered' ? 'inquiry' : 'help';
  const story = aStory({ kind, trusted: !untrusted, ...options });
  const { requester, contact } = story.state.received;
  for (const [name, body] of steps) {
    const isUnreachable = name === 'recordContact' && (requester !== 'named' || contact === undefined);
    // A finding has nobody to reply to.
    const isReplied = name === 'reply' && story.state.position === 'awaiting_call_back';
    if (!isUnreachable && !isReplied) story.give(name, body ?? BODIES[name]);
  }
  if (story.state.position !== position) throw new Error(`${story.state.position} instead of ${position}`);
  return story;
}

/** What an event did to clocks: `started result`, `met dispatch`. */
export function changes(event: RequestEvent | undefined): readonly string[] {
  const clocks: readonly ClockChange[] = event !== undefined && 'clocks' in event.body ? (event.body.clocks ?? []) : [];
  return clocks.map(({ change, clock }) => `${change} ${clock}`);
}

/** The types of events, in order. */
export function types(events: readonly RequestEvent[]): readonly RequestEventType[] {
  return events.map(({ type }) => type);
}
