import { describe, expect, it } from '@jest/globals';
import { proceedingTerms } from '../../../src/domain/policy.js';
import { MEDIATION_REFUSALS, refusalText, type Refusal } from '../../../src/domain/refusals.js';
import type { Opened } from '../../../src/domain/mediation/mediation.js';
import { after, calendar, local, MONDAY, policy, text } from '../../support/domain.js';
import { openNetwork } from '../../support/network.js';
import {
  agreed,
  ALL,
  aMediation,
  aMinor,
  aSide,
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
  represented,
  said,
  term,
  why,
} from './stories.js';

const P = performanceOf(1);
const opening = (body: Partial<Opened>) => openNetwork().open({ case: MEDIATION, body: opened(body) }, CLERK, MONDAY);
const drafted = (body: Partial<Opened> = {}) => {
  const story = mediated(body);
  story.mediate('draftAgreement', DRAFT);
  return story;
};
const performed = { term: 1, on: '2026-03-02', note: text('done') };
const disputant = { contact: text('contact'), capacity: 'full' } as const;
const TWO = { sides: [aSide('s1'), aSide('s2', { disputants: [disputant, disputant] })] };
const GUARDED = aSide('s2', { disputants: [{ ...disputant, guardian: text('guardian') }] });
const untimed = () => {
  const kinds = policy.mediations?.kinds;
  if (kinds === undefined) throw new Error('the shipped policy has mediations');
  return proceedingTerms(policy, calendar, { ...kinds.peoples, limits: { mediation_consent: '5wd' } });
};

