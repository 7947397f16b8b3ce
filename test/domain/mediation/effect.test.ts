import { describe, expect, it } from '@jest/globals';
import { after, local, MONDAY, text } from '../../support/domain.js';
import {
  agreed,
  aMediation,
  ALL,
  CLERK,
  DRAFT,
  mediated,
  MEDIATION,
  MEDIATOR,
  opened,
  performanceOf,
  said,
  term,
  type Story,
} from './stories.js';

/** When an agreement is in effect, and what cannot have been before what. */
const P = performanceOf(1);
const TUESDAY = local('2026-03-03 15:00');
const WEDNESDAY = local('2026-03-04 09:00');
const LATER = local('2026-03-20 09:00');
const rulesOne = { terms: { ...opened().terms, rules: 1 } };

/** One whose draft was written on the day of the opening and came onto record on the Wednesday. */
function writtenEarlier(body: object = {}): Story {
  const story = mediated(body);
  story.mediate('draftAgreement', { ...DRAFT, at: MONDAY }, MEDIATOR, WEDNESDAY);
  return story;
}

describe('a written agreement', () => {
  it('is in effect with the last of its signatures and its seal, whenever they came onto record', () => {
    const story = writtenEarlier();
    story.mediate('signAgreement', said('s1', { at: MONDAY }), MEDIATOR, LATER);
    story.mediate('signAgreement', said('s2', { at: TUESDAY }), MEDIATOR, LATER);
    story.mediate('sealAgreement', { seal: 'HB-7', at: after(MONDAY, '1h') }, CLERK, LATER);
    expect(story.mediation()).toMatchObject({ state: 'agreed', agreements: [{ effectiveAt: TUESDAY }] });
    expect(story.performance().opened.effectiveAt).toBe(TUESDAY);
  });

  it('sealed last, is in effect with the seal', () => {
    const story = writtenEarlier();
    for (const side of ['s1', 's2']) story.mediate('signAgreement', said(side), MEDIATOR, WEDNESDAY);
    story.mediate('sealAgreement', { seal: 'HB-7' }, CLERK, after(WEDNESDAY, '2h'));
    expect(story.mediation().agreements).toMatchObject([{ effectiveAt: after(WEDNESDAY, '2h') }]);
  });

  it('can be brought to the court within thirty days of its effect, not of its recording', () => {
    const story = writtenEarlier();
    story.mediate('signAgreement', said('s1'), MEDIATOR, LATER);
    story.mediate('signAgreement', said('s2', { at: TUESDAY }), MEDIATOR, LATER);
    story.mediate('sealAgreement', { seal: 'HB-7', at: TUESDAY }, CLERK, LATER);
    expect(story.due(P, 'court_confirmation')).toBe(local('2026-04-03 00:00'));
    // What came onto record after the day of a term is breached at once.
    story.pass(LATER);
    expect(story.performance()).toMatchObject({ state: 'breached', missed: [1] });
  });

  it('recorded after the thirty days, finds the court’s window over', () => {
    const story = mediated();
    story.mediate('extendMediation', { limit: '30d', consents: ALL });
    story.mediate('draftAgreement', { ...DRAFT, agreed: [term('s1', '2026-12-01')] });
    const late = local('2026-04-20 09:00');
    for (const side of ['s1', 's2']) story.mediate('signAgreement', said(side), MEDIATOR, late);
    story.mediate('sealAgreement', { seal: 'HB-7', at: MONDAY }, CLERK, late);
    expect(story.give(P, 'applyForConfirmation', { assents: ALL }, MEDIATOR, late)?.code).toBe('confirmation_too_late');
    expect(story.types(P)).toContain('confirmation_lapsed');
  });

  it('does not take effect when the day of a term is over by then: neither by the last signature nor by the seal', () => {
    const over = { code: 'term_over_before_effect', params: { term: 1, day: '2026-03-12' } };
    const bySeal = mediated();
    bySeal.mediate('draftAgreement', DRAFT);
    for (const side of ['s1', 's2']) bySeal.mediate('signAgreement', said(side));
    expect(bySeal.give(MEDIATION, 'sealAgreement', { seal: 'HB-7' }, CLERK, LATER)).toEqual(over);
    const bySignature = mediated();
    bySignature.mediate('draftAgreement', DRAFT);
    bySignature.mediate('sealAgreement', { seal: 'HB-7' }, CLERK);
    bySignature.mediate('signAgreement', said('s1'));
    const last = said('s2', { at: LATER });
    expect(bySignature.give(MEDIATION, 'signAgreement', last, MEDIATOR, LATER)).toEqual(over);
    expect([bySignature.mediation().state, bySignature.mediation().draft?.signed]).toEqual(['signing', ['s1']]);
    // Agreed anew, it is signed anew.
    const anew = { ...DRAFT, agreed: [term('s1', '2026-03-30')] };
    bySignature.mediate('draftAgreement', anew, MEDIATOR, LATER);
    for (const side of ['s1', 's2']) bySignature.mediate('signAgreement', said(side, { at: LATER }), MEDIATOR, LATER);
    bySignature.mediate('sealAgreement', { seal: 'HB-7' }, CLERK, LATER);
    expect(bySignature.mediation().state).toBe('agreed');
  });
});

