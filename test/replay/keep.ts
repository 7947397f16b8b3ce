/**
 * Plays paths and keeps their histories and events: `npx tsx test/replay/keep.ts` those that are not kept yet, with names
 * also others. What is kept stays: it shows what was once decided.
 */
import { keepErrands } from './errands-scenes.js';
import { readKept, writeKept } from './kept.js';
import { tally } from './history-figures.js';
import { PATHS } from './paths/index.js';
import { CASE_PATHS, keptNames } from './paths/linkage.js';
import { bundleSources, playCases, playContinuing, playSkipping, silence } from './theatre.js';

const wanted = process.argv.slice(2);

interface Figures {
  name: string;
  history: number;
  bytes: number;
  facts: number;
  commands: number;
}

async function main(): Promise<void> {
  silence();
  const kept = new Set((await readKept()).map(({ name }) => name));
  const isWanted = (name: string) => (wanted.length === 0 ? !kept.has(name) : wanted.includes(name));
  const bundle = await bundleSources();
  const figures: Figures[] = [];
  for (const [index, { name, continues, play }] of PATHS.entries()) {
    if (!isWanted(name)) continue;
    const perform = continues ? playContinuing : playSkipping;
    const played = await perform({ bundle, caseNumber: index + 1, play }).catch((cause: unknown) => {
      throw new Error(`path ${name}`, { cause });
    });
    const bytes = await writeKept(name, played);
    figures.push({
      name,
      history: played.runs.reduce((sum, { events }) => sum + (events?.length ?? 0), 0),
      bytes,
      facts: played.events.length,
      commands: played.commands,
    });
    if (name === 'happy') for (const run of played.runs) console.log(`happy: ${tally(run)}`);
  }
  for (const path of CASE_PATHS) {
    const names = keptNames(path);
    if (!isWanted(path.name)) continue;
    const played = await playCases(bundle, path).catch((cause: unknown) => {
      throw new Error(`path ${path.name}`, { cause });
    });
    const bytes = await Promise.all(played.map((one, index) => writeKept(names[index]?.name ?? path.name, one)));
    const events = played.flatMap(({ runs }) => runs).reduce((sum, run) => sum + (run.events?.length ?? 0), 0);
    figures.push({
      ...{ name: path.name, history: events, bytes: bytes.reduce((sum, one) => sum + one, 0) },
      facts: played.reduce((sum, one) => sum + one.events.length, 0),
      commands: played[0]?.commands ?? 0,
    });
  }
  report(figures);
  if (wanted.length === 0) await keepErrands(bundle);
}

function report(figures: readonly Figures[]): void {
  for (const { name, history, bytes, facts, commands } of figures) {
    const each = (history / commands).toFixed(1);
    console.log(
      `${name.padEnd(30)} ${String(history).padStart(4)} history events, ${String(commands).padStart(2)} commands (${each} each), ${String(facts).padStart(2)} events, ${String(Math.round(bytes / 1024)).padStart(4)} kB`,
    );
  }
  const total = figures.reduce((sum, { bytes }) => sum + bytes, 0);
  console.log(`${String(figures.length)} histories, ${String(Math.round(total / 1024))} kB`);
}

await main();
