import { localDay } from '../../../src/domain/local-time.js';
import type { Actor } from '../../../src/domain/envelope.js';
import { CLERK, fact, MEDIATOR, opened, OTHER } from '../../domain/mediation/facts.js';
import type { CasePlay } from '../case-play.js';
import { ASSENTS, consented, mediation, ordinal, owed, performance, said, SIDES } from './disputes-and-sittings.js';
import type { CasePath } from './linkage.js';

const THIRD: Actor = { ...OTHER, account: 'c-mediator' };
const second = (n: number) => performance(n).replace(/-a1$/, '-a2');

/** Written, signed by all, sealed. */
async function written(p: CasePlay, id: string, scope: 'full' | 'partial', by: Actor): Promise<void> {
  await p.give(id, 'draftAgreement', { scope, content: p.ref(), agreed: await owed(p, 20) }, by);
  for (const side of SIDES) await p.give(id, 'signAgreement', await said(p, side), by);
  await p.give(id, 'sealAgreement', { seal: 'HB-40' }, CLERK);
}

const done = async (p: CasePlay) => ({ term: 1, on: localDay(await p.now()), note: p.ref() });
const danger = (p: CasePlay, then: 'suspend' | 'end') => ({ reference: 'JJ-42', note: p.ref(), then });

/** What goes otherwise in disputes. New paths come last. */
export const DISPUTE_PATHS: readonly CasePath[] = [
  {
    name: 'mediation-partial',
    shows:
      'agreed on a part, which is watched at once; a mediator stands aside from both, and the rest is agreed later',
    cases: [
      { case: mediation(41) },
      { case: performance(41), as: 'performance' },
      { case: second(41), as: 'performance-of-the-rest' },
    ],
    async play(p) {
      const [id, watched] = [await consented(p, 41, [MEDIATOR, OTHER]), performance(41)];
      await written(p, id, 'partial', MEDIATOR);
      await p.give(watched, 'urgeTerm', { term: 1, means: 'phone' }, MEDIATOR);
      await p.give(id, 'declareConflict', { relation: p.ref() }, MEDIATOR);
      await p.give(watched, 'confirmTerm', await done(p), MEDIATOR, 'not_its_mediator');
      await p.give(watched, 'confirmTerm', await done(p), OTHER);
      const agreement = { scope: 'full', content: p.ref(), agreed: await owed(p, 5), assents: ASSENTS };
      await p.give(id, 'agreeOrally', agreement, OTHER);
      await p.give(second(41), 'nameWatchers', { mediators: [fact(MEDIATOR)] }, CLERK, 'mediator_stood_aside');
      await p.give(second(41), 'confirmTerm', await done(p), OTHER);
      await p.give(watched, 'closePerformance', { reason: 'new_agreement', note: p.ref() }, OTHER);
    },
  },
  {
    name: 'mediation-danger',
    shows: 'red, and the police called: suspended and taken up again, and then over',
    cases: [{ case: mediation(42) }],
    async play(p) {
      const id = await consented(p, 42);
      await p.give(id, 'assessRisk', { risk: 'red', reason: p.ref() }, MEDIATOR);
      await p.give(id, 'callPolice', danger(p, 'suspend'), CLERK);
      await p.give(
        id,
        'draftAgreement',
        { scope: 'full', content: p.ref(), agreed: [] },
        MEDIATOR,
        'not_at_this_stage',
      );
      await p.give(id, 'resumeMediation', { note: p.ref() }, MEDIATOR);
      await p.give(id, 'callPolice', danger(p, 'end'), MEDIATOR);
    },
  },
  {
    name: 'mediation-conflict',
    shows: 'the mediator stands aside, all go on without one, another agrees it and stands aside from the watch, too',
    cases: [{ case: mediation(43) }, { case: performance(43), as: 'performance' }],
    async play(p) {
      const [id, watched] = [await consented(p, 43), performance(43)];
      await p.give(id, 'declareConflict', { relation: p.ref() }, MEDIATOR);
      await p.until(p.due(id, 'mediator_assignment'));
      await p.give(id, 'extendMediation', { limit: '10d', consents: ASSENTS }, CLERK);
      const named = (one: Actor) => ({ mediators: [fact(one)] });
      await p.give(id, 'nameMediators', { ...named(MEDIATOR), how: 'chosen' }, CLERK, 'mediator_stood_aside');
      await p.give(id, 'nameMediators', { ...named(OTHER), how: 'chosen' }, CLERK);
      await written(p, id, 'full', OTHER);
      await p.give(watched, 'nameWatchers', named(MEDIATOR), CLERK, 'mediator_stood_aside');
      await p.give(watched, 'declareWatcherConflict', { relation: p.ref() }, OTHER);
      await p.until(p.due(watched, 'mediator_assignment'));
      await p.give(watched, 'nameWatchers', named(OTHER), CLERK, 'mediator_stood_aside');
      await p.give(watched, 'nameWatchers', named(THIRD), CLERK);
      await p.give(watched, 'closePerformance', { reason: 'released', note: p.ref() }, THIRD);
    },
  },
  {
    name: 'mediation-violence',
    shows: 'domestic violence is refused at once, and ends what it comes to light in',
    cases: [{ case: mediation(44) }],
    async play(p) {
      const violent = opened({ number: `M150302-${ordinal(45)}`, domesticViolence: 'yes' });
      await p.open({ case: mediation(45), body: violent }, CLERK, 'domestic_violence_not_mediated');
      const id = await consented(p, 44);
      await p.give(id, 'noteMediation', { text: p.ref(), confidential: 'yes' }, MEDIATOR);
      const end = { reason: 'domestic_violence', routes: ['judicial'], explanation: p.ref() };
      await p.give(id, 'endMediation', end, MEDIATOR);
    },
  },
];
