import { describe, expect, it } from '@jest/globals';
import { openClock } from '../../../src/domain/case/clock.js';
import { noticesOfCase } from '../../../src/domain/case-notices.js';
import { leftAs } from '../../../src/domain/joint-meeting/joint-meeting.js';
import { NOBODY_THERE } from '../../../src/domain/case/lifecycle.js';
import { JOINT_MEETING_LIFECYCLE } from '../../../src/domain/joint-meeting/lifecycle.js';
import { lifecycleOfCase, stateAfter } from '../../../src/domain/procedures.js';
import { SYSTEM_ACTOR } from '../../../src/domain/envelope.js';
import { after, local, MONDAY, text } from '../../support/domain.js';
import { openNetwork } from '../../support/network.js';
import {
  assigning,
  because,
  CHAIR,
  convening,
  DISTRICT,
  fact,
  fixed,
  inSession,
  ITEM,
  MEETING,
  member,
  NEXT_WEEK,
  on,
  OTHER_MEETING,
  preparing,
  raised,
  REQUEST,
  SECOND,
  SECRETARY,
  substitute,
  taken,
  there,
  type Story,
} from './stories.js';

const why = { reason: text('why') };
/** The last instant in which the agenda of a sitting on the 12th is fixed in time, and the first in which it is not. */
const TOO_LATE = local('2026-03-09 00:00');
const IN_TIME = after(TOO_LATE, '-1ms');

describe('convening', () => {
  it('a regular sitting is by its secretary, its chair or itself; an urgent one by its chair alone', () => {
    const convene = (sort: 'regular' | 'urgent', by: typeof CHAIR) =>
      openNetwork().open({ case: MEETING, body: convening({ sort }) }, by, MONDAY)?.code;
    expect([SECRETARY, CHAIR, SYSTEM_ACTOR, member(3)].map((by) => convene('regular', by))).toEqual([
      ...[undefined, undefined, undefined, 'not_in_office'],
    ]);
    expect([CHAIR, SECRETARY, SYSTEM_ACTOR].map((by) => convene('urgent', by))).toEqual([
      ...[undefined, 'not_the_chair', 'not_the_chair'],
    ]);
  });

  it('leaves the days of notice to a regular sitting, and none to an urgent one', () => {
    const convene = (sort: 'regular' | 'urgent', at: string) =>
      openNetwork().open({ case: MEETING, body: convening({ sort }) }, CHAIR, at)?.code;
    expect([IN_TIME, TOO_LATE].map((at) => convene('regular', at))).toEqual([undefined, 'notice_too_short']);
    expect(convene('urgent', TOO_LATE)).toBeUndefined();
    expect(convene('urgent', after(NEXT_WEEK, '1ms'))).toBe('meeting_in_the_past');
  });
});

