import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RequestEvent } from '../../src/domain/request/events.js';
import { apply, openCase, RecordConflict } from '../../src/store/apply.js';
import { listEvents } from '../../src/store/queries/find-request.js';
import { aSubmission } from '../support/domain.js';
import { decideSubmit } from '../../src/domain/request/decide/index.js';
import { eventTypes } from '../support/record.js';
import { openService, submitOne, type TestService } from '../support/service.js';

let service: TestService;
beforeAll(async () => {
  service = await openService();
});
afterAll(() => service.stop());

/** A case as the door leaves it: received, accepted, dispatched. */
async function opened(): Promise<{ caseId: string; last: RequestEvent }> {
  const { caseId } = await submitOne(service.door);
  const last = (await listEvents(service.db, caseId)).at(-1)?.event;
  if (last === undefined) throw new Error('nothing was recorded');
  return { caseId, last };
}

function remark(last: RequestEvent, plus: number, text = 'a'): RequestEvent {
  const body = { text: { ref: randomUUID(), commitment: text.padEnd(64, '0') } };
  return { ...last, seq: last.seq + plus, type: 'commented', body, commandId: randomUUID() };
}

const put = (caseId: string, events: readonly RequestEvent[]) =>
  service.db.transaction((tx) => apply(tx, caseId, events));

async function versionOf(caseId: string): Promise<number | undefined> {
  const { rows } = await service.db.pool.query<{ version: number }>(
    'SELECT version FROM resident_requests WHERE case_id = $1',
    [caseId],
  );
  return rows[0]?.version;
}

describe('the record', () => {
  it('takes the same events any number of times as once', async () => {
    const { caseId, last } = await opened();
    const events = [remark(last, 1), remark(last, 2)];
    for (let i = 0; i < 3; i += 1) expect(await put(caseId, events)).toMatchObject({ seq: 5 });
    // Also when only the end of them is new.
    expect(await put(caseId, [...events, remark(last, 3)])).toMatchObject({ seq: 6 });
    expect(await eventTypes(service.db, caseId)).toHaveLength(6);
    expect(await versionOf(caseId)).toBe(6);
  });

  it('refuses another event under a number it has, and a gap, and writes nothing of either', async () => {
    const { caseId, last } = await opened();
    await put(caseId, [remark(last, 1)]);
    await expect(put(caseId, [remark(last, 1, 'b'), remark(last, 2)])).rejects.toThrow(RecordConflict);
    await expect(put(caseId, [remark(last, 3)])).rejects.toThrow(/the record ends at 4/);
    expect(await eventTypes(service.db, caseId)).toHaveLength(4);
    expect(await versionOf(caseId)).toBe(4);
  });

  it('has one chain, however many write the same at once', async () => {
    const { caseId, last } = await opened();
    const events = [1, 2, 3].map((plus) => remark(last, plus));
    await Promise.all(Array.from({ length: 8 }, () => put(caseId, events)));
    expect(await eventTypes(service.db, caseId)).toHaveLength(6);
  });

  it('lets one of two that would go on differently go on, and tells the other', async () => {
    const { caseId, last } = await opened();
    const both = await Promise.allSettled([put(caseId, [remark(last, 1, 'a')]), put(caseId, [remark(last, 1, 'b')])]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await eventTypes(service.db, caseId)).toHaveLength(4);
  });
});

