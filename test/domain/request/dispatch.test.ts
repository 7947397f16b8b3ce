import { describe, expect, it } from '@jest/globals';
import { localTime } from '../../../src/domain/local-time.js';
import {
  aStory,
  after,
  changes,
  COMMUNITY,
  HAIBEI,
  HOUSING,
  local,
  MONDAY,
  SANITATION,
  someone,
  storyAt,
  text,
  types,
} from '../../support/domain.js';
import type { UnitFact } from '../../../src/domain/request/commands.js';

const upheld = (unit: UnitFact, designate?: 'yes') =>
  ({ ruling: 'upheld', reason: text('ruled'), unit, ...(designate && { designate }) }) as const;
const REJECTED = { ruling: 'rejected', reason: text('ruled') } as const;

describe('dispatch by hand', () => {
  it('meets the dispatch clock and starts the unit’s three clocks from the dispatch', () => {
    const story = storyAt('awaiting_dispatch');
    const at = after(MONDAY, '90min');
    const [event] = story.give('dispatch', { unit: HOUSING, reason: text('duty list') }, { at });
    expect(event).toMatchObject({
      type: 'dispatched',
      body: { unit: 'housing', basis: 'by_hand', reason: text('duty list'), transfers: 0 },
    });
    expect(changes(event)).toEqual(['met dispatch', 'started sign_for', 'started first_contact', 'started objection']);
    for (const name of ['sign_for', 'first_contact', 'objection'] as const) {
      expect(story.clock(name)).toMatchObject({ n: 1, from: at, limit: '1wd', unit: 'housing', lastDay: '2026-03-03' });
    }
    expect(story.state).toMatchObject({ position: 'awaiting_sign_for', stage: 'dispatch', lead: 'housing' });
    expect(story.clock('result')).toMatchObject({ from: MONDAY, dueVersion: 1 });
  });

  it.each([
    ['critical', ['30min', '2h', '30min']],
    ['urgent', ['2h', '24h', '2h']],
  ] as const)('gives the unit of a %s request hours', (urgency, limits) => {
    const story = storyAt('awaiting_sign_for', { urgency });
    expect((['sign_for', 'first_contact', 'objection'] as const).map((name) => story.clock(name).limit)).toEqual(
      limits,
    );
  });

  it.each([
    ['a confidential requester', { requester: 'confidential' }],
    ['an anonymous requester', { requester: 'anonymous' }],
    ['a requester without contact', { noContact: true }],
  ] as const)('starts no first_contact clock for %s', (_who, options) => {
    expect(storyAt('awaiting_sign_for', options).running()).toEqual(['result', 'sign_for', 'objection']);
  });

  it('is given again until it is signed for: new unit clocks, the old ones stay as they are', () => {
    const story = storyAt('awaiting_sign_for');
    const [event] = story.give('dispatch', { unit: SANITATION, reason: text('wrong unit') });
    expect(event).toMatchObject({ body: { unit: 'sanitation', basis: 'by_hand', transfers: 1 } });
    expect(changes(event)).toEqual([
      ...['stopped sign_for', 'stopped first_contact', 'stopped objection'],
      ...['started sign_for', 'started first_contact', 'started objection'],
    ]);
    expect(story.clock('sign_for')).toMatchObject({ n: 2, unit: 'sanitation' });
    expect(story.refusal('dispatch', { unit: SANITATION, reason: text('again') })).toBe('already_lead_unit');
    story.give('signFor', undefined, { actor: someone('unit_coordinator', 'sanitation') });
    expect(story.refusal('dispatch', { unit: HOUSING, reason: text('too late') })).toBe('wrong_state');
  });

  it('never goes to a community, to a unit not in force, or to an office that handles nothing', () => {
    const story = storyAt('awaiting_dispatch');
    const refusal = (unit: UnitFact) => story.refusal('dispatch', { unit, reason: text('r') });
    expect(refusal(COMMUNITY)).toBe('community_cannot_lead');
    expect(refusal({ ...HOUSING, inForce: 'no' })).toBe('unit_not_in_force');
    expect(refusal({ code: 'hotline', kind: 'hotline_centre', inForce: 'yes' })).toBe('cannot_lead');
    expect(refusal({ code: 'duchaban', kind: 'supervision_office', inForce: 'yes' })).toBe('cannot_lead');
    expect(refusal(HAIBEI)).toBeUndefined();
  });

  it('is late at the very moment of its due', () => {
    const due = local('2026-03-02 12:00');
    const inTime = storyAt('awaiting_dispatch');
    inTime.give('dispatch', { unit: HOUSING, reason: text('r') }, { at: after(due, '-1ms') });
    expect(inTime.clock('dispatch').breachedAt).toBeUndefined();
    const late = storyAt('awaiting_dispatch');
    late.give('dispatch', { unit: HOUSING, reason: text('r') }, { at: due });
    expect(late.clock('dispatch')).toMatchObject({ status: 'met', breachedAt: due });
  });
});

