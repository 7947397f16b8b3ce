/** Applications for tests of the pure core: a licence at haibei's window, for the market regulation to decide. */
import type { Actor } from '../../../src/domain/envelope.js';
import { proceedingTerms } from '../../../src/domain/policy.js';
import type { Refusal } from '../../../src/domain/refusals.js';
import type { Applied, ServiceRequest } from '../../../src/domain/service/service.js';
import { calendar, MONDAY, policy, someone, text } from '../../support/domain.js';
import { openNetwork, type Network } from '../../support/network.js';

export const WINDOW = someone('subdistrict_clerk', 'haibei');
export const UNIT = someone('unit_coordinator', 'market-regulation');
export const HOTLINE = someone('hotline_clerk', 'hotline-centre');
export const CALL_BACK = someone('call_back_clerk', 'hotline-centre');
export const SERVICE = 'service_request:150302:2026-000001';

export function application(more: Partial<Applied> = {}): Applied {
  if (policy.services === undefined) throw new Error('the shipped policy has services');
  const material = (code: string, required: 'yes' | 'no') => ({ code, name: `演示·材料${code}`, required });
  return {
    number: 'S150302-2026-000001',
    matter: {
      ...{ code: 'S02', name: '演示·食品经营许可', kind: 'approval', promised: '10wd', result: '演示·许可证' },
      materials: [material('m1', 'yes'), material('m2', 'yes'), material('m3', 'no')],
      steps: ['受理', '核查', '决定'],
      windowLevel: 'subdistrict',
    },
    ...{ unit: 'market-regulation', by: 'haibei', channel: 'window', applicant: text('applicant'), brought: ['m1'] },
    subdistrict: 'haibei',
    terms: proceedingTerms(policy, calendar, policy.services),
    ...more,
  };
}

export interface Story extends Omit<Network, 'give'> {
  give: (name: string, body?: unknown, actor?: Actor, at?: string) => Refusal | undefined;
  service(): ServiceRequest;
  clock(name: string): { status: string; at: string; unit?: string } | undefined;
  typesOf(): readonly string[];
}

/** An application that came in. */
export function anApplication(more: Partial<Applied> = {}, at = MONDAY): Story {
  const network = openNetwork();
  const refusal = network.open({ case: SERVICE, body: application(more) }, WINDOW, at);
  if (refusal) throw new Error(`it was refused: ${refusal.code}`);
  const service = () => network.state(SERVICE) as ServiceRequest;
  return {
    ...network,
    give: (name, body = {}, actor = UNIT, when = service().at) => network.give(SERVICE, name, body, actor, when),
    service,
    clock: (name) => service().clocks.findLast((one) => one.clock === name),
    typesOf: () => network.types(SERVICE),
  };
}

/** The same with all that is required, accepted. */
export function accepted(more: Partial<Applied> = {}): Story {
  const story = anApplication({ brought: ['m1', 'm2'], ...more });
  story.give('acceptService');
  return story;
}

/** The same with every step done. */
export function worked(): Story {
  const story = accepted();
  for (const step of [1, 2, 3]) story.give('doServiceStep', { step });
  return story;
}

/** The same with the result in the applicant's hands. */
export function delivered(by: Actor = UNIT): Story {
  const story = worked();
  story.give('decideService', { decision: 'granted' });
  story.give('deliverService', { means: 'window' }, by);
  return story;
}
