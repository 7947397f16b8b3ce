import { describe, expect, it } from '@jest/globals';
import type { UnitFact } from '../../../src/domain/request/commands.js';
import type { Clock } from '../../../src/domain/case/clock.js';
import {
  after,
  BODIES,
  changes,
  COMMUNITY,
  HAIBEI,
  local,
  SANITATION,
  someone,
  storyAt,
  text,
} from '../../support/domain.js';

const sanitation = { actor: someone('unit_head', 'sanitation') };
const POLICE: UnitFact = { code: 'police', kind: 'bureau', inForce: 'yes' };

/** The newest clock of a name that charges a unit. */
const ofUnit = (clocks: readonly Clock[], name: string, unit: string) =>
  clocks.findLast((clock) => clock.clock === name && clock.unit === unit);

describe('a co-unit', () => {
  it('gets 60 % of the working days left, rounded down, and never longer than the lead', () => {
    const story = storyAt('handling');
    const [event] = story.give('addCoUnit');
    expect(changes(event)).toEqual(['started co_sign_for', 'started co_part']);
    // Monday to the end of next Monday: five days are left, three are the co-unit's.
    expect(story.clock('result').lastDay).toBe('2026-03-09');
    expect(story.clock('co_part')).toMatchObject({ limit: '3wd', lastDay: '2026-03-05', unit: 'sanitation' });
  });

  it('gets minutes of an hour term, and at least a day of a day term', () => {
    const urgent = storyAt('handling', { urgency: 'urgent' });
    urgent.give('addCoUnit', BODIES.addCoUnit, { at: after(urgent.clock('result').at, '-10h') });
    expect(urgent.clock('co_part')).toMatchObject({ limit: '360min', at: after(urgent.clock('result').at, '-4h') });
    const last = storyAt('handling');
    last.give('addCoUnit', BODIES.addCoUnit, { at: local('2026-03-09 09:00') });
    // A day would end after the lead's own due, which is the last day's end.
    expect(last.clock('co_part')).toMatchObject({
      limit: '1wd',
      at: last.clock('result').at,
      cap: last.clock('result').at,
    });
  });

  it('gets the least there is where nothing is left', () => {
    const story = storyAt('handling', { urgency: 'urgent' });
    story.give('addCoUnit', BODIES.addCoUnit, { at: after(story.clock('result').at, '5h') });
    expect(story.clock('co_part')).toMatchObject({ limit: '2h' });
    expect(story.clock('co_part').cap).toBeUndefined();
  });

  it('is charged alone with its silence: the lead’s ladder and the other co-unit’s stay apart', () => {
    const story = storyAt('handling', { urgency: 'urgent' });
    story.give('addCoUnit');
    story.give('addCoUnit', { unit: POLICE, task: text('t') });
    story.give('coSignFor', {}, { actor: someone('unit_head', 'police') });
    story.pass(after(story.clock('co_sign_for').at, '1h'));
    expect(Object.keys(story.state.ladders ?? {})).toEqual(['co_unit:sanitation']);
    expect(story.all('urged').at(-1)?.body.late).toEqual({ clock: 'co_sign_for', n: 1, unit: 'sanitation' });
    story.give('coReply', BODIES.coReply, sanitation);
    expect(story.state.ladders).toBeUndefined();
    expect(ofUnit(story.state.clocks, 'co_part', 'sanitation')?.status).toBe('met');
    expect(ofUnit(story.state.clocks, 'co_part', 'police')?.status).toBe('running');
  });

  it('climbs to the district leader, and never onto a meeting’s agenda', () => {
    const story = storyAt('handling', { urgency: 'urgent', noContact: true });
    story.give('addCoUnit');
    story.pass(after(story.clock('co_sign_for').at, '7h'));
    expect(story.all('supervised').map(({ body }) => body.level)).toEqual([
      'unit_head',
      'supervision_office',
      'district_leader',
    ]);
    expect(story.all('referred')).toEqual([]);
  });

  it('that is silent does not hold the lead up, who says why it goes on; its clocks fall away with the approval', () => {
    const story = storyAt('handling');
    story.give('addCoUnit');
    expect(story.refusal('submitResult')).toBe('co_units_open');
    story.give('submitResult', { ...BODIES.submitResult, withoutCoUnits: text('no answer since Monday') });
    story.give('approveResult');
    expect(story.clock('co_part').status).toBe('stopped');
    expect(story.state.coUnits).toEqual([{ unit: 'sanitation' }]);
  });

  it('that becomes the lead has no part any more', () => {
    const story = storyAt('awaiting_sign_for');
    story.give('addCoUnit');
    story.give('object');
    story.give('ruleOnObjection', { ruling: 'upheld', reason: text('theirs'), unit: SANITATION });
    expect(story.state).toMatchObject({ lead: 'sanitation', coUnits: [] });
    expect(story.running()).not.toContain('co_part');
  });

  it('does nothing that is the lead’s', () => {
    const story = storyAt('handling');
    story.give('addCoUnit');
    for (const name of ['submitResult', 'park', 'assignInside', 'askInformation', 'interimReply', 'terminate'] as const)
      expect(story.refusal(name, BODIES[name], sanitation)).toBe('not_lead_unit');
  });
});

describe('assigning inside', () => {
  it('gives a person an inner due that moves no other clock and is met by the result', () => {
    const story = storyAt('handling');
    const outer = story.clock('result');
    const [event] = story.give('assignInside');
    expect(event?.body).toMatchObject({ executor: 'person', to: { ref: 'who' }, standIn: { ref: 'stand-in' } });
    expect(story.clock('inside')).toMatchObject({ limit: '1wd', lastDay: '2026-03-03', cap: outer.at });
    expect(story.clock('result')).toEqual(outer);
    story.give('submitResult');
    expect(story.clock('inside').status).toBe('met');
  });

  it('never lies beyond the outer due', () => {
    const story = storyAt('handling');
    story.give('assignInside', { executor: 'section', to: text('s'), limit: '15wd' });
    expect(story.clock('inside').at).toBe(story.clock('result').at);
  });

  it('urges who is late and climbs no further', () => {
    const story = storyAt('handling');
    story.give('recordContact');
    story.give('assignInside');
    story.pass(local('2026-03-09 12:00'));
    expect(story.all('urged').map(({ body }) => body.late?.clock)).toEqual(['inside']);
    expect(story.all('supervised')).toEqual([]);
  });

  it('again lets the former fall away', () => {
    const story = storyAt('handling');
    story.give('assignInside');
    story.give('assignInside', { executor: 'section', to: text('s') });
    expect(story.state.clocks.filter(({ clock }) => clock === 'inside').map(({ status }) => status)).toEqual([
      'stopped',
      'running',
    ]);
  });

  it('lets a subdistrict’s own community execute in at most half of the time left, and answer for it', () => {
    const story = storyAt('awaiting_dispatch');
    story.give('dispatch', { unit: HAIBEI, reason: text('r') });
    story.give('signFor');
    const own = { ...COMMUNITY, of: 'haibei' };
    story.give('assignInside', { executor: 'community', unit: own });
    expect(story.clock('inside')).toMatchObject({ limit: '2wd', unit: 'qiaoxi' });
    expect(story.state).toMatchObject({ lead: 'haibei', executor: { kind: 'community', unit: 'qiaoxi' } });
    story.give('coReply', BODIES.coReply, { actor: someone('community_clerk', 'qiaoxi') });
    expect(story.clock('inside').status).toBe('met');
    expect(story.refusal('assignInside', { executor: 'community', unit: own, limit: '5wd' })).toBe(
      'executor_time_too_long',
    );
  });
});