describe('signing for', () => {
  it('brings the request into handling and meets its clock', () => {
    const story = storyAt('awaiting_sign_for');
    const [event] = story.give('signFor');
    expect(event).toMatchObject({ type: 'signed_for', body: { unit: 'housing' } });
    expect(changes(event)).toEqual(['met sign_for']);
    expect(story.state).toMatchObject({ position: 'handling', stage: 'settlement' });
    expect(story.running()).toEqual(['result', 'first_contact', 'objection']);
  });

  it('is for the lead unit only', () => {
    const decision = storyAt('awaiting_sign_for').try(
      'signFor',
      {},
      { actor: someone('unit_coordinator', 'sanitation') },
    );
    expect(decision.refusal).toEqual({ code: 'not_lead_unit', params: { lead: 'housing' } });
    expect(storyAt('awaiting_sign_for').refusal('signFor', {}, { actor: someone('duty_officer') })).toBe(
      'not_lead_unit',
    );
  });

  it('escalates when no unit signs for it in time, and may still be done late', () => {
    const story = storyAt('awaiting_sign_for');
    const due = local('2026-03-04 00:00');
    story.give('recordContact');
    expect(types(story.pass(after(due, '-1ms')))).not.toContain('clock_breached');
    expect(types(story.pass(due))).toEqual(['clock_breached', 'urged']);
    expect(story.all('clock_breached')[0]).toMatchObject({
      at: due,
      body: { clock: 'sign_for', n: 1, due, unit: 'housing' },
    });
    story.give('signFor');
    expect(story.clock('sign_for')).toMatchObject({ status: 'met', breachedAt: due });
    expect(story.state.ladders).toBeUndefined();
  });
});

describe('an objection', () => {
  it.each(['awaiting_sign_for', 'handling'] as const)(
    'in %s takes the unit’s clocks away and starts that of the ruling',
    (position) => {
      const story = storyAt(position);
      const [event] = story.give('object', { reason: text('not ours') });
      expect(event).toMatchObject({ type: 'objected', body: { unit: 'housing' } });
      expect(story.state).toMatchObject({ position: 'objected', stage: 'dispatch', lead: 'housing' });
      expect(story.running()).toEqual(['result', 'ruling']);
      expect(story.clock('ruling')).toMatchObject({ limit: '4wh' });
      expect(story.clock('first_contact').status).toBe('stopped');
      expect(story.clock('objection').status).toBe('stopped');
    },
  );

  it('must come within its window', () => {
    const due = local('2026-03-04 00:00');
    const story = storyAt('handling');
    expect(story.refusal('object', { reason: text('r') }, { at: after(due, '-1ms') })).toBeUndefined();
    const { refusal } = story.try('object', { reason: text('r') }, { at: due });
    expect(refusal).toEqual({ code: 'objection_too_late', params: { due } });
  });

  it('is not for who has brought a result: its head returns it first', () => {
    const story = storyAt('handling');
    story.give('submitResult');
    expect(story.refusal('object')).toBe('result_already_submitted');
    story.give('approveResult', { approved: 'no', reason: text('r') });
    expect(story.refusal('object')).toBeUndefined();
  });

  it('is for the lead unit only', () => {
    const actor = someone('unit_coordinator', 'sanitation');
    expect(storyAt('handling').refusal('object', { reason: text('r') }, { actor })).toBe('not_lead_unit');
  });

  it('leaves the breach of a sign_for that was already late', () => {
    const story = storyAt('awaiting_sign_for', { urgency: 'urgent' });
    story.give('object', { reason: text('r') }, { at: after(story.clock('objection').at, '-1min') });
    expect(story.clock('sign_for').breachedAt).toBeUndefined();
    const late = storyAt('awaiting_sign_for', { urgency: 'urgent' });
    late.pass(late.clock('sign_for').at);
    expect(late.refusal('object')).toBe('objection_too_late');
  });
});

