import { describe, expect, it } from '@jest/globals';
import { openClock, openClocks } from '../../../src/domain/case/clock.js';
import { NOBODY_THERE } from '../../../src/domain/case/lifecycle.js';
import { AGENDA_ITEM_LIFECYCLE } from '../../../src/domain/agenda-item/lifecycle.js';
import type { AgendaSource } from '../../../src/domain/agenda-item/vocabulary.js';
import { SYSTEM_ACTOR, type Actor } from '../../../src/domain/envelope.js';
import { proceedingNotices } from '../../../src/domain/proceeding-notices.js';
import type { Refusal } from '../../../src/domain/refusals.js';
import { after, HOUSING, local, text } from '../../support/domain.js';
import {
  anItem,
  assigned,
  assigning,
  because,
  CHAIR,
  convening,
  DISTRICT,
  DUE,
  fact,
  inSession,
  ITEM,
  ITEM_ABOVE,
  MEETING,
  NEXT_WEEK,
  on,
  OTHER_MEETING,
  OWNER,
  REQUEST,
  SECRETARY,
  taken,
  there,
  waiting,
  type Story,
} from './stories.js';

const inOffice = { office: 'secretary' };
const report = (story: Story, at?: string) => story.give(ITEM, 'reportDecision', { summary: text('done') }, OWNER, at);
const verify = (story: Story, solved: boolean, at?: string) =>
  story.give(
    ITEM,
    'verifyDecision',
    { ...inOffice, ...(solved ? { solved: 'yes' } : { solved: 'no', remark: text('not') }) },
    SECRETARY,
    at,
  );
const concluded = (result: string, from = 'A150302-2026-000001') => ({
  to: REQUEST.case,
  name: 'concludeReferral',
  body: { referral: 'joint_meeting', result, from },
});

describe('screening', () => {
  it('is the secretary’s or the chair’s, in its time', () => {
    const story = anItem();
    expect(openClock(story.item(), 'agenda_screening')?.at).toBe(local('2026-03-05 00:00'));
    expect(story.give(ITEM, 'acceptItem', {}, SECRETARY)).toMatchObject({ code: 'not_in_office' });
    taken(story.give(ITEM, 'acceptItem', { office: 'chair' }, CHAIR));
    expect(story.item().state).toBe('waiting');
    const running = story.item().clocks.filter(({ status }) => status === 'running');
    expect(running.map(({ clock }) => clock)).toEqual(['agenda_waiting']);
  });

  it('that comes too late is climbed after like any other duty', () => {
    const story = anItem();
    story.pass(local('2026-03-06 00:00'));
    expect(story.types(ITEM).slice(-3)).toEqual(['clock_breached', 'urged', 'supervised']);
  });

  it('gives back what does not belong there, and lets the request go on', () => {
    const story = anItem();
    taken(story.give(ITEM, 'returnItem', { ...inOffice, reason: text('why') }, SECRETARY));
    expect(story.item()).toMatchObject({ state: 'returned', ended: 'yes' });
    expect(story.told).toEqual([concluded('cancelled')]);
  });
});

