import type { Part } from './part.js';
import { compare, type Ratio, type Rounds } from './rounds.js';
import type { Rig } from './rig.js';

const CLIENTS = 20;
const LOOPS = 60;

export interface Loads {
  door: Part;
  samples: Part;
  helpers: readonly [Part, Part];
}

/** The processes of both sides, without HTTP on either: a caller and a worker. */
export async function startLoops(rig: Rig): Promise<Loads> {
  const ourWorker = await rig.part('our-worker', 'src/worker.ts', { readyWhen: /the worker polls/ });
  const door = await rig.part('load-door', 'bench/load-door.ts');
  const samplesWorker = await rig.part('samples-worker', 'bench/worker.ts', { env: { BENCH_BASELINE: 'samples' } });
  const samples = await rig.part('load-samples', 'bench/load-samples.ts');
  return { door, samples, helpers: [ourWorker, samplesWorker] };
}

/** P2: whole loops from submission to closed, through the protocol and in the samples' style. */
export async function measureP2(rig: Rig, rounds: Rounds): Promise<Ratio> {
  const { door, samples, helpers } = await startLoops(rig);
  const order = { count: LOOPS, clients: CLIENTS };
  return compare(
    rig,
    [
      { name: 'through the door', load: door, order, helpers: [helpers[0]] },
      { name: 'an update and an activity a step', load: samples, order, helpers: [helpers[1]] },
    ],
    { id: 'P2', title: "loops closed ÷ the same in the samples' style", unit: 'loops', goal: 1.5 },
    rounds,
  );
}