describe('the agenda', () => {
  it('takes items, lets them go and orders them; each item knows', () => {
    const story = preparing();
    taken(story.open({ case: SECOND, body: raised({ number: 'A150302-2026-000002' }) }, CHAIR, MONDAY));
    taken(story.give(SECOND, 'acceptItem', { office: 'chair' }, CHAIR));
    taken(story.give(MEETING, 'addItem', fact(SECOND), SECRETARY));
    expect([story.item().state, story.item(SECOND).state]).toEqual(['scheduled', 'scheduled']);
    taken(story.give(MEETING, 'orderAgenda', { items: [SECOND, ITEM] }, SECRETARY));
    expect(story.meeting().agenda.map(({ item }) => item.case)).toEqual([SECOND, ITEM]);
    taken(story.give(MEETING, 'removeItem', { item: ITEM }, SECRETARY));
    expect(story.item()).toMatchObject({ state: 'waiting' });
    expect(story.item().meeting).toBeUndefined();
  });

  it('of two sittings has an item once: the one that comes too late lets it go', () => {
    const story = preparing();
    const other = convening({ number: 'J150302-2026-000002', sort: 'urgent' });
    taken(story.open({ case: OTHER_MEETING, body: other }, CHAIR, MONDAY));
    taken(story.give(OTHER_MEETING, 'addItem', fact(ITEM), SECRETARY));
    expect(story.meeting(OTHER_MEETING).agenda).toEqual([]);
    expect(story.item().meeting?.case).toBe(MEETING);
  });

  it('has no place for an item that is over: what nobody heard it takes off again', () => {
    const story = preparing();
    const unheard = (name: string) =>
      lifecycleOfCase(MEETING).unheard(story.meeting(), { to: ITEM, name, body: {} }, NOBODY_THERE);
    expect(unheard('noteSitting')).toBeUndefined();
    expect(unheard('scheduleItem')).toEqual({ name: 'dropItem', body: { item: ITEM } });
    taken(story.give(MEETING, 'dropItem', { item: ITEM }, SYSTEM_ACTOR));
    expect(story.meeting().agenda).toEqual([]);
  });

  it('keeps what it decided of an item that was over by then, as what nobody carries out', () => {
    const story = inSession();
    taken(story.give(MEETING, 'decideItem', on(because('reject')), CHAIR));
    const said = lifecycleOfCase(MEETING).unheard(
      story.meeting(),
      { to: ITEM, name: 'hearDecision', body: {} },
      NOBODY_THERE,
    );
    expect(said).toEqual({ name: 'voidDecision', body: { item: ITEM, because: 'over' } });
    taken(story.give(MEETING, 'voidDecision', said?.body, SYSTEM_ACTOR));
    expect(story.meeting().agenda).toMatchObject([{ decision: { outcome: 'reject' }, void: 'over' }]);
    expect(story.give(MEETING, 'voidDecision', { item: SECOND, because: 'over' }, SYSTEM_ACTOR)?.code).toBe(
      'not_on_that_agenda',
    );
    taken(story.give(MEETING, 'closeMeeting', {}, CHAIR));
  });

  it('is fixed no later than the days of notice before a regular sitting, and late after that', () => {
    expect(preparing().give(MEETING, 'fixAgenda', {}, SECRETARY, IN_TIME)).toBeUndefined();
    const late = preparing();
    expect(openClock(late.meeting(), 'agenda_fixing')?.at).toBe(TOO_LATE);
    expect(late.give(MEETING, 'fixAgenda', {}, SECRETARY, TOO_LATE)).toMatchObject({ code: 'notice_too_short' });
    expect(late.types(MEETING)).toContain('clock_breached');
    const urgent = preparing({ convened: { sort: 'urgent' } });
    expect(urgent.give(MEETING, 'fixAgenda', {}, SECRETARY, TOO_LATE)).toBeUndefined();
  });

  it('once fixed is told to every delegate, once each, and the waiting request to which day it waits', () => {
    const story = fixed();
    const events = story.events(MEETING);
    const notices = noticesOfCase(stateAfter(MEETING, events.slice(0, -1)), events.slice(-1));
    expect(notices.map(({ recipient }) => recipient)).toEqual([
      ...[1, 2, 3, 4, 5].map((seat) => `account:delegate-${String(seat)}`),
      'subscribers',
    ]);
    expect(story.told).toEqual([
      {
        ...{ to: REQUEST.case, name: 'carryReferral' },
        body: { referral: 'joint_meeting', until: NEXT_WEEK, from: 'A150302-2026-000001' },
      },
    ]);
  });
});

describe('another day', () => {
  it('is told to the items of a fixed agenda, with its notice again', () => {
    const story = fixed();
    const tooSoon = { when: local('2026-03-04 09:00'), ...why };
    expect(story.give(MEETING, 'postponeMeeting', tooSoon, SECRETARY)).toMatchObject({ code: 'notice_too_short' });
    const when = local('2026-03-19 14:30');
    taken(story.give(MEETING, 'postponeMeeting', { when, ...why }, SECRETARY));
    expect([story.meeting().when, story.item().meeting?.when]).toEqual([when, when]);
    expect(story.told.at(-1)).toMatchObject({ name: 'carryReferral', body: { until: when } });
  });

  it('gives an agenda that is not fixed its time again', () => {
    const story = preparing();
    const when = local('2026-03-19 14:30');
    taken(story.give(MEETING, 'postponeMeeting', { when, ...why }, SECRETARY, IN_TIME));
    expect(openClock(story.meeting(), 'agenda_fixing')?.at).toBe(local('2026-03-16 00:00'));
  });

  it('none at all lets the items wait for another sitting', () => {
    const story = fixed();
    taken(story.give(MEETING, 'cancelMeeting', why, CHAIR));
    expect([story.meeting().state, story.meeting().ended, story.item().state]).toEqual(['cancelled', 'yes', 'waiting']);
  });
});