describe('the request', () => {
  it.each([
    ['request', 2],
    ['lapsed', 3],
    ['difficulty', 3],
    ['whistle', 1],
    ['member', 1],
  ] as readonly [AgendaSource, number][])('hears of an item that comes from %s %i times', (source, times) => {
    const story = inSession({ item: { source } });
    taken(story.give(MEETING, 'decideItem', on(because('reject')), CHAIR));
    expect(story.told).toHaveLength(times);
  });

  it.each(['lapsed', 'difficulty', 'whistle'] as const)('is told at once of an item that comes from %s', (source) => {
    const news = {
      to: REQUEST.case,
      name: 'noteOpened',
      body: { opened: { case: ITEM, number: 'A150302-2026-000001' } },
    };
    expect(anItem({ source }).told).toEqual([news]);
    expect(anItem({ source: 'request' }).told).toEqual([]);
    // Nobody is there to be told: then nothing is left to be decided.
    expect(AGENDA_ITEM_LIFECYCLE.unheard(anItem({ source }).item(), news, NOBODY_THERE)).toEqual({
      name: 'hearRequestEnd',
      body: {},
    });
  });

  it('is told of the item of the committee above, and of nothing twice', () => {
    const story = inSession();
    taken(story.give(MEETING, 'decideItem', on(because('raise')), CHAIR));
    const opened = { case: ITEM_ABOVE, number: 'A150302-2026-000001-district' };
    expect(story.told.filter(({ name }) => name === 'noteOpened').map(({ body }) => body)).toEqual([{ opened }]);
  });

  it('takes a decision as its new task, and hears when that is verified', () => {
    const story = assigned();
    expect(story.told.at(-1)).toEqual({
      to: REQUEST.case,
      name: 'takeDecision',
      body: { item: { case: ITEM, number: 'A150302-2026-000001' }, owner: HOUSING, due: DUE },
    });
    taken(report(story));
    taken(verify(story, true));
    expect(story.told.at(-1)).toEqual(concluded('settled'));
  });

  it('hears what was rejected', () => {
    const story = inSession();
    taken(story.give(MEETING, 'decideItem', on(because('reject')), CHAIR));
    expect(story.item()).toMatchObject({ state: 'rejected', ended: 'yes' });
    expect(story.told.at(-1)).toEqual(concluded('not_settled'));
  });
});

describe('an assignment', () => {
  it('is due when the meeting said, warned of in between, and its owner’s', () => {
    const story = assigned();
    const clock = openClock(story.item(), 'decision_result');
    expect(clock).toMatchObject({ at: DUE, unit: 'housing' });
    story.pass(after(DUE, '-1ms'));
    expect(story.types(ITEM).filter((type) => type === 'clock_warned')).toHaveLength(2);
    expect(story.give(ITEM, 'reportDecision', { summary: text('s') }, { ...OWNER, unit: 'water' })).toMatchObject({
      code: 'not_the_owner',
    });
  });

  it.each(['1d', '100d', '366d'])('may be far away: due after %s', (far) => {
    const story = inSession();
    const due = after(NEXT_WEEK, far);
    taken(story.give(MEETING, 'decideItem', on(assigning({ due })), CHAIR));
    expect(openClock(story.item(), 'decision_result')?.at).toBe(due);
  });

  it('is verified by the committee’s office, in its time', () => {
    const story = assigned();
    taken(report(story, after(NEXT_WEEK, '1d')));
    expect(openClock(story.item(), 'decision_verification')?.at).toBe(local('2026-03-19 00:00'));
    expect(story.give(ITEM, 'verifyDecision', { solved: 'yes' }, SECRETARY)).toMatchObject({ code: 'not_in_office' });
    taken(verify(story, true));
    expect(story.item()).toMatchObject({ state: 'verified', ended: 'yes', failures: 0 });
  });

  it('that did not solve it is done again in the same time', () => {
    const story = assigned();
    taken(report(story, after(NEXT_WEEK, '1d')));
    taken(verify(story, false, after(NEXT_WEEK, '2d')));
    expect(story.item()).toMatchObject({ state: 'assigned', failures: 1 });
    expect(openClock(story.item(), 'decision_result')).toMatchObject({ at: after(NEXT_WEEK, '12d'), unit: 'housing' });
  });

  it('that is late has a second term, while command climbs after its owner', () => {
    const story = assigned();
    story.pass(DUE);
    expect(story.item()).toMatchObject({ state: 'assigned', failures: 1 });
    // 22 March is a Sunday.
    expect(openClock(story.item(), 'decision_second_term')?.at).toBe(local('2026-03-28 00:00'));
    expect(story.item().ladders).toHaveProperty('housing');
    taken(report(story, after(DUE, '1h')));
    expect(openClock(story.item(), 'decision_second_term')).toBeUndefined();
    taken(verify(story, true));
    expect(story.item()).toMatchObject({ state: 'verified', failures: 1 });
  });
});

