import type { CasePlay } from '../case-play.js';
import { CREW_AND_SERVICE_PATHS, LATER_CREW_AND_SERVICE_PATHS } from './crews-and-services.js';
import { CREW_AND_SERVICE_PATHS_OF_RULES_3, PATHS_OF_RULES_4 } from './crews-and-services-later.js';
import { DISPUTE_PATHS } from './disputes.js';
import { DISPUTE_AND_SITTING_PATHS } from './disputes-and-sittings.js';
import { CLERK, LEADER, of, SUPERVISOR, UNITS, WHISTLE_PATHS, whistleOf } from './whistles.js';
import { SITTING_PATHS, SITTING_PATHS_OF_RULES_4 } from './sittings.js';

/** A way that cases go which are no requests: the first is opened, the others it brings about. */
export interface CasePath {
  /** Histories are kept under this name, and under this name with a case's own behind it. */
  name: string;
  shows: string;
  /** The cases in the order in which their histories are kept, each with what is put behind the name. */
  cases: readonly { case: string; as?: string }[];
  play(p: CasePlay): Promise<void>;
}

const settled = whistleOf(1);
const absent = whistleOf(2);
const wrong = whistleOf(3);
const stays = whistleOf(4);
const taken = whistleOf(5);
const heard = whistleOf(6);
const answered = whistleOf(7);

