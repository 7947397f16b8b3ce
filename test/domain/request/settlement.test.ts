import { describe, expect, it } from '@jest/globals';
import type { Limit } from '../../../src/domain/calendar.js';
import type { RequestCommandName } from '../../../src/domain/request/commands.js';
import { localTime } from '../../../src/domain/local-time.js';
import {
  changes,
  local,
  after,
  MONDAY,
  someone,
  storyAt,
  text,
  types,
  type RequestOptions,
  type Story,
} from '../../support/domain.js';

describe('first contact', () => {
  it('is made when the requester was reached', () => {
    const story = storyAt('handling');
    const [event] = story.give('recordContact', { means: 'visit', result: 'reached' });
    expect(event).toMatchObject({
      type: 'contact_recorded',
      body: { unit: 'housing', means: 'visit', result: 'reached' },
    });
    expect(changes(event)).toEqual(['met first_contact']);
  });

  it('is not made by trying', () => {
    const story = storyAt('awaiting_sign_for');
    expect(changes(story.give('recordContact', { means: 'phone', result: 'tried', callId: 'k1' })[0])).toEqual([]);
    expect(story.clock('first_contact').status).toBe('running');
  });

  it('is neither owed nor believed where nobody can be contacted: confidential, anonymous, without contact', () => {
    for (const options of [{ requester: 'confidential' }, { requester: 'anonymous' }, { noContact: true }] as const) {
      const story = storyAt('handling', options);
      expect(story.running()).not.toContain('first_contact');
      expect(story.refusal('recordContact')).toBe('nobody_to_contact');
    }
  });

  it('is still owed and can still be made after the result was approved', () => {
    const story = storyAt('handling');
    story.give('submitResult');
    story.give('approveResult');
    expect(story.running()).toContain('first_contact');
    expect(changes(story.give('recordContact')[0])).toEqual(['met first_contact']);
  });

  it('is made at the latest by the unit’s own reply, and falls away when the centre replies for it', () => {
    const reply = (unit: string | undefined) => {
      const story = storyAt('handling');
      for (const name of ['submitResult', 'approveResult', 'review'] as const) story.give(name);
      story.give(
        'reply',
        { reply: text('r') },
        { actor: someone(unit ? 'unit_coordinator' : 'call_back_clerk', unit) },
      );
      return story.clock('first_contact').status;
    };
    expect([reply('housing'), reply(undefined)]).toEqual(['met', 'stopped']);
  });
});

