import { describe, expect, it } from '@jest/globals';
import { noticesOf } from '../../../src/domain/notices.js';
import { messagesOf } from '../../../src/domain/procedures.js';
import type { RequestEvent } from '../../../src/domain/request/events.js';
import { aSubmission, BODIES, storyAt, type Story } from '../../support/domain.js';

const OPENED = BODIES.noteOpened;
const NOTE = BODIES.noteEnforcement;

/** What a story tells other cases by these events, which it was the last to write. */
function toldBy(story: Story, give: () => readonly RequestEvent[]) {
  const before = story.state;
  return messagesOf(story.state.case, give(), before).map(({ message }) => message);
}

describe('what is opened for a request elsewhere', () => {
  const END = { to: OPENED.opened.case, name: 'hearRequestEnd' };

  it('stands in its timeline once, and hears when the request is over', () => {
    const story = storyAt('awaiting_judgement');
    expect(toldBy(story, () => story.give('noteOpened', OPENED))).toEqual([]);
    expect(story.events.at(-1)).toMatchObject({ type: 'case_opened', body: OPENED, actor: { role: 'system' } });
    expect(story.refusal('noteOpened', OPENED)).toBe('nothing_changes');
    const closing = toldBy(story, () => story.give('judge'));
    expect(closing).toEqual([{ ...END, body: { position: 'closed' } }]);
    const reopening = toldBy(story, () => story.give('reopen'));
    expect(reopening).toEqual([{ to: END.to, name: 'hearRequestReopened', body: {} }]);
  });

  it('hears at once of one that is over already', () => {
    const story = storyAt('withdrawn');
    expect(toldBy(story, () => story.give('noteOpened', OPENED))).toEqual([
      { ...END, body: { position: 'withdrawn' } },
    ]);
  });

  it('has no end to hear once it has come to a result itself', () => {
    const story = storyAt('awaiting_judgement');
    story.give('noteOpened', OPENED);
    story.give('noteEnforcement', NOTE);
    expect(toldBy(story, () => story.give('judge'))).toEqual([]);
  });
});

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

  it('reaches one that nobody leads without telling anybody', () => {
    const story = storyAt('awaiting_dispatch');
    const before = story.state;
    const told = noticesOf(before, story.give('noteEnforcement', NOTE));
    expect(told.map(({ recipient }) => recipient)).toEqual(['subscribers']);
  });

  it('reaches one that has ended and may be reopened, which it did not before', () => {
    expect(storyAt('closed').give('noteEnforcement', NOTE)).toMatchObject([{ type: 'enforcement_noted', body: NOTE }]);
    const { terms } = aSubmission().body.received;
    const before = storyAt('closed', { terms: { ...terms, rules: 5 } });
    expect(before.refusal('noteEnforcement', NOTE)).toBe('wrong_state');
  });
});
