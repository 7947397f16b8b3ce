import { describe, expect, it } from '@jest/globals';
import { BODIES, storyAt, text } from '../../support/domain.js';

describe('representatives', () => {
  it('are named for a request that others were merged into, and others take their place', () => {
    const story = storyAt('handling');
    expect(story.refusal('nameRepresentatives')).toBe('not_a_group');
    story.give('takeFollower');
    story.give('nameRepresentatives');
    const { representatives } = BODIES.nameRepresentatives;
    expect(story.state.representatives).toEqual(representatives);
    const other = { ...BODIES.nameRepresentatives, representatives: [text('a third')] };
    story.give('nameRepresentatives', other);
    expect(story.state.representatives).toEqual(other.representatives);
  });

  it('stand although the followers leave: they were chosen', () => {
    const story = storyAt('handling');
    story.give('takeFollower');
    story.give('nameRepresentatives');
    story.give('releaseFollower');
    expect(story.state.representatives).toHaveLength(2);
    expect(story.refusal('nameRepresentatives')).toBe('not_a_group');
  });
});
