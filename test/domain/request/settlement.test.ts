import { describe, expect, it } from '@jest/globals';
import type { Limit } from '../../../src/domain/calendar.js';
import type { RequestCommandName } from '../../../src/domain/request/commands.js';
import type { RequestState } from '../../../src/domain/vocabulary.js';
import { localTime } from '../../../src/domain/local-time.js';
import { caseIdOf } from '../../../src/domain/number.js';
import { REQUEST_LIFECYCLE } from '../../../src/domain/request/lifecycle.js';
import {
  changes,
  local,
  after,
  COMMUNITY,
  HAIBEI,
  HOUSING,
  MONDAY,
  SANITATION,
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

describe('a referral', () => {
  const REFERRALS = [
    ['blowWhistle', 'whistle', 'whistled'],
    ['openMediation', 'mediation', 'in_mediation'],
    ['referToMeeting', 'joint_meeting', 'at_joint_meeting'],
  ] as const satisfies readonly (readonly [RequestCommandName, string, string])[];

  it.each(REFERRALS)(
    '%s is shown over the position, pauses no clock and owes the resident a word',
    (name, to, state) => {
      const story = storyAt('handling');
      const { clocks } = story.state;
      const [event] = story.give(name, { reason: text('r') });
      expect(event).toMatchObject({ type: 'referred', body: { to, by: 'staff' } });
      expect(story.state).toMatchObject({ position: 'handling', state, stage: 'settlement', referral: to });
      expect(changes(event)).toEqual(['started interim_reply']);
      expect(story.state.clocks.slice(0, -1)).toEqual(clocks);
    },
  );

  it.each(REFERRALS.map(([name]) => name))('%s is possible from dispatch to rework, one at a time', (name) => {
    for (const position of ['awaiting_sign_for', 'objected', 'handling', 'rework'] as const) {
      const story = storyAt(position);
      story.give(name, { reason: text('r') });
      for (const [other] of REFERRALS) expect(story.refusal(other, { reason: text('r') })).toBe('referral_open');
    }
  });

  it('leaves the unit free to work on', () => {
    const story = storyAt('awaiting_sign_for');
    story.give('blowWhistle');
    story.give('signFor');
    expect(story.state).toMatchObject({ position: 'handling', state: 'whistled' });
    story.give('submitResult');
    story.give('approveResult');
    expect(story.state.state).toBe('in_review');
  });

  it.each(['settled', 'not_settled', 'cancelled'] as const)(
    'concluded as %s gives the request back to where it stands',
    (result) => {
      const story = storyAt('handling');
      story.give('openMediation');
      const [event] = story.give('concludeReferral', { referral: 'mediation', result });
      expect(event).toMatchObject({ type: 'referral_concluded', body: { referral: 'mediation', result } });
      expect(story.state).toMatchObject({ position: 'handling', state: 'handling' });
      expect(story.refusal('concludeReferral')).toBe('no_referral_open');
    },
  );

  it('is concluded by its own name: what comes late from a whistle does not end the meeting', () => {
    const story = storyAt('handling');
    story.give('referToMeeting');
    const { refusal } = story.try('concludeReferral', { referral: 'whistle', result: 'settled' });
    expect(refusal).toEqual({ code: 'no_referral_open', params: { referral: 'whistle' } });
    expect(story.state.state).toBe('at_joint_meeting');
  });

  it('ends with the request', () => {
    const story = storyAt('handling');
    story.give('referToMeeting');
    story.give('withdraw');
    expect(story.state).toMatchObject({ state: 'withdrawn', position: 'withdrawn' });
    expect(story.state.referral).toBeUndefined();
  });
});

describe('the date of a mediation or a meeting', () => {
  const until = local('2026-03-14 10:00');
  const carried = () => {
    const story = storyAt('handling');
    story.give('referToMeeting');
    return story;
  };

  it('carries the result clock to it once, to the end of the first working day that is no earlier', () => {
    const story = carried();
    const [event] = story.give('carryReferral', { referral: 'joint_meeting', until });
    expect(event).toMatchObject({
      type: 'referral_carried',
      body: { until, clocks: [{ change: 'extended', by: '5wd' }] },
    });
    expect(story.clock('result').at).toBe(local('2026-03-17 00:00'));
    expect(story.refusal('carryReferral', { referral: 'joint_meeting', until })).toBe('referral_carried_before');
  });

  it('carries nothing that is due later anyway, nothing of another referral, nothing critical, nothing that was missed', () => {
    expect(carried().refusal('carryReferral', { referral: 'joint_meeting', until: local('2026-03-04 10:00') })).toBe(
      'nothing_changes',
    );
    expect(carried().refusal('carryReferral', { referral: 'mediation', until })).toBe('no_referral_open');
    const critical = storyAt('handling', { urgency: 'critical' });
    critical.give('referToMeeting');
    expect(critical.refusal('carryReferral', { referral: 'joint_meeting', until })).toBe('extension_not_for_critical');
    const late = carried();
    late.pass(local('2026-03-10 00:00'));
    expect(late.refusal('carryReferral', { referral: 'joint_meeting', until })).toBe('extension_after_expiry');
  });

  it('carries the next referral again', () => {
    const story = carried();
    story.give('carryReferral', { referral: 'joint_meeting', until });
    story.give('concludeReferral', { referral: 'joint_meeting', result: 'not_settled' });
    story.give('openMediation');
    expect(story.refusal('carryReferral', { referral: 'mediation', until: local('2026-03-20 10:00') })).toBeUndefined();
  });
});

describe('a decision of a joint meeting', () => {
  const item = { case: 'agenda_item:150302:2026-000001', number: 'A150302-2026-000001' };
  const due = local('2026-04-30 18:00');
  const decided = (position: RequestState = 'handling') => {
    const story = storyAt(position);
    story.give('referToMeeting');
    return story;
  };

  it('is an assignment order: its owner leads and cannot return it, its date is the due', () => {
    const story = decided();
    const events = story.give('takeDecision', { item, owner: SANITATION, due });
    expect(events.map(({ type }) => type)).toEqual(['dispatch_recalled', 'decision_taken', 'dispatched']);
    expect(story.state).toMatchObject({
      position: 'awaiting_sign_for',
      state: 'awaiting_sign_for',
      lead: 'sanitation',
      designated: 'yes',
    });
    expect(story.state.referral).toBeUndefined();
    expect(story.clock('result')).toMatchObject({ n: 2, at: due, status: 'running' });
    expect(story.refusal('object', undefined, { actor: someone('unit_coordinator', 'sanitation') })).toBe(
      'designated_cannot_object',
    );
  });

  it('leaves what was missed before as it is, and starts anew', () => {
    const story = decided();
    story.pass(local('2026-03-10 00:00'));
    story.give('takeDecision', { item, owner: HOUSING, due });
    const [first, second] = story.state.clocks.filter(({ clock }) => clock === 'result');
    expect(first).toMatchObject({ status: 'stopped', breachedAt: local('2026-03-10 00:00') });
    expect(second).toMatchObject({ status: 'running', at: due });
    expect(second?.breachedAt).toBeUndefined();
  });

  it.each(['awaiting_sign_for', 'objected', 'handling', 'parked', 'rework'] as const)(
    'is taken over wherever the request stands: %s',
    (position) => {
      const story = decided(position);
      story.give('takeDecision', { item, owner: SANITATION, due });
      expect(story.state).toMatchObject({ position: 'awaiting_sign_for', lead: 'sanitation' });
    },
  );

  it('is not proposed to a meeting again for having been hard before', () => {
    const story = storyAt('awaiting_sign_for');
    for (const unit of [SANITATION, HAIBEI, HOUSING]) story.give('dispatch', { unit, reason: text('r') });
    story.pass(after(story.state.at, '1min'));
    expect(story.state.referral).toBe('joint_meeting');
    story.give('takeDecision', { item, owner: SANITATION, due });
    story.pass(after(story.state.at, '1min'));
    expect(story.state).toMatchObject({ transfers: 4 });
    expect(story.state.referral).toBeUndefined();
  });

  it('names an owner who can lead', () => {
    expect(decided().refusal('takeDecision', { item, owner: COMMUNITY, due })).toBe('community_cannot_lead');
  });

  it('given to a community is carried out there, and led by its subdistrict', () => {
    const story = decided();
    story.give('takeDecision', { item, owner: { ...COMMUNITY, of: 'haibei' }, due });
    expect(story.state).toMatchObject({ lead: 'haibei', executor: { kind: 'community', unit: COMMUNITY.code } });
    expect(story.clock('inside')).toMatchObject({ at: due, unit: COMMUNITY.code });
  });

  it('that came to nothing is followed by another, of the committee above; by none of another matter', () => {
    const story = decided();
    story.give('takeDecision', { item, owner: SANITATION, due });
    const above = { case: `${item.case}-district`, number: `${item.number}-district` };
    const later = after(due, '5d');
    story.give('takeDecision', { item: above, owner: HOUSING, due: later });
    expect(story.state).toMatchObject({ lead: 'housing', decidedBy: above.number });
    expect(story.clock('result')).toMatchObject({ n: 3, at: later });
    const other = { case: 'agenda_item:150302:2026-000099', number: 'A150302-2026-000099' };
    expect(story.refusal('takeDecision', { item: other, owner: SANITATION, due: later })).toBe('no_referral_open');
  });

  it('that is to be made anew leaves it waiting, with who leads; the next one takes its place', () => {
    const story = decided();
    story.give('takeDecision', { item, owner: HOUSING, due });
    story.give('signFor');
    expect(story.refusal('awaitDecision', { item: { ...item, number: 'A150302-2026-000099' } })).toBe(
      'no_referral_open',
    );
    story.give('awaitDecision', { item });
    expect(story.state).toMatchObject({ state: 'at_joint_meeting', lead: 'housing', referredTo: item.number });
    expect(story.state.designated).toBeUndefined();
    // The time that was decided is decided no more, and a new date can carry what is left.
    expect(story.clock('result')).toMatchObject({ n: 3, limit: '5wd', status: 'running' });
    story.give('carryReferral');
    story.give('takeDecision', { item, owner: SANITATION, due: after(due, '5d') });
    expect(story.state).toMatchObject({ lead: 'sanitation', decidedBy: item.number });
    story.give('awaitDecision', { item });
    story.give('concludeReferral', { referral: 'joint_meeting', result: 'not_settled', from: item.number });
    expect(story.state).toMatchObject({ lead: 'sanitation' });
    expect(story.state.referral).toBeUndefined();
    expect(story.refusal('awaitDecision', { item })).toBe('no_referral_open');
  });

  it('that is to be made anew frees what waits or is done, too', () => {
    const parked = decided();
    parked.give('takeDecision', { item, owner: HOUSING, due });
    for (const name of ['signFor', 'park', 'ruleOnParking'] as const) parked.give(name);
    parked.give('awaitDecision', { item });
    expect(parked.state.designee).toBeUndefined();
    expect(parked.clock('result')).toMatchObject({ n: 3, limit: '5wd', status: 'paused' });
    expect(parked.clock('result').cap).toBeUndefined();
    parked.give('clear');
    expect(parked.clock('result')).toMatchObject({ n: 3, status: 'running' });
    const done = decided();
    done.give('takeDecision', { item, owner: HOUSING, due });
    for (const name of ['signFor', 'recordContact', 'submitResult', 'approveResult'] as const) done.give(name);
    done.give('awaitDecision', { item });
    expect(done.state).toMatchObject({ state: 'in_review' });
    expect([done.state.decidedBy, done.state.designated, done.state.referral]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    const inside = decided();
    inside.give('takeDecision', { item, owner: { ...COMMUNITY, of: 'haibei' }, due });
    inside.give('awaitDecision', { item });
    expect(inside.clock('inside').status).toBe('stopped');
  });

  it('binds no longer when it is reopened: what another committee decides then is its task', () => {
    const story = decided();
    story.give('takeDecision', { item, owner: HOUSING, due });
    for (const name of ['signFor', 'recordContact', 'submitResult', 'approveResult', 'review', 'reply'] as const)
      story.give(name);
    story.give('recordCallBack');
    const other = { case: 'agenda_item:150302:2026-000099', number: 'A150302-2026-000099' };
    story.give('reopen');
    story.give('noteOpened', { opened: other });
    expect(story.state.decidedBy).toBeUndefined();
    story.give('takeDecision', { item: other, owner: SANITATION, due });
    expect(story.state).toMatchObject({ lead: 'sanitation', decidedBy: other.number });
  });

  it('lengthens neither what an order from above allows nor the time of danger', () => {
    const far = local('2026-06-30 00:00');
    const upstream = { system: 'city', number: 'C-1', callBackBy: 'us', dueAt: local('2026-03-20 00:00') } as const;
    const ordered = storyAt('handling', { upstream });
    ordered.give('referToMeeting');
    ordered.give('takeDecision', { item, owner: SANITATION, due: far });
    expect(ordered.clock('result').at < upstream.dueAt).toBe(true);
    const danger = storyAt('handling', { urgency: 'critical' });
    const { at } = danger.clock('result');
    danger.give('referToMeeting');
    danger.give('takeDecision', { item, owner: SANITATION, due: far });
    expect(danger.clock('result').at).toBe(at);
  });
});

describe('what a request has led to', () => {
  const opens = (number: string) => ({
    reason: text('r'),
    opens: { case: caseIdOf(number), body: {} },
  });
  const [first, second] = ['W150302-2026-000001', 'W150302-2026-000002'];

  it('ends its own referral and no other', () => {
    const story = storyAt('handling');
    story.give('blowWhistle', opens(first));
    story.give('concludeReferral', { referral: 'whistle', result: 'cancelled' });
    story.give('blowWhistle', opens(second));
    const late = { referral: 'whistle', result: 'settled', from: first } as const;
    expect(story.refusal('concludeReferral', late)).toBe('no_referral_open');
    story.give('concludeReferral', { ...late, from: second });
    expect(story.state.referral).toBeUndefined();
  });

  it('hears that the request is over, where it has not told its own end', () => {
    const story = storyAt('handling');
    story.give('blowWhistle', opens(first));
    story.give('concludeReferral', { referral: 'whistle', result: 'settled', from: first });
    story.give('blowWhistle', opens(second));
    const events = story.give('withdraw');
    const told = events.flatMap((event) => REQUEST_LIFECYCLE.messagesOf(event, story.state));
    expect(told).toEqual([{ to: caseIdOf(second), name: 'hearRequestEnd', body: { position: 'withdrawn' } }]);
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
