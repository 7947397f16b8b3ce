import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CaseLost, deliver, toMessage } from '../../src/commands/deliver.js';
import { startRelay } from '../../src/commands/relay.js';
import type { RequestCommand } from '../../src/domain/request/commands.js';
import type { CommandMessage } from '../../workflows/contract/case.js';
import { decide } from '../../src/domain/request/decide/index.js';
import { apply } from '../../src/store/apply.js';
import { findRow } from '../../src/store/inbox.js';
import { findRequest } from '../../src/store/queries/find-request.js';
import { CaseNotRunning, createGateway, TemporalAway, type Gateway } from '../../src/temporal/gateway.js';
import { aSubmission } from '../support/domain.js';
import { eventTypes } from '../support/record.js';
import { give, openService, silent, submitOne, unheard, type TestService } from '../support/service.js';
import { until } from '../support/until.js';

let service: TestService;
beforeAll(async () => {
  service = await openService();
});
afterAll(() => service.stop());

const REF = { ref: '00000000-0000-4000-8000-000000000001', commitment: '0'.repeat(64) };

describe('the relay', () => {
  it('lets no case that hangs keep another waiting', async () => {
    const { db, databaseUrl } = service;
    const cases = await Promise.all(Array.from({ length: 30 }, () => submitOne(service.door, {})));
    for (const { caseId } of cases)
      await give(service.door, caseId, 'comment', { text: REF }, { role: 'reviewer', respondAsync: true });
    const [hanging] = cases;
    let letGo: () => void = () => undefined;
    const held = new Promise<never>((_resolve, reject) => {
      letGo = () => {
        reject(new TemporalAway('let go'));
      };
    });
    const asked = new Set<string>();
    const gateway: Gateway = {
      ...service.gateway,
      send: (caseId) => {
        asked.add(caseId);
        return caseId === hanging?.caseId ? held : Promise.reject(new TemporalAway('not now'));
      },
    };
    const relay = startRelay({ db, gateway, databaseUrl, log: silent, ...unheard });
    // More than it delivers side by side: without the one that hangs they would all have had their turn.
    await until(() => Promise.resolve(asked.size === cases.length));
    letGo();
    await relay.stop();
  });
});

describe('what Temporal refuses for good', () => {
  it('is a fault that somebody hears of, not a server that is away', async () => {
    const tooLong = `request:150302:${'9'.repeat(2_000)}`;
    const facts = { district: '150302', priority: 3, stage: 'intake', lead: undefined } as const;
    const gateway = createGateway(service.client, service.taskQueue);
    const refused = gateway.start(tooLong, { opening: [] }, facts);
    await expect(refused).rejects.toThrow();
    await expect(refused).rejects.not.toBeInstanceOf(TemporalAway);
    expect(gateway.isAway()).toBe(false);
  });
});

describe('a case that Temporal does not know', () => {
  const gone = () => ({ ...service.gateway, send: () => Promise.reject(new CaseNotRunning('gone')) });

  it('is lost where the record says that it is alive, and still to come where it is not on record yet', async () => {
    const { db, door } = service;
    const { caseId } = await submitOne(door);
    const { commandId } = await give(door, caseId, 'comment', { text: REF }, { role: 'reviewer', respondAsync: true });
    const row = await findRow(db, commandId);
    if (!row) throw new Error('it was not received');
    await expect(deliver({ db, gateway: gone() }, row)).rejects.toBeInstanceOf(CaseLost);
    // A whistle that is taken back tells a department whose report it has not opened yet.
    const unopened = { ...row, caseId: 'whistle_report:150302:2026-000999-housing', kind: 'standDown' };
    await expect(deliver({ db, gateway: gone() }, unopened)).rejects.toBeInstanceOf(TemporalAway);
    // Who was told it hours ago, and is still not there, somebody must look for.
    const long = { ...unopened, receivedAt: new Date(Date.now() - 7_200_000).toISOString() };
    await expect(deliver({ db, gateway: gone() }, long)).rejects.toBeInstanceOf(CaseLost);
    expect((await findRow(db, commandId))?.outcome).toBeUndefined();
  });
});

describe('a command of a case that Temporal knows no more', () => {
  it('was accepted when its events are on record, whoever failed to say so', async () => {
    const { db, door } = service;
    const gone: Gateway = { ...service.gateway, send: () => Promise.reject(new CaseNotRunning('gone')) };
    const { caseId } = await submitOne(door);
    const { commandId } = await give(door, caseId, 'comment', { text: REF }, { role: 'reviewer', respondAsync: true });
    const late = await give(door, caseId, 'comment', { text: REF }, { role: 'reviewer', respondAsync: true });
    const row = await findRow(db, commandId);
    const lateRow = await findRow(db, late.commandId);
    const state = await findRequest(db, caseId.replace(/^request:(\d+):/, '$1-'));
    if (!row || !lateRow || !state) throw new Error('it was not received');
    // Decided and recorded, and the process that had to write the outcome died; then the request ended.
    const { events } = decide(
      state,
      aSubmission().body.received.terms,
      toMessage(row, 3) as CommandMessage & RequestCommand,
      row.receivedAt,
    );
    await apply(db.pool, caseId, events);
    await db.pool.query('UPDATE resident_requests SET ended_at = now() WHERE case_id = $1', [caseId]);
    expect(await deliver({ db, gateway: gone }, row)).toEqual({ version: 4, state: 'awaiting_sign_for' });
    expect(await deliver({ db, gateway: gone }, lateRow)).toMatchObject({ refusal: { code: 'request_ended' } });
    expect(await eventTypes(db, caseId)).toHaveLength(4);
  });
});
