import { describe, expect, it } from '@jest/globals';
import { noticeText } from '../../../src/domain/notice-texts.js';
import type { RequestEvent } from '../../../src/domain/request/events.js';
import { local, MONDAY, text } from '../../support/domain.js';
import {
  agreed,
  ALL,
  assent,
  CLERK,
  fact,
  MEDIATION,
  MEDIATOR,
  OTHER,
  performanceOf,
  told,
  type Story,
} from './stories.js';

const P = performanceOf(1);
const performed = (term: number, on = '2026-03-02') => ({ term, on, note: text('done') });
const applied = { assents: ALL };
const accepted = { accepted: 'yes', reference: 'C-1' };

function confirmed(answer: 'confirmed' | 'refused' = 'confirmed'): Story {
  const story = agreed();
  expect(story.give(P, 'applyForConfirmation', applied)).toBeUndefined();
  expect(story.give(P, 'recordCourtAcceptance', accepted, CLERK)).toBeUndefined();
  expect(story.give(P, 'recordCourtAnswer', { answer, reference: 'C-1' }, CLERK)).toBeUndefined();
  return story;
}

describe('the performance of an agreement', () => {
  it('has a clock for each term, until the end of the day that was agreed, also where that is a Sunday', () => {
    const { clocks } = agreed().performance();
    expect(clocks.map(({ clock, n, at, unit }) => [clock, n, at, unit])).toEqual([
      ['performance_term', 1, local('2026-03-13 00:00'), undefined],
      ['performance_term', 2, local('2026-03-23 00:00'), undefined],
      ['court_confirmation', 1, local('2026-04-02 00:00'), undefined],
    ]);
  });

  it('is due on the same day where that was agreed', () => {
    const story = agreed({}, { agreed: [{ side: 's1', what: text('owed'), dueOn: '2026-03-02' }] });
    expect(story.due(P, 'performance_term')).toBe(local('2026-03-03 00:00'));
  });

  it('reminds the mediators before a term is due, and tells them after it what can be done', () => {
    const story = agreed();
    story.pass(local('2026-03-13 00:00'));
    expect(story.types(P)).toEqual([
      'performance_opened',
      // Half of the first term's time, four fifths of it, half of the second's.
      ...['clock_warned', 'clock_warned', 'clock_warned'],
      ...['clock_breached', 'term_breached', 'urged'],
    ]);
    expect(told(story, P, 'clock_warned')).toEqual(['account:a-mediator term_due']);
    expect(told(story, P, 'clock_breached')).toEqual([]);
    expect(told(story, P, 'term_breached')).toEqual([
      'account:a-mediator term_breached',
      'unit:haibei:coordinator term_breached',
    ]);
    expect(told(story, P, 'urged')).toEqual(['unit:haibei:coordinator urged']);
    expect(story.performance()).toMatchObject({ state: 'breached', missed: [1] });
    const { body } = story.events(P).find(({ type }) => type === 'term_breached') ?? {};
    expect(body).toEqual({ term: 1, remedies: ['urge', 'sue', 'apply_for_confirmation'] });
  });

  it('is not commanded: whoever owes is urged once, and no rung is climbed', () => {
    const story = agreed();
    story.pass(local('2026-06-01 00:00'));
    expect(story.types(P).filter((type) => type === 'urged')).toHaveLength(1);
    expect(story.types(P)).not.toContain('supervised');
    expect(story.performance()).toMatchObject({ state: 'breached', missed: [1, 2] });
  });

  it('late is late, and done all the same; when all is done it is over', () => {
    const story = agreed();
    story.pass(local('2026-03-14 00:00'));
    const at = local('2026-03-14 10:00');
    expect(story.give(P, 'confirmTerm', performed(1, '2026-03-14'), MEDIATOR, at)).toBeUndefined();
    expect(story.performance()).toMatchObject({ state: 'performing', missed: [1], performed: [1] });
    expect(story.give(P, 'confirmTerm', performed(2, '2026-03-14'), MEDIATOR, at)).toBeUndefined();
    expect(story.performance()).toMatchObject({ state: 'performed', ended: 'yes' });
    expect(story.performance().clocks.map(({ status }) => status)).toEqual(['met', 'met', 'stopped']);
  });

  it('is confirmed by its own mediators only', () => {
    const story = agreed();
    expect(story.give(P, 'confirmTerm', performed(1), OTHER)).toEqual({ code: 'not_its_mediator' });
    expect(story.give(P, 'urgeTerm', { term: 1, means: 'phone' }, OTHER)).toEqual({ code: 'not_its_mediator' });
    expect(story.give(P, 'urgeTerm', { term: 1, means: 'phone' }, CLERK)).toBeUndefined();
  });

  it('can be taken over by other mediators, of its kind, when those before are gone', () => {
    const story = agreed();
    const others = { mediators: [fact(OTHER, 'trade')] };
    expect(story.give(P, 'nameWatchers', others, CLERK)?.code).toBe('mediator_of_other_kind');
    expect(story.give(P, 'nameWatchers', { mediators: [fact(OTHER)] }, CLERK)).toBeUndefined();
    expect(told(story, P, 'watchers_named')).toEqual(['account:b-mediator mediator_named']);
    expect(story.give(P, 'confirmTerm', performed(1))).toEqual({ code: 'not_its_mediator' });
    expect(story.give(P, 'confirmTerm', performed(1), OTHER)).toBeUndefined();
  });

  it.each(['sued', 'new_agreement', 'released'] as const)('is watched no longer when it was %s', (reason) => {
    const story = agreed();
    expect(story.give(P, 'closePerformance', { reason, note: text('n') }, CLERK)).toBeUndefined();
    expect(story.performance()).toMatchObject({ state: 'closed', closeReason: reason, ended: 'yes' });
    expect(story.mediation().state).toBe('agreed');
    expect(story.state(MEDIATION).ended).toBe('yes');
  });
});