describe('opening', () => {
  it('takes the quorum of the seats: 67 % of five are four', () => {
    const story = fixed();
    expect(story.give(MEETING, 'openMeeting', there(1, 2, 3), SECRETARY, NEXT_WEEK)).toEqual({
      code: 'no_quorum',
      params: { present: 3, needed: 4 },
    });
    taken(story.give(MEETING, 'openMeeting', there(1, 2, 3, 4), SECRETARY, NEXT_WEEK));
    expect(story.meeting()).toMatchObject({ state: 'in_session', presiding: CHAIR.account });
  });

  it('seats a delegate or the substitute, and names who presides where the chair is away', () => {
    const story = fixed();
    const present = [...there(3, 4, 5).present, { seat: 2, by: 'substitute' }];
    const open = (more: object) =>
      story.give(MEETING, 'openMeeting', { present, observers: [], ...more }, SECRETARY, NEXT_WEEK);
    expect(open({})).toEqual({ code: 'nobody_presides' });
    taken(open({ presiding: 3 }));
    expect(story.meeting().presiding).toBe('delegate-3');
    taken(story.give(MEETING, 'callVote', { item: ITEM, proposal: because('defer') }, substitute(2)));
    expect(story.give(MEETING, 'castVote', { item: ITEM, vote: 'for' }, member(2))?.code).toBe('not_a_member_present');
    taken(story.give(MEETING, 'castVote', { item: ITEM, vote: 'for' }, substitute(2)));
  });
});

describe('deciding', () => {
  const decide = (story: Story, decision: object) => story.give(MEETING, 'decideItem', on(decision), CHAIR);

  it('is by consensus where nobody asks for a vote', () => {
    const story = inSession();
    taken(story.give(MEETING, 'discussItem', { item: ITEM, text: text('said') }, SECRETARY));
    taken(decide(story, assigning()));
    expect(story.meeting().agenda[0]?.decision).toMatchObject({ outcome: 'assign', by: 'consensus' });
  });

  it('commands whom its level can, and leaves a task to whoever has a seat', () => {
    const story = inSession();
    const bureau = { code: 'water', kind: 'bureau', inForce: 'yes' };
    expect(decide(story, assigning({ owner: bureau }))).toMatchObject({ code: 'beyond_its_level' });
    const own = { code: 'haibei', kind: 'subdistrict', inForce: 'yes' };
    expect(decide(story, assigning({ owner: own, needs: 'subdistrict' }))).toBeUndefined();
    // Housing has seat 2, and takes it on itself.
    expect(decide(inSession(), assigning())).toBeUndefined();
    const district = inSession({ convened: { committee: DISTRICT } });
    expect(decide(district, assigning({ owner: bureau }))).toBeUndefined();
  });

  it('leaves no task to a seat that is empty, or that stands back from the item: that is raised', () => {
    const away = fixed();
    taken(away.give(MEETING, 'openMeeting', there(1, 3, 4, 5), SECRETARY, NEXT_WEEK));
    expect(decide(away, assigning())).toEqual({ code: 'beyond_its_level', params: { unit: 'housing' } });
    const proposal = { item: ITEM, proposal: assigning() };
    expect(away.give(MEETING, 'callVote', proposal, member(3))?.code).toBe('beyond_its_level');
    taken(decide(away, because('raise')));
    const back = inSession();
    taken(back.give(MEETING, 'recuseSeat', { item: ITEM, seat: 2 }, member(2)));
    expect(decide(back, assigning())?.code).toBe('beyond_its_level');
  });

  it('commands nobody in another place, and never gives a request to whom it reports', () => {
    const neighbour = { code: 'xinhua', kind: 'subdistrict', inForce: 'yes' };
    const other = assigning({ owner: neighbour, needs: 'subdistrict', within: 'no' });
    expect(decide(inSession(), other)).toMatchObject({ code: 'beyond_its_level' });
    expect(decide(inSession(), assigning({ reported: 'yes' }))).toMatchObject({ code: 'unit_cannot_come' });
  });

  it('lets a community carry out, and never lead, beyond its own meeting', () => {
    const community = { code: 'haibei-01', kind: 'community', inForce: 'yes' };
    expect(decide(inSession(), assigning({ owner: community, needs: 'community' }))).toEqual({
      code: 'community_cannot_lead',
    });
  });

  it('raises one level only where there is one', () => {
    expect(decide(inSession({ convened: { committee: DISTRICT } }), because('raise'))).toEqual({
      code: 'no_level_above',
    });
    expect(decide(inSession(), because('raise'))).toBeUndefined();
  });
});

