import { condition, proxyActivities, setHandler, upsertSearchAttributes } from '@temporalio/workflow';
import { decide, decideSubmit, REQUEST_COMMANDS } from '../../src/domain/request/decide/index.js';
import { nextWake } from '../../src/domain/request/lapse.js';
import type { RequestCommand } from '../../src/domain/request/commands.js';
import type { ResidentRequest } from '../../src/domain/request/state.js';
import type { CommandDecision } from '../../workflows/contract/case.js';
import { LEAD_UNIT, STAGE } from '../../workflows/contract/search-attributes.js';
import { askUpdate, receiptUpdate, type Asked, type SamplesActivities, type Submission } from './samples-messages.js';

const { recordStep } = proxyActivities<SamplesActivities>({ startToCloseTimeout: '10 seconds' });

/**
 * The loop as the samples write one: an update a step, whose handler decides, runs an ordinary activity that writes the
 * rows, and answers. The domain is ours, so that events and answers are the same; no protocol, no inbox before Temporal.
 */
export async function sampleRequest(submission: Submission): Promise<void> {
  const { command, client, key, texts, contacts, requesterIndex } = submission;
  const { terms } = command.body.received;
  const opening = decideSubmit(command);
  let state: ResidentRequest = opening.state;
  let ordinal = 1;
  let published = { stage: state.stage, lead: state.lead };
  let receipt: CommandDecision | undefined = undefined;

  // One step after the other, as the mutex sample has it: events are chained in the order of their decisions.
  let last: Promise<unknown> = Promise.resolve();
  function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  }

  async function handle(asked: Asked): Promise<CommandDecision> {
    const receivedAt = new Date().toISOString();
    const { name, ...rest } = asked;
    const {
      events,
      state: next,
      refusal,
    } = decide(state, terms, { ...asked, receivedAt } as RequestCommand, receivedAt);
    state = next;
    ordinal += 1;
    const outcome = { version: next.seq, state: next.state, ...(refusal && { refusal }) };
    const given = { ...rest, kind: name, ordinal, receivedAt };
    await recordStep({ case: state.case, events, command: given, outcome, contacts: [] });
    publish();
    return { id: asked.id, ...outcome };
  }

  function publish(): void {
    if (published.stage !== state.stage) upsertSearchAttributes([{ key: STAGE, value: state.stage }]);
    if (published.lead !== state.lead) upsertSearchAttributes([{ key: LEAD_UNIT, value: state.lead ?? null }]);
    published = { stage: state.stage, lead: state.lead };
  }

  for (const name of REQUEST_COMMANDS) setHandler(askUpdate(name), (asked) => inTurn(() => handle(asked)));
  setHandler(receiptUpdate, async () => {
    await condition(() => receipt !== undefined);
    return receipt as unknown as CommandDecision;
  });

  const { id, actor, receivedAt, body } = command;
  const outcome = { version: state.seq, state: state.state };
  const given = { id, client, key, kind: 'submit', actor, receivedAt, body, texts, ordinal };
  await inTurn(() =>
    recordStep({
      case: state.case,
      events: opening.events,
      command: given,
      outcome,
      contacts,
      requesterIndex,
    }),
  );
  receipt = { id, ...outcome };
  await letDuesPass();

  /** One timer to the next due, moved only at an end, as ours; what it would bring about lies beyond any run of this. */
  async function letDuesPass(): Promise<void> {
    for (;;) {
      const wake = nextWake(state, terms);
      const isOpen = state.stage !== 'ended';
      if (wake === undefined) return;
      await condition(() => isOpen && state.stage === 'ended', Math.max(60_000, Date.parse(wake) - Date.now()));
    }
  }
}
