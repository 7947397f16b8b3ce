import type { Limit } from '../calendar.js';
import { latestClock, openClock, type ClockChange } from '../case/clock.js';
import { meets, starts, startsWith, stops } from '../case/clocks.js';
import {
  blankProceeding,
  goesBy,
  lifecycleOf,
  stopsBut,
  type Acting,
  type Procedure,
  type Rule,
  type Ruling,
} from '../case/proceeding.js';
import type { Actor, VaultRef } from '../envelope.js';
import { dayOfInstant, formatInstant, localDay, parseDay, parseInstant, startOfDay } from '../local-time.js';
import type { Assent, Mediator, Voice } from '../mediation/mediation.js';
import { isMissing, isUnclear } from '../mediation/voices.js';
import type { Refusal } from '../refusals.js';
import type {
  BindingSide,
  Effective,
  Performance,
  PerformanceBodies,
  PerformanceCommands,
  PerformanceEvent,
} from './performance.js';
import type { CourtClock, PerformanceState, Remedy } from './vocabulary.js';

type Act = Acting<Performance, PerformanceBodies>;

/** Each term has a clock of its own, numbered as the terms are; a written agreement can go to the court within its window. */
function take({ write, state, terms, now }: Act, body: Effective): Ruling {
  const clocks = body.owed.map(({ dueOn }, index): ClockChange => ({
    ...startsWith(state(), terms, 'performance_term', now, untilEndOf(dueOn, now)),
    n: index + 1,
  }));
  const isConfirmable = body.form === 'written' && body.aboutStatus === 'no';
  const window = isConfirmable ? starts(state(), terms, 'court_confirmation', body.effectiveAt) : [];
  write('performance_opened', { ...body, clocks: [...clocks, ...window] });
}

/** A day that was agreed is that day, whatever day it is: nothing rolls over. */
function untilEndOf(dueOn: string, now: string) {
  const days = parseDay(dueOn) - dayOfInstant(parseInstant(now));
  return { limit: `${Math.max(1, days)}d`, cap: formatInstant(startOfDay(parseDay(dueOn) + 1)) } as const;
}

/** A year is long: who mediated may be gone before all is performed. */
function nameWatchers({ write, state }: Act, { mediators }: PerformanceCommands['nameWatchers']): Ruling {
  const { kind } = state().opened;
  if (mediators.some(({ kinds }) => !kinds.includes(kind)))
    return { code: 'mediator_of_other_kind', params: { mediation: kind } };
  const refusal = cannotWatch(
    state(),
    mediators.map(({ account }) => account),
  );
  if (refusal) return refusal;
  const clocks = meets(state(), 'mediator_assignment');
  write('watchers_named', { mediators, ...ifAny(clocks) });
}

/** Under the rules before, whoever was named watched. */
function cannotWatch(performance: Performance, accounts: readonly string[]): Refusal | undefined {
  if (!goesBy(performance, 3)) return undefined;
  const { opened, mediators } = performance;
  const isGone = (account: string) =>
    (opened.stoodAside?.includes(account) ?? false) || mediators.some((one) => one.account === account && hasLeft(one));
  if (accounts.some(isGone)) return { code: 'mediator_stood_aside' };
  return new Set(accounts).size < accounts.length ? { code: 'mediator_named_before' } : undefined;
}

const hasLeft = ({ step }: Mediator): boolean => step !== 'active';

/** 回避: as in the mediation, who has an interest in it does nothing more, and the committee owes another one. */
function standAside(acting: Act, mediator: string, more: { relation?: VaultRef } = {}): Ruling {
  const { write, state, terms, now } = acting;
  const { mediators, opened } = state();
  const isLast = !mediators.some((one) => one.account !== mediator && !hasLeft(one));
  const isOwed = isLast && openClock(state(), 'mediator_assignment') === undefined;
  const clocks = isOwed ? starts(state(), terms, 'mediator_assignment', now, opened.committee) : [];
  write('conflict_declared', { mediator, ...more, ...ifAny(clocks) });
}

/** Who does not watch is barred from it by that alone: it stands on record all the same. */
function hearConflict(acting: Act, { mediator }: PerformanceCommands['hearConflict']): Ruling {
  const isKnown = acting.state().mediators.some((one) => one.account === mediator && hasLeft(one));
  return isKnown ? { code: 'nothing_changes' } : standAside(acting, mediator);
}

