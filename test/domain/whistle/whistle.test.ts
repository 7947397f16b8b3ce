import { describe, expect, it } from '@jest/globals';
import { noticesOfCase } from '../../../src/domain/case-notices.js';
import { openClock, openClocks } from '../../../src/domain/case/clock.js';
import { proceedingOf } from '../../../src/domain/procedures.js';
import { WHISTLE_KINDS } from '../../../src/domain/vocabulary.js';
import type { Blown } from '../../../src/domain/whistle/whistle.js';
import { after, local, MONDAY, someone, text } from '../../support/domain.js';
import { aWhistle, blown, CLERK, LEADER, ofUnit, on, reportOf, REQUEST, SUPERVISOR, WHISTLE, why } from './stories.js';
import { openNetwork } from '../../support/network.js';

const HOUSING = ofUnit('housing');
const URBAN = ofUnit('urban-management');

describe('a whistle', () => {
  it('that a leader blows calls each department at once, each to a report of its own', () => {
    const story = aWhistle();
    expect(story.types(WHISTLE)).toEqual(['blown', 'approved']);
    expect(story.whistle().departments.map(({ report, step }) => [report.number, step])).toEqual([
      ['W150302-2026-000001-housing', 'called'],
      ['W150302-2026-000001-urban-management', 'called'],
    ]);
    expect(story.report('housing')).toMatchObject({
      state: 'awaiting_sign_for',
      opened: { by: 'haibei', unit: 'housing' },
    });
  });

  it('that a clerk blows waits for a leader who is another, and calls nobody before', () => {
    const story = aWhistle({}, CLERK);
    expect([story.whistle().state, story.has(reportOf('housing'))]).toEqual(['awaiting_approval', false]);
    const itself = { ...LEADER, account: CLERK.account };
    expect(story.give(WHISTLE, 'approveWhistle', {}, itself)).toEqual({ code: 'own_whistle' });
    expect(story.give(WHISTLE, 'approveWhistle', {}, LEADER)).toBeUndefined();
    expect([story.whistle().state, story.has(reportOf('housing'))]).toEqual(['working', true]);
  });

  it('that waits too long for its approval is late', () => {
    const story = aWhistle({}, CLERK);
    story.pass(after(MONDAY, '2h'));
    expect(story.types(WHISTLE)).toEqual(['blown', 'clock_warned', 'clock_warned', 'clock_breached', 'urged']);
  });

  it('that nobody answers for calls nobody, and the request it was for goes on', () => {
    const story = aWhistle({ request: REQUEST }, CLERK);
    expect(story.give(WHISTLE, 'refuseWhistle', why, LEADER)).toBeUndefined();
    expect(story.whistle()).toMatchObject({ state: 'refused', ended: 'yes' });
    expect(story.told).toEqual([
      {
        to: REQUEST.case,
        name: 'concludeReferral',
        body: { referral: 'whistle', result: 'cancelled', from: 'W150302-2026-000001' },
      },
    ]);
    expect(story.give(WHISTLE, 'approveWhistle', {}, LEADER)).toEqual({ code: 'case_ended' });
  });

  it.each([['subdistrict_clerk'], ['subdistrict_leader']] as const)(
    'in an emergency calls at once, also when a %s blows it',
    (role) => {
      const story = aWhistle({ kind: 'emergency' }, someone(role, 'haibei'));
      expect([story.whistle().state, story.report('housing').state]).toEqual(['working', 'awaiting_sign_for']);
    },
  );

  describe('that a clerk blows in an emergency', () => {
    const over = { result: 'settled', summary: text('summary') };

    it('is answered for afterwards, which changes nothing else', () => {
      const story = aWhistle({ kind: 'emergency' }, CLERK);
      expect(story.due(WHISTLE, 'whistle_approval')).toBe(after(MONDAY, '2h'));
      expect(story.allowed(WHISTLE)).toEqual(expect.arrayContaining(['approveWhistle', 'refuseWhistle']));
      expect(story.give(WHISTLE, 'approveWhistle', {}, { ...LEADER, account: CLERK.account })?.code).toBe(
        'own_whistle',
      );
      expect(story.give(WHISTLE, 'approveWhistle', {}, LEADER)).toBeUndefined();
      expect(openClock(story.whistle(), 'whistle_approval')).toBeUndefined();
      expect(story.whistle().clocks.filter(({ clock }) => clock === 'whistle_release')).toHaveLength(1);
      expect(story.types(reportOf('housing'))).toEqual(['called']);
      expect(story.give(WHISTLE, 'approveWhistle', {}, LEADER)?.code).toBe('not_at_this_stage');
      expect(story.allowed(WHISTLE)).not.toContain('approveWhistle');
    });

    it('calls off who was called, when no leader answers for it and nobody has come', () => {
      const story = aWhistle({ kind: 'emergency', request: REQUEST }, CLERK);
      expect(story.give(WHISTLE, 'refuseWhistle', why, LEADER)).toBeUndefined();
      expect(story.whistle()).toMatchObject({ state: 'refused', ended: 'yes' });
      expect(story.report('urban-management')).toMatchObject({ state: 'ended', stoodDown: 'cancelled' });
      expect(story.told).toMatchObject([{ name: 'concludeReferral', body: { result: 'cancelled' } }]);
    });

    it('goes on with who had come, when no leader answers for it: it is concluded and marked, and the request hears what was done', () => {
      const story = aWhistle({ kind: 'emergency', request: REQUEST }, CLERK);
      story.give(reportOf('housing'), 'reportIn', on, HOUSING);
      story.give(reportOf('housing'), 'giveWhistleResult', { summary: text('result') }, HOUSING);
      expect(story.give(WHISTLE, 'refuseWhistle', why, LEADER)).toBeUndefined();
      expect(story.whistle()).toMatchObject({ state: 'working', answer: 'refused' });
      expect(story.report('housing')).toMatchObject({ state: 'result_given' });
      expect(story.report('urban-management')).toMatchObject({ state: 'ended', stoodDown: 'cancelled' });
      expect(story.told).toEqual([]);
      expect(story.give(WHISTLE, 'approveWhistle', {}, LEADER)?.code).toBe('not_at_this_stage');
      story.give(WHISTLE, 'releaseDepartment', { unit: 'housing', ...why }, CLERK);
      expect(story.give(WHISTLE, 'concludeWhistle', over, CLERK)).toBeUndefined();
      expect(story.told).toMatchObject([{ name: 'concludeReferral', body: { result: 'settled' } }]);
      expect(story.whistle().state).toBe('rating');
      expect(story.give(reportOf('housing'), 'rateWhistle', { justified: 'no' }, HOUSING)).toBeUndefined();
      const marks = { unit: 'housing', arrival: 5, result: 4, attitude: 5 };
      expect(story.give(WHISTLE, 'rateDepartment', marks, CLERK)).toBeUndefined();
      expect(story.whistle()).toMatchObject({ state: 'ended', answer: 'refused' });
    });

    it('is late when no leader answers, and is not concluded before', () => {
      const story = aWhistle({ kind: 'emergency' }, CLERK);
      for (const unit of ['housing', 'urban-management'])
        story.give(WHISTLE, 'releaseDepartment', { unit, ...why }, CLERK);
      expect(story.give(WHISTLE, 'concludeWhistle', over, CLERK)?.code).toBe('not_answered_for');
      story.pass(after(MONDAY, '2h'));
      expect(story.types(WHISTLE)).toContain('clock_breached');
      story.give(WHISTLE, 'approveWhistle', {}, LEADER);
      expect(story.give(WHISTLE, 'concludeWhistle', over, CLERK)).toBeUndefined();
    });
  });

  it('is not its departments’ to read before they are called, nor when they never were', () => {
    const procedure = proceedingOf(WHISTLE);
    const story = aWhistle({}, CLERK);
    const readers = () => procedure.units(story.whistle());
    expect(readers()).toEqual(['haibei']);
    story.give(WHISTLE, 'approveWhistle', {}, LEADER);
    expect(readers()).toEqual(['haibei', 'housing', 'urban-management']);
    const refused = aWhistle({}, CLERK);
    refused.give(WHISTLE, 'refuseWhistle', why, LEADER);
    expect(procedure.units(refused.whistle())).toEqual(['haibei']);
  });

  it('of a community calls its subdistrict, which does not command it', () => {
    const community = someone('community_clerk', 'haibei-01');
    const story = aWhistle(
      { by: 'haibei-01', blower: 'community', departments: [{ unit: 'haibei', kind: 'subdistrict', inForce: 'yes' }] },
      community,
    );
    expect(story.whistle().state).toBe('working');
    const refused = story.give(WHISTLE, 'releaseDepartment', { unit: 'haibei', ...why }, LEADER);
    expect(refused).toEqual({ code: 'not_the_commander', params: { unit: 'haibei-01' } });
    expect(story.give(WHISTLE, 'releaseDepartment', { unit: 'haibei', ...why }, community)).toBeUndefined();
  });

  it.each([
    ['itself', { unit: 'haibei', kind: 'subdistrict', inForce: 'yes' }, 'not_a_department'],
    ['a community', { unit: 'haibei-01', kind: 'community', inForce: 'yes' }, 'not_a_department'],
    ['the hotline', { unit: 'hotline-centre', kind: 'hotline_centre', inForce: 'yes' }, 'not_a_department'],
    ['who supervises', { unit: 'supervision', kind: 'supervision_office', inForce: 'yes' }, 'not_a_department'],
    ['who is no more', { unit: 'housing', kind: 'bureau', inForce: 'no' }, 'unit_not_in_force'],
  ] as const)('calls nobody in vain: not %s', (_who, department, code) => {
    const refusal = openNetwork().open({ case: WHISTLE, body: blown({ departments: [department] }) }, LEADER, MONDAY);
    expect(refusal?.code).toBe(code);
  });

  it('names no department twice, neither at once nor later', () => {
    const [housing] = blown().departments;
    if (housing === undefined) throw new Error('there is one');
    const twice = { case: WHISTLE, body: blown({ departments: [housing, housing] }) };
    expect(openNetwork().open(twice, LEADER, MONDAY)?.code).toBe('department_named_before');
    const story = aWhistle();
    expect(story.give(WHISTLE, 'nameDepartment', { department: housing }, LEADER)?.code).toBe(
      'department_named_before',
    );
    const another = { unit: 'ecology', kind: 'bureau', inForce: 'yes' };
    expect(story.give(WHISTLE, 'nameDepartment', { department: another }, LEADER)).toBeUndefined();
    expect(story.report('ecology').state).toBe('awaiting_sign_for');
  });
});

