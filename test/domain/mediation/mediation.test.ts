import { describe, expect, it } from '@jest/globals';
import { MEDIATION_LIFECYCLE } from '../../../src/domain/mediation/lifecycle.js';
import { guideFor } from '../../../src/domain/mediation/guides.js';
import { GIVEN_END_REASONS, ROUTES_AFTER } from '../../../src/domain/mediation/vocabulary.js';
import type { Template } from '../../../src/domain/notices.js';
import { noticeText } from '../../../src/domain/notice-texts.js';
import type { RequestEvent } from '../../../src/domain/request/events.js';
import { caseIdOf, numberOf } from '../../../src/domain/number.js';
import { roleFor, rolesFor, type HeldRole, type Target } from '../../../src/domain/permissions.js';
import { refusalText } from '../../../src/domain/refusals.js';
import { MEDIATION_KINDS } from '../../../src/domain/vocabulary.js';
import { after, local, MONDAY, text } from '../../support/domain.js';
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
  REQUEST,
  said,
  term,
  told,
  why,
  type Story,
} from './stories.js';

const LAPSED = local('2026-03-10 00:00');
const END = local('2026-04-02 00:00');
const concluded = (result: string) => ({
  ...{ to: REQUEST.case, name: 'concludeReferral' },
  body: { referral: 'mediation', result, from: 'M150302-2026-000001' },
});