function urge({ write, state }: Act, body: PerformanceCommands['urgeTerm']): Ruling {
  const refusal = cannotConfirm(state(), body.term);
  if (refusal) return refusal;
  write('term_urged', body);
}

/** 履行完毕: late is late, and done all the same. */
function confirm({ write, state, now }: Act, body: PerformanceCommands['confirmTerm']): Ruling {
  const refusal = cannotConfirm(state(), body.term);
  if (refusal) return refusal;
  if (body.on > localDay(now)) return { code: 'said_in_future' };
  const early = beforeEffect(state(), body.on);
  if (early) return early;
  const met = { change: 'met', clock: 'performance_term', n: body.term } as const;
  write('term_performed', { ...body, clocks: [met] });
  completeIfDone({ write, state });
}

function beforeEffect(performance: Performance, on: string): Refusal | undefined {
  const day = localDay(performance.opened.effectiveAt);
  return goesBy(performance, 2) && on < day ? { code: 'before_effect', params: { day } } : undefined;
}

function cannotConfirm({ opened, performed }: Performance, term: number): Refusal | undefined {
  if (opened.owed[term - 1] === undefined) return { code: 'unknown_term', params: { term } };
  return performed.includes(term) ? { code: 'performed_before', params: { term } } : undefined;
}

/** Nothing is owed any more, and no court is or can be asked any more: it is over. */
function completeIfDone({ write, state }: Pick<Act, 'write' | 'state'>): void {
  const { opened, performed, confirmation } = state();
  const isAsked = confirmation === 'applied' || confirmation === 'accepted';
  const mayAsk = goesBy(state(), 2) && mayAskCourt(state());
  if (performed.length === opened.owed.length && !isAsked && !mayAsk)
    write('performance_completed', { clocks: stopsBut(state()) });
}

/** Whether the window in which the court can be asked is open. */
function mayAskCourt({ clocks }: Pick<Performance, 'clocks'>): boolean {
  return clocks.some(({ clock, status }) => clock === 'court_confirmation' && status === 'running');
}

/**
 * The court decides on acceptance in 3 days and confirms in 15, with 10 more (法释〔2011〕5号 arts. 4–7). It is the law's
 * time and not the district's, so it stands here and in no policy.
 */
const COURT_TIMES = {
  court_acceptance: { first: '3d', again: '3d' },
  court_ruling: { first: '15d', again: '10d' },
} as const satisfies Record<CourtClock, Record<'first' | 'again', Limit>>;

/** Under the first rules nobody was reminded of the court. */
function asksAfter({ state, terms, now }: Pick<Act, 'state' | 'terms' | 'now'>, clock: CourtClock) {
  const limit = COURT_TIMES[clock].first;
  return goesBy(state(), 2) ? [startsWith(state(), terms, clock, now, { limit })] : [];
}

/** No answer is on record yet: they are reminded, and will be again. */
function remind({ write, state, terms, now }: Act, clock: CourtClock): void {
  const again = startsWith(state(), terms, clock, now, { limit: COURT_TIMES[clock].again });
  write('court_awaited', { clock, clocks: [...stops(state(), clock), again] });
}

/** 司法确认: asked by all of them together, within 30 days of effect (人民调解法 art. 33). */
function apply(
  { write, state, terms, now }: Act,
  { assents, reference }: PerformanceCommands['applyForConfirmation'],
): Ruling {
  const { opened } = state();
  if (opened.aboutStatus === 'yes' || opened.form === 'oral') return { code: 'not_confirmable' };
  if (isAskedForGood(state())) return { code: 'applied_before' };
  const window = state().clocks.find(({ clock }) => clock === 'court_confirmation');
  if (window?.status !== 'running')
    return { code: 'confirmation_too_late', params: { due: window?.at ?? opened.effectiveAt } };
  const refusal = cannotApply(opened, assents);
  if (refusal) return refusal;
  const clocks = [...stops(state(), 'court_confirmation'), ...asksAfter({ state, terms, now }, 'court_acceptance')];
  write('confirmation_applied', { assents, ...(reference !== undefined && { reference }), clocks });
}