describe('the result', () => {
  it('waits for the head’s approval, and only the approval meets the result clock', () => {
    const story = storyAt('handling');
    expect(changes(story.give('submitResult')[0])).toEqual([]);
    expect(story.state).toMatchObject({ position: 'handling', resultSubmitted: 'yes' });
    expect(story.clock('result').status).toBe('running');
    const [event] = story.give('approveResult');
    expect(changes(event)).toEqual(['met result', 'stopped objection', 'started review']);
    expect(story.state).toMatchObject({ position: 'in_review', stage: 'follow_up' });
    expect(story.state.resultSubmitted).toBeUndefined();
  });

  it('goes back to the unit when the head does not approve it, with a reason', () => {
    const story = storyAt('handling');
    story.give('submitResult');
    expect(story.refusal('approveResult', { approved: 'no' })).toBe('reason_required');
    const [event] = story.give('approveResult', { approved: 'no', reason: text('no photo of the lamp') });
    expect(event?.type).toBe('result_returned');
    expect(story.clock('result').status).toBe('running');
    expect(story.refusal('approveResult')).toBe('no_result_submitted');
    expect(story.refusal('submitResult')).toBeUndefined();
  });

  it('is submitted once at a time', () => {
    const story = storyAt('handling');
    story.give('submitResult');
    expect(story.refusal('submitResult')).toBe('result_already_submitted');
  });

  it('needs a photo where the category demands one', () => {
    const story = storyAt('handling', { category: { photoRequired: 'yes' } });
    expect(story.refusal('submitResult', { summary: text('s') })).toBe('photo_required');
    expect(story.refusal('submitResult', { summary: text('s'), evidence: [] })).toBe('photo_required');
    expect(story.refusal('submitResult', { summary: text('s'), evidence: ['p'] })).toBeUndefined();
    expect(storyAt('handling').refusal('submitResult', { summary: text('s') })).toBeUndefined();
  });

  it('is the lead unit’s to submit and to approve', () => {
    const stranger = { actor: someone('unit_head', 'sanitation') };
    const story = storyAt('handling');
    expect(story.refusal('submitResult', { summary: text('s') }, stranger)).toBe('not_lead_unit');
    story.give('submitResult');
    expect(story.refusal('approveResult', { approved: 'yes' }, stranger)).toBe('not_lead_unit');
  });

  it('approved a millisecond before its due is in time, at its due it is late for ever', () => {
    const due = local('2026-03-10 00:00');
    const approvedAt = (at: string) => {
      const story = storyAt('handling');
      story.give('submitResult');
      story.give('approveResult', { approved: 'yes' }, { at });
      return story.clock('result');
    };
    expect(approvedAt(after(due, '-1ms')).breachedAt).toBeUndefined();
    expect(approvedAt(due)).toMatchObject({ status: 'met', breachedAt: due });
  });

  it('overtakes the question still open: the pause ends, then the clock is met', () => {
    const story = storyAt('handling');
    story.give('askInformation');
    story.give('submitResult');
    const [event] = story.give('approveResult');
    expect(changes(event)).toEqual([
      'resumed result',
      'met result',
      'stopped information',
      'stopped objection',
      'started review',
    ]);
    expect(story.clock('result').pausedAt).toBeUndefined();
  });

  it('overtakes an open referral and says so', () => {
    const story = storyAt('handling');
    story.give('blowWhistle');
    story.give('submitResult');
    const [event] = story.give('approveResult');
    expect(event?.body).toMatchObject({ overtakes: 'whistle' });
    expect(story.state.referral).toBeUndefined();
    expect(story.refusal('concludeReferral')).toBe('no_referral_open');
  });

  it('makes an extension waiting for its ruling pointless', () => {
    const story = storyAt('handling');
    story.give('requestExtension');
    story.give('submitResult');
    story.give('approveResult');
    story.give('review', { passed: 'no', reason: text('r') });
    expect(story.refusal('ruleOnExtension')).toBe('no_extension_pending');
  });
});

