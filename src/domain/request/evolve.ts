import { CLOCKS, stageOf, type RequestState } from '../vocabulary.js';
import { applyClockChanges, editClock, type Clock } from '../case/clock.js';
import type { RequestEvent } from './events.js';
import { climbed, laddersLeft } from './ladders.js';
import { blankRequest, factsOf, wasDispatched, type CoUnit, type ResidentRequest } from './state.js';
import { DISPATCHED } from './decide/places.js';

/**
 * What is shown: an open referral or a pending extension lies over the position. Once there is a result to follow up, a
 * referral may still be open, but it is no longer where the request stands.
 */
function shown(state: ResidentRequest): RequestState {
  const stage = stageOf(state.position);
  if (stage !== 'dispatch' && stage !== 'settlement' && state.position !== 'rework') return state.position;
  if (state.referral === 'whistle') return 'whistled';
  if (state.referral === 'mediation') return 'in_mediation';
  if (state.referral === 'joint_meeting') return 'at_joint_meeting';
  if (state.extension !== undefined && state.position === 'handling') return 'extension_requested';
  return state.position;
}

/** Whatever was the former unit's is its successor's: what it did stays its own. */
function succeeded(
  state: ResidentRequest,
  { from, to, place }: { from: string; to: string; place?: string },
): ResidentRequest {
  const { lead, coUnits, executor, received } = state;
  const { against } = received;
  const open = (clock: Clock) => clock.status === 'running' || clock.status === 'paused';
  // A part that was not waited for is owed again when the result comes back.
  const isLeft = coUnits?.some(({ unit, replied }) => unit === from && replied === undefined) === true;
  const isOwed = (clock: Clock) => isLeft && clock.status === 'stopped' && CLOCKS[clock.clock].holder === 'co_unit';
  return {
    ...state,
    ...(lead === from && { lead: to }),
    ...(state.dispatchedTo === from && { dispatchedTo: to }),
    ...(state.designee === from && { designee: to }),
    ...(executor?.unit === from && { executor: { ...executor, unit: to } }),
    ...(coUnits && { coUnits: coUnitsAfter(coUnits, lead === from ? to : lead, { from, to }) }),
    ...(against?.unit === from && {
      received: { ...received, against: { ...against, unit: to, ...(place !== undefined && { place }) } },
    }),
    clocks: state.clocks.map((clock) =>
      clock.unit === from && (open(clock) || isOwed(clock)) ? { ...clock, unit: to } : clock,
    ),
  };
}

/** Where both were in it the successor has one part, done when both are; who leads has none beside that. */
function coUnitsAfter(
  coUnits: readonly CoUnit[],
  lead: string | undefined,
  { from, to }: { from: string; to: string },
): readonly CoUnit[] {
  const [own, others] = [coUnits.filter(isOf(from, to)), coUnits.filter((one) => !isOf(from, to)(one))];
  if (own.length === 0 || lead === to) return others;
  const all = (key: 'signedFor' | 'replied') => own.every((one) => one[key] === 'yes') && { [key]: 'yes' as const };
  return [...others, { unit: to, ...all('signedFor'), ...all('replied') }];
}

const isOf =
  (...units: readonly string[]) =>
  ({ unit }: CoUnit): boolean =>
    units.includes(unit);

/** 派单时口径: from the first dispatch on, a cohort counts what it was then. */
function frozen(state: ResidentRequest): ResidentRequest {
  if (!wasDispatched(state) || state.cohort !== undefined) return state;
  const { kind, category, urgency, place } = state.received;
  return { ...state, cohort: { kind, category, urgency, place } };
}

function withCoUnit({ coUnits = [] }: ResidentRequest, unit: string, more: Partial<CoUnit>): readonly CoUnit[] {
  return coUnits.map((one) => (one.unit === unit ? { ...one, ...more } : one));
}

/** Whoever worked for its leader has it now, as if it had been dispatched there. */
function hadBy(state: ResidentRequest, unit: string | undefined): ResidentRequest {
  return unit === undefined || unit === '' ? state : { ...state, dispatchedTo: unit };
}

