import { describe, expect, it } from '@jest/globals';
import {
  after,
  BODIES,
  changes,
  local,
  MONDAY,
  SANITATION,
  someone,
  storyAt,
  text,
  types,
} from '../../support/domain.js';

describe('a hand-over', () => {
  it('is no end until it is confirmed: the dispatch stands still, the resident’s clock does not', () => {
    const story = storyAt('awaiting_dispatch');
    const [asked] = story.give('handOver');
    expect(changes(asked)).toEqual(['started hand_over', 'paused dispatch']);
    expect(story.state).toMatchObject({ position: 'awaiting_dispatch', handOver: { to: 'police' } });
    expect(story.clock('result').status).toBe('running');
    const [confirmed] = story.give('confirmHandOver');
    expect(changes(confirmed)).toEqual(['met hand_over', 'stopped dispatch', 'stopped result', 'started reopening']);
    expect(story.state).toMatchObject({ position: 'handed_over', state: 'handed_over', stage: 'ended' });
    expect(story.state.handOver).toBeUndefined();
  });

  it('that nobody took goes on where it stood, and can be tried elsewhere', () => {
    const story = storyAt('received');
    story.give('handOver');
    const [refused] = story.give('confirmHandOver', { result: 'not_taken', reason: text('not ours') });
    expect(changes(refused)).toEqual(['met hand_over', 'resumed dispatch']);
    story.give('handOver', { to: 'petition_office', reason: text('r') });
    expect(story.clock('hand_over').n).toBe(2);
    story.give('confirmHandOver', { result: 'not_taken', reason: text('neither') });
    story.give('accept');
    expect(story.state.position).toBe('awaiting_dispatch');
  });

  it('keeps who took it, under what number and when', () => {
    const story = storyAt('awaiting_dispatch');
    story.give('handOver', { to: 'fire_rescue', reason: text('r') }, { at: after(MONDAY, '5min') });
    const takenAt = after(MONDAY, '20min');
    const by = text('who');
    story.give('confirmHandOver', { result: 'taken', by, reference: 'F-7', takenAt }, { at: after(MONDAY, '1h') });
    expect(story.all('hand_over_confirmed')[0]?.body).toMatchObject({
      to: 'fire_rescue',
      by,
      reference: 'F-7',
      takenAt,
    });
  });

  it('that nobody confirms is the centre’s lateness, not the dispatcher’s', () => {
    const story = storyAt('awaiting_dispatch', { urgency: 'urgent' });
    story.give('handOver');
    const told = story.pass(after(MONDAY, '25h')).filter(({ type }) => type === 'clock_breached');
    expect(told.map(({ body }) => ('clock' in body ? body.clock : ''))).toEqual(['hand_over']);
    expect(story.state.ladders).toHaveProperty('centre');
  });

  it('stands still once: handed round, the dispatch runs on', () => {
    const story = storyAt('awaiting_dispatch');
    story.give('handOver');
    story.give('confirmHandOver', { result: 'not_taken', reason: text('not ours') });
    const [again] = story.give('handOver');
    expect(changes(again)).toEqual(['started hand_over']);
    expect(story.clock('dispatch').status).toBe('running');
  });

  it('starts and stops nothing under terms without a limit for it', () => {
    const { terms } = storyAt('awaiting_dispatch');
    const { hand_over: _handOver, ...limits } = terms.limits;
    const story = storyAt('awaiting_dispatch', { terms: { ...terms, limits } });
    expect(changes(story.give('handOver')[0])).toEqual([]);
    expect(story.clock('dispatch').status).toBe('running');
  });

  it('is possible while the resident is asked, for somebody may be in danger', () => {
    const story = storyAt('awaiting_information');
    story.give('handOver');
    story.give('confirmHandOver', { result: 'taken', by: text('who') });
    expect(story.running()).toEqual(['reopening']);
  });

  it('needs the number that was given there, but from an emergency number', () => {
    const told = { result: 'taken', by: text('who') } as const;
    const court = storyAt('received');
    court.give('handOver', { to: 'court_or_arbitration', reason: text('r') });
    expect(court.refusal('confirmHandOver', told)).toBe('reference_required');
    expect(court.refusal('confirmHandOver', { ...told, reference: 'C-1' })).toBeUndefined();
    const early = { ...told, reference: 'C-1', takenAt: after(MONDAY, '-1min') };
    expect(court.refusal('confirmHandOver', early)).toBe('taken_out_of_time');
  });

  it('can be taken back by the resident, and does not come back with a reopening', () => {
    const story = storyAt('awaiting_dispatch');
    story.give('handOver');
    story.give('withdraw');
    story.give('reopen');
    expect(story.refusal('confirmHandOver')).toBe('no_hand_over_open');
  });
});