/** Every way of the proceedings. New paths come last. */
export const CASE_PATHS: readonly CasePath[] = [
  {
    name: 'whistle-settled',
    shows: 'approved, signed for, on site, worked, released, marked both ways',
    cases: settled.cases,
    async play(p) {
      const { id, report, body } = settled;
      await p.open({ case: id, body: body(p, 'joint_enforcement') }, CLERK);
      await p.give(id, 'approveWhistle', {}, CLERK, 'own_whistle');
      await p.give(id, 'approveWhistle', {}, LEADER);
      for (const unit of UNITS) {
        await p.give(report(unit), 'signForWhistle', {}, of(unit));
        await p.give(report(unit), 'reportIn', { how: 'on_site', person: p.ref(), where: p.ref() }, of(unit));
        await p.give(report(unit), 'giveWhistleResult', { summary: p.ref() }, of(unit));
        await p.give(id, 'releaseDepartment', { unit, reason: p.ref() }, CLERK);
      }
      await p.give(id, 'concludeWhistle', { result: 'settled', summary: p.ref() }, LEADER);
      for (const unit of UNITS) {
        await p.give(id, 'rateDepartment', { unit, arrival: 5, result: 4, attitude: 5 }, CLERK);
        await p.give(report(unit), 'rateWhistle', { justified: 'yes' }, of(unit));
      }
    },
  },
  {
    name: 'whistle-never-arrived',
    shows: 'an emergency: one comes, the other never does, is climbed after, and the window for marks ends',
    cases: absent.cases,
    async play(p) {
      const { id, report, body } = absent;
      await p.open({ case: id, body: body(p, 'emergency', { phonedAt: await p.now() }) }, CLERK);
      await p.give(report('housing'), 'reportIn', { how: 'absent', explanation: p.ref() }, of('housing'));
      await p.until(p.due(report('ecology'), 'report_in'));
      await p.until(new Date(Date.parse(p.due(report('ecology'), 'report_in')) + 2 * 3_600_000).toISOString());
      for (const unit of UNITS) await p.give(id, 'releaseDepartment', { unit, reason: p.ref() }, LEADER);
      await p.give(id, 'approveWhistle', {}, LEADER);
      await p.give(id, 'concludeWhistle', { result: 'not_settled', summary: p.ref() }, LEADER);
      await p.until(p.due(id, 'whistle_rating'));
    },
  },
  {
    name: 'whistle-objected',
    shows: 'one department need not come, the other’s objection is rejected',
    cases: wrong.cases,
    async play(p) {
      const { id, report, body } = wrong;
      await p.open({ case: id, body: body(p, 'key_work') }, LEADER);
      for (const unit of UNITS) await p.give(report(unit), 'objectToWhistle', { reason: p.ref() }, of(unit));
      await p.give(report('housing'), 'ruleOnWhistle', { ruling: 'upheld', reason: p.ref() }, SUPERVISOR);
      await p.give(report('ecology'), 'ruleOnWhistle', { ruling: 'rejected', reason: p.ref() }, SUPERVISOR);
      await p.give(report('ecology'), 'objectToWhistle', { reason: p.ref() }, of('ecology'), 'objected_before');
    },
  },
  {
    name: 'whistle-stays',
    shows: 'not released in ten working days: the district says that they stay, and then that they go',
    cases: stays.cases,
    async play(p) {
      const { id, report, body } = stays;
      await p.open({ case: id, body: body(p, 'residents_request') }, LEADER);
      for (const unit of UNITS)
        await p.give(report(unit), 'reportIn', { how: 'on_site', person: p.ref(), where: p.ref() }, of(unit));
      await p.until(p.due(id, 'whistle_release'));
      await p.give(id, 'ruleOnStay', { ruling: 'stay', reason: p.ref(), limit: '2wd' }, SUPERVISOR);
      await p.until(p.due(id, 'whistle_release'));
      await p.give(id, 'ruleOnStay', { ruling: 'release', reason: p.ref() }, SUPERVISOR);
    },
  },
  {
    name: 'whistle-taken-back',
    shows: 'cancelled before anybody was at work; what comes after is refused',
    cases: taken.cases,
    async play(p) {
      const { id, body } = taken;
      await p.open({ case: id, body: body(p, 'joint_enforcement') }, LEADER);
      await p.give(id, 'cancelWhistle', { reason: p.ref() }, LEADER);
    },
  },
  ...CREW_AND_SERVICE_PATHS,
  ...DISPUTE_AND_SITTING_PATHS,
  {
    name: 'whistle-heard',
    shows: 'what one case tells another is given like any command: who is excused, and who may go; who came is marked',
    cases: heard.cases,
    async play(p) {
      const { id, report, body } = heard;
      await p.open({ case: id, body: body(p, 'key_work') }, LEADER);
      await p.give(report('housing'), 'objectToWhistle', { reason: p.ref() }, of('housing'));
      await p.give(report('housing'), 'ruleOnWhistle', { ruling: 'upheld', reason: p.ref() }, SUPERVISOR);
      await p.give(report('ecology'), 'signForWhistle', {}, of('ecology'));
      await p.give(report('ecology'), 'contactSubdistrict', { means: 'phone' }, of('ecology'));
      await p.give(report('ecology'), 'reportIn', { how: 'on_site', person: p.ref(), where: p.ref() }, of('ecology'));
      await p.give(report('ecology'), 'giveWhistleResult', { summary: p.ref() }, of('ecology'));
      await p.give(id, 'releaseDepartment', { unit: 'ecology', reason: p.ref() }, CLERK);
      await p.give(id, 'concludeWhistle', { result: 'settled', summary: p.ref(), arrived: ['ecology'] }, LEADER);
      for (const unit of UNITS) await p.give(report(unit), 'rateWhistle', { justified: 'yes' }, of(unit));
      await p.give(id, 'rateDepartment', { unit: 'ecology', arrival: 5, result: 4, attitude: 5 }, CLERK);
    },
  },
  ...LATER_CREW_AND_SERVICE_PATHS,
  {
    name: 'whistle-answered-afterwards',
    shows: 'an emergency runs at once; one explains its absence and comes, the other is let go while it objects',
    cases: answered.cases,
    async play(p) {
      const { id, report, body } = answered;
      await p.open({ case: id, body: body(p, 'emergency', { phonedAt: await p.now(), writtenLate: 'yes' }) }, CLERK);
      await p.give(report('housing'), 'reportIn', { how: 'absent', explanation: p.ref() }, of('housing'));
      await p.give(report('ecology'), 'objectToWhistle', { reason: p.ref() }, of('ecology'));
      const on = { how: 'on_site', person: p.ref(), position: { latitude: 39_670_000, longitude: 106_820_000 } };
      await p.give(report('housing'), 'reportIn', on, of('housing'));
      await p.give(report('ecology'), 'reportIn', { ...on, person: p.ref() }, of('ecology'));
      await p.give(id, 'approveWhistle', {}, LEADER);
      await p.give(id, 'cancelWhistle', { reason: p.ref(), arrived: ['housing'] }, LEADER, 'department_on_site');
      for (const unit of UNITS) await p.give(id, 'releaseDepartment', { unit, reason: p.ref() }, CLERK);
      await p.give(report('ecology'), 'ruleOnWhistle', { ruling: 'upheld', reason: p.ref() }, SUPERVISOR);
      await p.until(p.due(id, 'whistle_conclusion'));
      await p.give(id, 'concludeWhistle', { result: 'settled', summary: p.ref(), arrived: UNITS }, LEADER);
      await p.give(
        id,
        'rateDepartment',
        { unit: 'housing', arrival: 3, result: 4, attitude: 5, arrived: 'yes' },
        CLERK,
      );
      await p.until(p.due(report('housing'), 'whistle_rating'));
    },
  },
  ...DISPUTE_PATHS,
  ...WHISTLE_PATHS,
  ...SITTING_PATHS,
  ...CREW_AND_SERVICE_PATHS_OF_RULES_3,
  ...PATHS_OF_RULES_4,
  ...SITTING_PATHS_OF_RULES_4,
];

/** The name under which each history of a path is kept. */
export function keptNames({ name, cases }: CasePath): readonly { name: string; case: string }[] {
  return cases.map(({ case: caseId, as }) => ({ name: as === undefined ? name : `${name}-${as}`, case: caseId }));
}