describe('a vote', () => {
  const vote = (story: Story, seat: number, what: string) =>
    story.give(MEETING, 'castVote', { item: ITEM, vote: what }, member(seat));
  const called = (of?: Parameters<typeof inSession>[0]) => {
    const story = inSession(of);
    taken(story.give(MEETING, 'callVote', { item: ITEM, proposal: assigning() }, member(3)));
    return story;
  };

  it('is one of each seat', () => {
    const story = called();
    taken(vote(story, 2, 'for'));
    expect(vote(story, 2, 'for')).toEqual({ code: 'voted_before', params: { seat: 2 } });
    expect(vote(story, 2, 'against')).toEqual({ code: 'voted_before', params: { seat: 2 } });
    expect(vote(story, 5, 'for')).toEqual({ code: 'not_a_member_present' });
    expect(story.give(MEETING, 'decideItem', on(assigning()), CHAIR)).toEqual({ code: 'vote_is_open' });
  });

  it.each([
    [['for', 'for', 'for', 'against'], 'yes'],
    [['for', 'for', 'against', 'against'], 'no'],
    [['for', 'for', 'abstain', 'abstain'], 'no'],
    [['for', 'for', 'for'], 'yes'],
    [['against', 'against'], 'no'],
  ] as const)('of %j among four present is carried: %s', (votes, carried) => {
    const story = called();
    votes.forEach((one, index) => {
      taken(vote(story, index + 1, one));
    });
    taken(story.give(MEETING, 'closeVote', { item: ITEM }, CHAIR));
    const [entry] = story.meeting().agenda;
    expect(entry?.ballots[0]?.result).toMatchObject({ eligible: 4, carried });
    expect(entry?.decision?.by).toBe(carried === 'yes' ? 'vote' : undefined);
    expect(story.item().state).toBe(carried === 'yes' ? 'assigned' : 'scheduled');
  });

  it('counts no seat that stood back: two of three carry', () => {
    const story = inSession();
    taken(story.give(MEETING, 'recuseSeat', { item: ITEM, seat: 4 }, member(4)));
    taken(story.give(MEETING, 'callVote', { item: ITEM, proposal: assigning() }, member(3)));
    expect(vote(story, 4, 'against')).toEqual({ code: 'seat_is_recused', params: { seat: 4 } });
    taken(vote(story, 1, 'for'));
    taken(vote(story, 2, 'for'));
    taken(story.give(MEETING, 'closeVote', { item: ITEM }, CHAIR));
    expect(story.meeting().agenda[0]?.ballots[0]?.result).toEqual({
      ...{ for: 2, against: 0, abstain: 0, eligible: 3, carried: 'yes' },
    });
  });

  it('is voted on by whom nobody but themselves takes out once it is open', () => {
    const story = called();
    taken(vote(story, 1, 'for'));
    const recuse = (seat: number, by: typeof CHAIR) => story.give(MEETING, 'recuseSeat', { item: ITEM, seat }, by);
    expect(recuse(3, CHAIR)).toEqual({ code: 'vote_is_open' });
    // Housing, of seat 2, is to take the task on itself.
    expect(recuse(2, member(2))).toEqual({ code: 'seat_takes_task', params: { seat: 2 } });
    taken(recuse(4, member(4)));
    for (const seat of [2, 3]) taken(vote(story, seat, 'against'));
    taken(story.give(MEETING, 'closeVote', { item: ITEM }, CHAIR));
    // Who has voted the chair down is not kept from the next vote.
    expect(recuse(3, CHAIR)).toEqual({ code: 'voted_before', params: { seat: 3 } });
  });

  it('knows whom the chair has told to stand back, and who did so themselves', () => {
    const story = inSession();
    taken(story.give(MEETING, 'recuseSeat', { item: ITEM, seat: 3 }, CHAIR));
    taken(story.give(MEETING, 'recuseSeat', { item: ITEM, seat: 4 }, member(4)));
    expect(story.meeting().agenda[0]).toMatchObject({ recused: [3, 4], ordered: [3] });
  });

  it('is counted when all have voted, or no more vote can change it', () => {
    const story = called();
    const close = () => story.give(MEETING, 'closeVote', { item: ITEM }, CHAIR);
    expect(close()).toEqual({ code: 'votes_missing', params: { missing: 4 } });
    taken(vote(story, 1, 'for'));
    taken(vote(story, 2, 'against'));
    expect(close()).toEqual({ code: 'votes_missing', params: { missing: 2 } });
    taken(vote(story, 3, 'against'));
    taken(close());
    expect(story.meeting().agenda[0]?.ballots[0]?.result).toMatchObject({ carried: 'no' });
  });

  it('that is lost leaves the item to another vote, or to a later day; nobody agrees on it any more', () => {
    const story = called();
    for (const seat of [1, 2]) taken(vote(story, seat, 'against'));
    taken(story.give(MEETING, 'closeVote', { item: ITEM }, CHAIR));
    for (const decision of [assigning(), because('reject')])
      expect(story.give(MEETING, 'decideItem', on(decision), CHAIR)).toEqual({ code: 'vote_carried_nothing' });
    taken(story.give(MEETING, 'callVote', { item: ITEM, proposal: assigning() }, member(2)));
    expect(story.meeting().agenda[0]?.ballots).toHaveLength(2);
    for (const seat of [1, 2]) taken(vote(story, seat, 'against'));
    taken(story.give(MEETING, 'closeVote', { item: ITEM }, CHAIR));
    taken(story.give(MEETING, 'decideItem', on(because('defer')), CHAIR));
    expect(story.item()).toMatchObject({ state: 'waiting', deferrals: 1 });
  });
});