describe('another department', () => {
  const police = { department: { unit: 'police', kind: 'bureau', inForce: 'yes' } };

  it('is named by a clerk only while a leader’s answer is still to come', () => {
    const story = aWhistle({}, CLERK);
    expect(story.give(WHISTLE, 'nameDepartment', police, CLERK)).toBeUndefined();
    story.give(WHISTLE, 'approveWhistle', {}, LEADER);
    expect(story.report('police').state).toBe('awaiting_sign_for');
    const ecology = { department: { ...police.department, unit: 'ecology' } };
    expect(story.give(WHISTLE, 'nameDepartment', ecology, CLERK)?.code).toBe('leader_names');
    expect(story.give(WHISTLE, 'nameDepartment', ecology, LEADER)).toBeUndefined();
  });

  it('is none that a community may name: it has called its own subdistrict', () => {
    const community = someone('community_clerk', 'haibei-01');
    const haibei = { unit: 'haibei', kind: 'subdistrict', inForce: 'yes' } as const;
    const story = aWhistle({ by: 'haibei-01', blower: 'community', departments: [haibei] }, community);
    expect(story.give(WHISTLE, 'nameDepartment', police, community)?.code).toBe('only_own_subdistrict');
    expect(story.has(reportOf('police'))).toBe(false);
  });

  it('counts from when it is named, not from a call of before', () => {
    const story = aWhistle({ kind: 'emergency', phonedAt: after(MONDAY, '-20min') });
    story.give(WHISTLE, 'nameDepartment', police, LEADER, after(MONDAY, '1h'));
    expect(story.due(reportOf('police'), 'report_in')).toBe(after(MONDAY, '90min'));
  });

  it('is to be released in time also when nobody was held any more', () => {
    const story = aWhistle();
    for (const unit of ['housing', 'urban-management'])
      story.give(WHISTLE, 'releaseDepartment', { unit, ...why }, CLERK);
    expect(openClock(story.whistle(), 'whistle_conclusion')).toBeDefined();
    story.give(WHISTLE, 'nameDepartment', police, LEADER);
    expect(openClock(story.whistle(), 'whistle_conclusion')).toBeUndefined();
    expect(openClock(story.whistle(), 'whistle_release')).toBeDefined();
  });
});