describe('an extension', () => {
  const ask = (story: Story, limit: Limit, at?: string) =>
    story.try('requestExtension', { limit, reason: text('r') }, at === undefined ? {} : { at }).refusal?.code;
  const grant = (story: Story, at?: string) =>
    story.try('ruleOnExtension', { ruling: 'granted', reason: text('r') }, at === undefined ? {} : { at }).refusal
      ?.code;

  it('is shown while it waits, and the clock runs on', () => {
    const story = storyAt('handling');
    const { at } = story.clock('result');
    expect(changes(story.give('requestExtension')[0])).toEqual([]);
    expect(story.state).toMatchObject({ position: 'handling', state: 'extension_requested', stage: 'settlement' });
    expect(story.clock('result')).toMatchObject({ at, status: 'running' });
  });

  it('is counted from the old last day, whenever it is ruled on', () => {
    const dues = ['2026-03-03 09:00', '2026-03-09 23:59'].map((ruledAt) => {
      const story = storyAt('handling');
      ask(story, '2wd');
      grant(story, local(ruledAt));
      return story.clock('result');
    });
    expect(dues.map(({ lastDay }) => lastDay)).toEqual(['2026-03-11', '2026-03-11']);
    expect(dues[0]).toMatchObject({ limit: '5wd', total: '7wd', dueVersion: 2, status: 'running' });
  });

  it('of an urgent request is counted in hours from the old due', () => {
    const story = storyAt('handling', { urgency: 'urgent' });
    ask(story, '24h');
    grant(story);
    expect(story.clock('result').at).toBe(after(MONDAY, '96h'));
  });

  it('moves nothing when it is refused, and may be asked for again', () => {
    const story = storyAt('handling');
    const { at } = story.clock('result');
    ask(story, '2wd');
    story.give('ruleOnExtension', { ruling: 'refused', reason: text('r') });
    expect(story.clock('result')).toMatchObject({ at, dueVersion: 1 });
    expect(story.state).toMatchObject({ state: 'handling', extensionsGranted: 0 });
    expect(ask(story, '2wd')).toBeUndefined();
  });

  it('is at most the original limit, also the second time', () => {
    const story = storyAt('handling');
    expect(ask(story, '6wd')).toBe('extension_too_long');
    expect(ask(story, '5wd')).toBeUndefined();
    grant(story);
    expect(ask(story, '6wd')).toBe('extension_too_long');
    expect(ask(story, '5wd')).toBeUndefined();
    grant(story);
    expect(story.clock('result')).toMatchObject({ total: '15wd', lastDay: '2026-03-23' });
  });

  it('names the original limit when it is too long or counted in another unit', () => {
    const { refusal } = storyAt('handling').try('requestExtension', { limit: '8wd', reason: text('r') });
    expect(refusal).toEqual({ code: 'extension_too_long', params: { limit: '5wd' } });
    expect(storyAt('handling').refusal('requestExtension', { limit: '24h', reason: text('r') })).toBe(
      'extension_too_long',
    );
  });

  it('is possible twice, and refused ones do not count', () => {
    const story = storyAt('handling');
    for (const ruling of ['granted', 'refused', 'granted'] as const) {
      expect(ask(story, '1wd')).toBeUndefined();
      story.give('ruleOnExtension', { ruling, reason: text('r') });
    }
    expect(story.try('requestExtension', { limit: '1wd', reason: text('r') }).refusal).toEqual({
      code: 'extensions_used_up',
      params: { most: 2 },
    });
  });

  it('is counted for each result clock: reopening starts another', () => {
    const story = storyAt('handling');
    for (let i = 0; i < 2; i += 1) {
      story.give('requestExtension');
      story.give('ruleOnExtension');
    }
    story.give('withdraw');
    story.give('reopen');
    story.give('signFor');
    expect(ask(story, '1wd')).toBeUndefined();
  });

  it('is not for a critical request', () => {
    expect(ask(storyAt('handling', { urgency: 'critical' }), '1h')).toBe('extension_not_for_critical');
  });

  it('is not for a request without a result limit', () => {
    expect(ask(storyAt('handling', { kind: 'praise' }), '1wd')).toBe('no_result_clock');
  });

  it('waits for one ruling at a time', () => {
    const story = storyAt('handling');
    ask(story, '1wd');
    expect(ask(story, '1wd')).toBe('extension_pending');
  });

  it('is the lead unit’s to ask for', () => {
    const actor = someone('unit_coordinator', 'sanitation');
    expect(storyAt('handling').refusal('requestExtension', { limit: '1wd', reason: text('r') }, { actor })).toBe(
      'not_lead_unit',
    );
  });

  it('is asked for before 17:00 of the last day', () => {
    expect(ask(storyAt('handling'), '1wd', after(local('2026-03-09 17:00'), '-1ms'))).toBeUndefined();
    expect(ask(storyAt('handling'), '1wd', local('2026-03-09 17:00'))).toBe('extension_after_expiry');
    expect(ask(storyAt('handling'), '1wd', local('2026-03-10 09:00'))).toBe('extension_after_expiry');
  });

  it('of an hour limit is asked for before the due itself', () => {
    const urgent: RequestOptions = { urgency: 'urgent' };
    const due = after(MONDAY, '72h');
    expect(ask(storyAt('handling', urgent), '24h', after(due, '-1ms'))).toBeUndefined();
    expect(ask(storyAt('handling', urgent), '24h', due)).toBe('extension_after_expiry');
  });

  it('is granted before the due has passed, also after 17:00 of the last day', () => {
    const due = local('2026-03-10 00:00');
    const inTime = storyAt('handling');
    ask(inTime, '1wd');
    expect(grant(inTime, after(due, '-1ms'))).toBeUndefined();
    expect(inTime.clock('result').lastDay).toBe('2026-03-10');
    const late = storyAt('handling');
    ask(late, '1wd');
    expect(grant(late, due)).toBe('extension_after_expiry');
    expect(late.clock('result')).toMatchObject({ breachedAt: due, dueVersion: 1 });
  });

  it('never revives a due that was missed, but can still be refused', () => {
    const story = storyAt('handling');
    ask(story, '5wd');
    story.pass(local('2026-03-10 00:00'));
    expect(grant(story)).toBe('extension_after_expiry');
    story.give('ruleOnExtension', { ruling: 'refused', reason: text('r') });
    expect(ask(story, '5wd')).toBe('extension_after_expiry');
  });

  it('can be asked for and granted while the clock stands still, whatever the old last day', () => {
    const story = storyAt('handling');
    story.give('askInformation', { question: text('q') }, { at: local('2026-03-09 10:00') });
    expect(ask(story, '1wd', local('2026-03-10 10:00'))).toBeUndefined();
    expect(grant(story, local('2026-03-10 11:00'))).toBeUndefined();
    story.give('supplement', { text: text('s') }, { at: local('2026-03-11 10:00') });
    // All five days were used on the day of pausing; the extension counts after the day of resuming.
    expect(story.clock('result')).toMatchObject({ total: '6wd', lastDay: '2026-03-12' });
  });

  it('keeps the pause of before it', () => {
    const story = storyAt('handling');
    story.give('askInformation', { question: text('q') }, { at: local('2026-03-03 10:00') });
    story.give('supplement', { text: text('s') }, { at: local('2026-03-05 10:00') });
    expect(story.clock('result').lastDay).toBe('2026-03-11');
    ask(story, '2wd');
    grant(story);
    expect(story.clock('result')).toMatchObject({ lastDay: '2026-03-13', total: '7wd' });
  });

  it('moves the warnings with the due: those still ahead come once more', () => {
    const story = storyAt('handling');
    story.pass(local('2026-03-09 10:00'));
    const warned = () =>
      story
        .all('clock_warned')
        .filter(({ body }) => body.clock === 'result')
        .map(({ body }) => body.percent);
    expect(warned()).toEqual([50, 80]);
    ask(story, '5wd');
    grant(story);
    story.pass(local('2026-03-16 23:59'));
    // Half of ten days lay before the ruling's moment only by then; four fifths lie ahead of it.
    expect(warned()).toEqual([50, 80, 50, 80]);
  });
});

