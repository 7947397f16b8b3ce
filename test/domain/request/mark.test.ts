import { describe, expect, it } from '@jest/globals';
import { noticesOf } from '../../../src/domain/notices.js';
import { BODIES, someone, storyAt, text } from '../../support/domain.js';

const outside = (account: string) => ({ actor: { ...someone('reviewer'), account } });

describe('a mark', () => {
  it('takes two outside the unit, is told to the person, and blocks nothing', () => {
    const story = storyAt('handling');
    story.give('proposeMark');
    story.give('ruleOnMark', BODIES.ruleOnMark, outside('one'));
    expect(story.state.mark?.step).toBe('proposed');
    const before = story.state;
    const events = story.give('ruleOnMark', BODIES.ruleOnMark, outside('two'));
    expect(events.at(-1)).toMatchObject({ type: 'mark_ruled', body: { mark: 'unreasonable', marked: 'yes' } });
    expect(noticesOf(before, events)).toContainEqual(
      expect.objectContaining({ recipient: 'resident', template: 'marked' }),
    );
    expect(story.state).toMatchObject({ position: 'handling', mark: { step: 'marked' } });
    story.give('submitResult');
    expect(story.refusal('approveResult')).toBeUndefined();
  });

  it('is none as soon as one says so, and the person hears nothing', () => {
    const story = storyAt('closed');
    story.give('proposeMark');
    const before = story.state;
    const events = story.give('ruleOnMark', { ruling: 'disagree', reason: text('r') }, outside('one'));
    expect(story.state.mark?.step).toBe('not_marked');
    expect(noticesOf(before, events).map(({ recipient }) => recipient)).not.toContain('resident');
    expect(story.refusal('ruleOnMark', BODIES.ruleOnMark, outside('two'))).toBe('no_mark_proposed');
  });

  it('is the lead’s to propose, and never its own people’s to rule on', () => {
    const story = storyAt('handling');
    const stranger = { actor: someone('unit_head', 'police') };
    expect(story.refusal('proposeMark', BODIES.proposeMark, stranger)).toBe('not_lead_unit');
    story.give('proposeMark');
    const own = { actor: someone('reviewer', 'housing') };
    expect(story.refusal('ruleOnMark', BODIES.ruleOnMark, own)).toBe('own_work');
    story.give('ruleOnMark', BODIES.ruleOnMark, outside('one'));
    expect(story.refusal('ruleOnMark', BODIES.ruleOnMark, outside('one'))).toBe('reviewed_before');
  });
});
