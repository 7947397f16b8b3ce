import { describe, expect, it } from '@jest/globals';
import { SYSTEM_ACTOR, type Actor } from '../../../src/domain/envelope.js';
import { noticesOfCase } from '../../../src/domain/case-notices.js';
import type { CaseEvent } from '../../../src/domain/case/lifecycle.js';
import type { Dispatched, EnforcementDispatch, EnforcementEvent } from '../../../src/domain/enforcement/dispatch.js';
import { ENFORCEMENT_LIFECYCLE } from '../../../src/domain/enforcement/lifecycle.js';
import { after, local, MONDAY, someone, text } from '../../support/domain.js';
import { openNetwork, type Network } from '../../support/network.js';
import { aWhistle, REQUEST, WHISTLE } from '../whistle/stories.js';
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

const HEALTH = officer('health-1', 'health');

describe('a crew', () => {
  it('is one: several units, one lead, one place, one time; each unit is awaited from then on', () => {
    const story = aCrew();
    expect(story.typesOf()).toEqual(['crew_dispatched']);
    expect(story.dispatch()).toMatchObject({ state: 'dispatched', crew: [{ step: 'booked' }, { step: 'booked' }] });
    const due = after(MONDAY, '3h');
    expect(story.clocks('crew_arrival')).toEqual([
      ['urban-management', 'running', due],
      ['police', 'running', due],
    ]);
  });

  it.each([
    ['critical', '30min'],
    ['urgent', '1h'],
    ['routine', '2h'],
  ] as const)('that is %s has %s to arrive, from now on where its time has begun', (urgency, limit) => {
    const story = aCrew({ urgency, booking: { from: after(MONDAY, '0min'), until: after(MONDAY, '8h') } });
    expect(story.clocks('crew_arrival')[0]?.[2]).toBe(after(MONDAY, limit));
  });

  it('has arrived for a unit with the first of it; who is late is warned, breached and urged by unit', () => {
    const story = aCrew({ urgency: 'critical', booking: { from: MONDAY, until: after(MONDAY, '8h') } });
    story.give('setOut', {}, URBAN);
    story.give('arriveOnSite', there, URBAN);
    expect(story.dispatch().crew).toMatchObject([{ step: 'on_site' }, { step: 'booked' }]);
    story.pass(after(MONDAY, '61min'));
    expect(story.clocks('crew_arrival').map(([unit, status]) => [unit, status])).toEqual([
      ['urban-management', 'met'],
      ['police', 'running'],
    ]);
    expect(story.typesOf().slice(3)).toEqual(['clock_warned', 'clock_warned', 'clock_breached', 'urged', 'supervised']);
    expect(story.dispatch().ladders).toMatchObject({ police: { rung: 'unit_head' } });
    story.give('arriveOnSite', there, POLICE);
    expect(story.dispatch().ladders).toBeUndefined();
  });

  it('takes in another unit, lets one go, and never the last of who leads', () => {
    const story = aCrew();
    expect(story.give('bookOfficer', member(HEALTH), DISPATCHER)).toBeUndefined();
    expect(story.clocks('crew_arrival').map(([unit]) => unit)).toEqual(['urban-management', 'police', 'health']);
    story.give('releaseOfficer', { officer: 'police-1', ...why }, DISPATCHER);
    expect(story.clocks('crew_arrival')[1]).toMatchObject(['police', 'stopped', expect.anything()]);
    // Whoever worked on it goes on reading it.
    expect(story.dispatch().crew).toMatchObject([{}, { officer: 'police-1', step: 'released' }, {}]);
    expect(story.give('bookOfficer', member(POLICE), DISPATCHER)).toBeUndefined();
    story.give('arriveOnSite', there, POLICE);
    expect(story.dispatch().crew.map(({ step }) => step)).toEqual(['booked', 'released', 'booked', 'on_site']);
  });

  it('that is given another time is awaited then; what was missed stays missed', () => {
    const story = aCrew({ urgency: 'critical' });
    story.give('arriveOnSite', there, URBAN);
    story.pass(after(MONDAY, '91min'));
    const booking = { from: after(MONDAY, '24h'), until: after(MONDAY, '26h') };
    story.give('replanDispatch', { booking, ...why }, DISPATCHER);
    expect(story.dispatch().booking).toEqual(booking);
    const police = story.dispatch().clocks.filter(({ unit }) => unit === 'police');
    expect(police).toMatchObject([
      { n: 2, status: 'stopped', breachedAt: after(MONDAY, '90min') },
      { n: 3, status: 'running', at: after(MONDAY, '1470min') },
    ]);
  });

  it('is called off before anybody is there, and not after', () => {
    const story = aCrew();
    expect(story.give('cancelEnforcement', why, DISPATCHER)).toBeUndefined();
    expect(story.dispatch()).toMatchObject({ state: 'cancelled', ended: 'yes' });
    expect(onSite().give('cancelEnforcement', why, DISPATCHER)?.code).toBe('not_at_this_stage');
  });
});

