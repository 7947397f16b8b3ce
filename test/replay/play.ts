import type { Client, WorkflowHandle } from '@temporalio/client';
import type { History } from '@temporalio/common/lib/proto-utils.js';
import type { CaseActivities, SignalledCommand } from '../../activities/index.js';
import { NOBODY_THERE, type Message } from '../../src/domain/case/lifecycle.js';
import { SYSTEM_ACTOR, type Actor, type VaultRef } from '../../src/domain/envelope.js';
import { messagesOf } from '../../src/domain/procedures.js';
import type { RequestCommandBodies, RequestCommandName } from '../../src/domain/request/commands.js';
import type { RequestEvent, RequestRef } from '../../src/domain/request/events.js';
import { latestClock, type Clock } from '../../src/domain/case/clock.js';
import { evolve } from '../../src/domain/request/evolve.js';
import { REQUEST_LIFECYCLE } from '../../src/domain/request/lifecycle.js';
import type { ResidentRequest } from '../../src/domain/request/state.js';
import type { RefusalCode } from '../../src/domain/refusals.js';
import type { ClockName } from '../../src/domain/vocabulary.js';
import { CaseNotRunning, createGateway, type Gateway } from '../../src/temporal/gateway.js';
import { commandSignal, type CommandDecision, type CommandMessage } from '../../workflows/contract/case.js';
import { DISTRICT, openingOf, type Request } from './invented.js';
import { isQuiet } from './history-figures.js';

/** What a path does beside giving a command. */
export interface Giving {
  as?: Actor;
  receivedAt?: string;
  /** The refusal that must come; without it, any refusal is a mistake of the path. */
  refused?: RefusalCode;
  id?: string;
}

/** One request on its way, seen as the door and the record see it. */
export interface Play {
  /** `agoMs`: received so long ago, for paths that play in real time. */
  submit(request?: Request, agoMs?: number): Promise<void>;
  /** By update, as people do; what it decided is on record afterwards. */
  give<Name extends RequestCommandName>(name: Name, body: RequestCommandBodies[Name], how?: Giving): Promise<string>;
  /** By signal, as linked workflows do. */
  signal<Name extends RequestCommandName>(name: Name, body: RequestCommandBodies[Name], how: Giving): Promise<string>;
  /** Received at the door, and not yet brought to the workflow by anybody. */
  hold<Name extends RequestCommandName>(name: Name, body: RequestCommandBodies[Name], how: Giving): string;
  /**
   * Lets a clock's due pass, and gives a command while its lapse is being recorded: the workflow lets it wait. `held` says
   * that the record knows it already, as it knows every command that came through the door in time.
   */
  knock<Name extends RequestCommandName>(
    clock: ClockName,
    name: Name,
    body: RequestCommandBodies[Name],
    how: Giving & { receivedAt: string; held?: true },
  ): Promise<void>;
  /** The same by signal: nobody waits for its answer, but its inbox row must come onto the record. */
  knockBySignal<Name extends RequestCommandName>(
    clock: ClockName,
    name: Name,
    body: RequestCommandBodies[Name],
    how: Giving,
  ): Promise<void>;
  /** Keeps the next events from being recorded until something else was done. */
  whileRecording(meanwhile: () => Promise<void>): void;
  /** By signal, without waiting for what comes of it. */
  send<Name extends RequestCommandName>(name: Name, body: RequestCommandBodies[Name], how: Giving): Promise<void>;
  /** Waits until so many milliseconds after an instant. */
  sleepUntil(instant: string, plusMs: number): Promise<void>;
  /** What is on record, in order. */
  events(): readonly RequestEvent[];
  /** The types of what is on record, in order. */
  types(): readonly RequestEvent['type'][];
  /** Brings a held command at last. */
  bring(id: string): Promise<void>;
  /** Lets time pass until an instant, and what it brings about be recorded. */
  until(instant: string): Promise<void>;
  /** Lets time pass until a second and a half after a clock's due. */
  pass(clock: ClockName): Promise<void>;
  clock(name: ClockName): Clock;
  state(): ResidentRequest;
  ref(): VaultRef;
  /** How others name this request. */
  self(): RequestRef;
  /** Another request of the same path, beside this one. */
  another(): Play;
  /** Waits until what others were told has come to rest here. */
  settle(): Promise<void>;
  /** The workflow's own time, ISO 8601 UTC, moved by so many milliseconds. */
  now(plusMs?: number): Promise<string>;
}

