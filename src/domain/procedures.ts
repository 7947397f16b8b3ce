import { AGENDA_ITEM_LIFECYCLE } from './agenda-item/lifecycle.js';
import type { EventEnvelope } from './envelope.js';
import { ENFORCEMENT_LIFECYCLE } from './enforcement/lifecycle.js';
import type { CaseEvent, CaseState, Lifecycle, Message } from './case/lifecycle.js';
import type { Proceeding, ProceedingLifecycle } from './case/proceeding.js';
import { MEDIATION_LIFECYCLE } from './mediation/lifecycle.js';
import { JOINT_MEETING_LIFECYCLE } from './joint-meeting/lifecycle.js';
import { kindOf, type CaseKind } from './number.js';
import { PERFORMANCE_LIFECYCLE } from './performance/lifecycle.js';
import type { LinkageTerms, Policy, ProceedingTerms } from './policy.js';
import { REPORT_LIFECYCLE } from './report/lifecycle.js';
import { REQUEST_LIFECYCLE } from './request/lifecycle.js';
import { SERVICE_LIFECYCLE } from './service/lifecycle.js';
import type { MediationKind, Urgency, WhistleKind } from './vocabulary.js';
import { WHISTLE_LIFECYCLE } from './whistle/lifecycle.js';

/** The kinds of cases that a request may lead to. */
export type ProceedingKind = Exclude<CaseKind, 'request'>;

type AnyLifecycle = Lifecycle<CaseState, CaseEvent, ProceedingTerms>;
type AnyProceeding = ProceedingLifecycle<Proceeding, EventEnvelope<string, object>>;

const PROCEEDINGS: Readonly<Record<ProceedingKind, AnyProceeding>> = {
  whistle: WHISTLE_LIFECYCLE,
  whistle_report: REPORT_LIFECYCLE,
  mediation: MEDIATION_LIFECYCLE,
  performance: PERFORMANCE_LIFECYCLE,
  agenda_item: AGENDA_ITEM_LIFECYCLE,
  joint_meeting: JOINT_MEETING_LIFECYCLE,
  enforcement_dispatch: ENFORCEMENT_LIFECYCLE,
  service_request: SERVICE_LIFECYCLE,
};

/** The procedure of a case, whatever kind it is. Throws RangeError for what is no case's id. */
export function lifecycleOfCase(caseId: string): AnyLifecycle {
  const kind = kindOf(caseId);
  return kind === 'request' ? REQUEST_LIFECYCLE : PROCEEDINGS[kind];
}

export const PROCEEDING_KINDS = Object.keys(PROCEEDINGS) as readonly ProceedingKind[];

/** Of what kind a case is that is no request. Throws RangeError for any other id. */
export function proceedingKindOf(caseId: string): ProceedingKind {
  const kind = kindOf(caseId);
  if (kind === 'request') throw new RangeError(`${caseId} is a request`);
  return kind;
}

/** The procedure of a case that is no request. Throws RangeError for any other id. */
export function proceedingOf(caseId: string): AnyProceeding {
  return PROCEEDINGS[proceedingKindOf(caseId)];
}

/** What a policy gives a proceeding of a sort; undefined where it gives it nothing. */
export function linkageTermsOf(policy: Policy, kind: ProceedingKind, sort: string): LinkageTerms | undefined {
  const { whistles, mediations, meetings, enforcement, services } = policy;
  switch (kind) {
    case 'whistle':
    case 'whistle_report':
      return whistles?.kinds[sort as WhistleKind];
    case 'mediation':
    case 'performance':
      return mediations?.kinds[sort as MediationKind];
    case 'agenda_item':
      return meetings?.item;
    case 'joint_meeting':
      return meetings?.sitting;
    case 'enforcement_dispatch':
      return enforcement?.urgencies[sort as Urgency];
    case 'service_request':
      return services;
  }
}

/** The state after events that follow one, or from the first on; undefined where there are none. Throws as `evolve` does. */
export function stateAfter(caseId: string, events: readonly CaseEvent[], before?: CaseState): CaseState | undefined {
  const lifecycle = lifecycleOfCase(caseId);
  return events.reduce((state, event) => lifecycle.evolve(state, event), before);
}

/** What events that follow a state tell other cases, each under the numbers of its event and of its place among what that tells. */
export function messagesOf(
  caseId: string,
  events: readonly CaseEvent[],
  before?: CaseState,
): readonly { key: string; message: Message }[] {
  const lifecycle = lifecycleOfCase(caseId);
  let state = before;
  return events.flatMap((event) => {
    const after = lifecycle.evolve(state, event);
    state = after;
    const told = lifecycle.messagesOf(event, after);
    return told.map((message, index) => ({ key: `${String(event.seq)}.${String(index + 1)}`, message }));
  });
}
