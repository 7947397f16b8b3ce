import { beforeAll, describe, expect, it } from '@jest/globals';
import { planDirectory } from '../../src/import/directory-plan.js';
import { loadMapping, type Mapping } from '../../src/import/mapping.js';
import type { Held, Plan } from '../../src/import/plan.js';
import { surveyFile, type Survey } from '../../src/import/survey.js';

const NOTHING: Held = { places: new Map(), units: new Map(), categories: new Map(), aliases: [] };
let mapping: Mapping;
let survey: Survey;
let plan: Plan;

beforeAll(async () => {
  mapping = await loadMapping('demo');
  survey = await surveyFile('test/import/fixtures/dirty.csv', mapping);
  plan = planDirectory(mapping, survey, NOTHING);
});

const unit = (code: string) => plan.units.find((row) => row.code === code);
const remarks = ({ warnings }: Plan) => warnings.map(({ line, code }) => [line, code]);

/** The directory once a plan is carried out. */
function carriedOut({ places, units, categories, aliases }: Plan): Held {
  const byCode = <Row extends { code: string }>(rows: readonly Row[]) => new Map(rows.map((row) => [row.code, row]));
  return { places: byCode(places), units: byCode(units), categories: byCode(categories), aliases };
}

describe('what a file adds to the directory', () => {
  it('counts every row, and takes codes from those that are requests only', () => {
    expect(survey.rows).toBe(55);
    expect([...survey.units.keys()].filter((code) => code.startsWith('D'))).toEqual([
      'D01',
      'D02',
      'D03',
      'D11',
      'D12',
      'D13',
      'D99',
    ]);
  });

  it('nests places and categories', () => {
    expect(plan.places.map(({ code, kind, parentCode }) => [code, kind, parentCode])).toEqual([
      ['jd1', 'subdistrict', null],
      ['jd2', 'subdistrict', null],
      ['jd3', 'town', null],
      ['sq1', 'community', 'jd1'],
      ['sq2', 'community', 'jd2'],
      ['sq3', 'community', 'jd1'],
      ['sq4', 'village', 'jd3'],
      ['sq9', 'community', 'jd1'],
    ]);
    expect(plan.categories.find(({ code }) => code === 'A0101')).toEqual({
      code: 'A0101',
      level: 3,
      name: '演示占道',
      parentCode: 'A01',
    });
  });

  it('makes the second name of a unit an alias, with a warning at its line', () => {
    expect(plan.aliases).toEqual([
      { unitCode: 'D01', name: '演示区城市管理局' },
      { unitCode: 'D11', name: '演示和风社区（演示东街道办事处）' },
    ]);
    expect(remarks(plan)).toEqual([
      [53, 'place_second_parent'],
      [8, 'unit_second_name'],
      [17, 'unit_second_name'],
      [52, 'unit_name_shared'],
    ]);
  });

  it('knows a community by its name, and gives its subdistrict a unit that can lead', () => {
    expect([unit('D11'), unit('D12'), unit('D13')]).toMatchObject([
      { kind: 'community', placeCode: 'sq1' },
      { kind: 'community', placeCode: 'sq2' },
      { kind: 'community', placeCode: null },
    ]);
    expect(unit('jd1-banshichu')).toEqual({
      code: 'jd1-banshichu',
      kind: 'subdistrict',
      name: '演示东街道办事处',
      placeCode: 'jd1',
    });
    expect(unit('jd3-banshichu')).toBeUndefined();
    expect([unit('D01')?.kind, unit('D02')?.kind]).toEqual(['bureau', 'utility']);
  });

  it('is nothing the second time, and the remarks are the same', () => {
    const again = planDirectory(mapping, survey, carriedOut(plan));
    expect([again.places, again.units, again.categories, again.aliases]).toEqual([[], [], [], []]);
    expect(remarks(again)).toEqual(remarks(plan));
  });

  it('never changes a name, a kind or a parent that the directory has', () => {
    const held: Held = {
      places: new Map([
        ['jd1', { kind: 'subdistrict', name: '演示老街道', parentCode: null }],
        ['sq2', { kind: 'grid', name: '演示网格', parentCode: 'x' }],
      ]),
      units: new Map([['D01', { kind: 'bureau', name: '演示老城管局', placeCode: null }]]),
      categories: new Map([['A0101', { level: 3, name: '演示老分类', parentCode: 'Z' }]]),
      aliases: [{ unitCode: 'D01', name: '演示城管局' }],
    };
    const next = planDirectory(mapping, survey, held);
    const codes = [...next.places, ...next.units, ...next.categories].map(({ code }) => code);
    expect(codes).not.toEqual(expect.arrayContaining(['jd1']));
    expect(
      [...held.places.keys(), ...held.units.keys(), ...held.categories.keys()].filter((code) => codes.includes(code)),
    ).toEqual([]);
    expect(next.aliases.filter(({ unitCode }) => unitCode === 'D01')).toEqual([
      { unitCode: 'D01', name: '演示区城市管理局' },
    ]);
    expect(new Set(next.warnings.map(({ code }) => code))).toEqual(
      new Set([
        'category_second_name',
        'category_second_parent',
        'place_second_name',
        'place_other_kind',
        'unit_second_name',
        'unit_name_shared',
      ]),
    );
  });

  it('lets no code lie under itself, at whatever levels the file uses it', () => {
    const seen = (code: string, level: number, parents: string[]) => ({
      code,
      level,
      line: 2,
      names: new Map([['演示', 2]]),
      parents: new Map(parents.map((parent) => [parent, 2])),
    });
    const twisted = [seen('1', 1, ['1', '2']), seen('2', 2, ['1', '2']), seen('3', 3, ['1', '2'])];
    const categories = new Map(twisted.map((category) => [category.code, category]));
    const { categories: rows } = planDirectory(mapping, { ...survey, categories }, NOTHING);
    expect(rows.map(({ code, parentCode }) => [code, parentCode])).toEqual([
      ['1', null],
      ['2', '1'],
      ['3', '2'],
    ]);
  });
});