/** Where a path plays: a server whose time can be moved, or one whose time is real. */
export interface Stage {
  client: Client;
  taskQueue: string;
  nowMs(): Promise<number>;
  sleep(ms: number): Promise<void>;
}

/** A record in memory, behind the very activities the workflow calls. */
export interface MemoryRecord {
  events: RequestEvent[];
  decided: Map<string, CommandDecision>;
  /** What became of commands that came by signal, as their inbox rows tell. */
  signalled: Map<string, SignalledCommand['outcome']>;
  held: CommandMessage[];
  /** Splits whose parts were opened. */
  opened: string[];
  /** Called once, while the next lapse is being recorded. */
  whileJudging?: (() => Promise<void>) | undefined;
  /** Called once, before the next events are recorded. */
  whileRecording?: (() => Promise<void>) | undefined;
}

/** The records of all requests of a path, and the activities that write them. */
export interface MemoryRecords {
  of(caseId: string): MemoryRecord;
  /** Takes in events, and what they tell others. */
  put(caseId: string, events: readonly RequestEvent[]): void;
  /** What recorded events tell others and nobody has given them yet, in order, each with who tells it. */
  messages: { from: string; message: Message }[];
  activities: CaseActivities;
}

const QUIET_WITHIN_MS = 20_000;
const LOOK_AGAIN_MS = 15;
const AFTER_DUE_MS = 1_500;
/** How far apart the numbers of a path's requests lie: no path has so great a number. */
const ANOTHER = 5_000;

export function openRecords(): MemoryRecords {
  const records = new Map<string, MemoryRecord>();
  const of = (caseId: string): MemoryRecord => {
    const record = records.get(caseId) ?? {
      ...{ events: [], decided: new Map(), signalled: new Map(), held: [], opened: [] },
    };
    records.set(caseId, record);
    return record;
  };
  const messages: MemoryRecords['messages'] = [];
  function put(caseId: string, events: readonly RequestEvent[]): void {
    const { events: recorded } = of(caseId);
    const fresh = events.filter(({ seq }) => seq > recorded.length);
    const [first] = fresh;
    if (first === undefined) return;
    if (first.seq !== recorded.length + 1) throw new Error(`event ${String(first.seq)} would leave a gap`);
    const told = messagesOf(caseId, fresh, recorded.reduce<ResidentRequest | undefined>(evolve, undefined));
    recorded.push(...fresh);
    messages.push(...told.map(({ message }) => ({ from: caseId, message })));
  }
  const activities: CaseActivities = {
    recordEvents: async ({ case: caseId, events, decisions, signalled }) => {
      const record = of(caseId);
      const { whileRecording } = record;
      record.whileRecording = undefined;
      await whileRecording?.();
      put(caseId, events as readonly RequestEvent[]);
      for (const { command, outcome } of signalled) record.signalled.set(command.id, outcome);
      for (const decision of decisions) record.decided.set(decision.id, decision);
    },
    openCase: () => Promise.reject(new Error('no path of a request opens another case')),
    // Nobody meets here: whoever is told goes on by hand.
    raiseItem: () => Promise.resolve(undefined),
    openParts: ({ case: caseId, commandId }) => {
      of(caseId).opened.push(commandId);
      return Promise.resolve();
    },
    recordLapse: async ({ before, ...recording }) => {
      const record = of(recording.case);
      const { whileJudging } = record;
      record.whileJudging = undefined;
      await whileJudging?.();
      const unheard = record.held.filter((one) => one.receivedAt < before && !record.decided.has(one.id));
      if (unheard.length === 0) await activities.recordEvents(recording);
      return unheard;
    },
  };
  return { of, put, messages, activities };
}

