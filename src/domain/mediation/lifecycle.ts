import type { CaseRef } from '../case/case-ref.js';
import type { Message, Opens } from '../case/lifecycle.js';
import { blankProceeding, goesBy, lifecycleOf, stopsBut, type Procedure } from '../case/proceeding.js';
import type { BindingSide, Effective } from '../performance/performance.js';
import type { ProceedingTerms } from '../policy.js';
import type { Conclusion } from '../whistle/whistle.js';
import { cannotBind, MEDIATION_RULES, openMediation } from './decide.js';
import type {
  Agreement,
  Carried,
  Draft,
  Mediation,
  MediationBodies,
  MediationCommands,
  MediationEvent,
  Mediator,
  Opened,
  Said,
  Side,
  Signature,
} from './mediation.js';
import { isWhole } from './voices.js';
import { ROUTES_AFTER, SPEAKERS, type EndReason, type MediationState } from './vocabulary.js';

/** The performance of the nth agreement: a case of its own, under the mediation's number. */
function performanceOf({ case: id, opened: { number } }: Pick<Mediation, 'case' | 'opened'>, n: number): CaseRef {
  const part = `-a${String(n)}`;
  return { case: `${id.replace('mediation:', 'performance:')}${part}`, number: `P${number.slice(1)}${part}` };
}

const ENDED_AT: { readonly [Reason in EndReason]?: MediationState } = {
  refused: 'refused',
  withdrawn: 'withdrawn',
  other_route: 'diverted',
};

/** Where it stands while it goes on. */
function whereItStands(state: Mediation): MediationState {
  if (state.suspended === 'yes') return 'suspended';
  if (state.sides.some(({ consent }) => consent === undefined)) return 'awaiting_consent';
  if (!state.mediators.some(({ step }) => step === 'active')) return 'awaiting_mediator';
  return state.draft === undefined ? 'mediating' : 'signing';
}

function withStep(state: Mediation, account: string, step: Mediator['step']): Mediation {
  return { ...state, mediators: state.mediators.map((one) => (one.account === account ? { ...one, step } : one)) };
}

function withSide(state: Mediation, id: string, more: Partial<Mediation['sides'][number]>): Mediation {
  return { ...state, sides: state.sides.map((one) => (one.id === id ? { ...one, ...more } : one)) };
}

/** A side has consented when all of it have. Under the first rules one word counted for the whole side. */
function withConsent(state: Mediation, id: string, said: Said): Mediation {
  if (!goesBy(state, 2)) return withSide(state, id, { consent: said });
  const side = state.sides.find((one) => one.id === id);
  if (side === undefined) return state;
  const consents = [...(side.consents ?? []), said];
  return withSide(state, id, { consents, ...(isWhole(side, consents) && { consent: said }) });
}

/** The same of signatures. */
function withSignature(state: Mediation, draft: Draft, one: Signature): Draft {
  if (!goesBy(state, 2)) return { ...draft, signed: [...draft.signed, one.side] };
  const signatures = [...(draft.signatures ?? []), one];
  const side = state.sides.find(({ id }) => id === one.side);
  const own = signatures.filter((other) => other.side === one.side);
  const isSigned = side !== undefined && isWhole(side, own);
  return { ...draft, signatures, ...(isSigned && { signed: [...draft.signed, one.side] }) };
}

function evolveStep(state: Mediation, event: MediationEvent): Mediation {
  switch (event.type) {
    case 'mediation_opened': {
      const { sides, risk, mediators, how } = event.body;
      const named = mediators.map(({ account }): Mediator => ({ account, how, step: 'active' }));
      return { ...state, sides, mediators: named, ...(risk !== undefined && { risk }) };
    }
    case 'mediators_named': {
      const { mediators, how } = event.body;
      const named = mediators.map(({ account }): Mediator => ({ account, how, step: 'active' }));
      return { ...state, mediators: [...state.mediators, ...named] };
    }
    case 'conflict_declared':
      return withStep(state, event.body.mediator, 'stood_aside');
    case 'mediator_replaced':
      return withStep(state, event.body.mediator, 'replaced');
    case 'representative_named':
      return withSide(state, event.body.side, { representative: event.body.representative });
    case 'side_consented': {
      const { side, by, means, at, disputants } = event.body;
      return withConsent(state, side, { by, means, at, ...(disputants && { disputants }) });
    }
    case 'session_held':
      return { ...state, sessions: event.body.n };
    case 'risk_assessed':
      return { ...state, risk: event.body.risk };
    case 'agreement_drafted': {
      return { ...state, draft: { ...event.body, signed: [] } };
    }
    case 'agreement_signed': {
      const { draft } = state;
      return draft ? { ...state, draft: withSignature(state, draft, event.body) } : state;
    }
    case 'agreement_sealed': {
      const { draft } = state;
      const { seal, at } = event.body;
      return draft ? { ...state, draft: { ...draft, seal, ...(at !== undefined && { sealedAt: at }) } } : state;
    }
    case 'agreement_reached': {
      const { draft: _draft, ...rest } = state;
      const { form, scope, content, agreed, n, effectiveAt = event.at } = event.body;
      const performance = agreed.length > 0 ? { performance: performanceOf(state, n) } : {};
      const agreement: Agreement = { form, scope, content, effectiveAt, ...performance };
      return { ...rest, agreements: [...state.agreements, agreement] };
    }
    case 'police_called':
      return event.body.then === 'suspend' ? { ...state, suspended: 'yes' } : state;
    case 'mediation_resumed': {
      const { suspended: _suspended, ...rest } = state;
      return rest;
    }
    default:
      return state;
  }
}

