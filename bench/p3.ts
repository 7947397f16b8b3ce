import { sharesOf } from '../test/replay/history-figures.js';
import { PATHS } from '../test/replay/paths/index.js';
import { CASE_PATHS } from '../test/replay/paths/linkage.js';
import { bundleSources, playCases, playSkipping, silence } from '../test/replay/theatre.js';
import { startLoops } from './p2.js';
import type { Part } from './part.js';
import type { Rig } from './rig.js';

/** History events of one loop, step by step. */
export interface Events {
  steps: readonly { step: string; events: number }[];
  /** Until it is closed. */
  toClosed: number;
  /** Of each command after the start, on the average. */
  perCommand: number;
}

export interface Figures {
  ours: Events;
  theirs: Events;
  /** Ours, until the reopening window has ended and the workflow with it; on the time-skipping server. */
  toEnded: number;
  linked: readonly Linked[];
}

/** The histories of all cases of one way of linkage. */
export interface Linked {
  path: string;
  cases: number;
  commands: number;
  events: number;
  /** Without the starts and the ends of its cases, which no command brings about. */
  perCommand: number;
}

/** A whistle, a dispute, a sitting: what one case tells another is a command like any other. */
const LINKED = ['sitting-decides', 'sittings-defer-twice', 'mediation-refused', 'mediation-kept', 'whistle-heard'];

export const GOALS = { perCommand: 6, happyPath: 60 } as const;

/** P3: how much history a request leaves in Temporal. Counted, not timed. */
export async function measureP3(rig: Rig): Promise<Figures> {
  const { door, samples } = await startLoops(rig);
  const ours = await count(door);
  const theirs = await count(samples);
  return { ours, theirs, toEnded: await countToEnded(), linked: await countLinked() };
}

async function count(load: Part): Promise<Events> {
  const lengths = await load.run<{ step: string; length: number }[]>({ count: 1, clients: 0 });
  const steps = lengths.map(({ step, length }, index) => ({
    step,
    events: length - (lengths[index - 1]?.length ?? 0),
  }));
  const toClosed = lengths.at(-1)?.length ?? NaN;
  return { steps, toClosed, perCommand: (toClosed - (steps[0]?.events ?? 0)) / (steps.length - 1) };
}

async function countToEnded(): Promise<number> {
  const happy = PATHS.find(({ name }) => name === 'happy');
  if (!happy) throw new Error('the path "happy" is not kept any more');
  silence();
  const { runs } = await playSkipping({ bundle: await bundleSources(), caseNumber: 1, play: happy.play });
  return runs.reduce((sum, { events }) => sum + (events?.length ?? 0), 0);
}

async function countLinked(): Promise<readonly Linked[]> {
  const bundle = await bundleSources();
  const linked: Linked[] = [];
  for (const name of LINKED) {
    const path = CASE_PATHS.find((one) => one.name === name);
    if (!path) throw new Error(`the path "${name}" is not kept any more`);
    const cases = await playCases(bundle, path);
    const shares = cases.flatMap(({ runs }) => runs).map(sharesOf);
    const sum = (of: 'events' | 'start' | 'end' | 'commands') => shares.reduce((all, one) => all + one[of], 0);
    const between = sum('events') - sum('start') - sum('end');
    linked.push({
      ...{ path: name, cases: cases.length, commands: sum('commands'), events: sum('events') },
      perCommand: between / sum('commands'),
    });
  }
  return linked;
}