describe('the limits', () => {
  const DUES = {
    emergency: { report_in: after(MONDAY, '30min') },
    joint_enforcement: {
      report_sign_for: after(MONDAY, '1h'),
      report_contact: after(MONDAY, '24h'),
      report_in: local('2026-03-06 00:00'),
      report_result: local('2026-03-17 00:00'),
    },
    key_work: {
      report_sign_for: after(MONDAY, '1h'),
      report_contact: after(MONDAY, '24h'),
      report_in: local('2026-03-10 00:00'),
      report_result: local('2026-03-17 00:00'),
    },
    residents_request: {
      report_sign_for: after(MONDAY, '4h'),
      report_in: local('2026-03-06 00:00'),
      report_result: local('2026-03-17 00:00'),
    },
  } as const;

  it.each(WHISTLE_KINDS)('are those of its kind: %s', (kind) => {
    const story = aWhistle({ kind });
    const dues = story.report('housing').clocks.map(({ clock, at }) => [clock, at]);
    expect(Object.fromEntries(dues)).toEqual(DUES[kind]);
    expect(story.due(WHISTLE, 'whistle_release')).toBe(local('2026-03-17 00:00'));
  });

  it('of an emergency count from the call, not from when it was written down', () => {
    const story = aWhistle({ kind: 'emergency', phonedAt: after(MONDAY, '-20min') });
    expect(story.due(reportOf('housing'), 'report_in')).toBe(after(MONDAY, '10min'));
  });

  it('of an emergency that was written down late count from when it was: nobody is late before being called', () => {
    const story = aWhistle({ kind: 'emergency', phonedAt: after(MONDAY, '-35min'), writtenLate: 'yes' });
    expect(story.due(reportOf('housing'), 'report_in')).toBe(after(MONDAY, '30min'));
    expect(story.types(reportOf('housing'))).toEqual(['called']);
  });
});