/** What the court did not take can be brought to it again, with what was missing. */
function isAskedForGood(performance: Performance): boolean {
  const { confirmation } = performance;
  const isLeft = goesBy(performance, 2) && confirmation === 'not_accepted';
  return confirmation !== undefined && !isLeft;
}

function cannotApply({ sides }: Pick<Effective, 'sides'>, assents: readonly Assent[]): Refusal | undefined {
  for (const side of sides) {
    const own = assents.filter((one) => one.side === side.id);
    const refusal = own.map((one) => cannotBind(side, one)).find((one) => one !== undefined);
    const left = refusal ?? isMissing({ id: side.id, of: side.each?.length ?? 1 }, own);
    if (left) return left;
  }
  const stranger = assents.find(({ side }) => !sides.some(({ id }) => id === side));
  return stranger && { code: 'unknown_side', params: { side: stranger.side } };
}

/** Why a voice does not bind those of a side for whom it speaks. */
function cannotBind({ id, by, each = [by] }: BindingSide, voice: Voice): Refusal | undefined {
  const unclear = isUnclear({ id, of: each.length }, voice);
  if (unclear) return unclear;
  const spoken = each.filter((_one, index) => voice.disputants?.includes(index + 1) ?? true);
  return spoken.every((one) => one.includes(voice.by)) ? undefined : { code: 'cannot_bind', params: { side: id } };
}

function noteAcceptance({ write, state, terms, now }: Act, body: PerformanceCommands['recordCourtAcceptance']): Ruling {
  if (state().confirmation !== 'applied') return { code: 'no_application_open' };
  const next = body.accepted === 'yes' ? asksAfter({ state, terms, now }, 'court_ruling') : mayAskAgain(state(), now);
  write('confirmation_accepted', { ...body, ...ifAny([...stops(state(), 'court_acceptance'), ...next]) });
  completeIfDone({ write, state });
}

/** The thirty days have run on meanwhile: what is left of them is open again. */
function mayAskAgain(performance: Performance, now: string): readonly ClockChange[] {
  const window = latestClock(performance, 'court_confirmation');
  if (window === undefined || window.at <= now || !goesBy(performance, 2)) return [];
  return [{ change: 'returned', clock: 'court_confirmation', n: window.n }];
}

const ifAny = (clocks: readonly ClockChange[]) => (clocks.length > 0 ? { clocks } : {});

/** 确认 / 驳回. Refused, they change it, agree anew or sue: the agreement itself still binds. */
function noteAnswer({ write, state }: Act, body: PerformanceCommands['recordCourtAnswer']): Ruling {
  if (state().confirmation !== 'accepted') return { code: 'no_application_open' };
  write('confirmation_answered', { ...body, ...ifAny(stops(state(), 'court_ruling')) });
  completeIfDone({ write, state });
}

function close({ write, state }: Act, body: PerformanceCommands['closePerformance']): Ruling {
  const { confirmation } = state();
  if (body.reason === 'enforcement' && confirmation !== 'confirmed') return { code: 'not_confirmed' };
  write('performance_closed', { ...body, clocks: stopsBut(state()) });
}

/** What is left to who waits in vain: of the court what it has not been asked yet, or can enforce now. */
export function remediesOf({ confirmation, clocks }: Pick<Performance, 'confirmation' | 'clocks'>): readonly Remedy[] {
  if (confirmation === 'confirmed') return ['urge', 'apply_for_enforcement'];
  return mayAskCourt({ clocks }) ? ['urge', 'sue', 'apply_for_confirmation'] : ['urge', 'sue'];
}

function isOther({ mediators }: Performance, { account, role }: Actor): Refusal | undefined {
  const isOurs = mediators.some((one) => one.account === account && one.step === 'active');
  return role === 'mediator' && !isOurs ? { code: 'not_its_mediator' } : undefined;
}

/** Also when all is performed, and the court can still be asked, or its answer is waited for. */
const WATCHED = ['performing', 'breached', 'performed'] as const;
const OWING = ['performing', 'breached'] as const;

