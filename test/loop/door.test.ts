import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { receiving } from '../../src/commands/door.js';
import type { Transaction } from '../../src/store/database.js';
import { INBOX_TRANSACTION_MS } from '../../src/store/inbox.js';
import type { RequestEvent } from '../../src/domain/request/events.js';
import { CaseTaken } from '../../src/temporal/gateway.js';
import { decideSubmit } from '../../src/domain/request/decide/index.js';
import { aSubmission } from '../support/domain.js';
import { openService, submitOne, type TestService } from '../support/service.js';

let service: TestService;
beforeAll(async () => {
  service = await openService();
});
afterAll(() => service.stop());

describe('a start', () => {
  const facts = { district: '150302', priority: 3, stage: 'intake', lead: undefined } as const;
  const openingBy = (commandId: string): readonly RequestEvent[] =>
    decideSubmit({ ...aSubmission(), id: commandId }).events;

  it('that comes again finds its own request running, and that is success', async () => {
    const caseId = `request:150302:start-again-${service.taskQueue}`;
    await service.gateway.start(caseId, { opening: openingBy('first') }, facts);
    await expect(service.gateway.start(caseId, { opening: openingBy('first') }, facts)).resolves.toBeUndefined();
  });

  it('that meets another request under its number is nobody’s success', async () => {
    const caseId = `request:150302:start-taken-${service.taskQueue}`;
    await service.gateway.start(caseId, { opening: openingBy('before the restore') }, facts);
    await expect(service.gateway.start(caseId, { opening: openingBy('after it') }, facts)).rejects.toThrow(CaseTaken);
  });

  it('of a number that Temporal knows from before a restore stays accepted, undecided, and raises an alarm', async () => {
    const { caseId } = await submitOne(service.door);
    const [, district, year = '', ordinal = ''] = /^request:(\d+):(\d+)-(\d+)$/.exec(caseId) ?? [];
    const next = `request:${district ?? ''}:${year}-${String(Number(ordinal) + 1).padStart(6, '0')}`;
    await service.gateway.start(next, { opening: openingBy('before the restore') }, facts);
    expect(await submitOne(service.door)).toMatchObject({ status: 'queued', caseId: next });
    expect(service.faults).toEqual([expect.any(CaseTaken)]);
  });
});

describe('a receipt', () => {
  const inTime = <Result>(work: (tx: Transaction) => Promise<Result>) =>
    receiving(() => service.db.transaction(work, INBOX_TRANSACTION_MS));

  it('that is cut short by a busy database is tried again, once', async () => {
    let tries = 0;
    const slowAtFirst = inTime(async (tx) => {
      tries += 1;
      if (tries === 1) await tx.query('SELECT pg_sleep(60)');
      return tries;
    });
    await expect(slowAtFirst).resolves.toBe(2);

    // The connection is ended while nothing is asked of it, as when this process is too busy to ask.
    let idle = 0;
    const idleAtFirst = inTime(async (tx) => {
      idle += 1;
      if (idle === 1) await new Promise((resolve) => tx.once('error', resolve));
      await tx.query('SELECT 1');
      return idle;
    });
    await expect(idleAtFirst).resolves.toBe(2);

    let always = 0;
    const slow = inTime(async (tx) => {
      always += 1;
      await tx.query('SELECT pg_sleep(60)');
    });
    await expect(slow).rejects.toMatchObject({ code: '25P04' });
    expect(always).toBe(2);
  });
});

describe('the same key again', () => {
  it('has the same answer when the directory would not take such a request any more', async () => {
    const { db, door } = service;
    const key = 'kept for ever';
    const place = { community: 'haibei-01', subdistrict: 'haibei' };
    const first = await submitOne(door, { place }, key);
    await db.pool.query(`UPDATE places SET parent_code = 'xinhua' WHERE code = 'haibei-01'`);
    await db.pool.query('UPDATE districts SET revision = revision + 1');
    try {
      await expect(submitOne(door, { place })).rejects.toThrow('place_mismatch');
      expect(await submitOne(door, { place }, key)).toEqual(first);
    } finally {
      await db.pool.query(`UPDATE places SET parent_code = 'haibei' WHERE code = 'haibei-01'`);
      await db.pool.query('UPDATE districts SET revision = revision + 1');
    }
  });
});
