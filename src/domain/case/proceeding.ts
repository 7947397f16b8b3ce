import { dueAfter, type Calendar } from '../calendar.js';
import { SYSTEM_ACTOR, type Actor, type EventEnvelope, type VaultRef } from '../envelope.js';
import type { ProceedingTerms } from '../policy.js';
import type { UnitFact } from '../request/commands.js';
import type { Received } from '../request/events.js';
import type { Refusal } from '../refusals.js';
import { isReported } from '../reported.js';
import { LATENESS_RUNGS, type ClockName, type LatenessRung, type RequestState } from '../vocabulary.js';
import { applyClockChanges, editClock, openClocks, type Clock, type ClockChange, type Lateness } from './clock.js';
import { isDuty, recalculations, stopsForGood } from './clocks.js';
import {
  isOver,
  type CaseCommand,
  type CaseState,
  type Decision,
  type Lifecycle,
  type Message,
  type Opens,
  type Passed,
} from './lifecycle.js';
import type { CaseRef, NewCase } from './case-ref.js';
import { dutyMoments, earliestMoment, type DutyMoment } from './moments.js';
import { openSheet, type Author, type Sheet } from './sheet.js';

/**
 * What the procedures that a request may lead to have in common: whistles, and what comes after them. Each is opened with
 * its facts, takes its commands by a table of rules, runs its clocks, climbs after whoever is late, and ends for good.
 */

/** What every proceeding is opened with. */
export interface OpenedWith {
  number: string;
  /** The request that it was opened for. */
  request?: CaseRef;
  /** The case that it is a part of. */
  parent?: CaseRef;
  subdistrict?: string;
  community?: string;
  /** Whom its request reports or complains of: kept from them as the request is (practice §3). */
  against?: NonNullable<Received['against']>;
  terms: ProceedingTerms;
}

/** A proceeding as its events have made it. */
export interface Proceeding<Facts extends OpenedWith = OpenedWith> extends CaseState {
  /** The facts of event 1, less its terms: `decide` takes those beside the state, `evolve` never reads them. */
  opened: Omit<Facts, 'terms'>;
  /** The rules it goes by; absent: the first. */
  rules?: number;
  receivedAt: string;
  /** Where the lateness of each unit stands, and since when; the owner's own under the empty name. */
  ladders?: Readonly<Record<string, { rung: LatenessRung; since: string }>>;
  /** The request that it was opened for is over (rules 4). */
  requestOver?: 'yes';
  /** Who has taken the place of units that are no more, by their codes. */
  successors?: Readonly<Record<string, string>>;
  lastActor: Actor;
}

/** What an event may do to clocks. */
export interface WithClocks {
  clocks?: readonly ClockChange[];
}

/** The bodies of the events that every proceeding has. */
export interface SharedBodies {
  clock_warned: Lateness & { percent: number; due: string };
  clock_breached: Lateness & { due: string };
  urged: { by: 'ladder'; late: Lateness };
  supervised: { by: 'ladder'; level: LatenessRung; late: Lateness };
  commented: { text: VaultRef };
  /** `position`: how it ended; absent where it was over before anybody could tell. */
  request_over: WithClocks & { position?: RequestState };
  /** It is open again, and waits for what it has led to. */
  request_reopened: object;
  calendar_adopted: WithClocks & { calendar: Calendar };
  unit_succeeded: WithClocks & { from: string; to: string };
  /** Whom it reports is another unit by now; `place`: where that is. */
  reported_unit_succeeded: { from: string; to: string; place?: string };
}

/** The bodies of the commands that every proceeding takes, beside its own. */
export interface SharedCommands {
  comment: { text: VaultRef };
  /** From the request that it was opened for: nobody waits for it any more. */
  hearRequestEnd: { position?: RequestState };
  /** From the same request. */
  hearRequestReopened: Readonly<Record<string, never>>;
  adoptCalendar: { calendar: Calendar };
  /** `place`: where the successor is. */
  succeedUnit: { from: string; to: UnitFact; place?: string };
}

