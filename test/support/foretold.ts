/** The reference model beside a request that a workflow lives: what it came to, so far as both tell it. */
import { openClocks, type Clock } from '../../src/domain/case/clock.js';
import type { RequestEvent } from '../../src/domain/request/events.js';
import type { ResidentRequest } from '../../src/domain/request/state.js';
import { ReferenceModel } from '../domain/request/reference-model.js';

/** A model of a request by a trusted channel, which the system has dispatched by itself if it is dispatched. */
export function modelOf(opening: readonly RequestEvent[]): ReferenceModel {
  const [first] = opening;
  if (first?.type !== 'received') throw new Error('a request opens with its receipt');
  const { clocks: _clocks, ...received } = first.body;
  const dispatched = opening.find(({ type }) => type === 'dispatched');
  const lead = dispatched?.type === 'dispatched' ? dispatched.body.unit : undefined;
  const unit = lead === undefined ? undefined : ({ code: lead, kind: 'bureau', inForce: 'yes' } as const);
  const proposal = unit && ({ unit, basis: 'catalogue', ground: 'catalogue' } as const);
  const body = { received, trusted: 'yes' as const, ...(proposal && { proposal }) };
  return new ReferenceModel(body, received.terms, first.at, first.actor.account);
}

export function asLived({ position, clocks, ...state }: ResidentRequest): object {
  const named = ({ clock, n }: Clock, at: string) => `${clock}#${String(n)} ${at}`;
  return {
    position,
    open: openClocks({ ...state, clocks }).map((clock) => named(clock, clock.at)),
    breached: clocks.flatMap((clock) => (clock.breachedAt === undefined ? [] : [named(clock, clock.breachedAt)])),
  };
}

export function asTold(model: ReferenceModel): object {
  return { position: model.position, open: model.open(), breached: model.breached() };
}
