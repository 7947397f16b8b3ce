import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import type { Message } from '../../src/notify/channels.js';
import { addShift } from '../../src/store/roster.js';
import { openMessageFile } from '../../src/notify/message-file.js';
import { handOver, type WaitingNotice } from '../../src/store/notices.js';
import { addEndpoint, rotateSecret } from '../../src/store/webhooks.js';
import { newSecret } from '../../src/notify/standard-webhooks.js';
import { openOneOfEach } from '../support/cases.js';
import { startHangingSender } from '../support/processes.js';
import { openReceiver } from '../support/receiver.js';
import { give, HAIBOWAN, openService, submitOne, TEST_KEYS, type TestService } from '../support/service.js';
import { leadOf } from '../support/record.js';
import { until } from '../support/until.js';

const REF = { ref: '00000000-0000-4000-8000-000000000001', commitment: '0'.repeat(64) };

let service: TestService;
let folder: string;
let receiver: Awaited<ReturnType<typeof openReceiver>>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bihuan-telling-'));
  service = await openService();
  await service.startWorker();
  receiver = await openReceiver();
  service.atStop(receiver.close);
});
afterAll(async () => {
  await service.stop();
  await rm(folder, { recursive: true });
});

async function allHandedOver(): Promise<boolean> {
  const { rowCount } = await service.db.pool.query('SELECT 1 FROM notices WHERE outcome IS NULL LIMIT 1');
  return rowCount === 0;
}

const keysOf = async (where: string): Promise<string[]> => {
  const { rows } = await service.db.pool.query<{ key: string }>(
    `SELECT case_id || ':' || seq || ':' || recipient AS key FROM notices WHERE ${where} ORDER BY 1`,
  );
  return rows.map(({ key }) => key);
};

describe('a sender that is killed after handing over and before marking', () => {
  it('is followed by one that tells each person and each system exactly once', async () => {
    const path = join(folder, 'killed.jsonl');
    const secret = newSecret();
    await addEndpoint(
      service.db,
      TEST_KEYS,
      { district: HAIBOWAN, url: receiver.url, description: '', eventTypes: [] },
      secret,
    );
    const dying = startHangingSender(service, path);
    const { caseId } = await submitOne(service.door);
    const unit = await leadOf(service.db, caseId);
    await until(() => Promise.resolve(/resident/.test(dying.output()) && /webhook/.test(dying.output())));
    await dying.kill();
    // Handed over, and nobody knows.
    expect(await keysOf('outcome IS NOT NULL')).toEqual([]);
    expect((await readFile(path, 'utf8')).split('\n').length).toBeGreaterThan(1);

    const file = await openMessageFile(path);
    const sender = service.startSender(file.channels);
    await give(service.door, caseId, 'signFor', {}, { unit });
    await give(service.door, caseId, 'interimReply', { text: REF }, { unit });
    await until(allHandedOver);
    const told = (await readFile(path, 'utf8'))
      .split('\n')
      .slice(0, -1)
      .map((line) => (JSON.parse(line) as { id: string }).id);
    expect(told.sort()).toEqual(await keysOf(`recipient NOT LIKE 'webhook:%'`));
    const hooks = await keysOf(`recipient LIKE 'webhook:%'`);
    await until(() => Promise.resolve(receiver.sent.length >= hooks.length));
    expect(receiver.sent.map(({ id }) => id).sort()).toEqual(hooks);
    expect(hooks).toHaveLength(5);
    await sender.stop();
    await file.close();

    for (const { body, headers } of receiver.sent) {
      // By the specification's own library; and nothing in it is anybody's own.
      const signed = new Webhook(secret).verify(body, headers as Record<string, string>);
      const { data } = signed as { data: object };
      const codes = ['lead', 'number', 'seq', 'stage', 'state', 'version'];
      expect(codes).toEqual(expect.arrayContaining(Object.keys(data)));
      expect(body).not.toMatch(/演示|130 ?0000 ?0001/);
    }
  });
});

