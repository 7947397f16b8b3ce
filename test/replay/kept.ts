import { historyFromJSON, historyToJSON, type History } from '@temporalio/common/lib/proto-utils.js';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson } from '../../src/domain/canonical-json.js';
import type { RequestEvent } from '../../src/domain/request/events.js';
import { projectRoot } from '../../src/project-root.js';

/**
 * Where the kept histories lie: `NAME.json`, or `NAME.1.json`, `NAME.2.json` … of a continued one, as `temporal workflow
 * show -o json` writes them; and beside them `NAME.events.json`, the events they tell.
 */
const HISTORIES = join(projectRoot(), 'test/replay/histories');

export interface Kept {
  name: string;
  workflowId: string;
  runs: readonly History[];
  /** The text of the events file. */
  events: string;
}

/** One canonical event a line, and yet one JSON document. */
export function eventsFile(events: readonly RequestEvent[]): string {
  return `[\n${events.map(canonicalJson).join(',\n')}\n]\n`;
}

/** Writes a path's histories and events; answers how many bytes they take. */
export async function writeKept(
  name: string,
  { runs, events }: { runs: readonly History[]; events: readonly RequestEvent[] },
): Promise<number> {
  await mkdir(HISTORIES, { recursive: true });
  const files = new Map([[`${name}.events.json`, eventsFile(events)]]);
  for (const [index, run] of runs.entries()) {
    files.set(runs.length === 1 ? `${name}.json` : `${name}.${String(index + 1)}.json`, `${historyToJSON(run)}\n`);
  }
  for (const [file, text] of files) await writeFile(join(HISTORIES, file), text);
  return [...files.values()].reduce((sum, { length }) => sum + length, 0);
}

const RUN_FILE = /^(?<name>[a-z0-9-]+)(?:\.(?<run>\d+))?\.json$/;

/** Every kept path, by name. Empty when nothing was kept yet. */
export async function readKept(): Promise<readonly Kept[]> {
  const files = await readdir(HISTORIES).catch(() => []);
  const runsByName = new Map<string, { run: number; file: string }[]>();
  for (const file of files) {
    const { name, run } = RUN_FILE.exec(file)?.groups ?? {};
    if (name === undefined) continue;
    runsByName.set(name, [...(runsByName.get(name) ?? []), { run: Number(run ?? 1), file }]);
  }
  const kept = [...runsByName].map(async ([name, of]): Promise<Kept> => {
    const inOrder = of.sort((a, b) => a.run - b.run);
    const runs = await Promise.all(inOrder.map(({ file }) => readRun(file)));
    const events = await readFile(join(HISTORIES, `${name}.events.json`), 'utf8');
    const [first] = JSON.parse(events) as RequestEvent[];
    return { name, workflowId: first?.case ?? '', runs, events };
  });
  return Promise.all(kept);
}

async function readRun(file: string): Promise<History> {
  return historyFromJSON(JSON.parse(await readFile(join(HISTORIES, file), 'utf8')));
}