describe('事不完、人不撤', () => {
  const worked = () => {
    const story = aWhistle({ request: REQUEST });
    for (const [unit, actor] of [
      ['housing', HOUSING],
      ['urban-management', URBAN],
    ] as const) {
      story.give(reportOf(unit), 'reportIn', on, actor);
      story.give(reportOf(unit), 'giveWhistleResult', { summary: text('result') }, actor);
    }
    return story;
  };

  it('a department leaves when who blew lets it go, not when it is done', () => {
    const story = worked();
    expect([story.whistle().state, story.report('housing').state]).toEqual(['working', 'result_given']);
    expect(story.give(WHISTLE, 'releaseDepartment', { unit: 'housing', ...why }, HOUSING)?.code).toBe(
      'not_the_commander',
    );
    expect(story.give(WHISTLE, 'releaseDepartment', { unit: 'housing', ...why }, CLERK)).toBeUndefined();
    expect(story.report('housing')).toMatchObject({ state: 'released', stoodDown: 'released' });
    expect(story.give(WHISTLE, 'releaseDepartment', { unit: 'housing', ...why }, CLERK)?.code).toBe('already_released');
    expect(story.give(WHISTLE, 'releaseDepartment', { unit: 'police', ...why }, CLERK)?.code).toBe('not_whistled_for');
  });

  it('it is over when everybody was let go; the request is told what came of it', () => {
    const story = worked();
    const over = { result: 'settled', summary: text('summary') };
    expect(story.give(WHISTLE, 'concludeWhistle', over, CLERK)).toEqual({
      code: 'department_not_released',
      params: { unit: 'housing' },
    });
    for (const unit of ['housing', 'urban-management'])
      story.give(WHISTLE, 'releaseDepartment', { unit, ...why }, CLERK);
    expect(story.give(WHISTLE, 'concludeWhistle', over, CLERK)).toBeUndefined();
    expect(story.whistle()).toMatchObject({ state: 'rating', result: 'settled' });
    expect(story.told).toEqual([
      {
        to: REQUEST.case,
        name: 'concludeReferral',
        body: { referral: 'whistle', result: 'settled', from: 'W150302-2026-000001' },
      },
    ]);
  });

  it('after ten working days the district says who stays: on, within another limit', () => {
    const story = worked();
    story.pass(local('2026-03-17 00:00'));
    expect(story.whistle().state).toBe('awaiting_ruling');
    expect(story.give(WHISTLE, 'ruleOnStay', { ruling: 'stay', ...why, limit: '5wd' }, SUPERVISOR)).toBeUndefined();
    expect([story.whistle().state, story.due(WHISTLE, 'whistle_release')]).toEqual([
      'working',
      local('2026-03-25 00:00'),
    ]);
    expect(story.give(WHISTLE, 'ruleOnStay', { ruling: 'release', ...why }, SUPERVISOR)?.code).toBe(
      'not_at_this_stage',
    );
  });

  it('or that everybody may go', () => {
    const story = worked();
    story.pass(local('2026-03-17 00:00'));
    story.give(WHISTLE, 'ruleOnStay', { ruling: 'release', ...why }, SUPERVISOR);
    expect(story.whistle().departments.map(({ step }) => step)).toEqual(['released', 'released']);
    expect([story.report('housing').state, story.report('urban-management').state]).toEqual(['released', 'released']);
  });

  it('once everybody is gone nobody rules on who stays: what it came to is owed, and climbed after', () => {
    const story = aWhistle();
    story.give(reportOf('housing'), 'reportIn', on, HOUSING);
    for (const unit of ['housing', 'urban-management'])
      story.give(WHISTLE, 'releaseDepartment', { unit, ...why }, CLERK, after(MONDAY, '2h'));
    const open = openClocks(story.whistle()).map(({ clock, at }) => [clock, at]);
    expect(open).toEqual([['whistle_conclusion', local('2026-03-04 00:00')]]);
    story.pass(local('2026-03-17 00:00'));
    expect(story.types(WHISTLE)).not.toContain('stay_due');
    expect(story.types(WHISTLE)).toEqual(expect.arrayContaining(['clock_breached', 'urged', 'supervised']));
    const ruled = { ruling: 'stay', ...why, limit: '5wd' };
    expect(story.give(WHISTLE, 'ruleOnStay', ruled, SUPERVISOR)?.code).toBe('not_at_this_stage');
    story.give(WHISTLE, 'concludeWhistle', { result: 'settled', summary: text('summary') }, CLERK);
    expect(openClocks(story.whistle()).map(({ clock }) => clock)).toEqual(['whistle_rating']);
  });

  it('it is over for who waits for a ruling, too, when the last one leaves', () => {
    const story = worked();
    story.pass(local('2026-03-17 00:00'));
    for (const unit of ['housing', 'urban-management'])
      story.give(WHISTLE, 'releaseDepartment', { unit, ...why }, CLERK);
    expect([story.whistle().state, openClock(story.whistle(), 'whistle_ruling')]).toEqual(['working', undefined]);
    const away = aWhistle({ departments: [{ unit: 'housing', kind: 'bureau', inForce: 'yes' }] });
    away.give(reportOf('housing'), 'objectToWhistle', why, HOUSING);
    away.give(reportOf('housing'), 'ruleOnWhistle', { ruling: 'upheld', ...why }, SUPERVISOR);
    expect(openClocks(away.whistle()).map(({ clock }) => clock)).toEqual(['whistle_conclusion']);
  });

  it('it is not taken back when somebody has come', () => {
    expect(worked().give(WHISTLE, 'cancelWhistle', why, LEADER)).toEqual({
      code: 'department_on_site',
      params: { unit: 'housing' },
    });
  });

  it('it can be taken back, and nobody owes anything then', () => {
    const story = aWhistle({ request: REQUEST });
    expect(story.give(WHISTLE, 'cancelWhistle', why, LEADER)).toBeUndefined();
    expect([story.whistle().state, story.report('housing').state, story.report('housing').ended]).toEqual([
      'cancelled',
      'ended',
      'yes',
    ]);
    expect(story.told).toEqual([
      {
        to: REQUEST.case,
        name: 'concludeReferral',
        body: { referral: 'whistle', result: 'cancelled', from: 'W150302-2026-000001' },
      },
    ]);
  });
});

