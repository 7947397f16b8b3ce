import { describe, expect, it } from '@jest/globals';
import type { RequestCommandName } from '../../../src/domain/request/commands.js';
import type { RequestState } from '../../../src/domain/vocabulary.js';
import { caseIdOf } from '../../../src/domain/number.js';
import { REQUEST_LIFECYCLE } from '../../../src/domain/request/lifecycle.js';
import {
  changes,
  local,
  after,
  COMMUNITY,
  HAIBEI,
  HOUSING,
  SANITATION,
  someone,
  storyAt,
  text,
} from '../../support/domain.js';

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
