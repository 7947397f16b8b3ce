import { SYSTEM_ACTOR } from '../../../src/domain/envelope.js';
import { localDay } from '../../../src/domain/local-time.js';
import {
  application,
  CALL_BACK,
  crew,
  DISPATCHER,
  dispatch,
  later,
  member,
  officer,
  POLICE,
  power,
  service,
  UNIT,
  URBAN,
  WINDOW,
} from './crews-and-services.js';
import type { CasePath } from './linkage.js';
import { CLERK, LEADER, of, UNITS, whistleOf } from './whistles.js';

const HOUSING = officer('housing');

/** The ways of crews and of applications by the third rules. New paths come last. */
export const CREW_AND_SERVICE_PATHS_OF_RULES_3: readonly CasePath[] = [
  {
    name: 'enforcement-succeeded',
    shows:
      'where who came is, a unit’s successor with its powers and its order, looked at on site, not settled: raised',
    cases: [{ case: dispatch(15) }],
    async play(p) {
      const id = dispatch(15);
      await p.open(await crew(p, 15), DISPATCHER);
      await p.give(id, 'arriveOnSite', {}, URBAN, 'place_required');
      for (const one of [URBAN, POLICE]) await p.give(id, 'arriveOnSite', { where: p.ref() }, one);
      await p.give(id, 'recordFindings', { findings: p.ref() }, URBAN);
      const reinspectOn = localDay(later(await p.now(), 48));
      const taken = { details: p.ref(), evidence: [p.ref()] };
      const order = { ...taken, measure: 'order_to_correct', reinspectOn };
      await p.give(id, 'takeMeasure', { ...order, power: power('urban-management') }, URBAN);
      const to = { code: 'housing', kind: 'bureau', inForce: 'yes' };
      await p.give(id, 'succeedUnit', { from: 'urban-management', to }, SYSTEM_ACTOR);
      await p.give(id, 'takeMeasure', { ...taken, power: power('housing'), measure: 'warn' }, URBAN);
      await p.give(id, 'bookOfficer', member(HOUSING), DISPATCHER);
      const looked = { order: 1, corrected: 'no', remark: p.ref(), evidence: [p.ref()] };
      await p.give(id, 'reinspect', looked, HOUSING, 'not_on_site');
      await p.give(id, 'arriveOnSite', { where: p.ref() }, HOUSING);
      await p.until(p.due(id, 'correction'));
      await p.give(id, 'bookOfficer', { officer: 'account-health', unit: 'health' }, DISPATCHER, 'booking_is_over');
      await p.give(id, 'arriveOnSite', { where: p.ref() }, HOUSING);
      await p.give(id, 'reinspect', looked, HOUSING);
      await p.give(id, 'releaseOfficer', { officer: URBAN.account, reason: p.ref() }, DISPATCHER);
      await p.give(id, 'concludeEnforcement', { result: 'not_settled', summary: p.ref() }, DISPATCHER);
    },
  },
  {
    name: 'enforcement-nothing-found',
    shows: 'a warning was given: it is never concluded that nothing was found',
    cases: [{ case: dispatch(16) }],
    async play(p) {
      const id = dispatch(16);
      await p.open(await crew(p, 16), DISPATCHER);
      await p.give(id, 'arriveOnSite', { where: p.ref() }, URBAN);
      await p.give(id, 'recordFindings', { findings: p.ref() }, URBAN);
      const warning = { measure: 'warn', power: power('urban-management'), details: p.ref(), evidence: [p.ref()] };
      await p.give(id, 'takeMeasure', warning, URBAN);
      const over = { summary: p.ref() };
      await p.give(id, 'concludeEnforcement', { ...over, result: 'nothing_found' }, DISPATCHER, 'measure_was_taken');
      await p.give(id, 'concludeEnforcement', { ...over, result: 'settled' }, DISPATCHER);
    },
  },
  {
    name: 'service-rectified',
    shows: 'goes on without what need not be brought; judged badly, late with its mending, put right',
    cases: [{ case: service(15) }],
    async play(p) {
      const id = service(15);
      const { case: opened, body } = application(p, 15);
      const optional = { code: 'm3', name: '演示·材料m3', required: 'no' as const };
      const matter = { ...body.matter, materials: [...body.matter.materials, optional] };
      await p.open({ case: opened, body: { ...body, matter } }, WINDOW);
      await p.give(id, 'tellMissing', { materials: ['m2', 'm3'] }, UNIT);
      const centre = { ...CALL_BACK, role: 'hotline_clerk' as const };
      await p.give(id, 'supplementMaterials', { materials: ['m2'] }, centre, 'not_the_window');
      await p.give(id, 'supplementMaterials', { materials: ['m2'] }, WINDOW);
      await p.give(id, 'acceptService', {}, UNIT);
      for (const step of [1, 2]) await p.give(id, 'doServiceStep', { step }, UNIT);
      await p.give(id, 'decideService', { decision: 'granted' }, UNIT);
      await p.give(id, 'deliverService', { means: 'window' }, WINDOW);
      await p.give(id, 'judgeService', { satisfaction: 1, remark: p.ref() }, CALL_BACK);
      await p.until(later(p.due(id, 'service_rectification'), 1));
      await p.give(id, 'rectifyService', { reached: 'yes', summary: p.ref() }, UNIT);
    },
  },
];