describe('whom an item reports', () => {
  const against = { unit: 'water', place: 'haibei' };
  const WATER = { code: 'water', kind: 'utility', inForce: 'yes' };
  const SEWAGE = { ...WATER, code: 'sewage' };
  const succeed = (story: Story, from: string, to: object, place?: string) =>
    story.give(ITEM, 'succeedUnit', { from, to, ...(place !== undefined && { place }) }, SYSTEM_ACTOR);

  it('is kept from it by whoever has come after them, too, wherever they are', () => {
    const story = anItem({ against });
    taken(succeed(story, 'water', SEWAGE, 'xinhua'));
    expect(story.item().opened.against).toEqual({ unit: 'sewage', place: 'xinhua' });
    expect(story.item().successors).toBeUndefined();
    expect(succeed(story, 'water', SEWAGE)).toMatchObject({ code: 'not_of_unit' });
  });

  it('is not followed to who is at work on it: they could not end what they have begun', () => {
    const story = assigned({ item: { against } });
    expect(succeed(story, 'water', HOUSING)).toMatchObject({ code: 'reported_unit' });
    expect(story.item().opened.against).toEqual(against);
  });

  it('may be somebody of a unit, which comes to work on it all the same', () => {
    const story = assigned({ item: { against: { ...against, staff: 'yes', account: 'account-x' } } });
    taken(succeed(story, 'housing', WATER));
    expect(story.item().successors).toEqual({ housing: 'water' });
    expect(succeed(assigned({ item: { against } }), 'housing', WATER)).toMatchObject({ code: 'reported_unit' });
  });

  it('is nobody else', () => {
    const story = anItem({ against });
    expect(succeed(story, 'ecology', SEWAGE)).toMatchObject({ code: 'not_of_unit' });
    expect(story.item().opened.against).toEqual(against);
  });
});