describe('a chair who stands back', () => {
  const recused = (...seats: readonly number[]) => {
    const story = inSession();
    for (const seat of seats) taken(story.give(MEETING, 'recuseSeat', { item: ITEM, seat }, CHAIR));
    return story;
  };
  const decide = (story: Story, seat: number, decision: object = assigning()) =>
    story.give(MEETING, 'decideItem', on(decision), member(seat));

  it('does not decide: the next seat presides over that item', () => {
    const story = recused(1);
    expect(decide(story, 1)).toEqual({ code: 'not_presiding' });
    expect(decide(story, 3)).toEqual({ code: 'not_presiding' });
    taken(decide(story, 2));
    taken(story.give(MEETING, 'closeMeeting', {}, CHAIR));
  });

  it('leaves half of all seats at least, or the item is put off', () => {
    const story = recused(1, 2);
    const left = { code: 'too_few_left', params: { left: 2, needed: 3 } };
    expect(decide(story, 3)).toEqual(left);
    expect(story.give(MEETING, 'callVote', { item: ITEM, proposal: assigning() }, member(3))).toEqual(left);
    taken(decide(story, 3, because('defer')));
  });

  it('carries nothing by a vote that too few are left for: it is closed, and the item put off', () => {
    const story = inSession();
    taken(story.give(MEETING, 'callVote', { item: ITEM, proposal: because('reject') }, member(3)));
    for (const seat of [1, 2]) taken(story.give(MEETING, 'recuseSeat', { item: ITEM, seat }, member(seat)));
    taken(story.give(MEETING, 'closeVote', { item: ITEM }, member(3)));
    expect(story.meeting().agenda[0]?.ballots).toMatchObject([{ result: { eligible: 2, carried: 'no' } }]);
    taken(decide(story, 3, because('defer')));
  });
});

