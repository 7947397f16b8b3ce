import { SYSTEM_ACTOR, type Actor } from '../../../src/domain/envelope.js';
import type { Office } from '../../../src/domain/joint-meeting/joint-meeting.js';
import { CHAIR, convening, member, OWNER, raised, SECRETARY, there } from '../../domain/joint-meeting/facts.js';
import { HOUSING } from '../../support/domain.js';
import type { CasePlay } from '../case-play.js';
import type { CasePath } from './linkage.js';

const HOUR_MS = 3_600_000;
const later = (instant: string, hours: number) => new Date(Date.parse(instant) + hours * HOUR_MS).toISOString();
const ordinal = (n: number) => `2026-${String(n).padStart(6, '0')}`;
const item = (n: number) => `agenda_item:150302:${ordinal(n)}`;
const sitting = (n: number) => `joint_meeting:150302:${ordinal(n)}`;

const by = (office: Office) => ({ office });
const SECRETARYS = by('secretary');
const CHAIRS = by('chair');

/** A unit's proposal before the committee of haibei, that waits for a sitting. */
async function waiting(p: CasePlay, n: number): Promise<string> {
  const { request: _request, lead: _lead, ...body } = raised({ number: `A150302-${ordinal(n)}`, source: 'member' });
  await p.open({ case: item(n), body: { ...body, title: p.ref() } }, SECRETARY);
  await p.give(item(n), 'acceptItem', SECRETARYS, SECRETARY);
  return item(n);
}

/** An urgent sitting whose agenda is fixed. */
async function fixed(p: CasePlay, n: number, items: readonly string[]): Promise<string> {
  const id = sitting(n);
  const body = convening({ number: `J150302-${ordinal(n)}`, sort: 'urgent', when: later(await p.now(), 1) });
  await p.open({ case: id, body }, CHAIR);
  for (const one of items) {
    const number = one.replace(/^agenda_item:(\d+):/, 'A$1-');
    await p.give(id, 'addItem', { ...SECRETARYS, item: { case: one, number, source: 'member' } }, SECRETARY);
  }
  await p.give(id, 'fixAgenda', SECRETARYS, SECRETARY);
  return id;
}

async function inSession(p: CasePlay, n: number, items: readonly string[], seats: readonly number[]): Promise<string> {
  const id = await fixed(p, n, items);
  await p.give(id, 'openMeeting', { ...SECRETARYS, ...there(...seats) }, SECRETARY);
  return id;
}

const assigns = async (p: CasePlay) => ({
  ...{ outcome: 'assign', owner: HOUSING, needs: 'district', due: later(await p.now(), 240), task: p.ref() },
});
const UNIT: Actor = { ...OWNER, role: 'unit_coordinator' };
const because = (p: CasePlay, outcome: 'defer' | 'reject' | 'raise') => ({ outcome, reason: p.ref() });

async function minuted(p: CasePlay, id: string): Promise<void> {
  await p.give(id, 'issueMinutes', { ...CHAIRS, remark: p.ref() }, CHAIR);
}

