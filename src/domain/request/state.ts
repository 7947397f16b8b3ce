import type { Actor, VaultRef } from '../envelope.js';
import type { Limit } from '../calendar.js';
import type {
  Executor,
  HandOverChannel,
  Mark,
  Outcome,
  ParkingGround,
  Referral,
  RequestState,
  Stage,
  TerminationGround,
} from '../vocabulary.js';
import type { JudgementAnswers, RaisedLevel, Received, RequestRef } from './events.js';
import type { Lagging } from './ladders.js';

/** A call-back try, as far as the rule for the unreached needs it. */
export interface CallBackTry {
  at: string;
  result: 'reached' | 'unreached';
}

/** 挂账: asked for, standing, or past its end date and not cleared yet. */
export interface Parking {
  step: 'asked' | 'parked' | 'past_end';
  ground: ParkingGround;
  /** The day on which it ends, YYYY-MM-DD. */
  until: string;
}

/** 协办: a unit beside the lead, with a part of its own. */
export interface CoUnit {
  unit: string;
  signedFor?: 'yes';
  replied?: 'yes';
}

/**
 * A request as its events have made it. `position` is where it stands in the chain; `state` is what is shown: an open
 * referral or extension is shown over the position it will return to.
 */
export interface ResidentRequest extends Lagging {
  district: string;
  case: string;
  run: number;
  seq: number;
  at: string;
  /** The facts of event 1, less its terms: `decide` takes those beside the state, `evolve` never reads them. */
  received: Omit<Received, 'terms'>;
  receivedAt: string;
  position: RequestState;
  state: RequestState;
  stage: Stage;
  /** Whom it was dispatched to last, also while nobody has it: the next dispatch to another is a transfer. */
  dispatchedTo?: string;
  /** Its lead cannot return it. */
  designated?: 'yes';
  /** 指定承办: whom a ruling named; while nobody has it, nobody else gets it. */
  designee?: string;
  transfers: number;
  information?: 'asked' | 'answered' | 'lapsed';
  /** Asked of a body outside, and not confirmed by it yet. */
  handOver?: { to: HandOverChannel; askedAt: string };
  /** Proposed, by whose account, and not ruled on yet. */
  termination?: { ground: TerminationGround; by: string };
  extension?: { limit: Limit; requestedAt: string };
  parking?: Parking;
  /** It is parked once at most. */
  parkedBefore?: 'yes';
  coUnits?: readonly CoUnit[];
  /** Who carries it out for the lead. */
  executor?: { kind: Executor; unit?: string };
  level?: RaisedLevel;
  /** Of the present result clock: reopening starts another. */
  extensionsGranted: number;
  /** The rules it was received under; absent: those before 4. */
  rules?: number;
  referral?: Referral;
  /** The number of the case that the open referral has led to, where somebody referred it. */
  referredTo?: string;
  /** The numbers of the cases that it has led to and that go on, in order. */
  ledTo?: readonly string[];
  /** The number of the item whose decision is its task. */
  decidedBy?: string;
  /** The resident's clock was carried to the date of the open referral. */
  referralCarried?: 'yes';
  resultSubmitted?: 'yes';
  completedAt?: string;
  /** What the resident was told last. */
  reply?: VaultRef;
  callBackTries: readonly CallBackTry[];
  linkOpen?: 'yes';
  /** Links sent so far: a link's token is bound to its number. */
  links: number;
  /** The resident's answers since the request was last reopened, the latest last. */
  judgements: readonly JudgementAnswers[];
  judgedAt?: string;
  /** 剔除申诉 of the last judgement: who has looked at it so far. */
  appeal?: { round: number; reviewers: readonly string[] };
  /** Rounds of judging that do not count against the unit. The judgements stand. */
  exclusions?: readonly number[];
  /** The rounds that were appealed, whatever came of it. */
  appealed?: readonly number[];
  /** 群体性诉求代表: who speaks for a group; the last ones named. */
  representatives?: readonly VaultRef[];
  /** 恶意、无理: proposed once at most, and who has looked at it so far. */
  mark?: { mark: Mark; step: 'proposed' | 'marked' | 'not_marked'; reviewers: readonly string[] };
  /** Who found it: another must verify it. */
  finder?: string;
  /** A meeting was asked for since it was hard, whatever came of that: once. */
  difficultyRaised?: 'yes';
  /** Somebody looked, and it was not done. */
  refuted?: 'yes';
  /** As it was when it was dispatched, where it was classified or placed otherwise since. */
  cohort?: Pick<Received, 'kind' | 'category' | 'urgency' | 'place'>;
  returnedUpstream?: 'yes';
  /** 拆单: what was taken out of it. */
  parts?: readonly string[];
  /** 并单: the request that is handled for this one, too. */
  mergedInto?: RequestRef;
  /** It was merged before anybody had accepted it. */
  mergedUnaccepted?: 'yes';
  /** 并单件: who waits for this one's result. */
  followers?: readonly RequestRef[];
  rounds: number;
  reworks: { system: number; ordered: number };
  /** A rework is under way: what a review returns goes back to it. */
  reworking?: 'yes';
  outcome?: Outcome;
  closedAt?: string;
  reopened: number;
  /** By people; the ladder's own are not counted. */
  urges: number;
  ended?: 'yes';
  lastActor: Actor;
}

/** A request before its first event. */
export function blankRequest(
  of: Pick<ResidentRequest, 'district' | 'case' | 'received'> & {
    at: string;
    actor: Actor;
    run?: number;
    rules?: number;
  },
): ResidentRequest {
  return {
    district: of.district,
    case: of.case,
    run: of.run ?? 1,
    ...(of.rules !== undefined && of.rules > 3 && { rules: of.rules }),
    seq: 0,
    at: of.at,
    received: of.received,
    receivedAt: of.at,
    position: 'received',
    state: 'received',
    stage: 'intake',
    clocks: [],
    transfers: 0,
    extensionsGranted: 0,
    callBackTries: [],
    links: 0,
    judgements: [],
    rounds: 0,
    reworks: { system: 0, ordered: 0 },
    reopened: 0,
    urges: 0,
    lastActor: of.actor,
  };
}

/** Whether a unit has it, or has had it. */
export function wasDispatched({ lead, dispatchedTo }: ResidentRequest): boolean {
  return (lead ?? dispatchedTo) !== undefined;
}

/** The facts of event 1 that a state keeps. */
export function factsOf({ terms: _terms, ...facts }: Received): Omit<Received, 'terms'> {
  return facts;
}
