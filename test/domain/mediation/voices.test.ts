import { describe, expect, it } from '@jest/globals';
import type { Opened, Side } from '../../../src/domain/mediation/mediation.js';
import { MONDAY, text } from '../../support/domain.js';
import { openNetwork } from '../../support/network.js';
import {
  aMediation,
  aSide,
  assent,
  CLERK,
  DRAFT,
  mediated,
  MEDIATION,
  MEDIATOR,
  opened,
  performanceOf,
  represented,
  said,
  type Story,
} from './stories.js';

/** Nobody is bound by a word that another of their side has said. */
const P = performanceOf(1);
const adult = (name: string) => ({ contact: text(`contact-${name}`), capacity: 'full' as const });
const minor = (name: string) => ({
  ...{ contact: text(`contact-${name}`), capacity: 'minor' as const },
  guardian: text(`guardian-${name}`),
});
const THREE: Side = aSide('s2', { disputants: [adult('a'), adult('b'), adult('c')] });
const MIXED: Side = aSide('s2', { disputants: [adult('a'), minor('b')] });
const lawyer = (power: 'general' | 'special'): Side => ({ ...represented('s2', power), disputants: THREE.disputants });
const ofSide = (code: string, more: object = {}) => ({ code, params: { side: 's2', ...more } });

const between = (side: Side): Story => {
  const story = aMediation({ sides: [aSide('s1'), side] });
  story.mediate('recordConsent', said('s1'));
  return story;
};
const named = (...disputants: number[]) => said('s2', { disputants });

/** One to which all have consented, with an agreement that is written and signed for the first side. */
function drafted(side: Side): Story {
  const story = between(side);
  if (side === MIXED) {
    story.mediate('recordConsent', named(1));
    story.mediate('recordConsent', said('s2', { by: 'guardian', disputants: [2] }));
  } else story.mediate('recordConsent', named(1, 2, 3));
  story.mediate('draftAgreement', DRAFT);
  story.mediate('signAgreement', said('s1'));
  story.mediate('sealAgreement', { seal: 'HB-7' }, CLERK);
  return story;
}

