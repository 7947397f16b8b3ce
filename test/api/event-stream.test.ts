import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RequestEvent } from '../../src/domain/request/events.js';
import { apply } from '../../src/store/apply.js';
import { listEvents } from '../../src/store/queries/find-request.js';
import { placeEvents } from '../../src/store/positions.js';
import { openOneOfEach } from '../support/cases.js';
import { openHttp } from '../support/http.js';
import { openService, submitOne, type TestService } from '../support/service.js';
import { openStream } from '../support/sse.js';
import { until } from '../support/until.js';

let service: TestService;
let url: string;
let cookieOf: (login: string) => Promise<string>;
beforeAll(async () => {
  service = await openService();
  ({ url, cookieOf } = await openHttp(service));
  service.startSender({});
});
afterAll(() => service.stop());

const as = async (login: string) => ({ cookie: await cookieOf(login) });

async function recorded(): Promise<string[]> {
  const { rows } = await service.db.pool.query<{ key: string }>(
    `SELECT case_id || ' ' || seq AS key FROM case_events ORDER BY 1`,
  );
  return rows.map(({ key }) => key);
}

/** Records that many remarks on a request, one transaction each, each held open for as long as `hold` says. */
async function remark(caseId: string, times: number, hold: () => Promise<unknown>): Promise<void> {
  for (let i = 0; i < times; i += 1) {
    const last = (await listEvents(service.db, caseId)).at(-1)?.event;
    if (last === undefined) throw new Error('nothing was recorded');
    const body = { text: { ref: randomUUID(), commitment: '0'.repeat(64) } };
    const event: RequestEvent = { ...last, seq: last.seq + 1, type: 'commented', body, commandId: randomUUID() };
    await service.db.transaction(async (tx) => {
      await apply(tx, caseId, [event]);
      await hold();
    });
    service.db.ring();
  }
}

describe('the positions of events', () => {
  it('let a reader that reads on miss nothing, though what was recorded first is committed last', async () => {
    const { db } = service;
    const cases = await Promise.all(Array.from({ length: 5 }, () => submitOne(service.door)));
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const [slow, ...fast] = cases;
    // Recorded before all others, and committed after them.
    const slowest = remark(slow?.caseId ?? '', 1, () => held);
    await Promise.all(fast.map(({ caseId }, i) => remark(caseId, 3 + i, () => db.pool.query('SELECT 1'))));
    await placeEvents(db);
    const { rows } = await db.pool.query<{ end: string }>('SELECT max(position)::text AS end FROM event_positions');
    letGo();
    await slowest;
    await Promise.all(Array.from({ length: 6 }, () => placeEvents(db)));
    const late = await db.pool.query<{ case_id: string; position: string }>(
      'SELECT case_id, position::text FROM event_positions WHERE position > $1',
      [rows[0]?.end],
    );
    expect(late.rows.map(({ case_id }) => case_id)).toEqual([slow?.caseId]);
    const all = await db.pool.query<{ case_id: string; seq: number; position: string }>(
      'SELECT case_id, seq, position::text FROM event_positions AS placed ORDER BY placed.position',
    );
    expect(all.rows.map(({ position }) => Number(position))).toEqual(all.rows.map((_row, index) => index + 1));
    // Within a case in its own order.
    for (const { caseId } of cases) {
      const seqs = all.rows.filter(({ case_id }) => case_id === caseId).map(({ seq }) => seq);
      expect(seqs).toEqual(seqs.map((_seq, index) => index + 1));
    }
  });
});