const concluded = whistleOf(12);

/** Crews and whistles by the fourth rules. New paths come last. */
export const PATHS_OF_RULES_4: readonly CasePath[] = [
  {
    name: 'enforcement-come-again',
    shows:
      'its conclusion is owed, not while there is time to correct; who ordered comes again to look; late, and climbed',
    cases: [{ case: dispatch(17) }],
    async play(p) {
      const id = dispatch(17);
      await p.open(await crew(p, 17), DISPATCHER);
      const there = { where: p.ref() };
      await p.give(id, 'arriveOnSite', there, URBAN);
      await p.give(id, 'arriveOnSite', there, URBAN, 'on_site_before');
      await p.give(id, 'recordFindings', { findings: p.ref() }, URBAN);
      const reinspectOn = localDay(later(await p.now(), 48));
      const taken = { power: power('urban-management'), details: p.ref(), evidence: [p.ref()] };
      await p.give(id, 'takeMeasure', { ...taken, measure: 'order_to_correct', reinspectOn }, URBAN);
      await p.until(p.due(id, 'correction'));
      const looked = { order: 1, corrected: 'yes', remark: p.ref(), evidence: [p.ref()] };
      await p.give(id, 'reinspect', looked, URBAN, 'arrive_again');
      await p.give(id, 'arriveOnSite', there, URBAN);
      await p.give(id, 'reinspect', looked, URBAN);
      await p.until(later(p.due(id, 'crew_conclusion'), 1));
      await p.give(id, 'concludeEnforcement', { result: 'settled', summary: p.ref() }, DISPATCHER);
    },
  },
  {
    name: 'enforcement-whistle-over',
    shows:
      'the whistle ended while the crew was sent out, and so did the request: not settled, it is raised; nobody reported comes',
    cases: [{ case: dispatch(18) }],
    async play(p) {
      const id = dispatch(18);
      await p.open(await crew(p, 18, { against: { unit: 'health' } }), DISPATCHER);
      await p.give(id, 'bookOfficer', { officer: 'account-health', unit: 'health' }, DISPATCHER, 'unit_cannot_come');
      await p.give(id, 'hearWhistleEnd', {}, SYSTEM_ACTOR);
      await p.give(id, 'hearRequestEnd', { position: 'closed' }, SYSTEM_ACTOR);
      await p.give(id, 'arriveOnSite', { where: p.ref() }, URBAN);
      await p.give(id, 'recordFindings', { findings: p.ref() }, URBAN);
      await p.give(id, 'concludeEnforcement', { result: 'not_settled', summary: p.ref() }, DISPATCHER);
    },
  },
  {
    name: 'whistle-crew-out',
    shows:
      'an absence that is answered late; a crew that is sent out while it is concluded is waited for, and not settled',
    cases: [...concluded.cases, { case: dispatch(52), as: 'crew' }],
    async play(p) {
      const { id, report, body } = concluded;
      await p.open({ case: id, body: body(p, 'key_work') }, LEADER);
      const [absent, come] = UNITS;
      await p.give(report(absent), 'reportIn', { how: 'absent', explanation: p.ref() }, of(absent));
      await p.give(report(come), 'reportIn', { how: 'on_site', person: p.ref(), where: p.ref() }, of(come));
      await p.until(later(p.due(report(absent), 'absence_ruling'), 1));
      for (const unit of UNITS) await p.give(id, 'releaseDepartment', { unit, reason: p.ref() }, CLERK);
      await p.give(id, 'concludeWhistle', { result: 'settled', summary: p.ref() }, CLERK);
      // The door let it pass a moment before.
      const parent = { case: id, number: 'W150302-2026-000012' };
      await p.open(await crew(p, 52, { parent }), DISPATCHER);
      await p.give(id, 'noteUnmoved', { unit: absent }, SYSTEM_ACTOR);
      const marks = { unit: come, arrival: 3, result: 4, attitude: 5 };
      await p.give(id, 'rateDepartment', marks, CLERK);
      await p.give(dispatch(52), 'arriveOnSite', { where: p.ref() }, URBAN);
      await p.give(dispatch(52), 'recordFindings', { findings: p.ref() }, URBAN);
      await p.give(dispatch(52), 'concludeEnforcement', { result: 'not_settled', summary: p.ref() }, DISPATCHER);
      for (const unit of UNITS) await p.give(report(unit), 'rateWhistle', { justified: 'yes' }, of(unit));
    },
  },
  {
    name: 'service-window-succeeded',
    shows: 'the window was merged into another, which brings what was missing and takes it back',
    cases: [{ case: service(16) }],
    async play(p) {
      const id = service(16);
      await p.open(application(p, 16), WINDOW);
      const to = { code: 'hotline-centre', kind: 'centre', inForce: 'yes' };
      await p.give(id, 'succeedUnit', { from: 'haibei', to }, SYSTEM_ACTOR);
      await p.give(id, 'tellMissing', { materials: ['m2'] }, UNIT);
      const centre = { ...CALL_BACK, role: 'hotline_clerk' as const };
      await p.give(id, 'supplementMaterials', { materials: ['m2'] }, centre);
      await p.give(id, 'withdrawService', { reason: p.ref() }, centre);
    },
  },
];
