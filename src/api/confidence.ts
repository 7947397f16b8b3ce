import { REQUEST_NUMBER_PATTERN } from '../domain/number.js';
import { covers, holding, SEATED, type Action } from '../domain/permissions.js';
import type { EventOf, Received, RequestEvent } from '../domain/request/events.js';
import type { ResidentRequest } from '../domain/request/state.js';
import type { Principal } from '../store/accounts.js';
import type { Database } from '../store/database.js';
import { listAbout, readRequests } from '../store/queries/find-request.js';
import { roleOn } from './target.js';

/** Whether the caller may do it in the whole district, as the centre does: such a one is kept nothing of a confidence. */
export function isCentral(
  { roles }: Principal,
  action: Action,
  { district }: Pick<ResidentRequest, 'district'>,
): boolean {
  // Who sits in the district's committee is no part of the centre.
  return holding(roles, action).some(
    ({ role, scope }) => scope.kind === 'district' && !SEATED.includes(role) && covers(scope, { district }),
  );
}

/** Whether the caller, at what they do, is kept from who asked: a confidence is the centre's alone. */
export function isKeptFrom(principal: Principal, request: ResidentRequest, action: Action = 'readRequests'): boolean {
  return request.received.requester === 'confidential' && !isCentral(principal, action, request);
}

/** What would lead from a confidence to other requests of the same person, or to where they asked. */
const TRACES = [
  ...(['repeatOf', 'predecessor', 'duplicateOf', 'splitFrom', 'external', 'upstream'] as const),
] as const satisfies readonly (keyof Received)[];

/** The facts of a receipt as the caller may see them: without traces, where they are kept from who asked. */
export function factsFor<Facts extends object>(principal: Principal, request: ResidentRequest, facts: Facts): Facts {
  if (!isKeptFrom(principal, request)) return facts;
  const kept = Object.entries(facts).filter(([name]) => !TRACES.some((trace) => trace === name));
  return Object.fromEntries(kept) as Facts;
}

/**
 * What an event says, as the caller may see it; `linked` are the cases opened for the request that they may read. Without its
 * traces its hash cannot be worked out anew.
 */
export function saidTo(
  principal: Principal,
  request: ResidentRequest,
  { type, body }: RequestEvent,
  linked: ReadonlySet<string>,
): object {
  if (type === 'received') return factsFor(principal, request, body);
  if (type === 'referred') return referralFor(body, linked);
  if (type !== 'returned_upstream' || !isKeptFrom(principal, request)) return body;
  const { number: _number, ...said } = body;
  return said;
}

/** A dispute is fewer people's than the request: the others hear that it is mediated, neither where nor what is disputed. */
function referralFor(body: EventOf<'referred'>['body'], linked: ReadonlySet<string>): object {
  const { reference, reason: _reason, ...said } = body;
  const isKept = body.to === 'mediation' && reference !== undefined && !linked.has(reference);
  return isKept ? said : body;
}

/**
 * Which of some requests a reader must not even hear of: what reports somebody, of whom it reports; and what was asked in
 * confidence, of whoever knows another request of the same person. Anything that names them to others betrays them.
 */
export async function concealedFrom(
  db: Database,
  principal: Principal,
  numbers: readonly string[],
): Promise<ReadonlySet<string>> {
  if (numbers.length === 0) return new Set();
  const named = await readRequests(db, numbers);
  return new Set(named.filter((one) => isConcealed(principal, one)).map(({ received }) => received.number));
}

function isConcealed(principal: Principal, request: ResidentRequest): boolean {
  const reports = request.received.against !== undefined;
  return isKeptFrom(principal, request) || (reports && roleOn(principal, 'readRequests', request) === undefined);
}

/** An answer about the whole district, less what is about its reader. */
export async function withoutOwn<Value>(db: Database, principal: Principal, value: Value): Promise<Value> {
  return withoutNumbers(value, new Set(await listAbout(db, principal.district, principal.accountId)));
}

/** The numbers of requests that stand anywhere in a value, each once. */
export function numbersIn(value: unknown): readonly string[] {
  const found = new Set<string>();
  const look = (one: unknown): void => {
    if (typeof one === 'string') {
      if (REQUEST_NUMBER_PATTERN.test(one)) found.add(one);
    } else if (typeof one === 'object' && one !== null) Object.values(one).forEach(look);
  };
  look(value);
  return [...found];
}

/** A value without what names one of the numbers: fields, elements, and whatever stands under a `number` of theirs. */
export function withoutNumbers<Value>(value: Value, numbers: ReadonlySet<string>): Value {
  return numbers.size === 0 ? value : (cut(value, numbers) as Value);
}

function cut(value: unknown, numbers: ReadonlySet<string>): unknown {
  const isNamed = (one: unknown): boolean => {
    const name: unknown = typeof one === 'object' && one !== null && 'number' in one ? one.number : one;
    return typeof name === 'string' && numbers.has(name);
  };
  if (Array.isArray(value)) return value.filter((one) => !isNamed(one)).map((one) => cut(one, numbers));
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([, one]) => !isNamed(one));
  return Object.fromEntries(kept.map(([key, one]) => [key, cut(one, numbers)]));
}
