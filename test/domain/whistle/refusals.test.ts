import { describe, expect, it } from '@jest/globals';
import { SYSTEM_ACTOR } from '../../../src/domain/envelope.js';
import { PROCEEDING_REFUSALS, refusalText, type Refusal } from '../../../src/domain/refusals.js';
import { someone, text } from '../../support/domain.js';
import { aWhistle, CLERK, LEADER, ofUnit, on, reportOf, SITE, SUPERVISOR, WHISTLE, why } from './stories.js';

const HOUSING = ofUnit('housing');
const department = (unit: string, kind = 'bureau') => ({ department: { unit, kind, inForce: 'yes' } });
const released = () => {
  const story = aWhistle();
  story.give(WHISTLE, 'releaseDepartment', { unit: 'housing', ...why }, CLERK);
  return story;
};

/** How each refusal of a proceeding is met. */
const MET_BY: Readonly<Record<string, () => Refusal | undefined>> = {
  case_ended: () => {
    const story = aWhistle({}, CLERK);
    story.give(WHISTLE, 'refuseWhistle', why, LEADER);
    return story.give(WHISTLE, 'comment', { text: text('late') }, CLERK);
  },
  not_at_this_stage: () => aWhistle().give(WHISTLE, 'approveWhistle', {}, LEADER),
  unit_cannot_come: () =>
    aWhistle({ against: { unit: 'ecology' } }).give(
      WHISTLE,
      'nameDepartment',
      { department: { unit: 'ecology', kind: 'bureau', inForce: 'yes' } },
      LEADER,
    ),
  not_the_commander: () => aWhistle().give(WHISTLE, 'cancelWhistle', why, someone('unit_head', 'housing')),
  own_whistle: () => aWhistle({}, CLERK).give(WHISTLE, 'approveWhistle', {}, { ...LEADER, account: CLERK.account }),
  not_a_department: () => aWhistle().give(WHISTLE, 'nameDepartment', department('haibei', 'subdistrict'), LEADER),
  department_named_before: () => aWhistle().give(WHISTLE, 'nameDepartment', department('housing'), LEADER),
  only_own_subdistrict: () => {
    const haibei = { unit: 'haibei', kind: 'subdistrict', inForce: 'yes' } as const;
    const community = someone('community_clerk', 'haibei-01');
    const story = aWhistle({ by: 'haibei-01', blower: 'community', departments: [haibei] }, community);
    return story.give(WHISTLE, 'nameDepartment', department('police'), community);
  },
  leader_names: () => aWhistle().give(WHISTLE, 'nameDepartment', department('police'), CLERK),
  not_answered_for: () => {
    const story = aWhistle({ kind: 'emergency' }, CLERK);
    for (const unit of ['housing', 'urban-management'])
      story.give(WHISTLE, 'releaseDepartment', { unit, ...why }, CLERK);
    return story.give(WHISTLE, 'concludeWhistle', { result: 'settled', summary: text('s') }, CLERK);
  },
  department_on_site: () => {
    const story = aWhistle();
    story.give(reportOf('housing'), 'reportIn', on, HOUSING);
    return story.give(WHISTLE, 'cancelWhistle', why, LEADER);
  },
  crew_at_work: () => {
    const story = aWhistle();
    const opened = { case: 'enforcement_dispatch:150302:2026-000001', number: 'D150302-2026-000001' };
    story.give(WHISTLE, 'noteOpened', { opened }, SYSTEM_ACTOR);
    return story.give(WHISTLE, 'cancelWhistle', why, LEADER);
  },
  crew_has_worked: () => {
    const story = aWhistle();
    const opened = { case: 'enforcement_dispatch:150302:2026-000001', number: 'D150302-2026-000001' };
    story.give(WHISTLE, 'noteOpened', { opened }, SYSTEM_ACTOR);
    story.give(WHISTLE, 'noteEnforcement', { dispatch: opened, result: 'settled' }, SYSTEM_ACTOR);
    return story.give(WHISTLE, 'cancelWhistle', why, LEADER);
  },
  not_marked: () =>
    released().give(WHISTLE, 'rateDepartment', { unit: 'housing', arrival: 5, result: 5, attitude: 5 }, CLERK),
  no_absence_open: () => {
    const story = aWhistle();
    story.give(reportOf('housing'), 'reportIn', { how: 'absent', explanation: text('why') }, HOUSING);
    story.give(reportOf('housing'), 'ruleOnAbsence', { ruling: 'accepted' }, CLERK);
    return story.give(reportOf('housing'), 'ruleOnAbsence', { ruling: 'accepted' }, CLERK);
  },
  not_whistled_for: () => aWhistle().give(WHISTLE, 'releaseDepartment', { unit: 'police', ...why }, CLERK),
  already_released: () => released().give(WHISTLE, 'releaseDepartment', { unit: 'housing', ...why }, CLERK),
  no_objection_open: () =>
    aWhistle().give(reportOf('housing'), 'ruleOnWhistle', { ruling: 'upheld', ...why }, SUPERVISOR),
  department_not_released: () =>
    aWhistle().give(WHISTLE, 'concludeWhistle', { result: 'settled', summary: text('s') }, CLERK),
  rated_before: () => {
    const marks = { unit: 'housing', arrival: 5, result: 5, attitude: 5 };
    const story = aWhistle();
    story.give(reportOf('housing'), 'reportIn', on, HOUSING);
    story.give(WHISTLE, 'releaseDepartment', { unit: 'housing', ...why }, CLERK);
    story.give(WHISTLE, 'rateDepartment', marks, CLERK);
    return story.give(WHISTLE, 'rateDepartment', marks, CLERK);
  },
  position_required: () => aWhistle({ site: SITE }).give(reportOf('housing'), 'reportIn', on, HOUSING),
  place_required: () => {
    const { where: _where, ...nowhere } = on;
    return aWhistle().give(reportOf('housing'), 'reportIn', nowhere, HOUSING);
  },
  too_far_from_site: () =>
    aWhistle({ site: SITE }).give(reportOf('housing'), 'reportIn', { ...on, metres: 5_000 }, HOUSING),
  objected_before: () => {
    const story = aWhistle({ kind: 'emergency' });
    story.give(reportOf('housing'), 'objectToWhistle', why, HOUSING);
    story.give(reportOf('housing'), 'ruleOnWhistle', { ruling: 'rejected', ...why }, SUPERVISOR);
    return story.give(reportOf('housing'), 'objectToWhistle', why, HOUSING);
  },
  not_the_department: () => aWhistle().give(reportOf('housing'), 'signForWhistle', {}, ofUnit('ecology')),
};

describe('the refusals of a proceeding', () => {
  it('are all met, and none is met that is not there', () => {
    expect([...PROCEEDING_REFUSALS].sort()).toEqual(Object.keys(MET_BY).sort());
  });

  it.each(Object.entries(MET_BY))('%s is met, and can be read in both languages', (code, meet) => {
    const refusal = meet();
    expect(refusal?.code).toBe(code);
    if (refusal === undefined) return;
    for (const language of ['zh', 'en'] as const) {
      expect(refusalText(refusal, language)).not.toMatch(/[{}]|undefined/);
    }
  });
});
