import { describe, expect, it } from '@jest/globals';
import { openClock } from '../../../src/domain/case/clock.js';
import type { CaseCommand, CaseEvent, CaseState } from '../../../src/domain/case/lifecycle.js';
import { SYSTEM_ACTOR } from '../../../src/domain/envelope.js';
import { lifecycleOfCase } from '../../../src/domain/procedures.js';
import { WHISTLE_LIFECYCLE } from '../../../src/domain/whistle/lifecycle.js';
import type { Blown, Whistle, WhistleEvent } from '../../../src/domain/whistle/whistle.js';
import { after, local, MONDAY, text } from '../../support/domain.js';
import {
  aWhistle,
  blown,
  CLERK,
  LEADER,
  ofUnit,
  on,
  reportOf,
  REQUEST,
  SUPERVISOR,
  WHISTLE,
  why,
  type Story,
} from './stories.js';

const HOUSING = ofUnit('housing');
const over = { result: 'settled', summary: text('summary') } as const;

/** Decides a command on a state by itself: what it tells others is still on its way. */
function alone(story: Story, state: CaseState, name: string, body: object, actor = SYSTEM_ACTOR) {
  const lifecycle = lifecycleOfCase(state.case);
  const command: CaseCommand = { id: `alone-${name}`, name, actor, body, receivedAt: MONDAY };
  const terms = lifecycle.termsOf(story.events(state.case));
  return lifecycle.decide(state, terms, command, state.at);
}

const types = (events: readonly CaseEvent[]) => events.map(({ type }) => type);

describe('an arrival', () => {
  it('is told to the whistle, which is not taken back any more', () => {
    const story = aWhistle();
    story.give(reportOf('housing'), 'reportIn', on, HOUSING);
    expect(story.whistle().departments.map(({ arrived }) => arrived)).toEqual(['yes', undefined]);
    expect(story.give(WHISTLE, 'cancelWhistle', why, LEADER)?.code).toBe('department_on_site');
  });

  it('that meets a cancellation on its way is not lost: the whistle goes on until it is released', () => {
    const story = aWhistle({ request: REQUEST });
    const taken = alone(story, story.whistle(), 'cancelWhistle', why, LEADER);
    expect([taken.refusal, taken.state.state, taken.state.ended]).toEqual([undefined, 'calling_off', undefined]);
    // Who has come is not called off, and who has not come is.
    const here = alone(story, story.report('housing'), 'reportIn', on, HOUSING);
    const heard = alone(story, here.state, 'standDown', { how: 'cancelled' });
    expect(heard.refusal?.code).toBe('department_on_site');
    const left = alone(story, taken.state, 'noteLeft', { unit: 'urban-management' });
    expect(left.state.state).toBe('calling_off');
    const noted = alone(story, left.state, 'noteArrival', { unit: 'housing' });
    expect(noted.state).toMatchObject({ state: 'working', departments: [{ arrived: 'yes' }, { step: 'released' }] });
    expect(openClock(noted.state, 'whistle_release')).toBeDefined();
    const released = alone(story, noted.state, 'releaseDepartment', { unit: 'housing', ...why }, CLERK);
    const concluded = alone(story, released.state, 'concludeWhistle', over, CLERK);
    expect([concluded.refusal, concluded.state.state]).toEqual([undefined, 'rating']);
  });

  it('that a release overtakes is marked all the same', () => {
    const story = aWhistle();
    const released = ['housing', 'urban-management'].reduce<CaseState>(
      (state, unit) => alone(story, state, 'releaseDepartment', { unit, ...why }, CLERK).state,
      story.whistle(),
    );
    // Nobody has come, as far as anybody knows: but not everybody has heard that they may go.
    const concluded = alone(story, released, 'concludeWhistle', over, CLERK);
    expect(concluded.state.state).toBe('rating');
    const noted = alone(story, concluded.state, 'noteArrival', { unit: 'housing' });
    const left = ['housing', 'urban-management'].reduce<CaseState>(
      (state, unit) => alone(story, state, 'noteLeft', { unit }).state,
      noted.state,
    );
    expect(left).toMatchObject({ state: 'rating' });
    const marks = { unit: 'housing', arrival: 5, result: 4, attitude: 5 };
    expect(types(alone(story, left, 'rateDepartment', marks, CLERK).events)).toEqual([
      'department_rated',
      'whistle_closed',
    ]);
  });
});