describe('the court’s confirmation', () => {
  it('is asked for by all sides together, and its answer is on record', () => {
    const story = agreed();
    const some = { assents: [assent('s1')] };
    expect(story.give(P, 'applyForConfirmation', some)).toEqual({ code: 'all_sides_needed', params: { side: 's2' } });
    expect(confirmed().performance()).toMatchObject({ state: 'performing', confirmation: 'confirmed' });
    expect(told(confirmed('refused'), P, 'confirmation_answered')).toEqual([
      'account:a-mediator confirmation_answered',
      'unit:haibei:coordinator confirmation_answered',
    ]);
  });

  it('makes it enforceable: that is what is told of a breach then', () => {
    const story = confirmed();
    story.pass(local('2026-03-13 00:00'));
    expect(told(story, P, 'term_breached')[0]).toBe('account:a-mediator term_breached_confirmed');
    expect(story.give(P, 'closePerformance', { reason: 'enforcement', note: text('n') }, CLERK)).toBeUndefined();
    expect(story.performance().closeReason).toBe('enforcement');
  });

  it('refused, leaves the agreement as it is: urged and sued over, not asked for again', () => {
    const story = confirmed('refused');
    expect(story.performance()).toMatchObject({ state: 'performing', confirmation: 'refused' });
    expect(story.give(P, 'applyForConfirmation', applied)).toEqual({ code: 'applied_before' });
    const enforced = { reason: 'enforcement', note: text('n') };
    expect(story.give(P, 'closePerformance', enforced, CLERK)).toEqual({ code: 'not_confirmed' });
    story.pass(local('2026-03-13 00:00'));
    const { body } = story.events(P).find(({ type }) => type === 'term_breached') ?? {};
    expect(body).toEqual({ term: 1, remedies: ['urge', 'sue'] });
  });

  it('is asked for within thirty days of effect', () => {
    const story = agreed({}, { agreed: [{ side: 's1', what: text('owed'), dueOn: '2026-12-01' }] });
    story.pass(local('2026-04-02 00:00'));
    expect(story.types(P).at(-1)).toBe('confirmation_lapsed');
    expect(story.give(P, 'applyForConfirmation', applied, MEDIATOR, local('2026-04-02 09:00'))?.code).toBe(
      'confirmation_too_late',
    );
    expect(story.performance().ended).toBeUndefined();
  });

  it('is not for what concerns personal status', () => {
    const story = agreed({ aboutStatus: 'yes' });
    expect(story.give(P, 'applyForConfirmation', applied)).toEqual({ code: 'not_confirmable' });
    expect(story.performance().clocks.some(({ clock }) => clock === 'court_confirmation')).toBe(false);
  });

  it('is waited for, also where all was performed meanwhile', () => {
    const story = agreed();
    story.give(P, 'applyForConfirmation', applied);
    for (const term of [1, 2]) story.give(P, 'confirmTerm', performed(term));
    expect(story.performance()).toMatchObject({ state: 'performed' });
    expect(story.performance().ended).toBeUndefined();
    story.give(P, 'recordCourtAcceptance', { accepted: 'no' }, CLERK);
    expect(story.performance()).toMatchObject({ state: 'performed', confirmation: 'not_accepted', ended: 'yes' });
  });
});

describe('what is told of a breach', () => {
  it.each(['zh', 'en'] as const)('says in %s what can be done', (language) => {
    const event = { case: P, type: 'term_breached', body: {}, at: MONDAY } as unknown as RequestEvent;
    const say = (template: 'term_breached' | 'term_breached_confirmed') =>
      noticeText(template, event, { number: 'P150302-2026-000001-a1' }, language);
    const [open, sealed] = [say('term_breached'), say('term_breached_confirmed')];
    const words =
      language === 'zh' ? ['督促', '起诉', '司法确认', '强制执行'] : ['Urge', 'sue', 'confirm', 'enforcement'];
    for (const word of words.slice(0, 3)) expect(open).toContain(word);
    expect(sealed).toContain(words[3]);
  });
});
