import { describe, expect, it } from '@jest/globals';
import { after, BODIES, local, SATISFIED, storyAt, text, UNSOLVED } from '../../support/domain.js';

describe('an instruction', () => {
  it('shortens the due of the work, which no extension moves beyond it', () => {
    const story = storyAt('handling');
    const due = local('2026-03-05 12:00');
    story.give('instruct', { ...BODIES.instruct, due });
    expect(story.clock('result')).toMatchObject({ at: due, cap: due, limit: '5wd' });
    expect(story.clock('result').lastDay).toBeUndefined();
    expect(story.refusal('requestExtension')).toBe('due_is_capped');
    story.pass(due);
    expect(story.all('clock_breached').map(({ body }) => [body.clock, body.due])).toContainEqual(['result', due]);
  });

  it('holds through a pause: what runs again runs to it', () => {
    const story = storyAt('handling');
    const due = local('2026-03-06 12:00');
    story.give('instruct', { ...BODIES.instruct, due });
    story.give('askInformation');
    story.give('supplement', BODIES.supplement, { at: local('2026-03-04 10:00') });
    expect(story.clock('result').at).toBe(due);
  });

  it('without a due is a word on record', () => {
    const story = storyAt('in_review');
    const { clocks } = story.state;
    story.give('instruct');
    expect(story.state.clocks).toEqual(clocks);
    expect(story.refusal('instruct', { ...BODIES.instruct, due: local('2026-03-05 12:00') })).toBe('no_result_clock');
  });
});

describe('raising the level', () => {
  it('brings the next lateness before that level at once', () => {
    const story = storyAt('handling', { urgency: 'urgent', noContact: true });
    story.give('raiseLevel', { level: 'district_leader', reason: text('r') });
    story.pass(after(story.clock('result').at, '2h'));
    expect(story.all('supervised').map(({ at, body }) => [at, body.level])).toEqual([
      [after(story.clock('result').at, '2h'), 'district_leader'],
    ]);
  });

  it('is a ruling on what was judged badly after the system’s rework', () => {
    const story = storyAt('rework');
    for (const name of ['submitResult', 'approveResult', 'review', 'reply'] as const) story.give(name);
    story.give('recordCallBack', { result: 'reached', answers: UNSOLVED });
    expect(story.running()).toContain('ruling');
    story.give('raiseLevel');
    expect(story.state).toMatchObject({ state: 'rework', level: 'supervision_office', reworks: { ordered: 1 } });
    expect(story.running()).not.toContain('ruling');
    for (const name of ['submitResult', 'approveResult', 'review', 'reply'] as const) story.give(name);
    story.give('recordCallBack', { result: 'reached', answers: SATISFIED });
    expect(story.state.outcome).toBe('solved');
  });
});

describe('a late entry', () => {
  it('that is proven stands beside the breach', () => {
    const story = storyAt('awaiting_sign_for');
    story.give('signFor', {}, { at: local('2026-03-04 00:30') });
    const breached = story.clock('sign_for').breachedAt;
    story.give('proveLateEntry', BODIES.proveLateEntry, { at: local('2026-03-04 10:00') });
    expect(story.clock('sign_for')).toMatchObject({
      status: 'met',
      breachedAt: breached,
      provenAt: local('2026-03-04 10:00'),
    });
  });

  it('lies within the due, and not more than two hours before it was entered', () => {
    const story = storyAt('awaiting_sign_for');
    story.give('signFor', {}, { at: local('2026-03-04 00:30') });
    const proof = (occurredAt: string) => story.refusal('proveLateEntry', { ...BODIES.proveLateEntry, occurredAt });
    expect(proof(local('2026-03-04 00:00'))).toBe('late_entry_out_of_time');
    expect(proof(local('2026-03-03 22:29'))).toBe('late_entry_out_of_time');
    expect(proof(local('2026-03-03 22:30'))).toBeUndefined();
  });
});