describe('words written for a resident', () => {
  it('stand in the resident’s message and in nobody else’s, and are gone when they were erased', async () => {
    const { db, door } = service;
    const told: Message[] = [];
    const deliver = (message: Message) => Promise.resolve(void told.push(message));
    const sender = service.startSender({ staff: { deliver }, sms: { send: deliver } });
    const { caseId } = await submitOne(door, { text: '演示:我的原话' });
    const unit = await leadOf(db, caseId);
    const say = async (text: string | null): Promise<void> => {
      const ref = { ref: randomUUID(), commitment: '0'.repeat(64) };
      await db.pool.query(
        `INSERT INTO vault_texts (ref, case_id, purpose, text, commitment) VALUES ($1, $2, 'interim_reply', $3, $4)`,
        [ref.ref, caseId, text, ref.commitment],
      );
      await give(door, caseId, 'interimReply', { text: ref }, { unit });
    };
    await give(door, caseId, 'signFor', {}, { unit });
    await say('演示:周五上门');
    await say(null);
    await give(door, caseId, 'urge', {}, { role: 'supervisor' });
    await until(allHandedOver);
    await sender.stop();
    const replies = told.filter(({ template }) => template === 'interim_replied').map(({ text }) => text);
    expect(replies.sort()).toEqual([
      expect.stringMatching(/^您的诉求 [\d-]+ 阶段性答复:$/),
      expect.stringMatching(/^您的诉求 [\d-]+ 阶段性答复:演示:周五上门$/),
    ]);
    const others = told.filter(({ recipient }) => recipient !== 'resident').map(({ text }) => text);
    expect(others).toHaveLength(2);
    expect(others.join()).not.toContain('演示');
    expect(JSON.stringify(told)).not.toContain('我的原话');
  });
});

describe('several notices of one case to one recipient', () => {
  /** A request with this many interim replies that its resident has not been told of. */
  async function saying(times: number): Promise<string> {
    const { caseId } = await submitOne(service.door);
    const unit = await leadOf(service.db, caseId);
    await give(service.door, caseId, 'signFor', {}, { unit });
    for (let n = 0; n < times; n += 1) await give(service.door, caseId, 'interimReply', { text: REF }, { unit });
    return caseId;
  }

  it('go out one after another, in the order of what happened', async () => {
    const caseId = await saying(4);
    const underWay = new Set<string>();
    const overtaken: string[] = [];
    const told: number[] = [];
    const send = async ({ id }: Message): Promise<void> => {
      if (!id.startsWith(`${caseId}:`)) return;
      if (underWay.size > 0) overtaken.push(id);
      underWay.add(id);
      await service.db.pool.query('SELECT 1');
      told.push(Number(id.split(':').at(-2)));
      underWay.delete(id);
    };
    const sender = service.startSender({ sms: { send } });
    await until(allHandedOver);
    await sender.stop();
    expect(overtaken).toEqual([]);
    expect(told).toHaveLength(5);
    expect(told).toEqual([...told].sort((a, b) => a - b));
  });

  it('wait for one that cannot be handed over, and not for ever', async () => {
    const caseId = await saying(1);
    const { pool } = service.db;
    const tried: number[] = [];
    let first: number | undefined;
    const hand = (notice: WaitingNotice) => {
      if (notice.case !== caseId) return Promise.resolve('sent' as const);
      tried.push(notice.seq);
      first ??= notice.seq;
      return Promise.resolve(notice.seq === first ? undefined : ('sent' as const));
    };
    const handAll = async () => {
      await pool.query('UPDATE notices SET due_at = clock_timestamp() WHERE outcome IS NULL');
      while ((await handOver(service.db, { audience: 'residents', most: 20 }, hand)).more);
    };
    while (tried.every((seq) => seq === first)) await handAll();
    const [failing, later = 0] = [...new Set(tried)];
    expect(tried).toEqual([...Array<unknown>(5).fill(failing), later]);
    expect(later).toBeGreaterThan(failing ?? Infinity);
    await pool.query(`UPDATE notices SET outcome = 'sent' WHERE outcome IS NULL`);
  });
});

describe('a secret that is being changed', () => {
  it('signs beside the one before, so that a receiver may change when it likes', async () => {
    const { db } = service;
    await db.pool.query('UPDATE webhook_endpoints SET disabled_at = now()');
    const [old, fresh] = [newSecret(), newSecret()];
    const id = await addEndpoint(
      db,
      TEST_KEYS,
      { district: HAIBOWAN, url: receiver.url, description: '', eventTypes: ['received'] },
      old,
    );
    expect(await rotateSecret(db, TEST_KEYS, { district: '999999', id }, fresh)).toBe(false);
    expect(await rotateSecret(db, TEST_KEYS, { district: HAIBOWAN, id }, fresh)).toBe(true);
    const sender = service.startSender({});
    const before = receiver.sent.length;
    await submitOne(service.door);
    const sent = await until(() => Promise.resolve(receiver.sent[before]));
    await sender.stop();
    for (const secret of [old, fresh])
      expect(new Webhook(secret).verify(sent.body, sent.headers as Record<string, string>)).toMatchObject({
        type: 'request.received',
      });
    expect(() => new Webhook(newSecret()).verify(sent.body, sent.headers as Record<string, string>)).toThrow();
    expect(String(sent.headers['webhook-signature']).split(' ')).toHaveLength(2);
  });
});

