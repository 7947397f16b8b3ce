import { describe, expect, it } from '@jest/globals';
import { dueOf } from '../../../src/domain/calendar.js';
import { localTime } from '../../../src/domain/local-time.js';
import { REQUEST_KINDS, URGENCIES } from '../../../src/domain/vocabulary.js';
import {
  BODIES,
  aStory,
  aSubmission,
  after,
  changes,
  COMMUNITY,
  HOUSING,
  local,
  MONDAY,
  someone,
  storyAt,
  text,
  types,
} from '../../support/domain.js';

describe('receipt', () => {
  it('starts the centre’s and the resident’s clock, each from the moment of receipt', () => {
    const story = aStory({ trusted: false });
    expect(types(story.events)).toEqual(['received']);
    expect(story.state).toMatchObject({ position: 'received', state: 'received', stage: 'intake', seq: 1, at: MONDAY });
    expect(story.open()).toEqual(['dispatch#1 2026-03-02T12:00:00+08:00', 'result#1 2026-03-10T00:00:00+08:00']);
    expect(story.clock('result')).toMatchObject({
      from: MONDAY,
      limit: '5wd',
      lastDay: '2026-03-09',
      status: 'running',
    });
  });

  it.each([
    ['critical', {}, '24h', '2026-03-03T10:00:00+08:00'],
    ['urgent', {}, '72h', '2026-03-05T10:00:00+08:00'],
    ['urgent', { utility: 'yes' }, '24h', '2026-03-03T10:00:00+08:00'],
    ['routine', {}, '5wd', '2026-03-10T00:00:00+08:00'],
    ['routine', { complex: 'yes' }, '15wd', '2026-03-24T00:00:00+08:00'],
  ] as const)('gives a %s request with %j the result limit %s', (urgency, category, limit, due) => {
    const result = aStory({ urgency, category }).clock('result');
    expect([result.limit, localTime(result.at)]).toEqual([limit, due]);
  });

  it('gives a routine inquiry two working days', () => {
    expect(aStory({ kind: 'inquiry' }).clock('result').limit).toBe('2wd');
  });

  it.each(['praise', 'other'] as const)('starts no clock for %s', (kind) => {
    for (const urgency of URGENCIES) expect(aStory({ kind, urgency, trusted: false }).state.clocks).toEqual([]);
  });

  it('starts a result clock for every other kind and urgency, due as the calendar says', () => {
    for (const kind of REQUEST_KINDS.filter((each) => each !== 'praise' && each !== 'other')) {
      for (const urgency of URGENCIES) {
        const { at, limit } = aStory({ kind, urgency }).clock('result');
        expect(at).toBe(dueOf(aStory().terms.calendar, MONDAY, limit).at);
      }
    }
  });

  it('is accepted on arrival from a trusted channel', () => {
    const story = aStory();
    expect(types(story.events)).toEqual(['received', 'accepted']);
    expect(story.events[1]?.body).toEqual({ basis: 'trusted_channel' });
    expect(story.state.position).toBe('awaiting_dispatch');
  });

  it('is dispatched by the system when one catalogue row fits', () => {
    const story = aStory({ proposal: { unit: HOUSING, basis: 'catalogue', ground: 'B0201' } });
    expect(types(story.events)).toEqual(['received', 'accepted', 'dispatched']);
    expect(story.state).toMatchObject({ position: 'awaiting_sign_for', lead: 'housing', transfers: 0 });
    expect(story.clock('dispatch').status).toBe('met');
  });

  it.each([COMMUNITY, { ...HOUSING, inForce: 'no' as const }])(
    'waits for a dispatcher when the proposed unit cannot lead: %j',
    (unit) => {
      const story = aStory({ proposal: { unit, basis: 'on_arrival', ground: 'named' } });
      expect(story.state.position).toBe('awaiting_dispatch');
      expect(story.state.lead).toBeUndefined();
    },
  );

  it('does not dispatch what was not accepted', () => {
    const story = aStory({ trusted: false, proposal: { unit: HOUSING, basis: 'catalogue', ground: 'B0201' } });
    expect(story.state.position).toBe('received');
  });

  it('keeps the command, its receipt and its sender on every event it caused', () => {
    for (const event of aStory({ proposal: { unit: HOUSING, basis: 'catalogue', ground: 'B0201' } }).events) {
      expect(event).toMatchObject({
        commandId: 'c-start',
        receivedAt: MONDAY,
        at: MONDAY,
        actor: aSubmission().actor,
        run: 1,
        v: 1,
      });
    }
  });
});

