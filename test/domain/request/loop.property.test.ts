import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson } from '../../../src/domain/canonical-json.js';
import { dueOf, extendedDue, type Due, type Limit, type Pause } from '../../../src/domain/calendar.js';
import type { Terms } from '../../../src/domain/policy.js';
import type { RequestCommandName } from '../../../src/domain/request/commands.js';
import { decide, type Decision } from '../../../src/domain/request/decide/index.js';
import type { ClockChange, RequestEvent } from '../../../src/domain/request/events.js';
import { hasEnded, lapse, nextWake } from '../../../src/domain/request/lapse.js';
import { evolve, openClocks, type ResidentRequest } from '../../../src/domain/request/state.js';
import { aCommand, after, aRequest, aSubmission, someone, whoMay } from '../../support/domain.js';
import { aLife, drawBody, drawCommand, type RandomLife } from '../../support/random-requests.js';
import { PLACES, ReferenceModel } from './reference-model.js';

const RUNS = { numRuns: 2_000 } as const;

interface Moment {
  before: ResidentRequest;
  decision: Decision;
  command: ReturnType<typeof aCommand>;
}

function allowedAt({ position, ended }: ResidentRequest): readonly RequestCommandName[] {
  if (ended === 'yes') return [];
  return (Object.keys(PLACES) as RequestCommandName[]).filter((name) => PLACES[name].includes(position));
}

function commandFor(life: RandomLife, i: number, state: ResidentRequest, at: string): ReturnType<typeof aCommand> {
  const step = life.steps[i];
  if (step === undefined) throw new RangeError(`no step ${String(i)}`);
  const name = drawCommand(life, i, state, allowedAt(state));
  const may = whoMay(name, state.lead);
  const actor = step.stranger && may.unit !== undefined ? someone(may.role, 'somebody-else') : may;
  return aCommand(state, name, drawBody(name, step), {
    at,
    actor,
    ...(step.stale && { expectedVersion: state.seq - 1 }),
  });
}

/** Lives a life; receipts may go back a little, as two doors may deliver them. Answers all that was recorded, and every command with what it came to. */
function live(
  life: RandomLife,
  { receiptsGoBack }: { receiptsGoBack: boolean },
): { events: readonly RequestEvent[]; state: ResidentRequest; terms: Terms; moments: readonly Moment[] } {
  const request = aRequest(life.opening);
  const { terms } = request;
  let { state } = request;
  let now = state.at;
  const events = [...request.events];
  const moments: Moment[] = [];
  life.steps.forEach(({ minutes, earlier }, i) => {
    now = after(now, `${String(i < life.plainSteps ? minutes % 120 : minutes)}min`);
    const at = receiptsGoBack && earlier ? after(state.at, '-7min') : now;
    const command = commandFor(life, i, state, at);
    const decision = decide(state, terms, command, at);
    moments.push({ before: state, decision, command });
    events.push(...decision.events);
    state = decision.state;
  });
  return { events, state, terms, moments };
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}

// Comparing texts first is ten times faster than `toEqual`, which is then asked for its better words.
function same(actual: unknown, expected: unknown): void {
  if (JSON.stringify(actual) !== JSON.stringify(expected)) expect(actual).toEqual(expected);
}

const WINDOWS: readonly string[] = ['objection', 'information', 'judgement_window', 'reopening'];

const nameOf = ({ clock, n }: { clock: string; n: number }) => `${clock}#${String(n)}`;

const laddered = ({ type, body }: RequestEvent) =>
  (type === 'urged' || type === 'supervised') && 'by' in body && body.by === 'ladder';

describe('the procedure', () => {
  it('agrees with the reference model, command by command', () => {
    fc.assert(
      fc.property(aLife, (life) => {
        const { body, receivedAt } = aSubmission(life.opening);
        const model = new ReferenceModel(body, body.received.terms, receivedAt);
        let rungs = 0;
        for (const { command, decision } of live(life, { receiptsGoBack: false }).moments) {
          const { state, refusal, events } = decision;
          const { name, actor, receivedAt: at } = command;
          const code = model.take({
            name,
            body: command.body,
            actor,
            at,
            stale: command.expectedVersion !== undefined,
          });
          rungs += events.filter(laddered).length;
          const actual = {
            refusal: refusal?.code,
            position: state.position,
            lead: state.lead,
            outcome: state.outcome,
            referral: state.referral,
            transfers: state.transfers,
            ended: state.ended === 'yes',
            open: openClocks(state).map((clock) => `${clock.clock}#${String(clock.n)} ${clock.at}`),
            breached: state.clocks
              .filter(({ breachedAt }) => breachedAt)
              .map((clock) => `${clock.clock}#${String(clock.n)} ${clock.breachedAt ?? ''}`),
            rungs,
          };
          same(actual, {
            refusal: code,
            position: model.position,
            lead: model.lead,
            outcome: model.outcome,
            referral: model.referral,
            transfers: model.transfers,
            ended: model.ended,
            open: model.open(),
            breached: model.breached(),
            rungs: model.rungs,
          });
        }
      }),
      RUNS,
    );
  });
});

type History = ReturnType<typeof live>;

