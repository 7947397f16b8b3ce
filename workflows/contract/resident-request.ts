import type { Terms } from '../../src/domain/policy.js';
import type { RequestEvent } from '../../src/domain/request/events.js';
import type { ResidentRequest } from '../../src/domain/request/state.js';
import type { Outcome, RequestState } from '../../src/domain/vocabulary.js';
import type * as Case from './case.js';

export type Submitted = Case.Opening<RequestEvent>;
export type CarriedOver = Case.CarriedOver<ResidentRequest, RequestEvent, Terms>;

/** How a request ended, as Temporal shows it. */
export interface RequestEnd {
  state: RequestState;
  outcome?: Outcome;
  version: number;
}
