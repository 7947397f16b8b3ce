import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  getExternalWorkflowHandle,
  isCancellation,
  log,
  proxyActivities,
  proxySinks,
  setHandler,
  sleep,
  upsertSearchAttributes,
  uuid4,
  workflowInfo,
} from '@temporalio/workflow';
import type { RequestActivities, SignalledCommand } from '../activities/index.js';
import type { Terms } from '../src/domain/policy.js';
import { allowedCommands, decide, REQUEST_COMMANDS } from '../src/domain/request/decide/index.js';
import { SYSTEM_ACTOR } from '../src/domain/envelope.js';
import { sequelsOf, type Sequel, type Message } from '../src/domain/request/sequels.js';
import type { RequestCommandName } from '../src/domain/request/commands.js';
import { termsAfter, type RequestEvent } from '../src/domain/request/events.js';
import { lapse, nextWake } from '../src/domain/request/lapse.js';
import { evolve } from '../src/domain/request/evolve.js';
import type { ResidentRequest } from '../src/domain/request/state.js';
import type { AuditSinks } from './contract/audit-sink.js';
import {
  commandSignal,
  commandUpdate,
  type CarriedOver,
  type CommandAnswer,
  type CommandDecision,
  type CommandMessage,
  type CommandSignal,
  type RequestEnd,
  type Submitted,
} from './contract/resident-request.js';
import { LEAD_UNIT, STAGE } from './contract/search-attributes.js';

// What was decided must reach the record, however long the database is away.
const recording = proxyActivities<RequestActivities>({
  startToCloseTimeout: '10 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
});
const { audit } = proxySinks<AuditSinks>();

/** A due is judged a second late, when every transaction that could have been in time has ended (design §2.8). */
const FAIRNESS_MS = 1_000;

/** The open file of one request: its state, what is not yet known to be on record, and what became of its commands. */
export interface CaseFile {
  state(): ResidentRequest;
  /** Waits until the state is as described, letting time pass meanwhile: warnings, breaches, windows, the ladder. */
  until(reached: (state: ResidentRequest) => boolean): Promise<void>;
  /** Puts everything on record that is left, with every command's fate, and closes the file. */
  close(): Promise<RequestEnd>;
}

