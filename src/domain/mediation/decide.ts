import { extendedDue, isDayUnit, parseLimit, type Limit } from '../calendar.js';
import { openClock, type ClockChange } from '../case/clock.js';
import { meets, starts, stops } from '../case/clocks.js';
import { goesBy, stopsBut, type Acting, type Rule, type Ruling } from '../case/proceeding.js';
import type { Actor } from '../envelope.js';
import { localDay } from '../local-time.js';
import type { Refusal } from '../refusals.js';
import { ROUTES_AFTER, type Speaker } from './vocabulary.js';
import type {
  AgreedTerm,
  Assent,
  Draft,
  Mediation,
  MediationBodies,
  MediationCommands,
  MediatorFact,
  Opened,
  Side,
  Voice,
} from './mediation.js';
import { cannotSpeak, isAgain, isMissingOf, isNobody } from './voices.js';

type Act = Acting<Mediation, MediationBodies>;

/** 家庭暴力不调解. A side whose disputant lacks capacity has a guardian; whoever mediates does so by the directory. */
export function openMediation({ write, state, terms, now }: Act, body: Opened): Ruling {
  if (body.domesticViolence === 'yes') return { code: 'domestic_violence_not_mediated' };
  if (body.sides.length < 2) return { code: 'two_sides_needed' };
  const alone = body.sides.find(({ disputants }) => disputants.some(isUnguarded));
  if (alone) return { code: 'guardian_required', params: { side: alone.id } };
  const ruled = body.sides.find(({ disputants }) => disputants.some(isGuardedInVain));
  if (ruled) return { code: 'guardian_of_full_capacity', params: { side: ruled.id } };
  const refusal = cannotMediate(state(), body, body.mediators);
  if (refusal) return refusal;
  const consent = starts(state(), terms, 'mediation_consent', now);
  const assignment = body.mediators.length > 0 ? [] : owesMediator({ state, terms, now }, body.committee);
  write('mediation_opened', { ...body, clocks: [...consent, ...assignment] });
}

const isUnguarded = ({ capacity, guardian }: Side['disputants'][number]): boolean =>
  capacity !== 'full' && guardian === undefined;

/** 完全民事行为能力人 acts alone (民法典 art. 18): a guardian would consent and sign in their place. */
const isGuardedInVain = ({ capacity, guardian }: Side['disputants'][number]): boolean =>
  capacity === 'full' && guardian !== undefined;

/** The committee owes somebody who mediates. */
function owesMediator({ state, terms, now }: Pick<Act, 'state' | 'terms' | 'now'>, committee: string) {
  return openClock(state(), 'mediator_assignment') ? [] : starts(state(), terms, 'mediator_assignment', now, committee);
}

function cannotMediate(
  { mediators }: Mediation,
  { kind }: Pick<Opened, 'kind'>,
  named: readonly MediatorFact[],
): Refusal | undefined {
  const accounts = named.map(({ account }) => account);
  if (named.some(({ kinds }) => !kinds.includes(kind)))
    return { code: 'mediator_of_other_kind', params: { mediation: kind } };
  // Whoever stood aside has a part in the matter, and never comes back to it.
  if (mediators.some(({ account, step }) => step !== 'active' && accounts.includes(account)))
    return { code: 'mediator_stood_aside' };
  const isTwice = new Set(accounts).size < accounts.length;
  return isTwice || mediators.some(({ account }) => accounts.includes(account))
    ? { code: 'mediator_named_before' }
    : undefined;
}

function nameMediators({ write, state }: Act, { mediators, how }: MediationCommands['nameMediators']): Ruling {
  const refusal = cannotMediate(state(), state().opened, mediators);
  if (refusal) return refusal;
  write('mediators_named', { mediators, how, clocks: meets(state(), 'mediator_assignment') });
}

/** 回避: who has an interest in it says so, does nothing more, and is replaced. */
function declareConflict({ write, state, terms, now, actor }: Act, { relation }: MediationCommands['declareConflict']) {
  const mediator = actor.account;
  write('conflict_declared', { mediator, relation, clocks: leavesNobody({ state, terms, now }, mediator) });
}

function replaceMediator({ write, state, terms, now }: Act, body: MediationCommands['replaceMediator']): Ruling {
  const { mediator } = body;
  if (!isActive(state(), mediator)) return { code: 'no_such_mediator' };
  write('mediator_replaced', { ...body, clocks: leavesNobody({ state, terms, now }, mediator) });
}

function leavesNobody(acting: Pick<Act, 'state' | 'terms' | 'now'>, leaving: string): readonly ClockChange[] {
  const { mediators, opened } = acting.state();
  const isLast = !mediators.some(({ account, step }) => step === 'active' && account !== leaving);
  return isLast ? owesMediator(acting, opened.committee) : [];
}

