import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Actor } from '../../../src/domain/envelope.js';
import { GIVEN_END_REASONS } from '../../../src/domain/mediation/vocabulary.js';
import { PERFORMANCE_STATES } from '../../../src/domain/performance/vocabulary.js';
import { lifecycleOfCase, stateAfter } from '../../../src/domain/procedures.js';
import { after, text } from '../../support/domain.js';
import {
  agreed,
  ALL,
  aMediation,
  aSide,
  assent,
  CLERK,
  DRAFT,
  fact,
  mediated,
  MEDIATION,
  MEDIATOR,
  OTHER,
  performanceOf,
  REQUEST,
  said,
  why,
  type Story,
} from './stories.js';

/** Anything anybody might send, sensible or not. */
const BODIES: Readonly<Record<string, readonly object[]>> = {
  nameMediators: [
    { mediators: [fact(OTHER)], how: 'chosen' },
    { mediators: [fact(MEDIATOR, 'trade')], how: 'assigned' },
  ],
  declareConflict: [{ relation: text('relation') }],
  replaceMediator: [
    { mediator: MEDIATOR.account, ...why },
    { mediator: OTHER.account, ...why },
  ],
  recordConsent: [
    said('s1'),
    said('s2'),
    said('s2', { by: 'representative' }),
    ...[[1], [2], [1, 2], [3]].map((disputants) => said('s2', { disputants })),
  ],
  recordRefusal: [said('s1'), said('s9')],
  holdSession: [{ heldAt: said('s1').at, minutes: text('m'), attendance: [{ side: 's1', by: ['disputant'] }] }],
  noteMediation: [{ text: text('note'), confidential: 'yes' }],
  assessRisk: [{ risk: 'red', ...why }],
  extendMediation: [
    { limit: '10d', consents: ALL },
    { limit: '10d', consents: [assent('s1')] },
  ],
  draftAgreement: [DRAFT, { ...DRAFT, scope: 'partial' }, { ...DRAFT, agreed: [] }],
  signAgreement: [said('s1'), said('s2'), ...[[1], [2], [1, 2]].map((disputants) => said('s2', { disputants }))],
  sealAgreement: [{ seal: 'HB-7' }],
  agreeOrally: [
    { ...DRAFT, agreed: [], assents: ALL },
    { ...DRAFT, scope: 'partial', assents: ALL },
  ],
  callPolice: [
    { reference: 'JJ-1', note: text('danger'), then: 'suspend' },
    { reference: 'JJ-1', note: text('danger'), then: 'end' },
  ],
  resumeMediation: [{ note: text('safe') }],
  endMediation: GIVEN_END_REASONS.map((reason) => ({ reason, routes: ['judicial'], explanation: text('e') })),
  nameWatchers: [{ mediators: [fact(OTHER)] }, { mediators: [fact(OTHER), fact(OTHER)] }],
  declareWatcherConflict: [{ relation: text('relation') }],
  urgeTerm: [{ term: 1, means: 'phone' }],
  confirmTerm: [
    { term: 1, on: '2026-03-02', note: text('done') },
    { term: 2, on: '2026-03-02', note: text('done') },
  ],
  applyForConfirmation: [{ assents: ALL }],
  recordCourtAcceptance: [{ accepted: 'yes', reference: 'C-1' }, { accepted: 'no' }],
  recordCourtAnswer: [{ answer: 'refused', reference: 'C-1' }],
  notePerformance: [{ text: text('note') }],
  closePerformance: [
    { reason: 'sued', note: text('n') },
    { reason: 'enforcement', note: text('n') },
  ],
};

const ENDINGS = [
  'recordRefusal',
  'endMediation',
  'callPolice',
  'declareConflict',
  'declareWatcherConflict',
  'replaceMediator',
  'closePerformance',
];
const others = Object.keys(BODIES).filter((name) => !ENDINGS.includes(name));