/** Opens the file on what the door decided, and takes commands from then on. */
export function openCaseFile(input: Submitted | CarriedOver): CaseFile {
  let terms = ('carried' in input ? input.carried.terms : undefined) ?? termsOf(input.opening);
  let state = 'carried' in input ? input.carried.state : stateAfter(input.opening);
  let unrecorded: readonly RequestEvent[] = 'carried' in input ? input.carried.unrecorded : [];
  const decisions = new Map<string, CommandDecision>(
    'carried' in input ? input.carried.answers.map((decision) => [decision.id, decision]) : [],
  );
  const signalled: SignalledCommand[] = [];
  // What others must be told of it, in order.
  const sequels: Sequel[] = [];
  let orphaned = false;
  let mustRecord = false;
  // While a lapse is being recorded nobody else may write: who knocks waits, and finds it decided one way or the other.
  let sealed = false;
  let stirred = true;
  let rang = false;
  let alarm: { at: string; scope: CancellationScope } | undefined;
  let published = { stage: state.stage, lead: state.lead };

  if (!('carried' in input))
    input.opening.forEach((event) => {
      audit.emit(event);
    });

  function adopt(events: readonly RequestEvent[], next: ResidentRequest): void {
    events.forEach((event) => {
      audit.emit(event);
      terms = termsAfter(terms, event);
      sequels.push(...sequelsOf(event, next));
    });
    unrecorded = [...unrecorded, ...events];
    state = next;
    stirred = true;
  }

  function settle(command: CommandMessage): CommandDecision {
    const known = decisions.get(command.id);
    if (known) return known;
    const { events, state: next, refusal } = decide(state, terms, command, command.receivedAt);
    adopt(events, next);
    const decision: CommandDecision = {
      id: command.id,
      version: next.seq,
      state: next.state,
      ...(refusal && { refusal, allowed: allowedCommands(next) }),
    };
    decisions.set(command.id, decision);
    return decision;
  }

  async function answer(command: CommandMessage): Promise<CommandAnswer> {
    if (sealed) await condition(() => !sealed);
    forgetUpTo(command.recorded);
    return { decision: settle(command), events: unrecorded };
  }

  async function takeSignal(name: RequestCommandName, signal: CommandSignal): Promise<void> {
    // It would stand in the record for ever, or stop the case: whoever sends such a thing has a fault to mend.
    if (signal.name !== name || !COMMAND_ID.test(signal.id)) {
      log.error('a signal that is no command was dropped', { name, id: signal.id });
      return;
    }
    // No door has put it behind those who came in time: what is due is judged first, with the record's say in it.
    if (sealed || isDue()) await condition(() => !sealed && !isDue());
    hear(signal);
  }

  function hear(signal: CommandSignal): void {
    if (decisions.has(signal.id)) return;
    const receivedAt = isoNow();
    // A signal has no reader waiting and no door behind it: its inbox row is written with its events.
    const { id: _id, ...outcome } = settle({ ...signal, receivedAt, recorded: 0 } as CommandMessage);
    signalled.push({ command: signal, receivedAt, outcome });
    mustRecord = true;
  }

  /** Tells others, and opens what was split off, one after another: what was said first is heard first. */
  async function runSequels(): Promise<void> {
    for (let sequel = sequels.shift(); sequel !== undefined; sequel = sequels.shift()) {
      if ('openParts' in sequel) await recording.openParts({ case: state.case, commandId: sequel.openParts });
      else await tell(sequel);
    }
  }

  async function tell({ to, name, body }: Message): Promise<void> {
    const signal = { id: uuid4(), name, body, actor: SYSTEM_ACTOR } as CommandSignal;
    try {
      await getExternalWorkflowHandle(to).signal(commandSignal(name), signal);
    } catch (error) {
      if (isCancellation(error)) throw error;
      // Nobody is there any more to be told. A follower without its leader goes on alone.
      if (name === 'takeFollower' && state.mergedInto?.case === to) orphaned = true;
    }
  }

  /** Its leader is gone: as if the leader had said so itself, once nothing is due that must be judged before. */
  function hearOrphaned(): void {
    if (!orphaned || isDue()) return;
    orphaned = false;
    const { mergedInto: leader } = state;
    if (leader === undefined) return;
    hear({ id: uuid4(), name: 'followLeader', body: { leader, step: 'ended', unit: '' }, actor: SYSTEM_ACTOR });
  }

  function isDue(): boolean {
    const wake = nextWake(state, terms);
    return wake !== undefined && wake <= isoNow();
  }

  function forgetUpTo(seq: number): void {
    unrecorded = unrecorded.filter((event) => event.seq > seq);
  }

  async function record(decided: readonly CommandDecision[]): Promise<void> {
    mustRecord = false;
    const events = unrecorded;
    const commands = signalled.splice(0);
    await recording.recordEvents({ case: state.case, events, decisions: decided, signalled: commands });
    forgetUpTo(events.at(-1)?.seq ?? 0);
  }

  /**
   * Time has brought a due. Whoever asked before it and was not heard yet is heard first; only then is it judged. A warning
   * and an urge take nothing from anybody and need no such question.
   */
  async function letTimePass(): Promise<void> {
    rang = false;
    const until = new Date(Date.now() - FAIRNESS_MS).toISOString();
    const passed = lapse(state, terms, until);
    if (passed.events.every(({ type }) => HARMLESS.has(type))) {
      adopt(passed.events, passed.state);
      mustRecord ||= passed.events.length > 0;
      return;
    }
    const unheard = await recordLapse(passed, until);
    if (unheard.length === 0) return;
    unheard.forEach(settle);
    const rest = lapse(state, terms, until);
    adopt(rest.events, rest.state);
    mustRecord = true;
  }

  /** Records a lapse with all that is not on record yet; or records nothing, and gives those who must be heard before. */
  async function recordLapse(passed: ReturnType<typeof lapse>, until: string): Promise<readonly CommandMessage[]> {
    sealed = true;
    const unheard = await recording.recordLapse({
      case: state.case,
      before: until,
      events: [...unrecorded, ...passed.events],
      decisions: passed.state.ended === 'yes' ? [...decisions.values()] : [],
      signalled,
    });
    sealed = false;
    if (unheard.length > 0) return unheard;
    adopt(passed.events, passed.state);
    forgetUpTo(passed.state.seq);
    signalled.length = 0;
    mustRecord = false;
    return [];
  }

  function setAlarm(): void {
    const wake = nextWake(state, terms);
    if (wake === undefined) return;
    // An alarm that rings early is cheaper than moving it; only at an end, where nothing else is awaited, it is moved.
    if (alarm !== undefined && (alarm.at === wake || (alarm.at < wake && state.stage !== 'ended'))) return;
    alarm?.scope.cancel();
    const scope = new CancellationScope();
    alarm = { at: wake, scope };
    const waitMs = Math.max(1, Date.parse(wake) + FAIRNESS_MS - Date.now());
    scope
      .run(() => sleep(waitMs))
      .then(
        () => {
          rang = true;
          alarm = undefined;
        },
        (error: unknown) => {
          if (!isCancellation(error)) throw error;
        },
      );
  }

  function publish(): void {
    if (published.stage !== state.stage) upsertSearchAttributes([{ key: STAGE, value: state.stage }]);
    if (published.lead !== state.lead) upsertSearchAttributes([{ key: LEAD_UNIT, value: state.lead ?? null }]);
    published = { stage: state.stage, lead: state.lead };
  }

  /** Goes on in a new run, unless time ends the case before: then this run still has every command's fate to tell. */
  async function continueInNewRun(): Promise<void> {
    // Signals may wait for a due to be judged, so time goes on here too; and one that came has no inbox row yet, which a new
    // run would not know that it owes.
    do {
      if (rang) await letTimePass();
      if (sequels.length > 0) await runSequels();
      hearOrphaned();
      if (state.ended === 'yes') return;
      await record([]);
      setAlarm();
      await condition(() => rang || (allHandlersFinished() && !(orphaned && isDue())));
    } while (rang || signalled.length > 0 || sequels.length > 0 || orphaned);
    publish();
    const next = { ...state, run: state.run + 1 };
    const others = terms === termsOf(input.opening) ? {} : { terms };
    const carried = { state: next, ...others, unrecorded, answers: [...decisions.values()] };
    await continueAsNew<(input: CarriedOver) => Promise<RequestEnd>>({ opening: input.opening, carried });
  }

  for (const name of REQUEST_COMMANDS) {
    setHandler(commandUpdate(name), answer);
    setHandler(commandSignal(name), (signal) => takeSignal(name, signal));
  }

  return {
    state: () => state,
    async until(reached) {
      while (!reached(state)) {
        await condition(() => stirred || rang || mustRecord || reached(state));
        stirred = false;
        if (rang) await letTimePass();
        if (sequels.length > 0) await runSequels();
        hearOrphaned();
        // The end is put on record by `close`, together with every command's fate.
        if (mustRecord && state.ended !== 'yes') await record([]);
        setAlarm();
        publish();
        if (workflowInfo().continueAsNewSuggested && state.ended !== 'yes') await continueInNewRun();
      }
    },
    async close() {
      alarm?.scope.cancel();
      // A lapse that ended it has put everything on record already, but for what knocked meanwhile; other ends have not.
      do {
        if (sequels.length > 0) await runSequels();
        if (unrecorded.length > 0 || signalled.length > 0) await record([...decisions.values()]);
        await condition(allHandlersFinished);
      } while (signalled.length > 0 || sequels.length > 0);
      const { position, outcome, seq } = state;
      return { state: position, version: seq, ...(outcome !== undefined && { outcome }) };
    },
  };
}

const HARMLESS: ReadonlySet<RequestEvent['type']> = new Set(['clock_warned', 'urged']);

const COMMAND_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function isoNow(): string {
  return new Date(Date.now()).toISOString();
}

function termsOf([received]: readonly RequestEvent[]): Terms {
  if (received?.type !== 'received') throw new Error('a request opens with its receipt');
  return received.body.terms;
}

function stateAfter(opening: readonly RequestEvent[]): ResidentRequest {
  const state = opening.reduce<ResidentRequest | undefined>(evolve, undefined);
  if (state === undefined) throw new Error('a request opens with its receipt');
  return state;
}
