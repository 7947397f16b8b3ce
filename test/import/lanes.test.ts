import { describe, expect, it } from '@jest/globals';
import { inLanes, lanesOf } from '../../src/import/lanes.js';

const pause = () => new Promise((resolve) => setTimeout(resolve, Math.random() * 5));

describe('lanes', () => {
  it('keep the order of what belongs together, whatever else runs beside', async () => {
    const done: string[] = [];
    const items = ['a1', 'b1', 'a2', 'c1', 'b2', 'a3'];
    const lanes = lanesOf(items, (item) => item.slice(0, 1));
    expect(lanes).toEqual([['a1', 'a2', 'a3'], ['b1', 'b2'], ['c1']]);
    await inLanes(lanes, 3, async (item) => {
      await pause();
      done.push(item);
    });
    expect(done.toSorted()).toEqual(items.toSorted());
    expect(done.filter((item) => item.startsWith('a'))).toEqual(['a1', 'a2', 'a3']);
  });

  it('never run more at once than allowed', async () => {
    let running = 0;
    let most = 0;
    const lanes = Array.from({ length: 20 }, (_, i) => [i]);
    await inLanes(lanes, 4, async () => {
      running += 1;
      most = Math.max(most, running);
      await pause();
      running -= 1;
    });
    expect(most).toBe(4);
  });

  it('begin nothing after a failure, and end what is under way first', async () => {
    const begun: number[] = [];
    const ended: number[] = [];
    const lanes = [
      [1, 4],
      [2, 5],
      [3, 6],
    ];
    const run = inLanes(lanes, 2, async (item) => {
      begun.push(item);
      if (item === 1) throw new Error('broken');
      await pause();
      ended.push(item);
    });
    await expect(run).rejects.toThrow('broken');
    expect([begun, ended]).toEqual([[1, 2], [2]]);
  });
});
