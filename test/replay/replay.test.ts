import { beforeAll, describe, expect, it } from '@jest/globals';
import { replayCases, replayHistory, type Replayed } from '../../src/audit/replay.js';
import { canonicalJson } from '../../src/domain/canonical-json.js';
import { renameActivity, forgeUpdate } from './forge.js';
import { eventsFile, readKept, type Kept } from './kept.js';
import { PATHS } from './paths/index.js';
import { CASE_PATHS, keptNames } from './paths/linkage.js';
import { playSkipping, silence } from './theatre.js';
import { testServers } from '../support/service.js';

const MINUTE_MS = 60_000;

silence();
const kept = await readKept();
const bundle = { codePath: testServers().bundlePath };
const replays = new Map<string, Replayed>();

const ALL = [
  ...PATHS.map(({ name, shows }) => [name, shows]),
  ...CASE_PATHS.flatMap((path) => keptNames(path).map(({ name }) => [name, path.shows])),
];

function keptAs(name: string): Kept {
  const found = kept.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no history is kept of ${name}: run npx tsx test/replay/keep.ts`);
  return found;
}

beforeAll(async () => {
  for await (const told of replayCases(kept, { bundle })) replays.set(told.workflowId, told);
}, 2 * MINUTE_MS);

describe('a kept history', () => {
  it('is there for every path', () => {
    const ofCases = CASE_PATHS.flatMap(keptNames).map(({ name }) => name);
    expect(kept.map(({ name }) => name).sort()).toEqual([...PATHS.map(({ name }) => name), ...ofCases].sort());
  });

  it.each(ALL)('replays to the same events: %s (%s)', (name) => {
    const { workflowId, events } = keptAs(name);
    const told = replays.get(workflowId);
    expect(told?.failures).toEqual([]);
    expect(told?.contradictions).toEqual([]);
    expect(eventsFile(told?.events ?? [])).toBe(events);
  });
});

describe('a replay', () => {
  it('tells of a history that the code would not have made', async () => {
    const { workflowId, runs } = keptAs('happy');
    const { failures } = await replayHistory(renameActivity(runs), { workflowId, bundle });
    expect(failures).toMatchObject([{ run: 1, kind: 'nondeterminism' }]);
  });

  it('tells other events when an input was forged, which the engine takes for sound', async () => {
    const { workflowId, runs, events } = keptAs('happy');
    const forged = forgeUpdate(runs, 'recordCallBack', '"satisfaction":5', '"satisfaction":4');
    const told = await replayHistory(forged, { workflowId, bundle });
    expect(told.failures).toEqual([]);
    expect(eventsFile(told.events)).toBe(events.replace('"satisfaction":5', '"satisfaction":4'));
  });

  it('goes on to the next case after one that fails', async () => {
    const [bad, good] = [keptAs('happy'), keptAs('declined')];
    const told: Replayed[] = [];
    const cases = [{ ...bad, runs: renameActivity(bad.runs) }, good];
    for await (const one of replayCases(cases, { bundle })) told.push(one);
    expect(told.map(({ failures }) => failures.length)).toEqual([1, 0]);
    expect(eventsFile(told[1]?.events ?? [])).toBe(good.events);
  });

  it('follows a chain of runs as one history', async () => {
    const { workflowId, runs, events } = keptAs('continued');
    expect(runs.length).toBeGreaterThan(1);
    const [first, ...later] = runs;
    if (first === undefined) throw new Error('a chain has a first run');
    const parts = await Promise.all([[first], later].map((part) => replayHistory(part, { workflowId, bundle })));
    expect(eventsFile(parts.flatMap((part) => part.events))).toBe(events);
  });
});

describe('a worker that keeps no workflow in memory', () => {
  it.each(['found-undecided', 'one-id-twice'])(
    'decides the same again at every task: %s',
    async (name) => {
      const index = PATHS.findIndex((path) => path.name === name);
      const path = PATHS[index];
      if (path === undefined) throw new Error(`no path ${name}`);
      const played = await playSkipping({ bundle, caseNumber: index + 1, play: path.play, maxCachedWorkflows: 0 });
      const texts = new Map(played.events.map((event) => [event.seq, canonicalJson(event)]));
      expect(played.emitted.length).toBeGreaterThan(played.events.length);
      for (const event of played.emitted) expect(canonicalJson(event)).toBe(texts.get(event.seq));
    },
    2 * MINUTE_MS,
  );
});
