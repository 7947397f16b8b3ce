import { describe, expect, it } from '@jest/globals';
import { SYSTEM_ACTOR } from '../../../src/domain/envelope.js';
import {
  MEETING_REFUSALS,
  PROCEEDING_REFUSALS,
  REFUSAL_CODES,
  REQUEST_REFUSALS,
  refusalText,
  type Refusal,
} from '../../../src/domain/refusals.js';
import { after, local, MONDAY, text } from '../../support/domain.js';
import { openNetwork } from '../../support/network.js';
import {
  assigned,
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
  OWNER,
  preparing,
  SECOND,
  SECRETARY,
  taken,
  there,
  waiting,
} from './stories.js';

const why = { reason: text('why') };
const voting = () => {
  const story = inSession();
  taken(story.give(MEETING, 'callVote', { item: ITEM, proposal: because('defer') }, member(2)));
  return story;
};
const open = (body: object) => fixed().give(MEETING, 'openMeeting', body, SECRETARY, NEXT_WEEK);
const decide = (decision: object, of?: Parameters<typeof inSession>[0]) =>
  inSession(of).give(MEETING, 'decideItem', on(decision), CHAIR);

/** How each refusal of an item and a sitting is met. */
const MET_BY: Readonly<Record<string, () => Refusal | undefined>> = {
  not_in_office: () => waiting().give(ITEM, 'withdrawItem', why, member(2)),
  not_the_chair: () => fixed().give(MEETING, 'cancelMeeting', why, SECRETARY),
  not_presiding: () => inSession().give(MEETING, 'decideItem', on(because('defer')), member(2)),
  not_a_member_present: () =>
    inSession().give(MEETING, 'callVote', { item: ITEM, proposal: because('defer') }, member(5)),
  not_the_owner: () => assigned().give(ITEM, 'reportDecision', { summary: text('s') }, { ...OWNER, unit: 'water' }),
  not_on_that_agenda: () => preparing().give(MEETING, 'removeItem', { item: SECOND }, SECRETARY),
  item_on_agenda: () => preparing().give(MEETING, 'addItem', fact(ITEM), SECRETARY),
  order_incomplete: () => preparing().give(MEETING, 'orderAgenda', { items: [SECOND] }, SECRETARY),
  agenda_empty: () => {
    const story = preparing();
    taken(story.give(MEETING, 'removeItem', { item: ITEM }, SECRETARY));
    return story.give(MEETING, 'fixAgenda', {}, SECRETARY);
  },
  notice_too_short: () => openNetwork().open({ case: MEETING, body: convening({ noticeDays: 11 }) }, CHAIR, MONDAY),
  meeting_in_the_past: () => fixed().give(MEETING, 'postponeMeeting', { when: MONDAY, ...why }, SECRETARY),
  meeting_too_early: () => fixed().give(MEETING, 'openMeeting', there(1, 2, 3, 4), SECRETARY),
  no_quorum: () => open(there(1)),
  seat_without_person: () => open({ present: [{ seat: 3, by: 'substitute' }], observers: [] }),
  seat_taken_twice: () => open(there(1, 1, 2, 3)),
  seat_not_present: () => inSession().give(MEETING, 'recuseSeat', { item: ITEM, seat: 5 }, CHAIR),
  nobody_presides: () => open(there(2, 3, 4, 5)),
  seat_is_recused: () => {
    const story = inSession();
    taken(story.give(MEETING, 'recuseSeat', { item: ITEM, seat: 2 }, CHAIR));
    return story.give(MEETING, 'recuseSeat', { item: ITEM, seat: 2 }, member(2));
  },
  voted_before: () => {
    const story = voting();
    taken(story.give(MEETING, 'castVote', { item: ITEM, vote: 'for' }, member(2)));
    return story.give(MEETING, 'recuseSeat', { item: ITEM, seat: 2 }, member(2));
  },
  seat_takes_task: () => {
    const story = inSession();
    taken(story.give(MEETING, 'callVote', { item: ITEM, proposal: assigning() }, member(3)));
    return story.give(MEETING, 'recuseSeat', { item: ITEM, seat: 2 }, member(2));
  },
  vote_is_open: () => voting().give(MEETING, 'callVote', { item: ITEM, proposal: because('defer') }, member(3)),
  no_vote_open: () => inSession().give(MEETING, 'closeVote', { item: ITEM }, CHAIR),
  item_is_decided: () => assigned().give(MEETING, 'decideItem', on(because('defer')), CHAIR),
  item_undecided: () => inSession().give(MEETING, 'closeMeeting', {}, CHAIR),
  no_level_above: () => decide(because('raise'), { convened: { committee: DISTRICT } }),
  due_has_passed: () => decide(assigning({ due: NEXT_WEEK })),
  decision_too_far: () => decide(assigning({ due: after(NEXT_WEEK, '367d') })),
  meeting_on_day_off: () =>
    openNetwork().open({ case: MEETING, body: convening({ when: local('2026-10-01 10:00') }) }, CHAIR, MONDAY),
  votes_missing: () => voting().give(MEETING, 'closeVote', { item: ITEM }, CHAIR),
  vote_carried_nothing: () => {
    const story = voting();
    for (const seat of [1, 2]) taken(story.give(MEETING, 'castVote', { item: ITEM, vote: 'against' }, member(seat)));
    taken(story.give(MEETING, 'closeVote', { item: ITEM }, CHAIR));
    return story.give(MEETING, 'decideItem', on(because('reject')), CHAIR);
  },
  too_few_left: () => {
    const story = inSession();
    for (const seat of [3, 4]) taken(story.give(MEETING, 'recuseSeat', { item: ITEM, seat }, CHAIR));
    return story.give(MEETING, 'decideItem', on(because('reject')), CHAIR);
  },
  beyond_its_level: () => decide(assigning({ owner: { code: 'water', kind: 'bureau', inForce: 'yes' } })),
};

describe('the refusals of an item and a sitting', () => {
  it('are all met, and none is met that is not there', () => {
    expect([...MEETING_REFUSALS].sort()).toEqual(Object.keys(MET_BY).sort());
  });

  it('are told apart from those of requests and of whistles', () => {
    const all = [...REQUEST_REFUSALS, ...PROCEEDING_REFUSALS, ...MEETING_REFUSALS];
    expect(new Set(all).size).toBe(all.length);
    for (const code of MEETING_REFUSALS) expect(REFUSAL_CODES).toContain(code);
  });

  it.each(Object.entries(MET_BY))('%s is met, and can be read in both languages', (code, meet) => {
    const refusal = meet();
    expect(refusal?.code).toBe(code);
    if (refusal === undefined) return;
    for (const language of ['zh', 'en'] as const) {
      expect(refusalText(refusal, language)).not.toMatch(/[{}]|undefined/);
    }
  });

  it('drop from an agenda what stands there no more, without a word', () => {
    const refusal = preparing().give(MEETING, 'dropItem', { item: SECOND }, SYSTEM_ACTOR);
    expect(refusal?.code).toBe('not_on_that_agenda');
  });
});