/** One event, of a table of bodies. */
export type EventIn<Bodies> = {
  [Type in keyof Bodies & string]: EventEnvelope<Type, Bodies[Type] & object>;
}[keyof Bodies & string];

/** What a rule sees and may write. */
export interface Acting<State, Bodies> {
  readonly terms: ProceedingTerms;
  readonly actor: Actor;
  /** When it counts from here on: the receipt, or the event before it when that is later. */
  readonly now: string;
  readonly state: () => State;
  readonly write: <Type extends keyof Bodies & string>(type: Type, body: Bodies[Type]) => void;
}

/** `void`, since with `undefined` every rule would have to end in an empty return. */
export type Ruling = Refusal | void;

/** What the directory says today of who gives a command, as the door puts it into the body. */
export interface Standing {
  /** In the committee whose case it is. */
  office?: string;
}

/** Where a command may be given, by whom not, and what it comes to. */
export interface Rule<State extends CaseState, Bodies, Body> {
  at: readonly string[];
  /** Why this actor may not give it here, whatever role they hold. */
  barred?: (state: State, actor: Actor, standing: Standing) => Refusal | undefined;
  /** What must be open for the command to make sense: it is offered only then, and refused by its rule. */
  offered?: (state: State) => boolean;
  decide: (acting: Acting<State, Bodies>, body: Body) => Ruling;
}

/** A procedure, as far as it is its own. */
export interface Procedure<State extends Proceeding, Bodies extends SharedBodies, Commands> {
  /** Facts of the opening to the state before anything has happened. */
  blank(of: Blank): State;
  /** Writes event 1 and whatever follows from it at once. */
  open(acting: Acting<State, Bodies>, body: unknown): Ruling;
  /** The type of event 1. */
  opening: keyof Bodies & string;
  evolve(state: State, event: EventIn<Bodies>): State;
  /** Who works on it, and therefore reads it. */
  units(state: State): readonly string[];
  /** Of what sort it is: a word of its own kind's. */
  sort(state: State): string;
  /** Where mediators work on it: the accounts of those who do. No other mediator reads it, and these do wherever they belong. */
  mediators?(state: State): readonly string[];
  /** Where its rules find it, if that is not what people are shown. */
  place?(state: State): string;
  /** Its own commands; `comment` and `adoptCalendar` every proceeding takes. */
  rules: { readonly [Name in keyof Commands & string]: Rule<State, Bodies, Commands[Name]> };
  /** The end of a window, or of a duty with a consequence of its own. */
  lapsed?(acting: Acting<State, Bodies>, clock: Clock): void;
  /** What becomes of it when the request that it was opened for is over; default: it goes on. */
  whenRequestEnds?(acting: Acting<State, Bodies>): void;
  /** Whether nobody here can command who owes a clock: they are urged and no more. */
  isBeyondCommand?(state: State, unit: string): boolean;
  /** Whether it was opened for its request without a command of that, which is told of it. */
  isNewsToRequest?(state: State): boolean;
  /** Whether the case that it is a part of has not opened it, and is told of it. */
  isNewsToParent?(state: State): boolean;
  /** What an event tells other cases, by the state after it. */
  messagesOf?(event: EventIn<Bodies>, state: State): readonly Message[];
  /** What an event opens beside its own case. */
  sequelsOf?(event: EventIn<Bodies>, state: State, terms: ProceedingTerms): readonly Opens[];
  unheard?(state: State, message: Message, refusal: Refusal): Pick<CaseCommand, 'name' | 'body'> | undefined;
}

/** What a state begins with. */
export interface Blank {
  district: string;
  case: string;
  run: number;
  at: string;
  actor: Actor;
  rules: number;
  opened: unknown;
}

