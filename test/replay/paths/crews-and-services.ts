import type { Dispatched } from '../../../src/domain/enforcement/dispatch.js';
import type { Actor } from '../../../src/domain/envelope.js';
import { localDay } from '../../../src/domain/local-time.js';
import { proceedingTerms } from '../../../src/domain/policy.js';
import type { Applied } from '../../../src/domain/service/service.js';
import { calendar, policy } from '../../support/domain.js';
import type { CasePlay } from '../case-play.js';
import type { CasePath } from './linkage.js';

const HOUR_MS = 3_600_000;
export const later = (instant: string, hours: number) => new Date(Date.parse(instant) + hours * HOUR_MS).toISOString();

export const DISPATCHER: Actor = { account: 'account-dispatcher', role: 'enforcement_dispatcher', unit: 'haibei' };
export const officer = (unit: string): Actor => ({ account: `account-${unit}`, role: 'enforcement_officer', unit });
export const [URBAN, POLICE] = [officer('urban-management'), officer('police')];
export const member = ({ account, unit = '' }: Actor) => ({ officer: account, unit });
export const power = (unit: string) => ({
  ...{ code: `${unit}-1`, unit, measures: ['order_to_correct', 'warn'], rule: '演示·依据', inForce: 'yes' },
});

export async function crew(
  p: CasePlay,
  n: number,
  more: Partial<Dispatched> = {},
): Promise<{ case: string; body: Dispatched }> {
  if (policy.enforcement === undefined) throw new Error('the shipped policy has enforcement');
  const from = await p.now();
  const ordinal = `2026-${String(n).padStart(6, '0')}`;
  const body: Dispatched = {
    ...{ number: `D150302-${ordinal}`, urgency: 'critical', by: 'haibei', lead: 'urban-management', task: p.ref() },
    ...{ crew: [member(URBAN), member(POLICE)], place: { subdistrict: 'haibei' }, subdistrict: 'haibei' },
    booking: { from, until: later(from, 4) },
    terms: proceedingTerms(policy, calendar, policy.enforcement.urgencies.critical),
    ...more,
  };
  return { case: dispatch(n), body };
}
export const dispatch = (n: number) => `enforcement_dispatch:150302:2026-${String(n).padStart(6, '0')}`;

export const WINDOW: Actor = { account: 'account-window', role: 'subdistrict_clerk', unit: 'haibei' };
export const CALL_BACK: Actor = { account: 'account-call-back', role: 'call_back_clerk', unit: 'hotline-centre' };
export const UNIT: Actor = { account: 'account-unit', role: 'unit_coordinator', unit: 'market-regulation' };

export function application(p: CasePlay, n: number): { case: string; body: Applied } {
  if (policy.services === undefined) throw new Error('the shipped policy has services');
  const material = (code: string) => ({ code, name: `演示·材料${code}`, required: 'yes' as const });
  const body: Applied = {
    ...{ number: `S150302-2026-${String(n).padStart(6, '0')}`, unit: 'market-regulation', by: 'haibei' },
    matter: {
      ...{ code: 'S02', name: '演示·许可', kind: 'approval', promised: '10wd', result: '演示·许可证' },
      ...{ materials: [material('m1'), material('m2')], steps: ['受理', '决定'], windowLevel: 'subdistrict' },
    },
    ...{ channel: 'window', applicant: p.ref(), brought: ['m1'], subdistrict: 'haibei' },
    terms: proceedingTerms(policy, calendar, policy.services),
  };
  return { case: service(n), body };
}
export const service = (n: number) => `service_request:150302:2026-${String(n).padStart(6, '0')}`;

