import { calendarFor, loadCalendar } from '../../src/calendar-data.js';
import type { Calendar } from '../../src/domain/calendar.js';
import type { Actor } from '../../src/domain/envelope.js';
import { termsFor, type Policy, type Terms } from '../../src/domain/policy.js';
import type { DispatchProposal, UnitFact } from '../../src/domain/request/commands.js';
import { decideSubmit } from '../../src/domain/request/decide/index.js';
import type { Classification, Received, RequestEvent } from '../../src/domain/request/events.js';
import { projectRoot } from '../../src/project-root.js';
import { loadSeedData } from '../../src/store/seed-data.js';

/** Nothing here names anybody: codes, roles and references are made up, texts do not exist. */
export const DISTRICT = '150302';

export const LEAD = 'bureau-a';
export const OTHER = 'bureau-b';

export const unitFact = (code: string): UnitFact => ({ code, kind: 'bureau', inForce: 'yes' });

const account = (role: Actor['role'], unit?: string): Actor => ({
  account: `keep-${role}`,
  role,
  ...(unit !== undefined && { unit }),
});

/** Who acts in the kept histories. */
export const ACTORS = {
  clerk: account('hotline_clerk'),
  dispatcher: account('dispatcher'),
  shiftLeader: account('shift_leader'),
  coordinator: account('unit_coordinator', LEAD),
  head: account('unit_head', LEAD),
  otherCoordinator: account('unit_coordinator', OTHER),
  reviewer: account('reviewer'),
  caller: account('call_back_clerk'),
  supervisor: account('supervisor'),
  subdistrict: account('subdistrict_clerk'),
  keeper: account('directory_keeper'),
  community: account('community_clerk', 'community-a'),
  resident: account('resident'),
  workflow: account('system'),
} as const;

/** What is special about a path's request; everything else is an ordinary complaint by phone. */
export type Request = Partial<
  Pick<Received, 'kind' | 'channel' | 'urgency' | 'category' | 'requester' | 'origin' | 'upstream' | 'crisis'>
> & {
  trusted?: 'no';
  /** Under a policy of before this version, as when the path was kept: none owed interim replies. */
  policyBefore?: 3;
  /** No row of the catalogue fits. */
  undispatched?: true;
  /** What is published at its receipt; default: the calendars of this package. */
  published?: Calendar;
  /** Default: when the path hands it in. */
  receivedAt?: string;
};

export interface Circumstances {
  caseId: string;
  caseNumber: number;
  id: string;
  receivedAt: string;
  ref: () => string;
}

const policy: Policy = (await loadSeedData(`${projectRoot()}/data/haibowan`)).policy;
const calendar = loadCalendar();

/** The terms of the demo district's policy for what was received at an instant. */
export function termsOf(
  receivedAt: string,
  { kind, urgency, category }: Classification,
  published: Calendar = calendar,
): Terms {
  return termsFor(policy, calendarFor(published, Number(receivedAt.slice(0, 4))), {
    kind,
    urgency,
    category: { complex: category.complex === 'yes', utility: category.utility === 'yes' },
  });
}

function withoutInterim(terms: Terms): Terms {
  const { interim_reply: _interim, ...limits } = terms.limits;
  return { ...terms, limits };
}

/** What the directory proposes for every path's request. */
export const PROPOSAL: DispatchProposal = { unit: unitFact(LEAD), basis: 'catalogue', ground: 'catalogue' };

/** The opening events as the door decides them. */
export function openingOf(
  request: Request,
  { caseId, caseNumber, id, receivedAt, ref }: Circumstances,
): readonly RequestEvent[] {
  const {
    kind = 'complaint',
    channel = 'hotline',
    urgency = 'routine',
    requester = 'named',
    category = { code: 'K01' },
  } = request;
  const invent = () => {
    const one = ref();
    return { ref: one, commitment: one.replaceAll('-', '').padEnd(64, '0') };
  };
  const terms = termsOf(receivedAt, { kind, urgency, category }, request.published);
  const received: Received = {
    number: `${DISTRICT}-2026-${String(caseNumber).padStart(6, '0')}`,
    kind,
    channel,
    urgency,
    provenance: 'live',
    category,
    place: {},
    requester,
    ...(requester !== 'anonymous' && { contact: invent() }),
    text: invent(),
    ...(request.origin && { origin: request.origin }),
    ...(request.upstream && { upstream: request.upstream }),
    ...(request.crisis && { crisis: request.crisis }),
    terms: request.policyBefore === 3 ? withoutInterim(terms) : terms,
  };
  const { events, refusal } = decideSubmit({
    id,
    district: DISTRICT,
    case: caseId,
    actor: ACTORS.clerk,
    receivedAt,
    body: { received, trusted: request.trusted ?? 'yes', ...(request.undispatched !== true && { proposal: PROPOSAL }) },
  });
  if (refusal) throw new Error(`the start was refused: ${refusal.code}`);
  return events;
}
