import { describe, expect, it } from '@jest/globals';
import { noticesOfCase } from '../../../src/domain/case-notices.js';
import { openClock, openClocks } from '../../../src/domain/case/clock.js';
import type { Actor } from '../../../src/domain/envelope.js';
import type { WhistleKind } from '../../../src/domain/vocabulary.js';
import { after, local, MONDAY, text } from '../../support/domain.js';
import { aWhistle, blown, CLERK, ofUnit, on, reportOf, SITE, SUPERVISOR, WHISTLE, why, type Story } from './stories.js';

const HOUSING = ofUnit('housing');
const URBAN = ofUnit('urban-management');

describe('a department', () => {
  it('signs for it, speaks with the subdistrict, comes, and says what it did', () => {
    const story = aWhistle();
    const own = reportOf('housing');
    const steps: readonly (readonly [string, object])[] = [
      ['signForWhistle', {}],
      ['contactSubdistrict', { means: 'phone' }],
      ['reportIn', on],
      ['giveWhistleResult', { summary: text('result') }],
    ];
    const states = steps.map(([name, body]) => [story.give(own, name, body, HOUSING), story.report('housing').state]);
    expect(states).toEqual([
      [undefined, 'signed_for'],
      [undefined, 'signed_for'],
      [undefined, 'on_site'],
      [undefined, 'result_given'],
    ]);
    expect(story.report('housing').clocks.map(({ status }) => status)).toEqual(['met', 'met', 'met', 'met']);
  });

  it('that comes at once has signed for it with that', () => {
    const story = aWhistle();
    expect(story.give(reportOf('housing'), 'reportIn', on, HOUSING)).toBeUndefined();
    expect(openClock(story.report('housing'), 'report_sign_for')).toBeUndefined();
  });

  it('has arrived within the radius of the site, or says why its position is another', () => {
    const story = aWhistle({ site: SITE });
    const come = (more: object) => story.give(reportOf('housing'), 'reportIn', { ...on, ...more }, HOUSING);
    expect(come({})).toEqual({ code: 'position_required' });
    expect(come({ metres: 201 })).toEqual({ code: 'too_far_from_site', params: { metres: 201, within: 200 } });
    expect(come({ metres: 201, explanation: text('detour') })).toBeUndefined();
    expect(story.give(reportOf('urban-management'), 'reportIn', { ...on, metres: 200 }, URBAN)).toBeUndefined();
  });

  it.each([[undefined], [SITE]])('says where it is, by its position or in words, whatever it explains: %j', (site) => {
    const come = (more: object) =>
      aWhistle({ ...(site && { site }) }).give(
        reportOf('housing'),
        'reportIn',
        { how: 'on_site', person: text('person'), ...more },
        HOUSING,
      );
    const explanation = text('on the way');
    expect(come({ explanation })).toEqual({ code: 'place_required' });
    expect(come({ position: { latitude: 39_670_000, longitude: 106_820_000 }, explanation })).toBeUndefined();
    expect(come({ where: text('where'), explanation })).toBeUndefined();
  });

  describe('that explains why nobody comes', () => {
    const own = reportOf('housing');
    const absent = { how: 'absent', explanation: text('why') };
    const explained = (kind: WhistleKind = 'joint_enforcement') => {
      const story = aWhistle({ kind });
      expect(story.give(own, 'reportIn', absent, HOUSING)).toBeUndefined();
      return story;
    };
    const rule = (story: Story, ruling: 'accepted' | 'rejected', by: Actor = CLERK) =>
      story.give(own, 'ruleOnAbsence', { ruling, remark: text('remark') }, by);
    const marks = { unit: 'housing', arrival: 1, result: 1, attitude: 1 };
    const markedOnceReleased = (story: Story) => {
      story.give(WHISTLE, 'releaseDepartment', { unit: 'housing', ...why }, CLERK);
      return story.give(WHISTLE, 'rateDepartment', marks, CLERK)?.code;
    };

    it('has not arrived, has no result, and owes its arrival as before', () => {
      const story = explained();
      expect(story.report('housing')).toMatchObject({ arrival: 'absent', state: 'absent', absence: 'open' });
      expect(story.report('housing').clocks.map(({ clock, status }) => [clock, status])).toEqual([
        ['report_sign_for', 'met'],
        ['report_contact', 'met'],
        ['report_in', 'running'],
        ['report_result', 'running'],
        ['absence_ruling', 'running'],
      ]);
      expect(story.give(own, 'reportIn', absent, HOUSING)?.code).toBe('not_at_this_stage');
      expect(story.give(own, 'giveWhistleResult', { summary: text('result') }, HOUSING)?.code).toBe(
        'not_at_this_stage',
      );
    });

    it('is late and climbed after in an emergency, too, and marked, as long as nobody accepts it', () => {
      const story = explained('emergency');
      story.pass(after(MONDAY, '2h'));
      expect(story.types(own)).toEqual(expect.arrayContaining(['clock_breached', 'urged', 'supervised']));
      expect(markedOnceReleased(story)).toBeUndefined();
    });

    it('owes nothing more once who commands accepts it, and is not marked', () => {
      const story = explained();
      expect(story.allowed(own)).toContain('ruleOnAbsence');
      expect(rule(story, 'accepted')).toBeUndefined();
      expect(story.report('housing')).toMatchObject({ state: 'absent', absence: 'accepted' });
      expect(openClocks(story.report('housing'))).toEqual([]);
      expect(rule(story, 'rejected')?.code).toBe('no_absence_open');
      expect(story.allowed(own)).not.toContain('ruleOnAbsence');
      expect(markedOnceReleased(story)).toBe('not_marked');
    });

    it('owes its arrival when who commands does not accept it, and is marked', () => {
      const story = explained();
      expect(rule(story, 'rejected')).toBeUndefined();
      expect(story.report('housing')).toMatchObject({ state: 'signed_for', absence: 'rejected' });
      expect(story.report('housing').arrival).toBeUndefined();
      expect(openClock(story.report('housing'), 'report_in')?.status).toBe('running');
      expect(markedOnceReleased(story)).toBeUndefined();
    });

    it('is answered by who commands only, who is told of it; it is told what they say', () => {
      const story = explained();
      expect(rule(story, 'accepted', HOUSING)).toEqual({ code: 'not_the_commander', params: { unit: 'haibei' } });
      expect(rule(story, 'accepted', SUPERVISOR)?.code).toBe('not_the_commander');
      rule(story, 'rejected');
      const said = noticesOfCase(undefined, story.events(own)).map(
        ({ template, recipient }) => `${template} ${recipient}`,
      );
      expect(said).toEqual(
        expect.arrayContaining([
          'absence_to_rule unit:haibei:coordinator',
          'absence_rejected unit:housing:coordinator',
        ]),
      );
    });

    const asked = (story: Story) =>
      story
        .report('housing')
        .clocks.filter(({ clock }) => clock === 'absence_ruling')
        .map(({ unit, status, at }) => [unit, status, at]);

    it('waits for an answer that who called it owes, and is late with like any other', () => {
      const story = explained();
      expect(asked(story)).toMatchObject([['haibei', 'running', expect.any(String)]]);
      story.pass(local('2026-03-04 09:00'));
      expect(story.report('housing').ladders).toMatchObject({ haibei: { rung: 'unit_head' } });
      const said = noticesOfCase(undefined, story.events(own))
        .filter(
          ({ type, recipient }) =>
            ['clock_breached', 'urged', 'supervised'].includes(type) && recipient !== 'subscribers',
        )
        .map(({ template, recipient }) => `${template} ${recipient}`);
      expect(said).toEqual([
        'clock_breached unit:haibei:coordinator',
        'urged unit:haibei:coordinator',
        'supervised unit:haibei:coordinator',
        'supervised unit:haibei:head',
      ]);
      rule(story, 'accepted');
      expect(asked(story)).toMatchObject([['haibei', 'met', expect.any(String)]]);
      expect(story.report('housing').ladders).toBeUndefined();
    });

    it('waits for no answer any more when it may go, or has come', () => {
      const gone = explained();
      gone.give(WHISTLE, 'releaseDepartment', { unit: 'housing', ...why }, CLERK);
      const come = explained();
      come.give(own, 'reportIn', on, HOUSING);
      for (const story of [gone, come]) {
        expect(asked(story)).toMatchObject([['haibei', 'stopped', expect.any(String)]]);
        expect(story.report('housing').absence).toBeUndefined();
      }
    });

    it('waits without a date for whoever called it before', () => {
      const story = aWhistle({ terms: { ...blown().terms, rules: 3 } });
      story.give(own, 'reportIn', absent, HOUSING);
      expect(asked(story)).toEqual([]);
      story.give(WHISTLE, 'releaseDepartment', { unit: 'housing', ...why }, CLERK);
      expect(story.report('housing').absence).toBe('open');
    });

    it('is climbed for by whoever called a vertical body, too, which itself is urged and no more', () => {
      const tax = { unit: 'tax', kind: 'vertical', inForce: 'yes', ground: '演示·依据' } as const;
      const story = aWhistle({ departments: [tax] });
      story.give(reportOf('tax'), 'reportIn', absent, ofUnit('tax'));
      story.pass(local('2026-03-20 09:00'));
      expect(story.report('tax').ladders).toMatchObject({
        haibei: { rung: 'district_leader' },
        tax: { rung: 'urge' },
      });
    });

    it('may still come, whatever was said of it', () => {
      for (const ruling of [undefined, 'accepted', 'rejected'] as const) {
        const story = explained();
        if (ruling) rule(story, ruling);
        expect(story.give(own, 'reportIn', on, HOUSING)).toBeUndefined();
        expect(story.report('housing')).toMatchObject({ arrival: 'on_site', state: 'on_site' });
        expect(story.give(own, 'giveWhistleResult', { summary: text('result') }, HOUSING)).toBeUndefined();
        expect(markedOnceReleased(story)).toBeUndefined();
      }
    });
  });

  it('has a result only when it was there', () => {
    const story = aWhistle();
    expect(story.give(reportOf('housing'), 'giveWhistleResult', { summary: text('result') }, HOUSING)?.code).toBe(
      'not_at_this_stage',
    );
  });

  it('answers for itself only', () => {
    const story = aWhistle();
    expect(story.give(reportOf('housing'), 'signForWhistle', {}, URBAN)).toEqual({
      code: 'not_the_department',
      params: { unit: 'housing' },
    });
  });

  it('that does not come is climbed after', () => {
    const story = aWhistle();
    story.pass(local('2026-03-09 09:00'));
    expect(story.types(reportOf('housing'))).toEqual(expect.arrayContaining(['clock_breached', 'urged', 'supervised']));
    const rungs = story
      .events(reportOf('housing'))
      .flatMap(({ type, body }) => (type === 'supervised' ? [(body as { level: string }).level] : []));
    expect(rungs.slice(0, 3)).toEqual(['unit_head', 'supervision_office', 'district_leader']);
  });

  it('of a vertical body was asked by letter: it is urged, and nobody here commands it', () => {
    const story = aWhistle({ departments: [{ unit: 'tax', kind: 'vertical', inForce: 'yes' }] });
    story.pass(local('2026-03-20 09:00'));
    expect(story.report('tax').opened.letter).toBe('yes');
    expect(story.types(reportOf('tax'))).toContain('urged');
    expect(story.types(reportOf('tax'))).not.toContain('supervised');
  });
});