/** What holds in every life, whatever was tried. */
const INVARIANTS: Readonly<Record<string, (history: History) => void>> = {
  'events are gapless and in order of time': ({ events }) => {
    events.forEach(({ seq, at }, i) => {
      if (seq !== i + 1 || at < (events[i - 1]?.at ?? '')) throw new Error(`event ${String(i + 1)} is out of order`);
    });
  },

  'the record, read again from its canonical text, tells the same state': ({ events, state }) => {
    const kept = events.map((event) => JSON.parse(canonicalJson(event)) as RequestEvent);
    same(canonicalJson(kept.reduce<ResidentRequest | undefined>(evolve, undefined)), canonicalJson(state));
  },

  'a breach stays for ever and happens once': ({ events, state }) => {
    const told = events.flatMap((event) => (event.type === 'clock_breached' ? [nameOf(event.body)] : []));
    const kept = state.clocks.filter(({ breachedAt }) => breachedAt).map(nameOf);
    same(kept.sort(), told.sort());
  },

  'a warning comes once per due and percentage; windows are neither warned of nor breached': ({ events }) => {
    const warnings = events.flatMap((event) => (event.type === 'clock_warned' ? [canonicalJson(event.body)] : []));
    same([...new Set(warnings)], warnings);
    for (const { type, body } of events) {
      if (type !== 'clock_warned' && type !== 'clock_breached') continue;
      if (WINDOWS.includes(body.clock)) throw new Error(`${type} of the ${body.clock} window`);
    }
  },

  'every result due can be computed again from its events, the terms and the calendar': ({ events, state, terms }) => {
    for (const { at, n } of state.clocks.filter(({ clock }) => clock === 'result')) {
      same(at, recomputed(events, terms, n).at);
    }
  },

  'an ended request has no clock but that of its reopening, an open one has a way on': ({ moments }) => {
    for (const { decision } of moments) {
      const { state } = decision;
      const open = openClocks(state).map(({ clock }) => clock);
      if (state.ended === 'yes') same(open, []);
      else if (hasEnded(state)) same([open, state.referral], [['reopening'], undefined]);
      else if (allowedAt(state).length === 0) throw new Error(`no way leads out of ${state.position}`);
    }
  },

  'deciding changes nothing it was given, and decides the same again': ({ moments, terms }) => {
    deepFreeze(terms);
    for (const { before, command, decision } of moments) {
      deepFreeze(before);
      deepFreeze(command);
      const again = decide(before, terms, command, command.receivedAt);
      same([again.events, again.refusal], [decision.events, decision.refusal]);
    }
  },

  'what lapsed is decided first; a refused command writes nothing else, a taken one always something': ({
    moments,
    terms,
  }) => {
    for (const { before, command, decision } of moments) {
      const { events, state, refusal } = decision;
      const lapsed = lapse(before, terms, command.receivedAt);
      const own = events.slice(lapsed.events.length);
      same(events.slice(0, lapsed.events.length), lapsed.events);
      if (refusal) same([own, state.seq], [[], lapsed.state.seq]);
      else same([...new Set(own.map(({ commandId }) => commandId))], [command.id]);
    }
  },

  'time that has passed adds nothing again, and two steps of it are as good as one': ({ moments, terms }) => {
    moments.forEach(({ decision: { state } }, i) => {
      if (i % 4 !== 0) return;
      const days = [1, 9, 40][(i / 4) % 3] ?? 1;
      const [middle, end] = [after(state.at, `${String(days * 500)}min`), after(state.at, `${String(days)}d`)];
      const once = lapse(state, terms, end);
      same(lapse(once.state, terms, end).events, []);
      const half = lapse(state, terms, middle);
      const rest = lapse(half.state, terms, end);
      same({ events: [...half.events, ...rest.events], state: rest.state }, once);
      const wake = nextWake(state, terms);
      same(once.events.length > 0, wake !== undefined && wake <= end);
    });
  },
};

describe('in every life of a request', () => {
  // One property for all, since living two thousand lives costs more than looking at them; a failure names its rule.
  it('all invariants hold', () => {
    fc.assert(
      fc.property(aLife, (life) => {
        const history = live(life, { receiptsGoBack: true });
        for (const [rule, holds] of Object.entries(INVARIANTS)) {
          try {
            holds(history);
          } catch (cause) {
            throw new Error(`broken: ${rule}`, { cause });
          }
        }
      }),
      RUNS,
    );
  });
});

/** The due of the n-th result clock as an auditor would find it: its start, its limit, its pauses and extensions in turn. */
function recomputed(events: readonly RequestEvent[], terms: Terms, n: number): Due {
  let due: Due | undefined;
  let from = '';
  let limit: Limit = '1wd';
  let pausedAt: string | undefined;
  const pauses: Pause[] = [];
  for (const event of events) {
    const changes: readonly ClockChange[] = 'clocks' in event.body ? (event.body.clocks ?? []) : [];
    for (const change of changes.filter((each) => each.clock === 'result' && each.n === n)) {
      if (change.change === 'started') {
        from = change.from;
        limit = change.limit;
        due = dueOf(terms.calendar, from, limit);
      } else if (change.change === 'extended' && due) {
        limit = change.total;
        due = extendedDue(terms.calendar, due, change.by, pauses);
      } else if (change.change === 'paused') {
        pausedAt = change.from;
      } else if (change.change === 'resumed' && pausedAt !== undefined) {
        pauses.push({ from: pausedAt, until: event.at });
        due = dueOf(terms.calendar, from, limit, pauses);
      }
    }
  }
  if (due === undefined) throw new Error(`no result clock ${String(n)}`);
  return due;
}