/** A proceeding's lifecycle, and the decision that opens it. */
export interface ProceedingLifecycle<
  State extends Proceeding,
  Event extends EventEnvelope<string, object>,
> extends Lifecycle<State, Event, ProceedingTerms> {
  open(command: Opening): Decision<State, Event>;
  units(state: State): readonly string[];
  sort(state: State): string;
  mediators(state: State): readonly string[] | undefined;
  /** Whether its rules keep an actor from a command, whatever role they hold. */
  bars(state: State, name: string, actor: Actor, standing: Standing): boolean;
}

/** The command that opens a proceeding, decided where it was received. */
export interface Opening extends NewCase {
  id: string;
  district: string;
  actor: Actor;
  receivedAt: string;
}

type Line<State, Bodies> = Sheet<State, EventIn<Bodies>, Bodies>;

/** Something that time alone brings about. */
type Moment =
  | DutyMoment
  | { at: string; order: 2; what: 'rung'; rung: LatenessRung; late: Clock }
  | { at: string; order: 3; what: 'window'; clock: Clock };

const HARMLESS: ReadonlySet<string> = new Set(['clock_warned', 'urged']);

/** The fields that every state begins with. */
export function blankProceeding<Facts extends OpenedWith>({ actor, opened, rules, ...of }: Blank): Proceeding<Facts> {
  return {
    ...of,
    ...(rules > 1 && { rules }),
    seq: 0,
    opened: opened as Omit<Facts, 'terms'>,
    receivedAt: of.at,
    state: '',
    clocks: [],
    lastActor: actor,
  };
}

