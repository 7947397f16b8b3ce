import { ACTORS, LEAD, termsOf, unitFact } from '../invented.js';
import { CONTENT, NOT_CONTENT, result, reviewAndReply, signFor, throughTo, type Path } from './steps.js';

const HOUR_MS = 3_600_000;

/** Findings, orders from above, appeals, other classifications, corrections, danger to life. New paths come last. */
export const LATER_PATHS: readonly Path[] = [
  {
    name: 'finding-verified',
    shows: 'found by a patrol, refuted once and reworked, then confirmed by another',
    play: async (p) => {
      await p.submit({ requester: 'anonymous', origin: 'finding' });
      await signFor(p);
      await result(p);
      await p.give('review', { passed: 'yes' }, { as: ACTORS.reviewer });
      await p.give('verify', { result: 'confirmed', note: p.ref() }, { as: ACTORS.clerk, refused: 'own_finding' });
      await p.give('verify', { result: 'not_confirmed', note: p.ref() }, { as: ACTORS.reviewer });
      await result(p);
      await p.give('review', { passed: 'yes' }, { as: ACTORS.shiftLeader });
      await p.give('verify', { result: 'confirmed', note: p.ref() }, { as: ACTORS.reviewer });
    },
  },
  {
    name: 'order-from-above',
    shows: 'the outer due caps the result, is watched past the end, and met by the return',
    play: async (p) => {
      const dueAt = await p.now(40 * HOUR_MS);
      await p.submit({ upstream: { system: 'city', number: 'C-1', dueAt, callBackBy: 'us' } });
      await signFor(p);
      await p.give(
        'requestExtension',
        { limit: '1wd', reason: p.ref() },
        { as: ACTORS.coordinator, refused: 'due_is_capped' },
      );
      await result(p);
      await reviewAndReply(p);
      await p.give('recordCallBack', { result: 'reached', answers: CONTENT }, { as: ACTORS.caller });
      await p.pass('upstream_return');
      await p.give('returnUpstream', { why: 'done', text: p.ref() }, { as: ACTORS.clerk });
    },
  },
  {
    name: 'order-called-back-from-above',
    shows: 'returned with its result and closed; nobody is called twice',
    play: async (p) => {
      await p.submit({ upstream: { system: 'city', number: 'C-2', callBackBy: 'upstream' } });
      await signFor(p);
      await result(p);
      await p.give('review', { passed: 'yes' }, { as: ACTORS.reviewer });
      await p.give('reply', { reply: p.ref() }, { as: ACTORS.coordinator, refused: 'upstream_calls_back' });
      await p.give('returnUpstream', { why: 'done', text: p.ref() }, { as: ACTORS.clerk });
    },
  },
  {
    name: 'order-not-ours',
    shows: 'goes back before anybody works on it, and is no end until it is taken',
    play: async (p) => {
      await p.submit({ undispatched: true, upstream: { system: 'city', number: 'C-3', callBackBy: 'us' } });
      await p.give('returnUpstream', { why: 'not_ours', text: p.ref() }, { as: ACTORS.clerk });
      await p.give('confirmHandOver', { result: 'taken', by: p.ref(), reference: 'C-3' }, { as: ACTORS.clerk });
    },
  },
  {
    name: 'appeal-excluded',
    shows: 'two outside the unit take a judgement out of the rates; it stands as it was given',
    play: async (p) => {
      await throughTo(p, CONTENT);
      await p.give('appealJudgement', { ground: 'mistaken_judgement', reason: p.ref() }, { as: ACTORS.head });
      await p.give('ruleOnAppeal', { ruling: 'exclude', reason: p.ref() }, { as: ACTORS.reviewer });
      await p.give(
        'ruleOnAppeal',
        { ruling: 'exclude', reason: p.ref() },
        { as: ACTORS.reviewer, refused: 'reviewed_before' },
      );
      await p.give('ruleOnAppeal', { ruling: 'exclude', reason: p.ref() }, { as: ACTORS.supervisor });
    },
  },
  {
    name: 'appeal-kept',
    shows: 'one reviewer says that it counts, while the rework goes on',
    play: async (p) => {
      await throughTo(p, NOT_CONTENT);
      await p.give('appealJudgement', { ground: 'against_law', reason: p.ref() }, { as: ACTORS.head });
      await p.give('ruleOnAppeal', { ruling: 'keep', reason: p.ref() }, { as: ACTORS.reviewer });
      await result(p);
    },
  },
  {
    name: 'reclassified',
    shows: 'more urgent than it seemed: the resident’s clocks take the new limits, and so does what starts after',
    play: async (p) => {
      await p.submit({ undispatched: true });
      const category = { code: 'K01' };
      const from = { kind: 'complaint', category, urgency: 'routine' } as const;
      const to = { ...from, urgency: 'urgent' } as const;
      const terms = termsOf(p.state().receivedAt, to);
      await p.give('reclassify', { from, to, terms, reason: p.ref() }, { as: ACTORS.dispatcher });
      await p.give(
        'reclassify',
        { from, to, terms, reason: p.ref() },
        { as: ACTORS.dispatcher, refused: 'classification_moved' },
      );
      await p.give('dispatch', { unit: unitFact(LEAD), reason: p.ref() }, { as: ACTORS.dispatcher });
      await p.pass('sign_for');
      await signFor(p);
      const back = { from: to, to: from, terms: termsOf(p.state().receivedAt, from), reason: p.ref() };
      await p.give('reclassify', back, { as: ACTORS.dispatcher, refused: 'shift_leader_after_dispatch' });
      await p.give('reclassify', back, { as: ACTORS.shiftLeader });
      await result(p);
    },
  },
  {
    name: 'corrected',
    shows: 'another contact and another place, found out before and after the dispatch',
    play: async (p) => {
      await p.submit();
      await p.give('correct', { contact: p.ref(), callId: 'call-9', reason: p.ref() }, { as: ACTORS.clerk });
      await signFor(p);
      await p.give(
        'correct',
        { place: { subdistrict: 'place-b' }, text: p.ref(), reason: p.ref() },
        { as: ACTORS.clerk },
      );
    },
  },
  {
    name: 'danger-to-life',
    shows: 'the police take it over at once; somebody looks in the next day, late',
    play: async (p) => {
      await p.submit({ urgency: 'critical', crisis: 'yes', undispatched: true });
      await p.give('handOver', { to: 'police', reason: p.ref() }, { as: ACTORS.clerk });
      await p.give('confirmHandOver', { result: 'taken', by: p.ref() }, { as: ACTORS.clerk });
      await p.pass('look_in');
      await p.give('lookIn', { note: p.ref() }, { as: ACTORS.community });
    },
  },
  {
    name: 'not-surveyed',
    shows: 'who was in danger is replied to and asked nothing more',
    play: async (p) => {
      await p.submit({ urgency: 'critical', crisis: 'yes' });
      await signFor(p);
      await p.give('lookIn', { note: p.ref() }, { as: ACTORS.community });
      await result(p);
      await reviewAndReply(p);
    },
  },
];
