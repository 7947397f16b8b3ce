import { isDuty } from '../domain/case/clocks.js';
import { openClocks, type Clock } from '../domain/case/clock.js';
import type { ResidentRequest } from '../domain/request/state.js';

const earliest = (clocks: readonly Clock[]): Clock | undefined =>
  clocks.reduce<Clock | undefined>(
    (first, clock) => (first === undefined || clock.at < first.at ? clock : first),
    undefined,
  );

/** What a desk filters and sorts by, out of the case's state. Columns of `resident_requests`, in its own names. */
export function viewOf(state: ResidentRequest) {
  const { received } = state;
  const running = openClocks(state).filter((clock) => clock.status === 'running' && isDuty(clock.clock));
  const late = earliest(running.filter((clock) => clock.breachedAt !== undefined));
  const next = earliest(running.filter((clock) => clock.breachedAt === undefined));
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
    next_due_at: next?.at ?? null,
    next_due_clock: next?.clock ?? null,
    overdue_since: late?.at ?? null,
    closed_at: state.closedAt ?? null,
    ended_at: state.ended === 'yes' ? state.at : null,
    tags: received.tags ?? [],
    duplicate_of: received.duplicateOf ?? null,
    updated_at: state.at,
  };
}

/** One row of `case_clocks`. */
export function clockRow(state: ResidentRequest, clock: Clock) {
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
