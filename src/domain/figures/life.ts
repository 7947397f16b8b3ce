import type { Clock, ClockChange } from '../case/clock.js';
import type { EventOf, RequestEvent, RequestEventType } from '../request/events.js';
import { evolve } from '../request/evolve.js';
import type { ResidentRequest } from '../request/state.js';
import type { ClockName } from '../vocabulary.js';

/** A request as a figure reads it: all that happened, and what it came to. */
export interface Life {
  readonly events: readonly RequestEvent[];
  readonly state: ResidentRequest;
}

/** The life told by a history, which begins with its receipt. Throws on a gap, as `evolve` does. */
export function lifeOf(events: readonly RequestEvent[]): Life {
  const state = events.reduce<ResidentRequest | undefined>(evolve, undefined);
  if (state === undefined) throw new RangeError('a life begins with a receipt');
  return { events, state };
}

/** What an event did to clocks. */
export function changesOf(event: RequestEvent): readonly ClockChange[] {
  return 'clocks' in event.body ? (event.body.clocks ?? []) : [];
}

/** Narrows to events of one type. */
export function isOf<Type extends RequestEventType>(type: Type): (event: RequestEvent) => event is EventOf<Type> {
  return (event): event is EventOf<Type> => event.type === type;
}

function startOf(events: readonly RequestEvent[], clock: ClockName, n: number): number | undefined {
  return events.find((event) =>
    changesOf(event).some((one) => one.change === 'started' && one.clock === clock && one.n === n),
  )?.seq;
}

/** The events from the one that started a clock until the next of its name started. */
export function during({ events }: Life, { clock, n }: Clock): readonly RequestEvent[] {
  const first = startOf(events, clock, n) ?? 0;
  const next = startOf(events, clock, n + 1) ?? Infinity;
  return events.filter(({ seq }) => seq > first && seq < next);
}

/** What followed an event before another of its own type. */
export function followedBy({ events }: Life, { seq, type }: RequestEvent): readonly RequestEvent[] {
  const next = events.find((event) => event.seq > seq && event.type === type)?.seq ?? Infinity;
  return events.filter((event) => event.seq > seq && event.seq < next);
}

/** Who led when an event happened: the unit of the last dispatch before it, or who has succeeded it since. */
export function leadAt({ events }: Life, { seq }: RequestEvent): string | undefined {
  return events
    .filter((event) => event.seq < seq)
    .reduce<string | undefined>((lead, { type, body }) => {
      if (type === 'dispatched') return body.unit;
      return type === 'unit_succeeded' && body.from === lead ? body.to : lead;
    }, undefined);
}