describe('a department that was called wrongly', () => {
  const own = reportOf('housing');

  it('says so once; its clocks stand still until the district has ruled', () => {
    const story = aWhistle();
    expect(story.give(own, 'objectToWhistle', why, HOUSING)).toBeUndefined();
    expect(story.report('housing').state).toBe('objected');
    story.pass(after(MONDAY, '3h'));
    expect(story.types(own)).not.toContain('clock_breached');
    const ruled = { ruling: 'rejected', ...why };
    expect(story.give(own, 'ruleOnWhistle', ruled, SUPERVISOR, after(MONDAY, '3h'))).toBeUndefined();
    expect(story.report('housing').state).toBe('awaiting_sign_for');
    expect(story.due(own, 'report_sign_for')).toBe(after(MONDAY, '4h'));
    expect(story.give(own, 'objectToWhistle', why, HOUSING)?.code).toBe('objected_before');
    expect(story.give(own, 'ruleOnWhistle', ruled, SUPERVISOR)?.code).toBe('no_objection_open');
  });

  it('need not come when the district says so, and is held no more', () => {
    const story = aWhistle();
    story.give(own, 'objectToWhistle', why, HOUSING);
    story.give(own, 'ruleOnWhistle', { ruling: 'upheld', ...why }, SUPERVISOR);
    expect(story.report('housing')).toMatchObject({ state: 'released', stoodDown: 'excused' });
    expect(story.whistle().departments[0]?.step).toBe('excused');
  });

  it('comes first and argues afterwards in an emergency: nothing stands still', () => {
    const story = aWhistle({ kind: 'emergency' });
    story.give(own, 'objectToWhistle', why, HOUSING);
    expect(story.due(own, 'report_in')).toBe(after(MONDAY, '30min'));
    story.pass(after(MONDAY, '30min'));
    expect(story.types(own)).toContain('clock_breached');
  });

  it.each([['emergency'], ['joint_enforcement']] as const)(
    'may come all the same while it objects, and say what it did: %s',
    (kind) => {
      const story = aWhistle({ kind });
      story.give(own, 'objectToWhistle', why, HOUSING);
      expect(story.report('housing').state).toBe('objected');
      expect(story.allowed(own)).toEqual(
        expect.arrayContaining(['signForWhistle', 'contactSubdistrict', 'reportIn', 'ruleOnWhistle']),
      );
      expect(story.allowed(own)).not.toContain('objectToWhistle');
      expect(story.give(own, 'reportIn', on, HOUSING, after(MONDAY, '10min'))).toBeUndefined();
      expect(story.give(own, 'giveWhistleResult', { summary: text('result') }, HOUSING)).toBeUndefined();
      expect(story.give(own, 'objectToWhistle', why, HOUSING)?.code).toBe('not_at_this_stage');
      story.pass(after(MONDAY, '40min'));
      const late = story.report('housing').clocks.find(({ clock }) => clock === 'report_in');
      expect([late?.status, late?.breachedAt]).toEqual(['met', undefined]);
    },
  );

  it('is ruled on also after it was let go, and its report does not close before', () => {
    const objecting = () => {
      const story = aWhistle();
      story.give(own, 'objectToWhistle', why, HOUSING);
      story.give(WHISTLE, 'releaseDepartment', { unit: 'housing', ...why }, CLERK);
      expect(openClock(story.report('housing'), 'whistle_objection')?.status).toBe('running');
      return story;
    };
    const late = objecting();
    late.pass(local('2026-03-20 00:00'));
    expect(late.types(own)).toContain('clock_breached');
    expect(late.report('housing')).toMatchObject({ state: 'released', objection: 'open' });

    const story = objecting();
    expect(story.give(own, 'rateWhistle', { justified: 'no' }, HOUSING)).toBeUndefined();
    expect(story.give(own, 'rateWhistle', { justified: 'yes' }, HOUSING)?.code).toBe('rated_before');
    expect(story.report('housing').ended).toBeUndefined();
    story.give(own, 'ruleOnWhistle', { ruling: 'rejected', ...why }, SUPERVISOR);
    expect(story.report('housing')).toMatchObject({ state: 'ended', stoodDown: 'released' });
  });

  it('and was let go before the district said so, was excused: nothing else happens twice', () => {
    const story = aWhistle();
    story.give(own, 'objectToWhistle', why, HOUSING);
    story.give(WHISTLE, 'releaseDepartment', { unit: 'housing', ...why }, CLERK);
    story.give(own, 'ruleOnWhistle', { ruling: 'upheld', ...why }, SUPERVISOR);
    expect(story.types(own).filter((type) => type === 'stood_down')).toHaveLength(1);
    expect(story.report('housing').clocks.filter(({ clock }) => clock === 'whistle_rating')).toHaveLength(1);
    expect(story.report('housing')).toMatchObject({ state: 'released', stoodDown: 'excused' });
    story.pass(local('2026-03-20 00:00'));
    expect(story.report('housing').ended).toBe('yes');
  });

  it('is ruled on in time, or the district is late', () => {
    const story = aWhistle();
    story.give(own, 'objectToWhistle', why, HOUSING);
    story.pass(local('2026-03-02 17:00'));
    const late = story.events(own).find(({ type }) => type === 'clock_breached');
    expect(late?.body).toMatchObject({ clock: 'whistle_objection' });
    expect(late?.body).not.toHaveProperty('unit');
  });
});
