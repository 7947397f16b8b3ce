import type { Actor } from '../../../src/domain/envelope.js';
import { localDay } from '../../../src/domain/local-time.js';
import { aSide, assent, CLERK, fact as mediatorFact, MEDIATOR, opened } from '../../domain/mediation/facts.js';
import { CHAIR, convening, HAIBEI, member, OWNER, raised, SECRETARY, there } from '../../domain/joint-meeting/facts.js';
import { HOUSING } from '../../support/domain.js';
import type { CasePlay } from '../case-play.js';
import type { CasePath } from './linkage.js';

const DAY_MS = 86_400_000;
const later = (instant: string, days: number) => new Date(Date.parse(instant) + days * DAY_MS).toISOString();
export const ordinal = (n: number) => `2026-${String(n).padStart(6, '0')}`;
export const mediation = (n: number) => `mediation:150302:${ordinal(n)}`;
export const performance = (n: number) => `performance:150302:${ordinal(n)}-a1`;
const item = (n: number) => `agenda_item:150302:${ordinal(n)}`;
const sitting = (n: number) => `joint_meeting:150302:${ordinal(n)}`;

const inOffice = { office: 'secretary' };
export const SIDES = ['s1', 's2'] as const;
export const ASSENTS = SIDES.map((side) => assent(side));

async function open(p: CasePlay, n: number, mediators: readonly Actor[]): Promise<string> {
  const body = opened({ number: `M150302-${ordinal(n)}`, sides: SIDES.map((side) => aSide(side)) });
  await p.open({ case: mediation(n), body: { ...body, mediators: mediators.map((one) => mediatorFact(one)) } }, CLERK);
  return mediation(n);
}

export const said = async (p: CasePlay, side: string) => ({ side, by: 'disputant', means: 'visit', at: await p.now() });

export async function consented(p: CasePlay, n: number, mediators = [MEDIATOR]): Promise<string> {
  const id = await open(p, n, mediators);
  for (const side of SIDES) await p.give(id, 'recordConsent', await said(p, side), MEDIATOR);
  return id;
}

/** What one side owes, so many days from now. */
export const owed = async (p: CasePlay, days: number) => [
  { side: 's1', to: 's2', what: p.ref(), dueOn: localDay(later(await p.now(), days)) },
];

/** A proposal of a member before the committee of haibei, that waits for a sitting. */
async function waiting(p: CasePlay, n: number): Promise<string> {
  const { request: _request, lead: _lead, ...body } = raised({ number: `A150302-${ordinal(n)}`, source: 'member' });
  await p.open({ case: item(n), body: { ...body, title: p.ref() } }, SECRETARY);
  await p.give(item(n), 'acceptItem', inOffice, SECRETARY);
  return item(n);
}

/** An urgent sitting in session that has the item. */
async function inSession(p: CasePlay, n: number, on: string): Promise<string> {
  const id = sitting(n);
  const when = new Date(Date.parse(await p.now()) + 3_600_000).toISOString();
  const body = convening({ number: `J150302-${ordinal(n)}`, sort: 'urgent', when });
  await p.open({ case: id, body }, CHAIR);
  await p.give(
    id,
    'addItem',
    { ...inOffice, item: { case: on, number: on.replace(/^agenda_item:(\d+):/, 'A$1-'), source: 'member' } },
    SECRETARY,
  );
  await p.give(id, 'fixAgenda', inOffice, SECRETARY);
  await p.give(id, 'openMeeting', { ...inOffice, ...there(1, 2, 3, 4) }, SECRETARY);
  return id;
}

const assigns = async (p: CasePlay) => ({
  ...{ outcome: 'assign', owner: HOUSING, needs: 'district', due: later(await p.now(), 10), task: p.ref() },
});
const defers = (p: CasePlay) => ({ outcome: 'defer', reason: p.ref() });

async function closed(p: CasePlay, id: string): Promise<void> {
  await p.give(id, 'closeMeeting', {}, CHAIR);
  await p.give(id, 'issueMinutes', { office: 'chair' }, CHAIR);
}

/** Of those who are late. */
const UNIT: Actor = { ...OWNER, role: 'unit_coordinator' };