describe('a termination', () => {
  it('is proposed by one and granted by another, with an explanation', () => {
    const story = storyAt('handling');
    const [proposed] = story.give('terminate', BODIES.terminate, { actor: someone('unit_coordinator', 'housing') });
    expect(changes(proposed)).toEqual(['started termination_ruling']);
    expect(story.state.position).toBe('handling');
    // Whoever leads on it does not rule on it either, whatever role they hold.
    const leads = someone('shift_leader', 'housing');
    expect(story.refusal('ruleOnTermination', BODIES.ruleOnTermination, { actor: leads })).toBe('own_work');
    story.give('ruleOnTermination');
    expect(story.all('terminated')[0]?.body).toMatchObject({ ground: 'matter_ceased' });
    expect(story.state).toMatchObject({ position: 'terminated', stage: 'ended' });
    expect(story.running()).toEqual(['reopening']);
  });

  it('refused, leaves everything as it was, and can be proposed again', () => {
    const story = storyAt('handling');
    const before = story.running();
    story.give('terminate');
    story.give('ruleOnTermination', { ruling: 'refused', explanation: text('go on') });
    expect(story.running()).toEqual(before);
    expect(story.refusal('terminate')).toBeUndefined();
  });

  it('is overtaken by a result, and owed in time by the shift leader', () => {
    const story = storyAt('handling');
    story.give('terminate');
    story.give('submitResult');
    const [approved] = story.give('approveResult');
    expect(changes(approved)).toContain('stopped termination_ruling');
    expect(story.refusal('ruleOnTermination')).toBe('wrong_state');

    const late = storyAt('handling', { urgency: 'urgent' });
    late.give('recordContact');
    late.give('terminate', BODIES.terminate, { at: local('2026-03-02 11:00') });
    expect(types(late.pass(local('2026-03-02 13:00')))).toContain('clock_breached');
    expect(late.all('clock_breached').at(-1)?.body.clock).toBe('termination_ruling');
  });

  it('proposed under one lead says nothing about the work of the next', () => {
    const story = storyAt('handling');
    story.give('terminate', BODIES.terminate, { actor: someone('unit_coordinator', 'housing') });
    story.give('object');
    const [, sent] = story.give('ruleOnObjection', { ruling: 'upheld', reason: text('r'), unit: SANITATION });
    expect(changes(sent)).toContain('stopped termination_ruling');
    expect(story.refusal('ruleOnTermination')).toBe('no_termination_pending');
  });

  it('is no way out of a result, nor of a bad judgement', () => {
    const story = storyAt('handling');
    story.give('submitResult');
    expect(story.refusal('terminate')).toBe('result_already_submitted');
    const proposed = storyAt('handling');
    proposed.give('terminate');
    proposed.give('submitResult');
    expect(proposed.refusal('ruleOnTermination')).toBe('result_already_submitted');
    expect(storyAt('rework').refusal('terminate')).toBe('wrong_state');
  });

  it('is not for another unit', () => {
    const actor = someone('unit_head', 'sanitation');
    expect(storyAt('handling').refusal('terminate', BODIES.terminate, { actor })).toBe('not_lead_unit');
  });
});
