import { compare, type Ratio, type Rounds } from './rounds.js';
import type { Rig } from './rig.js';

const CLIENTS = 20;
const REQUESTS = 250;

/** P1: what a request handed in over HTTP costs, beside a bare start of a workflow that does nothing. */
export async function measureP1(rig: Rig, rounds: Rounds): Promise<Ratio> {
  const ourWorker = await rig.part('our-worker', 'src/worker.ts', { readyWhen: /the worker polls/ });
  const api = await rig.part('api', 'src/server.ts', { readyWhen: /the API listens/ });
  const url = /"url":"([^"]+)"/.exec(api.output())?.[1] ?? '';
  const post = await rig.part('load-post', 'bench/load-post.ts', {
    env: { BENCH_API_URL: url, BENCH_API_KEY: rig.apiKey },
  });
  const emptyWorker = await rig.part('empty-worker', 'bench/worker.ts', { env: { BENCH_BASELINE: 'empty' } });
  const start = await rig.part('load-bare-start', 'bench/load-bare-start.ts');
  const order = { count: REQUESTS, clients: CLIENTS };
  return compare(
    rig,
    [
      { name: 'POST /v1/requests', load: post, order, helpers: [api, ourWorker] },
      { name: 'bare client.workflow.start', load: start, order, helpers: [emptyWorker] },
    ],
    { id: 'P1', title: 'requests handed in ÷ bare starts', unit: 'requests', goal: 0.75 },
    rounds,
  );
}