describe('a whistle that is taken back', () => {
  it('is over once everybody who was called has heard it; then the request is told', () => {
    const story = aWhistle({ request: REQUEST });
    const taken = alone(story, story.whistle(), 'cancelWhistle', why, LEADER);
    const told = taken.events.flatMap((event) => WHISTLE_LIFECYCLE.messagesOf(event as never, taken.state as never));
    expect(told.map(({ to, name }) => [to, name])).toEqual([
      [reportOf('housing'), 'standDown'],
      [reportOf('urban-management'), 'standDown'],
    ]);
    for (const [name, body, actor] of [
      ['cancelWhistle', why, LEADER],
      ['concludeWhistle', over, LEADER],
      ['nameDepartment', { department: { unit: 'police', kind: 'bureau', inForce: 'yes' } }, LEADER],
    ] as const)
      expect([name, alone(story, taken.state, name, body, actor).refusal?.code]).toEqual([name, 'not_at_this_stage']);
    const first = alone(story, taken.state, 'noteLeft', { unit: 'housing' });
    expect(types(first.events)).toEqual(['department_left']);
    const last = alone(story, first.state, 'excuseDepartment', { unit: 'urban-management' });
    expect(types(last.events)).toEqual(['department_excused', 'whistle_called_off']);
    expect(last.state).toMatchObject({ state: 'cancelled', ended: 'yes' });
  });

  it.each([
    ['a department', 'noteArrival', { unit: 'urban-management' }],
    [
      'a crew',
      'noteOpened',
      { opened: { case: 'enforcement_dispatch:150302:2026-000009', number: 'D150302-2026-000009' } },
    ],
  ])('that %s comes back to, when nobody is held any more, is to be concluded', (_who, name, body) => {
    const story = aWhistle();
    story.give(reportOf('urban-management'), 'signForWhistle', {}, ofUnit('urban-management'));
    const released = alone(story, story.whistle(), 'releaseDepartment', { unit: 'urban-management', ...why }, CLERK);
    const taken = alone(story, released.state, 'cancelWhistle', why, LEADER);
    const left = alone(story, taken.state, 'noteLeft', { unit: 'housing' });
    const { state } = alone(story, left.state, name, body);
    expect(state).toMatchObject({ state: 'working' });
    expect(openClock(state, 'whistle_release')).toBeUndefined();
    expect(openClock(state, 'whistle_conclusion')?.status).toBe('running');
  });

  it('is over at once where nobody was called', () => {
    const story = aWhistle({}, CLERK);
    story.give(WHISTLE, 'cancelWhistle', why, LEADER);
    expect(story.types(WHISTLE)).toEqual(['blown', 'whistle_cancelled']);
  });

  it('is over, with nothing owed any more, when everybody was let go before', () => {
    const story = aWhistle();
    for (const unit of ['housing', 'urban-management'])
      story.give(WHISTLE, 'releaseDepartment', { unit, ...why }, CLERK);
    story.give(WHISTLE, 'cancelWhistle', why, LEADER);
    expect(story.whistle()).toMatchObject({ state: 'cancelled', ended: 'yes' });
  });
});

describe('a crew that was dispatched on a whistle', () => {
  const opened = { case: 'enforcement_dispatch:150302:2026-000001', number: 'D150302-2026-000001' };
  const sent = () => {
    const story = aWhistle();
    expect(story.give(WHISTLE, 'noteOpened', { opened }, SYSTEM_ACTOR)).toBeUndefined();
    return story;
  };
  const refused = { code: 'crew_at_work', params: { dispatch: opened.number } };

  it('keeps it from being taken back and from being concluded, until the crew says what it has come to', () => {
    const story = sent();
    expect(story.events(WHISTLE).at(-1)).toMatchObject({ type: 'case_opened', body: { opened } });
    expect(story.give(WHISTLE, 'cancelWhistle', why, LEADER)).toEqual(refused);
    for (const unit of ['housing', 'urban-management'])
      story.give(WHISTLE, 'releaseDepartment', { unit, ...why }, CLERK);
    expect(story.give(WHISTLE, 'concludeWhistle', over, CLERK)).toEqual(refused);
    expect(story.allowed(WHISTLE)).not.toContain('concludeWhistle');
    story.give(WHISTLE, 'noteEnforcement', { dispatch: opened, result: 'not_settled' }, SYSTEM_ACTOR);
    expect(story.give(WHISTLE, 'concludeWhistle', over, CLERK)).toBeUndefined();
  });

  it('keeps an emergency at work that no leader answers for', () => {
    const story = aWhistle({ kind: 'emergency' }, CLERK);
    story.give(WHISTLE, 'noteOpened', { opened }, SYSTEM_ACTOR);
    story.give(WHISTLE, 'refuseWhistle', why, LEADER);
    expect(story.whistle()).toMatchObject({ state: 'working', answer: 'refused' });
    expect(story.report('housing')).toMatchObject({ stoodDown: 'cancelled', ended: 'yes' });
  });
});

