import { describe, expect, it } from '@jest/globals';
import { after, BODIES, changes, local, someone, storyAt, text } from '../../support/domain.js';

describe('parking', () => {
  it('goes on while it is asked for, and stops the resident’s clock from the ruling', () => {
    const story = storyAt('handling');
    const [asked] = story.give('park');
    expect(changes(asked)).toEqual(['started parking_ruling']);
    expect(story.clock('result').status).toBe('running');
    expect(story.state.state).toBe('handling');
    const [ruled] = story.give('ruleOnParking');
    expect(changes(ruled)).toEqual([
      'met parking_ruling',
      'paused result',
      'started parking_note',
      'started interim_reply',
    ]);
    expect(story.state).toMatchObject({ state: 'parked', stage: 'settlement', parking: { step: 'parked' } });
  });

  it('is asked by the lead and ruled on by others', () => {
    const story = storyAt('handling');
    expect(story.refusal('park', BODIES.park, { actor: someone('unit_head', 'police') })).toBe('not_lead_unit');
    story.give('park');
    expect(story.refusal('ruleOnParking', BODIES.ruleOnParking, { actor: someone('supervisor', 'housing') })).toBe(
      'own_work',
    );
    story.give('ruleOnParking', { ruling: 'refused', reason: text('no') });
    expect(story.state).toMatchObject({ state: 'handling' });
    expect(story.refusal('park')).toBeUndefined();
  });

  it('owes the resident a word each month, by whoever gives it', () => {
    const story = storyAt('parked');
    story.give('interimReply', BODIES.interimReply, { at: local('2026-03-10 10:00') });
    expect(story.running()).toContain('parking_note');
    expect(story.clock('parking_note')).toMatchObject({ n: 2, lastDay: '2026-04-09' });
    story.pass(local('2026-04-10 00:00'));
    expect(story.all('clock_breached').map(({ body }) => `${body.clock}#${String(body.n)}`)).toContain(
      'parking_note#2',
    );
  });

  it('lets the clock run again on its end date, the days between not counted, and stays listed until cleared', () => {
    const story = storyAt('parked');
    story.give('recordContact');
    story.give('interimReply');
    story.give('interimReply', BODIES.interimReply, { at: local('2026-03-30 10:00') });
    story.give('interimReply', BODIES.interimReply, { at: local('2026-04-28 10:00') });
    const events = story.pass(local('2026-05-06 00:00'));
    const end = events.find(({ type }) => type === 'parking_ended');
    expect(end).toMatchObject({ at: local('2026-05-06 00:00'), body: { until: '2026-05-06' } });
    expect(story.state).toMatchObject({ state: 'parked', parking: { step: 'past_end' } });
    // Parked on the day of receipt, which never counts; the day of resuming does not count either: five days from there.
    expect(story.clock('result')).toMatchObject({ status: 'running', lastDay: '2026-05-12' });
    story.give('clear');
    expect(story.state).toMatchObject({ state: 'handling' });
    expect(story.state.parking).toBeUndefined();
  });

  it('cleared before its end lets the clock run from there', () => {
    const story = storyAt('parked');
    const [cleared] = story.give('clear', BODIES.clear, { at: local('2026-04-01 09:00') });
    expect(changes(cleared)).toEqual(['stopped parking_note', 'resumed result']);
    expect(story.pass(local('2026-05-06 12:00')).map(({ type }) => type)).not.toContain('parking_ended');
  });

  it('revives nothing that was missed: the ladder goes on climbing', () => {
    const story = storyAt('handling');
    story.give('recordContact');
    story.pass(local('2026-03-10 12:00'));
    story.give('park');
    const [ruled] = story.give('ruleOnParking');
    expect(changes(ruled)).not.toContain('paused result');
    story.pass(local('2026-03-12 00:00'));
    expect(story.all('supervised').map(({ body }) => body.level)).toContain('unit_head');
  });

  it('and a question to the resident each keep the clock still until both are over', () => {
    const story = storyAt('handling');
    story.give('askInformation');
    story.give('park');
    story.give('ruleOnParking');
    story.give('supplement');
    expect(story.clock('result').status).toBe('paused');
    story.give('clear');
    expect(story.clock('result').status).toBe('running');
  });

  it('falls away with a result, an objection and every end', () => {
    const story = storyAt('handling');
    story.give('park');
    story.give('submitResult');
    expect(story.refusal('ruleOnParking')).toBe('result_already_submitted');
    story.give('approveResult');
    expect(story.state.parking).toBeUndefined();
    expect(story.running()).toEqual(['first_contact', 'review']);

    const objected = storyAt('handling');
    objected.give('park');
    objected.give('object');
    expect(objected.state.parking).toBeUndefined();
    expect(objected.running()).not.toContain('parking_ruling');

    const withdrawn = storyAt('parked');
    withdrawn.give('withdraw');
    expect(withdrawn.state.parking).toBeUndefined();
    expect(withdrawn.running()).toEqual(['reopening']);
  });

  it('ends within a year', () => {
    const story = storyAt('handling');
    expect(story.refusal('park', { ...BODIES.park, until: '2027-03-02' })).toBeUndefined();
    expect(story.refusal('park', { ...BODIES.park, until: '2027-03-03' })).toBe('parking_end_out_of_range');
  });
});

describe('an interim reply', () => {
  it.each(['blowWhistle', 'openMediation', 'referToMeeting'] as const)('is owed after %s, once', (name) => {
    const story = storyAt('handling');
    story.give(name, { reason: text('r') });
    expect(story.clock('interim_reply').lastDay).toBe('2026-03-03');
    story.give('requestExtension');
    story.give('ruleOnExtension');
    expect(story.running().filter((clock) => clock === 'interim_reply')).toHaveLength(1);
    story.give('interimReply');
    expect(story.clock('interim_reply').status).toBe('met');
  });

  it('is not owed where nobody can hear it', () => {
    const story = storyAt('handling', { requester: 'anonymous', noContact: true });
    story.give('blowWhistle');
    expect(story.running()).not.toContain('interim_reply');
  });

  it('not given is the lead’s lateness', () => {
    const story = storyAt('handling', { urgency: 'urgent' });
    story.give('recordContact');
    story.give('blowWhistle');
    story.pass(after(story.clock('interim_reply').at, '1min'));
    expect(story.all('urged').at(-1)?.body.late).toEqual({ clock: 'interim_reply', n: 1, unit: 'housing' });
  });
});

describe('what is parked', () => {
  it('and whistled for is shown at the whistle, and parked all the same', () => {
    const story = storyAt('parked');
    story.give('blowWhistle');
    expect(story.state).toMatchObject({ state: 'whistled', position: 'parked', parking: { step: 'parked' } });
    story.give('concludeReferral');
    expect(story.state.state).toBe('parked');
  });
});
