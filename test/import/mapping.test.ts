import { describe, expect, it } from '@jest/globals';
import { ImportInputError } from '../../src/import/input-error.js';
import { columnsOf, loadMapping, parseMapping } from '../../src/import/mapping.js';

const LEAST = {
  description: '演示',
  district: { code: '990001', name: '演示区' },
  system: 'demo',
  id: { column: 'id' },
  time: { column: 'at', formats: ['YYYY-MM-DD'], zone: '+08:00' },
  channel: { default: 'other' },
  kind: { default: 'help' },
  urgency: { default: 'routine' },
  category: [{ name: 'topic' }],
};
const parse = (more: object) => parseMapping(JSON.stringify({ ...LEAST, ...more }), 'x');

describe('a mapping', () => {
  it('needs an id, a time and a category only', () => {
    expect(columnsOf(parse({}))).toEqual(['id', 'at', 'topic']);
  });

  it.each(['pingshan', 'demo'])('is found by its name: %s', async (name) => {
    expect((await loadMapping(name)).category).toHaveLength(3);
  });

  it('is read from any path', async () => {
    expect((await loadMapping('data/mappings/demo.json')).system).toBe('demo');
  });

  it('is said to be missing together with those there are', async () => {
    const missing = loadMapping('no-such');
    await expect(missing).rejects.toThrow(ImportInputError);
    await expect(loadMapping('no-such')).rejects.toThrow(
      /^mapping no-such: there is no such file; there are: .*pingshan/,
    );
  });

  it.each([
    ['a field that is none', { colour: 'red' }, /\/ Unrecognized key/],
    [
      'a district without its six digits',
      { district: { code: '44', name: 'x' } },
      /\/district\/code a district is named/,
    ],
    ['a zone that is none', { time: { ...LEAST.time, zone: 'Mars' } }, /\/time\/zone must be an offset/],
    ['a format without a day', { time: { ...LEAST.time, formats: ['HH:mm'] } }, /\/time\/formats\/0 must hold/],
    ['a word we do not have', { kind: { default: 'wish' } }, /\/kind\/default /],
    ['a column pair without a column', { category: [{ prefix: 'x' }] }, /\/category\/0 needs a column/],
    ['four levels', { category: Array(4).fill({ name: 'topic' }) }, /\/category /],
    [
      'a broken pattern',
      { unit: { name: 'u', reason: 'r', communityName: '(' } },
      /\/unit\/communityName must be a regular/,
    ],
    ['a tag in capitals', { tags: [{ column: 'v', values: { 1: 'LATE' } }] }, /\/tags\/0\/values\/1 a tag is written/],
  ])('is refused for %s', (_what, more, message) => {
    expect(() => parse(more)).toThrow(message);
  });

  it('is refused in one line when it is no JSON', () => {
    expect(() => parseMapping('{', 'x')).toThrow(/^mapping x: [^\n]+$/);
  });

  it('names every fault at once', () => {
    expect(() => parse({ system: 'X Y', kind: { default: 'wish' } })).toThrow(/\/system .*; \/kind\/default /);
  });

  it('fits the open data of other cities', () => {
    const boston = parse({
      system: 'boston311',
      id: { column: 'case_id' },
      time: { column: 'open_dt', formats: ['YYYY-MM-DDTHH:mm:ss'], zone: 'America/New_York' },
      channel: {
        column: 'source',
        values: { 'Constituent Call': 'hotline', 'Citizens Connect App': 'app' },
        default: 'other',
      },
      category: [{ name: 'subject' }, { name: 'reason' }, { name: 'type' }],
      place: { subdistrict: { name: 'neighborhood' } },
      unit: {
        code: 'department',
        name: 'department',
        reason: 'queue of the source',
        test: { codes: ['Temp'], tag: 'test_unit' },
      },
      tags: [{ column: 'ontime', values: { ONTIME: 'source_in_time', OVERDUE: 'source_overdue' } }],
    });
    const nyc = parse({
      system: 'nyc311',
      id: { column: 'unique_key' },
      time: { column: 'created', formats: ['YYYY-MM-DDTHH:mm:ss'], zone: 'America/New_York' },
      category: [{ name: 'complaint_type' }, { name: 'descriptor' }],
      place: { subdistrict: { name: 'borough' }, community: { name: 'community_board' } },
      unit: { code: 'agency', name: 'agency_name', reason: 'agency of the source' },
      text: ['resolution'],
    });
    expect(columnsOf(boston)).toContain('neighborhood');
    expect(columnsOf(nyc)).toContain('agency');
  });
});
