import { describe, expect, it } from '@jest/globals';
import { localTime } from '../../../src/domain/local-time.js';
import type { JudgementAnswers } from '../../../src/domain/request/events.js';
import {
  after,
  changes,
  HOUSING,
  local,
  SATISFIED,
  storyAt,
  text,
  types,
  UNSOLVED,
  type Story,
} from '../../support/domain.js';

const answers = (
  solved: JudgementAnswers['solved'],
  satisfaction: JudgementAnswers['satisfaction'],
): JudgementAnswers => ({
  contacted: 'yes',
  solved,
  satisfaction,
});

/** From rework to the next judgement by phone. */
function reworked(story: Story, judged: JudgementAnswers): void {
  for (const name of ['submitResult', 'approveResult', 'review', 'reply'] as const) story.give(name);
  story.give('recordCallBack', { result: 'reached', answers: judged });
}

/** From anywhere in handling or rework to a link whose window runs. */
function linked(story: Story): void {
  for (const name of ['submitResult', 'approveResult', 'review', 'reply'] as const) story.give(name);
  story.give('recordCallBack', { result: 'reached', linkInstead: 'yes' });
}

describe('a judgement', () => {
  it.each([
    ['solved', 5, 'closed', 'solved'],
    ['solved', 3, 'closed', 'solved'],
    ['partly', 3, 'closed', 'partly_solved'],
    ['solved', 2, 'rework', undefined],
    ['partly', 1, 'rework', undefined],
    ['not', 5, 'rework', undefined],
    ['not', 1, 'rework', undefined],
  ] as const)('of %s and %i leads to %s', (solved, satisfaction, position, outcome) => {
    for (const from of ['awaiting_call_back', 'awaiting_judgement'] as const) {
      const story = storyAt(from);
      if (from === 'awaiting_call_back')
        story.give('recordCallBack', { result: 'reached', answers: answers(solved, satisfaction) });
      else story.give('judge', answers(solved, satisfaction));
      expect([story.state.position, story.state.outcome]).toEqual([position, outcome]);
    }
  });

  it('closes with every clock stopped and fifteen days for reopening', () => {
    const story = storyAt('awaiting_judgement');
    const events = story.give('judge', SATISFIED);
    expect(types(events)).toEqual(['judged', 'closed']);
    expect(changes(events[0])).toEqual(['met judgement_window']);
    expect(changes(events[1])).toEqual(['started reopening']);
    expect(story.all('closed')[0]?.body).toMatchObject({ outcome: 'solved', basis: 'judged' });
    expect(story.open()).toEqual(['reopening#1 2026-03-18T00:00:00+08:00']);
    expect(story.state).toMatchObject({ stage: 'ended', closedAt: events[1]?.at });
  });

  it('orders rework by the system, once, with a clock of its own', () => {
    const story = storyAt('awaiting_judgement');
    const events = story.give('judge', UNSOLVED);
    expect(types(events)).toEqual(['judged', 'rework_ordered']);
    expect(events[1]?.body).toMatchObject({ by: 'system', unit: 'housing' });
    expect(story.state).toMatchObject({ position: 'rework', stage: 'follow_up', reworks: { system: 1, ordered: 0 } });
    expect(story.clock('rework_result')).toMatchObject({ limit: '3wd', unit: 'housing' });
    reworked(story, UNSOLVED);
    expect(story.state).toMatchObject({ position: 'awaiting_judgement', reworks: { system: 1, ordered: 0 } });
  });

  it('after the system’s own rework makes the shift leader owe a ruling, urged like every duty', () => {
    const story = storyAt('rework');
    reworked(story, UNSOLVED);
    expect(story.running()).toEqual(['ruling']);
    expect(story.clock('ruling')).toMatchObject({ limit: '4wh', n: 1 });
    const brought = story.pass(story.clock('ruling').at);
    expect(types(brought).slice(-2)).toEqual(['clock_breached', 'urged']);
    expect(story.all('urged').at(-1)?.body.late).toEqual({ clock: 'ruling', n: 1 });
  });

  it('is satisfied from the level of the policy on', () => {
    const content = storyAt('awaiting_judgement');
    content.give('judge', answers('solved', 3));
    const discontent = storyAt('awaiting_judgement');
    discontent.give('judge', answers('solved', 2));
    expect([content, discontent].map(({ state }) => state.position)).toEqual(['closed', 'rework']);
  });

  it('is kept for ever: every one is an event with its round', () => {
    const story = storyAt('rework');
    reworked(story, SATISFIED);
    expect(story.all('judged').map(({ body }) => [body.round, body.solved])).toEqual([
      [1, 'not'],
      [2, 'solved'],
    ]);
    expect(story.state).toMatchObject({ position: 'closed', outcome: 'solved' });
  });

  it('uses up the link', () => {
    const story = storyAt('rework');
    linked(story);
    story.give('judge', UNSOLVED);
    expect(story.state.position).toBe('awaiting_judgement');
    expect(story.refusal('judge', SATISFIED)).toBe('no_link_open');
  });

  it('comes too late at the very moment the window ends', () => {
    const due = local('2026-03-10 00:00');
    const inTime = storyAt('awaiting_judgement');
    inTime.give('judge', SATISFIED, { at: after(due, '-1ms') });
    expect(inTime.state.outcome).toBe('solved');
    expect(storyAt('awaiting_judgement').refusal('judge', SATISFIED, { at: due })).toBe('wrong_state');
  });
});

