import { describe, expect, it } from '@jest/globals';
import { noticesOf } from '../../../src/domain/notices.js';
import { openClocks } from '../../../src/domain/case/clock.js';
import type { RequestEvent } from '../../../src/domain/request/events.js';
import {
  aReclassification,
  aRequest,
  BODIES,
  changes,
  HOUSING,
  LEADER,
  local,
  MONDAY,
  SANITATION,
  someone,
  storyAt,
  text,
  types,
  type Story,
} from '../../support/domain.js';

/** What is taken back, merged, reclassified or reopened keeps what it was: nobody gets a second chance by going round. */

const ROUTINE = { kind: 'help', urgency: 'routine' } as const;
const CRITICAL = { kind: 'help', urgency: 'critical' } as const;
const PRAISE = { kind: 'praise', urgency: 'routine' } as const;
const leader = { actor: someone('shift_leader') };
const dispatchTo = (unit = HOUSING) => ({ unit, reason: text('again') });
const rejected = { ruling: 'rejected', reason: text('it is yours') } as const;
const MERGE = { into: { ...LEADER, position: 'handling', sameCaller: 'no' }, reason: text('the same') } as const;

function round(story: Story, way: 'handed over' | 'merged'): Story {
  if (way === 'merged') {
    story.give('merge', MERGE);
    story.give('unmerge');
  } else {
    story.give('handOver');
    story.give('confirmHandOver', { result: 'not_taken', reason: text('not ours') });
  }
  return story;
}

describe('reclassifying there and back', () => {
  it('leaves the resident’s clock where it was', () => {
    const story = storyAt('handling');
    const { at, from } = story.clock('result');
    story.give('reclassify', aReclassification(ROUTINE, CRITICAL), { ...leader, at: local('2026-03-06 10:00') });
    expect(story.clock('result').at).toBe(local('2026-03-07 10:00'));
    story.give('reclassify', aReclassification(CRITICAL, ROUTINE), { ...leader, at: local('2026-03-06 10:05') });
    expect(story.clock('result')).toMatchObject({ at, from });
  });

  it('never makes it later than it was due, and counts its pauses when it is as it was', () => {
    const story = storyAt('handling');
    story.give('askInformation', undefined, { at: local('2026-03-03 10:00') });
    story.give('supplement', undefined, { at: local('2026-03-05 10:00') });
    const { at } = story.clock('result');
    // An hour before it is due, 24 hours from now would be later.
    const last = local('2026-03-11 23:00');
    expect(last < at).toBe(true);
    story.give('reclassify', aReclassification(ROUTINE, CRITICAL), { ...leader, at: last });
    expect(story.clock('result')).toMatchObject({ at, cap: at });
    story.give('reclassify', aReclassification(CRITICAL, ROUTINE), { ...leader, at: local('2026-03-11 23:01') });
    expect(story.clock('result').at).toBe(at);
    expect(story.clock('result').cap).toBeUndefined();
  });

  it('to praise and back has its clocks again from the receipt, late if they are late by now', () => {
    const story = storyAt('awaiting_dispatch');
    const { at } = story.clock('result');
    story.give('reclassify', aReclassification(ROUTINE, PRAISE));
    expect(story.running()).toEqual([]);
    story.give('reclassify', aReclassification(PRAISE, ROUTINE), { at: local('2026-03-05 10:00') });
    expect(story.running()).toEqual(['dispatch', 'result']);
    expect(story.clock('result')).toMatchObject({ at, from: MONDAY });
    story.pass(local('2026-03-05 10:01'));
    expect(story.clock('dispatch').breachedAt).toBeDefined();
  });

  it('from one kind without clocks to another touches none', () => {
    const story = storyAt('awaiting_dispatch');
    story.give('reclassify', aReclassification(ROUTINE, PRAISE));
    const events = story.give('reclassify', aReclassification(PRAISE, { ...PRAISE, kind: 'other' }));
    expect(events).toMatchObject([{ type: 'reclassified' }]);
    expect(changes(events[0])).toEqual([]);
  });

  it('to praise and back is under the due of an order from above still', () => {
    const upstream = {
      system: 'city',
      number: 'C-1',
      dueAt: local('2026-03-04 10:00'),
      callBackBy: 'us',
    } as const;
    const story = storyAt('awaiting_dispatch', { upstream });
    const { at } = story.clock('result');
    story.give('reclassify', aReclassification(ROUTINE, PRAISE));
    story.give('reclassify', aReclassification(PRAISE, ROUTINE));
    expect(story.clock('result').at).toBe(at);
  });
});

