import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openDeposit } from '../../src/commands/deposit.js';
import { submit } from '../../src/commands/submit.js';
import type { RequestCommand } from '../../src/domain/request/commands.js';
import type { ResidentRequest } from '../../src/domain/request/state.js';
import { findRow } from '../../src/store/inbox.js';
import { listEvents } from '../../src/store/queries/find-request.js';
import type { ReferenceModel } from '../domain/request/reference-model.js';
import { asLived, asTold, modelOf } from '../support/foretold.js';
import { DEEP, SEED, seeded } from '../support/random.js';
import { leadOf, undecidedCount } from '../support/record.js';
import { aKey, aSubmission, give, openService, TEST_KEYS, type TestService } from '../support/service.js';
import { until } from '../support/until.js';
import { verified } from '../support/verified.js';

const REQUESTS = DEEP ? 100 : 15;
const LIMIT_MS = DEEP ? 15 * 60_000 : 3 * 60_000;
const MINUTE_MS = 60_000;
/** The worker went a day and some hours ago. */
const AWAY_MS = 26 * 60 * MINUTE_MS;
const SIGN_FOR_MS = { critical: 30 * MINUTE_MS, urgent: 120 * MINUTE_MS } as const;

const random = seeded(SEED);
let service: TestService;
beforeAll(async () => {
  service = await openService();
});
afterAll(() => service.stop());

/** What was accepted for a request while nobody worked, and what the model says will come of each. */
interface Waiting {
  caseId: string;
  model: ReferenceModel;
  expected: { commandId: string; refusal: string | undefined }[];
  spoken: number;
}

/** What the model, which reads no words, is told in their place. */
const WORDS = { ref: '00000000-0000-4000-8000-000000000001', commitment: '0'.repeat(64) };

type Saying = { [Name in RequestCommand['name']]: Pick<RequestCommand & { name: Name }, 'name' | 'body'> }[
  'signFor' | 'recordContact' | 'urge' | 'comment' | 'submitResult' | 'approveResult' | 'review'];

const COURSE: readonly (Saying & { role: 'unit_coordinator' | 'unit_head' | 'reviewer' | 'hotline_clerk' })[] = [
  { name: 'signFor', body: {}, role: 'unit_coordinator' },
  { name: 'urge', body: {}, role: 'hotline_clerk' },
  { name: 'recordContact', body: { means: 'phone', result: 'reached' }, role: 'unit_coordinator' },
  { name: 'signFor', body: {}, role: 'unit_coordinator' },
  { name: 'submitResult', body: { summary: WORDS }, role: 'unit_coordinator' },
  { name: 'approveResult', body: { approved: 'yes' }, role: 'unit_head' },
  { name: 'review', body: { passed: 'yes' }, role: 'reviewer' },
];

async function received(urgency: keyof typeof SIGN_FOR_MS, atMs: number): Promise<Waiting> {
  const { caseId } = await submit(service.door, {
    ...{ client: 'hotline', key: aKey(), actor: { account: 'clerk', role: 'hotline_clerk' } as const },
    submission: aSubmission({ urgency, category: 'B0201' }),
    receivedAt: new Date(atMs).toISOString(),
  });
  const events = await listEvents(service.db, caseId);
  return { caseId, model: modelOf(events.map(({ event }) => event)), expected: [], spoken: atMs };
}

/** Puts a command into the inbox as it would have been received then; nobody is there to decide it. */
async function say(waiting: Waiting, saying: (typeof COURSE)[number], atMs: number): Promise<void> {
  const { caseId, model } = waiting;
  const { name, body, role } = saying;
  const lead = await leadOf(service.db, caseId);
  const unit = role === 'unit_coordinator' || role === 'unit_head' ? lead : 'hotline-centre';
  const at = new Date(atMs).toISOString();
  const deposit = openDeposit(TEST_KEYS);
  const how = { role, unit, receivedAt: at, respondAsync: true, deposit };
  const said = name === 'submitResult' ? { summary: deposit.text('result', '演示:已处理') } : body;
  const answer = await give(service.door, caseId, name, said, how);
  expect(answer.status).toBe('queued');
  const actor = { account: `a-${role}`, role, unit };
  const refusal = model.take({ name, body, actor, at, stale: false });
  waiting.expected.push({ commandId: answer.commandId, refusal });
  waiting.spoken = atMs;
}

