import type { AgendaSource } from '../src/domain/agenda-item/vocabulary.js';
import type { CaseEvent } from '../src/domain/case/lifecycle.js';
import type { NewCase } from '../src/domain/case/case-ref.js';
import type { By, CommandDecision, CommandMessage, CommandSignal, OpenedCase } from '../workflows/contract/case.js';
import type { Recipient, Ring } from '../src/domain/notices.js';
import type { ConveneStart } from '../workflows/contract/convene-meeting.js';
import type { Delivery, DeliveryEnd } from '../workflows/contract/webhook-delivery.js';

/** A command that came by signal, with its fate. */
export interface SignalledCommand {
  command: CommandSignal;
  receivedAt: string;
  outcome: Omit<CommandDecision, 'id'>;
}

/** What a workflow has to put on record, in one transaction. */
export interface Recording {
  case: string;
  events: readonly CaseEvent[];
  /** What became of commands: fills in the outcomes that no door lived to write. */
  decisions: readonly CommandDecision[];
  /** Commands of linked workflows, which came through no door: their inbox rows are inserted already decided. */
  signalled: readonly SignalledCommand[];
}

/** The side effects a case needs. */
export interface CaseActivities {
  /** Records events; the same ones again are no news. */
  recordEvents(recording: Recording): Promise<void>;
  /**
   * Opens a case that another has brought about: with what its event says, or with what the command of an id holds; what is
   * open already is open.
   */
  openCase(of: { by: By } & ({ opens: NewCase } | { commandId: string })): Promise<OpenedCase>;
  /**
   * Opens the agenda item that a case has brought about by itself, before the committee that the directory names; what is open
   * already is open. Nothing where nobody meets.
   */
  raiseItem(of: { by: By; source: AgendaSource }): Promise<OpenedCase | undefined>;
  /** Opens the parts that a split has taken out, each a request of its own; those that are there are there. */
  openParts(of: { case: string; commandId: string }): Promise<void>;
  /**
   * Records what time has brought, unless somebody who knocked before it has not been heard yet: then nothing is recorded,
   * and the commands received before `before` (ISO 8601 UTC) are answered in order of arrival. Judges only when the
   * database's clock is a second past it, so that no inbox transaction can still come in before.
   */
  recordLapse(lapse: Recording & { before: string }): Promise<readonly CommandMessage[]>;
}

/** The side effects of telling a system outside. */
export interface DeliveryActivities {
  /** One try, noted down with the status it was answered. Throws ApplicationFailure where it must be tried again. */
  deliverWebhook(delivery: Delivery): Promise<Exclude<DeliveryEnd, 'failed'>>;
  /** Notes down that it was tried for long enough. */
  giveUpWebhook(delivery: Delivery): Promise<void>;
}

/** The side effects of ringing. */
export interface RingActivities {
  /** Tells the recipients of a step, each once, unless the duty was taken over: then false. */
  readonly ringNext: (step: {
    case: string;
    seq: number;
    ring: Ring;
    recipients: readonly Recipient[];
  }) => Promise<boolean>;
}

/** The side effects of a change to many requests. */
export interface JobActivities {
  /** Gives the next requests of a job their commands, and says whether any are left. */
  giveSome(job: string): Promise<'more' | 'all_given'>;
}

/** The side effects of convening regular sittings. */
export interface MeetingActivities {
  /** Convenes the next regular sitting of a committee, once for a day; nothing where it meets no more. */
  conveneRegular(start: ConveneStart): Promise<OpenedCase | undefined>;
}
