import { describe, expect, it } from '@jest/globals';
import { progressBar } from '../../src/cli/progress-bar.js';

function shown(out: { isTTY?: boolean; columns?: number }, counts: readonly number[], total: number): string[] {
  const writes: string[] = [];
  let ms = 0;
  const bar = progressBar({ ...out, write: (text: string) => Boolean(writes.push(text)) }, () => ms);
  for (const done of counts) {
    bar.show({ done, total });
    ms += 50;
  }
  bar.end();
  return writes;
}

describe('the progress bar', () => {
  it('is a line for every tenth where there is no terminal', () => {
    expect(shown({}, [0, 5, 10, 19, 50, 99, 100, 100], 100)).toEqual([
      '0% 0/100 0/s\n',
      '10% 10/100 100/s\n',
      '50% 50/100 250/s\n',
      '99% 99/100 396/s\n',
      '100% 100/100 333/s\n',
    ]);
  });

  it('redraws itself on a terminal, not oftener than it can be read, and always the end', () => {
    const writes = shown({ isTTY: true, columns: 60 }, [0, 1, 2, 3, 4], 4);
    expect(writes.map((text) => text.replace('\r\u001B[2K', ''))).toEqual([
      `[${'-'.repeat(20)}] 0% 0/4 0/s`,
      `[${'#'.repeat(10)}${'-'.repeat(10)}] 50% 2/4 20/s`,
      `[${'#'.repeat(20)}] 100% 4/4 20/s`,
      '\n',
    ]);
  });

  it('is full when there is nothing to do', () => {
    expect(shown({}, [0], 0)).toEqual(['100% 0/0 0/s\n']);
  });
});
