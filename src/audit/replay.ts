import type { History } from '@temporalio/common/lib/proto-utils.js';
import {
  bundleWorkflowCode,
  Worker,
  type InjectedSinks,
  type ReplayResult,
  type WorkflowBundleOption,
} from '@temporalio/worker';
import { canonicalJson } from '../domain/canonical-json.js';
import type { RequestEvent } from '../domain/request/events.js';
import { workflowSource } from '../workflow-bundle.js';
import type { AuditSinks } from '../../workflows/contract/audit-sink.js';

/** A case's histories, one per run of its continue-as-new chain, the first run first. */
export interface CaseRuns {
  workflowId: string;
  runs: readonly History[];
}

/** Why a run could not be replayed to its end. */
export interface ReplayFailure {
  /** Ordinal of the run among those given, from 1. */
  run: number;
  kind: 'nondeterminism' | 'failed';
  message: string;
}

/** What a history says happened. */
export interface Replayed {
  workflowId: string;
  /** In order of sequence, each once, in the very form that would be recorded. */
  events: readonly RequestEvent[];
  /** Sequence numbers under which the same history told two different events. */
  contradictions: readonly number[];
  failures: readonly ReplayFailure[];
}

/** Collects what the audit sink hears of one case. */
interface Hearing {
  bySeq: Map<number, string>;
  contradictions: Set<number>;
  failures: ReplayFailure[];
}

/**
 * Replays cases one after another on one replay worker and tells the events each re-derives. Open histories replay as far
 * as they go. A history the code no longer fits is told as a failure of its case; the others go on.
 */
export async function* replayCases(
  cases: Iterable<CaseRuns> | AsyncIterable<CaseRuns>,
  { bundle }: { bundle: WorkflowBundleOption },
): AsyncGenerator<Replayed, void> {
  let hearing = openHearing();
  let run = 0;
  const sinks: InjectedSinks<AuditSinks> = {
    audit: {
      emit: {
        callDuringReplay: true,
        fn: (_info, event) => {
          hear(hearing, event as RequestEvent, run);
        },
      },
    },
  };
  // The worker asks for the next history when its result of the last one was taken; both sides go in step.
  const pending: { of: CaseRuns; last: boolean }[] = [];
  async function* histories() {
    for await (const one of cases) {
      for (const [index, history] of one.runs.entries()) {
        pending.push({ of: one, last: index === one.runs.length - 1 });
        run = index + 1;
        yield { workflowId: one.workflowId, history };
      }
    }
  }
  for await (const result of Worker.runReplayHistories({ workflowBundle: bundle, sinks }, histories())) {
    const current = pending.shift();
    if (current === undefined) throw new Error('a replay told of a history nobody gave it');
    if (result.error) hearing.failures.push(failureOf(result.error, run));
    if (!current.last) continue;
    yield replayed(current.of.workflowId, hearing);
    hearing = openHearing();
  }
}

/** Replays one case: a single history, or the histories of its runs in order. */
export async function replayHistory(
  history: History | readonly History[],
  { workflowId, bundle }: { workflowId: string; bundle: WorkflowBundleOption },
): Promise<Replayed> {
  const runs = isRuns(history) ? history : [history];
  for await (const told of replayCases([{ workflowId, runs }], { bundle })) return told;
  return replayed(workflowId, openHearing());
}

/** A replay worker that is kept for one case after another: making one costs more than most replays. */
export interface Replayer {
  /** Replays one case. To be called again only when it has answered. Rejects when the worker itself has failed. */
  replay: (of: CaseRuns) => Promise<Replayed>;
  close: () => Promise<void>;
}

/** Opens a replayer; its worker is made at the first replay, and anew after a failure. */
export function openReplayer(bundle: WorkflowBundleOption): Replayer {
  let next: CaseRuns | undefined;
  let told: AsyncGenerator<Replayed, void> | undefined;
  // It is asked only when something was put down for it, so it ends only when nobody will ask again.
  function* handed() {
    while (next !== undefined) {
      const one = next;
      next = undefined;
      yield one;
    }
  }
  return {
    async replay(of) {
      next = of;
      told ??= replayCases(handed(), { bundle });
      try {
        const { value } = await told.next();
        if (value) return value;
        throw new Error('the replay ended without an answer');
      } catch (error) {
        told = undefined;
        throw error;
      }
    },
    async close() {
      await told?.return();
    },
  };
}

let bundled: Promise<WorkflowBundleOption> | undefined;

/** The workflows to replay with: the prebuilt bundle, or the sources bundled once per process. */
export function auditBundle(): Promise<WorkflowBundleOption> {
  const { workflowBundle, workflowsPath } = workflowSource();
  if (workflowBundle !== undefined) return Promise.resolve(workflowBundle);
  if (workflowsPath === undefined) throw new Error('there are no workflows to replay with');
  bundled ??= bundleWorkflowCode({ workflowsPath });
  return bundled;
}

function openHearing(): Hearing {
  return { bySeq: new Map(), contradictions: new Set(), failures: [] };
}

/** The SDK may tell the same call again when a task is repeated; only another content under one number is news. */
function hear({ bySeq, contradictions, failures }: Hearing, event: RequestEvent, run: number): void {
  try {
    const text = canonicalJson(event);
    const known = bySeq.get(event.seq);
    if (known === undefined) bySeq.set(event.seq, text);
    else if (known !== text) contradictions.add(event.seq);
  } catch (error) {
    failures.push({ run, kind: 'failed', message: `event ${String(event.seq)}: ${String(error)}` });
  }
}

function replayed(workflowId: string, { bySeq, contradictions, failures }: Hearing): Replayed {
  const events = [...bySeq.entries()].sort(([a], [b]) => a - b).map(([, text]) => JSON.parse(text) as RequestEvent);
  return { workflowId, events, contradictions: [...contradictions].sort((a, b) => a - b), failures };
}

function failureOf(error: NonNullable<ReplayResult['error']>, run: number): ReplayFailure {
  const kind = error.name === 'DeterminismViolationError' ? 'nondeterminism' : 'failed';
  return { run, kind, message: error.message };
}

function isRuns(history: History | readonly History[]): history is readonly History[] {
  return Array.isArray(history);
}
