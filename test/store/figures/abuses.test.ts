import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ABUSE_NAMES, reasonOf, type AbuseName } from '../../../src/domain/figures/abuses.js';
import type { RequestEvent } from '../../../src/domain/request/events.js';
import type { RequestState } from '../../../src/domain/vocabulary.js';
import { openDatabase, type Database } from '../../../src/store/database.js';
import { findAbuses, type FoundAbuse } from '../../../src/store/figures/abuses.js';
import {
  aStory,
  BODIES,
  LEADER,
  local,
  SANITATION,
  SATISFIED,
  someone,
  storyAt,
  text,
  UNSOLVED,
  type Story,
} from '../../support/domain.js';
import { record, renumbered } from '../../support/recorded-lives.js';
import { makeDatabase } from '../../support/service.js';

const DISTRICT = '150599';
const ASKED = { district: DISTRICT, date: '2026-04-01', now: local('2026-04-01 08:00') };

let db: Database;
let database: Awaited<ReturnType<typeof makeDatabase>>;
let found: readonly FoundAbuse[];
const numbers: Record<string, string> = {};
let ordinal = 0;

const casesOf = (name: AbuseName) => found.find((abuse) => abuse.name === name)?.cases ?? [];

async function plant(name: string, story: Pick<Story, 'events'>, change = (event: RequestEvent) => event) {
  ordinal += 1;
  const events = renumbered(story.events.map(change), DISTRICT, ordinal);
  await record(db, events);
  const { case: caseId } = events[0] as RequestEvent;
  numbers[name] = caseId.replace(/^request:(\d+):/, '$1-');
  return { caseId, next: events.length + 1 };
}

/** A story with a result whose words are in the vault. */
async function plantResult(name: string, at: string, words: string) {
  const ref = randomUUID();
  const story = storyAt('handling');
  story.give('submitResult', { summary: text(ref), evidence: ['photo-1'] }, { at: local(at) });
  const { caseId } = await plant(name, story);
  await db.pool.query(
    `INSERT INTO vault_texts (ref, case_id, purpose, text, salt, commitment) VALUES ($1, $2, 'summary', $3, '', '')`,
    [ref, caseId, words],
  );
}

/** Raised by somebody of one unit, and ended by somebody of another, whatever the rules say of it today. */
const raisedAndEndedBy = (raiser: string, ender: string) => (event: RequestEvent) => {
  const unit = event.seq === 1 ? raiser : event.type === 'closed' ? ender : undefined;
  return unit === undefined ? event : { ...event, actor: { ...event.actor, unit } };
};

function verifiedFinding(): Story {
  const story = aStory({ requester: 'anonymous', noContact: true, origin: 'finding' });
  for (const name of ['dispatch', 'signFor', 'submitResult', 'approveResult', 'review', 'verify'] as const)
    story.give(name);
  return story;
}

/** Extended at an instant, from a request received at another. */
function extended(receivedAt: string, at: string): Story {
  const story = storyAt('handling', { at: local(receivedAt) });
  story.give('requestExtension', BODIES.requestExtension, { at: local(at) });
  story.give('ruleOnExtension');
  return story;
}

function judgedTwice(latest: typeof SATISFIED): Story {
  const story = storyAt('rework');
  for (const name of ['submitResult', 'approveResult', 'review', 'reply'] as const) story.give(name);
  story.give('recordCallBack', { result: 'reached', answers: latest });
  return story;
}

/** The rules refuse it today; what was recorded under others, or forged, is found all the same. */
const calledBackBy = (unit: string) => (event: RequestEvent) =>
  event.type === 'call_back_recorded' ? { ...event, actor: { ...event.actor, unit } } : event;

function withdrawnBy(role: 'resident' | 'hotline_clerk', at: string): Story {
  const story = storyAt('handling');
  story.give('withdraw', { callId: 'k' }, { at: local(at), actor: someone(role) });
  return story;
}

