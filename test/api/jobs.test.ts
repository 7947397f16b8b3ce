import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { verifyCase } from '../../src/audit/verify.js';
import { send } from '../../src/commands/send.js';
import { SYSTEM_ACTOR } from '../../src/domain/envelope.js';
import { eventTypes, leadOf } from '../support/record.js';
import { httpAt, openHttp, type Call, type Reply } from '../support/http.js';
import { addressOf, startApiProcess } from '../support/processes.js';
import { aKey, auditWith, openService, submitOne, type TestService } from '../support/service.js';
import { until } from '../support/until.js';

let service: TestService;
let call: Call;
beforeAll(async () => {
  service = await openService();
  ({ call } = await openHttp(service));
  await service.startWorker();
  service.startRelay();
});
afterAll(() => service.stop());

const COORDINATOR = 'urban-management.coordinator';
const numberOf = (caseId: string) => caseId.replace(/^request:(\d+):/, '$1-');

async function submitSome(count: number): Promise<string[]> {
  const submitted: string[] = [];
  for (let i = 0; i < count; i += 1) submitted.push((await submitOne(service.door)).caseId);
  return submitted;
}

const order = (login: string, path: string, body: object, key = aKey()) =>
  call(login, 'POST', path, { body, headers: { 'idempotency-key': key } });

/** Taken, even where a busy machine first says that it is on its way. */
async function taken(login: string, caseId: string, verb: string, body: object): Promise<void> {
  const key = aKey();
  const path = `/v1/requests/${numberOf(caseId)}/${verb}`;
  const { status } = await until(async () => {
    const answer = await order(login, path, body, key);
    return answer.status === 202 ? undefined : answer;
  });
  expect([verb, status]).toEqual([verb, 200]);
}

function done(login: string, { status, body }: Reply): Promise<Record<string, unknown>> {
  expect(status).toBe(202);
  return until(async () => {
    const job = await call(login, 'GET', `/v1/jobs/${String(body['id'])}`);
    return job.body['state'] === 'done' ? job.body : undefined;
  });
}

describe('signing for many', () => {
  it('is received at once for all, decided for each by its own rules, and once under one key', async () => {
    const cases = await submitSome(3);
    const numbers = cases.map(numberOf);
    await taken(COORDINATOR, cases[0] ?? '', 'sign-for', {});
    const key = aKey();
    const dry = await order(COORDINATOR, '/v1/jobs/sign-for', { numbers, dryRun: true });
    expect(dry.body).toMatchObject({ accepted: 2, refusals: [{ number: numbers[0], code: 'wrong_state' }] });
    expect(await eventTypes(service.db, cases[1] ?? '')).not.toContain('signed_for');

    const given = await order(COORDINATOR, '/v1/jobs/sign-for', { numbers }, key);
    const job = await done(COORDINATOR, given);
    expect(job).toMatchObject({ kind: 'sign_for', total: 3, given: 3, decided: 3, accepted: 2 });
    expect(job['refused']).toEqual({ wrong_state: 1 });
    expect(job['refusals']).toMatchObject([{ number: numbers[0], text: expect.stringMatching(/当前状态/) }]);
    for (const caseId of cases) {
      const types = await eventTypes(service.db, caseId);
      expect(types.filter((type) => type === 'signed_for')).toHaveLength(1);
    }
    const again = await order(COORDINATOR, '/v1/jobs/sign-for', { numbers }, key);
    expect([again.status, again.body['id'], again.body['accepted']]).toEqual([202, job['id'], 2]);
    const other = await order(COORDINATOR, '/v1/jobs/sign-for', { numbers: numbers.slice(1) }, key);
    expect([other.status, other.body['code']]).toEqual([422, 'key_reused']);
  });

  it('names the request that is none of the caller’s, and gives none', async () => {
    const [caseId = ''] = await submitSome(1);
    const numbers = [numberOf(caseId), numberOf(caseId), '150302-2026-999999'];
    const { status, body } = await order(COORDINATOR, '/v1/jobs/sign-for', { numbers });
    expect([status, body['code'], body['errors']]).toEqual([
      422,
      'unknown_request',
      [expect.objectContaining({ pointer: '/numbers/2' })],
    ]);
    const foreign = await order('housing.coordinator', '/v1/jobs/sign-for', { numbers: numbers.slice(0, 1) });
    expect([foreign.status, foreign.body['code']]).toEqual([422, 'unknown_request']);
    expect(await eventTypes(service.db, caseId)).not.toContain('signed_for');
  });
});