/** A meeting that was asked for and is not held is asked for again, if the request is still as hard. */
function withReferral({ referral }: ResidentRequest): readonly 'difficultyRaised'[] {
  return referral === undefined ? [] : ['difficultyRaised'];
}

/** 被补充的问题: nobody waits for the answer any more. */
function unasked(state: ResidentRequest): ResidentRequest {
  return state.information === 'asked' ? { ...state, information: 'lapsed' } : state;
}

/** Removes the named fields: what is over is absent, never null. */
function without(state: ResidentRequest, ...keys: (keyof ResidentRequest)[]): ResidentRequest {
  const rest = { ...state };
  for (const key of keys) Reflect.deleteProperty(rest, key);
  return rest;
}

function evolveFacts(state: ResidentRequest, event: RequestEvent): ResidentRequest {
  switch (event.type) {
    case 'received':
      return state.received.origin === 'finding' ? { ...state, finder: event.actor.account } : state;
    case 'accepted':
      return { ...state, position: 'awaiting_dispatch' };
    case 'information_asked':
      return {
        ...state,
        information: 'asked',
        ...(state.position === 'received' && { position: 'awaiting_information' as const }),
      };
    case 'supplemented':
    case 'information_lapsed': {
      const answered = event.type === 'information_lapsed' || event.body.answersQuestion === 'yes';
      if (!answered) return state;
      return {
        ...state,
        information: event.type === 'supplemented' ? 'answered' : 'lapsed',
        ...(state.position === 'awaiting_information' && { position: 'received' as const }),
      };
    }
    case 'answered':
      return { ...without(state, 'referral', 'extension', 'termination'), position: 'answered', closedAt: event.at };
    case 'declined':
      return {
        ...without(state, 'referral', 'extension', 'termination', 'linkOpen'),
        position: 'declined',
        closedAt: event.at,
      };
    case 'hand_over_asked':
      return { ...state, handOver: { to: event.body.to, askedAt: event.at } };
    case 'hand_over_refused':
      return without(state, 'handOver');
    case 'hand_over_confirmed':
      return {
        ...without(state, 'handOver', 'termination'),
        position: 'handed_over',
        closedAt: event.at,
        ...(event.body.to === 'upstream_platform' && { returnedUpstream: 'yes' as const }),
      };
    case 'termination_proposed':
      return { ...state, termination: { ground: event.body.ground, by: event.actor.account } };
    case 'termination_refused':
      return without(state, 'termination');
    case 'terminated':
      return {
        ...without(state, 'termination', 'handOver', 'referral', 'extension', 'resultSubmitted', 'parking'),
        position: 'terminated',
        closedAt: event.at,
      };
    case 'dispatched':
      return {
        ...without(
          state,
          ...([
            'designated',
            'designee',
            'resultSubmitted',
            'extension',
            'reworking',
            'termination',
            'executor',
          ] as const),
        ),
        ...(state.coUnits && { coUnits: state.coUnits.filter(({ unit }) => unit !== event.body.unit) }),
        position: 'awaiting_sign_for',
        lead: event.body.unit,
        dispatchedTo: event.body.unit,
        transfers: event.body.transfers,
        ...(event.body.basis === 'designated' && { designated: 'yes' as const, designee: event.body.unit }),
      };
    case 'dispatch_recalled':
      return {
        ...without(
          state,
          ...(['lead', 'designated', 'coUnits', 'executor', 'extension', 'referral', 'termination'] as const),
          ...(['parking', 'resultSubmitted', 'reworking', 'referralCarried'] as const),
          ...withReferral(state),
          // Whose unit is gone has nobody left who was named.
          ...(event.actor.role === 'system' ? (['designee'] as const) : []),
        ),
        position: 'awaiting_dispatch',
      };
    case 'signed_for':
      return { ...state, position: 'handling' };
    case 'objected':
      return { ...without(state, 'parking'), position: 'objected' };
    case 'objection_ruled':
      return state;
    case 'contact_recorded':
    case 'interim_replied':
    case 'commented':
      return state;
    case 'extension_requested':
      return { ...state, extension: { limit: event.body.limit, requestedAt: event.at } };
    case 'extension_ruled':
      return {
        ...without(state, 'extension'),
        extensionsGranted: state.extensionsGranted + (event.body.ruling === 'granted' ? 1 : 0),
      };
    case 'result_submitted':
      return { ...state, resultSubmitted: 'yes' };
    case 'result_returned':
      return without(state, 'resultSubmitted');
    case 'result_approved':
      return {
        ...without(state, 'resultSubmitted', 'extension', 'referral', 'termination', 'parking'),
        position: 'in_review',
      };
    case 'review_returned':
      return { ...state, position: state.reworking === 'yes' ? 'rework' : 'handling' };
    case 'completed':
      return {
        ...state,
        position: state.received.origin === 'finding' ? 'awaiting_call_back' : 'awaiting_reply',
        completedAt: event.at,
      };
    case 'replied':
      return { ...state, position: 'awaiting_call_back', reply: event.body.reply, callBackTries: [] };
    case 'call_back_recorded':
      return {
        ...state,
        callBackTries: [...state.callBackTries, { at: event.body.calledAt, result: event.body.result }],
        ...(event.body.link === 'yes' && {
          position: 'awaiting_judgement' as const,
          linkOpen: 'yes' as const,
          links: state.links + 1,
        }),
      };
    case 'judged': {
      const { contacted, solved, satisfaction, remark } = event.body;
      const answers = { contacted, solved, satisfaction, ...(remark !== undefined && { remark }) };
      return {
        ...without(state, 'linkOpen', 'reworking'),
        position: 'awaiting_judgement',
        judgedAt: event.at,
        judgements: [...state.judgements, answers],
        rounds: state.rounds + 1,
      };
    }
    case 'rework_ordered':
      return {
        // Whose own caller was not content goes on alone.
        ...without(
          hadBy(state, event.body.unit),
          'resultSubmitted',
          'linkOpen',
          'refuted',
          'mergedInto',
          'mergedUnaccepted',
        ),
        position: 'rework',
        reworking: 'yes',
        reworks:
          event.body.by === 'system'
            ? { ...state.reworks, system: state.reworks.system + 1 }
            : { ...state.reworks, ordered: state.reworks.ordered + 1 },
      };
    case 'closed':
      return {
        ...without(state, 'linkOpen', 'referral', 'extension'),
        position: 'closed',
        outcome: event.body.outcome,
        closedAt: event.at,
      };
    case 'reopened':
      return {
        ...without(
          unasked(hadBy(state, state.lead)),
          'mergedInto',
          'mergedUnaccepted',
          'returnedUpstream',
          'outcome',
          'closedAt',
          'completedAt',
          'resultSubmitted',
          'extension',
          'referral',
          'linkOpen',
          'reworking',
          'refuted',
          'coUnits',
          'executor',
          'parkedBefore',
          // What was decided of it before is done with (rules 6).
          ...((state.rules ?? 1) >= 6 ? (['decidedBy'] as const) : []),
        ),
        position: state.lead === undefined ? 'awaiting_dispatch' : 'awaiting_sign_for',
        judgements: [],
        extensionsGranted: 0,
        reworks: { ...state.reworks, system: 0 },
        reopened: state.reopened + 1,
      };
    case 'withdrawn':
      return {
        ...without(state, 'linkOpen', 'referral', 'extension', 'handOver', 'termination', 'parking'),
        position: 'withdrawn',
        closedAt: event.at,
      };
    case 'parking_asked': {
      const { ground, until } = event.body;
      return { ...state, parking: { step: 'asked', ground, until } };
    }
    case 'parking_ruled':
      if (event.body.ruling === 'refused' || state.parking === undefined) return without(state, 'parking');
      return {
        ...without(state, 'extension'),
        position: 'parked',
        parking: { ...state.parking, step: 'parked' },
        parkedBefore: 'yes',
      };
    case 'parking_ended':
      return state.parking ? { ...state, parking: { ...state.parking, step: 'past_end' } } : state;
    case 'parking_cleared':
      return { ...without(state, 'parking'), position: 'handling' };
    case 'co_unit_added':
      return { ...state, coUnits: [...(state.coUnits ?? []), { unit: event.body.unit }] };
    case 'co_signed_for':
      return { ...state, coUnits: withCoUnit(state, event.body.unit, { signedFor: 'yes' }) };
    case 'co_replied':
      return { ...state, coUnits: withCoUnit(state, event.body.unit, { replied: 'yes' }) };
    case 'assigned_inside': {
      const { executor: kind, unit } = event.body;
      return { ...state, executor: { kind, ...(unit !== undefined && { unit }) } };
    }
    case 'instructed':
    case 'looked_in':
      return state;
    case 'split':
      return { ...state, parts: [...(state.parts ?? []), ...event.body.parts.map(({ number }) => number)] };
    case 'merged':
      return {
        ...without(
          unasked(state),
          'lead',
          'designated',
          'extension',
          'referral',
          'termination',
          'parking',
          'coUnits',
          'executor',
          'mergedUnaccepted',
          ...withReferral(state),
        ),
        position: 'merged',
        mergedInto: event.body.into,
        ...(stageOf(state.position) === 'intake' && !wasDispatched(state) && { mergedUnaccepted: 'yes' as const }),
      };
    case 'unmerged':
      return {
        ...without(state, 'mergedInto', 'mergedUnaccepted', 'lead'),
        position: state.mergedUnaccepted === 'yes' ? 'received' : 'awaiting_dispatch',
      };
    case 'follower_joined':
      return { ...state, followers: [...(state.followers ?? []), event.body.follower] };
    case 'follower_left': {
      const { follower } = event.body;
      return { ...state, followers: (state.followers ?? []).filter((one) => one.case !== follower.case) };
    }
    case 'followed':
      if (event.body.step !== 'called_back') return { ...state, lead: event.body.unit };
      return {
        ...state,
        lead: event.body.unit,
        position: 'awaiting_judgement',
        linkOpen: 'yes',
        links: state.links + 1,
      };
    case 'verified':
      if (event.body.result === 'confirmed') return without(state, 'reworking');
      return { ...without(state, 'reworking'), position: 'awaiting_judgement', refuted: 'yes' };
    case 'returned_upstream':
      return { ...state, returnedUpstream: 'yes' };
    case 'judgement_appealed': {
      const { round } = event.body;
      return { ...state, appeal: { round, reviewers: [] }, appealed: [...(state.appealed ?? []), round] };
    }
    case 'appeal_reviewed': {
      const { appeal } = state;
      return appeal
        ? { ...state, appeal: { ...appeal, reviewers: [...appeal.reviewers, event.actor.account] } }
        : state;
    }
    case 'appeal_ruled': {
      const { round, excluded } = event.body;
      const ruled = without(state, 'appeal');
      return excluded === 'yes' ? { ...ruled, exclusions: [...(state.exclusions ?? []), round] } : ruled;
    }
    case 'mark_proposed':
      return { ...state, mark: { mark: event.body.mark, step: 'proposed', reviewers: [] } };
    case 'mark_reviewed': {
      const { mark } = state;
      return mark ? { ...state, mark: { ...mark, reviewers: [...mark.reviewers, event.actor.account] } } : state;
    }
    case 'mark_ruled': {
      const { mark } = state;
      const step = event.body.marked === 'yes' ? 'marked' : 'not_marked';
      return mark ? { ...state, mark: { ...mark, step } } : state;
    }
    case 'representatives_named':
      return { ...state, representatives: event.body.representatives };
    case 'reclassified':
      // More time was asked for under another limit.
      return { ...without(frozen(state), 'extension'), received: { ...state.received, ...event.body.to } };
    case 'calendar_adopted':
    case 'policy_adopted':
      return state;
    case 'unit_succeeded':
      return succeeded(state, event.body);
    case 'corrected': {
      const { place, contact, text, requester } = event.body;
      return {
        ...frozen(state),
        received: {
          ...state.received,
          ...(place !== undefined && { place }),
          ...(contact !== undefined && { contact }),
          ...(text !== undefined && { text }),
          ...(requester !== undefined && { requester }),
        },
      };
    }
    case 'level_raised':
      return { ...state, level: event.body.level };
    case 'late_entry_proven': {
      const { clock, n } = event.body;
      return { ...state, clocks: editClock(state, clock, n, (one) => ({ ...one, provenAt: event.at })) };
    }
    case 'urged':
      return {
        ...state,
        urges: state.urges + (event.body.by === 'ladder' ? 0 : 1),
        ...climbed(state, event.body, 'urge', event.at),
      };
    case 'supervised':
      return { ...state, ...climbed(state, event.body, event.body.level, event.at) };
    case 'referred': {
      const { reference } = event.body;
      return {
        ...without(state, 'referredTo'),
        referral: event.body.to,
        ...(reference !== undefined && { referredTo: reference, ledTo: [...(state.ledTo ?? []), reference] }),
        ...(event.body.by === 'ladder' &&
          (event.body.late ? { agendaProposed: 'yes' as const } : { difficultyRaised: 'yes' as const })),
      };
    }
    case 'case_opened':
      return { ...state, ledTo: [...(state.ledTo ?? []), event.body.opened.number] };
    case 'enforcement_noted':
      return overWith(state, event.body.dispatch.number);
    case 'referral_carried':
      return { ...state, referralCarried: 'yes' };
    case 'decision_taken':
      // However hard it was: the meeting has decided.
      return {
        ...without(state, 'referral', 'referralCarried'),
        decidedBy: event.body.item.number,
        ledTo: [...othersThan(state.ledTo, event.body.item.number), event.body.item.number],
        difficultyRaised: 'yes',
      };
    case 'decision_reconsidered': {
      const free = without(state, 'decidedBy', 'designated', 'designee');
      const isAtWork = DISPATCHED.some((one) => one === state.position);
      return isAtWork
        ? { ...without(free, 'referralCarried'), referral: 'joint_meeting', referredTo: event.body.item.number }
        : free;
    }
    case 'referral_concluded':
      return overWith(without(state, 'referral', 'referralCarried'), state.referredTo);
    case 'clock_warned':
      return {
        ...state,
        clocks: editClock(state, event.body.clock, event.body.n, (clock) => ({
          ...clock,
          warned: [...clock.warned, event.body.percent],
        })),
      };
    case 'clock_breached':
      return {
        ...state,
        clocks: editClock(state, event.body.clock, event.body.n, (clock) => ({ ...clock, breachedAt: event.at })),
      };
    case 'ended':
      return { ...state, ended: 'yes' };
  }
}

