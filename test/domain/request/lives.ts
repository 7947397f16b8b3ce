/** Lives the random lives of `random-requests.ts` through `decide`, for the reference model and for the invariants. */
import { expect } from '@jest/globals';
import type { Terms } from '../../../src/domain/policy.js';
import type { RequestCommandName } from '../../../src/domain/request/commands.js';
import { decide, type Decision } from '../../../src/domain/request/decide/index.js';
import { termsAfter, type RequestEvent } from '../../../src/domain/request/events.js';
import type { ResidentRequest } from '../../../src/domain/request/state.js';
import { aCommand, after, aRequest, someone, whoMay } from '../../support/domain.js';
import { DEEP } from '../../support/random.js';
import { drawBody, drawCommand, type RandomLife } from '../../support/random-requests.js';
import { PLACES } from './reference-model.js';

export const RUNS = { numRuns: DEEP ? 20_000 : 2_000 } as const;

export interface Moment {
  before: ResidentRequest;
  /** Those in force before it. */
  terms: Terms;
  decision: Decision;
  command: ReturnType<typeof aCommand>;
}

export interface History {
  events: readonly RequestEvent[];
  state: ResidentRequest;
  terms: Terms;
  moments: readonly Moment[];
}

/** The commands the position takes, by the table of the reference model. */
export function allowedAt({ position, ended }: ResidentRequest): readonly RequestCommandName[] {
  if (ended === 'yes') return [];
  return (Object.keys(PLACES) as RequestCommandName[]).filter((name) => PLACES[name].includes(position));
}

/** Who gives it: somebody else now and then, so that two who must be two can be. */
function whoAtTimes(name: RequestCommandName, state: ResidentRequest, variant: number): ReturnType<typeof whoMay> {
  const may = whoMay(name, state);
  if (name === 'reclassify') return someone(variant % 3 === 0 ? 'dispatcher' : 'shift_leader');
  if (name === 'ruleOnAppeal' || name === 'ruleOnMark' || name === 'verify')
    return { ...may, account: `${may.account}-${String(variant % 3)}` };
  return may;
}

function commandFor(life: RandomLife, i: number, state: ResidentRequest, at: string): ReturnType<typeof aCommand> {
  const step = life.steps[i];
  if (step === undefined) throw new RangeError(`no step ${String(i)}`);
  const name = drawCommand(life, i, state, allowedAt(state));
  const may = whoAtTimes(name, state, step.variant);
  const actor = step.stranger && may.unit !== undefined ? someone(may.role, 'somebody-else') : may;
  return aCommand(state, name, drawBody(name, step, state), {
    at,
    actor,
    ...(step.stale && { expectedVersion: state.seq - 1 }),
  });
}

/** Lives a life; receipts may go back a little, as two doors may deliver them. Answers all that was recorded, and every command with what it came to. */
export function live(life: RandomLife, { receiptsGoBack }: { receiptsGoBack: boolean }): History {
  const request = aRequest(life.opening);
  let { state, terms } = request;
  let now = state.at;
  const events = [...request.events];
  const moments: Moment[] = [];
  life.steps.forEach(({ minutes, earlier }, i) => {
    now = after(now, `${String(i < life.plainSteps ? minutes % 120 : minutes)}min`);
    const at = receiptsGoBack && earlier ? after(state.at, '-7min') : now;
    const command = commandFor(life, i, state, at);
    const decision = decide(state, terms, command, at);
    moments.push({ before: state, terms, decision, command });
    terms = decision.events.reduce(termsAfter, terms);
    events.push(...decision.events);
    state = decision.state;
  });
  return { events, state, terms: request.terms, moments };
}

// Comparing texts first is ten times faster than `toEqual`, which is then asked for its better words.
export function same(actual: unknown, expected: unknown): void {
  if (JSON.stringify(actual) !== JSON.stringify(expected)) expect(actual).toEqual(expected);
}