describe('a mediation', () => {
  it('needs the consent of every side; with the last one it is accepted, and its thirty days run', () => {
    const story = aMediation({ request: REQUEST });
    expect(story.mediation().state).toBe('awaiting_consent');
    story.mediate('recordConsent', said('s1', { means: 'phone' }));
    expect(story.mediation()).toMatchObject({
      state: 'awaiting_consent',
      sides: [{ consent: { means: 'phone' } }, {}],
    });
    story.mediate('recordConsent', said('s2'), CLERK);
    expect(story.mediation().state).toBe('mediating');
    expect(story.due(MEDIATION, 'mediation_term')).toBe(END);
    expect(story.mediation().clocks.map(({ clock, status }) => [clock, status])).toEqual([
      ['mediation_consent', 'stopped'],
      ['mediation_term', 'running'],
    ]);
    expect(story.told).toEqual([
      {
        to: REQUEST.case,
        name: 'carryReferral',
        body: { referral: 'mediation', until: END, from: 'M150302-2026-000001' },
      },
    ]);
  });

  it.each(MEDIATION_KINDS)('of the kind %s goes the same way, with mediators of that kind', (kind) => {
    const others = MEDIATION_KINDS.filter((one) => one !== kind);
    const refusal = openNetwork().open(
      { case: MEDIATION, body: opened({ kind, mediators: [fact(MEDIATOR, ...others)] }) },
      CLERK,
      MONDAY,
    );
    expect(refusal).toEqual({ code: 'mediator_of_other_kind', params: { mediation: kind } });
    expect(mediated({ kind, mediators: [fact(MEDIATOR, kind)] }).mediation()).toMatchObject({
      state: 'mediating',
      opened: { kind },
    });
  });

  it('has as many sides as there are, and all of them must consent', () => {
    const story = aMediation({ sides: [aSide('s1'), aSide('s2'), aSide('s3')] });
    story.mediate('recordConsent', said('s1'));
    story.mediate('recordConsent', said('s3'));
    expect(story.mediation().state).toBe('awaiting_consent');
    story.mediate('recordConsent', said('s2'));
    expect(story.mediation().state).toBe('mediating');
  });

  it('to which not all consent in time has come to nothing', () => {
    const story = aMediation({ request: REQUEST });
    story.mediate('recordConsent', said('s1'));
    story.pass(after(LAPSED, '-1ms'));
    expect(story.mediation().ended).toBeUndefined();
    story.pass(LAPSED);
    expect(story.mediation()).toMatchObject({ state: 'not_agreed', endReason: 'consent_not_given', ended: 'yes' });
    expect(story.told).toEqual([concluded('not_settled')]);
  });

  it.each([
    ['before anybody consented', (): Story => aMediation({ request: REQUEST })],
    ['while it is mediated', (): Story => mediated({ request: REQUEST })],
    [
      'while it is signed',
      (): Story => {
        const story = mediated({ request: REQUEST });
        story.mediate('draftAgreement', DRAFT);
        return story;
      },
    ],
  ])('is ended by one clear refusal %s', (_when, begin) => {
    const story = begin();
    story.mediate('recordRefusal', said('s2', { means: 'phone' }), CLERK);
    expect(story.mediation()).toMatchObject({ state: 'refused', ended: 'yes', endReason: 'refused' });
    expect(story.mediation().clocks.every(({ status }) => status === 'stopped')).toBe(true);
    expect(story.told.at(-1)).toEqual(concluded('not_settled'));
    expect(told(story, MEDIATION, 'mediation_refused')).toEqual([
      'unit:haibei:coordinator mediation_ended',
      'account:a-mediator mediation_ended',
    ]);
  });

  it.each(GIVEN_END_REASONS)('ends without an agreement because of %s, and the other ways are told', (reason) => {
    const story = mediated({ request: REQUEST });
    story.mediate('endMediation', { reason, routes: ROUTES_AFTER, explanation: text('why') });
    const state = { withdrawn: 'withdrawn', other_route: 'diverted' }[reason as string] ?? 'not_agreed';
    expect(story.mediation()).toMatchObject({ state, endReason: reason, routes: ROUTES_AFTER, ended: 'yes' });
    expect(story.told.at(-1)).toEqual(concluded('not_settled'));
    const guide = guideFor(reason, ROUTES_AFTER, 'zh');
    for (const way of ['仲裁', '主管部门', '法院起诉']) expect(guide).toContain(way);
    expect(guide.includes('人身安全保护令')).toBe(reason === 'domestic_violence');
    expect(guide.includes('再申请调解')).toBe(reason === 'withdrawn');
    expect(guide.includes('不得以调解损害')).toBe(reason === 'collusion');
  });

  it('ended in danger says how to be protected, too', () => {
    expect(guideFor('danger', ROUTES_AFTER, 'zh')).toMatch(/110.*人身安全保护令.*妇联/);
    expect(guideFor('danger', ROUTES_AFTER, 'en')).toMatch(/110.*protection order.*women’s federation/);
  });

  it('is never of domestic violence, and says how to be protected', () => {
    const refusal = openNetwork().open({ case: MEDIATION, body: opened({ domesticViolence: 'yes' }) }, CLERK, MONDAY);
    expect(refusal).toEqual({ code: 'domestic_violence_not_mediated' });
    expect(refusal && refusalText(refusal, 'zh')).toMatch(/110.*告诫书.*人身安全保护令.*12338/);
    expect(refusal && refusalText(refusal, 'en')).toMatch(/110.*protection order.*12338/);
  });

  it('has thirty days, and more only when every side says so', () => {
    const story = mediated();
    const some = { limit: '10d', consents: [assent('s1')] };
    expect(story.give(MEDIATION, 'extendMediation', some)).toEqual({
      code: 'all_sides_needed',
      params: { side: 's2' },
    });
    story.mediate('extendMediation', { limit: '10d', consents: ALL });
    // The eleventh of April is a Saturday: it rolls over to the Monday.
    expect(story.due(MEDIATION, 'mediation_term')).toBe(local('2026-04-14 00:00'));
    story.pass(local('2026-04-14 00:00'));
    expect(story.mediation()).toMatchObject({ state: 'not_agreed', endReason: 'time_over', ended: 'yes' });
  });
});

