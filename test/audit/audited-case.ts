import { createHash } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { verifyCase, type Findings } from '../../src/audit/verify.js';
import { send } from '../../src/commands/send.js';
import type { Submission } from '../../src/commands/submission.js';
import { submit } from '../../src/commands/submit.js';
import type { Actor } from '../../src/domain/envelope.js';
import type { RequestCommandBodies, RequestCommandName } from '../../src/domain/request/commands.js';
import { recordAttachment } from '../../src/store/attachments.js';
import { textEntry, type TextEntry } from '../../src/store/vault.js';
import { attachmentIdOf } from '../../src/store/identity.js';
import { aKey, aSubmission, auditWith, HAIBOWAN, openService, type TestService } from '../support/service.js';

/** A service with its worker running. */
export async function openAuditedService(): Promise<TestService> {
  const service = await openService();
  await service.startWorker();
  return service;
}

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

/** Where the photo of a case lies. */
export function blobOf(caseId: string): string {
  return caseId.replaceAll(':', '/');
}

/** A photo of how it is now, on record: its bytes are of no matter. */
export async function photographed({ db, blobs }: TestService, caseId: string, unit: string): Promise<string> {
  const bytes = Buffer.from(caseId);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const id = attachmentIdOf(caseId, 'after', sha256);
  await blobs.put(blobOf(caseId), bytes);
  const sizes = { bytes: bytes.length, receivedBytes: bytes.length, trailingBytes: 0 };
  const added = {
    ...({ id, caseId, districtCode: HAIBOWAN, stage: 'after', mediaType: 'image/png', ...sizes } as const),
    ...{ sha256, contentHash: sha256, blobKey: blobOf(caseId), key: id },
    actor: { account: id, role: 'unit_coordinator', unit } as const,
  };
  await recordAttachment(db, added, { maxPerSide: 1, markReuse: false });
  return id;
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
  const answer = await send(door, {
    client: 'desk',
    key,
    caseId,
    name,
    actor,
    body,
    deposit: { texts },
    canonical,
    receivedAt,
  });
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
  const evidence = [await photographed(service, caseId, lead)];
  await give(service, caseId, 'submitResult', { summary: summary.ref, evidence }, { ...unit, texts: [summary] });
  await give(service, caseId, 'approveResult', { approved: 'yes' }, { ...unit, role: 'unit_head' });
  await give(service, caseId, 'review', { passed: 'yes' }, { role: 'reviewer', receivedAt });
  await give(service, caseId, 'reply', { reply: reply.ref }, { ...unit, texts: [reply] });
  const answers = { contacted: 'yes', solved: 'solved', satisfaction: 5 } as const;
  await give(
    service,
    caseId,
    'recordCallBack',
    { result: 'reached', answers },
    { role: 'call_back_clerk', receivedAt },
  );
  return opened;
}

export type Audited = Pick<TestService, 'db' | 'client' | 'replayer'> & Partial<Pick<TestService, 'blobs'>>;

export function verify({ db, client, blobs, replayer }: Audited, caseId: string): Promise<Findings> {
  return verifyCase({ db, client, blobs, caseId, ...auditWith({ replayer }) });
}

/** The service as it will be when Temporal has forgotten its workflows: the server deletes one only after many seconds. */
export function afterRetention({ db, client, blobs, replayer }: TestService): Audited {
  const workflow = { getHandle: (caseId: string) => client.workflow.getHandle(`forgotten:${caseId}`) };
  return { db, blobs, replayer, client: Object.create(client, { workflow: { value: workflow } }) as Client };
}

/** The codes of what was found, each once, in alphabetical order. */
export async function codes(service: Audited, caseId: string): Promise<string[]> {
  const { findings } = await verify(service, caseId);
  return [...new Set(findings.map(({ code }) => code))].sort();
}
