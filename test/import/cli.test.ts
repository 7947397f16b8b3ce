import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { importCommand } from '../../src/cli/import.js';

const DIRTY = 'test/import/fixtures/dirty.csv';

class Exit extends Error {
  constructor(readonly code: number) {
    super(`exit ${code}`);
  }
}

/** The command where nothing may be connected to. */
async function importing(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true));
  // Node itself warns there, of the modules jest runs in.
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += /^\((node:|Use )/.test(String(text)) ? '' : String(text);
    return true;
  });
  jest.spyOn(process, 'exit').mockImplementation((code) => {
    throw new Exit(Number(code));
  });
  const connect = () => Promise.reject(new Error('connected'));
  try {
    await importCommand(connect).parseAsync(args, { from: 'user' });
    return { code: 0, out, err };
  } catch (error) {
    if (error instanceof Exit) return { code: error.code, out, err };
    throw error;
  }
}

afterEach(() => {
  jest.restoreAllMocks();
});

describe('bihuan import', () => {
  it.each([
    ['a mapping that is not there', [DIRTY, '--mapping', 'no-such'], /mapping no-such: there is no such file/],
    ['a file that is not there', ['no-such.csv', '--mapping', 'demo'], /no-such\.csv: there is no such file/],
    [
      'a file of another kind',
      [DIRTY, '--mapping', 'pingshan'],
      /the heading lacks REC_ID, .* which the mapping names/,
    ],
    ['no mapping', [DIRTY], /required option '--mapping/],
    ['a time that is none', [DIRTY, '--mapping', 'demo', '--as-of', 'later'], /Allowed choices are import, source/],
    ['too many at once', [DIRTY, '--mapping', 'demo', '--concurrency', '65'], /a whole number from 1 to 64/],
  ])('ends with 2 and one line for %s, before anything is connected to', async (_what, args, message) => {
    const { code, out, err } = await importing(...args);
    expect({ code, out, lines: err.trim().split('\n').length }).toEqual({ code: 2, out: '', lines: 1 });
    expect(err).toMatch(message);
  });

  it('connects once the file and the mapping can be used', async () => {
    await expect(importing(DIRTY, '--mapping', 'demo')).rejects.toThrow('connected');
  });
});
