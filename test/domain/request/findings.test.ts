import { describe, expect, it } from '@jest/globals';
import { after, BODIES, changes, local, MONDAY, someone, storyAt, text } from '../../support/domain.js';

const FINDING = { origin: 'finding', requester: 'anonymous', noContact: true } as const;
const other = { actor: { ...someone('reviewer'), account: 'another' } };

describe('a finding', () => {
  it('is verified by another in place of a call-back, within its limit, and closed outside the rates', () => {
    const story = storyAt('awaiting_call_back', FINDING);
    expect(story.running()).toEqual(['call_back']);
    story.give('verify', BODIES.verify, other);
    expect(story.state).toMatchObject({ position: 'closed', outcome: 'solved', judgements: [] });
    expect(story.all('closed')[0]?.body.basis).toBe('verified');
    expect(story.clock('call_back').status).toBe('met');
  });

  it('that is not done is sent back once by the system, then the shift leader rules', () => {
    const story = storyAt('awaiting_call_back', FINDING);
    const not = { result: 'not_confirmed', note: text('still there') } as const;
    story.give('verify', not, other);
    expect(story.state).toMatchObject({ position: 'rework', reworks: { system: 1 } });
    for (const name of ['submitResult', 'approveResult', 'review'] as const) story.give(name);
    const [verified] = story.give('verify', not, other);
    expect(changes(verified)).toEqual(['met call_back', 'started ruling']);
    expect(story.state.position).toBe('awaiting_judgement');
    story.give('rework');
    expect(story.state).toMatchObject({ position: 'rework', reworks: { ordered: 1 } });
  });

  it('is never replied to: there is nobody who asked', () => {
    const story = storyAt('in_review', FINDING);
    story.give('review');
    expect(story.state.position).toBe('awaiting_call_back');
  });
});

describe('an order from above', () => {
  const ORDER = { system: 'city', number: 'C-1', callBackBy: 'us' } as const;

  it('caps the result by its due less the reserve, and the outer due is watched until it is returned', () => {
    const dueAt = local('2026-03-06 18:00');
    const story = storyAt('awaiting_call_back', { upstream: { ...ORDER, dueAt } });
    const started = story.state.clocks.find(({ clock }) => clock === 'result');
    expect(started).toMatchObject({ cap: after(dueAt, '-24h'), at: after(dueAt, '-24h') });
    expect(story.clock('upstream_return')).toMatchObject({ at: dueAt, status: 'running' });
    story.give('recordCallBack');
    expect(story.state.position).toBe('closed');
    expect(story.clock('upstream_return').status).toBe('running');
    const [returned] = story.give('returnUpstream');
    expect(changes(returned)).toEqual(['met upstream_return']);
  });

  it('whose due is far away leaves the limit as it is', () => {
    const story = storyAt('received', { upstream: { ...ORDER, dueAt: local('2027-03-01 00:00') } });
    expect(story.clock('result')).toMatchObject({ lastDay: '2026-03-09' });
  });

  it('leaves at least half of the time where the reserve would take more', () => {
    const story = storyAt('received', { upstream: { ...ORDER, dueAt: after(MONDAY, '10h') } });
    expect(story.clock('result').at).toBe(after(MONDAY, '5h'));
  });

  it('is no end until it is taken back there', () => {
    const story = storyAt('awaiting_dispatch', { upstream: { ...ORDER, dueAt: local('2026-03-06 18:00') } });
    story.give('returnUpstream', { why: 'not_ours', text: text('another district') });
    expect(story.state).toMatchObject({ position: 'awaiting_dispatch', handOver: { to: 'upstream_platform' } });
    expect(story.refusal('dispatch')).toBe('hand_over_open');
    story.give('confirmHandOver', { result: 'taken', by: text('the platform'), reference: 'C-1' });
    expect(story.state.position).toBe('handed_over');
  });

  it('that is called back from above is closed with its return, and nobody is called twice', () => {
    const story = storyAt('awaiting_reply', { upstream: { ...ORDER, callBackBy: 'upstream' } });
    story.give('returnUpstream');
    expect(story.state).toMatchObject({ position: 'closed', outcome: 'not_judged' });
    expect(story.all('closed')[0]?.body.basis).toBe('returned_upstream');
    story.give('reopen');
    expect(story.state.position).toBe('awaiting_sign_for');
  });
});

describe('danger to life', () => {
  const CRISIS = { crisis: 'yes', urgency: 'critical' } as const;

  it('is looked in on again within a day, also when the police have taken it over', () => {
    const story = storyAt('received', CRISIS);
    story.give('handOver');
    story.give('confirmHandOver');
    expect(story.state.position).toBe('handed_over');
    expect([...story.running()].sort()).toEqual(['look_in', 'reopening']);
    story.pass(after(MONDAY, '24h'));
    expect(story.all('urged').at(-1)?.body.late).toEqual({ clock: 'look_in', n: 1 });
    story.give('lookIn');
    expect(story.clock('look_in').status).toBe('met');
  });

  it('is never surveyed', () => {
    const story = storyAt('awaiting_reply', CRISIS);
    story.give('reply');
    expect(story.state).toMatchObject({ position: 'closed', outcome: 'not_judged' });
    expect(story.all('closed')[0]?.body.basis).toBe('no_survey');
  });
});
