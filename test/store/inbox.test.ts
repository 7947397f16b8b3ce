import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openDatabase, type Database } from '../../src/store/database.js';
import {
  claimRows,
  findRow,
  INBOX_TRANSACTION_MS,
  putOff,
  receiveRow,
  receiveTogether,
  releaseRow,
  writeOutcome,
} from '../../src/store/inbox.js';
import { HAIBOWAN, makeDatabase } from '../support/service.js';

let db: Database;
let database: Awaited<ReturnType<typeof makeDatabase>>;
beforeAll(async () => {
  database = await makeDatabase();
  db = openDatabase({ url: database.url, poolSize: 12 });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

let cases = 0;
const aCase = (): string => `request:${HAIBOWAN}:2026-${String((cases += 1)).padStart(6, '0')}`;

/** Receives a command as the door does. */
async function receive(caseId: string, commandId: string = randomUUID()) {
  const actor = { account: 'test', role: 'shift_leader' } as const;
  const row = { commandId, client: 'test', key: commandId, caseId, kind: 'comment', actor, body: {} };
  const entered = await receiveRow(db.pool, { ...row, fingerprint: Buffer.from('f') });
  return { commandId, entered };
}

const decided = { version: 1, state: 'handling' } as const;
const decide = (commandId: string) => writeOutcome(db.pool, commandId, decided);
const claimed = async (): Promise<string[]> => (await claimRows(db, 100)).map(({ commandId }) => commandId);

describe('the inbox', () => {
  it('receives a key once, however many bring it at once', async () => {
    const caseId = aCase();
    const id = randomUUID();
    const all = await Promise.all(Array.from({ length: 10 }, () => receive(caseId, id)));
    expect(all.filter(({ entered }) => entered !== undefined)).toHaveLength(1);
    await decide(id);
  });

  it('numbers the commands of a case in the order of their receipt, without gap or double', async () => {
    const caseId = aCase();
    const all = await Promise.all(Array.from({ length: 20 }, () => receive(caseId)));
    const inOrder = all.flatMap(({ entered }) => entered ?? []).sort((a, b) => a.ordinal - b.ordinal);
    expect(inOrder.map(({ ordinal }) => ordinal)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    const times = inOrder.map(({ receivedAt }) => receivedAt);
    expect([...times].sort()).toEqual(times);
    // Only who came first had nobody before them.
    expect(inOrder.map(({ waits }) => waits)).toEqual([false, ...Array.from({ length: 19 }, () => true)]);
    for (const { commandId } of all) await decide(commandId);
  });

  it('receives a whole order at one moment, and several of the same cases without standing in each other’s way', async () => {
    const cases = Array.from({ length: 40 }, aCase);
    const orders = [cases, [...cases].reverse(), [...cases.slice(20), ...cases.slice(0, 20)]].map((order) =>
      order.map((caseId) => ({
        ...{ commandId: randomUUID(), client: 'order', caseId, kind: 'comment', body: {}, texts: [] },
        ...{
          key: randomUUID(),
          actor: { account: 'test', role: 'shift_leader' } as const,
          fingerprint: Buffer.from('f'),
        },
      })),
    );
    await Promise.all(orders.map((rows) => db.transaction((tx) => receiveTogether(tx, rows), INBOX_TRANSACTION_MS)));
    const kept = await Promise.all(orders.map((rows) => Promise.all(rows.map((row) => findRow(db, row.commandId)))));
    for (const rows of kept) expect(new Set(rows.map((row) => row?.receivedAt)).size).toBe(1);
    const inOrder = [...kept].sort(([a], [b]) => (a?.ordinal ?? 0) - (b?.ordinal ?? 0));
    inOrder.forEach((rows, index) => {
      expect(new Set(rows.map((row) => row?.ordinal))).toEqual(new Set([index + 1]));
    });
    const times = inOrder.map(([first]) => first?.receivedAt);
    expect([...times].sort()).toEqual(times);
    for (const { commandId } of orders.flat()) await decide(commandId);
  });

  it('is cut short rather than entered by a receipt that could come in late', async () => {
    const caseId = aCase();
    await db.transaction(async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [caseId]);
      await expect(receive(caseId)).rejects.toMatchObject({ code: '25P04' });
    });
    // The connection that was bounded is not bounded for whoever uses it next.
    const later = await receive(caseId);
    expect(later.entered).toMatchObject({ ordinal: 1, waits: false });
    await decide(later.commandId);
  });

  it('keeps a fresh row for its receiver, gives back what is released, and of a case the oldest only', async () => {
    const caseId = aCase();
    const [first, second] = [await receive(caseId), await receive(caseId)];
    expect(await claimed()).toEqual([]);
    for (const { commandId } of [first, second]) await releaseRow(db, commandId);
    expect(await claimed()).toEqual([first.commandId]);
    await decide(first.commandId);
    expect(await claimed()).toEqual([second.commandId]);
    await decide(second.commandId);
  });

  it('gives a row to one claimer, and again when that one’s claim has run out', async () => {
    const { commandId } = await receive(aCase());
    await releaseRow(db, commandId);
    const claims = await Promise.all(Array.from({ length: 8 }, claimed));
    expect(claims.flat()).toEqual([commandId]);
    expect(await claimed()).toEqual([]);
    await db.pool.query(`UPDATE inbox SET claimed_until = clock_timestamp() - interval '1 ms' WHERE command_id = $1`, [
      commandId,
    ]);
    expect(await claimed()).toEqual([commandId]);
    await putOff(db, commandId, 60_000);
    expect(await claimed()).toEqual([]);
    await decide(commandId);
  });

  it('keeps the first outcome for ever', async () => {
    const { commandId } = await receive(aCase());
    await decide(commandId);
    await writeOutcome(db.pool, commandId, { version: 9, state: 'closed' });
    expect((await findRow(db, commandId))?.outcome).toEqual(decided);
    await releaseRow(db, commandId);
    expect(await claimed()).toEqual([]);
  });
});

describe('the numbers of requests', () => {
  const next = async (district: string, year: number): Promise<number> => {
    const sql = `SELECT next_case_ordinal($1, 'request', $2) AS ordinal`;
    const { rows } = await db.pool.query<{ ordinal: string }>(sql, [district, year]);
    return Number(rows[0]?.ordinal);
  };

  it('begin at 1 with a year’s first request, also when many come at once', async () => {
    const given = await Promise.all(Array.from({ length: 12 }, () => next('150302', 2041)));
    expect([...given].sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
  });

  it('are each district’s and each year’s own', async () => {
    expect([await next('150303', 2041), await next('150302', 2042), await next('150303', 2041)]).toEqual([1, 1, 2]);
  });

  it('are refused where PostgreSQL would cut the name of their sequence', async () => {
    await expect(next('1'.repeat(60), 2041)).rejects.toThrow(/no sequence can be named/);
  });
});
