import type { Terms } from '../domain/policy.js';
import { termsAfter, type RequestEvent } from '../domain/request/events.js';
import { evolve } from '../domain/request/evolve.js';
import type { ResidentRequest } from '../domain/request/state.js';
import type { Finding } from './findings.js';
import { eventOf, type CaseRecord } from './record.js';

/** What a case's recorded events make of it. */
export interface Derived {
  events: readonly RequestEvent[];
  /** `states[i]` is the state after `events[i]`. */
  states: readonly ResidentRequest[];
  state: ResidentRequest;
  /** `terms[i]`: every rule and calendar day by which the case is judged after `events[i]`; a reclassification brings others. */
  terms: readonly Terms[];
}

/** Evolves the recorded events. What cannot be evolved is a finding, and nothing further can be derived. */
export function derive({ events: rows }: CaseRecord): { derived?: Derived; findings: readonly Finding[] } {
  const events: RequestEvent[] = [];
  const states: ResidentRequest[] = [];
  try {
    for (const row of rows) {
      const event = eventOf(row);
      if (event === undefined) throw new Error(`event ${String(row.seq)} cannot be read`);
      states.push(evolve(states.at(-1), event));
      events.push(event);
    }
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { findings: [{ code: 'state_not_derivable', params: { problem } }] };
  }
  const [first] = events;
  const state = states.at(-1);
  if (first?.type !== 'received' || state === undefined) return { findings: [] };
  return { derived: { events, states, state, terms: termsAlong(events, first.body.terms) }, findings: [] };
}

function termsAlong(events: readonly RequestEvent[], first: Terms): readonly Terms[] {
  let terms = first;
  return events.map((event) => (terms = termsAfter(terms, event)));
}
