import { describe, expect, it } from '@jest/globals';
import { localTime } from '../../../src/domain/local-time.js';
import {
  after,
  changes,
  local,
  SATISFIED,
  someone,
  storyAt,
  text,
  types,
  UNSOLVED,
  type Story,
} from '../../support/domain.js';

describe('review', () => {
  it('that passes completes the request and starts the reply clock', () => {
    const story = storyAt('in_review');
    const [event] = story.give('review');
    expect(event?.type).toBe('completed');
    expect(changes(event)).toEqual(['met review', 'started reply']);
    expect(story.state).toMatchObject({ position: 'awaiting_reply', completedAt: event?.at });
    expect(story.clock('reply')).toMatchObject({ limit: '1wd', unit: 'housing' });
  });

  it('that does not pass needs a reason and gives the unit its result clock back as it was', () => {
    const story = storyAt('in_review');
    const before = story.clock('result');
    expect(story.refusal('review', { passed: 'no' })).toBe('reason_required');
    const [event] = story.give('review', { passed: 'no', reason: text('not done') });
    expect(changes(event)).toEqual(['met review', 'returned result']);
    expect(story.state.position).toBe('handling');
    expect(story.clock('result')).toMatchObject({ at: before.at, status: 'running', dueVersion: before.dueVersion });
    expect(story.clock('result').stoppedAt).toBeUndefined();
  });

  it('that comes back after the due leaves a breach from the due', () => {
    const story = storyAt('in_review');
    const { at: due } = story.clock('result');
    story.give('review', { passed: 'no', reason: text('r') }, { at: after(due, '2h') });
    const told = story.pass(after(due, '2h'));
    expect(types(told)).toContain('clock_breached');
    // Nobody is warned of what is past.
    expect(
      told.filter(({ type, body }) => type === 'clock_warned' && 'clock' in body && body.clock === 'result'),
    ).toEqual([]);
    expect(story.all('clock_breached').at(-1)).toMatchObject({ at: after(due, '2h'), body: { clock: 'result', due } });
  });

  it('that sends back a result which was late already puts the unit back on the ladder', () => {
    const story = storyAt('handling');
    story.give('recordContact');
    story.give('submitResult');
    story.pass(local('2026-03-10 00:00'));
    story.give('approveResult');
    expect(story.state.ladders?.lead_unit).toBeUndefined();
    story.give('review', { passed: 'no', reason: text('r') }, { at: local('2026-03-10 10:00') });
    expect(types(story.pass(local('2026-03-10 10:00')))).toEqual(['urged']);
    expect(story.state.ladders?.lead_unit).toMatchObject({ rung: 'urge' });
    expect(types(story.pass(local('2026-03-12 00:00')))).toEqual(['supervised']);
  });

  it('of a rework returns to the rework and its clock', () => {
    const story = storyAt('rework');
    story.give('submitResult');
    expect(changes(story.give('approveResult')[0])).toEqual(['met rework_result', 'started review']);
    const [event] = story.give('review', { passed: 'no', reason: text('r') });
    expect(changes(event)).toEqual(['met review', 'returned rework_result']);
    expect(story.state.position).toBe('rework');
  });

  it('is owed within one working day', () => {
    const story = storyAt('in_review');
    const due = story.clock('review').at;
    expect(localTime(due)).toBe('2026-03-04T00:00:00+08:00');
    story.give('review', { passed: 'yes' }, { at: due });
    expect(story.clock('review')).toMatchObject({ status: 'met', breachedAt: due });
  });
});

describe('the reply', () => {
  it('starts the centre’s two call-back clocks', () => {
    const story = storyAt('awaiting_reply');
    const [event] = story.give('reply');
    expect(changes(event)).toEqual(['met reply', 'started call_back', 'started reached']);
    expect(story.state.position).toBe('awaiting_call_back');
    expect(story.clock('call_back').limit).toBe('2wd');
    expect(story.clock('reached').limit).toBe('5wd');
  });

  it.each([
    ['an anonymous requester', { requester: 'anonymous' }],
    ['a requester without contact', { noContact: true }],
  ] as const)('to %s closes the request as not judged', (_who, options) => {
    const story = storyAt('awaiting_reply', options);
    expect(types(story.give('reply'))).toEqual(['replied', 'closed']);
    expect(story.all('closed')[0]?.body).toMatchObject({ outcome: 'not_judged', basis: 'no_call_back' });
    expect(story.running()).toEqual(['reopening']);
    expect(story.state).toMatchObject({ position: 'closed', outcome: 'not_judged' });
  });

  it('to a confidential requester is followed by the hotline’s call', () => {
    const story = storyAt('awaiting_reply', { requester: 'confidential' });
    story.give('reply');
    expect(story.state.position).toBe('awaiting_call_back');
  });

  it('is given by the lead or by the centre, not by another unit', () => {
    const refusal = (actor: ReturnType<typeof someone>) =>
      storyAt('awaiting_reply').refusal('reply', { reply: text('r') }, { actor });
    expect(refusal(someone('unit_coordinator', 'sanitation'))).toBe('not_lead_unit');
    expect(refusal(someone('unit_head', 'housing'))).toBeUndefined();
    expect(refusal(someone('call_back_clerk'))).toBeUndefined();
  });
});