function evolve(state: Mediation, event: MediationEvent): Mediation {
  const next = evolveStep(state, event);
  switch (event.type) {
    case 'agreement_reached':
      return event.body.scope === 'full'
        ? { ...next, state: 'agreed', ended: 'yes' }
        : { ...next, state: whereItStands(next) };
    case 'mediation_refused':
      return { ...next, state: 'refused', ended: 'yes', endReason: 'refused', routes: event.body.routes };
    case 'mediation_ended': {
      const { reason, routes } = event.body;
      return { ...next, state: ENDED_AT[reason] ?? 'not_agreed', ended: 'yes', endReason: reason, routes };
    }
    default:
      return { ...next, state: whereItStands(next) };
  }
}

/** The request hears how long it may take and what came of it. */
function messagesOf(event: MediationEvent, state: Mediation): readonly Message[] {
  switch (event.type) {
    case 'mediation_accepted':
      return carried(event, state);
    case 'agreement_reached':
      return event.body.scope === 'full' ? concluded(state, 'settled') : [];
    case 'mediation_refused':
    case 'mediation_ended':
      return concluded(state, 'not_settled');
    case 'conflict_declared':
    case 'mediator_replaced':
      return standsAside(state, event.body.mediator);
    default:
      return [];
  }
}

/** Who stands aside watches nothing of what was agreed before (rules 3). */
function standsAside(state: Mediation, mediator: string): readonly Message[] {
  if (!goesBy(state, 3)) return [];
  return state.agreements.flatMap(({ performance }) =>
    performance === undefined ? [] : [{ to: performance.case, name: 'hearConflict', body: { mediator } }],
  );
}

/** Each agreement is watched by a case of its own. */
function sequelsOf(event: MediationEvent, state: Mediation, terms: ProceedingTerms): readonly Opens[] {
  if (event.type !== 'agreement_reached') return [];
  const { performance } = state.agreements[event.body.n - 1] ?? {};
  if (performance === undefined) return [];
  return [{ opens: { case: performance.case, body: effective(event, state, { performance, terms }) } }];
}

function carried(
  { body: { clocks = [] } }: Extract<MediationEvent, { type: 'mediation_accepted' }>,
  { opened: { request, number: from } }: Mediation,
) {
  const term = clocks.find((one) => one.change === 'started' && one.clock === 'mediation_term');
  if (request === undefined || term === undefined || !('at' in term)) return [];
  const body: Carried = { referral: 'mediation', until: term.at, from };
  return [{ to: request.case, name: 'carryReferral', body }];
}

function concluded({ opened: { request, number: from } }: Mediation, result: Conclusion['result']): readonly Message[] {
  const body: Conclusion = { referral: 'mediation', result, from };
  return request ? [{ to: request.case, name: 'concludeReferral', body }] : [];
}

function effective(
  { body: { form, scope, agreed, effectiveAt }, at }: Extract<MediationEvent, { type: 'agreement_reached' }>,
  mediation: Mediation,
  { performance, terms }: { performance: CaseRef; terms: ProceedingTerms },
): Effective {
  const { case: id, opened, sides, mediators } = mediation;
  const { number, kind, committee, aboutStatus, request, subdistrict, community } = opened;
  const gone = mediators.filter(({ step }) => step !== 'active').map(({ account }) => account);
  return {
    ...{ number: performance.number, kind, committee, form, scope, aboutStatus, effectiveAt: effectiveAt ?? at, terms },
    parent: { case: id, number },
    ...(request && { request }),
    ...(subdistrict !== undefined && { subdistrict }),
    ...(community !== undefined && { community }),
    sides: sides.map((side) => bindingSide(mediation, side)),
    mediators: mediators.filter(({ step }) => step === 'active').map(({ account }) => ({ account, kinds: [kind] })),
    ...(gone.length > 0 && goesBy(mediation, 3) && { stoodAside: gone }),
    owed: agreed.map(({ what, ...term }) => ({ ...term, what: { ref: what.ref } })),
  };
}

/** Who can bind a side, and where it has several disputants each of them. */
function bindingSide(mediation: Mediation, side: Side): BindingSide {
  const each = side.disputants.map((_one, index) =>
    SPEAKERS.filter((by) => cannotBind(mediation, side, { by, disputants: [index + 1] }) === undefined),
  );
  const by = SPEAKERS.filter((speaker) => each.some((one) => one.includes(speaker)));
  return { id: side.id, by, ...(each.length > 1 && { each }) };
}

const MEDIATION: Procedure<Mediation, MediationBodies, MediationCommands> = {
  opening: 'mediation_opened',
  blank: (of) => ({
    ...blankProceeding<Opened>(of),
    ...{ state: 'awaiting_consent', sides: [], mediators: [], agreements: [], sessions: 0 },
  }),
  open: (acting, body) => openMediation(acting, body as Opened),
  evolve,
  units: ({ opened }) => [opened.committee],
  sort: ({ opened }) => opened.kind,
  mediators: ({ mediators }) => mediators.filter(({ step }) => step === 'active').map(({ account }) => account),
  rules: MEDIATION_RULES,
  lapsed({ write, state }, { clock }) {
    const over = { routes: ROUTES_AFTER, clocks: stopsBut(state()) };
    if (clock === 'mediation_consent') write('mediation_ended', { reason: 'consent_not_given', ...over });
    if (clock === 'mediation_term') write('mediation_ended', { reason: 'time_over', ...over });
  },
  messagesOf,
  sequelsOf,
};

/** 调解: from the moment it is opened until there is an agreement, or it is clear that there will be none. */
export const MEDIATION_LIFECYCLE = lifecycleOf(MEDIATION);