describe('the end of a mediation is told', () => {
  const ended = (reason: string) => {
    const story = mediated();
    story.mediate('endMediation', { reason, routes: ROUTES_AFTER, explanation: text('why') });
    return told(story, MEDIATION, 'mediation_ended');
  };
  const everybody = (template: string) => [
    `unit:haibei:coordinator ${template}`,
    `account:a-mediator ${template}`,
    `role:shift_leader ${template}`,
  ];
  const say = (template: Template, language: 'zh' | 'en') => {
    const event = { case: MEDIATION, type: 'mediation_ended', body: {}, at: MONDAY } as unknown as RequestEvent;
    return noticeText(template, event, { number: 'M150302-2026-000001' }, language);
  };

  it('where domestic violence came to light, to the shift leader too, with the ways to be protected and no others', () => {
    expect(ended('domestic_violence')).toEqual(everybody('mediation_ended_violence'));
    expect(say('mediation_ended_violence', 'zh')).toMatch(/不得再行调解.*110.*人身安全保护令.*妇联.*12338/);
    expect(say('mediation_ended_violence', 'en')).toMatch(/110.*protection order.*women’s federation/);
    expect(say('mediation_ended_violence', 'zh')).not.toContain('仲裁');
  });

  it('in danger, to the same, and that nobody brings the sides together before it is safe', () => {
    const story = mediated();
    story.mediate('callPolice', { reference: 'JJ-1', note: text('danger'), then: 'end' });
    expect(told(story, MEDIATION, 'mediation_ended')).toEqual(everybody('mediation_ended_danger'));
    expect(say('mediation_ended_danger', 'zh')).toMatch(/公安机关.*不得召集各方.*人身安全保护令/);
  });

  it.each([
    ['withdrawn', 'mediation_withdrawn', /撤回.*申请调解/],
    ['collusion', 'mediation_ended_collusion', /恶意串通.*不得就此出具协议/],
    ['no_agreement_possible', 'mediation_ended', /仲裁、行政、司法/],
  ] as const)('because of %s in words that fit it', (reason, template, words) => {
    expect(ended(reason)).toEqual(everybody(template).slice(0, 2));
    expect(say(template, 'zh')).toMatch(words);
  });
});

describe('who speaks for a side', () => {
  it('that lacks capacity is its guardian, without whom nothing is opened', () => {
    const alone = openNetwork().open(
      { case: MEDIATION, body: opened({ sides: [aSide('s1'), aMinor('s2', false)] }) },
      CLERK,
      MONDAY,
    );
    expect(alone).toEqual({ code: 'guardian_required', params: { side: 's2' } });
    const story = aMediation({ sides: [aSide('s1'), aMinor('s2')] });
    const guarded = { code: 'guardian_must_speak', params: { side: 's2' } };
    expect(story.give(MEDIATION, 'recordConsent', said('s2'))).toEqual(guarded);
    expect(story.give(MEDIATION, 'recordRefusal', said('s2'))).toEqual(guarded);
    story.mediate('recordConsent', said('s2', { by: 'guardian' }));
    expect(story.mediation().sides[1]).toMatchObject({ consent: { by: 'guardian' } });
  });

  it('is its representative, who binds it only by a special power', () => {
    const general = mediated({ sides: [aSide('s1'), represented('s2', 'general')] });
    general.mediate('draftAgreement', DRAFT);
    const byThem = said('s2', { by: 'representative' });
    expect(general.give(MEDIATION, 'signAgreement', byThem)).toEqual({
      code: 'power_too_narrow',
      params: { side: 's2' },
    });
    const special = mediated({ sides: [aSide('s1'), represented('s2', 'special')] });
    special.mediate('draftAgreement', DRAFT);
    special.mediate('signAgreement', byThem);
    expect(special.mediation().draft?.signed).toEqual(['s2']);
  });

  it('can be somebody who is named later', () => {
    const story = mediated();
    expect(
      story.give(MEDIATION, 'extendMediation', {
        limit: '5d',
        consents: [assent('s1', 'representative'), assent('s2')],
      }),
    ).toEqual({
      code: 'no_representative',
      params: { side: 's1' },
    });
    const { representative } = represented('s1', 'general');
    story.mediate('nameRepresentative', { side: 's1', representative });
    story.mediate('extendMediation', { limit: '5d', consents: [assent('s1', 'representative'), assent('s2')] });
  });
});