describe('a decision', () => {
  const again = convening({ number: 'J150302-2026-000002', sort: 'urgent', when: after(NEXT_WEEK, '1d') });
  const taking = { to: REQUEST.case, name: 'takeDecision', body: {} };
  const noted = (story: Story, refusal: Refusal) => AGENDA_ITEM_LIFECYCLE.unheard(story.item(), taking, refusal);

  it('that its request could not take stands, and the committee’s office is told why', () => {
    const story = assigned();
    const said = noted(story, { code: 'no_referral_open', params: { referral: 'joint_meeting' } });
    expect(said).toEqual({ name: 'noteNotTaken', body: { because: 'no_referral_open' } });
    taken(story.give(ITEM, 'noteNotTaken', said?.body, SYSTEM_ACTOR));
    expect(story.item().state).toBe('assigned');
    const [event] = story.events(ITEM).slice(-1);
    if (event === undefined) throw new Error('nothing was noted');
    expect(
      proceedingNotices(story.item(), [{ ...event, seq: event.seq + 1 }]).map(({ recipient }) => recipient),
    ).toEqual(['committee:haibei:chair', 'committee:haibei:secretary', 'subscribers']);
  });

  it('that finds its request over is nothing to note: the end is told by the request', () => {
    expect(noted(assigned(), { code: 'request_ended' })).toBeUndefined();
  });

  it.each(['assigned', 'reported'] as const)(
    'that is %s and cannot be done is decided anew when the chair says so',
    (at) => {
      const story = assigned();
      if (at === 'reported') taken(report(story));
      const reconsider = (actor: Actor, office: 'chair' | 'secretary') =>
        story.give(ITEM, 'reconsiderItem', { office, reason: text('why') }, actor);
      expect(reconsider(SECRETARY, 'secretary')).toMatchObject({ code: 'not_the_chair' });
      taken(reconsider(CHAIR, 'chair'));
      expect(story.item()).toMatchObject({ state: 'waiting', failures: 0 });
      expect(story.item().assignment).toBeUndefined();
      expect(openClocks(story.item()).map(({ clock }) => clock)).toEqual(['agenda_waiting']);
      expect(report(story)).toMatchObject({ code: 'not_at_this_stage' });
    },
  );

  const reconsidered = (of?: Parameters<typeof assigned>[0]): Story => {
    const story = assigned(of);
    taken(story.give(ITEM, 'reconsiderItem', { office: 'chair', reason: text('why') }, CHAIR));
    return story;
  };

  it('that is to be made anew binds nobody: the sitting has it as void, and the request waits again', () => {
    const story = reconsidered();
    expect(story.meeting().agenda).toMatchObject([{ decision: { outcome: 'assign' }, void: 'reconsidered' }]);
    const item = { case: ITEM, number: 'A150302-2026-000001' };
    expect(story.told.at(-1)).toEqual({ to: REQUEST.case, name: 'awaitDecision', body: { item } });
    // Who was to do it reads why it is not.
    expect(AGENDA_ITEM_LIFECYCLE.units(story.item())).toContain('housing');
    // What came back late from the request is no news any more.
    const late = story.give(ITEM, 'noteNotTaken', { because: 'wrong_state' }, SYSTEM_ACTOR);
    expect(late).toMatchObject({ code: 'nothing_changes' });
  });

  it('is taken back by a sitting, not by the office alone', () => {
    const withdrawn = reconsidered().give(ITEM, 'withdrawItem', { ...inOffice, reason: text('w') }, SECRETARY);
    expect(withdrawn).toMatchObject({ code: 'not_at_this_stage' });
  });

  it.each(['whistle', 'request'] as const)('made anew is told the request of an item that came from a %s', (source) => {
    const story = reconsidered({ item: { source } });
    taken(story.open({ case: OTHER_MEETING, body: again }, CHAIR, NEXT_WEEK));
    taken(story.give(OTHER_MEETING, 'addItem', fact(ITEM), SECRETARY));
    taken(story.give(OTHER_MEETING, 'fixAgenda', {}, SECRETARY));
    expect(story.told.at(-1)).toMatchObject({ name: 'carryReferral' });
    taken(story.give(OTHER_MEETING, 'openMeeting', there(1, 2, 3, 4), SECRETARY, again.when));
    taken(story.give(OTHER_MEETING, 'decideItem', on(because('reject')), CHAIR));
    expect(story.told.at(-1)).toEqual(concluded('not_settled'));
  });

  it.each([
    ['request', 'withdrawn'],
    ['whistle', 'waiting'],
  ] as const)('of a %s that nobody waits for any more is %s when it is to be made anew', (source, state) => {
    const end = (story: Story) => story.give(ITEM, 'hearRequestEnd', { position: 'closed' }, SYSTEM_ACTOR);
    const late = assigned({ item: { source } });
    taken(end(late));
    expect(late.item().state).toBe('assigned');
    taken(late.give(ITEM, 'reconsiderItem', { office: 'chair', reason: text('why') }, CHAIR));
    expect(late.item().state).toBe(state);
    const early = reconsidered({ item: { source } });
    taken(end(early));
    expect(early.item().state).toBe(state);
  });

  it('is no way round a failure: what failed once goes up the second time, reconsidered or not', () => {
    const story = assigned();
    taken(report(story));
    taken(verify(story, false));
    taken(story.give(ITEM, 'reconsiderItem', { office: 'chair', reason: text('why') }, CHAIR));
    expect(story.item()).toMatchObject({ state: 'waiting', failures: 1 });
  });
});

