import type { Done, Order, Part } from './part.js';
import type { Rig } from './rig.js';
import { between, machineBusySeconds, readUsage, type Usage } from './usage.js';

/** One side of a ratio: the load that is timed, and the processes that work for it. */
export interface Side {
  name: string;
  load: Part;
  order: Order;
  /** Beside the load itself. */
  helpers: readonly Part[];
}

export interface SideRound extends Done {
  perSecond: number;
  usage: Usage;
}

export interface Round {
  ours: SideRound;
  theirs: SideRound;
  ratio: number;
  /** Share of the machine's processor time that no process of the bench was booked for: the kernel's network, other programs. */
  restShare: number;
}

export interface Ratio {
  id: string;
  title: string;
  unit: string;
  ours: string;
  theirs: string;
  goal: number;
  rounds: readonly Round[];
  median: number;
  min: number;
  max: number;
}

export interface Rounds {
  count: number;
  /** After at least `count`, no further round begins beyond this. */
  onRound: (index: number, round: Round) => void;
}

const WARM_UPS = 2;

/** Warms both sides up, then measures them in turn; who goes first changes with each round. */
export async function compare(
  rig: Rig,
  [ours, theirs]: readonly [Side, Side],
  about: Pick<Ratio, 'id' | 'title' | 'unit' | 'goal'>,
  { count, onRound }: Rounds,
): Promise<Ratio> {
  for (let i = 0; i < WARM_UPS; i += 1) {
    for (const { load, order } of [ours, theirs]) await load.run({ ...order, count: Math.ceil(order.count / 2) });
  }
  const rounds: Round[] = [];
  for (let index = 0; index < count; index += 1) {
    const before = machineBusySeconds();
    const first = index % 2 === 0 ? ours : theirs;
    const a = await measure(rig, first);
    const b = await measure(rig, first === ours ? theirs : ours);
    const [mine, other] = first === ours ? [a, b] : [b, a];
    const after = machineBusySeconds();
    const used = [mine, other].flatMap(({ usage }) => Object.values(usage.cpuSeconds)).reduce((x, y) => x + y, 0);
    const restShare = Math.max(0, (after.busy - before.busy - used) / Math.max(1, after.total - before.total));
    const round = { ours: mine, theirs: other, ratio: mine.perSecond / other.perSecond, restShare };
    rounds.push(round);
    onRound(index, round);
  }
  const ratios = rounds.map(({ ratio }) => ratio).sort((x, y) => x - y);
  return {
    ...about,
    ours: ours.name,
    theirs: theirs.name,
    rounds,
    median: median(ratios),
    min: ratios[0] ?? NaN,
    max: ratios.at(-1) ?? NaN,
  };
}

async function measure(rig: Rig, { load, order, helpers }: Side): Promise<SideRound> {
  await rig.settle();
  const parts = [load, ...helpers];
  const before = await readUsage(rig, parts);
  const done = await load.run(order);
  const usage = between(before, await readUsage(rig, parts));
  return { ...done, perSecond: done.count / done.seconds, usage };
}

export function median(sorted: readonly number[]): number {
  const middle = Math.floor(sorted.length / 2);
  const [low = NaN, high = NaN] = [sorted[middle - 1 + (sorted.length % 2)], sorted[middle]];
  return (low + high) / 2;
}