describe('the marks', () => {
  const marks = { arrival: 5, result: 4, attitude: 3 } as const;
  const over = () => {
    const story = aWhistle();
    story.give(reportOf('housing'), 'reportIn', on, HOUSING);
    story.give(reportOf('urban-management'), 'reportIn', on, URBAN);
    for (const unit of ['housing', 'urban-management'])
      story.give(WHISTLE, 'releaseDepartment', { unit, ...why }, CLERK);
    story.give(WHISTLE, 'concludeWhistle', { result: 'settled', summary: text('summary') }, CLERK);
    return story;
  };

  it('go both ways; when every department has its own nothing more is waited for', () => {
    const story = over();
    for (const [unit, actor] of [
      ['housing', HOUSING],
      ['urban-management', URBAN],
    ] as const) {
      expect(story.give(WHISTLE, 'rateDepartment', { unit, ...marks }, CLERK)).toBeUndefined();
      expect(
        story.give(reportOf(unit), 'rateWhistle', { justified: unit === 'housing' ? 'yes' : 'no' }, actor),
      ).toBeUndefined();
    }
    expect(story.whistle()).toMatchObject({ state: 'ended', ended: 'yes' });
    expect(story.whistle().departments.map(({ marks: given }) => given)).toEqual([marks, marks]);
    expect([story.report('housing').justified, story.report('urban-management').justified]).toEqual(['yes', 'no']);
    expect(story.report('housing').ended).toBe('yes');
  });

  it('are given once', () => {
    const story = over();
    story.give(WHISTLE, 'rateDepartment', { unit: 'housing', ...marks }, CLERK);
    expect(story.give(WHISTLE, 'rateDepartment', { unit: 'housing', ...marks }, CLERK)?.code).toBe('rated_before');
    expect(story.give(WHISTLE, 'rateDepartment', { unit: 'police', ...marks }, CLERK)?.code).toBe('not_whistled_for');
  });

  it('are given once a department was released, not before', () => {
    const story = aWhistle();
    story.give(reportOf('housing'), 'reportIn', on, HOUSING);
    const rate = () => story.give(WHISTLE, 'rateDepartment', { unit: 'housing', ...marks }, CLERK);
    expect(rate()).toEqual({ code: 'department_not_released', params: { unit: 'housing' } });
    story.give(WHISTLE, 'releaseDepartment', { unit: 'housing', ...why }, CLERK);
    expect(rate()).toBeUndefined();
  });

  it('are given to who came, not to who was let go before it was due, nor to who need not have been called', () => {
    const story = aWhistle();
    const third = { department: { unit: 'police', kind: 'bureau', inForce: 'yes' } };
    story.give(WHISTLE, 'nameDepartment', third, LEADER);
    story.give(reportOf('housing'), 'objectToWhistle', why, HOUSING);
    story.give(reportOf('housing'), 'ruleOnWhistle', { ruling: 'upheld', ...why }, SUPERVISOR);
    story.give(reportOf('urban-management'), 'reportIn', on, URBAN);
    const rate = (unit: string) => story.give(WHISTLE, 'rateDepartment', { unit, ...marks }, CLERK)?.code;
    for (const unit of ['urban-management', 'police'])
      story.give(WHISTLE, 'releaseDepartment', { unit, ...why }, CLERK);
    expect([rate('housing'), rate('police')]).toEqual(['not_marked', 'not_marked']);
    story.give(WHISTLE, 'concludeWhistle', { result: 'settled', summary: text('summary') }, CLERK);
    expect([story.whistle().state, rate('police')]).toEqual(['rating', 'not_marked']);
    expect(rate('urban-management')).toBeUndefined();
    expect(story.whistle().ended).toBe('yes');
  });

  it('are given to who was due and had not come', () => {
    const story = aWhistle({ kind: 'emergency' });
    story.pass(after(MONDAY, '30min'));
    story.give(WHISTLE, 'releaseDepartment', { unit: 'housing', ...why }, LEADER);
    expect(story.give(WHISTLE, 'rateDepartment', { unit: 'housing', ...marks }, LEADER)).toBeUndefined();
  });

  it('are waited for by nobody, when all were given before it was concluded, or nobody came', () => {
    const conclude = (arrived: readonly string[], rated: readonly string[]) => {
      const story = aWhistle();
      for (const unit of arrived) story.give(reportOf(unit), 'reportIn', on, ofUnit(unit));
      for (const unit of ['housing', 'urban-management'])
        story.give(WHISTLE, 'releaseDepartment', { unit, ...why }, CLERK);
      for (const unit of rated) story.give(WHISTLE, 'rateDepartment', { unit, ...marks }, CLERK);
      story.give(WHISTLE, 'concludeWhistle', { result: 'settled', summary: text('summary') }, CLERK);
      return story.whistle().state;
    };
    expect(conclude(['housing'], ['housing'])).toBe('ended');
    expect(conclude([], [])).toBe('ended');
    expect(conclude(['housing'], [])).toBe('rating');
  });

  it('are waited for no more of who was excused after it was let go', () => {
    const story = aWhistle();
    story.give(reportOf('housing'), 'objectToWhistle', why, HOUSING);
    story.give(reportOf('housing'), 'reportIn', on, HOUSING);
    for (const unit of ['housing', 'urban-management'])
      story.give(WHISTLE, 'releaseDepartment', { unit, ...why }, CLERK);
    story.give(WHISTLE, 'concludeWhistle', { result: 'settled', summary: text('summary') }, CLERK);
    story.give(reportOf('housing'), 'ruleOnWhistle', { ruling: 'upheld', ...why }, SUPERVISOR);
    expect(story.whistle().departments[0]?.step).toBe('excused');
    expect(story.whistle()).toMatchObject({ state: 'ended', ended: 'yes' });
  });

  it('are waited for five working days, and no longer', () => {
    const story = over();
    story.pass(local('2026-03-10 00:00'));
    expect(story.whistle()).toMatchObject({ state: 'ended', ended: 'yes' });
    expect(story.report('housing')).toMatchObject({ state: 'ended', ended: 'yes' });
  });
});