describe('an order', () => {
  const jobsOf = async (login: string) => (await call(login, 'GET', '/v1/jobs')).body['jobs'] as unknown[];

  it('that cannot be given leaves nothing behind, and its key is free for the corrected one', async () => {
    const numbers = (await submitSome(2)).map(numberOf);
    const key = aKey();
    const before = await jobsOf('dispatcher-1');
    const wrong = { numbers, unit: 'nobody', reason: '演示:批量改派' };
    const refused = await order('dispatcher-1', '/v1/jobs/dispatch', wrong, key);
    expect([refused.status, refused.body['code']]).toEqual([422, 'unknown_unit']);
    expect(await jobsOf('dispatcher-1')).toEqual(before);
    const right = await order('dispatcher-1', '/v1/jobs/dispatch', { ...wrong, unit: 'housing' }, key);
    expect(await done('dispatcher-1', right)).toMatchObject({ total: 2, given: 2, accepted: 2 });
  });

  it('is kept as a whole or not at all, and done without being asked for again', async () => {
    const cases = await submitSome(12);
    const numbers = cases.map(numberOf);
    const ordered = { numbers, unit: 'housing', reason: '演示:批量改派' };
    const key = aKey();
    const before = await jobsOf('dispatcher-1');
    await service.db.pool.query(
      `CREATE FUNCTION break_off() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'broken off'; END $$;
       CREATE TRIGGER break_off BEFORE INSERT ON inbox FOR EACH ROW
         WHEN (NEW.kind = 'dispatch' AND NEW.case_id = '${String(cases[9])}') EXECUTE FUNCTION break_off()`,
    );
    expect((await order('dispatcher-1', '/v1/jobs/dispatch', ordered, key)).status).toBe(500);
    await service.db.pool.query('DROP TRIGGER break_off ON inbox');
    expect(await jobsOf('dispatcher-1')).toEqual(before);
    const { rows } = await service.db.pool.query<{ given: number; texts: number }>(
      `SELECT (SELECT count(*) FROM inbox WHERE client LIKE 'job:%' AND case_id = ANY($1))::int AS given,
         (SELECT count(*) FROM vault_texts WHERE text = $2 AND case_id = ANY($1))::int AS texts`,
      [cases, ordered.reason],
    );
    expect(rows).toEqual([{ given: 0, texts: 0 }]);

    const given = await order('dispatcher-1', '/v1/jobs/dispatch', ordered, key);
    expect(given.body).toMatchObject({ total: 12, given: 12 });
    expect(await done('dispatcher-1', given)).toMatchObject({ accepted: 12 });
  });

  it('that is kept is done, though the API that kept it is killed before it can say so', async () => {
    const cases = await submitSome(60);
    const api = startApiProcess(service);
    const { call: callThere, cookieOf } = httpAt(await addressOf(api));
    await cookieOf('dispatcher-1');
    const body = { numbers: cases.map(numberOf), unit: 'housing', reason: '演示:批量改派' };
    const answer = callThere('dispatcher-1', 'POST', '/v1/jobs/dispatch', { body }).catch(() => undefined);
    const id = await until(async () => {
      const { rows } = await service.db.pool.query<{ id: string }>('SELECT id FROM jobs WHERE total = 60');
      return rows[0]?.id;
    });
    await api.kill();
    await answer;
    const job = await until(async () => {
      const { body: seen } = await call('dispatcher-1', 'GET', `/v1/jobs/${id}`);
      return seen['decided'] === seen['given'] ? seen : undefined;
    });
    expect(job).toMatchObject({ state: 'done', total: 60, given: 60, accepted: 60 });
  });

  it('is received at one moment, however many it names', async () => {
    const cases = await submitSome(30);
    const job = await done(
      COORDINATOR,
      await order(COORDINATOR, '/v1/jobs/sign-for', { numbers: cases.map(numberOf) }),
    );
    const { rows } = await service.db.pool.query<{ rows: number; moments: number }>(
      'SELECT count(*)::int AS rows, count(DISTINCT received_at)::int AS moments FROM inbox WHERE client = $1',
      [`job:${String(job['id'])}`],
    );
    expect(rows).toEqual([{ rows: 30, moments: 1 }]);
  });
});