describe('the mediators', () => {
  it('are named by the committee in time, or it is late', () => {
    const story = aMediation({ mediators: [] });
    expect(told(story, MEDIATION, 'mediation_opened')).toEqual(['unit:haibei:coordinator mediator_needed']);
    const [, assignment] = story.mediation().clocks;
    expect(assignment).toMatchObject({ clock: 'mediator_assignment', unit: 'haibei', at: local('2026-03-05 00:00') });
    story.mediate('recordConsent', said('s1'), CLERK);
    story.mediate('recordConsent', said('s2'), CLERK);
    expect(story.mediation().state).toBe('awaiting_mediator');
    story.pass(local('2026-03-05 00:00'));
    expect(story.types(MEDIATION).slice(-2)).toEqual(['clock_breached', 'urged']);
    story.mediate('nameMediators', { mediators: [fact(OTHER)], how: 'chosen' }, CLERK, local('2026-03-05 09:00'));
    expect(story.mediation()).toMatchObject({
      state: 'mediating',
      mediators: [{ account: 'b-mediator', how: 'chosen' }],
    });
    expect(told(story, MEDIATION, 'mediators_named')).toEqual(['account:b-mediator mediator_named']);
  });

  it('who have an interest in it say so, do nothing more, and are replaced', () => {
    const story = mediated();
    story.mediate('declareConflict', { relation: text('cousin') });
    expect(story.mediation()).toMatchObject({ state: 'awaiting_mediator', mediators: [{ step: 'stood_aside' }] });
    expect(told(story, MEDIATION, 'conflict_declared')).toEqual(['unit:haibei:coordinator mediator_needed']);
    expect(MEDIATION_LIFECYCLE.mediators(story.mediation())).toEqual([]);
    const gone = { code: 'not_its_mediator' };
    for (const [name, body] of [
      ['noteMediation', { text: text('n') }],
      ['recordRefusal', said('s1')],
      ['endMediation', { reason: 'withdrawn', routes: ROUTES_AFTER, explanation: text('e') }],
    ] as const) {
      expect(story.give(MEDIATION, name, body)).toEqual(gone);
    }
    const again = { mediators: [fact(MEDIATOR)], how: 'assigned' };
    expect(story.give(MEDIATION, 'nameMediators', again, CLERK)).toEqual({ code: 'mediator_stood_aside' });
    story.mediate('nameMediators', { mediators: [fact(OTHER)], how: 'assigned' }, CLERK);
    expect(story.mediation().state).toBe('mediating');
    story.mediate('noteMediation', { text: text('n') }, OTHER);
  });

  it('are needed by nobody to record that all agree to go on: while there are none the committee’s own do it', () => {
    const story = aMediation({ mediators: [] });
    for (const side of ['s1', 's2']) story.mediate('recordConsent', said(side), CLERK);
    const goingOn = { limit: '10d', consents: ALL };
    expect(story.give(MEDIATION, 'extendMediation', goingOn, OTHER)).toEqual({ code: 'not_its_mediator' });
    const due = story.due(MEDIATION, 'mediation_term');
    story.mediate('extendMediation', goingOn, CLERK);
    story.pass(due ?? '');
    expect(story.mediation().state).toBe('awaiting_mediator');
    story.mediate('nameMediators', { mediators: [fact(OTHER)], how: 'chosen' }, CLERK);
    expect(story.give(MEDIATION, 'extendMediation', goingOn, CLERK)).toEqual({ code: 'not_its_mediator' });
    const both = { ...OTHER, role: 'subdistrict_clerk' } as const;
    story.mediate('extendMediation', goingOn, both);
  });

  it('are replaced at the wish of a side, and the others go on', () => {
    const story = mediated({ mediators: [fact(MEDIATOR), fact(OTHER)] });
    story.mediate('replaceMediator', { mediator: OTHER.account, ...why }, CLERK);
    expect(story.mediation()).toMatchObject({
      state: 'mediating',
      mediators: [{ step: 'active' }, { step: 'replaced' }],
    });
    expect(story.mediation().clocks.some(({ clock }) => clock === 'mediator_assignment')).toBe(false);
    expect(story.give(MEDIATION, 'noteMediation', { text: text('n') }, OTHER)).toEqual({ code: 'not_its_mediator' });
  });
});

