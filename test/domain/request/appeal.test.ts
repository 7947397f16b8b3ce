import { describe, expect, it } from '@jest/globals';
import { BODIES, local, someone, storyAt, text } from '../../support/domain.js';

const reviewer = (account: string) => ({ actor: { ...someone('reviewer'), account } });

describe('an appeal against a judgement', () => {
  it('takes two outside the unit to exclude it, and edits nothing', () => {
    const story = storyAt('closed');
    const { judgements, outcome } = story.state;
    story.give('appealJudgement');
    expect(story.running()).toContain('appeal_ruling');
    story.give('ruleOnAppeal', BODIES.ruleOnAppeal, reviewer('one'));
    expect(story.all('appeal_ruled')).toEqual([]);
    story.give('ruleOnAppeal', BODIES.ruleOnAppeal, reviewer('two'));
    expect(story.all('appeal_ruled').map(({ body }) => [body.round, body.excluded])).toEqual([[1, 'yes']]);
    expect(story.state).toMatchObject({ judgements, outcome, exclusions: [1], position: 'closed' });
    expect(story.clock('appeal_ruling').status).toBe('met');
  });

  it('is over as soon as one says that the judgement counts', () => {
    const story = storyAt('closed');
    story.give('appealJudgement');
    story.give('ruleOnAppeal', { ruling: 'keep', reason: text('r') }, reviewer('one'));
    expect(story.all('appeal_ruled')[0]?.body.excluded).toBe('no');
    expect(story.state.exclusions).toBeUndefined();
  });

  it('is the lead’s, and never ruled on by the lead’s own people', () => {
    const story = storyAt('closed');
    expect(story.refusal('appealJudgement', BODIES.appealJudgement, { actor: someone('unit_head', 'police') })).toBe(
      'not_lead_unit',
    );
    story.give('appealJudgement');
    expect(story.refusal('ruleOnAppeal', BODIES.ruleOnAppeal, { actor: someone('reviewer', 'housing') })).toBe(
      'own_work',
    );
  });

  it('is made within three working days of the judgement', () => {
    const story = storyAt('closed');
    const at = (when: string) => story.refusal('appealJudgement', BODIES.appealJudgement, { at: local(when) });
    expect(at('2026-03-05 23:59')).toBeUndefined();
    expect(at('2026-03-06 00:00')).toBe('appeal_too_late');
  });

  it('is ruled on though the request has ended meanwhile, and the centre is late if it is not', () => {
    const story = storyAt('rework');
    story.give('appealJudgement');
    story.give('withdraw');
    expect([...story.running()].sort()).toEqual(['appeal_ruling', 'reopening']);
    story.pass(local('2026-03-06 00:00'));
    expect(story.all('clock_breached').map(({ body }) => body.clock)).toContain('appeal_ruling');
    story.give('ruleOnAppeal', BODIES.ruleOnAppeal, reviewer('one'));
    story.give('ruleOnAppeal', BODIES.ruleOnAppeal, reviewer('two'));
    expect(story.state.exclusions).toEqual([1]);
  });

  it('of an earlier round says nothing of a later one', () => {
    const story = storyAt('rework');
    story.give('appealJudgement');
    for (const name of ['submitResult', 'approveResult', 'review', 'reply', 'recordCallBack'] as const)
      story.give(name);
    story.give('ruleOnAppeal', BODIES.ruleOnAppeal, reviewer('one'));
    story.give('ruleOnAppeal', BODIES.ruleOnAppeal, reviewer('two'));
    expect(story.state).toMatchObject({ rounds: 2, exclusions: [1] });
    expect(story.refusal('appealJudgement')).toBeUndefined();
  });
});