describe('who is told', () => {
  const told = (story: ReturnType<typeof aWhistle>, id: string, ...types: readonly string[]) =>
    noticesOfCase(undefined, story.events(id))
      .filter(({ type, template }) => template !== 'event' && types.includes(type))
      .map(({ type, recipient, template }) => [type, recipient, template].join(' '));

  it('of a whistle to be approved is its leader, only where it still waits for that', () => {
    const asked = ['blown unit:haibei:head whistle_to_approve'];
    expect(told(aWhistle({}, CLERK), WHISTLE, 'blown')).toEqual(asked);
    expect(told(aWhistle({ kind: 'emergency' }, CLERK), WHISTLE, 'blown')).toEqual(asked);
    expect(told(aWhistle(), WHISTLE, 'blown')).toEqual([]);
  });

  it('of what the commander owes are its own people, before anybody above', () => {
    const story = aWhistle({}, CLERK);
    story.pass(after(MONDAY, '2h'));
    expect(told(story, WHISTLE, 'clock_warned', 'clock_breached', 'urged')).toEqual([
      'clock_warned unit:haibei:head clock_warned',
      'clock_warned unit:haibei:head clock_warned',
      'clock_breached unit:haibei:head clock_breached',
      'urged unit:haibei:head urged',
    ]);
    const held = aWhistle();
    held.pass(local('2026-03-17 00:00'));
    expect(told(held, WHISTLE, 'clock_breached', 'stay_due')).toEqual([
      'clock_breached unit:haibei:coordinator clock_breached',
      'stay_due role:supervisor stay_due',
    ]);
    const left = aWhistle();
    for (const unit of ['housing', 'urban-management'])
      left.give(WHISTLE, 'releaseDepartment', { unit, ...why }, CLERK);
    left.pass(local('2026-03-20 00:00'));
    expect(told(left, WHISTLE, 'clock_breached', 'supervised').slice(0, 3)).toEqual([
      'clock_breached unit:haibei:coordinator clock_breached',
      'supervised unit:haibei:coordinator supervised',
      'supervised unit:haibei:head supervised',
    ]);
  });

  it('of an objection is also the commander, of who stays also who must', () => {
    const story = aWhistle();
    story.give(reportOf('housing'), 'objectToWhistle', why, HOUSING);
    expect(told(story, reportOf('housing'), 'whistle_objected')).toEqual([
      'whistle_objected role:supervisor whistle_objected',
      'whistle_objected unit:haibei:coordinator department_objected',
    ]);
    story.give(WHISTLE, 'releaseDepartment', { unit: 'housing', ...why }, CLERK);
    story.pass(local('2026-03-17 00:00'));
    story.give(WHISTLE, 'ruleOnStay', { ruling: 'stay', ...why, limit: '5wd' }, SUPERVISOR);
    expect(told(story, WHISTLE, 'stay_ruled')).toEqual([
      'stay_ruled unit:haibei:coordinator whistle_ruled',
      'stay_ruled unit:urban-management:coordinator must_stay',
    ]);
  });

  it('of the marks that are due are both sides, of who came; who was called off is asked for none', () => {
    const story = aWhistle();
    story.give(reportOf('housing'), 'reportIn', on, HOUSING);
    for (const unit of ['housing', 'urban-management'])
      story.give(WHISTLE, 'releaseDepartment', { unit, ...why }, CLERK);
    const over = { result: 'settled', summary: text('summary') };
    story.give(WHISTLE, 'concludeWhistle', over, CLERK);
    expect(told(story, WHISTLE, 'whistle_concluded')).toEqual([
      'whistle_concluded unit:haibei:coordinator marks_due',
      'whistle_concluded unit:housing:coordinator marks_due',
    ]);
    const back = aWhistle();
    back.give(WHISTLE, 'cancelWhistle', why, LEADER);
    expect(told(back, reportOf('housing'), 'stood_down')).toEqual(['stood_down unit:housing:coordinator called_off']);
  });
});