/** How each refusal of a mediation and of performance is met. */
const MET_BY: Readonly<Record<string, () => Refusal | undefined>> = {
  domestic_violence_not_mediated: () => opening({ domesticViolence: 'yes' }),
  two_sides_needed: () => opening({ sides: [aSide('s1')] }),
  guardian_required: () => opening({ sides: [aSide('s1'), aMinor('s2', false)] }),
  guardian_of_full_capacity: () => opening({ sides: [aSide('s1'), GUARDED] }),
  mediator_of_other_kind: () => opening({ kind: 'trade' }),
  mediator_named_before: () =>
    aMediation().give(MEDIATION, 'nameMediators', { mediators: [fact(MEDIATOR)], how: 'chosen' }, CLERK),
  mediator_stood_aside: () => {
    const story = aMediation();
    story.mediate('declareConflict', { relation: text('cousin') });
    return story.give(MEDIATION, 'nameMediators', { mediators: [fact(MEDIATOR)], how: 'chosen' }, CLERK);
  },
  no_such_mediator: () => aMediation().give(MEDIATION, 'replaceMediator', { mediator: OTHER.account, ...why }, CLERK),
  not_its_mediator: () => aMediation().give(MEDIATION, 'recordConsent', said('s1'), OTHER),
  unknown_side: () => aMediation().give(MEDIATION, 'recordConsent', said('s9')),
  consented_before: () => {
    const story = aMediation();
    story.mediate('recordConsent', said('s1'));
    return story.give(MEDIATION, 'recordConsent', said('s1'));
  },
  no_representative: () => aMediation().give(MEDIATION, 'recordConsent', said('s1', { by: 'representative' })),
  no_guardian: () => aMediation().give(MEDIATION, 'recordConsent', said('s1', { by: 'guardian' })),
  guardian_must_speak: () =>
    aMediation({ sides: [aSide('s1'), aMinor('s2')] }).give(MEDIATION, 'recordConsent', said('s2')),
  disputants_required: () => aMediation(TWO).give(MEDIATION, 'recordConsent', said('s2')),
  unknown_disputant: () => aMediation(TWO).give(MEDIATION, 'recordConsent', said('s2', { disputants: [3] })),
  all_disputants_needed: () => {
    const story = aMediation(TWO);
    story.mediate('recordConsent', said('s1'));
    story.mediate('recordConsent', said('s2', { disputants: [1, 2] }));
    const consents = [assent('s1'), { ...assent('s2'), disputants: [1] }];
    return story.give(MEDIATION, 'extendMediation', { limit: '5d', consents });
  },
  power_too_narrow: () =>
    drafted({ sides: [aSide('s1'), represented('s2', 'general')] }).give(
      MEDIATION,
      'signAgreement',
      said('s2', { by: 'representative' }),
    ),
  cannot_bind: () =>
    agreed().give(P, 'applyForConfirmation', { assents: [assent('s1'), assent('s2', 'representative')] }),
  all_sides_needed: () => mediated().give(MEDIATION, 'extendMediation', { limit: '5d', consents: [assent('s1')] }),
  before_opening: () => aMediation().give(MEDIATION, 'recordConsent', said('s1', { at: after(MONDAY, '-1d') })),
  session_before_opening: () =>
    mediated().give(MEDIATION, 'holdSession', {
      ...{ heldAt: after(MONDAY, '-1d'), minutes: text('m') },
      attendance: [{ side: 's1', by: ['disputant'] }],
    }),
  before_draft: () => drafted().give(MEDIATION, 'signAgreement', said('s1', { at: after(MONDAY, '-1h') })),
  before_effect: () => agreed().give(P, 'confirmTerm', { ...performed, on: '2026-03-01' }),
  term_over_before_effect: () => {
    const story = drafted();
    for (const side of ['s1', 's2']) story.mediate('signAgreement', said(side));
    return story.give(MEDIATION, 'sealAgreement', { seal: 'HB-7' }, CLERK, local('2026-03-20 09:00'));
  },
  said_in_future: () => aMediation().give(MEDIATION, 'recordConsent', said('s1', { at: after(MONDAY, '1h') })),
  no_mediation_term: () =>
    mediated({ terms: untimed() }).give(MEDIATION, 'extendMediation', { limit: '5d', consents: ALL }),
  terms_required: () => mediated().give(MEDIATION, 'draftAgreement', { ...DRAFT, agreed: [] }),
  term_due_past: () => mediated().give(MEDIATION, 'draftAgreement', { ...DRAFT, agreed: [term('s1', '2026-03-01')] }),
  signed_before: () => {
    const story = drafted();
    story.mediate('signAgreement', said('s1'));
    return story.give(MEDIATION, 'signAgreement', said('s1'));
  },
  sealed_before: () => {
    const story = drafted();
    story.mediate('sealAgreement', { seal: 'HB-7' }, CLERK);
    return story.give(MEDIATION, 'sealAgreement', { seal: 'HB-7' }, CLERK);
  },
  writing_required: () => mediated({ major: 'yes' }).give(MEDIATION, 'agreeOrally', { ...DRAFT, assents: ALL }),
  unknown_term: () => agreed().give(P, 'confirmTerm', { ...performed, term: 3 }),
  performed_before: () => {
    const story = agreed();
    story.give(P, 'confirmTerm', performed);
    return story.give(P, 'confirmTerm', performed);
  },
  not_confirmable: () => agreed({ aboutStatus: 'yes' }).give(P, 'applyForConfirmation', { assents: ALL }),
  applied_before: () => {
    const story = agreed();
    story.give(P, 'applyForConfirmation', { assents: ALL });
    return story.give(P, 'applyForConfirmation', { assents: ALL });
  },
  confirmation_too_late: () =>
    agreed().give(P, 'applyForConfirmation', { assents: ALL }, MEDIATOR, local('2026-04-02 09:00')),
  no_application_open: () => agreed().give(P, 'recordCourtAnswer', { answer: 'confirmed', reference: 'C-1' }, CLERK),
  not_confirmed: () => agreed().give(P, 'closePerformance', { reason: 'enforcement', note: text('n') }, CLERK),
};

describe('the refusals of a mediation and of performance', () => {
  it('are all met, and none is met that is not there', () => {
    expect([...MEDIATION_REFUSALS].sort()).toEqual(Object.keys(MET_BY).sort());
  });

  it.each(Object.entries(MET_BY))('%s is met, and can be read in both languages', (code, meet) => {
    const refusal = meet();
    expect(refusal?.code).toBe(code);
    if (refusal === undefined) return;
    for (const language of ['zh', 'en'] as const) {
      expect(refusalText(refusal, language)).not.toMatch(/[{}]|undefined/);
    }
  });
});