describe.each(['handed over', 'merged'] as const)('a request that is %s and comes back', (way) => {
  it('goes to whom a ruling named, and to nobody else, who cannot return it', () => {
    const story = storyAt('objected');
    story.give('ruleOnObjection', rejected);
    round(story, way);
    expect(story.refusal('dispatch', dispatchTo(SANITATION))).toBe('designation_stands');
    story.give('dispatch', dispatchTo());
    expect(story.all('dispatched').at(-1)?.body.basis).toBe('designated');
    expect(story.refusal('object')).toBe('designated_cannot_object');
  });

  it('was transferred when another has it then', () => {
    const story = round(storyAt('awaiting_sign_for'), way);
    story.give('dispatch', dispatchTo(SANITATION));
    expect(story.state.transfers).toBe(1);
  });

  it('is reclassified by the shift leader only, never to praise, and counted as what it was', () => {
    const story = round(storyAt('awaiting_sign_for'), way);
    const urgent = aReclassification(ROUTINE, { kind: 'help', urgency: 'urgent' });
    expect(story.refusal('reclassify', urgent, { actor: someone('dispatcher') })).toBe('shift_leader_after_dispatch');
    expect(story.refusal('reclassify', aReclassification(ROUTINE, PRAISE), leader)).toBe('clockless_after_dispatch');
    story.give('reclassify', urgent, leader);
    expect(story.state.cohort?.urgency).toBe('routine');
  });
});

describe('what was merged before anybody accepted it', () => {
  it('waits to be accepted when the merge is undone', () => {
    const story = storyAt('received');
    story.give('merge', MERGE);
    story.give('unmerge');
    expect(story.state.position).toBe('received');
  });

  it('has one question less to wait for', () => {
    const story = storyAt('awaiting_information');
    story.give('merge', MERGE);
    expect(story.state.information).toBe('lapsed');
  });
});

describe('what is reopened', () => {
  it('follows no leader any more', () => {
    const story = storyAt('merged');
    story.give('withdraw');
    story.give('reopen');
    expect(story.state.mergedInto).toBeUndefined();
  });

  it('is returned upward again, with a due as far as there is time left', () => {
    const order = { system: 'city', number: 'C-1', callBackBy: 'upstream' } as const;
    const story = storyAt('awaiting_reply', { upstream: { ...order, dueAt: local('2026-04-30 10:00') } });
    story.give('returnUpstream', { why: 'done', text: text('done') });
    story.give('reopen');
    expect(story.clock('upstream_return')).toMatchObject({ n: 2, at: local('2026-04-30 10:00') });
    for (const name of ['signFor', 'submitResult', 'approveResult', 'review'] as const) story.give(name);
    story.give('returnUpstream', { why: 'done', text: text('done again') });
    expect(story.state.position).toBe('closed');
  });
});

describe('an order that is returned as not ours', () => {
  it('is owed above no more once it was taken there', () => {
    const dueAt = local('2026-04-30 10:00');
    const story = storyAt('awaiting_dispatch', {
      upstream: { system: 'city', number: 'C-1', callBackBy: 'us', dueAt },
    });
    story.give('returnUpstream', { why: 'not_ours', text: text('another district’s') });
    story.give('confirmHandOver');
    expect(story.clock('upstream_return').status).toBe('met');
    expect(story.state.returnedUpstream).toBe('yes');
  });
});