/** Makes a lifecycle of a procedure: the order of checks, the clocks, the ladder and the end are those of all. */
export function lifecycleOf<State extends Proceeding, Bodies extends SharedBodies, Commands extends object>(
  own: Procedure<State, Bodies, Commands>,
): ProceedingLifecycle<State, EventIn<Bodies>> {
  type Event = EventIn<Bodies>;
  type Act = Acting<State, Bodies>;
  // The rule of a name takes the body of that name; the compiler cannot follow the pair through the table.
  const rules: Readonly<Record<string, Rule<State, Bodies, never> | undefined>> = {
    comment: { at: [], decide: comment },
    hearRequestEnd: { at: [], decide: hearRequestEnd(own) },
    hearRequestReopened: { at: [], decide: hearRequestReopened },
    adoptCalendar: { at: [], decide: adoptCalendar },
    succeedUnit: { at: [], decide: succeed },
    ...own.rules,
  };

  function evolve(before: State | undefined, event: Event): State {
    const state = before ?? begin(event);
    if (event.seq !== state.seq + 1) {
      throw new Error(`event ${String(event.seq)} of ${event.case} follows ${String(state.seq)}`);
    }
    const { clocks: changes = [] } = event.body as WithClocks;
    const clocks = applyClockChanges(state.clocks, changes, event.at, event.actor.account);
    const { run, seq, at, actor } = event;
    const next = { ...state, clocks, run, seq, at, lastActor: actor };
    return steppedDown(isShared(event) ? evolveShared(next, event) : own.evolve(next, event));
  }

  function begin(event: Event): State {
    if (event.type !== own.opening) throw new Error(`${event.case} does not open with ${event.type}`);
    const { district, case: id, run, at, actor, body } = event;
    const { terms, clocks: _clocks, ...opened } = body as unknown as WithClocks & OpenedWith;
    return own.blank({ district, case: id, run, at, actor, rules: terms.rules, opened });
  }

  function act(line: Line<State, Bodies>, terms: ProceedingTerms, at: string, author: Author): Act {
    const before = line.state().at;
    const now = at > before ? at : before;
    return {
      ...{ terms, now, actor: inPlace(line.state(), author.actor), state: () => line.state() },
      write: (type, body) => {
        line.write(type, body, now, author);
      },
    };
  }

  /** Everybody who works on it, or has come after somebody who did. */
  function unitsOf(state: State): readonly string[] {
    const units = own.units(state);
    return [...new Set([...units, ...units.map((unit) => successorOf(state, unit))])];
  }

  /** Who has come after a unit acts in its place; the record says who it was. */
  function inPlace(state: State, actor: Actor): Actor {
    const { unit } = actor;
    if (state.successors === undefined || unit === undefined || own.units(state).includes(unit)) return actor;
    const former = Object.keys(state.successors).find((one) => successorOf(state, one) === unit);
    return former === undefined ? actor : { ...actor, unit: former };
  }

  function succeed(acting: Act, { from, to, place }: SharedCommands['succeedUnit']): Ruling {
    const state = acting.state();
    const params = { unit: from };
    const units = unitsOf(state);
    const isAtWork = units.includes(from) && state.successors?.[from] === undefined;
    if (!isAtWork && !reports(state, from)) return { code: 'not_of_unit', params };
    const isGone = to.inForce === 'no' || successorOf(state, to.code) === from;
    if (isGone) return { code: 'unit_not_in_force', params: { unit: to.code } };
    if (isAtWork && isKeptFrom(state, to)) return { code: 'reported_unit', params: { unit: to.code } };
    // Who is at work on it has read it and goes on: shut out, it could not end what it has begun. The job says so.
    if (reports(state, from) && units.includes(to.code)) return { code: 'reported_unit', params: { unit: to.code } };
    if (reports(state, from))
      acting.write('reported_unit_succeeded', { from, to: to.code, ...(place !== undefined && { place }) });
    if (isAtWork) acting.write('unit_succeeded', { from, to: to.code });
  }

  const placeOf = (state: State): string => own.place?.(state) ?? state.state;

  const sheetOn = (state: State): Line<State, Bodies> => openSheet<State, Event, Bodies>(state, evolve);

  function nextMoment(state: State, terms: ProceedingTerms): Moment | undefined {
    return earliestMoment<Moment>([
      ...openClocks(state).flatMap((clock): readonly Moment[] => {
        const isWindow = clock.status === 'running' && !isDuty(clock.clock);
        return isWindow ? [{ at: clock.at, order: 3, what: 'window', clock }] : dutyMoments(clock, terms);
      }),
      ...rungs(state, terms),
    ]);
  }

  /** Lateness climbs by unit: urged, then supervised rung by rung. */
  function rungs(state: State, terms: ProceedingTerms): readonly Moment[] {
    return [...latestOwed(state)].flatMap(([unit, late]): readonly Moment[] => {
      const ladder = state.ladders?.[unit];
      if (ladder === undefined) return [{ at: state.at, order: 2, what: 'rung', rung: 'urge', late }];
      const rung = LATENESS_RUNGS[LATENESS_RUNGS.indexOf(ladder.rung) + 1];
      if (rung === undefined || own.isBeyondCommand?.(state, unit) === true) return [];
      return [{ at: dueAfter(terms.calendar, ladder.since, terms.ladder).at, order: 2, what: 'rung', rung, late }];
    });
  }

  function pass(line: Line<State, Bodies>, terms: ProceedingTerms, moment: Moment): void {
    const acting = act(line, terms, moment.at, { actor: SYSTEM_ACTOR }) as unknown as Acting<State, SharedBodies>;
    switch (moment.what) {
      case 'warning':
        acting.write('clock_warned', { ...owing(moment.clock), percent: moment.percent, due: moment.clock.at });
        return;
      case 'breach':
        acting.write('clock_breached', { ...owing(moment.clock), due: moment.clock.at });
        own.lapsed?.(acting, moment.clock);
        return;
      case 'rung': {
        const { rung, late } = moment;
        if (rung === 'urge') acting.write('urged', { by: 'ladder', late: owing(late) });
        else acting.write('supervised', { by: 'ladder', level: rung, late: owing(late) });
        return;
      }
      case 'window':
        if (own.lapsed === undefined) throw new Error(`the ${moment.clock.clock} window has no consequence`);
        own.lapsed(acting, moment.clock);
    }
  }

  function lapse(state: State, terms: ProceedingTerms, now: string): Passed<State, Event> {
    const line = sheetOn(state);
    for (;;) {
      const moment = line.state().ended === 'yes' ? undefined : nextMoment(line.state(), terms);
      if (moment === undefined || moment.at > now) return { events: line.events, state: line.state() };
      pass(line, terms, moment);
    }
  }

  function allowedCommands(state: State): readonly string[] {
    if (state.ended === 'yes') return [];
    return Object.entries(rules).flatMap(([name, rule]) => {
      const isHere = rule !== undefined && isAt(rule.at, placeOf(state)) && (rule.offered?.(state) ?? true);
      return isHere ? [name] : [];
    });
  }

  function decide(before: State, terms: ProceedingTerms, command: CaseCommand, now: string): Decision<State, Event> {
    const lapsed = lapse(before, terms, now);
    const { state } = lapsed;
    const refuse = (refusal: Refusal): Decision<State, Event> => ({ events: lapsed.events, state, refusal });
    const { name, actor, body, expectedVersion, id: commandId, receivedAt } = command;
    if (expectedVersion !== undefined && expectedVersion !== before.seq) {
      return refuse({ code: 'version_conflict', params: { expected: expectedVersion, version: state.seq } });
    }
    if (state.ended === 'yes') return refuse({ code: 'case_ended' });
    const rule = rules[name];
    if (rule === undefined) throw new Error(`${state.case} takes no ${name}`);
    const place = placeOf(state);
    if (!isAt(rule.at, place)) return refuse({ code: 'not_at_this_stage', params: { state: place } });
    const barred = rule.barred?.(state, inPlace(state, actor), body as Standing);
    if (barred) return refuse(barred);
    const line = sheetOn(state);
    const refusal = rule.decide(act(line, terms, now, { actor, commandId, receivedAt }), body as never);
    return refusal ? refuse(refusal) : { events: [...lapsed.events, ...line.events], state: line.state() };
  }

  function open({ id: commandId, district, case: id, actor, receivedAt, body }: Opening): Decision<State, Event> {
    const { terms, ...opened } = body as OpenedWith;
    const line = sheetOn(own.blank({ district, case: id, run: 1, at: receivedAt, actor, rules: terms.rules, opened }));
    const refusal = own.open(act(line, terms, receivedAt, { actor, commandId, receivedAt }), body);
    return { events: line.events, state: line.state(), ...(refusal && { refusal }) };
  }

  const told = (event: Event, state: State): readonly Message[] => own.messagesOf?.(event, state) ?? [];

  /** The request that it was opened for is told of it with its opening, so that it can tell its end; so is its parent (rules 3). */
  function news({ seq }: Event, state: State): readonly Message[] {
    if (seq > 1 || !goesBy(state, 3)) return [];
    const { number, request, parent } = state.opened;
    const told = [
      ...(request && own.isNewsToRequest?.(state) === true ? [request] : []),
      ...(parent && own.isNewsToParent?.(state) === true ? [parent] : []),
    ];
    return told.map(({ case: to }) => ({ to, name: 'noteOpened', body: { opened: { case: state.case, number } } }));
  }

  return {
    ...{ evolve, open, decide, lapse, allowedCommands },
    units: unitsOf,
    sort: (state) => own.sort(state),
    mediators: (state) => own.mediators?.(state),
    bars: (state, name, actor, standing) => rules[name]?.barred?.(state, inPlace(state, actor), standing) !== undefined,
    commands: Object.keys(rules),
    termsOf([first]) {
      const { terms } = (first?.body ?? {}) as Partial<OpenedWith>;
      if (first?.type !== own.opening || terms === undefined) throw new Error(`a case opens with ${own.opening}`);
      return terms;
    },
    termsAfter: (terms, { type, body }) =>
      type === 'calendar_adopted'
        ? { ...terms, calendar: (body as unknown as SharedBodies['calendar_adopted']).calendar }
        : terms,
    nextWake: (state, terms) => (state.ended === 'yes' ? undefined : nextMoment(state, terms)?.at),
    isHarmless: ({ type }) => HARMLESS.has(type),
    messagesOf: (event, state) => (isToldByRecord(state) ? [...news(event, state), ...told(event, state)] : []),
    sequelsOf(event, state, terms) {
      const opens = own.sequelsOf?.(event, state, terms) ?? [];
      if (isToldByRecord(state)) return opens;
      const isRaised = (one: Opens) => 'raisesItem' in one;
      return [...opens.filter((one) => !isRaised(one)), ...told(event, state), ...opens.filter(isRaised)];
    },
    unheard: (state, message, refusal) =>
      message.name === 'noteOpened' && message.to === state.opened.request?.case && isOver(refusal)
        ? { name: 'hearRequestEnd', body: {} }
        : own.unheard?.(state, message, refusal),
  };
}

