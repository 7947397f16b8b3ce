import { setTimeout as sleep } from 'node:timers/promises';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { AUDIENCES, NOTICE_OUTCOMES } from './store/notices.js';
import type { LoopFigures } from './store/queries/loop-figures.js';

/** What the service tells Prometheus. */
export interface Metrics {
  registry: Registry;
  httpSeconds: Histogram<'method' | 'route' | 'status'>;
  commands: Counter<'kind' | 'outcome'>;
  casesLost: Counter;
  faults: Counter<'where'>;
  notices: Counter<'audience' | 'outcome'>;
}

/** What the figures are read from, at a scrape. Either may reject: then there is no figure, and no old one in its place. */
export interface Probes {
  figures: () => Promise<LoopFigures>;
  /** Whether each part that the loop needs answers. */
  checks: () => Promise<Readonly<Record<string, boolean>>>;
}

/** Where faults are met; each counts from 0, so that the first one is an increase. */
const FAULT_PLACES = ['api', 'door', 'relay'] as const;

/** Metrics of one process at the door. */
export function openMetrics(probes: Probes): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  openLoopGauges(registry, probes);
  const faults = new Counter({
    name: 'bihuan_faults_total',
    help: 'Errors that were nobody’s mistake',
    labelNames: ['where'],
    registers,
  });
  for (const where of FAULT_PLACES) faults.inc({ where }, 0);
  const notices = new Counter({
    name: 'bihuan_notices_total',
    help: 'What became of messages to people, and of events handed on for subscribers',
    labelNames: ['audience', 'outcome'],
    registers,
  });
  for (const audience of AUDIENCES) for (const outcome of NOTICE_OUTCOMES) notices.inc({ audience, outcome }, 0);
  return {
    registry,
    httpSeconds: new Histogram({
      name: 'bihuan_http_request_duration_seconds',
      help: 'Time to answer, by route and status',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers,
    }),
    commands: new Counter({
      name: 'bihuan_commands_total',
      help: 'Starts and commands by what the door answered',
      labelNames: ['kind', 'outcome'],
      registers,
    }),
    casesLost: new Counter({
      name: 'bihuan_cases_lost_total',
      help: 'Commands for cases that Temporal does not know though the record says they are alive',
      registers,
    }),
    faults,
    notices,
  };
}

/** The loop as a whole: the same in every process that asks, so readers take the maximum of them, never the sum. */
function openLoopGauges(registry: Registry, probes: Probes): void {
  const figures = shared(probes.figures);
  const checks = shared(probes.checks);
  const registers = [registry];
  const place = ['district', 'stage', 'state'] as const;

  for (const [name, help, figure] of [
    ['bihuan_inbox_undecided', 'Accepted rows that wait for their decision', 'undecided'],
    ['bihuan_inbox_oldest_age_seconds', 'Since when the oldest of them waits; 0 when none', 'oldestUndecidedSeconds'],
  ] as const) {
    new Gauge({
      ...{ name, help, registers },
      async collect() {
        this.set((await figures())?.[figure] ?? Number.NaN);
      },
    });
  }
  for (const [name, help, figure] of [
    ['bihuan_requests_open', 'Requests that have not ended, by where they stand', 'open'],
    ['bihuan_requests_overdue', 'Open requests with a duty that was missed and is still owed', 'overdue'],
  ] as const) {
    new Gauge({
      ...{ name, help, registers, labelNames: place },
      async collect() {
        const { standings = [] } = (await figures()) ?? {};
        this.reset();
        for (const { [figure]: count, district, stage, state } of standings) {
          this.set({ district, stage, state }, count);
        }
      },
    });
  }
  for (const [name, help, figure] of [
    ['bihuan_proceedings_open', 'Whistles, mediations and other cases that have not ended, by kind', 'open'],
    ['bihuan_proceedings_overdue', 'Open ones with a duty that was missed and is still owed', 'overdue'],
  ] as const) {
    new Gauge({
      ...{ name, help, registers, labelNames: ['district', 'kind'] },
      async collect() {
        const { proceedings = [] } = (await figures()) ?? {};
        this.reset();
        for (const { [figure]: count, district, kind } of proceedings) this.set({ district, kind }, count);
      },
    });
  }
  for (const [name, help, figure] of [
    ['bihuan_notices_waiting', 'Messages that wait to be handed over, by who is told', 'waiting'],
    [
      'bihuan_notices_oldest_age_seconds',
      'Since when the oldest of them waits, tried or not; 0 when none',
      'oldestSeconds',
    ],
  ] as const) {
    new Gauge({
      ...{ name, help, registers, labelNames: ['audience'] },
      async collect() {
        const { notices = [] } = (await figures()) ?? {};
        this.reset();
        for (const { audience, [figure]: value } of notices) this.set({ audience }, value);
      },
    });
  }
  new Gauge({
    name: 'bihuan_ready',
    help: 'Whether a part that the loop needs answers (1) or not (0), as /readyz says',
    labelNames: ['check'],
    registers,
    async collect() {
      const found = (await checks()) ?? {};
      this.reset();
      for (const [check, answers] of Object.entries(found)) this.set({ check }, answers ? 1 : 0);
    },
  });
}

/** How long an answer counts as the present one. */
const FRESH_MS = 5_000;
/** Prometheus gives a whole scrape ten seconds. */
const ANSWER_MS = 3_000;

/** One question for all that ask within five seconds; undefined while it is not answered. */
function shared<Answer>(ask: () => Promise<Answer>): () => Promise<Answer | undefined> {
  let answer: Promise<Answer | undefined> = Promise.resolve(undefined);
  let askedAt = Number.NEGATIVE_INFINITY;
  return () => {
    if (performance.now() - askedAt >= FRESH_MS) {
      askedAt = performance.now();
      const given = ask().catch(() => undefined);
      answer = Promise.race([given, sleep(ANSWER_MS, undefined, { ref: false })]);
    }
    return answer;
  };
}
