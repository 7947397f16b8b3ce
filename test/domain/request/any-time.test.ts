import { describe, expect, it } from '@jest/globals';
import { REQUEST_COMMANDS, allowedCommands } from '../../../src/domain/request/decide/index.js';
import { rolesFor } from '../../../src/domain/permissions.js';
import type { RequestCommandName } from '../../../src/domain/request/commands.js';
import type { RequestState } from '../../../src/domain/vocabulary.js';
import { after, BODIES, changes, MONDAY, REACHABLE, someone, storyAt, text } from '../../support/domain.js';
import { OPEN, PLACES } from './reference-model.js';

/** What makes sense only once something was asked for. */
const ASKED_FOR: readonly RequestCommandName[] = [
  'confirmHandOver',
  'ruleOnExtension',
  'ruleOnTermination',
  'carryReferral',
  'takeDecision',
  'awaitDecision',
  'concludeReferral',
  'ruleOnParking',
  'coSignFor',
  'coReply',
  'proveLateEntry',
  'verify',
  'returnUpstream',
  'appealJudgement',
  'ruleOnAppeal',
  'ruleOnMark',
  'nameRepresentatives',
  'lookIn',
];

/** The plain ways to these have brought what it needs. */
const isAskedFor = (name: RequestCommandName, position: RequestState) =>
  name === 'appealJudgement' && (position === 'rework' || position === 'closed');

describe('where a command may be given', () => {
  it.each(REQUEST_COMMANDS)('%s', (name) => {
    for (const position of REACHABLE) {
      const story = storyAt(position);
      const { refusal } = story.try(name, BODIES[name]);
      const allowed = PLACES[name].includes(position);
      expect([position, refusal?.code === 'wrong_state']).toEqual([position, !allowed]);
      if (refusal?.code === 'wrong_state') expect(refusal.params).toEqual({ state: position });
    }
  });

  it('is what those who are refused are told', () => {
    for (const position of REACHABLE) {
      const told = allowedCommands(storyAt(position).state);
      const placed = REQUEST_COMMANDS.filter(
        (name) => PLACES[name].includes(position) && (!ASKED_FOR.includes(name) || isAskedFor(name, position)),
      );
      expect([...told].sort()).toEqual(placed.sort());
    }
  });

  it('is nowhere once the request has ended for good', () => {
    const story = storyAt('closed');
    story.pass(story.clock('reopening').at);
    expect(allowedCommands(story.state)).toEqual([]);
    for (const name of REQUEST_COMMANDS) expect(story.refusal(name)).toBe('request_ended');
  });

  it('leaves no open position without a way on', () => {
    for (const position of OPEN) {
      const ways = allowedCommands(storyAt(position).state).filter(
        (name) => !['comment', 'urge', 'supervise', 'supplement'].includes(name),
      );
      expect(ways.length).toBeGreaterThan(0);
    }
  });
});

describe('withdrawing', () => {
  it('is the resident’s: everything stops, and it can be reopened', () => {
    for (const position of OPEN) {
      const story = storyAt(position);
      story.give('withdraw', { reason: text('solved itself') });
      expect(story.state).toMatchObject({ position: 'withdrawn', stage: 'ended' });
      expect(story.running()).toEqual(['reopening']);
    }
  });

  it('is done for them only with the call in which they asked for it', () => {
    const actor = someone('hotline_clerk');
    const story = storyAt('handling');
    expect(story.refusal('withdraw', { reason: text('r') }, { actor })).toBe('only_requester_withdraws');
    const [event] = story.give('withdraw', { callId: 'k7' }, { actor });
    expect(event?.body).toMatchObject({ callId: 'k7' });
  });

  it('is no unit’s right', () => {
    expect(rolesFor('withdraw')).toEqual(['resident', 'hotline_system', 'hotline_clerk']);
  });
});

