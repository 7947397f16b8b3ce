import type { Actor, EventEnvelope } from '../envelope.js';
import type { CaseState } from './lifecycle.js';

/** On whose account an event is written. Timers have no command and no receipt. */
export interface Author {
  actor: Actor;
  commandId?: string;
  receivedAt?: string;
}

/** What one decision writes: events in order, each seen by the next. `Bodies` holds the body of each type. */
export interface Sheet<State, Event, Bodies> {
  readonly events: readonly Event[];
  state(): State;
  write<Type extends keyof Bodies & string>(type: Type, body: Bodies[Type], at: string, by: Author): void;
}

/** The version of each body that this release writes. */
export const EVENT_VERSION = 1;

/** Opens a sheet on a state. An event's time never precedes that of the event before it. */
export function openSheet<State extends CaseState, Event extends EventEnvelope, Bodies>(
  before: State,
  evolve: (state: State, event: Event) => State,
): Sheet<State, Event, Bodies> {
  let state = before;
  const events: Event[] = [];
  return {
    events,
    state: () => state,
    write(type, body, at, { actor, commandId, receivedAt }) {
      const envelope: EventEnvelope = {
        district: state.district,
        case: state.case,
        run: state.run,
        seq: state.seq + 1,
        type,
        v: EVENT_VERSION,
        at: at > state.at ? at : state.at,
        actor,
        body: withoutEmptyClocks(body as object),
        ...(commandId !== undefined && { commandId }),
        ...(receivedAt !== undefined && { receivedAt }),
      };
      // `type` and `body` belong together by the signature; the compiler cannot see it through the union.
      const event = envelope as Event;
      state = evolve(state, event);
      events.push(event);
    },
  };
}

function withoutEmptyClocks(body: object): object {
  if (!('clocks' in body) || !Array.isArray(body.clocks) || body.clocks.length > 0) return body;
  const { clocks: _clocks, ...rest } = body;
  return rest;
}
