import { describe, expect, it } from '@jest/globals';
import type { RequestEvent } from '../../../src/domain/request/events.js';
import { lapse, nextWake } from '../../../src/domain/request/lapse.js';
import { localTime } from '../../../src/domain/local-time.js';
import { LATENESS_RUNGS } from '../../../src/domain/vocabulary.js';
import { aStory, after, HOUSING, local, MONDAY, storyAt, text, types, type Story } from '../../support/domain.js';

/** `03-09 10:00 clock_warned result 50`: what time brought, at +08:00. */
function told(events: readonly RequestEvent[]): readonly string[] {
  return events.map((event) => {
    const words = [localTime(event.at).slice(5, 16).replace('T', ' '), event.type];
    if (event.type === 'clock_warned') words.push(event.body.clock, String(event.body.percent));
    if (event.type === 'clock_breached') words.push(event.body.clock);
    if (event.type === 'supervised') words.push(event.body.level);
    if (event.type === 'referred') words.push(event.body.to);
    return words.join(' ');
  });
}

function untilSigned(story: Story): readonly string[] {
  return told(story.pass(story.clock('sign_for').at)).filter(
    (line) => line.includes('sign_for') || line.includes('urged'),
  );
}

describe('warnings', () => {
  it('come at 50 and 80 % of the counted time, in due order', () => {
    const story = storyAt('handling');
    story.give('recordContact');
    expect(told(story.pass(local('2026-03-09 23:59')))).toEqual([
      '03-05 12:00 clock_warned result 50',
      '03-07 00:00 clock_warned result 80',
    ]);
  });

  it('come once per due version, and again when the due has moved', () => {
    const story = storyAt('handling', { urgency: 'urgent' });
    story.give('recordContact');
    const warned = () =>
      story
        .all('clock_warned')
        .filter(({ body }) => body.clock === 'result')
        .map(({ at, body }) => [at, body.percent]);
    story.pass(after(MONDAY, '60h'));
    story.pass(after(MONDAY, '60h'));
    expect(warned()).toEqual([
      [after(MONDAY, '36h'), 50],
      [after(MONDAY, '3456min'), 80],
    ]);
    story.give('requestExtension', { limit: '72h', reason: text('r') });
    story.give('ruleOnExtension');
    story.pass(after(MONDAY, '143h'));
    expect(warned().slice(2)).toEqual([
      [after(MONDAY, '72h'), 50],
      [after(MONDAY, '6912min'), 80],
    ]);
  });

  it('never come for a point that lay before the due was moved', () => {
    const story = storyAt('handling', { urgency: 'urgent' });
    story.give('recordContact');
    story.give('requestExtension', { limit: '1h', reason: text('r') }, { at: after(MONDAY, '71h') });
    story.give('ruleOnExtension');
    story.pass(after(MONDAY, '4379min'));
    const percents = story
      .all('clock_warned')
      .filter(({ body }) => body.clock === 'result')
      .map(({ body }) => body.percent);
    expect(percents).toEqual([50, 80]);
  });

  it('name the due they warn of, and do not come for windows', () => {
    const story = storyAt('awaiting_judgement');
    story.pass(local('2026-03-09 23:59'));
    expect(story.all('clock_warned').filter(({ body }) => body.clock === 'judgement_window')).toEqual([]);
    const early = storyAt('awaiting_sign_for');
    const due = early.clock('sign_for').at;
    early.pass(after(due, '-1ms'));
    for (const { body } of early.all('clock_warned').filter(({ body: { clock } }) => clock === 'sign_for')) {
      expect(body).toMatchObject({ n: 1, due });
    }
    expect(early.all('clock_warned').filter(({ body }) => body.clock === 'objection')).toEqual([]);
  });
});