function steppedDown(state: ResidentRequest): ResidentRequest {
  const left = laddersLeft(state);
  return left === undefined ? state : { ...without(state, 'ladders', 'agendaProposed'), ...left };
}

/** Throws on any event but a receipt: a history begins with it. */
function begin(event: RequestEvent): ResidentRequest {
  if (event.type !== 'received') throw new Error(`a request begins with received, not ${event.type}`);
  const { clocks: _clocks, ...received } = event.body;
  const { rules } = received.terms;
  const { district, case: id, run, at, actor } = event;
  return blankRequest({ district, case: id, run, at, actor, rules, received: factsOf(received) });
}

/**
 * The state after an event. Total for every event this release writes; throws when an event is out of order, since a
 * gap means that something recorded was lost.
 */
export function evolve(before: ResidentRequest | undefined, event: RequestEvent): ResidentRequest {
  const state = before ?? begin(event);
  if (event.seq !== state.seq + 1)
    throw new Error(`event ${String(event.seq)} of ${event.case} follows ${String(state.seq)}`);
  const changes = 'clocks' in event.body ? (event.body.clocks ?? []) : [];
  const clocks = applyClockChanges(state.clocks, changes, event.at, event.actor.account);
  const next = steppedDown(
    evolveFacts({ ...state, clocks, run: event.run, seq: event.seq, at: event.at, lastActor: event.actor }, event),
  );
  const position = shown(next);
  return { ...next, state: position, stage: stageOf(position) };
}

/** Nothing is on the way for it any more by what it led to under a number. */
function overWith({ ledTo, ...rest }: ResidentRequest, number: string | undefined): ResidentRequest {
  const left = othersThan(ledTo, number);
  return { ...rest, ...(left.length > 0 && { ledTo: left }) };
}

function othersThan(numbers: readonly string[] = [], number: string | undefined): readonly string[] {
  return numbers.filter((one) => one !== number);
}