/** The agenda items that a whistle has raised by itself. */
function raised(story: Pick<Story, 'events'>) {
  const events = story.events(WHISTLE) as readonly WhistleEvent[];
  const terms = WHISTLE_LIFECYCLE.termsOf(events);
  let state: Whistle | undefined;
  return events.flatMap((event) => {
    const after = WHISTLE_LIFECYCLE.evolve(state, event);
    state = after;
    return WHISTLE_LIFECYCLE.sequelsOf(event, after, terms).filter((sequel) => 'raisesItem' in sequel);
  });
}

describe('a crew that was sent out while its whistle was concluded', () => {
  const opened = { case: 'enforcement_dispatch:150302:2026-000001', number: 'D150302-2026-000001' };
  const MARKS = { arrival: 5, result: 5, attitude: 5 } as const;
  /** Concluded, and told of the crew only then; housing has come and is to be marked. */
  const sent = (body: Partial<Blown> = {}, result = 'settled') => {
    const story = aWhistle(body);
    story.give(reportOf('housing'), 'reportIn', on, HOUSING);
    for (const unit of ['housing', 'urban-management'])
      story.give(WHISTLE, 'releaseDepartment', { unit, ...why }, CLERK);
    story.give(WHISTLE, 'concludeWhistle', { ...over, result }, CLERK);
    expect(story.whistle().state).toBe('rating');
    expect(story.give(WHISTLE, 'noteOpened', { opened }, SYSTEM_ACTOR)).toBeUndefined();
    return story;
  };
  const back = (story: Story, result: string, at = MONDAY) =>
    story.give(WHISTLE, 'noteEnforcement', { dispatch: opened, result }, SYSTEM_ACTOR, at);
  const rated = (story: Story) => story.give(WHISTLE, 'rateDepartment', { unit: 'housing', ...MARKS }, CLERK);

  it('keeps it open, however long, and whoever is marked meanwhile', () => {
    const story = sent();
    expect(rated(story)).toBeUndefined();
    story.pass(local('2026-06-01 00:00'));
    expect(story.whistle()).toMatchObject({ state: 'rating', crews: [opened.number] });
    expect(back(story, 'settled')).toBeUndefined();
    expect(story.types(WHISTLE).slice(-2)).toEqual(['enforcement_noted', 'whistle_closed']);
    expect(raised(story)).toEqual([]);
  });

  it('leaves both sides the time to mark each other when it is back', () => {
    const story = sent();
    back(story, 'nothing_found', local('2026-06-01 10:00'));
    expect(openClock(story.whistle(), 'whistle_rating')?.at).toBe(local('2026-06-09 00:00'));
    expect(rated(story)).toBeUndefined();
    expect(story.whistle()).toMatchObject({ state: 'ended', ended: 'yes' });
  });

  it('and is not settled brings before a meeting what was concluded as settled, and nothing twice', () => {
    const story = sent();
    back(story, 'not_settled');
    expect(raised(story)).toEqual([{ raisesItem: 'whistle' }]);
    const unsettled = sent({}, 'not_settled');
    back(unsettled, 'not_settled');
    expect(raised(unsettled)).toEqual([{ raisesItem: 'whistle' }]);
  });

  it('is not waited for by what was blown before', () => {
    const story = sent({ terms: { ...blown().terms, rules: 3 } });
    expect(openClock(story.whistle(), 'whistle_rating')).toBeDefined();
    rated(story);
    expect(story.whistle().ended).toBe('yes');
  });
});

