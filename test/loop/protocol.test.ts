import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DoorFault } from '../../src/commands/faults.js';
import { createGateway } from '../../src/temporal/gateway.js';
import { openTemporal } from '../../src/temporal/connection.js';
import { commandSignal } from '../../workflows/contract/case.js';
import { addressOf, startApiProcess, startWorkerProcess } from '../support/processes.js';
import { eventTypes, leadOf, undecidedCount } from '../support/record.js';
import { aKey, give, openService, submitOne, type Giving, type TestService } from '../support/service.js';
import { until } from '../support/until.js';

const REF = { ref: '00000000-0000-4000-8000-000000000001', commitment: '0'.repeat(64) };
const HOUR_MS = 3_600_000;
/** Killing and taking up again waits for the engine's own deadlines. */
const LONG_MS = 180_000;

/** What a decided answer says in one word. */
function said(answer: Awaited<ReturnType<typeof give>>): string {
  return answer.status === 'queued' ? 'queued' : (answer.outcome.refusal?.code ?? answer.outcome.state);
}

describe('with everything running', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await openService();
    await service.startWorker();
  });
  afterAll(() => service.stop());
  afterEach(() => {
    expect(service.faults).toEqual([]);
  });

  async function dispatched(): Promise<{ caseId: string; unit: string }> {
    const { caseId } = await submitOne(service.door);
    return { caseId, unit: await leadOf(service.db, caseId) };
  }

  it('carries a request through the whole loop, each answer already on record', async () => {
    const { door, db } = service;
    const { caseId, unit } = await dispatched();
    const states: string[] = [];
    const step = async (...[name, body, giving]: [Parameters<typeof give>[2], unknown, Giving?]) => {
      const answer = await give(door, caseId, name, body as never, { unit, ...giving });
      states.push(said(answer));
      const view = await db.pool.query<{ version: number }>(
        'SELECT version FROM resident_requests WHERE case_id = $1',
        [caseId],
      );
      expect(answer).toMatchObject({ outcome: { version: view.rows[0]?.version } });
    };
    await step('signFor', {});
    await step('recordContact', { means: 'phone', result: 'reached' });
    await step('submitResult', { summary: REF, evidence: ['photo-1'] });
    await step('approveResult', { approved: 'yes' }, { role: 'unit_head' });
    await step('review', { passed: 'yes' }, { role: 'reviewer', unit: 'hotline-centre' });
    await step('reply', { reply: REF });
    await step(
      'recordCallBack',
      { result: 'reached', answers: { contacted: 'yes', solved: 'solved', satisfaction: 5 } },
      { role: 'call_back_clerk', unit: 'hotline-centre' },
    );
    expect(states).toEqual([
      'handling',
      'handling',
      'handling',
      'in_review',
      'awaiting_reply',
      'awaiting_call_back',
      'closed',
    ]);
    expect((await eventTypes(db, caseId)).at(-1)).toBe('closed');
  });

  it('answers the same command for ever as it answered first, accepted or refused', async () => {
    const { caseId, unit } = await dispatched();
    const [accepted, refused] = [aKey(), aKey()];
    const first = await give(service.door, caseId, 'signFor', {}, { unit, key: accepted });
    const second = await give(service.door, caseId, 'signFor', {}, { unit, key: refused });
    expect([said(first), said(second)]).toEqual(['handling', 'wrong_state']);
    await give(service.door, caseId, 'comment', { text: REF }, { unit });
    expect(await give(service.door, caseId, 'signFor', {}, { unit, key: accepted })).toEqual(first);
    expect(await give(service.door, caseId, 'signFor', {}, { unit, key: refused })).toEqual(second);
    expect(await eventTypes(service.db, caseId)).toEqual([
      'received',
      'accepted',
      'dispatched',
      'signed_for',
      'commented',
    ]);
  });

  it('refuses one key for two requests, and keeps nothing of the second', async () => {
    const { caseId, unit } = await dispatched();
    const key = aKey();
    await give(service.door, caseId, 'recordContact', { means: 'phone', result: 'tried' }, { unit, key });
    const again = give(service.door, caseId, 'recordContact', { means: 'visit', result: 'tried' }, { unit, key });
    await expect(again).rejects.toThrow(new DoorFault('key_reused', undefined));
    expect((await eventTypes(service.db, caseId)).filter((type) => type === 'contact_recorded')).toHaveLength(1);
  });

  it('gives one effect to a key that twenty callers use at once', async () => {
    const key = aKey();
    const starts = await Promise.all(Array.from({ length: 20 }, () => submitOne(service.door, {}, key)));
    expect(new Set(starts.map((start) => start.caseId)).size).toBe(1);
    const caseId = starts[0]?.caseId ?? '';
    const unit = await leadOf(service.db, caseId);
    const relay = service.startRelay();
    const shared = aKey();
    await Promise.all(
      Array.from({ length: 20 }, () => give(service.door, caseId, 'signFor', {}, { unit, key: shared })),
    );
    await until(async () => (await undecidedCount(service.db)) === 0);
    await relay.stop();
    expect((await eventTypes(service.db, caseId)).filter((type) => type === 'signed_for')).toHaveLength(1);
  });

  it('gives one effect to a command that comes as a signal and as an update', async () => {
    const { caseId } = await dispatched();
    await give(service.door, caseId, 'referToMeeting', { reason: REF }, { role: 'shift_leader' });
    const key = aKey();
    const first = await give(
      service.door,
      caseId,
      'concludeReferral',
      { referral: 'joint_meeting', result: 'settled' },
      { role: 'shift_leader', key },
    );
    const { commandId } = first;
    const { id, ...command } = {
      id: commandId,
      name: 'concludeReferral',
      actor: { account: 'meeting', role: 'system' },
      body: { referral: 'whistle', result: 'not_settled' },
    } as const;
    const handle = service.client.workflow.getHandle(caseId);
    await handle.signal(commandSignal('concludeReferral'), { id, ...command });
    // A fresh id by signal has its effect, and the same id by update afterwards has none of its own.
    await give(service.door, caseId, 'blowWhistle', { reason: REF }, { role: 'shift_leader' });
    const signalled = '11111111-1111-5111-8111-111111111111';
    await handle.signal(commandSignal('concludeReferral'), { id: signalled, ...command });
    await handle.signal(commandSignal('concludeReferral'), { id: signalled, ...command });
    await until(async () => {
      const { rows } = await service.db.pool.query(
        'SELECT 1 FROM inbox WHERE command_id = $1 AND outcome IS NOT NULL',
        [signalled],
      );
      return rows.length === 1;
    });
    const types = await eventTypes(service.db, caseId);
    expect(types.filter((type) => type === 'referral_concluded')).toHaveLength(2);
  });

  it('decides every one of many commands that race with the closing', async () => {
    const { door, db } = service;
    const { caseId } = await dispatched();
    const relay = service.startRelay();
    const answers = await Promise.all([
      ...Array.from({ length: 6 }, () => give(door, caseId, 'urge', {}, { role: 'hotline_clerk' })),
      give(door, caseId, 'withdraw', { callId: 'call-1' }, { role: 'hotline_clerk' }),
      ...Array.from({ length: 6 }, () => give(door, caseId, 'urge', {}, { role: 'hotline_clerk' })),
    ]);
    expect(answers).toHaveLength(13);
    await until(async () => (await undecidedCount(db)) === 0);
    await relay.stop();
    const { rows } = await db.pool.query<{ kind: string; code: string | null }>(
      "SELECT kind, outcome->'refusal'->>'code' AS code FROM inbox WHERE case_id = $1 ORDER BY ordinal",
      [caseId],
    );
    const end = rows.findIndex((row) => row.kind === 'withdraw');
    // What was received before the end counts, what came after is told that it came too late.
    expect(rows.slice(1, end).every((row) => row.code === null)).toBe(true);
    expect(rows.slice(end + 1).every((row) => row.code === 'wrong_state')).toBe(true);
  });

  it('takes a command that was received before a due moment and delivered after it as being in time', async () => {
    const { door, db } = service;
    // Urgent: two natural hours to sign for it, of which two seconds are left.
    const receivedAt = new Date(Date.now() - 2 * HOUR_MS + 2_000).toISOString();
    const { submit } = await import('../../src/commands/submit.js');
    const { aSubmission } = await import('../support/service.js');
    const { caseId } = await submit(door, {
      client: 'hotline',
      key: aKey(),
      actor: { account: 'clerk', role: 'hotline_clerk' },
      submission: aSubmission({ urgency: 'urgent' }),
      receivedAt,
    });
    const unit = await leadOf(db, caseId);
    // In the inbox in time, and nobody there to deliver it: no relay runs.
    const { commandId } = await give(door, caseId, 'signFor', {}, { unit, respondAsync: true });
    const types = await until(async () => {
      const types = await eventTypes(db, caseId);
      return types.includes('signed_for') && types;
    });
    expect(types).not.toContain('clock_breached');
    // The relay comes late, and hears what was decided.
    const relay = service.startRelay();
    await until(async () => (await undecidedCount(db)) === 0);
    await relay.stop();
    const { rows } = await db.pool.query<{ outcome: object }>('SELECT outcome FROM inbox WHERE command_id = $1', [
      commandId,
    ]);
    expect(rows[0]?.outcome).toMatchObject({ state: 'handling' });
    expect((await eventTypes(db, caseId)).filter((type) => type === 'signed_for')).toHaveLength(1);
  });
});