describe('the conclusion of a crew', () => {
  const DAY = '2026-03-05';
  const owed = (story: ReturnType<typeof aCrew>) => story.clocks('crew_conclusion');

  it('is owed by who dispatched it, from the first arrival on, within two working days of when its time is over', () => {
    const story = aCrew();
    expect(owed(story)).toEqual([]);
    story.give('arriveOnSite', there, URBAN);
    story.give('arriveOnSite', there, POLICE);
    expect(owed(story)).toEqual([['haibei', 'running', local('2026-03-05 00:00')]]);
    story.give('recordFindings', found, URBAN);
    story.give('concludeEnforcement', over, DISPATCHER);
    expect(owed(story).map(([, status]) => status)).toEqual(['met']);
  });

  it.each([
    ['critical', '24h'],
    ['urgent', '48h'],
  ] as const)('that is %s has %s, and counts from the arrival where its time is over before', (urgency, limit) => {
    const story = aCrew({ urgency });
    story.give('arriveOnSite', there, URBAN, after(MONDAY, '4h'));
    expect(owed(story)[0]?.[2]).toBe(after(after(MONDAY, '4h'), limit));
  });

  it('climbs the ladder when it is late, and is told to who dispatched', () => {
    const story = onSite({ urgency: 'critical' });
    story.pass(after(MONDAY, '27h'));
    expect(story.typesOf().slice(3)).toEqual([
      ...['clock_warned', 'clock_warned', 'clock_breached', 'urged', 'supervised', 'supervised'],
    ]);
    expect(story.dispatch().ladders).toMatchObject({ haibei: { rung: 'supervision_office' } });
    const told = toldOf(story.events(DISPATCH)).slice(-6);
    expect(told).toEqual([
      'clock_breached unit:haibei:coordinator',
      'urged unit:haibei:coordinator',
      'supervised unit:haibei:coordinator',
      'supervised unit:haibei:head',
      'supervised unit:haibei:coordinator',
      'supervised role:supervisor',
    ]);
    story.give('recordFindings', found, URBAN);
    story.give('concludeEnforcement', over, DISPATCHER);
    expect(story.dispatch().ladders).toBeUndefined();
  });

  it('is not owed while there is time to correct, and owed anew when the last order is closed', () => {
    const story = onSite();
    story.give('takeMeasure', ordered(DAY), URBAN);
    story.give('takeMeasure', measure({ ...ordered(DAY), power: power('police') }), POLICE);
    expect(owed(story).map(([, status]) => status)).toEqual(['stopped']);
    looks(story, URBAN, looked(1, 'yes'));
    expect(owed(story)).toHaveLength(1);
    looks(story, POLICE, looked(2, 'no', { reinspectOn: '2026-03-09' }));
    expect(owed(story)).toHaveLength(1);
    looks(story, POLICE, looked(2, 'no'), local('2026-03-09 10:00'));
    expect(owed(story)[1]).toEqual(['haibei', 'running', local('2026-03-12 00:00')]);
  });

  it('is put off by the time that the crew is booked for, and by no other that is planned since', () => {
    const closed = (booking: { from: string; until: string }) => {
      const story = onSite();
      story.give('takeMeasure', ordered(DAY), URBAN);
      story.give('replanDispatch', { booking, ...why }, DISPATCHER);
      looks(story, URBAN, looked(1, 'yes'), local('2026-03-05 10:00'));
      return owed(story)[1]?.[2];
    };
    const early = { from: local('2026-03-05 09:00'), until: local('2026-03-09 12:00') };
    expect(closed(early)).toBe(local('2026-03-12 00:00'));
    const ahead = { from: local('2026-04-06 09:00'), until: local('2026-04-06 12:00') };
    expect(closed(ahead)).toBe(local('2026-03-10 00:00'));
    // Nor by who comes at once to what is planned for months ahead.
    const story = aCrew();
    story.give('replanDispatch', { booking: ahead, ...why }, DISPATCHER);
    story.give('arriveOnSite', there, URBAN);
    expect(owed(story)[0]?.[2]).toBe(local('2026-03-05 00:00'));
  });

  it('is owed by nobody in what was sent out before, nor where policy names no limit', () => {
    const { terms } = sent();
    const before = onSite({ terms: { ...terms, rules: 3 } });
    expect(owed(before)).toEqual([]);
    before.give('recordFindings', found, URBAN);
    expect(before.give('concludeEnforcement', over, DISPATCHER)).toBeUndefined();
    const { crew_conclusion: _none, ...limits } = terms.limits;
    expect(owed(onSite({ terms: { ...terms, limits } }))).toEqual([]);
  });
});