describe('the ruling', () => {
  it('upheld: dispatches to the unit it names, with new clocks beside the old ones, and counts a transfer', () => {
    const story = storyAt('objected');
    const at = after(story.state.at, '2h');
    const events = story.give('ruleOnObjection', upheld(SANITATION), { at });
    expect(types(events)).toEqual(['objection_ruled', 'dispatched']);
    expect(changes(events[0])).toEqual(['met ruling']);
    expect(events[1]).toMatchObject({ body: { unit: 'sanitation', basis: 'objection_upheld', transfers: 1 } });
    expect(story.state).toMatchObject({ position: 'awaiting_sign_for', lead: 'sanitation', transfers: 1 });
    expect(story.clock('sign_for')).toMatchObject({ n: 2, from: at, unit: 'sanitation', status: 'running' });
    expect(story.state.clocks.filter(({ clock }) => clock === 'sign_for')).toHaveLength(2);
    expect(story.clock('result')).toMatchObject({ n: 1, from: MONDAY, dueVersion: 1 });
  });

  it('rejected: the same unit gets new clocks and no transfer is counted', () => {
    const story = storyAt('objected');
    const events = story.give('ruleOnObjection', REJECTED);
    expect(types(events)).toEqual(['objection_ruled', 'dispatched']);
    expect(story.state).toMatchObject({ position: 'awaiting_sign_for', lead: 'housing', transfers: 0 });
    // It is designated: there is no right to object that could end.
    expect(story.running()).toEqual(['result', 'sign_for', 'first_contact']);
  });

  it.each([
    ['upheld, where it says so', upheld(SANITATION, 'yes'), 1],
    ['rejected, always', REJECTED, 0],
  ] as const)('%s, designates: a designated unit cannot return the request', (_when, body, transfers) => {
    const story = storyAt('objected');
    story.give('ruleOnObjection', body);
    expect(story.state).toMatchObject({ designated: 'yes', transfers });
    expect(story.all('dispatched').at(-1)?.body.basis).toBe('designated');
    expect(story.refusal('object')).toBe('designated_cannot_object');
    story.give('signFor');
    expect(story.refusal('object')).toBe('designated_cannot_object');
  });

  it('names a unit in force that can lead and does not lead already', () => {
    const story = storyAt('objected');
    const refusal = (unit: UnitFact) => story.refusal('ruleOnObjection', upheld(unit));
    expect(refusal(HOUSING)).toBe('already_lead_unit');
    expect(refusal(COMMUNITY)).toBe('community_cannot_lead');
    expect(refusal({ ...SANITATION, inForce: 'no' })).toBe('unit_not_in_force');
  });

  it('is owed within four working hours, and its lateness is the centre’s', () => {
    const story = storyAt('objected');
    const due = story.clock('ruling').at;
    expect(localTime(due)).toBe('2026-03-02T16:32:00+08:00');
    story.pass(due);
    expect(story.all('clock_breached').at(-1)?.body).toEqual({ clock: 'ruling', n: 1, due });
  });

  it('gives the next unit a fresh window for its own objection', () => {
    const story = storyAt('objected');
    story.give('ruleOnObjection', upheld(SANITATION), { at: after(story.state.at, '1d') });
    expect(story.refusal('object')).toBeUndefined();
  });

  it('forgets an extension waiting for its ruling', () => {
    const story = storyAt('handling');
    story.give('requestExtension');
    story.give('object');
    story.give('ruleOnObjection');
    story.give('signFor');
    expect(story.refusal('ruleOnExtension')).toBe('no_extension_pending');
    expect(story.state.state).toBe('handling');
  });
});

describe('a request received outside office hours', () => {
  it('has its dispatch counted from the next opening', () => {
    const story = aStory({ at: local('2026-03-06 20:00') });
    expect(localTime(story.clock('dispatch').at)).toBe('2026-03-09T10:30:00+08:00');
  });

  it('runs through the night when it is urgent', () => {
    const story = aStory({ at: local('2026-03-06 20:00'), urgency: 'urgent' });
    expect(localTime(story.clock('dispatch').at)).toBe('2026-03-06T21:00:00+08:00');
    expect(localTime(story.clock('result').at)).toBe('2026-03-09T20:00:00+08:00');
  });
});