describe('a breach', () => {
  it('happens at the due, once, and stays when the duty is done', () => {
    const story = storyAt('awaiting_sign_for');
    const due = story.clock('sign_for').at;
    expect(untilSigned(story)).toContain('03-04 00:00 clock_breached sign_for');
    story.pass(after(due, '5d'));
    story.give('signFor');
    story.pass(after(due, '6d'));
    expect(story.all('clock_breached').filter(({ body }) => body.clock === 'sign_for')).toHaveLength(1);
    expect(story.clock('sign_for')).toMatchObject({ status: 'met', breachedAt: due });
  });

  it('is decided before the command that was received after it, in the same step', () => {
    const story = storyAt('awaiting_sign_for');
    story.give('recordContact');
    const due = story.clock('sign_for').at;
    const { events } = story.try('signFor', {}, { at: after(due, '1h') });
    expect(types(events).slice(-3)).toEqual(['clock_breached', 'urged', 'signed_for']);
    expect(events.map(({ at }) => at).slice(-3)).toEqual([due, due, after(due, '1h')]);
  });

  it('is decided before a command that is refused, and stays decided', () => {
    const story = storyAt('awaiting_sign_for');
    const { events, refusal } = story.try('review', { passed: 'yes' }, { at: story.clock('sign_for').at });
    expect(refusal?.code).toBe('wrong_state');
    expect(types(events)).toContain('clock_breached');
    expect(story.clock('sign_for').breachedAt).toBeDefined();
  });

  it('is not decided for a command received before it', () => {
    const story = storyAt('awaiting_sign_for');
    const { events } = story.try('signFor', {}, { at: after(story.clock('sign_for').at, '-1ms') });
    expect(types(events)).not.toContain('clock_breached');
  });

  it('carries its due where the event before it was later', () => {
    const story = storyAt('in_review');
    const due = story.clock('result').at;
    story.give('review', { passed: 'no', reason: text('r') }, { at: after(due, '1d') });
    story.pass(after(due, '1d'));
    expect(story.all('clock_breached').at(-1)).toMatchObject({ at: after(due, '1d'), body: { clock: 'result', due } });
  });

  it('of several clocks at one wake come in due order', () => {
    const story = aStory({ urgency: 'critical' });
    story.give('dispatch', { unit: HOUSING, reason: text('r') }, { at: after(MONDAY, '5min') });
    story.pass(after(MONDAY, '30h'));
    const breaches = story.all('clock_breached').map(({ at, body }) => [body.clock, at]);
    expect(breaches).toEqual([
      ['sign_for', after(MONDAY, '35min')],
      ['first_contact', after(MONDAY, '125min')],
      // On the agenda since an hour and a half after the first.
      ['interim_reply', after(MONDAY, '245min')],
      ['result', after(MONDAY, '24h')],
    ]);
    const times = story.events.map(({ at }) => at);
    expect(times).toEqual([...times].sort());
  });
});

