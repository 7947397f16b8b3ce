import type { CommandDecision, CommandMessage, CommandSignal } from '../workflows/contract/resident-request.js';
import type { RequestEvent } from '../src/domain/request/events.js';

/** A command that came by signal, with its fate. */
export interface SignalledCommand {
  command: CommandSignal;
  receivedAt: string;
  outcome: Omit<CommandDecision, 'id'>;
}

/** What a workflow has to put on record, in one transaction. */
export interface Recording {
  case: string;
  events: readonly RequestEvent[];
  /** What became of commands: fills in the outcomes that no door lived to write. */
  decisions: readonly CommandDecision[];
  /** Commands of linked workflows, which came through no door: their inbox rows are inserted already decided. */
  signalled: readonly SignalledCommand[];
}

/** The side effects a resident request needs. */
export interface RequestActivities {
  /** Records events; the same ones again are no news. */
  recordEvents(recording: Recording): Promise<void>;
  /** Opens the parts that a split has taken out, each a request of its own; those that are there are there. */
  openParts(of: { case: string; commandId: string }): Promise<void>;
  /**
   * Records what time has brought, unless somebody who knocked before it has not been heard yet: then nothing is recorded,
   * and the commands received before `before` (ISO 8601 UTC) are answered in order of arrival. Judges only when the
   * database's clock is a second past it, so that no inbox transaction can still come in before.
   */
  recordLapse(lapse: Recording & { before: string }): Promise<readonly CommandMessage[]>;
}
