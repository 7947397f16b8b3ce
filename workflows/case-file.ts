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
import type { CaseActivities, SignalledCommand } from '../activities/index.js';
import { SYSTEM_ACTOR } from '../src/domain/envelope.js';
import {
  NOBODY_THERE,
  type CaseCommand,
  type CaseEvent,
  type CaseState,
  type Lifecycle,
  type Message,
  type Passed,
  type Sequel,
} from '../src/domain/case/lifecycle.js';
import type { AuditSinks } from './contract/audit-sink.js';
import {
  commandSignal,
  commandUpdate,
  type CarriedOver,
  type CommandAnswer,
  type CommandDecision,
  type CommandMessage,
  type CommandSignal,
  type Opening,
} from './contract/case.js';
import { LEAD_UNIT, STAGE } from './contract/search-attributes.js';
import { startBeside } from './start-beside.js';

// What was decided must reach the record, however long the database is away.
const recording = proxyActivities<CaseActivities>({
  startToCloseTimeout: '10 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
});
const { audit } = proxySinks<AuditSinks>();

/** A due is judged a second late, when every transaction that could have been in time has ended (design §2.8). */
const FAIRNESS_MS = 1_000;

/** The open file of one case: its state, what is not yet known to be on record, and what became of its commands. */
export interface CaseFile<State> {
  state(): State;
  /** Waits until the state is as described, letting time pass meanwhile: warnings, breaches, windows, the ladder. */
  until(reached: (state: State) => boolean): Promise<void>;
  /** Puts everything on record that is left, with every command's fate, and closes the file; answers the last version. */
  close(): Promise<number>;
}

/** A case whose stage and lead operators find it by in Temporal's own UI. */
type Shown = CaseState & { stage?: string; lead?: string };

