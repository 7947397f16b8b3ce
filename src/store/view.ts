import { isDuty } from '../domain/case/clocks.js';
import { openClocks, type Clock, type HasClocks } from '../domain/case/clock.js';
import type { CaseState } from '../domain/case/lifecycle.js';
import type { Proceeding } from '../domain/case/proceeding.js';
import { kindOf, type CaseKind } from '../domain/number.js';
import { proceedingOf } from '../domain/procedures.js';
import type { ResidentRequest } from '../domain/request/state.js';

const earliest = (clocks: readonly Clock[]): Clock | undefined =>
  clocks.reduce<Clock | undefined>(
    (first, clock) => (first === undefined || clock.at < first.at ? clock : first),
    undefined,
  );

/** What is due next and what is late, of the duties that run. */
function dues(state: HasClocks) {
  const running = openClocks(state).filter((clock) => clock.status === 'running' && isDuty(clock.clock));
  const late = earliest(running.filter((clock) => clock.breachedAt !== undefined));
  const next = earliest(running.filter((clock) => clock.breachedAt === undefined));
  return { next_due_at: next?.at ?? null, next_due_clock: next?.clock ?? null, overdue_since: late?.at ?? null };
}

/** The view of a case, whatever kind it is: the columns of its table, in their own names. */
export function caseView(state: CaseState) {
  return isRequest(state) ? viewOf(state) : proceedingView(state as Proceeding);
}

/** The table that holds the view of a case. Throws RangeError for what is no case's id. */
export function tableOf(caseId: string): 'resident_requests' | 'proceedings' {
  return tableOfKind(kindOf(caseId));
}

/** The table that holds the views of a kind of case. */
export function tableOfKind(kind: CaseKind): 'resident_requests' | 'proceedings' {
  return kind === 'request' ? 'resident_requests' : 'proceedings';
}

/** Whether a state is a request's. */
export function isRequest(state: CaseState): state is ResidentRequest {
  return kindOf(state.case) === 'request';
}

function proceedingView(state: Proceeding) {
  const { opened, receivedAt } = state;
  const procedure = proceedingOf(state.case);
  return {
    case_id: state.case,
    district_code: state.district,
    kind: kindOf(state.case),
    number: opened.number,
    version: state.seq,
    state: state.state,
    sort: procedure.sort(state),
    parent_case: opened.parent?.case ?? null,
    request_case: opened.request?.case ?? null,
    subdistrict: opened.subdistrict ?? null,
    community: opened.community ?? null,
    units: procedure.units(state),
    received_at: receivedAt,
    ...dues(state),
    ended_at: state.ended === 'yes' ? state.at : null,
    updated_at: state.at,
  };
}

/** What a desk filters and sorts by, out of a request's state. Columns of `resident_requests`, in their own names. */
export function viewOf(state: ResidentRequest) {
  const { received } = state;
  return {
    case_id: state.case,
    district_code: state.district,
    number: received.number,
    version: state.seq,
    stage: state.stage,
    state: state.state,
    outcome: state.outcome ?? null,
    kind: received.kind,
    channel: received.channel,
    urgency: received.urgency,
    category_code: received.category.code,
    provenance: received.provenance,
    subdistrict: received.place.subdistrict ?? null,
    community: received.place.community ?? null,
    grid: received.place.grid ?? null,
    lead_unit: state.lead ?? null,
    against_unit: received.against?.unit ?? null,
    against_place: received.against?.place ?? null,
    against_staff: received.against?.staff === 'yes',
    against_account: received.against?.account ?? null,
    merged_into: state.mergedInto?.number ?? null,
    callers: 1 + (state.followers ?? []).length,
    co_units: (state.coUnits ?? []).map(({ unit }) => unit),
    received_at: state.receivedAt,
    occurred_at: received.occurredAt ?? state.receivedAt,
    ...dues(state),
    closed_at: state.closedAt ?? null,
    ended_at: state.ended === 'yes' ? state.at : null,
    tags: received.tags ?? [],
    duplicate_of: received.duplicateOf ?? null,
    updated_at: state.at,
  };
}

/** One row of `case_clocks`. */
export function clockRow(state: CaseState, clock: Clock) {
  return {
    case_id: state.case,
    clock: clock.clock,
    n: clock.n,
    // Only what the event charged: the lead of the day would go stale with the next dispatch.
    unit: clock.unit ?? null,
    limit: clock.limit,
    started_at: clock.from,
    due_at: clock.at,
    last_day: clock.lastDay ?? null,
    provisional: clock.provisional === 'yes',
    status: clock.status,
    stopped_at: clock.stoppedAt ?? null,
    breached_at: clock.breachedAt ?? null,
    proven_at: clock.provenAt ?? null,
  };
}