describe('a stream of events', () => {
  it('tells each event once and in order, however often the reader comes back, while many record at once', async () => {
    const headers = await as('shift-leader-1');
    const seen: { id: string; key: string }[] = [];
    let stream = await openStream(url, headers, '0');
    const take = (): void => {
      for (const { id, number, seq } of stream.events)
        seen.push({ id, key: `${number.replace(/^(\d+)-/, 'request:$1:')} ${String(seq)}` });
    };
    const cases = await Promise.all(Array.from({ length: 6 }, () => submitOne(service.door)));
    const writing = Promise.all(
      cases.map(({ caseId }, i) =>
        remark(caseId, 8, () => service.db.pool.query('SELECT pg_sleep($1)', [(i % 3) / 500])),
      ),
    );
    let isWritten = false;
    void writing.finally(() => (isWritten = true));
    for (let visit = 0; visit < 4; visit += 1) {
      // A slow reader may have seen it all by its first visit.
      await until(() => Promise.resolve(stream.events.length > 5 || isWritten));
      await stream.leave();
      take();
      stream = await openStream(url, headers, seen.at(-1)?.id ?? '0');
    }
    await writing;
    const wanted = await recorded();
    await until(() => Promise.resolve(seen.length + stream.events.length >= wanted.length));
    await stream.leave();
    take();
    expect(seen.map(({ key }) => key).sort()).toEqual(wanted);
    const ids = seen.map(({ id }) => Number(id));
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
  });

  it('tells what the caller may read, codes only, and begins with what comes next', async () => {
    const [all, unit, other] = await Promise.all(
      ['shift-leader-1', 'urban-management.coordinator', 'housing.coordinator'].map(async (login) =>
        openStream(url, await as(login)),
      ),
    );
    const { caseId } = await submitOne(service.door);
    await until(() => Promise.resolve(all && unit && all.events.length >= 3 && unit.events.length >= 3));
    expect(all?.events.map(({ type }) => type)).toEqual(['received', 'accepted', 'dispatched']);
    expect(unit?.events).toEqual(all?.events);
    expect(new Set(all?.events.map(({ number }) => number))).toEqual(
      new Set([caseId.replace(/^request:(\d+):/, '$1-')]),
    );
    expect(Object.keys(all?.events[0] ?? {}).sort()).toEqual(['at', 'id', 'number', 'seq', 'type']);
    expect(other?.events).toEqual([]);
    for (const stream of [all, unit, other]) await stream?.leave();
  });

  it('tells of each kind of case only whoever reads that kind', async () => {
    const logins = ['shift-leader-1', 'dispatcher-1', 'haibei-01.grid', 'haibei.mediator'] as const;
    const [leader, dispatcher, grid, mediator] = await Promise.all(
      logins.map(async (login) => openStream(url, await as(login))),
    );
    const numbers = await openOneOfEach(service.db, 'ecology');
    service.db.ring();
    const kinds = (stream: typeof leader) =>
      Object.keys(numbers).filter((kind) => stream?.events.some(({ number }) => number === numbers[kind]));
    await until(() => Promise.resolve(kinds(leader).length === Object.keys(numbers).length));
    // A dispute is none of theirs, and a mediator reads the disputes that are the mediator's own.
    await until(() => Promise.resolve(kinds(dispatcher).includes('whistle')));
    expect(kinds(dispatcher)).not.toEqual(expect.arrayContaining(['mediation']));
    expect(kinds(dispatcher)).not.toEqual(expect.arrayContaining(['performance']));
    expect(kinds(dispatcher)).not.toEqual(expect.arrayContaining(['service_request']));
    expect(kinds(grid).filter((kind) => ['mediation', 'performance', 'service_request'].includes(kind))).toEqual([]);
    expect([mediator?.status, kinds(mediator)]).toEqual([200, []]);
    for (const stream of [leader, dispatcher, grid, mediator]) await stream?.leave();
  });

  it('ends with the session, though nobody closes it', async () => {
    const { cookie } = await as('clerk-1');
    const stream = await openStream(url, { cookie });
    await fetch(`${url}/v1/sessions/current`, { method: 'DELETE', headers: { cookie } });
    await submitOne(service.door);
    expect(await stream.ended).toBe('closed');
  });

  it('refuses what is no position', async () => {
    expect((await openStream(url, await as('shift-leader-1'), 'yesterday')).status).toBe(422);
  });

  it('ends when the service stops, so that the reader comes again elsewhere', async () => {
    const another = await openService();
    const http = await openHttp(another);
    const stream = await openStream(http.url, { cookie: await http.cookieOf('shift-leader-1') });
    await another.stop();
    expect(await stream.ended).toBe('closed');
  });
});