/** The ways of crews and of applications. New paths come last. */
export const CREW_AND_SERVICE_PATHS: readonly CasePath[] = [
  {
    name: 'enforcement-corrected',
    shows: 'on site, measures by each one’s own powers, looked at again on the named day, put right the second time',
    cases: [{ case: dispatch(11) }],
    async play(p) {
      const id = dispatch(11);
      await p.open(await crew(p, 11), DISPATCHER);
      await p.give(id, 'setOut', {}, URBAN);
      for (const one of [URBAN, POLICE]) await p.give(id, 'arriveOnSite', { where: p.ref() }, one);
      await p.give(id, 'recordFindings', { findings: p.ref() }, URBAN);
      const measure = { measure: 'warn', details: p.ref(), evidence: [p.ref()] };
      await p.give(id, 'takeMeasure', { ...measure, power: power('police') }, URBAN, 'power_of_another');
      await p.give(id, 'takeMeasure', { ...measure, power: power('police') }, POLICE);
      const day = async (days: number) => localDay(later(await p.now(), 24 * days));
      const order = { ...measure, measure: 'order_to_correct', power: power('urban-management') };
      await p.give(id, 'takeMeasure', { ...order, reinspectOn: await day(3) }, URBAN);
      await p.until(p.due(id, 'correction'));
      await p.until(p.due(id, 'reinspection'));
      const looked = { order: 1, corrected: 'no', remark: p.ref(), evidence: [p.ref()] };
      await p.give(id, 'arriveOnSite', { where: p.ref() }, URBAN);
      await p.give(id, 'reinspect', { ...looked, reinspectOn: await day(2) }, URBAN);
      await p.until(p.due(id, 'correction'));
      const over = { result: 'settled', summary: p.ref() };
      await p.give(id, 'concludeEnforcement', over, DISPATCHER, 'order_open');
      await p.give(id, 'arriveOnSite', { where: p.ref() }, URBAN);
      await p.give(id, 'reinspect', { ...looked, corrected: 'yes' }, URBAN);
      await p.give(id, 'concludeEnforcement', over, DISPATCHER);
    },
  },
  {
    name: 'enforcement-never-arrived',
    shows: 'nobody comes: each unit is climbed after; another time, another officer, and called off',
    cases: [{ case: dispatch(12) }],
    async play(p) {
      const id = dispatch(12);
      await p.open(await crew(p, 12), DISPATCHER);
      await p.until(p.due(id, 'crew_arrival'));
      await p.until(later(p.due(id, 'crew_arrival'), 1));
      const from = later(await p.now(), 20);
      await p.give(id, 'replanDispatch', { booking: { from, until: later(from, 2) }, reason: p.ref() }, DISPATCHER);
      await p.give(id, 'bookOfficer', { officer: 'account-health', unit: 'health' }, DISPATCHER);
      await p.give(id, 'releaseOfficer', { officer: POLICE.account, reason: p.ref() }, DISPATCHER);
      await p.give(id, 'cancelEnforcement', { reason: p.ref() }, DISPATCHER);
    },
  },
  {
    name: 'service-granted',
    shows: 'told once what is missing, supplemented, accepted, step by step, granted, delivered; nobody judges it',
    cases: [{ case: service(11) }],
    async play(p) {
      const id = service(11);
      await p.open(application(p, 11), WINDOW);
      await p.give(id, 'acceptService', {}, UNIT, 'materials_missing');
      await p.give(id, 'tellMissing', { materials: ['m2'], note: p.ref() }, UNIT);
      await p.until(later(await p.now(), 72));
      await p.give(id, 'supplementMaterials', { materials: ['m2'] }, WINDOW);
      await p.give(id, 'tellMissing', { materials: ['m2'] }, UNIT, 'missing_told_before');
      await p.give(id, 'acceptService', {}, UNIT);
      for (const step of [1, 2]) await p.give(id, 'doServiceStep', { step }, UNIT);
      await p.give(id, 'decideService', { decision: 'granted' }, UNIT);
      await p.give(id, 'deliverService', { means: 'window' }, WINDOW);
      await p.until(p.due(id, 'service_rating'));
    },
  },
  {
    name: 'service-deemed',
    shows: 'nobody says anything: it counts as accepted, its promise is missed, refused at last, judged',
    cases: [{ case: service(12) }],
    async play(p) {
      const id = service(12);
      // By the first rules, under which the window that handled it could take its judgement down.
      const { case: opened, body } = application(p, 12);
      await p.open({ case: opened, body: { ...body, terms: { ...body.terms, rules: 1 } } }, WINDOW);
      await p.until(p.due(id, 'service_check'));
      await p.until(later(p.due(id, 'service_promised'), 1));
      const refused = { decision: 'refused', reason: p.ref(), remedy: p.ref() };
      await p.give(id, 'decideService', refused, UNIT);
      await p.give(id, 'deliverService', { means: 'post' }, UNIT);
      await p.give(id, 'judgeService', { satisfaction: 1, remark: p.ref() }, WINDOW);
    },
  },
  {
    name: 'service-lapsed',
    shows: 'what was missing is not brought in time',
    cases: [{ case: service(13) }],
    async play(p) {
      const id = service(13);
      await p.open(application(p, 13), WINDOW);
      await p.give(id, 'tellMissing', { materials: ['m2'] }, UNIT);
      await p.until(p.due(id, 'service_supplement'));
    },
  },
];

