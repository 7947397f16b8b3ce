import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PoolClient } from 'pg';
import { openService, type TestService } from '../support/service.js';
import { closed, codes, edit, rehash, tamper, verify } from './audited-case.js';

let service: TestService;

beforeAll(async () => {
  service = await openService();
  await service.startWorker();
});
afterAll(() => service.stop());

type Forgery = (tx: PoolClient, caseId: string) => Promise<unknown>;

const set =
  (table: string, assignment: string, where = ''): Forgery =>
  (tx, caseId) =>
    tx.query(`UPDATE ${table} SET ${assignment} WHERE case_id = $1 ${where}`, [caseId]);

const remove =
  (condition: string): Forgery =>
  (tx, caseId) =>
    tx.query(`DELETE FROM request_events WHERE case_id = $1 AND ${condition}`, [caseId]);

/** Puts what stands under two numbers into each other's place. */
const swap: Forgery = async (tx, caseId) => {
  await tx.query('UPDATE request_events SET seq = -seq WHERE case_id = $1 AND seq IN (5, 6)', [caseId]);
  await tx.query('UPDATE request_events SET seq = 11 + seq WHERE case_id = $1 AND seq < 0', [caseId]);
};

/** One more event at the end, a copy of the last under the next number. */
const insert: Forgery = (tx, caseId) =>
  tx.query(
    `INSERT INTO request_events
     SELECT case_id, seq + 1, run, 'commented', v, at, received_at, command_id,
       replace(replace(envelope, '"seq":' || seq, '"seq":' || seq + 1), '"type":"' || type, '"type":"commented'),
       hash, hash, algorithm
     FROM request_events WHERE case_id = $1 ORDER BY seq DESC LIMIT 1`,
    [caseId],
  );

const then =
  (...steps: Forgery[]): Forgery =>
  async (tx, caseId) => {
    for (const step of steps) await step(tx, caseId);
  };

const word =
  (seq: number, one: string, other: string): Forgery =>
  (tx, caseId) =>
    edit(tx, caseId, seq, one, other);

const FORGERIES: readonly [title: string, forgery: Forgery, found: readonly string[]][] = [
  // the events
  ['an edited event', word(4, 'signed_for', 'commented'), []],
];

describe('the audit finds', () => {
  it.each(FORGERIES)('%s', async (_title, forgery, found) => {
    const { caseId } = await closed(service);
    await tamper(service, (tx) => forgery(tx, caseId));
    expect(await codes(service, caseId)).toEqual(found);
  });
});

describe('a case nobody touched', () => {
  it('has no findings and no warnings', async () => {
    const { caseId } = await closed(service);
    expect(await verify(service, caseId)).toMatchObject({
      events: 12,
      history: { runs: 1, status: 'open' },
      findings: [],
      warnings: [],
    });
  });
});