/** Whether a proceeding was opened under these rules or later ones: what ran before goes on as it was promised. */
export function goesBy({ rules = 1 }: Pick<Proceeding, 'rules'>, since: number): boolean {
  return rules >= since;
}

/** Who has come after a unit, and after that; itself where nobody has. */
export function successorOf(state: Pick<Proceeding, 'successors'>, unit: string): string {
  const next = state.successors?.[unit];
  return next === undefined ? unit : successorOf(state, next);
}

/**
 * Whether a unit stands in the place of another: as itself, or as what both have come to be, also where it has a part of its
 * own in the case. Before rules 4 it had to go by the other's code.
 */
export function isInPlaceOf(state: Proceeding, unit: string | undefined, other: string): boolean {
  if (unit === undefined || !goesBy(state, 4)) return unit === other;
  return successorOf(state, unit) === successorOf(state, other);
}

/** Under the first rules the workflow told other cases by signal, and each told had to put that on record by itself. */
function isToldByRecord(state: Proceeding): boolean {
  return goesBy(state, 2);
}

/** An empty list means everywhere. */
function isAt(places: readonly string[], place: string): boolean {
  return places.length === 0 || places.includes(place);
}

function owing({ clock, n, unit }: Clock): Lateness {
  return { clock, n, ...(unit !== undefined && { unit }) };
}

