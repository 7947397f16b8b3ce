import { describe, expect, it } from '@jest/globals';
import { noticesOfCase } from '../../../src/domain/case-notices.js';
import { proceedingOf, stateAfter } from '../../../src/domain/procedures.js';
import { SYSTEM_ACTOR } from '../../../src/domain/envelope.js';
import { HAIBEI, HOUSING, SANITATION, someone, text } from '../../support/domain.js';
import { aWhistle, blown, CLERK, ofUnit, on, reportOf, WHISTLE, why, type Story } from './stories.js';

const REPORT = reportOf('housing');

function succeeded(story: Story, caseId: string, from: string, to: object) {
  return story.give(caseId, 'succeedUnit', { from, to }, SYSTEM_ACTOR);
}

/** A whistle whose housing bureau has become part of the sanitation bureau. */
function abolished(): Story {
  const story = aWhistle();
  for (const id of [WHISTLE, REPORT]) expect(succeeded(story, id, 'housing', SANITATION)).toBeUndefined();
  return story;
}

describe('the successor of a unit', () => {
  it('does what is left to do of a whistle, in its own name', () => {
    const story = abolished();
    expect(story.give(REPORT, 'signForWhistle', {}, ofUnit('sanitation'))).toBeUndefined();
    expect(story.give(REPORT, 'reportIn', on, ofUnit('sanitation'))).toBeUndefined();
    expect(story.give(WHISTLE, 'releaseDepartment', { unit: 'housing', ...why }, CLERK)).toBeUndefined();
    expect(story.report('housing')).toMatchObject({ step: 'released' });
    const signed = story.events(REPORT).find(({ type }) => type === 'report_signed_for');
    expect(signed?.actor.unit).toBe('sanitation');
  });

  it('commands what the former has blown', () => {
    const story = aWhistle();
    expect(succeeded(story, WHISTLE, 'haibei', SANITATION)).toBeUndefined();
    const leader = someone('unit_head', 'sanitation');
    for (const unit of ['housing', 'urban-management'])
      expect(story.give(WHISTLE, 'releaseDepartment', { unit, ...why }, leader)).toBeUndefined();
    expect(story.give(WHISTLE, 'releaseDepartment', { unit: 'housing', ...why }, ofUnit('water'))).toMatchObject({
      code: 'not_the_commander',
    });
  });

  it('commands and answers in the place of each that it has come after, also where it has a part of its own', () => {
    const story = aWhistle();
    const own = reportOf('urban-management');
    // Who blew it has become part of the housing bureau, which was called.
    for (const id of [WHISTLE, own]) expect(succeeded(story, id, 'haibei', HOUSING)).toBeUndefined();
    story.give(own, 'reportIn', { how: 'absent', explanation: text('why') }, ofUnit('urban-management'));
    const clerk = { ...CLERK, unit: 'housing' };
    expect(story.give(own, 'ruleOnAbsence', { ruling: 'accepted' }, clerk)).toBeUndefined();
    expect(story.give(WHISTLE, 'releaseDepartment', { unit: 'urban-management', ...why }, clerk)).toBeUndefined();
    const before = aWhistle({ terms: { ...blown().terms, rules: 3 } });
    succeeded(before, WHISTLE, 'haibei', HOUSING);
    expect(before.give(WHISTLE, 'releaseDepartment', { unit: 'urban-management', ...why }, clerk)?.code).toBe(
      'not_the_commander',
    );
  });

  it('reads it, and is told in the place of the former', () => {
    const story = abolished();
    expect(proceedingOf(REPORT).units(story.report('housing'))).toEqual(
      expect.arrayContaining(['housing', 'sanitation']),
    );
    expect(story.give(WHISTLE, 'releaseDepartment', { unit: 'housing', ...why }, CLERK)).toBeUndefined();
    const events = story.events(REPORT);
    const before = stateAfter(REPORT, events.slice(0, -1));
    const recipients = noticesOfCase(before, events.slice(-1)).map(({ recipient }) => recipient);
    expect(recipients).toContain('unit:sanitation:coordinator');
    expect(recipients.filter((one) => one.startsWith('unit:housing:'))).toEqual([]);
  });

  it('comes once, in force, to what it has a part in, and never to what reports it', () => {
    const story = abolished();
    expect(succeeded(story, REPORT, 'housing', HAIBEI)).toMatchObject({ code: 'not_of_unit' });
    expect(succeeded(story, REPORT, 'water', HAIBEI)).toMatchObject({ code: 'not_of_unit' });
    expect(succeeded(story, REPORT, 'sanitation', { ...HAIBEI, inForce: 'no' })).toMatchObject({
      code: 'unit_not_in_force',
    });
    // Nobody comes after themselves.
    expect(succeeded(story, REPORT, 'sanitation', HOUSING)).toMatchObject({ code: 'unit_not_in_force' });
    const reported = aWhistle({ against: { unit: 'sanitation' } });
    expect(succeeded(reported, WHISTLE, 'housing', SANITATION)).toMatchObject({ code: 'reported_unit' });
  });
});