describe('acceptance', () => {
  it('by hand opens the way to dispatch and touches no clock', () => {
    const story = storyAt('received');
    const [event] = story.give('accept');
    expect(event).toMatchObject({ type: 'accepted', body: { basis: 'by_hand' } });
    expect(changes(event)).toEqual([]);
    expect(story.state.position).toBe('awaiting_dispatch');
  });
});

describe('accepting by hand', () => {
  const row = { basis: 'catalogue', ground: 'row 12' } as const;

  it('lets the system dispatch by the one row of the catalogue that fits', () => {
    const story = storyAt('received');
    const events = story.give('accept', { proposal: { unit: HOUSING, ...row } });
    expect(types(events)).toEqual(['accepted', 'dispatched']);
    expect(events[1]?.body).toMatchObject({ unit: 'housing', ...row });
    expect(story.state).toMatchObject({ position: 'awaiting_sign_for', lead: 'housing' });
  });

  it('leaves it to a dispatcher where no row fits, or one that cannot lead', () => {
    for (const body of [{}, { proposal: { unit: COMMUNITY, ...row } }]) {
      const story = storyAt('received');
      expect(types(story.give('accept', body))).toEqual(['accepted']);
      expect(story.state.position).toBe('awaiting_dispatch');
    }
  });
});

