import { describe, expect, it } from '@jest/globals';
import { noticesOfCase } from '../../../src/domain/case-notices.js';
import { SYSTEM_ACTOR, type Actor } from '../../../src/domain/envelope.js';
import type { CaseEvent } from '../../../src/domain/case/lifecycle.js';
import { SERVICE_LIFECYCLE } from '../../../src/domain/service/lifecycle.js';
import type { Applied } from '../../../src/domain/service/service.js';
import { after, local, MONDAY, someone, text } from '../../support/domain.js';
import { openNetwork } from '../../support/network.js';
import {
  accepted,
  anApplication,
  application,
  CALL_BACK,
  delivered,
  HOTLINE,
  SERVICE,
  UNIT,
  WINDOW,
  worked,
} from './stories.js';

const told = { materials: ['m2'] };
const REFUSED = { decision: 'refused', reason: text('reason'), remedy: text('remedy') } as const;

describe('what is missing', () => {
  it('is told once and completely; meanwhile the unit’s clock stands still', () => {
    const story = anApplication();
    expect(story.clock('service_check')).toMatchObject({ unit: 'market-regulation', at: local('2026-03-10 00:00') });
    expect(story.give('tellMissing', { materials: ['m3'] })).toEqual({
      code: 'telling_incomplete',
      params: { material: 'm2' },
    });
    expect(story.give('tellMissing', { ...told, note: text('note') }, UNIT, local('2026-03-04 10:00'))).toBeUndefined();
    expect(story.service()).toMatchObject({ state: 'awaiting_materials', told: ['m2'] });
    expect(story.clock('service_check')?.status).toBe('paused');
    expect(story.give('supplementMaterials', told, WINDOW, local('2026-03-12 10:00'))).toBeUndefined();
    // Of five working days two were used, the day of telling among them; three are left from the day after.
    expect(story.clock('service_check')).toMatchObject({ status: 'running', at: local('2026-03-18 00:00') });
    expect(story.give('tellMissing', { materials: ['m3'] })).toEqual({ code: 'missing_told_before' });
  });

  it('is what is required; what is asked for beside it must be told with it, may still come, and is not waited for', () => {
    const story = anApplication();
    story.give('tellMissing', { materials: ['m2', 'm3'] });
    story.give('supplementMaterials', { materials: ['m3'] }, WINDOW);
    expect(story.service().state).toBe('awaiting_materials');
    story.give('supplementMaterials', told, WINDOW);
    expect(story.service()).toMatchObject({ state: 'received', brought: ['m1', 'm3', 'm2'] });
    const other = anApplication();
    other.give('tellMissing', { materials: ['m2', 'm3'] });
    other.give('supplementMaterials', told, WINDOW);
    const { supplementedAt } = other.service();
    expect(other.service()).toMatchObject({ state: 'received', supplementedAt });
    const later = after(other.service().at, '1h');
    expect(other.give('supplementMaterials', { materials: ['m3'] }, WINDOW, later)).toBeUndefined();
    expect(other.service()).toMatchObject({ state: 'received', brought: ['m1', 'm2', 'm3'], supplementedAt });
    expect(other.give('acceptService')).toBeUndefined();
  });

  it('can be defective: it counts as not brought, is told with the rest, and must be brought again', () => {
    const story = anApplication();
    const both = { materials: ['m1', 'm2'], defective: ['m1'] };
    expect(story.give('tellMissing', { ...both, materials: ['m1'] })).toEqual({
      code: 'telling_incomplete',
      params: { material: 'm2' },
    });
    expect(story.give('tellMissing', both)).toBeUndefined();
    expect(story.events(SERVICE).at(-1)).toMatchObject({ type: 'materials_told_missing', body: both });
    expect(story.service()).toMatchObject({ state: 'awaiting_materials', brought: [], told: ['m1', 'm2'] });
    story.give('supplementMaterials', told, WINDOW);
    expect(story.service().state).toBe('awaiting_materials');
    expect(story.give('acceptService')?.code).toBe('not_at_this_stage');
    story.give('supplementMaterials', { materials: ['m1'] }, WINDOW);
    expect(story.service()).toMatchObject({ state: 'received', brought: ['m2', 'm1'], defective: ['m1'] });
    // Once: what comes again is decided on as it is.
    expect(story.give('tellMissing', { materials: ['m1'], defective: ['m1'] })).toEqual({
      code: 'missing_told_before',
    });
    expect(story.give('acceptService')).toBeUndefined();
  });

  it('can be told when nothing is missing, where something is defective; what was not brought is missing', () => {
    const story = anApplication({ brought: ['m1', 'm2', 'm3'] });
    expect(story.give('tellMissing', { materials: ['m2'], defective: ['m2'] })).toBeUndefined();
    expect(story.service()).toMatchObject({ state: 'awaiting_materials', brought: ['m1', 'm3'] });
    expect(anApplication().give('tellMissing', { materials: ['m2'], defective: ['m2'] })).toEqual({
      code: 'material_not_brought',
      params: { material: 'm2' },
    });
  });

  it('is never only what need not be brought, and an application never lapses for that', () => {
    const complete = anApplication({ brought: ['m1', 'm2', 'm3'] });
    expect(complete.give('tellMissing', { materials: ['m3'], defective: ['m3'] })).toEqual({ code: 'nothing_missing' });
    const story = anApplication();
    story.give('tellMissing', { materials: ['m2', 'm3'] });
    story.give('supplementMaterials', { materials: ['m2'] }, WINDOW);
    expect(story.clock('service_check')?.status).toBe('running');
    expect(story.clock('service_supplement')?.status).toBe('stopped');
    story.pass(after(MONDAY, '740h'));
    expect(story.service()).toMatchObject({ state: 'accepted', brought: ['m1', 'm2'] });
  });

  it('is brought where the application was taken in, or in its own place: no other window vouches for it', () => {
    const story = anApplication();
    story.give('tellMissing', told);
    expect(story.give('supplementMaterials', told, HOTLINE)).toEqual({
      code: 'not_the_window',
      params: { unit: 'haibei' },
    });
    expect(story.give('supplementMaterials', told, someone('community_clerk', 'haibei-01'))).toBeUndefined();
  });

  it('is brought to whoever has come after its window, which reads it, and takes back and judges as the window would', () => {
    const to = { code: 'hotline-centre', kind: 'centre', inForce: 'yes' };
    const merged = (more: Partial<Applied> = {}) => {
      const story = anApplication(more);
      const refusal = story.give('succeedUnit', { from: 'haibei', to }, SYSTEM_ACTOR)?.code;
      return { story, refusal };
    };
    const { story, refusal } = merged();
    expect(refusal).toBeUndefined();
    expect(SERVICE_LIFECYCLE.units(story.service())).toEqual(['market-regulation', 'haibei', 'hotline-centre']);
    story.give('tellMissing', told);
    expect(story.give('supplementMaterials', told, HOTLINE)).toBeUndefined();
    expect(SERVICE_LIFECYCLE.bars(story.service(), 'judgeService', HOTLINE, {})).toBe(true);
    expect(story.give('withdrawService', {}, HOTLINE)).toBeUndefined();
    // Also where the window has come to be the unit that decides.
    const one = anApplication();
    const decider = { code: 'market-regulation', kind: 'bureau', inForce: 'yes' };
    expect(one.give('succeedUnit', { from: 'haibei', to: decider }, SYSTEM_ACTOR)).toBeUndefined();
    one.give('tellMissing', told);
    expect(one.give('supplementMaterials', told, { ...HOTLINE, unit: 'market-regulation' })).toBeUndefined();
    const before = merged({ terms: { ...application().terms, rules: 3 } });
    expect(before.refusal).toBe('not_of_unit');
    expect(SERVICE_LIFECYCLE.units(before.story.service())).toEqual(['market-regulation']);
  });

  it('that goes by the rules before was told and asked for by any window, and lapsed for what need not be brought', () => {
    const terms = { ...application().terms, rules: 2 };
    const old = anApplication({ brought: ['m1', 'm2'], terms });
    expect(old.give('tellMissing', { materials: ['m3'] }, HOTLINE)).toBeUndefined();
    old.pass(after(MONDAY, '900h'));
    expect(old.service().state).toBe('lapsed');
  });

  it('and not brought in time ends it', () => {
    const story = anApplication();
    story.give('tellMissing', told);
    story.pass(after(MONDAY, '900h'));
    expect(story.service()).toMatchObject({ state: 'lapsed', ended: 'yes' });
  });

  it('can only be asked for where the matter asks for it, and where it is not there', () => {
    const story = anApplication();
    expect(story.give('tellMissing', { materials: ['m2', 'x'] })?.code).toBe('material_not_of_matter');
    expect(story.give('tellMissing', { materials: ['m2', 'm1'] })?.code).toBe('material_there');
    story.give('tellMissing', told);
    expect(story.give('supplementMaterials', { materials: ['m3'] }, WINDOW)?.code).toBe('material_not_asked_for');
  });
});

