import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { UnknownCase, verifyCase } from '../../src/audit/verify.js';
import { commandIdOf } from '../../src/store/identity.js';
import { textEntry } from '../../src/store/vault.js';
import { aKey, testServers, type TestService } from '../support/service.js';
import { afterRetention, closed, codes, open, openAuditedService, verify } from './audited-case.js';
import { all, rehash, sql, tamper } from './forgeries.js';

let service: TestService;

beforeAll(async () => {
  service = await openAuditedService();
});
afterAll(() => service.stop());

/** Has the workflow decide a command of which the record never hears, as when a process dies in between. */
async function decideUnrecorded(caseId: string): Promise<string> {
  const key = aKey();
  const id = commandIdOf('desk', key);
  const receivedAt = new Date().toISOString();
  const actor = { account: 'a-reviewer', role: 'reviewer' } as const;
  const said = textEntry('comment', '演示');
  const body = { text: said.ref };
  await service.db.pool.query(
    `INSERT INTO vault_texts (ref, case_id, purpose, text, salt, commitment) VALUES ($1, $2, $3, $4, $5, $6)`,
    [said.ref.ref, caseId, said.purpose, said.text, said.salt, said.ref.commitment],
  );
  await service.db.pool.query(
    `INSERT INTO inbox (command_id, client, key, case_id, ordinal, kind, actor, body, fingerprint, received_at)
     SELECT $1::uuid, 'desk', $6::text, $2, max(ordinal) + 1, 'comment', $3, $4, '', $5 FROM inbox WHERE case_id = $2`,
    [id, caseId, JSON.stringify(actor), JSON.stringify(body), receivedAt, key],
  );
  await service.gateway.send(caseId, { id, name: 'comment', actor, body, receivedAt, recorded: 12 });
  return id;
}

describe('a workflow ahead of its record', () => {
  it('is a warning while nothing says that its events were on record', async () => {
    const { caseId } = await closed(service);
    await decideUnrecorded(caseId);
    expect(await verify(service, caseId)).toMatchObject({
      findings: [],
      warnings: [{ code: 'record_behind', params: { version: 13 } }],
    });
  });

  it('is a finding when a later command had read them there', async () => {
    const { caseId } = await closed(service);
    await tamper(service, caseId, all(sql('DELETE FROM case_events WHERE case_id = $1 AND seq > 8'), rehash));
    await tamper(service, caseId, sql(`DELETE FROM inbox WHERE case_id = $1 AND kind IN ('reply', 'recordCallBack')`));
    const { findings } = await verify(service, caseId);
    const missing = findings.filter(({ code }) => code === 'event_missing');
    // The call-back was sent by somebody who had read version 9; that it was recorded itself, nothing proves any more.
    expect(missing.map(({ seq }) => seq)).toEqual([9]);
  });
});

describe('a case that Temporal does not have', () => {
  it('is lost when it had not ended', async () => {
    const { caseId } = await closed(service);
    expect(await codes(afterRetention(service), caseId)).toEqual(['case_lost']);
  });

  it('is about to start when its start is still undecided', async () => {
    const { caseId } = await open(service);
    await service.db.pool.query('UPDATE inbox SET outcome = NULL WHERE case_id = $1', [caseId]);
    expect(await verify(afterRetention(service), caseId)).toMatchObject({
      findings: [],
      warnings: [{ code: 'start_pending' }, { code: 'outcome_pending' }],
    });
  });

  it('was never heard of when the record does not have it either', async () => {
    const { db, client } = service;
    await expect(verifyCase({ db, client, number: '150302-2026-999999' })).rejects.toThrow(UnknownCase);
    await expect(verifyCase({ db, client, number: '2026-1' })).rejects.toThrow(RangeError);
  });
});

describe('a case that the record does not have', () => {
  it('is found', async () => {
    const { caseId } = await open(service);
    await tamper(
      service,
      caseId,
      all(
        ...['case_events', 'case_clocks', 'inbox', 'vault_texts', 'resident_requests'].map((table) =>
          sql(`DELETE FROM ${table} WHERE case_id = $1`),
        ),
      ),
    );
    expect(await codes(service, caseId)).toEqual(['record_missing']);
  });
});

describe('a workflow that did not come to its end', () => {
  it('is found', async () => {
    const { caseId } = await open(service);
    await service.client.workflow.getHandle(caseId).terminate('by hand');
    expect(await codes(service, caseId)).toEqual(['workflow_broken_off']);
  });
});

describe('a history that the code would not have made', () => {
  it('is a finding, and the record is verified all the same', async () => {
    const { caseId } = await open(service, { urgency: 'critical' }, new Date(Date.now() - 3_600_000).toISOString());
    const recorded = async () => (await verify(service, caseId)).events > 5;
    for (let tries = 0; tries < 100 && !(await recorded()); tries += 1) await wait(100);

    const { db, client } = service;
    const code = (await readFile(testServers().bundlePath, 'utf8')).replaceAll('recordLapse', 'recordFacts');
    const { findings } = await verifyCase({ db, client, caseId, bundle: { code } });
    expect(findings.map((one) => one.code)).toContain('replay_nondeterminism');
    expect(findings.map((one) => one.code)).not.toContain('event_extra');
  });
});