/** What each unit missed last of what it still owes. */
function latestOwed(state: Pick<CaseState, 'clocks'>): ReadonlyMap<string, Clock> {
  const late = new Map<string, Clock>();
  for (const clock of openClocks(state)) {
    const { unit = '', breachedAt } = clock;
    const known = late.get(unit)?.breachedAt ?? '';
    if (breachedAt !== undefined && breachedAt >= known) late.set(unit, clock);
  }
  return late;
}

/** A ladder stands only as long as its unit owes something missed. */
function steppedDown<State extends Proceeding>(state: State): State {
  const { ladders, ...rest } = state;
  if (ladders === undefined) return state;
  const late = latestOwed(state);
  const left = Object.entries(ladders).filter(([unit]) => late.has(unit));
  // What is left of the state is the state: `ladders` may be absent.
  return { ...rest, ...(left.length > 0 && { ladders: Object.fromEntries(left) }) } as State;
}

type SharedEvent = EventIn<SharedBodies>;

const SHARED: { readonly [Type in keyof SharedBodies]: true } = {
  ...{ clock_warned: true, clock_breached: true, urged: true, supervised: true, commented: true },
  ...{ request_over: true, unit_succeeded: true, reported_unit_succeeded: true },
  request_reopened: true,
  calendar_adopted: true,
};

function isShared(event: { type: string }): event is SharedEvent {
  return event.type in SHARED;
}

