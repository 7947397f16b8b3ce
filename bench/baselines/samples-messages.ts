import { defineUpdate } from '@temporalio/workflow';
import type { Actor } from '../../src/domain/envelope.js';
import type { RequestCommandBodies, RequestCommandName, SubmitCommand } from '../../src/domain/request/commands.js';
import type { RequestEvent } from '../../src/domain/request/events.js';
import type { CommandDecision } from '../../workflows/contract/case.js';

/** A text or a sealed contact on its way into the vault; bytes in hex, as payloads are JSON. */
export interface VaultEntry {
  ref: string;
  commitment: string;
  salt: string;
  purpose?: string;
  text?: string;
  keyId?: string;
  sealed?: string;
}

export interface Submission {
  command: SubmitCommand;
  client: string;
  key: string;
  texts: readonly VaultEntry[];
  contacts: readonly VaultEntry[];
  requesterIndex: string;
}

/** A command of a caller: the body as ours has it, the texts beside it. */
export interface Asked<Name extends RequestCommandName = RequestCommandName> {
  id: string;
  client: string;
  key: string;
  name: Name;
  actor: Actor;
  body: RequestCommandBodies[Name];
  texts: readonly VaultEntry[];
}

/** What one step writes: the very rows that the service writes of it. */
export interface Step {
  case: string;
  events: readonly RequestEvent[];
  command: Omit<Asked, 'name'> & { kind: string; ordinal: number; receivedAt: string };
  outcome: Omit<CommandDecision, 'id'>;
  contacts: readonly VaultEntry[];
  requesterIndex?: string;
}

export interface SamplesActivities {
  recordStep(step: Step): Promise<void>;
}

/** Early return: answers as soon as the request is on record. */
export const receiptUpdate = defineUpdate<CommandDecision>('receipt');

export const askUpdate = (name: RequestCommandName) => defineUpdate<CommandDecision, [Asked]>(name);