/** Every request that was open when the worker went, or came while it was away, with what was said of it. */
async function aDay(nowMs: number): Promise<Waiting[]> {
  const all: Waiting[] = [];
  for (let n = 0; n < REQUESTS; n += 1) {
    const urgency = random.pick(['critical', 'urgent'] as const);
    const atMs = nowMs - AWAY_MS + random.below(120) * MINUTE_MS;
    const waiting = await received(urgency, atMs);
    all.push(waiting);
    if (n < 6) {
      // At the last moment, at the first that is late, and a minute after.
      const due = atMs + SIGN_FOR_MS[urgency];
      await say(waiting, COURSE[0] as (typeof COURSE)[number], due + ([-1, 0, MINUTE_MS][n % 3] ?? 0));
    }
    let sayingMs = waiting.spoken;
    for (const saying of COURSE.slice(0, random.below(COURSE.length + 1))) {
      sayingMs += (1 + random.below(random.below(4) === 0 ? 600 : 60)) * MINUTE_MS;
      if (sayingMs < nowMs - 5 * MINUTE_MS) await say(waiting, saying, sayingMs);
    }
  }
  return all;
}

/** A last word of today, so that the model and the workflow stand at the same moment. */
async function catchUp({ caseId, model }: Waiting): Promise<ResidentRequest> {
  const how = { role: 'hotline_clerk', unit: 'hotline-centre' } as const;
  const deposit = openDeposit(TEST_KEYS);
  const text = deposit.text('comment', '演示:今日');
  const { commandId } = await give(service.door, caseId, 'comment', { text }, { ...how, deposit });
  const row = await until(async () => {
    const found = await findRow(service.db, commandId);
    return found?.outcome && found;
  });
  const actor = { account: 'a-hotline_clerk', ...how };
  model.take({ name: 'comment', body: { text: WORDS }, actor, at: row.receivedAt, stale: false });
  const { rows } = await service.db.pool.query<{ snapshot: ResidentRequest }>(
    'SELECT snapshot FROM resident_requests WHERE case_id = $1',
    [caseId],
  );
  if (rows[0] === undefined) throw new Error(`${caseId} has no view`);
  return rows[0].snapshot;
}

describe(`a worker that was away for a day (seed ${String(SEED)})`, () => {
  it(
    'judges what was received meanwhile by when it was received',
    async () => {
      const all = await aDay(Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS);
      await service.startWorker();
      const relay = service.startRelay();
      await until(async () => (await undecidedCount(service.db)) === 0, LIMIT_MS);
      const wrong: object[] = [];
      let breaches = 0;
      for (const waiting of all) {
        for (const { commandId, refusal } of waiting.expected) {
          const row = await findRow(service.db, commandId);
          const actual = row?.outcome?.refusal?.code;
          if (actual !== refusal) wrong.push({ kind: row?.kind, expected: refusal, actual });
        }
        const state = await catchUp(waiting);
        expect(asLived(state)).toEqual(asTold(waiting.model));
        const events = (await listEvents(service.db, waiting.caseId)).map(({ event }) => event);
        for (const event of events) {
          if (event.type !== 'clock_breached') continue;
          breaches += 1;
          const { clock, n, due } = event.body;
          const late = state.clocks.find((one) => one.clock === clock && one.n === n);
          if (late?.breachedAt !== event.at || due > event.at) wrong.push(event);
        }
      }
      await relay.stop();
      expect(wrong).toEqual([]);
      expect(breaches).toBeGreaterThan(REQUESTS / 2);
      expect((await verified(service)).filter(({ findings }) => findings.length > 0)).toEqual([]);
      expect(service.faults).toEqual([]);
      const commands = all.reduce((sum, { expected }) => sum + expected.length, 0);
      if (DEEP) console.info(JSON.stringify({ seed: SEED, requests: all.length, commands, breaches }));
    },
    LIMIT_MS,
  );
});
