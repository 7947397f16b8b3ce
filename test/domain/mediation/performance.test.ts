import { describe, expect, it } from '@jest/globals';
import { SYSTEM_ACTOR } from '../../../src/domain/envelope.js';
import type { Template } from '../../../src/domain/notices.js';
import { noticeText } from '../../../src/domain/notice-texts.js';
import type { RequestEvent } from '../../../src/domain/request/events.js';
import { PERFORMANCE_LIFECYCLE } from '../../../src/domain/performance/lifecycle.js';
import { local, MONDAY, text } from '../../support/domain.js';
import {
  agreed,
  ALL,
  assent,
  CLERK,
  DRAFT,
  fact,
  mediated,
  MEDIATION,
  MEDIATOR,
  opened,
  OTHER,
  performanceOf,
  signed,
  told,
  why,
  type Story,
} from './stories.js';

const P = performanceOf(1);
const THIRD = { ...OTHER, account: 'c-mediator' };
const FOURTH = { ...OTHER, account: 'd-mediator' };
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
      'account:a-mediator term_breached_confirmable',
      'unit:haibei:coordinator term_breached_confirmable',
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

  it('late is late, and done all the same; when all is done and the court can be asked no more, it is over', () => {
    const story = agreed();
    story.pass(local('2026-03-14 00:00'));
    const at = local('2026-03-14 10:00');
    expect(story.give(P, 'confirmTerm', performed(1, '2026-03-14'), MEDIATOR, at)).toBeUndefined();
    expect(story.performance()).toMatchObject({ state: 'performing', missed: [1], performed: [1] });
    expect(story.give(P, 'confirmTerm', performed(2, '2026-03-14'), MEDIATOR, at)).toBeUndefined();
    expect(story.performance().state).toBe('performed');
    expect(story.performance().ended).toBeUndefined();
    story.pass(local('2026-04-02 00:00'));
    expect(story.types(P).slice(-2)).toEqual(['confirmation_lapsed', 'performance_completed']);
    expect(story.performance()).toMatchObject({ state: 'performed', ended: 'yes' });
    expect(story.performance().clocks.map(({ status }) => status)).toEqual(['met', 'met', 'stopped']);
  });

  it('of what no court confirms is over with the last term', () => {
    const story = agreed({ aboutStatus: 'yes' });
    for (const term of [1, 2]) story.give(P, 'confirmTerm', performed(term));
    expect(story.performance()).toMatchObject({ state: 'performed', ended: 'yes' });
  });

  it('under the first rules is over with the last term, and nobody is reminded of the court', () => {
    const firstRules = { terms: { ...opened().terms, rules: 1 } };
    const story = agreed(firstRules);
    for (const term of [1, 2]) story.give(P, 'confirmTerm', performed(term));
    expect(story.performance()).toMatchObject({ state: 'performed', ended: 'yes' });
    const asked = agreed(firstRules);
    asked.give(P, 'applyForConfirmation', applied);
    asked.give(P, 'recordCourtAcceptance', { accepted: 'no' }, CLERK);
    expect(asked.events(P).at(-1)?.body).toEqual({ accepted: 'no' });
    expect(asked.give(P, 'applyForConfirmation', applied)).toEqual({ code: 'applied_before' });
    expect(asked.performance().clocks.map(({ clock }) => clock)).not.toContain('court_acceptance');
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

  it('is watched by nobody who stood aside in the mediation or was replaced there, and by nobody twice', () => {
    const story = mediated({ mediators: [fact(MEDIATOR), fact(OTHER), fact(THIRD)] });
    story.mediate('declareConflict', { relation: text('cousin') }, OTHER);
    story.mediate('replaceMediator', { mediator: THIRD.account, ...why }, CLERK);
    signed(story);
    expect(story.performance().opened.stoodAside).toEqual([OTHER.account, THIRD.account]);
    for (const one of [OTHER, THIRD])
      expect(story.give(P, 'nameWatchers', { mediators: [fact(one)] }, CLERK)).toEqual({
        code: 'mediator_stood_aside',
      });
    const twice = { mediators: [fact(FOURTH), fact(FOURTH)] };
    expect(story.give(P, 'nameWatchers', twice, CLERK)).toEqual({ code: 'mediator_named_before' });
    expect(story.give(P, 'nameWatchers', { mediators: [fact(FOURTH), fact(MEDIATOR)] }, CLERK)).toBeUndefined();
  });

  it('loses who declares a conflict of interest for good, and the committee owes another in time', () => {
    const story = agreed();
    expect(story.give(P, 'declareWatcherConflict', { relation: text('cousin') }, OTHER)?.code).toBe('not_its_mediator');
    expect(story.give(P, 'declareWatcherConflict', { relation: text('cousin') })).toBeUndefined();
    expect(told(story, P, 'conflict_declared')).toEqual(['unit:haibei:coordinator watcher_needed']);
    expect(PERFORMANCE_LIFECYCLE.mediators(story.performance())).toEqual([]);
    expect(story.give(P, 'confirmTerm', performed(1))).toEqual({ code: 'not_its_mediator' });
    expect(story.due(P, 'mediator_assignment')).toBe(local('2026-03-05 00:00'));
    story.pass(local('2026-03-05 00:00'));
    expect(told(story, P, 'clock_breached')).toEqual(['unit:haibei:duty_officer clock_breached']);
    story.pass(local('2026-03-09 00:00'));
    expect(story.types(P)).toContain('supervised');
    const back = { mediators: [fact(MEDIATOR)] };
    expect(story.give(P, 'nameWatchers', back, CLERK)).toEqual({ code: 'mediator_stood_aside' });
    expect(story.give(P, 'nameWatchers', { mediators: [fact(OTHER)] }, CLERK)).toBeUndefined();
    expect(story.performance().mediators).toMatchObject([{ step: 'stood_aside' }, { account: OTHER.account }]);
    expect(story.performance().clocks.find(({ clock }) => clock === 'mediator_assignment')?.status).toBe('met');
    expect(story.give(P, 'nameWatchers', back, CLERK)).toEqual({ code: 'mediator_stood_aside' });
  });

  it('goes on with the other watchers where one of several stands aside, and nothing is owed', () => {
    const story = agreed({ mediators: [fact(MEDIATOR), fact(OTHER)] });
    expect(story.give(P, 'declareWatcherConflict', { relation: text('cousin') })).toBeUndefined();
    expect(told(story, P, 'conflict_declared')).toEqual([]);
    expect(story.due(P, 'mediator_assignment')).toBeUndefined();
    expect(story.give(P, 'confirmTerm', performed(1), OTHER)).toBeUndefined();
  });

  it('of a part loses who stands aside while the rest is mediated', () => {
    const story = agreed({}, { scope: 'partial' });
    story.mediate('declareConflict', { relation: text('cousin') });
    expect(story.events(P).at(-1)).toMatchObject({
      type: 'conflict_declared',
      body: { mediator: MEDIATOR.account },
      actor: { role: 'system' },
    });
    expect(PERFORMANCE_LIFECYCLE.mediators(story.performance())).toEqual([]);
    expect(story.give(P, 'nameWatchers', { mediators: [fact(MEDIATOR)] }, CLERK)?.code).toBe('mediator_stood_aside');
    expect(story.give(P, 'hearConflict', { mediator: MEDIATOR.account }, SYSTEM_ACTOR)?.code).toBe('nothing_changes');
  });

  it('of a part loses who is replaced in the mediation, too', () => {
    const story = agreed({}, { scope: 'partial' });
    story.mediate('replaceMediator', { mediator: MEDIATOR.account, reason: text('why') }, CLERK);
    expect(PERFORMANCE_LIFECYCLE.mediators(story.performance())).toEqual([]);
  });

  it('under the rules before could be given to whoever was named', () => {
    const story = mediated({ mediators: [fact(MEDIATOR), fact(OTHER)], terms: { ...opened().terms, rules: 2 } });
    story.mediate('declareConflict', { relation: text('cousin') }, OTHER);
    signed(story);
    expect(story.performance().opened).not.toHaveProperty('stoodAside');
    expect(story.give(P, 'nameWatchers', { mediators: [fact(OTHER), fact(OTHER)] }, CLERK)).toBeUndefined();
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
    const late = local('2026-04-10 09:00');
    story.pass(late);
    expect(story.performance()).toMatchObject({ state: 'performed' });
    expect(story.performance().ended).toBeUndefined();
    story.give(P, 'recordCourtAcceptance', { accepted: 'no' }, CLERK, late);
    expect(story.performance()).toMatchObject({ state: 'performed', confirmation: 'not_accepted', ended: 'yes' });
  });

  it('can be asked for after all was performed, while the thirty days run', () => {
    const story = agreed();
    for (const term of [1, 2]) story.give(P, 'confirmTerm', performed(term));
    expect(story.allowed(P)).toContain('applyForConfirmation');
    expect(story.give(P, 'applyForConfirmation', applied)).toBeUndefined();
    story.give(P, 'recordCourtAcceptance', accepted, CLERK);
    story.give(P, 'recordCourtAnswer', { answer: 'confirmed', reference: 'C-1' }, CLERK);
    expect(story.performance()).toMatchObject({ confirmation: 'confirmed', ended: 'yes' });
  });

  it('is asked for again where the court did not take it, for as long as the thirty days run', () => {
    const story = agreed();
    story.give(P, 'applyForConfirmation', applied);
    story.give(P, 'recordCourtAcceptance', { accepted: 'no' }, CLERK, local('2026-03-04 10:00'));
    expect(story.due(P, 'court_confirmation')).toBe(local('2026-04-02 00:00'));
    expect(story.performance().clocks.find(({ clock }) => clock === 'court_confirmation')?.status).toBe('running');
    expect(story.give(P, 'applyForConfirmation', applied)).toBeUndefined();
    expect(story.give(P, 'applyForConfirmation', applied)).toEqual({ code: 'applied_before' });
    story.give(P, 'recordCourtAcceptance', { accepted: 'no' }, CLERK);
    story.pass(local('2026-04-02 00:00'));
    expect(story.give(P, 'applyForConfirmation', applied)?.code).toBe('confirmation_too_late');
  });

  it('not given in the court’s time, is asked after by who mediated, again and again: nobody judges the court', () => {
    const story = agreed({}, { agreed: [{ side: 's1', what: text('owed'), dueOn: '2026-12-01' }] });
    story.give(P, 'applyForConfirmation', applied);
    const awaited = () => story.types(P).filter((type) => type === 'court_awaited').length;
    story.pass(local('2026-03-06 00:00'));
    expect(awaited()).toBe(1);
    expect(told(story, P, 'court_awaited')).toEqual([
      'account:a-mediator court_awaited',
      'unit:haibei:coordinator court_awaited',
    ]);
    story.pass(local('2026-03-10 00:00'));
    expect(awaited()).toBe(2);
    story.give(P, 'recordCourtAcceptance', accepted, CLERK, local('2026-03-10 10:00'));
    // Fifteen days, and ten more, and ten more.
    for (const [day, times] of [
      ['2026-03-25', 2],
      ['2026-03-26', 3],
      ['2026-04-08', 4],
      ['2026-04-18', 4],
    ] as const) {
      story.pass(local(`${day} 00:00`));
      expect([day, awaited()]).toEqual([day, times]);
    }
    story.give(P, 'recordCourtAnswer', { answer: 'confirmed', reference: 'C-1' }, CLERK);
    story.pass(local('2026-06-01 00:00'));
    expect([awaited(), story.types(P).includes('clock_breached')]).toEqual([4, false]);
  });
});

