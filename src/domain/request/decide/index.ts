import type { Decision as CaseDecision } from '../../case/lifecycle.js';
import { UNIT_ROLES } from '../../permissions.js';
import type { Terms } from '../../policy.js';
import type { Refusal } from '../../refusals.js';
import { POSITIONS, type RequestState } from '../../vocabulary.js';
import { openClock } from '../../case/clock.js';
import type { RequestCommand, RequestCommandBodies, RequestCommandName, SubmitCommand } from '../commands.js';
import type { RequestEvent } from '../events.js';
import { lapse } from '../lapse.js';
import { openRequestSheet } from '../sheet.js';
import { blankRequest, factsOf, type ResidentRequest } from '../state.js';
import { comment, lookIn, ruleOnTermination, terminate, withdraw } from './any-time.js';
import { adoptCalendar, adoptPolicy, succeedUnit } from './adoption.js';
import { appealJudgement, ruleOnAppeal } from './appeal.js';
import { correct, reclassify } from './classification.js';
import { deciding, type Deciding, type Ruling } from './context.js';
import { noteEnforcement, noteOpened } from './beside.js';
import { dispatch, object, ruleOnObjection, signFor } from './dispatch.js';
import { recordCallBack, reply, returnUpstream, review, verify } from './follow-up.js';
import {
  accept,
  answerAtOnce,
  askInformation,
  confirmHandOver,
  decline,
  handOver,
  receive,
  supplement,
} from './intake.js';
import { close, judge, reopen, rework } from './judgement.js';
import { followLeader, merge, releaseFollower, split, takeFollower, unmerge } from './linked.js';
import { isGroup, nameRepresentatives } from './group.js';
import { proposeMark, ruleOnMark } from './mark.js';
import { instruct, proveLateEntry, raiseLevel, supervise, urge } from './oversight.js';
import { clear, park, ruleOnParking } from './parking.js';
import {
  approveResult,
  blowWhistle,
  carryReferral,
  concludeReferral,
  interimReply,
  openMediation,
  recordContact,
  referToMeeting,
  requestExtension,
  ruleOnExtension,
  submitResult,
  takeDecision,
  awaitDecision,
} from './settlement.js';

import { AFTER_DISPATCH, AT_WORK, BEFORE_DISPATCH, DISPATCHED, ENDED, OPEN, TERMINABLE } from './places.js';
import { addCoUnit, assignInside, coReply, coSignFor } from './together.js';

interface Rule<Name extends RequestCommandName> {
  /** The positions in the chain where the command makes sense; elsewhere it is refused as `wrong_state`. */
  at: readonly RequestState[];
  /** Only the lead unit's own people, whoever else may hold the role. */
  byLead?: true;
  /** Of units only the lead, beside the centre. */
  noOtherUnit?: true;
  /** Never the lead unit's own people, whatever other role they hold: nobody passes their own work. */
  notByLead?: true;
  /** Not while a body outside is asked to take it over: nobody can say yet whose it is. */
  notWhileHandedOver?: true;
  /** What must be open, or must not, for the command to make sense: it is offered only then, and refused by its rule. */
  offered?: (state: ResidentRequest) => boolean;
  decide: (deciding: Deciding, body: RequestCommandBodies[Name]) => Ruling;
}

const isFinding = ({ received }: ResidentRequest) => received.origin === 'finding';
const hasCoUnits = ({ coUnits = [] }: ResidentRequest) => coUnits.length > 0;
const hasExecutor = ({ executor }: ResidentRequest) => executor?.unit !== undefined;
const hasLateEntry = ({ clocks }: ResidentRequest) =>
  clocks.some(({ breachedAt, status, provenAt }) => breachedAt && status === 'met' && !provenAt);

