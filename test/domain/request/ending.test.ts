import { describe, expect, it } from '@jest/globals';
import { ENDING_TYPES, endingDetail, endingText, type Ending } from '../../../src/domain/request/ending.js';
import { STATES_BY_STAGE } from '../../../src/domain/vocabulary.js';
import { readKept } from '../../replay/kept.js';

const kept = await readKept();
const ends = kept
  .flatMap(({ events }) => JSON.parse(events) as Ending[])
  .filter(({ type }) => ENDING_TYPES.some((one) => one === type));

describe('the end of a request', () => {
  it('is one of those that the kept paths show, each at least once', () => {
    expect(new Set(ends.map(({ type }) => type))).toEqual(new Set(ENDING_TYPES));
    expect(new Set(ENDING_TYPES.map((type) => (type === 'hand_over_confirmed' ? 'handed_over' : type)))).toEqual(
      new Set(STATES_BY_STAGE.ended),
    );
  });

  it('has a reason that its resident can read, in both languages', () => {
    for (const end of ends) {
      expect(endingText(end, 'zh')).toMatch(/^[\p{Script=Han}\d ,;:、()]+$/u);
      expect(endingText(end, 'en')).toMatch(/^[A-Z][\p{Script=Latin}\d’,;: ()]+$/u);
    }
  });

  it('says why it was not accepted, and how a closed one was judged', () => {
    const declined = ends.find(({ type }) => type === 'declined');
    const closed = ends.find((end) => end.type === 'closed' && end.body.basis === 'window_ended');
    if (declined === undefined || closed === undefined) throw new Error('no such path is kept');
    expect(endingText(declined, 'zh')).toMatch(/^不予受理:/);
    expect(endingDetail(declined)).toHaveProperty('commitment');
    expect(endingText(closed, 'zh')).toBe('评价期限已满,诉求结案(未评价)');
    expect(endingText(closed, 'en')).toContain('(Not judged)');
  });
});