describe('the result clock', () => {
  it('is never touched by anything but its extension, its pause and its end', () => {
    const story = storyAt('awaiting_dispatch');
    const { at } = story.clock('result');
    const steps: RequestCommandName[] = [
      'dispatch',
      'object',
      'ruleOnObjection',
      'signFor',
      'recordContact',
      'blowWhistle',
      'concludeReferral',
      'urge',
      'supervise',
      'comment',
      'supplement',
      'submitResult',
    ];
    for (const name of steps) {
      story.give(name);
      expect(story.clock('result')).toMatchObject({ n: 1, at, dueVersion: 1, status: 'running' });
    }
    expect(localTime(at)).toBe('2026-03-10T00:00:00+08:00');
    expect(types(story.events)).not.toContain('clock_breached');
  });
});

describe('an interim reply', () => {
  it('is given by the lead or the centre, as often as there is something to say, and stops no clock', () => {
    const story = storyAt('handling');
    const before = story.open();
    const lead = someone('unit_coordinator', 'housing');
    story.give('interimReply', { text: text('parts are ordered') }, { actor: lead });
    story.give('interimReply', { text: text('still on their way') }, { actor: someone('shift_leader') });
    expect(story.all('interim_replied').map(({ body }) => body.by)).toEqual(['lead_unit', 'centre']);
    expect(story.open()).toEqual(before);
    const stranger = someone('unit_head', 'sanitation');
    expect(story.refusal('interimReply', { text: text('x') }, { actor: stranger })).toBe('not_lead_unit');
  });

  it('goes to a confidential requester by the hotline, and to nobody who cannot be reached', () => {
    expect(storyAt('handling', { requester: 'confidential' }).refusal('interimReply')).toBeUndefined();
    expect(storyAt('handling', { requester: 'anonymous' }).refusal('interimReply')).toBe('nobody_to_contact');
    expect(storyAt('handling', { noContact: true }).refusal('interimReply')).toBe('nobody_to_contact');
  });
});
