import type { History } from '@temporalio/common/lib/proto-utils.js';
import proto from '@temporalio/proto';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import {
  bundleWorkflowCode,
  DefaultLogger,
  NativeConnection,
  Runtime,
  Worker,
  type WorkflowBundleOption,
} from '@temporalio/worker';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fetchCaseHistory } from '../../src/audit/history.js';
import type { RequestEvent } from '../../src/domain/request/events.js';
import { startEmbeddedTemporal } from '../../src/embedded/temporal.js';
import { findTestServer } from '../../src/embedded/find-program.js';
import { SEARCH_ATTRIBUTES } from '../../src/temporal/namespace.js';
import { projectRoot } from '../../src/project-root.js';
import { openTemporal } from '../../src/temporal/connection.js';
import { openCasePlay, openCaseRecords } from './case-play.js';
import type { CasePath } from './paths/linkage.js';
import { openPlay, openRecords, type Play, type Stage } from './play.js';

const TASK_QUEUE = 'keep';
/** A worker in debug mode runs workflows in the same sandbox, without a thread for them: starting one takes longer than a path. */
const IN_THIS_THREAD = true;

/** What a path left behind. */
export interface Played {
  caseId: string;
  /** One history a run, in order. */
  runs: readonly History[];
  events: readonly RequestEvent[];
  /** Commands given, the start among them. */
  commands: number;
  /** Every event as the live worker emitted it, replays of evicted workflows included. */
  emitted: readonly RequestEvent[];
}

export interface Playing {
  bundle: WorkflowBundleOption;
  caseNumber: number;
  play: (p: Play) => Promise<void>;
  /** 0 makes every workflow task replay the history from its beginning. */
  maxCachedWorkflows?: number;
  /** Where the time-skipping clock stands at the beginning; default: where the machine's does. */
  startsAt?: string;
}

/** The SDK's own information lines would bury ours. Call before anything else of the SDK. */
export function silence(): void {
  Runtime.install({ logger: new DefaultLogger('WARN') });
}

export function bundleSources(): Promise<WorkflowBundleOption> {
  return bundleWorkflowCode({
    workflowsPath: join(projectRoot(), 'workflows/index.ts'),
    logger: new DefaultLogger('WARN'),
  });
}

/** Plays one path on a time-skipping server of its own: its clock is one for all, and would leak into the next path. */
export function playSkipping(playing: Playing): Promise<Played> {
  return onSkipping(playing, (stage, connection) => playOn(stage, connection, playing));
}

/** The same for cases that are no requests: what each of them left behind, in the order of the path. */
export function playCases(bundle: WorkflowBundleOption, path: CasePath): Promise<readonly Played[]> {
  return onSkipping({}, async (stage, connection) => {
    const records = openCaseRecords();
    const worker = await Worker.create({
      ...{ connection, namespace: 'default', taskQueue: stage.taskQueue, workflowBundle: bundle, identity: 'keep' },
      debugMode: IN_THIS_THREAD,
      activities: records.activities,
      sinks: { audit: { emit: { callDuringReplay: false, fn: () => undefined } } },
    });
    return worker.runUntil(async () => {
      const { play: p, settle, commands } = openCasePlay(stage, records);
      await path.play(p);
      await settle();
      return Promise.all(
        path.cases.map(async ({ case: caseId }): Promise<Played> => {
          const { runs } = (await fetchCaseHistory(stage.client, caseId)) ?? { runs: [] };
          // What is kept of any case, replays and reads as a request's.
          const events = [...(records.records.get(caseId) ?? [])] as readonly RequestEvent[];
          return { caseId, runs, events, commands: commands(), emitted: [] };
        }),
      );
    });
  });
}

/** Gives a time-skipping server to a play, and ends it. */
async function onSkipping<Result>(
  { startsAt }: Pick<Playing, 'startsAt'>,
  work: (stage: Stage, connection: NativeConnection) => Promise<Result>,
): Promise<Result> {
  const env = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path: await findTestServer() } },
    client: { identity: 'keep' },
  });
  try {
    const keyword = proto.temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD;
    await env.connection.operatorService.addSearchAttributes({
      namespace: 'default',
      searchAttributes: Object.fromEntries(SEARCH_ATTRIBUTES.map((name) => [name, keyword])),
    });
    const stage: Stage = {
      client: env.client,
      taskQueue: TASK_QUEUE,
      nowMs: () => env.currentTimeMs(),
      sleep: (ms) => env.sleep(ms),
    };
    if (startsAt !== undefined) await env.sleep(Date.parse(startsAt) - (await env.currentTimeMs()));
    return await work(stage, env.nativeConnection);
  } finally {
    await env.teardown();
  }
}

/** So short that a dozen commands fill a run: the real server then suggests to continue as new. */
const RUN_LENGTH = { 'limit.historyCount.suggestContinueAsNew': 25 };

/** Plays a path on the real server, in real time: only there a history is ever continued in a new run. */
export async function playContinuing(playing: Playing): Promise<Played> {
  const server = await startEmbeddedTemporal({
    port: 0,
    headless: true,
    dynamicConfig: RUN_LENGTH,
    log: () => undefined,
  });
  const temporal = openTemporal({ address: server.address, namespace: 'default', identity: 'keep' });
  const connection = await NativeConnection.connect({ address: server.address });
  try {
    const stage: Stage = {
      client: temporal.client,
      taskQueue: TASK_QUEUE,
      nowMs: () => Promise.resolve(Date.now()),
      sleep: (ms) => wait(ms),
    };
    return await playOn(stage, connection, playing);
  } finally {
    await connection.close();
    await temporal.close();
    await server.stop();
  }
}

/** Plays a path on any stage, with a worker and a record of its own. */
export async function playOn(stage: Stage, connection: NativeConnection, playing: Playing): Promise<Played> {
  const records = openRecords();
  const emitted: RequestEvent[] = [];
  const worker = await Worker.create({
    connection,
    namespace: 'default',
    taskQueue: stage.taskQueue,
    workflowBundle: playing.bundle,
    debugMode: IN_THIS_THREAD,
    activities: records.activities,
    maxCachedWorkflows: playing.maxCachedWorkflows ?? 10,
    identity: 'keep',
    sinks: {
      audit: {
        emit: {
          callDuringReplay: true,
          fn: (_info: unknown, event: RequestEvent) => {
            emitted.push(event);
          },
        },
      },
    },
  });
  return worker.runUntil(async () => {
    const { caseId, play, settle, commands } = openPlay(stage, records, playing.caseNumber);
    await playing.play(play);
    await settle();
    const { runs } = (await fetchCaseHistory(stage.client, caseId)) ?? { runs: [] };
    const own = emitted.filter((event) => event.case === caseId);
    return { caseId, runs, events: [...records.of(caseId).events], commands: commands(), emitted: own };
  });
}
