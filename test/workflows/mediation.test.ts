import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import type { Recording } from '../../activities/index.js';
import type { CaseEvent } from '../../src/domain/case/lifecycle.js';
import type { Actor } from '../../src/domain/envelope.js';
import { MEDIATION_LIFECYCLE } from '../../src/domain/mediation/lifecycle.js';
import { PERFORMANCE_LIFECYCLE } from '../../src/domain/performance/lifecycle.js';
import { caseIdOf } from '../../src/domain/number.js';
import { findTestServer } from '../../src/embedded/find-program.js';
import { commandUpdate, workflowTypeOf } from '../../workflows/contract/case.js';
import type { ProceedingEnd } from '../../workflows/contract/proceeding.js';
import { silence } from '../replay/theatre.js';
import { CLERK, MEDIATOR, opened, owing } from '../domain/mediation/stories.js';
import { testServers } from '../support/service.js';

/** Mediation and performance while weeks pass: what only time brings, on the workflows themselves. */
silence();
const bundle = { codePath: testServers().bundlePath };
const TASK_QUEUE = 'mediation';
const DAY_MS = 86_400_000;

let env: TestWorkflowEnvironment;
const recorded = new Map<string, CaseEvent[]>();
let running: Promise<void>;
let worker: Worker;

function record({ case: id, events }: Recording): void {
  const before = recorded.get(id) ?? [];
  recorded.set(id, [...before, ...events.filter(({ seq }) => before.every((one) => one.seq !== seq))]);
}

const activities = {
  recordEvents: async (recording: Recording): Promise<void> => {
    record(recording);
  },
  recordLapse: async (recording: Recording): Promise<readonly never[]> => {
    record(recording);
    return [];
  },
};

beforeAll(async () => {
  env = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path: await findTestServer() } },
  });
  worker = await Worker.create({
    connection: env.nativeConnection,
    taskQueue: TASK_QUEUE,
    workflowBundle: bundle,
    activities,
    sinks: { audit: { emit: { fn: () => undefined } } },
  });
  running = worker.run();
});
afterAll(async () => {
  worker.shutdown();
  await running;
  await env.teardown();
});

const now = async (): Promise<string> => new Date(await env.currentTimeMs()).toISOString();
const dayIn = (from: string, days: number): string =>
  new Date(Date.parse(from) + (days * 24 + 8) * 3_600_000).toISOString().slice(0, 10);

async function start(
  number: string,
  body: object,
  procedure: typeof MEDIATION_LIFECYCLE | typeof PERFORMANCE_LIFECYCLE,
) {
  const id = caseIdOf(number);
  const opening = { id: randomUUID(), district: '150302', case: id, actor: CLERK, receivedAt: await now(), body };
  const { events, refusal } = procedure.open(opening);
  expect(refusal).toBeUndefined();
  const handle = await env.client.workflow.start(workflowTypeOf(id), {
    ...{ workflowId: id, taskQueue: TASK_QUEUE, args: [{ opening: events }] },
  });
  const give = async (name: string, command: object, actor: Actor = MEDIATOR) => {
    const message = { id: randomUUID(), name, actor, body: command, receivedAt: await now(), recorded: 0 };
    const { decision } = await handle.executeUpdate(commandUpdate(name), { args: [message] });
    expect([name, decision.refusal]).toEqual([name, undefined]);
  };
  return {
    give,
    end: () => handle.result() as Promise<ProceedingEnd>,
    /** What came onto the record after the opening. */
    types: () => (recorded.get(id) ?? []).map(({ type }) => type).filter((type) => type !== events[0]?.type),
  };
}

describe('the performance of an agreement', () => {
  it('reminds, tells of the breach, lets the court’s window end, and is over when all was performed', async () => {
    const at = await now();
    const one = await start('P150302-2026-000001-a1', owing(at, [dayIn(at, 10), dayIn(at, 20)]), PERFORMANCE_LIFECYCLE);
    await env.sleep(45 * DAY_MS);
    const counted = Object.fromEntries(
      [...new Set(one.types())].map((type) => [type, one.types().filter((other) => other === type).length]),
    );
    expect(counted).toEqual({
      ...{ clock_warned: 4, clock_breached: 2, term_breached: 2, urged: 1 },
      confirmation_lapsed: 1,
    });
    for (const term of [1, 2]) {
      await one.give('confirmTerm', { term, on: dayIn(await now(), 0), note: { ref: 'n', commitment: 'c' } });
    }
    expect(await one.end()).toMatchObject({ state: 'performed' });
    expect(one.types().at(-1)).toBe('performance_completed');
  });
});

describe('a mediation', () => {
  it('to which not everybody consents ends by itself', async () => {
    const one = await start('M150302-2026-000001', opened(), MEDIATION_LIFECYCLE);
    expect(await one.end()).toMatchObject({ state: 'not_agreed' });
    expect(one.types()).toEqual(['mediation_ended']);
  });

  it('ends when its thirty days are over, and goes on for as long as all have consented', async () => {
    const one = await start('M150302-2026-000002', opened(), MEDIATION_LIFECYCLE);
    const said = { by: 'disputant', means: 'visit', at: await now() };
    for (const side of ['s1', 's2']) await one.give('recordConsent', { ...said, side });
    await env.sleep(25 * DAY_MS);
    const consents = ['s1', 's2'].map((side) => ({ side, by: 'disputant', means: 'visit' }));
    await one.give('extendMediation', { limit: '20d', consents });
    await env.sleep(15 * DAY_MS);
    await one.give('noteMediation', { text: { ref: 'n', commitment: 'c' } });
    expect(await one.end()).toMatchObject({ state: 'not_agreed' });
    expect(one.types()).toEqual([
      ...['side_consented', 'side_consented', 'mediation_accepted'],
      ...['mediation_extended', 'mediation_noted', 'mediation_ended'],
    ]);
  });
});
