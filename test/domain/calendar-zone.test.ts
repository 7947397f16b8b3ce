import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { answersFor, aTerm, type Term } from './calendar-fixture.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

// A process of its own has its time zone from the first instruction on.
async function answersIn(zone: string, terms: readonly Term[]): Promise<unknown> {
  const script = `
    import { answersFor } from './test/domain/calendar-fixture.ts';
    const offset = new Date('2026-01-01T00:00:00Z').getTimezoneOffset();
    process.stdout.write(JSON.stringify({ offset, answers: answersFor(JSON.parse(process.env.TERMS)) }));`;
  const args = ['--import', 'tsx', '--input-type=module', '-e', script];
  const env = { ...process.env, NODE_OPTIONS: '', TZ: zone, TERMS: JSON.stringify(terms) };
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root, env, maxBuffer: 2 ** 24 });
  return JSON.parse(stdout);
}

describe('the process time zone', () => {
  it('changes no deadline', async () => {
    const terms: Term[] = [
      { from: '2026-09-28T10:00+08:00', limit: '5wd', pauses: [] },
      { from: '2026-03-07T23:30-05:00', limit: '72h', pauses: [] },
      ...fc.sample(aTerm('min', 'h', 'wh', 'wd', 'd'), 200),
    ];
    const answers = answersFor(terms);
    const elsewhere = await Promise.all([answersIn('America/New_York', terms), answersIn('Pacific/Kiritimati', terms)]);
    expect(elsewhere).toEqual([
      { offset: 300, answers },
      { offset: -840, answers },
    ]);
  });
});