describe('asking for information', () => {
  it('puts an undispatched request back to the resident and pauses what waits for the answer', () => {
    const story = storyAt('received');
    const [event] = story.give('askInformation', { question: text('q') }, { at: after(MONDAY, '1h') });
    expect(changes(event)).toEqual(['started information', 'paused dispatch', 'paused result']);
    expect(story.state).toMatchObject({ position: 'awaiting_information', information: 'asked' });
    expect(story.clock('result')).toMatchObject({ status: 'paused', pausedAt: after(MONDAY, '1h') });
    expect(story.clock('dispatch')).toMatchObject({ status: 'paused', pausedAt: after(MONDAY, '1h') });
    expect(story.clock('information')).toMatchObject({ limit: '3wd', lastDay: '2026-03-05' });
  });

  it.each(['awaiting_dispatch', 'awaiting_sign_for', 'handling'] as const)(
    'leaves the request where it is in %s',
    (position) => {
      const story = storyAt(position);
      story.give('askInformation');
      expect(story.state.position).toBe(position);
      expect(story.clock('result').status).toBe('paused');
    },
  );

  it('says who asked', () => {
    const byLead = storyAt('handling');
    byLead.give('askInformation', { question: text('q') }, { actor: someone('unit_coordinator', 'housing') });
    const byCentre = storyAt('handling');
    byCentre.give('askInformation', { question: text('q') }, { actor: someone('hotline_clerk') });
    expect([byLead, byCentre].map((story) => story.all('information_asked')[0]?.body.by)).toEqual([
      'lead_unit',
      'centre',
    ]);
  });

  it('is not for a unit that does not hold the request', () => {
    const actor = someone('unit_coordinator', 'sanitation');
    expect(storyAt('handling').refusal('askInformation', { question: text('q') }, { actor })).toBe('not_lead_unit');
    expect(storyAt('received').refusal('askInformation', { question: text('q') }, { actor })).toBe('not_lead_unit');
  });

  it('happens once per request, also when it was answered or lapsed or the request was reopened', () => {
    const answered = storyAt('received');
    answered.give('askInformation');
    answered.give('supplement');
    const lapsed = storyAt('received');
    lapsed.give('askInformation');
    lapsed.pass(local('2026-03-06 00:00'));
    for (const story of [answered, lapsed]) expect(story.refusal('askInformation')).toBe('information_already_asked');
    answered.give('withdraw');
    answered.give('reopen');
    expect(answered.refusal('askInformation')).toBe('information_already_asked');
  });

  it('is not for a critical request', () => {
    expect(storyAt('received', { urgency: 'critical' }).refusal('askInformation')).toBe('information_not_for_critical');
  });

  it('gives back the paused days: the day of asking is used, the day of the answer does not count', () => {
    const story = storyAt('handling');
    story.give('askInformation', { question: text('q') }, { at: local('2026-03-03 11:00') });
    const [event] = story.give('supplement', { text: text('s') }, { at: local('2026-03-05 09:00') });
    expect(changes(event)).toEqual(['met information', 'resumed result']);
    expect(story.clock('result')).toMatchObject({ lastDay: '2026-03-11', dueVersion: 2, status: 'running' });
    expect(story.clock('result').pausedAt).toBeUndefined();
  });

  it('on the last day leaves until the end of the day of the answer, or of the next working day', () => {
    const answered = (on: string): string | undefined => {
      const story = storyAt('handling');
      story.give('askInformation', { question: text('q') }, { at: local('2026-03-09 10:00') });
      story.give('supplement', { text: text('s') }, { at: local(`${on} 09:00`) });
      expect(types(story.pass(story.state.at))).toEqual([]);
      return story.clock('result').lastDay;
    };
    expect(answered('2026-03-09')).toBe('2026-03-09');
    expect(answered('2026-03-11')).toBe('2026-03-11');
    // Lapsed on Thursday's midnight at the latest; a late answer on a Saturday is taken all the same.
    const story = storyAt('handling');
    story.give('askInformation', { question: text('q') }, { at: local('2026-03-09 10:00') });
    story.pass(local('2026-03-13 00:00'));
    expect(story.all('information_lapsed')).toHaveLength(1);
    expect(story.clock('result')).toMatchObject({ lastDay: '2026-03-13' });
    expect(story.all('clock_breached').filter(({ body }) => body.clock === 'result')).toEqual([]);
  });

  it('gives back the paused hours of an urgent request', () => {
    const story = storyAt('handling', { urgency: 'urgent' });
    story.give('askInformation', { question: text('q') }, { at: after(MONDAY, '10h') });
    story.give('supplement', { text: text('s') }, { at: after(MONDAY, '15h') });
    expect(story.clock('result').at).toBe(after(MONDAY, '77h'));
  });

  it('lapses when the resident does not answer in time: the request goes on and the clock runs again', () => {
    const story = storyAt('received');
    story.give('askInformation', { question: text('q') }, { at: after(MONDAY, '1h') });
    const due = local('2026-03-06 00:00');
    expect(types(story.pass(after(due, '-1ms')))).not.toContain('information_lapsed');
    const lapsed = story.pass(due).find(({ type }) => type === 'information_lapsed');
    expect(lapsed).toMatchObject({ at: due, body: { due }, actor: { role: 'system' } });
    expect(changes(lapsed)).toEqual(['stopped information', 'resumed dispatch', 'resumed result']);
    expect(story.state).toMatchObject({ position: 'received', information: 'lapsed' });
    // The day of resuming, the 6th, does not count: four days are left after the day of asking and the 6th.
    expect(story.clock('result')).toMatchObject({ lastDay: '2026-03-13', status: 'running' });
  });

  it('an answer at the very moment of the due is too late to answer the question', () => {
    const story = storyAt('received');
    story.give('askInformation');
    story.give('supplement', { text: text('s') }, { at: local('2026-03-06 00:00') });
    expect(story.all('supplemented')[0]?.body.answersQuestion).toBe('no');
    expect(story.state.information).toBe('lapsed');
  });

  it('is not for a kind without deadlines, which would wait for ever', () => {
    const { refusal } = storyAt('received', { kind: 'praise' }).try('askInformation');
    expect(refusal).toEqual({ code: 'kind_has_no_clocks', params: { kind: 'praise' } });
  });

  it('makes nobody late for waiting on the resident: the dispatch clock gets its hours back', () => {
    const story = storyAt('received', { urgency: 'urgent' });
    story.give('askInformation', { question: text('q') }, { at: after(MONDAY, '30min') });
    story.give('supplement', { text: text('s') }, { at: after(MONDAY, '20h') });
    expect(story.all('clock_breached')).toEqual([]);
    expect(story.clock('dispatch')).toMatchObject({ at: after(MONDAY, '1230min'), status: 'running' });
  });

  it('may be overtaken by the dispatch, whose clock is then met as it stood', () => {
    const story = storyAt('awaiting_dispatch', { urgency: 'urgent' });
    story.give('askInformation', { question: text('q') }, { at: after(MONDAY, '30min') });
    const [event] = story.give('dispatch', undefined, { at: after(MONDAY, '5h') });
    expect(changes(event).slice(0, 2)).toEqual(['resumed dispatch', 'met dispatch']);
    expect(story.clock('dispatch')).toMatchObject({ status: 'met' });
    expect(story.clock('dispatch').breachedAt).toBeUndefined();
    expect(story.clock('result').status).toBe('paused');
  });

  it('pauses nothing once the result is overdue', () => {
    const story = storyAt('handling');
    story.pass(local('2026-03-10 00:00'));
    const [event] = story.give('askInformation', { question: text('q') });
    expect(changes(event)).toEqual(['started information']);
    expect(story.clock('result')).toMatchObject({ status: 'running', breachedAt: local('2026-03-10 00:00') });
  });

  it('pauses nothing while it warns of nothing', () => {
    const story = storyAt('handling');
    story.give('askInformation', { question: text('q') }, { at: local('2026-03-03 11:00') });
    const { pausedAt } = story.clock('result');
    const events = story.pass(local('2026-03-05 23:59'));
    expect(pausedAt).toBe(local('2026-03-03 11:00'));
    expect(
      events.filter(({ type, body }) => type === 'clock_warned' && 'clock' in body && body.clock === 'result'),
    ).toEqual([]);
  });
});

