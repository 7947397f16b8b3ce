/** Crews for tests of the pure core: haibei dispatches urban management and the police, under the shipped policy. */
import type { Dispatched, EnforcementDispatch } from '../../../src/domain/enforcement/dispatch.js';
import type { Actor } from '../../../src/domain/envelope.js';
import { proceedingTerms } from '../../../src/domain/policy.js';
import type { Refusal } from '../../../src/domain/refusals.js';
import { after, calendar, MONDAY, policy, someone, text } from '../../support/domain.js';
import { openNetwork, type Network } from '../../support/network.js';

export const DISPATCHER = someone('enforcement_dispatcher', 'haibei');
export const DISPATCH = 'enforcement_dispatch:150302:2026-000001';

export const officer = (account: string, unit: string): Actor => ({
  ...someone('enforcement_officer', unit),
  account,
});
export const URBAN = officer('urban-1', 'urban-management');
export const POLICE = officer('police-1', 'police');
export const member = ({ account, unit = '' }: Actor) => ({ officer: account, unit });

export function sent(more: Partial<Dispatched> = {}): Dispatched {
  if (policy.enforcement === undefined) throw new Error('the shipped policy has enforcement');
  const { urgency = 'routine' } = more;
  return {
    ...{ number: 'D150302-2026-000001', urgency, by: 'haibei', lead: 'urban-management', task: text('task') },
    ...{ crew: [member(URBAN), member(POLICE)], place: { subdistrict: 'haibei' }, subdistrict: 'haibei' },
    booking: { from: after(MONDAY, '1h'), until: after(MONDAY, '3h') },
    terms: proceedingTerms(policy, calendar, policy.enforcement.urgencies[urgency]),
    ...more,
  };
}

export interface Story extends Omit<Network, 'give'> {
  give: (name: string, body: unknown, actor: Actor, at?: string) => Refusal | undefined;
  dispatch(): EnforcementDispatch;
  /** The clocks of a name: of whom, how they stand, when they are due. */
  clocks(name: string): readonly (readonly [string | undefined, string, string])[];
  typesOf(): readonly string[];
}

/** A crew that was dispatched, and what follows from it. */
export function aCrew(more: Partial<Dispatched> = {}, at = MONDAY): Story {
  const network = openNetwork();
  const refusal = network.open({ case: DISPATCH, body: sent(more) }, DISPATCHER, at);
  if (refusal) throw new Error(`it was refused: ${refusal.code}`);
  const dispatch = () => network.state(DISPATCH) as EnforcementDispatch;
  return {
    ...network,
    give: (name, body, actor, when = dispatch().at) => network.give(DISPATCH, name, body, actor, when),
    dispatch,
    clocks: (name) =>
      dispatch()
        .clocks.filter((one) => one.clock === name)
        .map(({ unit, status, at: due }) => [unit, status, due]),
    typesOf: () => network.types(DISPATCH),
  };
}

/** The same with everybody on site. */
export function onSite(more: Partial<Dispatched> = {}): Story {
  const story = aCrew(more);
  for (const one of [URBAN, POLICE]) story.give('arriveOnSite', there, one);
  return story;
}

export const power = (unit = 'urban-management', more: object = {}) => ({
  ...{
    code: `${unit}-1`,
    unit,
    measures: ['inspect', 'order_to_correct', 'fine'],
    rule: '演示·第 1 条',
    inForce: 'yes',
  },
  ...more,
});
export const measure = (more: object = {}) => ({
  ...{ power: power(), measure: 'fine', details: text('details'), evidence: [text('evidence')] },
  ...more,
});
export const ordered = (reinspectOn: string) => measure({ measure: 'order_to_correct', reinspectOn });
export const looked = (order: number, corrected: 'yes' | 'no', more: object = {}) => ({
  ...{ order, corrected, remark: text('remark'), evidence: [text('evidence')] },
  ...more,
});
/** Comes to look at an order, and says what was seen of it. */
export function looks(
  story: Story,
  by: Actor,
  body: ReturnType<typeof looked>,
  at = after(story.dispatch().at, '1min'),
): Refusal | undefined {
  return story.give('arriveOnSite', there, by, at) ?? story.give('reinspect', body, by, at);
}
export const there = { where: text('where') } as const;
export const found = { findings: text('findings') } as const;
export const over = { result: 'settled', summary: text('summary') } as const;
export const why = { reason: text('reason') } as const;
