import { describe, expect, it } from '@jest/globals';
import { refusalText, SERVICE_REFUSALS, type Refusal } from '../../../src/domain/refusals.js';
import { accepted, anApplication, delivered, HOTLINE, WINDOW, worked } from './stories.js';

const supplemented = () => {
  const story = anApplication();
  story.give('tellMissing', { materials: ['m2'] });
  return story;
};

/** How each refusal of a service request is met. */
const MET_BY: Readonly<Record<string, () => Refusal | undefined>> = {
  material_not_of_matter: () => anApplication().give('tellMissing', { materials: ['x'] }),
  material_there: () => anApplication().give('tellMissing', { materials: ['m1', 'm2'] }),
  material_not_brought: () => anApplication().give('tellMissing', { materials: ['m2'], defective: ['m2'] }),
  not_the_window: () => anApplication().give('withdrawService', {}, HOTLINE),
  own_service: () => delivered().give('judgeService', { satisfaction: 5 }, WINDOW),
  missing_told_before: () => {
    const story = supplemented();
    story.give('supplementMaterials', { materials: ['m2'] }, WINDOW);
    return story.give('tellMissing', { materials: ['m3'] });
  },
  nothing_missing: () => anApplication({ brought: ['m1', 'm2'] }).give('tellMissing', { materials: ['m3'] }),
  telling_incomplete: () => anApplication({ brought: [] }).give('tellMissing', { materials: ['m1'] }),
  material_not_asked_for: () => supplemented().give('supplementMaterials', { materials: ['m3'] }, WINDOW),
  materials_missing: () => anApplication().give('acceptService'),
  step_out_of_order: () => accepted().give('doServiceStep', { step: 3 }),
  no_step_left: () => worked().give('doServiceStep', { step: 4 }),
  step_open: () => accepted().give('decideService', { decision: 'granted' }),
};

describe('the refusals of a service request', () => {
  it('are all met, and none is met that is not there', () => {
    expect([...SERVICE_REFUSALS].sort()).toEqual(Object.keys(MET_BY).sort());
  });

  it.each(Object.entries(MET_BY))('%s is met, and can be read in both languages', (code, meet) => {
    const refusal = meet();
    expect(refusal?.code).toBe(code);
    if (refusal === undefined) return;
    for (const language of ['zh', 'en'] as const) {
      expect(refusalText(refusal, language)).not.toMatch(/[{}]|undefined/);
    }
  });
});