describe('a measure', () => {
  it('stands on a power of the very unit that takes it, and keeps the rule', () => {
    const story = onSite();
    expect(story.give('takeMeasure', measure(), URBAN)).toBeUndefined();
    expect(story.give('takeMeasure', measure({ power: power('police') }), POLICE)).toBeUndefined();
    expect(story.dispatch().measures).toEqual([
      { unit: 'urban-management', power: 'urban-management-1', measure: 'fine', rule: '演示·第 1 条' },
      { unit: 'police', power: 'police-1', measure: 'fine', rule: '演示·第 1 条' },
    ]);
  });

  it.each([
    [
      'of another bureau',
      POLICE,
      measure(),
      { code: 'power_of_another', params: { power: 'urban-management-1', unit: 'urban-management' } },
    ],
    [
      'that its power does not hold',
      URBAN,
      measure({ measure: 'warn' }),
      { code: 'measure_not_in_power', params: { measure: 'warn', power: 'urban-management-1' } },
    ],
    [
      'by a power that is no more',
      URBAN,
      measure({ power: power('urban-management', { inForce: 'no' }) }),
      { code: 'power_not_in_force', params: { power: 'urban-management-1' } },
    ],
    ['of somebody else of the bureau', officer('urban-2', 'urban-management'), measure(), { code: 'not_in_crew' }],
  ] as const)('%s is none', (_what, by, body, refusal) => {
    const story = onSite();
    expect(story.give('takeMeasure', body, by)).toEqual(refusal);
    expect(story.dispatch().measures).toEqual([]);
  });
});

