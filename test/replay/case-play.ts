import type { CaseActivities } from '../../activities/index.js';
import type { CaseEvent, CaseState, Message } from '../../src/domain/case/lifecycle.js';
import type { NewCase } from '../../src/domain/case/case-ref.js';
import { SYSTEM_ACTOR, type Actor, type VaultRef } from '../../src/domain/envelope.js';
import { messagesOf, proceedingOf, stateAfter } from '../../src/domain/procedures.js';
import type { RefusalCode } from '../../src/domain/refusals.js';
import { createGateway } from '../../src/temporal/gateway.js';
import { DISTRICT } from './invented.js';
import { isQuiet } from './history-figures.js';
import type { Stage } from './play.js';

/** Cases that are no requests on their way, with those that they bring about. */
export interface CasePlay {
  /** Opens a case as the door does; what it refuses is never begun. */
  open(opens: NewCase, actor: Actor, refused?: RefusalCode): Promise<void>;
  /** By update, as people do; what it decided is on record afterwards, and what it told others has come to rest. */
  give(caseId: string, name: string, body: object, actor: Actor, refused?: RefusalCode): Promise<void>;
  /** Lets time pass until a second and a half after an instant. */
  until(instant: string): Promise<void>;
  state(caseId: string): CaseState;
  /** The due of the newest clock of a name. */
  due(caseId: string, clock: string): string;
  ref(): VaultRef;
  /** The workflow's own time, ISO 8601 UTC. */
  now(): Promise<string>;
}

const QUIET_WITHIN_MS = 20_000;
const LOOK_AGAIN_MS = 15;
const AFTER_DUE_MS = 1_500;

/** The records of the cases of a path, in memory, and the activities that write them. */
export function openCaseRecords() {
  const records = new Map<string, CaseEvent[]>();
  // What recorded events tell others and nobody has given them yet.
  const messages: Message[] = [];
  let ids = 0;
  const nextId = (): string => `00000000-0003-4000-8000-${String((ids += 1)).padStart(12, '0')}`;
  const of = (caseId: string): CaseEvent[] => {
    const known = records.get(caseId) ?? [];
    records.set(caseId, known);
    return known;
  };

  function put(caseId: string, events: readonly CaseEvent[]): void {
    const record = of(caseId);
    const before = stateAfter(caseId, record);
    const fresh = events.filter(({ seq }) => seq > record.length);
    if (fresh.length === 0) return;
    if (fresh[0]?.seq !== record.length + 1) throw new Error(`events of ${caseId} would leave a gap`);
    record.push(...fresh);
    messages.push(...messagesOf(caseId, fresh, before).map(({ message }) => message));
  }

  function decideOpening(id: string, { case: caseId, body }: NewCase, actor: Actor, receivedAt: string) {
    return proceedingOf(caseId).open({ id, district: DISTRICT, case: caseId, actor, receivedAt, body });
  }

  function begin(opens: NewCase, actor: Actor, receivedAt: string) {
    const id = nextId();
    const { case: caseId } = opens;
    if (of(caseId).length === 0) {
      const opened = decideOpening(id, opens, actor, receivedAt);
      if (opened.refusal) throw new Error(`${caseId} was not opened: ${opened.refusal.code}`);
      put(caseId, opened.events);
    }
    return { case: caseId, district: DISTRICT, startedBy: id, opening: { opening: [...of(caseId)] } };
  }

  const activities: CaseActivities = {
    recordEvents({ case: caseId, events }) {
      put(caseId, events);
      return Promise.resolve();
    },
    async recordLapse(recording) {
      await activities.recordEvents(recording);
      return [];
    },
    openCase({ by, ...what }) {
      if ('opens' in what) return Promise.resolve(begin(what.opens, by.actor, by.at));
      return Promise.reject(new Error('no path of these opens a case by a command of a request'));
    },
    // No committee meets here: whatever is raised by itself goes on by hand.
    raiseItem: () => Promise.resolve(undefined),
    openParts: () => Promise.reject(new Error('only a request is split')),
  };
  return { records, messages, put, decideOpening, begin, nextId, activities };
}
export type CaseRecords = ReturnType<typeof openCaseRecords>;

/** Sets a path up on a stage. */
export function openCasePlay(stage: Stage, { records, messages, put, decideOpening, begin, nextId }: CaseRecords) {
  const gateway = createGateway(stage.client, stage.taskQueue);
  let commands = 0;
  let refs = 0;
  const now = async () => new Date(await stage.nowMs()).toISOString();
  const recorded = (caseId: string): readonly CaseEvent[] => records.get(caseId) ?? [];

  function state(caseId: string): CaseState {
    const after = stateAfter(caseId, recorded(caseId));
    if (after === undefined) throw new Error(`there is no ${caseId}`);
    return after;
  }

  /** Gives others what recorded events tell them, as the relay does. */
  async function relay(): Promise<void> {
    for (let next = messages.shift(); next !== undefined; next = messages.shift()) {
      const { to, name, body } = next;
      const actor = SYSTEM_ACTOR;
      const given = { id: nextId(), name, body, actor, receivedAt: await now(), recorded: recorded(to).length };
      put(to, (await gateway.send(to, given)).events);
      commands += 1;
    }
  }

  /** Waits until every case has come to rest: what one is told may open another. */
  async function settle(): Promise<void> {
    let quiet = 0;
    for (let waited = 0; waited < QUIET_WITHIN_MS && quiet < 2; waited += LOOK_AGAIN_MS) {
      await relay();
      const all = [...records.keys()];
      const each = await Promise.all(all.map((caseId) => isAtRest(caseId)));
      quiet = each.every(Boolean) && records.size === all.length ? quiet + 1 : 0;
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
    if (quiet < 2) throw new Error('the cases do not come to rest');
  }

  async function isAtRest(caseId: string): Promise<boolean> {
    const history = await stage.client.workflow
      .getHandle(caseId)
      .fetchHistory()
      .catch(() => undefined);
    return history !== undefined && isQuiet(history);
  }

  const play: CasePlay = {
    async open(opens, actor, refused) {
      if (refused !== undefined) {
        const { refusal } = decideOpening(nextId(), opens, actor, await now());
        if (refusal?.code !== refused) throw new Error(`${opens.case}: ${JSON.stringify(refusal)}`);
        return;
      }
      const { opening } = begin(opens, actor, await now());
      await gateway.start(opens.case, opening, { district: DISTRICT, priority: 2 });
      commands += 1;
      await settle();
    },
    async give(caseId, name, body, actor, refused) {
      const given = { id: nextId(), name, body, actor, receivedAt: await now(), recorded: recorded(caseId).length };
      const { decision, events } = await gateway.send(caseId, given);
      put(caseId, events);
      commands += 1;
      if (decision.refusal?.code !== refused) throw new Error(`${name}: ${JSON.stringify(decision)}`);
      await settle();
    },
    async until(instant) {
      const wait = Date.parse(instant) + AFTER_DUE_MS - (await stage.nowMs());
      if (wait > 0) await stage.sleep(wait);
      await settle();
    },
    state,
    due(caseId, clock) {
      const found = state(caseId).clocks.findLast((one) => one.clock === clock);
      if (found === undefined) throw new Error(`no clock ${clock} of ${caseId}`);
      return found.at;
    },
    ref: () => {
      const ref = `00000000-0004-4000-8000-${String((refs += 1)).padStart(12, '0')}`;
      return { ref, commitment: ref.replaceAll('-', '').padEnd(64, '0') };
    },
    now,
  };
  return { play, settle, commands: () => commands };
}