describe('one person', () => {
  it('sits for one seat, whatever seats they are named for', () => {
    const { seats } = convening();
    const twice = seats.map((one) => (one.seat === 4 ? { ...one, delegate: 'delegate-3' } : one));
    const story = fixed({ convened: { seats: twice } });
    const open = (...present: readonly number[]) =>
      story.give(MEETING, 'openMeeting', there(...present), SECRETARY, NEXT_WEEK);
    expect(open(1, 2, 3, 4)).toMatchObject({ code: 'seat_taken_twice' });
    taken(open(1, 2, 3, 5));
  });
});

describe('a sitting that nobody goes on with', () => {
  it('is not held where nothing was put before it in time', () => {
    const story = preparing();
    taken(story.give(MEETING, 'removeItem', { item: ITEM }, SECRETARY));
    expect(openClock(story.meeting(), 'agenda_fixing')).toBeUndefined();
    story.pass(TOO_LATE);
    expect(story.meeting()).toMatchObject({ state: 'cancelled', ended: 'yes' });
    expect(story.types(MEETING)).not.toContain('clock_breached');
  });

  it('is asked after a day later', () => {
    const story = fixed();
    story.pass(after(NEXT_WEEK, '24h'));
    expect(story.types(MEETING).slice(-2)).toEqual(['clock_breached', 'urged']);
  });

  it('is adjourned by its office of the day: what is undecided waits again, and minutes are owed', () => {
    const story = inSession();
    const adjourn = (office?: string) =>
      story.give(MEETING, 'adjournMeeting', { ...why, ...(office !== undefined && { office }) }, member(5));
    expect(adjourn()).toMatchObject({ code: 'not_in_office' });
    taken(adjourn('secretary'));
    expect([story.meeting().state, story.item().state]).toEqual(['awaiting_minutes', 'waiting']);
    // The chair of that day is gone, too.
    taken(story.give(MEETING, 'issueMinutes', { office: 'chair' }, member(5)));
  });

  it('keeps what it was adjourned on, and why, for its minutes', () => {
    const story = preparing();
    taken(story.open({ case: SECOND, body: raised({ number: 'A150302-2026-000002' }) }, CHAIR, MONDAY));
    taken(story.give(SECOND, 'acceptItem', { office: 'chair' }, CHAIR));
    taken(story.give(MEETING, 'addItem', fact(SECOND), SECRETARY));
    taken(story.give(MEETING, 'fixAgenda', {}, SECRETARY));
    taken(story.give(MEETING, 'openMeeting', there(1, 2, 3, 4), SECRETARY, NEXT_WEEK));
    taken(story.give(MEETING, 'callVote', { item: ITEM, proposal: because('defer') }, member(3)));
    taken(story.give(MEETING, 'adjournMeeting', why, SECRETARY));
    const { agenda, adjourned } = story.meeting();
    expect(adjourned).toEqual(why.reason);
    expect(agenda.map((entry) => leftAs(story.meeting(), entry))).toEqual(['undecided', 'unheard']);
    expect([story.item().state, story.item(SECOND).state]).toEqual(['waiting', 'waiting']);
    // Another sitting has it from now on.
    expect(story.give(MEETING, 'dropItem', { item: ITEM }, SYSTEM_ACTOR)?.code).toBe('not_on_that_agenda');
    taken(story.give(MEETING, 'issueMinutes', { remark: text('remark') }, CHAIR));
    expect(story.meeting().remark).toEqual(text('remark'));
  });

  it('lies on no day off, whichever year is published', () => {
    const convene = (when: string) =>
      openNetwork().open({ case: MEETING, body: convening({ when: local(when) }) }, CHAIR, MONDAY)?.code;
    expect(['2026-03-21 10:00', '2026-10-01 10:00', '2027-01-01 10:00', '2027-05-03 10:00'].map(convene)).toEqual([
      ...['meeting_on_day_off', 'meeting_on_day_off', 'meeting_on_day_off', undefined],
    ]);
    const postponed = fixed().give(MEETING, 'postponeMeeting', { when: local('2026-03-21 10:00'), ...why }, SECRETARY);
    expect(postponed).toMatchObject({ code: 'meeting_on_day_off' });
  });
});