describe('one level up', () => {
  const goesUp = (story: Story, because_: string) => {
    expect(story.item()).toMatchObject({ state: 'raised', ended: 'yes', raisedTo: { case: ITEM_ABOVE } });
    expect(story.events(ITEM).at(-1)?.body).toMatchObject({ because: because_, level: 'district' });
    expect(story.item(ITEM_ABOVE)).toMatchObject({
      state: 'awaiting_screening',
      opened: {
        ...{ number: 'A150302-2026-000001-district', committee: DISTRICT, textsOf: ITEM, text: { ref: 'item' } },
        ...{ source: 'request', request: REQUEST, lead: 'housing', below: { case: ITEM } },
      },
    });
    expect(story.item(ITEM_ABOVE).opened.subdistrict).toBeUndefined();
  };

  it('goes what the meeting raises', () => {
    const story = inSession();
    taken(story.give(MEETING, 'decideItem', on(because('raise')), CHAIR));
    goesUp(story, 'decided');
  });

  it('goes by itself what is late twice', () => {
    const story = assigned();
    story.pass(local('2026-03-28 00:00'));
    goesUp(story, 'failed_twice');
  });

  it('goes by itself what is unsolved twice', () => {
    const story = assigned();
    for (const at of [after(NEXT_WEEK, '1h'), after(NEXT_WEEK, '2h')]) {
      taken(report(story, at));
      taken(verify(story, false));
    }
    goesUp(story, 'failed_twice');
  });

  it('goes by itself what is late, and then unsolved', () => {
    const story = assigned();
    taken(report(story, after(DUE, '1h')));
    taken(verify(story, false));
    goesUp(story, 'failed_twice');
  });

  it('is heard there in its turn, and tells the request', () => {
    const story = inSession();
    taken(story.give(MEETING, 'decideItem', on(because('raise')), CHAIR));
    taken(story.give(ITEM_ABOVE, 'acceptItem', inOffice, SECRETARY));
    const body = convening({
      ...{ number: 'J150302-2026-000002', sort: 'urgent', committee: DISTRICT },
      when: after(NEXT_WEEK, '1d'),
    });
    taken(story.open({ case: OTHER_MEETING, body }, CHAIR, NEXT_WEEK));
    taken(story.give(OTHER_MEETING, 'addItem', fact(ITEM_ABOVE), SECRETARY));
    taken(story.give(OTHER_MEETING, 'fixAgenda', {}, SECRETARY));
    taken(story.give(OTHER_MEETING, 'openMeeting', there(1, 2, 3, 4), SECRETARY, after(NEXT_WEEK, '1d')));
    taken(story.give(OTHER_MEETING, 'decideItem', on(because('reject'), ITEM_ABOVE), CHAIR));
    expect(story.item(ITEM_ABOVE)).toMatchObject({ state: 'rejected' });
    expect(story.told.at(-1)).toEqual(concluded('not_settled', 'A150302-2026-000001-district'));
  });

  it('goes nothing from the district’s own committee: command goes on after its owner', () => {
    const district = { committee: DISTRICT };
    const story = assigned({ convened: district, item: district });
    story.pass(local('2026-03-28 00:00'));
    expect(story.item()).toMatchObject({ state: 'assigned', failures: 2 });
    expect(story.item().ladders?.['housing']?.rung).toBe('district_leader');
    taken(report(story));
    taken(verify(story, false));
    expect(story.item()).toMatchObject({ state: 'assigned', failures: 3 });
    taken(report(story));
    taken(verify(story, true));
    expect(story.item().state).toBe('verified');
  });
});