describe('a side of several disputants', () => {
  it('consents when each of them has, and who has not is not bound by the others', () => {
    const story = between(THREE);
    expect(story.give(MEDIATION, 'recordConsent', said('s2'))).toEqual(ofSide('disputants_required'));
    story.mediate('recordConsent', named(2));
    expect(story.mediation()).toMatchObject({ state: 'awaiting_consent', sides: [{}, { consents: [{}] }] });
    expect(story.mediation().sides[1]?.consent).toBeUndefined();
    expect(story.give(MEDIATION, 'recordConsent', named(3, 2))).toEqual(ofSide('consented_before'));
    story.mediate('recordConsent', named(1, 3));
    expect(story.mediation()).toMatchObject({
      state: 'mediating',
      sides: [{}, { consents: [{ disputants: [2] }, { disputants: [1, 3] }], consent: { disputants: [1, 3] } }],
    });
  });

  it('has no more disputants than it was opened with', () => {
    for (const place of [0, 4])
      expect(between(THREE).give(MEDIATION, 'recordConsent', named(place))).toEqual(
        ofSide('unknown_disputant', { disputants: String(place) }),
      );
  });

  it('signs when each of them has: one signature binds nobody else', () => {
    const story = drafted(THREE);
    expect(story.give(MEDIATION, 'signAgreement', said('s2'))).toEqual(ofSide('disputants_required'));
    story.mediate('signAgreement', named(1));
    story.mediate('signAgreement', named(2));
    expect(story.give(MEDIATION, 'signAgreement', named(1))).toEqual(ofSide('signed_before'));
    expect([story.mediation().state, story.mediation().draft?.signed]).toEqual(['signing', ['s1']]);
    expect(story.has(P)).toBe(false);
    story.mediate('signAgreement', named(3));
    expect(story.mediation().state).toBe('agreed');
  });

  it('is spoken for as a whole by its representative, and bound by a special power alone', () => {
    const story = between(lawyer('special'));
    story.mediate('recordConsent', named(1));
    story.mediate('recordConsent', said('s2', { by: 'representative' }));
    story.mediate('draftAgreement', DRAFT);
    story.mediate('signAgreement', said('s2', { by: 'representative' }));
    expect(story.mediation().draft?.signed).toEqual(['s2']);
    const general = drafted(lawyer('general'));
    const byThem = said('s2', { by: 'representative' });
    expect(general.give(MEDIATION, 'signAgreement', byThem)).toEqual(ofSide('power_too_narrow'));
  });

  it('is refused by any one of them', () => {
    const story = between(THREE);
    story.mediate('recordRefusal', named(3));
    expect(story.mediation()).toMatchObject({ state: 'refused', ended: 'yes' });
  });

  it('agrees to more time, and by word, only when all of it do', () => {
    const story = between(THREE);
    story.mediate('recordConsent', named(1, 2, 3));
    const two = [assent('s1'), { ...assent('s2'), disputants: [1, 2] }];
    const missing = ofSide('all_disputants_needed', { disputants: '3' });
    const agreement = { scope: 'full', content: text('agreement'), agreed: [], assents: two };
    expect(story.give(MEDIATION, 'extendMediation', { limit: '5d', consents: two })).toEqual(missing);
    expect(story.give(MEDIATION, 'agreeOrally', agreement)).toEqual(missing);
    const all = [...two, { ...assent('s2'), disputants: [3] }];
    story.mediate('agreeOrally', { ...agreement, assents: all });
    expect(story.mediation().state).toBe('agreed');
  });

  it('asks the court together, each of them', () => {
    const story = drafted(MIXED);
    story.mediate('signAgreement', named(1));
    story.mediate('signAgreement', said('s2', { by: 'guardian', disputants: [2] }));
    expect(story.performance().opened.sides).toEqual([
      { id: 's1', by: ['disputant'] },
      { id: 's2', by: ['disputant', 'guardian'], each: [['disputant'], ['guardian']] },
    ]);
    const applied = (...own: object[]) => ({ assents: [assent('s1'), ...own] });
    const word = (by: string, ...disputants: number[]) => ({ ...assent('s2', by), disputants });
    const give = (body: object) => story.give(P, 'applyForConfirmation', body, MEDIATOR);
    expect(give(applied(assent('s2')))).toEqual(ofSide('disputants_required'));
    expect(give(applied(word('disputant', 1)))).toEqual(ofSide('all_disputants_needed', { disputants: '2' }));
    expect(give(applied(word('disputant', 1, 2)))).toEqual(ofSide('cannot_bind'));
    expect(give(applied(word('disputant', 1), word('guardian', 2)))).toBeUndefined();
  });
});

describe('an adult and a minor on one side', () => {
  it('speak each as they may: the adult for themselves, the guardian for the minor alone', () => {
    const story = between(MIXED);
    const guardian = (...disputants: number[]) => said('s2', { by: 'guardian', disputants });
    expect(story.give(MEDIATION, 'recordConsent', said('s2', { by: 'guardian' }))).toEqual(
      ofSide('disputants_required'),
    );
    expect(story.give(MEDIATION, 'recordConsent', guardian(1, 2))).toEqual(ofSide('no_guardian'));
    expect(story.give(MEDIATION, 'recordConsent', named(1, 2))).toEqual(ofSide('guardian_must_speak'));
    story.mediate('recordConsent', guardian(2));
    expect(story.mediation().state).toBe('awaiting_consent');
    story.mediate('recordConsent', named(1));
    expect(story.mediation().state).toBe('mediating');
  });
});

describe('who has full capacity', () => {
  it('has no guardian: nobody consents or signs in their place', () => {
    const guarded = aSide('s2', { disputants: [{ ...adult('a'), guardian: text('guardian') }] });
    const body: Opened = opened({ sides: [aSide('s1'), guarded] });
    const refusal = openNetwork().open({ case: MEDIATION, body }, CLERK, MONDAY);
    expect(refusal).toEqual(ofSide('guardian_of_full_capacity'));
  });
});

describe('a mediation of the first rules', () => {
  it('goes on as it was begun: one word counts for the whole side', () => {
    const terms = { ...opened().terms, rules: 1 };
    const story = mediated({ terms, sides: [aSide('s1'), THREE] });
    expect(story.mediation()).toMatchObject({ state: 'mediating', sides: [{}, { consent: { by: 'disputant' } }] });
    story.mediate('draftAgreement', DRAFT);
    for (const side of ['s1', 's2']) story.mediate('signAgreement', said(side));
    expect(story.mediation().draft).toEqual({ ...DRAFT, signed: ['s1', 's2'] });
  });
});