function nameRepresentative({ write, state }: Act, body: MediationCommands['nameRepresentative']): Ruling {
  const side = sideOf(state(), body.side);
  if ('code' in side) return side;
  write('representative_named', body);
}

/** 自愿: nobody is mediated who has not consented; with the last disputant's consent it is accepted, and its time runs. */
function consent({ write, state, terms, now }: Act, body: MediationCommands['recordConsent']): Ruling {
  const side = sideOf(state(), body.side);
  if ('code' in side) return side;
  const isHeard = side.consent !== undefined || isAgain(side, side.consents ?? [], body);
  if (isHeard) return { code: 'consented_before', params: { side: side.id } };
  const refusal = cannotSay(state(), side, body) ?? beforeOpening(state(), body.at) ?? inFuture(body.at, now);
  if (refusal) return refusal;
  write('side_consented', body);
  if (state().sides.some((one) => one.consent === undefined)) return;
  const clocks = [...stops(state(), 'mediation_consent'), ...starts(state(), terms, 'mediation_term', now)];
  write('mediation_accepted', { clocks });
}

/** One clear refusal of any disputant ends it (人民调解法 art. 17), whenever it comes. */
function refuse({ write, state, now }: Act, { note, ...said }: MediationCommands['recordRefusal']): Ruling {
  const side = sideOf(state(), said.side);
  if ('code' in side) return side;
  const refusal = cannotSay(state(), side, said) ?? inFuture(said.at, now);
  if (refusal) return refusal;
  write('mediation_refused', { ...said, routes: ROUTES_AFTER, ...(note && { note }), clocks: stopsBut(state()) });
}

function holdSession({ write, state, now }: Act, body: MediationCommands['holdSession']): Ruling {
  const refusal = body.attendance.map(({ side, by }) => cannotCome(state(), side, by)).find((one) => one !== undefined);
  const outside = refusal ?? beforeSession(state(), body.heldAt) ?? inFuture(body.heldAt, now);
  if (outside) return outside;
  write('session_held', { n: state().sessions + 1, ...body });
}

/** Under the rules before nobody asked. */
function beforeSession(mediation: Mediation, at: string): Refusal | undefined {
  const day = localDay(mediation.receivedAt);
  return goesBy(mediation, 3) && localDay(at) < day ? { code: 'session_before_opening', params: { day } } : undefined;
}

function cannotCome(mediation: Mediation, named: string, by: readonly Speaker[]): Refusal | undefined {
  const side = sideOf(mediation, named);
  if ('code' in side) return side;
  return by.map((one) => isNobody(side, one)).find((one) => one !== undefined);
}

/** 期限: thirty days, and on from there only with everybody's consent. */
function extend({ write, state, terms }: Act, { limit, consents }: MediationCommands['extendMediation']): Ruling {
  const refusal = cannotAll(state(), consents, cannotSay);
  if (refusal) return refusal;
  const clock = openClock(state(), 'mediation_term');
  if (clock === undefined) return { code: 'no_mediation_term' };
  const due = extendedDue(terms.calendar, clock, limit, clock.pauses);
  const { clock: name, n } = clock;
  const change = { change: 'extended', clock: name, n, by: limit, total: added(clock.total, limit) } as const;
  write('mediation_extended', { consents, clocks: [{ ...change, ...due }] });
}

function added(total: Limit, more: Limit): Limit {
  const [a, b] = [parseLimit(total), parseLimit(more)];
  return a.unit === b.unit && isDayUnit(a.unit) ? `${a.amount + b.amount}${a.unit}` : more;
}

/** What was written on paper may come onto record later: its terms are held against the day when it was written. */
function draft({ write, state, now }: Act, { at = now, ...body }: MediationCommands['draftAgreement']): Ruling {
  if (body.agreed.length === 0) return { code: 'terms_required' };
  const refusal = beforeOpening(state(), at) ?? inFuture(at, now) ?? cannotOwe(state(), body.agreed, at);
  if (refusal) return refusal;
  write('agreement_drafted', { ...body, ...onceDated(state(), at) });
}

/** Under the first rules what was written and sealed had the moment of its recording. */
function onceDated(mediation: Mediation, at: string): { at?: string } {
  return goesBy(mediation, 2) ? { at } : {};
}

function cannotOwe(mediation: Mediation, agreed: readonly AgreedTerm[], at: string): Refusal | undefined {
  const named = agreed.flatMap(({ side, to }) => (to === undefined ? [side] : [side, to]));
  const unknown = named.map((id) => sideOf(mediation, id)).find((one) => 'code' in one);
  if (unknown && 'code' in unknown) return unknown;
  const past = agreed.find(({ dueOn }) => dueOn < localDay(at));
  return past && { code: 'term_due_past', params: { day: past.dueOn } };
}