describe('the end of the judgement window', () => {
  it('closes the request as not judged, seven days after the link', () => {
    const story = storyAt('awaiting_judgement');
    const due = story.clock('judgement_window').at;
    expect(localTime(due)).toBe('2026-03-10T00:00:00+08:00');
    const [event] = story.pass(due);
    expect(event).toMatchObject({
      type: 'closed',
      at: due,
      actor: { role: 'system' },
      body: { outcome: 'not_judged', basis: 'window_ended' },
    });
    expect(story.running()).toEqual(['reopening']);
    expect(story.state).toMatchObject({ position: 'closed', outcome: 'not_judged' });
    expect(story.state.linkOpen).toBeUndefined();
  });

  it('leaves the resident’s last word standing when a rework is answered with silence', () => {
    const story = storyAt('rework');
    linked(story);
    story.pass(story.clock('judgement_window').at);
    expect(story.state).toMatchObject({ position: 'closed', outcome: 'not_solved' });
  });

  it('says nothing of what was judged before a reopening', () => {
    const story = storyAt('closed');
    story.give('reopen');
    story.give('signFor');
    linked(story);
    story.pass(story.clock('judgement_window').at);
    expect(story.state).toMatchObject({ position: 'closed', outcome: 'not_judged' });
  });
});

describe('the shift leader', () => {
  it('orders rework again or closes with a reason, after the system’s own rework', () => {
    const again = storyAt('rework');
    reworked(again, UNSOLVED);
    expect(changes(again.give('rework', { reason: text('r') })[0])).toEqual(['met ruling', 'started rework_result']);
    expect(again.state).toMatchObject({ position: 'rework', reworks: { system: 1, ordered: 1 } });
    expect(again.clock('rework_result').n).toBe(2);
    expect(again.all('rework_ordered').at(-1)?.body).toMatchObject({ by: 'shift_leader', reason: text('r') });

    const closed = storyAt('rework');
    reworked(closed, answers('partly', 2));
    const [event] = closed.give('close', { reason: text('r') });
    expect(event?.body).toMatchObject({ outcome: 'partly_solved', basis: 'shift_leader', reason: text('r') });
    expect(closed.running()).toEqual(['reopening']);
    expect(closed.clock('ruling').status).toBe('met');
  });

  it('decides nothing while the resident’s link is open', () => {
    const story = storyAt('awaiting_judgement');
    expect(story.refusal('close')).toBe('not_unsatisfied');
    expect(story.refusal('rework')).toBe('not_unsatisfied');
  });

  it('never makes “solved” of an unsolved request', () => {
    const story = storyAt('rework');
    reworked(story, UNSOLVED);
    story.give('close');
    expect(story.state.outcome).toBe('not_solved');
  });
});