function evolveShared<State extends Proceeding>(state: State, event: SharedEvent): State {
  switch (event.type) {
    case 'clock_warned': {
      const { clock, n, percent } = event.body;
      return { ...state, clocks: editClock(state, clock, n, (one) => ({ ...one, warned: [...one.warned, percent] })) };
    }
    case 'clock_breached': {
      const { clock, n } = event.body;
      return { ...state, clocks: editClock(state, clock, n, (one) => ({ ...one, breachedAt: event.at })) };
    }
    case 'urged':
      return climbed(state, event.body.late, 'urge', event.at);
    case 'supervised':
      return climbed(state, event.body.late, event.body.level, event.at);
    case 'unit_succeeded':
      return { ...state, successors: { ...state.successors, [event.body.from]: event.body.to } };
    case 'reported_unit_succeeded':
      return reportedAnew(state, event.body);
    case 'request_over':
      return goesBy(state, 4) ? { ...state, requestOver: 'yes' } : state;
    case 'request_reopened':
      return withoutEnd(state);
    case 'commented':
    case 'calendar_adopted':
      return state;
  }
}

/** Whether it is about a unit, and follows it to whoever comes after it (rules 4). */
export function reports(state: Proceeding, unit: string): boolean {
  return state.opened.against?.unit === unit && goesBy(state, 4);
}

/** Whether a unit does not come to work on it; before rules 4, also where only somebody of its staff is reported. */
function isKeptFrom(state: Proceeding, unit: UnitFact): boolean {
  const { against } = state.opened;
  return goesBy(state, 4) ? isReported(unit, against) : against?.unit === unit.code;
}

/** Who has come after whom it reports is kept from it in their place, and where they are. */
function reportedAnew<State extends Proceeding>(
  state: State,
  { to, place }: SharedBodies['reported_unit_succeeded'],
): State {
  const { opened } = state;
  const { against } = opened;
  if (against === undefined) return state;
  return { ...state, opened: { ...opened, against: { ...against, unit: to, ...(place !== undefined && { place }) } } };
}

function climbed<State extends Proceeding>(
  state: State,
  { unit = '' }: Lateness,
  rung: LatenessRung,
  since: string,
): State {
  return { ...state, ladders: { ...state.ladders, [unit]: { rung, since } } };
}

function comment<State>({ write }: Acting<State, SharedBodies>, body: SharedCommands['comment']): Ruling {
  write('commented', body);
}

/** It goes on or not, as its own people see fit, who are told of it; or as its procedure says. */
function hearRequestEnd<State extends Proceeding, Bodies extends SharedBodies>({
  whenRequestEnds,
}: Pick<Procedure<State, Bodies, object>, 'whenRequestEnds'>) {
  return (acting: Acting<State, Bodies>, body: SharedCommands['hearRequestEnd']): Ruling => {
    acting.write('request_over', body);
    whenRequestEnds?.(acting);
  };
}

function hearRequestReopened<State extends Proceeding>({ write, state }: Acting<State, SharedBodies>): Ruling {
  if (state().requestOver === undefined) return { code: 'nothing_changes' };
  write('request_reopened', {});
}

function withoutEnd<State extends Proceeding>(state: State): State {
  const { requestOver: _over, ...rest } = state;
  // What is left of the state is the state: `requestOver` may be absent.
  return rest as State;
}

function adoptCalendar<State extends CaseState>(
  { write, state, terms }: Acting<State, SharedBodies>,
  { calendar }: SharedCommands['adoptCalendar'],
): Ruling {
  const clocks = recalculations(state(), terms.calendar, calendar);
  if (clocks === undefined) return { code: 'nothing_changes' };
  write('calendar_adopted', { calendar, clocks });
}

/** What stops when a proceeding has come to its end, but for the clocks that go on until nobody can be heard any more. */
export function stopsBut(state: CaseState, ...names: readonly ClockName[]): readonly ClockChange[] {
  return stopsForGood(state).filter(({ clock }) => !names.includes(clock));
}