/** Those that came later: their place is after all that was kept before. */
export const LATER_CREW_AND_SERVICE_PATHS: readonly CasePath[] = [
  {
    name: 'enforcement-of-another-power',
    shows: 'an order of a unit that does not lead: its own look, not the lead’s; not followed, so not settled',
    cases: [{ case: dispatch(14) }],
    async play(p) {
      const id = dispatch(14);
      await p.open(await crew(p, 14, { offDutyReason: p.ref() }), DISPATCHER);
      for (const one of [URBAN, POLICE]) await p.give(id, 'arriveOnSite', { where: p.ref() }, one);
      await p.give(id, 'recordFindings', { findings: p.ref() }, URBAN);
      const reinspectOn = localDay(later(await p.now(), 48));
      const measure = { measure: 'order_to_correct', power: power('police'), details: p.ref(), evidence: [p.ref()] };
      await p.give(id, 'takeMeasure', { ...measure, reinspectOn }, POLICE);
      await p.until(p.due(id, 'correction'));
      const looked = { order: 1, corrected: 'no', remark: p.ref(), evidence: [p.ref()] };
      for (const one of [URBAN, POLICE]) await p.give(id, 'arriveOnSite', { where: p.ref() }, one);
      await p.give(id, 'reinspect', looked, URBAN, 'order_of_another');
      await p.give(id, 'reinspect', looked, POLICE);
      const over = { summary: p.ref() };
      await p.give(id, 'concludeEnforcement', { ...over, result: 'settled' }, DISPATCHER, 'order_not_corrected');
      await p.give(id, 'concludeEnforcement', { ...over, result: 'not_settled' }, DISPATCHER);
    },
  },
  {
    name: 'service-defective',
    shows: 'what is defective is brought again with what is missing; judged to who calls back, and not at its window',
    cases: [{ case: service(14) }],
    async play(p) {
      const id = service(14);
      await p.open(application(p, 14), WINDOW);
      await p.give(id, 'tellMissing', { materials: ['m1', 'm2'], defective: ['m1'], note: p.ref() }, UNIT);
      await p.give(id, 'supplementMaterials', { materials: ['m2'] }, WINDOW);
      await p.give(id, 'acceptService', {}, UNIT, 'not_at_this_stage');
      await p.give(id, 'supplementMaterials', { materials: ['m1'] }, WINDOW);
      await p.give(id, 'acceptService', {}, UNIT);
      for (const step of [1, 2]) await p.give(id, 'doServiceStep', { step }, UNIT);
      await p.give(id, 'decideService', { decision: 'granted' }, UNIT);
      await p.give(id, 'deliverService', { means: 'window' }, WINDOW);
      await p.give(id, 'judgeService', { satisfaction: 5 }, WINDOW, 'own_service');
      await p.give(id, 'judgeService', { satisfaction: 4, remark: p.ref() }, CALL_BACK);
    },
  },
];
