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
import { aLife, drawBody, drawCommand, type RandomLife, type RandomStep } from '../../support/random-requests.js';
import { PLACES, ReferenceModel } from './reference-model.js';

const RUNS = { numRuns: 2_000 } as const;

interface Moment {
  before: ResidentRequest;
  terms: Terms;
  decision: Decision;
  command: ReturnType<typeof aCommand>;
}

function allowedAt({ position, ended }: ResidentRequest): readonly RequestCommandName[] {
  if (ended === 'yes') return [];
  return (Object.keys(PLACES) as RequestCommandName[]).filter((name) => PLACES[name].includes(position));
}

function commandFor(state: ResidentRequest, step: RandomStep, at: string): ReturnType<typeof aCommand> {
  const name = drawCommand(step, allowedAt(state));
  const may = whoMay(name, state.lead);
  const actor = step.stranger && may.unit !== undefined ? someone(may.role, 'somebody-else') : may;
  return aCommand(state, name, drawBody(name, step.variant), { at, actor, ...(step.stale && { expectedVersion: state.seq - 1 }) });
}

/** Lives a life; `see` is shown each command with what it came to. Answers all events and the last state. */
function live(
  { opening, steps }: RandomLife,
  { receiptsGoBack, see }: { receiptsGoBack: boolean; see: (moment: Moment) => void },
): { events: readonly RequestEvent[]; state: ResidentRequest; terms: Terms } {
  const request = aRequest(opening);
  const { terms } = request;
  let { state } = request;
  let events = request.events;
  let now = state.at;
  for (const step of steps) {
    now = after(now, `${String(step.minutes)}min`);
    const at = receiptsGoBack && step.earlier ? after(state.at, '-7min') : now;
    const command = commandFor(state, step, at);
    const decision = decide(state, terms, command, at);
    see({ before: state, terms, decision, command });
    events = [...events, ...decision.events];
    state = decision.state;
  }
  return { events, state, terms };
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}

const laddered = ({ type, body }: RequestEvent) => (type === 'urged' || type === 'supervised') && 'by' in body && body.by === 'ladder';