/** Every command, where it may be given, and its rule. */
const RULES: { readonly [Name in RequestCommandName]: Rule<Name> } = {
  accept: { at: ['received'], notWhileHandedOver: true, decide: accept },
  askInformation: {
    at: ['received', 'awaiting_dispatch', 'awaiting_sign_for', 'handling'],
    noOtherUnit: true,
    notWhileHandedOver: true,
    decide: askInformation,
  },
  supplement: { at: OPEN, decide: supplement },
  answerAtOnce: {
    at: ['received', 'awaiting_dispatch', 'awaiting_sign_for'],
    notWhileHandedOver: true,
    decide: answerAtOnce,
  },
  decline: { at: OPEN, notWhileHandedOver: true, decide: decline },
  handOver: { at: [...BEFORE_DISPATCH, 'awaiting_sign_for'], notWhileHandedOver: true, decide: handOver },
  confirmHandOver: {
    at: BEFORE_DISPATCH,
    offered: (request) => request.handOver !== undefined,
    decide: confirmHandOver,
  },
  dispatch: { at: ['awaiting_dispatch', 'awaiting_sign_for'], notWhileHandedOver: true, decide: dispatch },
  signFor: { at: ['awaiting_sign_for'], byLead: true, decide: signFor },
  object: { at: ['awaiting_sign_for', 'handling'], byLead: true, decide: object },
  ruleOnObjection: { at: ['objected'], notByLead: true, decide: ruleOnObjection },
  recordContact: {
    at: ['awaiting_sign_for', 'handling', 'parked', 'rework', 'in_review', 'awaiting_reply'],
    byLead: true,
    decide: recordContact,
  },
  interimReply: { at: [...DISPATCHED, 'in_review', 'awaiting_reply'], noOtherUnit: true, decide: interimReply },
  requestExtension: { at: ['handling'], byLead: true, decide: requestExtension },
  ruleOnExtension: {
    at: ['handling'],
    notByLead: true,
    offered: ({ extension }) => extension !== undefined,
    decide: ruleOnExtension,
  },
  park: {
    at: ['handling'],
    byLead: true,
    offered: ({ parking, parkedBefore }) => parking === undefined && parkedBefore === undefined,
    decide: park,
  },
  ruleOnParking: {
    at: ['handling'],
    notByLead: true,
    offered: ({ parking }) => parking !== undefined,
    decide: ruleOnParking,
  },
  clear: { at: ['parked'], notByLead: true, decide: clear },
  addCoUnit: { at: ['awaiting_sign_for', 'handling', 'parked', 'rework'], decide: addCoUnit },
  coSignFor: { at: DISPATCHED, offered: hasCoUnits, decide: coSignFor },
  coReply: { at: DISPATCHED, offered: (request) => hasCoUnits(request) || hasExecutor(request), decide: coReply },
  assignInside: { at: ['handling', 'parked', 'rework'], byLead: true, decide: assignInside },
  submitResult: { at: AT_WORK, byLead: true, decide: submitResult },
  approveResult: { at: AT_WORK, byLead: true, decide: approveResult },
  review: { at: ['in_review'], notByLead: true, decide: review },
  reply: { at: ['awaiting_reply'], noOtherUnit: true, decide: reply },
  recordCallBack: {
    at: ['awaiting_call_back'],
    notByLead: true,
    offered: (request) => !isFinding(request),
    decide: recordCallBack,
  },
  judge: { at: ['awaiting_judgement'], decide: judge },
  close: { at: ['awaiting_judgement'], notByLead: true, decide: close },
  rework: { at: ['awaiting_judgement'], notByLead: true, decide: rework },
  reopen: { at: ENDED, decide: reopen },
  withdraw: { at: OPEN, decide: withdraw },
  terminate: {
    at: TERMINABLE,
    noOtherUnit: true,
    notWhileHandedOver: true,
    offered: ({ termination, resultSubmitted }) => termination === undefined && resultSubmitted === undefined,
    decide: terminate,
  },
  ruleOnTermination: {
    at: TERMINABLE,
    notByLead: true,
    notWhileHandedOver: true,
    offered: ({ termination }) => termination !== undefined,
    decide: ruleOnTermination,
  },
  urge: { at: OPEN, decide: urge },
  supervise: { at: OPEN, decide: supervise },
  split: { at: [...BEFORE_DISPATCH, ...DISPATCHED], notWhileHandedOver: true, decide: split },
  merge: { at: [...BEFORE_DISPATCH, 'awaiting_sign_for', 'handling'], notWhileHandedOver: true, decide: merge },
  unmerge: { at: ['merged'], decide: unmerge },
  takeFollower: { at: POSITIONS, decide: takeFollower },
  releaseFollower: { at: POSITIONS, decide: releaseFollower },
  followLeader: { at: ['merged'], decide: followLeader },
  verify: { at: ['awaiting_call_back'], notByLead: true, offered: isFinding, decide: verify },
  returnUpstream: {
    at: [
      ...BEFORE_DISPATCH,
      ...(['awaiting_sign_for', 'awaiting_reply', 'awaiting_call_back', 'awaiting_judgement'] as const),
      ...ENDED,
    ],
    offered: ({ received, returnedUpstream }) => received.upstream !== undefined && returnedUpstream === undefined,
    decide: returnUpstream,
  },
  appealJudgement: {
    at: ['rework', 'in_review', 'awaiting_reply', 'awaiting_call_back', 'awaiting_judgement', 'closed'],
    byLead: true,
    offered: ({ judgedAt, appeal }) => judgedAt !== undefined && appeal === undefined,
    decide: appealJudgement,
  },
  ruleOnAppeal: {
    at: POSITIONS,
    notByLead: true,
    offered: ({ appeal }) => appeal !== undefined,
    decide: ruleOnAppeal,
  },
  nameRepresentatives: { at: OPEN, offered: isGroup, decide: nameRepresentatives },
  proposeMark: {
    at: [...AFTER_DISPATCH, 'awaiting_call_back', 'closed'],
    byLead: true,
    offered: ({ mark }) => mark === undefined,
    decide: proposeMark,
  },
  ruleOnMark: {
    at: POSITIONS,
    notByLead: true,
    offered: ({ mark }) => mark?.step === 'proposed',
    decide: ruleOnMark,
  },
  reclassify: {
    at: [...BEFORE_DISPATCH, 'awaiting_sign_for', 'objected', 'handling', 'rework'],
    notWhileHandedOver: true,
    decide: reclassify,
  },
  correct: { at: OPEN, decide: correct },
  adoptCalendar: { at: POSITIONS, decide: adoptCalendar },
  adoptPolicy: { at: OPEN, decide: adoptPolicy },
  succeedUnit: { at: POSITIONS, decide: succeedUnit },
  lookIn: { at: POSITIONS, offered: (request) => openClock(request, 'look_in') !== undefined, decide: lookIn },
  instruct: { at: OPEN, decide: instruct },
  raiseLevel: {
    at: AFTER_DISPATCH,
    notByLead: true,
    decide: raiseLevel,
  },
  proveLateEntry: { at: POSITIONS, notByLead: true, offered: hasLateEntry, decide: proveLateEntry },
  comment: { at: POSITIONS, decide: comment },
  blowWhistle: { at: DISPATCHED, decide: blowWhistle },
  openMediation: { at: DISPATCHED, decide: openMediation },
  referToMeeting: { at: DISPATCHED, decide: referToMeeting },
  carryReferral: { at: DISPATCHED, offered: ({ referral }) => referral !== undefined, decide: carryReferral },
  takeDecision: {
    at: DISPATCHED,
    offered: ({ referral, decidedBy, ledTo = [] }) =>
      referral === 'joint_meeting' || decidedBy !== undefined || (referral === undefined && ledTo.length > 0),
    decide: takeDecision,
  },
  awaitDecision: {
    at: OPEN,
    offered: ({ decidedBy, referral }) => decidedBy !== undefined && referral === undefined,
    decide: awaitDecision,
  },
  noteOpened: { at: POSITIONS, decide: noteOpened },
  noteEnforcement: { at: POSITIONS, decide: noteEnforcement },
  concludeReferral: { at: OPEN, offered: ({ referral }) => referral !== undefined, decide: concludeReferral },
};

