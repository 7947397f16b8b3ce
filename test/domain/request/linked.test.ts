import { describe, expect, it } from '@jest/globals';
import { messagesOf, sequelsOf } from '../../../src/domain/request/sequels.js';
import type { RequestEvent } from '../../../src/domain/request/events.js';
import {
  after,
  aPart,
  BODIES,
  changes,
  FOLLOWER,
  LEADER,
  local,
  MONDAY,
  SATISFIED,
  Story,
  storyAt,
  text,
  UNSOLVED,
} from '../../support/domain.js';

/** A merge leader at a position, with one follower. */
function leaderAt(position: Parameters<typeof storyAt>[0]): Story {
  const story = storyAt(position);
  story.give('takeFollower');
  return story;
}

/** What others are told by events, in short. */
const told = (story: Story, events: readonly RequestEvent[]) =>
  events
    .flatMap((event) => [...messagesOf(event, story.state), ...sequelsOf(event, story.state, story.terms)])
    .map((sequel) => {
      if ('to' in sequel) return `${sequel.to} ${(sequel.body as { step?: string }).step ?? sequel.name}`;
      if ('opensFor' in sequel) return 'open another';
      return 'raisesItem' in sequel ? `raise an item: ${sequel.raisesItem}` : 'open parts';
    });

describe('merging', () => {
  it('lets it wait for the leader: its dispatch is met, its unit owes nothing, its result clock never stops', () => {
    const story = storyAt('awaiting_sign_for');
    const result = story.clock('result');
    const [event] = story.give('merge');
    expect(changes(event)).toEqual(['stopped sign_for', 'stopped first_contact', 'stopped objection']);
    expect(story.state).toMatchObject({ position: 'merged', stage: 'intake', mergedInto: LEADER });
    expect(story.state.lead).toBeUndefined();
    expect(story.clock('result')).toEqual(result);
    expect(told(story, story.events.slice(-1))).toEqual([`${LEADER.case} takeFollower`]);
  });

  it('is climbed after at the leader only, and what it misses is a breach all the same', () => {
    const story = storyAt('merged');
    story.pass(local('2026-03-20 00:00'));
    expect(story.all('clock_breached').map(({ body }) => body.clock)).toEqual(['result']);
    expect([...story.all('urged'), ...story.all('supervised')]).toEqual([]);
  });

  it('counts callers at the leader; who calls again has urged it', () => {
    const story = storyAt('handling');
    story.give('takeFollower', { follower: FOLLOWER, sameCaller: 'yes' });
    expect(story.state).toMatchObject({ followers: [FOLLOWER], urges: 1 });
    expect(story.all('urged').at(-1)?.body).toEqual({ by: 'resident' });
    story.give('releaseFollower');
    expect(story.state.followers).toEqual([]);
  });

  it('is undone with number, receipt and clocks as they were; the dispatch is owed anew', () => {
    const story = storyAt('merged');
    const result = story.clock('result');
    const at = after(MONDAY, '3h');
    const events = story.give('unmerge', BODIES.unmerge, { at });
    expect(story.state).toMatchObject({ position: 'awaiting_dispatch', receivedAt: MONDAY });
    expect(story.clock('result')).toEqual(result);
    expect(story.clock('dispatch')).toMatchObject({ n: 2, from: at });
    expect(told(story, events)).toEqual([`${LEADER.case} releaseFollower`]);
  });

  it('is undone by the system when the leader comes to nothing', () => {
    const story = storyAt('merged');
    story.give('followLeader', { leader: LEADER, step: 'ended', unit: 'housing' });
    expect(story.all('unmerged').map(({ body }) => body.by)).toEqual(['system']);
    expect(story.state.position).toBe('awaiting_dispatch');
  });

  it('hears only its present leader', () => {
    const story = storyAt('merged');
    const other = { leader: FOLLOWER, step: 'called_back', unit: 'housing' } as const;
    expect(story.refusal('followLeader', other)).toBe('not_a_follower');
  });
});

