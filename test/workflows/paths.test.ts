import { describe, expect, it } from '@jest/globals';
import type { RequestEvent } from '../../src/domain/request/events.js';
import { readKept } from '../replay/kept.js';
import { PATHS } from '../replay/paths/index.js';
import { playSkipping, silence } from '../replay/theatre.js';
import { testServers } from '../support/service.js';

silence();
const kept = await readKept();
const bundle = { codePath: testServers().bundlePath };

/** Far off, so that the paths fall on the same days whenever they are played, and in a year that nobody has published. */
const A_MONDAY = '2031-06-02T01:00:00Z';

function typesKept(name: string): string[] {
  const found = kept.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no history is kept of ${name}`);
  return (JSON.parse(found.events) as RequestEvent[]).map(({ type }) => type);
}

describe('a path, played while months pass', () => {
  const paths = PATHS.map((path, index) => ({ ...path, caseNumber: index + 1 })).filter(({ continues }) => !continues);
  it.each(paths.map((path) => [path.name, path.shows, path] as const))(
    '%s (%s)',
    async (name, _shows, { caseNumber, play }) => {
      const { events, emitted } = await playSkipping({ bundle, caseNumber, play, startsAt: A_MONDAY });
      expect(events.map(({ type }) => type)).toEqual(typesKept(name));
      // What the worker told the auditor is what was recorded, each once.
      expect(emitted).toEqual(events);
    },
  );
});