describe('a critical request', () => {
  it('begins to ring with its dispatch, once, as the policy says, and tells whoever is on duty', async () => {
    const { db, door, client } = service;
    const { rows } = await db.pool.query<{ id: string }>(
      `SELECT id FROM accounts WHERE login = 'urban-management.head'`,
    );
    const shift = { unit: 'urban-management', role: 'coordinator', account: rows[0]?.id ?? '' };
    const [startsAt, endsAt] = [-1, 1].map((days) => new Date(Date.now() + days * 86_400_000).toISOString());
    await addShift(db, HAIBOWAN, { ...shift, startsAt: startsAt ?? '', endsAt: endsAt ?? '' });
    const told: (Message & { to: readonly string[] })[] = [];
    const deliver = (message: (typeof told)[number]) => Promise.resolve(void told.push(message));
    const sender = service.startSender({ staff: { deliver } });
    const { caseId } = await submitOne(door, { urgency: 'critical' });
    await until(allHandedOver);
    await sender.stop();
    expect(told).toMatchObject([{ recipient: 'unit:urban-management:coordinator', to: ['urban-management.head'] }]);
    const ring = client.workflow.getHandle(`ring:${caseId}:3`);
    expect((await ring.describe()).type).toBe('dutyRing');
    const [start] = (await ring.fetchHistory()).events ?? [];
    const input = Buffer.from(
      start?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0]?.data ?? [],
    ).toString();
    expect(JSON.parse(input)).toEqual({
      ...{ case: caseId, seq: 3, ring: 'sign_for', unit: 'urban-management' },
      ...{ since: expect.any(String), afterMinutes: [10, 20, 30] },
    });
    await ring.terminate();
  });
});

describe('what happens beside a request', () => {
  it('is told to staff by the number of its own case', async () => {
    const path = join(folder, 'beside.jsonl');
    const opened = await openOneOfEach(service.db, 'housing');
    const file = await openMessageFile(path);
    const sender = service.startSender(file.channels);
    await until(allHandedOver);
    await sender.stop();
    const told = (await readFile(path, 'utf8'))
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as { number: string; text: string });
    for (const kind of ['whistle_report', 'enforcement_dispatch', 'service_request'])
      expect([kind, told.filter(({ number }) => number === opened[kind]).length > 0]).toEqual([kind, true]);
    for (const { number, text } of told) expect(text).toContain(number);
  });
});

describe('a sender without a way out', () => {
  it('says so in the outbox, and keeps nobody waiting', async () => {
    const { db, door } = service;
    await db.pool.query('UPDATE webhook_endpoints SET disabled_at = now()');
    const sender = service.startSender({});
    const { caseId } = await submitOne(door, {
      requester: { mode: 'named', name: '演示·居民乙' },
      // Apart from the others of this file, which together are a group by now.
      place: { subdistrict: 'xinhua' },
    });
    await until(allHandedOver);
    await sender.stop();
    const { rows } = await db.pool.query('SELECT recipient, outcome FROM notices WHERE case_id = $1 ORDER BY seq', [
      caseId,
    ]);
    expect(rows).toEqual([
      { recipient: 'resident', outcome: 'no_channel' },
      { recipient: expect.stringMatching(/^unit:/), outcome: 'no_channel' },
    ]);
  });

  it('says who left no number to be reached at', async () => {
    const { db, door } = service;
    const sms = { send: () => Promise.resolve() };
    const sender = service.startSender({ sms });
    const requester = { mode: 'named', name: '演示·居民丙' } as const;
    const { caseId } = await submitOne(door, { requester, place: { subdistrict: 'linyin' } });
    await until(allHandedOver);
    await sender.stop();
    const sql = `SELECT outcome FROM notices WHERE case_id = $1 AND recipient = 'resident'`;
    expect((await db.pool.query(sql, [caseId])).rows).toEqual([{ outcome: 'no_phone' }]);
  });
});