/** The ways of disputes and of sittings. New paths come last. */
export const DISPUTE_AND_SITTING_PATHS: readonly CasePath[] = [
  {
    name: 'mediation-kept',
    shows: 'consent, a session, an agreement signed and sealed, the court asked twice and asked after, each term kept',
    cases: [{ case: mediation(21) }, { case: performance(21), as: 'performance' }],
    async play(p) {
      const [id, watched] = [await consented(p, 21), performance(21)];
      await p.give(
        id,
        'holdSession',
        {
          ...{ heldAt: await p.now(), minutes: p.ref() },
          attendance: SIDES.map((side) => ({ side, by: ['disputant'] })),
        },
        MEDIATOR,
      );
      await p.give(id, 'draftAgreement', { scope: 'full', content: p.ref(), agreed: await owed(p, 20) }, MEDIATOR);
      for (const side of SIDES) await p.give(id, 'signAgreement', await said(p, side), MEDIATOR);
      await p.give(id, 'sealAgreement', { seal: 'HB-21' }, CLERK);
      await p.give(watched, 'applyForConfirmation', { assents: ASSENTS }, MEDIATOR);
      await p.give(watched, 'recordCourtAcceptance', { accepted: 'no' }, CLERK);
      await p.give(watched, 'applyForConfirmation', { assents: ASSENTS }, MEDIATOR);
      await p.give(watched, 'recordCourtAcceptance', { accepted: 'yes', reference: 'C-21' }, CLERK);
      await p.until(p.due(watched, 'court_ruling'));
      await p.give(watched, 'recordCourtAnswer', { answer: 'confirmed', reference: 'C-21' }, CLERK);
      await p.give(watched, 'confirmTerm', { term: 1, on: localDay(await p.now()), note: p.ref() }, MEDIATOR);
    },
  },
  {
    name: 'mediation-breached',
    shows: 'agreed by word, and not kept: reminders, the breach, and another way',
    cases: [{ case: mediation(22) }, { case: performance(22), as: 'performance' }],
    async play(p) {
      const [id, watched] = [await consented(p, 22), performance(22)];
      const agreement = { scope: 'full', content: p.ref(), agreed: await owed(p, 10), assents: ASSENTS };
      await p.give(id, 'agreeOrally', agreement, MEDIATOR);
      await p.until(p.due(watched, 'performance_term'));
      await p.give(watched, 'urgeTerm', { term: 1, means: 'phone' }, CLERK);
      await p.give(watched, 'closePerformance', { reason: 'sued', note: p.ref() }, MEDIATOR);
    },
  },
  {
    name: 'mediation-refused',
    shows: 'one side agrees to talk and the other does not',
    cases: [{ case: mediation(23) }],
    async play(p) {
      const id = await open(p, 23, [MEDIATOR]);
      await p.give(id, 'recordConsent', await said(p, 's1'), MEDIATOR);
      await p.give(id, 'recordRefusal', await said(p, 's2'), MEDIATOR);
    },
  },
  {
    name: 'mediation-without-end',
    shows: 'the thirty days, ten more with the consent of all, and then it is over',
    cases: [{ case: mediation(24) }],
    async play(p) {
      const id = await consented(p, 24);
      await p.give(id, 'extendMediation', { limit: '10d', consents: ASSENTS }, MEDIATOR);
      await p.until(p.due(id, 'mediation_term'));
    },
  },
  {
    name: 'sitting-decides',
    shows: 'screened, on an agenda, voted on by those who are not recused, assigned, done, verified; and the minutes',
    cases: [{ case: item(31) }, { case: sitting(31), as: 'sitting' }],
    async play(p) {
      const on = await waiting(p, 31);
      const id = await inSession(p, 31, on);
      await p.give(id, 'discussItem', { ...inOffice, item: on, text: p.ref() }, SECRETARY);
      await p.give(id, 'recuseSeat', { item: on, seat: 4 }, member(4));
      await p.give(id, 'callVote', { item: on, proposal: await assigns(p) }, member(3));
      for (const seat of [1, 2, 3])
        await p.give(id, 'castVote', { item: on, vote: seat === 3 ? 'against' : 'for' }, member(seat));
      await p.give(id, 'castVote', { item: on, vote: 'for' }, member(1), 'voted_before');
      await p.give(id, 'closeVote', { item: on }, CHAIR);
      await closed(p, id);
      await p.give(on, 'reportDecision', { summary: p.ref() }, UNIT);
      await p.give(on, 'verifyDecision', { ...inOffice, solved: 'yes' }, SECRETARY);
    },
  },
  {
    name: 'sittings-defer-twice',
    shows: 'deferred by one sitting and by the next, it goes one level up by itself',
    cases: [
      { case: item(32) },
      { case: sitting(32), as: 'sitting' },
      { case: sitting(33), as: 'next-sitting' },
      { case: `${item(32)}-district`, as: 'district' },
    ],
    async play(p) {
      const on = await waiting(p, 32);
      for (const n of [32, 33]) {
        const id = await inSession(p, n, on);
        await p.give(id, 'decideItem', { item: on, decision: defers(p) }, CHAIR);
        await closed(p, id);
      }
      await p.give(`${on}-district`, 'returnItem', { ...inOffice, reason: p.ref() }, SECRETARY);
    },
  },
  {
    name: 'decision-never-done',
    shows: `what ${HAIBEI.code} has assigned is late twice: climbed after, and one level up by itself`,
    cases: [{ case: item(34) }, { case: sitting(34), as: 'sitting' }, { case: `${item(34)}-district`, as: 'district' }],
    async play(p) {
      const on = await waiting(p, 34);
      const id = await inSession(p, 34, on);
      await p.give(id, 'decideItem', { item: on, decision: await assigns(p) }, CHAIR);
      await closed(p, id);
      await p.until(p.due(on, 'decision_result'));
      await p.until(p.due(on, 'decision_second_term'));
      await p.give(`${on}-district`, 'returnItem', { ...inOffice, reason: p.ref() }, SECRETARY);
    },
  },
];
