import type { Client } from '@temporalio/client';
import type { WorkflowBundleOption } from '@temporalio/worker';
import { BlobsAway, type Blobs } from '../blobs/blobs.js';
import { caseIdOf } from '../domain/number.js';
import type { Database } from '../store/database.js';
import { STARTS } from '../store/inbox.js';
import type { Keys } from '../store/vault.js';
import { isRequest, tableOf } from '../store/view.js';
import { checkAnswers } from './checks/answers.js';
import { checkBookings } from './checks/bookings.js';
import { checkChain } from './checks/chain.js';
import { checkDues } from './checks/dues.js';
import { checkAttached, checkBlobs, checkEvidence } from './checks/evidence.js';
import { checkHistory, type Told } from './checks/history.js';
import { checkDecisions } from './checks/inbox.js';
import { checkMessages } from './checks/messages.js';
import { checkOpened } from './checks/opened.js';
import { checkOutcomes } from './checks/outcomes.js';
import { checkTerms } from './checks/terms.js';
import { checkVault } from './checks/vault.js';
import { checkView } from './checks/view.js';
import { derive } from './derive.js';
import { isWarning, type Finding } from './findings.js';
import { fetchCaseHistory, testimonyOf, type CaseHistory } from './history.js';
import { readRecord, type CaseRecord } from './record.js';
import { auditBundle, replayHistory, type Replayer } from './replay.js';

/** What to verify with. */
export interface VerifyingWith {
  db: Database;
  client: Client;
  /** Opens contacts, so that their commitments can be checked too. */
  keys?: Keys | undefined;
  /** Where the bytes of attachments are kept, so that they can be read and checked too. */
  blobs?: Blobs | undefined;
  /** What to replay with; default: this build's own workflows. */
  bundle?: WorkflowBundleOption | undefined;
  /** Called just before something is replayed, which needs the SDK's runtime: one that nobody uses would not end. */
  beforeReplay?: (() => void) | undefined;
}

/** Whom to verify, and with what. A replayer that is given is used, and left open. */
export type VerifyOptions = VerifyingWith & { replayer?: Replayer } & ({ number: string } | { caseId: string });

/** What an audit of one case came to. */
export interface Findings {
  caseId: string;
  /** Events on record. */
  events: number;
  /** Runs whose history was replayed, and how the last one stands; absent where Temporal has none any more. */
  history?: { runs: number; status: 'open' | 'completed' | 'broken_off' };
  findings: readonly Finding[];
  warnings: readonly Finding[];
}

/** Neither the record nor Temporal has ever heard of the case. */
export class UnknownCase extends Error {
  override readonly name = 'UnknownCase';
}

/**
 * Verifies one case: replays its history with the audit sink and compares what that re-derives with the record, and holds
 * the record against itself: chain, view, clocks, dues, inbox, vault and attachments. Throws RangeError for what is no
 * number, UnknownCase, and what the database, Temporal or the place of attachments throws when it is away.
 */
export async function verifyCase(options: VerifyOptions): Promise<Findings> {
  const caseId = 'caseId' in options ? options.caseId : caseIdOf(options.number);
  for (let tries = 1; ; tries += 1) {
    // The record first: whatever is in it was in the history before.
    const record = await readRecord(options.db, caseId);
    const history = await fetchCaseHistory(options.client, caseId);
    if (history === undefined && isEmpty(record) && record.inbox.length === 0) throw new UnknownCase(caseId);
    const bundle = history && !options.replayer ? (options.bundle ?? (await auditBundle())) : undefined;
    const found = await examine(record, history, { ...options, bundle });
    if (found.length > 0 && tries < TRIES && (await hasMovedOn(options.db, record))) continue;
    return {
      caseId,
      events: record.events.length,
      ...(history && { history: { runs: history.runs.length, status: history.status } }),
      findings: found.filter((finding) => !isWarning(finding)),
      warnings: found.filter(isWarning),
    };
  }
}

/** A case that is being worked on can move on between the two readings; a busy one is read again so many times at most. */
const TRIES = 5;

async function hasMovedOn({ pool }: Database, { caseId, view, inbox }: CaseRecord): Promise<boolean> {
  // A refusal moves no version, but the inbox.
  const { rows } = await pool.query<{ version: number | null; received: number; undecided: number }>(
    `SELECT (SELECT version FROM ${tableOf(caseId)} WHERE case_id = $1) AS version,
       count(*)::int AS received, count(*) FILTER (WHERE outcome IS NULL)::int AS undecided
     FROM inbox WHERE case_id = $1`,
    [caseId],
  );
  const undecided = inbox.filter(({ outcome }) => outcome === null).length;
  const [now] = rows;
  return (
    (now?.version ?? undefined) !== view?.['version'] || now?.received !== inbox.length || now.undecided !== undecided
  );
}

function isEmpty({ events, view }: CaseRecord): boolean {
  return events.length === 0 && view === undefined;
}

/** What one reading of a case comes to. A forged history can be anything: what breaks the audit is a finding. */
async function examine(
  record: CaseRecord,
  history: CaseHistory | undefined,
  { keys, blobs, ...how }: Pick<VerifyOptions, 'keys' | 'blobs' | 'bundle' | 'replayer' | 'beforeReplay'>,
): Promise<readonly Finding[]> {
  try {
    const told = history && (await hear(record.caseId, history, how));
    return [...check(record, told, keys), ...(await checkBlobs(record, blobs))];
  } catch (error) {
    if (error instanceof BlobsAway) throw error;
    return [{ code: 'not_verifiable', params: { problem: String(error) } }];
  }
}

async function hear(
  workflowId: string,
  history: CaseHistory,
  { bundle, replayer, beforeReplay }: Pick<VerifyOptions, 'bundle' | 'replayer' | 'beforeReplay'>,
): Promise<Told> {
  const testimony = testimonyOf(history);
  beforeReplay?.();
  const { runs } = history;
  if (replayer) return { history, testimony, replayed: await replayer.replay({ workflowId, runs }) };
  if (bundle === undefined) throw new Error('there is nothing to replay with');
  return { history, testimony, replayed: await replayHistory(runs, { workflowId, bundle }) };
}

function check(record: CaseRecord, told: Told | undefined, keys: Keys | undefined): readonly Finding[] {
  if (isEmpty(record)) return [{ code: told ? 'record_missing' : 'events_gone' }];
  const { derived, findings } = derive(record);
  const history = told === undefined ? checkAbsence(record) : checkHistory(record, told);
  const standing = [...history, ...checkChain(record), ...findings];
  if (derived === undefined) return standing;
  return [
    ...standing,
    ...checkView(record, derived.state),
    ...checkBookings(record, derived.state),
    ...checkMessages(record, derived),
    ...checkOpened(record, derived),
    ...checkTerms(record, derived),
    ...checkDues(derived),
    ...checkDecisions(record, derived),
    ...checkOutcomes(record, derived),
    ...(told ? checkAnswers(record, told) : []),
    ...checkVault(record, derived, keys),
    ...(isRequest(derived.state) ? [...checkEvidence(record, derived), ...checkAttached(record)] : []),
  ];
}

/** Temporal has nothing: retention took what had ended, a start is still on its way, or a case is lost. */
function checkAbsence({ inbox, view }: CaseRecord): Finding[] {
  if (inbox.some(({ kind, outcome }) => STARTS.includes(kind) && outcome === null)) return [{ code: 'start_pending' }];
  return [{ code: (view?.['ended_at'] ?? null) === null ? 'case_lost' : 'history_gone' }];
}