function unlessGone(error: unknown): undefined {
  if (!(error instanceof CaseNotRunning)) throw error;
}

/** Sets a path up on a stage; `caseNumber` keeps the names of all paths apart. */
export function openPlay(stage: Stage, records: MemoryRecords, caseNumber: number) {
  const caseId = `request:${DISTRICT}:2026-${String(caseNumber).padStart(6, '0')}`;
  const record = records.of(caseId);
  const gateway: Gateway = createGateway(stage.client, stage.taskQueue);
  const handle: WorkflowHandle = stage.client.workflow.getHandle(caseId);
  let ids = 0;
  let refs = 0;
  let commands = 0;

  const uuid = (kind: number, n: number) =>
    `00000000-000${String(kind)}-4000-8000-${String(caseNumber * 10_000 + n).padStart(12, '0')}`;
  const state = (): ResidentRequest => {
    const now = record.events.reduce<ResidentRequest | undefined>(evolve, undefined);
    if (now === undefined) throw new Error('nothing was submitted yet');
    return now;
  };
  const now = async (plusMs = 0) => new Date((await stage.nowMs()) + plusMs).toISOString();

  /** Gives others what recorded events tell them, as the relay does; whom nobody hears makes of it what it makes of it. */
  async function relay(): Promise<void> {
    for (let next = records.messages.shift(); next !== undefined; next = records.messages.shift()) {
      const { from, message: told } = next;
      const { to, name, body } = told;
      const given = { id: uuid(3, (ids += 1)), name, body, actor: SYSTEM_ACTOR, receivedAt: await now() };
      const answer = await gateway.send(to, { ...given, recorded: records.of(to).events.length }).catch(unlessGone);
      if (answer) records.put(to, answer.events as readonly RequestEvent[]);
      else {
        const teller = records.of(from).events.reduce<ResidentRequest | undefined>(evolve, undefined);
        const said = teller && REQUEST_LIFECYCLE.unheard(teller, told, NOBODY_THERE);
        if (said) records.messages.unshift({ from: to, message: { to: from, ...said } });
      }
    }
  }

  async function settle(): Promise<History> {
    for (let waited = 0; waited < QUIET_WITHIN_MS; waited += LOOK_AGAIN_MS) {
      await relay();
      const history = await handle.fetchHistory();
      if (isQuiet(history)) return history;
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
    throw new Error(`${caseId} does not come to rest`);
  }

  function message<Name extends RequestCommandName>(
    name: Name,
    body: RequestCommandBodies[Name],
    receivedAt: string,
    how: Giving,
  ) {
    commands += 1;
    ids += 1;
    const { as: actor = { account: 'system', role: 'system' } } = how;
    return {
      id: how.id ?? uuid(1, ids),
      name,
      actor,
      body,
      receivedAt,
      recorded: record.events.length,
    } as CommandMessage;
  }

  async function deliver(given: CommandMessage, refused?: RefusalCode): Promise<void> {
    const { decision, events } = await gateway.send(caseId, { ...given, recorded: record.events.length });
    records.put(caseId, events as readonly RequestEvent[]);
    record.decided.set(given.id, decision);
    if (decision.refusal?.code !== refused) {
      throw new Error(`${given.name}: expected ${refused ?? 'a yes'}, got ${JSON.stringify(decision)}`);
    }
  }

  /** Waits until the server has written down that the workflow took an update. */
  async function accepted(id: string): Promise<void> {
    for (let waited = 0; waited < QUIET_WITHIN_MS; waited += LOOK_AGAIN_MS) {
      const { events } = await handle.fetchHistory();
      const ids = events?.map(
        (event) => event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest?.meta?.updateId,
      );
      if (ids?.includes(id)) return;
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
    throw new Error(`${caseId} does not take ${id}`);
  }

  /** Lets a clock's due pass, and does something while its lapse is being recorded. */
  async function passWhile(clock: ClockName, meanwhile: () => Promise<void>): Promise<void> {
    const judged: ClockName[] = [];
    record.whileJudging = () => {
      judged.push(clock);
      return meanwhile();
    };
    await play.pass(clock);
    if (judged.length === 0) throw new Error(`no lapse of ${clock} was recorded`);
  }

  const play: Play = {
    async submit(request = {}, agoMs = 0) {
      const receivedAt = request.receivedAt ?? (await now(-agoMs));
      const opening = openingOf(request, {
        caseId,
        caseNumber,
        id: uuid(1, 0),
        receivedAt,
        ref: () => uuid(2, (refs += 1)),
      });
      records.put(caseId, opening);
      const { received, stage: at, lead } = state();
      const priority = { critical: 1, urgent: 2, routine: 3 }[received.urgency];
      await gateway.start(caseId, { opening }, { district: DISTRICT, priority, stage: at, lead });
      commands += 1;
      await settle();
    },
    async give(name, body, how = {}) {
      const given = message(name, body, how.receivedAt ?? (await now()), how);
      await deliver(given, how.refused);
      return given.id;
    },
    async signal(name, body, how) {
      const { receivedAt: _receivedAt, recorded: _recorded, ...given } = message(name, body, '', how);
      await handle.signal(commandSignal(name), given);
      await settle();
      return given.id;
    },
    whileRecording(meanwhile) {
      record.whileRecording = meanwhile;
    },
    async sleepUntil(instant, plusMs) {
      await stage.sleep(Math.max(0, Date.parse(instant) + plusMs - (await stage.nowMs())));
    },
    events: () => record.events,
    types: () => record.events.map(({ type }) => type),
    async send(name, body, how) {
      const { receivedAt: _receivedAt, recorded: _recorded, ...given } = message(name, body, '', how);
      await handle.signal(commandSignal(name), given);
    },
    hold(name, body, how) {
      if (how.receivedAt === undefined) throw new Error('a held command says when it was received');
      const given = message(name, body, how.receivedAt, how);
      record.held.push(given);
      return given.id;
    },
    async knock(clock, name, body, how) {
      const given = message(name, body, how.receivedAt, how);
      if (how.held) record.held.push(given);
      let answered: Promise<void> | undefined;
      await passWhile(clock, async () => {
        answered = deliver(given, how.refused);
        await accepted(given.id);
      });
      await answered;
    },
    async knockBySignal(clock, name, body, how) {
      const { receivedAt: _receivedAt, recorded: _recorded, ...given } = message(name, body, '', how);
      await passWhile(clock, () => handle.signal(commandSignal(name), given));
      const outcome = record.signalled.get(given.id);
      if (outcome?.refusal?.code !== how.refused || outcome === undefined) {
        throw new Error(`${name} by signal: ${JSON.stringify(outcome)} came onto the record`);
      }
    },
    async bring(id) {
      const given = record.held.find((one) => one.id === id);
      if (given === undefined) throw new Error(`${id} was never held`);
      await deliver(given);
    },
    async until(instant) {
      const wait = Date.parse(instant) - (await stage.nowMs());
      if (wait > 0) await stage.sleep(wait);
      await settle();
    },
    pass: (clock) => play.until(new Date(Date.parse(play.clock(clock).at) + AFTER_DUE_MS).toISOString()),
    clock(name) {
      const clock = latestClock(state(), name);
      if (clock === undefined) throw new Error(`no clock ${name} has started`);
      return clock;
    },
    state,
    ref: () => {
      const ref = uuid(2, (refs += 1));
      return { ref, commitment: ref.replaceAll('-', '').padEnd(64, '0') };
    },
    now,
    self: () => ({ case: caseId, number: state().received.number }),
    another: () => openPlay(stage, records, caseNumber + ANOTHER).play,
    async settle() {
      await settle();
    },
  };
  return { caseId, play, settle, commands: () => commands };
}