/** 签名: each disputant's own, their guardian's, or that of who has a special power of the side. */
function sign({ write, state, now }: Act, body: MediationCommands['signAgreement']): Ruling {
  const side = sideOf(state(), body.side);
  if ('code' in side) return side;
  const { signed = [], signatures = [] } = state().draft ?? {};
  const own = signatures.filter((one) => one.side === side.id);
  const isSigned = signed.includes(side.id) || isAgain(side, own, body);
  if (isSigned) return { code: 'signed_before', params: { side: side.id } };
  const refusal = cannotBind(state(), side, body) ?? beforeDraft(state(), body.at) ?? inFuture(body.at, now);
  if (refusal) return refusal;
  write('agreement_signed', body);
  return takeEffect({ write, state });
}

function seal({ write, state, now }: Act, { seal: number, at = now }: MediationCommands['sealAgreement']): Ruling {
  if (state().draft?.seal !== undefined) return { code: 'sealed_before' };
  const refusal = beforeDraft(state(), at) ?? inFuture(at, now);
  if (refusal) return refusal;
  write('agreement_sealed', { seal: number, ...onceDated(state(), at) });
  return takeEffect({ write, state });
}

/** 生效: with the last of the signatures and the seal (人民调解法 art. 29), and never of a term whose day is over by then. */
function takeEffect({ write, state }: Pick<Act, 'write' | 'state'>): Ruling {
  const { draft: written, sides } = state();
  if (written?.seal === undefined || written.signed.length < sides.length) return;
  const { scope, content, agreed } = written;
  const effectiveAt = effectOf(written);
  const refusal = effectiveAt === undefined ? undefined : overBy(agreed, effectiveAt);
  if (refusal) return refusal;
  reach(
    { write, state },
    { form: 'written', scope, content, agreed, ...(effectiveAt !== undefined && { effectiveAt }) },
  );
}

/** By the times at which it was signed and sealed, whenever they came onto record. */
function effectOf({ signatures = [], sealedAt }: Draft): string | undefined {
  const times = [...signatures.map(({ at }) => at), ...(sealedAt === undefined ? [] : [sealedAt])];
  return times.sort().at(-1);
}

function overBy(agreed: readonly AgreedTerm[], effectiveAt: string): Refusal | undefined {
  const index = agreed.findIndex(({ dueOn }) => dueOn < localDay(effectiveAt));
  const over = agreed[index];
  return over && { code: 'term_over_before_effect', params: { term: index + 1, day: over.dueOn } };
}

/** 口头协议: what is major is written down, unless it is performed on the spot. */
function agreeOrally({ write, state, now }: Act, body: MediationCommands['agreeOrally']): Ruling {
  const { assents, agreed } = body;
  const refusal = cannotAll(state(), assents, cannotBind) ?? cannotOwe(state(), agreed, now);
  if (refusal) return refusal;
  if (state().opened.major === 'yes' && agreed.length > 0) return { code: 'writing_required' };
  reach({ write, state }, { form: 'oral', ...body });
}

function reach(
  { write, state }: Pick<Act, 'write' | 'state'>,
  body: Omit<MediationBodies['agreement_reached'], 'n' | 'clocks'>,
): void {
  const n = state().agreements.length + 1;
  // Of a partial one the rest goes on being mediated.
  write('agreement_reached', { n, ...body, clocks: body.scope === 'full' ? stopsBut(state()) : [] });
}

/** 遇险报警: nothing is mediated while somebody is in danger. Its time runs on, so that what is suspended is not forgotten. */
function callPolice({ write, state }: Act, body: MediationCommands['callPolice']): Ruling {
  write('police_called', body);
  if (body.then === 'end')
    write('mediation_ended', { reason: 'danger', routes: ROUTES_AFTER, clocks: stopsBut(state()) });
}

function end({ write, state }: Act, body: MediationCommands['endMediation']): Ruling {
  write('mediation_ended', { ...body, clocks: stopsBut(state()) });
}

/** Whether everybody has said yes, each by somebody who can. */
function cannotAll(
  mediation: Mediation,
  assents: readonly Assent[],
  cannot: (mediation: Mediation, side: Side, voice: Voice) => Refusal | undefined,
): Refusal | undefined {
  for (const side of mediation.sides) {
    const own = assents.filter((one) => one.side === side.id);
    const refusal = own.map((one) => cannot(mediation, side, one)).find((one) => one !== undefined);
    const left = refusal ?? isMissingOf(side, own);
    if (left) return left;
  }
  const stranger = assents.find(({ side }) => 'code' in sideOf(mediation, side));
  return stranger && { code: 'unknown_side', params: { side: stranger.side } };
}

/** Why this one cannot say yes or no for a side: who lacks capacity does not do so alone. */
function cannotSay(mediation: Mediation, side: Side, voice: Voice): Refusal | undefined {
  return goesBy(mediation, 2) ? cannotSpeak(side, voice) : cannotSpeakForAll(side, voice.by);
}

