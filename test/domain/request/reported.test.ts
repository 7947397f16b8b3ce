import { describe, expect, it } from '@jest/globals';
import { noticesOf } from '../../../src/domain/notices.js';
import type { RequestEvent } from '../../../src/domain/request/events.js';
import type { ResidentRequest } from '../../../src/domain/request/state.js';
import {
  aStory,
  BODIES,
  COMMUNITY,
  HOUSING,
  LEADER,
  SANITATION,
  someone,
  storyAt,
  text,
} from '../../support/domain.js';

const AGAINST = { unit: 'sanitation' } as const;
const told = (before: ResidentRequest | undefined, events: readonly RequestEvent[]) =>
  noticesOf(before, events)
    .filter(({ recipient }) => recipient !== 'subscribers')
    .map(({ recipient, template }) => `${recipient} ${template}`);

describe('whom a request reports', () => {
  it('does not get it by a merge: it waits only for what reports the same', () => {
    const into = { ...LEADER, position: 'handling', sameCaller: 'no' } as const;
    const merge = (against?: { unit: string; staff?: 'yes' }) =>
      storyAt('awaiting_sign_for', { against: AGAINST }).refusal('merge', {
        into: { ...into, ...(against && { against }) },
        reason: text('the same'),
      });
    expect([merge(), merge({ unit: 'housing' }), merge({ ...AGAINST, staff: 'yes' })]).toEqual(
      Array.from({ length: 3 }, () => 'about_another'),
    );
    expect(merge(AGAINST)).toBeUndefined();
  });

  it('does not get it inside a unit either', () => {
    const story = storyAt('handling', { against: { unit: COMMUNITY.code } });
    const body = { executor: 'community', unit: { ...COMMUNITY, of: 'housing' } } as const;
    expect(story.refusal('assignInside', body)).toBe('reported_unit');
  });

  it('does not get it by taking over the unit that has it, and is kept from it where it takes over who is reported', () => {
    const story = storyAt('handling', { against: AGAINST });
    const next = { ...SANITATION, code: 'cleaning' };
    const before = story.state;
    const events = story.give('succeedUnit', { from: 'sanitation', to: next });
    expect(story.state.received.against).toEqual({ unit: 'cleaning' });
    expect(told(before, events)).toEqual([]);
    // Where it is, people of the place are kept from it, too.
    story.give('succeedUnit', { from: 'cleaning', to: SANITATION, place: 'xinhua' });
    expect(story.state.received.against).toEqual({ unit: 'sanitation', place: 'xinhua' });
    story.give('succeedUnit', { from: 'sanitation', to: next });
    expect(story.state.received.against).toEqual({ unit: 'cleaning', place: 'xinhua' });
    expect(story.refusal('addCoUnit', { unit: next, task: text('t') })).toBe('reported_unit');
  });

  it.each(['awaiting_sign_for', 'objected', 'handling', 'parked'] as const)(
    'is not given it where it takes over the lead at %s: that is dispatched anew, the resident’s clock running',
    (position) => {
      const story = storyAt(position, { against: AGAINST });
      const before = story.state;
      const events = story.give('succeedUnit', { from: 'housing', to: SANITATION });
      expect(events.map(({ type }) => type)).toEqual(['dispatch_recalled']);
      expect(story.state).toMatchObject({ position: 'awaiting_dispatch' });
      expect(story.state.lead).toBeUndefined();
      const open = story.state.clocks.filter(({ status }) => status !== 'met' && status !== 'stopped');
      expect(open.map(({ clock, status }) => `${clock} ${status}`).sort()).toEqual([
        'dispatch running',
        'result running',
      ]);
      expect(told(before, events).filter((one) => one.includes('sanitation'))).toEqual([]);
      story.give('dispatch', { unit: HOUSING, reason: text('moved') });
    },
  );

  it('is not given what its own successor would lead, and the successor is kept from it from then on', () => {
    const story = storyAt('handling', { against: AGAINST });
    const heir = { ...SANITATION, code: 'housing' };
    const events = story.give('succeedUnit', { from: 'sanitation', to: heir });
    expect(events.map(({ type }) => type)).toEqual(['dispatch_recalled', 'unit_succeeded']);
    expect(story.refusal('dispatch', { unit: HOUSING, reason: text('r') })).toBe('reported_unit');
  });

  it('does not get what is worked on anew after a result either: that is dispatched with a full limit', () => {
    const story = storyAt('rework', { against: AGAINST });
    story.give('succeedUnit', { from: 'housing', to: SANITATION });
    expect(story.state.position).toBe('awaiting_dispatch');
    expect(story.running()).toEqual(['dispatch', 'result']);
  });

  it('does not get a part of it', () => {
    const story = storyAt('handling', { against: { unit: 'haibei' } });
    story.give('addCoUnit');
    expect(story.refusal('succeedUnit', { from: 'sanitation', to: { ...SANITATION, code: 'haibei' } })).toBe(
      'reported_unit',
    );
  });

  it('in its head never leads; in others of its people only its head is told', () => {
    const head = { unit: HOUSING.code, staff: 'yes', account: 'a-1', head: 'yes' } as const;
    expect(storyAt('awaiting_dispatch', { against: head }).refusal('dispatch')).toBe('reported_unit');
    const { head: _head, ...clerk } = head;
    const story = storyAt('awaiting_dispatch', { against: clerk });
    const before = story.state;
    expect(told(before, story.give('dispatch'))).toEqual(['unit:housing:head dispatched']);
  });

  it('is not told of the many who do', () => {
    const cluster = { callers: 5, unit: 'sanitation' };
    const receipt = (against?: { unit: string }) =>
      told(undefined, aStory({ cluster, ...(against && { against }) }).events);
    expect(receipt()).toContain('unit:sanitation:coordinator clustered');
    expect(receipt(AGAINST)).not.toContain('unit:sanitation:coordinator clustered');
    expect(receipt(AGAINST)).toContain('role:shift_leader clustered');
  });
});

