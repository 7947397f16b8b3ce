/** Mediations as they are opened, for tests: two neighbours, one mediator, under the shipped policy. */
import type { Actor } from '../../../src/domain/envelope.js';
import type { Opened, Side } from '../../../src/domain/mediation/mediation.js';
import { proceedingTerms } from '../../../src/domain/policy.js';
import { calendar, policy, someone, text } from '../../support/domain.js';

export const CLERK = someone('subdistrict_clerk', 'haibei');
export const MEDIATOR = someone('mediator', 'haibei');
export const OTHER: Actor = { account: 'b-mediator', role: 'mediator' };

export const MEDIATION = 'mediation:150302:2026-000001';
export const performanceOf = (n: number): string => `performance:150302:2026-000001-a${String(n)}`;
export const REQUEST = { case: 'request:150302:2026-000007', number: '150302-2026-000007' };

export const fact = ({ account }: Actor, ...kinds: Opened['kind'][]) => ({
  account,
  kinds: kinds.length === 0 ? (['peoples'] as const) : kinds,
});

export const aSide = (id: string, more: Partial<Side> = {}): Side => ({
  id,
  disputants: [{ contact: text(`contact-${id}`), capacity: 'full' }],
  ...more,
});
/** A side whose only disputant is a minor, with a guardian or without. */
export const aMinor = (id: string, isGuarded = true): Side =>
  aSide(id, {
    disputants: [
      {
        ...{ contact: text(`contact-${id}`), capacity: 'minor' },
        ...(isGuarded && { guardian: text(`guardian-${id}`) }),
      },
    ],
  });
export const represented = (id: string, power: 'general' | 'special'): Side =>
  aSide(id, { representative: { contact: text(`lawyer-${id}`), power, authority: text(`power-${id}`) } });

export function opened({ kind = 'peoples', ...more }: Partial<Opened> = {}): Opened {
  if (policy.mediations === undefined) throw new Error('the shipped policy has mediations');
  return {
    ...{ number: 'M150302-2026-000001', kind, committee: 'haibei', sides: [aSide('s1'), aSide('s2')] },
    ...{ text: text('dispute'), place: { subdistrict: 'haibei' }, subdistrict: 'haibei' },
    ...{ domesticViolence: 'no', major: 'no', aboutStatus: 'no', mediators: [fact(MEDIATOR)], how: 'assigned' },
    terms: proceedingTerms(policy, calendar, policy.mediations.kinds[kind]),
    ...more,
  };
}

export const assent = (side: string, by = 'disputant') => ({ side, by, means: 'visit' });