describe('a part that was still owed when the result was approved', () => {
  it('is owed again when the review returns the result', () => {
    const story = storyAt('handling');
    story.give('recordContact');
    story.give('addCoUnit');
    story.give('submitResult', { ...BODIES.submitResult, withoutCoUnits: text('silent') });
    story.give('approveResult');
    expect(story.running()).toEqual(['review']);
    story.give('review', { passed: 'no', reason: text('not done') });
    expect(
      openClocks(story.state)
        .map(({ clock, unit = '' }) => `${clock} ${unit}`)
        .sort(),
    ).toEqual(['co_part sanitation', 'co_sign_for sanitation', 'result '].sort());
  });

  it('falls away when the lead takes its unit over', () => {
    const story = storyAt('handling');
    story.give('addCoUnit');
    story.give('succeedUnit', { from: 'sanitation', to: HOUSING });
    expect(story.running()).not.toContain('co_part');
    expect(story.running()).not.toContain('co_sign_for');
  });
});

describe('the monthly note of what is parked', () => {
  it('is owed where there is somebody to hear it', () => {
    expect(storyAt('parked').running()).toContain('parking_note');
    expect(storyAt('parked', { requester: 'anonymous' }).running()).not.toContain('parking_note');
  });
});

describe('a secret', () => {
  it.each(['merged', 'in_review', 'awaiting_reply', 'awaiting_call_back', 'awaiting_judgement'] as const)(
    'is declined at %s, too, and nothing else is',
    (position) => {
      const story = storyAt(position);
      expect(story.refusal('decline')).toBe('declined_too_late');
      const secret = { ...BODIES.decline, reason: 'state_secret_or_privacy' } as const;
      expect(story.refusal('decline', secret)).toBe('secret_by_shift_leader');
      const events = story.give('decline', secret, leader);
      expect(types(events).at(-1)).toBe('declined');
      expect([story.running(), story.state.linkOpen]).toEqual([['reopening'], undefined]);
    },
  );
});

describe('difficulty', () => {
  it('of going round three times is proposed to the meeting, once', () => {
    const story = storyAt('awaiting_sign_for');
    for (const unit of [SANITATION, HOUSING]) story.give('dispatch', dispatchTo(unit));
    story.pass(story.state.at);
    expect(story.state.referral).toBeUndefined();
    story.give('dispatch', dispatchTo(SANITATION));
    expect(types(story.pass(story.state.at))).toEqual(['referred']);
    expect(story.all('referred')).toMatchObject([{ body: { to: 'joint_meeting', by: 'ladder' } }]);
    story.give('concludeReferral', { referral: 'joint_meeting', result: 'not_settled' });
    story.give('dispatch', dispatchTo(HOUSING));
    expect(story.pass(story.state.at)).toEqual([]);
  });

  it('that was proposed and whose referral a recall took away is proposed again', () => {
    const story = storyAt('awaiting_sign_for');
    for (const unit of [SANITATION, HOUSING, SANITATION]) story.give('dispatch', dispatchTo(unit));
    story.pass(story.state.at);
    expect(story.state.referral).toBe('joint_meeting');
    round(story, 'handed over');
    story.give('dispatch', dispatchTo(HOUSING));
    expect(types(story.pass(story.state.at))).toEqual(['referred']);
  });
});

describe('a question', () => {
  it('is over when its request becomes critical, or praise: nobody waits for an answer then', () => {
    for (const to of [CRITICAL, PRAISE]) {
      const story = storyAt('awaiting_information');
      const events = story.give('reclassify', aReclassification(ROUTINE, to));
      expect(types(events)).toEqual(['information_lapsed', 'reclassified']);
      expect([story.state.position, story.running().includes('information')]).toEqual(['received', false]);
      expect(openClocks(story.state).filter(({ status }) => status === 'paused')).toEqual([]);
    }
  });
});