/** Why this one cannot bind a side: a general power does not (特别授权). */
export function cannotBind(mediation: Mediation, side: Side, voice: Voice): Refusal | undefined {
  const isNarrow = voice.by === 'representative' && side.representative?.power === 'general';
  return isNarrow ? { code: 'power_too_narrow', params: { side: side.id } } : cannotSay(mediation, side, voice);
}

/** Under the first rules one word counted for the whole side. */
function cannotSpeakForAll(side: Side, by: Speaker): Refusal | undefined {
  const lacks = side.disputants.some(({ capacity }) => capacity !== 'full');
  if (by === 'disputant' && lacks) return { code: 'guardian_must_speak', params: { side: side.id } };
  return isNobody(side, by);
}

/** 同意、拟定: a word given earlier on the day on which it was opened counts, of the days before it none does. */
function beforeOpening(mediation: Mediation, at: string): Refusal | undefined {
  const day = localDay(mediation.receivedAt);
  return goesBy(mediation, 2) && localDay(at) < day ? { code: 'before_opening', params: { day } } : undefined;
}

/** What is not written yet is neither signed nor sealed. */
function beforeDraft({ draft: written }: Mediation, at: string): Refusal | undefined {
  return written?.at !== undefined && at < written.at
    ? { code: 'before_draft', params: { since: written.at } }
    : undefined;
}

function inFuture(at: string, now: string): Refusal | undefined {
  return at > now ? { code: 'said_in_future' } : undefined;
}

function sideOf({ sides }: Mediation, id: string) {
  return sides.find((one) => one.id === id) ?? ({ code: 'unknown_side', params: { side: id } } as const);
}

/** Whether an account mediates here, still. */
function isActive({ mediators }: Pick<Mediation, 'mediators'>, account: string): boolean {
  return mediators.some((one) => one.account === account && one.step === 'active');
}

/** Who stood aside or was replaced does nothing more; who never was named, nothing. */
function isOther(mediation: Pick<Mediation, 'mediators'>, { account, role }: Actor): Refusal | undefined {
  return role === 'mediator' && !isActive(mediation, account) ? { code: 'not_its_mediator' } : undefined;
}

/** While nobody mediates, who takes disputes up for the committee speaks with the sides; else its mediators alone do. */
function isOthersToSay(mediation: Mediation, actor: Actor): Refusal | undefined {
  const isManned = mediation.mediators.some(({ step }) => step === 'active');
  const isKept = isManned && !isActive(mediation, actor.account);
  return isKept ? { code: 'not_its_mediator' } : isOther(mediation, actor);
}

const BEFORE = ['awaiting_consent', 'awaiting_mediator'] as const;
const AT_WORK = ['mediating', 'signing'] as const;
const OPEN = [...BEFORE, ...AT_WORK, 'suspended'] as const;

export const MEDIATION_RULES: {
  readonly [Name in keyof MediationCommands]: Rule<Mediation, MediationBodies, MediationCommands[Name]>;
} = {
  nameMediators: { at: OPEN, decide: nameMediators },
  declareConflict: { at: OPEN, barred: isOther, decide: declareConflict },
  replaceMediator: {
    at: OPEN,
    offered: ({ mediators }) => mediators.some(({ step }) => step === 'active'),
    decide: replaceMediator,
  },
  nameRepresentative: { at: OPEN, barred: isOther, decide: nameRepresentative },
  recordConsent: { at: ['awaiting_consent'], barred: isOther, decide: consent },
  recordRefusal: { at: OPEN, barred: isOther, decide: refuse },
  holdSession: { at: AT_WORK, barred: isOther, decide: holdSession },
  noteMediation: {
    at: [],
    barred: isOther,
    decide: ({ write }, body) => {
      write('mediation_noted', body);
    },
  },
  assessRisk: {
    at: OPEN,
    barred: isOther,
    decide: ({ write }, body) => {
      write('risk_assessed', body);
    },
  },
  extendMediation: { at: ['awaiting_mediator', ...AT_WORK], barred: isOthersToSay, decide: extend },
  draftAgreement: { at: AT_WORK, barred: isOther, decide: draft },
  signAgreement: { at: ['signing'], barred: isOther, decide: sign },
  sealAgreement: { at: ['signing'], barred: isOther, decide: seal },
  agreeOrally: { at: ['mediating'], barred: isOther, decide: agreeOrally },
  callPolice: { at: OPEN, barred: isOther, decide: callPolice },
  resumeMediation: {
    at: ['suspended'],
    barred: isOther,
    decide: ({ write }, body) => {
      write('mediation_resumed', body);
    },
  },
  endMediation: { at: OPEN, barred: isOther, decide: end },
};
