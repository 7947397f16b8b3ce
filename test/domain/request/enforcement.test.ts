import { describe, expect, it } from '@jest/globals';
import { noticesOf } from '../../../src/domain/notices.js';
import { BODIES, storyAt } from '../../support/domain.js';

const NOTE = BODIES.noteEnforcement;

describe('what a crew that was dispatched for a request has come to', () => {
  it('stands in its timeline, changes nothing else, and is told to the lead', () => {
    const story = storyAt('handling');
    const before = story.state;
    const events = story.give('noteEnforcement', NOTE);
    expect(events).toMatchObject([{ type: 'enforcement_noted', body: NOTE, actor: { role: 'system' } }]);
    const { seq, at, lastActor, ...rest } = story.state;
    const { seq: seqBefore, at: _at, lastActor: _lastActor, ...restBefore } = before;
    expect([seq, at, lastActor.role]).toEqual([seqBefore + 1, expect.any(String), 'system']);
    expect(rest).toEqual(restBefore);
    expect(noticesOf(before, events).map(({ template, recipient }) => `${template} ${recipient}`)).toEqual([
      `enforcement_noted unit:${before.lead ?? ''}:coordinator`,
      'event subscribers',
    ]);
  });

  it('reaches one that nobody leads without telling anybody, and one that has ended not at all', () => {
    const story = storyAt('awaiting_dispatch');
    const before = story.state;
    const told = noticesOf(before, story.give('noteEnforcement', NOTE));
    expect(told.map(({ recipient }) => recipient)).toEqual(['subscribers']);
    expect(storyAt('closed').refusal('noteEnforcement', NOTE)).toBe('wrong_state');
  });
});
