import type { Terms } from '../domain/policy.js';
import { lifecycleOfCase } from '../domain/procedures.js';
import type { RequestEvent } from '../domain/request/events.js';
import type { ResidentRequest } from '../domain/request/state.js';
import type { Finding } from './findings.js';
import { eventOf, type CaseRecord } from './record.js';

/**
 * What a case's recorded events make of it. What is read here of a case of any kind, its events and states share with a
 * request's; checks that read more ask first what kind it is.
 */
export interface Derived {
  events: readonly RequestEvent[];
  /** `states[i]` is the state after `events[i]`. */
  states: readonly ResidentRequest[];
  state: ResidentRequest;
  /** `terms[i]`: every rule and calendar day by which the case is judged after `events[i]`; a reclassification brings others. */
  terms: readonly Terms[];
}

/** Evolves the recorded events. What cannot be evolved is a finding, and nothing further can be derived. */
export function derive({ caseId, events: rows }: CaseRecord): { derived?: Derived; findings: readonly Finding[] } {
  const events: RequestEvent[] = [];
  const states: ResidentRequest[] = [];
  try {
    const lifecycle = lifecycleOfCase(caseId);
    for (const row of rows) {
      const event = eventOf(row);
      if (event === undefined) throw new Error(`event ${String(row.seq)} cannot be read`);
      states.push(lifecycle.evolve(states.at(-1), event) as ResidentRequest);
      events.push(event);
    }
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { findings: [{ code: 'state_not_derivable', params: { problem } }] };
  }
  const state = states.at(-1);
  if (state === undefined) return { findings: [] };
  try {
    return { derived: { events, states, state, terms: termsAlong(caseId, events) }, findings: [] };
  } catch {
    // What does not open with its terms is told by what else is missing of it.
    return { findings: [] };
  }
}

function termsAlong(caseId: string, events: readonly RequestEvent[]): readonly Terms[] {
  const lifecycle = lifecycleOfCase(caseId);
  let terms = lifecycle.termsOf(events) as Terms;
  return events.map((event) => (terms = lifecycle.termsAfter(terms, event) as Terms));
}