describe('a leader', () => {
  it('tells its followers of its result, of its return and of its call-back', () => {
    const story = leaderAt('handling');
    story.give('submitResult');
    expect(told(story, story.give('approveResult'))).toEqual([`${FOLLOWER.case} result`]);
    expect(told(story, story.give('review', { passed: 'no', reason: text('r') }))).toEqual([
      `${FOLLOWER.case} result_returned`,
    ]);
    for (const name of ['submitResult', 'approveResult', 'review', 'reply'] as const) story.give(name);
    expect(told(story, story.give('recordCallBack', { result: 'unreached' }))).toEqual([]);
    const linked = story.give('recordCallBack', { result: 'reached', linkInstead: 'yes' });
    expect(told(story, linked)).toEqual([`${FOLLOWER.case} called_back`]);
  });

  it.each(['withdraw', 'terminate'] as const)('that ends by “%s” lets them go on alone', (how) => {
    const story = leaderAt('handling');
    const events =
      how === 'withdraw' ? story.give('withdraw') : [...story.give('terminate'), ...story.give('ruleOnTermination')];
    expect(told(story, events)).toEqual([`${FOLLOWER.case} ended`]);
  });

  it('tells who joins late what the others were told', () => {
    const told1 = (position: Parameters<typeof storyAt>[0]) => {
      const story = storyAt(position);
      return told(story, story.give('takeFollower'));
    };
    expect(told1('handling')).toEqual([]);
    expect(told1('in_review')).toEqual([`${FOLLOWER.case} result`]);
    expect(told1('closed')).toEqual([`${FOLLOWER.case} result`, `${FOLLOWER.case} called_back`]);
    expect(told1('withdrawn')).toEqual([`${FOLLOWER.case} ended`]);
    // Two that were merged into each other in the same moment: neither waits.
    expect(told1('merged')).toEqual([`${FOLLOWER.case} ended`]);
  });
});

describe('a follower', () => {
  it('has its result with the leader’s, and judges for itself within a window of its own', () => {
    const story = storyAt('merged');
    story.give('followLeader', { leader: LEADER, step: 'result', unit: 'housing' });
    expect(story.clock('result').status).toBe('met');
    story.give('followLeader');
    expect(story.state).toMatchObject({ position: 'awaiting_judgement', linkOpen: 'yes', lead: 'housing' });
    story.give('judge', SATISFIED);
    expect(story.state).toMatchObject({ position: 'closed', outcome: 'solved' });
  });

  it('that is unsolved goes on alone: the unit does it again', () => {
    const story = storyAt('merged');
    story.give('followLeader');
    story.give('judge', UNSOLVED);
    expect(story.state).toMatchObject({ position: 'rework', lead: 'housing' });
    expect(story.clock('rework_result').unit).toBe('housing');
  });

  it('that says nothing ends when its window does', () => {
    const story = storyAt('merged');
    story.give('followLeader');
    story.pass(story.clock('judgement_window').at);
    expect(story.state).toMatchObject({ position: 'closed', outcome: 'not_judged' });
  });

  it('whom nobody can ask ends with its leader', () => {
    const story = storyAt('merged', { requester: 'anonymous', noContact: true });
    story.give('followLeader');
    expect(story.all('closed')[0]?.body).toMatchObject({ basis: 'merge_lead', outcome: 'not_judged' });
  });

  it('owes its result again when the leader’s was none, or when it is taken apart', () => {
    const story = storyAt('merged');
    story.give('followLeader', { leader: LEADER, step: 'result', unit: 'housing' });
    story.give('followLeader', { leader: LEADER, step: 'result_returned', unit: 'housing' });
    expect(story.clock('result').status).toBe('running');
    story.give('followLeader', { leader: LEADER, step: 'result', unit: 'housing' });
    story.give('unmerge');
    expect(story.clock('result').status).toBe('running');
  });
});

describe('splitting', () => {
  it('takes out what becomes a request of its own, and changes nothing here', () => {
    const story = storyAt('awaiting_dispatch');
    const { clocks } = story.state;
    const events = story.give('split', {
      parts: [aPart('150302-2026-000200'), aPart('150302-2026-000201')],
      reason: text('r'),
    });
    expect(story.state).toMatchObject({ parts: ['150302-2026-000200', '150302-2026-000201'], clocks });
    expect(told(story, events)).toEqual(['open parts']);
  });

  it('after the dispatch takes out only what belongs to a statutory channel, until the result', () => {
    const story = storyAt('handling');
    const statutory = { parts: [aPart('150302-2026-000200', 'yes')], reason: text('r') };
    expect(story.refusal('split', statutory)).toBeUndefined();
    story.give('submitResult');
    expect(story.refusal('split', statutory)).toBe('result_already_submitted');
  });
});
