import type { AgendaSource } from '../agenda-item/vocabulary.js';
import type { Actor, EventEnvelope } from '../envelope.js';
import type { Refusal } from '../refusals.js';
import type { NewCase } from './case-ref.js';
import type { HasClocks } from './clock.js';

/** What the state of every case holds, whatever it is about. */
export interface CaseState extends HasClocks {
  district: string;
  /** The workflow id, which begins with the kind of case. */
  case: string;
  run: number;
  seq: number;
  at: string;
  /** Where it stands, as people are shown it: a word of its own kind's. */
  state: string;
  /** Nothing changes any more. */
  ended?: 'yes';
}

export type CaseEvent = EventEnvelope<string, object>;

/** A command as it reaches a workflow: who, when the door received it, what the sender had read. */
export interface CaseCommand {
  /** UUIDv5(client, key): one effect and one answer for ever. */
  id: string;
  name: string;
  actor: Actor;
  receivedAt: string;
  expectedVersion?: number;
  body: unknown;
}

/** What a command, or the time that passed, has come to. */
export interface Passed<State, Event> {
  events: readonly Event[];
  state: State;
}

export interface Decision<State, Event> extends Passed<State, Event> {
  refusal?: Refusal;
}

/** A word to another case's workflow. */
export interface Message {
  to: string;
  name: string;
  body: unknown;
}

/**
 * What an event opens: what a split has taken out; or cases that go on beside this one, `opens` with what the event says,
 * `opensFor` with what the command of an id holds; or `raisesItem`, an agenda item, before the committee that the directory
 * names.
 */
export type Opens = { openParts: string } | { opens: NewCase } | { opensFor: string } | { raisesItem: AgendaSource };

/** What the workflow does beyond its own case, after an event: it opens others, or tells them by signal. */
export type Sequel = Message | Opens;

/**
 * A procedure as pure functions: all that a workflow, the record and an audit need to know of it. Its parameters are
 * methods, so that a procedure may name its own commands and events where any are taken.
 */
export interface Lifecycle<State extends CaseState, Event extends CaseEvent, Terms> {
  readonly commands: readonly string[];
  /** The state after an event. Throws on a gap, and on what no history begins with. */
  evolve(before: State | undefined, event: Event): State;
  /** By what a case is decided from its first event on; throws for what does not open one. */
  termsOf(opening: readonly Event[]): Terms;
  termsAfter(terms: Terms, event: Event): Terms;
  decide(state: State, terms: Terms, command: CaseCommand, now: string): Decision<State, Event>;
  /** What time brought about up to and including `now`. */
  lapse(state: State, terms: Terms, now: string): Passed<State, Event>;
  /** The instant at which time alone next changes the case. */
  nextWake(state: State, terms: Terms): string | undefined;
  /** What a lapse may write without asking whether somebody knocked before: it takes nothing from anybody. */
  isHarmless(event: Event): boolean;
  /** The commands that make sense just now. */
  allowedCommands(state: State): readonly string[];
  /** What the record gives other cases as commands when it takes in an event; `state` is the one after it. */
  messagesOf(event: Event, state: State): readonly Message[];
  sequelsOf(event: Event, state: State, terms: Terms): readonly Sequel[];
  /** What a case makes of it that a message was refused, as by a case that is over; undefined: nothing. */
  unheard(state: State, message: Message, refusal: Refusal): Pick<CaseCommand, 'name' | 'body'> | undefined;
}

/** What a message is refused with where its case does not run any more. */
export const NOBODY_THERE: Refusal = { code: 'case_ended' };

/** Whether a command was refused since its case is over. */
export function isOver({ code }: Refusal): boolean {
  return code === 'request_ended' || code === 'case_ended';
}