export const REQUEST_COMMANDS = Object.keys(RULES) as readonly RequestCommandName[];

/** Where a command may be given and by whom not, as far as its row says: for documents and screens. */
export type Conditions = Omit<Rule<RequestCommandName>, 'decide' | 'offered'>;

export function conditionsOf(name: RequestCommandName): Conditions {
  const { decide: _decide, offered: _offered, ...conditions } = RULES[name];
  return conditions;
}

/** The commands that make sense just now, for those who were refused and those who build a screen. */
export function allowedCommands(state: ResidentRequest): readonly RequestCommandName[] {
  if (state.ended === 'yes') return [];
  return REQUEST_COMMANDS.filter((name) => {
    const { at, notWhileHandedOver, offered } = RULES[name];
    const isBarred = notWhileHandedOver === true && state.handOver !== undefined;
    return at.includes(state.position) && !isBarred && (offered?.(state) ?? true);
  });
}

export type Decision = CaseDecision<ResidentRequest, RequestEvent>;

/** The first decision of a request's life. It is made at the door; the workflow evolves its events. */
export function decideSubmit(command: SubmitCommand): Decision {
  const { district, case: id, actor, receivedAt, body } = command;
  const author = { actor, commandId: command.id, receivedAt };
  const { rules } = body.received.terms;
  const blank = blankRequest({ district, case: id, actor, at: receivedAt, rules, received: factsOf(body.received) });
  const sheet = openRequestSheet(blank);
  const refusal = receive(deciding(sheet, body.received.terms, author, receivedAt), body);
  return { events: sheet.events, state: sheet.state(), ...(refusal && { refusal }) };
}

