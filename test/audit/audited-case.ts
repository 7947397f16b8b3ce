import type { PoolClient } from 'pg';
import { verifyCase, type Findings } from '../../src/audit/verify.js';
import { send } from '../../src/commands/send.js';
import { submit, type Submission } from '../../src/commands/submit.js';
import type { Actor } from '../../src/domain/envelope.js';
import type { RequestCommandBodies, RequestCommandName } from '../../src/domain/request/commands.js';
import { chainHash } from '../../src/store/chain.js';
import { textEntry, type TextEntry } from '../../src/store/vault.js';
import { aKey, aSubmission, TEST_KEYS, testServers, type TestService } from '../support/service.js';

/** A request that went through the door, its workflow and onto the record. */
export interface AuditedCase {
  caseId: string;
  lead: string;
}

type Submitting = Partial<Submission>;

export async function open(service: TestService, more: Submitting = {}, receivedAt?: string): Promise<AuditedCase> {
  const actor = { account: 'clerk', role: 'hotline_clerk' } as const;
  const submission = aSubmission(more);
  const { caseId } = await submit(service.door, { client: 'hotline', key: aKey(), actor, submission, receivedAt });
  const { rows } = await service.db.pool.query<{ lead_unit: string | null }>(
    'SELECT lead_unit FROM resident_requests WHERE case_id = $1',
    [caseId],
  );
  return { caseId, lead: rows[0]?.lead_unit ?? '' };
}

interface How {
  role: Actor['role'];
  unit?: string;
  receivedAt?: string | undefined;
  texts?: readonly TextEntry[];
}

/** Gives a command that must be taken. */
export async function give<Name extends RequestCommandName>(
  { door }: TestService,
  caseId: string,
  name: Name,
  body: RequestCommandBodies[Name],
  { role, unit, receivedAt, texts = [] }: How,
): Promise<void> {
  const actor = { account: `a-${role}`, role, ...(unit !== undefined && { unit }) };
  const canonical = JSON.stringify(body);
  const key = aKey();
  const answer = await send(door, { client: 'desk', key, caseId, name, actor, body, texts, canonical, receivedAt });
  if (answer.status !== 'decided' || answer.outcome.refusal) throw new Error(`${name}: ${JSON.stringify(answer)}`);
}

/** From dispatch to the resident's satisfied answer: twelve events or more, texts and a contact in the vault. */
export async function closed(service: TestService, more: Submitting = {}, receivedAt?: string): Promise<AuditedCase> {
  const opened = await open(service, more, receivedAt);
  const { caseId, lead } = opened;
  const summary = textEntry('summary', '演示:已清理');
  const reply = textEntry('reply', '演示:已答复');
  const unit = { role: 'unit_coordinator', unit: lead, receivedAt } as const;
  await give(service, caseId, 'signFor', {}, unit);
  await give(service, caseId, 'recordContact', { means: 'phone', result: 'reached' }, unit);
  const evidence = ['photo-1'];
  await give(service, caseId, 'submitResult', { summary: summary.ref, evidence }, { ...unit, texts: [summary] });
  await give(service, caseId, 'approveResult', { approved: 'yes' }, { ...unit, role: 'unit_head' });
  await give(service, caseId, 'review', { passed: 'yes' }, { role: 'reviewer', receivedAt });
  await give(service, caseId, 'reply', { reply: reply.ref }, { ...unit, texts: [reply] });
  const answers = { contacted: 'yes', solved: 'solved', satisfaction: 5 } as const;
  await give(service, caseId, 'recordCallBack', { result: 'reached', answers }, { role: 'call_back_clerk', receivedAt });
  return opened;
}

export function verify({ db, client }: TestService, caseId: string): Promise<Findings> {
  return verifyCase({ db, client, caseId, keys: TEST_KEYS, bundle: { codePath: testServers().bundlePath } });
}

/** The codes of what was found, each once, in alphabetical order. */
export async function codes(service: TestService, caseId: string): Promise<string[]> {
  const { findings } = await verify(service, caseId);
  return [...new Set(findings.map(({ code }) => code))].sort();
}

/** What somebody with the database's own rights can do: the triggers that protect the record do not stop them. */
export async function tamper({ db }: TestService, work: (tx: PoolClient) => Promise<unknown>): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.query('ALTER TABLE request_events DISABLE TRIGGER request_events_are_final');
    await work(tx);
    await tx.query('ALTER TABLE request_events ENABLE TRIGGER request_events_are_final');
  });
}

/** Edits the text of one event. */
export async function edit(tx: PoolClient, caseId: string, seq: number, word: string, other: string): Promise<void> {
  const { rowCount } = await tx.query(
    `UPDATE request_events SET envelope = replace(envelope, $3, $4)
     WHERE case_id = $1 AND seq = $2 AND position($3 IN envelope) > 0`,
    [caseId, seq, word, other],
  );
  if (rowCount !== 1) throw new Error(`event ${String(seq)} does not say ${word}`);
}

/** Makes the chain fit again from end to end, and the view with it, as a careful forger would. */
export async function rehash(tx: PoolClient, caseId: string): Promise<void> {
  const { rows } = await tx.query<{ seq: number; envelope: string }>(
    'SELECT seq, envelope FROM request_events WHERE case_id = $1 ORDER BY seq',
    [caseId],
  );
  let prevHash = '0'.repeat(64);
  for (const { seq, envelope } of rows) {
    const hash = chainHash(prevHash, envelope);
    await tx.query('UPDATE request_events SET prev_hash = $3, hash = $4 WHERE case_id = $1 AND seq = $2', [
      caseId,
      seq,
      prevHash,
      hash,
    ]);
    prevHash = hash;
  }
  const version = rows.at(-1)?.seq;
  await tx.query('UPDATE resident_requests SET version = $2, last_hash = $3 WHERE case_id = $1', [
    caseId,
    version,
    prevHash,
  ]);
}
