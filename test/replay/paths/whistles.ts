import { proceedingTerms } from '../../../src/domain/policy.js';
import type { Actor } from '../../../src/domain/envelope.js';
import type { WhistleKind } from '../../../src/domain/vocabulary.js';
import type { Blown } from '../../../src/domain/whistle/whistle.js';
import { calendar, policy } from '../../support/domain.js';
import type { CasePlay } from '../case-play.js';
import { crew, DISPATCHER } from './crews-and-services.js';
import type { CasePath } from './linkage.js';

export const CLERK: Actor = { account: 'account-clerk', role: 'subdistrict_clerk', unit: 'haibei' };
export const LEADER: Actor = { account: 'account-leader', role: 'subdistrict_leader', unit: 'haibei' };
export const SUPERVISOR: Actor = { account: 'account-supervisor', role: 'supervisor', unit: 'supervision-office' };
export const of = (unit: string): Actor => ({ account: `account-${unit}`, role: 'unit_head', unit });

export const UNITS = ['housing', 'ecology'] as const;

/** A whistle of a number of its own. */
export function whistleOf(n: number) {
  const ordinal = `2026-${String(n).padStart(6, '0')}`;
  const id = `whistle:150302:${ordinal}`;
  const report = (unit: string) => `whistle_report:150302:${ordinal}-${unit}`;
  const body = (p: CasePlay, kind: WhistleKind, more: Partial<Blown> = {}): Blown => {
    if (policy.whistles === undefined) throw new Error('the shipped policy has whistles');
    return {
      ...{ number: `W150302-${ordinal}`, kind, by: 'haibei', blower: 'subdistrict', text: p.ref() },
      departments: UNITS.map((unit) => ({ unit, kind: 'bureau', inForce: 'yes', ground: '演示·依据' })),
      ...{ place: { subdistrict: 'haibei' }, subdistrict: 'haibei' },
      terms: proceedingTerms(policy, calendar, policy.whistles.kinds[kind]),
      ...more,
    };
  };
  const cases = [{ case: id }, ...UNITS.map((unit) => ({ case: report(unit), as: unit }))];
  return { id, report, body, cases };
}

const told = whistleOf(8);
const disowned = whistleOf(9);
const calledOff = whistleOf(10);
const inVain = whistleOf(11);

/** What reports tell their whistle. New paths come last. */
export const WHISTLE_PATHS: readonly CasePath[] = [
  {
    name: 'whistle-told',
    shows: 'one may stay away, the other may not and comes; a crew is waited for; marks follow the release',
    cases: [...told.cases, { case: 'enforcement_dispatch:150302:2026-000051', as: 'crew' }],
    async play(p) {
      const { id, report, body } = told;
      await p.open({ case: id, body: body(p, 'key_work') }, LEADER);
      const parent = { case: id, number: 'W150302-2026-000008' };
      const sent = await crew(p, 51, { parent });
      await p.open(sent, DISPATCHER);
      const absent = { how: 'absent', explanation: p.ref() };
      for (const unit of UNITS) await p.give(report(unit), 'reportIn', absent, of(unit));
      await p.give(report('housing'), 'ruleOnAbsence', { ruling: 'accepted' }, CLERK);
      await p.give(report('ecology'), 'ruleOnAbsence', { ruling: 'rejected', remark: p.ref() }, CLERK);
      await p.give(report('ecology'), 'reportIn', { how: 'on_site', person: p.ref(), where: p.ref() }, of('ecology'));
      const marks = { unit: 'ecology', arrival: 3, result: 4, attitude: 5 };
      await p.give(id, 'rateDepartment', marks, CLERK, 'department_not_released');
      for (const unit of UNITS) await p.give(id, 'releaseDepartment', { unit, reason: p.ref() }, CLERK);
      await p.give(id, 'concludeWhistle', { result: 'settled', summary: p.ref() }, LEADER, 'crew_at_work');
      await p.give(sent.case, 'cancelEnforcement', { reason: p.ref() }, DISPATCHER);
      await p.give(id, 'concludeWhistle', { result: 'settled', summary: p.ref() }, LEADER);
      await p.give(id, 'rateDepartment', marks, CLERK);
      for (const unit of UNITS) await p.give(report(unit), 'rateWhistle', { justified: 'yes' }, of(unit));
    },
  },
  {
    name: 'whistle-disowned',
    shows: 'an emergency that no leader answers for: who has come is released and marked, who has not is called off',
    cases: disowned.cases,
    async play(p) {
      const { id, report, body } = disowned;
      await p.open({ case: id, body: body(p, 'emergency') }, CLERK);
      await p.give(report('housing'), 'reportIn', { how: 'on_site', person: p.ref(), where: p.ref() }, of('housing'));
      await p.give(id, 'refuseWhistle', { reason: p.ref() }, LEADER);
      await p.give(report('housing'), 'giveWhistleResult', { summary: p.ref() }, of('housing'));
      await p.give(id, 'releaseDepartment', { unit: 'housing', reason: p.ref() }, CLERK);
      await p.give(id, 'concludeWhistle', { result: 'settled', summary: p.ref() }, CLERK);
      await p.give(report('housing'), 'rateWhistle', { justified: 'no' }, of('housing'));
      await p.until(p.due(id, 'whistle_rating'));
    },
  },
  {
    name: 'whistle-called-off',
    shows: 'taken back before anybody came: over once both have heard it',
    cases: calledOff.cases,
    async play(p) {
      const { id, body } = calledOff;
      await p.open({ case: id, body: body(p, 'joint_enforcement') }, LEADER);
      await p.give(id, 'cancelWhistle', { reason: p.ref() }, LEADER);
    },
  },
  {
    name: 'whistle-in-vain',
    shows: 'nobody comes and nobody rules: both ladders end at the joint meeting',
    cases: inVain.cases,
    async play(p) {
      const { id, body } = inVain;
      await p.open({ case: id, body: body(p, 'residents_request') }, LEADER);
      await p.until(p.due(id, 'whistle_release'));
      await p.until(new Date(Date.parse(p.due(id, 'whistle_ruling')) + 4 * 86_400_000).toISOString());
      await p.give(id, 'ruleOnStay', { ruling: 'release', reason: p.ref() }, SUPERVISOR);
    },
  },
];