/** The ways of sittings beyond one that decides. New paths come last. */
export const SITTING_PATHS: readonly CasePath[] = [
  {
    name: 'sitting-votes',
    shows:
      'who stands back and who is told to, an open vote that nobody is taken out of, lost; and one that is carried',
    cases: [{ case: item(41) }, { case: sitting(41), as: 'sitting' }],
    async play(p) {
      const on = await waiting(p, 41);
      const id = await inSession(p, 41, [on], [1, 2, 3, 4, 5]);
      const vote = (seat: number, what: string) => p.give(id, 'castVote', { item: on, vote: what }, member(seat));
      await p.give(id, 'recuseSeat', { item: on, seat: 5 }, CHAIR);
      await p.give(id, 'callVote', { item: on, proposal: await assigns(p) }, member(3));
      await p.give(id, 'recuseSeat', { item: on, seat: 4 }, CHAIR, 'vote_is_open');
      await p.give(id, 'recuseSeat', { item: on, seat: 2 }, member(2), 'seat_takes_task');
      await p.give(id, 'recuseSeat', { item: on, seat: 4 }, member(4));
      await vote(1, 'for');
      await vote(2, 'against');
      await vote(3, 'against');
      await p.give(id, 'closeVote', { item: on }, CHAIR);
      await p.give(id, 'recuseSeat', { item: on, seat: 3 }, CHAIR, 'voted_before');
      await p.give(id, 'callVote', { item: on, proposal: because(p, 'reject') }, member(2));
      for (const seat of [1, 2, 3]) await vote(seat, 'for');
      await p.give(id, 'closeVote', { item: on }, CHAIR);
      await p.give(id, 'closeMeeting', {}, CHAIR);
      await minuted(p, id);
    },
  },
  {
    name: 'sitting-adjourned',
    shows: 'one item decided, one voted on and left, one not heard: all stay on the agenda, and two wait again',
    cases: [{ case: item(42) }, { case: item(43), as: 'left' }, { case: sitting(42), as: 'sitting' }],
    async play(p) {
      const items = [await waiting(p, 42), await waiting(p, 43), await waiting(p, 44)] as const;
      const id = await inSession(p, 42, items, [1, 2, 3, 4]);
      await p.give(id, 'decideItem', { item: items[0], decision: because(p, 'reject') }, CHAIR);
      await p.give(id, 'discussItem', { ...SECRETARYS, item: items[1], text: p.ref() }, SECRETARY);
      await p.give(id, 'callVote', { item: items[1], proposal: because(p, 'defer') }, member(3));
      await p.give(id, 'castVote', { item: items[1], vote: 'for' }, member(3));
      await p.give(id, 'closeMeeting', {}, CHAIR, 'item_undecided');
      await p.give(id, 'adjournMeeting', { ...SECRETARYS, reason: p.ref() }, SECRETARY);
      await minuted(p, id);
      for (const one of items.slice(1))
        await p.give(one, 'withdrawItem', { ...SECRETARYS, reason: p.ref() }, SECRETARY);
    },
  },
  {
    name: 'sitting-without-quorum',
    shows: 'too few come: it is not opened, moved to another day by whoever is secretary then, and cancelled',
    cases: [{ case: item(45) }, { case: sitting(45), as: 'sitting' }],
    async play(p) {
      const on = await waiting(p, 45);
      const id = await fixed(p, 45, [on]);
      await p.give(id, 'openMeeting', { ...SECRETARYS, ...there(1, 2, 3) }, SECRETARY, 'no_quorum');
      const moved = { when: later(await p.now(), 26), reason: p.ref() };
      await p.give(id, 'postponeMeeting', moved, SECRETARY, 'not_in_office');
      await p.give(id, 'postponeMeeting', { ...SECRETARYS, ...moved }, member(4));
      await p.give(id, 'cancelMeeting', { ...CHAIRS, reason: p.ref() }, member(3));
      await p.give(on, 'withdrawItem', { ...SECRETARYS, reason: p.ref() }, SECRETARY);
    },
  },
  {
    name: 'sitting-raises',
    shows: 'the task is for a seat that is empty: the item is raised one level by decision',
    cases: [{ case: item(46) }, { case: sitting(46), as: 'sitting' }, { case: `${item(46)}-district`, as: 'district' }],
    async play(p) {
      const on = await waiting(p, 46);
      const id = await inSession(p, 46, [on], [1, 3, 4, 5]);
      await p.give(id, 'decideItem', { item: on, decision: await assigns(p) }, CHAIR, 'beyond_its_level');
      await p.give(id, 'decideItem', { item: on, decision: because(p, 'raise') }, CHAIR);
      await p.give(id, 'closeMeeting', {}, CHAIR);
      await minuted(p, id);
      await p.give(`${on}-district`, 'returnItem', { ...SECRETARYS, reason: p.ref() }, SECRETARY);
    },
  },
];

/** What came with rules 4. New paths come last. */
export const SITTING_PATHS_OF_RULES_4: readonly CasePath[] = [
  {
    name: 'decision-reconsidered',
    shows: 'its request cannot take what was decided; the chair has it decided anew, and that is done',
    cases: [{ case: item(51) }, { case: sitting(51), as: 'sitting' }, { case: sitting(52), as: 'next-sitting' }],
    async play(p) {
      const on = await waiting(p, 51);
      const first = await inSession(p, 51, [on], [1, 2, 3, 4]);
      await p.give(first, 'decideItem', { item: on, decision: await assigns(p) }, CHAIR);
      await p.give(first, 'closeMeeting', {}, CHAIR);
      await p.give(on, 'noteNotTaken', { because: 'wrong_state' }, SYSTEM_ACTOR);
      const why = { reason: p.ref() };
      await p.give(on, 'reconsiderItem', { ...SECRETARYS, ...why }, SECRETARY, 'not_the_chair');
      await p.give(on, 'reconsiderItem', { ...CHAIRS, ...why }, CHAIR);
      await p.give(on, 'withdrawItem', { ...SECRETARYS, ...why }, SECRETARY, 'not_at_this_stage');
      await minuted(p, first);
      const next = await inSession(p, 52, [on], [1, 2, 3, 4]);
      await p.give(next, 'decideItem', { item: on, decision: await assigns(p) }, CHAIR);
      await p.give(next, 'closeMeeting', {}, CHAIR);
      await minuted(p, next);
      await p.give(on, 'reportDecision', { summary: p.ref() }, UNIT);
      await p.give(on, 'verifyDecision', { ...SECRETARYS, solved: 'yes' }, SECRETARY);
    },
  },
  {
    name: 'decision-void',
    shows: 'an item that ended in the moment of its decision: the sitting keeps that as void',
    cases: [{ case: sitting(53) }],
    async play(p) {
      const on = await waiting(p, 53);
      const id = await inSession(p, 53, [on], [1, 2, 3, 4]);
      await p.give(id, 'decideItem', { item: on, decision: because(p, 'reject') }, CHAIR);
      await p.give(id, 'voidDecision', { item: on, because: 'over' }, SYSTEM_ACTOR);
      await p.give(id, 'closeMeeting', {}, CHAIR);
      await minuted(p, id);
    },
  },
];