describe('an order to correct', () => {
  const DAY = '2026-03-05';

  it('waits until the named day; then the unit that gave it owes a look, and is late after it', () => {
    const story = onSite();
    story.give('takeMeasure', ordered(DAY), URBAN);
    expect([story.dispatch().state, story.clocks('correction')]).toEqual([
      'correcting',
      [[undefined, 'running', local('2026-03-05 00:00')]],
    ]);
    story.pass(local('2026-03-05 00:00'));
    expect(story.typesOf().at(-1)).toBe('reinspection_due');
    expect(story.dispatch().orders).toMatchObject([{ on: DAY, state: 'due' }]);
    expect(story.clocks('reinspection')).toEqual([['urban-management', 'running', local('2026-03-06 00:00')]]);
    story.pass(local('2026-03-06 00:00'));
    expect(story.typesOf().slice(-2)).toEqual(['clock_breached', 'urged']);
    looks(story, URBAN, looked(1, 'yes'));
    expect(story.clocks('reinspection')[0]?.[1]).toBe('met');
    expect(story.dispatch()).toMatchObject({ state: 'on_site', orders: [{ state: 'corrected' }] });
  });

  it('that was not followed gets another day, or is left to other measures', () => {
    const story = onSite();
    story.give('takeMeasure', ordered(DAY), URBAN);
    story.give('takeMeasure', measure({ ...ordered('2026-03-10'), power: power('police') }), POLICE);
    story.pass(local('2026-03-05 00:00'));
    looks(story, URBAN, looked(1, 'no', { reinspectOn: '2026-03-09' }));
    expect(story.dispatch().orders).toMatchObject([
      { on: '2026-03-09', state: 'open' },
      { on: '2026-03-10', state: 'open' },
    ]);
    story.pass(local('2026-03-10 00:00'));
    expect(story.dispatch().orders.map(({ state }) => state)).toEqual(['due', 'due']);
    looks(story, URBAN, looked(1, 'no'));
    looks(story, POLICE, looked(2, 'yes'));
    expect(story.dispatch().orders.map(({ state }) => state)).toEqual(['not_corrected', 'corrected']);
    expect(story.clocks('reinspection').map(([, status]) => status)).toEqual(['met', 'met', 'met']);
  });

  it('is looked at by the unit that gave it and has the power, which owes that, and not by who leads', () => {
    const story = onSite();
    story.give('takeMeasure', measure({ ...ordered(DAY), power: power('police') }), POLICE);
    story.pass(local('2026-03-05 00:00'));
    expect(story.clocks('reinspection').map(([unit]) => unit)).toEqual(['police']);
    const told = toldOf(story.events(DISPATCH)).filter((one) => one.startsWith('reinspection_due'));
    expect(told).toEqual(['reinspection_due unit:police:coordinator', 'reinspection_due unit:police:duty_officer']);
    expect(story.give('reinspect', looked(1, 'yes'), URBAN)).toEqual({
      code: 'order_of_another',
      params: { order: 1, unit: 'police' },
    });
    const letGo = () => story.give('releaseOfficer', { officer: 'police-1', ...why }, DISPATCHER);
    expect(letGo()).toEqual({ code: 'order_open', params: { order: 1, day: DAY } });
    expect(looks(story, POLICE, looked(1, 'yes'))).toBeUndefined();
    expect(story.clocks('reinspection').map(([, status]) => status)).toEqual(['met']);
    expect(letGo()).toBeUndefined();
  });

  it('is looked at by who has come for that: after it was given, and on the day; who came before may come again', () => {
    const story = onSite();
    const look = (at: string) => story.give('reinspect', looked(1, 'yes'), URBAN, at);
    const again = { code: 'arrive_again' };
    expect(story.give('arriveOnSite', there, URBAN)).toEqual({ code: 'on_site_before' });
    story.give('takeMeasure', ordered(DAY), URBAN);
    expect(look(after(MONDAY, '2h'))).toEqual(again);
    expect(story.give('arriveOnSite', {}, URBAN, after(MONDAY, '3h'))).toEqual({ code: 'place_required' });
    expect(story.give('arriveOnSite', there, URBAN, after(MONDAY, '3h'))).toBeUndefined();
    expect(look(local('2026-03-05 09:00'))).toEqual(again);
    // Others of the crew go on as they are, and their coming is not for whoever owes the look.
    expect(story.give('arriveOnSite', there, POLICE, local('2026-03-05 09:30'))).toBeUndefined();
    expect(story.give('recordFindings', found, POLICE)).toBeUndefined();
    expect(story.give('takeMeasure', measure({ power: power('police') }), POLICE)).toBeUndefined();
    expect(look(local('2026-03-05 09:40'))).toEqual(again);
    expect(story.give('arriveOnSite', there, URBAN, local('2026-03-05 10:00'))).toBeUndefined();
    // One who has come again owes no arrival anew, nor does the crew.
    expect(story.clocks('crew_arrival').map(([, status]) => status)).toEqual(['met', 'met']);
    story.give('reinspect', looked(1, 'no', { reinspectOn: '2026-03-09' }), URBAN, local('2026-03-05 10:30'));
    expect(look(local('2026-03-05 11:00'))).toEqual(again);
    expect(looks(story, URBAN, looked(1, 'yes'), local('2026-03-09 10:00'))).toBeUndefined();
    expect(story.give('arriveOnSite', there, URBAN)).toEqual({ code: 'on_site_before' });
  });

  it('of a crew that was sent out before is looked at by whoever came at all', () => {
    const story = onSite({ terms: { ...sent().terms, rules: 3 } });
    story.give('takeMeasure', ordered(DAY), URBAN);
    expect(story.give('arriveOnSite', there, URBAN)).toEqual({ code: 'on_site_before' });
    expect(story.give('reinspect', looked(1, 'yes'), URBAN, local('2026-03-09 10:00'))).toBeUndefined();
  });

  it('is looked at on site, by who has come, and with what proves it', () => {
    const story = onSite();
    story.give('takeMeasure', ordered(DAY), URBAN);
    const desk = officer('urban-2', 'urban-management');
    story.give('bookOfficer', member(desk), DISPATCHER);
    expect(story.give('reinspect', looked(1, 'yes'), desk)).toEqual({ code: 'not_on_site' });
    expect(looks(story, URBAN, looked(1, 'yes'))).toBeUndefined();
    expect(story.events(DISPATCH).at(-1)).toMatchObject({
      type: 'reinspected',
      body: { evidence: [text('evidence')] },
    });
  });

  it('that was not followed keeps the whole from being called settled', () => {
    const story = onSite();
    story.give('recordFindings', found, URBAN);
    story.give('takeMeasure', ordered(DAY), URBAN);
    looks(story, URBAN, looked(1, 'no'));
    for (const result of ['settled', 'nothing_found']) {
      expect(story.give('concludeEnforcement', { ...over, result }, DISPATCHER)).toEqual({
        code: 'order_not_corrected',
        params: { order: 1 },
      });
    }
    expect(story.give('concludeEnforcement', { ...over, result: 'not_settled' }, DISPATCHER)).toBeUndefined();
    expect(story.dispatch()).toMatchObject({ state: 'ended', result: 'not_settled' });
  });

  it('is looked at early where it is put right early, and nobody is reminded any more', () => {
    const story = onSite();
    story.give('takeMeasure', ordered(DAY), URBAN);
    expect(looks(story, URBAN, looked(1, 'yes'))).toBeUndefined();
    story.pass(local('2026-03-20 00:00'));
    expect(story.typesOf()).not.toContain('reinspection_due');
  });

  it.each(['2026-03-02', '2026-03-01', '2027-03-03'])('is for no day that is past or far off: not %s', (day) => {
    expect(onSite().give('takeMeasure', ordered(day), URBAN)).toEqual({
      code: 'reinspection_day',
      params: { day, most: 365 },
    });
  });
});

