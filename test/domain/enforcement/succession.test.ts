import { describe, expect, it } from '@jest/globals';
import { SYSTEM_ACTOR } from '../../../src/domain/envelope.js';
import { ENFORCEMENT_LIFECYCLE } from '../../../src/domain/enforcement/lifecycle.js';
import { after, MONDAY } from '../../support/domain.js';
import {
  aCrew,
  DISPATCHER,
  found,
  looked,
  measure,
  member,
  officer,
  onSite,
  ordered,
  over,
  POLICE,
  power,
  there,
  URBAN,
  why,
  type Story,
} from './stories.js';

/** A crew whose lead, urban management, has become part of the housing bureau. */
function succeeded(story: Story): Story {
  const to = { code: 'housing', kind: 'bureau', inForce: 'yes' };
  expect(story.give('succeedUnit', { from: 'urban-management', to }, SYSTEM_ACTOR)).toBeUndefined();
  return story;
}

const HOUSING = officer('housing-1', 'housing');
const theirs = { power: power('housing', { code: 'EC-02' }) };

describe('the successor of a unit of the crew', () => {
  it('has its powers: they are used by its officers, whenever they were booked, and by nobody else', () => {
    const story = succeeded(onSite());
    expect(story.give('takeMeasure', measure(theirs), URBAN)).toBeUndefined();
    story.give('bookOfficer', member(HOUSING), DISPATCHER);
    story.give('arriveOnSite', there, HOUSING);
    expect(story.give('takeMeasure', measure(theirs), HOUSING)).toBeUndefined();
    expect(story.dispatch().measures.map(({ unit }) => unit)).toEqual(['housing', 'housing']);
    expect(story.give('takeMeasure', measure(theirs), POLICE)?.code).toBe('power_of_another');
  });

  it('looks again at what the former had ordered, and is the one that owes it', () => {
    const story = onSite();
    story.give('recordFindings', found, URBAN);
    story.give('takeMeasure', ordered('2026-03-05'), URBAN);
    succeeded(story);
    story.pass(after(MONDAY, '72h'));
    expect(story.clocks('reinspection')).toMatchObject([['housing', 'running', expect.anything()]]);
    const booking = { from: after(MONDAY, '72h'), until: after(MONDAY, '74h') };
    story.give('replanDispatch', { booking, ...why }, DISPATCHER);
    story.give('bookOfficer', member(HOUSING), DISPATCHER);
    story.give('arriveOnSite', there, HOUSING);
    expect(story.give('reinspect', looked(1, 'yes'), POLICE)?.code).toBe('order_of_another');
    expect(story.give('reinspect', looked(1, 'yes'), HOUSING)).toBeUndefined();
    expect(story.give('concludeEnforcement', over, DISPATCHER)).toBeUndefined();
  });

  it('leads in its place: the last officer of the former may go when one of the successor is there', () => {
    const story = succeeded(aCrew());
    const letGo = () => story.give('releaseOfficer', { officer: 'urban-1', ...why }, DISPATCHER);
    expect(letGo()?.code).toBe('lead_without_officer');
    story.give('bookOfficer', member(HOUSING), DISPATCHER);
    expect(letGo()).toBeUndefined();
    expect(story.give('releaseOfficer', { officer: 'housing-1', ...why }, DISPATCHER)?.code).toBe(
      'lead_without_officer',
    );
  });

  it('is awaited once, and has come for all of it with whichever officer comes first', () => {
    const story = succeeded(aCrew());
    story.give('bookOfficer', member(HOUSING), DISPATCHER);
    expect(story.clocks('crew_arrival').map(([unit]) => unit)).toEqual(['urban-management', 'police']);
    const booking = { from: after(MONDAY, '24h'), until: after(MONDAY, '26h') };
    story.give('replanDispatch', { booking, ...why }, DISPATCHER);
    expect(story.clocks('crew_arrival').map(([unit, status]) => [unit, status])).toEqual([
      ['urban-management', 'stopped'],
      ['police', 'stopped'],
      ['housing', 'running'],
      ['police', 'running'],
    ]);
    story.give('arriveOnSite', there, URBAN);
    expect(
      story
        .clocks('crew_arrival')
        .map(([unit, status]) => [unit, status])
        .slice(2),
    ).toEqual([
      ['housing', 'met'],
      ['police', 'running'],
    ]);
  });

  it('reads it', () => {
    const story = succeeded(aCrew());
    expect(ENFORCEMENT_LIFECYCLE.units(story.dispatch())).toEqual(
      expect.arrayContaining(['urban-management', 'housing']),
    );
  });
});