describe('a whistle on what reports somebody', () => {
  const ecology = { unit: 'ecology', kind: 'bureau', inForce: 'yes' } as const;
  const about = (against: Blown['against']) => aWhistle({ request: REQUEST, against: against ?? { unit: 'ecology' } });

  it('calls whom it reports neither at once nor afterwards; of whom only a person is meant, unless that is its head', () => {
    const refused = { code: 'reported_unit', params: { unit: 'housing' } };
    const body = blown({ against: { unit: 'housing' } });
    expect(openNetwork().open({ case: WHISTLE, body }, LEADER, MONDAY)).toEqual(refused);
    const name = (against: Blown['against']) =>
      about(against).give(WHISTLE, 'nameDepartment', { department: ecology }, LEADER)?.code;
    expect(name({ unit: 'ecology' })).toBe('unit_cannot_come');
    expect(name({ unit: 'ecology', staff: 'yes', head: 'yes' })).toBe('unit_cannot_come');
    expect(name({ unit: 'ecology', staff: 'yes' })).toBeUndefined();
  });

  it('tells its departments, so that it is kept from whom it is about there, too; only the head of theirs hears of it', () => {
    const against = { unit: 'housing', staff: 'yes', account: 'account-x' } as const;
    const story = about(against);
    expect(story.report('housing').opened.against).toEqual(against);
    const told = noticesOfCase(undefined, story.events(reportOf('housing')));
    expect(told.filter(({ template }) => template === 'whistled').map(({ recipient }) => recipient)).toEqual([
      'unit:housing:head',
    ]);
  });
});