/**
 * What a command comes to. A command received after a due first decides that breach, in the same step; then its own rule
 * speaks. `now` is when the door received it, never when the workflow got round to it.
 */
export function decide(before: ResidentRequest, terms: Terms, command: RequestCommand, now: string): Decision {
  const lapsed = lapse(before, terms, now);
  const state = lapsed.state;
  const refuse = (refusal: Refusal): Decision => ({ events: lapsed.events, state, refusal });

  const { expectedVersion } = command;
  if (expectedVersion !== undefined && expectedVersion !== before.seq) {
    return refuse({ code: 'version_conflict', params: { expected: expectedVersion, version: state.seq } });
  }
  if (state.ended === 'yes') return refuse({ code: 'request_ended' });
  const rule = RULES[command.name];
  if (!rule.at.includes(state.position)) return refuse({ code: 'wrong_state', params: { state: state.state } });
  const isOtherUnit = UNIT_ROLES.some((role) => role === command.actor.role) && command.actor.unit !== state.lead;
  if ((rule.byLead && command.actor.unit !== state.lead) || (rule.noOtherUnit && isOtherUnit)) {
    return refuse({ code: 'not_lead_unit', params: { lead: state.lead ?? '' } });
  }
  if (rule.notByLead && state.lead !== undefined && command.actor.unit === state.lead) {
    return refuse({ code: 'own_work', params: { lead: state.lead } });
  }

  if (rule.notWhileHandedOver && state.handOver !== undefined) {
    return refuse({ code: 'hand_over_open', params: { to: state.handOver.to } });
  }

  const sheet = openRequestSheet(state);
  const author = { actor: command.actor, commandId: command.id, receivedAt: command.receivedAt };
  // The rule of a name takes the body of that name; the compiler cannot follow the pair through the table.
  const apply = rule.decide as (deciding: Deciding, body: unknown) => Ruling;
  const refusal = apply(deciding(sheet, terms, author, now), command.body);
  if (refusal) return refuse(refusal);
  return { events: [...lapsed.events, ...sheet.events], state: sheet.state() };
}
