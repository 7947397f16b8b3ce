/** Whistles for tests of the pure core: haibei calls housing and urban management, under the shipped policy. */
import type { Report } from '../../../src/domain/report/report.js';
import { proceedingTerms } from '../../../src/domain/policy.js';
import type { WhistleKind } from '../../../src/domain/vocabulary.js';
import type { Blown, Whistle } from '../../../src/domain/whistle/whistle.js';
import type { Actor } from '../../../src/domain/envelope.js';
import type { Refusal } from '../../../src/domain/refusals.js';
import { calendar, MONDAY, policy, someone, text } from '../../support/domain.js';
import { openNetwork, type Network } from '../../support/network.js';

export const CLERK = someone('subdistrict_clerk', 'haibei');
export const LEADER = someone('subdistrict_leader', 'haibei');
export const SUPERVISOR = someone('supervisor', 'supervision-office');
export const ofUnit = (unit: string): Actor => someone('unit_coordinator', unit);

export const WHISTLE = 'whistle:150302:2026-000001';
export const reportOf = (unit: string): string => `whistle_report:150302:2026-000001-${unit}`;
export const REQUEST = { case: 'request:150302:2026-000007', number: '150302-2026-000007' };
export const SITE = { latitude: 39_670_000, longitude: 106_820_000, withinMetres: 200 };

const called = (unit: string) =>
  ({ unit, kind: unit === 'tax' ? 'vertical' : 'bureau', inForce: 'yes', ground: '演示·依据' }) as const;

export function blown({ kind = 'joint_enforcement', ...more }: Partial<Blown> & { kind?: WhistleKind } = {}): Blown {
  if (policy.whistles === undefined) throw new Error('the shipped policy has whistles');
  return {
    ...{ number: 'W150302-2026-000001', kind, by: 'haibei', blower: 'subdistrict', text: text('whistle') },
    departments: [called('housing'), called('urban-management')],
    place: { subdistrict: 'haibei' },
    subdistrict: 'haibei',
    terms: proceedingTerms(policy, calendar, policy.whistles.kinds[kind]),
    ...more,
  };
}

export interface Story extends Network {
  give: (caseId: string, name: string, body: unknown, actor: Actor, at?: string) => Refusal | undefined;
  whistle(): Whistle;
  report(unit: string): Report;
  /** The due of a clock of a case, at +08:00 as the record writes it. */
  due(caseId: string, clock: string): string | undefined;
}

/** A whistle that was blown, and what follows from it. */
export function aWhistle(body: Partial<Blown> & { kind?: WhistleKind } = {}, by: Actor = LEADER, at = MONDAY): Story {
  const network = openNetwork();
  const refusal = network.open({ case: WHISTLE, body: blown(body) }, by, at);
  if (refusal) throw new Error(`it was refused: ${refusal.code}`);
  const whistle = () => network.state(WHISTLE) as Whistle;
  return {
    ...network,
    give: (caseId, name, given, actor, when = whistle().at) => network.give(caseId, name, given, actor, when),
    whistle,
    report: (unit) => network.state(reportOf(unit)) as Report,
    due: (caseId, clock) => network.state(caseId).clocks.findLast((one) => one.clock === clock)?.at,
  };
}

export const on = { how: 'on_site', person: text('person'), where: text('where') } as const;
export const why = { reason: text('reason') } as const;
