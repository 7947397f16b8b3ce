import { defineSignal, defineUpdate } from '@temporalio/workflow';
import type { SignalDefinition, UpdateDefinition } from '@temporalio/common';
import type { Refusal } from '../../src/domain/refusals.js';
import type { RequestCommand, RequestCommandName } from '../../src/domain/request/commands.js';
import type { Terms } from '../../src/domain/policy.js';
import type { RequestEvent } from '../../src/domain/request/events.js';
import type { ResidentRequest } from '../../src/domain/request/state.js';
import type { Outcome, RequestState } from '../../src/domain/vocabulary.js';

/** The workflow's type, as operators read it in Temporal's own UI. */
export const RESIDENT_REQUEST = 'residentRequest';

/** What starts a request: the events decided at the door, already on record. Stored once, sent exactly as stored. */
export interface Submitted {
  opening: readonly RequestEvent[];
}

/** What a long request takes along when its history is continued in a new run. */
export interface CarriedOver {
  opening: readonly RequestEvent[];
  carried: {
    state: ResidentRequest;
    /** Those in force, where a reclassification may have brought others than the opening's. */
    terms?: Terms;
    unrecorded: readonly RequestEvent[];
    answers: readonly CommandDecision[];
  };
}

/** How a request ended, as Temporal shows it. */
export interface RequestEnd {
  state: RequestState;
  outcome?: Outcome;
  version: number;
}

/** A command on its way in, with the version its sender found on record. */
export type CommandMessage = RequestCommand & { recorded: number };

/** A linked workflow's command carries no receipt: it is received when the workflow reads it. */
export type CommandSignal = Omit<RequestCommand, 'receivedAt'>;

/** What became of a command. The same id has the same decision for ever. */
export interface CommandDecision {
  id: string;
  /** The version and state after the decision. */
  version: number;
  state: RequestState;
  refusal?: Refusal;
  /** After a refusal: what the position does take. */
  allowed?: readonly RequestCommandName[];
}

/** The decision, and the events whose recording the workflow does not know of. */
export interface CommandAnswer {
  decision: CommandDecision;
  events: readonly RequestEvent[];
}

/** People and systems: the update of a command, under the command's own name. */
export function commandUpdate(name: RequestCommandName): UpdateDefinition<CommandAnswer, [CommandMessage]> {
  return defineUpdate<CommandAnswer, [CommandMessage]>(name);
}

/** Workflows among themselves: the signal of a command, under the same name. */
export function commandSignal(name: RequestCommandName): SignalDefinition<[CommandSignal]> {
  return defineSignal<[CommandSignal]>(name);
}
