/** Mediations for tests of the pure core: two neighbours, one mediator, under the shipped policy. */
import type { Proceeding } from '../../../src/domain/case/proceeding.js';
import type { Actor } from '../../../src/domain/envelope.js';
import type { Mediation, Opened } from '../../../src/domain/mediation/mediation.js';
import type { Effective, Performance } from '../../../src/domain/performance/performance.js';
import { proceedingNotices } from '../../../src/domain/proceeding-notices.js';
import { stateAfter } from '../../../src/domain/procedures.js';
import type { Refusal } from '../../../src/domain/refusals.js';
import { MONDAY, text } from '../../support/domain.js';
import { assent, CLERK, fact, MEDIATION, MEDIATOR, opened, performanceOf } from './facts.js';
import { openNetwork, type Network } from '../../support/network.js';

export * from './facts.js';

export interface Story extends Network {
  give: (caseId: string, name: string, body: unknown, actor?: Actor, at?: string) => Refusal | undefined;
  /** Gives a command to the mediation, as its mediator, and expects that it is taken. */
  mediate: (name: string, body: unknown, actor?: Actor, at?: string) => void;
  mediation(): Mediation;
  performance(n?: number): Performance;
  due(caseId: string, clock: string): string | undefined;
}

/** A mediation that was opened, and what follows from it. */
export function aMediation(body: Partial<Opened> = {}, by: Actor = CLERK, at = MONDAY): Story {
  const network = openNetwork();
  const refusal = network.open({ case: MEDIATION, body: opened(body) }, by, at);
  if (refusal) throw new Error(`it was refused: ${refusal.code}`);
  const give: Story['give'] = (caseId, name, given, actor = MEDIATOR, when = network.state(caseId).at) =>
    network.give(caseId, name, given, actor, when);
  return {
    ...network,
    give,
    mediate(name, given, actor, when) {
      const told = give(MEDIATION, name, given, actor, when);
      if (told) throw new Error(`${name} was refused: ${told.code}`);
    },
    mediation: () => network.state(MEDIATION) as Mediation,
    performance: (n = 1) => network.state(performanceOf(n)) as Performance,
    due: (caseId, clock) => network.state(caseId).clocks.findLast((one) => one.clock === clock)?.at,
  };
}

/** Said for a side by one of its own, at the moment the mediation was opened. */
export const said = (side: string, more: object = {}) => ({
  side,
  by: 'disputant',
  means: 'visit',
  at: MONDAY,
  ...more,
});
export const ALL = [assent('s1'), assent('s2')];

/** One to which every side has consented. */
export function mediated(body: Partial<Opened> = {}): Story {
  const story = aMediation(body);
  for (const { id, disputants } of story.mediation().sides) {
    const by = disputants.some(({ guardian }) => guardian !== undefined) ? 'guardian' : 'disputant';
    story.mediate('recordConsent', said(id, { by }));
  }
  return story;
}

export const term = (side: string, dueOn: string) => ({ side, what: text(`owed-${side}`), dueOn });
export const DRAFT = {
  scope: 'full',
  content: text('agreement'),
  agreed: [term('s1', '2026-03-12'), term('s2', '2026-03-22')],
} as const;

/** One with a written agreement that all have signed and that is sealed. */
export function agreed(body: Partial<Opened> = {}, draft: object = {}): Story {
  return signed(mediated(body), draft);
}

/** The same of one that is under way. */
export function signed(story: Story, draft: object = {}): Story {
  story.mediate('draftAgreement', { ...DRAFT, ...draft });
  for (const { id } of story.mediation().sides) story.mediate('signAgreement', said(id));
  story.mediate('sealAgreement', { seal: 'HB-7' }, CLERK);
  return story;
}

/** What performance is opened with, of terms due on days, in effect at an instant. */
export function owing(effectiveAt: string, days: readonly string[]): Effective {
  const { number, kind, committee, aboutStatus, terms } = opened();
  return {
    ...{ number: `P${number.slice(1)}-a1`, kind, committee, aboutStatus, effectiveAt, terms },
    ...{ form: 'written', scope: 'full', mediators: [fact(MEDIATOR)] },
    parent: { case: MEDIATION, number },
    sides: ['s1', 's2'].map((id) => ({ id, by: ['disputant'] })),
    owed: days.map((dueOn) => ({ side: 's1', what: { ref: 'owed' }, dueOn })),
  };
}

export const why = { reason: text('reason') } as const;

/** Whom the last event of a type is told to. */
export function told(story: Story, caseId: string, type: string): readonly string[] {
  const events = story.events(caseId);
  const index = events.findLastIndex((event) => event.type === type);
  const before = stateAfter(caseId, events.slice(0, index)) as Proceeding | undefined;
  const notices = proceedingNotices(before, events.slice(index, index + 1));
  return notices
    .filter(({ template }) => template !== 'event')
    .map(({ recipient, template }) => `${recipient} ${template}`);
}