describe('a unit that a ruling named', () => {
  const named = () => {
    const story = storyAt('objected');
    story.give('ruleOnObjection', rejected);
    return story;
  };

  it('holds nobody to it when it is in force no more, and another ruling takes its place', () => {
    const gone = round(named(), 'handed over');
    expect(gone.refusal('dispatch', dispatchTo(SANITATION))).toBe('designation_stands');
    gone.give('dispatch', { ...dispatchTo(SANITATION), designeeGone: 'yes' });
    expect(gone.state.designee).toBeUndefined();
    const unsigned = named();
    expect(unsigned.refusal('dispatch', dispatchTo(SANITATION))).toBe('designation_stands');
    unsigned.give('dispatch', { ...dispatchTo(SANITATION), designeeGone: 'yes' });
  });

  it('is not passed by because the request was merged before anybody had accepted it, once', () => {
    const story = storyAt('received');
    story.give('merge', MERGE);
    story.give('withdraw');
    story.give('reopen');
    story.give('dispatch', dispatchTo());
    story.give('object');
    story.give('ruleOnObjection', rejected);
    story.give('merge', MERGE);
    story.give('unmerge');
    expect(story.state.position).toBe('awaiting_dispatch');
  });
});

describe('a pause', () => {
  it('takes nothing from an extension that was counted from a day that had rolled', () => {
    // Natural days that end within the National Day holiday end after it; the extension is counted from there.
    const { terms } = aRequest();
    const story = storyAt('handling', {
      terms: { ...terms, limits: { ...terms.limits, result: '15d' } },
      at: local('2026-09-17 10:00'),
    });
    expect(story.clock('result').lastDay).toBe('2026-10-08');
    story.give('requestExtension', { limit: '15d', reason: text('r') });
    story.give('ruleOnExtension');
    const { at, lastDay } = story.clock('result');
    expect(lastDay).toBe('2026-10-23');
    story.give('askInformation');
    story.give('supplement');
    expect(story.clock('result')).toMatchObject({ at, lastDay });
  });
});

describe('who did it late', () => {
  it('does not prove that it was in time', () => {
    const story = storyAt('objected');
    const late = { actor: someone('shift_leader'), at: local('2026-03-03 10:00') };
    story.give('ruleOnObjection', rejected, late);
    const clock = story.clock('ruling');
    expect(clock.breachedAt).toBeDefined();
    const proof = { clock: 'ruling', n: 1, occurredAt: clock.from, proof: 'C-1', reason: text('r') } as const;
    expect(story.refusal('proveLateEntry', proof, { actor: late.actor })).toBe('own_late_entry');
  });
});

describe('who dispatches', () => {
  const told = (story: Story, give: () => readonly RequestEvent[]) => {
    const before = story.state;
    return noticesOf(before, give()).filter(({ recipient }) => recipient === 'role:dispatcher');
  };

  it('is told, and rung where it is critical, when a dispatch is owed again', () => {
    const ring = [{ template: 'to_dispatch', ring: 'dispatch' }];
    const merged = storyAt('merged', { urgency: 'critical' });
    expect(told(merged, () => merged.give('unmerge'))).toMatchObject(ring);
    const asked = storyAt('awaiting_sign_for', { urgency: 'critical' });
    // As long as a body outside is asked, nobody dispatches.
    expect(told(asked, () => asked.give('handOver'))).toEqual([]);
    expect(
      told(asked, () => asked.give('confirmHandOver', { result: 'not_taken', reason: text('not ours') })),
    ).toMatchObject(ring);
    const reported = storyAt('handling', { urgency: 'critical', against: { unit: 'sanitation' } });
    expect(told(reported, () => reported.give('succeedUnit', { from: 'housing', to: SANITATION }))).toMatchObject(ring);
  });
});