describe('the call-back', () => {
  const unreached = (story: Story, at: string) =>
    story.give('recordCallBack', { result: 'unreached', callId: 'k' }, { at: local(at) });

  it('meets its clock with the first attempt, reached or not', () => {
    const story = storyAt('awaiting_call_back');
    expect(changes(unreached(story, '2026-03-02 11:00')[0])).toEqual(['met call_back']);
    expect(story.running()).toEqual(['reached']);
    expect(changes(unreached(story, '2026-03-02 11:05')[0])).toEqual([]);
  });

  it('that reaches the resident ends the search and records the judgement', () => {
    const story = storyAt('awaiting_call_back');
    const events = story.give('recordCallBack', { result: 'reached', callId: 'k', answers: SATISFIED });
    expect(types(events)).toEqual(['call_back_recorded', 'judged', 'closed']);
    expect(changes(events[0])).toEqual(['met call_back', 'met reached']);
    expect(events[1]?.body).toMatchObject({ ...SATISFIED, by: 'call_back', round: 1 });
  });

  it('that reaches the resident must bring answers, or the wish for a link', () => {
    const story = storyAt('awaiting_call_back');
    expect(story.refusal('recordCallBack', { result: 'reached' })).toBe('judgement_needed');
    const [event] = story.give('recordCallBack', { result: 'reached', linkInstead: 'yes' });
    expect(changes(event)).toEqual(['met call_back', 'met reached', 'started judgement_window']);
    expect(story.state).toMatchObject({ position: 'awaiting_judgement', linkOpen: 'yes' });
  });

  it('that fails three times on two days, once in the evening, becomes a link; nobody is charged', () => {
    const story = storyAt('awaiting_call_back');
    unreached(story, '2026-03-02 11:00');
    unreached(story, '2026-03-02 18:00');
    expect(story.state.position).toBe('awaiting_call_back');
    const [event] = unreached(story, '2026-03-03 09:00');
    expect(changes(event)).toEqual(['stopped reached', 'started judgement_window']);
    expect(event?.body).toMatchObject({ result: 'unreached', link: 'yes', calledAt: local('2026-03-03 09:00') });
    expect(story.state).toMatchObject({ position: 'awaiting_judgement', linkOpen: 'yes' });
    story.pass(local('2026-03-09 23:59'));
    expect(story.all('clock_breached')).toEqual([]);
    expect(story.clock('reached').status).toBe('stopped');
  });

  it.each([
    ['three calls on one day', ['2026-03-02 11:00', '2026-03-02 12:00', '2026-03-02 18:30']],
    ['three calls without one in the evening', ['2026-03-02 11:00', '2026-03-03 17:59', '2026-03-04 09:00']],
    ['two calls', ['2026-03-02 18:30', '2026-03-03 18:30']],
  ])('is not given up after %s', (_tries, times) => {
    const story = storyAt('awaiting_call_back');
    for (const at of times) unreached(story, at);
    expect(story.state.position).toBe('awaiting_call_back');
    expect(story.running()).toContain('reached');
  });

  it('counts days and evenings at +08:00', () => {
    const story = storyAt('awaiting_call_back');
    // 23:30 and 00:30 of the next day are one UTC day.
    for (const at of ['2026-03-02 23:30', '2026-03-03 00:30', '2026-03-03 01:30']) unreached(story, at);
    expect(story.state.position).toBe('awaiting_judgement');
  });

  it('is given up as soon as the missing condition comes about, with a later call', () => {
    const story = storyAt('awaiting_call_back');
    for (const at of ['2026-03-02 11:00', '2026-03-03 11:00', '2026-03-03 12:00']) unreached(story, at);
    expect(story.state.position).toBe('awaiting_call_back');
    unreached(story, '2026-03-03 18:00');
    expect(story.state.position).toBe('awaiting_judgement');
  });

  it('is breached when nobody calls, and when the search goes on for too long', () => {
    const story = storyAt('awaiting_call_back');
    story.pass(local('2026-03-10 00:00'));
    expect(story.all('clock_breached').map(({ body }) => [body.clock, localTime(body.due)])).toEqual([
      ['call_back', '2026-03-05T00:00:00+08:00'],
      ['reached', '2026-03-10T00:00:00+08:00'],
    ]);
  });

  it('starts its tries afresh after a rework', () => {
    const story = storyAt('awaiting_call_back');
    unreached(story, '2026-03-02 18:30');
    unreached(story, '2026-03-03 11:00');
    story.give('recordCallBack', { result: 'reached', answers: UNSOLVED }, { at: local('2026-03-03 12:00') });
    for (const name of ['submitResult', 'approveResult', 'review', 'reply'] as const) story.give(name);
    expect(story.state.callBackTries).toEqual([]);
    unreached(story, '2026-03-03 19:00');
    expect(story.state.position).toBe('awaiting_call_back');
  });
});