/** What the resident says of being contacted, and whether the unit says that it did. */
function judgedAs(contacted: 'yes' | 'no', isRecorded: boolean): Story {
  const story = at('handling');
  if (isRecorded) story.give('recordContact');
  for (const name of ['submitResult', 'approveResult', 'review', 'reply'] as const) story.give(name);
  story.give('recordCallBack', { result: 'reached', answers: { ...SATISFIED, contacted } });
  return story;
}

/** Dispatched to another unit before the first has signed for it. */
function sentOn(when: string): Story {
  const story = at('awaiting_sign_for');
  story.give('dispatch', { unit: SANITATION, reason: text('theirs') }, { at: local(when) });
  return story;
}

function whistled(isOpen: boolean): Story {
  const story = storyAt('handling');
  story.give('blowWhistle');
  if (!isOpen) story.give('concludeReferral');
  story.give('requestExtension');
  story.give('ruleOnExtension');
  return story;
}

const at = (state: RequestState) => storyAt(state);

const NEW_CONTACT = { contact: text('contact'), reason: text('another number') };

/** A position, and one command in it by the shift leader. */
function given(state: RequestState, name: 'reclassify' | 'correct', body: object = BODIES[name]): Story {
  const story = at(state);
  story.give(name, body as (typeof BODIES)[typeof name], { actor: someone('shift_leader') });
  return story;
}

/** Called in vain, renumbered, and called again. */
function calledTwice(): Story {
  const story = at('awaiting_call_back');
  story.give('recordCallBack', { result: 'unreached' });
  story.give('correct', NEW_CONTACT);
  return story;
}

function splitStory(): Story {
  const story = at('awaiting_dispatch');
  story.give('split');
  for (const name of ['dispatch', 'signFor'] as const) story.give(name);
  return story;
}

const rewritten = (from: string, to: () => string) => (event: RequestEvent) =>
  JSON.parse(JSON.stringify(event).replaceAll(from, to())) as RequestEvent;

/** Another request's number instead of the one that the story has. */
const naming = (number: string, name: string) => rewritten(number, () => numbers[name] ?? '');
const toSanitation = rewritten('"housing"', () => '"sanitation"');

