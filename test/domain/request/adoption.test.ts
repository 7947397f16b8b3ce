import { describe, expect, it } from '@jest/globals';
import {
  AMENDED,
  BODIES,
  calendar,
  changes,
  LONGER,
  local,
  SANITATION,
  someone,
  storyAt,
  text,
  aRequest,
  Story,
  aSubmission,
} from '../../support/domain.js';

describe('a calendar that is amended', () => {
  it('moves a published due later, and what is counted after goes by it', () => {
    const story = storyAt('handling');
    expect(story.clock('result').lastDay).toBe('2026-03-09');
    const [event] = story.give('adoptCalendar');
    expect(changes(event)).toEqual(['recalculated result']);
    expect(story.clock('result').lastDay).toBe('2026-03-11');
    story.give('requestExtension');
    story.give('ruleOnExtension');
    expect(story.clock('result').lastDay).toBe('2026-03-12');
    expect(story.terms.calendar).toEqual(AMENDED);
  });

  it('never moves a published due earlier', () => {
    const story = storyAt('handling');
    story.give('adoptCalendar');
    const back = {
      ...calendar,
      years: { ...calendar.years, '2026': { ...(calendar.years['2026'] ?? { off: [], work: [] }), version: 99 } },
    };
    const [event] = story.give('adoptCalendar', { calendar: back });
    expect(changes(event)).toEqual([]);
    expect(story.clock('result').lastDay).toBe('2026-03-11');
  });

  it('moves a provisional due either way, and it is provisional no more', () => {
    const at = local('2026-12-30 10:00');
    const story = storyAt('handling', { at });
    const before = story.clock('result');
    expect(before.provisional).toBe('yes');
    const years = { ...calendar.years, '2027': { version: 1, off: [], work: ['01-02', '01-03'] } };
    story.give('adoptCalendar', { calendar: { ...calendar, years } });
    const after = story.clock('result');
    expect(after.provisional).toBeUndefined();
    expect(after.at < before.at).toBe(true);
  });

  it('touches neither what was missed nor what stands still; the pause ends under the new one', () => {
    const missed = storyAt('handling');
    missed.pass(local('2026-03-10 00:00'));
    const due = missed.clock('result').at;
    missed.give('adoptCalendar');
    expect(missed.clock('result').at).toBe(due);

    const story = storyAt('handling');
    story.give('askInformation');
    expect(changes(story.give('adoptCalendar')[0])).not.toContain('recalculated result');
    story.give('supplement');
    expect(story.clock('result').lastDay).toBe('2026-03-11');
  });

  it('that is known already changes nothing', () => {
    const story = new Story(aRequest());
    expect(story.refusal('adoptCalendar', { calendar: story.terms.calendar })).toBe('nothing_changes');
  });
});

describe('a policy that is applied to what is open', () => {
  it('lengthens a running clock, never shortens one, and rules what comes after', () => {
    const story = storyAt('awaiting_sign_for');
    const [event] = story.give('adoptPolicy');
    expect(changes(event)).toEqual(['relimited result']);
    expect(story.clock('result')).toMatchObject({ limit: '6wd', lastDay: '2026-03-10' });
    expect(story.clock('sign_for').limit).toBe('1wd');
    story.give('object');
    story.give('ruleOnObjection');
    expect(story.clock('sign_for').limit).toBe('30min');
    expect(story.terms.policy).toBe(LONGER.policy);
    expect(story.terms.calendar).toEqual(aSubmission().body.received.terms.calendar);
  });
});

describe('a unit that is abolished', () => {
  it('leaves what it leads, and what it owes, to its successor; what it did stays its own', () => {
    const story = storyAt('handling');
    story.give('recordContact');
    story.give('succeedUnit');
    expect(story.state.lead).toBe('sanitation');
    const unitOf = (name: string) => story.state.clocks.find(({ clock }) => clock === name)?.unit;
    expect([unitOf('objection'), unitOf('first_contact')]).toEqual(['sanitation', 'housing']);
    expect(story.state.transfers).toBe(0);
    expect(story.refusal('submitResult', BODIES.submitResult, { actor: someone('unit_head', 'housing') })).toBe(
      'not_lead_unit',
    );
    story.give('submitResult');
  });

  it('leaves nothing of a part to who has come to lead, also when the result comes back', () => {
    const story = storyAt('handling');
    story.give('addCoUnit', { unit: SANITATION, task: text('sweep') });
    story.give('submitResult', { summary: text('s'), withoutCoUnits: text('silent') });
    story.give('approveResult');
    story.give('succeedUnit', { from: 'housing', to: SANITATION });
    const [returned] = story.give('review', { passed: 'no', reason: text('again') });
    expect(changes(returned)).toEqual(['met review', 'returned result']);
    expect(story.state).toMatchObject({ lead: 'sanitation', coUnits: [] });
  });

  it('leaves its part as a co-unit, too', () => {
    const story = storyAt('handling');
    story.give('addCoUnit');
    story.give('succeedUnit', { from: 'sanitation', to: { ...SANITATION, code: 'cleaning' } });
    expect(story.state.coUnits).toEqual([{ unit: 'cleaning' }]);
    expect(story.clock('co_part').unit).toBe('cleaning');
  });
});
