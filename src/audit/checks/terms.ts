import { isDeepStrictEqual } from 'node:util';
import { termsFor } from '../../domain/policy.js';
import type { RequestEvent } from '../../domain/request/events.js';
import type { Derived } from '../derive.js';
import type { Finding } from '../findings.js';
import type { CaseRecord } from '../record.js';

/**
 * Holds the terms of event 1, by which everything after is judged, against the policy and the calendar whose versions they
 * name; and the numbers of other systems against those of event 1.
 */
export function checkTerms({ policy, years, externalIds }: CaseRecord, { events, terms }: Derived): Finding[] {
  const [first] = events;
  if (first?.type !== 'received') return [];
  return [
    ...checkPolicy(first, policy),
    ...checkYears(terms.calendar.years, years),
    ...checkNumbers(first, externalIds),
  ];
}

type Receipt = Extract<RequestEvent, { type: 'received' }>;

function checkPolicy({ body }: Receipt, policy: CaseRecord['policy']): Finding[] {
  const { kind, urgency, category, terms } = body;
  if (policy === undefined) return [{ code: 'policy_unknown', seq: 1, params: { version: terms.policy } }];
  const flags = { complex: category.complex === 'yes', utility: category.utility === 'yes' };
  const expected = { ...termsFor(policy, terms.calendar, { kind, urgency, category: flags }), rules: terms.rules };
  return Object.entries(expected)
    .filter(([field, value]) => !isDeepStrictEqual(asStored(value), asStored(terms[field as keyof typeof terms])))
    .map(([field]) => ({ code: 'terms_differ', seq: 1, params: { field, version: terms.policy } }));
}

function checkYears(used: Receipt['body']['terms']['calendar']['years'], published: CaseRecord['years']): Finding[] {
  return Object.entries(used).flatMap(([year, { version, off, work }]): Finding[] => {
    const table = published.get(year);
    if (table === undefined) return [{ code: 'calendar_unknown', seq: 1, params: { year, version } }];
    const isSame = isDeepStrictEqual([table.off, table.work], [off, work]);
    return isSame ? [] : [{ code: 'calendar_differs', seq: 1, params: { year, version } }];
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