describe('a unit that takes over', () => {
  it('owes no part beside leading, and one part where it had two', () => {
    const story = storyAt('handling');
    story.give('addCoUnit');
    story.give('succeedUnit');
    expect(story.state).toMatchObject({ lead: 'sanitation', coUnits: [] });
    expect(story.running()).not.toContain('co_part');
    const other = storyAt('handling');
    const police = { ...SANITATION, code: 'police' };
    other.give('addCoUnit');
    other.give('addCoUnit', { unit: police, task: text('another part') });
    other.give('coSignFor', {}, { actor: someone('unit_coordinator', 'police') });
    other.give('succeedUnit', { from: 'police', to: SANITATION });
    expect(other.state.coUnits).toEqual([{ unit: 'sanitation' }]);
  });

  it('is told what it has now, and nobody else; nobody where it has ended', () => {
    const story = storyAt('handling');
    story.give('addCoUnit');
    const before = story.state;
    const next = { ...SANITATION, code: 'cleaning' };
    expect(told(before, story.give('succeedUnit', { from: 'sanitation', to: next }))).toEqual([
      'unit:cleaning:coordinator co_unit_added',
    ]);
    const ended = storyAt('closed');
    const was = ended.state;
    expect(told(was, ended.give('succeedUnit'))).toEqual([]);
  });

  it('can lead, or does not get it', () => {
    expect(storyAt('handling').refusal('succeedUnit', { from: 'housing', to: COMMUNITY })).toBe(
      'community_cannot_lead',
    );
  });
});

describe('who had it', () => {
  it('is told when it is dispatched again, or taken back', () => {
    const story = storyAt('awaiting_sign_for');
    const before = story.state;
    const events = story.give('dispatch', { unit: SANITATION, reason: text('theirs') });
    expect(told(before, events)).toEqual([
      'unit:sanitation:coordinator dispatched',
      'unit:housing:coordinator gone_elsewhere',
    ]);
    const was = story.state;
    expect(told(was, story.give('decline'))).toEqual(['unit:sanitation:coordinator gone_elsewhere', 'resident ended']);
  });
});

describe('somebody in danger', () => {
  it('is told to the shift leader at once', () => {
    const { events } = aStory({ crisis: 'yes', urgency: 'critical' });
    expect(told(undefined, events)).toContain('role:shift_leader crisis');
  });
});

describe('those who were merged', () => {
  it('hear what the leader’s unit says meanwhile', () => {
    const story = storyAt('handling');
    story.give('takeFollower');
    const before = story.state;
    expect(told(before, story.give('interimReply', BODIES.interimReply))).toEqual([
      'resident interim_replied',
      `follower:${story.state.followers?.[0]?.case ?? ''} interim_replied`,
    ]);
  });

  it('and judged it not solved are no followers any more', () => {
    const story = storyAt('merged');
    story.give('followLeader');
    story.give('judge', { contacted: 'yes', solved: 'not', satisfaction: 1 });
    expect([story.state.position, story.state.mergedInto]).toEqual(['rework', undefined]);
  });

  it('and are called back from above are not asked here', () => {
    const story = storyAt('merged', { upstream: { system: 'city', number: 'C-1', callBackBy: 'upstream' } });
    story.give('followLeader');
    expect(story.state).toMatchObject({ position: 'closed', outcome: 'not_judged' });
  });
});

describe('who has worked on a finding', () => {
  it('does not verify it', () => {
    const story = storyAt('awaiting_call_back', { origin: 'finding', requester: 'anonymous', noContact: true });
    expect(story.state.coUnits).toBeUndefined();
    const worked = storyAt('handling', { origin: 'finding', requester: 'anonymous', noContact: true });
    worked.give('addCoUnit');
    worked.give('coReply', BODIES.coReply, { actor: someone('unit_coordinator', 'sanitation') });
    worked.give('submitResult');
    worked.give('approveResult');
    worked.give('review');
    const own = { actor: someone('reviewer', 'sanitation') };
    expect(worked.refusal('verify', BODIES.verify, own)).toBe('own_work');
  });
});