describe('what is told of a breach', () => {
  const breached = (story: Story) => {
    story.pass(local('2026-03-13 00:00'));
    return told(story, P, 'term_breached')[0];
  };

  it('names the court’s confirmation only while it can be asked for', () => {
    expect(breached(agreed())).toBe('account:a-mediator term_breached_confirmable');
    expect(breached(agreed({ aboutStatus: 'yes' }))).toBe('account:a-mediator term_breached');
    const orally = mediated();
    orally.mediate('agreeOrally', { ...DRAFT, assents: ALL });
    expect(breached(orally)).toBe('account:a-mediator term_breached');
    const late = agreed({}, { agreed: [{ side: 's1', what: text('owed'), dueOn: '2026-04-10' }] });
    late.pass(local('2026-04-11 00:00'));
    expect(told(late, P, 'term_breached')[0]).toBe('account:a-mediator term_breached');
  });

  it.each(['zh', 'en'] as const)('says in %s what can be done, and nothing else', (language) => {
    const event = { case: P, type: 'term_breached', body: {}, at: MONDAY } as unknown as RequestEvent;
    const words =
      language === 'zh' ? ['督促', '起诉', '司法确认', '强制执行'] : ['rge who', 'sue', 'to confirm', 'enforcement'];
    const said = (template: Template) => {
      const text = noticeText(template, event, { number: 'P150302-2026-000001-a1' }, language);
      return words.map((word) => text.includes(word));
    };
    expect(said('term_breached')).toEqual([true, true, false, false]);
    expect(said('term_breached_confirmable')).toEqual([true, true, true, false]);
    expect(said('term_breached_confirmed')[3]).toBe(true);
  });
});