describe('an application', () => {
  it('is accepted when all that is required is there; from then on the promised limit runs for the unit', () => {
    const story = anApplication({ brought: ['m1', 'm2'] });
    story.give('acceptService', {}, UNIT, local('2026-03-03 09:00'));
    expect(story.service().state).toBe('accepted');
    expect(story.clock('service_promised')).toMatchObject({
      unit: 'market-regulation',
      at: local('2026-03-18 00:00'),
    });
    expect(story.clock('service_check')?.status).toBe('met');
  });

  it('about which nobody says anything in time counts as accepted from its receipt', () => {
    const story = anApplication();
    story.pass(local('2026-03-10 00:00'));
    expect(story.typesOf().slice(-2)).toEqual(['clock_breached', 'service_accepted']);
    expect(story.service()).toMatchObject({ state: 'accepted', deemed: 'yes' });
    expect(story.clock('service_promised')?.at).toBe(local('2026-03-17 00:00'));
    expect(story.clock('service_check')?.status).toBe('met');
  });

  it('that was supplemented and then forgotten counts as accepted from when everything was there', () => {
    const story = anApplication();
    story.give('tellMissing', told, UNIT, local('2026-03-03 10:00'));
    story.give('supplementMaterials', told, WINDOW, local('2026-03-05 10:00'));
    story.pass(local('2026-03-20 00:00'));
    expect(story.service().deemed).toBe('yes');
    expect(story.service().clocks.find(({ clock }) => clock === 'service_promised')?.from).toBe(
      local('2026-03-05 10:00'),
    );
  });

  it('is late when its promise is, and lateness climbs by the unit', () => {
    const story = accepted();
    story.pass(local('2026-03-18 00:00'));
    expect(story.typesOf()).toEqual(expect.arrayContaining(['clock_breached', 'urged', 'supervised']));
    expect(story.service().ladders).toMatchObject({ 'market-regulation': { rung: 'unit_head' } });
  });

  it('goes through its steps one by one, in the order of the matter', () => {
    const story = accepted();
    expect(story.give('doServiceStep', { step: 2 })).toEqual({
      code: 'step_out_of_order',
      params: { step: 1, name: '受理' },
    });
    story.give('doServiceStep', { step: 1 });
    expect(story.give('decideService', { decision: 'granted' })).toEqual({
      code: 'step_open',
      params: { step: 2, name: '核查' },
    });
    for (const step of [2, 3]) story.give('doServiceStep', { step });
    expect(story.allowed(SERVICE)).not.toContain('doServiceStep');
    expect(story.give('decideService', { decision: 'granted' })).toBeUndefined();
    expect(story.clock('service_promised')?.status).toBe('met');
  });

  it('that cannot be granted is refused at any step, with the reason and the remedy', () => {
    const story = accepted();
    expect(story.give('decideService', REFUSED)).toBeUndefined();
    expect(story.service()).toMatchObject({ state: 'decided', decision: 'refused' });
  });

  it('ends when who applied has said how it went, or has let the time for it pass', () => {
    const judged = worked();
    judged.give('decideService', { decision: 'granted' });
    expect(judged.clock('service_delivery')?.unit).toBe('market-regulation');
    judged.give('deliverService', { means: 'online' });
    judged.give('judgeService', { satisfaction: 3, remark: text('remark') }, CALL_BACK);
    expect(judged.service()).toMatchObject({ state: 'ended', satisfaction: 3, ended: 'yes' });
    const silent = accepted();
    silent.give('decideService', REFUSED);
    silent.give('deliverService', { means: 'post' });
    silent.pass(local('2026-04-10 00:00'));
    expect(silent.service()).toMatchObject({ state: 'ended', ended: 'yes' });
    expect(silent.service().satisfaction).toBeUndefined();
  });

  it('that is judged badly is put right: the unit owes a call and its mending, in time, and the judgement stays', () => {
    const story = delivered();
    story.give('judgeService', { satisfaction: 2, remark: text('remark') }, CALL_BACK);
    expect(story.service()).toMatchObject({ state: 'rectifying', satisfaction: 2 });
    expect(story.clock('service_rectification')).toMatchObject({ unit: 'market-regulation', status: 'running' });
    const mended = { reached: 'yes', summary: text('summary') };
    expect(story.give('rectifyService', mended)).toBeUndefined();
    expect(story.service()).toMatchObject({ state: 'ended', satisfaction: 2, ended: 'yes' });
    expect(story.clock('service_rectification')?.status).toBe('met');

    const late = delivered();
    late.give('judgeService', { satisfaction: 1 }, CALL_BACK);
    late.pass(after(MONDAY, '400h'));
    expect(late.service()).toMatchObject({
      ...{ state: 'rectifying', ladders: { 'market-regulation': {} } },
    });
    expect(delivered().give('rectifyService', mended)?.code).toBe('not_at_this_stage');
  });

  it('that is judged badly under the rules before has ended with that', () => {
    const old = anApplication({ brought: ['m1', 'm2'], terms: { ...application().terms, rules: 2 } });
    old.give('acceptService');
    old.give('decideService', REFUSED);
    old.give('deliverService', { means: 'post' });
    old.give('judgeService', { satisfaction: 1 }, CALL_BACK);
    expect(old.service()).toMatchObject({ state: 'ended', satisfaction: 1 });
  });

  it('is taken back by who applied until it is decided', () => {
    for (const story of [anApplication(), accepted()]) {
      expect(story.give('withdrawService', {}, WINDOW)).toBeUndefined();
      expect(story.service()).toMatchObject({ state: 'withdrawn', ended: 'yes' });
    }
    const late = accepted();
    late.give('decideService', REFUSED);
    expect(late.give('withdrawService', {}, WINDOW)?.code).toBe('not_at_this_stage');
  });

  it('is taken back where it was taken in or in its own place, and not at the window of the whole district', () => {
    const story = anApplication();
    expect(story.give('withdrawService', {}, HOTLINE)).toEqual({ code: 'not_the_window', params: { unit: 'haibei' } });
    expect(story.give('withdrawService', {}, someone('community_clerk', 'haibei-01'))).toBeUndefined();
    expect(anApplication({ by: 'hotline-centre' }).give('withdrawService', {}, HOTLINE)).toBeUndefined();
  });

  it('is judged to nobody who handled it: neither the window, nor the unit, nor who handed the result over', () => {
    const own = (by: Actor, deliverer?: Actor) =>
      delivered(deliverer).give('judgeService', { satisfaction: 5 }, by)?.code;
    const community = someone('community_clerk', 'haibei-01');
    expect([own(WINDOW), own({ ...WINDOW, unit: 'market-regulation' }), own(community, community)]).toEqual([
      ...['own_service', 'own_service', 'own_service'],
    ]);
    expect([own(CALL_BACK), own(HOTLINE), own(community), own(HOTLINE, WINDOW)]).toEqual([
      ...[undefined, undefined, undefined, undefined],
    ]);
    // Who calls back does so for the whole district, also where its window took the application in.
    const central = anApplication({ by: 'hotline-centre', brought: ['m1', 'm2'] });
    central.give('acceptService');
    central.give('decideService', REFUSED);
    central.give('deliverService', { means: 'post' });
    expect(central.give('judgeService', { satisfaction: 3 }, HOTLINE)?.code).toBe('own_service');
    expect(central.give('judgeService', { satisfaction: 3 }, CALL_BACK)).toBeUndefined();
  });

  it('that goes by the first rules is judged at the window that handled it, as it was', () => {
    const { rules: _rules, ...terms } = application().terms;
    const old = anApplication({ brought: ['m1', 'm2'], terms: { ...terms, rules: 1 } });
    old.give('acceptService');
    old.give('decideService', REFUSED);
    old.give('deliverService', { means: 'post' }, WINDOW);
    expect(old.service().deliveredBy).toBeUndefined();
    expect(old.give('judgeService', { satisfaction: 3 }, WINDOW)).toBeUndefined();
  });

  it('is received with materials of its matter only', () => {
    const opens = { case: SERVICE, body: application({ brought: ['m9'] }) };
    expect(openNetwork().open(opens, WINDOW, MONDAY)?.code).toBe('material_not_of_matter');
  });
});

