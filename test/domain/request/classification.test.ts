import { describe, expect, it } from '@jest/globals';
import {
  after,
  aReclassification,
  BODIES,
  changes,
  local,
  MONDAY,
  someone,
  storyAt,
  text,
} from '../../support/domain.js';

const leader = { actor: someone('shift_leader') };
const ROUTINE = { kind: 'help', urgency: 'routine' } as const;
const URGENT = { kind: 'help', urgency: 'urgent' } as const;

describe('reclassifying', () => {
  it('gives the resident’s clocks the new limits from the same start, and new terms to all that comes', () => {
    const story = storyAt('awaiting_dispatch');
    const [event] = story.give('reclassify', aReclassification(ROUTINE, URGENT), leader);
    expect(changes(event)).toEqual(['relimited dispatch', 'relimited result']);
    expect(story.clock('result')).toMatchObject({ limit: '72h', from: MONDAY, at: after(MONDAY, '72h') });
    expect(story.clock('dispatch')).toMatchObject({ limit: '1h', at: after(MONDAY, '1h') });
    story.give('dispatch');
    expect(story.clock('sign_for').limit).toBe('2h');
    expect(story.state.cohort).toBeUndefined();
  });

  it('counts from now what would be past already, and never revives what was missed', () => {
    const story = storyAt('handling');
    const at = local('2026-03-06 10:00');
    story.give('reclassify', aReclassification(ROUTINE, URGENT), { ...leader, at });
    expect(story.clock('result')).toMatchObject({ from: at, at: after(at, '72h') });

    const missed = storyAt('handling');
    missed.pass(local('2026-03-10 00:00'));
    const [event] = missed.give('reclassify', aReclassification(ROUTINE, URGENT), leader);
    expect(changes(event)).toEqual([]);
  });

  it('leaves a unit’s clocks as its dispatch started them', () => {
    const story = storyAt('awaiting_sign_for');
    const before = story.clock('sign_for');
    story.give('reclassify', aReclassification(ROUTINE, URGENT), leader);
    expect(story.clock('sign_for')).toEqual(before);
  });

  it('keeps the extensions that were granted in its own unit', () => {
    const story = storyAt('handling', { category: { complex: 'yes' } });
    story.give('requestExtension', { limit: '3wd', reason: text('r') });
    story.give('ruleOnExtension');
    story.give('reclassify', aReclassification(ROUTINE, { ...ROUTINE, category: { code: 'B0202' } }), leader);
    expect(story.clock('result')).toMatchObject({ limit: '5wd', total: '8wd', lastDay: '2026-03-12' });
  });

  it('stops the clocks of what becomes praise, and starts those of what was praise', () => {
    const story = storyAt('awaiting_dispatch');
    story.give('reclassify', aReclassification(ROUTINE, { kind: 'praise', urgency: 'routine' }));
    expect(story.running()).toEqual([]);
    story.give('reclassify', aReclassification({ kind: 'praise', urgency: 'routine' }, ROUTINE));
    expect(story.running()).toEqual(['dispatch', 'result']);

    const praise = storyAt('awaiting_dispatch', { kind: 'praise' });
    praise.give('reclassify', aReclassification({ kind: 'praise', urgency: 'routine' }, ROUTINE));
    expect(praise.running()).toEqual(['dispatch', 'result']);
    expect(praise.clock('result').from).toBe(MONDAY);
  });

  it('after the dispatch keeps what a cohort counts by', () => {
    const story = storyAt('handling');
    story.give('reclassify', aReclassification(ROUTINE, URGENT), leader);
    story.give('correct', { place: { subdistrict: 'xinhua' }, reason: text('r') });
    expect(story.state.received).toMatchObject({ urgency: 'urgent', place: { subdistrict: 'xinhua' } });
    expect(story.state.cohort).toMatchObject({ urgency: 'routine', place: { subdistrict: 'haibei' } });
  });
});

describe('correcting', () => {
  it('takes over what was wrong, and leaves the rest', () => {
    const story = storyAt('received');
    story.give('correct', { contact: text('right number'), callId: 'call-1', reason: text('misheard') });
    expect(story.state.received).toMatchObject({ contact: { ref: 'right number' }, text: { ref: 'text' } });
  });

  it('finds nobody behind an anonymous request', () => {
    const story = storyAt('received', { requester: 'anonymous', noContact: true });
    expect(story.refusal('correct', { contact: text('c'), reason: text('r') })).toBe('nobody_to_contact');
    expect(story.refusal('correct', BODIES.correct)).toBeUndefined();
  });
});
