import type { RequestEvent } from '../domain/request/events.js';
import { evolve } from '../domain/request/evolve.js';
import type { ResidentRequest } from '../domain/request/state.js';
import { apply } from '../store/apply.js';
import type { Database } from '../store/database.js';
import { markStarted, writeOutcome, type CommandOutcome, type InboxRow } from '../store/inbox.js';
import { listEvents } from '../store/queries/find-request.js';
import { CaseNotRunning, type Gateway } from '../temporal/gateway.js';
import type { CommandMessage } from '../../workflows/contract/case.js';
import type { Submitted } from '../../workflows/contract/resident-request.js';

export interface Delivery {
  db: Database;
  gateway: Gateway;
}

/** Temporal has lost a case that the record says is alive. Nobody is told anything; somebody must look. */
export class CaseLost extends Error {
  override readonly name = 'CaseLost';
}

/**
 * Steps 2 and 3 of the protocol for one inbox row: ask Temporal, put what it decided on record, and write the outcome in
 * the same statement. Safe to repeat any number of times by anybody. Throws TemporalAway, CaseLost, or what the
 * database threw; the row then stays undecided. `recorded` is the version of the case on record, where the caller has just
 * seen it.
 */
export async function deliver(deps: Delivery, row: InboxRow, recorded?: number): Promise<CommandOutcome> {
  const version = recorded ?? (await recordedVersion(deps.db, row.caseId));
  return row.kind === 'submit' ? deliverStart(deps, row, version) : deliverCommand(deps, row, version);
}

async function deliverStart({ db, gateway }: Delivery, row: InboxRow, recorded: number): Promise<CommandOutcome> {
  const submitted = row.body as Submitted;
  const state = submitted.opening.reduce<ResidentRequest | undefined>(evolve, undefined);
  if (state === undefined) throw new Error(`the start of ${row.caseId} opens with nothing`);
  const outcome: CommandOutcome = { version: state.seq, state: state.state };
  // Retention forgets workflow ids: a case whose record went on was started, whatever Temporal remembers.
  if (recorded === state.seq) {
    await gateway.start(row.caseId, submitted, {
      district: state.district,
      urgency: state.received.urgency,
      stage: state.stage,
      lead: state.lead,
    });
  }
  await markStarted(db, row.commandId, outcome);
  return outcome;
}

async function deliverCommand({ db, gateway }: Delivery, row: InboxRow, recorded: number): Promise<CommandOutcome> {
  const message = toMessage(row, recorded);
  try {
    const { decision, events } = await gateway.send(row.caseId, message);
    const { id: _id, ...outcome } = decision;
    await apply(db.pool, row.caseId, events as readonly RequestEvent[], { commandId: row.commandId, outcome });
    db.ring();
    return outcome;
  } catch (error) {
    if (!(error instanceof CaseNotRunning)) throw error;
    return endedOutcome(db, row, error);
  }
}

/** No such workflow is the refusal `request_ended` only if the record shows the end. */
async function endedOutcome(db: Database, row: InboxRow, cause: CaseNotRunning): Promise<CommandOutcome> {
  const { rows } = await db.pool.query<{ version: number; snapshot: ResidentRequest }>(
    'SELECT version, snapshot FROM resident_requests WHERE case_id = $1 AND ended_at IS NOT NULL',
    [row.caseId],
  );
  const ended = rows[0];
  if (ended === undefined)
    throw new CaseLost(`${row.caseId} is not in Temporal and has not ended on record`, { cause });
  const outcome: CommandOutcome = (await outcomeOnRecord(db, row)) ?? {
    version: ended.version,
    state: ended.snapshot.state,
    refusal: { code: 'request_ended' },
    allowed: [],
  };
  await writeOutcome(db.pool, row.commandId, outcome);
  return outcome;
}

/** A command whose events are on record was accepted, whoever failed to say so. */
async function outcomeOnRecord(db: Database, { caseId, commandId }: InboxRow): Promise<CommandOutcome | undefined> {
  const events = (await listEvents(db, caseId)).map(({ event }) => event);
  const last = events.findLast((event) => event.commandId === commandId);
  if (last === undefined) return undefined;
  const state = events.slice(0, last.seq).reduce<ResidentRequest | undefined>(evolve, undefined);
  return state && { version: last.seq, state: state.state };
}

async function recordedVersion(db: Database, caseId: string): Promise<number> {
  const { rows } = await db.pool.query<{ version: number }>({
    name: 'recorded-version',
    text: 'SELECT version FROM resident_requests WHERE case_id = $1',
    values: [caseId],
  });
  return rows[0]?.version ?? 0;
}

/** A row as the workflow reads it. */
export function toMessage(row: InboxRow, recorded: number): CommandMessage {
  const { commandId, kind, actor, receivedAt, expectedVersion, body } = row;
  return {
    id: commandId,
    name: kind,
    actor,
    receivedAt,
    body,
    recorded,
    ...(expectedVersion !== undefined && { expectedVersion }),
  };
}