describe('reopening', () => {
  it('starts a second result clock with the full limit and new unit clocks; the first stays as it is', () => {
    const story = storyAt('closed');
    const first = story.clock('result');
    const at = local('2026-03-05 10:00');
    const [event] = story.give('reopen', { reason: text('dark again') }, { at });
    expect(changes(event)).toEqual([
      'met reopening',
      'started result',
      'started sign_for',
      'started first_contact',
      'started objection',
    ]);
    expect(story.state).toMatchObject({ position: 'awaiting_sign_for', lead: 'housing', reopened: 1, transfers: 0 });
    expect(story.clock('result')).toMatchObject({ n: 2, from: at, limit: '5wd', lastDay: '2026-03-12' });
    expect(story.state.clocks.find(({ clock }) => clock === 'result')).toEqual(first);
    for (const key of ['outcome', 'closedAt', 'completedAt'] as const) expect(story.state[key]).toBeUndefined();
  });

  it.each(['answered', 'declined'] as const)('of what was %s goes to dispatch', (position) => {
    const story = storyAt(position);
    expect(changes(story.give('reopen')[0])).toEqual(['met reopening', 'started result', 'started dispatch']);
    expect(story.state).toMatchObject({ position: 'awaiting_dispatch', stage: 'dispatch' });
    story.give('dispatch', { unit: HOUSING, reason: text('r') });
    expect(story.clock('dispatch')).toMatchObject({ n: 2, status: 'met' });
  });

  it('of what was withdrawn goes back to its unit, or to dispatch if it had none', () => {
    const early = storyAt('withdrawn');
    early.give('reopen');
    expect(early.state.position).toBe('awaiting_dispatch');
    const late = storyAt('handling');
    late.give('withdraw');
    late.give('reopen');
    expect(late.state.position).toBe('awaiting_sign_for');
  });

  it('gives the system its one rework again, and a designated unit no right to object', () => {
    const story = storyAt('rework');
    expect(story.state.reworks.system).toBe(1);
    story.give('withdraw');
    story.give('reopen');
    expect(story.state.reworks.system).toBe(0);
    expect(story.running()).toContain('objection');

    const designated = storyAt('objected');
    designated.give('ruleOnObjection', { ruling: 'rejected', reason: text('yours') });
    designated.give('withdraw');
    designated.give('reopen');
    expect(designated.running()).not.toContain('objection');
    expect(designated.refusal('object')).toBe('designated_cannot_object');
  });

  it('is possible again after the next end', () => {
    const story = storyAt('declined');
    story.give('reopen');
    story.give('decline');
    story.give('reopen');
    expect(story.state.reopened).toBe(2);
    expect(story.clock('result').n).toBe(3);
  });

  it('is over when fifteen days have passed; then the request has ended for good', () => {
    const due = local('2026-03-18 00:00');
    const inTime = storyAt('closed');
    expect(inTime.refusal('reopen', { reason: text('r') }, { at: after(due, '-1ms') })).toBeUndefined();
    const late = storyAt('closed');
    const { refusal, events } = late.try('reopen', { reason: text('r') }, { at: due });
    expect(refusal).toEqual({ code: 'request_ended' });
    expect(events.at(-1)).toMatchObject({ type: 'ended', at: due });
    expect(late.state).toMatchObject({ ended: 'yes', position: 'closed', outcome: 'solved' });
    expect(late.running()).toEqual([]);
    expect(late.refusal('comment')).toBe('request_ended');
    expect(late.pass(local('2027-01-01 00:00'))).toEqual([]);
  });

  it('leaves the old link and the old referral behind', () => {
    const story = storyAt('awaiting_judgement');
    story.pass(story.clock('judgement_window').at);
    story.give('reopen');
    expect(story.state.linkOpen).toBeUndefined();
    expect(story.refusal('concludeReferral')).toBe('no_referral_open');
  });
});