describe('every case that is no request', () => {
  it('takes a word, and a calendar that moves its dues later', () => {
    const story = aWhistle();
    expect(story.give(WHISTLE, 'comment', { text: text('word') }, SUPERVISOR)).toBeUndefined();
    const year = blown().terms.calendar.years['2026'];
    if (year === undefined) throw new Error('there is one');
    const calendar = {
      ...blown().terms.calendar,
      years: { 2026: { ...year, version: 99, off: [...year.off, '03-05'] } },
    };
    expect(story.give(reportOf('housing'), 'adoptCalendar', { calendar }, someone('system'))).toBeUndefined();
    expect(story.due(reportOf('housing'), 'report_in')).toBe(local('2026-03-07 00:00'));
    expect(story.give(reportOf('housing'), 'adoptCalendar', { calendar }, someone('system'))?.code).toBe(
      'nothing_changes',
    );
  });

  it('offers what makes sense just now', () => {
    const story = aWhistle({}, CLERK);
    expect(story.allowed(WHISTLE)).toEqual(
      expect.arrayContaining(['approveWhistle', 'refuseWhistle', 'nameDepartment', 'cancelWhistle', 'comment']),
    );
    expect(story.allowed(WHISTLE)).not.toContain('ruleOnStay');
    story.give(WHISTLE, 'refuseWhistle', why, LEADER);
    expect(story.allowed(WHISTLE)).toEqual([]);
  });
});