describe('danger', () => {
  it('calls the police, suspends the mediation, and is told to the shift leader at once', () => {
    const story = mediated();
    const call = { reference: 'JJ-110-1', note: text('danger'), then: 'suspend' };
    story.mediate('callPolice', call);
    expect(story.mediation()).toMatchObject({ state: 'suspended' });
    expect(told(story, MEDIATION, 'police_called')).toEqual([
      'role:shift_leader mediation_danger',
      'unit:haibei:coordinator mediation_danger',
      'account:a-mediator mediation_danger',
    ]);
    expect(story.give(MEDIATION, 'draftAgreement', DRAFT)?.code).toBe('not_at_this_stage');
    story.mediate('resumeMediation', { note: text('safe') });
    expect(story.mediation().state).toBe('mediating');
  });

  it('can end it, and what was suspended is not forgotten', () => {
    const ended = mediated({ request: REQUEST });
    ended.mediate('callPolice', { reference: 'JJ-1', note: text('danger'), then: 'end' });
    expect(ended.mediation()).toMatchObject({ state: 'not_agreed', endReason: 'danger', ended: 'yes' });
    expect(ended.told.at(-1)).toEqual(concluded('not_settled'));
    const suspended = mediated();
    suspended.mediate('callPolice', { reference: 'JJ-1', note: text('danger'), then: 'suspend' });
    suspended.pass(END);
    expect(suspended.mediation()).toMatchObject({ endReason: 'time_over', ended: 'yes' });
  });

  it('that is foreseen colours it, and red is told to the shift leader', () => {
    const story = mediated();
    story.mediate('assessRisk', { risk: 'yellow', ...why });
    expect(told(story, MEDIATION, 'risk_assessed')).toEqual([]);
    story.mediate('assessRisk', { risk: 'red', ...why });
    expect([story.mediation().risk, told(story, MEDIATION, 'risk_assessed')]).toEqual([
      'red',
      ['role:shift_leader mediation_red'],
    ]);
    expect(told(aMediation({ risk: 'red' }), MEDIATION, 'mediation_opened')).toContain(
      'role:shift_leader mediation_red',
    );
  });
});

describe('an agreement', () => {
  it('in writing takes effect with the last of the signatures and the seal, and not before', () => {
    const story = mediated({ request: REQUEST });
    story.mediate('draftAgreement', DRAFT);
    expect(story.mediation().state).toBe('signing');
    story.mediate('sealAgreement', { seal: 'HB-7' }, CLERK);
    story.mediate('signAgreement', said('s1'));
    expect([story.mediation().state, story.has(performanceOf(1))]).toEqual(['signing', false]);
    story.mediate('signAgreement', said('s2'));
    expect(story.mediation()).toMatchObject({ state: 'agreed', ended: 'yes' });
    expect(story.told.at(-1)).toEqual(concluded('settled'));
    expect(story.performance().opened).toMatchObject({
      number: 'P150302-2026-000001-a1',
      parent: { number: 'M150302-2026-000001' },
      owed: [{ side: 's1', what: { ref: 'owed-s1' } }, { side: 's2' }],
    });
  });

  it('that is written anew is signed anew', () => {
    const story = mediated();
    story.mediate('draftAgreement', DRAFT);
    story.mediate('signAgreement', said('s1'));
    story.mediate('draftAgreement', DRAFT);
    expect(story.mediation().draft).toMatchObject({ signed: [] });
  });

  it('by word is in effect at once, of what is not major or is performed on the spot', () => {
    const word = { scope: 'full', content: text('agreement'), agreed: [], assents: ALL };
    const onTheSpot = mediated({ major: 'yes', request: REQUEST });
    const later = { ...word, agreed: [term('s1', '2026-03-12')] };
    expect(onTheSpot.give(MEDIATION, 'agreeOrally', later)).toEqual({ code: 'writing_required' });
    onTheSpot.mediate('agreeOrally', word);
    expect(onTheSpot.mediation()).toMatchObject({ state: 'agreed', agreements: [{ form: 'oral', scope: 'full' }] });
    expect([onTheSpot.has(performanceOf(1)), onTheSpot.told.at(-1)]).toEqual([false, concluded('settled')]);
    const minor = mediated();
    minor.mediate('agreeOrally', later);
    expect(minor.performance().opened).toMatchObject({ form: 'oral', owed: [{ side: 's1' }] });
  });

  it('on a part is watched at once, and the rest goes on being mediated', () => {
    const story = agreed({ request: REQUEST }, { scope: 'partial' });
    expect(story.mediation()).toMatchObject({ state: 'mediating', agreements: [{ scope: 'partial' }] });
    expect(story.mediation().ended).toBeUndefined();
    expect(story.performance(1).state).toBe('performing');
    story.mediate('draftAgreement', DRAFT);
    for (const side of ['s1', 's2']) story.mediate('signAgreement', said(side));
    story.mediate('sealAgreement', { seal: 'HB-8' }, CLERK);
    expect(story.mediation()).toMatchObject({ state: 'agreed', agreements: [{}, { scope: 'full' }] });
    expect(story.performance(2).opened.number).toBe('P150302-2026-000001-a2');
    expect(story.told.filter(({ name }) => name === 'concludeReferral')).toEqual([concluded('settled')]);
  });

  it('on a part alone leaves the request unsettled', () => {
    const story = agreed({ request: REQUEST }, { scope: 'partial' });
    story.mediate('endMediation', { reason: 'no_agreement_possible', routes: ['judicial'], explanation: text('e') });
    expect([story.mediation().state, story.told.at(-1)]).toEqual(['not_agreed', concluded('not_settled')]);
    expect(story.performance().ended).toBeUndefined();
  });
});