describe('an arrival', () => {
  it('keeps a place, where no site was named as well as where one was', () => {
    const story = aCrew();
    expect(story.give('arriveOnSite', {}, URBAN)).toEqual({ code: 'place_required' });
    expect(story.give('arriveOnSite', { explanation: text('why') }, URBAN)).toEqual({ code: 'place_required' });
    const position = { latitude: 39_670_000, longitude: 106_820_000 };
    expect(story.give('arriveOnSite', { position }, URBAN)).toBeUndefined();
    expect(story.events(DISPATCH).at(-1)).toMatchObject({ type: 'officer_arrived', body: { position } });
    const sited = aCrew({ site: { ...position, withinMetres: 200 } });
    expect(sited.give('arriveOnSite', there, URBAN)).toEqual({ code: 'position_required' });
    expect(sited.give('arriveOnSite', { explanation: text('why') }, URBAN)).toEqual({ code: 'place_required' });
    expect(sited.give('arriveOnSite', { ...there, explanation: text('why') }, URBAN)).toBeUndefined();
  });

  it('is offered to who has not come, and setting out to who has not set out', () => {
    const story = aCrew();
    const offered = (by: Actor) =>
      story.allowed(DISPATCH).filter((name) => !ENFORCEMENT_LIFECYCLE.bars(story.dispatch(), name, by, {}));
    const isOffered = (by: Actor) =>
      ['setOut', 'arriveOnSite', 'takeMeasure'].filter((name) => offered(by).includes(name));
    expect(isOffered(URBAN)).toEqual(['setOut', 'arriveOnSite']);
    story.give('setOut', {}, URBAN);
    expect(isOffered(URBAN)).toEqual(['arriveOnSite']);
    story.give('arriveOnSite', there, URBAN);
    expect(isOffered(URBAN)).toEqual(['takeMeasure']);
    expect(isOffered(POLICE)).toEqual(['setOut', 'arriveOnSite']);
  });
});