describe('a supplement', () => {
  it('is taken unasked in every open position and changes no clock', () => {
    for (const position of [
      'received',
      'awaiting_dispatch',
      'objected',
      'handling',
      'in_review',
      'awaiting_judgement',
    ] as const) {
      const story = storyAt(position);
      const before = story.state.clocks;
      const [event] = story.give('supplement');
      expect(event).toMatchObject({ type: 'supplemented', body: { answersQuestion: 'no' } });
      expect(story.state.clocks).toEqual(before);
      expect(story.state.position).toBe(position);
    }
  });

  it('no longer answers a question that the result overtook', () => {
    const story = storyAt('handling');
    story.give('askInformation');
    story.give('submitResult');
    story.give('approveResult');
    story.give('supplement');
    expect(story.all('supplemented')[0]?.body.answersQuestion).toBe('no');
  });

  it('no longer answers a question of before the reopening', () => {
    const story = storyAt('awaiting_information');
    story.give('decline');
    story.give('reopen');
    story.give('supplement');
    expect(story.all('supplemented')[0]?.body.answersQuestion).toBe('no');
  });
});

describe('answering at once', () => {
  it.each(['received', 'awaiting_dispatch'] as const)(
    'ends an inquiry in %s: both clocks are met, it can be reopened',
    (position) => {
      const story = storyAt(position, { kind: 'inquiry' });
      const [event] = story.give('answerAtOnce');
      expect(changes(event)).toEqual(['met dispatch', 'met result', 'started reopening']);
      expect(story.state).toMatchObject({ position: 'answered', stage: 'ended' });
      expect(story.running()).toEqual(['reopening']);
    },
  );

  it('is for inquiries only', () => {
    for (const kind of REQUEST_KINDS.filter((each) => each !== 'inquiry')) {
      expect(storyAt('received', { kind }).refusal('answerAtOnce')).toBe('answer_only_inquiry');
    }
  });

  it('runs a paused result clock on before it meets it', () => {
    const story = storyAt('awaiting_dispatch', { kind: 'inquiry' });
    story.give('askInformation');
    const [event] = story.give('answerAtOnce', { answer: text('a') }, { at: after(story.state.at, '25h') });
    expect(changes(event)).toEqual(expect.arrayContaining(['resumed result', 'met result', 'stopped information']));
    expect(story.clock('result').pausedAt).toBeUndefined();
    expect(story.clock('result').pauses).toHaveLength(1);
  });
});