describe('lateness that has climbed as high as it goes', () => {
  it('of an emergency that no leader answers for raises one, whether or not it has been climbed for before', () => {
    const story = aWhistle({ kind: 'emergency' }, CLERK);
    for (const unit of ['housing', 'urban-management']) story.give(reportOf(unit), 'reportIn', on, ofUnit(unit));
    story.pass(local('2026-06-01 00:00'));
    expect(story.types(WHISTLE)).not.toContain('command_failed');
    // Its approval first; and the ruling, for which no rung is left.
    expect(raised(story)).toEqual([{ raisesItem: 'whistle' }, { raisesItem: 'whistle' }]);
  });

  it('of departments raises one agenda item', () => {
    const story = aWhistle({ kind: 'emergency' });
    story.pass(local('2026-03-06 09:00'));
    expect(
      story
        .events(WHISTLE)
        .filter(({ type }) => type === 'command_failed')
        .map(({ body }) => body),
    ).toEqual([{ unit: 'housing', first: 'yes' }, { unit: 'urban-management' }]);
    expect(raised(story)).toEqual([{ raisesItem: 'whistle' }]);
  });

  it('that is heard of while the whistle is called off stands in its timeline, and brings it before nobody', () => {
    const story = aWhistle();
    const taken = alone(story, story.whistle(), 'cancelWhistle', why, LEADER);
    const noted = alone(story, taken.state, 'noteUnmoved', { unit: 'urban-management' });
    expect([noted.refusal, noted.events.map(({ body }) => body)]).toEqual([undefined, [{ unit: 'urban-management' }]]);
    // Somebody has come after all: what fails from here on is the first that a meeting hears of.
    const back = alone(story, noted.state, 'noteArrival', { unit: 'housing' });
    expect(back.state.state).toBe('working');
    const again = alone(story, back.state, 'noteUnmoved', { unit: 'housing' });
    expect(again.events.map(({ body }) => body)).toEqual([{ unit: 'housing', first: 'yes' }]);
    const before = { ...(taken.state as Whistle), rules: 3 };
    expect(alone(story, before, 'noteUnmoved', { unit: 'housing' }).refusal?.code).toBe('not_at_this_stage');
  });

  it('of a ruling is the district’s, climbs from below, and raises an agenda item', () => {
    const story = aWhistle();
    for (const unit of ['housing', 'urban-management']) story.give(reportOf(unit), 'reportIn', on, ofUnit(unit));
    for (const unit of ['housing', 'urban-management'])
      story.give(reportOf(unit), 'giveWhistleResult', { summary: text('result') }, ofUnit(unit));
    story.pass(local('2026-03-17 00:00'));
    expect(story.whistle()).toMatchObject({ state: 'awaiting_ruling' });
    expect(openClock(story.whistle(), 'whistle_release')).toBeUndefined();
    story.pass(local('2026-04-10 00:00'));
    const rungs = story
      .events(WHISTLE)
      .flatMap(({ type, body }) => (type === 'supervised' ? [body as { level: string; late: { clock: string } }] : []));
    expect(rungs.map(({ level, late }) => [level, late.clock])).toEqual([
      ['unit_head', 'whistle_ruling'],
      ['supervision_office', 'whistle_ruling'],
      ['district_leader', 'whistle_ruling'],
    ]);
    expect(raised(story)).toEqual([{ raisesItem: 'whistle' }]);
    expect(story.give(WHISTLE, 'ruleOnStay', { ruling: 'release', ...why }, SUPERVISOR)).toBeUndefined();
  });

  it('of a whistle is none of who came in time', () => {
    const story = aWhistle({ departments: [{ unit: 'housing', kind: 'bureau', inForce: 'yes' }] });
    story.give(reportOf('housing'), 'reportIn', on, HOUSING, after(MONDAY, '10min'));
    story.give(reportOf('housing'), 'giveWhistleResult', { summary: text('result') }, HOUSING);
    story.pass(local('2026-03-14 00:00'));
    expect(story.types(WHISTLE)).not.toContain('command_failed');
  });
});