describe('a dispatch', () => {
  it.each([
    ['a fine', measure()],
    ['an order that was followed', ordered('2026-03-05')],
  ])('after %s is never concluded as nothing found', (_what, taken) => {
    const story = onSite();
    story.give('recordFindings', found, URBAN);
    story.give('takeMeasure', measure({ measure: 'inspect' }), URBAN);
    story.give('takeMeasure', taken, URBAN);
    if (story.dispatch().orders.length > 0) looks(story, URBAN, looked(1, 'yes'));
    expect(story.give('concludeEnforcement', { ...over, result: 'nothing_found' }, DISPATCHER)?.code).toBe(
      'measure_was_taken',
    );
    expect(story.give('concludeEnforcement', over, DISPATCHER)).toBeUndefined();
  });

  it('that took nothing but a look may have found nothing', () => {
    const story = onSite();
    story.give('recordFindings', found, URBAN);
    story.give('takeMeasure', measure({ measure: 'inspect' }), URBAN);
    expect(story.give('concludeEnforcement', { ...over, result: 'nothing_found' }, DISPATCHER)).toBeUndefined();
  });

  it('is concluded when something was found out and no order is open; then nothing runs any more', () => {
    const story = onSite();
    expect(story.give('concludeEnforcement', over, DISPATCHER)).toEqual({ code: 'findings_required' });
    story.give('recordFindings', found, URBAN);
    story.give('takeMeasure', ordered('2026-03-05'), URBAN);
    expect(story.allowed(DISPATCH)).not.toContain('concludeEnforcement');
    expect(story.give('concludeEnforcement', over, DISPATCHER)?.code).toBe('order_open');
    looks(story, URBAN, looked(1, 'yes'));
    expect(story.give('concludeEnforcement', over, DISPATCHER)).toBeUndefined();
    expect(story.dispatch()).toMatchObject({ state: 'ended', result: 'settled', ended: 'yes' });
    expect(story.dispatch().clocks.filter(({ status }) => status === 'running')).toEqual([]);
    expect(story.give('comment', { text: text('late') }, someone('supervisor'))?.code).toBe('case_ended');
  });

  it('is sent by nobody who names an officer twice, or a lead without an officer', () => {
    const open = (more: object) => openNetwork().open({ case: DISPATCH, body: sent(more) }, DISPATCHER, MONDAY)?.code;
    expect(open({ crew: [member(URBAN), member(URBAN)] })).toBe('officer_in_crew');
    expect(open({ lead: 'ecology' })).toBe('lead_without_officer');
  });
});