describe('dispatching many again', () => {
  it('goes to another unit until it is signed for, and can be undone where nobody has', async () => {
    const cases = await submitSome(3);
    const numbers = cases.map(numberOf);
    const wrong = { numbers, unit: 'housing', reason: '演示:批量改派' };
    const job = await done('dispatcher-1', await order('dispatcher-1', '/v1/jobs/dispatch', wrong));
    expect(job).toMatchObject({ kind: 'dispatch', params: { unit: 'housing' }, accepted: 3 });
    expect(await Promise.all(cases.map((caseId) => leadOf(service.db, caseId)))).toEqual(Array(3).fill('housing'));
    const signed = `/v1/requests/${String(numbers[0])}/sign-for`;
    expect((await call('housing.coordinator', 'POST', signed, { body: {} })).status).toBe(200);

    const undo = `/v1/jobs/${String(job['id'])}/undo`;
    const key = aKey();
    const reason = { reason: '演示:派错了' };
    const back = await done('dispatcher-1', await order('dispatcher-1', undo, reason, key));
    expect(back).toMatchObject({ undoOf: job['id'], total: 3, accepted: 2, refused: { wrong_state: 1 } });
    expect(await Promise.all(cases.map((caseId) => leadOf(service.db, caseId)))).toEqual([
      ...['housing', 'urban-management', 'urban-management'],
    ]);
    const repeated = await order('dispatcher-1', undo, reason, key);
    expect([repeated.status, repeated.body['id']]).toEqual([202, back['id']]);
    for (const caseId of cases) {
      const { db, client } = service;
      expect((await verifyCase({ db, client, caseId, ...auditWith(service) })).findings).toEqual([]);
    }
  });

  it('goes back to who led, whatever became of a co-unit; and nowhere once the centre has taken it back', async () => {
    const cases = await submitSome(2);
    const [helped = '', recalled = ''] = cases;
    await taken('dispatcher-1', helped, 'add-co-unit', { unit: 'gas-supply', task: '演示' });
    const succeed = await send(service.door, {
      ...{ client: 'test', key: aKey(), caseId: helped, name: 'succeedUnit', actor: SYSTEM_ACTOR, canonical: '' },
      body: { from: 'gas-supply', to: { code: 'heating', kind: 'utility', inForce: 'yes' } },
    });
    expect(succeed).not.toMatchObject({ outcome: { refusal: {} } });
    const wrong = { numbers: cases.map(numberOf), unit: 'housing', reason: '演示:批量改派' };
    const job = await done('dispatcher-1', await order('dispatcher-1', '/v1/jobs/dispatch', wrong));
    await taken('clerk-1', recalled, 'hand-over', { to: 'police', reason: '演示' });
    await taken('clerk-1', recalled, 'confirm-hand-over', { result: 'not_taken', reason: '演示:不属警情' });
    const undo = `/v1/jobs/${String(job['id'])}/undo`;
    const back = await done('dispatcher-1', await order('dispatcher-1', undo, { reason: '演示:派错了' }));
    expect(back).toMatchObject({ total: 1, accepted: 1 });
    expect(await leadOf(service.db, helped)).toBe('urban-management');
    expect(await leadOf(service.db, recalled)).toBe('');
  });

  it('cannot be undone twice, nor where there was no unit before; other jobs not at all', async () => {
    const [caseId = ''] = await submitSome(1);
    const numbers = [numberOf(caseId)];
    const signing = await done(COORDINATOR, await order(COORDINATOR, '/v1/jobs/sign-for', { numbers }));
    const { status, body } = await order('dispatcher-1', `/v1/jobs/${String(signing['id'])}/undo`, { reason: '演示' });
    // A dispatcher does not even see the jobs of others.
    expect([status, body['code']]).toEqual([404, 'not_found']);
    const leader = await order('shift-leader-1', `/v1/jobs/${String(signing['id'])}/undo`, { reason: '演示' });
    expect([leader.status, leader.body['code']]).toEqual([409, 'nothing_to_undo']);
  });
});

describe('the list of jobs', () => {
  it('shows one’s own, and all of them to who answers for the district', async () => {
    const kindsFor = async (login: string) => {
      const { body } = await call(login, 'GET', '/v1/jobs');
      return new Set((body['jobs'] as { kind: string }[]).map(({ kind }) => kind));
    };
    expect(await kindsFor(COORDINATOR)).toEqual(new Set(['sign_for']));
    expect(await kindsFor('dispatcher-1')).toEqual(new Set(['dispatch']));
    expect(await kindsFor('shift-leader-1')).toEqual(new Set(['sign_for', 'dispatch']));
    expect(await kindsFor('housing.coordinator')).toEqual(new Set());
  });
});