describe('who is told', () => {
  const toldOf = (events: readonly CaseEvent[]) =>
    noticesOfCase(undefined, events)
      .filter(({ recipient }) => recipient !== 'subscribers')
      .map(({ template, recipient }) => [template, recipient]);
  const [UNIT_IS, WINDOW_IS] = ['unit:market-regulation:coordinator', 'unit:haibei:coordinator'];

  it('is the unit of what it owes, and the window of what the applicant must hear', () => {
    const story = anApplication();
    story.give('tellMissing', told);
    story.give('supplementMaterials', told, WINDOW);
    story.give('acceptService');
    story.give('decideService', REFUSED);
    expect(toldOf(story.events(SERVICE))).toEqual([
      ['service_received', UNIT_IS],
      ['materials_told_missing', WINDOW_IS],
      ['materials_complete', UNIT_IS],
      ['service_accepted', WINDOW_IS],
      ['service_decided', WINDOW_IS],
    ]);
  });

  it('of a bad judgement is the unit and its head, and the supervisor, who is told of what came of it, too', () => {
    const story = delivered();
    story.give('judgeService', { satisfaction: 1 }, CALL_BACK);
    story.give('rectifyService', { reached: 'no', summary: text('summary') });
    expect(toldOf(story.events(SERVICE)).slice(-4)).toEqual([
      ['service_judged_badly', UNIT_IS],
      ['service_judged_badly', 'unit:market-regulation:head'],
      ['service_judged_badly', 'role:supervisor'],
      ['service_rectified', 'role:supervisor'],
    ]);
    const well = delivered();
    well.give('judgeService', { satisfaction: 3 }, CALL_BACK);
    expect(toldOf(well.events(SERVICE)).map(([template]) => template)).not.toContain('service_judged_badly');
  });

  it('is the unit when it counts as accepted, and both when it lapses', () => {
    const silent = anApplication();
    silent.pass(local('2026-03-10 00:00'));
    expect(toldOf(silent.events(SERVICE)).at(-1)).toEqual(['service_deemed', UNIT_IS]);
    const lapsed = anApplication();
    lapsed.give('tellMissing', told);
    lapsed.pass(after(MONDAY, '900h'));
    expect(toldOf(lapsed.events(SERVICE)).slice(-2)).toEqual([
      ['service_over', UNIT_IS],
      ['service_over', WINDOW_IS],
    ]);
  });
});