describe('with parts away', () => {
  let service: TestService;
  beforeEach(async () => {
    service = await openService();
  });
  afterEach(() => service.stop());

  it(
    'accepts a start while no worker runs, and decides what queued behind it in order',
    async () => {
      const { door, db } = service;
      const started = await submitOne(door);
      expect(started.status).toBe('decided');
      const { caseId } = started;
      const unit = await leadOf(db, caseId);
      // The first is given up by its caller after the deadline; it may still run on the server, or be lost there.
      const first = give(door, caseId, 'signFor', {}, { unit });
      await until(async () => (await undecidedCount(db)) === 1);
      const second = await give(door, caseId, 'recordContact', { means: 'phone', result: 'reached' }, { unit });
      expect(second.status).toBe('queued');
      expect((await first).status).toBe('queued');
      await service.startWorker();
      const relay = service.startRelay();
      await until(async () => (await undecidedCount(db)) === 0);
      await relay.stop();
      expect((await eventTypes(db, caseId)).slice(3)).toEqual(['signed_for', 'contact_recorded']);
    },
    LONG_MS,
  );

  it('numbers and keeps a request while Temporal is away, and starts it when it is back', async () => {
    const { db } = service;
    const nowhere = openTemporal({ address: '127.0.0.1:1', namespace: 'default', identity: 'test' });
    const door = { ...service.door, gateway: createGateway(nowhere.client, service.taskQueue) };
    const key = aKey();
    const started = await submitOne(door, {}, key);
    expect(started.status).toBe('queued');
    expect(await eventTypes(db, started.caseId)).toEqual(['received', 'accepted', 'dispatched']);
    await nowhere.close();
    await service.startWorker();
    const relay = service.startRelay();
    await until(async () => (await undecidedCount(db)) === 0);
    await relay.stop();
    expect(await submitOne(service.door, {}, key)).toMatchObject({ status: 'decided', caseId: started.caseId });
    const { status } = await service.client.workflow.getHandle(started.caseId).describe();
    expect(status.name).toBe('RUNNING');
  });

  it(
    'decides the same after its worker was killed between deciding and recording',
    async () => {
      const { door, db } = service;
      const worker = startWorkerProcess(service);
      await until(async () => worker.output().includes('the worker polls'));
      // Signed for too late: a breach that only the recording activity can put on record.
      const receivedAt = new Date(Date.now() - 2 * HOUR_MS - 5_000).toISOString();
      const { submit } = await import('../../src/commands/submit.js');
      const { aSubmission } = await import('../support/service.js');
      const tx = await db.pool.connect();
      const started = await submit(door, {
        client: 'hotline',
        key: aKey(),
        actor: { account: 'clerk', role: 'hotline_clerk' },
        submission: aSubmission({ urgency: 'urgent' }),
        receivedAt,
      });
      const { caseId } = started;
      await tx.query('BEGIN');
      await tx.query('SELECT 1 FROM resident_requests WHERE case_id = $1 FOR UPDATE', [caseId]);
      // The activity is at the door of the record, and finds it held.
      await until(async () => {
        const { rows } = await db.pool.query(
          "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
        );
        return rows.length > 0;
      });
      await worker.kill();
      await tx.query('ROLLBACK');
      tx.release();
      await service.startWorker();
      const types = await until(async () => {
        const types = await eventTypes(db, caseId);
        return types.includes('clock_breached') && types;
      }, 90_000);
      expect(types.filter((type) => type === 'clock_breached')).toHaveLength(1);
    },
    LONG_MS,
  );

  it(
    'finishes what an API killed between Temporal’s answer and the record had begun',
    async () => {
      const { db } = service;
      await service.startWorker();
      const { caseId } = await submitOne(service.door);
      const unit = await leadOf(db, caseId);
      const api = startApiProcess(service);
      const url = await addressOf(api);
      const login = await fetch(`${url}/v1/sessions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ login: `${unit}.coordinator`, password: 'bihuan-demo-only' }),
      });
      const cookie = login.headers.get('set-cookie')?.split(';')[0] ?? '';
      const tx = await db.pool.connect();
      await tx.query('BEGIN');
      await tx.query('SELECT 1 FROM resident_requests WHERE case_id = $1 FOR UPDATE', [caseId]);
      const number = caseId.split(':').slice(1).join('-');
      const post = fetch(`${url}/v1/requests/${number}/sign-for`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': 'killed', cookie },
        body: '{}',
      }).catch(() => 'killed');
      // Temporal has answered: the API waits for the record.
      await until(async () => {
        const { rows } = await db.pool.query(
          "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
        );
        return rows.length > 0;
      });
      await api.kill();
      await tx.query('ROLLBACK');
      tx.release();
      expect(await post).toBe('killed');
      const relay = service.startRelay();
      await until(async () => (await undecidedCount(db)) === 0);
      await relay.stop();
      expect((await eventTypes(db, caseId)).slice(3)).toEqual(['signed_for']);
    },
    LONG_MS,
  );

  it('accepts nothing while PostgreSQL is away, and says so', async () => {
    const { db } = service;
    await service.startWorker();
    const url = await service.listen();
    const { rows } = await db.pool.query<{ name: string }>('SELECT current_database() AS name');
    const name = rows[0]?.name ?? '';
    const admin = async (sql: string) => {
      const { default: pg } = await import('pg');
      const elsewhere = new URL(service.databaseUrl);
      elsewhere.pathname = '/postgres';
      const client = new pg.Client({ connectionString: elsewhere.href });
      await client.connect();
      await client.query(sql);
      await client.end();
    };
    await admin(`ALTER DATABASE ${name} CONNECTION LIMIT 0`);
    await admin(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
    // Not what PostgreSQL itself has there just then, as to vacuum: that is nobody's to end.
    const ours = `datname = '${name}' AND backend_type = 'client backend'`;
    await admin(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${ours}`);
    const answer = await fetch(`${url}/v1/requests`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': 'away', authorization: 'Bearer bh_x' },
      body: '{}',
    });
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ code: 'unavailable' });
    await admin(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
    await admin(`ALTER DATABASE ${name} CONNECTION LIMIT -1`);
    expect((await submitOne(service.door)).status).toBe('decided');
  });
});