describe('declining', () => {
  it.each(['received', 'awaiting_information', 'awaiting_dispatch'] as const)(
    'ends the request in %s and stops all its clocks',
    (position) => {
      const story = storyAt(position);
      story.give('decline', { reason: 'statutory_channel', explanation: text('go to court') });
      expect(story.state).toMatchObject({ position: 'declined', stage: 'ended' });
      expect(story.running()).toEqual(['reopening']);
      expect(story.clock('result').status).toBe('stopped');
      expect(story.all('declined')[0]?.body).toMatchObject({
        reason: 'statutory_channel',
        explanation: text('go to court'),
      });
    },
  );

  it('takes the dispatch back where nobody has signed for it: the unit owes nothing, and has it no more', () => {
    const story = storyAt('awaiting_sign_for');
    expect(types(story.give('decline'))).toEqual(['dispatch_recalled', 'declined']);
    expect([story.state.position, story.state.lead]).toEqual(['declined', undefined]);
    expect(story.running()).toEqual(['reopening']);
    story.give('reopen');
    expect(story.state.position).toBe('awaiting_dispatch');
  });

  it('is over once a unit has signed for it, but for a secret', () => {
    for (const position of ['objected', 'handling', 'parked', 'rework'] as const) {
      expect(storyAt(position).refusal('decline')).toBe('declined_too_late');
      const secret = { ...BODIES.decline, reason: 'state_secret_or_privacy' } as const;
      const story = storyAt(position);
      story.give('decline', secret);
      expect([story.state.position, story.state.lead]).toEqual(['declined', undefined]);
      expect(story.running()).toEqual(['reopening']);
    }
    expect(storyAt('closed').refusal('decline')).toBe('wrong_state');
  });

  it('goes to the police, or back to where it came from, from the dispatch too; not taken, it is dispatched anew', () => {
    const story = storyAt('awaiting_sign_for');
    story.give('handOver');
    expect([story.state.position, story.state.lead]).toEqual(['awaiting_dispatch', undefined]);
    expect(story.running()).toEqual(['result', 'dispatch', 'hand_over']);
    expect(story.clock('dispatch').status).toBe('paused');
    story.give('confirmHandOver', { result: 'not_taken', reason: text('not ours') });
    expect(story.clock('dispatch').status).toBe('running');
    story.give('dispatch');
    const upstream = { system: 'city', number: 'C-1', callBackBy: 'us' } as const;
    const order = storyAt('awaiting_sign_for', { upstream });
    order.give('returnUpstream', { why: 'not_ours', text: text('next door') });
    expect(order.state).toMatchObject({ position: 'awaiting_dispatch', handOver: { to: 'upstream_platform' } });
  });

  it('leaves fifteen days for reopening', () => {
    const story = storyAt('declined');
    expect(localTime(story.clock('reopening').at)).toBe('2026-03-18T00:00:00+08:00');
  });
});