describe('the procedure', () => {
  it('agrees with the reference model, command by command', () => {
    fc.assert(
      fc.property(aLife, (life) => {
        const { body, receivedAt } = aSubmission(life.opening);
        const model = new ReferenceModel(body, body.received.terms, receivedAt);
        let rungs = 0;
        live(life, {
          receiptsGoBack: false,
          see({ command, decision: { state, refusal, events } }) {
            const { name, actor, receivedAt: at } = command;
            const code = model.take({ name, body: command.body, actor, at, stale: command.expectedVersion !== undefined });
            rungs += events.filter(laddered).length;
            expect({
              refusal: refusal?.code,
              position: state.position,
              lead: state.lead,
              outcome: state.outcome,
              referral: state.referral,
              transfers: state.transfers,
              ended: state.ended === 'yes',
              open: openClocks(state).map((clock) => `${clock.clock}#${String(clock.n)} ${clock.at}`),
              breached: state.clocks.filter(({ breachedAt }) => breachedAt).map((clock) => `${clock.clock}#${String(clock.n)} ${clock.breachedAt ?? ''}`),
              rungs,
            }).toEqual({
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
          },
        });
      }),
      RUNS,
    );
  });
});

describe('every history', () => {
  it('is gapless, in order of time, canonical, and gives the same state when it is told again', () => {
    fc.assert(
      fc.property(aLife, (life) => {
        const { events, state } = live(life, { receiptsGoBack: true, see: () => undefined });
        expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
        const times = events.map(({ at }) => at);
        expect(times).toEqual([...times].sort());
        const kept = events.map((event) => JSON.parse(canonicalJson(event)) as RequestEvent);
        expect(kept).toEqual(events);
        expect(kept.reduce<ResidentRequest | undefined>(evolve, undefined)).toEqual(state);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps every breach, warns once per due and percentage, and never of a window', () => {
    fc.assert(
      fc.property(aLife, (life) => {
        const { events, state } = live(life, { receiptsGoBack: true, see: () => undefined });
        const breaches = events.flatMap((event) => (event.type === 'clock_breached' ? [`${event.body.clock}#${String(event.body.n)}`] : []));
        expect(new Set(breaches).size).toBe(breaches.length);
        const inState = state.clocks.filter(({ breachedAt }) => breachedAt).map(({ clock, n }) => `${clock}#${String(n)}`);
        expect([...inState].sort()).toEqual([...breaches].sort());
        const warnings = events.flatMap((event) => (event.type === 'clock_warned' ? [canonicalJson(event.body)] : []));
        expect(new Set(warnings).size).toBe(warnings.length);
        for (const event of events) {
          if (event.type === 'clock_warned' || event.type === 'clock_breached') {
            expect(['objection', 'information', 'judgement_window', 'reopening']).not.toContain(event.body.clock);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('lets every result due be computed again from its events and the calendar alone', () => {
    fc.assert(
      fc.property(aLife, (life) => {
        const { events, state, terms } = live(life, { receiptsGoBack: true, see: () => undefined });
        for (const clock of state.clocks.filter(({ clock: name }) => name === 'result')) {
          expect({ at: clock.at, n: clock.n }).toEqual({ at: recomputed(events, terms, clock.n).at, n: clock.n });
        }
      }),
      { numRuns: 500 },
    );
  });

  it('leaves an ended request no clock but that of its reopening, and an open one a way on', () => {
    fc.assert(
      fc.property(aLife, (life) => {
        live(life, {
          receiptsGoBack: true,
          see({ decision: { state } }) {
            if (state.ended === 'yes') expect(openClocks(state)).toEqual([]);
            else if (hasEnded(state)) {
              expect(openClocks(state).map(({ clock }) => clock)).toEqual(['reopening']);
              expect(state.referral).toBeUndefined();
            } else expect(allowedAt(state)).not.toEqual([]);
          },
        });
      }),
      { numRuns: 500 },
    );
  });
});

describe('deciding', () => {
  it('changes nothing it was given and decides the same again', () => {
    fc.assert(
      fc.property(aLife, (life) => {
        live(life, {
          receiptsGoBack: true,
          see({ before, terms, decision, command }) {
            deepFreeze(before);
            deepFreeze(terms);
            deepFreeze(command);
            expect(decide(before, terms, command, command.receivedAt)).toEqual(decision);
          },
        });
      }),
      { numRuns: 300 },
    );
  });

  it('writes nothing for a refused command but what had lapsed before it', () => {
    fc.assert(
      fc.property(aLife, (life) => {
        live(life, {
          receiptsGoBack: true,
          see({ before, terms, decision: { events, state, refusal }, command }) {
            const lapsed = lapse(before, terms, command.receivedAt);
            expect(events.slice(0, lapsed.events.length)).toEqual(lapsed.events);
            if (refusal) expect({ events, state }).toEqual(lapsed);
            else expect(events.slice(lapsed.events.length).every(({ commandId }) => commandId === command.id)).toBe(true);
          },
        });
      }),
      { numRuns: 300 },
    );
  });
});

describe('the passing of time', () => {
  it('up to a moment adds nothing the second time, and comes to the same in two steps as in one', () => {
    fc.assert(
      fc.property(aLife, fc.array(fc.integer({ min: 1, max: 20_000 }), { minLength: 25, maxLength: 25 }), (life, waits) => {
        let i = 0;
        live(life, {
          receiptsGoBack: true,
          see({ decision: { state }, terms }) {
            const wait = waits[(i += 1) % waits.length] ?? 1;
            const [middle, end] = [after(state.at, `${String(Math.floor(wait / 3))}min`), after(state.at, `${String(wait)}min`)];
            const once = lapse(state, terms, end);
            expect(lapse(once.state, terms, end).events).toEqual([]);
            const half = lapse(state, terms, middle);
            const rest = lapse(half.state, terms, end);
            expect({ events: [...half.events, ...rest.events], state: rest.state }).toEqual(once);
            const wake = nextWake(state, terms);
            expect(once.events.length > 0).toBe(wake !== undefined && wake <= end);
          },
        });
      }),
      { numRuns: 300 },
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