describe('who is to be told', () => {
  const told = async (caseId: string): Promise<string[]> => {
    const { rows } = await service.db.pool.query<{ line: string }>(
      `SELECT seq || ' ' || recipient || ' ' || template AS line FROM notices WHERE case_id = $1 ORDER BY seq, recipient`,
      [caseId],
    );
    return rows.map(({ line }) => line);
  };
  const urge = (last: RequestEvent, plus: number): RequestEvent => ({
    ...last,
    ...{ seq: last.seq + plus, type: 'urged', body: { by: 'staff' }, commandId: randomUUID() },
  });
  const subscribe = async (types: readonly string[], district = '150302', more = ''): Promise<string> => {
    const id = randomUUID();
    await service.db.pool.query(
      `INSERT INTO webhook_endpoints (id, district_code, url, description, event_types, key_id, secret, disabled_at)
       VALUES ($1, $2, 'https://example.org', '', $3, 'k', '', ${more === '' ? 'NULL' : more})`,
      [id, district, types],
    );
    return id;
  };

  it('is written with the events, once, however often and by how many they are recorded', async () => {
    const { caseId, last } = await opened();
    const before = await told(caseId);
    expect(before).toEqual(['1 resident received', expect.stringMatching(/^3 unit:[\w-]+:coordinator dispatched$/)]);
    const events = [urge(last, 1), remark(last, 2)];
    await Promise.all(Array.from({ length: 6 }, () => put(caseId, events)));
    await put(caseId, events);
    expect(await told(caseId)).toEqual([...before, expect.stringMatching(/^4 unit:[\w-]+:coordinator urged$/)]);
  });

  it('is not written where the events are not: a conflict, a gap, a transaction that is undone', async () => {
    const { caseId, last } = await opened();
    const before = await told(caseId);
    await expect(put(caseId, [urge(last, 2)])).rejects.toThrow(RecordConflict);
    const undone = service.db.transaction(async (tx) => {
      await apply(tx, caseId, [urge(last, 1)]);
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(await told(caseId)).toEqual(before);
    const both = await Promise.allSettled([put(caseId, [urge(last, 1)]), put(caseId, [remark(last, 1)])]);
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const isUrged = (await eventTypes(service.db, caseId)).at(-1) === 'urged';
    expect((await told(caseId)).length - before.length).toBe(isUrged ? 1 : 0);
  });

  it('are the systems that subscribe to the type, in the district, at this moment', async () => {
    const [all, urges, closings, foreign, over] = [
      await subscribe([]),
      await subscribe(['urged', 'closed']),
      await subscribe(['closed']),
      await subscribe([], '999999'),
      await subscribe([], '150302', 'now()'),
    ];
    const { caseId, last } = await opened();
    await put(caseId, [urge(last, 1)]);
    const lines = (await told(caseId)).filter((line) => line.includes('webhook:'));
    expect(lines.sort()).toEqual(
      [1, 2, 3, 4]
        .map((seq) => `${String(seq)} webhook:${all} event`)
        .concat(`4 webhook:${urges} event`)
        .sort(),
    );
    for (const nobody of [closings, foreign, over]) expect(lines.join()).not.toContain(nobody);
    await service.db.pool.query('DELETE FROM webhook_endpoints');
  });
});

describe('the opening of a case', () => {
  const opening = (caseId: string, commandId: string, external: readonly { system: string; id: string }[] = []) => {
    const submission = aSubmission();
    const number = caseId.replace(/^request:(\d+):/, '$1-');
    const { received } = submission.body;
    const { events } = decideSubmit({
      ...submission,
      ...{ id: commandId, case: caseId, body: { ...submission.body, received: { ...received, number } } },
    });
    return {
      row: {
        ...{
          commandId,
          client: 'test',
          key: commandId,
          caseId,
          ordinal: 1,
          kind: 'submit',
          receivedAt: submission.receivedAt,
        },
        ...{ actor: submission.actor, body: { opening: events }, fingerprint: Buffer.from('f') },
      },
      ...{ deposit: {}, external, events },
    };
  };
  const countOf = async (table: string, caseId: string): Promise<number> =>
    (await service.db.pool.query(`SELECT 1 FROM ${table} WHERE case_id = $1`, [caseId])).rowCount ?? 0;

  it('is all or nothing: a repeat writes nothing, and a number of the source’s that is taken undoes the rest', async () => {
    const [one, other] = ['request:150302:2026-000801', 'request:150302:2026-000802'] as const;
    const id = randomUUID();
    const external = [
      { system: 'city', id: 'A-1' },
      { system: 'city', id: 'A-1' },
    ];
    expect(await openCase(service.db.pool, opening(one, id, external))).toBe(true);
    expect(await countOf('external_ids', one)).toBe(1);

    expect(await openCase(service.db.pool, opening(other, id))).toBe(false);
    await expect(openCase(service.db.pool, opening(other, randomUUID(), external))).rejects.toMatchObject({
      constraint: 'external_ids_pkey',
    });
    for (const table of ['inbox', 'case_events', 'case_clocks', 'resident_requests', 'external_ids', 'notices']) {
      expect([table, await countOf(table, other)]).toEqual([table, 0]);
    }
  });

  it('leaves a case that is there already as it is', async () => {
    const caseId = 'request:150302:2026-000803';
    expect(await openCase(service.db.pool, opening(caseId, randomUUID()))).toBe(true);
    const events = await countOf('case_events', caseId);
    expect(await openCase(service.db.pool, opening(caseId, randomUUID()))).toBe(false);
    expect([await countOf('inbox', caseId), await countOf('case_events', caseId)]).toEqual([1, events]);
  });
});