describe('an item that waits', () => {
  it('climbs to the district leader when nobody looks at it', () => {
    const story = anItem();
    story.pass(local('2026-05-01 09:00'));
    expect(story.item()).toMatchObject({ state: 'awaiting_screening', ladders: { '': { rung: 'district_leader' } } });
  });

  /** Deferred by one sitting, and by the next. */
  const deferredTwice = (of: Parameters<typeof inSession>[0] = {}): Story => {
    const story = inSession(of);
    taken(story.give(MEETING, 'decideItem', on(because('defer')), CHAIR));
    expect(story.item()).toMatchObject({ state: 'waiting', deferrals: 1 });
    const body = convening({
      ...of.convened,
      number: 'J150302-2026-000002',
      sort: 'urgent',
      when: after(NEXT_WEEK, '1d'),
    });
    taken(story.open({ case: OTHER_MEETING, body }, CHAIR, NEXT_WEEK));
    taken(story.give(OTHER_MEETING, 'addItem', fact(ITEM), SECRETARY));
    taken(story.give(OTHER_MEETING, 'fixAgenda', {}, SECRETARY));
    taken(story.give(OTHER_MEETING, 'openMeeting', there(1, 2, 3, 4), SECRETARY, after(NEXT_WEEK, '1d')));
    taken(story.give(OTHER_MEETING, 'decideItem', on(because('defer')), CHAIR));
    expect(story.item()).toMatchObject({ deferrals: 2 });
    return story;
  };

  it('goes one level up by itself when it is deferred twice', () => {
    const story = deferredTwice();
    expect(story.item()).toMatchObject({ state: 'raised', raisedTo: { case: ITEM_ABOVE } });
    expect(story.item(ITEM_ABOVE)).toMatchObject({ state: 'awaiting_screening', deferrals: 0 });
  });

  it('is deferred as often as need be where nobody is above', () => {
    const district = { committee: DISTRICT };
    expect(deferredTwice({ convened: district, item: district }).item()).toMatchObject({ state: 'waiting' });
  });

  it('can be withdrawn, with a reason, but not from under a sitting', () => {
    const withdraw = (story: Story) => story.give(ITEM, 'withdrawItem', { ...inOffice, reason: text('w') }, SECRETARY);
    expect(withdraw(inSession())).toMatchObject({ code: 'not_at_this_stage' });
    const story = waiting();
    taken(withdraw(story));
    expect(story.told).toEqual([concluded('cancelled')]);
  });
});

describe('an item that nobody hears', () => {
  const passed = (story: Story) => {
    story.pass(openClock(story.item(), 'agenda_waiting')?.at ?? '');
  };

  it('counts as deferred, and goes one level up the second time', () => {
    const story = waiting();
    passed(story);
    expect(story.item()).toMatchObject({ state: 'waiting', deferrals: 1 });
    passed(story);
    expect(story.item()).toMatchObject({ state: 'raised', raisedTo: { case: ITEM_ABOVE } });
    expect(story.item(ITEM_ABOVE).state).toBe('awaiting_screening');
  });

  it('waits on where nothing is above, and is told of each time', () => {
    const story = waiting({ committee: DISTRICT });
    for (let time = 1; time <= 3; time += 1) {
      passed(story);
      expect(story.item()).toMatchObject({ state: 'waiting', deferrals: time });
    }
  });

  it('waits anew whenever a sitting lets it go', () => {
    const story = inSession();
    expect(openClock(story.item(), 'agenda_waiting')).toBeUndefined();
    taken(story.give(MEETING, 'decideItem', on(because('defer')), CHAIR));
    expect(openClock(story.item(), 'agenda_waiting')?.from).toBe(NEXT_WEEK);
  });
});

describe('a request that is over', () => {
  const over = (story: Story) => story.give(ITEM, 'hearRequestEnd', { position: 'closed' }, SYSTEM_ACTOR);

  it('leaves nothing to be decided: the item is withdrawn, and the sitting has it no more', () => {
    const story = inSession();
    taken(over(story));
    expect(story.item()).toMatchObject({ state: 'withdrawn', ended: 'yes' });
    expect(story.meeting().agenda).toEqual([]);
    expect(story.told.filter(({ name }) => name === 'concludeReferral')).toEqual([]);
  });

  it('takes nothing back that was decided, and leaves what another case did not settle before the committee', () => {
    const owed = assigned();
    taken(over(owed));
    expect(owed.item().state).toBe('assigned');
    taken(report(owed, after(NEXT_WEEK, '1d')));
    taken(over(owed));
    expect(owed.item().state).toBe('reported');
    for (const source of ['whistle', 'mediation', 'enforcement'] as const) {
      const story = waiting({ source });
      taken(over(story));
      expect(story.item().state).toBe('waiting');
    }
  });
});