describe('urging and supervising by people', () => {
  it.each([
    ['resident', 'resident'],
    ['hotline_system', 'resident'],
    ['hotline_clerk', 'resident'],
    ['dispatcher', 'staff'],
    ['supervisor', 'staff'],
  ] as const)('%s urges for the %s', (role, by) => {
    const story = storyAt('handling');
    story.give('urge', { reason: text('r') }, { actor: someone(role) });
    expect(story.all('urged')[0]?.body.by).toBe(by);
    expect(story.state.urges).toBe(1);
  });

  it('moves no clock and no rung', () => {
    const story = storyAt('handling');
    const { clocks } = story.state;
    for (const level of ['unit_head', 'supervision_office', 'district_leader'] as const) {
      const [event] = story.give('supervise', { level });
      expect(event).toMatchObject({ type: 'supervised', body: { level, by: 'staff' } });
      expect(changes(event)).toEqual([]);
    }
    story.give('urge');
    expect(story.state.clocks).toEqual(clocks);
    expect(story.state.ladders).toBeUndefined();
  });
});

describe('a comment', () => {
  it('changes nothing but the record', () => {
    for (const position of REACHABLE) {
      const story = storyAt(position);
      const { seq: _seq, at: _at, lastActor: _lastActor, ...before } = story.state;
      story.give('comment');
      expect(story.state).toMatchObject(before);
    }
  });
});

describe('a command', () => {
  it('that names the version it read is refused when another came first, and told the present one', () => {
    const story = storyAt('handling');
    const expected = story.state.seq - 1;
    const { refusal } = story.try('comment', BODIES.comment, { expectedVersion: expected });
    expect(refusal).toEqual({ code: 'version_conflict', params: { expected, version: story.state.seq } });
    expect(story.refusal('comment', BODIES.comment, { expectedVersion: story.state.seq })).toBeUndefined();
  });

  it('that names the version it read is taken though time has written since', () => {
    const story = storyAt('handling');
    const given = { expectedVersion: story.state.seq, at: after(MONDAY, '4d') };
    const { refusal, events } = story.try('comment', BODIES.comment, given);
    expect(refusal).toBeUndefined();
    expect(events.length).toBeGreaterThan(1);
  });

  it('that named an old version is told the version after what lapsed meanwhile', () => {
    const story = storyAt('handling');
    const { refusal, state } = story.try('comment', BODIES.comment, { expectedVersion: 1, at: after(MONDAY, '4d') });
    expect(refusal?.params).toEqual({ expected: 1, version: state.seq });
  });

  it('has the time of its receipt, or of the event before it when that is later', () => {
    const story = storyAt('handling');
    const before = story.state.at;
    const [late] = story.give('comment', BODIES.comment, { at: after(before, '-5min') });
    expect(late).toMatchObject({ at: before, receivedAt: after(before, '-5min') });
    const [next] = story.give('comment', BODIES.comment, { at: after(before, '5min') });
    expect(next).toMatchObject({ at: after(before, '5min'), receivedAt: after(before, '5min') });
  });

  it('received before another that was decided first ends a pause where the record says it ends', () => {
    const story = storyAt('handling', { urgency: 'urgent' });
    story.give('askInformation', { question: text('q') }, { at: after(MONDAY, '1h') });
    story.give('comment', BODIES.comment, { at: after(MONDAY, '3h') });
    story.give('supplement', { text: text('s') }, { at: after(MONDAY, '2h') });
    const result = story.clock('result');
    expect(result.pauses).toEqual([{ from: after(MONDAY, '1h'), until: after(MONDAY, '3h') }]);
    expect(result.at).toBe(after(MONDAY, '74h'));
  });

  it('leaves its sender on the events it caused, and the system on those that time brought', () => {
    const story = storyAt('handling');
    const { events } = story.try('comment', BODIES.comment, {
      at: after(MONDAY, '2d'),
      actor: someone('reviewer'),
      id: 'c-9',
    });
    const [lapsed, own] = [events.slice(0, -1), events.at(-1)];
    expect(own).toMatchObject({ type: 'commented', actor: { role: 'reviewer' }, commandId: 'c-9' });
    expect(lapsed.length).toBeGreaterThan(0);
    for (const event of lapsed) {
      expect(event.actor).toEqual({ account: 'system', role: 'system' });
      expect(event.commandId).toBeUndefined();
      expect(event.receivedAt).toBeUndefined();
    }
  });
});