describe('what cannot have been', () => {
  it('is a consent before the day of the opening; earlier on that day it counts', () => {
    const early = said('s1', { at: local('2026-03-01 23:59') });
    const refusal = { code: 'before_opening', params: { day: '2026-03-02' } };
    expect(aMediation().give(MEDIATION, 'recordConsent', early)).toEqual(refusal);
    const written = { ...DRAFT, at: early.at };
    expect(mediated().give(MEDIATION, 'draftAgreement', written)).toEqual(refusal);
    aMediation().mediate('recordConsent', said('s1', { at: local('2026-03-02 00:00') }));
    aMediation(rulesOne).mediate('recordConsent', early);
  });

  it('is a signature or a seal before the draft', () => {
    const story = mediated();
    story.mediate('draftAgreement', DRAFT, MEDIATOR, WEDNESDAY);
    const refusal = { code: 'before_draft', params: { since: WEDNESDAY } };
    const early = { at: after(WEDNESDAY, '-1ms') };
    expect(story.give(MEDIATION, 'signAgreement', said('s1', early))).toEqual(refusal);
    expect(story.give(MEDIATION, 'sealAgreement', { seal: 'HB-7', ...early }, CLERK)).toEqual(refusal);
    const later = { at: after(WEDNESDAY, '1h') };
    expect(story.give(MEDIATION, 'sealAgreement', { seal: 'HB-7', ...later }, CLERK)).toEqual({
      code: 'said_in_future',
    });
    expect(story.give(MEDIATION, 'draftAgreement', { ...DRAFT, ...later })).toEqual({ code: 'said_in_future' });
    story.mediate('signAgreement', said('s1', { at: WEDNESDAY }));
  });

  it('is a performance before the day of the effect', () => {
    const done = (on: string) => ({ term: 1, on, note: text('done') });
    const story = agreed();
    expect(story.give(P, 'confirmTerm', done('2026-03-01'))).toEqual({
      code: 'before_effect',
      params: { day: '2026-03-02' },
    });
    expect(story.give(P, 'confirmTerm', done('2026-03-02'))).toBeUndefined();
    expect(agreed(rulesOne).give(P, 'confirmTerm', done('2026-03-01'))).toBeUndefined();
  });
});

describe('an agreement of the first rules', () => {
  it('is in effect from its recording', () => {
    const story = mediated(rulesOne);
    story.mediate('draftAgreement', { ...DRAFT, at: MONDAY });
    for (const side of ['s1', 's2']) story.mediate('signAgreement', said(side), MEDIATOR, WEDNESDAY);
    story.mediate('sealAgreement', { seal: 'HB-7', at: MONDAY }, CLERK, WEDNESDAY);
    expect(story.performance().opened.effectiveAt).toBe(WEDNESDAY);
    expect(story.events(MEDIATION).find(({ type }) => type === 'agreement_reached')?.body).not.toHaveProperty(
      'effectiveAt',
    );
  });
});
