import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What the service tells Prometheus. */
export interface Metrics {
  registry: Registry;
  httpSeconds: Histogram<'method' | 'route' | 'status'>;
  commands: Counter<'kind' | 'outcome'>;
  undecided: Gauge;
  casesLost: Counter;
  faults: Counter<'where'>;
}

/** Metrics of one process. `countUndecided` is asked with each scrape. */
export function openMetrics(countUndecided: () => Promise<number>): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    httpSeconds: new Histogram({
      name: 'bihuan_http_request_duration_seconds',
      help: 'Time to answer, by route and status',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers: [registry],
    }),
    commands: new Counter({
      name: 'bihuan_commands_total',
      help: 'Starts and commands by what the door answered',
      labelNames: ['kind', 'outcome'],
      registers: [registry],
    }),
    undecided: new Gauge({
      name: 'bihuan_inbox_undecided',
      help: 'Accepted rows that wait for their decision',
      registers: [registry],
      async collect() {
        this.set(await countUndecided().catch(() => Number.NaN));
      },
    }),
    casesLost: new Counter({
      name: 'bihuan_cases_lost_total',
      help: 'Commands for cases that Temporal does not know though the record says they are alive',
      registers: [registry],
    }),
    faults: new Counter({
      name: 'bihuan_faults_total',
      help: 'Errors that were nobody’s mistake',
      labelNames: ['where'],
      registers: [registry],
    }),
  };
}