const disputant = { contact: text('contact'), capacity: 'full' } as const;
const TWO = [aSide('s1'), aSide('s2', { disputants: [disputant, disputant] })];
const BEGINNINGS = [
  () => aMediation({ request: REQUEST, major: 'yes' }),
  () => aMediation({ request: REQUEST, sides: TWO }),
  () => mediated({ request: REQUEST }),
  () => agreed({ request: REQUEST }, { scope: 'partial' }),
  () => agreed({ request: REQUEST }),
];

const step = fc.record({
  // What ends it comes less often: there would be nothing to follow.
  name: fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom(...ENDINGS) },
    { weight: 8, arbitrary: fc.constantFrom(...others) },
    { weight: 2, arbitrary: fc.constant('confirmTerm') },
  ),
  pick: fc.nat(),
  actor: fc.constantFrom<Actor>(MEDIATOR, MEDIATOR, MEDIATOR, CLERK, OTHER),
  agreement: fc.constantFrom(1, 2),
  /** Mostly things follow each other; now and then days pass. */
  hours: fc.constantFrom(0, 0, 0, 1, 1, 1, 20, 200),
});
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

/** The case that takes a command, if there is one. */
function caseFor(story: Story, { name, agreement }: Step): string | undefined {
  if (lifecycleOfCase(MEDIATION).commands.includes(name)) return MEDIATION;
  const watched = performanceOf(agreement);
  return story.has(watched) ? watched : undefined;
}

function take(story: Story, one: Step, now: string): void {
  const caseId = caseFor(story, one);
  const bodies = BODIES[one.name] ?? [];
  if (caseId === undefined) return;
  story.pass(now);
  const before = story.state(caseId);
  const at = now > before.at ? now : before.at;
  const refusal = story.give(caseId, one.name, bodies[one.pick % bodies.length], one.actor, at);
  const isOffered = lifecycleOfCase(caseId).allowedCommands(before).includes(one.name);
  // What is not offered is refused; what is refused has changed nothing.
  if (!isOffered) expect([one.name, refusal === undefined]).toEqual([one.name, false]);
  if (refusal) expect(story.state(caseId)).toEqual(before);
}

/** Events hold strings and whole numbers, in objects and lists: nothing else comes out of a hash the same everywhere. */
function isPlain(value: unknown): boolean {
  if (typeof value === 'string') return true;
  if (typeof value === 'number') return Number.isInteger(value);
  return typeof value === 'object' && value !== null && Object.values(value).every(isPlain);
}

describe('whatever is sent to a mediation and to what follows from it', () => {
  it('leaves plain events that make the same state again, nothing running after the end, and one word to the request', () => {
    const ends = new Set<string>();
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.constantFrom(...BEGINNINGS), (steps, begin) => {
        const story = begin();
        let now = story.mediation().at;
        for (const one of steps) {
          now = after(now, `${String(one.hours)}h`);
          take(story, one, now);
        }
        for (const caseId of [MEDIATION, performanceOf(1), performanceOf(2)].filter((id) => story.has(id))) {
          const state = story.state(caseId);
          expect(story.events(caseId).every(({ body }) => isPlain(body))).toBe(true);
          expect(stateAfter(caseId, story.events(caseId))).toEqual(state);
          if (state.ended === 'yes') {
            expect(state.clocks.filter(({ status }) => status === 'running' || status === 'paused')).toEqual([]);
            expect(story.allowed(caseId)).toEqual([]);
          }
          ends.add(`${caseId.split(':')[0] ?? ''} ${state.state}`);
        }
        const words = story.told.filter(({ name }) => name === 'concludeReferral');
        expect(words).toHaveLength(story.mediation().ended === 'yes' ? 1 : 0);
      }),
      { numRuns: 400, seed: 7 },
    );
    // The walk has been everywhere that matters.
    const everywhere = [
      ...['agreed', 'diverted', 'not_agreed', 'refused', 'withdrawn'].map((state) => `mediation ${state}`),
      ...PERFORMANCE_STATES.map((state) => `performance ${state}`),
    ];
    expect(everywhere.filter((end) => !ends.has(end))).toEqual([]);
  });
});