describe('the office', () => {
  const [newChair, newSecretary] = [member(3), member(4)];

  it('is that of today: who held it when the sitting was convened holds it no more', () => {
    const story = preparing();
    const give = (name: string, office: string | undefined, by: typeof CHAIR, body: object = {}) =>
      story.give(MEETING, name, { ...body, office }, by)?.code;
    expect(give('fixAgenda', undefined, SECRETARY)).toBe('not_in_office');
    expect(give('fixAgenda', undefined, CHAIR)).toBe('not_in_office');
    expect(give('fixAgenda', 'secretary', newSecretary)).toBeUndefined();
    expect(give('postponeMeeting', 'chair', newChair, { when: local('2026-03-19 14:30'), ...why })).toBeUndefined();
    expect(give('cancelMeeting', undefined, CHAIR, why)).toBe('not_the_chair');
    expect(give('cancelMeeting', 'secretary', newSecretary, why)).toBe('not_the_chair');
    expect(give('cancelMeeting', 'chair', newChair, why)).toBeUndefined();
  });

  it('opens the commands that are its own, and to nobody else', () => {
    const meeting = preparing().meeting();
    const bars = (name: string, standing: object) => JOINT_MEETING_LIFECYCLE.bars(meeting, name, newChair, standing);
    expect(['fixAgenda', 'cancelMeeting'].map((name) => bars(name, { office: 'chair' }))).toEqual([false, false]);
    expect(['fixAgenda', 'cancelMeeting'].map((name) => bars(name, { office: 'secretary' }))).toEqual([false, true]);
    expect(['fixAgenda', 'cancelMeeting'].map((name) => bars(name, {}))).toEqual([true, true]);
  });
});

describe('a sitting that was convened under the second rules', () => {
  const terms = { ...convening().terms, rules: 2 };

  it('goes on by those: its office of that day, a seat that is empty, and an agenda without what it was adjourned on', () => {
    const story = preparing({ convened: { terms } });
    taken(story.give(MEETING, 'fixAgenda', { office: undefined }, SECRETARY));
    taken(story.give(MEETING, 'openMeeting', there(1, 3, 4, 5), SECRETARY, NEXT_WEEK));
    taken(story.give(MEETING, 'callVote', { item: ITEM, proposal: assigning() }, member(3)));
    taken(story.give(MEETING, 'recuseSeat', { item: ITEM, seat: 5 }, CHAIR));
    expect(story.meeting().agenda[0]).not.toHaveProperty('ordered');
    taken(story.give(MEETING, 'adjournMeeting', why, SECRETARY));
    expect(story.meeting()).toMatchObject({ state: 'awaiting_minutes', agenda: [] });
    expect(story.meeting()).not.toHaveProperty('adjourned');
  });
});

describe('the end', () => {
  it('comes with the minutes, which are the chair’s and have their time', () => {
    const story = inSession();
    expect(story.give(MEETING, 'closeMeeting', {}, CHAIR)).toMatchObject({ code: 'item_undecided' });
    taken(story.give(MEETING, 'decideItem', on(because('reject')), CHAIR));
    taken(story.give(MEETING, 'closeMeeting', {}, CHAIR));
    expect(openClock(story.meeting(), 'meeting_minutes')?.at).toBe(local('2026-03-20 00:00'));
    expect(story.give(MEETING, 'issueMinutes', {}, SECRETARY)).toEqual({ code: 'not_the_chair' });
    taken(story.give(MEETING, 'issueMinutes', {}, CHAIR));
    expect(story.meeting()).toMatchObject({ state: 'ended', ended: 'yes' });
  });
});
