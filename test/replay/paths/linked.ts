import { ACTORS, OTHER, termsOf, unitFact } from '../invented.js';
import type { Play } from '../play.js';
import { CONTENT, NOT_CONTENT, result, reviewAndReply, signFor, type Path } from './steps.js';

/** Merged into another request, which a unit handles already. */
export async function mergeInto(p: Play, sameCaller: 'yes' | 'no' = 'no'): Promise<Play> {
  const leader = p.another();
  await leader.submit();
  await signFor(leader);
  await p.submit();
  const into = { ...leader.self(), position: leader.state().position, sameCaller };
  await p.give('merge', { into, reason: p.ref() }, { as: ACTORS.dispatcher });
  await p.settle();
  await leader.settle();
  return leader;
}

export async function leaderIsCalledBack(leader: Play): Promise<void> {
  await result(leader);
  await reviewAndReply(leader);
  await leader.give('recordCallBack', { result: 'reached', answers: CONTENT }, { as: ACTORS.caller });
  await leader.settle();
}

/** Merging with its undoing, and splitting. New paths come last. */
export const LINKED_PATHS: readonly Path[] = [
  {
    name: 'merged-and-judged',
    shows: 'the leader’s result is its own; its caller judges by a link of their own',
    play: async (p) => {
      const leader = await mergeInto(p);
      await leaderIsCalledBack(leader);
      await p.settle();
      await p.give('judge', CONTENT, { as: ACTORS.resident });
    },
  },
  {
    name: 'merged-and-unsolved',
    shows: 'the leader’s caller is content, this one is not: it goes on alone into a rework',
    play: async (p) => {
      const leader = await mergeInto(p);
      await leaderIsCalledBack(leader);
      await p.settle();
      await p.give('judge', NOT_CONTENT, { as: ACTORS.resident });
      await result(p);
    },
  },
  {
    name: 'merge-undone',
    shows: 'its own number and clocks are back, and it is dispatched elsewhere',
    play: async (p) => {
      const leader = await mergeInto(p);
      await p.give('unmerge', { reason: p.ref() }, { as: ACTORS.dispatcher });
      await leader.settle();
      await leaderIsCalledBack(leader);
      await p.give('dispatch', { unit: unitFact(OTHER), reason: p.ref() }, { as: ACTORS.dispatcher });
    },
  },
  {
    name: 'merge-leader-withdrawn',
    shows: 'who came first takes it back: this one goes on alone',
    play: async (p) => {
      const leader = await mergeInto(p);
      await leader.give('withdraw', {}, { as: ACTORS.resident });
      await leader.settle();
      await p.settle();
    },
  },
  {
    name: 'merged-into-nobody',
    shows: 'the leader’s workflow is not there any more: this one goes on alone by itself',
    play: async (p) => {
      await p.submit();
      const gone = { case: 'request:150302:2026-000999', number: '150302-2026-000999' };
      const into = { ...gone, position: 'handling', sameCaller: 'no' } as const;
      await p.give('merge', { into, reason: p.ref() }, { as: ACTORS.dispatcher });
      await p.settle();
    },
  },
  {
    name: 'merge-leader',
    shows: 'a follower of the same caller joins and urges; both are told of the result and of the call-back',
    play: async (leader) => {
      await leader.submit();
      await signFor(leader);
      const p = leader.another();
      await p.submit();
      const into = { ...leader.self(), position: leader.state().position, sameCaller: 'yes' } as const;
      await p.give('merge', { into, reason: p.ref() }, { as: ACTORS.dispatcher });
      await p.settle();
      await leader.settle();
      await leader.give(
        'merge',
        { into: { ...into, ...p.self() }, reason: p.ref() },
        { as: ACTORS.dispatcher, refused: 'has_followers' },
      );
      await leaderIsCalledBack(leader);
    },
  },
  {
    name: 'split',
    shows: 'what is taken out is opened by an activity; it goes on with its own matter',
    play: async (p) => {
      await p.submit({ undispatched: true });
      const { received } = p.state();
      const part = { ...received, number: '150302-2026-000998', splitFrom: received.number };
      const parts = [{ case: 'request:150302:2026-000998', number: part.number, statutory: 'no' as const }];
      const terms = termsOf(p.state().receivedAt, received);
      const body = { received: { ...part, terms }, trusted: 'yes' as const };
      await p.give(
        'split',
        { parts: parts.map((one) => ({ ...one, body })), reason: p.ref() },
        { as: ACTORS.dispatcher },
      );
      await p.give('dispatch', { unit: unitFact(OTHER), reason: p.ref() }, { as: ACTORS.dispatcher });
    },
  },
];