describe('the ladder of lateness', () => {
  it.each([
    ['critical', '30min'],
    ['urgent', '2h'],
  ] as const)('of a %s request climbs a rung every %s and ends on the joint meeting’s agenda', (urgency, step) => {
    const story = storyAt('awaiting_sign_for', { urgency, requester: 'confidential' });
    const due = story.clock('sign_for').at;
    const rungs = [due, after(due, step), after(after(due, step), step), after(after(after(due, step), step), step)];
    story.pass(after(due, '8h'));
    expect(story.all('urged').map(({ at, body }) => [at, body.by])).toEqual([[rungs[0], 'ladder']]);
    expect(story.all('supervised').map(({ at, body }) => [at, body.level, body.by])).toEqual([
      [rungs[1], 'unit_head', 'ladder'],
      [rungs[2], 'supervision_office', 'ladder'],
      [rungs[3], 'district_leader', 'ladder'],
    ]);
    expect(story.all('referred').map(({ at, body }) => [at, body.to, body.by])).toEqual([
      [rungs[3], 'joint_meeting', 'ladder'],
    ]);
    expect(story.state).toMatchObject({
      state: 'at_joint_meeting',
      position: 'awaiting_sign_for',
      agendaProposed: 'yes',
    });
  });

  it('of a routine request climbs a working day at a time', () => {
    const story = storyAt('awaiting_sign_for', { noContact: true });
    const lines = told(story.pass(local('2026-03-12 00:00'))).filter((line) => !line.includes('warned'));
    expect(lines).toEqual([
      '03-04 00:00 clock_breached sign_for',
      '03-04 00:00 urged',
      '03-05 00:00 supervised unit_head',
      '03-06 00:00 supervised supervision_office',
      '03-07 00:00 supervised district_leader',
      '03-07 00:00 referred joint_meeting',
      '03-10 00:00 clock_breached result',
    ]);
  });

  it('is left as soon as what was late is done, and begins below for the next lateness', () => {
    const story = storyAt('awaiting_sign_for', { urgency: 'urgent' });
    story.pass(after(story.clock('sign_for').at, '3h'));
    expect(story.state.ladders?.lead_unit).toMatchObject({ rung: 'unit_head' });
    story.give('signFor');
    expect(story.state.ladders).toBeUndefined();
    story.pass(story.clock('first_contact').at);
    expect(story.state.ladders?.lead_unit).toMatchObject({ rung: 'urge', since: story.clock('first_contact').at });
  });

  it('says at each rung what is late and who owes it: the latest of what is missed', () => {
    const story = storyAt('awaiting_sign_for', { urgency: 'urgent' });
    story.pass(after(story.clock('first_contact').at, '1min'));
    const late = (clock: string) => ({ clock, n: 1, unit: 'housing' });
    expect(story.all('urged')[0]?.body.late).toEqual(late('sign_for'));
    expect(story.all('clock_breached').map(({ body: { due: _due, ...body } }) => body)).toEqual([
      late('sign_for'),
      // Owed since the ladder put it on a meeting's agenda.
      late('interim_reply'),
      late('first_contact'),
    ]);
    story.give('recordContact');
    story.give('interimReply');
    story.pass(after(story.clock('result').at, '1min'));
    expect(story.all('clock_breached').at(-1)?.body).toMatchObject(late('result'));
  });

  it('names no unit where the centre is late', () => {
    const story = aStory({ urgency: 'urgent' });
    story.pass(after(MONDAY, '3h'));
    expect([...story.all('urged'), ...story.all('supervised')].map(({ body }) => body.late)).toEqual([
      { clock: 'dispatch', n: 1 },
      { clock: 'dispatch', n: 1 },
    ]);
  });

  it('is one for all that is late: a second breach urges nobody again', () => {
    const story = storyAt('awaiting_sign_for', { urgency: 'urgent' });
    story.pass(story.clock('first_contact').at);
    expect(story.all('clock_breached').map(({ body }) => body.clock)).toContain('first_contact');
    expect(story.all('urged')).toHaveLength(1);
  });

  it('of one holder does not hide that of the other', () => {
    const story = storyAt('awaiting_sign_for', { urgency: 'urgent' });
    story.give('signFor');
    story.give('submitResult');
    story.pass(story.clock('first_contact').at);
    story.give('approveResult');
    const { at: due } = story.clock('review');
    story.pass(after(due, '3h'));
    const ofTheCentre = { by: 'ladder', late: { clock: 'review', n: 1 } };
    expect(story.all('urged').at(-1)).toMatchObject({ at: due, body: ofTheCentre });
    expect(story.all('supervised').filter(({ body }) => body.late?.clock === 'review')).toMatchObject([
      { at: after(due, '2h'), body: { level: 'unit_head', ...ofTheCentre } },
    ]);
    expect(Object.keys(story.state.ladders ?? {}).sort()).toEqual(['centre', 'lead_unit']);
    story.give('review', { passed: 'yes' });
    expect(Object.keys(story.state.ladders ?? {})).toEqual(['lead_unit']);
  });

  it('never brings the centre’s lateness before a joint meeting', () => {
    const story = aStory({ urgency: 'urgent' });
    story.pass(after(MONDAY, '70h'));
    expect(story.all('supervised').map(({ body }) => body.level)).toEqual(LATENESS_RUNGS.slice(1));
    expect(story.all('referred')).toEqual([]);
    expect(story.state.state).toBe('awaiting_dispatch');
  });

  it('raised against the centre is not the unit’s: the unit is urged first', () => {
    const story = aStory({ urgency: 'urgent' });
    const at = after(MONDAY, '73h');
    story.give('dispatch', { unit: HOUSING, reason: text('r') }, { at });
    expect(told(story.pass(at))).toHaveLength(1);
    expect(story.all('urged').at(-1)).toMatchObject({ at, body: { by: 'ladder' } });
    expect(story.state.ladders?.lead_unit).toMatchObject({ rung: 'urge', since: at });
    story.pass(after(at, '6h'));
    expect(story.all('referred').map(({ at: when }) => when)).toEqual([after(at, '6h')]);
  });

  it('waits for another referral to conclude, then goes on the agenda', () => {
    const story = storyAt('handling', { urgency: 'urgent', requester: 'anonymous' });
    story.give('blowWhistle');
    story.pass(after(MONDAY, '90h'));
    expect(story.all('supervised').at(-1)?.body.level).toBe('district_leader');
    expect(story.state.referral).toBe('whistle');
    story.give('concludeReferral');
    story.pass(story.state.at);
    expect(story.all('referred').at(-1)?.body).toEqual({
      to: 'joint_meeting',
      by: 'ladder',
      late: { clock: 'result', n: 1, unit: 'housing' },
    });
    expect(story.state.state).toBe('at_joint_meeting');
  });

  it('does not put it on the agenda twice', () => {
    const story = storyAt('handling', { urgency: 'urgent', requester: 'anonymous' });
    story.pass(after(MONDAY, '90h'));
    story.give('concludeReferral', { referral: 'joint_meeting', result: 'not_settled' });
    story.pass(after(MONDAY, '200h'));
    expect(story.all('referred')).toHaveLength(1);
    expect(nextWake(story.state, story.terms)).toBeUndefined();
  });

  it('ends with the request', () => {
    const story = storyAt('handling', { urgency: 'urgent', requester: 'anonymous' });
    story.pass(after(MONDAY, '90h'));
    story.give('withdraw');
    expect(story.state.ladders).toBeUndefined();
    expect(story.state.referral).toBeUndefined();
    expect(types(story.pass(after(MONDAY, '300h')))).toEqual([]);
  });

  it('leaves no referral open when the resident judges while it stands', () => {
    const story = storyAt('awaiting_reply', { urgency: 'urgent' });
    story.pass(after(story.clock('reply').at, '10h'));
    // Where it stands is no longer with the unit's work: the agenda item is beside it.
    expect(story.state).toMatchObject({ state: 'awaiting_reply', stage: 'follow_up', referral: 'joint_meeting' });
    story.give('reply');
    story.give('recordCallBack');
    expect(story.state).toMatchObject({ state: 'closed', position: 'closed' });
    expect(story.state.referral).toBeUndefined();
  });
});

describe('the next wake', () => {
  it('is the next warning, due or rung, and never lies after what lapse would bring', () => {
    const story = storyAt('awaiting_sign_for');
    for (let i = 0; i < 30; i += 1) {
      const wake = nextWake(story.state, story.terms);
      if (wake === undefined) break;
      expect(lapse(story.state, story.terms, after(wake, '-1ms')).events).toEqual([]);
      expect(story.pass(wake).length).toBeGreaterThan(0);
    }
    expect(nextWake(story.state, story.terms)).toBeUndefined();
  });

  it('is none for praise that waits, and none after the end', () => {
    const praise = storyAt('handling', { kind: 'praise' });
    expect(nextWake(praise.state, praise.terms)).toBeUndefined();
    const ended = storyAt('closed');
    expect(nextWake(ended.state, ended.terms)).toBe(ended.clock('reopening').at);
    ended.pass(ended.clock('reopening').at);
    expect(nextWake(ended.state, ended.terms)).toBeUndefined();
  });
});