describe('the result of a dispatch', () => {
  const LEADER = someone('subdistrict_leader', 'haibei');
  const parent = { case: WHISTLE, number: 'W150302-2026-000001' };
  /** On a whistle that was blown for a request. */
  const onWhistle = () => {
    const story = aWhistle({ request: REQUEST });
    story.open({ case: DISPATCH, body: sent({ parent, request: REQUEST }) }, DISPATCHER, MONDAY);
    const give = (name: string, body: object, by: Actor) => story.give(DISPATCH, name, body, by);
    return { ...story, go: give };
  };
  const dispatch = { case: DISPATCH, number: 'D150302-2026-000001' };
  const noted = (result: string) => ({ dispatch, result });

  it.each(['settled', 'not_settled', 'nothing_found'])(
    'is told to the whistle that it was made on, and to the request: %s',
    (result) => {
      const story = onWhistle();
      const { departments, state } = story.whistle();
      story.go('arriveOnSite', there, URBAN);
      story.go('recordFindings', found, URBAN);
      expect(story.told.splice(0)).toEqual([{ to: REQUEST.case, name: 'noteOpened', body: { opened: dispatch } }]);
      expect(story.go('concludeEnforcement', { ...over, result }, DISPATCHER)).toBeUndefined();
      expect(story.told).toEqual([{ to: REQUEST.case, name: 'noteEnforcement', body: noted(result) }]);
      expect(story.events(WHISTLE).at(-1)).toMatchObject({ type: 'enforcement_noted', body: noted(result) });
      // It goes on as it stood: what follows from that is for who commands it.
      expect(story.whistle()).toMatchObject({ departments, state });
      expect(toldOf(story.events(WHISTLE)).at(-1)).toBe('enforcement_noted unit:haibei:coordinator');
    },
  );

  it('is told when it was called off, too; a whistle that has ended hears nothing any more', () => {
    const story = onWhistle();
    story.go('cancelEnforcement', why, DISPATCHER);
    expect(story.events(WHISTLE).at(-1)).toMatchObject({ type: 'enforcement_noted', body: noted('cancelled') });
    const late = aWhistle({ request: REQUEST });
    late.give(WHISTLE, 'cancelWhistle', why, LEADER);
    late.open({ case: DISPATCH, body: sent({ parent, request: REQUEST }) }, DISPATCHER, MONDAY);
    late.give(DISPATCH, 'cancelEnforcement', why, DISPATCHER);
    expect(late.whistle().ended).toBe('yes');
    expect(late.types(WHISTLE)).not.toContain('enforcement_noted');
    expect(late.told.at(-1)).toMatchObject({ to: REQUEST.case, name: 'noteEnforcement' });
  });

  it('is waited for by its whistle, which is told of it with its opening', () => {
    const story = onWhistle();
    expect(story.events(WHISTLE).at(-1)).toMatchObject({ type: 'case_opened', body: { opened: dispatch } });
    expect(story.give(WHISTLE, 'cancelWhistle', why, LEADER)?.code).toBe('crew_at_work');
    story.go('cancelEnforcement', why, DISPATCHER);
    expect(story.give(WHISTLE, 'cancelWhistle', why, LEADER)).toBeUndefined();
  });

  it('goes before a committee, where nobody waits for it who could go on with what is not settled', () => {
    const raisedBy = (story: Pick<Network, 'give' | 'events' | 'state'>, result: string) => {
      story.give(DISPATCH, 'arriveOnSite', there, URBAN, MONDAY);
      story.give(DISPATCH, 'recordFindings', found, URBAN, MONDAY);
      expect(story.give(DISPATCH, 'concludeEnforcement', { ...over, result }, DISPATCHER, MONDAY)).toBeUndefined();
      const dispatch = story.state(DISPATCH) as EnforcementDispatch;
      const last = story.events(DISPATCH).at(-1) as EnforcementEvent;
      return ENFORCEMENT_LIFECYCLE.sequelsOf(last, dispatch, sent().terms);
    };
    const alone = () => {
      const network = openNetwork();
      network.open({ case: DISPATCH, body: sent() }, DISPATCHER, MONDAY);
      return network;
    };
    expect(raisedBy(alone(), 'not_settled')).toEqual([{ raisesItem: 'enforcement' }]);
    expect(raisedBy(alone(), 'settled')).toEqual([]);
    expect(raisedBy(onWhistle(), 'not_settled')).toEqual([]);
  });

  /** Sent out on a whistle that ended meanwhile. */
  const tooLate = (more: Partial<Dispatched> = {}) => {
    const story = aWhistle({ request: REQUEST });
    for (const unit of ['housing', 'urban-management'])
      story.give(WHISTLE, 'releaseDepartment', { unit, ...why }, LEADER);
    story.give(WHISTLE, 'concludeWhistle', over, LEADER);
    expect(story.whistle().ended).toBe('yes');
    story.open({ case: DISPATCH, body: sent({ parent, ...more }) }, DISPATCHER, MONDAY);
    return story;
  };
  const raises = (story: Pick<Network, 'give' | 'events' | 'state'>) => {
    for (const [name, body] of [
      ['arriveOnSite', there],
      ['recordFindings', found],
    ] as const)
      story.give(DISPATCH, name, body, URBAN, MONDAY);
    story.give(DISPATCH, 'concludeEnforcement', { ...over, result: 'not_settled' }, DISPATCHER, MONDAY);
    const last = story.events(DISPATCH).at(-1) as EnforcementEvent;
    return ENFORCEMENT_LIFECYCLE.sequelsOf(last, story.state(DISPATCH) as EnforcementDispatch, sent().terms);
  };

  it('goes before a committee where its whistle had ended before it could hear of the crew', () => {
    const story = tooLate();
    expect(story.types(DISPATCH)).toEqual(['crew_dispatched', 'whistle_over']);
    expect(toldOf(story.events(DISPATCH)).at(-1)).toBe('whistle_over unit:haibei:coordinator');
    expect(raises(story)).toEqual([{ raisesItem: 'enforcement' }]);
  });

  it('is the request’s where only the whistle is over, and a committee’s where the request is over, too', () => {
    expect(raises(tooLate({ request: REQUEST }))).toEqual([]);
    const story = tooLate({ request: REQUEST });
    story.give(DISPATCH, 'hearRequestEnd', { position: 'closed' }, SYSTEM_ACTOR, MONDAY);
    expect(raises(story)).toEqual([{ raisesItem: 'enforcement' }]);
    const again = tooLate({ request: REQUEST });
    expect(again.give(DISPATCH, 'hearRequestReopened', {}, SYSTEM_ACTOR, MONDAY)?.code).toBe('nothing_changes');
    again.give(DISPATCH, 'hearRequestEnd', { position: 'closed' }, SYSTEM_ACTOR, MONDAY);
    again.give(DISPATCH, 'hearRequestReopened', {}, SYSTEM_ACTOR, MONDAY);
    expect(raises(again)).toEqual([]);
    const before = tooLate({ terms: { ...sent().terms, rules: 3 } });
    expect(before.types(DISPATCH)).toEqual(['crew_dispatched']);
    expect(raises(before)).toEqual([]);
  });

  it('of what stands alone is told to nobody', () => {
    const story = aCrew();
    story.give('cancelEnforcement', why, DISPATCHER);
    expect(story.told).toEqual([]);
  });
});

