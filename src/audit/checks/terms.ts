import { isDeepStrictEqual } from 'node:util';
import type { CaseEvent } from '../../domain/case/lifecycle.js';
import type { OpenedWith } from '../../domain/case/proceeding.js';
import { kindOf } from '../../domain/number.js';
import { flagsOf, proceedingTerms, termsFor, type ProceedingTerms } from '../../domain/policy.js';
import { linkageTermsOf, proceedingOf } from '../../domain/procedures.js';
import type { RequestEvent } from '../../domain/request/events.js';
import type { Derived } from '../derive.js';
import type { Finding } from '../findings.js';
import { termsGiven, yearKey, type CaseRecord, type Given } from '../record.js';

/**
 * Holds the terms by which everything is judged — those of event 1, and those of each reclassification — against the
 * policies and the calendars whose versions they name; and the numbers of other systems against those of event 1.
 */
export function checkTerms({ policies, years, externalIds }: CaseRecord, { events, states }: Derived): Finding[] {
  const [first] = events;
  if (first === undefined) return [];
  if (first.type !== 'received') return checkProceeding(first, { policies, years }, events);
  const given = events.flatMap((event, index) =>
    // What a policy is adopted for is what the request was then.
    termsGiven(event).map((one) => ({ ...one, of: one.of ?? states[index]?.received })),
  );
  return [
    ...given.flatMap((one) => [...checkPolicy(one, policies), ...checkYears(one, years)]),
    ...checkNumbers(first, externalIds),
  ];
}

/** A proceeding's terms are those that its policy gives to its sort. */
function checkProceeding(
  first: CaseEvent,
  { policies, years }: Pick<CaseRecord, 'policies' | 'years'>,
  events: readonly RequestEvent[],
): Finding[] {
  const kind = kindOf(first.case);
  const calendars = events.flatMap((event) => termsGiven(event).flatMap((one) => checkYears(one, years)));
  if (kind === 'request') return calendars;
  const { terms } = first.body as OpenedWith;
  const policy = policies.get(terms.policy);
  if (policy === undefined)
    return [{ code: 'policy_unknown', seq: 1, params: { version: terms.policy } }, ...calendars];
  const procedure = proceedingOf(first.case);
  const given = linkageTermsOf(policy, kind, procedure.sort(procedure.evolve(undefined, first)));
  const expected = given && { ...proceedingTerms(policy, terms.calendar, given), rules: terms.rules };
  return [...differences(1, terms, expected ?? {}), ...calendars];
}

function differences(seq: number, terms: ProceedingTerms, expected: object): Finding[] {
  return Object.entries(expected)
    .filter(([field, value]) => !isDeepStrictEqual(asStored(value), asStored(terms[field as keyof typeof terms])))
    .map(([field]) => ({ code: 'terms_differ', seq, params: { field, version: terms.policy } }));
}

type Receipt = Extract<RequestEvent, { type: 'received' }>;

function checkPolicy({ seq, of, terms }: Given, policies: CaseRecord['policies']): Finding[] {
  if (of === undefined || terms === undefined) return [];
  const { kind, urgency, category } = of;
  const policy = policies.get(terms.policy);
  if (policy === undefined) return [{ code: 'policy_unknown', seq, params: { version: terms.policy } }];
  const expected = {
    ...termsFor(policy, terms.calendar, { kind, urgency, category: flagsOf(category) }),
    rules: terms.rules,
  };
  return differences(seq, terms, expected);
}

function checkYears({ seq, calendar }: Given, published: CaseRecord['years']): Finding[] {
  return Object.entries(calendar.years).flatMap(([year, { version, off, work }]): Finding[] => {
    const table = published.get(yearKey(year, version));
    if (table === undefined) return [{ code: 'calendar_unknown', seq, params: { year, version } }];
    const isSame = isDeepStrictEqual([table.off, table.work], [off, work]);
    return isSame ? [] : [{ code: 'calendar_differs', seq, params: { year, version } }];
  });
}

function checkNumbers({ body }: Receipt, externalIds: readonly string[]): Finding[] {
  const told = [...new Set((body.external ?? []).map(({ system, id }) => `${system} ${id}`))].sort();
  return isDeepStrictEqual(told, [...externalIds].sort()) ? [] : [{ code: 'external_ids_changed', seq: 1 }];
}

/** Through JSON, as it was stored. */
function asStored(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
