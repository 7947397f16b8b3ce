import type { CaseState } from '../domain/case/lifecycle.js';
import { stateAfter } from '../domain/procedures.js';
import type { Urgency } from '../domain/vocabulary.js';
import { apply } from '../store/apply.js';
import { caseOfClient } from '../store/identity.js';
import type { Database } from '../store/database.js';
import { isJustOpened } from './open-case.js';
import { markStarted, STARTS, type CommandOutcome, type InboxRow } from '../store/inbox.js';
import { listEvents } from '../store/queries/find-request.js';
import { writeRefused } from '../store/unheard.js';
import { isRequest, tableOf } from '../store/view.js';
import { CaseNotRunning, TemporalAway, type Gateway, type StartFacts } from '../temporal/gateway.js';
import type { CommandMessage, Opening } from '../../workflows/contract/case.js';

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
  return STARTS.includes(row.kind) ? deliverStart(deps, row, version) : deliverCommand(deps, row, version);
}

async function deliverStart({ db, gateway }: Delivery, row: InboxRow, recorded: number): Promise<CommandOutcome> {
  const opening = row.body as Opening;
  const state = stateAfter(row.caseId, opening.opening);
  if (state === undefined) throw new Error(`the start of ${row.caseId} opens with nothing`);
  const outcome: CommandOutcome = { version: state.seq, state: state.state };
  // Retention forgets workflow ids: a case whose record went on was started, whatever Temporal remembers.
  if (recorded === state.seq) {
    await gateway.start(row.caseId, opening, startFacts(state));
  }
  await markStarted(db, row.commandId, outcome);
  return outcome;
}

/** Danger to life does not queue behind a lamp. */
const PRIORITY = { critical: 1, urgent: 2, routine: 3 } as const satisfies Record<Urgency, number>;

function startFacts(state: CaseState): StartFacts {
  const { district } = state;
  if (!isRequest(state)) return { district, priority: PRIORITY.urgent };
  return { district, priority: PRIORITY[state.received.urgency], stage: state.stage, lead: state.lead };
}

async function deliverCommand({ db, gateway }: Delivery, row: InboxRow, recorded: number): Promise<CommandOutcome> {
  const message = toMessage(row, recorded);
  try {
    const { decision, events } = await gateway.send(row.caseId, message);
    const { id: _id, ...outcome } = decision;
    // Another case is to hear that what it told was refused.
    if (outcome.refusal && caseOfClient(row.client) !== undefined) {
      await apply(db.pool, row.caseId, events);
      await db.transaction((tx) => writeRefused(tx, row.commandId, outcome));
    } else await apply(db.pool, row.caseId, events, { commandId: row.commandId, outcome });
    db.ring();
    return outcome;
  } catch (error) {
    if (!(error instanceof CaseNotRunning)) throw error;
    return endedOutcome(db, row, { recorded, cause: error });
  }
}

/** So long after it was told something a case may still be to come. */
const OPENS_WITHIN_MS = 3_600_000;

/**
 * No such workflow is the refusal that it has ended only if the record shows the end. What is not on record yet was told
 * something before whoever brings it about, by a durable workflow, has opened it; that is no matter of hours.
 */
async function endedOutcome(
  db: Database,
  row: InboxRow,
  { recorded, cause }: { recorded: number; cause: CaseNotRunning },
): Promise<CommandOutcome> {
  const { rows } = await db.pool.query<{ version: number; snapshot: CaseState }>(
    `SELECT version, snapshot FROM ${tableOf(row.caseId)} WHERE case_id = $1 AND ended_at IS NOT NULL`,
    [row.caseId],
  );
  const ended = rows[0];
  const isToCome = recorded === 0 && Date.now() - Date.parse(row.receivedAt) < OPENS_WITHIN_MS;
  if (ended === undefined && (isToCome || (await isJustOpened(db, row.caseId))))
    throw new TemporalAway(`${row.caseId} does not run yet`, { cause });
  if (ended === undefined)
    throw new CaseLost(`${row.caseId} is not in Temporal and has not ended on record`, { cause });
  const outcome: CommandOutcome = (await outcomeOnRecord(db, row)) ?? {
    version: ended.version,
    state: ended.snapshot.state,
    refusal: { code: isRequest(ended.snapshot) ? 'request_ended' : 'case_ended' },
    allowed: [],
  };
  await db.transaction((tx) => writeRefused(tx, row.commandId, outcome));
  return outcome;
}

/** A command whose events are on record was accepted, whoever failed to say so. */
async function outcomeOnRecord(db: Database, { caseId, commandId }: InboxRow): Promise<CommandOutcome | undefined> {
  const events = (await listEvents(db, caseId)).map(({ event }) => event);
  const last = events.findLast((event) => event.commandId === commandId);
  if (last === undefined) return undefined;
  const state = stateAfter(caseId, events.slice(0, last.seq));
  return state && { version: last.seq, state: state.state };
}

async function recordedVersion(db: Database, caseId: string): Promise<number> {
  const { rows } = await db.pool.query<{ version: number }>({
    name: `recorded-version-${tableOf(caseId)}`,
    text: `SELECT version FROM ${tableOf(caseId)} WHERE case_id = $1`,
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