describe('who is sent on a day off', () => {
  it('is sent for a reason that the event keeps', () => {
    const offDutyReason = text('needed');
    const story = aCrew({ offDutyReason });
    story.give('bookOfficer', { ...member(HEALTH), offDutyReason }, DISPATCHER);
    const booking = { from: after(MONDAY, '24h'), until: after(MONDAY, '26h') };
    story.give('replanDispatch', { booking, ...why, offDutyReason }, DISPATCHER);
    const kept = story.events(DISPATCH).map(({ body }) => (body as { offDutyReason?: unknown }).offDutyReason);
    expect(kept).toEqual([offDutyReason, offDutyReason, offDutyReason]);
  });
});

/** Who is told of the events of a dispatch, less the systems that subscribe: what, to whom. */
function toldOf(events: readonly CaseEvent[]): readonly string[] {
  const told = noticesOfCase(undefined, events).filter(({ recipient }) => recipient !== 'subscribers');
  return told.map(({ template, recipient }) => `${template} ${recipient}`);
}

describe('who is told', () => {
  const bureau = (template: string, unit: string) =>
    ['coordinator', 'duty_officer'].map((duty) => `${template} unit:${unit}:${duty}`);

  it('of a crew are its bureaux, each through its coordinator and whoever is on duty', () => {
    const story = aCrew();
    story.give('bookOfficer', member(HEALTH), DISPATCHER);
    story.give('releaseOfficer', { officer: 'police-1', ...why }, DISPATCHER);
    expect(toldOf(story.events(DISPATCH))).toEqual([
      ...['urban-management', 'police'].flatMap((unit) => bureau('crew_dispatched', unit)),
      ...bureau('crew_dispatched', 'health'),
      ...bureau('crew_stood_down', 'police'),
    ]);
  });

  it('that a day of re-inspection has come is who leads, and of the end the subdistrict, too', () => {
    const story = onSite();
    story.give('recordFindings', found, URBAN);
    story.give('takeMeasure', ordered('2026-03-05'), URBAN);
    story.pass(local('2026-03-05 00:00'));
    looks(story, URBAN, looked(1, 'yes'));
    story.give('concludeEnforcement', over, DISPATCHER);
    expect(toldOf(story.events(DISPATCH)).slice(4)).toEqual([
      ...bureau('reinspection_due', 'urban-management'),
      ...['urban-management', 'police'].flatMap((unit) => bureau('enforcement_over', unit)),
      'enforcement_over unit:haibei:coordinator',
    ]);
  });
});