const RULES: {
  readonly [Name in keyof PerformanceCommands]: Rule<Performance, PerformanceBodies, PerformanceCommands[Name]>;
} = {
  nameWatchers: { at: WATCHED, decide: nameWatchers },
  declareWatcherConflict: {
    at: WATCHED,
    barred: isOther,
    decide: (acting, { relation }) => standAside(acting, acting.actor.account, { relation }),
  },
  hearConflict: { at: WATCHED, decide: hearConflict },
  urgeTerm: { at: OWING, barred: isOther, decide: urge },
  confirmTerm: { at: OWING, barred: isOther, decide: confirm },
  applyForConfirmation: {
    at: WATCHED,
    barred: isOther,
    offered: (state) => !isAskedForGood(state) && mayAskCourt(state),
    decide: apply,
  },
  recordCourtAcceptance: {
    at: WATCHED,
    barred: isOther,
    offered: ({ confirmation }) => confirmation === 'applied',
    decide: noteAcceptance,
  },
  recordCourtAnswer: {
    at: WATCHED,
    barred: isOther,
    offered: ({ confirmation }) => confirmation === 'accepted',
    decide: noteAnswer,
  },
  notePerformance: {
    at: WATCHED,
    barred: isOther,
    decide: ({ write }, body) => {
      write('performance_noted', body);
    },
  },
  closePerformance: { at: WATCHED, barred: isOther, decide: close },
};

function evolveStep(state: Performance, event: PerformanceEvent): Performance {
  switch (event.type) {
    case 'performance_opened':
    case 'watchers_named': {
      const named = event.body.mediators.map(({ account }): Mediator => ({ account, how: 'assigned', step: 'active' }));
      return { ...state, mediators: [...state.mediators.filter(hasLeft), ...named] };
    }
    case 'conflict_declared': {
      const { mediator } = event.body;
      const others = state.mediators.filter(({ account }) => account !== mediator);
      return { ...state, mediators: [...others, { account: mediator, how: 'assigned', step: 'stood_aside' }] };
    }
    case 'term_performed':
      return { ...state, performed: [...state.performed, event.body.term] };
    case 'term_breached':
      return { ...state, missed: [...state.missed, event.body.term] };
    case 'confirmation_applied':
      return { ...state, confirmation: 'applied' };
    case 'confirmation_accepted':
      return { ...state, confirmation: event.body.accepted === 'yes' ? 'accepted' : 'not_accepted' };
    case 'confirmation_answered':
      return { ...state, confirmation: event.body.answer };
    case 'performance_completed':
      return { ...state, ended: 'yes' };
    case 'performance_closed':
      return { ...state, state: 'closed', closeReason: event.body.reason, ended: 'yes' };
    default:
      return state;
  }
}

function whereItStands({ opened, performed, missed }: Performance): PerformanceState {
  if (performed.length === opened.owed.length) return 'performed';
  return missed.every((term) => performed.includes(term)) ? 'performing' : 'breached';
}

function evolve(state: Performance, event: PerformanceEvent): Performance {
  const next = evolveStep(state, event);
  return next.state === 'closed' ? next : { ...next, state: whereItStands(next) };
}

const PERFORMANCE: Procedure<Performance, PerformanceBodies, PerformanceCommands> = {
  opening: 'performance_opened',
  blank: (of) => ({
    ...blankProceeding<Effective>(of),
    ...{ state: 'performing', mediators: [], performed: [], missed: [] },
  }),
  open: (acting, body) => take(acting, body as Effective),
  evolve,
  units: ({ opened }) => [opened.committee],
  sort: ({ opened }) => opened.kind,
  mediators: ({ mediators }) => mediators.filter((one) => !hasLeft(one)).map(({ account }) => account),
  rules: RULES,
  lapsed(acting, { clock, n }) {
    const { write, state } = acting;
    if (clock === 'performance_term') write('term_breached', { term: n, remedies: remediesOf(state()) });
    if (clock === 'court_acceptance' || clock === 'court_ruling') remind(acting, clock);
    if (clock !== 'court_confirmation') return;
    write('confirmation_lapsed', { clocks: stops(state(), 'court_confirmation') });
    completeIfDone(acting);
  },
  // Who owes are the disputants: they are urged, and nobody commands them. Only the committee can be, for who watches.
  isBeyondCommand: (_state, unit) => unit === '',
};

/** 履行: from effect until all was performed, or those who wait go another way. */
export const PERFORMANCE_LIFECYCLE = lifecycleOf(PERFORMANCE);