describe('a right', () => {
  const mediator: HeldRole = { role: 'mediator', scope: { district: '150302', kind: 'community', code: 'haibei-01' } };
  const here: Target = { district: '150302', units: ['haibei'], subdistrict: 'haibei', community: 'haibei-01' };

  it('of a mediator reaches the cases that name them, in whatever place, and no other', () => {
    const may = (more: object) => roleFor([mediator], 'hearConfidence', { ...here, ...more });
    expect(may({ isMediator: true, community: 'haibei-02' })).toBe('mediator');
    expect(may({ isMediator: false })).toBeUndefined();
    expect(may({ isMediator: true, district: '440310' })).toBeUndefined();
  });

  it('to hear what was said in confidence is nobody’s but a mediator’s', () => {
    expect(rolesFor('hearConfidence')).toEqual(['mediator']);
  });
});

describe('a number', () => {
  it('of a mediation begins with M, that of a performance is the mediation’s with the agreement’s', () => {
    for (const [number, id] of [
      ['M150302-2026-000001', MEDIATION],
      ['P150302-2026-000001-a1', performanceOf(1)],
    ] as const) {
      expect([caseIdOf(number), numberOf(id)]).toEqual([id, number]);
    }
    expect(() => caseIdOf('M150302-2026-000001-a1')).toThrow(RangeError);
  });
});

describe('sessions', () => {
  it('are numbered, with who came for each side; what is said in confidence is marked', () => {
    const story = mediated();
    const session = {
      ...{ heldAt: MONDAY, minutes: text('minutes'), confidential: 'yes' },
      attendance: [
        { side: 's1', by: ['disputant'] },
        { side: 's2', by: ['disputant'] },
      ],
    };
    story.mediate('holdSession', session);
    story.mediate('holdSession', session);
    expect(story.mediation().sessions).toBe(2);
    expect(story.events(MEDIATION).at(-1)?.body).toMatchObject({ n: 2, confidential: 'yes' });
    expect(
      story.give(MEDIATION, 'holdSession', { ...session, attendance: [{ side: 's1', by: ['guardian'] }] }),
    ).toEqual({
      code: 'no_guardian',
      params: { side: 's1' },
    });
  });

  it('are held on the day of the opening at the earliest; under the rules before nobody asked', () => {
    const session = {
      heldAt: after(MONDAY, '-1h'),
      minutes: text('m'),
      attendance: [{ side: 's1', by: ['disputant'] }],
    };
    const early = { ...session, heldAt: '1900-01-01T00:00:00.000Z' };
    const story = mediated();
    expect(story.give(MEDIATION, 'holdSession', early)).toEqual({
      code: 'session_before_opening',
      params: { day: '2026-03-02' },
    });
    story.mediate('holdSession', session);
    const before = mediated({ terms: { ...opened().terms, rules: 2 } });
    expect(before.give(MEDIATION, 'holdSession', early)).toBeUndefined();
  });

  it('are not held before everybody has consented', () => {
    const session = { heldAt: MONDAY, minutes: text('minutes'), attendance: [{ side: 's1', by: ['disputant'] }] };
    expect(aMediation().give(MEDIATION, 'holdSession', session)?.code).toBe('not_at_this_stage');
    expect(aMediation().allowed(MEDIATION)).not.toContain('holdSession');
  });
});