/** Opens the file on what the door decided, and takes commands from then on. */
export function openCaseFile<State extends Shown, Event extends CaseEvent, Terms>(
  lifecycle: Lifecycle<State, Event, Terms>,
  input: Opening<Event> | CarriedOver<State, Event, Terms>,
): CaseFile<State> {
  const firstTerms = lifecycle.termsOf(input.opening);
  let terms = ('carried' in input ? input.carried.terms : undefined) ?? firstTerms;
  let state = 'carried' in input ? input.carried.state : stateAfter(input.opening);
  let unrecorded: readonly Event[] = 'carried' in input ? input.carried.unrecorded : [];
  const decisions = new Map<string, CommandDecision>(
    'carried' in input ? input.carried.answers.map((decision) => [decision.id, decision]) : [],
  );
  const signalled: SignalledCommand[] = [];
  // What others must be told of it, in order.
  const sequels: { sequel: Sequel; event: Event }[] = [];
  // What nobody was there to hear, until the case has made of it what it makes of that.
  let unheard: Message | undefined;
  let mustRecord = false;
  // While a lapse is being recorded nobody else may write: who knocks waits, and finds it decided one way or the other.
  let sealed = false;
  let stirred = true;
  let rang = false;
  let alarm: { at: string; scope: CancellationScope } | undefined;
  let published = { stage: state.stage, lead: state.lead };

  function stateAfter(opening: readonly Event[]): State {
    const opened = opening.reduce<State | undefined>((before, event) => lifecycle.evolve(before, event), undefined);
    if (opened === undefined) throw new Error('a case opens with an event');
    return opened;
  }

  if (!('carried' in input))
    input.opening.forEach((event) => {
      audit.emit(event);
      ask(event, state);
    });

  /** Whatever an event asks to be done beyond its own case is done in order, once the file is open. */
  function ask(event: Event, after: State): void {
    sequels.push(...lifecycle.sequelsOf(event, after, terms).map((sequel) => ({ sequel, event })));
  }

  function adopt({ events, state: next }: Passed<State, Event>): void {
    events.forEach((event) => {
      audit.emit(event);
      terms = lifecycle.termsAfter(terms, event);
      ask(event, next);
    });
    unrecorded = [...unrecorded, ...events];
    state = next;
    stirred = true;
  }

  function settle(command: CaseCommand): CommandDecision {
    const known = decisions.get(command.id);
    if (known) return known;
    const decided = lifecycle.decide(state, terms, command, command.receivedAt);
    adopt(decided);
    const { refusal } = decided;
    const decision: CommandDecision = {
      id: command.id,
      version: state.seq,
      state: state.state,
      ...(refusal && { refusal, allowed: lifecycle.allowedCommands(state) }),
    };
    decisions.set(command.id, decision);
    return decision;
  }

  async function answer(command: CommandMessage): Promise<CommandAnswer> {
    if (sealed) await condition(() => !sealed);
    forgetUpTo(command.recorded);
    return { decision: settle(command), events: unrecorded };
  }

  async function takeSignal(name: string, signal: CommandSignal): Promise<void> {
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
    const { id: _id, ...outcome } = settle({ ...signal, receivedAt });
    signalled.push({ command: signal, receivedAt, outcome });
    mustRecord = true;
  }

  /** Tells others, and opens what was split off, one after another: what was said first is heard first. */
  async function runSequels(): Promise<void> {
    for (let next = sequels.shift(); next !== undefined; next = sequels.shift()) {
      const { sequel, event } = next;
      const by = { case: state.case, seq: event.seq, at: event.at, actor: event.actor };
      if ('openParts' in sequel) await recording.openParts({ case: state.case, commandId: sequel.openParts });
      else if ('opens' in sequel) await startBeside(await recording.openCase({ by, opens: sequel.opens }));
      else if ('raisesItem' in sequel) await raise({ by, source: sequel.raisesItem });
      else if ('opensFor' in sequel) await startBeside(await recording.openCase({ by, commandId: sequel.opensFor }));
      else await tell(sequel);
    }
  }

  /** Where nobody meets, whoever answers for the case has been told of it, and goes on by hand. */
  async function raise(of: Parameters<CaseActivities['raiseItem']>[0]): Promise<void> {
    const item = await recording.raiseItem(of);
    if (item) await startBeside(item);
  }

  async function tell(message: Message): Promise<void> {
    const { to, name, body } = message;
    const signal = { id: uuid4(), name, body, actor: SYSTEM_ACTOR };
    try {
      await getExternalWorkflowHandle(to).signal(commandSignal(name), signal);
    } catch (error) {
      if (isCancellation(error)) throw error;
      // Nobody is there any more to be told.
      if (lifecycle.unheard(state, message, NOBODY_THERE) !== undefined) unheard = message;
    }
  }

  /** What the case makes of it that nobody heard, once nothing is due that must be judged before. */
  function hearUnheard(): void {
    if (unheard === undefined || isDue()) return;
    const said = lifecycle.unheard(state, unheard, NOBODY_THERE);
    unheard = undefined;
    if (said !== undefined) hear({ id: uuid4(), ...said, actor: SYSTEM_ACTOR });
  }

  function isDue(): boolean {
    const wake = lifecycle.nextWake(state, terms);
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
    const passed = lifecycle.lapse(state, terms, until);
    if (passed.events.every((event) => lifecycle.isHarmless(event))) {
      adopt(passed);
      mustRecord ||= passed.events.length > 0;
      return;
    }
    const waiting = await recordLapse(passed, until);
    if (waiting.length === 0) return;
    waiting.forEach(settle);
    adopt(lifecycle.lapse(state, terms, until));
    mustRecord = true;
  }

  /** Records a lapse with all that is not on record yet; or records nothing, and gives those who must be heard before. */
  async function recordLapse(passed: Passed<State, Event>, until: string): Promise<readonly CommandMessage[]> {
    sealed = true;
    const waiting = await recording.recordLapse({
      case: state.case,
      before: until,
      events: [...unrecorded, ...passed.events],
      decisions: passed.state.ended === 'yes' ? [...decisions.values()] : [],
      signalled,
    });
    sealed = false;
    if (waiting.length > 0) return waiting;
    adopt(passed);
    forgetUpTo(passed.state.seq);
    signalled.length = 0;
    mustRecord = false;
    return [];
  }

  function setAlarm(): void {
    const wake = lifecycle.nextWake(state, terms);
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
    if (published.stage !== state.stage) upsertSearchAttributes([{ key: STAGE, value: state.stage ?? null }]);
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
      hearUnheard();
      if (state.ended === 'yes') return;
      await record([]);
      setAlarm();
      await condition(() => rang || (allHandlersFinished() && !(unheard !== undefined && isDue())));
    } while (rang || signalled.length > 0 || sequels.length > 0 || unheard !== undefined);
    publish();
    const next = { ...state, run: state.run + 1 };
    const others = terms === firstTerms ? {} : { terms };
    const carried = { state: next, ...others, unrecorded, answers: [...decisions.values()] };
    await continueAsNew<(input: CarriedOver<State, Event, Terms>) => Promise<unknown>>({
      opening: input.opening,
      carried,
    });
  }

  for (const name of lifecycle.commands) {
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
        hearUnheard();
        // The end is put on record by `close`, together with every command's fate.
        if (mustRecord && state.ended !== 'yes') await record([]);
        setAlarm();
        publish();
        if (workflowInfo().continueAsNewSuggested && state.ended !== 'yes') await continueInNewRun();
      }
    },
    async close() {
      // A story that forgets a way back must not leave the case without anybody: its task fails until the story is mended.
      if (state.ended !== 'yes') throw new Error(`the story of ${state.case} is over before the case: ${state.state}`);
      alarm?.scope.cancel();
      // A lapse that ended it has put everything on record already, but for what knocked meanwhile; other ends have not.
      do {
        if (sequels.length > 0) await runSequels();
        if (unrecorded.length > 0 || signalled.length > 0) await record([...decisions.values()]);
        await condition(allHandlersFinished);
      } while (signalled.length > 0 || sequels.length > 0);
      return state.seq;
    },
  };
}

const COMMAND_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function isoNow(): string {
  return new Date(Date.now()).toISOString();
}