beforeAll(async () => {
  database = await makeDatabase();
  db = openDatabase({ url: database.url, poolSize: 4 });

  await plant('own finding', verifiedFinding(), raisedAndEndedBy('housing', 'housing'));
  await plant('another’s finding', verifiedFinding(), raisedAndEndedBy('sanitation', 'housing'));
  await plantResult('empty', '2026-03-09 23:50', '已办');
  await plantResult('late but full', '2026-03-09 23:50', '已更换路灯灯泡三只,夜间复查照明正常。');
  await plantResult('short but early', '2026-03-06 10:00', '已办');
  await plant('cleaned', extended('2026-03-24 10:00', '2026-03-30 10:00'));
  await plant('due next month', extended('2026-03-26 10:00', '2026-03-30 10:00'));
  await plant('in mid month', extended('2026-03-10 10:00', '2026-03-13 10:00'));
  await plant('better at last', judgedTwice(SATISFIED));
  await plant('as bad at last', judgedTwice({ ...UNSOLVED, satisfaction: 2 }));
  await plant('called by itself', at('closed'), calledBackBy('housing'));
  await plant('called by the centre', at('closed'), calledBackBy('hotline-centre'));
  await plant('withdrawn by a clerk', withdrawnBy('hotline_clerk', '2026-03-09 22:00'));
  await plant('withdrawn by the resident', withdrawnBy('resident', '2026-03-09 22:00'));
  await plant('withdrawn early', withdrawnBy('hotline_clerk', '2026-03-04 10:00'));
  await plant('recoded', given('handling', 'reclassify'));
  await plant('moved', given('handling', 'correct'));
  await plant('recoded at intake', given('awaiting_dispatch', 'reclassify'));
  await plant('renumbered', given('awaiting_reply', 'correct', NEW_CONTACT));
  await plant('renumbered while handled', given('handling', 'correct', NEW_CONTACT));
  await plant('renumbered after a call', calledTwice());
  await plant('part', at('handling'));
  await plant('split at home', splitStory(), naming('150302-2026-000200', 'part'));
  await plant('part of another', at('handling'), toSanitation);
  await plant('split between two', splitStory(), naming('150302-2026-000200', 'part of another'));
  await plant('leader elsewhere', storyAt('handling', { place: { subdistrict: 'xinhua' } }));
  await plant('merged away', at('merged'), naming(LEADER.number, 'leader elsewhere'));
  await plant('leader', at('handling'));
  await plant('merged', at('merged'), naming(LEADER.number, 'leader'));
  await plant('contact denied', judgedAs('no', true));
  await plant('never contacted', judgedAs('no', false));
  await plant('contact confirmed', judgedAs('yes', true));
  await plant('sent on at the last minute', sentOn('2026-03-03 23:50'));
  await plant('sent on early', sentOn('2026-03-03 10:00'));
  await plant('whistled', whistled(true));
  await plant('whistled before', whistled(false));
  for (let i = 0; i < 30; i += 1) await plant('of many', at('closed'), toSanitation);
  found = await findAbuses(db, ASKED);
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

const PLANTED: Readonly<Record<Exclude<AbuseName, 'too_few_to_rank'>, readonly string[]>> = {
  finding_closed_by_its_unit: ['own finding'],
  empty_result_at_the_last_minute: ['empty'],
  split_within_one_unit: ['split at home'],
  merged_with_another_matter: ['merged away'],
  month_cleaned: ['cleaned'],
  first_against_latest: ['better at last'],
  call_back_by_the_lead: ['called by itself'],
  withdrawn_before_the_due: ['withdrawn by a clerk'],
  recoded_after_dispatch: ['recoded', 'moved'],
  contact_changed_before_call_back: ['renumbered', 'renumbered while handled'],
  contact_denied: ['contact denied'],
  dispatched_again_before_the_due: ['sent on at the last minute'],
  whistle_to_shift_a_clock: ['whistled'],
};

describe('an abuse', () => {
  it.each(Object.entries(PLANTED))('%s is found, and nothing that only looks like it', (name, planted) => {
    const names = casesOf(name as AbuseName).map(({ number }) =>
      Object.keys(numbers).find((one) => numbers[one] === number),
    );
    expect(names.sort()).toEqual([...planted].sort());
  });

  it('too_few_to_rank names the units with fewer than thirty judgements', () => {
    expect(casesOf('too_few_to_rank').map(({ unit }) => unit)).toEqual(['housing']);
  });

  it('is told with its facts, in both languages', () => {
    const reasons = Object.fromEntries(ABUSE_NAMES.map((name) => [name, casesOf(name)[0]?.reason]));
    expect(reasons['empty_result_at_the_last_minute']?.zh).toBe('到期前 10 分钟提交,仅 2 字');
    expect(reasons['month_cleaned']?.en).toBe('due 2026-04-01 00:00, and moved at the end of that month: an extension');
    expect(reasons['withdrawn_before_the_due']?.zh).toBe('到期前 120 分钟由 受理员 撤回');
    for (const reason of Object.values(reasons)) expect(JSON.stringify(reason)).not.toMatch(/[{]\w+[}]|undefined/);
    expect(reasonOf('too_few_to_rank', { n: 4 })).toEqual({ zh: '仅 4 件评价', en: 'only 4 judgements' });
  });

  it('is told to a unit only where it is its own', async () => {
    const own = await findAbuses(db, { ...ASKED, units: ['sanitation'] });
    expect(own.flatMap(({ cases }) => cases)).toEqual([]);
    const housing = await findAbuses(db, { ...ASKED, units: ['housing'] });
    expect(housing.find(({ name }) => name === 'whistle_to_shift_a_clock')?.cases).toHaveLength(1);
  });
});
