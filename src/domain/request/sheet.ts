import type { Actor } from '../envelope.js';
import { EVENT_VERSION, type RequestEvent, type RequestEventBodies, type RequestEventType } from './events.js';
import { evolve } from './evolve.js';
import type { ResidentRequest } from './state.js';

/** What one decision writes: events in order, each seen by the next. */
export interface Sheet {
  readonly events: readonly RequestEvent[];
  state(): ResidentRequest;
  write<Type extends RequestEventType>(type: Type, body: RequestEventBodies[Type], at: string, by: Author): void;
}

/** On whose account an event is written. Timers have no command and no receipt. */
export interface Author {
  actor: Actor;
  commandId?: string;
  receivedAt?: string;
}

/** Opens a sheet on a state. An event's time never precedes that of the event before it. */
export function openSheet(before: ResidentRequest): Sheet {
  let state = before;
  const events: RequestEvent[] = [];
  return {
    events,
    state: () => state,
    write(type, body, at, { actor, commandId, receivedAt }) {
      const envelope = {
        district: state.district,
        case: state.case,
        run: state.run,
        seq: state.seq + 1,
        type,
        v: EVENT_VERSION,
        at: at > state.at ? at : state.at,
        actor,
        body: withoutEmptyClocks(body),
        ...(commandId !== undefined && { commandId }),
        ...(receivedAt !== undefined && { receivedAt }),
      };
      // `type` and `body` belong together by the signature; the compiler cannot see it through the union.
      const event = envelope as RequestEvent;
      state = evolve(state, event);
      events.push(event);
    },
  };
}

function withoutEmptyClocks<Body extends object>(body: Body): Body {
  if (!('clocks' in body) || !Array.isArray(body.clocks) || body.clocks.length > 0) return body;
  const { clocks: _clocks, ...rest } = body;
  return rest as Body;
}
