import { describe, expect, it } from '@jest/globals';
import { ENFORCEMENT_REFUSALS, refusalText, type Refusal } from '../../../src/domain/refusals.js';
import { openNetwork } from '../../support/network.js';
import { after, MONDAY } from '../../support/domain.js';
import {
  aCrew,
  DISPATCH,
  DISPATCHER,
  found,
  looked,
  looks,
  measure,
  member,
  officer,
  onSite,
  ordered,
  over,
  POLICE,
  power,
  sent,
  there,
  URBAN,
  why,
} from './stories.js';

const withOrder = () => {
  const story = onSite();
  story.give('takeMeasure', ordered('2026-03-05'), URBAN);
  return story;
};

/** For a complaint about one officer of urban management. */
const reported = { against: { unit: 'urban-management', staff: 'yes', account: 'urban-2' } } as const;

/** How each refusal of a dispatch is met. */
const MET_BY: Readonly<Record<string, () => Refusal | undefined>> = {
  officer_in_crew: () => aCrew().give('bookOfficer', member(POLICE), DISPATCHER),
  officer_not_in_crew: () => aCrew().give('releaseOfficer', { officer: 'nobody', ...why }, DISPATCHER),
  lead_without_officer: () =>
    openNetwork().open({ case: DISPATCH, body: sent({ lead: 'ecology' }) }, DISPATCHER, MONDAY),
  not_in_crew: () => aCrew().give('setOut', {}, officer('urban-2', 'urban-management')),
  set_out_before: () => {
    const story = aCrew();
    story.give('setOut', {}, URBAN);
    return story.give('setOut', {}, URBAN);
  },
  on_site_before: () => onSite().give('arriveOnSite', there, URBAN),
  not_on_site: () => {
    const story = aCrew();
    story.give('arriveOnSite', there, URBAN);
    return story.give('takeMeasure', measure({ power: power('police') }), POLICE);
  },
  arrive_again: () => withOrder().give('reinspect', looked(1, 'yes'), URBAN),
  power_of_another: () => onSite().give('takeMeasure', measure(), POLICE),
  power_not_in_force: () =>
    onSite().give('takeMeasure', measure({ power: power('urban-management', { inForce: 'no' }) }), URBAN),
  measure_not_in_power: () => onSite().give('takeMeasure', measure({ measure: 'take_away' }), URBAN),
  reinspection_day: () => onSite().give('takeMeasure', ordered('2026-01-01'), URBAN),
  order_of_another: () => withOrder().give('reinspect', looked(1, 'yes'), POLICE),
  no_order_open: () => withOrder().give('reinspect', looked(2, 'yes'), URBAN),
  order_open: () => withOrder().give('concludeEnforcement', over, DISPATCHER),
  order_not_corrected: () => {
    const story = withOrder();
    story.give('recordFindings', found, URBAN);
    looks(story, URBAN, looked(1, 'no'));
    return story.give('concludeEnforcement', over, DISPATCHER);
  },
  officer_cannot_come: () =>
    aCrew(reported).give('bookOfficer', { officer: 'urban-2', unit: 'urban-management' }, DISPATCHER),
  reported_officer: () =>
    aCrew({ ...reported, terms: { ...sent().terms, rules: 3 } }).give(
      'bookOfficer',
      { officer: 'urban-2', unit: 'urban-management' },
      DISPATCHER,
    ),
  booking_is_over: () => {
    const story = aCrew();
    return story.give('bookOfficer', { officer: 'health-1', unit: 'health' }, DISPATCHER, after(MONDAY, '3h'));
  },
  measure_was_taken: () => {
    const story = onSite();
    story.give('recordFindings', found, URBAN);
    story.give('takeMeasure', measure(), URBAN);
    return story.give('concludeEnforcement', { ...over, result: 'nothing_found' }, DISPATCHER);
  },
  findings_required: () => onSite().give('concludeEnforcement', over, DISPATCHER),
};

describe('the refusals of an enforcement dispatch', () => {
  it('are all met, and none is met that is not there', () => {
    expect([...ENFORCEMENT_REFUSALS].sort()).toEqual(Object.keys(MET_BY).sort());
  });

  it.each(Object.entries(MET_BY))('%s is met, and can be read in both languages', (code, meet) => {
    const refusal = meet();
    expect(refusal?.code).toBe(code);
    if (refusal === undefined) return;
    for (const language of ['zh', 'en'] as const) {
      expect(refusalText(refusal, language)).not.toMatch(/[{}]|undefined|take_away/);
    }
  });
});
