import { defineSignal, defineUpdate } from '@temporalio/workflow';
import type { SignalDefinition, UpdateDefinition } from '@temporalio/common';
import type { Actor } from '../../src/domain/envelope.js';
import type { CaseCommand, CaseEvent, CaseState } from '../../src/domain/case/lifecycle.js';
import { kindOf, type CaseKind } from '../../src/domain/number.js';
import type { Refusal } from '../../src/domain/refusals.js';

/** What starts a case: the events decided at the door, already on record. Stored once, sent exactly as stored. */
export interface Opening<Event = CaseEvent> {
  opening: readonly Event[];
}

/** What a long case takes along when its history is continued in a new run. */
export interface CarriedOver<State = CaseState, Event = CaseEvent, Terms = unknown> extends Opening<Event> {
  carried: {
    state: State;
    /** Those in force, where an event may have brought others than the opening's. */
    terms?: Terms;
    unrecorded: readonly Event[];
    answers: readonly CommandDecision[];
  };
}

/** A command on its way in, with the version its sender found on record. */
export type CommandMessage = CaseCommand & { recorded: number };

/** A linked workflow's command carries no receipt: it is received when the workflow reads it. */
export type CommandSignal = Omit<CaseCommand, 'receivedAt'>;

/** What became of a command. The same id has the same decision for ever. */
export interface CommandDecision {
  id: string;
  /** The version and state after the decision. */
  version: number;
  state: string;
  refusal?: Refusal;
  /** After a refusal: what the position does take. */
  allowed?: readonly string[];
}

/** Who has brought a case about, by which event. */
export interface By {
  case: string;
  seq: number;
  at: string;
  actor: Actor;
}

/** A case that is on record, ready to be started. */
export interface OpenedCase {
  case: string;
  district: string;
  /** The command that opened it. */
  startedBy: string;
  opening: Opening;
}

/** The workflow types of all kinds of cases, as operators read them in Temporal's own UI. */
export const WORKFLOW_TYPES = {
  request: 'residentRequest',
  whistle: 'whistle',
  whistle_report: 'departmentReport',
  mediation: 'mediation',
  performance: 'performanceOfAgreement',
  agenda_item: 'agendaItem',
  joint_meeting: 'jointMeeting',
  enforcement_dispatch: 'enforcementDispatch',
  service_request: 'serviceRequest',
} as const satisfies Record<CaseKind, string>;

/** The workflow type of a case. Throws RangeError for what is no case's id. */
export function workflowTypeOf(caseId: string): string {
  return WORKFLOW_TYPES[kindOf(caseId)];
}

/** The decision, and the events whose recording the workflow does not know of. */
export interface CommandAnswer {
  decision: CommandDecision;
  events: readonly CaseEvent[];
}

/** People and systems: the update of a command, under the command's own name. */
export function commandUpdate(name: string): UpdateDefinition<CommandAnswer, [CommandMessage]> {
  return defineUpdate<CommandAnswer, [CommandMessage]>(name);
}

/** Workflows among themselves: the signal of a command, under the same name. */
export function commandSignal(name: string): SignalDefinition<[CommandSignal]> {
  return defineSignal<[CommandSignal]>(name);
}
